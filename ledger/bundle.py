"""A bundle: the case file of one case for one audience, in one zip that proves itself.

Members have fixed names and dates and are stored, so that the same book gives the same bytes.
"""

import io
import os
import zipfile
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

from domain.values import Release
from ledger.archive import ArchiveError, Zip
from ledger.book import Book
from ledger.copies import Copy, is_member, written
from ledger.errors import PublishRefused, WriteFailed
from ledger.files import put, strays
from ledger.handing import Handed, accompanying, grounds_of, withheld_entry, withheld_places
from ledger.log import Log
from ledger.merkle import prove_inclusion
from ledger.note import Checkpoint
from ledger.plain import PlainError
from ledger.proof import Proof
from ledger.reading import Reading
from ledger.seal import sealer
from ledger.tiles import ENTRIES, Tree, tiles_of

__all__ = ["CaseFile", "bundle", "refuse_other"]

DATE: Final = (1980, 1, 1, 0, 0, 0)
"""When every member says that it was changed: a zip knows no earlier day."""


@dataclass(frozen=True, slots=True)
class CaseFile:
    """What goes into a bundle: the case, for whom, the streams that it rests on, further members.

    Each stream goes in whole, as far as the audience may have it.
    """

    case: str
    audience: Release
    streams: Collection[str]
    extra: Mapping[str, bytes] = field(default_factory=dict)


def refuse_other(book: Book, file: Path) -> None:
    """Refuse to put a case file in the place of anything but a bundle of this book."""
    try:
        facts = (
            Copy(Zip(file, is_member)).facts() if os.path.lexists(file) else {"book": book.origin}
        )
    except (OSError, ArchiveError, PlainError):
        facts = {}
    if facts.get("book") != book.origin:
        raise PublishRefused(file, "is no bundle of this book")
    if book.path.resolve() in file.resolve().parents:
        raise PublishRefused(file, "lies in the book itself")


def bundle(book: Book, asked: CaseFile, file: Path) -> dict[str, int]:
    """Write a case file to a file; give how many entries are in it, and how many are withheld."""
    refuse_other(book, file)
    with sealer(book) as opened:
        sealed = opened.seal()
        reading = Reading(book, asked.audience, sealed.size)
        head = Checkpoint.unverified(sealed.note)
        handed = Handed(book, reading, sealed.note, head, asked.case)
        made = _Members(handed, asked.streams)
        members = made.all() | dict(asked.extra)
        try:
            for stray in strays(file.parent, file):
                stray.unlink(missing_ok=True)
            put(file, _zipped(members))
        except OSError as error:
            raise WriteFailed(file, error.strerror or str(error)) from error
    return made.count


class _Members:
    """The members of one bundle."""

    def __init__(self, handed: Handed, streams: Collection[str]) -> None:
        self._handed, self._streams = handed, streams
        self._log = Log(handed.book.path / "log")
        self._tree = Tree(handed.head.size, self._log.read)
        self._grounds = grounds_of(Reading(handed.book), handed.book.programme)
        self.count = {"entries": 0, "withheld": 0, "places": 0}

    def all(self) -> dict[str, bytes]:
        """Give every member by its name."""
        withheld: list[dict[str, Any]] = list(self._absent())
        self.count["withheld"] = len(withheld)
        members = {}
        for position, entry, opened in self._handed.reading.entries():
            if entry.stream not in self._streams:
                continue
            self.count["entries"] += 1
            members[f"entries/{position}.json"] = entry.data
            members[f"proofs/{position}.tlog-proof"] = self._proof(position, entry.data)
            if opened:
                members[f"disclosures/{position}.json"] = written(dict(opened))
            places = list(withheld_places(position, entry, opened, self._grounds))
            self.count["places"] += len(places)
            withheld += places
        return accompanying(self._handed, withheld) | members | dict(self._log_members())

    def _proof(self, position: int, data: bytes) -> bytes:
        hashes = prove_inclusion(position - 1, self._handed.head.size, self._tree.subtree)
        leaf = sha256(data).digest()
        return Proof(leaf, position - 1, tuple(hashes), self._handed.note).text()

    def _log_members(self) -> Iterator[tuple[str, bytes]]:
        """Yield the hashes of the whole log, so that any earlier checkpoint can be held to it."""
        yield "log/checkpoint", self._handed.note
        yield "log/log.vkey", f"{self._handed.book.vkey}\n".encode()
        for tile in tiles_of(self._handed.head.size):
            if tile.level != ENTRIES:
                yield f"log/{tile.path}", self._log.read(tile)

    def _absent(self) -> Iterator[dict[str, Any]]:
        """Give a row of the index for each entry that is known to be on record and withheld.

        Where it lies in the book is not said: only that it is of this stream.
        """
        book = self._handed.book
        for name, versions in self._handed.reading.absent.items():
            if name not in self._streams:
                continue
            classes = {entry.version: entry.release for _, entry in book.stream(name)}
            for version in versions:
                ref = f"{name}@{version}"
                yield withheld_entry(classes[version], self._grounds, entry=ref)


def _zipped(members: Mapping[str, bytes]) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_STORED) as made:
        for name, content in sorted(members.items()):
            member = zipfile.ZipInfo(name, DATE)
            member.external_attr = 0o644 << 16
            member.create_system = 3
            made.writestr(member, content)
    return data.getvalue()
