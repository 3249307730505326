"""Overrides: a decided or published standing other than the recommendation, contested or not."""

from dataclasses import dataclass, replace
from typing import Literal

from domain.acts import ConcurrenceRecorded
from domain.case import CaseReading, CaseState, Position, allowed
from domain.values import Scale, Withheld

__all__ = ["Override", "override_of"]


Concurrence = Literal["recorded", "not-on-record"]


@dataclass(frozen=True, slots=True)
class Override:
    """Where the outcome certainly differs from the recommendation, and which way."""

    recommended: str | Withheld
    decided: str | Withheld | None
    published: str | Withheld | None
    concurrence: Concurrence
    direction: Literal["better", "worse", "unordered"]


def override_of(case: CaseReading) -> Override | None:
    """Hold what was decided and published against the last recommendation before it.

    None where that is not an override in every order that may have been.
    """
    concurred = any(isinstance(entry.event.act, ConcurrenceRecorded) for entry in case.entries)
    concurrence: Concurrence = "recorded" if concurred else "not-on-record"
    every = [_override(state, concurrence) for state in case.states or ()]
    found = _override(case.state, concurrence)
    if found is None or not every or None in every:
        return None
    alike = all(one is not None and one.direction == found.direction for one in every)
    return found if alike else replace(found, direction="unordered")


def _override(state: CaseState, concurrence: Concurrence) -> Override | None:
    recommended = state.stand.recommended
    if recommended is None or not (state.decided or state.placed):
        return None
    other = [
        final
        for final in (state.placed, state.decided)
        if final is not None and _differs(recommended, final, state.scale)
    ]
    if not other:
        return None
    return Override(
        recommended=recommended.standing,
        decided=state.decided.standing if state.decided else None,
        published=state.placed.standing if state.placed else None,
        concurrence=concurrence,
        direction=_direction(recommended, other[0], state.scale),
    )


def _differs(recommended: Position, final: Position, scale: Scale) -> bool:
    """Whether no tier satisfies both: only then is the difference certain."""
    one, other = allowed(recommended.standing, scale), allowed(final.standing, scale)
    return one is not None and other is not None and not one.tiers & other.tiers


def _direction(
    recommended: Position, final: Position, scale: Scale
) -> Literal["better", "worse", "unordered"]:
    one, other = allowed(recommended.standing, scale), allowed(final.standing, scale)
    if one is None or other is None:
        return "unordered"
    before = [scale.rank(tier) for tier in one.tiers]
    after = [scale.rank(tier) for tier in other.tiers]
    for side, sign in (("better", 1), ("worse", -1)):
        if all(
            b is not None and a is not None and (b - a) * sign > 0 for b in before for a in after
        ):
            return "better" if side == "better" else "worse"
    return "unordered"
