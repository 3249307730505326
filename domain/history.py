"""The effective history of a stream: its entries, each in the form that is in force.

H(s, n) of the design: an entry that has been corrected stands in its old place with the content
of the latest correction; one that was voided is left out; corrections have no place of their own.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from domain.acts import RecordCorrected, Replacement
from domain.events import Event, Recorded
from domain.submission import By, read_body, read_by
from domain.values import Occurred, Ref, Withheld

__all__ = ["InForce", "effective", "entry_in_force", "origin", "original", "stated"]

_INNER = "/body/replacement"


@dataclass(frozen=True, slots=True)
class InForce:
    """An entry in its own place, with the content now in force, and the corrections it is from."""

    recorded: Recorded
    event: Event
    corrections: tuple[Recorded, ...] = ()

    @property
    def corrected_by(self) -> Recorded | None:
        """The correction that is in force, if there is one."""
        return self.corrections[-1] if self.corrections else None

    @property
    def position(self) -> int:
        """Position of the entry itself, not of its correction."""
        return self.recorded.position

    @property
    def version(self) -> int:
        """Version of the entry itself, not of its correction."""
        return self.recorded.version


def effective(entries: Iterable[Recorded]) -> tuple[InForce, ...]:
    """Fold the entries of one stream, in order, into those in force."""
    return tuple(_in_force(entries))


def _in_force(entries: Iterable[Recorded]) -> Iterator[InForce]:
    entries = tuple(entries)
    chains = _chains(entries)
    for entry in entries:
        if isinstance(entry.event.act, RecordCorrected):
            continue
        corrections = tuple(chains.get(entry.version, ()))
        if not (corrections and _voids(corrections[-1])):
            yield InForce(entry, _stated(entry, corrections), corrections)


def stated(entries: Iterable[Recorded], version: int) -> Event:
    """Content last stated for an entry, or for what it corrects, even if that was voided since."""
    entries = tuple(entries)
    first = original(entries, version)
    return _stated(first, _chains(entries).get(first.version, ()))


def original(entries: Iterable[Recorded], version: int) -> Recorded:
    """Give the entry whose content a correction, or a correction of that, is about."""
    entries = tuple(entries)
    first = origin(entries, version)
    return next(entry for entry in entries if entry.version == first)


def origin(entries: Iterable[Recorded], version: int) -> int:
    """Give the version of the entry that a correction, or a correction of that, is about.

    It need not be there: a reader may have a correction, and not what it corrects.
    """
    corrects = {
        entry.version: Ref.parse(entry.event.act.corrects).version
        for entry in entries
        if isinstance(entry.event.act, RecordCorrected)
    }
    while version in corrects:
        version = corrects[version]
    return version


def entry_in_force(entries: Iterable[Recorded], version: int) -> int:
    """Version of the entry that now stands for this one: its latest correction, or itself."""
    entries = tuple(entries)
    first = original(entries, version).version
    corrections = _chains(entries).get(first)
    return corrections[-1].version if corrections else first


def _chains(entries: Iterable[Recorded]) -> dict[int, list[Recorded]]:
    """Corrections of each original entry, in order."""
    origin: dict[int, int] = {}
    chains: dict[int, list[Recorded]] = {}
    for entry in entries:
        origin[entry.version] = entry.version
        if isinstance(entry.event.act, RecordCorrected):
            corrects = Ref.parse(entry.event.act.corrects).version
            origin[entry.version] = origin.get(corrects, corrects)
            chains.setdefault(origin[entry.version], []).append(entry)
    return chains


def _voids(correction: Recorded) -> bool:
    return isinstance(correction.event.act, RecordCorrected) and correction.event.act.void is True


def _stated(entry: Recorded, corrections: Iterable[Recorded]) -> Event:
    """Content after every correction that does not void."""
    event = entry.event
    for correction in corrections:
        act = correction.event.act
        if isinstance(act, RecordCorrected) and act.replacement is not None:
            event = _replaced(event, act.replacement, correction.event)
    return event


def _replaced(kept: Event, new: Replacement, correction: Event) -> Event:
    """Content after one correction; what it leaves out stays as it was."""
    return replace(
        kept,
        act=read_body(kept.act.name, new.body, f"{_INNER}/body"),
        occurred=_occurred(kept, new),
        by=_by(kept, new),
        withheld=_withheld(kept, new, correction),
    )


def _by(kept: Event, new: Replacement) -> By:
    """Who acted as now stated; who wrote the act down stays, unless that is corrected too."""
    if new.by is None:
        return kept.by
    return read_by({"recorded_by": kept.by.recorded_by} | new.by, f"{_INNER}/by")


def _occurred(kept: Event, new: Replacement) -> Occurred | Withheld | None:
    if isinstance(new.occurred, str):
        return Occurred.parse(new.occurred)
    return kept.occurred if new.occurred is None else new.occurred


def _withheld(kept: Event, new: Replacement, correction: Event) -> dict[str, Withheld]:
    """Places withheld in the content now in force, by their pointers in the original act."""
    stays = {
        pointer: held
        for pointer, held in kept.withheld.items()
        if (pointer == "/occurred" and new.occurred is None)
        or (pointer.startswith("/by/") and new.by is None)
        or (pointer == "/by/recorded_by" and "recorded_by" not in (new.by or {}))
    }
    inner = {
        pointer.removeprefix(_INNER): held
        for pointer, held in correction.withheld.items()
        if pointer.startswith(f"{_INNER}/")
    }
    return stays | inner
