"""When the law wanted something done, when it was done, and how late: judged on a given day.

Deadlines are inclusive: what is due by the 90th day is on time on that day. Follow-on deadlines
run from submission to Congress where that is on record, else from publication.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Literal

from domain.programme import Dated, Programme
from domain.rules import HIDDEN
from domain.values import FIRST, LAST, Occurred, Withheld

__all__ = [
    "Deadline",
    "Done",
    "Duty",
    "Window",
    "after",
    "by_calendar",
    "by_day",
    "days",
    "duty",
    "judge",
]

State = Literal["met", "late", "early", "running", "overdue", "not-assessable", "not-applicable"]


@dataclass(frozen=True, slots=True)
class Done:
    """What met a duty: the day as far as known, and the entry that says so.

    `sure` is not set where it is withheld whether this is an act that meets it at all.
    """

    day: Occurred | Withheld | None
    position: int
    sure: bool = True


@dataclass(frozen=True, slots=True)
class Window:
    """When something is due: not before `earliest`, not after `latest`.

    `since` is the day from which it is counted, `counted_from` the act of that day. Where that
    day is known only within limits the window is as wide as they allow: by `slack` days too wide,
    at either end. Where that day is withheld, so are those that are counted from it.
    """

    since: str | Withheld | None
    counted_from: str
    earliest: date | Withheld | None
    latest: date | Withheld | None
    slack: timedelta = timedelta(0)


@dataclass(frozen=True, slots=True)
class Deadline:
    """One duty, its window, and what became of it on the day it is judged.

    `days_late` is None where the day is not exactly known. `reason` says why a state that is not
    certain is what it is.
    """

    rule: str
    source: str
    stream: str
    window: Window
    done: str | Withheld | None
    days_late: int | None
    state: State
    reason: str | None
    positions: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Duty:
    """A duty of an edition or case; `law` is None where it was enacted later, on `enacted`."""

    rule: str
    stream: str
    law: Dated | None
    source: str
    enacted: str | None


def duty(rule: str, stream: str, programme: Programme, parameter: str, year: int) -> Duty:
    """Give a duty with the law that imposes it, as it stood in a report year."""
    law = programme.in_force(parameter, f"{year:04}")
    first = _first(programme, parameter, year)
    return Duty(
        rule, stream, law, first.source if first else "", first.holds_from if first else None
    )


def days(programme: Programme, parameter: str, year: int) -> int | None:
    """Give a number of days that the law sets, as in force in a year or as first enacted."""
    dated = _first(programme, parameter, year)
    return dated.value if dated and isinstance(dated.value, int) else None


def by_calendar(programme: Programme, parameter: str, year: int) -> Window:
    """Give the window of a duty that is due by a day of the calendar, of a dated parameter."""
    dated = _first(programme, parameter, year)
    if dated is None or not isinstance(dated.value, str):
        return Window(None, "calendar", None, None)
    return by_day(dated.value.replace("{year}", f"{year:04}").replace("{after}", f"{year + 1:04}"))


def by_day(due: str | Withheld) -> Window:
    """Give the window of a duty that is due by a given day; none if there is no such day."""
    if isinstance(due, Withheld):
        return Window(None, "calendar", None, due)
    try:
        return Window(None, "calendar", None, _bounds(Occurred.parse(due))[1])
    except ValueError:
        return Window(None, "calendar", None, None)


def after(
    start: tuple[Occurred | Withheld | None, str], earliest: int | None, latest: int | None
) -> Window:
    """Give the window of a duty that is due some days after something happened."""
    occurred, counted_from = start
    if isinstance(occurred, Withheld):
        return Window(occurred, counted_from, None if earliest is None else occurred, occurred)
    if occurred is None or occurred.earliest == FIRST or occurred.latest == LAST:
        return Window(occurred.text if occurred else None, counted_from, None, None)
    first, last = _bounds(occurred)
    return Window(
        occurred.text,
        counted_from,
        None if earliest is None else _later(first, timedelta(earliest)),
        None if latest is None else _later(last, timedelta(latest)),
        last - first,
    )


def judge(
    duty: Duty, window: Window, done: Sequence[Done], on: date, *, covered: str | None
) -> Deadline:
    """Judge one duty on a day; `covered` says why the absence of the act proves nothing, if so.

    Of acts that may be such acts, or not, only what comes to the same either way is said.
    """
    found = _judge(duty, window, [one for one in done if one.sure], on, covered)
    other = _judge(duty, window, done, on, covered)
    if (found.state, found.days_late) == (other.state, other.days_late):
        return found
    why = f"whether it was done turns on what is {HIDDEN}"
    return replace(other, done=None, days_late=None, state="not-assessable", reason=why)


def _judge(
    duty: Duty, window: Window, done: Sequence[Done], on: date, covered: str | None
) -> Deadline:
    met = _counting(window, done, on)
    state, reason, late = _state(duty, window, met, on, covered)
    by_then = met if met and state not in ("running", "overdue") else None
    return Deadline(
        duty.rule,
        duty.law.source if duty.law else duty.source,
        duty.stream,
        window,
        _text(by_then),
        late,
        state,
        reason,
        (by_then.position,) if by_then else (),
    )


def _text(done: Done | None) -> str | Withheld | None:
    day = done.day if done else None
    return day.text if isinstance(day, Occurred) else day


Judged = tuple[State, str | None, int | None]


def _state(duty: Duty, window: Window, met: Done | None, on: date, covered: str | None) -> Judged:
    if duty.law is None:
        return "not-applicable", f"enacted {duty.enacted}", None
    if not isinstance(window.latest, date):
        why = f"the day of {window.counted_from} is not on record"
        if isinstance(window.latest, Withheld):
            why = f"the day by which it is due turns on what is {HIDDEN}"
        return "not-assessable", why, None
    later = met is not None and _bounds(met.day)[0] > on
    if met is not None and not later:
        return _met(window, met)
    said = f"done later: {_text(met)}" if met else None
    if on <= window.latest:
        return "running", said, None
    if covered is not None and not later:
        return "not-assessable", covered, None
    return "overdue", said, None if window.slack else (on - window.latest).days


def _counting(window: Window, done: Sequence[Done], on: date) -> Done | None:
    """Choose the act that counts: the first, by that day, that is on time or may be, else any."""
    rank = {"met": 0, "not-assessable": 1}
    by_then = [one for one in done if _bounds(one.day)[0] <= on]
    return min(
        by_then or done,
        key=lambda one: (rank.get(_met(window, one)[0], len(rank)), _when(one)),
        default=None,
    )


def _met(window: Window, met: Done) -> Judged:
    """Judge what was done by its day; where that is a range, only what holds for all of it."""
    first, last = _bounds(met.day)
    if not isinstance(met.day, Occurred) or not isinstance(window.latest, date):
        why = HIDDEN if isinstance(met.day, Withheld) else "not on record"
        return "not-assessable", f"the day on which it was done is {why}", None
    if first > window.latest:
        return _late((first - window.latest).days, (last - window.latest + window.slack).days, last)
    earliest = window.earliest if isinstance(window.earliest, date) else None
    if earliest is not None and last < earliest:
        return "early", f"{(earliest - last).days} days before it could be done", None
    if not _inside(earliest, window.latest, first, last):
        known = f"the day on which it was done is known only as {met.day.text}"
        return "not-assessable", known, None
    earliest = earliest and _later(earliest, window.slack)
    if not _inside(earliest, window.latest - window.slack, first, last):
        known = f"the day of {window.counted_from} is known only as {window.since}"
        return "not-assessable", known, None
    return "met", None, 0


def _late(least: int, most: int, last: date) -> Judged:
    """Say how late: in days, or between which numbers of days."""
    if least == most:
        return "late", None, least
    return "late", f"{least} {f'to {most}' if last < date.max else 'or more'} days late", None


def _inside(earliest: date | None, latest: date, first: date, last: date) -> bool:
    """Whether all of these days are on time."""
    return last <= latest and (earliest is None or first >= earliest)


def _when(done: Done) -> str:
    return done.day.latest if isinstance(done.day, Occurred) else LAST


def _bounds(day: Occurred | Withheld | None) -> tuple[date, date]:
    """Give the first and the last day on which something may have happened."""
    if not isinstance(day, Occurred):
        return date.min, date.max
    first = date.min if day.earliest == FIRST else _date(day.earliest)
    last = date.max if day.latest == LAST else _date(day.latest)
    return first, last


def _date(instant: str) -> date:
    return date.fromisoformat(instant[:10])


def _later(day: date, days: timedelta) -> date:
    """Give the day so much later; the last there is, where that is beyond it."""
    try:
        return day + days
    except OverflowError:
        return date.max


def _first(programme: Programme, parameter: str, year: int) -> Dated | None:
    """Give a parameter as in force in a year, or else as it was first enacted."""
    dated = programme.in_force(parameter, f"{year:04}")
    return dated or min(
        programme.parameters.get(parameter, ()), key=lambda one: one.holds_from, default=None
    )
