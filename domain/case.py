"""The state of one case: a fold over its acts in one order, taken in whatever order they come.

`evolve` is total: it takes any sequence of acts, proper or not. It keeps what a dispute is judged
on: the recommendation, the objections of each round and what settled it. `read_case` folds a
history in the one order that is shown, and in every order that may have been.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import reduce

from domain.acts import (
    DecisionRecorded,
    DisputeEscalated,
    ObjectionRaised,
    ObjectionWithdrawn,
    PlacementPublished,
    RecommendationRevised,
    RecommendationSubmitted,
)
from domain.history import InForce
from domain.order import WorldOrder
from domain.values import Scale, Standing, Withheld

__all__ = [
    "BEARING",
    "CaseReading",
    "CaseState",
    "Objection",
    "Position",
    "Round",
    "Stand",
    "allowed",
    "bears",
    "evolve",
    "read_case",
]

BEARING = (
    RecommendationSubmitted,
    RecommendationRevised,
    ObjectionRaised,
    ObjectionWithdrawn,
    DisputeEscalated,
    DecisionRecorded,
    PlacementPublished,
)


@dataclass(frozen=True, slots=True)
class Position:
    """Where a party, a decision or the report placed the subject, and by which entry."""

    entry: int
    standing: str | Withheld
    party: str | Withheld


@dataclass(frozen=True, slots=True)
class Objection:
    """An objection, with the recommendation it was raised against; kept when taken back."""

    position: Position
    against: Position | None
    withdrawn: bool = False


@dataclass(frozen=True, slots=True)
class Stand:
    """Where recommender and objectors stood at one moment of a round."""

    recommended: Position | None
    objections: tuple[Objection, ...]


@dataclass(frozen=True, slots=True)
class Round:
    """One round of a dispute: who objected to what, and what settled it.

    `closing` is the decision that closed it and that no escalation reopened; `closed` and
    `issued` are the stands before that decision and before the placement was issued.
    """

    objections: tuple[Objection, ...]
    decided: Position | None = None
    closing: Position | None = None
    closed: Stand | None = None
    placed: Position | None = None
    issued: Stand | None = None

    @property
    def final(self) -> Position | None:
        """What it is judged on: the placement as issued, else the last decision."""
        return self.placed or self.decided

    @property
    def end(self) -> Position | None:
        """What ended the contest: the decision that closed it, else the placement."""
        return self.closing or self.placed


@dataclass(frozen=True, slots=True)
class CaseState:
    """What the acts of a case, in one order, come to; `round` is the last one."""

    scale: Scale
    first: Position | None = None
    recommended: Position | None = None
    before_decision: Position | None = None
    decided: Position | None = None
    placed: Position | None = None
    opened: int | None = None
    rounds: int = 0
    round: Round | None = None

    @property
    def stand(self) -> Stand:
        """Where everybody stood before what ended the last round; now, while it is open.

        Where there was no round, before the last decision, or else before the placement.
        """
        now = self.round
        if now is None:
            ended = self.decided or self.placed
            return Stand(self.before_decision if ended else self.recommended, ())
        return now.closed or now.issued or Stand(self.recommended, now.objections)


@dataclass(frozen=True, slots=True)
class CaseReading:
    """A history in force, the order in which it is shown, and what it comes to.

    `states` are those of every order that may have been; None when these are too many.
    """

    entries: Sequence[InForce]
    order: tuple[InForce, ...]
    state: CaseState
    states: frozenset[CaseState] | None


def read_case(entries: Sequence[InForce], scale: Scale) -> CaseReading:
    """Fold the history of a case in the order shown, and in every other that may have been."""
    world, start = WorldOrder(entries), CaseState(scale)
    order = world.shown()
    state = reduce(evolve, order, start)
    return CaseReading(entries, order, state, world.states(bears, evolve, start))


def bears(entry: InForce) -> bool:
    """Whether an act bears on how a dispute is read."""
    return isinstance(entry.event.act, BEARING)


def evolve(state: CaseState, entry: InForce) -> CaseState:  # noqa: PLR0911 - one for each act
    """Take in one act. Total: an act that makes no sense here changes nothing."""
    act = entry.event.act
    match act:
        case RecommendationSubmitted() | RecommendationRevised():
            position = _position(entry, act.standing)
            return replace(state, recommended=position, first=state.first or position)
        case ObjectionRaised():
            return _objected(state, _position(entry, act.standing))
        case ObjectionWithdrawn():
            return _withdrew(state, entry.event.by.party)
        case DisputeEscalated():
            reopened = state.round and replace(state.round, closing=None, closed=None)
            return replace(state, round=reopened)
        case DecisionRecorded():
            return _decided(state, _position(entry, act.standing))
        case PlacementPublished():
            return _placed(state, _position(entry, act.tier))
    return state


def allowed(standing: str | Withheld, scale: Scale) -> Standing | None:
    """Read a recorded standing; None when it is withheld or not on this scale."""
    if isinstance(standing, Withheld):
        return None
    try:
        return scale.standing(standing)
    except ValueError:
        return None


def _position(entry: InForce, standing: str | Withheld) -> Position:
    return Position(entry.position, standing, entry.event.by.party)


def _objected(state: CaseState, position: Position) -> CaseState:
    """Take an objection into the open round, or open one, unless it asks for what was decided."""
    now = state.round
    objection = Objection(position, state.recommended)
    if now is not None and now.closing is None:
        others = [one for one in now.objections if one.position.party != position.party]
        standing = sorted((*others, objection), key=lambda one: one.position.entry)
        return replace(state, round=replace(now, objections=tuple(standing)))
    if _asks_only_for(objection, state.decided, state.scale):
        return state
    opened = position.entry if state.opened is None else state.opened
    return replace(state, round=Round((objection,)), rounds=state.rounds + 1, opened=opened)


def _asks_only_for(objection: Objection, decided: Position | None, scale: Scale) -> bool:
    """Whether an objection allows only the one tier that was decided."""
    asked = allowed(objection.position.standing, scale)
    given = allowed(decided.standing, scale) if decided else None
    if asked is None or given is None or len(given.tiers) != 1:
        return False
    tiers = asked.tiers
    if asked.side and objection.against:
        base = allowed(objection.against.standing, scale)
        sides = (scale.beside(tier, asked.side) for tier in (base.tiers if base else ()))
        tiers = frozenset().union(*sides)
    return tiers == given.tiers


def _withdrew(state: CaseState, party: str | Withheld) -> CaseState:
    """Mark a party's objection as taken back: too late for the decision that closed the round."""
    now = state.round
    if now is None:
        return state
    objections = tuple(
        replace(one, withdrawn=True) if one.position.party == party else one
        for one in now.objections
    )
    return replace(state, round=replace(now, objections=objections))


def _decided(state: CaseState, position: Position) -> CaseState:
    """Take a decision: the first one closes the round, a later one is only the newer word."""
    now = state.round and replace(state.round, decided=position)
    if now is not None and now.closing is None:
        stand = Stand(state.recommended, now.objections)
        now = replace(now, closing=position, closed=stand)
    return replace(state, round=now, decided=position, before_decision=state.recommended)


def _placed(state: CaseState, position: Position) -> CaseState:
    """Take the placement as issued; without a decision it is what ends the round."""
    now = state.round
    if now is not None:
        now = replace(now, placed=position, issued=Stand(state.recommended, now.objections))
    before = state.before_decision if state.decided else state.recommended
    return replace(state, round=now, placed=position, before_decision=before)
