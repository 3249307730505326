"""The files of a copy, wherever they lie: in a folder, or in a zip that is read in place."""

import stat
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final, Protocol

__all__ = ["ArchiveError", "Files", "Folder", "Zip"]

MOST_MEMBERS: Final = 200_000
MOST_MEMBER: Final = 64 << 20
"""Bytes that one file of a copy may have."""
MOST_TOTAL: Final = 4 << 30


class ArchiveError(Exception):
    """A zip that is not one of ours, or larger than one may be."""


class Files(Protocol):
    """Files by their names, with `/` between folders."""

    def read(self, name: str) -> bytes | None:
        """Give the bytes of a file; None when there is none."""

    def names(self, under: str) -> Iterator[str]:
        """Yield the names of the files below a folder, sorted."""


class Folder:
    """Files in a folder; no link is followed, and nothing but files is read."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def read(self, name: str) -> bytes | None:
        """Give the bytes of a file; None when there is none."""
        file = self.path / name
        try:
            if not stat.S_ISREG(file.lstat().st_mode):
                return None
            with file.open("rb") as opened:
                return opened.read(MOST_MEMBER + 1)
        except (FileNotFoundError, NotADirectoryError):
            return None

    def names(self, under: str) -> Iterator[str]:
        """Yield the names of the files below a folder, sorted."""
        for file in sorted((self.path / under).rglob("*")):
            if stat.S_ISREG(file.lstat().st_mode):
                yield file.relative_to(self.path).as_posix()


class Zip:
    """Files in a zip, stored and not compressed; `allowed` says which names it may have."""

    def __init__(self, path: Path, allowed: Callable[[str], bool]) -> None:
        try:
            self._zip = zipfile.ZipFile(path)
            self._members = {one.filename: one for one in self._zip.infolist()}
        except (zipfile.BadZipFile, NotImplementedError, ValueError) as error:
            raise ArchiveError(f"{path} is not a zip that can be read: {error}") from error
        infos = self._zip.infolist()
        if len(infos) > MOST_MEMBERS or sum(one.file_size for one in infos) > MOST_TOTAL:
            raise ArchiveError(f"{path} has more members, or more bytes, than a bundle may have")
        if len(self._members) != len(infos):
            raise ArchiveError(f"{path} has two members of one name")
        for one in infos:
            plain = one.compress_type == zipfile.ZIP_STORED and one.compress_size == one.file_size
            if not (plain and one.file_size <= MOST_MEMBER and not one.flag_bits & 1):
                raise ArchiveError(f"{path}: {one.filename!r} is not stored as a bundle stores it")
            if not allowed(one.filename):
                raise ArchiveError(f"{path}: {one.filename!r} is not a member of a bundle")

    def read(self, name: str) -> bytes | None:
        """Give the bytes of a member; None when there is none."""
        if (member := self._members.get(name)) is None:
            return None
        try:
            return self._zip.read(member)
        except (zipfile.BadZipFile, EOFError, OSError, ValueError) as error:
            raise ArchiveError(f"{name} can't be read from the zip: {error}") from error

    def names(self, under: str) -> Iterator[str]:
        """Yield the names of the members below a folder, sorted."""
        yield from sorted(name for name in self._members if name.startswith(f"{under}/"))
