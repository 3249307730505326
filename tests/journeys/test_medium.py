"""What lies beneath a book: full disks and folders that can't be written, never at its cost."""

import os
import shutil
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.journeys.program import ORIGIN, ROOT, Ran, ended, kept, limit, office, run, start

EXAMPLE = ROOT / "data" / "example" / "office.csv"
KILLED = -signal.SIGXFSZ


def limited(*arguments: str | Path, cwd: Path, size: int, killed: bool) -> Ran:
    """Run the program where no file grows beyond a size: it is told so, or killed on the spot."""
    before = limit(size)
    if killed:
        before += "; import signal; signal.signal(signal.SIGXFSZ, signal.SIG_DFL)"
    return ended(start("--book", "book", *arguments, cwd=cwd, before=before))


# ---------------------------------------------------------------- full disks


@pytest.mark.parametrize(
    ("size", "killed"),
    [
        (20_000, False),
        (33_000, False),
        (36_000, False),
        (60_000, False),
        (33_000, True),
        (36_000, True),
        (60_000, True),
    ],
)
def test_a_full_disk_while_recording(desk: Path, size: int, *, killed: bool) -> None:
    """A file is recorded whole or not at all, and the book is as it was, wherever the disk ends."""
    before = kept(desk / "book")
    ran = limited("record", EXAMPLE, cwd=desk, size=size, killed=killed)
    after = kept(desk / "book")
    if ran.code == 0:
        assert len(after["entries"]) == 17
        assert len(ran.out.splitlines()) == 15
    elif after != before:
        assert ran.code == KILLED
        assert len(after["entries"]) == 17
    else:
        assert ran.code == (KILLED if killed else 3)
        assert ran.out == ""
        assert killed or ran.err.startswith("minutebook: book: ")
    replayed = office(desk, "replay", "--json").json
    assert (replayed["identical"], replayed["entries"]) == (True, len(after["entries"]))
    again = office(desk, "record", EXAMPLE, "--json").json
    assert again["added"] + again["already"] == 15
    assert again["added"] == 17 - len(after["entries"])


@pytest.mark.parametrize("size", [100, 5_000, 40_000])
def test_a_full_disk_while_a_book_is_made(tmp_path: Path, size: int) -> None:
    """A book that can't be made whole leaves nothing behind, and can be made later."""
    ran = limited("init", "--origin", ORIGIN, cwd=tmp_path, size=size, killed=False)
    assert (ran.code, ran.out) == (3, "")
    assert ran.err.startswith("minutebook: book: nothing was written: ")
    assert list(tmp_path.iterdir()) == []
    assert office(tmp_path, "init", "--origin", ORIGIN).code == 0
    assert office(tmp_path, "replay", "--json").json["entries"] == 2


def test_a_full_disk_during_the_demonstration(tmp_path: Path) -> None:
    """The demonstration stops at the end of a file of acts, and the next run goes on from there."""
    ran = limited("demo", cwd=tmp_path, size=150_000, killed=False)
    assert (ran.code, ran.out) == (3, "")
    files = sorted((ROOT / "data" / "tip").glob("*.jsonl"))
    lengths = [len(file.read_bytes().splitlines()) for file in files]
    left = len(kept(tmp_path / "book")["entries"])
    assert left in {2 + sum(lengths[:number]) for number in range(len(files))}
    again = office(tmp_path, "demo")
    assert again.code == 0
    assert f"{sum(lengths) + 2 - left} acts recorded, {left - 2} already there" in again.out
    assert f"replay of {sum(lengths) + 2} entries: identical" in again.out


def test_a_full_disk_while_reading(desk: Path) -> None:
    """Where no view can be kept, one is made in memory: the answer is the same."""
    assert office(desk, "record", EXAMPLE).code == 0
    shown = office(desk, "disputes", "--json").json
    shutil.rmtree(desk / "book" / "views")
    ran = limited("disputes", "--json", cwd=desk, size=40_000, killed=False)
    assert (ran.code, ran.json) == (0, shown)


# ---------------------------------------------------------------- permissions


@pytest.fixture
def shelf(desk: Path) -> Iterator[Path]:
    """Give a folder with a filled book, whose permissions a test may take away."""
    assert office(desk, "record", EXAMPLE).code == 0
    assert office(desk, "standings").code == 0
    yield desk
    for folder, _, files in os.walk(desk):
        os.chmod(folder, 0o700)  # noqa: PTH101 - before its files can be listed
        for file in files:
            Path(folder, file).chmod(0o600)


def meek(cwd: Path, *arguments: str | Path) -> Ran:
    """Run the program as somebody who has no more rights than the files say."""
    return run("--book", "book", *arguments, cwd=cwd, without_rights=True)


@pytest.mark.parametrize("viewed", [True, False])
def test_a_read_only_book(shelf: Path, *, viewed: bool) -> None:
    """On a read-only medium every question is answered, and every writing refused."""
    shown = office(shelf, "disputes", "--json").json
    if not viewed:
        (shelf / "book" / "views" / "internal.sqlite").unlink()
    before = kept(shelf / "book")
    for file in sorted(shelf.rglob("*"), reverse=True):
        file.chmod(0o500 if file.is_dir() else 0o400)
    shelf.chmod(0o500)
    ran = meek(shelf, "disputes", "--json")
    assert (ran.code, ran.json) == (0, shown)
    assert meek(shelf, "replay", "--json").json["identical"]
    assert meek(shelf, "standings", "--occurred-by", "2024-07-01").code == 0
    for arguments in (("record", EXAMPLE), ("record", "--json", EXAMPLE)):
        ran = meek(shelf, *arguments)
        assert (ran.code, ran.out) == (3, "")
        assert "minutebook: book: nothing was written: " in ran.err
    assert meek(shelf, "record", "--dry-run", EXAMPLE).code == 0
    assert kept(shelf / "book") == before


@pytest.mark.parametrize("name", ["ledger.sqlite", "minutebook.toml", ".lock"])
def test_a_file_that_is_somebody_elses(shelf: Path, name: str) -> None:
    """A file of the book that can't be read is a sentence and exit code 3, to writers at least."""
    before = kept(shelf / "book")
    (shelf / "book" / name).chmod(0)
    for arguments in (("record", EXAMPLE), ("standings",)):
        ran = meek(shelf, *arguments)
        if name == ".lock" and "standings" in arguments:
            assert ran.code == 0
        else:
            assert (ran.code, ran.out) == (3, "")
            assert ran.err.startswith("minutebook: book: ")
    (shelf / "book" / name).chmod(0o600)
    assert kept(shelf / "book") == before


def test_no_room_for_a_book(tmp_path: Path) -> None:
    """Where no folder can be made none is, and the place asked for is named."""
    (tmp_path / "closed").mkdir(mode=0o500)
    for name in ("closed/book", "closed/a/book", "nowhere/a/book"):
        ran = run("--book", name, "init", "--origin", ORIGIN, cwd=tmp_path, without_rights=True)
        assert (ran.code, ran.out) == (3, "")
        assert ran.err.startswith(f"minutebook: {name}: nothing was written: no folder")
    ran = run("--book", "closed/a/book", "demo", cwd=tmp_path, without_rights=True)
    assert (ran.code, ran.out) == (3, "")
    assert ran.err.startswith("minutebook: closed/a: ")
    assert list(tmp_path.rglob("*")) == [tmp_path / "closed"]


def test_an_input_that_is_somebody_elses(desk: Path) -> None:
    """A file of acts that can't be read is named, and nothing is written."""
    shutil.copy(EXAMPLE, desk / "acts.csv")
    (desk / "acts.csv").chmod(0)
    before = kept(desk / "book")
    ran = meek(desk, "record", "acts.csv")
    assert (ran.code, ran.out) == (2, "")
    assert ran.err == "minutebook: acts.csv can't be read: Permission denied\n"
    assert kept(desk / "book") == before
