"""Win rates: their counts, their bounds, and when a percentage may be said."""

import pytest

from domain.rates import WinRate, percent, win_rate

RATES = {
    "none": ([], WinRate(0, 0, None, None)),
    "one won": (["prevailed"], WinRate(1, 1, "1/1", "1/1")),
    "every kind of loss counts": (
        ["prevailed", "overruled", "compromised", "not-prevailed"],
        WinRate(1, 4, "1/4", "1/4"),
    ),
    "those apart are in neither count": (
        ["prevailed", "exceeded", "conceded", "withdrawn", "open", "withheld"],
        WinRate(1, 1, "1/1", "1/1"),
    ),
    "undetermined ones are the bounds": (
        ["prevailed", "overruled", "undetermined", "undetermined"],
        WinRate(1, 2, "1/2", "3/4"),
    ),
    "without a denominator there is no bound": (
        ["undetermined", "open"],
        WinRate(0, 0, None, None),
    ),
    "2015": (
        ["prevailed"] * 3 + ["overruled"] + ["not-prevailed"] * 13,
        WinRate(3, 17, "3/17", "3/17"),
    ),
}


@pytest.mark.parametrize(("outcomes", "expected"), RATES.values(), ids=RATES.keys())
def test_a_win_rate(outcomes: list[str], expected: WinRate) -> None:
    """Prevailed of those judged; what is undetermined makes bounds, not an estimate."""
    assert win_rate(outcomes) == expected


@pytest.mark.parametrize(
    ("wins", "of", "said"),
    [(3, 17, "18 %"), (1, 10, "10 %"), (9, 9, None), (0, 0, None), (10, 10, "100 %")],
)
def test_a_percentage_needs_a_denominator_of_ten(wins: int, of: int, said: str | None) -> None:
    """Under ten disputes a percentage would say more than the record does."""
    assert percent(wins, of) == said
