"""Measures sealing, verifying and proving on a synthetic book, each beside its floor.

A floor is what nobody can do without: reading the bytes, hashing them, syncing them to disk.

    python -m benchmarks.proof --entries 100000
"""

import argparse
import json
import os
import sqlite3
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import asdict, dataclass
from hashlib import sha256
from itertools import islice
from pathlib import Path
from random import Random
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any

from benchmarks.load import ORIGIN, PROGRAMME, endless
from benchmarks.record import DATA
from ledger.book import Book
from ledger.ids import Surroundings
from ledger.intake import Row
from ledger.merkle import Edge, leaf_hash
from ledger.receipts import Prover, acknowledged
from ledger.recording import open_book, record
from ledger.seal import sealer
from ledger.verify import verify
from ledger.verify_log import Asked

__all__ = ["Line", "main", "measure"]

BULK = 20_000
SYNTHETIC = f"{DATA}: every act is made up"


@dataclass(frozen=True, slots=True)
class Line:
    """One measure: seconds it took, and seconds of its floor, both for `number` things."""

    measure: str
    number: int
    seconds: float
    floor: float
    what_floor: str
    note: str = ""

    @property
    def ratio(self) -> float:
        """How many times its floor it takes."""
        return self.seconds / self.floor if self.floor else 0.0


def measure(place: Path, entries: int, single: int, at_once: int) -> Iterator[Line]:
    """Build a book of so many entries, then measure; the book lies in a folder that is new."""
    acts = endless(Random(1))  # noqa: S311 - the same load each time
    book = _book(place / "book")
    with closing(book):
        _record(book, islice(acts, max(entries - at_once, 0)))
        with sealer(book) as opened:
            opened.seal()
        before, _ = book.head()
        _record(book, islice(acts, at_once))
        yield _sealed_at_once(book, before, at_once)
        yield _one_by_one(book, list(islice(acts, single)), place)
        yield from _verified(book)
        yield _proved(book, single)


def _book(path: Path) -> Book:
    return Book.create(
        path,
        origin=ORIGIN,
        recorder="synthetic recorder",
        programme="synthetic",
        first=lambda new: open_book(new, PROGRAMME, Surroundings()),
    )


def _record(book: Book, acts: Iterator[dict[str, Any]]) -> None:
    while rows := [Row(n, act) for n, act in enumerate(islice(acts, BULK), 1)]:
        record(book, rows, Surroundings())


# ---------------------------------------------------------------- measures and their floors


def _sealed_at_once(book: Book, before: int, number: int) -> Line:
    began = time.perf_counter()
    with sealer(book) as opened:
        opened.seal()
    took = time.perf_counter() - began
    floor = _timed(lambda: _hashed(book, before))
    return Line(f"seal {number} at once", number, took, floor, "read rows, hash, tree")


def _one_by_one(book: Book, acts: Sequence[dict[str, Any]], place: Path) -> Line:
    times = []
    for act in acts:
        began = time.perf_counter()
        done = acknowledged(book, record(book, [Row(1, act)], Surroundings()))
        times.append(time.perf_counter() - began)
        if done.unsealed:
            raise RuntimeError(done.unsealed)
    head, _ = book.head()
    datas = [entry.data for _, entry in book.entries(head - len(acts))]
    floor = _synced(place / "floor", datas)
    said = f"median of {len(acts)}; floor syncs once, a book five times"
    return Line("record, seal and receipt of one act", 1, median(times), floor, "hash, fsync", said)


def _verified(book: Book) -> Iterator[Line]:
    head, _ = book.head()
    floor = _timed(lambda: _hashed(book, 0))
    for jobs in (1, 2):
        began = time.perf_counter()
        findings = verify(book.path, Asked(jobs=jobs))
        took = time.perf_counter() - began
        if findings.verdict != "holds":
            raise RuntimeError(str(findings.faults[:3]))
        yield Line(
            f"verify on {jobs} process(es)", head, took, floor, "read rows, hash, tree on one"
        )


def _proved(book: Book, number: int) -> Line:
    head, _ = book.head()
    positions = [1 + (step * 7919) % head for step in range(number)]
    proofs = []

    def prove() -> None:
        for position in positions:
            proofs.append(Prover(book).prove(position).text())  # noqa: PERF401 - it is timed

    took = _timed(prove) / number
    floor = _timed(lambda: [leaf_hash(one) for one in proofs for _ in range(20)]) / number
    size = round(median(map(len, proofs)))
    return Line("one proof, from files", 1, took, floor, "20 hashes", f"{size} bytes")


def _hashed(book: Book, after: int) -> bytes:
    """Read rows, hash them, and make the tree: what no sealing or verifying does without."""
    edge = Edge()
    store = f"{(book.path / 'ledger.sqlite').absolute().as_uri()}?mode=ro"
    with closing(sqlite3.connect(store, uri=True)) as db:
        for (data,) in db.execute("SELECT state FROM entries WHERE rowid > ?", (after,)):
            edge.add(leaf_hash(sha256(data).digest()))
    return edge.root()


def _synced(file: Path, datas: Sequence[bytes]) -> float:
    times = []
    handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    for data in datas:
        began = time.perf_counter()
        os.write(handle, sha256(data).digest() + data)
        os.fsync(handle)
        times.append(time.perf_counter() - began)
    os.close(handle)
    return median(times)


def _timed(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


# ---------------------------------------------------------------- printing


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure, then print."""
    parser = argparse.ArgumentParser("python -m benchmarks.proof", description=__doc__)
    parser.add_argument("--entries", type=int, default=10_000, help="entries in the book")
    parser.add_argument("--single", type=int, default=200, help="acts recorded one by one")
    parser.add_argument("--at-once", type=int, default=5000, help="of these, sealed at once")
    parser.add_argument("--at", type=Path, default=Path("build"), help="folder to measure in")
    parser.add_argument("--json", action="store_true", help="print JSON instead of a table")
    given = parser.parse_args(arguments)
    given.at.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=given.at, prefix="synthetic-") as folder:
        found = []
        for line in measure(Path(folder), given.entries, given.single, given.at_once):
            print(f"measured: {line.measure}", file=sys.stderr)
            found.append(line)
    if given.json:
        rows = [asdict(line) | {"ratio": round(line.ratio, 2)} for line in found]
        about = {"schema": "minutebook/benchmark-proof/1", "data": DATA, "entries": given.entries}
        print(json.dumps(about | {"measures": rows}, indent=2))
        return
    print(f"{given.entries} entries, load {os.getloadavg()[0]:.2f}; {SYNTHETIC}")
    print(f"{'':38}{'ms':>12}{'floor ms':>12}{'x floor':>9}  floor")
    for line in found:
        print(
            f"{line.measure:38}{line.seconds * 1e3:>12,.2f}{line.floor * 1e3:>12,.2f}"
            f"{line.ratio:>9.1f}  {line.what_floor} ({DATA}) {line.note}"
        )


if __name__ == "__main__":
    main()
