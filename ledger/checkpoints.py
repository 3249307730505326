"""Every checkpoint that a book has signed, in a database of its own.

Whoever inserts the next number has signed the next checkpoint: that is the compare-and-swap which
keeps two sealers, or one with an old copy of the book, from signing two histories. The file may
lie on another volume than the book, so that a backup of the one does not bring back the other.
"""

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, Final, NamedTuple, Self

from ledger.errors import BookBusy, SealRefused, WriteFailed
from ledger.files import PART, sync
from ledger.sqlite import LOCK_SECONDS

__all__ = ["Checkpoints", "Signed", "Target", "create_checkpoints"]

APPLICATION_ID: Final = int.from_bytes(b"mbc1")
TABLES: Final[Mapping[str, str]] = {
    "checkpoints": """
        sequence INTEGER PRIMARY KEY,
        size INTEGER NOT NULL UNIQUE,
        root BLOB NOT NULL,
        note BLOB NOT NULL
    ) STRICT""",
    "targets": """
        path TEXT PRIMARY KEY,
        audience TEXT NOT NULL
    ) STRICT""",
}
TRIGGERS: Final[Mapping[str, str]] = {
    "checkpoints_next": """BEFORE INSERT ON checkpoints
        WHEN NEW.sequence IS NOT (SELECT coalesce(max(sequence), 0) + 1 FROM checkpoints)
          OR NEW.size <= (SELECT coalesce(max(size), 0) FROM checkpoints)
        BEGIN SELECT RAISE(ABORT, 'checkpoints: only the next is signed'); END""",
    **{
        f"checkpoints_{verb.lower()}": f"""BEFORE {verb} ON checkpoints
        BEGIN SELECT RAISE(ABORT, 'checkpoints: nothing is changed or taken out'); END"""
        for verb in ("UPDATE", "DELETE")
    },
}
# A table that is missing (SQLITE_ERROR) is damage too; all else is of the medium.
_DAMAGED: Final = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_ERROR}
LOST: Final = (
    "without it nobody can tell what was signed before. Take it from where it was last, not from "
    "an older backup; if it is gone for good, `seal --rebuild` goes on from log/checkpoint"
)


class Signed(NamedTuple):
    """A checkpoint as it was signed: its number, and what it says."""

    sequence: int
    size: int
    root: bytes
    note: bytes


class Target(NamedTuple):
    """A folder that was published to, and for whom."""

    path: Path
    audience: str


class Checkpoints:
    """The database of checkpoints, opened; nothing in it is ever changed."""

    def __init__(self, file: Path) -> None:
        self._file = file
        if not file.is_file():
            raise SealRefused(file, "the record of signed checkpoints is missing", LOST)
        with self._asking():
            self._db = sqlite3.connect(
                f"{file.absolute().as_uri()}?mode=rw",
                uri=True,
                isolation_level=None,
                timeout=LOCK_SECONDS,
            )
            try:
                self._db.execute("PRAGMA synchronous = FULL")
                if self._value("PRAGMA application_id") != APPLICATION_ID:
                    raise sqlite3.DatabaseError("it is not a record of checkpoints")  # noqa: TRY301
            except BaseException:
                self._db.close()
                raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the database."""
        self._db.close()

    def last(self, before: int | None = None) -> Signed | None:
        """Give the checkpoint signed last, or the last one before a number."""
        for signed in self._read("sequence < coalesce(?, 1 << 62) ORDER BY sequence DESC", before):
            return signed
        return None

    def of_size(self, size: int) -> Signed | None:
        """Give the checkpoint that was signed at a size, if one was."""
        return next(iter(self._read("size = ?", size)), None)

    def covering(self, position: int) -> Signed | None:
        """Give the first checkpoint that covers a position."""
        return next(iter(self._read("size >= ? ORDER BY size", position)), None)

    def widths(self, shift: int, since: int) -> set[int]:
        """Tell into how many subtrees of 2**shift leaves logs of signed sizes fell, from one on."""
        with self._asking():
            found = self._db.execute(
                "SELECT DISTINCT size >> ? FROM checkpoints WHERE size >= ?", (shift, since)
            )
            return {width for (width,) in found}

    def sign(self, signed: Signed) -> bool:
        """Put the next checkpoint in; False if another was put there before."""
        with self._asking():
            try:
                self._db.execute("INSERT INTO checkpoints VALUES (?, ?, ?, ?)", signed)
            except sqlite3.IntegrityError:
                return False
        return True

    def targets(self) -> list[Target]:
        """Give every folder that was published to."""
        with self._asking():
            rows = self._db.execute("SELECT path, audience FROM targets ORDER BY path").fetchall()
        return [Target(Path(path), audience) for path, audience in rows]

    def publishes_to(self, target: Target) -> None:
        """Remember a folder that is published to."""
        row = (str(target.path), target.audience)
        with self._asking():
            self._db.execute("INSERT OR REPLACE INTO targets VALUES (?, ?)", row)

    def forget(self, path: Path) -> bool:
        """Forget a folder that was published to; False if it was not known."""
        with self._asking():
            return self._db.execute("DELETE FROM targets WHERE path = ?", (str(path),)).rowcount > 0

    def _read(self, which: str, *values: object) -> list[Signed]:
        sql = f"SELECT sequence, size, root, note FROM checkpoints WHERE {which} LIMIT 1"  # noqa: S608
        with self._asking():
            return [Signed(*row) for row in self._db.execute(sql, values).fetchall()]

    def _value(self, statement: str) -> Any:
        return self._db.execute(statement).fetchone()[0]

    @contextmanager
    def _asking(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.IntegrityError:
            raise
        except sqlite3.Error as error:
            code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_NOTADB) & 0xFF
            if code == sqlite3.SQLITE_BUSY:
                raise BookBusy(self._file.parent) from error
            if code in _DAMAGED:
                raise SealRefused(self._file, f"can't be used: {error}", LOST) from error
            raise WriteFailed(self._file, str(error)) from error


def create_checkpoints(file: Path, first: Signed | None = None) -> None:
    """Make an empty database of checkpoints, or one that begins with one signed already.

    It takes its place when it is whole: half of one would be no record, and could not be begun.
    """
    part = file.with_name(f".{file.name}{PART}")
    part.unlink(missing_ok=True)
    part.touch(mode=0o600)
    try:
        _create(part, first)
    except sqlite3.Error as error:
        raise WriteFailed(file, str(error)) from error
    part.replace(file)
    sync(file.parent)


def _create(file: Path, first: Signed | None) -> None:
    with closing(sqlite3.connect(file, isolation_level=None)) as db:
        db.execute("PRAGMA synchronous = FULL")
        db.execute("BEGIN IMMEDIATE")
        for name, columns in TABLES.items():
            db.execute(f"CREATE TABLE {name} ({columns}")
        if first is not None:
            db.execute("INSERT INTO checkpoints VALUES (?, ?, ?, ?)", first)
        for name, rest in TRIGGERS.items():
            db.execute(f"CREATE TRIGGER {name} {rest}")
        db.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        db.execute("COMMIT")
        db.execute("PRAGMA journal_mode = WAL")
