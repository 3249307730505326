"""What had happened by a day, as the book now knows: another question than what the book said."""

from typing import Any

import pytest

from tests.books import FIRST_POSITION, Act, Minutes, act
from tests.scenes import (
    CASE,
    contest,
    correct,
    cover,
    decide,
    publish,
    recommend,
    void,
)

STORY: list[Act] = [
    recommend("3", occurred="2015-05-04", made="reconstructed"),
    decide("2WL", occurred="2015-06-15", made="reconstructed"),
    contest("2", occurred="2015-05-20", made="reconstructed"),
    publish("2", occurred="2015-07-27", made="reconstructed"),
]


def by(minutes: Minutes, day: str, as_of: int | None = None) -> tuple[Any, int]:
    """Give the outcome by a day, and how many acts can't be placed by it."""
    answer = minutes.ask(lambda session: session.disputes(None, None), occurred_by=day, as_of=as_of)
    outcomes = [row["outcome"] for row in answer["rows"]]
    return (outcomes[0] if outcomes else None), answer["left_out"]


BY_DAY = {
    "2015-05-03": (None, 0),
    "2015-05-19": (None, 0),
    "2015-05-20": ("open", 0),
    "2015-06-14": ("open", 0),
    "2015-06-15": ("compromised", 0),
    "2015-06": ("compromised", 0),
    "2015-07-26": ("compromised", 0),
    "2015-07-27": ("overruled", 0),
    "2015": ("overruled", 0),
}


@pytest.mark.parametrize(("day", "expected"), BY_DAY.items(), ids=BY_DAY.keys())
def test_a_case_as_it_stood_on_a_day(
    minutes: Minutes, day: str, expected: tuple[str | None, int]
) -> None:
    """Only what was over by the end of the day is read, in whatever order it was entered."""
    minutes.record(*STORY)
    assert by(minutes, day) == expected


@pytest.mark.parametrize(
    ("occurred", "made", "found"),
    [
        ("2015-06-10", "reconstructed", ("overruled", 0)),
        ("2015-02/2015-06-10", "reconstructed", ("overruled", 0)),
        ("2015-06", "reconstructed", ("open", 1)),
        ("2015-06-30/..", "reconstructed", ("open", 0)),
        ("2015-07", "reconstructed", ("open", 0)),
        (None, "reconstructed", ("open", 1)),
        (None, "contemporaneous", ("open", 0)),
    ],
)
def test_what_can_not_be_placed_by_the_day_is_left_out_and_counted(
    minutes: Minutes, occurred: str | None, made: str, found: tuple[str, int]
) -> None:
    """An act that may or may not have happened by then is not guessed at: it is counted."""
    when = {"occurred": occurred} if occurred else {}
    minutes.record(
        recommend("3", occurred="2014", made="reconstructed"),
        contest("2", occurred="2015-01", made="reconstructed"),
        decide("2", made=made, **when),
    )
    assert by(minutes, "2015-06-15") == found


def test_it_is_the_past_as_the_book_now_knows_it(minutes: Minutes) -> None:
    """A correction of today changes what is known of then; as of a position before, it does not."""
    minutes.record(*STORY)
    before = minutes.head
    minutes.record(correct(f"{CASE}@2", {"standing": "2"}))
    assert by(minutes, "2015-06-15") == ("overruled", 0)
    assert by(minutes, "2015-06-15", before) == ("compromised", 0)
    minutes.record(void(f"{CASE}@5"))
    assert by(minutes, "2015-06-15") == ("open", 0)
    minutes.record(correct(f"{CASE}@6", {"standing": "2"}, occurred="2015-06-16"))
    assert by(minutes, "2015-06-15") == ("open", 0)
    assert by(minutes, "2015-06-16") == ("overruled", 0)


def test_how_the_book_is_kept_holds_at_any_time(minutes: Minutes) -> None:
    """Coverage and programmes are not of the world: they are not left out by a day before them."""
    minutes.record(
        recommend("3", occurred="2014", made="reconstructed"),
        publish("3", occurred="2015-07-27", made="reconstructed"),
        cover(["decisions"], "complete"),
    )
    answer = minutes.ask(lambda session: session.case(CASE), occurred_by="2015-07-27")
    assert [row["summary"] for row in answer["rows"]] == [
        "recommendation submitted by jtip: 3",
        "placement published by state: 3",
        "no decision on record",
    ]
    assert (answer["occurred_by"], answer["left_out"]) == ("2015-07-27", 0)


def test_evidence_and_meetings_have_their_day_too(minutes: Minutes) -> None:
    """Where a dispute was settled is not known before the meeting."""
    minutes.record(
        *STORY[:1],
        contest("2", occurred="2015-05-20", made="reconstructed"),
        decide("2", occurred="2015-06-01", made="reconstructed", meeting="tip/2015/meeting/1"),
        act(
            "meeting-held",
            "tip/2015/meeting/1",
            forum="secretary",
            occurred="2015-06-02",
            made="reconstructed",
        ),
    )

    def forum(day: str) -> Any:
        answer = minutes.ask(lambda session: session.disputes(None, None), occurred_by=day)
        return answer["rows"][0]["forum"]

    assert [forum("2015-06-01"), forum("2015-06-02")] == [None, "secretary"]


def test_standings_of_the_past(minutes: Minutes) -> None:
    """By a day before the report came out its placements were none."""
    minutes.record(
        publish("3", "tip/2014/MYS", occurred="2014-06-20", made="reconstructed"), *STORY
    )

    def standings(day: str) -> Any:
        answer = minutes.ask(lambda session: session.standings(None), occurred_by=day)
        return [(row["edition"], row["tier"], row["position"]) for row in answer["rows"]]

    assert standings("2015-07-26") == [("tip/2014", "3", FIRST_POSITION)]
    assert standings("2015-07-27") == [("tip/2015", "2", FIRST_POSITION + 4)]
