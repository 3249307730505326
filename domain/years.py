"""Where a subject stood in each edition, as far as is known: a missing edition is not a tier."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from domain.acts import EditionOpened, EditionPublished, PlacementPublished
from domain.coverage import Coverage, declared
from domain.history import InForce
from domain.programme import Programme
from domain.values import LAST, Occurred, Stream, Withheld

__all__ = ["Edition", "Place", "Placement", "Years", "edition_of", "year_of"]


@dataclass(frozen=True, slots=True)
class Placement:
    """The tier a subject was given, and the entry that says so; None where it is withheld."""

    tier: str | None
    position: int


@dataclass(frozen=True, slots=True)
class Edition:
    """One issue of a report as the law looks at it: when it was due and came out, and who is in it.

    `published_by` is the position of the entry that says when it came out.
    """

    stream: str
    year: int
    programme: Programme
    due: str | None
    published: Occurred | None
    submitted: Occurred | None
    published_by: int | None
    roster: tuple[str, ...]
    coverage: Mapping[str, Coverage]
    placements: Mapping[str, Placement] = field(default_factory=dict)

    def complete(self, act: str) -> bool:
        """Whether the book declares to hold every act of this name."""
        held = self.coverage.get(act)
        return held is not None and held.extent == "complete"

    def lists(self, tier: str) -> bool:
        """Whether everybody on a tier is on record."""
        held = self.coverage.get(PlacementPublished.name)
        return held is not None and held.lists(tier)

    def may_rank(self, subject: str) -> bool:
        """Whether a subject may be in it: whoever is on its roster, where that is on record."""
        return not self.roster or subject in self.roster

    @property
    def clock_day(self) -> tuple[Occurred | None, str]:
        """From when follow-on deadlines run, and by which act: submission if on record."""
        if self.submitted is not None:
            return self.submitted, "submission"
        return self.published, "publication"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a subject stood in one year: `watched` is None where that is not known."""

    tier: str | None
    watched: bool | None


class Years:
    """The editions of a programme by their year."""

    def __init__(self, editions: Mapping[int, Edition]) -> None:
        self._editions = dict(sorted(editions.items()))

    def __iter__(self) -> Iterator[Edition]:
        return iter(self._editions.values())

    def get(self, year: int) -> Edition | None:
        """Give the edition of a year, if the book has one."""
        return self._editions.get(year)

    def tier(self, subject: str, year: int) -> str | None:
        """Give the tier of a subject in a year; None where it is not known."""
        edition = self._editions.get(year)
        placed = edition.placements.get(subject) if edition else None
        return placed.tier if placed else None

    def place(self, subject: str, year: int, watched: str) -> Place:
        """Say where a subject stood: who is not on a list declared complete was not on it."""
        edition = self._editions.get(year)
        tier = self.tier(subject, year)
        if tier is not None:
            return Place(tier, tier == watched)
        hidden = edition is not None and subject in edition.placements
        if edition is None or hidden:
            return Place(None, None)
        absent = edition.lists(watched) or not edition.may_rank(subject)
        return Place(None, False if absent else None)

    def may_have_been(self, subject: str, year: int, tiers: Sequence[str]) -> bool:
        """Whether a subject may have been on one of these tiers in a year, as far as is known."""
        edition = self._editions.get(year)
        if edition is None:
            return True
        if subject in edition.placements:
            return edition.placements[subject].tier in (None, *tiers)
        return not all(map(edition.lists, tiers)) and edition.may_rank(subject)


def year_of(edition: str) -> int | None:
    """Give the year in the name of an edition, `tip/2015`; None if it is not named by a year."""
    name = edition.rpartition("/")[2]
    return int(name) if re.fullmatch("[0-9]{4}", name) else None


def edition_of(
    stream: Stream,
    history: tuple[InForce, ...],
    programme: Programme,
    placements: Mapping[str, Placement],
) -> Edition | None:
    """Read an edition from its entries in force; None if it is not named by a year."""
    if (year := year_of(stream.text)) is None:
        return None
    due: str | None = programme.edition_defaults(stream).get("due")
    roster: tuple[str, ...] = ()
    issued: list[tuple[Occurred | None, Occurred | None, int]] = []
    for entry in history:
        act = entry.event.act
        if isinstance(act, EditionOpened):
            due = act.due if isinstance(act.due, str) else due
            roster = act.roster if isinstance(act.roster, tuple) else roster
        if isinstance(act, EditionPublished):
            day = _read(act.on_) or _read(entry.event.occurred)
            issued.append((day, _read(act.submitted_on), entry.position))
    first = min(issued, key=lambda one: one[0].latest if one[0] else LAST, default=None)
    published, submitted, published_by = first or (None, None, None)
    return Edition(
        stream.text,
        year,
        programme,
        due,
        published,
        submitted,
        published_by,
        roster,
        declared(history),
        placements,
    )


def _read(date: str | Occurred | Withheld | None) -> Occurred | None:
    return Occurred.parse(date) if isinstance(date, str) else None if not date else _known(date)


def _known(date: Occurred | Withheld) -> Occurred | None:
    return None if isinstance(date, Withheld) else date
