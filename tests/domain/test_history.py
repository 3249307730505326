"""Corrections: every entry in the form now in force, and readable as of every position before."""

from typing import Any

import pytest

from tests.books import FIRST_POSITION, Act, Minutes
from tests.scenes import (
    CASE,
    contest,
    correct,
    decide,
    dispute,
    publish,
    recommend,
    void,
)

DECISION = f"{CASE}@3"


def as_of_each(minutes: Minutes, acts: list[Act]) -> list[tuple[Any, Any]]:
    """Give decision and outcome as of the position of every act."""
    rows = (dispute(minutes, as_of=position) for position in minutes.record_each(acts))
    return [(row["decided"], row["outcome"]) if row else (None, None) for row in rows]


def test_a_decision_corrected_twice_is_read_as_of_every_position(minutes: Minutes) -> None:
    """Each correction changes what the book says from its position on, and nothing before."""
    found = as_of_each(
        minutes,
        [
            recommend("3"),
            contest("2"),
            decide("3"),
            correct(DECISION, {"standing": "2WL"}),
            correct(f"{CASE}@4", {"standing": "2"}),
            void(f"{CASE}@5"),
            correct(f"{CASE}@6", {"standing": "1"}),
            publish("3"),
            correct(f"{CASE}@1", {"standing": "2WL"}),
        ],
    )
    assert found == [
        (None, None),
        (None, "open"),
        ("3", "prevailed"),
        ("2WL", "compromised"),
        ("2", "overruled"),
        (None, "open"),
        ("1", "overruled"),
        ("1", "prevailed"),
        ("1", "exceeded"),
    ]


def test_what_a_correction_leaves_out_stays_as_it_was(minutes: Minutes) -> None:
    """Who acted and when stay through corrections that say nothing of them; the body does not."""
    first = decide("3", occurred="2015-06-15", made="reconstructed", manner="vote")
    minutes.record(
        first,
        correct(f"{CASE}@1", {"standing": "2WL"}, by={"party": "d", "role": "acting"}),
        correct(f"{CASE}@2", {"standing": "2"}, occurred="2015-06-16"),
        correct(f"{CASE}@3", {"standing": "1", "reason": "none-stated"}),
    )
    shown = [_content(minutes, as_of=FIRST_POSITION + number) for number in range(4)]
    secretary = {"party": "secretary", "recorded_by": "Clerk"}
    deputy = {"party": "d", "role": "acting", "recorded_by": "Clerk"}
    assert shown == [
        ({"standing": "3", "manner": "vote"}, "2015-06-15", secretary),
        ({"standing": "2WL"}, "2015-06-15", deputy),
        ({"standing": "2"}, "2015-06-16", deputy),
        ({"standing": "1", "reason": "none-stated"}, "2015-06-16", deputy),
    ]


def _content(minutes: Minutes, as_of: int) -> tuple[Any, Any, Any]:
    row = minutes.timeline(CASE, as_of=as_of)[0]
    return row["body"], row["occurred"], row["by"]


def test_what_is_restored_goes_on_from_what_was_stated_last(minutes: Minutes) -> None:
    """Voiding an entry does not undo the corrections before: the next one follows the last word."""
    minutes.record(
        decide("3", occurred="2015-06-15"),
        correct(f"{CASE}@1", {"standing": "2WL"}, occurred="2015-06-16"),
        void(f"{CASE}@2"),
        correct(f"{CASE}@3", {"standing": "2"}),
    )
    assert _content(minutes, as_of=minutes.head)[:2] == ({"standing": "2"}, "2015-06-16")


def test_a_corrected_act_keeps_its_place(minutes: Minutes) -> None:
    """A correction has no place of its own: it changes what stands where the entry stands."""
    minutes.record(
        recommend("3"),
        contest("1"),
        decide("3"),
        contest("2"),
        correct(f"{CASE}@2", {"standing": "2"}),
    )
    row = dispute(minutes) or {}
    assert (row["rounds"], row["opened"]) == (2, FIRST_POSITION + 1)
    versions = [(row["version"], row["act"]) for row in minutes.timeline(CASE)]
    assert versions == [
        (1, "recommendation-submitted"),
        (2, "objection-raised"),
        (5, "record-corrected"),
        (3, "decision-recorded"),
        (4, "objection-raised"),
    ]


def test_both_forms_stay_readable(minutes: Minutes) -> None:
    """A corrected row shows what is in force, what was recorded, and by which entry."""
    minutes.record(recommend("3"), correct(f"{CASE}@1", {"standing": "2"}), void(f"{CASE}@2"))
    first = minutes.timeline(CASE, as_of=FIRST_POSITION + 1)[0]
    assert (first["body"], first["recorded_body"]) == ({"standing": "2"}, {"standing": "3"})
    assert (first["corrected_by"], first["marks"]) == (FIRST_POSITION + 1, ["corrected"])
    voided = minutes.timeline(CASE)[0]
    assert (voided["body"], voided["marks"]) == ({"standing": "3"}, ["voided"])


@pytest.mark.parametrize(
    ("acts", "outcome"),
    [
        ([recommend("3"), contest("2"), void(f"{CASE}@2"), publish("2")], None),
        ([recommend("3"), contest("2"), publish("2"), void(f"{CASE}@3")], "open"),
        ([recommend("3"), contest("2"), void(f"{CASE}@1"), publish("2")], "overruled"),
    ],
    ids=["the objection", "the placement", "the recommendation"],
)
def test_what_is_voided_is_left_out(minutes: Minutes, acts: list[Act], outcome: str | None) -> None:
    """A voided entry is read as if it had never been made."""
    minutes.record(*acts)
    row = dispute(minutes)
    assert (row and row["outcome"]) == outcome
