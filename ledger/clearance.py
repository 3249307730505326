"""What one audience may know of a book: by the class of an entry, of a field, and by releases."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from domain.acts import ContentReleased
from domain.events import Recorded
from domain.history import effective
from domain.values import RELEASES, Release
from ledger.entry import Entry

__all__ = ["Clearance", "Released", "cleared", "released_by"]


@dataclass(slots=True)
class Released:
    """What was opened of one entry: the entry itself, and places of it that were withheld."""

    whole: bool = False
    pointers: set[str] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class Clearance:
    """Who reads, and what was opened to them beyond the classes, by reference of the entry."""

    audience: Release
    released: Mapping[str, Released] = field(default_factory=dict)

    def sees(self, entry: Entry) -> bool:
        """Tell whether this audience may have the entry at all."""
        return cleared(entry.release, self.audience) or (
            (found := self.released.get(_ref(entry))) is not None and found.whole
        )

    def opens(self, entry: Entry, disclosures: Mapping[str, str]) -> dict[str, str]:
        """Choose the disclosures of an entry that this audience may have."""
        found = self.released.get(_ref(entry)) or Released()
        return {
            pointer: disclosures[pointer]
            for pointer, promised in entry.commitments.items()
            if pointer in disclosures
            and (pointer in found.pointers or cleared(promised["release"], self.audience))
        }


def cleared(release: str, audience: Release) -> bool:
    """Tell whether what is of a class may go to an audience."""
    return [*map(str, RELEASES)].index(release) <= RELEASES.index(audience)


def released_by(streams: list[list[Recorded]], audience: Release) -> dict[str, Released]:
    """Gather from whole streams what releases in force open to an audience.

    A release without pointers opens the entry, and none of the places that are withheld in it.
    """
    found: dict[str, Released] = {}
    for entries in streams:
        for entry in effective(entries):
            act = entry.event.act
            if not isinstance(act, ContentReleased) or act.audience is None:
                continue
            if cleared(act.audience, audience):
                opened = found.setdefault(act.entry, Released())
                opened.whole |= act.pointers is None
                opened.pointers |= {*(act.pointers or ())}
    return found


def _ref(entry: Entry) -> str:
    return f"{entry.stream}@{entry.version}"
