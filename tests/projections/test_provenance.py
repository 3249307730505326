"""What a placement rests on: every way in which one entry leads to another, and what is missing."""

import hashlib
import json
from collections.abc import Iterable
from typing import Any

import pytest

from domain.programme import digest_of, shipped
from domain.values import RELEASES, Release
from ledger.reading import Reading
from projections.graph import Graph
from projections.lookup import Lookup
from projections.programmes import Programmes
from projections.provenance import trace
from projections.runner import Runner
from projections.table import View
from tests.books import BEGUN, FIRST_POSITION, Act, Minutes, act, small_book
from tests.golden.make import HERE
from tests.scenes import (
    CASE,
    EDITION,
    concur,
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

Answer = dict[str, Any]
ONE, TWO, THREE, FOUR = (f"{CASE}@{version}" for version in range(1, 5))
MEETING, EVIDENCE = "tip/2015/meeting/1", "tip/2015/evidence/1"
UNDATED: dict[str, Any] = {"made": "reconstructed"}
BETWEEN = {"used", "wasInformedBy", "wasRevisionOf"}


def traced(minutes: Minutes, case: str = CASE, *, as_of: int | None = None) -> Answer:
    """Give what `trace --json` prints."""
    return minutes.ask(lambda session: session.trace(case), as_of=as_of)


def links(answer: Answer, *relations: str) -> set[tuple[str, str, str]]:
    """Give how entries lead to each other: from, how, to."""
    return {
        (edge["from"].removeprefix("act:"), edge["how"], edge["to"].removeprefix("act:"))
        for edge in answer["edges"]
        if edge["relation"] in (relations or BETWEEN) or edge["how"] == "published"
    }


def edges(answer: Answer, relation: str) -> set[tuple[str, str]]:
    """Give the ends of the edges of one relation."""
    return {(edge["from"], edge["to"]) for edge in answer["edges"] if edge["relation"] == relation}


def node(answer: Answer, name: str) -> Answer:
    """Give one node."""
    found: Answer = next(one for one in answer["nodes"] if one["id"] == name)
    return found


def names(answer: Answer, *types: str) -> list[str]:
    """Give the ids of the nodes of some types."""
    return [one["id"] for one in answer["nodes"] if one["type"] in types]


def missing(answer: Answer) -> dict[str, Any]:
    """Give the steps that are not on record, with the coverage declared for each."""
    return {gap["what"]: gap["coverage"] for gap in answer["not_on_record"]}


def note(answer: Answer, what: str) -> str | None:
    """Give what is said beside a missing step."""
    found: str | None = next(gap["note"] for gap in answer["not_on_record"] if gap["what"] == what)
    return found


def evidence(number: int = 1, **more: Any) -> Act:
    """File a document."""
    return act("evidence-filed", f"{EDITION}/evidence/{number}", "embassy", **more)


def held(number: int | str = 1, **more: Any) -> Act:
    """Hold a meeting."""
    return act("meeting-held", f"{EDITION}/meeting/{number}", "state", **more)


def waive(on: str = CASE, **more: Any) -> Act:
    """Waive an automatic downgrade."""
    return act("waiver-granted", on, "secretary", **more)


def learned(to: str, *basis: str, on: str = CASE) -> Act:
    """Say later on what an entry rested."""
    body = {"to": to, "basis": list(basis)}
    return {"act": "basis-added", "on": on, "by": {"party": "clerk"}, "body": body}


# ---------------------------------------------------------------- the graph


def test_an_entry_is_an_entity_of_an_act_of_a_party(minutes: Minutes) -> None:
    """Entity, activity, agent and source, each with all its fields, and nothing more."""
    source = {"title": "Letter", "publisher": "Office", "date": "2015-07", "grade": "derived"}
    minutes.record(recommend("3", occurred="2015-06-30", sources=[source], **UNDATED))
    answer = traced(minutes)
    digest = hashlib.sha256(json.dumps(source, sort_keys=True, separators=(",", ":")).encode())
    known_from = f"source:{digest.hexdigest()[:16]}"
    assert [one["id"] for one in answer["nodes"]] == [
        CASE,
        ONE,
        f"act:{ONE}",
        "party:jtip",
        known_from,
        "publisher:Office",
    ]
    assert [tuple(edge.values()) for edge in answer["edges"]] == [
        (f"act:{ONE}", "party:jtip", "wasAssociatedWith", "by", None),
        (known_from, "publisher:Office", "wasAttributedTo", "publisher", None),
        (CASE, ONE, "hadMember", "stream", None),
        (ONE, known_from, "hadPrimarySource", "source", None),
        (ONE, f"act:{ONE}", "wasGeneratedBy", "act", None),
    ]
    assert node(answer, ONE) == {
        "id": ONE,
        "kind": "entity",
        "type": "entry",
        "label": "recommendation submitted by jtip: 3",
        "position": FIRST_POSITION,
        "act": "recommendation-submitted",
        "title": None,
        "occurred": "2015-06-30",
        "made": "reconstructed",
        "recorded_at": "2026-11-21T17:40:00.000000Z",
        "recorded_by": "Clerk",
        "authority": None,
        "grade": "derived",
        "reason": None,
        "marks": [],
        "withheld": [],
        "locator": None,
        "sha256": None,
    }
    assert node(answer, "party:jtip")["label"] == (
        "Office to Monitor and Combat Trafficking in Persons"
    )
    assert node(answer, known_from)["label"] == "Office: Letter (2015-07)"


def test_the_case_is_called_by_its_subject_and_placement(minutes: Minutes) -> None:
    """The subject as the programme calls it, the edition, and the tier that stands last."""
    minutes.record(recommend("3"))
    assert node(traced(minutes), CASE)["label"] == "Malaysia in tip/2015: no placement on record"
    minutes.record(publish("3"), act("placement-corrected", CASE, "state", tier="2WL"))
    assert node(traced(minutes), CASE)["label"] == "Malaysia in tip/2015: 2WL"
    minutes.record(publish("2", on="tip/2015/AAA"))
    assert node(traced(minutes, "tip/2015/AAA"), "tip/2015/AAA")["label"] == "AAA in tip/2015: 2"


def test_who_acted_in_person_acted_for_the_party(minutes: Minutes) -> None:
    """A named person is an agent who acted on behalf of the party, in a role, by an authority."""
    by = {"party": "d", "person": "A. Person", "role": "Deputy", "authority": "a delegation"}
    minutes.record({**decide("3"), "by": by})
    answer = traced(minutes)
    acted = {
        (edge["to"], edge["role"])
        for edge in answer["edges"]
        if edge["relation"] == "wasAssociatedWith"
    }
    assert acted == {("party:d", None), ("person:A. Person", "Deputy")}
    assert edges(answer, "actedOnBehalfOf") == {("person:A. Person", "party:d")}
    assert node(answer, f"act:{ONE}")["authority"] == "a delegation"


@pytest.mark.parametrize("party", ["undisclosed", "undisclosed-2"])
def test_an_unnamed_party_is_an_agent_that_is_not_named(minutes: Minutes, party: str) -> None:
    """Nobody is guessed where the source names nobody."""
    minutes.record(contest("2", party))
    assert node(traced(minutes), f"party:{party}")["label"] == "not named by the source"


def test_two_entries_known_from_one_source_share_it(minutes: Minutes) -> None:
    """A source is one node wherever the same is cited; another grade makes it another source."""
    source = {"title": "Report", "publisher": "Press"}
    minutes.record(
        recommend("3", sources=[source]),
        contest("2", sources=[source, {**source, "grade": "derived"}]),
    )
    answer = traced(minutes)
    assert len(names(answer, "source")) == 2
    assert names(answer, "publisher") == ["publisher:Press"]
    assert node(answer, TWO)["grade"] == "derived"


# ---------------------------------------------------------------- what came first

STEPS: dict[str, tuple[list[Act], set[tuple[str, str, str]]]] = {
    "step by step": (
        [recommend("3"), contest("2"), decide("2WL"), publish("2WL")],
        {(TWO, "order", ONE), (THREE, "order", ONE), (THREE, "order", TWO), (FOUR, "order", THREE)},
    ),
    "without a decision": (
        [recommend("3"), contest("2"), publish("2WL")],
        {(TWO, "order", ONE), (THREE, "order", ONE), (THREE, "order", TWO)},
    ),
    "a basis says it already": (
        [recommend("3"), contest("2", basis=[ONE]), publish("2WL", basis=[TWO])],
        {(TWO, "basis", ONE), (THREE, "basis", TWO), (THREE, "order", ONE)},
    ),
    "two decisions": (
        [recommend("3"), decide("2"), contest("3"), decide("3")],
        {(TWO, "order", ONE), (THREE, "order", ONE), (FOUR, "order", TWO), (FOUR, "order", THREE)},
    ),
    "what was said after the decision": (
        [recommend("3"), decide("2"), revise("2"), publish("2")],
        {(TWO, "order", ONE), (THREE, "order", ONE), (FOUR, "order", TWO), (FOUR, "order", THREE)},
    ),
    "whose objection was taken back": (
        [contest("2", "eap"), contest("2", "eur"), withdraw("eap")],
        {(THREE, "order", ONE)},
    ),
    "an objection that somebody unnamed took back": (
        [contest("2", "undisclosed"), withdraw("undisclosed")],
        set(),
    ),
    "concurrence, escalation and dissent": (
        [
            contest("2"),
            concur("2"),
            escalate("secretary"),
            act("dissent-filed", CASE, "eap", text="No."),
            decide("2"),
        ],
        {
            (THREE, "order", ONE),
            *((f"{CASE}@5", "order", one) for one in (ONE, TWO, THREE, FOUR)),
        },
    ),
    "a placement that was corrected, and what it led to": (
        [
            publish("3"),
            act("placement-corrected", CASE, "state", tier="2WL"),
            act("determination-made", CASE, "president", kind="restrict"),
        ],
        {(TWO, "order", ONE), (THREE, "order", TWO)},
    ),
    "read by when it happened": (
        [
            publish("2WL", occurred="2015-07-27"),
            contest("2", occurred="2015-05-01"),
            recommend("3", occurred="2015-04-01"),
        ],
        {(ONE, "order", TWO), (ONE, "order", THREE), (TWO, "order", THREE)},
    ),
    "an interval that ends on the day of publication": (
        [recommend("3", occurred="../2015-07-27"), publish("2WL", occurred="2015-07-27")],
        {(TWO, "order", ONE)},
    ),
    "two intervals that end on the same day": (
        [recommend("3", occurred="../2015-07-27"), contest("2", occurred="../2015-07-27")],
        {(TWO, "order-not-determined", ONE)},
    ),
    "a decision of the same year, put down later": (
        [publish("2", occurred="2015"), decide("2", occurred="2015")],
        {(ONE, "order-not-determined", TWO)},
    ),
    "a decision of the next year": (
        [publish("2", occurred="2015"), decide("2", occurred="2016")],
        set(),
    ),
    "recorded as it happened, in a year of which no more is known": (
        [decide("2"), publish("2", occurred="2026")],
        {(TWO, "order-not-determined", ONE)},
    ),
    "a report of how it ended": ([recommend("3"), report("prevailed")], set()),
}


@pytest.mark.parametrize(("acts", "expected"), STEPS.values(), ids=STEPS.keys())
def test_steps_follow_on_each_other(
    minutes: Minutes, acts: list[Act], expected: set[tuple[str, str, str]]
) -> None:
    """A step follows on those before it, in the order of the case; else that is said."""
    minutes.record(*acts)
    assert links(traced(minutes)) == expected


def test_acts_recorded_at_one_moment_have_the_order_of_the_book() -> None:
    """Two acts put down as they happened are in order, however coarse the clock is."""
    with small_book([BEGUN] * 2) as minutes:
        minutes.record(decide("2"), publish("2"))
        assert links(traced(minutes)) == {(TWO, "order", ONE)}


def test_a_waiver_leads_to_the_placement_unless_it_came_later(minutes: Minutes) -> None:
    """Of the same year it bears on the placement; of the year after it does not."""
    minutes.record(
        publish("2WL", occurred="2015"),
        waive(occurred="2015", basis=["tip@1"]),
        waive(occurred="2016"),
    )
    assert links(traced(minutes)) == {(ONE, "waiver", TWO), (TWO, "basis", "tip@1")}


def test_dates_that_contradict_what_is_relied_on_make_no_circle(minutes: Minutes) -> None:
    """Reliance is believed before any date: a step is no link where it would close a circle."""
    minutes.record(
        decide("2", occurred="2015-06-01"),
        evidence(basis=[ONE]),
        recommend("3", basis=[f"{EVIDENCE}@1"], occurred="2015-05-01"),
    )
    answer = traced(minutes)
    assert links(answer) == {(f"{EVIDENCE}@1", "basis", ONE), (TWO, "basis", f"{EVIDENCE}@1")}
    assert answer["circular"] == []


def test_what_an_entry_names_goes_before_what_dates_say(minutes: Minutes) -> None:
    """A step is no link where what is named leads the other way."""
    minutes.record(decide("2", meeting=MEETING), publish("2"), held(basis=[TWO]))
    answer = traced(minutes)
    assert links(answer) == {(ONE, "meeting", f"{MEETING}@1"), (f"{MEETING}@1", "basis", TWO)}
    assert answer["circular"] == []


# ---------------------------------------------------------------- what entries name


def test_reliance_is_followed_to_its_end_in_whatever_stream(minutes: Minutes) -> None:
    """Another case, a document, a delegation and the first entry of the book, each once."""
    minutes.record(
        evidence(about=["tip/2014/MYS"]),
        publish("3", on="tip/2014/MYS", basis=[f"{EVIDENCE}@1"]),
        act("authority-delegated", "tip", "president", to="secretary", basis=["book@1"]),
        waive(basis=["tip/2014/MYS@1", "tip@2"]),
        publish("2WL", basis=[ONE]),
    )
    answer = traced(minutes)
    assert links(answer) == {
        (TWO, "basis", ONE),
        (ONE, "basis", "tip/2014/MYS@1"),
        (ONE, "basis", "tip@2"),
        ("tip/2014/MYS@1", "basis", f"{EVIDENCE}@1"),
        ("tip@2", "basis", "book@1"),
    }
    assert edges(answer, "hadMember") == {(CASE, ONE), (CASE, TWO)}
    assert answer["dangling"] == []


def test_acts_name_entries_in_their_bodies(minutes: Minutes) -> None:
    """What a decision settles, what an answer answers, what is released: all of it was used."""
    minutes.record(
        contest("2"),
        decide("2", settles=[ONE]),
        act("response-filed", CASE, "state", to=TWO),
        act("content-released", CASE, "clerk", entry=ONE),
        act("response-filed", CASE, "state", to="override-without-reason"),
        act("notice-given", CASE, "state", to="the committee"),
        act("authority-delegated", "tip", "president", to=f"{CASE}@9"),
        waive(basis=["tip@2"]),
    )
    answer = traced(minutes)
    assert answer["dangling"] == []
    assert links(answer) == {
        (TWO, "settles", ONE),
        (THREE, "to", TWO),
        (FOUR, "releases", ONE),
        (f"{CASE}@7", "basis", "tip@2"),
    }


@pytest.mark.parametrize("named", [MEETING, f"{MEETING}@1"])
def test_a_decision_is_informed_by_its_meeting(minutes: Minutes, named: str) -> None:
    """The meeting that a decision names is found by its stream or its entry, with who was there."""
    present = {"named": [{"name": "A. Person", "office": "Deputy"}, {"name": "B. Person"}]}
    minutes.record(held(attendees=present, series=True), decide("2", meeting=named))
    answer = traced(minutes)
    assert links(answer) == {(ONE, "meeting", f"{MEETING}@1")}
    attended = [(edge["to"], edge["role"]) for edge in answer["edges"] if edge["how"] == "attendee"]
    assert attended == [("person:A. Person", "Deputy"), ("person:B. Person", None)]
    assert "meeting" not in missing(answer)


def test_a_meeting_put_down_later_still_informed_the_decision(minutes: Minutes) -> None:
    """A decision may name a meeting whose entry follows; nothing of it goes round in a circle."""
    minutes.record(decide("2", meeting=MEETING), held(basis=[]))
    assert links(traced(minutes)) == {(ONE, "meeting", f"{MEETING}@1")}


def test_a_meeting_that_was_voided_informed_nothing(minutes: Minutes) -> None:
    """Of a stream the entries in force count; where there are none, what was voided is shown."""
    minutes.record(held(), held(), void(f"{MEETING}@1"), decide("2", meeting=MEETING))
    assert links(traced(minutes)) == {(ONE, "meeting", f"{MEETING}@2")}
    minutes.record(void(f"{MEETING}@2"))
    answer = traced(minutes)
    assert (ONE, "meeting", f"{MEETING}@2") in links(answer)
    assert node(answer, f"{MEETING}@2")["marks"] == ["voided"]
    assert "meeting" in missing(answer)


def test_a_reference_that_would_close_a_circle_is_set_apart(minutes: Minutes) -> None:
    """Two entries that each name the other: the one of the earlier entry is listed, not drawn."""
    minutes.record(decide("2", meeting=MEETING), held(basis=[ONE]))
    answer = traced(minutes)
    assert links(answer) == {(f"{MEETING}@1", "basis", ONE)}
    assert answer["circular"] == [{"from": f"act:{ONE}", "to": f"{MEETING}@1", "how": "meeting"}]


def test_a_meeting_is_linked_by_its_agenda(minutes: Minutes) -> None:
    """To the first decision that no date puts before it, else to the placement so."""
    minutes.record(
        held(1, agenda=[CASE], occurred="2015-05-01"),
        decide("3", occurred="2015-04-01"),
        decide("2", occurred="2015-06-01"),
        publish("2", occurred="2015-07-27"),
        held(2, agenda=["tip/2015/AAA"]),
        held(3, agenda=[CASE], occurred="2015-07-01"),
        held(4, agenda=[CASE], occurred="2016"),
        decide("3", on="tip/2014/MYS", **UNDATED),
        act("meeting-held", "tip/2014/meeting/1", agenda=["tip/2014/MYS"], occurred="2014"),
    )
    undated = links(traced(minutes, "tip/2014/MYS"))
    assert undated == {("tip/2014/MYS@1", "agenda", "tip/2014/meeting/1@1")}
    answer = traced(minutes)
    assert {link for link in links(answer) if link[1] == "agenda"} == {
        (TWO, "agenda", f"{MEETING}@1"),
        (THREE, "agenda", "tip/2015/meeting/3@1"),
    }
    members = {edge["to"] for edge in answer["edges"] if edge["relation"] == "hadMember"}
    assert members == {ONE, TWO, THREE, *(f"tip/2015/meeting/{number}@1" for number in (1, 3, 4))}
    assert "tip/2015/meeting/2@1" not in names(answer, "entry")


def test_evidence_about_a_case_belongs_to_it(minutes: Minutes) -> None:
    """A document about the case is a member, with where it is to be found."""
    minutes.record(
        publish("2"),
        evidence(1, about=[CASE], title="A cable", locator="09 X 1", sha256="ab" * 32),
        evidence(2, about=["tip/2015/AAA"], grade="official"),
    )
    answer = traced(minutes)
    assert edges(answer, "hadMember") == {(CASE, ONE), (CASE, f"{EVIDENCE}@1")}
    found = node(answer, f"{EVIDENCE}@1")
    assert (found["title"], found["locator"], found["sha256"]) == ("A cable", "09 X 1", "ab" * 32)
    assert "evidence" not in missing(answer)


def test_a_placement_came_out_with_its_edition(minutes: Minutes) -> None:
    """The publication of the edition generated the placement too, where it is on record."""
    issued = act("edition-published", EDITION, "state")
    minutes.record(recommend("3"), issued)
    assert names(traced(minutes), "entry") == [ONE]
    minutes.record(publish("2"))
    assert links(traced(minutes)) == {(TWO, "published", f"{EDITION}@1"), (TWO, "order", ONE)}
    assert edges(traced(minutes), "wasGeneratedBy") >= {
        (TWO, f"act:{TWO}"),
        (TWO, f"act:{EDITION}@1"),
    }


def test_an_edition_that_rests_on_its_placements_is_no_circle(minutes: Minutes) -> None:
    """Where the publication names the placement, that is the link."""
    minutes.record(publish("2"), act("edition-published", EDITION, "state", basis=[ONE]))
    assert links(traced(minutes)) == {(f"{EDITION}@1", "basis", ONE)}


# ---------------------------------------------------------------- learned later


@pytest.mark.parametrize("elsewhere", [False, True])
def test_a_basis_learned_later_extends_the_basis(minutes: Minutes, *, elsewhere: bool) -> None:
    """The entry rests on it, and who added it is shown, in whatever stream that was."""
    other = "tip/2014/AAA" if elsewhere else CASE
    minutes.record(publish("2"), evidence(), learned(ONE, f"{EVIDENCE}@1", on=other))
    answer = traced(minutes)
    added = f"{other}@1" if elsewhere else TWO
    assert links(answer) == {
        (ONE, "basis-added", f"{EVIDENCE}@1"),
        (added, "extends", ONE),
        (added, "basis", f"{EVIDENCE}@1"),
    }


def test_a_basis_that_was_added_by_mistake_counts_no_more(minutes: Minutes) -> None:
    """A voided addition adds nothing."""
    minutes.record(publish("2"), evidence(), learned(ONE, f"{EVIDENCE}@1"), void(TWO))
    answer = traced(minutes)
    assert links(answer) == set()
    assert names(answer, "entry") == [ONE]


def test_what_was_learned_of_an_act_that_evidence_rests_on(minutes: Minutes) -> None:
    """A basis that itself rests on the act is set apart; who said so is still shown."""
    minutes.record(publish("2"), evidence(basis=[ONE]), learned(ONE, f"{EVIDENCE}@1"))
    answer = traced(minutes)
    assert links(answer) == {
        (f"{EVIDENCE}@1", "basis", ONE),
        (TWO, "extends", ONE),
        (TWO, "basis", f"{EVIDENCE}@1"),
    }
    assert [one["how"] for one in answer["circular"]] == ["basis-added"]


# ---------------------------------------------------------------- corrections


def test_a_corrected_entry_shows_what_is_in_force_and_its_corrections(minutes: Minutes) -> None:
    """The content is what is in force; each correction is a revision of what it corrects."""
    minutes.record(
        recommend("3"),
        correct(ONE, {"standing": "2"}),
        correct(TWO, {"standing": "2WL"}),
        contest("2", basis=[TWO]),
    )
    answer = traced(minutes)
    assert node(answer, ONE)["label"] == "recommendation submitted by jtip: 2WL"
    assert node(answer, ONE)["marks"] == ["corrected"]
    assert edges(answer, "wasRevisionOf") == {(TWO, ONE), (THREE, TWO)}
    assert links(answer, "used") == {
        (TWO, "corrects", ONE),
        (THREE, "corrects", TWO),
        (FOUR, "basis", ONE),
    }
    assert edges(answer, "hadMember") == {(CASE, one) for one in (ONE, TWO, THREE, FOUR)}


def test_a_voided_entry_is_shown_where_it_is_named_and_leads_no_further(minutes: Minutes) -> None:
    """It is marked, with what voided it; what it rested on is not reached through it."""
    minutes.record(
        evidence(),
        recommend("3", basis=[f"{EVIDENCE}@1"]),
        publish("3", basis=[ONE]),
        void(ONE),
    )
    answer = traced(minutes)
    assert node(answer, ONE)["marks"] == ["voided"]
    assert links(answer) == {(TWO, "basis", ONE), (THREE, "corrects", ONE)}
    assert edges(answer, "hadMember") == {(CASE, TWO)}
    assert {"recommendation", "evidence"} <= missing(answer).keys()


def test_a_voided_entry_that_nothing_names_is_not_shown(minutes: Minutes) -> None:
    """What is no longer in force and named by nothing is no part of what the case rests on."""
    minutes.record(recommend("3"), publish("3"), void(ONE))
    answer = traced(minutes)
    assert names(answer, "entry") == [TWO]
    assert links(answer) == set()


def test_a_correction_may_name_what_was_recorded_since(minutes: Minutes) -> None:
    """The act that is corrected and the correction both lead to what the correction names."""
    minutes.record(decide("2"), contest("3"), correct(ONE, {"standing": "2", "settles": [TWO]}))
    answer = traced(minutes)
    assert links(answer) == {
        (ONE, "settles", TWO),
        (THREE, "settles", TWO),
        (THREE, "corrects", ONE),
    }


def test_a_correction_may_name_what_rests_on_what_it_corrects(minutes: Minutes) -> None:
    """Where that would be a circle, the correction alone leads there."""
    settled = {"standing": "2", "settles": [TWO, ONE]}
    minutes.record(decide("2"), contest("3", basis=[ONE]), correct(ONE, settled))
    answer = traced(minutes)
    assert links(answer, "used") == {
        (TWO, "basis", ONE),
        (THREE, "settles", TWO),
        (THREE, "settles", ONE),
        (THREE, "corrects", ONE),
    }
    assert answer["circular"] == [{"from": f"act:{ONE}", "to": TWO, "how": "settles"}]


def test_a_superseded_correction_names_nothing_any_more(minutes: Minutes) -> None:
    """Only the correction in force says what the act names."""
    minutes.record(
        decide("2"),
        contest("3"),
        correct(ONE, {"standing": "2", "settles": [TWO]}),
        correct(THREE, {"standing": "3"}),
    )
    assert {link for link in links(traced(minutes)) if link[1] == "settles"} == set()
    minutes.record(correct(FOUR, {"standing": "3", "settles": [TWO]}))
    assert {link for link in links(traced(minutes)) if link[1] == "settles"} == {
        (ONE, "settles", TWO),
        (f"{CASE}@5", "settles", TWO),
    }


def test_a_correction_names_nothing_that_the_act_could_name(minutes: Minutes) -> None:
    """What is older than the corrected act is named by the act alone."""
    minutes.record(
        contest("3"), decide("2", settles=[ONE]), correct(TWO, {"standing": "3", "settles": [ONE]})
    )
    assert links(traced(minutes)) == {
        (TWO, "settles", ONE),
        (THREE, "corrects", TWO),
    }


# ---------------------------------------------------------------- what is missing


def test_a_reference_to_what_is_not_in_this_copy_dangles(minutes: Minutes) -> None:
    """A meeting that a decision names and nobody put down is listed, and is no node."""
    minutes.record(decide("2", meeting=MEETING))
    answer = traced(minutes)
    assert answer["dangling"] == [{"from": f"act:{ONE}", "to": MEETING, "how": "meeting"}]
    assert names(answer, "entry") == [ONE]
    assert missing(answer)["meeting"] is None


def test_what_an_audience_does_not_have_dangles(minutes: Minutes) -> None:
    """An entry that is named but left out of what a reader has is missing, not an error."""
    minutes.record(recommend("3"), publish("3", basis=[ONE]), revise("2"))
    with minutes.session(occurred_by="2026-11-21") as session:
        view, head = session._view, session.head
        view._db.execute("DELETE FROM timeline WHERE key LIKE '%000000'")
        answer = trace(view, head, CASE, None)
    assert answer["dangling"] == [{"from": f"act:{TWO}", "to": ONE, "how": "basis"}]
    assert TWO in names(answer, "entry")


def test_what_had_not_happened_is_not_reached(minutes: Minutes) -> None:
    """Asked by a day, a reference to what can't be placed by that day dangles."""
    minutes.record(
        evidence(**UNDATED),
        publish("3", basis=[f"{EVIDENCE}@1"], occurred="2015-07-27", **UNDATED),
    )
    answer = minutes.ask(lambda session: session.trace(CASE), occurred_by="2015-12-31")
    assert names(answer, "entry") == [ONE]
    assert [one["to"] for one in answer["dangling"]] == [f"{EVIDENCE}@1"]


SILENT = ("recommendation", "objection", "decision", "meeting", "reason", "evidence", "placement")


def test_before_anything_was_recorded_there_is_the_case_alone(minutes: Minutes) -> None:
    """As of an earlier position the graph is the case, and every step is not on record."""
    minutes.record(cover(["deliberations"], "none"), recommend("3"), publish("3"))
    answer = traced(minutes, as_of=FIRST_POSITION)
    assert [one["id"] for one in answer["nodes"]] == [CASE]
    assert answer["edges"] == []
    assert missing(answer) == {
        **dict.fromkeys(SILENT[:5], "none"),
        "evidence": None,
        "placement": None,
    }
    assert all(missing(traced(minutes, as_of=1))[what] is None for what in SILENT)


def test_what_is_on_record_is_not_missing(minutes: Minutes) -> None:
    """With every step on record nothing is listed."""
    minutes.record(
        evidence(about=[CASE]),
        recommend("3"),
        contest("2"),
        held(agenda=[CASE]),
        decide("2", reason=["Because."]),
        publish("2"),
    )
    assert missing(traced(minutes)) == {}


REASONS: dict[str, tuple[dict[str, Any], str, bool]] = {
    "a text": ({"reason": ["Because."]}, "text", False),
    "none stated": ({"reason": "none-stated"}, "none-stated", False),
    "withheld": (
        {"reason": ["Because."], "withhold": {"/body/reason": "internal"}},
        "withheld",
        False,
    ),
    "withheld in every part": (
        {
            "reason": ["Because.", "And so."],
            "withhold": {"/body/reason/0": "internal", "/body/reason/1": "internal"},
        },
        "withheld",
        False,
    ),
    "withheld in part": (
        {"reason": ["Because.", "And so."], "withhold": {"/body/reason/0": "internal"}},
        "text",
        False,
    ),
    "not on record": ({}, "not-on-record", True),
}


@pytest.mark.parametrize(("body", "reason", "absent"), REASONS.values(), ids=REASONS.keys())
def test_reasons_are_kept_apart(
    minutes: Minutes, *, body: dict[str, Any], reason: str, absent: bool
) -> None:
    """A text, a reason stated to be none, one withheld and one not on record are four things."""
    minutes.record(decide("2", release="public", **body))
    answer = told(minutes, "public", CASE)
    assert node(answer, ONE)["reason"] == reason
    assert ("reason" in missing(answer)) == absent
    if absent:
        assert note(answer, "reason") == "the decision on record gives none"


def test_what_was_voided_and_what_belongs_to_another_year_is_not_on_record(
    minutes: Minutes,
) -> None:
    """Neither a document that was taken out nor the meeting of another edition fills a gap."""
    other = "tip/2014/meeting/1"
    minutes.record(
        evidence(),
        act("meeting-held", other),
        decide("2", on="tip/2014/MYS", meeting=other),
        publish("2", basis=[f"{EVIDENCE}@1", "tip/2014/MYS@1"]),
        void(f"{EVIDENCE}@1"),
    )
    answer = traced(minutes)
    assert {f"{EVIDENCE}@1", f"{other}@1"} <= set(names(answer, "entry"))
    assert {"evidence", "meeting", "decision"} <= missing(answer).keys()


def test_the_last_decision_is_asked_for_its_reason(minutes: Minutes) -> None:
    """That an earlier decision gave a reason does not make one for the last."""
    minutes.record(decide("2", reason=["Because."]), decide("3"))
    assert "reason" in missing(traced(minutes))


def test_what_is_on_record_near_a_missing_step_is_named(minutes: Minutes) -> None:
    """A meeting or document that names no case is on record, and linked to none."""
    minutes.record(
        recommend("3"),
        held("undisclosed", series=True, release="public"),
        held(2, agenda=["tip/2015/AAA"], release="public"),
        held(3, agenda=[CASE], withhold={"/body/agenda": "internal"}, release="public"),
        *(evidence(number) for number in range(1, 6)),
    )
    answer = told(minutes, "public", CASE)
    assert note(answer, "meeting") == (
        "on record for the edition, linked to no case: tip/2015/meeting/3 (agenda withheld); "
        "tip/2015/meeting/undisclosed (a series of meetings, agenda not on record)"
    )
    answer = traced(minutes)
    assert "meeting" not in missing(answer)
    listed = note(answer, "evidence") or ""
    assert listed.endswith("tip/2015/evidence/3 (the cases it is about not on record); 2 more")
    assert note(answer, "objection") == "that none is on record does not say that all agreed"


def test_a_series_of_meetings_is_not_linked_to_every_case(minutes: Minutes) -> None:
    """That meetings were held is no evidence that this case was before them."""
    minutes.record(publish("2"), held("undisclosed", series=True))
    answer = traced(minutes)
    assert names(answer, "entry") == [ONE]
    assert note(answer, "meeting") == (
        "on record for the edition, linked to no case: "
        "tip/2015/meeting/undisclosed (a series of meetings, agenda not on record)"
    )


# ---------------------------------------------------------------- other cases


def test_a_case_whose_subject_became_known_is_traced_under_all_its_names(
    minutes: Minutes,
) -> None:
    """From either name the trace reaches what is on record under both."""
    hidden = "tip/2015/undisclosed-03"
    minutes.record(recommend("3", on=hidden), publish("2"))
    before = traced(minutes, hidden)
    assert names(before, "case") == [hidden]
    assert note(before, "placement") == "no source names the subject of this case"
    minutes.record(identify("MYS", hidden))
    for case, other in ((hidden, CASE), (CASE, hidden)):
        answer = traced(minutes, case)
        assert edges(answer, "alternateOf") == {(other, case)}
        assert {ONE, f"{hidden}@1"} <= set(names(answer, "entry"))
        assert missing(answer).keys() == {
            *("objection", "decision", "meeting", "reason", "evidence"),
        }


def test_a_case_of_another_programme_is_traced_like_any(minutes: Minutes) -> None:
    """Its own programme says what its subjects and parties are called."""
    text = (shipped("tip") or "").replace('code = "tip"', 'code = "rank"')
    text = text.replace('name = "Department of State"', 'name = "The Ministry"')
    minutes.record(
        {
            "act": "programme-adopted",
            "on": "rank",
            "by": {"party": "clerk"},
            "body": {"programme": text, "digest": digest_of(text)},
        },
        {**publish("2"), "on": "rank/2015/MYS", "basis": ["rank@1"]},
    )
    answer = traced(minutes, "rank/2015/MYS")
    assert node(answer, "rank/2015/MYS")["label"] == "Malaysia in rank/2015: 2"
    assert node(answer, "party:state")["label"] == "The Ministry"
    assert links(answer) == {("rank/2015/MYS@1", "basis", "rank@1")}


# ---------------------------------------------------------------- what may not be known


def told(minutes: Minutes, audience: Release, case: str) -> Answer:
    """Give the trace of a case as an audience reads it."""
    view = View(None)
    try:
        Runner(view, Reading(minutes.book, audience)).catch_up()
        programme = Programmes(view, minutes.head).judging(case.rpartition("/")[0])
        return trace(view, minutes.head, case, programme)
    finally:
        view.close()


def hidden(*places: str) -> dict[str, Any]:
    """Withhold places of an act that is itself public."""
    return {"release": "public", "withhold": dict.fromkeys(places, "internal")}


def test_a_withheld_party_is_an_agent_of_its_own(minutes: Minutes) -> None:
    """Two withheld parties are two nodes: nobody says that they are one."""
    minutes.record(
        contest("2", "eap", **hidden("/by/party")), contest("2", "eur", **hidden("/by/party"))
    )
    answer = told(minutes, "public", CASE)
    assert names(answer, "party") == [f"withheld:{ONE}/by/party", f"withheld:{TWO}/by/party"]
    assert {one["label"] for one in answer["nodes"] if one["type"] == "party"} == {
        "withheld (internal)"
    }
    assert node(answer, ONE)["label"] == "objection raised by a withheld party: 2"


def test_withheld_sources_are_not_missing_ones(minutes: Minutes) -> None:
    """That there are sources is told, and which is not; without any there is no such node."""
    sources = [{"title": "Secret", "publisher": "Somebody"}]
    minutes.record(
        recommend("3", sources=sources, **hidden("/body/sources")), publish("3", release="public")
    )
    answer = told(minutes, "public", CASE)
    assert edges(answer, "hadPrimarySource") == {(ONE, f"withheld:{ONE}/body/sources")}
    assert "Secret" not in json.dumps(answer)


def test_sources_of_which_a_part_is_withheld_are_not_taken_for_one(minutes: Minutes) -> None:
    """Two sources that read alike to this reader may be two."""
    source = {"title": "Letter", "publisher": {"withheld": "internal"}}
    minutes.record(recommend("3"), contest("2"))
    graph = Graph(None)
    view = minutes.view()
    for entry in Lookup(view, minutes.head).in_force(CASE):
        entry.body["sources"] = [source]
        graph.entry(entry)
    view.close()
    found = [one for one in graph.nodes() if one["type"] in ("source", "publisher")]
    assert [one["id"] for one in found] == [
        *(f"withheld:{ref}/body/sources/0" for ref in (ONE, TWO)),
        *(f"withheld:{ref}/body/sources/0/publisher" for ref in (ONE, TWO)),
    ]
    assert found[0]["label"] == "withheld (internal): Letter"


def test_withheld_names_and_dates_are_said_to_be_withheld(minutes: Minutes) -> None:
    """Of a person, a date, who was present and what a document is called, as of all else."""
    by = {"party": "d", "person": "A. Person", "role": "Deputy"}
    minutes.record(
        {
            **decide("3", occurred="2015-06-01", meeting=MEETING),
            "by": by,
            **hidden("/by/person", "/by/role", "/occurred"),
        },
        held(attendees={"named": [{"name": "B. Person"}]}, **hidden("/body/attendees")),
        evidence(about=[CASE], title="A cable", grade="official", **hidden("/body/title")),
    )
    answer = told(minutes, "public", CASE)
    assert "Person" not in json.dumps(answer)
    assert names(answer, "person") == [
        f"withheld:{ONE}/by/person",
        f"withheld:{MEETING}@1/body/attendees/0",
    ]
    assert node(answer, ONE)["occurred"] == {"withheld": "internal"}
    assert node(answer, f"act:{ONE}")["label"] == "decision recorded, withheld (internal)"
    assert node(answer, f"{EVIDENCE}@1")["title"] == {"withheld": "internal"}
    role = next(edge["role"] for edge in answer["edges"] if edge["role"])
    assert role == {"withheld": "internal"}


def golden_acts() -> Iterable[Act]:
    """Give an act of every kind, each with whatever can be withheld of its body withheld."""
    for line in (HERE / "acts.jsonl").read_text(encoding="utf-8").splitlines():
        yield json.loads(line)


@pytest.mark.parametrize("audience", RELEASES)
def test_every_act_can_be_traced_by_every_audience(minutes: Minutes, audience: Release) -> None:
    """Whatever is withheld, every edge joins two nodes, and nothing of it is told."""
    minutes.record(*golden_acts())
    for entry in {entry["stream"]: entry for entry in minutes.entries()}:
        if entry.count("/") == 2:
            answer = told(minutes, audience, entry)
            known = {one["id"] for one in answer["nodes"]}
            assert known >= {end for edge in answer["edges"] for end in (edge["from"], edge["to"])}
            assert ("the desk officer" in json.dumps(answer)) <= (audience == "internal")
