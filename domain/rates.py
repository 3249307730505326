"""Win rates: counts first, bounds over what could be true, and what is left out beside them."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

__all__ = ["PERCENT_FROM", "WinRate", "percent", "win_rate"]

PERCENT_FROM = 10
"""Smallest denominator under which a rate is also given as a percentage."""


@dataclass(frozen=True, slots=True)
class WinRate:
    """Prevailed of those judged; `low` and `high` bound it over the undetermined ones."""

    wins: int
    of: int
    low: str | None
    high: str | None


def win_rate(outcomes: Iterable[str]) -> WinRate:
    """Count outcomes, one a dispute, into a rate; those apart are in neither count."""
    count = Counter(outcomes)
    wins = count["prevailed"]
    of = wins + count["overruled"] + count["compromised"] + count["not-prevailed"]
    unknown = count["undetermined"]
    if of == 0:
        return WinRate(0, 0, None, None)
    return WinRate(wins, of, f"{wins}/{of}", f"{wins + unknown}/{of + unknown}")


def percent(wins: int, of: int) -> str | None:
    """Give a rate in whole percent, or None where the denominator is too small to mean much."""
    return f"{round(100 * wins / of)} %" if of >= PERCENT_FROM else None
