"""Measures the way of an act into the book and back out, beside contestants that do less.

The contestants of a measure take turns, A B C A B C, round after round. A rate is the median of
its rounds, a ratio the median of the ratios within each round: the machine may be busy or slow,
both sides of a ratio were so together.
"""

import gc
import sqlite3
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass
from operator import truediv
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any, Protocol, TypeVar

import orjson
from eventsourcing.application import Application

from benchmarks.load import ORIGIN, PROGRAMME, acts
from ledger.book import Book, Draft
from ledger.entry import load_entry
from ledger.folder import read_settings
from ledger.ids import Surroundings
from ledger.intake import Row
from ledger.reading import Reading
from ledger.recording import open_book, record
from projections.runner import Runner
from projections.table import View

__all__ = ["DATA", "Contestant", "Measured", "Sizes", "measure"]

T = TypeVar("T")
DATA = "synthetic"
BULK = 1000
FULL = 2
NO_LEDGER = "validation, decision, canonical form, nonce, dense positions, guards, retry names"


@dataclass(frozen=True, slots=True)
class Sizes:
    """How much is measured; all acts are synthetic."""

    rounds: int = 5
    single: int = 200
    bulk: int = 2000
    rebuild: int = 5000
    withheld: int = 0
    seed: int = 1


@dataclass(frozen=True, slots=True)
class Contestant:
    """One side of a measure: what it leaves out, and one round of it; returns how many acts."""

    name: str
    without: str
    round: Callable[[int], int]


@dataclass(frozen=True, slots=True)
class Measured:
    """The rates of one contestant, acts a second by round, and its ratios to the others."""

    measure: str
    data: str
    contestant: str
    without: str
    rates: tuple[float, ...]
    ratios: dict[str, float]

    @property
    def rate(self) -> float:
        """Acts a second, the median of the rounds."""
        return median(self.rates)


def measure(folder: Path, sizes: Sizes, said: Callable[[str], None]) -> list[Measured]:
    """Measure everything in a new folder under this one, which is gone afterwards."""
    with TemporaryDirectory(dir=folder, prefix="synthetic-") as place, ExitStack() as open_:
        load = _Load(Path(place), sizes, open_)
        found: list[Measured] = []
        for title, contestants in (
            ("record, one act a transaction", _writing(load, "single", sizes.single, 1)),
            (f"record, {BULK} acts a transaction", _writing(load, "bulk", sizes.bulk, BULK)),
            ("rebuild the views", _rebuilding(load)),
        ):
            said(title)
            found += _compared(title, contestants, sizes.rounds)
        return found


def _compared(title: str, contestants: Sequence[Contestant], rounds: int) -> Iterator[Measured]:
    rates: dict[str, list[float]] = {one.name: [] for one in contestants}
    for number in range(rounds):
        for one in contestants:
            gc.collect()
            began = time.perf_counter()
            taken = one.round(number)
            rates[one.name].append(taken / (time.perf_counter() - began))
    for one in contestants:
        ratios = {
            other.name: median(map(truediv, rates[one.name], rates[other.name]))
            for other in contestants
            if other is not one
        }
        yield Measured(title, DATA, one.name, one.without, tuple(rates[one.name]), ratios)


# ---------------------------------------------------------------- the same load for all


class _Closed(Protocol):
    def close(self) -> None: ...


C = TypeVar("C", bound=_Closed)


def in_bulk(given: Sequence[T], together: int = BULK) -> Iterator[Sequence[T]]:
    """Cut what is given into what goes into one transaction."""
    return (given[first : first + together] for first in range(0, len(given), together))


class _KeepingBook(Book):
    """A book that keeps what it appends, for the contestants who get everything ready made."""

    def __init__(self, path: Path) -> None:
        super().__init__(path, read_settings(path), readonly=False)
        self.kept: list[Draft] = []

    def append(self, drafts: Sequence[Draft]) -> list[int]:
        """Append entries, and keep them."""
        self.kept += drafts
        return super().append(drafts)


class _Load:
    """Acts, and the entries they become; every contestant is given the same ones in one order."""

    def __init__(self, place: Path, sizes: Sizes, open_: ExitStack) -> None:
        self.place = place
        self.sizes = sizes
        self._open = open_
        # Made before the entries are, so that these are not older than its head.
        self.ready = {name: self.book(f"ready-{name}") for name in ("single", "bulk")}
        most = max(sizes.rounds * max(sizes.single, sizes.bulk), sizes.rebuild)
        self.rows = [Row(n, act) for n, act in enumerate(acts(most, sizes.seed, sizes.withheld), 1)]
        self.book("model").close()
        model = self.use(_KeepingBook(place / "model"))
        for some in in_bulk(self.rows):
            record(model, some, Surroundings())
        self.drafts = model.kept
        self.events = [
            Noted(
                draft.stream,
                draft.version,
                {
                    name: value
                    for name, value in load_entry(draft.data).fields.items()
                    if name not in ("stream", "version")
                },
            )
            for draft in self.drafts
        ]
        self.rebuilt = self.book("rebuild")
        for start in range(0, sizes.rebuild, BULK):
            record(
                self.rebuilt, self.rows[start : min(start + BULK, sizes.rebuild)], Surroundings()
            )

    def book(self, name: str) -> Book:
        """Create a book of the synthetic programme."""
        return self.use(
            Book.create(
                self.place / name,
                origin=ORIGIN,
                recorder="synthetic recorder",
                programme="synthetic",
                first=lambda book: open_book(book, PROGRAMME, Surroundings()),
            )
        )

    def use(self, opened: C) -> C:
        """Have it closed when all is measured."""
        self._open.callback(opened.close)
        return opened


# ---------------------------------------------------------------- the library alone


class Noted:
    """A plain domain event of eventsourcing, with the content of a synthetic entry."""

    originator_id: str

    def __init__(self, stream: str, version: int, content: dict[str, Any]) -> None:
        self.originator_id = stream
        self.originator_version = version
        self.content = content


def _bare(place: Path) -> Application[str]:
    """Make an application as the library does by itself, with its JSON transcoder."""
    return Application(
        {
            "PERSISTENCE_MODULE": "eventsourcing.sqlite",
            "ORIGINATOR_ID_TYPE": "text",
            "SQLITE_DBNAME": str(place),
        }
    )


# ---------------------------------------------------------------- the database alone


def _raw(place: Path) -> sqlite3.Connection:
    """Make a table of events whose commits are durable."""
    connection = sqlite3.connect(place, isolation_level=None)
    if connection.execute("PRAGMA synchronous").fetchone() != (FULL,):
        # The library sets nothing: it has what SQLite was built with.
        raise RuntimeError("this SQLite does not sync every commit: nothing can be compared")
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute(
        "CREATE TABLE events (position INTEGER PRIMARY KEY, stream TEXT NOT NULL, "
        "version INTEGER NOT NULL, act TEXT NOT NULL, state BLOB NOT NULL, "
        "UNIQUE (stream, version))"
    )
    return connection


def _insert(connection: sqlite3.Connection, drafts: Sequence[Draft]) -> None:
    connection.execute("BEGIN")
    connection.executemany(
        "INSERT INTO events (stream, version, act, state) VALUES (?, ?, ?, ?)",
        [(draft.stream, draft.version, draft.act, draft.data) for draft in drafts],
    )
    connection.execute("COMMIT")


# ---------------------------------------------------------------- writing


def _writing(load: _Load, name: str, size: int, together: int) -> list[Contestant]:
    """Contestants that each take in `size` acts a round, so many `together` in a transaction."""
    book, ready, surroundings = load.book(name), load.ready[name], Surroundings()
    bare = load.use(_bare(load.place / f"{name}-bare"))
    raw = load.use(_raw(load.place / f"{name}-raw"))

    def taking(given: Sequence[Any], take: Callable[[Any], Any]) -> Callable[[int], int]:
        def one_round(number: int) -> int:
            for some in in_bulk(given[number * size : (number + 1) * size], together):
                take(some)
            return size

        return one_round

    return [
        Contestant(
            "minutebook",
            "parsing a file, sealing",
            taking(load.rows, lambda rows: record(book, rows, surroundings)),
        ),
        Contestant(
            "minutebook append",
            "validation, decision, encoding: entries are ready made",
            taking(load.drafts, ready.append),
        ),
        Contestant(
            "eventsourcing",
            NO_LEDGER,
            taking(load.events, lambda events: bare.save(*events)),
        ),
        Contestant(
            "sqlite3",
            f"{NO_LEDGER}, encoding",
            taking(load.drafts, lambda drafts: _insert(raw, drafts)),
        ),
    ]


# ---------------------------------------------------------------- rebuilding

_Row = tuple[int, str, dict[str, Any]]
"""Position, stream and content of an event."""


def _rebuilding(load: _Load) -> list[Contestant]:
    """Contestants that each make a view of the same entries from nothing, in one transaction."""
    bare = load.use(_bare(load.place / "rebuild-bare"))
    raw = load.use(_raw(load.place / "rebuild-raw"))
    for events in in_bulk(load.events[: load.sizes.rebuild]):
        bare.save(*events)
    for drafts in in_bulk(load.drafts[: load.sizes.rebuild]):
        _insert(raw, drafts)

    def rebuilt(number: int) -> int:
        with closing(View(load.place / f"view-{number}")) as view:
            return Runner(view, Reading(load.rebuilt)).rebuild()

    def read(_: int) -> int:
        return sum(1 for _ in Reading(load.rebuilt).after(0))

    def listed(name: str, rows: Callable[[], Iterable[_Row]]) -> Callable[[int], int]:
        return lambda number: _listed(load.place / f"{name}-{number}", rows())

    without = "envelope check, typed acts, folding: one row an entry, as it stands"
    return [
        Contestant("minutebook", "nothing", rebuilt),
        Contestant("minutebook read", "folding, tables", read),
        Contestant("eventsourcing", without, listed("bare", lambda: _bare_rows(bare))),
        Contestant("sqlite3", without, listed("raw", lambda: _raw_rows(raw))),
    ]


def _bare_rows(application: Application[str]) -> Iterator[_Row]:
    start: int | None = 1
    while start is not None:
        page = application.recorder.select_notifications(start, 500)
        for one in page:
            event: Any = application.mapper.to_domain_event(one)
            yield one.id, event.originator_id, event.content
        start = page[-1].id + 1 if page else None


def _raw_rows(connection: sqlite3.Connection) -> Iterator[_Row]:
    for position, stream, state in connection.execute(
        "SELECT position, stream, state FROM events ORDER BY position"
    ):
        yield position, stream, orjson.loads(state)


def _listed(place: Path, rows: Iterable[_Row]) -> int:
    """Write one row an event, as the views are written: disposable, in one transaction."""
    with closing(sqlite3.connect(place, isolation_level=None)) as view:
        view.execute("PRAGMA journal_mode = WAL")
        view.execute("PRAGMA synchronous = OFF")
        view.execute(
            "CREATE TABLE list (position INTEGER PRIMARY KEY, stream TEXT, act TEXT, row TEXT)"
        )
        view.execute("BEGIN")
        done = view.executemany(
            "INSERT INTO list VALUES (?, ?, ?, ?)",
            (
                (position, stream, content["act"], orjson.dumps(content["body"]).decode())
                for position, stream, content in rows
            ),
        ).rowcount
        view.execute("COMMIT")
        return done
