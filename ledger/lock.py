"""The lock under which a book is read, decided upon and written: one process at a time."""

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from ledger.errors import BookBusy, WriteFailed

__all__ = ["LOCK", "WAIT", "exclusive"]

LOCK: Final = ".lock"
WAIT: Final = 30.0
PAUSE: Final = 0.01


@contextmanager
def exclusive(folder: Path, wait: float = WAIT) -> Iterator[None]:
    """Hold the lock of the book in this folder; BookBusy when it can't be had in time."""
    try:
        file = os.open(folder / LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise WriteFailed(folder, f"the book can't be locked: {error.strerror}") from error
    try:
        _take(file, folder, time.monotonic() + wait)
        yield
    finally:
        os.close(file)


def _take(file: int, folder: Path, deadline: float) -> None:
    while True:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() >= deadline:
                raise BookBusy(folder) from None
            time.sleep(PAUSE)
        else:
            return
