"""Editions are judged by the programme they were opened under, whatever is amended later."""

from typing import Any

import pytest

from domain.programme import digest_of, shipped
from tests.books import Act, Minutes, act
from tests.scenes import contest, cover, decide, dispute, publish, recommend, refused
from ui.usage import UsageError

TIP = shipped("tip") or ""
LETTERS = """
code = "tip"
title = "A report in letters"
[scale]
tiers = ["A", "B", "3", "1"]
off_scale = ["2WL"]
[subjects]
MYS = "Malaya"
"""
OLD, NEW, NEVER = "tip/2015/MYS", "tip/2016/MYS", "tip/2017/MYS"


def amend(text: str = LETTERS, **more: Any) -> Act:
    """Amend the programme of the book."""
    body = {"programme": text, "digest": digest_of(text), **more}
    return {"act": "programme-amended", "on": "tip", "by": {"party": "state"}, "body": body}


@pytest.fixture
def amended(minutes: Minutes) -> Minutes:
    """Give a book with an edition under either version, and one that nobody opened."""
    minutes.record(act("edition-opened", "tip/2015"), amend(), act("edition-opened", "tip/2016"))
    return minutes


def test_an_edition_keeps_the_scale_it_was_opened_under(amended: Minutes) -> None:
    """After an amendment the old edition still takes old tiers, the new one new tiers."""
    amended.record(publish("2", OLD), publish("B", NEW), publish("2WL", OLD), publish("2WL", NEW))
    assert (
        "not a tier of this programme (1, 2, 2WL, 3, SC)"
        in refused(amended, publish("B", OLD))["/body/tier"]
    )
    assert (
        "not a tier of this programme (A, B, 3, 1, 2WL)"
        in refused(amended, publish("2", NEW))["/body/tier"]
    )


def test_an_edition_that_nobody_opened_is_judged_by_the_first_version(amended: Minutes) -> None:
    """An amendment is for the editions opened under it."""
    amended.record(publish("2", NEVER))
    assert "/body/tier" in refused(amended, publish("B", NEVER))


def test_an_amendment_for_some_editions_is_offered_to_no_others(minutes: Minutes) -> None:
    """A version that applies to one edition leaves the next one under the version before."""
    minutes.record(
        amend(applies_to=["tip/2016"]),
        act("edition-opened", "tip/2016"),
        act("edition-opened", "tip/2017"),
        publish("B", NEW),
        publish("2", NEVER),
    )
    assert [row["tier"] for row in minutes.standings()] == ["2"]


def test_a_dispute_is_judged_on_the_scale_of_its_edition(amended: Minutes) -> None:
    """From 3 to 1 is upwards on the one scale, and downwards on the other."""
    acts = [recommend("3"), contest("1"), decide("1")]
    amended.record(*({**one, "on": case} for case in (OLD, NEW) for one in acts))
    rows = amended.ask(lambda session: session.overrides(None))["rows"]
    assert {row["case"]: row["direction"] for row in rows} == {OLD: "better", NEW: "worse"}
    off = [recommend("3"), contest("2WL"), decide("1")]
    amended.record(*({**one, "on": case[:-3] + "THA"} for case in (OLD, NEW) for one in off))
    outcomes = [(dispute(amended, case[:-3] + "THA") or {})["outcome"] for case in (OLD, NEW)]
    assert outcomes == ["overruled", "not-prevailed"]


def test_changes_are_judged_on_the_scale_of_the_later_edition(amended: Minutes) -> None:
    """A tier that the later scale does not have, or has off its order, can't be compared."""
    amended.record(
        publish("3", OLD),
        publish("1", NEW),
        publish("2", "tip/2015/THA"),
        publish("A", "tip/2016/THA"),
        publish("2WL", "tip/2015/CHN"),
        publish("2WL", "tip/2016/CHN"),
    )
    answer = amended.ask(lambda session: session.changes("tip/2015", "tip/2016"))
    names = ("up", "down", "same", "unordered", "not_comparable")
    assert [answer[name] for name in names] == [[], ["MYS"], ["CHN"], ["THA"], []]


def test_a_subject_is_called_as_the_programme_of_its_edition_calls_it(amended: Minutes) -> None:
    """Names follow the version that judges the edition, not the newest one."""
    amended.record(publish("3", OLD), publish("3", NEW))
    names = [amended.standings(edition)[0]["name"] for edition in ("tip/2015", "tip/2016")]
    assert names == ["Malaysia", "Malaya"]


def test_what_was_recorded_before_the_edition_was_opened_is_judged_anew(minutes: Minutes) -> None:
    """Opening an edition pins it: cases that were on record before are read on its own scale."""
    minutes.record(recommend("3", NEW), contest("1", on=NEW), decide("1", NEW), amend())
    before = minutes.head
    minutes.record(act("edition-opened", "tip/2016"))

    def direction(as_of: int) -> Any:
        answer = minutes.ask(lambda session: session.overrides(None), as_of=as_of)
        return answer["rows"][0]["direction"]

    assert [direction(position) for position in (before, before + 1)] == ["better", "worse"]
    assert minutes.ask(lambda session: session.replay())["identical"]


def test_a_second_opening_pins_nothing(amended: Minutes) -> None:
    """The first opening counts, for good."""
    amended.record(
        publish("3", OLD), act("edition-opened", "tip/2015", programme=digest_of(LETTERS))
    )
    amended.record(publish("2", OLD))
    assert amended.standings("tip/2015")[0]["name"] == "Malaysia"


def test_a_tier_of_coverage_is_one_of_the_edition(amended: Minutes) -> None:
    """Which lists are complete is said in the tiers of the edition."""
    amended.record(cover(["placements"], "partial", "tip/2016", tiers=["A"]))
    assert "/body/tiers/0" in refused(
        amended, cover(["placements"], "partial", "tip/2015", tiers=["A"])
    )


def test_two_programmes_share_a_book(minutes: Minutes) -> None:
    """Another programme has its own editions, and no comparison leads from one to the other."""
    text = 'code = "ex"\ntitle = "Example"\n[scale]\ntiers = ["A", "B"]\n'
    adopted = {
        "act": "programme-adopted",
        "on": "ex",
        "by": {"party": "clerk"},
        "body": {"programme": text, "digest": digest_of(text)},
    }
    minutes.record(adopted, publish("3", OLD), {**publish("A"), "on": "ex/2015/MYS"})
    rows = minutes.standings()
    assert [(row["case"], row["tier"], row["name"]) for row in rows] == [
        ("ex/2015/MYS", "A", "MYS"),
        (OLD, "3", "Malaysia"),
    ]
    with pytest.raises(UsageError, match="different programmes"):
        minutes.ask(lambda session: session.changes("ex/2015", "tip/2015"))
