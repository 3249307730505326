"""Filing: a document goes into the vault and its description into the book, both or neither."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import Any, BinaryIO

from domain.events import Recorded
from domain.evidence import filed_as, is_evidence
from domain.values import Kind, Stream
from ledger.book import Book
from ledger.errors import LedgerError
from ledger.ids import Surroundings
from ledger.intake import Row
from ledger.reading import Reading
from ledger.recording import Recording, record
from ledger.vault import Document, Vault

__all__ = ["Filed", "file_document", "taken_in", "vault_of"]

Write = Callable[[str, Recorded | None], Mapping[str, Any]]
"""Writes the act for a stream; given the entry by which the document was filed there before."""


@dataclass(frozen=True, slots=True)
class Filed:
    """What came of filing: the act, its receipt, and whether the document is new in the vault."""

    act: Mapping[str, Any]
    recording: Recording
    stored: bool


def vault_of(book: Book) -> Vault:
    """Give the vault that lies beside the store of a book."""
    return Vault(book.path / "vault")


@contextmanager
def taken_in(book: Book, source: BinaryIO) -> Iterator[Document]:
    """Copy a source into a temporary file of the vault; others may write to the book meanwhile."""
    vault = vault_of(book)
    with ExitStack() as held:
        with book.writing():
            vault.tidy()
            document = held.enter_context(vault.new())
        document.fill(source)
        yield document


def file_document(
    book: Book, document: Document, on: Stream, write: Write, surroundings: Surroundings
) -> Filed:
    """Put a document in its place and record what `write` says of it; Refused leaves nothing.

    `on` is a stream of evidence, or an edition: then it is the stream in which this document was
    filed before, else the next that is free.
    """
    with book.writing():
        stream, before = _place(book, on, document.digest)
        act = write(stream, before)
        head = book.head()
        stored = document.keep()
        try:
            return Filed(act, record(book, [Row(1, dict(act))], surroundings), stored)
        except BaseException:
            if stored and _stands_at(book, head):
                document.withdraw()
            raise


def _place(book: Book, on: Stream, digest: str) -> tuple[str, Recorded | None]:
    """Give the stream to file in, and the entry by which the document was filed there first."""
    reading = Reading(book)
    if on.kind is Kind.EVIDENCE:
        return on.text, filed_as(reading.stream(on.text), digest)
    names = list(filter(is_evidence, book.versions(on.text)))
    before = [one for name in names if (one := filed_as(reading.stream(name), digest))]
    if before:
        first = min(before, key=lambda one: one.position)
        return first.stream, first
    numbers = [int(end) for name in names if (end := name.rpartition("/")[2]).isdigit()]
    return f"{on.text}/evidence/{max(numbers, default=0) + 1}", None


def _stands_at(book: Book, head: tuple[int, str | None]) -> bool:
    """Tell whether nothing was recorded since; where that can't be told, it may have been."""
    try:
        return book.head() == head
    except LedgerError:
        return False
