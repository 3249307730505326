"""What a file of acts is read as: rows and bad rows, from bytes taken within limits."""

import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import count
from typing import Any, BinaryIO, Final, Literal, Protocol

from ledger.errors import LedgerError

__all__ = [
    "HEAD",
    "MAX_LINE",
    "NO_ACTS",
    "TOO_LONG",
    "BadRow",
    "Coerce",
    "Form",
    "IntakeError",
    "Row",
    "Source",
    "decoded",
    "lines",
    "read_all",
]

Form = Literal["json", "jsonl", "csv"]
Coerce = Callable[[str, str, str], Any]

MAX_LINE: Final = 1 << 20
HEAD: Final = 1 << 16
TOO_LONG: Final = "longer than 1 MiB"
NO_ACTS: Final = "there are no acts in it"


class IntakeError(LedgerError):
    """The file as a whole can't be taken in."""


@dataclass(frozen=True, slots=True)
class Row:
    """An act as submitted, in plain JSON types, and the line on which it starts."""

    line: int
    act: dict[str, Any]


@dataclass(frozen=True, slots=True)
class BadRow:
    """A row that can't be an act: its line, the place in it where that is known, and the reason."""

    line: int
    column: str
    reason: str

    def __str__(self) -> str:
        place = f"line {self.line}, {self.column}" if self.column else f"line {self.line}"
        return f"{place}: {self.reason}"


class _Readable(Protocol):
    def read(self, size: int, /) -> bytes: ...


class Source:
    """A stream whose first bytes have been looked at already."""

    def __init__(self, head: bytes, stream: BinaryIO) -> None:
        self.head = head
        self._begun = io.BytesIO(head)
        self._stream = stream

    def read(self, size: int) -> bytes:
        """Read some bytes, at most so many."""
        begun = self._begun.read(size)
        return begun or self._stream.read(size)

    def readline(self, size: int) -> bytes:
        """Read to the end of the line, at most so many bytes."""
        begun = self._begun.readline(size)
        if begun.endswith(b"\n"):
            return begun
        return begun + self._stream.readline(size - len(begun))


def read_all(stream: _Readable, size: int) -> bytes:
    """Read so many bytes, or all there are; a pipe may give them in pieces."""
    read = bytearray()
    while len(read) < size and (chunk := stream.read(size - len(read))):
        read += chunk
    return bytes(read)


def lines(source: Source) -> Iterator[tuple[int, bytes | None]]:
    """Yield each line, numbered, without its LF or CRLF; None for one that is too long."""
    for number in count(1):
        data = source.readline(MAX_LINE + 2)
        if not data:
            return
        if len(data) == MAX_LINE + 2 and not data.endswith(b"\n"):
            _skip_line(source)
        line = data.removesuffix(b"\n").removesuffix(b"\r")
        yield number, line if len(line) <= MAX_LINE else None


def _skip_line(source: Source) -> None:
    while (data := source.readline(HEAD)) and not data.endswith(b"\n"):
        pass


def decoded(data: bytes, line: int) -> str | BadRow:
    """Decode UTF-8, or say where it is not."""
    try:
        return data.decode()
    except UnicodeDecodeError as error:
        before = data[: error.start]
        line += before.count(b"\n")
        column = len(before[before.rfind(b"\n") + 1 :].decode()) + 1
        where = f"byte 0x{data[error.start]:02X} at column {column}"
        return BadRow(line, "", f"not UTF-8 ({where}); save the file as UTF-8")
