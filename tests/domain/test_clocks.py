"""How long a subject may stay on the Watch List: streaks, waivers, what is due, what came of it."""

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.acts import PlacementPublished
from domain.clocks import Clock, Waived, clocks
from domain.coverage import Coverage
from domain.programme import Programme, shipped
from domain.years import Edition, Placement, Years

TIP = Programme.parse(shipped("tip") or "")
BROAD = Programme.parse(
    (shipped("tip") or "").replace('relisting = "narrow"', 'relisting = "broad"')
)
STRICT = Programme.parse(
    (shipped("tip") or "").replace('off-scale = "outside"', 'off-scale = "not-1-or-2"')
)
SUSPENDED = Programme.parse(
    (shipped("tip") or "").replace('after-off-scale = "breaks"', 'after-off-scale = "suspends"')
)
NOBODY = Waived({}, frozenset())


def edition(
    year: int,
    tiers: Mapping[str, str | None],
    *,
    lists: tuple[str, ...] | None = None,
    programme: Programme = TIP,
) -> Edition:
    """Make an edition with these placements; `lists` are those declared complete."""
    coverage = {}
    if lists is not None:
        name = PlacementPublished.name
        coverage[name] = Coverage(name, "partial", lists, None, 1)
    placed = {subject: Placement(tier, year) for subject, tier in tiers.items()}
    return Edition(f"tip/{year}", year, programme, None, None, None, None, (), coverage, placed)


def history(text: str, first: int, programme: Programme = TIP) -> Years:
    """Read the tiers of AAA, year by year: `?` is an edition that is missing.

    In the years before, since 2009, it was on Tier 1.
    """
    tiers = dict.fromkeys(range(2009, first), "1") | dict(enumerate(text.split(), first))
    return Years(
        {
            year: edition(year, {"AAA": tier}, programme=programme)
            for year, tier in tiers.items()
            if tier != "?"
        }
    )


def clock(text: str, first: int, waived: Waived = NOBODY, programme: Programme = TIP) -> Clock:
    """Give the clock of AAA in the last year of its history."""
    years = history(text, first, programme)
    last = years.get(first + len(text.split()) - 1)
    assert last is not None
    return next(one for one in clocks(years, last, waived) if one.subject == "AAA")


def waivers(*years: int, covered: tuple[int, ...] = ()) -> Waived:
    """Say for which reports AAA had a waiver, and of which years all waivers are on record."""
    return Waived({"AAA": frozenset(years)}, frozenset(covered))


# ---------------------------------------------------------------- streaks


@pytest.mark.parametrize(
    ("tiers", "first", "low", "high", "since"),
    [
        ("2WL 2WL 3", 2009, 2, 2, 2009),
        ("2 2WL 3", 2009, 1, 1, 2010),
        ("2 2 2", 2009, 0, 0, None),
        ("2WL 2WL 2WL 2WL 3", 2007, 2, 2, 2009),
        ("2WL ? 2WL 2WL 2", 2014, 2, 4, 2016),
        ("2WL ? ? 2", 2014, 0, 3, None),
        ("3 ? 2WL 2", 2014, 1, 2, 2016),
        ("2WL SC 2WL 2", 2009, 1, 1, 2011),
    ],
    ids=lambda value: str(value).replace(" ", "-"),
)
def test_a_streak_is_a_range_where_editions_are_missing(
    tiers: str, first: int, low: int, high: int, since: int | None
) -> None:
    """Low counts what is known in a row, high takes every unknown year as watched, since 2009."""
    found = clock(tiers, first)
    assert (found.streak.low, found.streak.high, found.since) == (low, high, since)


def test_who_is_not_on_a_list_declared_complete_was_not_on_it() -> None:
    """An edition of which only the Watch List is complete ends the streak of all others."""
    known = {
        2019: edition(2019, {"AAA": "1"}),
        2020: edition(2020, {"AAA": "2WL"}),
        2021: edition(2021, {"BBB": "2WL"}, lists=("2WL",)),
        2022: edition(2022, {"AAA": "2"}),
    }
    (found,) = [one for one in clocks(Years(known), known[2022], NOBODY) if one.subject == "AAA"]
    assert (found.streak.low, found.streak.high) == (0, 0)
    known[2021] = edition(2021, {"BBB": "2WL"}, lists=("3",))
    (found,) = [one for one in clocks(Years(known), known[2022], NOBODY) if one.subject == "AAA"]
    assert (found.streak.low, found.streak.high) == (0, 2)


def test_a_withheld_tier_is_not_known() -> None:
    """A placement that this reader may not see leaves the streak open, also on a complete list."""
    known = {
        2019: edition(2019, {"AAA": "1"}),
        2020: edition(2020, {"AAA": "2WL"}),
        2021: edition(2021, {"AAA": None}, lists=("2WL",)),
        2022: edition(2022, {"AAA": "2"}),
    }
    (found,) = clocks(Years(known), known[2022], NOBODY)
    assert (found.streak.low, found.streak.high) == (0, 2)


# ---------------------------------------------------------------- what is due


@pytest.mark.parametrize(
    ("tiers", "first", "due", "result"),
    [
        ("2WL 2", 2009, "not-due", None),
        ("2WL 2WL 3", 2009, "waivable", "downgraded"),
        ("2WL 2WL 2", 2009, "waivable", "upgraded"),
        ("2WL 2WL 1", 2009, "waivable", "upgraded"),
        ("2WL 2WL SC", 2009, "waivable", "left-scale"),
        ("2WL 2WL 2WL", 2009, "waivable", "not-known"),
        ("2WL 2WL 2WL 2WL 3", 2009, "must-leave", "downgraded"),
        ("2WL 2WL 2WL 2WL 2WL", 2009, "must-leave", "past-clock"),
        ("2WL 2WL 2WL 3", 2020, "must-leave", "downgraded"),
        ("2WL 2WL 2WL 2WL", 2020, "must-leave", "past-clock"),
        ("2WL ? 2WL 3", 2014, "not-known", "downgraded"),
        ("2WL ? 2WL 2WL", 2014, "not-known", "not-known"),
        ("2WL 2WL 3", 2006, "not-due", None),
    ],
    ids=lambda value: str(value).replace(" ", "-"),
)
def test_after_two_years_it_is_waivable_after_the_waivers_it_must_leave(
    tiers: str, first: int, due: str, result: str | None
) -> None:
    """Two waivers until 2018, one since: the years that are known decide what is due."""
    found = clock(tiers, first)
    assert (found.due, found.result) == (due, result)


def test_a_waiver_on_record_explains_the_third_year() -> None:
    """With a waiver for the report it is waived; where all are on record and none is, past."""
    third = "2WL 2WL 2WL"
    assert clock(third, 2014, waivers(2016)).result == "waived"
    assert clock(third, 2014, waivers(2015)).result == "not-known"
    assert clock(third, 2014, waivers(covered=(2016,))).result == "past-clock"
    longer = "? 2WL 2WL 2WL"
    assert clock(longer, 2013).due == "waivable"
    assert clock(f"? {longer}", 2012, waivers(covered=(2016,))).due == "not-known"
    assert clock(f"? {longer}", 2012, waivers(covered=(2016,))).result == "past-clock"


def test_waivers_used_are_those_of_the_streak() -> None:
    """One of an earlier streak does not count; a year past the limit may hide one."""
    used = clock("2WL 2WL 2WL 2 2WL 2WL 2WL 3", 2009, waivers(2011, 2015)).waivers.used
    assert (used.low, used.high) == (1, 1)
    used = clock("2WL 2WL 2WL 2WL 3", 2009).waivers.used
    assert (used.low, used.high) == (0, 2)
    used = clock("2WL 2WL 2WL 2WL 3", 2009, waivers(2011, covered=(2011, 2012))).waivers.used
    assert (used.low, used.high) == (1, 1)


def test_a_waiver_before_a_missing_edition_is_not_known_to_be_of_the_streak() -> None:
    """Whoever may have left in between has perhaps not used it: nothing must be left for it."""
    found = clock("2WL 2WL 2WL ? 2WL 2WL 2WL", 2016, waivers(2018))
    assert (found.waivers.used.low, found.due) == (0, "not-known")


def test_used_waivers_make_it_leave() -> None:
    """Whose waivers are used up must leave, however few years that took."""
    assert clock("2WL 2WL 2WL 2", 2014, waivers(2016)).due == "waivable"
    assert clock("2WL 2WL 2WL 2", 2017, waivers(2019)).due == "must-leave"


# ---------------------------------------------------------------- readings


def readings(found: Clock) -> dict[str, tuple[str, str | None]]:
    """Give what is due, and what came of it, under each reading shown."""
    return {one.name: (one.due, one.result) for one in found.readings}


def test_who_came_back_under_a_waiver_may_stay_one_year() -> None:
    """Three years, downgraded, back for one: it must leave, however (F) is read."""
    found = clock("2WL 2WL 2WL 3 2WL 3", 2020)
    assert (found.due, found.result, found.waivers.allowed) == ("must-leave", "downgraded", 0)
    assert readings(found) == {
        "relisting-narrow": ("must-leave", "downgraded"),
        "relisting-broad": ("must-leave", "downgraded"),
    }


def test_who_came_back_without_ever_a_waiver_is_limited_only_if_read_broadly() -> None:
    """Two years, downgraded, back for two: past its clock under the broad reading alone."""
    tiers = "2WL 2WL 3 2WL 2WL"
    found = clock(tiers, 2020)
    assert (found.due, found.result) == ("not-due", None)
    assert readings(found) == {
        "relisting-narrow": ("not-due", None),
        "relisting-broad": ("must-leave", "past-clock"),
    }
    assert clock(tiers, 2020, programme=BROAD).result == "past-clock"


def test_the_limit_was_enacted_for_2019() -> None:
    """Before that a subject that came back had its two years again."""
    assert clock("2WL 2WL 2WL 3 2WL 2WL", 2010).due == "not-due"
    assert clock("2WL 2WL 2WL 3 2WL 2WL", 2010).readings == ()


def test_read_narrowly_it_must_come_straight_back() -> None:
    """A year on another list in between ends what the downgrade brought with it."""
    tiers = "2WL 2WL 2WL 3 2 2WL 2WL"
    assert clock(tiers, 2019).due == "not-due"
    assert readings(clock(tiers, 2019))["relisting-broad"] == ("must-leave", "past-clock")


def test_leaving_the_scale_when_it_was_due_has_two_readings() -> None:
    """A Special Case is outside the rule, or it should have been the last list."""
    found = clock("2WL 2WL 2WL SC", 2021, waivers(2023))
    assert found.result == "left-scale"
    assert readings(found) == {
        "sc-outside": ("must-leave", "left-scale"),
        "not-1-or-2": ("must-leave", "past-clock"),
    }
    assert clock("2WL 2WL 2WL SC", 2021, programme=STRICT).result == "past-clock"


def test_a_year_off_the_scale_ends_the_streak_or_suspends_it() -> None:
    """On return both are shown; the programme says which one is gone by."""
    found = clock("2WL 2WL SC 2WL", 2009)
    assert (found.streak.low, found.due) == (0, "not-due")
    assert readings(found) == {
        "sc-breaks": ("not-due", None),
        "sc-suspends": ("waivable", "not-known"),
    }
    assert clock("2WL 2WL SC 2WL", 2009, programme=SUSPENDED).streak.low == 2


# ---------------------------------------------------------------- who has a clock, special list


def test_everybody_placed_or_watched_the_year_before_has_a_clock() -> None:
    """Who was on the Watch List and is not placed any more still has one."""
    known = {
        2013: edition(2013, {"AAA": "2WL", "BBB": "2"}),
        2014: edition(2014, {"BBB": "2", "CCC": "1"}),
    }
    found = {one.subject: one.published for one in clocks(Years(known), known[2014], NOBODY)}
    assert found == {"AAA": None, "BBB": "2", "CCC": "1"}


@pytest.mark.parametrize(
    ("before", "now", "kind"),
    [
        ("2", "1", "i"),
        ("2WL", "1", "i"),
        ("3", "1", None),
        ("1", "1", None),
        ("3", "2", "ii"),
        ("2WL", "2", None),
        ("3", "2WL", "iii"),
        ("1", "2WL", "iii"),
        ("SC", "2WL", "iii"),
        ("SC", "2", None),
        ("?", "1", "not-known"),
        ("?", "2", "not-known"),
        ("?", "2WL", "iii"),
        ("?", "3", None),
    ],
)
def test_the_special_watch_list_has_three_kinds_of_member(
    before: str, now: str, kind: str | None
) -> None:
    """(i) up to the first list, (ii) up from the last one, (iii) the Watch List."""
    assert clock(f"{before} {now}", 2014).special_watch_list == kind


def test_nothing_is_due_before_it_was_enacted() -> None:
    """Years before the report of 2009 don't count, so that nothing was due up to then."""
    found = clock("2WL 2WL 2WL", 2006)
    assert (found.streak.high, found.due, found.result) == (0, "not-due", None)


def test_no_clock_runs_without_a_watch_list() -> None:
    """A programme that watches nobody has none."""
    plain = Programme.parse('code = "p"\ntitle = "P"\n[scale]\ntiers = ["A", "B"]\n')
    years = Years({2014: edition(2014, {"AAA": "B"}, programme=plain)})
    assert list(clocks(years, edition(2014, {"AAA": "B"}, programme=plain), NOBODY)) == []


# ---------------------------------------------------------------- laws

TIERS = st.sampled_from(["1", "2", "2WL", "2WL", "3", "SC"])


@given(
    st.lists(TIERS, min_size=2, max_size=14),
    st.sets(st.integers(0, 12)),
    st.sets(st.integers(2009, 2025)),
)
def test_what_is_not_known_contains_what_is(
    tiers: list[str], missing: set[int], waived: set[int]
) -> None:
    """Take editions away: ranges then hold the true number, and `due` is as before or not known."""
    first, had = 2009, waivers(*waived, covered=tuple(range(2009, 2026)))
    whole = clock(" ".join(tiers), first, had)
    gone = ["?" if i in missing and i < len(tiers) - 1 else t for i, t in enumerate(tiers)]
    part = clock(" ".join(gone), first, Waived(had.years, frozenset()))
    assert part.streak.low <= whole.streak.low <= whole.streak.high <= part.streak.high
    assert part.waivers.used.low <= whole.waivers.used.low
    limited = {one.name for one in (*whole.readings, *part.readings)} & {"relisting-narrow"}
    if not limited:
        assert part.due in (whole.due, "not-known")
        if whole.result != "past-clock" and part.due == whole.due:
            assert part.result in (whole.result, "not-known")
