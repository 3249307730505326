"""What is said where entries are missing to a reader: nothing that they could turn."""

from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given

from domain.programme import digest_of, shipped
from domain.values import RELEASES, Release
from projections.partial import NOTE
from tests.books import Act, Minutes, act, small_book
from tests.law_scenes import covered, issue, over_years
from tests.scenes import (
    CASE,
    EDITION,
    contest,
    cover,
    decide,
    open_to_all,
    publish,
    recommend,
)
from tests.strategies import examples
from tests.twins import Twins, twins, write
from ui.session import Session

Row = dict[str, Any]
ELSEWHERE = "tip/2015/THA"


def heads(edition: str = EDITION, /, **versions: int) -> Act:
    """Put the versions of the cases of the edition on record."""
    return {
        **act("heads-recorded", edition, "clerk"),
        "body": {"heads": {f"{edition}/{subject}": one for subject, one in versions.items()}},
    }


def asked(minutes: Minutes, audience: Release, question: str, *about: Any, **when: Any) -> Row:
    """Give the answer to a question of the law or the register, as an audience is told it."""
    with Session(minutes.path, audience=audience, **when) as session:
        found: Row = getattr(session, question)(*about)
    return found


def extents(minutes: Minutes, audience: Release, **when: Any) -> Mapping[str, str]:
    """Give how much of each act an audience is told that the book declares to hold."""
    rows = asked(minutes, audience, "coverage", EDITION, **when)["rows"]
    return {row["act"]: row["extent"] for row in rows}


# ---------------------------------------------------------------- coverage

COVERED = (cover(["placements"], "complete"), cover(["decisions"], "complete"))
CUT: dict[str, tuple[list[Act], str, str]] = {
    "nothing is missing": ([publish("2"), *COVERED], "complete", "complete"),
    "acts that are kept from this reader by default are missing": (
        [recommend("3"), publish("2"), *COVERED],
        "complete",
        "partial",
    ),
    "a case of which nothing is there": (
        [publish("2"), recommend("3", ELSEWHERE), heads(MYS=1, THA=1), *COVERED],
        "partial",
        "partial",
    ),
    "a case of which nobody here knows": (
        [publish("2"), recommend("3", ELSEWHERE), *COVERED],
        "complete",
        "complete",
    ),
    "an entry of the edition itself": (
        [act("oversight-requested", EDITION, kind="letter", release="internal"), *COVERED],
        "partial",
        "partial",
    ),
    "an entry of another edition": (
        [recommend("3", "tip/2014/MYS"), publish("2", "tip/2014/MYS"), *COVERED],
        "complete",
        "complete",
    ),
}


@pytest.mark.parametrize(("acts", "placements", "decisions"), CUT.values(), ids=CUT.keys())
def test_what_counts_as_declared_complete(
    minutes: Minutes, acts: list[Act], placements: str, decisions: str
) -> None:
    """Where entries are missing, complete is only what cannot be among them, and the note says so.

    Who may know everything is told what was declared.
    """
    minutes.record(*acts)
    found = extents(minutes, "public")
    assert found == {"placement-published": placements, "decision-recorded": decisions}
    notes = {row["note"] for row in asked(minutes, "public", "coverage", EDITION)["rows"]}
    assert (NOTE in notes) == ("partial" in found.values())
    assert {*extents(minutes, "internal").values()} == {"complete"}


def test_a_list_of_some_tiers_is_cut_too(minutes: Minutes) -> None:
    """That the list of one tier is whole is a claim of completeness like any other."""
    whole = cover(["placements"], "partial", tiers=["3"])
    minutes.record(publish("3"), recommend("3", ELSEWHERE), heads(MYS=1, THA=1), whole)
    tiers = [
        row["tiers"]
        for audience in RELEASES
        for row in asked(minutes, audience, "coverage", EDITION)["rows"]
    ]
    assert tiers == [None, None, ["3"]]


def test_a_declaration_that_was_corrected_is_cut_too(minutes: Minutes) -> None:
    """What a correction declares complete is no more complete than what an act does."""
    part = cover(["decisions"], "partial")
    whole = {"replacement": {"body": {"acts": ["decisions"], "extent": "complete"}}}
    corrected = act("record-corrected", EDITION, "clerk", corrects=f"{EDITION}@1", **whole)
    minutes.record(part, corrected, recommend("3"), publish("2"))
    found = [{*extents(minutes, audience).values()} for audience in RELEASES]
    assert found == [{"partial"}, {"partial"}, {"complete"}]


def test_what_is_missing_is_known_today(minutes: Minutes) -> None:
    """Heads recorded later say what was missing then: as of a position, coverage is cut as now."""
    minutes.record(publish("2"), *COVERED, recommend("3", ELSEWHERE))
    then = str(minutes.head)
    assert extents(minutes, "public", as_of=then)["placement-published"] == "complete"
    minutes.record(heads(MYS=1, THA=1))
    assert extents(minutes, "public", as_of=then)["placement-published"] == "partial"


def test_the_classes_are_those_of_today(minutes: Minutes) -> None:
    """Which acts are kept by default is asked of the programme that judges the edition by now."""
    text = (shipped("tip") or "").replace(
        '"claim-filed" =', '"decision-recorded" = "public"\n"claim-filed" ='
    )
    amended = {**act("programme-amended", "tip", "clerk"), "on": "tip"}
    amended["body"] = {"programme": text, "digest": digest_of(text)}
    minutes.record(recommend("3"), publish("2"), *COVERED)
    then = str(minutes.head)
    minutes.record(amended, act("edition-opened", EDITION))
    for when in ({}, {"as_of": then}):
        assert extents(minutes, "public", **when)["decision-recorded"] == "complete"
        assert asked(minutes, "public", "replay", **when)["identical"]


# ---------------------------------------------------------------- cases


def test_no_outcome_is_told_of_a_case_with_missing_entries(minutes: Minutes) -> None:
    """Any of them may turn it, so it is withheld; who has all of them is told."""
    shown = open_to_all(recommend("3"), contest("2"), publish("3"))
    minutes.record(*shown, decide("2"), publish("2", release="congress"), heads(MYS=5))
    rows = [asked(minutes, audience, "disputes", None, None)["rows"][0] for audience in RELEASES]
    assert [row["outcome"] for row in rows] == ["withheld", "withheld", "overruled"]
    assert [row["objectors"][0]["outcome"] for row in rows] == [
        "withheld",
        "withheld",
        "overruled",
    ]


def test_whether_an_override_was_contested_may_not_be_known(minutes: Minutes) -> None:
    """That no objection is there does not say that nobody objected; that one is, says so."""
    shown = open_to_all(recommend("3"), publish("2"))
    minutes.record(*shown)
    contested = [asked(minutes, one, "overrides", None)["rows"][0]["contested"] for one in RELEASES]
    assert contested == [False, False, False]
    minutes.record(contest("2"))
    minutes.record(act("hold-placed", CASE))
    contested = [asked(minutes, one, "overrides", None)["rows"][0]["contested"] for one in RELEASES]
    assert contested == [None, None, True]
    minutes.record(contest("2", "eur", release="public"))
    assert asked(minutes, "public", "overrides", None)["rows"][0]["contested"] is True


def test_nothing_is_said_to_be_missing_that_may_only_be_hidden(minutes: Minutes) -> None:
    """An objection without a recommendation is improper where there is none, and not elsewhere."""
    minutes.record(recommend("3"), contest("2", release="public"), publish("2"), *COVERED)
    marks = {
        audience: {
            mark for row in asked(minutes, audience, "case", CASE)["rows"] for mark in row["marks"]
        }
        for audience in RELEASES
    }
    assert marks == {
        "public": set(),
        "congress": set(),
        "internal": {"published-without-decision"},
    }
    row = asked(minutes, "public", "disputes", None, None)["rows"][0]
    assert "published-without-decision" not in row["marks"]
    minutes.record(contest("2", on=ELSEWHERE, release="public"))
    row, gap = asked(minutes, "public", "case", ELSEWHERE)["rows"]
    assert (row["marks"], gap["gap"]) == (["antecedent-missing"], "no placement on record")


def test_a_missing_entry_is_a_visible_gap(minutes: Minutes) -> None:
    """The timeline says which entries of a case are not in this copy, and not what they are."""
    minutes.record(recommend("3"), contest("2"), publish("2"), decide("2"), heads(MYS=4), *COVERED)
    gaps = [row["gap"] for row in asked(minutes, "public", "case", CASE)["rows"] if row["gap"]]
    assert gaps == [f"entry {version} of this case is not in this copy" for version in (1, 2, 4)]
    assert not any(row["gap"] for row in asked(minutes, "internal", "case", CASE)["rows"])


def test_a_case_that_only_heads_name_is_known(minutes: Minutes) -> None:
    """Of a case of which nothing is there, it is said that it is on record."""
    minutes.record(publish("2"), recommend("3", ELSEWHERE), heads(MYS=1, THA=1))
    (row,) = asked(minutes, "public", "case", ELSEWHERE)["rows"]
    assert row["gap"] == "entry 1 of this case is not in this copy"


LATE = {"on": "2026-12-31"}


def test_no_finding_asserts_what_a_missing_entry_could_fill(minutes: Minutes) -> None:
    """What departs from a rule as far as it is there is not assessable, and the reason is given."""
    shown = open_to_all(recommend("3"), contest("2"), decide("2"), publish("3"))
    minutes.record(*shown, *covered(["deliberations", "placements"], EDITION), issue("2015-07-27"))
    assert _states(minutes, "published-not-decided", EDITION) == [{"deviation"}] * 3
    minutes.record(contest("3"), heads(MYS=5))
    states = _states(minutes, "published-not-decided", EDITION)
    assert states == [{"not-assessable"}, {"not-assessable"}, {"deviation"}]
    assert not [
        row
        for row in _found(minutes, "public")
        if (row["case"], row["state"]) == (CASE, "deviation")
    ]
    said = " ".join(row["explanation"] for row in _found(minutes, "public") if row["case"] == CASE)
    assert "entries of this case are on record that are not in this copy" in said


def _found(minutes: Minutes, audience: Release) -> list[Row]:
    rows: list[Row] = asked(minutes, audience, "deviations", EDITION, **LATE)["rows"]
    return rows


def test_silence_is_a_deviation_for_those_alone_who_have_everything(minutes: Minutes) -> None:
    """That no waiver is there proves that there was none only to whom nothing may be missing."""
    editions = [f"tip/{year}" for year in range(2009, 2012)]
    minutes.record(
        *over_years(dict.fromkeys(range(2009, 2012), "2WL")),
        *(one for name in ("placements", "waivers") for one in covered([name], *editions)),
    )
    last = editions[-1]
    assert _states(minutes, "past-clock", last) == [{"deviation"}] * 3
    minutes.record(heads(last, LAO=1))
    assert _states(minutes, "past-clock", last)[2] == {"deviation"}
    assert "deviation" not in _states(minutes, "past-clock", last)[0]


def _states(minutes: Minutes, code: str, edition: str) -> list[set[str]]:
    """Give how a rule is assessed for each audience."""
    answers = [asked(minutes, one, "deviations", edition, **LATE)["rows"] for one in RELEASES]
    return [{row["state"] for row in rows if row["code"] == code} for rows in answers]


# ---------------------------------------------------------------- rebuilt


@given(drawn=twins(most=8))
@examples(5)
def test_every_audience_has_the_same_view_at_every_position(drawn: Twins) -> None:
    """Whatever an audience is told of any position, a rebuild from nothing up to there gives."""
    with small_book() as minutes:
        write(minutes, drawn.acts, drawn.moments)
        for audience in RELEASES:
            for position in range(minutes.head + 1):
                replay = asked(minutes, audience, "replay", as_of=str(position))
                assert replay["identical"], (audience, position, replay["first_difference"])
