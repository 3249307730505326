"""World order: in which orders the acts of one case may have happened, as far as is known.

A case is read by when its acts occurred, not by when they were typed in. An entry precedes every
entry that names it in `basis` or `settles`. Of two dated acts the one that certainly ended before
the other began comes first, and an interval that ends on the day of a decision or publication
precedes it.
An act without a date keeps its place in the stream where no date speaks against it. Dated acts
that all this leaves unordered are taken in every order.
"""

from collections.abc import Callable, Hashable, Iterator, Sequence
from itertools import pairwise
from typing import TypeVar

from domain.acts import DecisionRecorded, PlacementPublished
from domain.events import Event
from domain.history import InForce
from domain.values import Occurred, Ref, Withheld

__all__ = ["WorldOrder", "happened"]

State = TypeVar("State", bound=Hashable)
MOST_UNORDERED = 6
MOST_PATHS = 20_000


def happened(entry: InForce) -> Occurred | None:
    """When an act happened; if nobody said, at its recording if it was contemporaneous."""
    occurred = entry.event.occurred
    if occurred is None and entry.event.made == "contemporaneous":
        return Occurred.at(entry.recorded.recorded_at)
    return None if isinstance(occurred, Withheld) else occurred


class WorldOrder:
    """What is known of the order in which the acts of a case happened."""

    def __init__(self, entries: Sequence[InForce]) -> None:
        """Take the acts as they lie in their stream."""
        self._entries = entries
        self._before = _predecessors(entries)

    def shown(self) -> tuple[InForce, ...]:
        """Give one order that may have been: of what is not ordered, what was recorded first."""
        order: list[int] = []
        placed = 0
        while len(order) < len(self._entries):
            chosen = next(_available(self._before, placed))
            order.append(chosen)
            placed |= 1 << chosen
        return tuple(self._entries[index] for index in order)

    def states(
        self,
        bears: Callable[[InForce], bool],
        step: Callable[[State, InForce], State],
        start: State,
    ) -> frozenset[State] | None:
        """Fold the acts that bear on the answer in every order that may have been.

        Gives the states this can end in; None when more than six such acts are mutually
        unordered: then nothing is searched.
        """
        kept = [place for place, entry in enumerate(self._entries) if bears(entry)]
        entries = [self._entries[place] for place in kept]
        before = [
            sum(1 << new for new, old in enumerate(kept) if self._before[place] >> old & 1)
            for place in kept
        ]
        paths: dict[int, set[State]] = {0: {start}}  # by the acts already placed, as a bit set
        for _ in entries:
            onward: dict[int, set[State]] = {}
            for placed, states in paths.items():
                available = list(_available(before, placed))
                if len(available) > MOST_UNORDERED:
                    return None
                for act in available:
                    reached = onward.setdefault(placed | 1 << act, set())
                    reached.update(step(state, entries[act]) for state in states)
            if len(onward) > MOST_PATHS:
                return None
            paths = onward
        return frozenset().union(*paths.values())


def _available(before: Sequence[int], placed: int) -> Iterator[int]:
    """Acts not yet placed all of whose predecessors are, in stream order."""
    return (
        act for act, needed in enumerate(before) if not placed >> act & 1 and needed & ~placed == 0
    )


# ---------------------------------------------------------------- what certainly came first


def _predecessors(entries: Sequence[InForce]) -> list[int]:
    """For each act, the bit set of the acts that certainly came before it.

    A pair that would close a circle with what is already known is left out: the reliance of one
    entry on another is believed before any date.
    """
    if _already_in_order(entries):
        return [(1 << index) - 1 for index in range(len(entries))]
    before = [0] * len(entries)
    for earlier, later in (*_relied_on(entries), *_dated(entries), *_undated(entries)):
        if earlier == later or before[earlier] >> later & 1 or before[later] >> earlier & 1:
            continue
        known = before[earlier] | 1 << earlier
        for act in range(len(entries)):
            if act == later or before[act] >> later & 1:
                before[act] |= known
    return before


def _already_in_order(entries: Sequence[InForce]) -> bool:
    """Whether the dates alone put the acts in the order in which they were recorded."""
    return all(_certainly(one, other) for one, other in pairwise(entries)) and not any(
        _settles(entry.event) for entry in entries
    )


def _relied_on(entries: Sequence[InForce]) -> Iterator[tuple[int, int]]:
    """Pairs of which one names the other; who names a correction names what it corrects."""
    index = {
        Ref(one.stream, one.version): place
        for place, entry in enumerate(entries)
        for one in (entry.recorded, *entry.corrections)
    }
    for place, entry in enumerate(entries):
        for ref in (*entry.event.basis, *_settles(entry.event)):
            if ref in index:
                yield index[ref], place


def _settles(event: Event) -> tuple[Ref, ...]:
    if isinstance(event.act, DecisionRecorded) and event.act.settles:
        return tuple(map(Ref.parse, event.act.settles))
    return ()


def _dated(entries: Sequence[InForce]) -> Iterator[tuple[int, int]]:
    for one, first in enumerate(entries):
        for other in range(one + 1, len(entries)):
            if _precedes(first, entries[other]):
                yield one, other
            elif _precedes(entries[other], first):
                yield other, one


def _undated(entries: Sequence[InForce]) -> Iterator[tuple[int, int]]:
    """Pairs in stream order of which one has no date."""
    known = [happened(entry) is not None for entry in entries]
    for one in range(len(entries)):
        for other in range(one + 1, len(entries)):
            if not (known[one] and known[other]):
                yield one, other


def _precedes(one: InForce, other: InForce) -> bool:
    """Whether the dates put one act before another."""
    known = _certainly(one, other)
    if known is None:  # two such acts may each end on the day of the other: no order then
        return _ends_on_the_day(one, other) and not _ends_on_the_day(other, one)
    return known


def _certainly(one: InForce, other: InForce) -> bool | None:
    """Whether one act had ended before another began: True, False (it came later), or None."""
    first, second = happened(one), happened(other)
    if first is None or second is None:
        return None
    if one.event.occurred is None and other.event.occurred is None:
        return one.position < other.position  # stamped at recording, whose order is known
    return first.precedes(second)


def _ends_on_the_day(one: InForce, other: InForce) -> bool:
    """Whether an interval ends on the day of a decision or publication."""
    first, second = happened(one), happened(other)
    return (
        isinstance(other.event.act, DecisionRecorded | PlacementPublished)
        and first is not None
        and second is not None
        and first.interval
        and second.day is not None
        and first.latest[:10] == second.day
    )
