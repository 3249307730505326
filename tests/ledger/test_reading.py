"""Reading a book: one state of it, every row held against its entry, damage named by its place."""

import os
import shutil
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from ledger.book import Book
from ledger.disclosures import withhold
from ledger.draft import draft
from ledger.errors import BookUnreadable, EnvelopeMismatch
from ledger.sqlite import TRIGGERS
from tests.ledger.books import AT, LATER, drafts, fields, new_book, salts, start, tamper

CHN, MYS = "tip/2015/CHN", "tip/2015/MYS"


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Book]:
    """Give a book of six entries: book, CHN 1, MYS 1, CHN 2 and 3, an edition."""
    with new_book(tmp_path / "book") as book:
        book.append([*drafts(CHN), *drafts(MYS)])
        book.append(drafts(CHN, [2, 3], at=LATER))
        book.append(drafts("tip/2016", at=LATER))
        yield book


def positions(book: Book, after: int = 0, upto: int | None = None) -> list[int]:
    """Read a range and return the positions found."""
    return [position for position, _ in book.entries(after, upto)]


def test_ranges(book: Book) -> None:
    """Entries are read after one position and up to another, never beyond the head."""
    assert positions(book) == [1, 2, 3, 4, 5, 6]
    assert positions(book, 2, 4) == [3, 4]
    assert positions(book, 4, 99) == [5, 6]
    assert positions(book, 6) == []
    assert positions(book, 0, 0) == []


def test_batches(book: Book, monkeypatch: pytest.MonkeyPatch) -> None:
    """However many entries are fetched at a time, all are read, once."""
    for size in (1, 2, 3, 6, 7):
        monkeypatch.setattr("ledger.rows.BATCH", size)
        assert positions(book) == [1, 2, 3, 4, 5, 6]


def test_one_state(book: Book, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is appended while reading is not part of what is read."""
    monkeypatch.setattr("ledger.rows.BATCH", 2)
    reading = book.entries()
    assert next(reading)[0] == 1
    book.append(drafts(CHN, [4], at=LATER))
    assert [position for position, _ in reading] == [2, 3, 4, 5, 6]
    assert positions(book, 5) == [6, 7]


def test_streams(book: Book) -> None:
    """A stream is read in its order, as of any position."""
    assert [(p, e.version) for p, e in book.stream(CHN)] == [(2, 1), (4, 2), (5, 3)]
    assert [(p, e.version) for p, e in book.stream(CHN, 4)] == [(2, 1), (4, 2)]
    assert book.stream("tip/2015/ZZZ") == []


def test_one_entry(book: Book) -> None:
    """One entry is found by position, by reference and by id; what is not there is not found."""
    assert book.at(4).version == 2
    assert book.position_of(CHN, 2) == 4
    assert book.position_of_id(book.at(4).id) == 4
    assert book.position_of(CHN, 4) is None
    assert book.position_of_id("0193e4c8-ffff-7000-8000-000000000000") is None
    for position in (-1, 0, 7):
        with pytest.raises(LookupError):
            book.at(position)


def test_versions(book: Book) -> None:
    """The last version of every stream, of all or of those below one, as of a position."""
    assert book.versions() == {"book": 1, CHN: 3, MYS: 1, "tip/2016": 1}
    assert book.versions("tip/2015") == {CHN: 3, MYS: 1}
    assert book.versions("tip/2015", 4) == {CHN: 2, MYS: 1}
    assert book.versions("tip") == {CHN: 3, MYS: 1, "tip/2016": 1}
    assert book.versions("tip/201") == {}
    assert book.versions(CHN) == {CHN: 3}


def test_instants(book: Book) -> None:
    """The book as of an instant ends with the last entry recorded by then."""
    assert book.position_at("2026-11-21T17:40:00.123455Z") == 0
    assert book.position_at(AT) == 3
    assert book.position_at(LATER) == 6
    assert book.position_at("2027-01-01T00:00:00.000000Z") == 6


def test_disclosures(book: Book) -> None:
    """What opens the commitments is read by range and by stream."""
    classes = {"/body/standing": {"release": "internal"}, "/by/party": {"release": "congress"}}
    made = {}
    for position, (stream, version) in enumerate([(CHN, 4), (MYS, 2), (CHN, 5)], 7):
        left, disclosures = withhold(fields(stream, version, recorded_at=LATER), classes, salts())
        book.append([draft(left, disclosures)])
        made[position] = disclosures
    assert book.disclosures() == made
    assert book.disclosures(7, 8) == {8: made[8]}
    assert book.stream_disclosures(CHN) == {7: made[7], 9: made[9]}
    assert book.stream_disclosures(CHN, 8) == {7: made[7]}


def test_unknown_retry_and_secret(book: Book) -> None:
    """A name that was never submitted is not found; a secret that is gone is damage."""
    assert book.retry(b"never") is None
    with pytest.raises(BookUnreadable, match="secret"):
        book.secret("never")


# ---------------------------------------------------------------- changed from outside


@pytest.mark.parametrize(
    ("column", "statement"),
    [
        ("stream", "UPDATE entries SET originator_id = 'tip/2015/AAA' WHERE rowid = 4"),
        ("version", "UPDATE entries SET originator_version = 9 WHERE rowid = 4"),
        ("act", "UPDATE entries SET topic = 'dissent-filed' WHERE rowid = 4"),
        ("id", "UPDATE entries SET act_id = NULL WHERE rowid = 4"),
        ("recorded_at", "UPDATE entries SET recorded_at = 'T' WHERE rowid = 4"),
    ],
)
def test_changed_column(book: Book, column: str, statement: str) -> None:
    """A row that says something else than its entry is refused, naming column and position."""
    before = book.at(4).fields[column]
    tamper(book.path, statement)
    with pytest.raises(EnvelopeMismatch) as caught:
        list(book.entries())
    assert (caught.value.position, caught.value.column) == (4, column)
    assert caught.value.entry == before != caught.value.row


def test_entry_of_another_book(book: Book) -> None:
    """An entry that names another log is refused."""
    settings = book.path / "minutebook.toml"
    settings.write_text(settings.read_text().replace("example.gov", "example.org"))
    with Book.open(book.path) as other, pytest.raises(EnvelopeMismatch) as caught:
        other.at(1)
    assert (caught.value.position, caught.value.column) == (1, "log")


@pytest.mark.parametrize(
    ("position", "statement"),
    [
        (6, "DELETE FROM entries WHERE rowid = 6"),
        (3, "DELETE FROM entries WHERE rowid = 3"),
        (1, "DELETE FROM entries WHERE rowid = 1"),
        (3, "UPDATE entries SET rowid = 0 WHERE rowid = 3"),
        (1, "DELETE FROM entries"),
        (6, "UPDATE head SET position = 5"),
        (2, "UPDATE entries SET state = x'7b7d' WHERE rowid = 2"),
        (2, "UPDATE entries SET state = x'ff' WHERE rowid = 2"),
        (2, "UPDATE entries SET state = x'' WHERE rowid = 2"),
        (2, "UPDATE entries SET state = zeroblob(100) WHERE rowid = 2"),
        (None, "DELETE FROM head"),
    ],
)
def test_damaged_rows(book: Book, position: int | None, statement: str) -> None:
    """A row that is missing or damaged is refused by its position."""
    tamper(book.path, statement)
    with pytest.raises(BookUnreadable) as caught:
        list(book.entries())
    assert caught.value.position == position


def test_missing_version(book: Book) -> None:
    """A stream is not read past a version that is missing."""
    tamper(book.path, "UPDATE entries SET originator_id = 'x' WHERE rowid = 4")
    with pytest.raises(BookUnreadable, match="CHN@2 is missing"):
        book.stream(CHN)


def test_missing_time(book: Book) -> None:
    """An instant is not looked up across a missing entry."""
    tamper(book.path, "DELETE FROM entries WHERE rowid = 4")
    with pytest.raises(BookUnreadable) as caught:
        book.position_at(LATER)
    assert caught.value.position == 4


def overwritten(store: Path) -> None:
    """Put something else in the place of the store."""
    store.write_bytes(b"not a database" * 100)


def cut_short(store: Path) -> None:
    """Lose the end of the store."""
    os.truncate(store, 4096 * 3)


def emptied(store: Path) -> None:
    """Lose all of the store's bytes."""
    os.truncate(store, 0)


def removed(store: Path) -> None:
    """Lose the store."""
    store.unlink()


def newer(store: Path) -> None:
    """Let a later version have changed the layout."""
    with closing(sqlite3.connect(store)) as connection:
        connection.execute("PRAGMA user_version = 2")


def unguarded(store: Path) -> None:
    """Take a trigger away."""
    with closing(sqlite3.connect(store)) as connection:
        connection.execute(f"DROP TRIGGER {next(iter(TRIGGERS))}")


def replaced(store: Path) -> None:
    """Put another program's database in the place of the store."""
    store.unlink()
    with closing(sqlite3.connect(store)) as connection:
        connection.execute("CREATE TABLE entries (a)")


@pytest.mark.parametrize(
    "damage", [overwritten, cut_short, emptied, removed, newer, unguarded, replaced]
)
@pytest.mark.parametrize("readonly", [False, True])
def test_damaged_store(tmp_path: Path, damage: Callable[[Path], None], *, readonly: bool) -> None:
    """A store that is not what it was is refused when opened or read."""
    new_book(tmp_path / "book").close()
    damage(tmp_path / "book" / "ledger.sqlite")
    with pytest.raises(BookUnreadable), Book.open(tmp_path / "book", readonly=readonly) as book:
        list(book.entries())


# ---------------------------------------------------------------- read-only media


def read_by_nobody(book: Path, *, readonly: bool = True) -> list[str]:
    """Read a book in a process that file permissions hold back, and say what came of it."""
    process = start(
        f"""
        import os, sys, tempfile; from pathlib import Path
        from ledger.book import Book; from ledger.errors import LedgerError
        from tests.ledger.books import drafts, new_book
        with tempfile.TemporaryDirectory() as folder, new_book(Path(folder, "book")) as book:
            book.vkey # whatever is imported late is imported now, while Python can still be read
        os.geteuid() or os.setuid(65534)
        try:
            with Book.open(Path(sys.argv[1]), readonly={readonly}) as book:
                print([position for position, _ in book.entries()], book.vkey[:11])
                for attempt in (lambda: book.append(drafts()), book.writing(0.02).__enter__):
                    try:
                        attempt()
                    except LedgerError as error:
                        print(type(error).__name__)
        except LedgerError as error:
            print(type(error).__name__, error)
        """,
        book,
    )
    said = process.communicate()[0].splitlines()
    assert process.returncode == 0
    return said


@pytest.fixture
def shelf() -> Iterator[Path]:
    """Give a folder that anybody can reach."""
    folder = Path(tempfile.mkdtemp())
    folder.chmod(0o755)
    yield folder
    for place in [folder, *folder.rglob("*")]:
        place.chmod(0o755)
    shutil.rmtree(folder)


def locked_copy(book: Path, place: Path, *left_out: str) -> Path:
    """Copy a book to where nothing can be written."""
    shutil.copytree(book, place, ignore=shutil.ignore_patterns(*left_out))
    for file in place.rglob("*"):
        file.chmod(0o555 if file.is_dir() else 0o444)
    place.chmod(0o555)
    return place


@pytest.mark.parametrize("readonly", [False, True])
def test_read_only_medium(tmp_path: Path, shelf: Path, *, readonly: bool) -> None:
    """On a read-only medium a book is read in full, and refuses to be written."""
    new_book(tmp_path / "book").close()
    copy = locked_copy(tmp_path / "book", shelf / "copy")
    said = read_by_nobody(copy, readonly=readonly)
    assert said == ["[1] example.gov", "WriteFailed", "WriteFailed"]


def test_copied_while_written(book: Book, shelf: Path) -> None:
    """A copy on a read-only medium that would be read short of its last entries is refused."""
    assert (book.path / "ledger.sqlite-wal").stat().st_size
    (said,) = read_by_nobody(locked_copy(book.path, shelf / "copy", "*-shm"))
    assert said.startswith("BookUnreadable")
    assert "copy the whole folder" in said


def test_copied_whole_while_written(book: Book, shelf: Path) -> None:
    """A whole copy of a book in use is read to its last entry."""
    said = read_by_nobody(locked_copy(book.path, shelf / "copy"))
    assert said[0] == "[1, 2, 3, 4, 5, 6] example.gov"


def test_reading_leaves_nothing_in_the_way(book: Book, shelf: Path) -> None:
    """What reading leaves beside the store does not keep a copy from being read."""
    book.close()
    with Book.open(book.path, readonly=True) as reader:
        assert positions(reader) == [1, 2, 3, 4, 5, 6]
    said = read_by_nobody(locked_copy(book.path, shelf / "copy", "*-shm"))
    assert said[0] == "[1, 2, 3, 4, 5, 6] example.gov"


def test_reading_beside_a_writer(book: Book) -> None:
    """A read-only reader sees what was appended since, and changes nothing."""
    with Book.open(book.path, readonly=True) as reader:
        assert reader.head()[0] == 6
        book.append(drafts(CHN, [4], at=LATER))
        assert reader.head()[0] == 7
        assert reader.at(7).version == 4
