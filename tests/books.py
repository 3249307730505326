"""A small book on disk, made in this process: acts go in, the answers of the commands come out."""

import atexit
import itertools
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from domain.programme import Programme, shipped
from ledger.book import Book
from ledger.ids import Surroundings
from ledger.intake import Row
from ledger.reading import Reading
from ledger.recording import Recording, open_book, record
from projections import register
from projections.coverage import coverage
from projections.runner import Runner
from projections.table import TABLES, View
from projections.timeline import case_timeline
from ui.session import Session

__all__ = [
    "BEGUN",
    "FIRST_POSITION",
    "OPENED",
    "ORIGIN",
    "Act",
    "Minutes",
    "act",
    "answers",
    "small_book",
]

Act = dict[str, Any]
ORIGIN = "example.org/minutes"
OPENED = datetime(2001, 1, 1, tzinfo=UTC)
"""When every book was opened: a book can record nothing before."""
BEGUN = datetime(2026, 11, 21, 17, 40, tzinfo=UTC)
"""When the first act is recorded, unless a test says otherwise."""
FIRST_POSITION = 3
"""Position of the first act recorded: two entries open every book."""


def act(name: str, on: str, party: str = "jtip", **more: Any) -> Act:
    """Write down one act; what is not a field of its envelope is a field of its body."""
    envelope = ("occurred", "made", "basis", "release", "withhold", "id", "key", "expect")
    outside = {field: more.pop(field) for field in envelope if field in more}
    stream = on if on.startswith("tip") else f"tip/2015/{on}"
    return {"act": name, "on": stream, "by": {"party": party}, **outside, "body": more}


class Minutes:
    """A book that tests write to and read from; its clock moves by one second for every act."""

    def __init__(self, path: Path, moments: Iterable[datetime] | None = None) -> None:
        """Make the book anew in a folder that does not exist yet; `moments` is its clock."""
        shutil.copytree(_template(), path)
        self.path = path
        self.book = Book.open(path)
        self._moments = iter(_seconds() if moments is None else moments)
        self._lines = itertools.count(1)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.book.close()

    @property
    def head(self) -> int:
        """Position of the last entry."""
        return self.book.head()[0]

    def record(self, *acts: Act) -> Recording:
        """Record acts as one file: all of them, or Refused."""
        rows = [Row(next(self._lines), one) for one in acts]
        return record(self.book, rows, Surroundings(clock=lambda: next(self._moments)))

    def record_each(self, acts: Iterable[Act]) -> list[int]:
        """Record acts, each as a file of its own; give their positions."""
        return [self.record(one).receipts[0].position for one in acts]

    def session(self, *, as_of: int | str | None = None, occurred_by: str | None = None) -> Session:
        """Open the book as a reading command does; to be used in a `with` statement."""
        return Session(
            self.path, as_of=None if as_of is None else str(as_of), occurred_by=occurred_by
        )

    def ask(
        self,
        question: Callable[[Session], dict[str, Any]],
        *,
        as_of: int | str | None = None,
        occurred_by: str | None = None,
    ) -> dict[str, Any]:
        """Give what `--json` prints for one question."""
        with self.session(as_of=as_of, occurred_by=occurred_by) as session:
            return question(session)

    def disputes(self, edition: str | None = None, *, as_of: int | None = None) -> dict[str, Any]:
        """Give what `disputes --json` prints."""
        return self.ask(lambda session: session.disputes(edition, None), as_of=as_of)

    def standings(
        self, edition: str | None = None, *, as_of: int | None = None
    ) -> list[dict[str, Any]]:
        """Give the rows of `standings --json`."""
        rows: list[dict[str, Any]] = self.ask(
            lambda session: session.standings(edition), as_of=as_of
        )["rows"]
        return rows

    def timeline(self, case: str, *, as_of: int | None = None) -> list[dict[str, Any]]:
        """Give the rows of `case --json`."""
        rows: list[dict[str, Any]] = self.ask(lambda session: session.case(case), as_of=as_of)[
            "rows"
        ]
        return rows

    def view(self) -> View:
        """Make a view of the whole book in memory; the caller closes it."""
        view = View(None)
        Runner(view, Reading(self.book)).catch_up()
        return view

    def entries(self, upto: int | None = None) -> list[dict[str, Any]]:
        """Export the entries as plain JSON objects, each with its position."""
        return [
            {"position": position} | dict(entry.fields)
            for position, entry in self.book.entries(0, upto)
        ]


def answers(view: View, as_of: int) -> dict[str, Any]:
    """Give all that the reading commands have to say of a whole book as of a position."""
    editions = [row["edition"] for row in view.rows("editions", as_of)]
    rows = {table: view.rows(table, as_of) for table in TABLES}
    cases = {row["key"].rpartition(" ")[0] for row in rows["timeline"]}
    scale = Programme.parse(shipped("tip") or "").scale
    return rows | {
        "standings of all": register.standings(view, as_of, None),
        "disputes of all": register.disputes(view, as_of, None, None),
        "overrides of all": register.overrides(view, as_of, None),
        "coverage of all": coverage(view, as_of, None),
        "changes": {
            pair: register.changes(view, as_of, *pair, scale)
            for pair in itertools.pairwise(sorted(editions))
        },
        "timelines": {case: case_timeline(view, as_of, case) for case in sorted(cases)},
    }


@contextmanager
def small_book(moments: Iterable[datetime] | None = None) -> Iterator[Minutes]:
    """Make a book for the time of a `with` statement, for tests of many examples."""
    with (
        tempfile.TemporaryDirectory(prefix="minutes-") as folder,
        Minutes(Path(folder) / "book", moments) as minutes,
    ):
        yield minutes


def _seconds() -> Iterator[datetime]:
    return (BEGUN + timedelta(seconds=number) for number in itertools.count())


@cache
def _template() -> Path:
    """Make one opened book, of which every other is a copy: signing keys take their time."""
    folder = tempfile.TemporaryDirectory(prefix="minutes-template-")
    atexit.register(folder.cleanup)
    path = Path(folder.name) / "book"
    programme = shipped("tip") or ""
    surroundings = Surroundings(clock=lambda: OPENED)
    Book.create(
        path,
        origin=ORIGIN,
        recorder="Clerk",
        programme="tip",
        first=lambda new: open_book(new, programme, surroundings),
    ).close()
    return path
