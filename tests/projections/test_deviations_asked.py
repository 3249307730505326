"""Deviations as they are asked for: of which edition, as of when, and beside which answers."""

from typing import Any

import pytest

from domain.programme import digest_of
from domain.rules import RULES
from tests.books import Act, Minutes
from tests.law_scenes import (
    PLAN,
    asked,
    covered,
    determine,
    evidence,
    issue,
    placed,
    respond,
    shown,
    start,
    told_to,
    unassessable,
    waive,
)
from tests.projections.test_audiences import all_withheld
from tests.scenes import (
    CASE,
    EDITION,
    contest,
    correct,
    cover,
    decide,
    publish,
    recommend,
    void,
)
from ui.usage import UsageError

OTHER = "tip/2015/THA"
LATE_REPORT = ("report-deadline", None)
NOT_DECIDED = "published-not-decided"

# ---------------------------------------------------------------- answers


def departures() -> list[Act]:
    """Publish two cases otherwise than decided, in a report that came late: positions 3 to 7."""
    return [
        decide("3"),
        publish("2WL"),
        decide("3", OTHER),
        publish("2", OTHER),
        issue("2015-07-27"),
    ]


def beside(minutes: Minutes) -> set[tuple[str, str | None]]:
    """Give the rows beside which an answer stands."""
    rows = asked(minutes)["rows"]
    return {(row["code"], row["case"]) for row in rows if row["responses"]}


ANSWERS: dict[str, tuple[str, str, set[tuple[str, str | None]]]] = {
    "the code, on the case": (CASE, NOT_DECIDED, {(NOT_DECIDED, CASE)}),
    "the code with its kind": (CASE, f"deviation:{NOT_DECIDED}", {(NOT_DECIDED, CASE)}),
    "the code and the case": (EDITION, f"{NOT_DECIDED} {OTHER}", {(NOT_DECIDED, OTHER)}),
    "the code and the subject": (EDITION, f"{NOT_DECIDED}, THA", {(NOT_DECIDED, OTHER)}),
    "the code and an entry": (EDITION, f"{NOT_DECIDED} {OTHER}@2", {(NOT_DECIDED, OTHER)}),
    "the code of a rule of the edition": (EDITION, "report-deadline", {LATE_REPORT}),
    "the code, on the edition": (
        EDITION,
        NOT_DECIDED,
        {(NOT_DECIDED, CASE), (NOT_DECIDED, OTHER)},
    ),
    "an entry of the case": (CASE, f"{CASE}@1", {(NOT_DECIDED, CASE)}),
    "an entry of the edition": (EDITION, f"{EDITION}@1", {LATE_REPORT}),
    "an entry of another case": (CASE, f"{OTHER}@1", set()),
    "a case without a code": (CASE, CASE, set()),
    "the code of another rule": (CASE, "late-entry", set()),
    "the code of a rule of the edition, on a case": (CASE, "report-deadline", set()),
    "the code with another case": (CASE, f"{NOT_DECIDED} {OTHER}", set()),
    "the code with an entry that is not there": (EDITION, f"{NOT_DECIDED} {OTHER}@9", set()),
    "a claim": (EDITION, "claim: the ratings of 2015", set()),
    "what is no reference": (CASE, "@ a@b@c tip@0", set()),
}


@pytest.mark.parametrize("name", ANSWERS)
def test_an_answer_stands_beside_what_it_names(minutes: Minutes, name: str) -> None:
    """And beside nothing else; what names no row is listed apart."""
    stream, to, rows = ANSWERS[name]
    minutes.record(*departures(), respond(to, stream, "So it was decided."))
    answer = asked(minutes)
    assert beside(minutes) == rows
    response = {
        "stream": stream,
        "to": to,
        "text": ["So it was decided."],
        "by": {"party": "state", "recorded_by": "Clerk"},
        "occurred": None,
        "position": 8,
    }
    given = [one for row in answer["rows"] for one in row["responses"]]
    assert given == [response] * len(rows)
    assert answer["responses"] == ([] if rows else [response])


def test_an_answer_to_nothing_and_a_voided_answer(minutes: Minutes) -> None:
    """An answer that does not say to what is listed apart; one that was taken back is not."""
    minutes.record(*departures(), respond(None), respond(NOT_DECIDED), void(f"{CASE}@4"))
    answer = asked(minutes)
    assert beside(minutes) == set()
    assert [one["position"] for one in answer["responses"]] == [8]


def test_an_answer_changes_no_finding(minutes: Minutes) -> None:
    """What is explained stays a deviation, with the explanation beside it."""
    minutes.record(*departures())
    before = asked(minutes)
    minutes.record(respond(NOT_DECIDED))
    after = asked(minutes)
    assert [row | {"responses": []} for row in after["rows"]] == before["rows"]


def test_an_answer_may_name_what_nobody_can_assess(minutes: Minutes) -> None:
    """It stands beside the one row in which all cases are that can't be told for one reason."""
    minutes.record(publish("2WL"), publish("2", OTHER), respond("published-without-decision"))
    rows = [row for row in asked(minutes)["rows"] if row["responses"]]
    assert [(row["code"], row["case"], row["cases"]) for row in rows] == [
        ("published-without-decision", None, [CASE, OTHER])
    ]
    assert rows[0]["explanation"] == ("2 cases: tip/2015 declares no coverage of decision-recorded")


def test_two_findings_in_one_case_are_one_case(minutes: Minutes) -> None:
    """What can't be told twice over of one case is said of that case, and not counted as two."""
    minutes.record(waive())
    rows = asked(minutes)["rows"]
    (row,) = (row for row in rows if row["code"] == "waiver-committee-notice")
    assert (row["case"], row["cases"]) == (CASE, [CASE])
    assert row["explanation"].startswith("no notice of the waiver to sfrc (")
    assert "; no notice of the waiver to hfac (" in row["explanation"]


# ---------------------------------------------------------------- of which edition


def test_deviations_come_first_and_editions_in_their_order(minutes: Minutes) -> None:
    """Asked of the whole book, what is certain of every edition stands before what is not."""
    for year in (2015, 999, 2003):
        minutes.record(decide("3", f"tip/{year:04}/MYS"), publish("2", f"tip/{year:04}/MYS"))
    rows = asked(minutes, None)["rows"]
    states = [row["state"] for row in rows]
    assert states == sorted(states)
    certain = [row["edition"] for row in rows if row["state"] == "deviation"]
    assert certain == ["tip/0999", "tip/2003", "tip/2015"]


def test_of_one_edition_nothing_of_another_is_said(minutes: Minutes) -> None:
    """Neither deviations nor answers; and an edition without entries shows none."""
    minutes.record(
        *departures(),
        respond("a claim"),
        evidence(1, "2015", "tip/2013"),
        recommend("3", "tip/2013/MYS", occurred="2013", basis=["tip/2013/evidence/1@1"]),
    )
    assert {row["edition"] for row in asked(minutes)["rows"]} == {EDITION}
    for edition in ("tip/2014", "tip/2015-mid"):
        answer = asked(minutes, edition)
        assert (answer["rows"], answer["responses"]) == ([], [])


MID = "tip/2015-mid"


def test_an_edition_that_no_year_names_is_held_to_what_needs_no_year(minutes: Minutes) -> None:
    """Its cases, its waivers and what its acts rest on are, clocks and deadlines are not."""
    case = f"{MID}/MYS"
    minutes.record(
        start(MID, roster=["THA"]),
        issue("2016-01-01", MID),
        evidence(1, "2016-01-02", MID),
        recommend("3", case, occurred="2016-01-01", basis=[f"{MID}/evidence/1@1"]),
        publish("2WL", case),
        contest("2WL", on=case, occurred="2015-12-01"),
        waive(case, "secretary", **(PLAN | {"plan": None, "resources_found": False})),
        determine("2016-01-02", case),
        cover(["decisions", "waivers", "authority-delegated"], "complete", MID),
    )
    found = {code for code, about in shown(asked(minutes, MID)) if about == case}
    assert found == {
        *("evidence-after-act", "late-entry", "published-without-decision"),
        *("waiver-plan", "waiver-resources", "waiver-evidence", "waiver-authority"),
        "override-without-reason",
    }
    assert shown(asked(minutes, MID)) == shown(asked(minutes, None))


def test_an_edition_is_found_that_nobody_opened(minutes: Minutes) -> None:
    """A case, or a document, is enough for its edition to be looked at."""
    minutes.record(
        recommend("3", "tip/2010/AAA"),
        decide("2", "tip/2010/AAA", reason="none-stated"),
        evidence(1, "2013", "tip/2009"),
        void("tip/2009/evidence/1@1"),
        evidence(2, "2013", "tip/2009", basis=["tip/2009/evidence/1@1"]),
        waive("tip/2011/AAA", plan=False),
        evidence(1, "2013", "tip/2012"),
        recommend("3", "tip/2012/AAA", occurred="2012", basis=["tip/2012/evidence/1@1"]),
    )
    assert shown(asked(minutes, None)) == {
        ("superseded-basis", None),
        ("override-reason-none-stated", "tip/2010/AAA"),
        ("waiver-plan", "tip/2011/AAA"),
        ("evidence-after-act", "tip/2012/AAA"),
    }


LETTERS = """
code = "other"
title = "A report in letters"
[scale]
tiers = ["a", "b", "c"]
"""


def elsewhere(*acts: Act, programme: str = "other") -> list[Act]:
    """Put acts of 2015 under another programme."""
    return [one | {"on": one["on"].replace("tip", programme, 1)} for one in acts]


def adopt(text: str, programme: str = "other") -> Act:
    """Take another programme into the book."""
    body = {"programme": text, "digest": digest_of(text)}
    return {"act": "programme-adopted", "on": programme, "by": {"party": "clerk"}, "body": body}


def test_every_programme_is_held_to_its_own_law(minutes: Minutes) -> None:
    """Of one without such law no clock or duty is asked; its records are held to all the rest."""
    minutes.record(
        adopt(LETTERS),
        *elsewhere(
            start(),
            issue("2015-12-31"),
            publish("b", "tip/2014/MYS"),
            decide("b"),
            publish("c"),
            waive(party="president"),
            respond(NOT_DECIDED),
        ),
        *elsewhere(cover(["placements", "waivers", "notice-given"], "complete")),
        *departures(),
    )
    other, tip, both = (asked(minutes, edition) for edition in ("other/2015", EDITION, None))
    missing = {f"waiver-{one}" for one in ("plan", "plan-assessed", "resources", "evidence")}
    case = "other/2015/MYS"
    assert shown(other) == {(code, case) for code in (NOT_DECIDED, *missing)}
    assert [row["code"] for row in other["rows"] if row["responses"]] == [NOT_DECIDED]
    assert not {row["code"] for row in other["rows"]} & {"report-deadline", "past-clock"}
    assert minutes.ask(lambda session: session.due("other/2015"))["rows"] == []
    assert shown(tip) == {(NOT_DECIDED, CASE), (NOT_DECIDED, OTHER), LATE_REPORT}
    assert shown(both) == shown(other) | shown(tip)
    with pytest.raises(UsageError, match="no programme of this book"):
        asked(minutes, "third/2015")


def test_a_day_set_for_a_report_counts_in_any_programme(minutes: Minutes) -> None:
    """Where no law dates the report, the day recorded with the edition does."""
    minutes.record(
        adopt(LETTERS),
        *elsewhere(start(due="2015-06-01"), issue("2015-06-02")),
    )
    assert shown(asked(minutes, "other/2015")) == {LATE_REPORT}


# ---------------------------------------------------------------- as of when


def test_as_of_a_position_nothing_later_is_held_against_anybody(minutes: Minutes) -> None:
    """Each entry brings its own deviation, declaration or answer, and none before it."""
    minutes.record(
        publish("2WL"),
        cover(["decisions"], "complete"),
        decide("3", occurred="2015-06-01"),
        respond(NOT_DECIDED),
        correct(f"{CASE}@2", {"standing": "2WL"}),
    )
    found = [asked(minutes, as_of=str(position)) for position in range(2, minutes.head + 1)]
    assert [{code for code, _ in shown(one)} for one in found] == [
        set(),
        set(),
        {"published-without-decision"},
        {NOT_DECIDED},
        {NOT_DECIDED},
        set(),
    ]
    assert [one["as_of"] for one in found] == [*range(2, 8)]
    answers = [sum(len(row["responses"]) for row in one["rows"]) for one in found]
    assert answers == [0, 0, 0, 0, 1, 0]
    assert [len(one["responses"]) for one in found] == [0, 0, 0, 0, 0, 1]
    assert "declares no coverage" in unassessable(found[1], "published-without-decision")


def test_by_a_day_only_what_had_happened_departs_from_anything(minutes: Minutes) -> None:
    """A decision of June is without its publication until July; deadlines are judged on a day."""
    minutes.record(
        decide("3", occurred="2015-06-15"),
        publish("2WL", occurred="2015-07-27"),
        issue("2015-07-27"),
        cover(["deliberations"], "complete"),
    )
    found = [shown(asked(minutes, occurred_by=day, on=day)) for day in ("2015-06-30", "2015-07-27")]
    assert found[0] == {("report-deadline", None)}
    assert found[1] == {("report-deadline", None), (NOT_DECIDED, CASE)}


def test_deadlines_are_judged_on_the_day_asked_for(minutes: Minutes) -> None:
    """What ran on one day is missed on the next, and what was done later was not done by then."""
    minutes.record(
        issue("2015-06-01"),
        placed("3", 2015),
        determine("2015-09-05"),
        *covered(["determinations"], EDITION),
    )
    said = []
    for day in ("2015-08-30", "2015-08-31", "2015-09-05"):
        answer = asked(minutes, on=day)
        assert answer["on"] == day
        said.append([row["explanation"] for row in answer["rows"] if row["state"] == "deviation"])
    due = "due by 2015-08-30, counted from the publication of 2015-06-01; "
    assert said == [
        [],
        [f"{due}not done, 1 day late (done later: 2015-09-05)"],
        [f"{due}done 2015-09-05, 6 days late"],
    ]


def test_a_book_that_holds_nothing_shows_nothing(minutes: Minutes) -> None:
    """No entry, no question; nor is there one before the programme."""
    for as_of in ("0", "1", "2"):
        assert asked(minutes, None, as_of=as_of)["rows"] == []


# ---------------------------------------------------------------- for whom


@pytest.mark.parametrize("audience", ["public", "congress"])
def test_with_everything_withheld_an_audience_is_told_less_and_nothing_else(
    minutes: Minutes, audience: Any
) -> None:
    """What it may not read makes no deviation for it that there is not for those who may."""
    minutes.record(
        *all_withheld(),
        *(
            cover(
                sorted({act for rule in RULES.values() for act in rule.needs}), "complete", edition
            )
            for edition in ("tip/2098", "tip/2099")
        ),
    )
    everything = shown(told_to(minutes, "internal", None))
    assert everything
    assert shown(told_to(minutes, audience, None)) <= everything
