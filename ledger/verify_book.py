"""Verifying a book: every row of its store, the log beside it, and every checkpoint it signed.

Everything is recomputed from the bytes of the entries. The columns of a row, the files of the log
and the checkpoints are held to that.
"""

import sqlite3
import tomllib
from collections.abc import Iterator
from contextlib import closing
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

from ledger.archive import Folder
from ledger.findings import Findings
from ledger.merkle import HASH, Edge
from ledger.note import NoteError, open_checkpoint, open_note
from ledger.order import Order, disclosure_faults
from ledger.tiles import ENTRIES, Growth, Tile, Tree, tiles_of
from ledger.verify_log import Asked, Head, History, LogFiles, compare, signer

__all__ = ["Settings", "connect", "settings_of", "verify_book"]

BATCH: Final = 1000
COLUMNS: Final = ("stream", "version", "act", "id", "recorded_at")
_ENTRIES: Final = """
    SELECT rowid, state, originator_id, originator_version, topic, act_id, recorded_at
    FROM entries WHERE rowid > ? AND rowid <= ? ORDER BY rowid"""
_DISCLOSURES: Final = """
    SELECT position, pointer, disclosure FROM disclosures
    WHERE position > ? AND position <= ? ORDER BY position, pointer"""

Settings = dict[str, Any]


def settings_of(folder: Path) -> Settings:
    """Read the settings of a book; ValueError when they can't be."""
    return tomllib.loads((folder / "minutebook.toml").read_text(encoding="utf-8"))


def verify_book(folder: Path, settings: Settings, asked: Asked, findings: Findings) -> None:
    """Verify the book in a folder that is written to, not a copy."""
    store = _Store(folder / str(settings.get("store", "ledger.sqlite")), asked, findings)
    findings.origin = store.order.origin or str(settings.get("origin"))
    with findings.check("origin") as check:
        if settings.get("origin") != findings.origin:
            findings.fault(1, f"minutebook.toml says {settings.get('origin')!r}", signed=False)
        check.detail = findings.origin
    log = LogFiles(Folder(folder / "log"))
    signed = _signed(folder / str(settings.get("checkpoints", "checkpoints.sqlite")), findings)
    head = log.head(findings)
    if head is None:
        return
    tree = _log(log, head, store, findings)
    _checkpoints(signed, head, store, asked, findings)
    signer(head, store.order.vkeys, asked, findings, _Rotations(signed))
    _vkey(log, store.order.vkeys, head, findings)
    keys = [*asked.keys, *(vkey for _, vkey in store.order.vkeys)]
    history = History(findings.origin, keys, store.size, tree.root)
    compare(history, asked, findings)


class _Store:
    """The entries of a store, each read once, and the digests they come to."""

    def __init__(self, file: Path, asked: Asked, findings: Findings) -> None:
        self.order = Order(strict=asked.strict)
        self.digests = bytearray()
        self._findings = findings
        with (
            findings.check("order") as self._ordered,
            findings.check("entries") as check,
            closing(connect(file)) as self._db,
        ):
            self._head()
            self._take_all()
            self._integrity()
            check.detail = f"{findings.entries} entries and their disclosures, as their rows say"
            self._ordered.detail = f"positions 1 to {self.size}, times and versions without a gap"

    @property
    def size(self) -> int:
        """How many entries there are from the first, up to the last."""
        return len(self.digests) // HASH

    def _head(self) -> None:
        rows = self._rows("SELECT position, recorded_at FROM head") or []
        self._findings.head, self._last = rows[0] if len(rows) == 1 else (0, "")
        if len(rows) != 1:
            self._findings.fault(None, "the store has lost its head row", signed=False)

    def _take_all(self) -> None:
        last = max(self._one("SELECT max(rowid) FROM entries"), int(self._findings.head))
        for after in range(0, last, BATCH):
            upto = min(after + BATCH, last)
            entries = {row[0]: row[1:] for row in self._range(_ENTRIES, after, upto)}
            disclosures: dict[int, dict[str, str]] = {}
            for position, pointer, disclosure in self._range(_DISCLOSURES, after, upto):
                disclosures.setdefault(position, {})[pointer] = disclosure
            for position in range(after + 1, upto + 1):
                opened = disclosures.pop(position, {})
                self._take(position, entries.get(position), opened)
        if self._one("SELECT count(*) FROM disclosures WHERE position > ?", last):
            self._findings.fault(last + 1, "disclosures of entries that are not there")
        if self.size != self._findings.head:
            what = f"the store counts {self._findings.head} entries and holds {self.size}"
            place = min(self.size, int(self._findings.head)) + 1
            self._findings.fault(place, what, of=self._ordered)

    def _take(self, position: int, row: Any, disclosures: dict[str, str]) -> None:
        fault = self._findings.fault
        if row is None or type(row[0]) is not bytes:
            fault(position, "the entry is missing", of=self._ordered)
            self.digests += bytes(HASH)
            return
        data, *columns = row
        self._findings.entries += 1
        self.digests += sha256(data).digest()
        fields, faults = self.order.take(position, data)
        for what, ordered in faults:
            fault(position, what, signed=ordered is not None, of=self._ordered if ordered else None)
        for name, column in zip(COLUMNS, columns, strict=True):
            if fields and column != fields[name]:
                said = f"the store says {name} {column!r}, the entry {fields[name]!r}"
                fault(position, said, signed=False)
        for what, forged in disclosure_faults(fields, disclosures, whole=True) if fields else ():
            fault(position, what, signed=forged)

    def _range(self, statement: str, after: int, upto: int) -> Iterator[tuple[Any, ...]]:
        """Read a range of rows; one that can't be read does not keep the others from being."""
        rows = self._rows(statement, after, upto)
        if rows is not None:
            yield from rows
        elif upto - after > 1:
            middle = (after + upto) // 2
            yield from self._range(statement, after, middle)
            yield from self._range(statement, middle, upto)
        else:
            self._findings.fault(upto, "the store can't be read here: it is damaged")

    def _integrity(self) -> None:
        """Hold the indexes, by which a book is read, to its tables."""
        rows = self._rows("PRAGMA integrity_check(20)")
        for (what,) in [("it can't be read",)] if rows is None else rows:
            if what != "ok":
                self._findings.fault(None, f"the database is damaged: {what}", signed=False)

    def _one(self, statement: str, *values: object) -> int:
        rows = self._rows(statement, *values)
        return int(rows[0][0] or 0) if rows else 0

    def _rows(self, statement: str, *values: object) -> list[tuple[Any, ...]] | None:
        try:
            return self._db.execute(statement, values).fetchall()
        except sqlite3.Error:
            return None


def connect(file: Path) -> sqlite3.Connection:
    """Open a database for reading alone, also where nothing beside it can be written."""
    wal = file.with_name(f"{file.name}-wal")
    modes = ["mode=ro"] if wal.exists() and wal.stat().st_size else ["mode=ro", "immutable=1"]
    for mode in modes:
        db = sqlite3.connect(f"{file.absolute().as_uri()}?{mode}", uri=True, isolation_level=None)
        db.text_factory = lambda raw: raw.decode("utf-8", "surrogateescape")
        try:
            db.execute("SELECT count(*) FROM sqlite_schema").fetchall()
        except sqlite3.OperationalError:
            db.close()
            if mode == modes[-1]:
                raise
        else:
            return db
    raise AssertionError


# ---------------------------------------------------------------- the log beside it


def _log(log: LogFiles, head: Head, store: _Store, findings: Findings) -> Tree:
    """Hold the log to the entries, and the signed root to both; give the tree of the entries."""
    size = head.checkpoint.size
    held = bytes(store.digests)
    leaves = [held[at : at + HASH] for at in range(0, len(held), HASH)]
    growth = Growth()
    made = dict(growth.add(leaves[:size])) | dict(growth.rest())
    with findings.check("log") as check:
        if size > store.size:
            what = f"the checkpoint covers {size} entries, the store holds {store.size}"
            findings.fault(store.size + 1, what)
        elif growth.root() != head.checkpoint.root:
            findings.fault(None, "the entries do not give the root that was signed")
        for tile in tiles_of(min(size, store.size)):
            try:
                data = log.tile(tile)
            except ValueError as error:
                findings.fault(_first(tile), f"log: {error}", signed=False)
                continue
            if data != made[tile]:
                findings.fault(
                    _differs(tile, data, made[tile]),
                    f"log: {tile.path} differs from the store",
                    signed=False,
                )
        check.detail = f"{size} digests, their tiles, and the root of the checkpoint"
    findings.sealed, findings.root = size, head.checkpoint.root
    made |= dict(growth.add(leaves[size:])) | dict(growth.rest())
    return Tree(store.size, made.__getitem__)


def _first(tile: Tile) -> int:
    return (tile.number << 8 * (max(tile.level, 0) + 1)) + 1


def _differs(tile: Tile, data: bytes, made: bytes) -> int:
    """Give the position of the first entry under what differs."""
    at = next(
        place for place, (one, other) in enumerate(zip(data, made, strict=True)) if one != other
    )
    step = HASH + 2 if tile.level == ENTRIES else HASH
    return _first(tile) + (at // step << 8 * max(tile.level, 0))


def _vkey(log: LogFiles, chain: list[tuple[int, str]], head: Head, findings: Findings) -> None:
    known = [vkey for position, vkey in chain if position <= head.checkpoint.size]
    with findings.check("verifier key") as check:
        if known and log.vkey() != known[-1]:
            findings.fault(1, "log/log.vkey is not the key that the entries name", signed=False)
        check.detail = known[-1] if known else "no entry names one"


# ---------------------------------------------------------------- what was signed before


Signed = list[tuple[int, int, bytes, bytes]]


def _signed(file: Path, findings: Findings) -> Signed:
    """Read every checkpoint that the book signed."""
    try:
        with closing(connect(file)) as db:
            sql = "SELECT sequence, size, root, note FROM checkpoints ORDER BY sequence"
            return db.execute(sql).fetchall()
    except sqlite3.Error as error:
        findings.fault(None, f"the record of checkpoints can't be read: {error}", signed=False)
        return []


def _checkpoints(
    signed: Signed, head: Head, store: _Store, asked: Asked, findings: Findings
) -> None:
    """Hold every checkpoint that was signed to the entries."""
    keys = [vkey for _, vkey in store.order.vkeys]
    edge, leaves = Edge(), memoryview(store.digests)
    with findings.check("checkpoints") as check:
        for number, (sequence, size, root, note) in enumerate(signed, 1):
            newest = number == len(signed)
            what = f"checkpoint {sequence} of {size} entries"
            if not _is_row(sequence, size, root, note) or sequence != number or size < edge.size:
                findings.fault(None, f"row {number} of the checkpoints is damaged", signed=False)
                continue
            for index in range(edge.size, min(size, store.size)):
                edge.add(sha256(b"\x00" + leaves[index * HASH : (index + 1) * HASH]).digest())
            if size > store.size:
                findings.fault(store.size + 1, f"{what} was signed, here are {store.size}")
            elif edge.root() != root:
                findings.fault(None, f"{what} is of another history")
            try:
                found = open_checkpoint(note, keys) if asked.strict or newest else None
            except NoteError as error:
                findings.fault(None, f"{what} can't be read: {error}", signed=newest)
            else:
                if found and (found.size, found.root) != (size, root):
                    findings.fault(None, f"{what} says something else", signed=newest)
        if signed and signed[-1][3] != head.note:
            what = "log/checkpoint is not the newest that was signed; `seal` puts it in its place"
            findings.fault(None, what, signed=False)
        signatures = "all signatures" if asked.strict else "the newest signature"
        check.detail = f"{len(signed)} signed so far, each on this history; {signatures} verified"


def _is_row(*row: object) -> bool:
    return tuple(map(type, row)) == (int, int, bytes, bytes)


class _Rotations:
    """Tells whether a key sealed the entry that names the key after it."""

    def __init__(self, signed: Signed) -> None:
        self._signed = signed

    def __call__(self, position: int, old: str) -> str | None:
        """Say why the change of the key at a position is not vouched for; None where it is."""
        covering = next((note for _, size, _, note in self._signed if size >= position), None)
        if covering is None:
            return "no checkpoint covers it"
        try:
            open_note(covering, [old])
        except NoteError as error:
            return f"the old key did not seal that: {error}"
        return None
