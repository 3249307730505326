"""The law asked of a book: what its entries come to for clocks and deadlines, odd ones included."""

import sqlite3
from typing import Any

import pytest

from projections.errors import ViewUnreadable
from projections.table import View
from tests.books import Act, Minutes, act
from tests.law_scenes import (
    PLAN,
    asked,
    covered,
    issue,
    notify,
    over_years,
    placed,
    respond,
    shown,
    waive,
)
from tests.scenes import cover, identify, void

THIRD = over_years({2012: "2", 2013: "2WL", 2014: "2WL", 2015: "2WL"}, "CHN")
WAIVERS = covered(["waivers"], *(f"tip/{year}" for year in range(2009, 2016)))


def clock(minutes: Minutes, year: int, subject: str = "CHN") -> Any:
    """Give the clock of a subject."""
    rows = minutes.ask(lambda session: session.clock(f"tip/{year}"))["rows"]
    return next(row for row in rows if row["subject"] == subject)


def deadline(minutes: Minutes, rule: str, edition: str = "tip/2021") -> Any:
    """Give the one deadline of a rule."""
    rows = minutes.ask(lambda session: session.due(edition))["rows"]
    (found,) = [row for row in rows if row["rule"] == rule]
    return found


# ---------------------------------------------------------------- clocks


def test_a_waiver_of_an_undisclosed_case_is_that_of_whom_it_turns_out_to_be(
    minutes: Minutes,
) -> None:
    """Until it is known whose it is, nobody is certainly past the clock."""
    hidden = "tip/2015/undisclosed-01"
    minutes.record(*THIRD, *WAIVERS)
    assert clock(minutes, 2015)["result"] == "past-clock"
    minutes.record(waive(hidden, **PLAN))
    assert clock(minutes, 2015)["result"] == "not-known"
    minutes.record(identify("CHN", hidden))
    assert clock(minutes, 2015)["result"] == "waived"


@pytest.mark.parametrize(("manner", "streak"), [("mid-year", 2), ("erratum", 0), ("reversal", 0)])
def test_a_change_outside_the_report_moves_no_clock(
    minutes: Minutes, manner: str, streak: int
) -> None:
    """An erratum says what the report says; a mid-year change does not."""
    minutes.record(*THIRD)
    minutes.record(act("placement-corrected", "tip/2014/CHN", "state", tier="2", manner=manner))
    assert clock(minutes, 2015)["streak"]["low"] == streak
    standing = [row["tier"] for row in minutes.standings("tip/2014")]
    assert standing == ["2"]


def test_the_readings_of_coverage_are_one(minutes: Minutes) -> None:
    """A complete edition that names no list is complete; who is not on its roster is not in it."""
    minutes.record(placed("2WL", 2014, "CHN"), placed("2", 2015, "CHN"))
    minutes.record(cover(["placements"], "complete", "tip/2013", tiers=[]))
    assert clock(minutes, 2015)["streak"] == {"low": 1, "high": 1}
    minutes.record(placed("2WL", 2012, "AAA"), placed("2", 2013, "AAA"))
    minutes.record(act("edition-opened", "tip/2011", "state", roster=["BBB"]))
    assert clock(minutes, 2013, "AAA")["streak"] == {"low": 1, "high": 1}


def test_a_list_that_is_not_declared_complete_is_said_to_be_so(minutes: Minutes) -> None:
    """The number on the Watch List is that on record."""
    minutes.record(placed("2WL", 2014, "CHN"))
    found = minutes.ask(lambda session: session.clock("tip/2014"))
    assert (found["watch_list"], found["watch_list_complete"]) == (1, False)
    minutes.record(cover(["placements"], "partial", "tip/2014", tiers=["2WL"]))
    assert minutes.ask(lambda session: session.clock("tip/2014"))["watch_list_complete"]


# ---------------------------------------------------------------- deadlines


@pytest.mark.parametrize(
    ("of", "rule", "early"),
    [
        ("action plan", "action-plan", "2021-01-01"),
        ("interim assessment", "interim-assessment", "2020-02-01"),
    ],
)
def test_what_came_before_the_report_follows_on_nothing(
    minutes: Minutes, of: str, rule: str, early: str
) -> None:
    """Only what was done after a report can meet a duty that follows on it."""
    on = "tip/2021/CHN" if rule == "action-plan" else "tip/2021"
    minutes.record(placed("3", 2020, "CHN"), placed("2WL", 2021, "CHN"))
    minutes.record(issue("2021-07-01", "tip/2021"), notify("congress", of, early, on))
    assert deadline(minutes, rule)["done"] is None
    minutes.record(notify("congress", of, "2021-08-01", on))
    assert deadline(minutes, rule)["state"] == "met"


def test_an_action_plan_turns_on_the_year_before(minutes: Minutes) -> None:
    """Where that is not on record, whether a plan was due is not assessable."""
    minutes.record(placed("2WL", 2021, "CHN"), issue("2021-07-01", "tip/2021"))
    found = deadline(minutes, "action-plan")
    assert found["state"] == "not-assessable"
    assert "not on record" in found["reason"]
    minutes.record(cover(["placements"], "partial", "tip/2020", tiers=["3"]))
    rows = minutes.ask(lambda session: session.due("tip/2021"))["rows"]
    assert "action-plan" not in {row["rule"] for row in rows}


@pytest.mark.parametrize("days", [("2021-07-01", "2021-09-01"), ("2021-09-01", "2021-07-01")])
def test_a_report_comes_out_once(minutes: Minutes, days: tuple[str, str]) -> None:
    """Of two publications the first counts, in whatever order they were written down."""
    minutes.record(*(issue(day, "tip/2021") for day in days))
    assert deadline(minutes, "report")["days_late"] == 1


# ---------------------------------------------------------------- what a cut leaves of coverage


def undated(name: str, **body: Any) -> Act:
    """Write an act down afterwards, without saying when it was."""
    return {**act(name, "tip/2015/CHN", "president", **body), "made": "reconstructed"}


def test_by_a_day_nothing_that_was_cut_is_complete(minutes: Minutes) -> None:
    """An act that can't be placed by the day may be the one that is missing."""
    minutes.record(*WAIVERS, *(one | {"occurred": one["on"][4:8]} for one in THIRD))
    minutes.record(undated("waiver-granted", **PLAN))
    assert clock(minutes, 2015)["result"] == "waived"
    by_day = minutes.ask(lambda session: session.clock("tip/2015"), occurred_by="2016-12-31")
    assert {row["result"] for row in by_day["rows"]} == {"not-known"}
    rows = minutes.ask(lambda session: session.coverage("tip/2015"), occurred_by="2016-12-31")
    assert {row["extent"] for row in rows["rows"]} == {"partial"}
    rows = minutes.ask(lambda session: session.coverage("tip/2014"), occurred_by="2016-12-31")
    assert {row["extent"] for row in rows["rows"]} == {"complete"}


# ---------------------------------------------------------------- the rest


@pytest.mark.parametrize(
    ("to", "beside"),
    [
        ("waiver-plan China", ["tip/2015/CHN"]),
        ("waiver-plan CHN", ["tip/2015/CHN"]),
        ("waiver-plan of Angola and China", ["tip/2015/AGO", "tip/2015/CHN"]),
        ("waiver-plan", ["tip/2015/AGO", "tip/2015/CHN"]),
        ("waiver-plan XYZ", []),
        ("waiver-plan Brazil", []),
    ],
)
def test_an_answer_that_names_somebody_stands_beside_nobody_else(
    minutes: Minutes, to: str, beside: list[str]
) -> None:
    """By code or by name; a word that names nothing leaves open what is answered."""
    minutes.record(*WAIVERS, waive("tip/2015/AGO"), waive("tip/2015/CHN"), respond(to, "tip/2015"))
    answer = asked(minutes)
    assert sorted(row["case"] for row in answer["rows"] if row["responses"]) == beside
    assert len(answer["responses"]) == (not beside)


def test_a_voided_document_is_superseded_and_nothing_else(minutes: Minutes) -> None:
    """Its date says nothing any more."""
    filed = act("evidence-filed", "tip/2015/evidence/1", title="T", date="2016-01-01")
    rests = act("recommendation-submitted", "CHN", standing="3", occurred="2015-05-01")
    minutes.record(filed | {"made": "reconstructed"})
    minutes.record(rests | {"basis": ["tip/2015/evidence/1@1"]})
    assert shown(asked(minutes)) == {("evidence-after-act", "tip/2015/CHN")}
    minutes.record(void("tip/2015/evidence/1@1"))
    assert shown(asked(minutes)) == {("superseded-basis", "tip/2015/CHN")}


def test_a_view_that_has_forgotten_how_far_it_came(minutes: Minutes) -> None:
    """It can't be read, and says so."""
    minutes.standings()
    path = minutes.path / "views" / "internal.sqlite"
    with sqlite3.connect(path) as db:
        db.execute("DELETE FROM progress")
    db.close()
    view = View(path)
    with pytest.raises(ViewUnreadable, match="does not say how far"):
        _ = view.position
    view.close()
