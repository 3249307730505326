"""The entries of a book as typed events, opened as far as one audience may know.

Nothing that is asked here is answered from what the audience may not have. Of a book from which
entries are missing to a reader, it is known that they are missing where another entry says so.
"""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from domain.acts import ContentReleased, HeadsRecorded
from domain.events import Recorded, read_event
from domain.history import effective
from domain.values import Kind, Release, Stream, Withheld
from ledger.book import Book
from ledger.clearance import Clearance, cleared, released_by
from ledger.disclosures import reveal
from ledger.entry import Entry
from ledger.errors import AudienceRefused

__all__ = ["Reading", "typed"]

BATCH = 1000

Opened = Mapping[str, str]


@dataclass(slots=True)
class _Known:
    """What an audience knows of a book without opening any entry: streams, and times."""

    versions: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    positions: list[int] = field(default_factory=list)
    times: list[str] = field(default_factory=list)


class Reading:
    """A book as one audience reads it, up to the position that was its head at the start."""

    def __init__(
        self, book: Book, audience: Release | None = None, upto: int | None = None
    ) -> None:
        copied = book.copied_for
        self.audience: Release = audience or copied or "internal"
        if copied and not cleared(self.audience, copied):
            raise AudienceRefused(book.path, self.audience, copied)
        self._book = book
        self._end = book.head()[0]
        self.head = self._end if upto is None else upto
        self.origin = book.origin
        self.partial = copied is not None or self.audience != "internal"
        """Whether entries may be missing to this reader."""
        self._everything = self.audience == (copied or "internal")

    def after(self, position: int) -> Iterator[Recorded]:
        """Entries after a position, in order."""
        for place, entry, opened in self.entries(position):
            yield typed(place, entry, opened)

    def stream(self, name: str, upto: int | None = None) -> list[Recorded]:
        """Entries of one stream up to a position, in order."""
        upto = self.head if upto is None else upto
        entries = [one for one in self._book.stream(name, upto) if self.sees(one[1])]
        disclosures: Mapping[int, Opened] = {}
        if any(entry.commitments for _, entry in entries):
            disclosures = self._book.stream_disclosures(name, upto)
        return [
            typed(position, entry, self.opens(entry, disclosures.get(position, {})))
            for position, entry in entries
        ]

    def entries(self, after: int = 0) -> Iterator[tuple[int, Entry, Opened]]:
        """Yield position, entry, and the disclosures of it that this audience may have."""
        while after < self.head:
            upto = min(after + BATCH, self.head)
            disclosures = self._book.disclosures(after, upto)
            for position, entry in self._book.entries(after, upto):
                if self.sees(entry):
                    yield position, entry, self.opens(entry, disclosures.get(position, {}))
            after = upto

    # ------------------------------------------------------------ what is known of the book

    def version(self, stream: str) -> int:
        """Tell the last version of a stream, 0 if nothing of it is there for this audience."""
        if not self.partial:
            return self._book.version(stream)
        return max(self._known.versions.get(stream, ()), default=0)

    def versions(self, under: str | None = None, upto: int | None = None) -> dict[str, int]:
        """Give the last version of every stream, or of `under` and those below it."""
        if not self.partial:
            return self._book.versions(under, upto)
        return {
            name: versions[-1]
            for name, versions in self._known.versions.items()
            if under is None or name == under or name.startswith(f"{under}/")
        }

    def position_at(self, instant: str) -> int:
        """Give the last position recorded at or before an instant of 27 characters, or 0."""
        if not self.partial:
            return self._book.position_at(instant)
        place = bisect_right(self._known.times, instant)
        if place == len(self._known.times):
            return self.head
        return self._known.positions[place - 1] if place else 0

    def recorded_at(self, position: int) -> str | None:
        """Give the time of the last entry up to a position; None if there is none."""
        if not self.partial:
            return self._book.at(position).recorded_at if position else None
        place = bisect_right(self._known.positions, position)
        return self._known.times[place - 1] if place else None

    def count(self, upto: int) -> int:
        """Tell how many entries up to a position are there for this reader."""
        return bisect_right(self._known.positions, upto) if self.partial else upto

    @cached_property
    def absent(self) -> Mapping[str, Sequence[int]]:
        """Versions of streams that are known to be on record and are not there for this reader.

        They are known by a later version of the same stream, or by the heads that were recorded,
        whenever that was: who reads as of a position knows today what is missing.
        """
        if not self.partial:
            return {}
        known = {name: versions[-1] for name, versions in self._known.versions.items()}
        for name, version in self._heads().items():
            known[name] = max(version, known.get(name, 0))
        found = {}
        for name, last in sorted(known.items()):
            there = {*self._known.versions.get(name, ())}
            if missing := [one for one in range(1, last + 1) if one not in there]:
                found[name] = missing
        return found

    def _heads(self) -> dict[str, int]:
        """Give the versions that the newest heads of each edition name."""
        found: dict[str, int] = {}
        for name in list(self._known.versions):
            if Stream.parse(name).kind is Kind.EDITION:
                for entry in effective(self.stream(name, self._end)):
                    act = entry.event.act
                    if isinstance(act, HeadsRecorded):
                        found |= act.heads or {}
        return found

    @cached_property
    def _known(self) -> _Known:
        """Read once what this audience may know of the order of things."""
        found = _Known()
        for position, entry in self._book.entries(0, self._end):
            if self.sees(entry):
                found.versions[entry.stream].append(entry.version)
                found.positions.append(position)
                found.times.append(entry.recorded_at)
        return found

    # ------------------------------------------------------------ who may know

    @cached_property
    def _clearance(self) -> Clearance:
        names = self._book.streams_with(ContentReleased.name)
        whole = [
            [typed(place, entry, {}) for place, entry in self._book.stream(name)] for name in names
        ]
        return Clearance(self.audience, released_by(whole, self.audience))

    def sees(self, entry: Entry) -> bool:
        """Tell whether the audience may have an entry."""
        return self._everything or self._clearance.sees(entry)

    def opens(self, entry: Entry, disclosures: Opened) -> Opened:
        """Choose what of the disclosures of an entry the audience may have."""
        return disclosures if self._everything else self._clearance.opens(entry, disclosures)


def typed(position: int, entry: Entry, opened: Mapping[str, str]) -> Recorded:
    """Read one entry as an event; what is not opened is marked as withheld."""
    fields = entry.fields
    if entry.commitments:
        fields = reveal(fields, opened, Withheld) | {"commitments": entry.commitments}
    return Recorded(position, entry.stream, entry.version, entry.recorded_at, read_event(fields))
