"""Appending: all or nothing, in order, without gaps, whoever else is writing."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from ledger.book import Book
from ledger.disclosures import withhold
from ledger.draft import Draft, draft
from ledger.errors import BookBusy, BookUnreadable, DisclosureError, StaleHead, WriteFailed
from tests.ledger.books import AT, LATER, drafts, fields, new_book, salts, start, tamper

CASE = "tip/2015/CHN"


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Book]:
    """Give a book of one entry."""
    with new_book(tmp_path / "book") as book:
        yield book


def test_positions_follow_one_another(book: Book) -> None:
    """Entries get the next positions, in the order given, over all streams."""
    assert book.append([*drafts(versions=[1, 2]), *drafts("tip/2015/MYS")]) == [2, 3, 4]
    assert book.append(drafts(versions=[3])) == [5]
    assert [(p, e.stream, e.version) for p, e in book.entries(after=1)] == [
        (2, CASE, 1),
        (3, CASE, 2),
        (4, "tip/2015/MYS", 1),
        (5, CASE, 3),
    ]
    assert book.head() == (5, AT)


def test_nothing_to_append(book: Book) -> None:
    """An empty list is no append."""
    assert book.append([]) == []
    assert book.head() == (1, AT)


def test_bytes_are_kept(book: Book) -> None:
    """What is read back are the very bytes that were encoded once."""
    (one,) = drafts()
    book.append([one])
    assert book.at(2).data == one.data


@pytest.mark.parametrize(
    ("versions", "expected", "found"), [([2], 1, 2), ([1, 99], 2, 99), ([1, 1], 2, 1), ([0], 1, 0)]
)
def test_versions_have_no_gaps(book: Book, versions: list[int], expected: int, found: int) -> None:
    """A version that is not the next of its stream is refused, and so is all that came with it."""
    made = [Draft(CASE, version, "x", str(version), AT, b"") for version in versions]
    with pytest.raises(StaleHead) as caught:
        book.append(made)
    assert (caught.value.what, caught.value.expected, caught.value.found) == (
        "version",
        expected,
        found,
    )
    assert book.head() == (1, AT)
    assert book.append(drafts(versions=[1])) == [2]


def test_taken_version(book: Book) -> None:
    """Who decided on an older state of a stream is asked to decide again."""
    book.append(drafts())
    with pytest.raises(StaleHead, match="the book expects 2"):
        book.append([draft(fields(id="0193e4c8-ffff-7000-8000-000000000000"))])


def test_time_never_goes_back(book: Book) -> None:
    """A time before that of the last entry is refused; the same time is not."""
    book.append(drafts(at=LATER))
    with pytest.raises(StaleHead) as caught:
        book.append(drafts(versions=[2], at=AT))
    assert (caught.value.what, caught.value.expected, caught.value.found) == (
        "recorded_at",
        LATER,
        AT,
    )
    assert book.append(drafts(versions=[2], at=LATER)) == [3]
    assert book.head() == (3, LATER)


def test_time_never_goes_back_within_an_append(book: Book) -> None:
    """Nor may entries appended together go back in time."""
    with pytest.raises(StaleHead, match="recorded_at"):
        book.append([*drafts(at=LATER), *drafts(versions=[2], at=AT)])
    assert book.head() == (1, AT)


def test_same_id_twice(book: Book) -> None:
    """An id that is on record already is not recorded again."""
    book.append(drafts())
    same = fields("tip/2015/MYS", id=book.at(2).id)
    with pytest.raises(StaleHead, match="id or key"):
        book.append([draft(same)])
    assert book.head() == (2, AT)


def test_same_retry_name_twice(book: Book) -> None:
    """A name by which an act was submitted already is not taken again."""
    book.append([draft(fields(), retries=[(b"name", b"act")])])
    with pytest.raises(StaleHead, match="id or key"):
        book.append([draft(fields(version=2), retries=[(b"name", b"other")])])
    assert book.retry(b"name") == (b"act", 2)
    assert book.head() == (2, AT)


def test_private_parts_are_written_with_their_entry_or_not_at_all(book: Book) -> None:
    """Disclosures and retry names stand or fall with the whole append."""
    left, disclosures = withhold(fields(), {"/body/standing": {"release": "internal"}}, salts())
    withheld = draft(left, disclosures, [(b"name", b"act")])
    with pytest.raises(StaleHead):
        book.append([withheld, *drafts(versions=[3])])
    assert book.disclosures() == {}
    assert book.retry(b"name") is None
    book.append([withheld, *drafts(versions=[2])])
    assert book.disclosures() == {2: disclosures}
    assert book.retry(b"name") == (b"act", 2)


def test_commitment_without_disclosure() -> None:
    """What is withheld and can never be opened again is not drafted."""
    left, disclosures = withhold(fields(), {"/body/standing": {"release": "internal"}}, salts())
    with pytest.raises(DisclosureError, match="/body/standing"):
        draft(left)
    with pytest.raises(DisclosureError, match="/body/standing"):
        draft(fields(), disclosures)


def test_locked_store(book: Book, monkeypatch: pytest.MonkeyPatch) -> None:
    """While another connection is writing, an append waits, then says that the book is busy."""
    monkeypatch.setattr("ledger.sqlite.LOCK_SECONDS", 0.05)
    with closing(sqlite3.connect(book.path / "ledger.sqlite", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(BookBusy):
            book.append(drafts())
        other.execute("ROLLBACK")
    assert book.append(drafts()) == [2]


def test_writing_is_exclusive(book: Book) -> None:
    """Between loading and appending nobody else gets the lock; afterwards they do."""
    with Book.open(book.path) as other:
        with book.writing(), pytest.raises(BookBusy), other.writing(wait=0.02):
            pytest.fail("two at once")
        with other.writing(wait=0.02):
            other.append(drafts())
    assert book.head() == (2, AT)


def test_writing_waits_for_another_process(book: Book) -> None:
    """The lock holds between processes, and goes with the process that held it."""
    holder = start(
        """
        import sys; from pathlib import Path; from ledger.book import Book
        with Book.open(Path(sys.argv[1])).writing():
            print("held", flush=True); sys.stdin.read()
        """,
        book.path,
    )
    assert holder.stdout
    assert holder.stdout.readline() == "held\n"
    with pytest.raises(BookBusy), book.writing(wait=0.02):
        pytest.fail("two at once")
    holder.kill()
    holder.communicate()
    with book.writing(wait=5):
        assert book.append(drafts()) == [2]


@pytest.mark.parametrize("lock", ["book.writing()", "nullcontext()"])
def test_two_processes(book: Book, lock: str) -> None:
    """Two processes write one stream: no gap, no entry lost, no time before the one before."""
    code = f"""
        import sys; from contextlib import nullcontext; from datetime import UTC, datetime
        from pathlib import Path
        from ledger.book import Book; from ledger.draft import draft
        from ledger.errors import StaleHead; from tests.ledger.books import fields
        book = Book.open(Path(sys.argv[1])); done = tries = 0
        print("ready", flush=True); sys.stdin.readline()
        while done < 25:
            tries += 1
            with {lock}:
                _, last = book.head()
                version = book.versions({CASE!r}).get({CASE!r}, 0) + 1
                now = datetime.now(UTC).isoformat(timespec="microseconds")
                at = max(now.replace("+00:00", "Z"), last)
                try:
                    book.append([draft(fields({CASE!r}, version, recorded_at=at))])
                except StaleHead:
                    continue
                done += 1
        print(tries)
        book.close()
    """
    writers = [start(code, book.path) for _ in range(2)]
    for writer in writers:
        assert writer.stdout
        assert writer.stdout.readline() == "ready\n"
    for writer in writers:
        assert writer.stdin
        writer.stdin.write("go\n")
        writer.stdin.flush()
    tries = [int(writer.communicate()[0]) for writer in writers]
    assert [position for position, _ in book.entries()] == list(range(1, 52))
    assert [entry.version for _, entry in book.stream(CASE)] == list(range(1, 51))
    times = [entry.recorded_at for _, entry in book.entries()]
    assert times == sorted(times)
    assert tries == [25, 25] or "nullcontext" in lock


def test_full_disk(book: Book) -> None:
    """When the disk is full nothing of an append is written, and the book goes on afterwards."""
    process = start(
        """
        import resource, sys; from pathlib import Path
        from ledger.book import Book; from ledger.draft import draft
        from ledger.errors import WriteFailed; from tests.ledger.books import drafts, fields
        book = Book.open(Path(sys.argv[1]))
        book.append(drafts())
        soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, hard))
        big = {"text": ["x" * 50_000]}
        try:
            book.append([draft(fields(version=n, body=big)) for n in range(2, 12)])
        except WriteFailed as error:
            print(error)
        print(book.head()[0], [position for position, _ in book.entries()])
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        print(book.append(drafts(versions=[2])))
        book.close()
        """,
        book.path,
    )
    said = process.communicate()[0].splitlines()
    assert process.returncode == 0
    assert said[0].startswith(f"{book.path}: nothing was written: ")
    assert said[1:] == ["2 [1, 2]", "[3]"]
    assert [entry.version for _, entry in book.stream(CASE)] == [1, 2]
    assert book.append(drafts(versions=[3])) == [4]


def test_killed_while_appending(book: Book) -> None:
    """A process that dies before its commit leaves nothing, not even a position."""
    process = start(
        """
        import os, sys; from pathlib import Path
        from ledger import sqlite; from ledger.book import Book
        from tests.ledger.books import drafts
        sqlite._insert_private = lambda *_: os._exit(9)
        Book.open(Path(sys.argv[1])).append(drafts())
        """,
        book.path,
    )
    process.communicate()
    assert process.returncode == 9
    assert book.append(drafts("tip/2015/MYS")) == [2]
    assert book.versions() == {"book": 1, "tip/2015/MYS": 1}


def test_opened_for_reading(book: Book) -> None:
    """A book opened read-only takes neither entries nor the lock."""
    with Book.open(book.path, readonly=True) as reader:
        with pytest.raises(WriteFailed, match="only read here"):
            reader.append(drafts())
        with pytest.raises(WriteFailed, match="only read here"), reader.writing():
            pytest.fail("locked")


def test_damaged_store_takes_nothing(book: Book) -> None:
    """A store whose head and entries disagree is not written to."""
    tamper(book.path, "UPDATE head SET position = 7")
    with pytest.raises(BookUnreadable, match="only the next position"):
        book.append(drafts())
