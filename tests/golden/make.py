"""The golden files: what this program writes and answers, kept so that it goes on doing so.

Run as `python -m tests.golden.make`, it makes all of them anew from `programme.toml` and
`acts.jsonl`, with a clock, a source of chance and a key that are always the same. Bytes once
written must be read for ever: to change or to lose a committed file under `acts/` or `book/` needs
a note on the format in CHANGELOG. A new act is added at the end of `acts.jsonl`, which leaves the
entries before it alone. With the argument `answers` it makes only `expected/`, which follows the
reading commands.
"""

import hashlib
import itertools
import json
import shutil
import sys
import tempfile
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any
from unittest.mock import patch

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from domain.acts import KeyRotated
from domain.flat import from_cell
from ledger.book import Book
from ledger.entry import Entry, format_entry
from ledger.folder import write_new
from ledger.ids import Surroundings, instant, uuid7
from ledger.intake import rows
from ledger.recording import open_book, record
from ui.session import Session

__all__ = ["ANSWERS", "HERE", "entries", "make_book", "open_copy", "pretty", "shown"]

HERE = Path(__file__).parent
ORIGIN = "example.org/minutebook/golden"
RECORDER = "minutebook golden files"
EMPTY = ("vault", "views")
NOT_IN_GIT = (*EMPTY, ".lock")
SEED = bytes(range(32))
"""Of the signing key: known to everybody, so that what it signs is worth nothing."""


# ---------------------------------------------------------------- the book


def surroundings() -> Surroundings:
    """Give a clock that moves by a minute, and chance that everybody can foresee."""
    begun = datetime(2026, 11, 21, 8, 0, tzinfo=UTC)
    minutes, draws = itertools.count(), itertools.count()
    return Surroundings(
        clock=lambda: begun + timedelta(minutes=next(minutes)),
        chance=lambda size: hashlib.sha256(f"golden {next(draws)}".encode()).digest()[:size],
    )


def make_book(path: Path) -> Book:
    """Record `acts.jsonl` in a new book."""
    around = surroundings()
    programme = (HERE / "programme.toml").read_text(encoding="utf-8")
    with ExitStack() as fixed:
        fixed.enter_context(patch("ledger.book.create_key", _create_key))
        fixed.enter_context(patch("ledger.book.secrets.token_bytes", around.chance))
        book = Book.create(
            path,
            origin=ORIGIN,
            recorder=RECORDER,
            programme="tip",
            first=lambda new: open_book(new, programme, around),
        )
    with (HERE / "acts.jsonl").open("rb") as stream:
        record(book, rows(stream, form="jsonl", coerce=from_cell), around)
    return book


def open_copy(path: Path) -> Path:
    """Copy the golden book, with the modes and the empty folders that git does not keep."""
    shutil.copytree(HERE / "book", path)
    for folder in EMPTY:
        (path / folder).mkdir()
    for place in (path, *path.rglob("*")):
        place.chmod(0o700 if place.is_dir() else 0o600)
    return path


def _create_key(path: Path) -> Ed25519PrivateKey:
    key = Ed25519PrivateKey.from_private_bytes(SEED)
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    write_new(path, pem.decode("ascii"))
    return key


# ---------------------------------------------------------------- one entry for each act


def entries(book: Book) -> dict[str, bytes]:
    """Give the first entry of each act in the book, and one of the act it can't hold yet."""
    found: dict[str, bytes] = {}
    for _, entry in book.entries():
        found.setdefault(entry.act, entry.data)
    found[KeyRotated.name] = _rotated(book.at(1))
    return found


def _rotated(opened: Entry) -> bytes:
    """Write the entry of a rotated key, as it would follow the first one of the book."""
    around = surroundings()
    moment = around.clock()
    return format_entry(
        {
            **opened.fields,
            "version": 2,
            "act": KeyRotated.name,
            "v": KeyRotated.v,
            "id": uuid7(moment, around.chance(10)),
            "recorded_at": instant(moment),
            "body": {"vkey": opened.body["vkey"], "until": "2030-01-01"},
        }
    )


# ---------------------------------------------------------------- what the commands answer

Question = Callable[[Session], dict[str, Any]]
CASES = ("AAA", "BBB", "CCC", "DDD", "undisclosed-01")

QUESTIONS: dict[str, Question] = {
    "standings": lambda session: session.standings(None),
    "standings-2099": lambda session: session.standings("tip/2099"),
    "disputes": lambda session: session.disputes(None, None),
    "disputes-2099-wha": lambda session: session.disputes("tip/2099", "wha"),
    "overrides": lambda session: session.overrides(None),
    "changes-2098-2099": lambda session: session.changes("tip/2098", "tip/2099"),
    "coverage": lambda session: session.coverage(None),
    "replay": lambda session: session.replay(),
    "due": lambda session: session.due(None),
    "deviations": lambda session: session.deviations(None),
    "reconcile": lambda session: session.reconcile(),
    "trace-BBB": lambda session: session.trace("tip/2099/BBB"),
}
QUESTIONS |= {
    f"case-{subject}": partial(Session.case, name=f"tip/2099/{subject}") for subject in CASES
}
TIMES: dict[str, dict[str, str]] = {
    "": {},
    "-as-of-27": {"as_of": "27"},
    "-as-of-28": {"as_of": "28"},
    "-occurred-by-2024-06-10": {"occurred_by": "2024-06-10"},
}
"""Questions of time; at 27 and 28 a decision is corrected, and corrected again."""

ANSWERS: dict[str, tuple[Question, Mapping[str, Any]]] = {
    f"{name}{suffix}": (question, times)
    for name, question in QUESTIONS.items()
    for suffix, times in TIMES.items()
    if not suffix or name in {"disputes", "overrides", "case-BBB"}
}
"""Every answer that is kept: the question, and the questions of time that are set."""


def shown(book: Path, name: str) -> dict[str, Any]:
    """Give one answer, without what differs at every run."""
    question, times = ANSWERS[name]
    with Session(book, **times) as session:
        answer = question(session)
    answer.pop("seconds", None)
    return answer


def pretty(answer: Mapping[str, Any]) -> str:
    """Write an answer so that a change of it can be read."""
    return json.dumps(answer, indent=2, ensure_ascii=False) + "\n"


# ---------------------------------------------------------------- making them


def make_written() -> None:
    """Make the book, and the entry of each act with its digest."""
    for name in ("acts", "book"):
        shutil.rmtree(HERE / name, ignore_errors=True)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "book"
        with make_book(path) as book:
            found = entries(book)
        shutil.copytree(path, HERE / "book", ignore=shutil.ignore_patterns(*NOT_IN_GIT))
    (HERE / "acts").mkdir()
    for name, data in found.items():
        (HERE / "acts" / f"{name}.json").write_bytes(data)
    digests = (
        f"{hashlib.sha256(data).hexdigest()}  acts/{name}.json\n"
        for name, data in sorted(found.items())
    )
    (HERE / "digests.txt").write_text("".join(digests), encoding="ascii")


def make_answers() -> None:
    """Make the answers, from the book as it lies there."""
    shutil.rmtree(HERE / "expected", ignore_errors=True)
    (HERE / "expected").mkdir()
    with tempfile.TemporaryDirectory() as folder:
        book = open_copy(Path(folder) / "book")
        for name in ANSWERS:
            (HERE / "expected" / f"{name}.json").write_text(
                pretty(shown(book, name)), encoding="utf-8"
            )


if __name__ == "__main__":
    if sys.argv[1:] != ["answers"]:
        make_written()
    make_answers()
