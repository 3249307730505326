"""Which earlier acts of a case an act follows on: the step before it, as far as dates tell.

That one act followed on another says nothing of reliance. It says only that it came after, in the
order in which the case is read; where the dates leave the two unordered, that is said too.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from domain.acts import (
    COVERAGE_GROUPS,
    ConcurrenceRecorded,
    DecisionRecorded,
    DeterminationMade,
    DisputeEscalated,
    HoldPlaced,
    HoldReleased,
    ObjectionRaised,
    ObjectionWithdrawn,
    PlacementCorrected,
    PlacementPublished,
    RecommendationRevised,
    RecommendationSubmitted,
    RecommendationWithdrawn,
    WaiverGranted,
    WaiverLapsed,
)
from domain.values import Occurred

__all__ = ["Followed", "Step", "certainly_before", "follows"]

RECOMMENDED = (RecommendationSubmitted.name, RecommendationRevised.name)
PLACED = (PlacementPublished.name, PlacementCorrected.name)
LAST_OF: dict[str, tuple[str, ...]] = {
    RecommendationRevised.name: RECOMMENDED,
    RecommendationWithdrawn.name: RECOMMENDED,
    ObjectionRaised.name: RECOMMENDED,
    ConcurrenceRecorded.name: RECOMMENDED,
    ObjectionWithdrawn.name: (ObjectionRaised.name,),
    DisputeEscalated.name: (ObjectionRaised.name,),
    PlacementCorrected.name: PLACED,
    WaiverLapsed.name: (WaiverGranted.name,),
    DeterminationMade.name: PLACED,
    HoldReleased.name: (HoldPlaced.name,),
}
"""Acts that follow on the last one before them of certain kinds."""
CONCLUDING = (DecisionRecorded.name, PlacementPublished.name)
"""Acts that follow on the decision before them, and on all that was said since."""
SAID = frozenset(COVERAGE_GROUPS["deliberations"]) - {DecisionRecorded.name}
LEADING = (DecisionRecorded.name, WaiverGranted.name)
"""Acts that lead to a placement unless the dates say that they came after it."""


@dataclass(frozen=True, slots=True)
class Step:
    """One act of a case: `stamped` if its recording alone dates it, `party` if it is named."""

    act: str
    position: int
    party: str | None
    happened: Occurred | None
    stamped: bool = False


class Followed(NamedTuple):
    """A step, one that it follows on, and whether the dates put the two in this order."""

    step: Step
    before: Step
    certain: bool


def follows(steps: Sequence[Step]) -> Iterator[Followed]:
    """Give, for each step of a case in the order shown, the steps that it follows on."""
    for place, step in enumerate(steps):
        for before in _before(step, steps[:place]):
            yield Followed(step, before, certainly_before(before, step))
        if step.act == PlacementPublished.name:
            for other in steps[place + 1 :]:
                if other.act in LEADING and not certainly_before(step, other):
                    yield Followed(step, other, certain=False)


def certainly_before(one: Step, other: Step) -> bool:
    """Whether the dates put a step that is shown before another one there.

    Without dates it is the order shown; an interval that ends on the day of a decision or
    publication precedes it (see `domain.order`).
    """
    if one.happened is None or other.happened is None:
        return True
    if one.stamped and other.stamped:
        return one.position < other.position
    known = one.happened.precedes(other.happened)
    if known is None:
        return _ends_on_its_day(one, other) and not _ends_on_its_day(other, one)
    return known


def _before(step: Step, earlier: Sequence[Step]) -> Sequence[Step]:
    if step.act in CONCLUDING:
        return _since_the_decision(step, earlier)
    kinds = LAST_OF.get(step.act, ())
    if step.act == ObjectionWithdrawn.name:
        if step.party is None:
            return ()  # whose objection it was is not known
        earlier = [one for one in earlier if one.party == step.party]
    found = [one for one in earlier if one.act in kinds]
    return found[-1:]


def _since_the_decision(step: Step, earlier: Sequence[Step]) -> list[Step]:
    """Give the last decision and what was said after it; of a placement, its waivers too."""
    decisions = [place for place, one in enumerate(earlier) if one.act == DecisionRecorded.name]
    since = decisions[-1] if decisions else 0
    waived = step.act == PlacementPublished.name
    return [
        one
        for place, one in enumerate(earlier)
        if place in decisions[-1:]
        or (place >= since and one.act in SAID)
        or (waived and one.act == WaiverGranted.name)
    ]


def _ends_on_its_day(one: Step, other: Step) -> bool:
    first, second = one.happened, other.happened
    return (
        other.act in CONCLUDING
        and first is not None
        and second is not None
        and first.interval
        and second.day is not None
        and first.latest[:10] == second.day
    )
