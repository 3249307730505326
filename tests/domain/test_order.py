"""In which order the acts of a case happened, and what comes of it when that is not known."""

from typing import Any

import pytest

from tests.books import FIRST_POSITION, Act, Minutes
from tests.scenes import (
    CASE,
    contest,
    decide,
    dispute,
    escalate,
    outcome,
    override,
    publish,
    recommend,
    withdraw,
)

PAST = {"made": "reconstructed"}
"""Written down afterwards: without a date it keeps its place in the stream."""


def acts_of(minutes: Minutes) -> list[int]:
    """Positions of a case's entries in world order, counted from the first act recorded."""
    return [row["position"] - FIRST_POSITION for row in minutes.timeline(CASE)]


IN_ORDER = {
    "by their dates": (
        [("2015-06-30", {}), ("2015-05-31", {})],
        [1, 0],
    ),
    "by day and instant": (
        [("2015-06-30T12:00:00.000001Z", {}), ("2015-06-30T12:00:00Z", {})],
        [1, 0],
    ),
    "by month and day": ([("2015-07-01", {}), ("2015-06", {})], [1, 0]),
    "by year and day": ([("2015-01-01", {}), ("2014", {})], [1, 0]),
    "by intervals": ([("2015-06-02/..", {}), ("../2015-06-01", {})], [1, 0]),
    "as recorded where dates overlap": ([("2015-06-30", {}), ("2015", {})], [0, 1]),
    "as recorded without dates": ([(None, {}), (None, {})], [0, 1]),
    "as recorded where one has no date": ([("2015-06-30", {}), (None, {})], [0, 1]),
    "by the other dates where one has none": (
        [("2015-06-30", {}), (None, {}), ("2015-05-31", {})],
        [2, 0, 1],
    ),
    "on the basis before the dates": (
        [("2015-06-30", {}), ("2015-05-31", {"basis": [f"{CASE}@1"]})],
        [0, 1],
    ),
    "at their recording when contemporaneous": (
        [(None, {"made": "contemporaneous"}), ("2015-05-31", {})],
        [1, 0],
    ),
}


@pytest.mark.parametrize(("dated", "expected"), IN_ORDER.values(), ids=IN_ORDER.keys())
def test_acts_are_read_as_they_happened(
    minutes: Minutes, dated: list[tuple[str | None, Act]], expected: list[int]
) -> None:
    """A case is read by what is known of when its acts happened, not by when they were entered."""
    minutes.record_each(
        contest("2", **_when(occurred), **({**PAST, **more})) for occurred, more in dated
    )
    assert acts_of(minutes) == expected


def _when(occurred: str | None) -> dict[str, Any]:
    return {"occurred": occurred} if occurred else {}


def test_a_late_objection_still_precedes_the_decision(minutes: Minutes) -> None:
    """A May objection that is entered last belongs to the round that the June decision closed."""
    *_, late = minutes.record_each(
        [
            recommend("3", occurred="2015-05-04", **PAST),
            decide("3", occurred="2015-06-15", **PAST),
            contest("2", occurred="2015-05-20", **PAST),
        ]
    )
    row = dispute(minutes) or {}
    assert (row["outcome"], row["rounds"], row["closed"]) == ("prevailed", 1, late - 1)
    marks = {row["position"]: row["marks"] for row in minutes.timeline(CASE)}
    assert marks == {late - 2: [], late - 1: [], late: ["late"]}


def test_an_objection_recorded_as_it_happens_comes_after_a_decision_of_the_past(
    minutes: Minutes,
) -> None:
    """Entered first, but raised when it was entered: it opens a round that nothing settled."""
    minutes.record(
        contest("2"),
        recommend("3", occurred="2015-05-04", **PAST),
        decide("3", occurred="2015-06-15", **PAST),
    )
    row = dispute(minutes) or {}
    assert (row["outcome"], row["rounds"], row["closed"]) == ("open", 1, None)


BEFORE = recommend("3", occurred="2014", **PAST)

PRECEDES = {
    "an interval that ends on the day of publication": ("../2015-07-27", publish, "overruled"),
    "an interval that ends on the day of decision": ("2015-02-01/2015-07-27", decide, "overruled"),
    "the same day, which is no interval": ("2015-07-27", publish, "undetermined"),
    "an interval that ends the day after": ("../2015-07-28", publish, "undetermined"),
    "a month that ends later": ("2015-07", publish, "undetermined"),
    "a year that ends later": ("2015", decide, "undetermined"),
    "the day before": ("2015-07-26", publish, "overruled"),
    "the day after the decision, which gave what it asks": ("2015-07-28", decide, None),
    "the day after the publication": ("2015-07-28", publish, "open"),
    "an interval that begins on the day of publication": ("2015-07-27/..", publish, "undetermined"),
}


@pytest.mark.parametrize(("occurred", "final", "expected"), PRECEDES.values(), ids=PRECEDES.keys())
def test_what_certainly_preceded(
    minutes: Minutes, occurred: str, final: Any, expected: str | None
) -> None:
    """What ends on the day of a decision or publication precedes it; other overlaps stay open."""
    minutes.record(
        {**BEFORE, "occurred": "2014"} if not occurred.startswith("..") else recommend("3", **PAST),
        contest("2", occurred=occurred, **PAST),
        final("2", occurred="2015-07-27", **PAST),
    )
    row = dispute(minutes) or {"outcome": None, "marks": []}
    assert row["outcome"] == expected
    assert ("order-not-determined" in row["marks"]) == (expected == "undetermined")


def test_an_objection_that_the_decision_settles_precedes_it(minutes: Minutes) -> None:
    """Of `2015` and `2015-06-30` nobody knows which came first, until the decision says."""
    objection = contest("1", occurred="2015", **PAST)
    decision = decide("2", occurred="2015-06-30", **PAST)
    minutes.record(BEFORE, decision, objection)
    assert outcome(minutes) == "undetermined"
    minutes.record({**decision, "body": {**decision["body"], "settles": [f"{CASE}@3"]}})
    assert outcome(minutes) == "compromised"


@pytest.mark.parametrize("by", ["basis", "settles"])
def test_relying_on_an_entry_is_believed_before_the_dates(minutes: Minutes, by: str) -> None:
    """A decision that names an objection came after it, even where the dates say otherwise."""
    relied: dict[str, Any] = {by: [f"{CASE}@2"]}
    minutes.record(
        BEFORE,
        contest("2", occurred="2015-08-01", **PAST),
        decide("2WL", occurred="2015-06-30", **PAST, **relied),
    )
    assert outcome(minutes) == "compromised"


def test_an_order_that_makes_no_difference_is_no_matter(minutes: Minutes) -> None:
    """Two objections of which nobody knows which came first are read, if either way is the same."""
    minutes.record(
        BEFORE,
        contest("2", "eap", occurred="2015", **PAST),
        contest("2WL", "eur", occurred="2015-06-30", **PAST),
        publish("2", occurred="2016-07-27", **PAST),
    )
    row = dispute(minutes) or {}
    assert (row["outcome"], row["marks"]) == ("overruled", [])


def test_an_order_that_makes_a_difference_leaves_every_line_undetermined(minutes: Minutes) -> None:
    """If the objection may have been taken back before it was raised, its outcome is not known."""
    minutes.record(
        BEFORE,
        contest("2", occurred="2015", **PAST),
        withdraw(occurred="2015-06-30", **PAST),
        publish("2", occurred="2016-07-27", **PAST),
    )
    row = dispute(minutes) or {}
    assert (row["outcome"], row["marks"]) == ("undetermined", ["order-not-determined"])
    assert [line["outcome"] for line in row["objectors"]] == ["undetermined"]


@pytest.mark.parametrize(("forums", "expected"), [(6, "overruled"), (7, "undetermined")])
def test_more_than_six_unordered_acts_are_not_searched(
    minutes: Minutes, forums: int, expected: str
) -> None:
    """Six acts that may have come in any order are tried; seven are not, and that is said."""
    minutes.record(
        BEFORE,
        contest("2", occurred="2014-06", basis=[f"{CASE}@1"], **PAST),
        *(escalate(f"forum-{number}", occurred="2015", **PAST) for number in range(forums)),
        publish("2", occurred="2016", **PAST),
    )
    row = dispute(minutes) or {"outcome": None, "marks": []}
    assert row["outcome"] == expected
    assert ("order-not-determined" in row["marks"]) == (expected == "undetermined")


def test_a_corrected_date_moves_the_act(minutes: Minutes) -> None:
    """When an act happened is content like any other: corrected, it takes its new place."""
    minutes.record(
        BEFORE,
        decide("3", occurred="2015-06-15", **PAST),
        contest("2", occurred="2015-06-20", **PAST),
    )
    assert outcome(minutes) == "open"
    correction = {
        "act": "record-corrected",
        "on": CASE,
        "by": {"party": "clerk"},
        "body": {
            "corrects": f"{CASE}@3",
            "replacement": {"occurred": "2015-05-20", "body": {"standing": "2"}},
        },
    }
    minutes.record(correction)
    assert outcome(minutes) == "prevailed"


def test_an_override_goes_by_world_order_too(minutes: Minutes) -> None:
    """A recommendation that was revised after the decision does not hide that it was overridden."""
    minutes.record(
        recommend("2", occurred="2015-08-01", **PAST),
        recommend("3", occurred="2015-05-01", **PAST),
        decide("2", occurred="2015-06-15", **PAST),
    )
    row = override(minutes) or {}
    assert (row["recommended"], row["decided"], row["direction"]) == ("3", "2", "better")
