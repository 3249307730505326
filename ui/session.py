"""The one place that joins the rooms: a book, the view made from it, and the questions asked."""

import sqlite3
import time
from contextlib import closing
from difflib import get_close_matches
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from domain.values import FIRST, Kind, Occurred, Scale, Stream
from ledger.book import Book
from ledger.reading import Reading
from projections import coverage, register
from projections.past import Past
from projections.runner import Feed, Runner, first_difference
from projections.table import TABLES, View
from projections.timeline import case_timeline

__all__ = ["Session", "UsageError", "header"]

AUDIENCE = "internal"


class UsageError(Exception):
    """A question that can't be asked of this book; says what could be."""


def header(name: str, origin: str, head: int) -> dict[str, Any]:
    """Give what every answer about a book begins with."""
    return {
        "schema": f"minutebook/{name}/1",
        "book": origin,
        "head": head,
        "sealed": 0,
        "audience": AUDIENCE,
    }


class Session:
    """A book opened to be read as of a position, and by when its acts had happened."""

    def __init__(
        self, path: Path, *, as_of: str | None = None, occurred_by: str | None = None
    ) -> None:
        """Open a book and bring its view up to the head."""
        self._book = Book.open(path, readonly=True)
        try:
            self._reading = Reading(self._book)
            self.head = self._reading.head
            self.as_of = self._position(as_of)
            self._asked = as_of is not None
            self._day = _day(occurred_by)
            self._past: Past | None = None
            self._view = self._opened()
        except BaseException:
            self._book.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._view.close()
        self._book.close()

    def header(self, name: str) -> dict[str, Any]:
        """Give what every answer begins with: of which book, as of when, for whom."""
        found = header(name, self._book.origin, self.head)
        if self._asked:
            found["as_of"] = self.as_of
        if self._day is not None and self._past is not None:
            found |= {"occurred_by": self._day.text, "left_out": self._past.left_out}
        return found

    # ------------------------------------------------------------ questions

    def standings(self, edition: str | None) -> dict[str, Any]:
        """Tier of every subject of an edition, or the newest of each subject."""
        rows = register.standings(self._view, self.as_of, _edition(edition))
        return self.header("standings") | {"rows": rows}

    def disputes(self, edition: str | None, party: str | None) -> dict[str, Any]:
        """Contested cases with outcomes, counts, bounds, and how much is answerable."""
        found = register.disputes(self._view, self.as_of, _edition(edition), party)
        return self.header("disputes") | found

    def overrides(self, edition: str | None) -> dict[str, Any]:
        """Cases decided or published otherwise than recommended."""
        rows = register.overrides(self._view, self.as_of, _edition(edition))
        return self.header("overrides") | {"rows": rows}

    def changes(self, before: str, after: str) -> dict[str, Any]:
        """Which subjects moved from one edition to another."""
        first, last = _edition(before) or "", _edition(after) or ""
        if first.partition("/")[0] != last.partition("/")[0]:
            raise UsageError(f"{first} and {last} are editions of different programmes")
        scale = register.scale_of(self._view, self.as_of, last)
        if scale is None and register.scale_of(self._view, self.head, last) is None:
            raise UsageError(f"no programme of this book has an edition {last}")
        moved = register.changes(self._view, self.as_of, first, last, scale or Scale(()))
        return self.header("changes") | {"from": first, "to": last} | moved

    def case(self, name: str) -> dict[str, Any]:
        """Timeline of one case."""
        stream = _stream(name)
        if stream.kind is not Kind.CASE:
            raise UsageError(f"{name} is not a case: name it PROGRAMME/EDITION/SUBJECT")
        if not self._book.version(name):
            near = ", ".join(self._near(stream)) or "none; `standings` shows the cases there are"
            raise UsageError(f"no entry is on record for {name}; near it: {near}")
        rows = case_timeline(self._view, self.as_of, name)
        return self.header("case") | {"case": name, "rows": rows}

    def _near(self, case: Stream) -> list[str]:
        """Find the cases named most like one that has no entry: of its edition, else elsewhere."""
        subject = (case.subject or "").upper()
        if cases := self._cases(case.edition):
            subjects = {one.text: (one.subject or "").upper() for one in cases}
            alike = get_close_matches(subject, {*subjects.values()}, n=3, cutoff=0.5)
            return [name for one in alike for name in subjects if subjects[name] == one]
        same = [one.text for one in self._cases(None) if (one.subject or "").upper() == subject]
        return get_close_matches(case.text, same, n=3, cutoff=0.0)

    def _cases(self, edition: str | None) -> list[Stream]:
        streams = map(Stream.parse, self._book.versions(edition))
        return [stream for stream in streams if stream.kind is Kind.CASE]

    def coverage(self, edition: str | None) -> dict[str, Any]:
        """Give what the book declares to cover."""
        rows = coverage.coverage(self._view, self.as_of, _edition(edition))
        return self.header("coverage") | {"rows": rows}

    def replay(self) -> dict[str, Any]:
        """Make everything again from nothing, and hold what readers see against it."""
        began = time.monotonic()
        feed = self._past or Reading(self._book, upto=self.as_of)
        with closing(View(None)) as rebuilt:
            entries = Runner(rebuilt, feed).rebuild()
            difference = first_difference(self._view, rebuilt, self.as_of)
            tables = [{"name": table, "rows": rebuilt.count(table)} for table in TABLES]
        return self.header("replay") | {
            "identical": difference is None,
            "entries": entries,
            "seconds": round(time.monotonic() - began, 3),
            "tables": tables,
            "first_difference": difference._asdict() if difference else None,
        }

    # ------------------------------------------------------------ opening

    def _opened(self) -> View:
        """Give the view that answers: the kept one, or one in memory of what had happened."""
        if self._day is None:
            return self._kept()
        self._past = Past(Reading(self._book, upto=self.as_of), self._day)
        return _caught_up(View(None), self._past)

    def _kept(self) -> View:
        """Open the view beside the book; where nothing can be written, make one in memory."""
        file = self._book.path / "views" / f"{AUDIENCE}.sqlite"
        try:
            file.parent.mkdir(mode=0o700, exist_ok=True)
            if not file.exists():
                file.touch(mode=0o600)
            return _caught_up(View(file), self._reading, self.head)
        except (OSError, sqlite3.OperationalError):
            return _caught_up(View(None), self._reading)

    def _position(self, as_of: str | None) -> int:
        """Read a position or a date as the position of the book then."""
        if as_of is None:
            return self.head
        if as_of.isascii() and as_of.isdigit():
            digits = as_of.lstrip("0") or "0"  # Python converts no more than 4,300 of them
            if len(digits) > len(str(self.head)) or int(digits) > self.head:
                raise UsageError(
                    f"--as-of {as_of}: the book ends at position {self.head}; digits alone are a "
                    "position, a date is written 2015-07-27"
                )
            return int(digits)
        day = _day(as_of)
        return self._book.position_at(day.latest) if day else self.head


def _caught_up(view: View, feed: Feed, head: int | None = None) -> View:
    """Bring a view up to its feed; one that is ahead of the book's head is made again."""
    try:
        reached = Runner(view, feed).catch_up()
        if head is not None and reached > head:
            Runner(view, feed).rebuild()
    except BaseException:
        view.close()
        raise
    return view


def _day(text: str | None) -> Occurred | None:
    if text is None:
        return None
    try:
        day = Occurred.parse(text)
    except ValueError as error:
        raise UsageError(str(error)) from None
    if day.earliest == FIRST or day.latest > "9999-12-31T23:59:59.999999Z":
        raise UsageError(f"{text} has an open end: name a day")
    return day


def _stream(name: str) -> Stream:
    try:
        return Stream.parse(name)
    except ValueError as error:
        raise UsageError(str(error)) from None


def _edition(name: str | None) -> str | None:
    if name is not None and _stream(name).kind is not Kind.EDITION:
        raise UsageError(f"{name} is not an edition: name it PROGRAMME/EDITION, e.g. tip/2015")
    return name
