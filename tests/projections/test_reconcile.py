"""Claims held against books: what carries a verdict, who is independent, what corrections do."""

from collections.abc import Sequence
from typing import Any

import pytest

from domain.programme import digest_of
from domain.submitted_claims import ClaimUnreadable, read_claim
from domain.values import Release
from ledger.reading import Reading
from projections import reconcile
from tests.books import FIRST_POSITION, Act, Minutes, act
from tests.projections.test_audiences import view_of
from tests.scenes import (
    CASE,
    EDITION,
    contest,
    correct,
    cover,
    decide,
    identify,
    open_to_all,
    publish,
    recommend,
    report,
    void,
    withdraw,
)

Row = dict[str, Any]
PAST = {"made": "reconstructed"}
R, F = "Reuters", "CIA Factbook"


def on(subject: str, edition: str = EDITION) -> str:
    """Name the case of a subject."""
    return f"{edition}/{subject}"


def by(*publishers: str) -> Row:
    """Name the publishers of the sources of an act."""
    sources = [{"title": "T", "publisher": one, "grade": "reported"} for one in publishers]
    return {"sources": sources} | PAST


def placed(publisher: str, tier: str = "3", subject: str = "MYS", edition: str = EDITION) -> Act:
    """Publish a placement as one publisher tells it."""
    return publish(tier, on(subject, edition), **by(publisher))


def whole(*tiers: str, edition: str = EDITION, **more: Any) -> Act:
    """Declare the lists of tiers complete; without any, all of them."""
    extent = {"extent": "partial", "tiers": list(tiers)} if tiers else {"extent": "complete"}
    return cover(["placement-published"], edition=edition, **extent, **more)


def filed(expect: Any, edition: str = EDITION, **more: Any) -> Act:
    """File a claim of Reuters; what it expects is no field of the envelope."""
    body = {"claimant": R, "measure": "count-by-tier"} | more
    claim = act("claim-filed", edition, "reuters")
    withhold = {"withhold": body.pop("withhold")} if "withhold" in body else {}
    told = {name: value for name, value in (body | {"expect": expect}).items() if value is not None}
    return claim | withhold | {"body": told}


def held(minutes: Minutes, expect: Any, as_of: int | str | None = None, **about: Any) -> list[Row]:
    """Hold one claim against a book; give the rows."""
    base = {"claim": "c", "claimant": "Reuters", "measure": "count-by-tier", "edition": EDITION}
    with minutes.session(as_of=as_of) as session:
        claim = read_claim(base | {"expect": expect} | about, session.terms())
        rows: list[Row] = session.reconcile([claim])["rows"]
    return rows


def one(minutes: Minutes, expect: Any, **about: Any) -> Row:
    """Hold a claim of one part against a book; give its row."""
    (row,) = held(minutes, expect, **about)
    return row


def said(row: Row) -> tuple[str, list[int], int]:
    """Give verdict, carrying positions counted from the first act, and how many independent."""
    places = [position - FIRST_POSITION for position in row["positions"]]
    return row["verdict"], places, row["independent"]


# ---------------------------------------------------------------- the smallest book of each verdict

BOOKS: dict[str, tuple[Sequence[Act], Row, str]] = {
    "confirmed": ([whole("3"), placed(F)], {"expect": "3=1"}, "confirmed"),
    "nearly: only the claimant": ([whole("3"), placed(R)], {"expect": "3=1"}, "restated"),
    "nearly: another list": ([whole("1"), placed(F)], {"expect": "3=1"}, "compatible"),
    "nearly: another number": ([whole("3"), placed(F)], {"expect": "3=2"}, "contradicted"),
    "restated": (
        [placed(R)],
        {"measure": "placement", "expect": "3", "subject": "MYS"},
        "restated",
    ),
    "nearly restated: two publishers": (
        [publish("3", **by(R, F))],
        {"measure": "placement", "expect": "3", "subject": "MYS"},
        "confirmed",
    ),
    "compatible": ([placed(F)], {"expect": "3=2"}, "compatible"),
    "nearly compatible: fewer": (
        [placed(F), placed(F, subject="THA")],
        {"expect": "3=1"},
        "contradicted",
    ),
    "contradicted": (
        [placed(F)],
        {"measure": "placement", "expect": "1", "subject": "MYS"},
        "contradicted",
    ),
    "contradicted by a whole list": (
        [whole("1")],
        {"measure": "placement", "expect": "1", "subject": "MYS"},
        "contradicted",
    ),
    "nearly contradicted: another list": (
        [whole("3")],
        {"measure": "placement", "expect": "1", "subject": "MYS"},
        "unsupported",
    ),
    "unsupported": ([], {"expect": "3=1"}, "unsupported"),
    "nearly unsupported: one row": ([placed(F)], {"expect": "3=1"}, "compatible"),
    "nearly unsupported: coverage": ([whole("3")], {"expect": "3=1"}, "contradicted"),
    "none, of a whole list": ([whole("3")], {"expect": "3=0"}, "confirmed"),
    "none, of a list that is not whole": ([whole("1")], {"expect": "3=0"}, "unsupported"),
}


@pytest.mark.parametrize(("acts", "claim", "verdict"), BOOKS.values(), ids=BOOKS.keys())
def test_each_verdict_has_its_smallest_book(
    minutes: Minutes, acts: Sequence[Act], claim: Row, verdict: str
) -> None:
    """A record as small as can be gives each verdict, and another one a little way off."""
    minutes.record(*acts)
    assert one(minutes, **claim)["verdict"] == verdict


def test_a_row_says_all_that_is_promised(minutes: Minutes) -> None:
    """Claim, verdict, numbers with bounds, what carries them, and the claim's own words."""
    minutes.record(whole("2WL"), placed(F, "2WL"), placed(R, "2WL", "THA"))
    assert held(minutes, "2WL=2, 3=1", statement="So many.") == [
        {
            "claim": "c",
            "verdict": "confirmed",
            "expected": 2,
            "found": 2,
            "low": 2,
            "high": 2,
            "positions": [FIRST_POSITION + 1, FIRST_POSITION + 2],
            "independent": 1,
            "part": "2WL",
            "claimant": "Reuters",
            "measure": "count-by-tier",
            "edition": EDITION,
            "subject": None,
            "statement": "So many.",
            "note": f"the list of 2WL in tip/2015 is declared complete; carried also by {F} (1)",
        },
        {
            "claim": "c",
            "verdict": "unsupported",
            "expected": 1,
            "found": None,
            "low": None,
            "high": None,
            "positions": [],
            "independent": 0,
            "part": "3",
            "claimant": "Reuters",
            "measure": "count-by-tier",
            "edition": EDITION,
            "subject": None,
            "statement": "So many.",
            "note": "no such placement of tip/2015 is on record, and the list of 3 in tip/2015 is "
            "not declared complete",
        },
    ]


# ---------------------------------------------------------------- independence


@pytest.mark.parametrize(
    ("publishers", "claimant", "independent"),
    [
        (("Reuters",), "Reuters", 0),
        (("REUTERS.",), "the Reuters", 0),
        (("Department of State",), "US Department of State", 0),
        (("Reuters", "Vox"), "Reuters", 1),
        (("Reuters News Agency",), "Reuters", 1),
        ((), "Reuters", 1),
    ],
)
def test_who_publishes_for_the_claimant_is_not_independent(
    minutes: Minutes, publishers: tuple[str, ...], claimant: str, independent: int
) -> None:
    """Case, dots and articles make no other publisher; one of several sources is enough."""
    minutes.record(publish("3", **(by(*publishers) if publishers else PAST)))
    row = one(minutes, "3", measure="placement", subject="MYS", claimant=claimant)
    assert row["independent"] == independent
    assert row["verdict"] == ("confirmed" if independent else "restated")


def test_an_act_without_sources_comes_from_who_did_it(minutes: Minutes) -> None:
    """What an office enters about itself is no independent word for its own claim."""
    minutes.record(publish("3"))
    about = {"measure": "placement", "subject": "MYS"}
    assert one(minutes, "3", **about, claimant="State")["verdict"] == "restated"
    assert one(minutes, "3", **about, claimant="jtip")["verdict"] == "confirmed"


def test_a_restated_claim_names_whose_word_it_is(minutes: Minutes) -> None:
    """The note of a restated claim says that all of it comes from the claimant."""
    minutes.record(placed(R))
    note = one(minutes, "3", measure="placement", subject="MYS")["note"]
    assert note == "tip/2015/MYS is on 3; all that carries it comes from Reuters"


# ---------------------------------------------------------------- support by removal


def test_only_entries_that_are_counted_carry_a_count(minutes: Minutes) -> None:
    """Who is on another tier, and what declares the list, would not be missed."""
    minutes.record(whole("3"), placed(F), placed(F, "1", "THA"), placed(R, "3", "CHN"))
    assert said(one(minutes, "3=2")) == ("confirmed", [1, 3], 1)


def test_a_correction_that_takes_somebody_off_a_list_carries_its_count(minutes: Minutes) -> None:
    """Without the erratum one more would be counted: so it carries the count too."""
    erratum = act("placement-corrected", CASE, "state", tier="2WL", manner="erratum", **by(F))
    minutes.record(whole("3"), placed(R), placed(R, "3", "THA"), erratum)
    assert said(one(minutes, "3=1")) == ("confirmed", [2, 3], 1)


def test_coverage_carries_a_count_of_none(minutes: Minutes) -> None:
    """Where nobody is on a list, the declaration that it is complete is all there is."""
    minutes.record(whole("3"), placed(F, "1"))
    assert said(one(minutes, "3=0")) == ("confirmed", [0], 1)
    assert said(one(minutes, "3=0", claimant="clerk")) == ("restated", [0], 0)


def test_coverage_carries_that_somebody_is_not_on_a_list(minutes: Minutes) -> None:
    """A placement that is excluded is excluded by what declares its list complete."""
    opened, other = act("edition-opened", EDITION, "state"), cover(["objections"], "partial")
    minutes.record(opened, placed(F, "1", "THA"), other, whole("3"))
    row = one(minutes, "3", measure="placement", subject="MYS")
    assert said(row) == ("contradicted", [3], 1)
    assert (row["found"], row["low"], row["high"]) == (None, None, None)


def test_where_two_declarations_say_the_same_both_carry_it(minutes: Minutes) -> None:
    """Nobody moved: either complete edition alone tells that nobody else can have."""
    minutes.record(
        placed(F, "3"), placed(F, "3", edition="tip/2014"), whole(), whole(edition="tip/2014")
    )
    assert said(one(minutes, "up=0", measure="changes")) == ("confirmed", [2, 3], 2)


# ---------------------------------------------------------------- what an edition declares


def test_complete_for_named_tiers_is_complete_for_those(minutes: Minutes) -> None:
    """An edition that is whole but for the values off the scale says nothing of these."""
    but = cover(["placements"], "complete", tiers=["1", "2", "2WL", "3"])
    minutes.record(placed(F), but)
    rows = held(minutes, "3=1, 1=1, SC=1")
    assert [row["verdict"] for row in rows] == ["confirmed", "contradicted", "unsupported"]
    assert one(minutes, 2, measure="evaluated")["verdict"] == "compatible"
    minutes.record(cover(["placements"], "complete"))
    assert one(minutes, 2, measure="evaluated")["verdict"] == "contradicted"


def test_the_roster_last_stated_bounds_what_is_missing(minutes: Minutes) -> None:
    """Who is on the roster may be anywhere while no placement is on record, and nobody else."""
    opened = act("edition-opened", EDITION, "state", roster=["MYS", "THA", "CHN", "CUB"])
    again = act("edition-opened", EDITION, "state", roster=["MYS", "THA", "CHN"])
    minutes.record(placed(F), opened, again)
    for expect, measure in (("3=1", "count-by-tier"), (1, "evaluated")):
        row = one(minutes, expect, measure=measure)
        assert (row["low"], row["high"], row["verdict"]) == (1, 3, "compatible")
        assert row["note"].endswith("; 2 on the roster have no placement on record")
    assert one(minutes, 4, measure="evaluated")["verdict"] == "contradicted"
    assert one(minutes, "1", measure="placement", subject="CUB")["note"] == (
        "tip/2015 does not have CUB on 1: CUB is not on its roster"
    )


def test_a_subject_that_nobody_names_is_not_counted(minutes: Minutes) -> None:
    """What was published of an undisclosed subject may be anybody's placement."""
    minutes.record(placed(F), placed(F, subject="undisclosed-01"), whole("3"))
    assert one(minutes, "3=1")["verdict"] == "confirmed"


def test_editions_of_another_programme_do_not_count(minutes: Minutes) -> None:
    """A run goes through the editions of the programme that the claim is about."""
    text = 'code = "ex"\ntitle = "Example"\n[scale]\ntiers = ["3", "2WL"]\n'
    body = {"programme": text, "digest": digest_of(text)}
    adopted = {"act": "programme-adopted", "on": "ex", "by": {"party": "clerk"}, "body": body}
    minutes.record(
        adopted,
        placed(F, "2WL", edition="tip/2014"),
        {**placed(F, "3"), "on": "ex/2015/MYS"},
        placed(F, "2WL", edition="tip/2016"),
    )
    about = {"measure": "years-on-tier", "subject": "MYS", "edition": "tip/2016"}
    assert one(minutes, "2WL=2", **about)["verdict"] == "confirmed"
    first = one(minutes, "same=1", measure="changes", edition="tip/2014")
    assert first["note"] == "no edition before tip/2014 is on record"
    assert one(minutes, "same=1", measure="changes", edition="tip/2016")["found"] == 1
    with pytest.raises(ClaimUnreadable, match="an edition is named ex/… or tip/…"):
        held(minutes, 1, measure="evaluated", edition="2015")


def test_two_claims_about_one_subject_are_two_questions(minutes: Minutes) -> None:
    """What excludes one tier says nothing of another."""
    minutes.record(whole("3"))
    with minutes.session() as session:
        base = {"claimant": R, "measure": "placement", "edition": EDITION, "subject": "MYS"}
        claims = [
            read_claim(base | {"claim": tier, "expect": tier}, session.terms())
            for tier in ("1", "3", "2")
        ]
        rows = session.reconcile(claims)["rows"]
    assert [row["verdict"] for row in rows] == ["unsupported", "contradicted", "unsupported"]


def test_a_run_is_carried_by_its_editions(minutes: Minutes) -> None:
    """Editions beside the run tell where it ends; they don't count towards it."""
    tiers = {"2011": "1", "2012": "2WL", "2013": "2WL", "2014": "3", "2015": "3"}
    minutes.record(*(placed(F, tier, edition=f"tip/{year}") for year, tier in tiers.items()))
    about = {"measure": "years-on-tier", "subject": "MYS"}
    assert said(one(minutes, "2WL=2", **about, edition="2014")) == ("confirmed", [1, 2], 2)
    assert said(one(minutes, "2WL=1", **about, edition="2012")) == ("confirmed", [1], 1)
    assert said(one(minutes, "2WL=2", **about, edition="2015")) == ("contradicted", [3, 4], 2)
    assert said(one(minutes, "2WL=2", **about, edition="2011..2015")) == ("confirmed", [1, 2], 2)
    assert said(one(minutes, "2WL=0", **about, edition="2014..2015")) == ("confirmed", [3, 4], 2)


def test_moves_are_carried_by_both_editions(minutes: Minutes) -> None:
    """Without either placement of a subject that moved, one move fewer would be found."""
    minutes.record(
        placed(F, "3", edition="tip/2014"),
        placed(R, "2WL"),
        placed(F, "1", "THA", "tip/2014"),
        placed(F, "1", "THA"),
        whole(),
        whole(edition="tip/2014"),
    )
    assert said(one(minutes, "up=1", measure="changes")) == ("confirmed", [0, 1], 1)
    assert said(one(minutes, "down=1", measure="changes"))[0] == "contradicted"
    rows = held(minutes, "same=1, unordered=0", measure="changes", edition="2014..2015")
    assert [row["verdict"] for row in rows] == ["confirmed", "confirmed"]


def test_what_is_said_twice_stands_without_the_claimant(minutes: Minutes) -> None:
    """Neither of two entries is needed alone; the one that is independent confirms."""
    again = act("placement-corrected", CASE, "state", tier="3", manner="erratum", **by(F))
    minutes.record(placed(R), again)
    about = {"measure": "placement", "subject": "MYS"}
    assert said(one(minutes, "3", **about)) == ("confirmed", [1], 1)
    assert said(one(minutes, "3", **about, claimant=F)) == ("confirmed", [0], 1)
    assert said(one(minutes, "3", **about, claimant="Vox")) == ("confirmed", [0, 1], 2)


def test_what_only_the_claimant_says_twice_is_restated(minutes: Minutes) -> None:
    """Two entries of the claimant are no more than its word, whoever declares the list complete."""
    again = act("placement-corrected", CASE, "state", tier="3", manner="erratum", **by(R))
    minutes.record(placed(R), again, whole("3"))
    assert said(one(minutes, "3", measure="placement", subject="MYS")) == ("restated", [0, 1], 0)
    assert said(one(minutes, "3=1")) == ("restated", [0, 1], 0)


# ---------------------------------------------------------------- disputes


def told(subject: str, outcome: str, **more: Any) -> list[Act]:
    """Record a dispute of which Reuters tells who and how it ended, and no more."""
    case = on(subject)
    return [
        recommend("undisclosed", case, **by(R)),
        contest("undisclosed", "undisclosed", case, **by(R)),
        report(outcome, case, **by(R), **more),
    ]


def test_disputes_that_only_the_claimant_tells_of_are_restated(minutes: Minutes) -> None:
    """Placements of others beside them do not make a reported outcome a confirmed one."""
    minutes.record(
        *told("undisclosed-01", "prevailed"),
        *told("undisclosed-02", "not-prevailed"),
        recommend("3", **by(R)),
        contest("better than recommended", "undisclosed", **by(R)),
        report("not-prevailed", **by(R)),
        placed(F, "2WL"),
    )
    share = held(minutes, "1 of 3", measure="disputes")
    assert [(row["part"], *said(row)) for row in share] == [
        ("prevailed", "restated", [2], 0),
        ("judged", "restated", [2, 5], 0),
    ]
    lost, every = held(minutes, "not-prevailed=2, disputes=3", measure="disputes")
    assert said(lost) == ("restated", [5], 0)
    assert (every["verdict"], every["independent"]) == ("restated", 0)
    assert said(one(minutes, 3, measure="disputes", claimant=F))[::2] == ("confirmed", 9)


def test_a_placement_carries_an_outcome_that_turns_on_it(minutes: Minutes) -> None:
    """How a dispute was lost may turn on the placement, that it was lost need not."""
    minutes.record(
        recommend("3", **by(R)),
        contest("2", "wha", **by(R)),
        report("not-prevailed", **by(R)),
        placed(F, "2"),
    )
    assert said(one(minutes, "overruled=1", measure="disputes")) == ("confirmed", [1, 3], 1)
    assert said(one(minutes, "not-prevailed=1", measure="disputes")) == ("restated", [0, 1, 2], 0)


def test_an_outcome_that_a_report_leaves_no_choice_turns_on_no_placement(minutes: Minutes) -> None:
    """Between 3 and 2WL there is nothing: who did not prevail was overruled, placement or not."""
    minutes.record(
        recommend("3", **by(R)),
        contest("2WL", "wha", **by(R)),
        report("not-prevailed", **by(R)),
        placed(F, "2WL"),
    )
    assert said(one(minutes, "overruled=1", measure="disputes")) == ("restated", [1], 0)


def test_outcomes_that_are_not_determined_widen_the_bounds(minutes: Minutes) -> None:
    """A dispute that may have been won or lost counts for neither, and may for both."""
    minutes.record(*told("undisclosed-01", "prevailed"), *told("undisclosed-02", "undetermined"))
    minutes.record(publish("2", on("undisclosed-02"), **by(F)))
    claimed = "prevailed=2, not-prevailed=2, judged=0"
    rows = held(minutes, claimed, measure="disputes")
    assert [(row["low"], row["high"], row["verdict"]) for row in rows] == [
        (1, 2, "compatible"),
        (0, None, "compatible"),
        (1, 2, "contradicted"),
    ]
    minutes.record(cover(["objections"], "complete"))
    verdicts = [row["verdict"] for row in held(minutes, claimed, measure="disputes")]
    assert verdicts == ["compatible", "contradicted", "contradicted"]


def test_a_decision_that_keeps_a_dispute_from_opening_carries_the_count(minutes: Minutes) -> None:
    """Without it the objection would open a dispute, though the case has none now."""
    minutes.record(
        recommend("3", **PAST),
        decide("2", **PAST),
        contest("2", **PAST),
        cover(["objections"], "complete"),
    )
    assert said(one(minutes, 0, measure="disputes")) == ("confirmed", [1, 3], 2)


def test_no_dispute_says_something_only_where_all_objections_are_held(minutes: Minutes) -> None:
    """Nothing on record is not none, but for a book that declares to hold them all."""
    minutes.record(recommend("3"), publish("3"))
    assert one(minutes, 0, measure="disputes")["verdict"] == "unsupported"
    minutes.record(cover(["objections"], "partial"))
    assert one(minutes, 0, measure="disputes")["verdict"] == "unsupported"
    minutes.record(cover(["objections"], "complete"))
    assert one(minutes, 0, measure="disputes")["verdict"] == "confirmed"
    assert one(minutes, 1, measure="disputes")["verdict"] == "contradicted"


def test_a_subject_that_became_known_is_counted_once(minutes: Minutes) -> None:
    """What tells that two disputes are one carries the count of them."""
    minutes.record(*told("undisclosed-01", "prevailed"), *told("MYS", "prevailed"))
    assert one(minutes, 2, measure="disputes")["verdict"] == "restated"
    minutes.record(identify("MYS", on("undisclosed-01"), **by(F)))
    row = one(minutes, 1, measure="disputes")
    assert (row["verdict"], row["found"]) == ("confirmed", 1)
    assert said(row)[1] == [6]


# ---------------------------------------------------------------- corrections and time


def test_a_corrected_entry_counts_as_it_now_reads(minutes: Minutes) -> None:
    """A correction goes with the entry it corrects, in what it says and in who says so."""
    minutes.record(placed(R, "1"), whole("3"))
    now = {"tier": "3", **by(F)}
    now.pop("made")
    minutes.record(correct(f"{CASE}@1", now))
    assert said(one(minutes, "3=1")) == ("confirmed", [0], 1)
    assert said(one(minutes, "3=1", as_of=FIRST_POSITION + 1))[0] == "contradicted"
    minutes.record(void(f"{CASE}@2"))
    assert said(one(minutes, "3=1"))[0] == "contradicted"


def test_the_tier_is_the_last_one_in_world_order(minutes: Minutes) -> None:
    """A correction entered before what it corrected is still the later word."""
    erratum = act("placement-corrected", CASE, "state", tier="3", occurred="2016", **by(F))
    minutes.record(erratum, publish("1", occurred="2015", **by(F)))
    assert [row["tier"] for row in minutes.standings(EDITION)] == ["3"]
    assert said(one(minutes, "3", measure="placement", subject="MYS")) == ("confirmed", [0], 1)


def test_claims_are_held_against_the_book_as_it_was(minutes: Minutes) -> None:
    """As of a position before there was anything, the record says nothing."""
    minutes.record(whole("3"), placed(F), placed(F, "3", "THA"))
    found = [
        one(minutes, "3=2", as_of=position)["verdict"] for position in range(1, minutes.head + 1)
    ]
    assert found == ["unsupported", "unsupported", "contradicted", "contradicted", "confirmed"]


def test_claims_are_held_against_what_had_happened(minutes: Minutes) -> None:
    """By a day before the placement there was none; the claim itself is on record at any time."""
    claim = filed("3", measure="placement", subject="MYS")
    minutes.record(publish("3", occurred="2015-07-27", **by(F)), claim)
    found = []
    for day in ("2015-07-26", "2015-07-27"):
        answer = minutes.ask(lambda session: session.reconcile(), occurred_by=day)
        found.append([row["verdict"] for row in answer["rows"]])
    assert found == [["unsupported"], ["confirmed"]]


def test_withdrawn_objections_are_disputes_all_the_same(minutes: Minutes) -> None:
    """A dispute that was taken back is one, and is counted as withdrawn."""
    minutes.record(
        recommend("3", **by(R)), contest("2", **by(R)), withdraw(**by(F)), publish("2", **by(F))
    )
    withdrawn, lost = held(minutes, "withdrawn=1, overruled=0", measure="disputes")
    assert (withdrawn["verdict"], lost["verdict"]) == ("confirmed", "confirmed")
    assert FIRST_POSITION + 2 in withdrawn["positions"]


# ---------------------------------------------------------------- claims on record


def test_claims_on_record_are_held_by_their_reference(minutes: Minutes) -> None:
    """Without a file the claims of the book are compared, each under the name of its entry."""
    minutes.record(
        whole("3"),
        placed(F),
        filed({"3": 1}),
        filed("3=1", "tip/2014"),
        filed(["3=1", "3=2"]),
        filed(None, measure=None),
        filed(1, measure="evaluated", claimant=None),
    )
    answer = minutes.ask(lambda session: session.reconcile())
    rows = [(row["claim"], row["verdict"], row["expected"]) for row in answer["rows"]]
    assert rows == [
        ("tip/2014@1", "unsupported", 1),
        ("tip/2015@2", "confirmed", 1),
        ("tip/2015@3", "unsupported", ["3=1", "3=2"]),
        ("tip/2015@4", "unsupported", None),
        ("tip/2015@5", "unsupported", 1),
    ]
    notes = [row["note"] for row in answer["rows"][2:]]
    assert notes[0] == "can't be read: expect names 3 twice"
    assert notes[1] == "can't be read: measure is missing"
    assert notes[2] == "can't be read: claimant is missing"
    assert answer["claims"] == 5
    assert answer["verdicts"] == {
        "confirmed": 1,
        "restated": 0,
        "compatible": 0,
        "contradicted": 0,
        "unsupported": 4,
    }
    again = correct("tip/2015@4", {"claimant": R, "measure": "evaluated", "expect": 1})
    minutes.record(again, void("tip/2015@5"))
    answer = minutes.ask(lambda session: session.reconcile())
    assert [row["verdict"] for row in answer["rows"]][3:] == ["compatible"]


# ---------------------------------------------------------------- audiences


def read_by(minutes: Minutes, audience: Release, **about: Any) -> Row:
    """Hold one claim, or what is on record, against a book as an audience reads it."""
    base = {"claim": "c", "claimant": "Vox", "measure": "count-by-tier", "edition": EDITION}
    with view_of(minutes, audience) as view:
        feed, head = Reading(minutes.book, audience), minutes.head
        claims = [read_claim(base | about, reconcile.terms_of(view))] if about else None
        held = reconcile.filed(view, head) if claims is None else claims
        (row,) = reconcile.reconcile(view, feed, head, held)
    return row


@pytest.mark.parametrize("field", ["claimant", "measure", "expect"])
def test_a_withheld_claim_is_not_guessed(minutes: Minutes, field: str) -> None:
    """A reader who may not know what is claimed learns that, and gets no verdict."""
    claim = filed(2, measure="evaluated", withhold={f"/body/{field}": "congress"})
    minutes.record(placed(F), claim)
    public, congress = read_by(minutes, "public"), read_by(minutes, "congress")
    assert public["verdict"] == "unsupported"
    assert public["note"] == f"withheld from this reader: {field}"
    assert congress["verdict"] == "compatible"


HIDDEN: dict[str, Row] = {
    "placement": {"measure": "placement", "expect": "3", "subject": "MYS"},
    "count-by-tier": {"measure": "count-by-tier", "expect": "3=1"},
    "years-on-tier": {"measure": "years-on-tier", "expect": "3=1", "subject": "MYS"},
    "changes": {"measure": "changes", "expect": "up=0"},
}


@pytest.mark.parametrize("about", HIDDEN.values(), ids=HIDDEN.keys())
def test_a_withheld_placement_is_not_guessed(minutes: Minutes, about: Row) -> None:
    """A tier that a reader may not know gives no verdict, though its list is complete."""
    minutes.record(
        placed(F, "3") | {"withhold": {"/body/tier": "congress"}},
        placed(F, "1", edition="tip/2014"),
        whole(),
        whole(edition="tip/2014"),
    )
    public, congress = (read_by(minutes, audience, **about) for audience in ("public", "congress"))
    assert (public["verdict"], public["found"], public["positions"]) == ("unsupported", None, [])
    assert "withheld" in public["note"]
    assert congress["verdict"] == "confirmed"


def test_a_withheld_outcome_widens_the_bounds(minutes: Minutes) -> None:
    """A dispute whose standing is withheld may have been won for all its reader knows."""
    hidden: Row = {"withhold": {"/body/standing": "congress"}}
    acts = recommend("3", **PAST), contest("2", **PAST, **hidden), publish("2", **by(F))
    minutes.record(*open_to_all(*acts))
    about = {"measure": "disputes", "expect": "overruled=1"}
    public, congress = (read_by(minutes, audience, **about) for audience in ("public", "congress"))
    assert (public["verdict"], public["low"], public["high"]) == ("compatible", 0, 1)
    assert congress["verdict"] == "confirmed"
