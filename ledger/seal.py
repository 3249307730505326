"""Sealing: entries are taken into the Merkle log, and its new head is signed.

The order is the design. Tiles are written first: what nobody signed yet is no fact. Then the head
is signed and inserted as the next checkpoint, which one sealer alone can do, and only then is it
published. Stopped at any step, the next seal finds what is there and goes on. Files are synced
before they are renamed, and the insertion is synced after both, so that the names last too where
both lie on one journaled volume; elsewhere a name that was lost is made again by a rebuild.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from ledger.book import Book
from ledger.checkpoints import Checkpoints, Signed, create_checkpoints
from ledger.errors import KeyRefused, SealRefused, WriteFailed
from ledger.files import content, put, strays, sync
from ledger.folder import KEY, VKEY
from ledger.keys import load_keys
from ledger.log import REBUILD, Log
from ledger.note import Checkpoint, NoteError, VerifierKey, open_checkpoint, sign_note
from ledger.tiles import (
    ENTRIES,
    HEIGHT,
    WIDTH,
    Growth,
    Tile,
    Tree,
    hashes_at,
    levels,
    unbundle,
)

__all__ = ["NEXT", "STORE", "Sealed", "Sealer", "sealer"]

NEXT: Final = "next.key"
COMPARE: Final = (
    "the book was brought back from an older backup, or rewritten. Compare it with the published "
    "copy, and bring back the entries that are missing; if they are lost, this book has ended, and "
    "a new one names its last checkpoint"
)
STORE: Final = (
    "the store does not hold what was signed: run `verify`, compare with a published copy"
)


@dataclass(frozen=True, slots=True)
class Sealed:
    """How far a log goes: the entries under its newest checkpoint, and those that are new in it."""

    size: int
    added: int
    root: bytes
    note: bytes
    unreached: tuple[str, ...] = ()
    """Folders that were published to, and could not be read back."""


@contextmanager
def sealer(book: Book, *, rebuild: bool = False) -> Iterator["Sealer"]:
    """Give the sealer of a book, while no other process writes to it.

    To `rebuild`, a record of checkpoints that was lost is begun again from what was published.
    """
    with book.writing():
        try:
            if rebuild and not book.checkpoints.exists():
                create_checkpoints(book.checkpoints, _published(book))
            yield Sealer(book, book.signed)
        except OSError as error:
            place = Path(error.filename) if error.filename else book.path / "log"
            raise WriteFailed(place, error.strerror or str(error)) from error


class Sealer:
    """Seals one book, once it holds its log against what was signed and published."""

    def __init__(self, book: Book, signed: Checkpoints) -> None:
        self._book, self._signed = book, signed
        self._log = Log(book.path / "log")
        self._last = signed.last()
        self._unreached: tuple[str, ...] = ()

    @property
    def _size(self) -> int:
        return self._last.size if self._last else 0

    def hold(self, *more: Path) -> None:
        """Refuse when the book is behind, or beside, anything that was signed or published.

        That is its own log, those of the folders that it publishes to, and any `more`.
        """
        head, _ = self._book.head()
        if self._size > head:
            raise SealRefused(
                self._book.path,
                f"holds {head} entries, and a checkpoint of {self._size} was signed",
                COMPARE,
            )
        self._hold_to(self._log.folder)
        targets = [target.path for target in self._signed.targets()]
        self._unreached = tuple(str(folder) for folder in targets if not folder.exists())
        for folder in (*(folder / "log" for folder in targets), *more):
            self._hold_to(folder)

    def ready(self) -> None:
        """Refuse where what is recorded next could not be signed."""
        self.hold()
        self._keys(self._size)

    def seal(self) -> Sealed:
        """Take every entry that is not sealed yet into the log, and sign its head."""
        self.hold()
        self._hold_to_root()
        head, _ = self._book.head()
        before = self._size
        if head > before:
            self._publish()  # the last seal may have been stopped before it came to its end
            self._grow(head)
        if self._last is None:
            raise SealRefused(self._book.path, "has no entry", "record one first")
        self._publish()
        added = self._size - before
        return Sealed(self._size, added, self._last.root, self._last.note, self._unreached)

    def rebuild(self) -> Sealed:
        """Make every file of the log again from the entries, under the root that was signed."""
        if self._last is None:
            return self.seal()
        head, _ = self._book.head()
        if self._size > head:
            self.hold()
        growth = Growth()
        made = dict(growth.add(self._book.digests(0, self._size))) | dict(growth.rest())
        if growth.root() != self._last.root:
            raise SealRefused(self._book.path, f"gives another root at {self._size}", STORE)
        for tile, data in made.items():
            self._log.add(tile, data, replace=True)
        for tile in self._partial():
            whole = made[Tile(tile.level, tile.number, hashes_at(tile.level, self._size) % WIDTH)]
            part = whole[: tile.bytes]
            self._log.add(tile, part, replace=True)
        self._log.keep({*made, *self._partial()})
        self._publish()
        return Sealed(self._size, 0, self._last.root, self._last.note)

    # ------------------------------------------------------------ what was published

    def _hold_to(self, folder: Path) -> None:
        """Refuse when a published log is ahead of what was signed here, or of another history."""
        note = Log(folder).note()
        if note is None:
            return
        try:
            found = open_checkpoint(note, [vkey for _, vkey in self._book.vkeys()])
        except NoteError as error:
            if folder == self._log.folder:
                return  # it is ours to write again
            raise SealRefused(
                folder / "checkpoint",
                f"can't be read back: {error}",
                "look what lies there; `publish --forget DIR` lets go of a folder for good",
            ) from error
        if found.size > self._size:
            raise SealRefused(
                folder / "checkpoint",
                f"was signed at {found.size} entries, this book knows of none beyond {self._size}",
                COMPARE,
            )
        known = self._signed.of_size(found.size)
        if known is None or known.root != found.root:
            raise SealRefused(
                folder / "checkpoint", f"is of another history at {found.size} entries", COMPARE
            )

    # ------------------------------------------------------------ growing

    def _grow(self, head: int) -> None:
        """Write the tiles of the entries that are new, and sign the root over all."""
        growth = Growth(self._size, self._log.read)
        for tile, data in growth.add(self._book.digests(self._size, head)):
            self._log.add(tile, data)
        for tile, data in growth.rest():
            self._log.add(tile, data)
        checkpoint = Checkpoint(self._book.origin, head, growth.root())
        note = sign_note(checkpoint.text(), self._book.origin, self._keys(head))
        sequence = self._last.sequence + 1 if self._last else 1
        signed = Signed(sequence, head, checkpoint.root, note)
        if not self._signed.sign(signed):
            raise SealRefused(
                self._book.checkpoints,
                f"has a checkpoint {sequence} already, signed by another process",
                "one process seals a book: see who else does, then seal again",
            )
        self._last = signed

    def _hold_to_root(self) -> None:
        """Hold the log to its signed root, and the store to the newest entries of the log."""
        if self._last is None:
            return
        size = self._last.size
        if Tree(size, self._log.read).root(size) != self._last.root:
            raise SealRefused(self._log.folder, f"gives another root at {size}", REBUILD)
        start = (size - 1) // WIDTH * WIDTH
        held = unbundle(self._log.read(Tile(ENTRIES, start // WIDTH, size - start)))
        for index, digest in enumerate(self._book.digests(start, size)):
            if held[index] != digest:
                raise SealRefused(
                    self._book.path,
                    f"position {start + index + 1}: the entry is not the one that was sealed",
                    STORE,
                )

    def _keys(self, head: int) -> list[Ed25519PrivateKey]:
        """Give the keys that sign: the one in force, and any that follow it in what is sealed."""
        folder = self._book.path / KEY.parent
        held = load_keys(folder, self._book.origin)
        wanted = _in_force(self._book.vkeys(), self._size, head)
        for vkey in wanted:
            if vkey not in held:
                raise KeyRefused(folder, f"no key there is {vkey}, which the book is signed with")
        return [held[vkey] for vkey in wanted]

    # ------------------------------------------------------------ publishing

    def _publish(self) -> None:
        """Put the newest checkpoint in its place, then take out what it has no use for."""
        if self._last is None:
            return
        self._log.publish(self._last.note)
        self._promote()
        before = self._signed.last(self._last.sequence)
        partial = set(self._partial())
        for level in levels(self._size):
            first = hashes_at(level, before.size if before else 0) // WIDTH
            for number in range(first, hashes_at(level, self._size) // WIDTH + 1):
                self._log.drop_partial(level, number, partial)
        for folder in (self._log.folder, self._book.path / KEY.parent):
            for file in strays(folder):
                file.unlink(missing_ok=True)

    def _partial(self) -> Iterator[Tile]:
        """Yield the partial tiles that signed checkpoints need and no full tile stands for yet."""
        for level in levels(self._size):
            number = hashes_at(level, self._size) // WIDTH
            first = number * WIDTH
            shift = HEIGHT * max(level, 0)
            for hashes in self._signed.widths(shift, first << shift):
                if hashes > first:
                    yield Tile(level, number, hashes - first)

    def _promote(self) -> None:
        """Put a key that the book has changed to, and that is sealed, in the place of the old."""
        folder = self._book.path / KEY.parent
        vkey = [known for position, known in self._book.vkeys() if position <= self._size][-1]
        if content(self._book.path / VKEY) != (line := f"{vkey}\n".encode()):
            put(self._book.path / VKEY, line, parts=self._log.folder)
        if (folder / NEXT).exists() and vkey in load_keys(folder, self._book.origin, NEXT):
            current = self._book.path / KEY
            if current.exists():
                retired = next(iter(load_keys(folder, self._book.origin, KEY.name)))
                current.rename(folder / f"retired-{VerifierKey.parse(retired).keyid.hex()}.pem")
            (folder / NEXT).rename(current)
            sync(folder)


def _published(book: Book) -> Signed | None:
    """Read the checkpoint in the log of a book as the first one known; None if there is none."""
    note = Log(book.path / "log").note()
    if note is None:
        return None
    try:
        found = open_checkpoint(note, [vkey for _, vkey in book.vkeys()])
    except NoteError as error:
        raise SealRefused(
            book.path / "log" / "checkpoint",
            f"can't be read: {error}",
            "take it from a published copy: nothing else says what was signed",
        ) from error
    return Signed(1, found.size, found.root, note)


def _in_force(vkeys: list[tuple[int, str]], size: int, head: int) -> list[str]:
    """Give the key that was in force at a size, and those that came after it up to the head."""
    known = [vkey for position, vkey in vkeys if position <= max(size, 1)]
    return known[-1:] + [vkey for position, vkey in vkeys if max(size, 1) < position <= head]
