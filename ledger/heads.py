"""Heads: the version of every case of an edition goes on record, so that a gap is a visible gap."""

from collections.abc import Iterable

from domain.acts import HeadsRecorded
from domain.history import effective
from domain.values import Kind, Stream
from ledger.book import Book
from ledger.ids import Surroundings
from ledger.reading import Reading
from ledger.recording import record
from ledger.seal import sealer
from ledger.submitted import Row

__all__ = ["editions_of", "record_heads"]


def editions_of(book: Book) -> list[str]:
    """Give every edition in which a case has an entry."""
    streams = map(Stream.parse, book.versions())
    return sorted({one.edition or "" for one in streams if one.kind is Kind.CASE})


def record_heads(book: Book, editions: Iterable[str], surroundings: Surroundings) -> int:
    """Record the heads of these editions, of each whose heads have moved; give how many had."""
    with sealer(book) as opened:
        opened.ready()  # heads that can't be sealed are of no use to a copy
        reading = Reading(book)
        rows: list[Row] = []
        for edition in editions:
            heads = {
                name: version
                for name, version in book.versions(edition).items()
                if Stream.parse(name).kind is Kind.CASE
            }
            if heads and heads != _newest(reading, edition):
                by = {"party": book.recorder}
                act = {"act": "heads-recorded", "on": edition, "by": by, "body": {"heads": heads}}
                rows.append(Row(len(rows) + 1, act))
        if rows:
            record(book, rows, surroundings)
        return len(rows)


def _newest(reading: Reading, edition: str) -> dict[str, int] | None:
    acts = [entry.event.act for entry in effective(reading.stream(edition))]
    heads = [act.heads for act in acts if isinstance(act, HeadsRecorded)]
    return heads[-1] if heads else None
