"""Reading a book: every question asked of its tables, each answered from one state of the book.

Entries are only ever added, so that whatever is read up to one position is one state of the book,
whoever writes meanwhile. Every row read is held against the entry it holds.
"""

import sqlite3
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

from ledger.entry import Entry, load_entry
from ledger.errors import BookUnreadable, EntryError, EnvelopeMismatch
from ledger.sqlite import (
    APPLICATION_ID,
    LOCK_SECONDS,
    SCHEMA_VERSION,
    TABLES,
    TRIGGERS,
    cannot_write,
    check_sqlite,
    refusal,
)

__all__ = ["Rows", "checked"]

BATCH: Final = 1000

_HEAD: Final = "SELECT position, recorded_at, (SELECT max(rowid) FROM entries) FROM head"
_SELECT: Final = """
    SELECT rowid, originator_id, originator_version, topic, act_id, recorded_at, state
    FROM entries"""
_ENTRIES: Final = f"{_SELECT} WHERE rowid > ? AND rowid <= ? ORDER BY rowid LIMIT ?"
_STATES: Final = """
    SELECT rowid, state FROM entries WHERE rowid > ? AND rowid <= ? ORDER BY rowid LIMIT ?"""
_STREAM: Final = f"{_SELECT} WHERE originator_id = ? AND rowid <= ? ORDER BY originator_version"
_POSITION: Final = "SELECT rowid FROM entries WHERE originator_id = ? AND originator_version = ?"
_POSITION_BY_ID: Final = "SELECT rowid FROM entries WHERE act_id = ?"
_TIME: Final = "SELECT recorded_at FROM entries WHERE rowid = ?"
_VERSION: Final = "SELECT max(originator_version) FROM entries WHERE originator_id = ?"
_VERSIONS: Final = """
    SELECT originator_id, max(originator_version) FROM entries WHERE rowid <= ?
    AND (? IS NULL OR originator_id = ? OR originator_id BETWEEN ? || '/' AND ? || '0')
    GROUP BY originator_id"""
_DISCLOSURES: Final = """
    SELECT position, pointer, disclosure FROM disclosures
    WHERE position > ? AND position <= ? ORDER BY position, pointer"""
_STREAM_DISCLOSURES: Final = """
    SELECT position, pointer, disclosure FROM disclosures
    JOIN entries ON entries.rowid = disclosures.position
    WHERE originator_id = ? AND position <= ? ORDER BY position, pointer"""
_STREAMS_WITH: Final = """
    SELECT DISTINCT originator_id FROM entries WHERE topic = ? ORDER BY originator_id"""
_RETRY: Final = "SELECT act, position FROM retries WHERE name = ?"
_KEPT: Final = "SELECT value FROM secrets WHERE name = ?"

Row = tuple[Any, ...]


class Rows:
    """The tables of one book, to be read; of a received copy, which may lack entries."""

    sparse = False
    """Whether entries may be missing."""

    def __init__(self, path: Path, store: Path, origin: str, *, readonly: bool) -> None:
        self.path = path
        self.origin = origin
        with self._reading():
            self._connection = _connect(path, store, readonly=readonly)
        try:
            self._check_schema()
            self.head()
        except BaseException:
            self._connection.close()
            raise

    def head(self) -> tuple[int, str | None]:
        """Return the last position, 0 in an empty book, and the time it was recorded."""
        row = self._one(_HEAD)
        if row is None:
            raise BookUnreadable(self.path, "the store has lost its head row")
        position, recorded_at, last = row
        if position < (last or 0) or (position != (last or 0) and not self.sparse):
            raise BookUnreadable(
                self.path,
                f"the store counts {position} entries, the last it holds is {last or 0}",
                min(position, last or 0) + 1,
            )
        return position, recorded_at or None

    def entries(self, after: int = 0, upto: int | None = None) -> Iterator[tuple[int, Entry]]:
        """Yield the entries after one position and up to another, or to the head as it is now."""
        after, upto = max(after, 0), self._upto(upto)
        while after < upto:
            rows = self._all(_ENTRIES, after, upto, BATCH)
            for row in rows:
                after = row[0] if self.sparse else after + 1
                yield self._dense(row, after)
            if len(rows) < BATCH:
                if after < upto and not self.sparse:
                    raise BookUnreadable(self.path, "the entry is missing", after + 1)
                return

    def digests(self, after: int = 0, upto: int | None = None) -> Iterator[bytes]:
        """Yield SHA-256 of the bytes as they are stored, of the entries between two positions."""
        upto = self._upto(upto)
        while after < upto:
            rows = self._all(_STATES, after, upto, BATCH)
            for position, data in rows:
                after += 1
                if position != after:
                    raise BookUnreadable(self.path, "the entry is missing", after)
                yield sha256(data).digest()
            if len(rows) < BATCH and after < upto:
                raise BookUnreadable(self.path, "the entry is missing", after + 1)

    def stream(self, name: str, upto: int | None = None) -> list[tuple[int, Entry]]:
        """Return the entries of a stream, in its order, as of a position."""
        found = [self._entry(row) for row in self._all(_STREAM, name, self._upto(upto))]
        for version, (position, entry) in enumerate(found, 1):
            if entry.version != version and not self.sparse:
                raise BookUnreadable(self.path, f"{name}@{version} is missing", position)
        return found

    def at(self, position: int) -> Entry:
        """Return the entry at one position; LookupError when there is none."""
        for _, entry in self.entries(position - 1, position):
            return entry
        raise LookupError(position)

    def position_of(self, stream: str, version: int) -> int | None:
        """Return the position of one version of a stream, if it is on record."""
        return self._number(_POSITION, stream, version)

    def position_of_id(self, act_id: str) -> int | None:
        """Return the position of the act with this id, if it is on record."""
        return self._number(_POSITION_BY_ID, act_id)

    def position_at(self, instant: str) -> int:
        """Return the last position recorded at or before an instant of 27 characters, or 0."""
        head, _ = self.head()
        return bisect_right(range(1, head + 1), instant, key=self._recorded_at)

    def version(self, stream: str) -> int:
        """Return the last version of one stream, 0 if nothing lies in it."""
        return self._number(_VERSION, stream) or 0

    def versions(self, under: str | None = None, upto: int | None = None) -> dict[str, int]:
        """Return the last version of every stream, or of `under` and those below it."""
        rows = self._all(_VERSIONS, self._upto(upto), under, under, under, under)
        return dict(rows)

    def streams_with(self, act: str) -> list[str]:
        """Return every stream in which an act of this name lies."""
        return [name for (name,) in self._all(_STREAMS_WITH, act)]

    def disclosures(self, after: int = 0, upto: int | None = None) -> dict[int, dict[str, str]]:
        """Return by position and pointer what opens the commitments of a range of entries."""
        return _by_position(self._all(_DISCLOSURES, after, self._upto(upto)))

    def stream_disclosures(self, name: str, upto: int | None = None) -> dict[int, dict[str, str]]:
        """Return by position and pointer what opens the commitments of one stream."""
        return _by_position(self._all(_STREAM_DISCLOSURES, name, self._upto(upto)))

    def retry(self, name_digest: bytes) -> tuple[bytes, int] | None:
        """Return the digest and position of the act submitted under this name, if any was."""
        row = self._one(_RETRY, name_digest)
        return None if row is None else (row[0], row[1])

    def secret(self, name: str) -> bytes:
        """Return one of the book's own random secrets."""
        value: bytes | None = self._value(_KEPT, name)
        if value is None:
            raise BookUnreadable(self.path, f"the store has lost its secret {name!r}")
        return value

    def close(self) -> None:
        """Let go of the store."""
        self._connection.close()

    def _upto(self, upto: int | None) -> int:
        head, _ = self.head()
        return head if upto is None else min(upto, head)

    def _recorded_at(self, position: int) -> str:
        time: str | None = self._value(_TIME, position)
        if time is None:
            raise BookUnreadable(self.path, "the entry is missing", position)
        return time

    def _dense(self, row: Row, position: int) -> tuple[int, Entry]:
        if row[0] != position:
            raise BookUnreadable(self.path, "the entry is missing", position)
        return self._entry(row)

    def _entry(self, row: Row) -> tuple[int, Entry]:
        position, stream, version, act, act_id, recorded_at, data = row
        columns = {
            "log": self.origin,
            "stream": stream,
            "version": version,
            "act": act,
            "id": act_id,
            "recorded_at": recorded_at,
        }
        try:
            return position, checked(data, columns, position)
        except EntryError as error:
            raise BookUnreadable(self.path, f"the entry is damaged: {error}", position) from error

    def _check_schema(self) -> None:
        application, version = (
            self._value(f"PRAGMA {name}") for name in ("application_id", "user_version")
        )
        if application != APPLICATION_ID:
            raise BookUnreadable(self.path, "the store is not a minutebook database")
        if version != SCHEMA_VERSION:
            raise BookUnreadable(
                self.path,
                f"the store has layout {version}, this minutebook knows {SCHEMA_VERSION}",
                advice="read it with the newer program",
            )
        names = {name for (name,) in self._all("SELECT name FROM sqlite_schema")}
        if lost := sorted({*TABLES, *TRIGGERS} - names):
            raise BookUnreadable(self.path, f"the store has lost {', '.join(lost)}")

    def _number(self, statement: str, *parameters: object) -> int | None:
        number: int | None = self._value(statement, *parameters)
        return number

    def _value(self, statement: str, *parameters: object) -> Any:
        row = self._one(statement, *parameters)
        return None if row is None else row[0]

    def _one(self, statement: str, *parameters: object) -> Row | None:
        with self._reading():
            row: Row | None = self._connection.execute(statement, parameters).fetchone()
            return row

    def _all(self, statement: str, *parameters: object) -> list[Row]:
        with self._reading():
            return self._connection.execute(statement, parameters).fetchall()

    @contextmanager
    def _reading(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as error:
            raise refusal(self.path, error, writing=False) from error


def checked(data: bytes, columns: Mapping[str, object], position: int | None) -> Entry:
    """Read an entry and hold it against the columns of its row."""
    entry = load_entry(data)
    for column, value in columns.items():
        if value != entry.fields[column]:
            raise EnvelopeMismatch(position, column, value, entry.fields[column])
    return entry


def _by_position(rows: list[Row]) -> dict[int, dict[str, str]]:
    found: dict[int, dict[str, str]] = {}
    for position, pointer, disclosure in rows:
        found.setdefault(position, {})[pointer] = disclosure
    return found


def _connect(path: Path, store: Path, *, readonly: bool) -> sqlite3.Connection:
    """Open the database, as far as the medium lets it be opened."""
    check_sqlite(path)
    if not store.is_file():
        raise BookUnreadable(path, f"the store {store.name} is missing")
    modes = ["mode=ro"] if readonly else ["mode=rw", "mode=ro"]
    refused: sqlite3.OperationalError | None = None
    for mode in modes:
        try:
            return _opened(store, mode)
        except sqlite3.OperationalError as error:
            if not cannot_write(error):
                raise
            refused = error
    # Reading a database in WAL mode writes beside it; on a read-only medium that is done without
    # if nothing is left in the write-ahead log, which `immutable` would pass over in silence.
    log = store.with_name(store.name + "-wal")
    if log.exists() and log.stat().st_size:
        raise BookUnreadable(
            path,
            f"{log.name} holds entries that can't be read on a read-only medium",
            advice="copy the whole folder to where it can be written",
        ) from refused
    return _opened(store, "immutable=1")


def _opened(store: Path, mode: str) -> sqlite3.Connection:
    connection = sqlite3.connect(
        f"{store.absolute().as_uri()}?{mode}",
        uri=True,
        isolation_level=None,
        timeout=LOCK_SECONDS,
        check_same_thread=False,
    )
    try:
        connection.execute("PRAGMA query_only = ON")
        connection.execute("SELECT count(*) FROM sqlite_schema")
    except BaseException:
        connection.close()
        raise
    return connection
