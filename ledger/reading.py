"""The entries of a book as typed events, opened as far as one audience may know."""

from collections.abc import Iterator, Mapping

from domain.events import Recorded, read_event
from domain.values import RELEASES, Release, Withheld
from ledger.book import Book
from ledger.disclosures import reveal
from ledger.entry import Entry

__all__ = ["Reading", "typed"]

BATCH = 1000


class Reading:
    """A book as one audience reads it, up to the position that was its head at the start."""

    def __init__(self, book: Book, audience: Release = "internal", upto: int | None = None) -> None:
        self._book = book
        self._audience = RELEASES.index(audience)
        self.head = book.head()[0] if upto is None else upto
        self.origin = book.origin

    def after(self, position: int) -> Iterator[Recorded]:
        """Entries after a position, in order."""
        while position < self.head:
            upto = min(position + BATCH, self.head)
            disclosures = self._book.disclosures(position, upto)
            for position, entry in self._book.entries(position, upto):  # noqa: B020, PLR1704
                yield self._recorded(position, entry, disclosures.get(position, {}))

    def stream(self, name: str, upto: int | None = None) -> list[Recorded]:
        """Entries of one stream up to a position, in order."""
        upto = self.head if upto is None else upto
        entries = self._book.stream(name, upto)
        disclosures: Mapping[int, Mapping[str, str]] = {}
        if any(entry.commitments for _, entry in entries):
            disclosures = self._book.stream_disclosures(name, upto)
        return [
            self._recorded(position, entry, disclosures.get(position, {}))
            for position, entry in entries
        ]

    def _recorded(self, position: int, entry: Entry, disclosures: Mapping[str, str]) -> Recorded:
        opened = {
            pointer: disclosures[pointer]
            for pointer, promised in entry.commitments.items()
            if pointer in disclosures and RELEASES.index(promised["release"]) <= self._audience
        }
        return typed(position, entry, opened)


def typed(position: int, entry: Entry, opened: Mapping[str, str]) -> Recorded:
    """Read one entry as an event; what is not opened is marked as withheld."""
    fields = entry.fields
    if entry.commitments:
        fields = reveal(fields, opened, Withheld) | {"commitments": entry.commitments}
    return Recorded(position, entry.stream, entry.version, entry.recorded_at, read_event(fields))
