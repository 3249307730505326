"""The vault of a book: documents kept by their SHA-256, each taken in whole or not at all.

A document comes in under a temporary name, and takes that of its digest when all of it is on disk.
Its process keeps the temporary file locked, so that one that nobody holds is known to be left over.
"""

import errno
import fcntl
import os
import re
import secrets
import stat
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import BinaryIO, Final, Literal

from ledger.errors import LedgerError, WriteFailed
from ledger.files import PART, sync

__all__ = ["MOST", "Checked", "Document", "DocumentAltered", "DocumentTooLarge", "State", "Vault"]

MOST: Final = 256 << 20
"""Bytes that a document may have."""
CHUNK: Final = 1 << 20

_DIGEST: Final = re.compile(r"[0-9a-f]{64}")

State = Literal["held", "altered", "missing", "not-on-record", "stray", "unreadable"]


class DocumentTooLarge(LedgerError):
    """A document with more bytes than one may have."""

    def __init__(self, size: int) -> None:
        self.size = size
        super().__init__(
            f"it has {size:,} bytes or more, and a document at most {MOST:,} "
            f"({MOST >> 20} MiB): nothing was stored"
        )


class DocumentAltered(LedgerError):
    """A file of the vault that does not hold the document of its name."""

    def __init__(self, file: Path, reason: str) -> None:
        self.file, self.reason = file, reason
        super().__init__(
            f"{file} does not hold the document it is named after: {reason}. Nothing was changed; "
            "take the file from a backup, or move it away and file the document again"
        )


@dataclass(frozen=True, slots=True)
class Checked:
    """What was found of one document, and the entries that name it."""

    file: str | None
    digest: str | None
    size: int | None
    state: State
    evidence: tuple[str, ...] = ()


class Document:
    """A document on its way into the vault, in a temporary file of its own."""

    def __init__(self, folder: Path, handle: int, part: Path) -> None:
        self.digest, self.size = "", 0
        self._folder = folder
        self._part = part
        self._file = os.fdopen(handle, "w+b")

    def fill(self, source: BinaryIO) -> None:
        """Take in all of a source, piece by piece; DocumentTooLarge when that is too much."""
        _refuse_large(os.fstat(source.fileno()).st_size)
        digest = sha256()
        while piece := source.read(CHUNK):
            self.size += len(piece)
            _refuse_large(self.size)
            digest.update(piece)
            with _writing(self._folder):
                self._file.write(piece)
        with _writing(self._folder):
            self._file.flush()
            os.fsync(self._file.fileno())
        self.digest = digest.hexdigest()

    def beginning(self, size: int) -> bytes:
        """Give the first bytes of what was taken in."""
        self._file.seek(0)
        return self._file.read(size)

    def keep(self) -> bool:
        """Put it in its place; False if it lies there already. DocumentAltered if another does.

        Whoever calls this, or `withdraw`, keeps others from writing to the book.
        """
        if os.path.lexists(self._place):
            _hold_to_name(self._place)
            return False
        with _writing(self._folder):
            self._part.rename(self._place)
            try:
                sync(self._folder)
            except OSError:
                self._place.unlink()
                raise
        return True

    def withdraw(self) -> None:
        """Take it out of its place again."""
        with _writing(self._folder):
            self._place.unlink(missing_ok=True)
            sync(self._folder)

    def close(self) -> None:
        """Let go of it."""
        with suppress(OSError):  # of a full disk it has been told already
            self._file.close()

    @property
    def _place(self) -> Path:
        return self._folder / self.digest


class Vault:
    """The folder of a book in which its documents lie."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def tidy(self) -> None:
        """Remove what processes that were killed left behind, while no other may begin."""
        with _writing(self.folder):
            for part in self.folder.glob(f".*{PART}"):
                if _is_left_over(part):
                    part.unlink(missing_ok=True)

    @contextmanager
    def new(self) -> Iterator[Document]:
        """Give a document to be filled, while no other process may tidy up; then let go of it."""
        part = self.folder / f".{secrets.token_hex(8)}{PART}"
        try:  # from before the file is there: whatever stops the process here, it goes again
            with _writing(self.folder):
                self.folder.mkdir(mode=0o700, exist_ok=True)
                handle = os.open(part, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
            with closing(Document(self.folder, handle, part)) as document:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                yield document
        finally:
            with suppress(OSError):
                part.unlink(missing_ok=True)

    def check(
        self,
        named: Mapping[str, Sequence[str]],
        wanted: Collection[str],
        *,
        all_there: bool = True,
    ) -> Iterator[Checked]:
        """Hash every document again, and say how it is; `wanted` are those that must be there.

        `named` gives for each digest the entries that name it. Unless it is to be `all_there` is,
        of documents that no entry names nothing is said.
        """
        strays: list[Checked] = []
        there = {file.name: file for file in self._files() if all_there or file.name in named}
        for name in sorted({*there, *wanted}):
            evidence = tuple(named.get(name, ()))
            if name not in there:
                yield Checked(None, name, None, "missing", evidence)
            elif not _DIGEST.fullmatch(name):
                strays.append(Checked(name, None, _size(there[name]), "stray"))
            else:
                yield _checked(there[name], evidence)
        yield from strays

    def _files(self) -> list[Path]:
        try:
            return list(self.folder.iterdir())
        except FileNotFoundError:
            return []


# ---------------------------------------------------------------- one file


def _checked(file: Path, evidence: tuple[str, ...]) -> Checked:
    try:
        digest, size = _hashed(file)
    except OSError:
        return Checked(file.name, file.name, None, "unreadable", evidence)
    state: State = "held" if evidence else "not-on-record"
    return Checked(
        file.name, file.name, size, state if digest == file.name else "altered", evidence
    )


def _hold_to_name(file: Path) -> None:
    try:
        digest, _ = _hashed(file)
    except OSError as error:
        raise DocumentAltered(file, f"it can't be read: {error.strerror}") from error
    if digest != file.name:
        raise DocumentAltered(file, f"its SHA-256 is {digest}")


def _hashed(file: Path) -> tuple[str, int]:
    """Give digest and size of a file; neither follows a link nor waits for a pipe."""
    digest, size = sha256(), 0
    handle = os.open(file, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    with os.fdopen(handle, "rb", buffering=0) as stream:
        if not stat.S_ISREG(os.fstat(handle).st_mode):
            raise OSError(errno.EINVAL, "not a regular file")
        while piece := stream.read(CHUNK):
            digest.update(piece)
            size += len(piece)
    return digest.hexdigest(), size


def _size(file: Path) -> int | None:
    try:
        return file.lstat().st_size
    except OSError:
        return None


def _is_left_over(part: Path) -> bool:
    """Tell whether no process holds a temporary file any more."""
    try:
        handle = os.open(part, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError:
        return False
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    finally:
        os.close(handle)
    return True


def _refuse_large(size: int) -> None:
    if size > MOST:
        raise DocumentTooLarge(size)


@contextmanager
def _writing(folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise WriteFailed(folder, error.strerror or str(error)) from error
