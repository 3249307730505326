"""How rules read a record that is odd, vague or withheld: what counts, what can't be told."""

from typing import Any

import pytest

from domain.programme import digest_of, shipped
from tests.books import Act, Minutes, act
from tests.law_scenes import (
    PLAN,
    asked,
    covered,
    delegate,
    determine,
    evidence,
    issue,
    learn,
    notify,
    over_years,
    placed,
    post,
    shown,
    start,
    told_to,
    unassessable,
    waive,
)
from tests.scenes import (
    CASE,
    EDITION,
    contest,
    correct,
    cover,
    decide,
    identify,
    publish,
    recommend,
    report,
    void,
)

Y2018 = "tip/2018/MYS"
DOCUMENT = "tip/2015/evidence/1"
HIDDEN = "withheld from this audience"


def said(answer: dict[str, Any], code: str) -> list[str]:
    """Give what is said of each deviation from a rule."""
    rows = answer["rows"]
    return [
        row["explanation"] for row in rows if (row["code"], row["state"]) == (code, "deviation")
    ]


# ---------------------------------------------------------------- in words

OVERRIDDEN = [recommend("3"), contest("2")]
DATED = "2015-06-01"
WORDS: dict[str, tuple[list[Act], str, str, list[int]]] = {
    "published otherwise": (
        [decide("worse than 2"), publish("2")],
        "published-not-decided",
        "decided worse than 2, published 2",
        [3, 4],
    ),
    "not decided": (
        [publish("2"), *covered(["decisions"], EDITION)],
        "published-without-decision",
        "2 was published; no decision is on record",
        [3],
    ),
    "decided afterwards": (
        [publish("2", occurred=DATED), decide("2"), *covered(["decisions"], EDITION)],
        "published-without-decision",
        "2 was published; no decision is on record but one that came afterwards",
        [3, 4],
    ),
    "no reason": (
        [*OVERRIDDEN, decide("2", reason=["No."]), decide("2"), *covered(["decisions"], EDITION)],
        "override-without-reason",
        "recommended 3, then 2; the last decision on record gives no reason",
        [6],
    ),
    "no decision": (
        [*OVERRIDDEN, publish("2"), *covered(["decisions"], EDITION)],
        "override-without-reason",
        "recommended 3, then 2; neither a decision to that effect nor its reason is on record",
        [5],
    ),
    "stated to be none": (
        [*OVERRIDDEN, decide("2", reason="none-stated")],
        "override-reason-none-stated",
        "recommended 3, then 2; the last decision states that no reason was given",
        [5],
    ),
    "nobody's view": (
        [recommend("3"), publish("2"), *covered(["objections", "concurrences"], EDITION)],
        "override-uncontested",
        "recommended 3, then 2; no objection and no concurrence is on record",
        [3, 4],
    ),
    "an objection to nothing": (
        [contest("2"), *covered(["recommendations"], EDITION)],
        "antecedent-missing",
        (
            "objection-raised with no recommendation-submitted or recommendation-revised before "
            "it on record"
        ),
        [3],
    ),
    "reported otherwise": (
        [*OVERRIDDEN, decide("2"), report("overruled"), report("prevailed")],
        "reported-outcome-differs",
        "reported prevailed; the acts on record come to overruled",
        [7],
    ),
    "reported in two ways": (
        [report("prevailed"), report("not-prevailed")],
        "reported-outcome-differs",
        "reported not-prevailed; another report says prevailed",
        [4],
    ),
    "corrected before": (
        [
            recommend("3"),
            correct(f"{CASE}@1", {"standing": "2WL"}),
            contest("2", basis=[f"{CASE}@1"]),
            correct(f"{CASE}@2", {"standing": "3"}),
        ],
        "superseded-basis",
        f"objection-raised rests on {CASE}@1, which position 4 had already superseded",
        [4, 5],
    ),
    "corrected since": (
        [recommend("3"), contest("2", basis=[f"{CASE}@1"]), void(f"{CASE}@1")],
        "superseded-basis",
        f"objection-raised rests on {CASE}@1, which position 5 has since superseded",
        [4, 5],
    ),
    "evidence corrected since": (
        [
            evidence(1, "2015"),
            evidence(2, "2015"),
            void("tip/2015/evidence/2@1"),
            recommend("3", basis=[f"{DOCUMENT}@1"]),
            void(f"{DOCUMENT}@1"),
        ],
        "superseded-basis",
        f"the act {CASE}@1 rests on {DOCUMENT}@1, which position 7 has since superseded",
        [6, 7],
    ),
    "evidence that came after": (
        [evidence(1, "2015-06-02"), recommend("3", occurred=DATED, basis=[f"{DOCUMENT}@1"])],
        "evidence-after-act",
        f"the act {CASE}@1 of 2015-06-01 rests on {DOCUMENT}@1, dated 2015-06-02",
        [3, 4],
    ),
    "entered late": (
        [*OVERRIDDEN, publish("2"), correct(f"{CASE}@2", {"standing": "1"})],
        "late-entry",
        (
            "record-corrected, recorded after the placement it bears on, changed outcome from "
            "overruled to compromised"
        ),
        [5, 6],
    ),
    "a report, late": (
        [issue("2015-06-02")],
        "report-deadline",
        (
            "due by 2015-06-01, by the calendar; done 2015-06-02, 1 day late (by the day of "
            "publication)"
        ),
        [3],
    ),
    "a report, late by a number of days that is not known": (
        [issue(None, submitted_on="2015-07")],
        "report-deadline",
        (
            "due by 2015-06-01, by the calendar; done 2015-07 (30 to 60 days late; by the day of "
            "submission)"
        ),
        [3],
    ),
    "a determination, early": (
        [issue(DATED), placed("3", 2015), determine("2015-07-01")],
        "determination-deadline",
        (
            "due by 2015-08-30, counted from the publication of 2015-06-01; done 2015-07-01 "
            "(15 days before it could be done)"
        ),
        [5],
    ),
    "a determination, after a report of which the day is not known": (
        [issue("2015-06"), placed("3", 2015), determine("2015-10-10")],
        "determination-deadline",
        (
            "due by 2015-09-28 at the latest, counted from the publication of 2015-06; done "
            "2015-10-10 (12 to 41 days late)"
        ),
        [5],
    ),
    "no determination": (
        [issue(DATED), placed("3", 2015), *covered(["determinations"], EDITION)],
        "determination-deadline",
        "due by 2015-08-30, counted from the publication of 2015-06-01; not done, 4141 days late",
        [],
    ),
    "an order that decides it": (
        [
            recommend("3", occurred="2015-05"),
            contest("2", occurred="2015"),
            decide("2WL", occurred="2015-06", made="reconstructed"),
        ],
        "order-not-determined",
        (
            "the dates on record allow orders of events in which the dispute ends differently; "
            "not all of it was written down as it happened"
        ),
        [3, 4, 5],
    ),
    "past its clock": (
        [
            *over_years({2010: "2"} | dict.fromkeys(range(2011, 2016), "2WL")),
            waive("tip/2014/MYS"),
        ],
        "past-clock",
        "2WL after 4 years in a row on the Watch List; waivers used before 1 to 2, allowed 2",
        [8],
    ),
    "a waiver that says no": (
        [waive(resources_found=False)],
        "waiver-resources",
        "the waiver says that there was no finding that resources are devoted",
        [3],
    ),
    "a waiver before the power to waive": (
        [
            delegate("d", "2016"),
            waive(party="d", occurred="2015-06"),
            *covered(["authority-delegated"], EDITION),
        ],
        "waiver-authority",
        "waived by d; no delegation to d by then is on record, one from 2016-01-01 is",
        [3, 4],
    ),
    "a committee that was not told": (
        [waive(), notify("sfrc", "waiver"), *covered(["notice-given"], EDITION)],
        "waiver-committee-notice",
        "no notice of the waiver to hfac (House Committee on Foreign Affairs) is on record",
        [3],
    ),
    "a waiver of which nobody was told": (
        [start(), waive(), *covered(["notice-given"], EDITION)],
        "waiver-posting-deadline",
        "neither a notice to Congress nor a posting of the evidence is on record",
        [],
    ),
    "a subject nobody placed": (
        [start(roster=["Malaysia"]), issue(DATED), *covered(["placements"], EDITION)],
        "roster-not-placed",
        "Malaysia is on the roster of tip/2015; no placement is on record",
        [],
    ),
}


@pytest.mark.parametrize("name", WORDS)
def test_a_deviation_says_what_is_on_record_and_where(minutes: Minutes, name: str) -> None:
    """The explanation states facts, and the positions are of the entries that show them."""
    acts, code, words, positions = WORDS[name]
    minutes.record(*acts)
    answer = asked(minutes)
    assert said(answer, code) == [words]
    row = next(row for row in answer["rows"] if row["code"] == code)
    assert row["positions"] == positions


# ---------------------------------------------------------------- what nobody can tell

TELLING = {"occurred": "2015-07-27"}
PUBLISHED = [issue(DATED), placed("3", 2015)]
TOLD = [waive(Y2018), notify("sfrc, hfac", "waiver", "2018-06", Y2018), start("tip/2018")]
OPEN: dict[str, tuple[list[Act], str, str]] = {
    "which of two decisions came last": (
        [decide("3", occurred="2015-06"), decide("2", occurred="2015-06"), publish("2", **TELLING)],
        "published-not-decided",
        "decided 3, published 2: the dates on record do not tell which decision came last",
    ),
    "which of too many decisions came last": (
        [*(decide(tier, occurred="2015") for tier in "1122333"), publish("2WL", occurred="2016")],
        "published-not-decided",
        "the dates on record do not tell which decision came last",
    ),
    "how the acts ended that were reported otherwise": (
        [
            recommend("3", occurred="2015-05-01"),
            contest("2", occurred="2015"),
            decide("2WL", occurred="2015-06-30"),
            report("overruled"),
        ],
        "reported-outcome-differs",
        "in which order the acts happened is not determined",
    ),
    "how long it was on the Watch List": (
        [
            *over_years(dict.fromkeys((2012, 2014, 2015), "2WL")),
            *covered(["waivers"], EDITION),
        ],
        "past-clock-not-known",
        (
            "2WL after 1 to 6 years in a row on the Watch List: how many years in a row it was "
            "there is not on record"
        ),
    ),
    "when the report came out": (
        [issue("2015-06")],
        "report-deadline",
        "the day on which it was done is known only as 2015-06",
    ),
    "whether the report came out by then": (
        [issue(None), *covered(["edition-published"], EDITION)],
        "report-deadline",
        "due by 2015-06-01, by the calendar; done: the day on which it was done is not on record",
    ),
    "when a determination was made": (
        [*PUBLISHED, determine("2015")],
        "determination-deadline",
        "done 2015: the day on which it was done is known only as 2015",
    ),
    "whether an undated determination was in time": (
        [*PUBLISHED, determine(None), determine("2016")],
        "determination-deadline",
        "done: the day on which it was done is not on record",
    ),
    "whether a determination was in time, when the report is not dated to the day": (
        [issue("2015-06"), placed("3", 2015), determine("2015-09-01")],
        "determination-deadline",
        "the day of publication is known only as 2015-06",
    ),
    "from when a determination is counted": (
        [placed("3", 2015), determine("2016")],
        "determination-deadline",
        "its last day can't be reckoned; done 2016: the day of publication is not on record",
    ),
    "when the evidence was posted": (
        [*TOLD, post(on=Y2018), *covered(["notice-given"], "tip/2018")],
        "waiver-posting-deadline",
        "done: the day on which it was done is not on record",
    ),
    "whether a posting came in time after a notice of some day": (
        [*TOLD, post("2018-07-05", on=Y2018)],
        "waiver-posting-deadline",
        "the day of notice to Congress is known only as 2018-06",
    ),
    "from when a posting is counted that is not on record": (
        [
            waive(Y2018, occurred="2018-06-29"),
            start("tip/2018"),
            notify("congress", on=Y2018),
            *covered(["notice-given"], "tip/2018"),
        ],
        "waiver-posting-deadline",
        "whether it was done is not on record: the day of notice to Congress is not on record",
    ),
    "from when a posting is counted": (
        [waive(Y2018), start("tip/2018"), notify("congress", on=Y2018), post("2020", on=Y2018)],
        "waiver-posting-deadline",
        "the day of notice to Congress is not on record",
    ),
    "how old a document is that was filed afterwards": (
        [
            evidence(1, None, occurred="2015-06-02"),
            recommend("3", occurred=DATED, basis=[f"{DOCUMENT}@1"]),
        ],
        "evidence-after-act",
        "filed 2015-06-02: the day of the document itself is not on record",
    ),
    "whom a roster means": (
        [start(roster=["Ruritania and others"]), issue(DATED), *covered(["placements"], EDITION)],
        "roster-not-placed",
        "the programme knows no subject of this name",
    ),
    "who else is placed, where only some lists are complete": (
        [
            start(roster=["THA", "MYS"]),
            placed("3", 2015),
            cover(["placements"], "complete", tiers=["3", "2WL"]),
        ],
        "roster-not-placed",
        "only the lists of 3, 2WL are declared",
    ),
    "what the undisclosed case holds that turned out to be the same": (
        [
            publish("2WL"),
            decide("2WL", "tip/2015/undisclosed-01"),
            identify("MYS", "tip/2015/undisclosed-01"),
            *covered(["decisions"], EDITION),
        ],
        "published-without-decision",
        "tip/2015/undisclosed-01 turned out to be about the same subject, and may hold it",
    ),
}


@pytest.mark.parametrize("name", OPEN)
def test_what_nobody_can_tell_is_not_assessable_and_says_why(minutes: Minutes, name: str) -> None:
    """Whatever is covered, the rule is no deviation where dates or names leave it open."""
    acts, code, why = OPEN[name]
    minutes.record(*acts)
    edition = "tip/2018" if acts[0]["on"] == Y2018 else EDITION
    answer = asked(minutes, edition)
    assert code not in {code for code, _ in shown(answer)}
    assert why in unassessable(answer, code)


def test_what_an_undisclosed_case_does_not_hold_either_is_missing(minutes: Minutes) -> None:
    """That a case has another one excuses only what that other one holds."""
    minutes.record(
        publish("2WL"),
        identify("MYS", "tip/2015/undisclosed-01"),
        *covered(["decisions"], EDITION),
    )
    assert shown(asked(minutes)) == {("published-without-decision", CASE)}


@pytest.mark.parametrize(
    ("acts", "part", "rest"),
    [
        ([recommend("3"), publish("2")], "objections", "concurrence-recorded"),
        ([recommend("3"), publish("2")], "concurrences", "objection-raised"),
        ([contest("2")], "recommendation-submitted", "recommendation-revised"),
    ],
)
def test_an_absence_counts_only_where_all_that_is_needed_is_covered(
    minutes: Minutes, acts: list[Act], part: str, rest: str
) -> None:
    """Of two acts that must be on record, covering one says nothing yet."""
    minutes.record(*acts, cover([part], "complete"), cover([rest], "partial"))
    answer = asked(minutes)
    assert shown(answer) == set()
    reasons = "".join(row["explanation"] for row in answer["rows"])
    assert f"tip/2015 declares its coverage of {rest} as partial" in reasons
    minutes.record(cover([rest], "complete"))
    assert len(shown(asked(minutes))) == 1


# ---------------------------------------------------------------- what counts

TO_BOTH = "Committee on Foreign Relations of the Senate and House Foreign Affairs Committee"
COMPLETE = covered(["notice-given", "determinations"], "tip/2018")
WAIVED = [start("tip/2018"), waive(Y2018, occurred="2018-06-29")]
MISSED = {"waiver-committee-notice", "waiver-posting-deadline"}
COUNTING: dict[str, tuple[list[Act], set[str]]] = {
    "nothing": (WAIVED, MISSED),
    "committees by name, evidence posted": (
        [*WAIVED, notify(TO_BOTH, "waiver", "2018-06-29", Y2018), post("2018-07-29", on=Y2018)],
        set(),
    ),
    "a notice that does not say of what": (
        [*WAIVED, notify("sfrc; hfac", None, "2018-06-29", Y2018), post("2018-07-01", None, Y2018)],
        set(),
    ),
    "a notice of all waivers of the edition": (
        [
            *WAIVED,
            notify("congress", "the waivers of this year", "2018-06-29", "tip/2018"),
            post("2018-07-29", "waivers", "tip/2018"),
        ],
        set(),
    ),
    "a notice of something else on the edition": (
        [
            *WAIVED,
            notify("congress", "the report", "2018-06-29", "tip/2018"),
            post("2018-07-29", "the report", "tip/2018"),
        ],
        MISSED,
    ),
    "a notice of sanctions waived": (
        [
            *WAIVED,
            notify("congress", "waiver of sanctions", "2018-06-29", Y2018),
            post("2018-07-01", "sanctions waiver", Y2018),
        ],
        MISSED,
    ),
    "an interim assessment posted": (
        [
            *WAIVED,
            notify("congress", "waiver", "2018-06-29", Y2018),
            post("2018-07-01", "interim assessment", Y2018),
        ],
        {"waiver-posting-deadline"},
    ),
    "a posting, by its medium": (
        [
            *WAIVED,
            notify("congress", "waiver", "2018-06-29", Y2018),
            {
                **notify("everybody", "waiver", "2018-07-01", Y2018),
                "body": {"to": "everybody", "date": "2018-07-01", "medium": "www.state.example"},
            },
        ],
        set(),
    ),
    "one determination too early, one in time": (
        [
            *(issue(DATED.replace("2015", "2018"), "tip/2018"), placed("3", 2018)),
            *(determine(day, Y2018) for day in ("2018-07-01", "2018-08-01", "2019-01-01")),
        ],
        set(),
    ),
}


@pytest.mark.parametrize("name", COUNTING)
def test_what_counts_as_notice_and_determination(minutes: Minutes, name: str) -> None:
    """Told by words, to a party by code or name, on the case or on its whole edition."""
    acts, codes = COUNTING[name]
    minutes.record(
        *acts,
        notify("congress", "special watch list", "2018-06-30", "tip/2018"),
        notify("congress", "interim assessment", "2019-01-31", "tip/2018"),
        *COMPLETE,
    )
    assert {code for code, _ in shown(asked(minutes, "tip/2018"))} == codes


@pytest.mark.parametrize(
    ("of", "counts"), [("explanations of all changes", True), ("the report", False)]
)
def test_an_explanation_on_the_edition_is_for_each_of_its_cases(
    minutes: Minutes, of: str, *, counts: bool
) -> None:
    """What was explained for all need not be explained again; other notices explain nothing."""
    minutes.record(
        *over_years({2018: "2", 2019: "3"}),
        notify("congress", of, "2019-06-01", "tip/2019"),
        *covered(["notice-given"], "tip/2019"),
    )
    answer = asked(minutes, "tip/2019", on="2019-07-01")
    expected = set() if counts else {("list-change-unexplained", "tip/2019/MYS")}
    assert shown(answer) == expected


def test_no_move_needed_an_explanation_before_there_was_such_a_law(minutes: Minutes) -> None:
    """Moves in the report of 2018 are not asked about; those of 2019 are."""
    minutes.record(
        *over_years({2017: "2", 2018: "3", 2019: "2"}),
        *covered(["notice-given"], "tip/2018", "tip/2019"),
    )
    found = shown(asked(minutes, None, on="2018-07-01"))
    assert found == {("list-change-unexplained", "tip/2019/MYS")}


@pytest.mark.parametrize(
    ("reports", "past"),
    [
        ([2011, 2012], set()),
        (["2011-2012"], set()),
        (["tip/2011", "the report of 2012"], set()),
        ([2012], {"tip/2011/MYS"}),
        ([], {"tip/2012/MYS"}),
        (["of that time"], {"tip/2012/MYS"}),
        ([0, 10**15], {"tip/2012/MYS"}),
    ],
    ids=str,
)
def test_a_waiver_is_for_the_reports_that_it_names(
    minutes: Minutes, reports: list[Any], past: set[str]
) -> None:
    """Years, names of editions and spans of years; without any, for the report of its own case."""
    named: dict[str, Any] = {"reports": reports} if reports else {}
    minutes.record(
        *over_years(dict.fromkeys(range(2009, 2013), "2WL")),
        waive("tip/2011/MYS", **named),
        *covered(["waiver-granted"], "tip/2011", "tip/2012"),
    )
    found = shown(asked(minutes, None))
    assert {case for code, case in found if code == "past-clock"} == past


def test_a_defective_waiver_is_still_a_used_waiver(minutes: Minutes) -> None:
    """The placement stands; each element that the waiver lacks is a deviation of its own."""
    minutes.record(
        *over_years({2009: "2WL", 2010: "2WL", 2011: "2WL"}),
        waive("tip/2011/MYS", "d", occurred="2011-06-27"),
        *covered(["waivers", "authority-delegated"], "tip/2011"),
    )
    answer = asked(minutes, "tip/2011", on="2011-08-01")
    case = "tip/2011/MYS"
    missing = ("plan", "plan-assessed", "resources", "evidence", "authority", "committee-notice")
    assert shown(answer) == {(f"waiver-{one}", case) for one in missing} | {
        ("waiver-posting-deadline", case)
    }
    assert len(said(answer, "waiver-committee-notice")) == 2


def test_what_a_withheld_waiver_says_is_not_missing(minutes: Minutes) -> None:
    """To an audience that may not read its elements they are neither there nor lacking."""
    fields = ("/body/plan", "/body/plan_assessed", "/body/resources_found", "/by/party")
    minutes.record(
        waive(**(PLAN | {"plan": False}), withhold=dict.fromkeys(fields, "congress")),
        *covered(["waivers", "authority-delegated"], EDITION),
    )
    codes = [f"waiver-{one}" for one in ("plan", "plan-assessed", "resources", "authority")]
    public, congress = (told_to(minutes, audience) for audience in ("public", "congress"))
    assert not {code for code, _ in shown(public)} & {*codes}
    assert all(HIDDEN in unassessable(public, code) for code in codes)
    assert "whether there was any written plan is on record" in unassessable(public, codes[0])
    assert {code for code, _ in shown(congress)} & {*codes} == {"waiver-plan"}


@pytest.mark.parametrize(
    ("party", "to", "waives"),
    [
        ("President of the United States", None, True),
        ("secretary", "Secretary of State", True),
        ("secretary", "the Secretary of State, by memorandum", True),
        ("secretary", "Deputy Secretary of State", False),
        ("d", "secretary", False),
        ("Office X", "Office X", True),
    ],
)
def test_who_may_waive_is_told_by_code_or_name(
    minutes: Minutes, party: str, to: str | None, *, waives: bool
) -> None:
    """The power is that of the President, or of whom a delegation names in whatever way."""
    minutes.record(
        *([delegate(to, "2010-09-20")] if to else []),
        waive(party=party, occurred="2015-06"),
        *covered(["authority-delegated"], EDITION),
    )
    assert (shown(asked(minutes)) == set()) == waives


def test_a_roster_names_subjects_by_code_or_name(minutes: Minutes) -> None:
    """Whoever is named in any of these ways is placed once, or missing once."""
    minutes.record(
        start(roster=["Malaysia", "MYS", "malaysia", "Thailand", "THA"]),
        placed("2", 2015),
        *covered(["placements"], EDITION),
    )
    answer = asked(minutes)
    assert shown(answer) == {("roster-not-placed", "tip/2015/THA")}
    assert said(answer, "roster-not-placed")[0].startswith("Thailand is on the roster")


def test_a_stricter_reading_of_the_law_is_said_to_be_one(minutes: Minutes) -> None:
    """Where a programme goes by the reading under which a clock ran out, the other is named."""
    broad = (shipped("tip") or "").replace('relisting = "narrow"', 'relisting = "broad"')
    body = {"programme": broad, "digest": digest_of(broad)}
    minutes.record(
        {"act": "programme-amended", "on": "tip", "by": {"party": "state"}, "body": body},
        start("tip/2021"),
        *over_years(dict.fromkeys((2017, 2018, 2020, 2021), "2WL") | {2019: "3"}),
    )
    (words,) = said(asked(minutes, "tip/2021"), "past-clock")
    assert words.startswith("2WL after 1 year in a row on the Watch List; ")
    assert words.endswith("; not so if the law is read relisting-narrow")


def test_of_a_basis_the_original_is_dated_whatever_correction_is_named(minutes: Minutes) -> None:
    """Who names the correction of a document rests on the document, as it is now dated."""
    minutes.record(
        evidence(1, "2015-01-01"),
        correct(f"{DOCUMENT}@1", {"date": "2015-06-02"}),
        recommend("3", occurred=DATED, basis=[f"{DOCUMENT}@2"]),
    )
    assert shown(asked(minutes)) == {("evidence-after-act", CASE)}


def test_a_voided_act_rests_on_nothing(minutes: Minutes) -> None:
    """What is not in force departs from no rule."""
    minutes.record(
        evidence(1, "2015-06-02"),
        recommend("3", occurred=DATED, basis=[f"{DOCUMENT}@1"]),
        learn(f"{CASE}@1", f"{DOCUMENT}@1"),
        void(f"{CASE}@1"),
    )
    assert shown(asked(minutes)) == set()


def test_a_basis_learned_in_another_case_belongs_to_the_act(minutes: Minutes) -> None:
    """It shows in the case, and in the edition, of the act that rests on it."""
    other = "tip/2014/THA"
    minutes.record(
        evidence(1, "2015-06-02"),
        recommend("3", occurred=DATED),
        learn(f"{CASE}@1", f"{DOCUMENT}@1", on=other),
    )
    assert shown(asked(minutes)) == {("evidence-after-act", CASE)}
    assert shown(asked(minutes, "tip/2014")) == set()


# ---------------------------------------------------------------- odd input

ODD: dict[str, list[Act]] = {
    "years that no calendar has": [
        one
        for year in ("0000", "0001", "0999", "9999")
        for one in (
            *(start(f"tip/{year}"), issue("9999-12-31", f"tip/{year}")),
            *(publish("3", f"tip/{year}/AAA"), publish("2WL", f"tip/{year}/BBB")),
            waive(f"tip/{year}/BBB", reports=[0, 9999], occurred="9999-12-31"),
        )
    ],
    "open ends": [
        start(due="2015-05/.."),
        issue("../2015"),
        placed("3", 2015),
        determine("../2016"),
        waive(occurred="2015/..", reports=["9999-0001"]),
        notify("congress", "waiver", "2015-06/.."),
        post("../2030"),
        notify("congress", "special watch list", "2014/..", EDITION),
        notify("congress", "interim assessment", "../2030", EDITION),
        delegate("state", "../2030"),
        evidence(1, "../2030"),
        recommend("3", occurred="2015/..", basis=[f"{DOCUMENT}@1"]),
    ],
    "bodies without anything": [
        start(),
        act("edition-published", EDITION),
        act("notice-given", CASE),
        act("notice-given", EDITION),
        act("waiver-granted", CASE),
        act("authority-delegated", "tip"),
        act("basis-added", CASE),
        act("response-filed", CASE),
        act("evidence-filed", DOCUMENT),
        act("waiver-lapsed", CASE),
    ],
    "names that nobody knows": [
        start(roster=["", "Ruritania", "a/b", "MYS@1", "undisclosed-01"][1:]),
        waive(party="Somebody, of course"),
        notify("Überall & Co.; \u6771\u4eac", "\u6771\u4eac", "2015"),
        delegate("\u6771\u4eac", None),
    ],
    "off the scale": [
        *over_years({2013: "SC", 2014: "2WL", 2015: "SC"}),
        waive(),
        determine("2015"),
    ],
}


@pytest.mark.parametrize("edition", [None, "tip/2015", "tip/1066"])
@pytest.mark.parametrize("name", ODD)
def test_odd_records_are_read_and_show_nothing_for_certain(
    minutes: Minutes, name: str, edition: str | None
) -> None:
    """No date, name or empty body stops an answer, nor makes a deviation where nothing is known."""
    minutes.record(*ODD[name])
    assert shown(asked(minutes, edition)) == set()
