"""Files that are whole or not there: written under a temporary name, synced, then renamed."""

import os
import secrets
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Final

__all__ = ["PART", "content", "put", "strays", "sync"]

PART: Final = ".part"
"""How the name of a file ends that is not whole yet; it begins with a dot."""


def put(
    file: Path, data: bytes, *, parts: Path | None = None, mode: int = 0o644, durable: bool = True
) -> None:
    """Write a file, or replace the one that is there; nobody sees half of it.

    It begins in the folder `parts`, of the same volume, else beside its place, under a name by
    which `strays` finds it. What is not durable may be lost when the machine loses power, and can
    be made again.
    """
    part = (parts or file.parent) / f"{_begins(file)}{secrets.token_hex(8)}{PART}"
    try:
        file.parent.mkdir(mode=0o755, parents=True, exist_ok=True)
        handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, mode)
        try:
            _write_all(handle, data)
            if durable:
                os.fsync(handle)
        finally:
            os.close(handle)
        os.replace(part, file)  # noqa: PTH105 - the one call, as tests of crashes count it
    except BaseException:
        with suppress(OSError):
            part.unlink(missing_ok=True)
        raise


def _write_all(handle: int, data: bytes) -> None:
    left = memoryview(data)
    while left:
        left = left[os.write(handle, left) :]


def strays(folder: Path, of: Path | None = None) -> Iterator[Path]:
    """Yield what processes that were stopped while they wrote have left; of one file, or of any."""
    begins = "." if of is None else _begins(of)
    return (one for one in folder.glob(f".*{PART}") if one.name.startswith(begins))


def _begins(file: Path) -> str:
    return f".{file.name[:50]}."


def content(file: Path) -> bytes | None:
    """Read a file; None when there is none."""
    try:
        return file.read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        return None


def sync(folder: Path) -> None:
    """Make what was renamed in a folder last."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
