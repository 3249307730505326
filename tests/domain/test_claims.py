"""Verdicts: for each the smallest record that gives it, and one that nearly does."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import pytest

from domain.claims import MEASURES, VERDICTS, Found, verdict
from domain.lists import Declared, Lists
from domain.measures import (
    COUNTED,
    change,
    changes,
    count_by_tier,
    disputes,
    editions_on_tier,
    evaluated,
    placement,
    years_on_tier,
)
from domain.programme import Programme, shipped
from domain.values import Withheld

SCALE = Programme.parse(shipped("tip") or "").scale
EVERY = frozenset((*SCALE.tiers, *SCALE.off_scale))
HIDDEN = Withheld("congress")
Placed = Mapping[str, str | Withheld]


def lists(
    placed: Placed,
    whole: str = "",
    roster: str | None = None,
    edition: str = "tip/2015",
) -> Lists:
    """Give the lists of an edition; `whole` names the complete ones, `*` stands for all."""
    complete = EVERY if whole == "*" else frozenset(whole.split())
    named = frozenset(roster.split()) if roster is not None else None
    return Lists(edition, placed, Declared(EVERY - complete, named))


def run(*tiers: str, first: int = 2010) -> list[Lists]:
    """Give editions with one subject, A: `?` where it is not known, `-2` where not on 2."""
    return [
        lists(
            {} if tier[0] in "?-" else {"A": HIDDEN if tier == "#" else tier},
            whole=tier.lstrip("?-") if tier[0] == "-" else "",
            edition=f"tip/{first + number}",
        )
        for number, tier in enumerate(tiers)
    ]


def bounds(found: Found) -> tuple[object, object, object] | None:
    """Give what was found and its bounds; None where the record says nothing."""
    return None if found.silent else (found.found, found.low, found.high)


# ---------------------------------------------------------------- from what was found to a verdict


class Held(NamedTuple):
    """A value expected, what was found, how many entries are independent, and the verdict."""

    expected: int | str
    found: Found
    independent: int
    verdict: str


def between(low: int, high: int | None) -> Found:
    """Give a count and its bounds."""
    return Found(low, low, high, "")


TIER = Found("3", "3", "3", "")
NOT_THERE = Found(None, None, None, "")
HELD = {
    "confirmed": Held(3, between(3, 3), 1, "confirmed"),
    "nearly confirmed, by the claimant alone": Held(3, between(3, 3), 0, "restated"),
    "nearly confirmed, but there may be more": Held(3, between(3, 4), 3, "compatible"),
    "nearly confirmed, with no upper bound": Held(3, between(3, None), 3, "compatible"),
    "compatible at the upper bound": Held(4, between(3, 4), 0, "compatible"),
    "compatible without one": Held(999_999, between(3, None), 0, "compatible"),
    "contradicted above": Held(5, between(3, 4), 4, "contradicted"),
    "contradicted below": Held(2, between(3, None), 4, "contradicted"),
    "contradicted beside an exact count": Held(4, between(3, 3), 0, "contradicted"),
    "none, confirmed": Held(0, between(0, 0), 1, "confirmed"),
    "none, restated": Held(0, between(0, 0), 0, "restated"),
    "a tier, confirmed": Held("3", TIER, 1, "confirmed"),
    "a tier, restated": Held("3", TIER, 0, "restated"),
    "another tier": Held("2WL", TIER, 1, "contradicted"),
    "not on a whole list": Held("3", NOT_THERE, 1, "contradicted"),
    "nothing": Held(3, Found.nothing("why"), 0, "unsupported"),
    "nothing of a tier": Held("3", Found.nothing("why"), 0, "unsupported"),
}


@pytest.mark.parametrize("held", HELD.values(), ids=HELD.keys())
def test_a_verdict_is_what_bounds_and_sources_leave(held: Held) -> None:
    """Outside the bounds, inside them, or exactly there and by whom: each has its verdict."""
    assert verdict(held.expected, held.found, held.independent) == held.verdict


def test_every_verdict_is_reached() -> None:
    """The table above leaves out no verdict, and knows none that does not exist."""
    assert {held.verdict for held in HELD.values()} == set(VERDICTS)
    assert len(MEASURES) == len(set(MEASURES)) == 6


# ---------------------------------------------------------------- one edition

PLACEMENT: dict[str, tuple[Lists, tuple[object, ...] | None]] = {
    "on record": (lists({"A": "3"}), ("3", "3", "3")),
    "on another tier": (lists({"A": "1"}), ("1", "1", "1")),
    "not on record": (lists({"B": "3"}), None),
    "not on the whole list": (lists({"B": "3"}, whole="3"), (None, None, None)),
    "not on another whole list": (lists({"B": "3"}, whole="1 2 2WL SC"), None),
    "not in a whole edition": (lists({}, whole="*"), (None, None, None)),
    "not on the roster": (lists({}, roster="B"), (None, None, None)),
    "on the roster": (lists({}, roster="A B"), None),
    "withheld": (lists({"A": HIDDEN}, whole="*"), None),
}


@pytest.mark.parametrize(("one", "expected"), PLACEMENT.values(), ids=PLACEMENT.keys())
def test_a_placement_is_found_or_excluded(one: Lists, expected: tuple[object, ...] | None) -> None:
    """A tier on record counts; without one, only a complete list or a roster says anything."""
    assert bounds(placement(one, "A", "3")) == expected


COUNT: dict[str, tuple[Lists, tuple[object, ...] | None]] = {
    "whole": (lists({"A": "3", "B": "1", "C": "3"}, whole="3"), (2, 2, 2)),
    "not whole": (lists({"A": "3", "B": "1"}, whole="1"), (1, 1, None)),
    "none of a whole list": (lists({"B": "1"}, whole="3"), (0, 0, 0)),
    "none of a list that is not whole": (lists({"B": "1"}, whole="1"), None),
    "bounded by the roster": (lists({"A": "3", "B": "1"}, roster="A B C D"), (1, 1, 3)),
    "none, bounded by the roster": (lists({"B": "1"}, roster="B C"), (0, 0, 1)),
    "whole, whoever else is on the roster": (lists({"A": "3"}, "3", "A B C"), (1, 1, 1)),
    "withheld": (lists({"A": "3", "B": HIDDEN}, whole="3"), None),
}


@pytest.mark.parametrize(("one", "expected"), COUNT.values(), ids=COUNT.keys())
def test_a_tier_is_counted_within_what_is_declared(
    one: Lists, expected: tuple[object, ...] | None
) -> None:
    """A complete list is exact, a roster bounds from above, else there is no upper bound."""
    assert bounds(count_by_tier(one, "3")) == expected


EVALUATED: dict[str, tuple[Lists, tuple[object, ...] | None]] = {
    "whole": (lists({"A": "3", "B": "1"}, whole="*"), (2, 2, 2)),
    "whole but for one list": (lists({"A": "3", "B": "1"}, whole="1 2 2WL 3"), (2, 2, None)),
    "bounded by the roster": (lists({"A": "3"}, roster="A B C"), (1, 1, 3)),
    "more than the roster": (lists({"A": "3", "B": "1"}, roster="A"), (2, 2, 2)),
    "withheld tiers count": (lists({"A": "3", "B": HIDDEN}), (2, 2, None)),
    "none": (lists({}), None),
    "none in a whole edition": (lists({}, whole="*"), (0, 0, 0)),
}


@pytest.mark.parametrize(("one", "expected"), EVALUATED.values(), ids=EVALUATED.keys())
def test_subjects_are_counted_whatever_their_tier(
    one: Lists, expected: tuple[object, ...] | None
) -> None:
    """Every placement counts as a subject evaluated; only what is declared bounds the rest."""
    assert bounds(evaluated(one)) == expected


# ---------------------------------------------------------------- years

YEARS: dict[str, tuple[Sequence[Lists], tuple[object, ...] | None]] = {
    "up to this edition": (run("1", "2", "2"), (2, 2, 2)),
    "up to the one before": (run("1", "2", "2", "3"), (2, 2, 2)),
    "not two before": (run("1", "2", "3", "3"), (0, 0, 0)),
    "not on the scale in between": (run("2", "SC", "2"), (1, 1, 1)),
    "an unknown edition within": (run("1", "2", "?", "2"), (1, 1, 3)),
    "an unknown edition before": (run("?", "2", "2"), (2, 2, 3)),
    "unknown from the beginning": (run("?", "?", "2"), (1, 1, 3)),
    "unknown in this edition": (run("1", "2", "2", "?"), (2, 2, 3)),
    "unknown in this edition and the one before": (run("2", "?", "?"), (0, 0, 3)),
    "not on a whole list": (run("2", "-2", "2"), (1, 1, 1)),
    "not on a whole list now": (run("1", "2", "-2"), (1, 1, 1)),
    "not on another whole list": (run("1", "-3", "2"), (1, 1, 2)),
    "one edition": (run("2"), (1, 1, 1)),
    "one edition, elsewhere": (run("3"), (0, 0, 0)),
    "known nowhere": (run("?", "?"), None),
    "withheld now": (run("2", "#"), None),
    "withheld where the run ends": (run("#", "2", "2"), None),
    "withheld beyond an unknown edition": (run("#", "?", "2"), None),
    "withheld before the run began": (run("#", "1", "2"), (1, 1, 1)),
}


@pytest.mark.parametrize(("editions", "expected"), YEARS.values(), ids=YEARS.keys())
def test_years_run_back_from_the_edition_or_the_one_before(
    editions: Sequence[Lists], expected: tuple[object, ...] | None
) -> None:
    """A run ends where the subject was elsewhere; an edition that doesn't tell may lengthen it."""
    assert bounds(years_on_tier(editions, "A", "2")) == expected


RANGES: dict[str, tuple[Sequence[Lists], tuple[object, ...] | None]] = {
    "all": (run("2", "2", "2"), (3, 3, 3)),
    "not in a row": (run("2", "1", "2"), (2, 2, 2)),
    "some unknown": (run("2", "?", "3", "?"), (1, 1, 3)),
    "not on a whole list": (run("2", "-2", "?"), (1, 1, 2)),
    "known nowhere": (run("?", "?"), None),
    "one withheld": (run("2", "#"), None),
}


@pytest.mark.parametrize(("editions", "expected"), RANGES.values(), ids=RANGES.keys())
def test_over_a_range_the_editions_are_counted(
    editions: Sequence[Lists], expected: tuple[object, ...] | None
) -> None:
    """In how many of the editions it was on the tier, whether in a row or not."""
    assert bounds(editions_on_tier(editions, "A", "2")) == expected


def test_a_run_tells_where_it_began_and_ended() -> None:
    """The note of a run names its editions, what stands around it, and what is not known."""
    note = years_on_tier(run("?", "1", "?", "2", "2", "3"), "A", "2").note
    assert note == ("on 2 in tip/2013 to tip/2014, in a row; tip/2012: not known; tip/2015: 3")
    assert years_on_tier(run("1", "-2"), "A", "2").note == "tip/2010: 1; tip/2011: not on 2"


# ---------------------------------------------------------------- changes

BEFORE, AFTER = "tip/2014", "tip/2015"
CHANGES: dict[str, tuple[Lists, Lists, tuple[object, ...] | None]] = {
    "both whole": (lists({"A": "3", "B": "1"}, "*"), lists({"A": "2", "B": "2"}, "*"), (1, 1, 1)),
    "neither whole": (lists({"A": "3"}), lists({"A": "2"}), (1, 1, None)),
    "nobody, and neither whole": (lists({"A": "3"}), lists({"A": "3"}), None),
    "missing in the whole one": (lists({"A": "3"}, "*"), lists({"A": "3", "B": "1"}), (0, 0, 0)),
    "missing in the other": (lists({"A": "3"}, "*"), lists({"B": "1"}, "3"), (0, 0, 1)),
    "missing, and could only go down": (lists({"A": "1"}, "*"), lists({}), (0, 0, 0)),
    "missing, and the lists above are whole": (
        lists({"A": "3"}, "*"),
        lists({}, "1 2 2WL"),
        (0, 0, 0),
    ),
    "a roster bounds": (lists({"A": "3"}, roster="A B C"), lists({"A": "1"}), (1, 1, 3)),
    "a roster, and one missing": (lists({"A": "3"}, roster="A"), lists({"B": "1"}), (0, 0, 1)),
    "lists that leave no way up": (lists({}, "2 2WL 3"), lists({}, "1 SC"), (0, 0, 0)),
    "withheld before": (lists({"A": HIDDEN}, "*"), lists({"A": "1"}, "*"), None),
    "withheld after": (lists({"A": "3"}, "*"), lists({"A": HIDDEN}, "*"), None),
}


@pytest.mark.parametrize(("before", "after", "expected"), CHANGES.values(), ids=CHANGES.keys())
def test_moves_are_counted_with_those_that_may_have_been(
    before: Lists, after: Lists, expected: tuple[object, ...] | None
) -> None:
    """Who is missing in an edition may have moved, where its lists leave a tier to come from."""
    assert bounds(changes(before, after, "up", SCALE)) == expected


@pytest.mark.parametrize(
    ("before", "after", "way"),
    [
        ("3", "2WL", "up"),
        ("2WL", "3", "down"),
        ("3", "3", "same"),
        ("SC", "SC", "same"),
        ("SC", "3", "unordered"),
        ("3", "SC", "unordered"),
        ("3", None, None),
        (None, "3", None),
        (HIDDEN, "3", None),
    ],
)
def test_a_change_has_a_way(before: object, after: object, way: str | None) -> None:
    """Better is up and worse is down; off the scale there is only the same and not the same."""
    assert change(before, after, SCALE) == way


# ---------------------------------------------------------------- disputes

ENDED = ["prevailed", "prevailed", "overruled", "not-prevailed", "open", "withdrawn"]
UNCLEAR = [*ENDED, "undetermined", "withheld"]
DISPUTES: dict[str, tuple[Sequence[str], str, tuple[object, ...]]] = {
    "all": (UNCLEAR, "disputes", (8, 8, 8)),
    "prevailed": (ENDED, "prevailed", (2, 2, 2)),
    "prevailed, some unclear": (UNCLEAR, "prevailed", (2, 2, 4)),
    "not prevailed": (ENDED, "not-prevailed", (2, 2, 2)),
    "not prevailed, some unclear": (UNCLEAR, "not-prevailed", (2, 2, 4)),
    "judged": (UNCLEAR, "judged", (4, 4, 6)),
    "overruled, of a kind not known": (ENDED, "overruled", (1, 1, 2)),
    "compromised, of a kind not known": (UNCLEAR, "compromised", (0, 0, 3)),
    "open": (ENDED, "open", (1, 1, 1)),
    "withdrawn, some unclear": (UNCLEAR, "withdrawn", (1, 1, 3)),
    "conceded": (ENDED, "conceded", (0, 0, 0)),
    "exceeded": (ENDED, "exceeded", (0, 0, 0)),
}


@pytest.mark.parametrize(("outcomes", "name", "expected"), DISPUTES.values(), ids=DISPUTES.keys())
def test_disputes_are_counted_over_what_is_undetermined(
    outcomes: Sequence[str], name: str, expected: tuple[object, ...]
) -> None:
    """What is undetermined or withheld may be any outcome; a lost one of unknown kind, either."""
    assert bounds(disputes(outcomes, name, "tip/2015", "partial")) == expected


def test_each_kind_of_outcome_can_be_claimed() -> None:
    """The table above counts every kind there is."""
    assert {name for _, name, _ in DISPUTES.values()} == {"disputes", *COUNTED}


@pytest.mark.parametrize(
    ("extent", "expected"),
    [("complete", (0, 0, 0)), ("partial", None), ("none", None), (None, None)],
)
def test_no_dispute_on_record_says_something_only_where_all_are(
    extent: str | None, expected: tuple[object, ...] | None
) -> None:
    """Silence counts as none where the book declares to hold every objection."""
    for name in ("disputes", "prevailed"):
        assert bounds(disputes([], name, "tip/2015", extent)) == expected
