"""Old entries are lifted to the acts of today; newer ones stop reading."""

from typing import Any, ClassVar

import pytest

from domain.acts import ACTS, ConcurrenceRecorded
from domain.errors import NewerFormat
from domain.events import read_event
from domain.fields import Held, Line
from domain.upcasts import UPCASTS, lift
from domain.values import Withheld
from tests.books import FIRST_POSITION, Minutes, act
from tests.scenes import CASE, concur, recommend

NAME = "concurrence-recorded"
FIELDS: dict[str, Any] = {
    "act": NAME,
    "v": 1,
    "made": "contemporaneous",
    "by": {"party": "eap"},
    "release": "internal",
    "body": {"standing": "3"},
}


@pytest.fixture
def third(monkeypatch: pytest.MonkeyPatch) -> type[ConcurrenceRecorded]:
    """Let concurrences be of a third version, which calls a standing a place."""
    monkeypatch.setitem(ACTS, NAME, ConcurrenceRecorded)  # put back, whatever is registered next

    class Third(ConcurrenceRecorded):
        """An act as some later program may know it."""

        name: ClassVar[str] = NAME
        v: ClassVar[int] = 3
        place: Held[Line]
        standing: Held[Line] = "not used any more"

    steps = {
        1: lambda body: {"spot": body["standing"], "standing": "moved"},
        2: lambda body: {"place": body["spot"], "standing": body["standing"]},
    }
    for v, step in steps.items():
        monkeypatch.setitem(UPCASTS, (NAME, v), step)
    return Third


def test_an_old_body_is_lifted_step_by_step(third: type[ConcurrenceRecorded]) -> None:
    """From version 1 both steps are taken, from version 2 the second, from version 3 none."""
    first = read_event(FIELDS).act
    assert type(first) is third
    assert vars(first)["place"] == "3"
    second = read_event({**FIELDS, "v": 2, "body": {"spot": "2", "standing": "x"}}).act
    assert (vars(second)["place"], vars(second)["standing"]) == ("2", "x")
    now = read_event({**FIELDS, "v": 3, "body": {"place": "1"}}).act
    assert vars(now)["place"] == "1"


def test_a_withheld_place_is_lifted_as_withheld(third: type[ConcurrenceRecorded]) -> None:
    """What a reader may not know moves to its place of today, and stays withheld."""
    hidden = read_event({**FIELDS, "body": {"standing": Withheld("internal")}}).act
    assert type(hidden) is third
    assert vars(hidden)["place"] == Withheld("internal")


def test_lifting_leaves_the_entry_alone() -> None:
    """What is read is a new body: the fields of the entry are those that were hashed."""
    body = {"standing": "3"}
    lifted = lift(NAME, 1, body)
    lifted["standing"] = "2"
    assert body == {"standing": "3"}


@pytest.mark.parametrize(
    ("name", "v", "said"),
    [
        (NAME, 2, "knows it up to version 1"),
        ("verdict-sealed", 1, "does not know this act"),
    ],
)
def test_what_a_newer_program_wrote_stops_reading(name: str, v: int, said: str) -> None:
    """Nothing is guessed of an act that is unknown, or known in an older version only."""
    with pytest.raises(NewerFormat, match="written by a newer minutebook") as stopped:
        read_event({**FIELDS, "act": name, "v": v})
    assert said in str(stopped.value)
    assert (stopped.value.act, stopped.value.v) == (name, v)


def test_a_book_with_an_unknown_act_is_not_read_past_it(
    minutes: Minutes, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A reader that skipped what it does not know would answer from half a record."""
    minutes.record(recommend("3"), concur("3"), act("dissent-filed", CASE, text=["No."]))
    monkeypatch.delitem(ACTS, NAME)
    with pytest.raises(NewerFormat, match="Read the book with the newer program"):
        minutes.disputes()


def test_a_book_of_old_entries_answers_as_before(
    minutes: Minutes, monkeypatch: pytest.MonkeyPatch, third: type[ConcurrenceRecorded]
) -> None:
    """Entries that an older program wrote are read as acts of today, where they stand."""
    with monkeypatch.context() as older:
        older.setitem(ACTS, NAME, ConcurrenceRecorded)
        minutes.record(recommend("3"), concur("2"))
    assert ACTS[NAME] is third
    row = minutes.timeline(CASE)[1]
    assert (row["position"], row["body"]) == (
        FIRST_POSITION + 1,
        {"place": "2", "standing": "moved"},
    )
