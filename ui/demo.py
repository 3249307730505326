"""The demonstration: a book made from the shipped history of the TIP Report."""

from collections.abc import Callable
from pathlib import Path

from domain.flat import from_cell
from domain.programme import shipped
from ledger.book import Book
from ledger.errors import BookMissing
from ledger.ids import Surroundings
from ledger.intake import rows
from ledger.receipts import acknowledged
from ledger.recording import Receipt, Recording, open_book, record

__all__ = ["EDITION", "ORIGIN", "DemoError", "make_demo"]

ORIGIN = "example.org/minutebook/tip-demonstration"
EDITION = "tip/2015"


class DemoError(Exception):
    """The demonstration can't be made here."""


def make_demo(path: Path, seen: Callable[[str], None]) -> Recording:
    """Make the demonstration book, or complete the one that is there; adds nothing twice."""
    surroundings = Surroundings()
    try:
        book = Book.open(path)
    except BookMissing:
        programme = shipped("tip") or ""
        path.parent.mkdir(parents=True, exist_ok=True)
        book = Book.create(
            path,
            origin=ORIGIN,
            recorder="minutebook demonstration",
            programme="tip",
            first=lambda new: open_book(new, programme, surroundings),
        )
    with book:
        if book.origin != ORIGIN:
            raise DemoError(
                f"{path} holds the book {book.origin}, which is not the demonstration: "
                "name another folder with --book"
            )
        receipts = [
            receipt for file in _files() for receipt in _recorded(book, file, surroundings, seen)
        ]
        return acknowledged(book, Recording(tuple(receipts)))


def _recorded(
    book: Book, file: Path, surroundings: Surroundings, seen: Callable[[str], None]
) -> tuple[Receipt, ...]:
    seen(file.name)
    with file.open("rb") as stream:
        return record(book, rows(stream, form="jsonl", coerce=from_cell), surroundings).receipts


def _files() -> list[Path]:
    """Files of the shipped history: beside the program when installed, else in its checkout."""
    here = Path(__file__).resolve().parent
    for folder in (here / "data" / "tip", here.parent / "data" / "tip"):
        if found := sorted(folder.glob("*.jsonl")):
            return found
    raise DemoError("the shipped history is missing from this installation: install it again")
