"""Support: the entries that carry what was found, told by leaving them out.

An entry carries a finding if without it something else would be found. Leaving an entry out is
what voiding it comes to: its corrections go with it.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Generic, TypeVar

from domain.acts import CoverageDeclared, EditionOpened
from domain.claims import Found
from domain.history import InForce
from domain.sources import word_of

__all__ = ["Reading", "support"]

V = TypeVar("V")


@dataclass(frozen=True)
class Reading(Generic[V]):
    """What is measured, kept in such a way that it can be measured again without some entries.

    Every stream is read by itself into a value; `measure` makes of all values what is found.
    `bears` tells the acts it is about; any other entry can only matter to the order of these.
    """

    streams: Mapping[str, Sequence[InForce]]
    read: Callable[[str, Sequence[InForce]], V]
    measure: Callable[[Mapping[str, V]], Found]
    bears: Callable[[InForce], bool]

    @cached_property
    def values(self) -> dict[str, V]:
        """What each stream is read as."""
        return {name: self.read(name, entries) for name, entries in self.streams.items()}

    @cached_property
    def found(self) -> Found:
        """What is found in the whole record."""
        return self.measure(self.values)

    def without(self, left_out: Iterable[InForce]) -> Found:
        """Give what would be found without some entries."""
        gone: dict[str, set[int]] = {}
        for entry in left_out:
            gone.setdefault(entry.recorded.stream, set()).add(entry.position)
        values = {
            name: self.read(name, [one for one in self.streams[name] if one.position not in out])
            for name, out in gone.items()
        }
        if all(values[name] == self.values[name] for name in values):
            return self.found
        return self.measure(self.values | values)

    @cached_property
    def singly(self) -> tuple[tuple[InForce, Found], ...]:
        """Each entry, with what would be found without it."""
        entries = (entry for stream in self.streams.values() for entry in stream)
        return tuple((entry, self.without([entry])) for entry in entries)

    @cached_property
    def carrying(self) -> tuple[InForce, ...]:
        """Entries without any one of which another value would be found.

        Where there are none, the acts on cases without which the bounds would be others.
        """
        value = tuple(entry for entry, found in self.singly if found.found != self.found.found)
        return value or tuple(entry for entry in self.bounding if not _declares(entry))

    @property
    def bounding(self) -> Iterator[InForce]:
        """Entries without which the bounds would be others."""
        return (entry for entry, found in self.singly if found.said != self.found.said)


def support(reading: Reading[V], claimant: str) -> tuple[InForce, ...]:
    """Give the entries that carry what was found, when `claimant` claims it.

    What is on record more than once stands without any single entry. Then several are left out
    together; and where no act on a case matters at all, what the edition declares carries it.
    """
    if reading.found.silent:
        return ()
    return (
        reading.carrying
        or _together(reading, claimant, _decisive(reading))
        or tuple(reading.bounding)
        or _together(reading, claimant, [one for one, _ in reading.singly if _declares(one)])
        or _together(reading, claimant, [one for one, _ in reading.singly])
    )


def _together(
    reading: Reading[V], claimant: str, entries: Sequence[InForce]
) -> tuple[InForce, ...]:
    """Ask whether what some entries carry stands without the claimant's own; if so, on the rest.

    If it stands without these, but not without those that may be the claimant's too, it rests on
    both. Nothing is given if they carry nothing, even together.
    """
    if reading.without(entries).said == reading.found.said:
        return ()
    words = [(entry, word_of(entry.event, claimant)) for entry in entries]
    own = tuple(entry for entry, word in words if word == "claimant")
    may = tuple(entry for entry, word in words if word != "independent")
    for left_out in (own, may):
        if reading.without(left_out).said != reading.found.said:
            return left_out
    return tuple(entry for entry, word in words if word == "independent")


def _decisive(reading: Reading[V]) -> tuple[InForce, ...]:
    """Give the acts on the cases that matter, each case taken whole; if none does, on all cases."""
    acts = [
        [entry for entry in entries if reading.bears(entry) and not _declares(entry)]
        for entries in reading.streams.values()
    ]
    decisive = [one for one in acts if reading.without(one).said != reading.found.said]
    return tuple(entry for one in decisive or acts for entry in one)


def _declares(entry: InForce) -> bool:
    """Whether an entry says how an edition is kept, not what happened in it."""
    return isinstance(entry.event.act, CoverageDeclared | EditionOpened)
