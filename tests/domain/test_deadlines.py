"""When something was due, when it was done, how late: judged on a day, both ends included."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.deadlines import Done, Duty, Window, after, by_calendar, days, duty, judge
from domain.programme import Programme, shipped
from domain.values import Occurred, Withheld

TIP = Programme.parse(shipped("tip") or "")
DETERMINATION = duty("determination", "tip/2015/AAA", TIP, "determination-latest-days", 2015)
PUBLISHED = Occurred.parse("2015-07-27"), "publication"
WINDOW = after(PUBLISHED, 45, 90)


def judged(
    done: str | None,
    on: str = "2026-01-01",
    *,
    window: Window = WINDOW,
    what: Duty = DETERMINATION,
    covered: str | None = None,
) -> tuple[str, int | None, str | Withheld | None]:
    """Give state, days late and the day it counts as done of one duty."""
    acts = [Done(Occurred.parse(done), 7)] if done else []
    found = judge(what, window, acts, date.fromisoformat(on), covered=covered)
    return found.state, found.days_late, found.done


@pytest.mark.parametrize(
    ("done", "state", "late"),
    [
        ("2015-09-09", "early", None),
        ("2015-09-10", "met", 0),
        ("2015-10-25", "met", 0),
        ("2015-10-26", "late", 1),
        ("2015-10-24T23:59:59Z", "met", 0),
        ("2015-10-25T23:59:59Z", "met", 0),
        ("2015-11", "late", None),
        ("2015-10", "not-assessable", None),
        ("../2015-10-01", "not-assessable", None),
        ("2015-11-01/..", "late", None),
    ],
)
def test_day_45_and_day_90_are_on_time(done: str, state: str, late: int | None) -> None:
    """Deadlines are inclusive; what is known only within limits counts where all of it would."""
    assert judged(done) == (state, late, done)


@pytest.mark.parametrize(
    ("on", "state", "late"),
    [("2015-10-25", "running", None), ("2015-10-26", "overdue", 1), ("2015-11-04", "overdue", 10)],
)
def test_what_is_not_done_runs_and_then_is_overdue(on: str, state: str, late: int | None) -> None:
    """The last day is still running; from the next one on it is overdue."""
    assert judged(None, on) == (state, late, None)


def test_what_was_done_later_was_not_done_on_the_day() -> None:
    """Judged on a day before it was done, it runs or is overdue, whatever is covered."""
    assert judged("2015-12-24", "2015-10-25", covered="no coverage") == ("running", None, None)
    assert judged("2015-12-24", "2015-11-01", covered="no coverage") == ("overdue", 7, None)
    assert judged("2015-12-24", "2015-12-24", covered="no coverage")[:2] == ("late", 60)


def test_silence_is_no_fact_where_coverage_is_not_declared() -> None:
    """What is not on record and not covered is not assessable, once it would be overdue."""
    assert judged(None, covered="no coverage")[0] == "not-assessable"
    assert judged(None, "2015-10-25", covered="no coverage")[0] == "running"
    assert judged("2015-10-26", covered="no coverage")[0] == "late"


def test_without_a_day_to_count_from_nothing_can_be_judged() -> None:
    """Neither an unknown nor an open start gives a window; an imprecise one gives a wide one."""
    assert after((None, "publication"), 45, 90).latest is None
    assert judged("2015-10-26", window=after((None, "publication"), 45, 90))[0] == "not-assessable"
    assert after((Occurred.parse("../2015-07-27"), "publication"), 45, 90).latest is None
    wide = after((Occurred.parse("2015-07"), "publication"), 45, 90)
    assert (wide.earliest, wide.latest) == (date(2015, 8, 15), date(2015, 10, 29))


def test_an_act_without_a_date_says_nothing_about_a_deadline() -> None:
    """It was done, nobody knows when."""
    found = judge(DETERMINATION, WINDOW, [Done(None, 7)], date(2026, 1, 1), covered=None)
    assert (found.state, found.positions) == ("not-assessable", (7,))


def test_the_first_act_that_meets_a_duty_counts() -> None:
    """Of several, the one that was certainly done first."""
    acts = [Done(Occurred.parse("2015-12-01"), 8), Done(Occurred.parse("2015-10-01"), 9)]
    found = judge(DETERMINATION, WINDOW, acts, date(2026, 1, 1), covered=None)
    assert (found.state, found.done, found.positions) == ("met", "2015-10-01", (9,))


def test_a_duty_enacted_later_does_not_apply() -> None:
    """The window is filled in as the law sets it now, and the state says from when it applies."""
    plan = duty("action-plan", "tip/2015/AAA", TIP, "action-plan-days", 2015)
    window = after(PUBLISHED, None, days(TIP, "action-plan-days", 2015))
    found = judge(plan, window, [], date(2026, 1, 1), covered=None)
    assert (found.state, found.reason) == ("not-applicable", "enacted 2019")
    assert found.window.latest == date(2016, 1, 23)


@pytest.mark.parametrize(
    ("parameter", "year", "latest"),
    [
        ("edition-due", 2020, date(2020, 6, 1)),
        ("edition-due", 2021, date(2021, 6, 30)),
        ("interim-due", 2015, date(2016, 2, 1)),
    ],
)
def test_days_of_the_calendar_follow_the_law_of_the_year(
    parameter: str, year: int, latest: date
) -> None:
    """1 June until 2020, 30 June since; the interim assessment by February of the next year."""
    assert by_calendar(TIP, parameter, year).latest == latest


@given(st.dates(date(2015, 1, 1), date(2016, 12, 31)), st.dates(date(2015, 1, 1)))
def test_late_and_overdue_agree(done: date, on: date) -> None:
    """What is done on a day is as late as it was overdue on that day, or it was not overdue."""
    assert judged(done.isoformat(), max(done, on).isoformat())[0] in ("early", "met", "late")
    state, late, _ = judged(done.isoformat(), done.isoformat())
    before, overdue, _ = judged(None, done.isoformat())
    assert (state == "late") == (before == "overdue")
    assert state != "late" or late == overdue
