"""A book: one ledger with its folder, its key and its store, which is read and appended to here."""

import os
import secrets
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Final, Self

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from eventsourcing.persistence import PersistenceError

from domain.acts import BookOpened, KeyRotated
from domain.values import RELEASES, Release
from ledger.application import writer
from ledger.checkpoints import Checkpoints, create_checkpoints
from ledger.draft import Draft, draft
from ledger.errors import BookUnreadable, WriteFailed
from ledger.folder import (
    KEY,
    ON_RECORD,
    SETTINGS,
    VKEY,
    Settings,
    building,
    read_settings,
    write_new,
)
from ledger.keys import create_key, load_key
from ledger.lock import WAIT, exclusive
from ledger.log import Log
from ledger.note import VerifierKey
from ledger.rows import Rows
from ledger.sqlite import create_store, refusal

if TYPE_CHECKING:
    from ledger.application import LedgerApplication

__all__ = ["STORE", "Book", "Draft", "draft"]

STORE: Final = "ledger.sqlite"
RECORDER: Final = "MINUTEBOOK_RECORDER"
RETRY_SECRET: Final = "retry"  # noqa: S105 - its name, not the secret
SECRET_BYTES: Final = 32


class Book(Rows):
    """One ledger, opened."""

    def __init__(self, path: Path, settings: Settings, *, readonly: bool) -> None:
        self.sparse = bool(settings.audience)
        self.readonly = readonly or self.sparse
        self._settings = settings
        self._store = path / settings.store
        self._writer: LedgerApplication | None = None
        self._locked = False
        self._signed: Checkpoints | None = None
        self.checkpoints = path / settings.checkpoints
        super().__init__(path, self._store, settings.origin, readonly=readonly)

    @classmethod
    def create(
        cls,
        path: Path,
        *,
        origin: str,
        recorder: str,
        programme: str,
        first: Callable[["Book"], None],
    ) -> "Book":
        """Make a new book whole, or leave nothing behind.

        `first` appends the first entries before the book takes its place at `path`. ValueError
        when a setting is not one.
        """
        settings = Settings(origin, programme, recorder, STORE)
        with building(path) as folder:
            _furnish(folder, settings)
            with cls.open(folder) as book:
                first(book)
        return cls.open(path)

    @classmethod
    def open(cls, path: Path, *, readonly: bool = False) -> "Book":
        """Open the book in a folder; read-only also where nothing can be written."""
        return cls(path, read_settings(path), readonly=readonly)

    @property
    def programme(self) -> str:
        """Name of the programme that the book serves."""
        return self._settings.programme

    @property
    def recorder(self) -> str:
        """Who writes: what MINUTEBOOK_RECORDER says, else the book's own setting."""
        return os.environ.get(RECORDER) or self._settings.recorder

    @property
    def vkey(self) -> str:
        """The C2SP verifier key of the book."""
        try:
            return (self.path / VKEY).read_text(encoding="ascii").rstrip("\n")
        except (OSError, ValueError) as error:
            raise BookUnreadable(self.path, f"{VKEY} can't be read: {error}") from error

    @property
    def signed(self) -> Checkpoints:
        """Every checkpoint that the book has signed; SealRefused when nobody can tell."""
        if self._signed is None:
            self._signed = Checkpoints(self.checkpoints)
        return self._signed

    @property
    def seals_on_record(self) -> bool:
        """Whether entries are sealed before `record` answers."""
        return self._settings.seal == ON_RECORD

    @property
    def copied_for(self) -> Release | None:
        """For whom a received copy was made; None in a book that is written to."""
        audience = self._settings.audience
        return next((one for one in RELEASES if one == audience), None)

    def vkeys(self) -> list[tuple[int, str]]:
        """Give every verifier key on record, and the position from which it is in force."""
        acts = (BookOpened.name, KeyRotated.name)
        return [
            (position, str(entry.body.get("vkey")))
            for position, entry in self.stream("book")
            if entry.act in acts
        ]

    def sealed(self) -> int:
        """Tell how many entries are under the newest checkpoint of the log."""
        checkpoint = Log(self.path / "log").checkpoint()
        return min(checkpoint.size, self.head()[0]) if checkpoint else 0

    def signing_key(self) -> Ed25519PrivateKey:
        """Read the signing key of the book."""
        return load_key(self.path / KEY)

    @contextmanager
    def writing(self, wait: float = WAIT) -> Iterator[None]:
        """Keep every other process from writing, from before loading until after appending.

        Within, it may be asked for again.
        """
        self.refuse_readonly()
        outermost = not self._locked
        with exclusive(self.path, wait) if outermost else nullcontext():
            self._locked = True
            try:
                yield
            finally:
                self._locked = not outermost

    def append(self, drafts: Sequence[Draft]) -> list[int]:
        """Append entries, all or none, durably; return their positions."""
        self.refuse_readonly()
        if not drafts:
            return []
        try:
            if self._writer is None:
                self._writer = writer(self._store, self.origin)
            return self._writer.append(drafts)
        except (PersistenceError, sqlite3.Error) as error:
            self._close_writer()
            cause = error if isinstance(error, sqlite3.Error) else error.__cause__
            if not isinstance(cause, sqlite3.Error):
                raise WriteFailed(self.path, str(error)) from error
            raise refusal(self.path, cause, writing=True) from error

    def refuse_readonly(self) -> None:
        """Refuse what only a book that is written to can do."""
        if self.readonly:
            what = "a received copy is only read" if self.sparse else "the book is only read here"
            raise WriteFailed(self.path, what)

    def close(self) -> None:
        """Let go of the store."""
        super().close()
        self._close_writer()
        if self._signed is not None:
            self._signed.close()
            self._signed = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def _close_writer(self) -> None:
        if self._writer is not None:
            self._writer.close()
            self._writer = None


def _furnish(folder: Path, settings: Settings) -> None:
    """Put into a new folder everything that a book without entries consists of."""
    for name in ("keys", "log", "vault", "views"):
        (folder / name).mkdir(mode=0o700)
    key = create_key(folder / KEY)
    vkey = VerifierKey.of(settings.origin, key.public_key())
    write_new(folder / VKEY, f"{vkey}\n", mode=0o644)
    write_new(folder / SETTINGS, settings.toml())
    create_checkpoints(folder / settings.checkpoints)
    store = folder / settings.store
    write_new(store, "")
    try:
        create_store(store, {RETRY_SECRET: secrets.token_bytes(SECRET_BYTES)})
    except (PersistenceError, sqlite3.Error) as error:
        raise WriteFailed(folder, str(error)) from error
