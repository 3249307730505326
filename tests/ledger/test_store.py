"""The store only grows: what its tables and triggers let nobody do by mistake."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from eventsourcing.persistence import DatabaseError

from ledger.application import writer
from ledger.book import Book
from ledger.disclosures import withhold
from ledger.draft import draft
from ledger.errors import EnvelopeMismatch
from ledger.sqlite import TRIGGERS, LedgerDatastore, address
from tests.ledger.books import LOG, fields, new_book, salts, tamper

FORBIDDEN = (
    "UPDATE entries SET state = x'00' WHERE rowid = 2",
    "UPDATE entries SET rowid = 9 WHERE rowid = 2",
    "DELETE FROM entries WHERE rowid = 2",
    "DELETE FROM entries",
    "INSERT OR REPLACE INTO entries VALUES (2, 'tip/2015/CHN', 1, 'x', 'new', 'T', x'00')",
    "INSERT OR REPLACE INTO entries VALUES (3, 'tip/2015/CHN', 1, 'x', 'new', 'T', x'00')",
    "INSERT OR REPLACE INTO entries SELECT 3, 'x', 1, 'x', act_id, 'T', x'00' FROM entries",
    "INSERT INTO entries VALUES (3, 'tip/2015/CHN', 2, 'x', 'new', 'T', x'00')",
    "INSERT INTO entries VALUES (4, 'tip/2015/CHN', 2, 'x', 'new', 'T', x'00')",
    "INSERT INTO entries VALUES (NULL, 'tip/2015/CHN', 2, 'x', 'new', 'T', x'00')",
    "INSERT INTO entries VALUES (0, 'tip/2015/CHN', 2, 'x', 'new', 'T', x'00')",
    "INSERT INTO entries VALUES (3, 'x', 'one', 'x', 'new', 'T', x'00')",
    "UPDATE disclosures SET disclosure = ''",
    "DELETE FROM disclosures",
    "INSERT OR REPLACE INTO disclosures VALUES (2, '/body/standing', 'public', NULL, '')",
    "UPDATE retries SET act = x'00'",
    "DELETE FROM retries",
    "INSERT OR REPLACE INTO retries VALUES (x'01', x'00', 1)",
    "UPDATE head SET position = position - 1",
    "UPDATE head SET recorded_at = '2026-11-21T17:40:00.123455Z'",
    "DELETE FROM head",
    "INSERT OR REPLACE INTO head VALUES (1, 0, '')",
)


@pytest.fixture
def path(tmp_path: Path) -> Iterator[Path]:
    """Give a book of two entries, the second with a withheld field and a name to retry it by."""
    left, disclosures = withhold(fields(), {"/body/standing": {"release": "internal"}}, salts())
    with new_book(tmp_path / "book") as book:
        book.append([draft(left, disclosures, [(b"\x01", b"\x02")])])
        yield book.path


@pytest.mark.parametrize("statement", FORBIDDEN)
def test_tables_refuse(path: Path, statement: str) -> None:
    """No single statement changes, removes, replaces or skips anything, from any SQLite client."""
    with closing(sqlite3.connect(path / "ledger.sqlite", isolation_level=None)) as store:
        before = list(store.iterdump())
        with pytest.raises(sqlite3.IntegrityError):
            store.execute(statement)
        assert list(store.iterdump()) == before


@pytest.mark.parametrize("statement", FORBIDDEN)
def test_own_connections_refuse(path: Path, statement: str) -> None:
    """The connections that append are held to the same."""
    with (
        closing(LedgerDatastore(address(path / "ledger.sqlite"))) as datastore,
        pytest.raises(DatabaseError),
        datastore.transaction(commit=True) as cursor,
    ):
        cursor.execute(statement)


def goes_through(store: sqlite3.Connection, *statements: str) -> bool:
    """Tell whether a transaction of these statements could be committed, and take it back."""
    store.execute("BEGIN")
    try:
        for statement in statements:
            store.execute(statement)
    except sqlite3.IntegrityError:
        return False
    finally:
        store.execute("ROLLBACK")
    return True


ADVANCE = "UPDATE head SET position = position + 1"


@pytest.mark.parametrize("trigger", TRIGGERS)
def test_every_trigger_is_needed(path: Path, trigger: str) -> None:
    """Each trigger stops a statement that would go through without it."""
    transactions = [*((one,) for one in FORBIDDEN), *((ADVANCE, one) for one in FORBIDDEN)]
    with closing(sqlite3.connect(path / "ledger.sqlite", isolation_level=None)) as store:
        stopped = [one for one in transactions if not goes_through(store, *one)]
        assert any(goes_through(store, f"DROP TRIGGER {trigger}", *one) for one in stopped)


def test_appends_are_durable_and_erasing_is_thorough(path: Path) -> None:
    """Connections that append sync every commit, log ahead, and overwrite what they delete."""
    with (
        closing(LedgerDatastore(address(path / "ledger.sqlite"))) as datastore,
        datastore.transaction(commit=False) as cursor,
    ):
        found = {}
        for name in ("synchronous", "journal_mode", "secure_delete", "recursive_triggers"):
            cursor.execute(f"PRAGMA {name}")
            found[name] = cursor.fetchone()[0]
    assert found == {
        "synchronous": 2,
        "journal_mode": "wal",
        "secure_delete": 1,
        "recursive_triggers": 1,
    }


def test_library_reads_our_entries(path: Path) -> None:
    """Read through eventsourcing itself, an entry is the same as read by the book."""
    with closing(writer(path / "ledger.sqlite", LOG)) as application, Book.open(path) as book:
        stored = list(application.events.get("tip/2015/CHN"))
        noted = application.notification_log.select(start=1, limit=10)
        mapped = [application.mapper.to_domain_event(notification) for notification in noted]
        assert stored == [entry for _, entry in book.stream("tip/2015/CHN")]
        assert mapped == [entry for _, entry in book.entries()]


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE entries SET originator_id = 'tip/2015/MYS' WHERE rowid = 2",
        "UPDATE entries SET originator_version = 7 WHERE rowid = 2",
        "UPDATE entries SET topic = 'dissent-filed' WHERE rowid = 2",
    ],
)
def test_library_reads_no_changed_row(path: Path, statement: str) -> None:
    """Read through eventsourcing, a row that contradicts its entry is refused by its position."""
    tamper(path, statement)
    with closing(writer(path / "ledger.sqlite", LOG)) as application:
        (noted,) = application.notification_log.select(start=2, limit=1)
        with pytest.raises(EnvelopeMismatch) as caught:
            application.mapper.to_domain_event(noted)
    assert caught.value.position == 2


def test_environment_has_no_say(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Settings of eventsourcing in the process environment change nothing about a book."""
    monkeypatch.setenv("PERSISTENCE_MODULE", "eventsourcing.popo")
    monkeypatch.setenv("SQLITE_DBNAME", ":memory:")
    monkeypatch.setenv("IS_SNAPSHOTTING_ENABLED", "y")
    monkeypatch.setenv("COMPRESSOR_TOPIC", "eventsourcing.compressor:ZlibCompressor")
    monkeypatch.setenv(
        "APPLICATION_RECORDER_TOPIC", "eventsourcing.sqlite:SQLiteApplicationRecorder"
    )
    with new_book(tmp_path / "book") as book:
        assert [entry.stream for _, entry in book.entries()] == ["book"]
        assert book.at(1).data.startswith(b'{"act":')
