"""What can go wrong with a book: each error says what, where and what to do next."""

from pathlib import Path
from typing import Final

__all__ = [
    "AudienceRefused",
    "BookBusy",
    "BookExists",
    "BookMissing",
    "BookUnreadable",
    "DisclosureError",
    "EntryError",
    "EnvelopeMismatch",
    "KeyRefused",
    "LedgerError",
    "NotSealed",
    "PublishRefused",
    "ReceiveRefused",
    "SealRefused",
    "StaleHead",
    "WriteFailed",
]

COMPARE: Final = "compare the book with a published copy or a backup"


class LedgerError(Exception):
    """Root of the errors of this room."""


class EntryError(LedgerError):
    """Content that can't be an entry: the JSON Pointer of the place, and the reason."""

    def __init__(self, pointer: str, reason: str) -> None:
        self.pointer, self.reason = pointer, reason
        super().__init__(f"{pointer}: {reason}" if pointer else reason)


class DisclosureError(LedgerError):
    """A field that can't be withheld, or a disclosure that does not open its commitment."""

    def __init__(self, pointer: str, reason: str) -> None:
        self.pointer, self.reason = pointer, reason
        super().__init__(f"{pointer}: {reason}" if pointer else reason)


class BookMissing(LedgerError):
    """There is no book at this path."""

    def __init__(self, path: Path) -> None:
        self.path = path
        super().__init__(
            f"there is no book at {path}: name its folder with --book or MINUTEBOOK_BOOK, "
            "or create one with `minutebook init`"
        )


class BookExists(LedgerError):
    """A book is not created over something else."""

    def __init__(self, path: Path) -> None:
        self.path = path
        super().__init__(f"{path} exists already and is left as it is: choose another folder")


class BookUnreadable(LedgerError):
    """What lies at this path is damaged, or is not a book of this program."""

    def __init__(
        self, path: Path, reason: str, position: int | None = None, *, advice: str = COMPARE
    ) -> None:
        self.path, self.reason, self.position = path, reason, position
        where = f"{path}, position {position}" if position else str(path)
        super().__init__(f"{where}: {reason}. Nothing was changed; {advice}")


class EnvelopeMismatch(LedgerError):
    """A row of the store that says something else than the entry it holds."""

    def __init__(self, position: int | None, column: str, row: object, entry: object) -> None:
        self.position, self.column, self.row, self.entry = position, column, row, entry
        super().__init__(
            f"position {position or 'not known'}: the store says {column} {row!r}, the entry "
            f"itself {entry!r}. It was changed from outside; {COMPARE}"
        )


class WriteFailed(LedgerError):
    """The book could not be written to, and holds what it held before."""

    def __init__(self, path: Path, reason: str) -> None:
        self.path, self.reason = path, reason
        super().__init__(f"{path}: nothing was written: {reason}")


class BookBusy(LedgerError):
    """Somebody else is writing to the book."""

    def __init__(self, path: Path) -> None:
        self.path = path
        super().__init__(
            f"{path}: another process is writing to it; nothing was written, try again"
        )


class StaleHead(LedgerError):
    """The book has moved on since this was decided: load again and decide again.

    `what` names what moved: `version`, `recorded_at`, or `id or key` of an act recorded meanwhile.
    """

    def __init__(self, where: str, what: str, expected: object, found: object) -> None:
        self.where, self.what, self.expected, self.found = where, what, expected, found
        super().__init__(
            f"{where}: nothing was written: {what} is {found!r}, the book expects {expected!r}. "
            "Others wrote meanwhile: submit again"
        )


class KeyRefused(LedgerError):
    """A signing key that can't be trusted to be this book's alone."""

    def __init__(self, path: Path, reason: str) -> None:
        self.path, self.reason = path, reason
        super().__init__(f"{path}: {reason}")


class SealRefused(LedgerError):
    """The log can't be gone on with: what of it is not as it must be, and what to do."""

    def __init__(self, path: Path, reason: str, advice: str) -> None:
        self.path, self.reason, self.advice = path, reason, advice
        super().__init__(f"{path} {reason}. Nothing was signed; {advice}")


class NotSealed(LedgerError):
    """An entry that is under no checkpoint, so that nothing can be proved of it yet."""

    def __init__(self, position: int, size: int) -> None:
        self.position, self.size = position, size
        super().__init__(
            f"position {position} is under no checkpoint, the newest covers {size} entries: "
            "`minutebook seal` takes in what is new"
        )


class AudienceRefused(LedgerError):
    """A copy that was made for one audience, and is to be read as another that may know more."""

    def __init__(self, path: Path, asked: str, copied: str) -> None:
        self.path, self.asked, self.copied = path, asked, copied
        super().__init__(
            f"{path} is a copy for the audience {copied}: what only {asked} may know is not in it"
        )


class PublishRefused(LedgerError):
    """A folder or file that is not written to."""

    def __init__(self, path: Path, reason: str) -> None:
        self.path, self.reason = path, reason
        super().__init__(f"{path} {reason}, and is left as it is: choose another place")


class ReceiveRefused(LedgerError):
    """A copy that is not what it says, so that no book is made of it."""

    def __init__(self, path: Path, faults: int, first: str) -> None:
        self.path, self.faults, self.first = path, faults, first
        super().__init__(
            f"{path} is not received: {first}{f', and {faults - 1} more' if faults > 1 else ''}. "
            "`verify` names each fault; ask whoever handed it over for another copy"
        )
