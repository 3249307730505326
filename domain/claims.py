"""A claim: an outcome somebody reported, in the parts that can be held against the record.

What was found is handed in, with its bounds; here is what comes of it.
"""

from dataclasses import dataclass
from typing import Literal

__all__ = ["MEASURES", "VERDICTS", "Claim", "Found", "Part", "Verdict", "verdict"]

Measure = Literal["placement", "count-by-tier", "years-on-tier", "changes", "disputes", "evaluated"]
MEASURES: tuple[Measure, ...] = (
    "placement",
    "count-by-tier",
    "years-on-tier",
    "changes",
    "disputes",
    "evaluated",
)
"""What a claim can be about."""

Verdict = Literal["confirmed", "restated", "compatible", "contradicted", "unsupported"]
VERDICTS: tuple[Verdict, ...] = (
    "confirmed",
    "restated",
    "compatible",
    "contradicted",
    "unsupported",
)


@dataclass(frozen=True, slots=True)
class Part:
    """One number or tier that a claim states: `2WL=44` has the name 2WL and expects 44."""

    name: str | None
    expected: int | str


@dataclass(frozen=True, slots=True)
class Claim:
    """A reported outcome: by whom, of what, and what it is said to be.

    `since` is the earlier edition where the claim is about a range of them; `statement` is what
    was said, in words.
    """

    claim: str
    claimant: str
    measure: Measure
    edition: str
    since: str | None
    subject: str | None
    parts: tuple[Part, ...]
    statement: object = None


@dataclass(frozen=True, slots=True)
class Found:
    """What the record gives, and the bounds that missing records leave.

    `found` is what is on record; a `high` of None is no upper bound. A placement has its tier in
    all three, or None where the record shows that it can't be the tier claimed. `silent` is set
    where the record says nothing, `partial` where it is counted exactly, of a kind of which not
    all is declared to be on record. `note` says why, in words.
    """

    found: int | str | None
    low: int | str | None
    high: int | str | None
    note: str
    silent: bool = False
    partial: bool = False

    @staticmethod
    def nothing(why: str) -> "Found":
        """Give what is found where the record says nothing."""
        return Found(None, None, None, why, silent=True)

    @property
    def exact(self) -> bool:
        """Whether missing records leave one value only."""
        return self.low is not None and self.low == self.high

    @property
    def said(self) -> tuple[object, ...]:
        """All that it says but for the words."""
        return self.found, self.low, self.high, self.silent

    def below(self, expected: int | str) -> bool:
        """Whether only acts that are not on record could make it as much as is expected."""
        high = self.high
        return (
            self.partial and isinstance(expected, int) and isinstance(high, int) and expected > high
        )

    def allows(self, expected: int | str) -> bool:
        """Whether a value lies within the bounds."""
        if isinstance(expected, str) or not isinstance(self.low, int):
            return self.found == expected
        return self.low <= expected and (not isinstance(self.high, int) or expected <= self.high)


def verdict(expected: int | str, found: Found, independent: int, withheld: int = 0) -> Verdict:
    """Hold what is expected against what was found.

    `independent` counts the entries which carry what was found and have a source that is not the
    claimant's, `withheld` those of which it is withheld whether they have one.
    """
    if found.silent:
        return "unsupported"
    if found.below(expected):
        return "compatible"
    if not found.allows(expected):
        return "contradicted"
    if not found.exact or (withheld and not independent):
        return "compatible"
    return "confirmed" if independent else "restated"
