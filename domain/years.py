"""Where a subject stood in each edition, as far as is known: a missing edition is not a tier."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from domain.acts import EditionOpened, EditionPublished, PlacementPublished
from domain.coverage import Coverage, declared
from domain.history import InForce
from domain.notices import day_of
from domain.programme import Programme
from domain.values import LAST, Occurred, Stream, Withheld

__all__ = ["Edition", "Place", "Placement", "Years", "edition_of", "year_of"]


@dataclass(frozen=True, slots=True)
class Placement:
    """The tier a subject was given, and the entry that says so; None where no report gave it."""

    tier: str | Withheld | None
    position: int


@dataclass(frozen=True, slots=True)
class Edition:
    """One issue of a report as the law looks at it: when it was due and came out, and who is in it.

    `published_by` is the position of the entry that says when it came out. Of several, of which
    it is withheld which came first, it is the first in the book, and their days are withheld.
    """

    stream: str
    year: int
    programme: Programme
    due: str | Withheld | None
    published: Occurred | Withheld | None
    submitted: Occurred | Withheld | None
    published_by: int | None
    roster: tuple[str, ...] | Withheld
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
        """Whether a subject may be in it: whoever is on its roster, where that can be known."""
        return isinstance(self.roster, Withheld) or not self.roster or subject in self.roster

    @property
    def clock_day(self) -> tuple[Occurred | Withheld | None, str]:
        """From when follow-on deadlines run, and by which act: submission if on record."""
        if self.submitted is not None:
            return self.submitted, "submission"
        return self.published, "publication"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a subject stood in one year: `watched` is None where that is not known."""

    tier: str | Withheld | None
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

    def tier(self, subject: str, year: int) -> str | Withheld | None:
        """Give the tier of a subject in a year; None where it is not on record."""
        edition = self._editions.get(year)
        placed = edition.placements.get(subject) if edition else None
        return placed.tier if placed else None

    def place(self, subject: str, year: int, watched: str) -> Place:
        """Say where a subject stood: who is not on a list declared complete was not on it."""
        edition = self._editions.get(year)
        tier = self.tier(subject, year)
        if isinstance(tier, str):
            return Place(tier, tier == watched)
        if edition is None or subject in edition.placements:
            return Place(tier, None)
        absent = edition.lists(watched) or not edition.may_rank(subject)
        return Place(None, False if absent else None)

    def may_have_been(self, subject: str, year: int, tiers: Sequence[str]) -> bool:
        """Whether a subject may have been on one of these tiers in a year, as far as is known."""
        edition = self._editions.get(year)
        if edition is None:
            return True
        if subject in edition.placements:
            tier = edition.placements[subject].tier
            return not isinstance(tier, str) or tier in tiers
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
    due: str | Withheld | None = programme.edition_defaults(stream).get("due")
    roster: tuple[str, ...] | Withheld = ()
    issued: list[_Issued] = []
    for entry in history:
        act = entry.event.act
        if isinstance(act, EditionOpened):
            due = due if act.due is None else act.due
            roster = roster if act.roster is None else act.roster
        if isinstance(act, EditionPublished):
            issued.append(_Issued(day_of(entry, act.on_), _read(act.submitted_on), entry.position))
    published, submitted, published_by = _first(issued)
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


class _Issued(NamedTuple):
    """When an edition came out, and was submitted, as one entry says."""

    published: Occurred | Withheld | None = None
    submitted: Occurred | Withheld | None = None
    position: int | None = None


def _first(issued: Sequence[_Issued]) -> _Issued:
    """Give the first of several publications: nobody can tell it where the day of one is hidden."""
    hidden = next((one.published for one in issued if isinstance(one.published, Withheld)), None)
    if hidden and len(issued) > 1:
        return _Issued(hidden, hidden, issued[0].position)
    return min(issued, key=_when, default=_Issued())


def _when(issued: _Issued) -> str:
    return issued.published.latest if isinstance(issued.published, Occurred) else LAST


def _read(date: str | Withheld | None) -> Occurred | Withheld | None:
    return Occurred.parse(date) if isinstance(date, str) else date
