"""The files of a copy, wherever they lie: in a folder, or in a zip that is read in place."""

import stat
import struct
import zipfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Final, Protocol

__all__ = ["ArchiveError", "Files", "Folder", "Zip"]

MOST_MEMBERS: Final = 200_000
MOST_MEMBER: Final = 64 << 20
"""Bytes that one file of a copy may have."""
MOST_TOTAL: Final = 4 << 30


LOCAL: Final = 30
"""Bytes before each member of a zip, beside its name."""
CENTRAL: Final = 46
"""Bytes for each member in the index of a zip, beside its name."""
END: Final = 22
END_64: Final = 76
"""Bytes of the second kind of end, before the first."""
MOST_SMALL: Final = 0xFFFF
"""Members that a zip may have without its second kind of end."""


class ArchiveError(ValueError):
    """A file of a copy that can't be read; or a zip that is not one of ours, or too large."""


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
            if not stat.S_ISREG(file.lstat().st_mode) or self._through_link(file):
                return None
            with file.open("rb") as opened:
                return opened.read(MOST_MEMBER + 1)
        except (FileNotFoundError, NotADirectoryError):
            return None
        except OSError as error:
            raise ArchiveError(f"{name} can't be read: {error.strerror}") from error

    def names(self, under: str) -> Iterator[str]:
        """Yield the names of the files below a folder, sorted."""
        for file in sorted((self.path / under).rglob("*")):
            if stat.S_ISREG(file.lstat().st_mode) and not self._through_link(file):
                yield file.relative_to(self.path).as_posix()

    def _through_link(self, file: Path) -> bool:
        between = file.relative_to(self.path).parents
        return any((self.path / one).is_symlink() for one in between if one.name)


class Zip:
    """Files in a zip, stored and not compressed; `allowed` says which names it may have."""

    def __init__(self, path: Path, allowed: Callable[[str], bool]) -> None:
        try:
            self._zip = zipfile.ZipFile(path)
            self._members = {one.filename: one for one in self._zip.infolist()}
        except _NO_ZIP as error:
            raise ArchiveError(f"{path} is not a zip that can be read: {error}") from error
        infos = self._zip.infolist()
        if len(infos) > MOST_MEMBERS or sum(one.file_size for one in infos) > MOST_TOTAL:
            raise ArchiveError(f"{path} has more members, or more bytes, than a bundle may have")
        if len(self._members) != len(infos):
            raise ArchiveError(f"{path} has two members of one name")
        for one in infos:
            if not allowed(one.filename):
                raise ArchiveError(f"{path}: {one.filename!r} is not a member of a bundle")
            if not _is_plain(one):
                raise ArchiveError(f"{path}: {one.filename!r} is not stored as a bundle stores it")
        if path.stat().st_size != _length(infos):
            raise ArchiveError(f"{path} has other bytes than its members, before, between or after")

    def read(self, name: str) -> bytes | None:
        """Give the bytes of a member; None when there is none."""
        if (member := self._members.get(name)) is None:
            return None
        try:
            return self._zip.read(member)
        except (*_NO_ZIP, EOFError, OSError) as error:
            raise ArchiveError(f"{name} can't be read from the zip: {error}") from error

    def names(self, under: str) -> Iterator[str]:
        """Yield the names of the members below a folder, sorted."""
        yield from sorted(name for name in self._members if name.startswith(f"{under}/"))

    def damaged(self) -> Iterator[str]:
        """Yield why a member can't be read, of each that can't be."""
        for name in sorted(self._members):
            try:
                self.read(name)
            except ArchiveError as error:
                yield str(error)


_NO_ZIP: Final = (zipfile.BadZipFile, NotImplementedError, RuntimeError, ValueError, struct.error)
"""What `zipfile` raises; RuntimeError where a member is encrypted."""


def _is_plain(one: zipfile.ZipInfo) -> bool:
    """Tell whether a member is a file, neither compressed nor encrypted, of a size that may be."""
    stored = one.compress_type == zipfile.ZIP_STORED and one.compress_size == one.file_size
    is_file = stat.S_IFMT(one.external_attr >> 16) in (0, stat.S_IFREG)
    return stored and is_file and one.file_size <= MOST_MEMBER and not one.flag_bits & 1


def _length(infos: Sequence[zipfile.ZipInfo]) -> int:
    """Tell how long a zip is that has these members and nothing else."""
    end = END if len(infos) <= MOST_SMALL else END + END_64
    return end + sum(
        LOCAL + CENTRAL + 2 * len(one.orig_filename.encode()) + one.file_size for one in infos
    )
