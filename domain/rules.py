"""What a rule is: what should hold of a record, by which law, and what its absence can prove.

Silence is not a fact. A finding that rests on something missing counts only where the book
declares to hold every act of that kind; elsewhere it is not assessable, and says why.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal, TypeVar

from domain.coverage import Coverage

__all__ = [
    "HIDDEN",
    "RECORDS",
    "RULES",
    "Finding",
    "Rule",
    "State",
    "assessed",
    "rule",
    "uncovered",
]

F = TypeVar("F", bound=Callable[..., object])
State = Literal["deviation", "not-assessable"]


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule in our words, with its source and, where the law can be read in two ways, how.

    `needs` are the acts of which the book must declare to hold every one before the absence of
    one says anything.
    """

    code: str
    says: str
    source: str
    reading: str | None = None
    needs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Finding:
    """Where a record departs from a rule, if the book holds enough to say so.

    `positions` are the entries it shows in; `needs` the acts that must be covered completely,
    none where entries on record contradict each other; `obstacle` says why it can't be assessed
    whatever is covered; `reading` names that of the law, where it is not the rule's own.
    """

    code: str
    explanation: str
    positions: tuple[int, ...] = ()
    needs: tuple[str, ...] = ()
    obstacle: str | None = None
    reading: str | None = None


RECORDS = "36 CFR 1222.22 to 1222.28: decisions, and how they were reached, are documented"
"""Source of the rules on what is to be written down."""
HIDDEN = "withheld from this audience"
"""Why a reader who may not know everything can't tell; it follows on what that is."""
RULES: dict[str, Rule] = {}
"""Every rule by its code."""


def rule(
    code: str, says: str, source: str, *, reading: str | None = None, needs: tuple[str, ...] = ()
) -> Callable[[F], F]:
    """Enter a rule; it stands above the function that finds where a record departs from it."""
    RULES[code] = Rule(code, says, source, reading, needs)

    def enter(function: F) -> F:
        return function

    return enter


def assessed(
    finding: Finding, coverage: Mapping[str, Coverage], edition: str
) -> tuple[State, str | None]:
    """Say whether a finding counts in an edition with this coverage, and if not, why not."""
    if finding.obstacle:
        return "not-assessable", finding.obstacle
    reasons = (uncovered(coverage, act, edition) for act in finding.needs)
    reason = next((one for one in reasons if one), None)
    return ("not-assessable", reason) if reason else ("deviation", None)


def uncovered(coverage: Mapping[str, Coverage], act: str, edition: str) -> str | None:
    """Say why the absence of an act proves nothing in an edition; None where it does."""
    held = coverage.get(act)
    if held is None:
        return f"{edition} declares no coverage of {act}"
    if held.extent != "complete":
        return f"{edition} declares its coverage of {act} as {held.extent}"
    return None
