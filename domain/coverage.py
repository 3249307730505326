"""What a book declares to hold of an edition; what it does not declare is not assessable."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from domain.acts import COVERAGE_GROUPS, CoverageDeclared
from domain.history import InForce
from domain.values import Withheld

__all__ = ["Coverage", "declared"]


@dataclass(frozen=True, slots=True)
class Coverage:
    """How much of one act the book holds; `tiers` names the lists that are complete."""

    act: str
    extent: Literal["complete", "partial", "none"]
    tiers: tuple[str, ...] | None
    note: str | Withheld | None
    position: int

    def lists(self, tier: str) -> bool:
        """Whether everybody on a tier is on record: where lists are named, those alone.

        An edition may lack no more than the values off the scale, and say so.
        """
        return tier in self.tiers if self.tiers else self.extent == "complete"


def declared(edition: Iterable[InForce]) -> dict[str, Coverage]:
    """Give the latest declaration for each act of an edition."""
    latest: dict[str, Coverage] = {}
    for entry in edition:
        act = entry.event.act
        if not isinstance(act, CoverageDeclared):
            continue
        for named in act.acts:
            for name in COVERAGE_GROUPS.get(named, (named,)):
                latest[name] = Coverage(name, act.extent, act.tiers, act.note, entry.position)
    return latest
