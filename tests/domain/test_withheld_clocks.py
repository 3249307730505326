"""Law: a clock says for certain only what every tier and every waiver that is withheld allows."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from domain.clocks import Clock, Range, Waived, clocks
from domain.programme import Programme
from domain.values import Withheld
from domain.years import Placement, Years
from tests.domain.test_clocks import BROAD, STRICT, SUSPENDED, TIERS, TIP, edition

HIDDEN = Withheld("congress")
PROGRAMMES = st.sampled_from((TIP, BROAD, STRICT, SUSPENDED))
YEARS = range(2009, 2026)


def told(tiers: list[str], hidden: set[int], waived: Waived, programme: Programme) -> Clock:
    """Give the clock of AAA in the last of some editions, as a reader is told of it."""
    first = YEARS.stop - len(tiers)
    known = {}
    for year, tier in enumerate(tiers, first):
        placed = Placement(HIDDEN if year in hidden else tier, year)
        empty = edition(year, {}, lists=("2WL",), programme=programme)
        known[year] = replace(empty, placements={"AAA": placed})
    (found,) = clocks(Years(known), known[YEARS.stop - 1], waived)
    return found


def within(one: Range, other: Range) -> bool:
    """Whether the second range leaves open no more than the first."""
    return one.low <= other.low <= other.high <= one.high


@given(
    st.lists(TIERS, min_size=2, max_size=14),
    st.sets(st.sampled_from(YEARS), max_size=3),
    st.sets(st.sampled_from(YEARS), max_size=4),
    st.booleans(),
    PROGRAMMES,
)
def test_what_a_clock_says_for_certain_holds_whatever_is_withheld(
    tiers: list[str],
    hidden: set[int],
    waived: set[int],
    reports: bool,  # noqa: FBT001
    programme: Programme,
) -> None:
    """Ranges hold the true number, and what is due and came of it is as it is, or not known."""
    covered = frozenset(YEARS)
    had = frozenset(waived)
    known = told(tiers, set(), Waived({"AAA": had}, covered), programme)
    less = Waived({}, covered, frozenset({"AAA"})) if reports else Waived({"AAA": had}, covered)
    read = told(tiers, hidden, less, programme)
    assert within(read.streak, known.streak)
    assert within(read.waivers.used, known.waivers.used)
    for one, true in (
        (read.due, known.due),
        (read.result, known.result),
        (read.special_watch_list, known.special_watch_list),
    ):
        assert one in ("not-known", true)
    if "not-known" in (read.due, read.result) and read != known:
        assert read.reason
