"""The folder of a book: what lies in it, its settings, and how it comes into being whole or not."""

import json
import os
import re
import shutil
import tempfile
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import MISSING, asdict, dataclass, fields
from pathlib import Path
from typing import Final

from domain.values import RELEASES
from ledger.entry import is_log
from ledger.errors import BookExists, BookMissing, BookUnreadable, WriteFailed
from ledger.files import sync

__all__ = [
    "KEY",
    "ON_RECORD",
    "SETTINGS",
    "VKEY",
    "Settings",
    "building",
    "read_settings",
    "write_new",
]

SETTINGS: Final = "minutebook.toml"
KEY: Final = Path("keys", "log.key")
VKEY: Final = Path("log", "log.vkey")
CHECKPOINTS: Final = "checkpoints.sqlite"
ON_RECORD: Final = "on-record"
SEALING: Final = (ON_RECORD, "by-hand")
"""When entries are sealed: before `record` answers, or when somebody says `seal`."""
MEND: Final = "mend that line, or take the file from a backup"

_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Settings:
    """What `minutebook.toml` says of a book."""

    origin: str
    programme: str
    recorder: str
    store: str
    seal: str = ON_RECORD
    checkpoints: str = CHECKPOINTS
    audience: str = ""
    """Of a received copy: for whom it was made. Empty in a book that is written to."""

    def __post_init__(self) -> None:
        if not is_log(self.origin):
            raise ValueError(
                f"origin {self.origin!r} is not a name like example.gov/minutebook/tip: up to 200 "
                "letters, digits and . _ ~ : / -"
            )
        for name, text in asdict(self).items():
            if not (text.strip() or name == "audience") or _CONTROL.search(text):
                raise ValueError(f"{name} {text!r} is not one line of text")
        if self.seal not in SEALING:
            raise ValueError(f"seal {self.seal!r} is not one of {', '.join(SEALING)}")
        if self.audience not in ("", *RELEASES):
            raise ValueError(f"audience {self.audience!r} is not one of {', '.join(RELEASES)}")

    def toml(self) -> str:
        """Write the settings as TOML, in which a JSON string is a basic string."""
        texts = [(name, text) for name, text in asdict(self).items() if text]
        return "".join(f"{name} = {json.dumps(text, ensure_ascii=False)}\n" for name, text in texts)


def read_settings(folder: Path) -> Settings:
    """Read the settings of the book in this folder."""
    try:
        found = tomllib.loads((folder / SETTINGS).read_text(encoding="utf-8"))
    except (FileNotFoundError, NotADirectoryError):
        raise BookMissing(folder) from None
    except (OSError, ValueError) as error:
        raise BookUnreadable(folder, f"{SETTINGS} can't be read: {error}", advice=MEND) from error
    texts = {
        one.name: text for one in fields(Settings) if isinstance(text := found.get(one.name), str)
    }
    needed = [one.name for one in fields(Settings) if one.default is MISSING]
    if not texts.keys() >= {*needed}:
        raise BookUnreadable(folder, f"{SETTINGS} lacks one of {', '.join(needed)}", advice=MEND)
    try:
        return Settings(**texts)
    except ValueError as error:
        raise BookUnreadable(folder, f"{SETTINGS}: {error}", advice=MEND) from error


@contextmanager
def building(path: Path) -> Iterator[Path]:
    """Give a new folder that takes its place at `path` when all went well, else disappears."""
    if path.is_symlink() or (path.exists() and not _is_empty(path)):
        raise BookExists(path)
    try:
        folder = Path(tempfile.mkdtemp(prefix=f".{path.name}-", dir=path.parent))
    except OSError as error:
        raise WriteFailed(path, f"no folder can be made there: {error.strerror}") from error
    try:
        yield folder
        _sync_all(folder)
        _move(folder, path)
    except OSError as error:
        raise WriteFailed(path, error.strerror or str(error)) from error
    except WriteFailed as error:
        raise WriteFailed(path, error.reason) from error
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def write_new(file: Path, text: str, mode: int = 0o600) -> None:
    """Write a file that is not there yet, durably."""
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "wb") as stream:
        stream.write(text.encode())
        stream.flush()
        os.fsync(stream.fileno())


def _is_empty(path: Path) -> bool:
    return path.is_dir() and next(path.iterdir(), None) is None


def _move(folder: Path, path: Path) -> None:
    # rename(2) takes the place of nothing but an empty folder.
    try:
        folder.rename(path)
    except (FileExistsError, NotADirectoryError, IsADirectoryError) as error:
        raise BookExists(path) from error
    except OSError as error:
        if path.exists():
            raise BookExists(path) from error
        raise
    sync(path.parent)


def _sync_all(folder: Path) -> None:
    for place, _, _ in os.walk(folder):
        sync(Path(place))
