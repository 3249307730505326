"""Brings a view up to the head of its book, makes it again from nothing, holds it to a rebuild."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice, zip_longest
from typing import Any, NamedTuple, Protocol

from domain.adoption import JUDGING, judging
from domain.events import Recorded
from domain.history import effective
from domain.programme import Programme
from domain.values import Kind, Stream
from projections.fold import absent_rows, rows_of
from projections.table import TABLES, View

__all__ = ["ALL", "Difference", "Feed", "Runner", "first_difference"]

BATCH = 5000
MOST_CACHED = 50_000
ALL = 1 << 62
"""A position beyond every other."""


class Feed(Protocol):
    """Where a projection gets its entries from, whatever keeps them."""

    origin: str
    head: int
    partial: bool
    """Whether entries may be missing; then what is there depends on all that was recorded."""

    @property
    def absent(self) -> Mapping[str, Sequence[int]]:
        """Versions of streams that are known to be on record and are not there."""

    def after(self, position: int) -> Iterator[Recorded]:
        """Entries after a position, in order."""

    def stream(self, name: str, upto: int) -> Sequence[Recorded]:
        """Entries of one stream up to a position, in order."""


class Difference(NamedTuple):
    """The first place where a view says something else than a rebuild."""

    table: str
    key: str
    live: Any
    rebuilt: Any


class Runner:
    """Folds a feed into a view, entry by entry."""

    def __init__(self, view: View, feed: Feed) -> None:
        self._view = view
        self._feed = feed
        self._histories: dict[str, list[Recorded]] = {}
        self._judging: dict[str, Programme | None] = {}

    def catch_up(self) -> int:
        """Take in what is new, in batches that hold whole or not at all; returns the head."""
        if self._view.origin not in ("", self._feed.origin):
            return self.rebuild()
        if self._feed.partial:
            return self._feed.head if self._view.position == self._feed.head else self.rebuild()
        while True:
            with self._view.transaction():
                start = self._view.position
                reached = self._fold(islice(self._feed.after(start), BATCH), start)
            if reached == start:
                return reached

    def rebuild(self) -> int:
        """Make the whole view again in one transaction; readers see the old one until then."""
        self._histories.clear()
        self._judging.clear()
        with self._view.transaction():
            self._view.clear()
            reached = self._fold(self._feed.after(0), 0)
            if not self._feed.partial:
                return reached
            self._note_absent()
            self._view.reached(self._feed.head, self._feed.origin)
            return self._feed.head

    def _note_absent(self) -> None:
        """Enter the streams of which nothing is there but that they are on record."""
        for name, versions in self._feed.absent.items():
            if not self._feed.stream(name, ALL):
                self._view.change(name, 1, absent_rows(Stream.parse(name), versions))

    def _fold(self, entries: Iterable[Recorded], reached: int) -> int:
        for entry in entries:
            self._take_in(entry)
            reached = entry.position
        self._view.reached(reached, self._feed.origin)
        return reached

    def _take_in(self, entry: Recorded) -> None:
        stream = Stream.parse(entry.stream)
        history = self._history(entry)
        touched = [(stream, history)]
        judging_act = stream.kind is Kind.EDITION and entry.event.act.name in JUDGING
        if judging_act and self._judged_otherwise(stream, history):
            touched += [
                (Stream.parse(case), self._read(case, entry.position))
                for case in self._view.streams(stream.text)
            ]
        for one, entries in touched:
            programme = self._programme(one, entry.position)
            absent = self._feed.absent.get(one.text, ())
            self._view.change(one.text, entry.position, rows_of(one, entries, programme, absent))

    def _judged_otherwise(self, edition: Stream, history: Sequence[Recorded]) -> bool:
        """Whether the newest entry of an edition put its cases under another programme."""
        versions = effective(self._read(edition.programme or "", history[-1].position))
        before = judging(versions, effective(history[:-1]))
        self._judging[edition.text] = judging(versions, effective(history))
        return self._judging[edition.text] != before

    # ------------------------------------------------------------ what was recorded so far

    def _history(self, entry: Recorded) -> list[Recorded]:
        """Entries of the stream of an entry, up to and with it."""
        if entry.version == 1:
            history = self._histories[entry.stream] = []
        elif entry.stream in self._histories:
            history = self._histories[entry.stream]
        else:
            history = self._read(entry.stream, entry.position - 1)
        history.append(entry)
        if len(self._histories) > MOST_CACHED:
            self._histories.clear()
            self._histories[entry.stream] = history
        return history

    def _read(self, stream: str, upto: int) -> list[Recorded]:
        if stream not in self._histories:
            self._histories[stream] = list(self._feed.stream(stream, upto))
        return self._histories[stream]

    def _programme(self, stream: Stream, position: int) -> Programme | None:
        if stream.programme is None:
            return None
        name = stream.edition or stream.programme
        if name not in self._judging:
            self._judging[name] = judging(
                effective(self._read(stream.programme, position)),
                effective(self._read(stream.edition, position)) if stream.edition else (),
            )
        return self._judging[name]


def first_difference(live: View, rebuilt: View, as_of: int) -> Difference | None:
    """Hold what two views say up to a position against each other; None when it is identical."""
    for table in TABLES:
        rows = zip_longest(live.everything(table, as_of), rebuilt.everything(table, as_of))
        for one, other in rows:
            if one != other:
                return Difference(table, (one or other)[0], _shown(one), _shown(other))
    return None


def _shown(row: tuple[Any, ...] | None) -> Any:
    if row is None:
        return None
    names = ("key", "since", "until", "stream", "edition", "row")
    return dict(zip(names, row, strict=True))
