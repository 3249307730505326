"""The program as its users run it: another process, another folder, its streams, its exit code."""

import atexit
import json
import os
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import orjson

from ledger.sqlite import TABLES

__all__ = [
    "ORIGIN",
    "ROOT",
    "Ran",
    "ended",
    "environment",
    "kept",
    "limit",
    "office",
    "run",
    "start",
]

ROOT = Path(__file__).resolve().parents[2]
ORIGIN = "example.org/minutes"


@dataclass(frozen=True, slots=True)
class Ran:
    """What came of running the program."""

    code: int
    out: str
    err: str

    def __post_init__(self) -> None:
        """Hold what every run owes its user: no traceback, no fault of its own."""
        for text in (self.out, self.err):
            assert "Traceback" not in text, text
            assert "a fault of the program itself" not in text, text

    @property
    def json(self) -> Any:
        """Give what it printed as JSON."""
        return orjson.loads(self.out)


def environment(**more: str) -> dict[str, str]:
    """Give an environment in which nothing speaks of a book."""
    left = {name: text for name, text in os.environ.items() if not name.startswith("MINUTEBOOK_")}
    return left | {"PYTHONPATH": str(ROOT), "COLUMNS": "200"} | more


def run(
    *arguments: str | Path,
    cwd: Path,
    stdin: bytes = b"",
    environ: Mapping[str, str] | None = None,
    without_rights: bool = False,
) -> Ran:
    """Run the program to its end, in a process of its own that had it loaded.

    Without rights, it obeys the permissions of files even where the tests are run by root.
    """
    with tempfile.TemporaryDirectory() as folder:
        streams = {name: str(Path(folder, name)) for name in ("in", "out", "err")}
        Path(streams["in"]).write_bytes(stdin)
        asked = {
            "arguments": [str(one) for one in arguments],
            "environ": environment(**environ or {}),
            "cwd": str(cwd),
            "without_rights": without_rights,
        }
        code = _asked(asked | streams)
        out, err = (Path(streams[name]).read_text(encoding="utf-8") for name in ("out", "err"))
        return Ran(code, out, err)


def office(cwd: Path, *arguments: str | Path, stdin: bytes = b"") -> Ran:
    """Run the program on the book `book` of a folder."""
    return run("--book", "book", *arguments, cwd=cwd, stdin=stdin)


@cache
def _warm() -> "subprocess.Popen[str]":
    warm = subprocess.Popen(
        [sys.executable, "-m", "tests.journeys.warm"],
        env=environment(),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    atexit.register(warm.communicate)
    return warm


def _asked(asked: Mapping[str, Any]) -> int:
    warm = _warm()
    assert warm.stdin
    assert warm.stdout
    warm.stdin.write(json.dumps(asked) + "\n")
    warm.stdin.flush()
    return int(warm.stdout.readline())


# ---------------------------------------------------------------- from nothing


def start(
    *arguments: str | Path,
    cwd: Path,
    before: str = "",
    redirect: str = "",
    environ: Mapping[str, str] | None = None,
    **streams: Any,
) -> "subprocess.Popen[bytes]":
    """Start the program as a shell does; its streams are pipes unless others are given.

    `before` is Python that its process runs first, `redirect` how a shell is to redirect it.
    """
    python = f"{before}\nfrom ui.cli import main; main()"
    command = [sys.executable, "-c", python, *map(str, arguments)]
    if redirect:
        command = ["sh", "-c", f'exec "$@" {redirect}', "sh", *command]
    found: dict[str, Any] = dict.fromkeys(("stdin", "stdout", "stderr"), subprocess.PIPE) | streams
    env = environment(**environ or {})
    return subprocess.Popen(command, cwd=cwd, env=env, text=False, **found)


def limit(size: int) -> str:
    """Give the Python by which no file of a process grows beyond a size from then on.

    What is to be imported is imported before: bytecode that is cut off is kept and breaks others.
    """
    limited = f"resource.setrlimit(resource.RLIMIT_FSIZE, ({size}, {size}))"
    return f"import resource, sys, ui.cli; sys.dont_write_bytecode = True; {limited}"


def ended(process: "subprocess.Popen[bytes]", stdin: bytes | None = None) -> Ran:
    """Wait for a process that was started, and give what came of it."""
    out, err = process.communicate(stdin)
    return Ran(process.returncode, (out or b"").decode(), (err or b"").decode())


# ---------------------------------------------------------------- what is kept


def kept(book: Path) -> dict[str, Sequence[tuple[Any, ...]]]:
    """Give every row of every table of a book, to be compared with what is kept later."""
    store = f"{(book / 'ledger.sqlite').absolute().as_uri()}?mode=ro"
    with closing(sqlite3.connect(store, uri=True)) as database:
        assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        queries = {table: f"SELECT * FROM {table} ORDER BY 1, 2" for table in TABLES}  # noqa: S608
        return {table: database.execute(query).fetchall() for table, query in queries.items()}
