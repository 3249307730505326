"""Law: what the commands answer is what a second, independent reading of the same acts gives."""

from collections.abc import Iterable
from contextlib import closing
from itertools import islice
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from domain.programme import Programme, shipped
from projections import register
from projections.table import View
from tests.books import FIRST_POSITION, Act, Minutes, act, small_book
from tests.oracle import Oracle
from tests.scenes import (
    CASE,
    contest,
    correct,
    decide,
    escalate,
    identify,
    publish,
    recommend,
    report,
    revise,
    withdraw,
)
from tests.strategies import CASES, EDITIONS, PARTIES, Story, examples, stories

Row = dict[str, Any]
PROGRAMME = Programme.parse(shipped("tip") or "")
MOST_ORDERS = 800
DISPUTE = (
    *("case", "subject", "recommended", "recommended_first", "objectors", "decided"),
    *("published", "forum", "outcome", "grade", "rounds", "marks", "opened", "closed"),
)
STANDING = ("subject", "name", "tier", "case", "position", "manner")
OVERRIDE = (
    *("case", "recommended", "decided", "published"),
    *("contested", "concurrence", "direction"),
)


def exported(minutes: Minutes, acts: Iterable[Act]) -> list[Row]:
    """Give the acts as their writer submitted them, each in the place that the book gave it."""
    places = minutes.entries()[FIRST_POSITION - 1 :]
    columns = ("position", "stream", "version", "recorded_at")
    return [
        act | {column: place[column] for column in columns}
        for act, place in zip(acts, places, strict=True)
    ]


def oracle_of(entries: list[Row]) -> Oracle:
    """Give the second reading."""
    scale = PROGRAMME.scale
    return Oracle(entries, list(scale.tiers), list(scale.off_scale), dict(PROGRAMME.subjects))


def tractable(oracle: Oracle, as_of: int) -> bool:
    """Tell whether every order of every case can be tried one by one."""
    found = (oracle.orders(oracle.history(case, as_of)) for case in set(CASES))
    return all(len(list(islice(orders or (), MOST_ORDERS + 1))) <= MOST_ORDERS for orders in found)


def only(columns: tuple[str, ...], rows: list[Row]) -> list[Row]:
    """Keep the columns that are promised, in an order that does not depend on the reader."""
    kept = [{column: row[column] for column in columns} for row in rows]
    for row in kept:
        if "objectors" in row:
            row["objectors"] = sorted(row["objectors"], key=lambda line: str(line["party"]))
        if "marks" in row:
            row["marks"] = sorted(row["marks"])
    return sorted(kept, key=lambda row: str(row.get("case") or row["subject"]))


def by_party(summary: list[Row]) -> list[Row]:
    """Put the lines of a summary in one order."""
    return sorted(summary, key=lambda line: str(line["party"]))


def assert_agreed(view: View, oracle: Oracle, edition: str | None, as_of: int) -> None:
    """Hold every answer about an edition, or about all, against the second reading."""
    answer = register.disputes(view, as_of, edition, None)
    expected = oracle.disputes(edition, as_of=as_of)
    assert only(DISPUTE, answer["rows"]) == only(DISPUTE, expected["rows"])
    assert by_party(answer["summary"]) == by_party(expected["summary"])
    assert answer["answerable"] == expected["answerable"]
    rows = register.overrides(view, as_of, edition)
    assert only(OVERRIDE, rows) == only(OVERRIDE, oracle.overrides(edition, as_of))
    columns = STANDING if edition else (*STANDING, "edition")
    rows = register.standings(view, as_of, edition)
    assert only(columns, rows) == only(columns, oracle.standings(edition, as_of))


def assert_all_agreed(view: View, oracle: Oracle, party: str, positions: Iterable[int]) -> None:
    """Hold every answer of a view, as of some positions, against the second reading."""
    for as_of in positions:
        for edition in (None, *EDITIONS):
            assert_agreed(view, oracle, edition, as_of)
        asked = register.disputes(view, as_of, None, party)
        expected = oracle.disputes(None, party, as_of)
        assert only(DISPUTE, asked["rows"]) == only(DISPUTE, expected["rows"])
        assert by_party(asked["summary"]) == by_party(expected["summary"])
        moved = register.changes(view, as_of, *EDITIONS, PROGRAMME.scale)
        assert moved == oracle.changes(*EDITIONS, as_of)


@given(story=stories(), party=st.sampled_from(PARTIES), data=st.data())
@examples(200)
def test_every_answer_is_that_of_the_oracle(story: Story, party: str, data: st.DataObject) -> None:
    """Standings, disputes, overrides and changes agree at the head and at an earlier position."""
    with small_book(story.moments) as minutes:
        minutes.record(*story.acts)
        oracle = oracle_of(exported(minutes, story.acts))
        positions = (minutes.head, data.draw(st.integers(0, minutes.head), label="as of"))
        assume(all(tractable(oracle, as_of) for as_of in positions))
        with closing(minutes.view()) as view:
            assert_all_agreed(view, oracle, party, positions)


PAST = {"made": "reconstructed"}
START = (recommend("3", **PAST), contest("2", **PAST))
SELDOM = {
    "seven acts in no order, all to one effect": [
        recommend("3", occurred="2014"),
        *[contest("2", occurred="2015")] * 7,
        publish("2", occurred="2016"),
    ],
    "six acts in no order, all to one effect": [
        recommend("3", occurred="2014"),
        *[contest("2", occurred="2015")] * 6,
        publish("2", occurred="2016"),
    ],
    "a decision that settles an objection by its correction": [
        recommend("3", occurred="2014"),
        contest("2WL", occurred="2015"),
        correct(f"{CASE}@2", {"standing": "2"}),
        decide("2", occurred="2015-06-30", settles=[f"{CASE}@3"]),
        withdraw(occurred="2015"),
    ],
    "conceded once a decision was taken further": [
        *START,
        decide("3", **PAST),
        escalate("secretary", **PAST),
        revise("2", **PAST),
        publish("2", **PAST),
    ],
    "taken back after a decision that was then taken further": [
        *START,
        decide("2WL", **PAST),
        withdraw(**PAST),
        escalate("secretary", **PAST),
    ],
    "the first objection agrees with a decision that came before": [
        recommend("3", **PAST),
        decide("2", **PAST),
        contest("2", **PAST),
        publish("2", **PAST),
    ],
    "the first objection agrees with a decision that may have come before": [
        recommend("3", occurred="2014"),
        decide("2", occurred="2015-06-30"),
        contest("2", occurred="2015"),
        publish("2", occurred="2016"),
    ],
    "reported to have been withdrawn": [*START, report("withdrawn", **PAST)],
    "reported to have been conceded": [*START, report("conceded", **PAST)],
    "settled at a meeting of another edition": [
        *START,
        decide("2", meeting="tip/2014/meeting/1", **PAST),
        act("meeting-held", "tip/2014/meeting/1", "clerk", forum="deputy-secretary"),
    ],
    "taken further, and decided at a meeting not on record": [
        *START,
        escalate("secretary", **PAST),
        decide("2", meeting="tip/2015/meeting/undisclosed", **PAST),
    ],
    "a subject with a case of its own that sorts last": [
        recommend("3", on="tip/2015/zz", **PAST),
        contest("2", on="tip/2015/zz", **PAST),
        decide("3", on="tip/2015/zz", **PAST),
        recommend("3", on="tip/2015/undisclosed-01", **PAST),
        contest("2", on="tip/2015/undisclosed-01", **PAST),
        identify("zz", on="tip/2015/undisclosed-01"),
    ],
    "an interval that is the day of a decision, and ends on the day of another": [
        recommend("1", **PAST),
        decide("1", occurred="../2015-07-27", **PAST),
        decide("2", occurred="2015-07-27T00:00:00Z/2015-07-27", **PAST),
        publish("3", occurred="2015-07-27T12:00:00Z/2015-07-27", **PAST),
    ],
}


@pytest.mark.parametrize("acts", SELDOM.values(), ids=SELDOM.keys())
def test_the_oracle_agrees_on_what_chance_seldom_finds(minutes: Minutes, acts: list[Act]) -> None:
    """The same holds of histories in which one rule alone makes the difference."""
    minutes.record(*acts)
    oracle = oracle_of(exported(minutes, acts))
    with closing(minutes.view()) as view:
        assert_all_agreed(view, oracle, "eap", range(minutes.head + 1))
