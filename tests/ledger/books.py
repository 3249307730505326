"""What the tests of the store have in common: entries to append, and books to append them to."""

import sqlite3
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path
from textwrap import dedent
from typing import Any

from ledger.book import Book
from ledger.draft import Draft, draft
from ledger.sqlite import TRIGGERS

ROOT = Path(__file__).parents[2]
LOG = "example.gov/minutebook/tip"
AT = "2026-11-21T17:40:00.123456Z"
LATER = "2026-11-21T17:40:00.123457Z"


def fields(stream: str = "tip/2015/CHN", version: int = 1, **changes: Any) -> dict[str, Any]:
    """Give the fields of an entry, the same for the same arguments."""
    number = sum(ord(letter) * place for place, letter in enumerate(stream, 1))
    return {
        "format": 1,
        "log": LOG,
        "stream": stream,
        "version": version,
        "act": "objection-raised",
        "v": 1,
        "id": f"0193e4c8-0000-7000-8000-{number * 100_000 + version:012x}",
        "nonce": "AAAAAAAAAAAAAAAAAAAAAA",
        "recorded_at": AT,
        "release": "internal",
        "made": "contemporaneous",
        "by": {"party": "eap", "recorded_by": "Clerk"},
        "body": {"standing": "better than 3"},
        **changes,
    }


def drafts(
    stream: str = "tip/2015/CHN", versions: Sequence[int] = (1,), at: str = AT
) -> list[Draft]:
    """Give drafts of consecutive entries of a stream."""
    return [draft(fields(stream, version, recorded_at=at)) for version in versions]


def first(book: Book) -> None:
    """Append what every book begins with here: one entry."""
    book.append(drafts("book"))


def new_book(path: Path) -> Book:
    """Create a book with one entry, of the stream `book`."""
    return Book.create(path, origin=LOG, recorder="Clerk", programme="tip", first=first)


def salts() -> Iterator[bytes]:
    """Yield salts that differ."""
    for number in range(256):
        yield bytes([number]) * 16


def tamper(book: Path, *statements: str) -> None:
    """Change the store from outside, as its owner can who takes the triggers away and back."""
    with closing(sqlite3.connect(book / "ledger.sqlite", isolation_level=None)) as store:
        for name in TRIGGERS:
            store.execute(f"DROP TRIGGER {name}")
        for statement in statements:
            store.execute(statement)
        for name, rest in TRIGGERS.items():
            store.execute(f"CREATE TRIGGER {name} {rest}")


def start(code: str, book: Path) -> subprocess.Popen[str]:
    """Run a script in another process, with the path of a book as its argument."""
    return subprocess.Popen(
        [sys.executable, "-c", dedent(code), str(book)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stdin=subprocess.PIPE,
        text=True,
    )
