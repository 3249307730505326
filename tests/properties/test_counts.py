"""Law: every dispute is counted once, in one class, and a rate is bounded by what could be true."""

from fractions import Fraction
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from domain.rates import WinRate, win_rate
from projections import register
from tests.books import small_book
from tests.strategies import EDITIONS, OUTCOMES, Story, examples, stories

LOST = ("overruled", "compromised", "not-prevailed")
APART = ("exceeded", "conceded", "withdrawn", "open", "undetermined", "withheld")
Row = dict[str, Any]


def bounds(rate: WinRate) -> tuple[Fraction, Fraction]:
    """Read the bounds of a rate."""
    return Fraction(rate.low or "0"), Fraction(rate.high or "1")


@given(
    known=st.lists(st.sampled_from((*OUTCOMES, "withheld"))),
    became=st.lists(st.sampled_from(("prevailed", *LOST, *APART[:3])), max_size=5),
)
@examples(200)
def test_the_bounds_hold_however_the_undetermined_turn_out(
    known: list[str], became: list[str]
) -> None:
    """No completion lies above the high bound, and none without a further loss below the low."""
    known = [outcome for outcome in known if outcome != "undetermined"]
    rate = win_rate([*known, *["undetermined"] * len(became)])
    settled = win_rate([*known, *became])
    assert (rate.low is None) == (rate.high is None) == (rate.of == 0)
    if rate.of and settled.of:
        low, high = bounds(rate)
        turned_out = Fraction(settled.wins, settled.of)
        assert turned_out <= high
        assert turned_out >= Fraction(rate.wins, rate.of + len(became))
        if not set(became) & set(LOST):
            assert low <= turned_out


@given(known=st.lists(st.sampled_from(("prevailed", *LOST)), min_size=1), unknown=st.integers(0, 9))
@examples(50)
def test_the_bounds_are_reached(known: list[str], unknown: int) -> None:
    """Each bound is the rate of one completion: nothing narrower would be true."""
    low, high = bounds(win_rate([*known, *["undetermined"] * unknown]))
    for bound, became in ((low, "withdrawn"), (high, "prevailed")):
        settled = win_rate([*known, *[became] * unknown])
        assert bound == Fraction(settled.wins, settled.of)


def totals(answer: Row) -> dict[str, int]:
    """Add up the lines of a summary."""
    names = ("disputes", "prevailed", "not_prevailed", *LOST[:2], "kind_open", *APART)
    return {name: sum(line[name] for line in answer["summary"]) for name in names}


@given(story=stories())
@examples(100)
def test_classes_add_up_to_disputes(story: Story) -> None:
    """In every line of a summary the classes add up; the lines together are the disputes, once."""
    with small_book(story.moments) as minutes:
        minutes.record(*story.acts)
        view, head = minutes.view(), minutes.head
    answer = register.disputes(view, head, None, None)
    for line in answer["summary"]:
        assert line["not_prevailed"] == line["overruled"] + line["compromised"] + line["kind_open"]
        apart = sum(line[name] for name in APART)
        assert line["disputes"] == line["prevailed"] + line["not_prevailed"] + apart
        assert line["win_rate"]["wins"] == line["prevailed"]
        assert line["win_rate"]["of"] == line["prevailed"] + line["not_prevailed"]
    named = {(row["case"].rpartition("/")[0], row["subject"]) for row in answer["rows"]}
    counted = totals(answer)
    assert counted["disputes"] == len(named)
    assert all(0 <= known <= of == len(named) for known, of in answer["answerable"].values())

    parts = [register.disputes(view, head, edition, None) for edition in EDITIONS]
    assert counted == {name: sum(totals(part)[name] for part in parts) for name in counted}
    assert answer["rows"] == [row for part in parts for row in part["rows"]]
    placed = [len(register.standings(view, head, edition)) for edition in EDITIONS]
    assert {line["of_placements"] for line in answer["summary"]} <= {sum(placed)}
    view.close()
