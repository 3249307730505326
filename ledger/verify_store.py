"""Verifying the store of a book: every row of it, and the digests that its entries come to.

Rows are read in stretches, which do not depend on each other: several processes can share them.
"""

import sqlite3
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import closing
from dataclasses import dataclass, field
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

from ledger.findings import Check, Findings
from ledger.merkle import HASH
from ledger.order import Order, disclosure_faults
from ledger.plain import PlainError, read_entry
from ledger.tiles import WIDTH

__all__ = ["DAMAGED", "Store", "connect", "copy_faults"]

DAMAGED: Final = (sqlite3.Error, UnicodeDecodeError)
"""What a damaged database raises; its words, that quote what is damaged, may be no UTF-8."""

BATCH: Final = 1024
STRETCH: Final = 64 * WIDTH
"""Entries that are read in one go, and given to one process."""
MOST_MISSING: Final = 100_000
"""Entries that are named as missing one by one; a head that is further ahead is itself wrong."""
MISSING: Final = bytes(HASH)
COLUMNS: Final = ("stream", "version", "act", "id", "recorded_at")
_ENTRIES: Final = """
    SELECT rowid, state, originator_id, originator_version, topic, act_id, recorded_at
    FROM entries WHERE rowid > ? AND rowid <= ? ORDER BY rowid"""
_DISCLOSURES: Final = """
    SELECT position, pointer, disclosure, release, until FROM disclosures
    WHERE position > ? AND position <= ? ORDER BY position, pointer"""
_BEYOND: Final = """
    SELECT rowid FROM entries WHERE rowid <= 0 OR rowid > ?1
    UNION SELECT position FROM disclosures WHERE position <= 0 OR position > ?1 LIMIT 100"""


Opened = dict[str, tuple[str, Any, Any]]
"""What opens the withheld places of an entry: by pointer the disclosure, its class, until when."""


class Store:
    """The entries of a store, each read once, and the digests they come to."""

    def __init__(self, file: Path, findings: Findings, *, strict: bool, jobs: int = 1) -> None:
        self.order = Order()
        self.digests = bytearray()
        self._findings = findings
        with findings.check("order") as ordered, findings.check("entries") as check:
            try:
                db = connect(file)
            except DAMAGED as error:
                findings.fault(None, f"{file.name} can't be read: {error}")
                return
            with closing(db):
                db.execute("BEGIN")  # one state of the book, whoever records meanwhile
                last = self._last(db, ordered)
                for stretch in _stretches(file, last, strict=strict, jobs=jobs):
                    self._join(stretch, ordered)
                self._beyond(db, last)
                for what in (*_time_faults(db, self.order.last), *_integrity_faults(db)):
                    findings.fault(None, what, signed=False)
            check.detail = f"{findings.entries} entries and their disclosures, as their rows say"
            ordered.detail = f"positions 1 to {self.size}, times and versions without a gap"

    @property
    def size(self) -> int:
        """How many entries there are from the first, up to the last."""
        return len(self.digests) // HASH

    def _last(self, db: sqlite3.Connection, ordered: Check) -> int:
        """Tell up to which position there should be entries, and note what the head row says."""
        rows = _rows(db, "SELECT position FROM head") or []
        head = rows[0][0] if len(rows) == 1 and type(rows[0][0]) is int else None
        found = _rows(db, "SELECT count(*) FROM entries")
        count = int(found[0][0]) if found else 0
        if head is None:
            self._findings.fault(None, "the store has lost its head row", of=ordered, signed=False)
            head = count
        if head != count:
            what = f"the store counts {head} entries and holds {count}"
            self._findings.fault(max(min(head, count), 0) + 1, what, of=ordered)
        self._findings.head = head
        return head if count <= head <= count + MOST_MISSING else count

    def _join(self, stretch: "_Stretch", ordered: Check) -> None:
        self.digests += stretch.digests
        self._findings.entries += stretch.entries
        for position, what, kind in stretch.faults:
            self._findings.fault(
                position, what, signed=kind != "row", of=ordered if kind == "order" else None
            )
        for position, what in self.order.follow(stretch.order):
            self._findings.fault(position, what, of=ordered)

    def _beyond(self, db: sqlite3.Connection, last: int) -> None:
        """Note what lies at positions that there should not be."""
        for (position,) in _rows(db, _BEYOND, last) or []:
            self._findings.fault(position, "a row beyond the head of the store")


# ---------------------------------------------------------------- a stretch of rows


@dataclass(slots=True)
class _Stretch:
    """What was found of some positions, by themselves."""

    order: Order
    digests: bytearray = field(default_factory=bytearray)
    entries: int = 0
    faults: list[tuple[int, str, str]] = field(default_factory=list)
    """Position, what, and of which kind: `order`, `entry`, or `row` where the entry is whole."""

    def take(self, position: int, row: Any, opened: Opened) -> None:
        """Take the row at a position; None where there is none."""
        if row is None or type(row[0]) is not bytes:
            self.faults.append((position, "the entry is missing", "order"))
            self.digests += MISSING
            return
        data, *columns = row
        self.entries += 1
        self.digests += sha256(data).digest()
        fields, faults = self.order.take(position, data)
        for what, ordered in faults:
            kind = "row" if ordered is None else "order" if ordered else "entry"
            self.faults.append((position, what, kind))
        if fields:
            for what in _row_faults(fields, columns, opened):
                self.faults.append((position, what, "row"))
            disclosures = {pointer: one[0] for pointer, one in opened.items()}
            for what, forged in disclosure_faults(fields, disclosures, whole=True):
                self.faults.append((position, what, "entry" if forged else "row"))


def _row_faults(fields: dict[str, Any], columns: Iterable[Any], opened: Opened) -> Iterator[str]:
    """Hold the columns of a row, and of what opens its withheld places, to the entry in it."""
    for name, column in zip(COLUMNS, columns, strict=True):
        if column != fields[name]:
            yield f"the store says {name} {column!r}, the entry {fields[name]!r}"
    for pointer, promised in fields.get("commitments", {}).items():
        said = opened.get(pointer, ("", promised["release"], promised.get("until")))[1:]
        if said != (promised["release"], promised.get("until")):
            yield f"{pointer}: the store says another class than the entry, {said!r}"


def _stretches(file: Path, last: int, *, strict: bool, jobs: int) -> Iterator[_Stretch]:
    """Yield every stretch up to a position, in order, read by so many processes."""
    read = partial(_stretch, file, last, strict)
    starts = range(0, last, STRETCH)
    if jobs == 1 or len(starts) == 1:
        yield from map(read, starts)
        return
    with ProcessPoolExecutor(jobs) as pool:
        yield from pool.map(read, starts)


def _stretch(file: Path, last: int, strict: bool, start: int) -> _Stretch:  # noqa: FBT001
    """Read the rows of one stretch, and what opens their withheld places."""
    found = _Stretch(Order(strict=strict))
    with closing(connect(file)) as db:
        for after in range(start, min(start + STRETCH, last), BATCH):
            upto = min(after + BATCH, last)
            entries = {row[0]: row[1:] for row in _range(db, _ENTRIES, after, upto, found)}
            opened = _opened(_range(db, _DISCLOSURES, after, upto, found))
            for position in range(after + 1, upto + 1):
                found.take(position, entries.get(position), opened.get(position, {}))
    return found


def _opened(rows: Iterable[tuple[Any, ...]]) -> dict[int, Opened]:
    found: dict[int, Opened] = {}
    for position, pointer, disclosure, *said in rows:
        release, until = said
        found.setdefault(position, {})[str(pointer)] = str(disclosure), release, until
    return found


def _range(
    db: sqlite3.Connection, statement: str, after: int, upto: int, found: _Stretch
) -> Iterator[tuple[Any, ...]]:
    """Read a range of rows; one that can't be read does not keep the others from being."""
    rows = _rows(db, statement, after, upto)
    if rows is not None:
        yield from rows
    elif upto - after > 1:
        middle = (after + upto) // 2
        yield from _range(db, statement, after, middle, found)
        yield from _range(db, statement, middle, upto, found)
    else:
        found.faults.append((upto, "the store can't be read here: it is damaged", "entry"))


def _rows(db: sqlite3.Connection, statement: str, *values: object) -> list[tuple[Any, ...]] | None:
    try:
        return db.execute(statement, values).fetchall()
    except DAMAGED:
        return None


# ---------------------------------------------------------------- the store beside its entries


def _time_faults(db: sqlite3.Connection, last: str) -> Iterator[str]:
    """Hold the head row to the time of the last entry."""
    for (said,) in _rows(db, "SELECT recorded_at FROM head") or []:
        if said != last:
            yield f"the head of the store says {said!r}, the last entry was recorded at {last!r}"


def _integrity_faults(db: sqlite3.Connection) -> Iterator[str]:
    """Hold the indexes, by which a book is read, to its tables."""
    rows = _rows(db, "PRAGMA integrity_check(20)")
    for (what,) in [("it can't be read",)] if rows is None else rows:
        if what != "ok":
            yield f"ledger.sqlite, the database, is damaged: {what}"


def copy_faults(file: Path, size: int) -> Iterator[tuple[int | None, str]]:
    """Hold the rows of a received copy to the entries in them, and its head to the checkpoint."""
    with closing(connect(file)) as db:
        opened = _opened(_rows(db, _DISCLOSURES, 0, size) or [])
        last = ""
        for position, data, *columns in _rows(db, _ENTRIES, 0, size) or []:
            try:
                fields = read_entry(data if type(data) is bytes else b"")
            except PlainError:
                continue  # it is said of the entry itself
            last = max(last, fields["recorded_at"])
            for what in _row_faults(fields, columns, opened.get(position, {})):
                yield position, what
        if _rows(db, "SELECT position FROM head") != [(size,)]:
            yield None, f"the head of the store is not {size}, as the checkpoint says"
        for what in (*_time_faults(db, last), *_integrity_faults(db)):
            yield None, what


def connect(file: Path) -> sqlite3.Connection:
    """Open a database for reading alone, also where nothing beside it can be written."""
    wal = file.with_name(f"{file.name}-wal")
    modes = ["mode=ro"] if wal.exists() and wal.stat().st_size else ["mode=ro", "immutable=1"]
    for mode in modes:
        db = sqlite3.connect(f"{file.absolute().as_uri()}?{mode}", uri=True, isolation_level=None)
        db.text_factory = lambda raw: raw.decode("utf-8", "surrogateescape")
        try:
            db.execute("SELECT count(*) FROM sqlite_schema").fetchall()
        except DAMAGED as error:
            db.close()
            if mode == modes[-1] or not isinstance(error, sqlite3.OperationalError):
                raise
        else:
            return db
    raise AssertionError
