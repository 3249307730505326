"""The timeline of a case: what happened, in world order, what it changed, and what is missing."""

from typing import Any

import pytest

from tests.books import FIRST_POSITION, Act, Minutes, act
from tests.scenes import (
    CASE,
    EDITION,
    contest,
    correct,
    cover,
    decide,
    escalate,
    identify,
    publish,
    recommend,
    report,
    revise,
    void,
    withdraw,
)
from ui.session import Session


def test_a_row_says_everything_that_is_on_record(minutes: Minutes) -> None:
    """Who, when, on what it rests, how it was made, what it says, and what of it is withheld."""
    minutes.record(
        recommend("3", "tip/2015/THA"),
        publish("3", occurred="2015-07-27", made="reconstructed"),
        contest(
            "2",
            occurred="2015-05",
            made="reconstructed",
            basis=["tip/2015/THA@1"],
            ground=["A treaty."],
            withhold={"/body/ground": "congress"},
        ),
    )
    row = minutes.timeline(CASE)[0]
    assert row == {
        "position": FIRST_POSITION + 2,
        "version": 2,
        "act": "objection-raised",
        "occurred": "2015-05",
        "recorded_at": "2026-11-21T17:40:02.000000Z",
        "made": "reconstructed",
        "by": {"party": "eap", "recorded_by": "Clerk"},
        "basis": ["tip/2015/THA@1"],
        "release": "internal",
        "summary": "objection raised by eap: 2",
        "body": {"standing": "2", "ground": ["A treaty."]},
        "withheld": ["/body/ground"],
        "marks": ["antecedent-missing", "late"],
        "corrected_by": None,
        "recorded_body": None,
        "changes": row["changes"],
        "gap": None,
    }


def test_each_entry_shows_what_it_changed(minutes: Minutes) -> None:
    """The register before and after an entry differ by what its row says, and by nothing else."""
    minutes.record_each(
        [
            recommend("3"),
            contest("2"),
            decide("2WL"),
            publish("2WL"),
            act("dissent-filed", CASE, text=["No."]),
            correct(f"{CASE}@3", {"standing": "2"}),
            contest("1"),
        ]
    )
    found = {
        row["version"]: {
            f"{change['table']}.{change['column']}": (change["from"], change["to"])
            for change in row["changes"]
        }
        for row in minutes.timeline(CASE)
    }
    assert found == {
        1: {},
        2: {
            "disputes.recommended": (None, "3"),
            "disputes.outcome": (None, "open"),
            "disputes.rounds": (None, 1),
        },
        3: {
            "disputes.decided": (None, "2WL"),
            "disputes.outcome": ("open", "compromised"),
            "overrides.direction": (None, "better"),
        },
        4: {"standings.tier": (None, "2WL"), "disputes.published": (None, "2WL")},
        5: {},
        6: {"disputes.decided": ("2WL", "2")},
        7: {"disputes.outcome": ("compromised", "open"), "disputes.rounds": (1, 2)},
    }


def test_what_an_entry_changed_later_is_not_shown_before(minutes: Minutes) -> None:
    """As of a position the timeline ends there, and with it what was changed."""
    minutes.record_each([recommend("3"), contest("2"), decide("2")])
    whole = minutes.timeline(CASE)
    assert minutes.timeline(CASE, as_of=FIRST_POSITION + 1) == whole[:2]
    assert minutes.timeline(CASE, as_of=FIRST_POSITION - 1) == []


LATE = {
    "in order": (["2015-05", "2015-06", "2015-07"], [[], [], []]),
    "the last first": (["2015-07", "2015-05", "2015-06"], [["late"], ["late"], []]),
    "the first last": (["2015-06", "2015-07", "2015-05"], [["late"], [], []]),
    "the second last": (["2015-05", "2015-07", "2015-06"], [[], ["late"], []]),
    "all backwards": (["2015-07", "2015-06", "2015-05"], [["late"], ["late"], []]),
}


@pytest.mark.parametrize(("dates", "marks"), LATE.values(), ids=LATE.keys())
def test_an_entry_is_late_if_what_it_precedes_was_recorded_before_it(
    minutes: Minutes, dates: list[str], marks: list[list[str]]
) -> None:
    """What was entered after something that it precedes is marked, in its place in world order."""
    minutes.record_each(recommend("3", occurred=date, made="reconstructed") for date in dates)
    rows = minutes.timeline(CASE)
    assert [row["occurred"] for row in rows] == sorted(dates)
    assert [row["marks"] for row in rows] == marks


ANTECEDENTS = {
    "a revision": (revise("3"), recommend("3")),
    "a recommendation taken back": (act("recommendation-withdrawn", CASE), recommend("3")),
    "an objection": (contest("2"), recommend("3")),
    "an objection taken back": (withdraw(), contest("2")),
    "an escalation": (escalate("secretary"), contest("2")),
    "a corrected placement": (act("placement-corrected", CASE, tier="2"), publish("3")),
    "a waiver that lapsed": (act("waiver-lapsed", CASE), act("waiver-granted", CASE)),
    "a hold released": (act("hold-released", CASE), act("hold-placed", CASE)),
}


@pytest.mark.parametrize(("what", "before"), ANTECEDENTS.values(), ids=ANTECEDENTS.keys())
def test_what_should_have_come_first_is_marked_as_missing(
    minutes: Minutes, what: Act, before: Act
) -> None:
    """An act without what it presupposes is recorded and marked; with it, the mark is gone."""
    minutes.record(recommend("3", "tip/2015/THA"), contest("2", on="tip/2015/THA"), what)
    (row,) = minutes.timeline(CASE)
    assert row["marks"] == ["antecedent-missing"]
    minutes.record({**before, "occurred": "2015"})
    marks = {row["act"]: row["marks"] for row in minutes.timeline(CASE)}
    assert "antecedent-missing" not in marks[what["act"]]


def test_who_takes_an_objection_back_must_have_raised_one(minutes: Minutes) -> None:
    """The objection of another office is no antecedent."""
    minutes.record(recommend("3"), contest("2", "eap"), withdraw("eur"), withdraw("eap"))
    marks = [row["marks"] for row in minutes.timeline(CASE)]
    assert marks == [[], [], ["antecedent-missing"], []]


# ---------------------------------------------------------------- gaps

NO = {
    "recommendation": "no recommendation on record",
    "decision": "no decision on record",
    "placement": "no placement on record",
}

GAPS: dict[str, tuple[list[Act], list[str]]] = {
    "nothing declared": ([contest("2")], []),
    "all of it complete": (
        [contest("2"), cover(["deliberations", "placements"], "complete")],
        list(NO.values()),
    ),
    "partial": ([contest("2"), cover(["deliberations", "placements"], "partial")], []),
    "complete for one act": (
        [contest("2"), cover(["decision-recorded"], "complete")],
        [NO["decision"]],
    ),
    "nothing missing": (
        [
            recommend("3"),
            decide("3"),
            publish("3"),
            cover(["deliberations", "placements"], "complete"),
        ],
        [],
    ),
    "a decision that was voided": (
        [recommend("3"), decide("3"), void(f"{CASE}@2"), cover(["deliberations"], "complete")],
        [NO["decision"]],
    ),
    "declared otherwise since": (
        [contest("2"), cover(["decisions"], "complete"), cover(["decisions"], "partial")],
        [],
    ),
    "declared complete in the end": (
        [contest("2"), cover(["deliberations"], "none"), cover(["decisions"], "complete")],
        [NO["decision"]],
    ),
    "of another edition": ([contest("2"), cover(["decisions"], "complete", "tip/2014")], []),
    "a declaration that was voided": (
        [contest("2"), cover(["decisions"], "complete"), void(f"{EDITION}@1")],
        [],
    ),
}


@pytest.mark.parametrize(("acts", "gaps"), GAPS.values(), ids=GAPS.keys())
def test_a_missing_step_shows_only_inside_declared_coverage(
    minutes: Minutes, acts: list[Act], gaps: list[str]
) -> None:
    """What the book declares to hold whole and does not hold of a case is a visible row."""
    minutes.record(*acts)
    rows = [row for row in minutes.timeline(CASE) if row["gap"]]
    assert [row["gap"] for row in rows] == gaps
    assert [row["summary"] for row in rows] == gaps
    nothing = {
        name: value for row in rows for name, value in row.items() if value and name != "gap"
    }
    assert nothing.keys() <= {"summary"}


def test_a_placement_without_a_decision_is_marked_in_its_row(minutes: Minutes) -> None:
    """The row says it inside declared coverage; a voided placement says nothing but that."""
    minutes.record(publish("3"), publish("2"), void(f"{CASE}@2"), cover(["decisions"], "complete"))
    marks = {row["version"]: row["marks"] for row in minutes.timeline(CASE) if row["version"]}
    assert marks == {1: ["published-without-decision"], 2: ["voided"], 3: []}
    minutes.record(decide("3", occurred="2015"))
    assert all(row["marks"] != ["published-without-decision"] for row in minutes.timeline(CASE))


def test_a_placement_against_the_decision_is_marked_in_its_row(minutes: Minutes) -> None:
    """The row of the placement says that it is not what was decided."""
    minutes.record(decide("3"), publish("2"))
    assert [row["marks"] for row in minutes.timeline(CASE)] == [[], ["published-not-decided"]]


SUMMARIES: dict[str, tuple[Act, str]] = {
    "a standing": (recommend("3"), "recommendation submitted by jtip: 3"),
    "a tier": (publish("2"), "placement published by state: 2"),
    "a forum": (escalate("secretary"), "dispute escalated by eap: secretary"),
    "an outcome": (report("prevailed"), "dispute reported by reuters: prevailed"),
    "a kind": (
        act("oversight-requested", CASE, "congress", kind="letter"),
        "oversight requested by congress: letter",
    ),
    "nothing more": (withdraw(), "objection withdrawn by eap"),
}


@pytest.mark.parametrize(("what", "said"), SUMMARIES.values(), ids=SUMMARIES.keys())
def test_a_summary_says_what_was_done_and_by_whom(minutes: Minutes, what: Act, said: str) -> None:
    """The point of an act stands in its summary."""
    minutes.record(what)
    assert minutes.timeline(CASE)[0]["summary"] == said


@pytest.mark.parametrize(
    ("correction", "said"),
    [
        (correct(f"{CASE}@1", {"standing": "2"}), f"{CASE}@1 replaced by clerk"),
        (void(f"{CASE}@1"), f"{CASE}@1 void by clerk"),
    ],
    ids=["replaced", "voided"],
)
def test_the_summary_of_a_correction_names_what_it_corrects(
    minutes: Minutes, correction: Act, said: str
) -> None:
    """A correction follows what it corrects, and says so."""
    minutes.record(recommend("3"), correction)
    assert minutes.timeline(CASE)[1]["summary"] == said


def test_a_lifted_name_stands_in_the_timeline(minutes: Minutes) -> None:
    """That a subject was named is a step of its case like any other."""
    case = "tip/2015/undisclosed-01"
    minutes.record(report("prevailed", case), identify("THA", case))
    last: dict[str, Any] = minutes.timeline(case)[-1]
    assert (last["summary"], last["release"]) == ("subject identified by clerk: THA", "congress")


def test_a_correction_of_what_is_not_there_comes_last(minutes: Minutes) -> None:
    """Who has a correction, and not the entry that it corrects, is shown it by itself."""
    minutes.record(
        recommend("3", occurred="2015-05-01"),
        correct(f"{CASE}@1", {"standing": "2"}, release="public"),
        publish("2"),
        correct(f"{CASE}@3", {"tier": "3"}, release="internal"),
        {**void(f"{CASE}@4"), "release": "public"},
    )
    with Session(minutes.path, audience="public") as session:
        rows = session.case(CASE)["rows"]
    with Session(minutes.path, audience="public", occurred_by="2026-12-31") as session:
        assert [row["position"] for row in session.case(CASE)["rows"]] == [5, None, None]
    assert [row["position"] for row in rows] == [5, 4, 7, None, None]
    assert [row["gap"] for row in rows[3:]] == [
        f"entry {version} of this case is not in this copy" for version in (1, 4)
    ]
