"""Old entries load for ever, and today's program still writes and answers what it did."""

import hashlib
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from domain.acts import ACTS
from domain.values import Withheld
from ledger.book import Book
from ledger.disclosures import reveal
from ledger.entry import Entry, format_entry, parse_entry
from ledger.folder import read_settings
from ledger.reading import typed
from tests.golden.make import ANSWERS, HERE, entries, make_book, open_copy, pretty, shown

FILES = sorted((HERE / "acts").glob("*.json"))


@pytest.fixture(scope="module")
def golden(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the golden book, put where a book can lie."""
    return open_copy(tmp_path_factory.mktemp("golden") / "book")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Book]:
    """Give the book that today's program makes of the same acts, clock and chance."""
    with make_book(tmp_path_factory.mktemp("made") / "book") as book:
        yield book


def stored(book: Book) -> dict[str, list[Any]]:
    """Give everything in a book that may not change: bytes, disclosures, names of retries."""
    head, _ = book.head()
    return {
        "entries": [entry.data for _, entry in book.entries()],
        "disclosures": sorted(book.disclosures(0, head).items()),
        "retries": book._all("SELECT name, act, position FROM retries ORDER BY name"),
    }


# ---------------------------------------------------------------- entries


def test_every_act_has_a_golden_file() -> None:
    """No act enters the program without an entry that it will have to read for ever."""
    assert {file.stem for file in FILES} == set(ACTS)


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_golden_entry_is_read_and_written_alike(file: Path) -> None:
    """The bytes of an entry parse, and what they say is written as the same bytes."""
    data = file.read_bytes()
    entry = parse_entry(data)
    assert format_entry(entry.fields) == data
    assert entry.act == file.stem


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_golden_entry_is_an_act_of_today(file: Path) -> None:
    """An entry of any age reads into the act of its name, withheld places marked as such."""
    entry = parse_entry(file.read_bytes())
    event = typed(1, entry, {}).event
    assert type(event.act) is ACTS[file.stem]
    assert event.withheld.keys() == entry.commitments.keys()
    hidden = reveal(entry.fields, {}, Withheld)
    assert str(hidden).count("Withheld(") == len(entry.commitments)


def test_digests_are_those_of_the_files() -> None:
    """`sha256sum -c digests.txt` finds every golden entry as it was."""
    lines = (HERE / "digests.txt").read_text(encoding="ascii").splitlines()
    digests = {name: digest for digest, name in (line.split("  ", 1) for line in lines)}
    assert digests == {
        f"acts/{file.name}": hashlib.sha256(file.read_bytes()).hexdigest() for file in FILES
    }
    assert digests.keys() == {f"acts/{parse_entry(file.read_bytes()).act}.json" for file in FILES}


def test_the_golden_entries_withhold_whole_fields_and_single_paragraphs() -> None:
    """Every form of withholding has an entry that it must be read from."""
    withheld = {pointer for file in FILES for pointer in _entry(file).commitments}
    assert {"/by/person", "/by/party", "/body/ground", "/body/rationale/1"} <= withheld
    paragraphs = _entry(HERE / "acts" / "recommendation-submitted.json").body["rationale"]
    assert [paragraph is None for paragraph in paragraphs] == [False, True, False]


def _entry(file: Path) -> Entry:
    return parse_entry(file.read_bytes())


# ---------------------------------------------------------------- the book


def test_the_program_still_writes_the_golden_book(golden: Path, made: Book) -> None:
    """The same acts, clock and chance make the same bytes, disclosures and names of retries."""
    with Book.open(golden, readonly=True) as kept:
        assert stored(made) == stored(kept)
        assert made.vkey == kept.vkey
        assert read_settings(made.path) == read_settings(kept.path)
        assert settings(made) == [
            *settings(kept),
            'seal = "on-record"',
            'checkpoints = "checkpoints.sqlite"',
        ]


def settings(book: Book) -> list[str]:
    """Give the lines of the settings of a book; those of the golden book are from before seals."""
    return (book.path / "minutebook.toml").read_text(encoding="utf-8").splitlines()


def test_the_program_still_writes_every_golden_entry(made: Book) -> None:
    """The bytes of one entry for each act are those that it writes today."""
    assert entries(made) == {file.stem: file.read_bytes() for file in FILES}


def test_the_golden_book_signs_with_its_own_key(golden: Path) -> None:
    """The key that lies in the book is the one that its first entry names."""
    with Book.open(golden, readonly=True) as book:
        assert book.at(1).body["vkey"] == book.vkey
        assert book.signing_key()


def test_the_golden_book_can_be_copied_from_git_alone() -> None:
    """What lies under `book/` is all that git keeps: no empty folders, nothing half-written."""
    files = {str(file.relative_to(HERE / "book")) for file in (HERE / "book").rglob("*")}
    folders = {"keys", "log"}
    assert files - folders == {"ledger.sqlite", "minutebook.toml", "keys/log.key", "log/log.vkey"}


@pytest.mark.parametrize("name", ANSWERS)
def test_an_answer_is_as_it_was(golden: Path, name: str) -> None:
    """Every reading command still answers of the golden book what it did."""
    expected = (HERE / "expected" / f"{name}.json").read_text(encoding="utf-8")
    assert pretty(shown(golden, name)) == expected


def test_every_kept_answer_is_asked_for() -> None:
    """No file of expected answers lies about that nothing is held against."""
    assert {file.stem for file in (HERE / "expected").iterdir()} == set(ANSWERS)


def test_the_golden_book_replays_identical() -> None:
    """The answer that is kept of a replay is that nothing differs."""
    replay = json.loads((HERE / "expected" / "replay.json").read_text(encoding="utf-8"))
    assert (replay["identical"], replay["first_difference"]) == (True, None)
    assert replay["entries"] == replay["head"]


def test_the_rule_for_changing_golden_files_is_written_where_they_are_made() -> None:
    """Whoever makes the files anew reads that a change needs a note in CHANGELOG."""
    source = (HERE / "make.py").read_text(encoding="utf-8")
    docstring = re.match(r'"""(.*?)"""', source, re.DOTALL)
    assert docstring
    assert "CHANGELOG" in docstring[1]
