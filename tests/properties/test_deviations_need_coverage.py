"""Law: silence departs from nothing until it is covered, and covering more excuses nothing."""

from datetime import timedelta
from itertools import chain, count
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from domain.acts import ACTS, COVERAGE_GROUPS
from domain.rules import RULES
from tests.books import BEGUN, Act, Minutes, small_book
from tests.law_scenes import (
    asked,
    delegate,
    determine,
    evidence,
    issue,
    notify,
    placed,
    post,
    shown,
    start,
    waive,
)
from tests.scenes import cover
from tests.strategies import EDITIONS, TIERS, Story, examples, stories

DAYS = (None, "2014-06-01", "2014-08-20", "2015", "2015-06-02", "2015-09", "2015-12-30", "2016-03")
SUBJECTS = ("AAA", "zz")
YEARS = (2011, 2012, 2013, 2014, 2015)
OF = (None, "waiver", "explanation", "action plan", "special watch list", "interim", "sanctions")
SAYS = {
    "past-clock": "in a row",
    "waiver-plan": "the waiver says",
    "waiver-plan-assessed": "the waiver says",
    "waiver-resources": "the waiver says",
}
"""What a rule that needs coverage says where entries alone break it; of deadlines: how late."""

days = st.sampled_from(DAYS)
cases = st.builds("tip/{}/{}".format, st.sampled_from(YEARS), st.sampled_from(SUBJECTS))
editions = st.builds("tip/{}".format, st.sampled_from(YEARS))
flags = st.sampled_from((None, True, False))


@st.composite
def waivers(draw: st.DrawFn) -> Act:
    """Make a waiver with some of its elements, for some reports."""
    body: dict[str, Any] = {
        name: draw(flags) for name in ("plan", "plan_assessed", "resources_found")
    }
    body["reports"] = draw(st.sampled_from((None, [2014], ["2014-2015"])))
    kept = {name: value for name, value in body.items() if value is not None}
    dated = {"occurred": day} if (day := draw(days)) else {}
    return waive(draw(cases), draw(st.sampled_from(("president", "secretary"))), **kept, **dated)


LAW: st.SearchStrategy[Act] = st.one_of(
    st.builds(placed, st.sampled_from(TIERS), st.sampled_from(YEARS), st.sampled_from(SUBJECTS)),
    st.builds(placed, st.just("2WL"), st.sampled_from(YEARS), st.sampled_from(SUBJECTS)),
    st.builds(issue, days, editions),
    st.builds(start, editions, roster=st.just([*SUBJECTS, "MYS"])),
    waivers(),
    st.builds(notify, st.sampled_from(("sfrc", "congress")), st.sampled_from(OF), days, cases),
    st.builds(notify, st.sampled_from(("hfac", "congress")), st.sampled_from(OF), days, editions),
    st.builds(post, days, st.sampled_from(OF), cases),
    st.builds(determine, days, cases),
    st.builds(delegate, st.just("secretary"), days),
    st.builds(evidence, st.integers(1, 2), days, editions),
)
law = st.lists(LAW, max_size=14)
declarations = st.lists(
    st.builds(
        cover,
        st.lists(st.sampled_from([*COVERAGE_GROUPS, *ACTS]), min_size=1, max_size=6),
        st.just("complete"),
        editions | st.sampled_from(EDITIONS),
    ),
    min_size=1,
    max_size=4,
)


def uncovered(value: Any) -> Any:
    """Take all coverage out of acts, in whatever place it is declared or corrected."""
    if isinstance(value, dict):
        kept = {key: uncovered(one) for key, one in value.items()}
        return kept | ({"extent": "none"} if "extent" in kept else {})
    return [uncovered(one) for one in value] if isinstance(value, list) else value


def kept(minutes: Minutes, story: Story, duties: list[Act]) -> None:
    """Record a story and what the law has to do with it, without any coverage."""
    minutes.record(*map(uncovered, story.acts), *duties)


def book_of(story: Story) -> Any:
    """Make a book whose clock goes on after the story."""
    later = (BEGUN + timedelta(days=1, seconds=number) for number in count())
    return small_book(chain(story.moments, later))


@given(story=stories(), duties=law)
@examples(50)
def test_without_coverage_nothing_is_missing(story: Story, duties: list[Act]) -> None:
    """Of a rule that needs coverage only what entries state is a deviation: no, or too late."""
    with book_of(story) as minutes:
        kept(minutes, story, duties)
        rows = asked(minutes, None)["rows"]
    for row in rows:
        if row["state"] == "deviation" and row["needs"]:
            assert row["positions"]
            assert SAYS.get(row["code"], "; done 20") in row["explanation"]


@given(story=stories(), duties=law, more=declarations)
@examples(50)
def test_coverage_takes_no_deviation_away(story: Story, duties: list[Act], more: list[Act]) -> None:
    """What entries alone show stays a deviation, whatever is declared to be on record as well."""
    with book_of(story) as minutes:
        kept(minutes, story, duties)
        before = shown(asked(minutes, None))
        minutes.record(*more)
        after = shown(asked(minutes, None))
    assert before <= after


def test_what_breaks_rules_alone_is_what_the_law_above_excepts() -> None:
    """The exceptions are of rules that need coverage, and are no others."""
    deadlines = {code for code in RULES if code.endswith("-deadline")}
    assert {*SAYS} | deadlines <= {code for code, rule in RULES.items() if rule.needs}
