"""Creating a book: whole, or not at all; and opening it again, wherever it lies."""

import os
import shutil
import stat
import tomllib
from pathlib import Path

import pytest

from ledger.book import Book
from ledger.errors import BookExists, BookMissing, BookUnreadable, WriteFailed
from ledger.keys import load_key
from ledger.note import VerifierKey
from tests.ledger.books import AT, LOG, drafts, first, new_book


def mode(path: Path) -> int:
    """Return the permissions of a file."""
    return stat.S_IMODE(path.stat().st_mode)


def create(path: Path, recorder: str = "Clerk", origin: str = LOG) -> Book:
    """Create a book with settings of one's own."""
    return Book.create(path, origin=origin, recorder=recorder, programme="tip", first=first)


def test_what_a_book_consists_of(tmp_path: Path) -> None:
    """A new book is a private folder of known files, with its first entries and no leftovers."""
    path = tmp_path / "book"
    new_book(path).close()
    found = {str(file.relative_to(path)): oct(mode(file)) for file in path.rglob("*")}
    assert found == {
        "checkpoints.sqlite": "0o600",
        "keys": "0o700",
        "keys/log.key": "0o600",
        "ledger.sqlite": "0o600",
        "log": "0o700",
        "log/log.vkey": "0o644",
        "minutebook.toml": "0o600",
        "vault": "0o700",
        "views": "0o700",
    }
    assert mode(path) == 0o700
    assert os.listdir(tmp_path) == ["book"]  # noqa: PTH208 - hidden files too


def test_what_a_book_knows(tmp_path: Path) -> None:
    """Origin, programme, recorder and verifier key are there when it is opened again."""
    new_book(tmp_path / "book").close()
    with Book.open(tmp_path / "book") as book:
        assert (book.origin, book.programme, book.recorder) == (LOG, "tip", "Clerk")
        assert book.vkey == str(VerifierKey.of(LOG, book.signing_key().public_key()))
        assert book.head() == (1, AT)
        assert len(book.secret("retry")) == 32


def test_books_differ(tmp_path: Path) -> None:
    """Every book has a key and a secret of its own."""
    with new_book(tmp_path / "one") as one, new_book(tmp_path / "two") as two:
        assert one.vkey != two.vkey
        assert one.secret("retry") != two.secret("retry")


def test_recorder_from_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """MINUTEBOOK_RECORDER says who writes; set to nothing it says nothing."""
    with new_book(tmp_path / "book") as book:
        monkeypatch.setenv("MINUTEBOOK_RECORDER", "Night shift")
        assert book.recorder == "Night shift"
        monkeypatch.setenv("MINUTEBOOK_RECORDER", "")
        assert book.recorder == "Clerk"


@pytest.mark.parametrize("recorder", ['Ann "A" \\ B', "Zoë 😀", "a = b # c", "'"])
def test_settings_are_toml(tmp_path: Path, recorder: str) -> None:
    """Whatever one line of text a setting holds, it is read back as it was."""
    path = tmp_path / "book"
    create(path, recorder).close()
    found = tomllib.loads((path / "minutebook.toml").read_text(encoding="utf-8"))
    assert found["recorder"] == recorder
    with Book.open(path) as book:
        assert book.recorder == recorder


@pytest.mark.parametrize("origin", ["", "two words", "a+b", "a\n", "ü", "/x", "x" * 201])
def test_origin_is_a_key_name(tmp_path: Path, origin: str) -> None:
    """An origin that could not name a C2SP key is refused, and nothing is made."""
    with pytest.raises(ValueError, match="origin"):
        create(tmp_path / "book", origin=origin)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("recorder", ["", " ", "a\nb", "\x7f", "\ud800"])
def test_recorder_is_a_line(tmp_path: Path, recorder: str) -> None:
    """A recorder that is not one line of text is refused, and nothing is made."""
    with pytest.raises(ValueError, match="recorder"):
        create(tmp_path / "book", recorder)
    assert list(tmp_path.iterdir()) == []


def test_nothing_is_written_over(tmp_path: Path) -> None:
    """Whatever is at the place of a new book stays as it is."""
    (tmp_path / "file").write_text("mine")
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "file").write_text("mine")
    (tmp_path / "link").symlink_to(tmp_path / "nowhere")
    new_book(tmp_path / "book").close()
    before = sorted(tmp_path.rglob("*"))
    for name in ("file", "folder", "link", "book"):
        with pytest.raises(BookExists, match=name):
            create(tmp_path / name)
    assert sorted(tmp_path.rglob("*")) == before
    assert (tmp_path / "folder" / "file").read_text() == "mine"


def test_empty_folder_becomes_the_book(tmp_path: Path) -> None:
    """An empty folder is nothing that could be lost."""
    (tmp_path / "book").mkdir()
    with new_book(tmp_path / "book") as book:
        assert book.head() == (1, AT)


def test_somebody_else_is_first(tmp_path: Path) -> None:
    """A book that appears while another is being made stays, and the other one goes."""
    path = tmp_path / "book"

    def late(book: Book) -> None:
        first(book)
        new_book(path).close()

    with pytest.raises(BookExists):
        Book.create(path, origin="example.org/other", recorder="C", programme="tip", first=late)
    with Book.open(path) as book:
        assert book.origin == LOG
    assert [file.name for file in tmp_path.iterdir()] == ["book"]


@pytest.mark.parametrize("error", [KeyboardInterrupt, ValueError, OSError(28, "No space left")])
def test_failing_midway(tmp_path: Path, error: BaseException) -> None:
    """When the first entries can't be written, nothing of the book stays."""

    def fails(book: Book) -> None:
        first(book)
        raise error

    with pytest.raises((KeyboardInterrupt, ValueError, WriteFailed)):
        Book.create(tmp_path / "book", origin=LOG, recorder="C", programme="tip", first=fails)
    assert list(tmp_path.iterdir()) == []


def test_failing_to_write_names_the_place_asked_for(tmp_path: Path) -> None:
    """The error speaks of the book that was to be, not of where it was being made."""

    def fails(book: Book) -> None:
        raise WriteFailed(book.path, "the disk is full")

    with pytest.raises(WriteFailed) as caught:
        Book.create(tmp_path / "book", origin=LOG, recorder="C", programme="tip", first=fails)
    assert caught.value.path == tmp_path / "book"
    assert caught.value.reason == "the disk is full"


def test_no_folder_to_put_it_in(tmp_path: Path) -> None:
    """A book is made in a folder that is there."""
    with pytest.raises(WriteFailed, match="no folder can be made there"):
        create(tmp_path / "missing" / "book")
    assert list(tmp_path.iterdir()) == []


def test_moved_and_copied(tmp_path: Path) -> None:
    """A book is its folder: moved or copied it can be opened and written."""
    new_book(tmp_path / "book").close()
    shutil.copytree(tmp_path / "book", tmp_path / "copy ? # %41")
    (tmp_path / "book").rename(tmp_path / "moved")
    for name in ("moved", "copy ? # %41"):
        with Book.open(tmp_path / name) as book:
            assert book.append(drafts()) == [2]
            assert book.signing_key()
    assert not (tmp_path / "book").exists()


def test_missing_book(tmp_path: Path) -> None:
    """Where no book is, none is opened and none is made."""
    (tmp_path / "file").touch()
    for path in (tmp_path, tmp_path / "book", tmp_path / "file"):
        with pytest.raises(BookMissing) as caught:
            Book.open(path)
        assert caught.value.path == path
    assert [file.name for file in tmp_path.iterdir()] == ["file"]


@pytest.mark.parametrize(
    "text",
    [
        "origin = ",
        'origin = "a"\nprogramme = "tip"\nrecorder = "C"',
        'origin = "a"\nprogramme = "tip"\nrecorder = "C"\nstore = 1',
        'origin = "a b"\nprogramme = "tip"\nrecorder = "C"\nstore = "ledger.sqlite"',
        'origin = "a"\nprogramme = "tip"\nrecorder = "C"\nstore = "other.sqlite"',
    ],
)
def test_broken_settings(tmp_path: Path, text: str) -> None:
    """Settings that are not those of a book are an error, not a guess."""
    new_book(tmp_path / "book").close()
    (tmp_path / "book" / "minutebook.toml").write_text(text)
    with pytest.raises(BookUnreadable):
        Book.open(tmp_path / "book")


def test_settings_of_later_versions(tmp_path: Path) -> None:
    """A setting that is not known here does not keep a book from being opened."""
    new_book(tmp_path / "book").close()
    with (tmp_path / "book" / "minutebook.toml").open("a") as settings:
        settings.write('\n[sealing]\ninterval = "10s"\n')
    Book.open(tmp_path / "book").close()


def test_old_sqlite(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An SQLite without strict tables is refused, whether to create a book or to open one."""
    new_book(tmp_path / "book").close()
    monkeypatch.setattr("sqlite3.sqlite_version_info", (3, 36, 0))
    with pytest.raises(BookUnreadable, match=r"3\.37 or later"):
        Book.open(tmp_path / "book")
    with pytest.raises(BookUnreadable, match=r"3\.37 or later"):
        new_book(tmp_path / "other")
    assert [file.name for file in tmp_path.iterdir()] == ["book"]


def test_lost_verifier_key(tmp_path: Path) -> None:
    """A book that has lost its verifier key says so."""
    with new_book(tmp_path / "book") as book:
        (book.path / "log" / "log.vkey").unlink()
        with pytest.raises(BookUnreadable, match=r"log\.vkey"):
            _ = book.vkey
        assert load_key(book.path / "keys" / "log.key")
