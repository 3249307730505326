"""The SQLite store: its tables, and the recorder through which eventsourcing writes to them.

The one row of `head` numbers entries without gaps and keeps the time of the last. Advancing it is
the first statement of every append: it takes the write lock, so that nothing read before can be
behind what is written after.
"""

import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from contextlib import closing
from itertools import count
from pathlib import Path
from typing import Any, Final

from eventsourcing.persistence import InterfaceError, OperationalError, StoredEvent
from eventsourcing.sqlite import (
    SQLiteApplicationRecorder,
    SQLiteConnection,
    SQLiteConnectionPool,
    SQLiteCursor,
    SQLiteDatastore,
    SQLiteFactory,
)
from eventsourcing.utils import Environment

from ledger.draft import Draft
from ledger.entry import Entry
from ledger.errors import BookBusy, BookUnreadable, LedgerError, StaleHead, WriteFailed

__all__ = [
    "APPLICATION_ID",
    "LOCK_SECONDS",
    "SCHEMA_VERSION",
    "TABLES",
    "TRIGGERS",
    "LedgerDatastore",
    "LedgerFactory",
    "LedgerRecorder",
    "address",
    "cannot_write",
    "check_sqlite",
    "create_copy",
    "create_store",
    "refusal",
]

APPLICATION_ID: Final = int.from_bytes(b"mbk1")
SCHEMA_VERSION: Final = 1
LOCK_SECONDS: Final = 30.0
OLDEST_SQLITE: Final = (3, 37)

# The library selects from `entries` by its own names: rowid, originator_id, originator_version,
# topic, state. Its test cases bring events that have neither an id nor a time.
TABLES: Final[Mapping[str, str]] = {
    "entries": """
        rowid INTEGER PRIMARY KEY,
        originator_id TEXT NOT NULL,
        originator_version INTEGER NOT NULL,
        topic TEXT NOT NULL,
        act_id TEXT UNIQUE,
        recorded_at TEXT,
        state BLOB NOT NULL,
        UNIQUE (originator_id, originator_version)
    ) STRICT""",
    "head": """
        only INTEGER PRIMARY KEY CHECK (only = 1),
        position INTEGER NOT NULL,
        recorded_at TEXT NOT NULL
    ) STRICT""",
    "disclosures": """
        position INTEGER NOT NULL,
        pointer TEXT NOT NULL,
        release TEXT NOT NULL,
        until TEXT,
        disclosure TEXT NOT NULL,
        PRIMARY KEY (position, pointer)
    ) STRICT, WITHOUT ROWID""",
    "retries": """
        name BLOB PRIMARY KEY,
        act BLOB NOT NULL,
        position INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID""",
    "secrets": """
        name TEXT PRIMARY KEY,
        value BLOB NOT NULL
    ) STRICT, WITHOUT ROWID""",
}

# A guard rail against mistakes, not a defence: the owner of the file can drop them. INSERT OR
# REPLACE fires no DELETE trigger unless recursive_triggers is on, so INSERT is guarded too.
TRIGGERS: Final[Mapping[str, str]] = {
    "entries_next": """BEFORE INSERT ON entries
        WHEN NEW.rowid IS NOT (SELECT coalesce(max(rowid), 0) + 1 FROM entries)
          OR NEW.rowid > (SELECT position FROM head)
        BEGIN SELECT RAISE(ABORT, 'entries: only the next position is written'); END""",
    "entries_once": """BEFORE INSERT ON entries
        WHEN EXISTS (SELECT 1 FROM entries WHERE originator_id = NEW.originator_id
                     AND originator_version = NEW.originator_version)
          OR EXISTS (SELECT 1 FROM entries WHERE act_id = NEW.act_id)
        BEGIN SELECT RAISE(ABORT, 'entries: recorded already'); END""",
    "disclosures_once": """BEFORE INSERT ON disclosures
        WHEN EXISTS (SELECT 1 FROM disclosures WHERE position = NEW.position
                     AND pointer = NEW.pointer)
        BEGIN SELECT RAISE(ABORT, 'disclosures: recorded already'); END""",
    "retries_once": """BEFORE INSERT ON retries
        WHEN EXISTS (SELECT 1 FROM retries WHERE name = NEW.name)
        BEGIN SELECT RAISE(ABORT, 'retries: recorded already'); END""",
    "head_once": """BEFORE INSERT ON head WHEN EXISTS (SELECT 1 FROM head)
        BEGIN SELECT RAISE(ABORT, 'head: there is one'); END""",
    "head_forward": """BEFORE UPDATE ON head
        WHEN NEW.position < OLD.position OR NEW.recorded_at < OLD.recorded_at
        BEGIN SELECT RAISE(ABORT, 'head: never goes back'); END""",
    **{
        f"{table}_{verb.lower()}": f"""BEFORE {verb} ON {table}
        BEGIN SELECT RAISE(ABORT, '{table}: nothing is changed or taken out'); END"""
        for table in ("entries", "disclosures", "retries")
        for verb in ("UPDATE", "DELETE")
    },
    "head_delete": """BEFORE DELETE ON head
        BEGIN SELECT RAISE(ABORT, 'head: there is one'); END""",
}

_CREATE: Final = (
    *(f"CREATE TABLE IF NOT EXISTS {name} ({columns}" for name, columns in TABLES.items()),
    "INSERT OR IGNORE INTO head SELECT 1, 0, '' WHERE NOT EXISTS (SELECT 1 FROM head)",
    *(f"CREATE TRIGGER IF NOT EXISTS {name} {rest}" for name, rest in TRIGGERS.items()),
    f"PRAGMA application_id = {APPLICATION_ID}",
    f"PRAGMA user_version = {SCHEMA_VERSION}",
)
# FULL is what makes an acknowledged append durable.
_SETTINGS: Final = (
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = FULL",
    "PRAGMA recursive_triggers = ON",
    "PRAGMA secure_delete = ON",
)

_BUSY: Final = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}
_CANNOT_WRITE: Final = {sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM}
_DAMAGED: Final = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}

_ADVANCE: Final = """
    UPDATE head SET position = position + ?, recorded_at = coalesce(?, recorded_at)
    WHERE ? IS NULL OR recorded_at <= ? RETURNING position"""
_NEWEST: Final = "SELECT max(originator_version) FROM entries WHERE originator_id = ?"
_INSERT: Final = "INSERT INTO entries VALUES (?, ?, ?, ?, ?, ?, ?)"
_INSERT_DISCLOSURE: Final = "INSERT INTO disclosures VALUES (?, ?, ?, ?, ?)"
_INSERT_RETRY: Final = "INSERT INTO retries VALUES (?, ?, ?)"


class LedgerConnectionPool(SQLiteConnectionPool):
    """Connections that write durably, and leave nothing of what is erased.

    Made here, because the library's own keep one prepared statement each (`cached_statements=True`)
    and so compile every statement of an append, with its triggers, again and again.
    """

    def _create_connection(self) -> SQLiteConnection:
        try:
            connection = sqlite3.connect(
                self.db_name,
                uri=True,
                check_same_thread=False,
                isolation_level=None,
                timeout=LOCK_SECONDS,
            )
        except sqlite3.Error as error:
            raise InterfaceError(error) from error
        connection.row_factory = sqlite3.Row
        try:
            for statement in _SETTINGS:
                connection.execute(statement)
        except sqlite3.Error as error:
            connection.close()
            raise OperationalError(error) from error
        return SQLiteConnection(connection, self.max_age)


class LedgerDatastore(SQLiteDatastore):
    """One database file with streams named in text."""

    def __init__(self, db_name: str) -> None:
        super().__init__(db_name, originator_id_type="text")
        self.pool = LedgerConnectionPool(db_name=db_name, pool_timeout=LOCK_SECONDS)


class LedgerRecorder(SQLiteApplicationRecorder):
    """Appends entries with all that belongs to them, in one transaction."""

    def __init__(self, datastore: SQLiteDatastore) -> None:
        super().__init__(datastore, events_table_name="entries")

    def construct_create_table_statements(self) -> list[str]:
        """Return the statements that make every table and trigger."""
        return list(_CREATE)

    def _insert_events(
        self,
        c: SQLiteCursor,
        stored_events: Sequence[StoredEvent],
        *,
        drafts: Sequence[Draft] = (),
        **_: Any,
    ) -> Sequence[int]:
        if not stored_events:
            return []
        last = _advance(c, len(stored_events), drafts)
        first = last - len(stored_events) + 1
        _check_versions(c, drafts)
        # Only the library's own test cases bring events without drafts.
        columns: Sequence[tuple[str | None, str | None]]
        columns = [(d.id, d.recorded_at) for d in drafts] or [(None, None)] * len(stored_events)
        c.executemany(
            _INSERT,
            [
                (position, s.originator_id, s.originator_version, s.topic, *ours, s.state)
                for position, s, ours in zip(count(first), stored_events, columns, strict=False)
            ],
        )
        _insert_private(c, first, drafts)
        return list(range(first, last + 1))


class LedgerFactory(SQLiteFactory):
    """Makes the recorder of a book, whatever the process environment says."""

    def __init__(self, env: Environment) -> None:
        super().__init__(env)
        self.datastore = LedgerDatastore(self.datastore.pool.db_name)

    def application_recorder(self) -> LedgerRecorder:
        """Make the recorder; the tables it writes to were made with the book."""
        return LedgerRecorder(self.datastore)


def create_store(store: Path, secrets: Mapping[str, bytes]) -> None:
    """Make the tables of a new book in an empty file."""
    check_sqlite(store.parent)
    datastore = LedgerDatastore(address(store))
    try:
        LedgerRecorder(datastore).create_table()
        with datastore.transaction(commit=True) as c:
            c.executemany("INSERT INTO secrets VALUES (?, ?)", list(secrets.items()))
    finally:
        datastore.close()


def create_copy(
    store: Path,
    head: int,
    entries: Iterable[tuple[int, Entry]],
    disclosures: Iterable[tuple[Any, ...]],
) -> None:
    """Make the store of a received copy, in which entries may be missing and none is added."""
    check_sqlite(store.parent)
    with closing(sqlite3.connect(store, isolation_level=None)) as db:
        db.execute("BEGIN")
        for name, columns in TABLES.items():
            db.execute(f"CREATE TABLE {name} ({columns}")
        last = ""
        for position, entry in entries:
            last = max(last, entry.recorded_at)
            row = (position, entry.stream, entry.version, entry.act, entry.id, entry.recorded_at)
            db.execute(_INSERT, (*row, entry.data))
        db.executemany(_INSERT_DISCLOSURE, disclosures)
        db.execute("INSERT INTO head VALUES (1, ?, ?)", (head, last))
        for name, rest in TRIGGERS.items():
            db.execute(f"CREATE TRIGGER {name} {rest}")
        db.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        db.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")
        db.execute("COMMIT")


def check_sqlite(path: Path) -> None:
    """Refuse to work with an SQLite that does not know STRICT tables."""
    if sqlite3.sqlite_version_info < OLDEST_SQLITE:
        raise BookUnreadable(
            path,
            f"the SQLite of this Python, {sqlite3.sqlite_version}, is too old",
            advice=f"use one with {'.'.join(map(str, OLDEST_SQLITE))} or later",
        )


def address(store: Path) -> str:
    """Return the URI under which an existing database file is opened for writing."""
    return f"{store.absolute().as_uri()}?mode=rw"


def _advance(c: SQLiteCursor, number: int, drafts: Sequence[Draft]) -> int:
    """Move the head on and return the position of the last new entry; this takes the lock."""
    times = [draft.recorded_at for draft in drafts]
    earliest, latest = (times[0], times[-1]) if times else (None, None)
    if times != sorted(times):
        raise StaleHead(drafts[0].stream, "recorded_at", max(times), times[-1])
    c.execute(_ADVANCE, (number, latest, earliest, earliest))
    row = c.fetchone()
    if row is None:
        c.execute("SELECT recorded_at FROM head")
        raise StaleHead(drafts[0].stream, "recorded_at", c.fetchone()[0], earliest)
    return int(row[0])


def _check_versions(c: SQLiteCursor, drafts: Sequence[Draft]) -> None:
    """Hold every draft to be the next version of its stream."""
    newest: dict[str, int] = {}
    for draft in drafts:
        if draft.stream not in newest:
            c.execute(_NEWEST, (draft.stream,))
            newest[draft.stream] = c.fetchone()[0] or 0
        expected = newest[draft.stream] + 1
        if draft.version != expected:
            raise StaleHead(draft.stream, "version", expected, draft.version)
        newest[draft.stream] = expected


def _insert_private(c: SQLiteCursor, first: int, drafts: Sequence[Draft]) -> None:
    disclosures = [
        (position, *disclosure)
        for position, draft in enumerate(drafts, first)
        for disclosure in draft.disclosures
    ]
    retries = [
        (*retry, position)
        for position, draft in enumerate(drafts, first)
        for retry in draft.retries
    ]
    if disclosures:
        c.executemany(_INSERT_DISCLOSURE, disclosures)
    if retries:
        c.executemany(_INSERT_RETRY, retries)


# ---------------------------------------------------------------- what SQLite refuses


def cannot_write(error: sqlite3.Error) -> bool:
    """Tell whether the medium, not the database, stood in the way."""
    return _code(error) in _CANNOT_WRITE


def refusal(path: Path, error: sqlite3.Error, *, writing: bool) -> LedgerError:
    """Say in the words of this room what SQLite refused."""
    code = _code(error)
    if code in _BUSY:
        return BookBusy(path)
    if "recorded already" in str(error):
        return StaleHead(str(path), "id or key", "a new one", "one recorded already")
    if writing and code not in _DAMAGED and code != sqlite3.SQLITE_CONSTRAINT:
        return WriteFailed(path, f"{error}. Mend that, then submit again")
    return BookUnreadable(path, f"the store can't be {'written' if writing else 'read'}: {error}")


def _code(error: sqlite3.Error) -> int | None:
    """Return the primary result code; errors of the Python module itself have none."""
    code: int | None = getattr(error, "sqlite_errorcode", None)
    return None if code is None else code & 0xFF
