"""The streams of the program: closed, full, cut off or in another encoding, they cost no entry."""

from pathlib import Path
from typing import Any

import pytest

from tests.journeys.program import ROOT, Ran, ended, kept, limit, office, start

EXAMPLE = ROOT / "data" / "example" / "office.csv"


def started(cwd: Path, *arguments: str | Path, **how: Any) -> Ran:
    """Run the program on the book of a folder, from nothing, to its end."""
    return ended(start("--book", "book", *arguments, cwd=cwd, **how))


@pytest.mark.parametrize("redirect", [">&-", "2>&-", "<&- >&- 2>&-"])
def test_a_closed_stream(desk: Path, redirect: str) -> None:
    """A program started without one of its streams, or without any, does its work."""
    ran = started(desk, "record", EXAMPLE, redirect=redirect)
    assert ran.code == 0
    assert (ran.out == "") == (" >&-" in f" {redirect}")
    assert (ran.err == "") == ("2>&-" in redirect)
    assert len(kept(desk / "book")["entries"]) == 17


def test_no_input(desk: Path) -> None:
    """Where standard input is closed there are no acts in it."""
    before = kept(desk / "book")
    ran = started(desk, "record", "-", redirect="<&-")
    assert (ran.code, ran.out) == (2, "")
    assert ran.err == "minutebook: standard input: there are no acts in it\n"
    assert kept(desk / "book") == before


@pytest.mark.parametrize("form", [(), ("--json",)])
def test_a_reader_that_leaves(desk: Path, demo_book: Path, form: tuple[str, ...]) -> None:
    """`| head` ends the printing, not the work: the exit code is that of the work."""
    for book, command in ((desk / "book", ("record", EXAMPLE)), (demo_book, ("standings",))):
        process = start("--book", book, *command, *form, cwd=desk)
        assert process.stdout
        process.stdout.close()
        process.stdout = None
        assert ended(process).code == 0
    assert len(kept(desk / "book")["entries"]) == 17


def test_an_output_that_is_full(desk: Path) -> None:
    """Receipts that can't be written are said to be missing; the entries are there."""
    (desk / "full").write_bytes(bytes(1_000_000))
    before = limit(500_000)
    with (desk / "full").open("ab") as full:
        ran = started(desk, "record", EXAMPLE, before=before, stdout=full)
        assert ran.code == 3
        assert "15 acts were recorded, but the receipts can't be written" in ran.err
        ran = started(desk, "standings", "--json", before=before, stdout=full)
        assert ran.code == 3
        assert "the output can't be written" in ran.err
        ran = started(desk, "standings", "tip/2099", before=before, stderr=full)
        assert ran.code == 0
        assert "2 placements on record" in ran.out
    again = office(desk, "record", EXAMPLE)
    assert again.out.count("already") == 15


@pytest.mark.parametrize("encoding", ["ascii", "latin-1"])
def test_an_output_in_another_encoding(tmp_path: Path, demo_book: Path, encoding: str) -> None:
    """What an encoding has no letters for is escaped, not refused."""
    environ = {"PYTHONIOENCODING": encoding}
    process = start("--book", demo_book, "standings", "tip/2015", cwd=tmp_path, environ=environ)
    out, _ = process.communicate()
    assert process.returncode == 0
    for name in ("Côte d'Ivoire", "Türkiye"):
        assert name.encode(encoding, errors="backslashreplace") in out
