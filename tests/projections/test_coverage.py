"""What the book declares to hold of each edition, beside what it holds."""

from typing import Any

import pytest

from domain.acts import COVERAGE_GROUPS
from tests.books import FIRST_POSITION, Act, Minutes, act
from tests.scenes import CASE, EDITION, contest, correct, cover, publish, recommend, void


def declared(minutes: Minutes, edition: str | None = None, as_of: int | None = None) -> Any:
    """Give the rows of coverage by edition and act."""
    rows = minutes.ask(lambda session: session.coverage(edition), as_of=as_of)["rows"]
    return {(row["edition"], row["act"]): row for row in rows}


def test_the_latest_declaration_for_each_act_counts(minutes: Minutes) -> None:
    """A later declaration holds for the acts that it names; the others keep theirs."""
    minutes.record(
        cover(["objections"], "complete"),
        cover(["objection-raised"], "partial", note="Some are missing."),
    )
    rows = declared(minutes)
    assert {act: (row["extent"], row["position"]) for (_, act), row in rows.items()} == {
        "objection-raised": ("partial", FIRST_POSITION + 1),
        "objection-withdrawn": ("complete", FIRST_POSITION),
    }
    assert rows[EDITION, "objection-raised"]["note"] == "Some are missing."
    before = declared(minutes, as_of=FIRST_POSITION)
    assert {row["extent"] for row in before.values()} == {"complete"}


@pytest.mark.parametrize("group", COVERAGE_GROUPS)
def test_a_word_for_several_acts_declares_each(minutes: Minutes, group: str) -> None:
    """Whatever word a declaration uses, the rows name acts."""
    minutes.record(cover([group], "none"))
    assert {act for _, act in declared(minutes)} == set(COVERAGE_GROUPS[group])


def test_editions_stand_in_order_and_can_be_asked_for_alone(minutes: Minutes) -> None:
    """Rows are ordered by edition as numbers, then by act."""
    for edition in ("tip/2015", "tip/999", "tip/2014"):
        minutes.record(cover(["placements", "decisions"], "partial", edition, tiers=["2WL", "3"]))
    assert list(declared(minutes)) == [
        (edition, act)
        for edition in ("tip/999", "tip/2014", "tip/2015")
        for act in ("decision-recorded", "placement-published")
    ]
    only = declared(minutes, "tip/2014")
    assert {edition for edition, _ in only} == {"tip/2014"}
    assert only["tip/2014", "placement-published"]["tiers"] == ["2WL", "3"]


def test_a_corrected_declaration_counts_in_its_own_place(minutes: Minutes) -> None:
    """What a declaration says may be wrong like anything else; one that is voided says nothing."""
    minutes.record(
        cover(["decisions"], "complete"),
        correct(f"{EDITION}@1", {"acts": ["decisions"], "extent": "none"}),
    )
    row = declared(minutes)[EDITION, "decision-recorded"]
    assert (row["extent"], row["position"]) == ("none", FIRST_POSITION)
    minutes.record(void(f"{EDITION}@2"))
    assert declared(minutes) == {}


EVIDENCE = act("evidence-filed", "tip/2015/evidence/1", "post", kind="documentary")
MEETING = act("meeting-held", "tip/2015/meeting/1", "d", forum="secretary")

HELD: dict[str, tuple[list[Act], str, int]] = {
    "none": ([], "objection-raised", 0),
    "of every case": ([contest("2"), contest("2", on="tip/2015/THA")], "objection-raised", 2),
    "not of another edition": ([publish("3", "tip/2014/MYS")], "placement-published", 0),
    "not what was voided": (
        [publish("3"), publish("2"), void(f"{CASE}@2")],
        "placement-published",
        1,
    ),
    "what was corrected, once": (
        [recommend("3"), correct(f"{CASE}@1", {"standing": "2"})],
        "recommendation-submitted",
        1,
    ),
    "meetings": ([MEETING, {**MEETING, "on": "tip/2015/meeting/2"}], "meeting-held", 2),
    "evidence": ([EVIDENCE, {**EVIDENCE, "on": "tip/2015/evidence/2"}], "evidence-filed", 2),
    "dissents about a case and about the edition": (
        [act("dissent-filed", CASE, text=["No."]), act("dissent-filed", EDITION, text=["No."])],
        "dissent-filed",
        2,
    ),
}


@pytest.mark.parametrize(("acts", "name", "held"), HELD.values(), ids=HELD.keys())
def test_beside_each_declaration_stands_how_many_acts_are_held(
    minutes: Minutes, acts: list[Act], name: str, held: int
) -> None:
    """The acts in force of the edition are counted, wherever in it they lie."""
    minutes.record(cover([name], "partial"), *acts)
    assert declared(minutes)[EDITION, name]["held"] == held
    assert declared(minutes, as_of=FIRST_POSITION)[EDITION, name]["held"] == 0
