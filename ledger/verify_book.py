"""Verifying a book: every row of its store, the log beside it, and every checkpoint it signed.

Everything is recomputed from the bytes of the entries. The columns of a row, the files of the log
and the checkpoints are held to that.
"""

import time
import tomllib
from collections.abc import Iterator
from contextlib import closing, suppress
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any, Final

from ledger.archive import Folder
from ledger.findings import Findings
from ledger.merkle import HASH
from ledger.note import Checkpoint, NoteError, open_checkpoint, open_note
from ledger.tiles import ENTRIES, Growth, Tile, Tree, tiles_of
from ledger.verify_log import Asked, Head, History, LogFiles, compare, hold_vkey, signer
from ledger.verify_store import DAMAGED, Store, connect

__all__ = ["Rotations", "Settings", "settings_of", "signed_by", "verify_book"]

MOST_NAMED: Final = 16
"""Hashes of one tile that are named as differing."""

TRIES: Final = 50
PAUSE: Final = 0.02
"""Seconds between looks at a book that is just being sealed."""

Settings = dict[str, Any]


def settings_of(folder: Path) -> Settings:
    """Read the settings of a book; ValueError when they can't be."""
    try:
        return tomllib.loads((folder / "minutebook.toml").read_text(encoding="utf-8"))
    except (ValueError, RecursionError) as error:
        raise ValueError(f"minutebook.toml: {error}") from error


def verify_book(folder: Path, settings: Settings, asked: Asked, findings: Findings) -> None:
    """Verify the book in a folder that is written to, not a copy.

    Others may write to it meanwhile. What was signed is read first: all that it covers is there.
    """
    log = LogFiles(Folder(folder / "log"))
    checkpoints = folder / str(settings.get("checkpoints", "checkpoints.sqlite"))
    signed, note = _settled(log, checkpoints, findings)
    file = folder / str(settings.get("store", "ledger.sqlite"))
    store = Store(file, findings, strict=asked.strict, jobs=asked.jobs)
    findings.origin = store.order.origin or str(settings.get("origin"))
    with findings.check("origin") as check:
        if settings.get("origin") != findings.origin:
            findings.fault(1, f"minutebook.toml says {settings.get('origin')!r}", signed=False)
        check.detail = findings.origin
    head = log.head(findings, note) or _newest(signed or [])
    if head is None:
        return
    tree = _log(log, head, store, findings)
    if signed is not None:
        _checkpoints(_Past(signed, store, tree), head, asked, findings)
    chain = [one for one in store.order.vkeys if one[0] <= head.checkpoint.size]
    signer(head, chain, asked, findings, Rotations(signed or []))
    hold_vkey(log, chain, findings)
    keys = [*asked.keys, *(vkey for _, vkey in chain)]
    history = History(findings.origin, keys, store.size, tree.root)
    compare(history, asked, findings)


# ---------------------------------------------------------------- the log beside it


def _log(log: LogFiles, head: Head, store: Store, findings: Findings) -> Tree:
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
            for position in islice(_differs(tile, data, made[tile]), MOST_NAMED):
                what = f"log: {tile.path} differs from the store"
                findings.fault(position, what, signed=False)
        check.detail = f"{size} digests, their tiles, and the root of the checkpoint"
    findings.sealed, findings.root = size, head.checkpoint.root
    made |= dict(growth.add(leaves[size:])) | dict(growth.rest())
    return Tree(store.size, made.__getitem__)


def _first(tile: Tile) -> int:
    return (tile.number << 8 * (max(tile.level, 0) + 1)) + 1


def _differs(tile: Tile, data: bytes, made: bytes) -> Iterator[int]:
    """Yield the position of the first entry under each hash that differs."""
    step = HASH + 2 if tile.level == ENTRIES else HASH
    for number, at in enumerate(range(0, len(made), step) if data != made else ()):
        if data[at : at + step] != made[at : at + step]:
            yield _first(tile) + (number << 8 * max(tile.level, 0))


# ---------------------------------------------------------------- what was signed before


Signed = list[tuple[int, int, bytes, bytes]]


def signed_by(file: Path, findings: Findings) -> Signed | None:
    """Read every checkpoint that a book signed; None, and a fault, when they can't be read."""
    try:
        with closing(connect(file)) as db:
            sql = "SELECT sequence, size, root, note FROM checkpoints ORDER BY sequence"
            return db.execute(sql).fetchall()
    except DAMAGED as error:
        findings.fault(None, f"{file.name} can't be read: {error}", signed=False)
        return None


def _settled(log: LogFiles, file: Path, findings: Findings) -> tuple[Signed | None, bytes | None]:
    """Read what was signed and what is published, once both agree, or don't after a while."""
    for _ in range(TRIES):
        signed, note = signed_by(file, Findings()), None
        with suppress(ValueError):
            note = log.read("checkpoint")
        if not (signed and note and _is_sealing(signed, note)):
            break
        time.sleep(PAUSE)
    return signed or signed_by(file, findings), note


def _is_sealing(signed: Signed, note: bytes) -> bool:
    """Tell whether a seal may be on its way: what is published is of another size than signed."""
    with suppress(NoteError):
        return Checkpoint.unverified(note).size != signed[-1][1]
    return False


def _newest(signed: Signed) -> Head | None:
    """Give the checkpoint signed last, where the one in the log can't be read."""
    if signed and _is_row(*signed[-1]):
        with suppress(NoteError):
            return Head(signed[-1][3], Checkpoint.unverified(signed[-1][3]))
    return None


@dataclass(frozen=True, slots=True)
class _Past:
    """What was signed so far, and the entries that it is held to."""

    signed: Signed
    store: Store
    tree: Tree


def _checkpoints(past: _Past, head: Head, asked: Asked, findings: Findings) -> None:
    """Hold every checkpoint that was signed to the entries."""
    signed = past.signed
    with findings.check("checkpoints") as check:
        before = 0
        for number, row in enumerate(signed, 1):
            if not _is_row(*row) or row[0] != number or row[1] <= before:
                what = f"row {number} of checkpoints.sqlite is damaged"
                findings.fault(None, what, signed=False)
                continue
            before = row[1]
            _checkpoint(past, row, findings, opened=asked.strict or number == len(signed))
        if not signed or signed[-1][3] != head.note:
            what = "log/checkpoint is not the newest that was signed; `seal` puts it in its place"
            findings.fault(None, what, signed=False)
        signatures = "all signatures" if asked.strict else "the newest signature"
        check.detail = f"{len(signed)} signed so far, each on this history; {signatures} verified"


def _checkpoint(
    past: _Past, row: tuple[int, int, bytes, bytes], findings: Findings, *, opened: bool
) -> None:
    """Hold one checkpoint to the entries, and what it says to its row."""
    sequence, size, root, note = row
    what = f"checkpoint {sequence} of {size} entries"
    if size > past.store.size:
        findings.fault(past.store.size + 1, f"{what} was signed, here are {past.store.size}")
    elif past.tree.root(size) != root:
        findings.fault(None, f"{what} is of another history")
    if not opened:
        return
    try:
        found = open_checkpoint(note, [vkey for _, vkey in past.store.order.vkeys])
    except NoteError as error:
        findings.fault(None, f"{what} can't be read: {error}")
        return
    if (found.size, found.root) != (size, root):
        findings.fault(None, f"{what} says something else")


def _is_row(*row: object) -> bool:
    return tuple(map(type, row)) == (int, int, bytes, bytes)


class Rotations:
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
