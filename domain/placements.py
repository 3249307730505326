"""The placement of a case: the tier that stands last, as published or as corrected since."""

from collections.abc import Sequence

from domain.acts import PlacementCorrected, PlacementPublished
from domain.history import InForce
from domain.order import WorldOrder
from domain.values import Withheld

__all__ = ["PLACING", "Placing", "placing", "tier_of"]

Placing = PlacementPublished | PlacementCorrected
PLACING = (PlacementPublished, PlacementCorrected)
"""Acts that put a subject on a tier."""


def placing(order: Sequence[InForce]) -> tuple[InForce, Placing] | None:
    """Give the last act of a case, in world order, that places it; None while there is none."""
    for entry in reversed(order):
        if isinstance(act := entry.event.act, PLACING):
            return entry, act
    return None


def tier_of(entries: Sequence[InForce]) -> str | Withheld | None:
    """Give the tier of a case by the last placement in world order; None while there is none."""
    if not any(isinstance(entry.event.act, PLACING) for entry in entries):
        return None
    found = placing(WorldOrder(entries).shown())
    return found[1].tier if found else None
