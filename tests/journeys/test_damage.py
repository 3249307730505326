"""Damaged books: each damage is named, exit code 3, and nothing is mended in silence."""

import json
import os
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from tests.journeys.program import ROOT, kept, office
from tests.ledger.books import tamper

EXAMPLE = ROOT / "data" / "example" / "office.csv"
HEAD = 17
POSITION = 9


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory, new_book: Path) -> Path:
    """Give a folder with a book of 17 entries that somebody has read."""
    folder = tmp_path_factory.mktemp("filled")
    shutil.copytree(new_book, folder / "book")
    assert office(folder, "record", EXAMPLE).code == 0
    assert office(folder, "standings").code == 0
    return folder


@pytest.fixture
def here(tmp_path: Path, filled: Path) -> Path:
    """Give a copy of that folder, to be damaged."""
    shutil.copytree(filled / "book", tmp_path / "book")
    return tmp_path


# ---------------------------------------------------------------- the store


@pytest.mark.parametrize(
    ("column", "value", "named"),
    [
        ("topic", "'objection-withdrawn'", "act"),
        ("originator_id", "'tip/2099/AAC'", "stream"),
        ("originator_version", "77", "version"),
        ("act_id", "'0193e4c8-0000-7000-8000-000000000001'", "id"),
        ("recorded_at", "'2020-01-01T00:00:00.000000Z'", "recorded_at"),
        ("state", 'CAST(replace(state, \'"v":1\', \'"v":"1"\') AS BLOB)', None),
        ("state", "substr(state, 1, 50)", None),
        ("state", "x''", None),
    ],
)
def test_a_row_changed_from_outside(here: Path, column: str, value: str, named: str | None) -> None:
    """A row that does not say what its entry says is named by its position; so is no entry."""
    tamper(here / "book", f"UPDATE entries SET {column} = {value} WHERE rowid = {POSITION}")  # noqa: S608
    before = kept(here / "book")
    ran = office(here, "replay")
    assert (ran.code, ran.out) == (3, "")
    assert f"position {POSITION}" in ran.err
    assert named is None or f"the store says {named} " in ran.err
    assert "backup" in ran.err
    shutil.rmtree(here / "book" / "views")
    assert office(here, "standings").code == 3
    assert kept(here / "book") == before


def test_words_put_in_another_mouth(here: Path) -> None:
    """An entry rewritten as another well-formed one differs from what was made of it before."""
    value = 'CAST(replace(state, \'"party":"jtip"\', \'"party":"eap"\') AS BLOB)'
    tamper(here / "book", f"UPDATE entries SET state = {value}")  # noqa: S608
    ran = office(here, "replay")
    assert ran.code == 1
    assert "DIFFERENT" in ran.out


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("DELETE FROM entries WHERE rowid = 9", "position 9: the entry is missing"),
        ("DELETE FROM entries WHERE rowid = 17", "position 17: the store counts 17 entries"),
        ("UPDATE head SET position = 5", "position 6: the store counts 5 entries, the last it "),
        ("DELETE FROM head", "the store has lost its head row"),
        ("PRAGMA user_version = 2", "read it with the newer program"),
        ("PRAGMA application_id = 7", "the store is not a minutebook database"),
    ],
)
def test_a_store_that_lost_something(here: Path, statement: str, said: str) -> None:
    """What is missing from the store is named, and nothing is added in its place."""
    tamper(here / "book", statement)
    ran = office(here, "replay")
    assert (ran.code, ran.out) == (3, "")
    assert said in ran.err


@pytest.mark.parametrize("lost", ["TRIGGER entries_update", "TABLE retries"])
def test_a_store_without_a_part(here: Path, lost: str) -> None:
    """A store that lost a table, or one of its guard rails, is not written to."""
    changed(here / "book" / "ledger.sqlite", f"DROP {lost}")
    ran = office(here, "record", EXAMPLE)
    assert (ran.code, ran.out) == (3, "")
    assert f"the store has lost {lost.split()[1]}" in ran.err


def test_a_lost_secret(here: Path) -> None:
    """Without the secret under which retries are known nothing is recorded, but all is read."""
    tamper(here / "book", "DELETE FROM secrets")
    before = kept(here / "book")
    ran = office(here, "record", EXAMPLE)
    assert (ran.code, ran.out) == (3, "")
    assert "the store has lost its secret 'retry'" in ran.err
    assert office(here, "replay").code == 0
    assert kept(here / "book") == before


def test_an_act_of_a_newer_program(here: Path) -> None:
    """An entry that this program does not know stops the reading: nothing is guessed."""
    data = kept(here / "book")["entries"][POSITION - 1][-1]
    newer = json.loads(data) | {"v": 99}
    with closing(sqlite3.connect(":memory:")) as quoting:
        text = json.dumps(newer, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        (quoted,) = quoting.execute("SELECT quote(?)", (text.encode(),)).fetchone()
    tamper(here / "book", f"UPDATE entries SET state = {quoted} WHERE rowid = {POSITION}")  # noqa: S608
    ran = office(here, "replay")
    assert (ran.code, ran.out) == (3, "")
    assert "was written by a newer minutebook" in ran.err


BROKEN: dict[str, tuple[Callable[[Path], object], str]] = {
    "overwritten": (lambda store: store.write_bytes(b"Dear Sir, " * 1000), "is not a database"),
    "emptied": (lambda store: store.write_bytes(b""), "the store is not a minutebook database"),
    "cut in half": (lambda store: os.truncate(store, store.stat().st_size // 2), "malformed"),
    "cut in its first page": (lambda store: os.truncate(store, 1000), "can't be read"),
    "gone": (lambda store: store.unlink(), "the store ledger.sqlite is missing"),
}


@pytest.mark.parametrize(("damage", "said"), BROKEN.values(), ids=BROKEN)
def test_a_store_that_is_none(here: Path, damage: Callable[[Path], object], said: str) -> None:
    """A store that is cut off, overwritten or gone is said to be so, by readers and writers."""
    store = here / "book" / "ledger.sqlite"
    for rest in ("-wal", "-shm"):
        store.with_name(store.name + rest).unlink(missing_ok=True)
    damage(store)
    left = store.read_bytes() if store.is_file() else None
    for command in (("replay",), ("record", EXAMPLE)):
        ran = office(here, *command)
        assert (ran.code, ran.out) == (3, "")
        assert ran.err.startswith("minutebook: book")
        assert said in ran.err
    assert (store.read_bytes() if store.is_file() else None) == left


@pytest.mark.parametrize("page", [1, 2, 5, 9, 14, 20])
def test_a_store_overwritten_somewhere(here: Path, page: int) -> None:
    """Wherever a page of the store is overwritten, nothing is shown but what the entries say."""
    shown = office(here, "disputes", "--json").json
    store = here / "book" / "ledger.sqlite"
    with store.open("r+b") as file:
        file.seek(page * 4096)
        file.write(b"\xa5" * 4096)
    shutil.rmtree(here / "book" / "views")
    ran = office(here, "disputes", "--json")
    if ran.code == 0:
        assert ran.json == shown
        assert office(here, "replay").code == 0
    else:
        assert (ran.code, ran.out) == (3, "")
        assert ran.err.startswith("minutebook: book")


# ---------------------------------------------------------------- beside the store


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (b"origin = ", "minutebook.toml can't be read"),
        (b"\xff\xfe", "minutebook.toml can't be read"),
        (b'origin = "a"\n', "minutebook.toml lacks"),
    ],
)
def test_settings_that_are_none(here: Path, text: bytes, said: str) -> None:
    """Settings that can't be read are named with the file to mend."""
    (here / "book" / "minutebook.toml").write_bytes(text)
    ran = office(here, "standings")
    assert (ran.code, ran.out) == (3, "")
    assert said in ran.err


def test_settings_of_another_book(here: Path) -> None:
    """Entries are read under the origin they were written for, and under no other."""
    settings = here / "book" / "minutebook.toml"
    settings.write_text(settings.read_text().replace("example.org", "example.com"))
    before = kept(here / "book")
    for command in (("replay",), ("record", EXAMPLE)):
        ran = office(here, *command)
        assert (ran.code, ran.out) == (3, "")
        assert "example.com/minutes" in ran.err
    assert kept(here / "book") == before


def test_no_settings(here: Path) -> None:
    """A folder without settings is no book, and neither `init` nor `demo` writes over it."""
    (here / "book" / "minutebook.toml").unlink()
    before = kept(here / "book")
    assert "there is no book at book" in office(here, "standings").err
    for command in (("init", "--origin", "example.org/other"), ("demo",)):
        ran = office(here, *command)
        assert (ran.code, ran.out) == (2, "")
        assert "book exists already and is left as it is" in ran.err
    assert kept(here / "book") == before


# ---------------------------------------------------------------- views


def test_views_are_disposable(here: Path) -> None:
    """Views that are gone, folder and all, are made again and say the same."""
    shown = office(here, "disputes", "--json").json
    view = here / "book" / "views" / "internal.sqlite"
    view.unlink()
    assert office(here, "disputes", "--json").json == shown
    assert view.stat().st_mode & 0o077 == 0
    shutil.rmtree(view.parent)
    assert office(here, "disputes", "--json").json == shown
    assert view.is_file()
    shutil.rmtree(view.parent)
    view.parent.write_bytes(b"")
    assert office(here, "disputes", "--json").json == shown


HARM: dict[str, Callable[[Path], object]] = {
    "overwritten": lambda view: view.write_bytes(b"Dear Sir, " * 1000),
    "cut in half": lambda view: os.truncate(view, view.stat().st_size // 2),
    "pages overwritten": lambda view: view.write_bytes(view.read_bytes()[:4096] + b"\xa5" * 8192),
    "a table gone": lambda view: changed(view, "DROP TABLE disputes"),
    "rows overwritten": lambda view: changed(view, "UPDATE disputes SET row = 'nonsense'"),
}


@pytest.mark.parametrize("damage", HARM.values(), ids=HARM)
def test_a_damaged_view(here: Path, damage: Callable[[Path], object]) -> None:
    """A view that can't be read is named, with what to do; done so, the book answers as before."""
    shown = office(here, "disputes", "--json").json
    view = here / "book" / "views" / "internal.sqlite"
    damage(view)
    ran = office(here, "disputes", "--json")
    assert (ran.code, ran.out) == (3, "")
    assert "book/views" in ran.err
    assert "delete it, it is made again from the" in ran.err
    view.unlink()
    assert office(here, "disputes", "--json").json == shown


@pytest.mark.parametrize(
    ("table", "statement"),
    [
        ("standings", "UPDATE standings SET row = replace(row, '2WL', '1')"),
        ("disputes", "DELETE FROM disputes"),
        ("timeline", "UPDATE timeline SET since = 1"),
        ("overrides", "INSERT INTO overrides VALUES ('x', 'x', 'x', '{}', 1, NULL)"),
    ],
)
def test_a_view_that_says_something_else(here: Path, table: str, statement: str) -> None:
    """`replay` finds the first place where a view says something else than the entries."""
    changed(here / "book" / "views" / "internal.sqlite", statement)
    ran = office(here, "replay", "--json")
    assert ran.code == 1
    assert ran.json["identical"] is False
    difference = ran.json["first_difference"]
    assert difference["table"] == table
    assert difference["live"] != difference["rebuilt"]
    (here / "book" / "views" / "internal.sqlite").unlink()
    assert office(here, "replay").code == 0


def changed(file: Path, statement: str) -> None:
    """Change a database from outside."""
    with closing(sqlite3.connect(file, isolation_level=None)) as database:
        database.execute(statement)


# ---------------------------------------------------------------- moved


def test_a_book_moved_and_copied(here: Path) -> None:
    """A book is its folder: moved or copied it answers and is written to as before."""
    shown = office(here, "disputes", "--json").json
    shutil.copytree(here / "book", here / "a copy")
    (here / "book").rename(here / "moved")
    assert office(here, "standings").code == 2
    for name in ("moved", "a copy"):
        (here / "book").symlink_to(here / name)
        assert office(here, "disputes", "--json").json == shown
        again = office(here, "record", EXAMPLE, "--json").json
        assert (again["added"], again["already"]) == (0, HEAD - 2)
        (here / "book").unlink()
    act = b'{"act": "dissent-filed", "on": "tip/2099/AAA", "by": {"party": "eap"}}'
    (here / "a copy").rename(here / "book")
    assert office(here, "record", "-", stdin=act).code == 0
    assert office(here, "replay", "--json").json["head"] == HEAD + 1
    assert len(kept(here / "moved")["entries"]) == HEAD
