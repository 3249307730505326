"""What the command line reads from and writes to: data on one stream, all else on the other."""

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import TextIOWrapper
from pathlib import Path
from typing import IO, Any, BinaryIO, NoReturn

import orjson
from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from ledger.intake import Form, IntakeError, form_of
from ui.usage import UsageError

__all__ = [
    "WIDE",
    "err",
    "fail",
    "opened",
    "out",
    "prepare_streams",
    "print_json",
    "print_text",
    "progress",
]

WIDE = 160  # columns where the output is no terminal, so that tables stay whole


class _Output(Console):
    """A console whose reader may leave early: the command goes on, and its exit code holds."""

    def on_broken_pipe(self) -> None:
        """Write to nobody from now on."""
        self.quiet = True
        _write_to_nobody(self.file)


class _Diagnostics(_Output):
    """A console for what is said beside the data: where that can't be written, it is left out."""

    def print(self, *objects: Any, **options: Any) -> None:
        """Print, if it can be."""
        try:
            super().print(*objects, **options)
        except OSError:
            self.quiet = True
            _write_to_nobody(self.file)


out = _Output(highlight=False, width=None if sys.stdout and sys.stdout.isatty() else WIDE)
err = _Diagnostics(stderr=True, soft_wrap=True, highlight=False)


def prepare_streams() -> None:
    """Stand in for streams that were closed, and let every encoding take every character."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, os.fdopen(os.open(os.devnull, os.O_RDWR), mode))
    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")


def print_text(text: str) -> None:
    """Print a file that others read, as it is."""
    try:
        sys.stdout.buffer.write(text.encode())
        sys.stdout.buffer.flush()
    except BrokenPipeError:
        _write_to_nobody(sys.stdout)


def print_json(value: Any) -> None:
    """Print an answer as JSON."""
    try:
        sys.stdout.buffer.write(orjson.dumps(value, option=orjson.OPT_INDENT_2) + b"\n")
        sys.stdout.buffer.flush()
    except BrokenPipeError:
        _write_to_nobody(sys.stdout)


@contextmanager
def opened(file: str) -> Iterator[tuple[BinaryIO, Form | None]]:
    """Open an input, `-` for standard input, and say which form it has if its name tells."""
    try:
        if file == "-":
            yield sys.stdin.buffer, None
            return
        with Path(file).open("rb") as stream:
            head = stream.peek(4096)[:4096]
            yield stream, form_of(file, head)
    except IntakeError as error:
        place = "standard input" if file == "-" else file
        raise IntakeError(f"{place}: {error}") from None
    except OSError as error:
        if error.filename is None or str(error.filename) != file:
            raise
        raise UsageError(f"{file} can't be read: {error.strerror}") from None


@contextmanager
def progress() -> Iterator[Callable[[int], None]]:
    """Count acts on a terminal; stay silent elsewhere."""
    if not err.is_terminal:
        yield lambda _: None
        return
    columns = (SpinnerColumn(), TextColumn("{task.completed} acts"), TimeElapsedColumn())
    with Progress(*columns, console=err, transient=True) as shown:
        task = shown.add_task("recording", total=None)
        yield lambda number: shown.update(task, completed=number)


def fail(error: object, code: int) -> NoReturn:
    """Say in one sentence what went wrong, and end with this exit code."""
    err.print(f"minutebook: {error}", markup=False)
    raise SystemExit(code)


def _write_to_nobody(stream: IO[str]) -> None:
    nobody = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nobody, stream.fileno())
    os.close(nobody)
