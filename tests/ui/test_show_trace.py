"""A trace as a person reads it: every entry once, every absence in the words that fit it."""

from io import StringIO
from typing import Any

import pytest
from rich.console import Console

from tests.books import Act, Minutes, act, small_book
from tests.scenes import CASE, EDITION, contest, correct, decide, identify, publish, recommend, void
from ui.show_trace import DEEPEST, show_trace

ONE, TWO, THREE = (f"{CASE}@{version}" for version in range(1, 4))


def lines(minutes: Minutes, case: str = CASE, **times: Any) -> list[str]:
    """Give the lines that are printed, on a wide terminal, without what draws the tree."""
    found = minutes.ask(lambda session: session.trace(case), **times)
    console = Console(file=StringIO(), width=400)
    show_trace(console, found)
    assert isinstance(console.file, StringIO)
    return [line.strip("│├└─ ") for line in console.file.getvalue().splitlines()]


def printed(*acts: Act, case: str = CASE, **times: Any) -> list[str]:
    """Record acts, and give the lines that are printed of a case."""
    with small_book() as minutes:
        minutes.record(*acts)
        return lines(minutes, case, **times)


def after(found: list[str], heading: str) -> str:
    """Give the line after a heading."""
    return found[found.index(heading) + 1]


def test_the_tree_goes_backwards_from_the_placement() -> None:
    """Each entry stands once, under the first that leads back to it, with all it says."""
    source = {"title": "Letter", "publisher": "Office", "grade": "derived"}
    found = printed(
        recommend("3", occurred="2015-05", made="reconstructed", sources=[source]),
        contest("2", basis=[ONE]),
        decide("2", made="reconstructed", basis=[TWO, ONE]),
        publish("2", basis=[THREE]),
        act("oversight-requested", CASE, "congress", kind="letter"),
    )
    assert found[: found.index("Written down by: Clerk")] == [
        "Malaysia in tip/2015: 2",
        "6  placement published by state: 2 · recorded 2026-11-21 · contemporaneous",
        "rests on 5  decision recorded by secretary: 2 · date not on record · reconstructed",
        "no reason is on record",
        "rests on 4  objection raised by eap: 2 · recorded 2026-11-21 · contemporaneous",
        "rests on 3  recommendation submitted by jtip: 3 · 2015-05 · reconstructed · derived",
        "source: Office: Letter · derived",
        "rests on 3  recommendation submitted by jtip: 3 (see above)",
        "Also on record of this case",
        "7  oversight requested by congress: letter · recorded 2026-11-21 · contemporaneous",
    ]


def test_an_act_recorded_late_stands_under_what_came_after_it() -> None:
    """The tree goes back in time, not in the order of the book."""
    found = printed(decide("2", occurred="2015-06"), contest("3", occurred="2015-05"))
    assert found[1].startswith("3  decision recorded by secretary: 2")
    assert found[3].startswith("came after 4  objection raised by eap: 3")


COVERAGE = {
    "complete": "the book declares to hold every one",
    "partial": "the book declares to hold some of these",
    "none": "the book declares to hold none of these",
    None: "the book declares nothing of these",
}


@pytest.mark.parametrize("extent", COVERAGE)
def test_what_is_not_on_record_is_said_with_its_coverage(extent: str | None) -> None:
    """A missing step is never said to be more than missing."""
    declared = act("coverage-declared", EDITION, "clerk", acts=["decisions"], extent=extent)
    found = printed(*([declared] if extent else []), publish("2"))
    heading = "Not on record, which does not say that there was none:"
    assert f"decision: {COVERAGE[extent]}" in found[found.index(heading) :]


def test_nothing_is_said_of_steps_that_are_on_record() -> None:
    """With every step on record the page ends with who wrote it down."""
    found = printed(
        act("evidence-filed", f"{EDITION}/evidence/1", "embassy", about=[CASE]),
        recommend("3"),
        contest("2"),
        act("meeting-held", f"{EDITION}/meeting/1", "state", agenda=[CASE]),
        decide("2", reason=["Because."]),
        publish("2"),
    )
    assert found[-1] == "Written down by: Clerk"
    assert "a reason is on record" in found


def test_a_stated_lack_of_reasons_is_no_missing_reason() -> None:
    """The record says that none was given, or it says nothing."""
    stated = printed(decide("2", reason="none-stated"))
    assert "the record states that no reason was given" in stated
    assert not any(line.startswith("reason:") for line in stated)
    silent = printed(decide("2"))
    assert "no reason is on record" in silent
    assert any("the decision on record gives none" in line for line in silent)


def test_voided_entries_and_corrections_are_said_to_be() -> None:
    """A voided entry that something names stands with what voided it."""
    found = printed(recommend("3"), publish("3", basis=[ONE]), void(ONE))
    voided = next(line for line in found if line.startswith("rests on"))
    assert voided.endswith("[voided]")
    assert after(found, voided).startswith(f"corrected by 5  {ONE} void by clerk")


def test_a_correction_that_rests_on_what_it_corrects_stands_below_it() -> None:
    """The placement is still the beginning, and everything is shown once."""
    found = printed(
        publish("3"),
        contest("2", basis=[ONE]),
        correct(ONE, {"tier": "2"}, basis=[TWO, ONE]),
    )
    assert found[1].startswith("3  placement published by state: 2")
    assert found[2].startswith(f"corrected by 5  {ONE} replaced by clerk")
    assert found[3].startswith("rests on 4  objection raised by eap: 2")
    assert found[4].endswith("3  placement published by state: 2 (see above)")
    assert not any(line.startswith("What else") for line in found)


def test_a_missing_entry_is_told_where_it_is_named_and_at_the_end() -> None:
    """What is named and not found is neither hidden nor an error."""
    meeting = f"{EDITION}/meeting/4"
    found = printed(decide("2", meeting=meeting))
    assert f"decided at {meeting} (not found)" in found
    assert after(found, "Named, but not in this copy:") == f"{ONE} decided at {meeting}"
    found = printed(
        act("evidence-filed", f"{EDITION}/evidence/1", "embassy", made="reconstructed"),
        publish("2", basis=[f"{EDITION}/evidence/1@1"], occurred="2015-07-27"),
        occurred_by="2015-12-31",
    )
    assert after(found, "Named, but left out by --occurred-by, or not in this copy:") == (
        f"{ONE} rests on {EDITION}/evidence/1@1"
    )


def test_acts_that_rest_on_each_other_are_said_to() -> None:
    """A circle on record is told, and ends."""
    meeting = f"{EDITION}/meeting/1"
    found = printed(
        decide("2", meeting=meeting), act("meeting-held", meeting, "state", basis=[ONE])
    )
    assert after(found, "Left out, since it would make an act rest on itself:") == (
        f"{ONE} decided at {meeting}@1"
    )
    assert after(found, "What else is linked to it").startswith("4  meeting held by state")


def test_who_was_there_is_told_as_far_as_named() -> None:
    """Names with offices, and no word on whether these were all."""
    present = [{"name": "A. Person", "office": "Deputy"}, {"name": "B. Person"}]
    found = printed(
        act("meeting-held", f"{EDITION}/meeting/1", "state", attendees={"named": present}),
        decide("2", meeting=f"{EDITION}/meeting/1"),
    )
    assert "present, as far as named: A. Person (Deputy); B. Person" in found


def test_other_names_and_late_meetings_have_their_place() -> None:
    """A case that became known, a meeting after it, and a document about it."""
    hidden = f"{EDITION}/undisclosed-01"
    found = printed(
        publish("2", occurred="2015-06-01"),
        recommend("3", on=hidden),
        identify("MYS", hidden),
        act("meeting-held", f"{EDITION}/meeting/1", "state", agenda=[CASE], occurred="2015-07"),
        act("evidence-filed", f"{EDITION}/evidence/1", "embassy", about=[CASE]),
    )
    order = [
        "Malaysia in tip/2015: 2",
        (
            "The same subject under another name: "
            f"undisclosed-01 in {EDITION}: no placement on record"
        ),
        "More evidence about it",
        "What else is linked to it",
    ]
    assert [line for line in found if line in order] == order


@pytest.mark.parametrize("length", [1, DEEPEST, DEEPEST + 1, 400])
def test_a_chain_of_any_length_is_shown(length: int) -> None:
    """What lies too far back to be indented begins again at the margin."""
    name = f"{EDITION}/evidence/{{}}".format
    documents = [
        act(
            "evidence-filed",
            name(number),
            "embassy",
            title=f"number {number}",
            basis=[f"{name(number - 1)}@1"] if number > 1 else [],
        )
        for number in range(1, length + 1)
    ]
    found = printed(*documents, publish("2", basis=[f"{name(length)}@1"]))
    titles = [line.split("“")[1].split("”")[0] for line in found if "“" in line]
    assert titles == [f"number {number}" for number in range(length, 0, -1)]
    assert found.count("Further back") == (length - 1) // DEEPEST
