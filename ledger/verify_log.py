"""Verifying a log: that its files give the root that was signed, and who signed it.

A log vouches for digests alone. Whatever hands over entries, a book, a copy or a receipt, holds
them to a log that was verified here.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from ledger.archive import Files
from ledger.findings import Findings
from ledger.merkle import HASH, leaf_hash, root_of
from ledger.note import Checkpoint, NoteError, open_note
from ledger.tiles import ENTRIES, WIDTH, Tile, Tree, hashes_at, levels, unbundle

__all__ = [
    "Asked",
    "Head",
    "History",
    "LogFiles",
    "compare",
    "hold_vkey",
    "signer",
    "verify_log",
]

MOST_MISSING: Final = 1000
"""Tiles that are named as missing one by one; a checkpoint that needs more is itself wrong."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What whoever verifies has of their own: verifier keys, and signed checkpoints by name."""

    keys: tuple[str, ...] = ()
    against: tuple[tuple[str, bytes], ...] = ()
    strict: bool = False
    jobs: int = 1
    """How many processes share the work, where it can be shared."""


@dataclass(frozen=True, slots=True)
class Head:
    """The newest checkpoint of a log, as signed and as read."""

    note: bytes
    checkpoint: Checkpoint


class LogFiles:
    """The files of a log, below a folder of a copy or of a book."""

    def __init__(self, files: Files, under: str = "") -> None:
        self._files, self._under = files, under

    def read(self, name: str) -> bytes | None:
        """Give a file of the log; None when there is none."""
        return self._files.read(f"{self._under}{name}")

    def tile(self, tile: Tile) -> bytes:
        """Give a tile; ValueError when it is missing or not as long as it must be."""
        data = self.read(tile.path)
        if data is None and (full := self.read(tile.whole.path)) is not None:
            data = full[: tile.bytes]  # the log went on meanwhile
        if data is None:
            raise ValueError(f"{tile.path} is missing")
        if len(data) != tile.bytes:
            raise ValueError(f"{tile.path} has {len(data)} bytes, not {tile.bytes}")
        return data

    def vkey(self) -> str | None:
        """Give the verifier key that lies in the log."""
        try:
            data = self.read("log.vkey")
        except ValueError:
            return None
        return data.decode("utf-8", "replace").removesuffix("\n") if data else None

    def most(self) -> int:
        """Tell how many entries a log with these files can have at most."""
        files = sum(1 for _ in self._files.names(f"{self._under}tile/0"))
        return files * WIDTH

    def head(self, findings: Findings, note: bytes | None = None) -> Head | None:
        """Read the newest checkpoint, or the one given; one that can't be read is a fault."""
        try:
            note = note or self.read("checkpoint")
            if note is None:
                findings.fault(None, "there is no checkpoint: nothing of this is signed")
                return None
            return Head(note, Checkpoint.unverified(note))
        except (NoteError, ValueError) as error:
            findings.fault(None, f"the checkpoint can't be read: {error}")
            return None


def verify_log(log: LogFiles, findings: Findings, *, bundles: bool = True) -> Head | None:
    """Verify the files of a log by themselves; without `bundles` it holds hashes alone."""
    with findings.check("log") as check:
        head = log.head(findings)
        if head is None:
            return None
        size = head.checkpoint.size
        if size > (most := log.most()) + MOST_MISSING * WIDTH:
            said = f"the checkpoint covers {size} entries, the tiles here are of {most} at most"
            findings.fault(most + 1, said)
            return None
        for what in _tile_faults(log, size, bundles=bundles):
            findings.fault(*what)
        try:
            root = Tree(size, log.tile).root(size)
        except ValueError as error:
            findings.fault(None, f"no root can be made of the log: {error}")
        else:
            if root != head.checkpoint.root:
                findings.fault(None, "the root of the tiles is not the one that was signed")
        check.detail = f"{size} digests give the root of the checkpoint"
    findings.sealed, findings.root = size, head.checkpoint.root
    return head


def _tile_faults(log: LogFiles, size: int, *, bundles: bool) -> Iterator[tuple[int | None, str]]:
    """Hold each tile to the tiles below it, and the lowest to the entries."""
    below: list[bytes] = []
    for level in levels(size)[1:]:
        roots: list[bytes] = []
        for number in range(-(-hashes_at(level, size) // WIDTH)):
            first = number * WIDTH
            tile = Tile(level, number, min(WIDTH, hashes_at(level, size) - first))
            try:
                data = log.tile(tile)
            except ValueError as error:
                yield _position(level, first), str(error)
                data = b"".join(below[first : first + tile.width]).ljust(tile.bytes, b"\x00")
            hashes = [data[at : at + HASH] for at in range(0, len(data), HASH)]
            if level:
                for place, one in enumerate(hashes, first):
                    if one != below[place]:
                        yield (
                            _position(level, place),
                            f"{tile.path}: a hash is not that of its tile",
                        )
            elif bundles:
                yield from _bundle_faults(log, tile, hashes)
            if tile.width == WIDTH:
                roots.append(root_of(hashes))
        below = roots


def _bundle_faults(
    log: LogFiles, tile: Tile, hashes: Sequence[bytes]
) -> Iterator[tuple[int | None, str]]:
    entries = tile._replace(level=ENTRIES)
    try:
        leaves = unbundle(log.tile(entries))
    except ValueError as error:
        yield _position(0, tile.number * WIDTH), str(error)
        return
    for index, (leaf, hashed) in enumerate(zip(leaves, hashes, strict=True), tile.number * WIDTH):
        if leaf_hash(leaf) != hashed:
            yield index + 1, f"{entries.path} and {tile.path} disagree on this entry"


def _position(level: int, place: int) -> int:
    """Give the position of the first entry under a hash."""
    return (place << 8 * level) + 1


def hold_vkey(log: LogFiles, chain: Sequence[tuple[int, str]], findings: Findings) -> None:
    """Hold the key that lies in a log to the one that the entries under its checkpoint name."""
    with findings.check("verifier key") as check:
        if chain and log.vkey() != chain[-1][1]:
            what = "log/log.vkey is not the key that the entries name"
            findings.fault(chain[-1][0], what, signed=False)
        check.detail = chain[-1][1] if chain else "no entry names one"


# ---------------------------------------------------------------- who signed, and since when


def signer(
    head: Head,
    chain: Sequence[tuple[int, str]],
    asked: Asked,
    findings: Findings,
    rotated: Callable[[int, str], str | None] = lambda *_: "nothing here shows that",
) -> None:
    """Hold the checkpoint to the keys: those that were given, or else those found beside it.

    `chain` gives the keys on record, each with the position that names it. From a key that was
    given the chain is followed to later ones: `rotated` says why one can't be, None where the old
    key sealed the entry that names the new one.
    """
    origin = head.checkpoint.origin
    found = [vkey for _, vkey in chain]
    with findings.check("signature") as check:
        trusted = list(asked.keys) or found[:1]
        for (_, old), (position, new) in pairwise(chain):
            if old not in trusted or new in trusted:
                continue
            if reason := rotated(position, old):
                findings.fault(position, f"the key changes here, and {reason}")
            else:
                trusted.append(new)
        findings.trusted = bool(asked.keys)
        for vkey in reversed(trusted):
            try:
                if origin in open_note(head.note, [vkey]):
                    findings.signed_by = vkey
                    break
            except NoteError as error:
                check.detail = str(error)
        if findings.signed_by is None:
            given = "given" if asked.keys else "found beside it"
            advice = "" if chain[1:] else ". Keys change: look for a newer one" * bool(asked.keys)
            what = f"the checkpoint is not signed by the key {given}: {check.detail}{advice}"
            findings.fault(None, what)
        check.detail = _said(findings)


def _said(findings: Findings) -> str:
    if findings.signed_by is None:
        return "nobody known vouches for this checkpoint"
    if findings.trusted:
        return f"by the key that was given, {findings.signed_by}"
    return (
        f"by the key found beside it, {findings.signed_by}, which proves nothing about who signed: "
        "give the key you know with --key"
    )


@dataclass(frozen=True, slots=True)
class History:
    """What is in hand to be held to an outside checkpoint: of which log, and its roots."""

    origin: str
    keys: Sequence[str]
    size: int
    root_at: Callable[[int], bytes]


def compare(history: History, asked: Asked, findings: Findings) -> None:
    """Hold what is in hand to each outside checkpoint: it must begin with what that covers."""
    if not asked.against:
        return
    with findings.check("append-only") as check:
        for name, note in asked.against:
            try:
                known = _known(note, history)
                root = history.root_at(known.size) if known.size <= history.size else None
            except NoteError as error:
                findings.fault(None, f"{name} is no checkpoint of this log: {error}")
                continue
            except ValueError as error:
                findings.fault(None, f"{name} can't be compared: {error}")
                continue
            findings.compared += 1
            if root != known.root:
                findings.unfit += 1
                findings.fault(*_unfit(name, known, history.size))
        fit = findings.compared - findings.unfit
        check.detail = f"{fit} of {len(asked.against)} outside checkpoint(s) fit"


def _unfit(name: str, known: Checkpoint, size: int) -> tuple[int | None, str]:
    """Say where and how what is in hand departs from an outside checkpoint."""
    if known.size > size:
        what = f"{name} covers {known.size} entries, here are {size}: the last were dropped, or"
        return size + 1, f"{what} this is an older state"
    what = f"{name} is of another history: at {known.size} entries it has another root."
    return None, f"{what} Something among these entries was changed, or the log was forked"


def _known(note: bytes, history: History) -> Checkpoint:
    """Read an outside checkpoint that one of these keys has signed."""
    checkpoint = Checkpoint.unverified(note)
    if checkpoint.origin != history.origin:
        raise NoteError(f"it is of {checkpoint.origin}")
    reasons = []
    for vkey in dict.fromkeys(history.keys):
        try:
            open_note(note, [vkey])
        except NoteError as error:
            reasons.append(str(error))
        else:
            return checkpoint
    raise NoteError("; ".join(dict.fromkeys(reasons)) or "no key is known")
