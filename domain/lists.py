"""The lists of an edition: who is on which tier, and where those not on record may be."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from domain.acts import EditionOpened, PlacementPublished
from domain.coverage import declared
from domain.history import InForce
from domain.values import Scale, Withheld

__all__ = ["Declared", "Lists", "declared_lists"]


@dataclass(frozen=True, slots=True)
class Declared:
    """What an edition declares of its lists.

    `open` are the tiers whose lists are not declared complete. `roster` are the subjects it
    ranks; None where that is not on record.
    """

    open: frozenset[str]
    roster: frozenset[str] | None = None


@dataclass(frozen=True, slots=True)
class Lists:
    """The placements of an edition, with what it declares of them."""

    edition: str
    placed: Mapping[str, str | Withheld]
    declared: Declared

    @property
    def whole(self) -> bool:
        """Whether every list is declared complete."""
        return not self.declared.open

    @property
    def roster(self) -> frozenset[str] | None:
        """Subjects that it ranks, if that is on record."""
        return self.declared.roster

    @property
    def missing(self) -> frozenset[str]:
        """Subjects on the roster that have no placement on record."""
        return (self.roster or frozenset()) - self.placed.keys()

    @property
    def hidden(self) -> int:
        """How many placements this reader may not know."""
        return sum(isinstance(tier, Withheld) for tier in self.placed.values())

    def possible(self, subject: str | None) -> frozenset[str]:
        """Tiers on which a subject may be; None stands for one that nobody has named.

        Who is not on a list declared complete is not on that tier; who is not on the roster, on
        none.
        """
        tier = self.placed.get(subject) if subject is not None else None
        if isinstance(tier, str):
            return frozenset({tier})
        if tier is None and self.roster is not None and subject not in self.roster:
            return frozenset()
        return self.declared.open


def declared_lists(edition: Iterable[InForce], scale: Scale) -> Declared:
    """Read what the entries of an edition declare of its placements."""
    entries = tuple(edition)
    held = declared(entries).get(PlacementPublished.name)
    every = (*scale.tiers, *scale.off_scale)
    open_ = frozenset(tier for tier in every if held is None or not held.lists(tier))
    return Declared(open_, _roster(entries))


def _roster(entries: Iterable[InForce]) -> frozenset[str] | None:
    """Give the roster last stated; None if there is none, or this reader may not know it."""
    rosters = [
        entry.event.act.roster
        for entry in entries
        if isinstance(entry.event.act, EditionOpened) and entry.event.act.roster is not None
    ]
    return frozenset(rosters[-1]) if rosters and isinstance(rosters[-1], tuple) else None
