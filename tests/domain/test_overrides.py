"""Overrides: decided or published otherwise than recommended, contested or not."""

from typing import Any

import pytest

from tests.books import Act, Minutes, act
from tests.scenes import (
    CASE,
    concur,
    contest,
    decide,
    override,
    publish,
    recommend,
    revise,
    withdraw,
)

FOUND = {
    "made better": ([recommend("3"), publish("2WL")], "better"),
    "made worse": ([recommend("1"), decide("2")], "worse"),
    "made a special case": ([recommend("3"), publish("SC")], "unordered"),
    "made an ordinary one": ([recommend("SC"), publish("1")], "unordered"),
    "recommended worse than it became": ([recommend("worse than 2"), publish("2")], "better"),
    "decided better than 3": ([recommend("3"), decide("better than 3")], "better"),
    "decided otherwise, published as recommended": (
        [recommend("3"), decide("2"), publish("3")],
        "better",
    ),
    "decided one way, published the other": (
        [recommend("2WL"), decide("3"), publish("2")],
        "better",
    ),
    "recommended anew after the decision": (
        [recommend("3"), decide("2"), revise("2"), publish("2")],
        "better",
    ),
    "recommended anew after the placement": ([recommend("3"), publish("2"), revise("2")], "better"),
    "contested": ([recommend("3"), contest("2"), publish("2")], "better"),
    "conceded, then exceeded": (
        [recommend("3"), contest("2"), revise("2"), publish("1")],
        "better",
    ),
}

NOT_FOUND = {
    "as recommended": [recommend("3"), decide("3"), publish("3")],
    "not decided": [recommend("3"), contest("2")],
    "nothing recommended": [decide("3"), publish("2")],
    "perhaps as recommended": [recommend("worse than 2"), publish("2WL")],
    "not disclosed": [recommend("undisclosed"), publish("2")],
    "decision not disclosed": [recommend("3"), decide("undisclosed")],
    "recommended only afterwards": [publish("2"), recommend("3")],
    "followed when it was revised": [recommend("3"), revise("2"), decide("2")],
}


@pytest.mark.parametrize(("acts", "direction"), FOUND.values(), ids=FOUND.keys())
def test_an_override(minutes: Minutes, acts: list[Act], direction: str) -> None:
    """Where no tier satisfies both, what was recommended was overridden, and which way."""
    minutes.record(*acts)
    assert (override(minutes) or {}).get("direction") == direction


@pytest.mark.parametrize("acts", NOT_FOUND.values(), ids=NOT_FOUND.keys())
def test_no_override(minutes: Minutes, acts: list[Act]) -> None:
    """Where the two may be the same, or one of them is not on record, nothing is claimed."""
    minutes.record(*acts)
    assert override(minutes) is None


@pytest.mark.parametrize(
    ("more", "contested", "concurrence"),
    [
        ([], False, "not-on-record"),
        ([concur("3"), concur("3", "eur")], False, "recorded"),
        ([contest("2")], True, "not-on-record"),
        ([contest("2"), concur("3", "eur")], True, "recorded"),
        ([contest("2"), withdraw()], True, "not-on-record"),
    ],
    ids=["silence", "concurred", "contested", "both", "taken back"],
)
def test_an_override_says_whether_anybody_objected_or_agreed(
    minutes: Minutes, more: list[Act], contested: Any, concurrence: str
) -> None:
    """An override of a consensus is not an override of silence, and neither is a dispute."""
    minutes.record(recommend("3"), *more, decide("2WL"), publish("2WL"))
    row = override(minutes) or {}
    assert {name: row[name] for name in ("case", "subject", "recommended", "decided")} == {
        "case": CASE,
        "subject": "MYS",
        "recommended": "3",
        "decided": "2WL",
    }
    assert (row["contested"], row["concurrence"]) == (contested, concurrence)


def test_a_later_correction_of_the_placement_is_no_override(minutes: Minutes) -> None:
    """The placement as issued is what counts; what the agency corrects later does not."""
    minutes.record(
        recommend("3"), publish("3"), act("placement-corrected", CASE, "state", tier="2")
    )
    assert override(minutes) is None
