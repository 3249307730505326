"""Acts whose antecedent is not on record: marked, never refused."""

from collections.abc import Iterable

from domain.acts import (
    Act,
    DisputeEscalated,
    HoldPlaced,
    HoldReleased,
    ObjectionRaised,
    ObjectionWithdrawn,
    PlacementCorrected,
    PlacementPublished,
    RecommendationRevised,
    RecommendationSubmitted,
    RecommendationWithdrawn,
    WaiverGranted,
    WaiverLapsed,
)
from domain.history import InForce

__all__ = ["missing_antecedents"]

RECOMMENDED = (RecommendationSubmitted, RecommendationRevised)
ANTECEDENTS: dict[type[Act], tuple[type[Act], ...]] = {
    RecommendationRevised: RECOMMENDED,
    RecommendationWithdrawn: RECOMMENDED,
    ObjectionRaised: RECOMMENDED,
    ObjectionWithdrawn: (ObjectionRaised,),
    DisputeEscalated: (ObjectionRaised,),
    PlacementCorrected: (PlacementPublished,),
    WaiverLapsed: (WaiverGranted,),
    HoldReleased: (HoldPlaced,),
}
"""What should have come first."""


def missing_antecedents(entries: Iterable[InForce]) -> dict[int, tuple[str, ...]]:
    """Give the positions of the acts, taken in world order, before which what should is missing.

    With each, the acts of which one should have come first. Who takes an objection back must have
    raised one.
    """
    seen: set[tuple[type[Act], object]] = set()
    missing: dict[int, tuple[str, ...]] = {}
    for entry in entries:
        kind, party = type(entry.event.act), entry.event.by.party
        who = party if kind is ObjectionWithdrawn else None
        first = ANTECEDENTS.get(kind, ())
        if first and not any((one, who) in seen for one in first):
            missing[entry.position] = tuple(one.name for one in first)
        seen |= {(kind, None), (kind, party)}
    return missing
