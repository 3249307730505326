"""Killed at any moment, a book holds what it held or all that was to be added, never a part."""

import json
import random
import shutil
import signal
import time
from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.journeys.program import ORIGIN, ROOT, ended, kept, office, start
from ui.session import Session

if TYPE_CHECKING:
    import subprocess

ACTS = 120
PARAGRAPH = "Of this the book can hold a good deal. " * 500
SHIPPED = sum(len(file.read_bytes().splitlines()) for file in (ROOT / "data/tip").glob("*.jsonl"))


def acts() -> Iterator[str]:
    """Give acts that take long enough to write that a process can be killed meanwhile."""
    for number in range(ACTS):
        body = {"standing": "3", "rationale": [f"{number}. {PARAGRAPH}"]}
        yield json.dumps(
            {
                "act": "recommendation-submitted",
                "on": f"tip/2099/S{number % 97}",
                "by": {"party": "jtip"},
                "key": f"act {number}",
                "withhold": {"/body/rationale": "internal"} if number % 5 == 0 else {},
                "body": body,
            }
        )


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a large file of acts."""
    path = tmp_path_factory.mktemp("acts") / "acts.jsonl"
    path.write_text("\n".join(acts()), encoding="utf-8")
    return path


def wait(process: "subprocess.Popen[bytes]", until: Callable[[], bool], delay: float = 0) -> None:
    """Wait until something is so, or until the process has ended; then for a while more."""
    while process.poll() is None and not until():
        time.sleep(0.0005)
    time.sleep(delay)


def size(path: Path) -> int:
    """Give the size of a file, 0 if there is none."""
    try:
        return path.stat().st_size
    except FileNotFoundError:
        return 0


# ---------------------------------------------------------------- recording


@pytest.mark.parametrize("number", range(10))
@pytest.mark.parametrize("stage", ["deciding", "writing", "printing"])
def test_killed_while_recording(desk: Path, file: Path, stage: str, number: int) -> None:
    """Whenever `record` is killed, every printed receipt holds, and a re-run adds the rest."""
    chance = random.Random(f"{stage} {number}")  # noqa: S311 - a moment to be killed at
    book = desk / "book"
    (book / ".lock").unlink()  # it is there again as soon as the process writes
    before = kept(book)
    process = start("--book", "book", "record", file, cwd=desk, pipesize=4096)
    assert process.stdout
    printed: list[bytes] = []
    match stage:
        case "deciding":
            wait(process, (book / ".lock").exists, chance.uniform(0, 0.25))
        case "writing":
            reached = chance.randrange(1, 20_000 * ACTS)
            wait(process, lambda: size(book / "ledger.sqlite-wal") >= reached)
        case "printing":
            printed = [process.stdout.readline() for _ in range(chance.randrange(1, ACTS))]
    process.kill()
    printed += process.stdout.read().splitlines(keepends=True)
    ended(process)
    after = kept(book)
    if len(after["entries"]) == len(before["entries"]):
        assert after == before
        assert not printed
    else:
        assert len(after["entries"]) == len(before["entries"]) + ACTS
        assert len(after["retries"]) == ACTS
        assert len(after["disclosures"]) == ACTS // 5
    whole = [line for line in printed if line.endswith(b"\n")]
    assert whole == receipts(after)[: len(whole)]
    with Session(book) as session:
        assert session.replay()["identical"]
    again = office(desk, "record", file, "--json")
    assert again.code == 0
    assert again.json["added"] == 2 + ACTS - len(after["entries"])
    entries = kept(book)["entries"]
    assert len(entries) == 2 + ACTS
    assert entries[: len(after["entries"])] == after["entries"]


def receipts(book: dict[str, Any]) -> list[bytes]:
    """Give the receipts of everything that was recorded, as they are printed."""
    return [
        f"{position}  {stream}@{version}  {sha256(data).hexdigest()}\n".encode()
        for position, stream, version, *_, data in book["entries"][2:]
    ]


@pytest.mark.parametrize("delay", [0.05, 0.15])
def test_interrupted_while_recording(desk: Path, file: Path, delay: float) -> None:
    """Control-C stops `record` without a word of Python, and without half of a file."""
    (desk / "book" / ".lock").unlink()  # it is there again as soon as the process writes
    before = kept(desk / "book")
    process = start("--book", "book", "record", file, cwd=desk)
    wait(process, (desk / "book" / ".lock").exists, delay)
    process.send_signal(signal.SIGINT)
    ran = ended(process)
    after = kept(desk / "book")
    assert ran.code in {0, 130, -signal.SIGINT}
    assert after == before or len(after["entries"]) == 2 + ACTS
    assert ran.code or after != before


# ---------------------------------------------------------------- making a book


@pytest.mark.parametrize("delay", [0, 0.002, 0.01, 0.03])
def test_killed_while_a_book_is_made(tmp_path: Path, delay: float) -> None:
    """Whenever `init` is killed, there is a whole book or none, and the next run makes one."""
    process = start("--book", "book", "init", "--origin", ORIGIN, cwd=tmp_path)
    wait(process, lambda: any(tmp_path.iterdir()), delay)
    process.kill()
    process.communicate()
    if not (tmp_path / "book").exists():
        assert office(tmp_path, "standings").code == 2
        assert office(tmp_path, "init", "--origin", ORIGIN).code == 0
    left = kept(tmp_path / "book")
    assert [row[3] for row in left["entries"]] == ["book-opened", "programme-adopted"]
    assert office(tmp_path, "replay", "--json").json["entries"] == 2


@pytest.mark.parametrize(("begun", "delay"), [("book", 0), ("book/.lock", 0.5)])
def test_killed_during_the_demonstration(tmp_path: Path, begun: str, delay: float) -> None:
    """Whenever `demo` is killed, the next run goes on from the last whole file of acts."""
    process = start("--book", "book", "demo", cwd=tmp_path)
    wait(process, lambda: any(tmp_path.glob(begun)), delay)
    process.kill()
    process.communicate()
    left = len(kept(tmp_path / "book")["entries"]) if (tmp_path / "book").exists() else 2
    assert left >= 2
    again = office(tmp_path, "demo")
    assert again.code == 0
    assert f"{SHIPPED + 2 - left} acts recorded, {left - 2} already there" in again.out
    assert f"replay of {SHIPPED + 2} entries: identical" in again.out
    assert "jtip: 17 disputes; 3 of 17 prevailed" in again.out


# ---------------------------------------------------------------- reading


def test_killed_while_reading(tmp_path: Path, demo_book: Path) -> None:
    """Readers that are killed while they make a view leave one that the next goes on with."""
    shutil.copytree(demo_book, tmp_path / "book")
    views = tmp_path / "book" / "views"
    shutil.rmtree(views)
    for delay in (0, 0.2):
        process = start("--book", "book", "standings", cwd=tmp_path)
        wait(process, lambda: any(views.glob("*")), delay)
        process.kill()
        process.communicate()
    assert office(tmp_path, "replay", "--json").json["identical"]


def test_readers_at_once(tmp_path: Path, demo_book: Path) -> None:
    """Readers that make the same view at the same time get the same answer."""
    shutil.copytree(demo_book, tmp_path / "book")
    shutil.rmtree(tmp_path / "book" / "views")
    question = ("--book", "book", "disputes", "--json")
    readers = [ended(one) for one in [start(*question, cwd=tmp_path) for _ in range(2)]]
    assert [ran.code for ran in readers] == [0, 0]
    assert readers[0].json == readers[1].json
    assert office(tmp_path, "replay", "--json").json["identical"]
