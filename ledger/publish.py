"""Publishing: everything of a book that an audience may have, as a folder of plain files.

Files are replaced one by one, the checkpoint last. Stopped at any step, the next run makes the
folder what it would have been. It is read back before anything further is signed.
"""

from pathlib import Path
from typing import Any

import orjson

from domain.values import Release
from ledger.archive import Folder
from ledger.book import Book
from ledger.checkpoints import Target
from ledger.copies import COPY, pack_name
from ledger.errors import PublishRefused, WriteFailed
from ledger.files import PART, content, put
from ledger.handing import Handed, accompanying, grounds_of, withheld_entry, withheld_places
from ledger.heads import editions_of, record_heads
from ledger.ids import Surroundings
from ledger.log import Log
from ledger.note import Checkpoint
from ledger.plain import PlainError, read_object
from ledger.reading import Reading
from ledger.seal import sealer
from ledger.tiles import WIDTH

__all__ = ["Published", "forget", "publish"]

NOTHING = b"\n"
"""Line of an entry that is not there."""


class Published(dict[str, int]):
    """How much was published: entries, those withheld, places withheld in others, files written."""


def publish(book: Book, folder: Path, audience: Release, surroundings: Surroundings) -> Published:
    """Publish a book for an audience to a folder that is new, empty, or was published to before."""
    folder = folder.absolute()
    _refuse_other(book, folder, audience)
    with sealer(book) as opened:
        opened.hold(folder / "log")  # a folder may be ahead of a book that does not know it
        record_heads(book, editions_of(book), surroundings)
        sealed = opened.seal()
        book.signed.publishes_to(Target(folder, audience))
        reading = Reading(book, audience, sealed.size)
        handed = Handed(book, reading, sealed.note, Checkpoint.unverified(sealed.note))
        try:
            return _Folder(handed, folder).write()
        except OSError as error:
            raise WriteFailed(folder, error.strerror or str(error)) from error


def forget(book: Book, folder: Path) -> bool:
    """Let go of a folder that was published to: it is not read back any more."""
    with book.writing():
        return book.signed.forget(folder.absolute())


def _refuse_other(book: Book, folder: Path, audience: Release) -> None:
    """Refuse a folder that holds anything but a copy of this book for this audience."""
    if folder.is_symlink() or (folder.exists() and not folder.is_dir()):
        raise PublishRefused(folder, "is not a folder")
    if folder.is_dir():
        facts = _facts(folder)
        names = {file.name for file in folder.iterdir() if not file.name.endswith(PART)}
        if names and not (facts or names <= {"README.txt", "entries", "disclosures"}):
            raise PublishRefused(folder, "holds something else")
        said = (facts.get("book"), facts.get("audience"))
        if facts and said != (book.origin, audience):
            raise PublishRefused(folder, f"holds a copy of {said[0]} for the audience {said[1]}")
    if folder.resolve() == book.path.resolve() or book.path.resolve() in folder.resolve().parents:
        raise PublishRefused(folder, "lies in the book itself")


def _facts(folder: Path) -> dict[str, Any]:
    """Give what a folder says of the copy that it holds; nothing where it holds none."""
    try:
        return read_object(content(folder / COPY) or b"{}")
    except (OSError, PlainError):
        return {}


class _Folder:
    """One folder that is published to."""

    def __init__(self, handed: Handed, folder: Path) -> None:
        self._handed, self._folder = handed, folder
        self._kept: set[str] = set()
        self._withheld: list[dict[str, Any]] = []
        self._grounds = grounds_of(Reading(handed.book), handed.book.programme)
        self._count = Published(entries=0, withheld=0, places=0, written=0)

    def write(self) -> Published:
        """Write what is new or changed, and take out what is not part of the copy any more."""
        handed = self._handed
        self._folder.mkdir(mode=0o755, parents=True, exist_ok=True)
        first = accompanying(handed, [])
        if not (self._folder / COPY).exists():  # from now on the folder is known to be ours
            self._put(COPY, first[COPY])
        self._entries()
        for name, data in accompanying(handed, self._withheld).items():
            self._put(name, data)
        log = Folder(handed.book.path / "log")
        for name in (*log.names("tile"), "log.vkey"):
            self._put(f"log/{name}", log.read(name) or b"")
        self._tidy()
        Log(self._folder / "log").publish(handed.note)
        return self._count

    def _entries(self) -> None:
        """Write entries and disclosures in packs, and note what is withheld."""
        size = self._handed.head.size
        for number in range(-(-size // WIDTH)):
            lines, opens = self._pack(number * WIDTH, min((number + 1) * WIDTH, size))
            if any(line != NOTHING for line in lines):
                self._put(pack_name("entries", number), b"".join(lines))
            if opens:
                self._put(pack_name("disclosures", number), b"".join(opens))

    def _pack(self, after: int, upto: int) -> tuple[list[bytes], list[bytes]]:
        """Give the lines of the entries of a pack, and those of what opens places in them."""
        book, reading = self._handed.book, self._handed.reading
        disclosures = book.disclosures(after, upto)
        lines, opens = [], []
        for position, entry in book.entries(after, upto):
            if not reading.sees(entry):
                lines.append(NOTHING)
                self._count["withheld"] += 1
                self._withheld.append(withheld_entry(entry.release, self._grounds, position))
                continue
            lines.append(entry.data + b"\n")
            opened = reading.opens(entry, disclosures.get(position, {}))
            places = list(withheld_places(position, entry, opened, self._grounds))
            self._withheld += places
            self._count["entries"] += 1
            self._count["places"] += len(places)
            if opened:
                opens.append(_line({"position": position, "opens": dict(opened)}))
        return lines, opens

    def _put(self, name: str, data: bytes) -> None:
        self._kept.add(name)
        file = self._folder / name
        if content(file) != data:
            put(file, data, parts=self._folder)
            self._count["written"] += 1

    def _tidy(self) -> None:
        for under in ("entries", "disclosures", "rotations", "log/tile"):
            for name in Folder(self._folder).names(under):
                if name not in self._kept:
                    (self._folder / name).unlink()
        for file in self._folder.rglob("*"):
            if file.name.startswith(".") and file.name.endswith(PART):
                file.unlink(missing_ok=True)


def _line(row: dict[str, Any]) -> bytes:
    return orjson.dumps(row, option=orjson.OPT_SORT_KEYS) + b"\n"
