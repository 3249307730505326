"""The folder `log/` of a book, or a copy of it: digests and checkpoints alone, safe to publish."""

import re
from collections.abc import Collection, Container
from contextlib import suppress
from pathlib import Path
from typing import Final

from ledger.errors import SealRefused
from ledger.files import content, put
from ledger.note import Checkpoint, NoteError
from ledger.tiles import Tile

__all__ = ["CHECKPOINT", "REBUILD", "Log"]

CHECKPOINT: Final = "checkpoint"
REBUILD: Final = (
    "`seal --rebuild` makes it again from the entries, if they are those that were signed"
)

_WIDTH: Final = re.compile("[1-9][0-9]{0,2}")


class Log:
    """The files of one log."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def read(self, tile: Tile) -> bytes:
        """Read a tile; SealRefused when it is missing or not as long as it must be."""
        data = content(self.folder / tile.path)
        if data is None and (full := content(self.folder / tile.whole.path)) is not None:
            data = full[: tile.bytes]  # another process went on meanwhile
        if data is None or len(data) != tile.bytes:
            what = "is missing" if data is None else f"has {len(data)} bytes, not {tile.bytes}"
            raise SealRefused(self.folder / tile.path, what, REBUILD)
        return data

    def add(self, tile: Tile, data: bytes, *, replace: bool = False) -> None:
        """Write a tile; one that is there with other bytes is only replaced where that is asked."""
        file = self.folder / tile.path
        held = content(file)
        if held is not None and held != data and not replace:
            raise SealRefused(
                file,
                "is there already, with the digests of other entries",
                "the store holds another history than the log: it was brought back from an older "
                "backup, or changed. Compare both with a published copy before anything is signed",
            )
        if held != data:
            put(file, data, parts=self.folder)

    def note(self) -> bytes | None:
        """Read the signed checkpoint as it lies there; None if there is none."""
        return content(self.folder / CHECKPOINT)

    def head(self) -> tuple[bytes, Checkpoint] | None:
        """Read the checkpoint, as it lies there and what it says; None if it can't be read."""
        with suppress(NoteError):
            if note := self.note():
                return note, Checkpoint.unverified(note)
        return None

    def checkpoint(self) -> Checkpoint | None:
        """Read what the checkpoint says, whoever signed it; None if it can't be read."""
        head = self.head()
        return head[1] if head else None

    def publish(self, note: bytes) -> None:
        """Put a signed checkpoint in the place of the one before."""
        if self.note() != note:
            put(self.folder / CHECKPOINT, note, parts=self.folder)

    def drop_partial(self, level: int, number: int, kept: Container[Tile]) -> None:
        """Take out the partial tiles of one tile that nobody needs, and strays beside them."""
        folder = self.folder / f"{Tile(level, number).path}.p"
        files = _files(folder)
        for file in files:
            width = int(file.name) if _WIDTH.fullmatch(file.name) else 0
            if Tile(level, number, width) not in kept:
                file.unlink(missing_ok=True)
                files = _files(folder)
        if not files:
            with suppress(OSError):
                folder.rmdir()

    def keep(self, kept: Collection[Tile]) -> None:
        """Take out every file below `tile/` that is none of these tiles."""
        paths = {tile.path for tile in kept}
        for file in sorted((self.folder / "tile").rglob("*"), reverse=True):
            if file.is_dir() and not file.is_symlink():
                with suppress(OSError):
                    file.rmdir()
            elif file.relative_to(self.folder).as_posix() not in paths:
                file.unlink()


def _files(folder: Path) -> list[Path]:
    try:
        return list(folder.iterdir())
    except (FileNotFoundError, NotADirectoryError):
        return []
