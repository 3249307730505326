"""What the law wants done around one edition, by when, and whether it was: deadline by deadline."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from domain.acts import DeterminationMade, EditionPublished, NoticeGiven
from domain.deadlines import Deadline, Done, Window, after, by_calendar, by_day, days, duty, judge
from domain.notices import Notice
from domain.programme import Dated
from domain.rules import HIDDEN, uncovered
from domain.values import LAST, Occurred, Withheld
from domain.waivers import Waiver, told
from domain.years import Edition, Years

__all__ = ["Answers", "deadlines_of"]

DUTIES = {
    "report": ("edition-due", EditionPublished.name),
    "special-watch-list": ("special-watch-list-days", NoticeGiven.name),
    "interim-assessment": ("interim-due", NoticeGiven.name),
    "determination": ("determination-latest-days", DeterminationMade.name),
    "action-plan": ("action-plan-days", NoticeGiven.name),
    "waiver-posting": ("waiver-posting-days", NoticeGiven.name),
}
"""Each duty: the parameter of the programme that dates it, and the act that meets it."""


@dataclass(frozen=True, slots=True)
class Answers:
    """What is on record of duties met: notices by stream, determinations and waivers by case."""

    notices: dict[str, Sequence[Notice]] = field(default_factory=dict)
    determinations: dict[str, Sequence[Done]] = field(default_factory=dict)
    waivers: dict[str, Sequence[Waiver]] = field(default_factory=dict)

    def given(self, case: str) -> Sequence[Notice]:
        """Give the notices about a case: those on record for its whole edition among them."""
        edition = case.rpartition("/")[0]
        return [*self.notices.get(case, ()), *self.notices.get(edition, ())]


def deadlines_of(years: Years, edition: Edition, answers: Answers, on: date) -> Iterator[Deadline]:
    """Judge on a day everything that the law of a programme wants done around an edition."""
    found = _Edition(years, edition, answers, on)
    for rule, deadlines in (
        ("report", found.report),
        ("special-watch-list", found.special_watch_list),
        ("interim-assessment", found.interim_assessment),
        ("determination", found.determinations),
        ("action-plan", found.action_plans),
        ("waiver-posting", found.postings),
    ):
        if found.asked(rule):
            yield from deadlines()


@dataclass(frozen=True, slots=True)
class _Edition:
    years: Years
    edition: Edition
    answers: Answers
    on: date

    def asked(self, rule: str) -> bool:
        """Whether the programme knows of such a duty at all, or a day was set for the report."""
        known = DUTIES[rule][0] in self.edition.programme.parameters
        return known or (rule == "report" and self.edition.due is not None)

    def report(self) -> Iterator[Deadline]:
        """22 U.S.C. 7107(b)(1): the report, to Congress, by a day of the calendar."""
        edition = self.edition
        window = by_calendar(edition.programme, "edition-due", edition.year)
        if edition.due is not None:
            window = by_day(edition.due)
        day, counted = edition.clock_day
        done = [Done(day, edition.published_by)] if edition.published_by else []
        found = self._judged("report", edition.stream, window, done)
        if not day:
            yield found
            return
        said = f"by the day of {counted}"
        yield replace(found, reason=f"{found.reason}; {said}" if found.reason else said)

    def special_watch_list(self) -> Iterator[Deadline]:
        """22 U.S.C. 7107(b)(2)(A): to Congress no later than the determinations."""
        stream = self.edition.stream
        latest = days(self.edition.programme, "special-watch-list-days", self.edition.year)
        window = after(self.edition.clock_day, None, latest)
        window = replace(window, latest=_earlier(window.latest, self._determined))
        done = _done(self.answers.notices.get(stream, ()), "special-watch-list")
        yield self._judged("special-watch-list", stream, window, done)

    @property
    def _determined(self) -> date | Withheld | None:
        """Last day on which the first determination on record may have been made."""
        under = f"{self.edition.stream}/"
        made: str | None = None
        for case, done in self.answers.determinations.items():
            for one in done if case.startswith(under) else ():
                if isinstance(one.day, Withheld):
                    return one.day
                if one.day is not None and one.day.latest != LAST:
                    made = min(made or LAST, one.day.latest)
        return date.fromisoformat(made[:10]) if made else None

    def _since(self, done: list[Done]) -> list[Done]:
        """Leave out what was certainly done before the report that it is to follow.

        Where the day of that is withheld, any of it may have been.
        """
        start, _ = self.edition.clock_day
        if isinstance(start, Withheld):
            return [replace(one, sure=False) for one in done]
        return [one for one in done if not (start and _precedes(one.day, start))]

    def interim_assessment(self) -> Iterator[Deadline]:
        """22 U.S.C. 7107(b)(2)(B): progress of the special watch list, by 1 February."""
        stream = self.edition.stream
        window = by_calendar(self.edition.programme, "interim-due", self.edition.year)
        done = self._since(_done(self.answers.notices.get(stream, ()), "interim-assessment"))
        yield self._judged("interim-assessment", stream, window, done)

    def determinations(self) -> Iterator[Deadline]:
        """22 U.S.C. 7107(c): for each country of the last list, within 45 to 90 days."""
        edition, watch = self.edition, self.edition.programme.watch_list
        earliest = days(edition.programme, "determination-earliest-days", edition.year)
        latest = days(edition.programme, "determination-latest-days", edition.year)
        window = after(edition.clock_day, earliest, latest)
        for subject, placed in edition.placements.items():
            hidden = isinstance(placed.tier, Withheld)
            if watch is None or not (hidden or placed.tier in watch.lists[-1]):
                continue
            case = f"{edition.stream}/{subject}"
            found = self._judged(
                "determination", case, window, self.answers.determinations.get(case, ())
            )
            if hidden:
                yield from _perhaps(found, f"the tier is {HIDDEN}")
            else:
                yield found

    def action_plans(self) -> Iterator[Deadline]:
        """P.L. 115-427: a plan for each country that comes from the last list to the Watch List."""
        edition, watch = self.edition, self.edition.programme.watch_list
        latest = days(edition.programme, "action-plan-days", edition.year)
        window = after(edition.clock_day, None, latest)
        for subject, placed in edition.placements.items():
            hidden = isinstance(placed.tier, Withheld)
            if watch is None or not (hidden or placed.tier == watch.tier):
                continue
            case = f"{edition.stream}/{subject}"
            done = self._since(_done(self.answers.given(case), "action-plan"))
            found = self._judged("action-plan", case, window, done)
            before = self.years.tier(subject, edition.year - 1)
            if not hidden and before in watch.lists[-1]:
                yield found
            elif self.years.may_have_been(subject, edition.year - 1, watch.lists[-1]):
                why = HIDDEN if hidden or isinstance(before, Withheld) else "not on record"
                yield from _perhaps(found, f"whether it comes from the last list is {why}")

    def postings(self) -> Iterator[Deadline]:
        """22 U.S.C. 7107(b)(2): the evidence on a website within 30 days of telling Congress."""
        for case, waivers in self.answers.waivers.items():
            if case.startswith(f"{self.edition.stream}/"):
                yield from map(self._posting, waivers)

    def _posting(self, waiver: Waiver) -> Deadline:
        """Count from the first notice; where neither is on record, from the waiver itself."""
        edition, case = self.edition, waiver.case.text
        given = self.answers.given(case)
        posts = [
            one for one in given if one.says("waiver") is not False and one.posted is not False
        ]
        notices = told(waiver, given, edition.programme)
        start = waiver.entry.event.occurred, "waiver"
        if notices or posts:
            start = _first(waiver, notices, posts), "notice to Congress"
        latest = days(edition.programme, "waiver-posting-days", edition.year)
        done = [
            replace(one, sure=one.sure and post.posted is True)
            for one, post in zip(_done(posts, "waiver"), posts, strict=True)
        ]
        return self._judged("waiver-posting", case, after(start, None, latest), done)

    # ------------------------------------------------------------ what they share

    def _judged(self, rule: str, stream: str, window: Window, done: Sequence[Done]) -> Deadline:
        edition = self.edition
        parameter, act = DUTIES[rule]
        what = duty(rule, stream, edition.programme, parameter, edition.year)
        if rule == "report" and what.law is None and edition.due is not None:
            said = "the day recorded when the edition was opened"
            what = replace(
                what, law=Dated(holds_from=f"{edition.year:04}", value=True, source=said)
            )
        reason = uncovered(edition.coverage, act, edition.stream)
        return judge(what, window, done, self.on, covered=reason)


def _done(given: Sequence[Notice], kind: str) -> list[Done]:
    return [
        Done(one.day, one.position, sure=one.says(kind) is True)
        for one in given
        if one.says(kind) is not False
    ]


def _perhaps(found: Deadline, why: str) -> Iterator[Deadline]:
    """Give a deadline of which it can't be told whether there was one, unless it was met."""
    if found.state not in ("not-applicable", "met"):
        yield replace(found, state="not-assessable", days_late=None, reason=why)


def _earlier(one: date | Withheld | None, other: date | Withheld | None) -> date | Withheld | None:
    """Give the earlier of two days; where one of them is withheld, nobody can tell."""
    if isinstance(one, Withheld) or isinstance(other, Withheld):
        return one if isinstance(one, Withheld) else other
    return min(one or date.max, other or date.max) if one or other else None


def _precedes(day: Occurred | Withheld | None, start: Occurred) -> bool:
    return isinstance(day, Occurred) and day.precedes(start) is True


def _first(
    waiver: Waiver, notices: Sequence[Notice], posts: Sequence[Notice]
) -> Occurred | Withheld | None:
    """Give the day of the first notice of a waiver; withheld where anything is that it turns on."""
    turns: list[object] = [waiver.years] if notices else []
    for one in notices or posts:
        turns += (one.of, one.day) if notices else (one.of, one.posted)
    hidden = next((one for one in turns if isinstance(one, Withheld)), None)
    days = (one.day for one in notices if isinstance(one.day, Occurred))
    return hidden or min(days, key=_latest, default=None)


def _latest(day: Occurred) -> str:
    return day.latest
