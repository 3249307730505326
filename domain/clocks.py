"""How long a subject may stay on the Watch List, and what became of it when its time was up.

22 U.S.C. 7107(b)(2)(D): after two consecutive years on the list (A)(iii), counted from the 2009
report, a country goes to list (C) in the next one, unless the downgrade is waived; (F): who came
back after such a downgrade may stay for one year. The clock runs on placements as published.
Where an edition is missing a streak is a range, and where the law can be read in two ways both
are given.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from domain.programme import Programme, Readings, WatchList
from domain.rules import HIDDEN
from domain.values import Withheld
from domain.years import Edition, Place, Years

__all__ = ["Clock", "Law", "Range", "Reading", "clocks", "law_of", "special"]

Due = Literal["must-leave", "waivable", "not-due", "not-known"]
Result = Literal["downgraded", "upgraded", "waived", "left-scale", "past-clock", "not-known"]


@dataclass(frozen=True, slots=True)
class Range:
    """A number of years of which the record leaves open how many they were."""

    low: int
    high: int


@dataclass(frozen=True, slots=True)
class Law:
    """The law of one report year: who is watched, for how long, and how often it may be waived."""

    year: int
    first: int
    watch: WatchList
    off_scale: tuple[str, ...]
    years: int
    allowed: int
    relisting: int | None


@dataclass(frozen=True, slots=True)
class Reading:
    """What becomes of a subject under one named reading of the law."""

    name: str
    due: Due
    result: Result | None


@dataclass(frozen=True, slots=True)
class Used:
    """Waivers used within a streak, and how many the law of the year allows."""

    used: Range
    allowed: int


@dataclass(frozen=True, slots=True)
class Clock:
    """Where a subject's clock stood when an edition came out.

    `streak` are its consecutive years on the Watch List up to and with the edition before,
    `since` the first of those that are known; `special` says by which kind it is on the special
    watch list now. `result` is None where nothing was due. `reason` says what is withheld that
    leaves any of this open.
    """

    subject: str
    streak: Range
    since: int | None
    waivers: Used
    due: Due
    published: str | Withheld | None
    result: Result | None
    special_watch_list: str | None
    readings: tuple[Reading, ...]
    reason: str | None = None


def law_of(programme: Programme, year: int) -> Law | None:
    """Give the law of a report year; None where the programme has no Watch List.

    Before it was enacted no year counts, so that nothing is ever due.
    """
    first = programme.enacted("watch-list-years")
    named = f"{year:04}"
    years = programme.parameter("watch-list-years", max(named, first or ""))
    if programme.watch_list is None or not isinstance(years, int) or first is None:
        return None
    allowed = programme.parameter("waivers-allowed", named)
    relisting = programme.parameter("relisting-years", named)
    return Law(
        year,
        int(first[:4]),
        programme.watch_list,
        programme.scale.off_scale,
        years,
        allowed if isinstance(allowed, int) else 0,
        relisting if isinstance(relisting, int) else None,
    )


def clocks(years: Years, edition: Edition, waived: "Waived") -> Iterator[Clock]:
    """Give the clock of every subject placed in an edition, or watched in the one before.

    Who may have been watched in it, by a tier that is withheld, is one of them.
    """
    law = law_of(edition.programme, edition.year)
    if law is None:
        return
    before = years.get(edition.year - 1)
    watched = {
        subject
        for subject in (before.placements if before else ())
        if years.tier(subject, edition.year - 1) == law.watch.tier
        or isinstance(years.tier(subject, edition.year - 1), Withheld)
    }
    for subject in sorted(edition.placements.keys() | watched):
        yield _Subject(years, law, subject, waived).clock()


@dataclass(frozen=True, slots=True)
class Waived:
    """Waivers on record: the report years they are for, by subject, and where all are on record.

    `hidden` are the subjects that have one of which it is withheld for which reports it is.
    """

    years: dict[str, frozenset[int]]
    covered: frozenset[int]
    hidden: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class _Subject:
    """One subject in one report year."""

    years: Years
    law: Law
    subject: str
    waived: Waived

    def clock(self) -> Clock:
        chosen = self.law.watch.readings
        years, known = self._back(self.law.year - 1, chosen)
        due, result = self._under(chosen)
        kind = special(self.years, self.law, self.subject)
        open_ = known < len(years) or "not-known" in (due, result, kind)
        return Clock(
            self.subject,
            Range(known, len(years)),
            years[known - 1] if known else None,
            Used(self._used(chosen), 0 if self._returned(chosen) else self.law.allowed),
            due,
            self._place(self.law.year).tier,
            result,
            kind,
            tuple(self._readings()),
            self._reason() if open_ else None,
        )

    def _place(self, year: int) -> Place:
        return self.years.place(self.subject, year, self.law.watch.tier)

    # ------------------------------------------------------------ what is withheld

    def _reason(self) -> str | None:
        """Say what of a subject is withheld; None where nothing is."""
        years = self._withheld(range(self.law.first, self.law.year + 1))
        said = [f"the tier of {', '.join(map(str, years))}"] if years else []
        if self.subject in self.waived.hidden:
            said.append("the reports of a waiver")
        return f"{HIDDEN}: {' and '.join(said)}" if said else None

    def _withheld(self, years: Iterable[int]) -> list[int]:
        """Give those of some years of which the tier is withheld."""
        return [year for year in years if isinstance(self._place(year).tier, Withheld)]

    @property
    def _open(self) -> bool:
        """Whether anything is withheld on which it may turn what was due."""
        before = range(self.law.first, self.law.year)
        return self.subject in self.waived.hidden or bool(self._withheld(before))

    # ------------------------------------------------------------ years in a row

    def _back(self, upto: int, reading: Readings) -> tuple[list[int], int]:
        """Go back from a year as long as it may have been watched; count those that certainly were.

        Gives the years, latest first; of these the first so many are known.
        """
        years: list[int] = []
        known, certain = 0, True
        for year in range(upto, self.law.first - 1, -1):
            place = self._place(year)
            if reading.after_off_scale == "suspends" and place.tier in self.law.off_scale:
                continue
            if place.watched is False:
                break
            certain = certain and place.watched is True
            years.append(year)
            known += certain
        return years, known

    def _streak(self, upto: int, reading: Readings) -> Range:
        years, known = self._back(upto, reading)
        return Range(known, len(years))

    def _used(self, reading: Readings) -> Range:
        """Count waivers on record within a streak; each year past the limit may hide one more.

        One of which it is withheld for which reports it is may be for every year.
        """
        years, known = self._back(self.law.year - 1, reading)
        mine = self.waived.years.get(self.subject, frozenset())
        certain = {year for year in years[:known] if year in mine}
        if self.subject in self.waived.hidden:
            return Range(len(certain), len(years))
        beyond = {*sorted(years)[self.law.years :], *mine.intersection(years)} - certain
        hidden = sum(year in mine or year not in self.waived.covered for year in beyond)
        return Range(len(certain), len(certain) + hidden)

    # ------------------------------------------------------------ what was due

    def _under(self, reading: Readings) -> tuple[Due, Result | None]:
        """Say what was due and what came of it, under one reading of the law."""
        due = self._due(reading)
        return due, self._result(due, reading)

    def _due(self, reading: Readings) -> Due:
        plain, returned = self._unreturned(reading), self._returned(reading)
        if self.law.relisting is None or returned is False:
            return plain
        streak = self._streak(self.law.year - 1, reading)
        limited = _at_least(streak, self.law.relisting, "must-leave")
        return limited if returned or limited == plain else "not-known"

    def _unreturned(self, reading: Readings) -> Due:
        """Apply (D): two years, then as many more as waivers allow."""
        law, streak = self.law, self._streak(self.law.year - 1, reading)
        reached = _at_least(streak, law.years, "waivable")
        if reached != "waivable":
            return reached
        used = self._used(reading)
        if used.low >= law.allowed:
            return "must-leave"
        if self._open and used.high >= law.allowed:
            return _at_least(streak, law.years + law.allowed, "must-leave", "not-known")
        return _at_least(streak, law.years + law.allowed, "must-leave", "waivable")

    def _returned(self, reading: Readings) -> bool | None:
        """Apply (F): whether the record shows that its clock had sent it to the last list before.

        Read narrowly, it limits who comes straight back from there after more than two years,
        so under a waiver; read broadly, whoever its clock ever sent there. None where that turns
        on in which of the years that are not known it came back, or on a tier that is withheld.
        """
        years, known = self._back(self.law.year - 1, reading)
        if self.law.relisting is None or not years:
            return False
        found = {self._sent(begun, reading) for begun in years[max(known - 1, 0) :]}
        return found.pop() if len(found) == 1 else None

    def _sent(self, begun: int, reading: Readings) -> bool | None:
        """Whether a streak that began in a year followed on a downgrade by the clock.

        None where that turns on a tier that is withheld.
        """
        if reading.relisting == "narrow":
            found = {*self._came_back(begun, reading)}
            return found.pop() if len(found) == 1 else None
        placed = (edition.year for edition in self.years if edition.year < begun)
        ever = {
            self._stayed_for(self.law.years, year - 1, reading) and self._worst(year)
            for year in placed
            if year >= self.law.first + self.law.years and self._worst(year) is not False
        }
        return True in ever or (None if None in ever else False)

    def _came_back(self, begun: int, reading: Readings) -> Iterator[bool | None]:
        """Say for each year in which it may have been sent to the last list what that comes to."""
        year = begun - 1
        while (worst := self._worst(year)) is not False:
            if worst is None:
                yield year < begun - 1 and self._stayed_for(self.law.years + 1, year, reading)
            year -= 1
        yield year < begun - 1 and self._stayed_for(self.law.years + 1, year, reading)

    def _stayed_for(self, limit: int, upto: int, reading: Readings) -> bool | None:
        """Whether it had so many years in a row; None where that turns on a withheld tier."""
        years, known = self._back(upto, reading)
        if known >= limit:
            return True
        return None if len(years) >= limit and self._withheld(years) else False

    def _worst(self, year: int) -> bool | None:
        tier = self._place(year).tier if year >= self.law.first else None
        return None if isinstance(tier, Withheld) else tier in self.law.watch.lists[-1]

    # ------------------------------------------------------------ what came of it

    def _result(self, due: Due, reading: Readings) -> Result | None:
        place = self._place(self.law.year)
        if due == "not-due":
            return None
        if not isinstance(place.tier, str):
            return "not-known"
        if place.watched:
            return self._stayed(due, reading)
        if due == "not-known" and self._open:
            return "not-known"
        if place.tier in self.law.off_scale:
            return "left-scale" if reading.off_scale == "outside" else "past-clock"
        return "downgraded" if place.tier in self.law.watch.lists[-1] else "upgraded"

    def _stayed(self, due: Due, reading: Readings) -> Result:
        if due == "must-leave":
            return "past-clock"
        if self.law.year in self.waived.years.get(self.subject, ()):
            return "not-known" if due == "not-known" and self._open else "waived"
        if self.subject in self.waived.hidden:
            return "not-known"
        long = self._streak(self.law.year - 1, reading).low >= self.law.years
        return "past-clock" if long and self.law.year in self.waived.covered else "not-known"

    # ------------------------------------------------------------ readings

    def _readings(self) -> Iterator[Reading]:
        """Give both readings of each question that this subject raises."""
        chosen = self.law.watch.readings
        if self._returned(chosen.model_copy(update={"relisting": "broad"})) is not False:
            yield self._reading("relisting-narrow", relisting="narrow")
            yield self._reading("relisting-broad", relisting="broad")
        if self._place(self.law.year).tier in self.law.off_scale and self._due(chosen) != "not-due":
            yield self._reading("sc-outside", off_scale="outside")
            yield self._reading("not-1-or-2", off_scale="not-1-or-2")
        suspended = chosen.model_copy(update={"after_off_scale": "suspends"})
        breaks = chosen.model_copy(update={"after_off_scale": "breaks"})
        upto = self.law.year - 1
        if self._streak(upto, suspended) != self._streak(upto, breaks):
            yield self._reading("sc-breaks", after_off_scale="breaks")
            yield self._reading("sc-suspends", after_off_scale="suspends")

    def _reading(self, name: str, **chosen: str) -> Reading:
        return Reading(name, *self._under(self.law.watch.readings.model_copy(update=chosen)))


def _at_least(streak: Range, limit: int, reached: Due, else_: Due = "not-due") -> Due:
    """Say whether a streak certainly, certainly not, or possibly reached a limit."""
    if streak.low >= limit:
        return reached
    return else_ if streak.high < limit else "not-known"


def special(years: Years, law: Law, subject: str) -> str | None:
    """Say by which kind of 7107(b)(2)(A) a subject is on the special watch list of the year.

    (i) on the first list now, on the second last year; (ii) on the second now, on the last one
    last year; (iii) on the watched tier. None: on none of them; `not-known` where that turns on
    last year's place, which is not on record, or on a tier that is withheld.
    """
    best, second, *_, worst = law.watch.lists
    now, last = years.tier(subject, law.year), years.tier(subject, law.year - 1)
    if isinstance(now, Withheld):
        return "not-known"
    if now == law.watch.tier:
        return "iii"
    for kind, here, there in (("i", best, second), ("ii", second, worst)):
        if now in here:
            if last in there:
                return kind
            open_ = not isinstance(last, str) and years.may_have_been(subject, law.year - 1, there)
            return "not-known" if open_ else None
    return None
