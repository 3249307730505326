"""Several writers at once: every act is there once, in one order, and every receipt is right."""

import fcntl
import json
import shutil
import subprocess
import sys
import termios
import time
from collections import Counter
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path
from typing import IO, Any

import pytest

from ledger.book import Book
from ledger.receipts import Prover
from ledger.verify import verify
from ledger.verify_log import Asked
from tests.journeys.program import ended, environment, kept, office, start

ACTS = 120


def acts(writer: str) -> bytes:
    """Give the acts of one writer, on streams that are shared and on streams of its own."""
    lines = []
    for number in range(ACTS):
        subject = f"S{number % 7}" if number % 2 else f"{writer}{number}"
        given = {
            "act": "dissent-filed",
            "on": f"tip/2099/{subject}",
            "by": {"party": writer},
            "key": f"{writer} {number}",
            "body": {"text": [f"The opinion of {writer}."]},
        }
        if number:
            given["basis"] = [f"{writer} {number - 1}"]
        lines.append(json.dumps(given))
    return "\n".join(lines).encode()


WAITING = """
import os, pathlib, time
import ui.cli
pathlib.Path(f"ready {os.getpid()}").touch()
while not pathlib.Path("go").exists():
    time.sleep(0.001)
"""


def at_once(desk: Path, files: Sequence[Path]) -> list[dict[str, Any]]:
    """Record files in one process each, which begin at the same moment."""
    processes = [
        start("--book", "book", "record", "--json", file, cwd=desk, before=WAITING)
        for file in files
    ]
    while len(list(desk.glob("ready *"))) < len(files):
        assert not any(process.poll() for process in processes)
        time.sleep(0.01)
    (desk / "go").touch()
    done = [ended(process) for process in processes]
    assert [ran.code for ran in done] == [0] * len(files), [ran.err for ran in done]
    return [ran.json for ran in done]


def hold_in_order(desk: Path) -> list[dict[str, Any]]:
    """Hold the entries of a book to be numbered without gaps, in time; give their content."""
    rows = kept(desk / "book")["entries"]
    assert [row[0] for row in rows] == list(range(1, len(rows) + 1))
    times = [row[5] for row in rows]
    assert times == sorted(times)
    versions: Counter[str] = Counter()
    for _, stream, version, *_ in rows:
        versions[stream] += 1
        assert version == versions[stream]
    assert office(desk, "replay", "--json").json["identical"]
    return [json.loads(row[-1]) for row in rows]


@pytest.mark.parametrize("writers", [2, 4])
def test_writers_at_once(desk: Path, writers: int) -> None:
    """What several processes record at once is all there, each act once."""
    files = [desk / f"w{number}.jsonl" for number in range(writers)]
    for file in files:
        file.write_bytes(acts(file.stem))
    answers = at_once(desk, files)
    entries = hold_in_order(desk)
    assert len(entries) == 2 + writers * ACTS
    recorded = Counter(entry["by"]["party"] for entry in entries[2:])
    assert recorded == dict.fromkeys((file.stem for file in files), ACTS)
    data = [row[-1] for row in kept(desk / "book")["entries"]]
    for file, answer in zip(files, answers, strict=True):
        assert (answer["added"], answer["already"]) == (ACTS, 0)
        positions = [receipt["position"] for receipt in answer["receipts"]]
        assert positions == list(range(positions[0], positions[0] + ACTS))
        for receipt in answer["receipts"]:
            entry = entries[receipt["position"] - 1]
            assert entry["by"]["party"] == file.stem
            assert (entry["stream"], entry["version"]) == (receipt["stream"], receipt["version"])
            assert entry["id"] == receipt["id"]
            assert sha256(data[receipt["position"] - 1]).hexdigest() == receipt["digest"]


def test_the_same_file_at_once(desk: Path) -> None:
    """The same file from two processes is recorded once; both get the same receipts."""
    file = desk / "acts.jsonl"
    file.write_bytes(acts("w"))
    answers = at_once(desk, [file, file, file])
    assert sorted(answer["added"] for answer in answers) == [0, 0, ACTS]
    assert sorted(answer["already"] for answer in answers) == [0, ACTS, ACTS]
    assert answers[0]["receipts"] == answers[1]["receipts"] == answers[2]["receipts"]
    assert len(hold_in_order(desk)) == 2 + ACTS


def test_what_the_writer_saw(desk: Path) -> None:
    """Of two that expect the same version of a stream one is recorded, the other is told."""
    given = {"act": "dissent-filed", "on": "tip/2099/AAA", "by": {"party": "eap"}, "expect": 0}
    (desk / "act.json").write_text(json.dumps(given))
    processes = [start("--book", "book", "record", "act.json", cwd=desk) for _ in range(2)]
    done = sorted((ended(process) for process in processes), key=lambda ran: ran.code)
    assert [ran.code for ran in done] == [0, 2]
    assert "/expect: tip/2099/AAA is at version 1, not 0" in done[1].err
    assert len(hold_in_order(desk)) == 3


def test_a_slow_input_keeps_nobody_waiting(desk: Path) -> None:
    """While one writer still waits for its input, another records; then both have."""
    slow = start("--book", "book", "record", "-", "--json", cwd=desk)
    assert slow.stdin
    first, _, rest = acts("slow").partition(b"\n")
    slow.stdin.write(first + b"\n")
    slow.stdin.flush()
    while unread(slow.stdin):
        assert slow.poll() is None
        time.sleep(0.01)
    (desk / "quick.jsonl").write_bytes(acts("quick"))
    quick = ended(start("--book", "book", "record", "quick.jsonl", cwd=desk))
    assert quick.code == 0
    assert slow.poll() is None
    done = ended(slow, rest)
    assert (done.code, done.json["added"]) == (0, ACTS)
    assert done.json["receipts"][0]["position"] == 3 + ACTS
    assert len(hold_in_order(desk)) == 2 + 2 * ACTS


def unread(pipe: IO[bytes]) -> bool:
    """Tell whether something written into a pipe has not been read from it yet."""
    waiting = bytearray(4)
    fcntl.ioctl(pipe, termios.FIONREAD, waiting)
    return any(waiting)


def test_readers_while_writing(desk: Path) -> None:
    """Readers see the book as it was before a writer or after it, never in between."""
    (desk / "acts.jsonl").write_bytes(acts("w"))
    writer = start("--book", "book", "record", "acts.jsonl", cwd=desk)
    heads = set()
    while writer.poll() is None:
        answer = office(desk, "replay", "--json").json
        assert answer["identical"]
        heads.add(answer["head"])
    assert ended(writer).code == 0
    assert heads <= {2, 2 + ACTS}
    assert office(desk, "replay", "--json").json["head"] == 2 + ACTS


def test_a_copy_is_another_book_to_write_in(desk: Path) -> None:
    """Two copies of a book grow apart without disturbing each other."""
    shutil.copytree(desk / "book", desk / "copy" / "book")
    for folder, writer in ((desk, "a"), (desk / "copy", "b")):
        assert office(folder, "record", "-", stdin=acts(writer)).code == 0
        entries = hold_in_order(folder)
        assert {entry["by"]["party"] for entry in entries[2:]} == {writer}


RECORDING = """
import json, sys
from pathlib import Path
from ledger.book import Book
from ledger.ids import Surroundings
from ledger.receipts import acknowledged
from ledger.recording import record
from ledger.submitted import Row
rows = [
    Row(number, {"act": "dissent-filed", "on": f"tip/2099/S{number % 7}", "by": {"party": "eap"},
                 "body": {"text": [f"Opinion {number}."]}})
    for number in range(280)
]
with Book.open(Path("book")) as book:
    for some in (rows[:240], *([row] for row in rows[240:])):
        done = acknowledged(book, record(book, some, Surroundings()))
        assert done.receipts[0].sealed, done
        print(done.receipts[0].position, flush=True)
"""


def test_a_book_that_is_written_to_is_verified_and_proved(desk: Path) -> None:
    """While one process records and seals, across a tile that fills, others verify and prove."""
    command = [sys.executable, "-c", RECORDING]
    with subprocess.Popen(command, cwd=desk, env=environment(), stdout=subprocess.PIPE) as writer:
        assert writer.stdout
        assert writer.stdout.readline() == b"3\n"
        held = 0
        while writer.poll() is None:
            found = verify(desk / "book", Asked())
            assert (found.verdict, found.faults) == ("holds", [])
            with Book.open(desk / "book", readonly=True) as book:
                assert Prover(book).prove(3).index == 2
            held += 1
        assert writer.returncode == 0
    assert held
    assert verify(desk / "book", Asked(strict=True)).sealed == 282
