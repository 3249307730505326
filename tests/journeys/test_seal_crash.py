"""Killed at any call, sealing and handing over are finished by the next run, to the same bytes."""

import json
import shutil
import sqlite3
from collections.abc import Collection, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from domain.values import Release
from ledger.files import PART
from ledger.findings import HOLDS
from ledger.heads import editions_of, record_heads
from ledger.ids import Surroundings
from ledger.intake import Row
from ledger.keys import create_key
from ledger.note import VerifierKey
from ledger.publish import publish
from ledger.recording import enter
from ledger.seal import NEXT, sealer
from ledger.tiles import Tile, tiles_of
from ledger.verify import asked_of, verify
from tests.books import Minutes, act
from tests.journeys.mortal import KILLED, MOMENTS, run_mortal

AUDIENCE: Release = "congress"
CASE = "tip/2015/S7"
SEALED, GROWN = "sealed at 253", "grown to 270"
HEADS, PUBLISHED, ROTATING = "with heads", "published, and grown", "about to change the key"

Files = dict[str, bytes]


def acts(first: int, number: int) -> list[dict[str, object]]:
    """Give acts with keys, some with a place that is withheld, some withheld themselves."""
    return [
        act(
            "recommendation-submitted",
            f"S{one % 40}",
            standing="3",
            rationale=[f"reason {one}"],
            key=f"act {one}",
            release="internal" if one % 7 == 0 else "public",
            withhold={"/body/rationale": "internal"} if one % 5 == 0 else {},
        )
        for one in range(first, first + number)
    ]


def seal(minutes: Minutes) -> int:
    """Seal a book in this process; give how many entries are sealed."""
    with sealer(minutes.book) as opened:
        return opened.seal().size


def publish_to(minutes: Minutes, folder: Path) -> None:
    """Publish a book in this process."""
    publish(minutes.book, folder, AUDIENCE, Surroundings())


@pytest.fixture(scope="module")
def desks(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give folders with a book each, as it was at some moment; they are copied, never written."""
    desks = tmp_path_factory.mktemp("desks")
    work = desks / "work"
    work.mkdir()
    with Minutes(work / "book") as minutes:
        minutes.record(*acts(0, 200))
        seal(minutes)
        minutes.record(*acts(200, 51))
        assert seal(minutes) == 253
        shutil.copytree(work, desks / SEALED)
        minutes.record(*acts(251, 17))
        shutil.copytree(work, desks / GROWN)
        record_heads(minutes.book, editions_of(minutes.book), Surroundings())
        seal(minutes)
        shutil.copytree(work, desks / HEADS)
        publish_to(minutes, work / "out")
        minutes.record(*acts(268, 260))
        record_heads(minutes.book, editions_of(minutes.book), Surroundings())
        seal(minutes)
        shutil.copytree(work, desks / PUBLISHED)
        key = create_key(minutes.path / "keys" / NEXT)
        vkey = str(VerifierKey.of(minutes.book.origin, key.public_key()))
        by = {"party": minutes.book.recorder}
        named = {"act": "key-rotated", "on": "book", "by": by, "body": {"vkey": vkey}}
        enter(minutes.book, [Row(1, named)], Surroundings(), "seal")
        shutil.copytree(work, desks / ROTATING)
    (desks / SEALED / "acts.jsonl").write_text("\n".join(map(json.dumps, acts(300, 4))), "utf-8")
    (desks / SEALED / "more.jsonl").write_text("\n".join(map(json.dumps, acts(400, 1))), "utf-8")
    return desks


# ---------------------------------------------------------------- what is looked at


def files(folder: Path) -> Files:
    """Give every file below a folder by its name."""
    found = (file for file in folder.rglob("*") if file.is_file())
    return {file.relative_to(folder).as_posix(): file.read_bytes() for file in found}


def made(desk: Path) -> dict[str, Files | bytes]:
    """Give what a command has made at a desk: the log, what was published, the bundle, keys."""
    zips = {file.name: file.read_bytes() for file in desk.glob("*.zip")}
    folders = ("book/log", "book/keys", "out")
    return {name: files(desk / name) for name in folders} | zips


def parts(desk: Path) -> list[Path]:
    """Give every file that is not whole."""
    return [file for file in desk.rglob(".*") if file.name.endswith(PART)]


def signed_sizes(desk: Path) -> list[int]:
    """Give the size of every checkpoint that a book has signed."""
    with closing(sqlite3.connect(desk / "book" / "checkpoints.sqlite")) as db:
        return [size for (size,) in db.execute("SELECT size FROM checkpoints ORDER BY size")]


def needed(sizes: Collection[int]) -> set[str]:
    """Name the files of a log that checkpoints of these sizes need."""
    tiles = {tile for size in sizes for tile in tiles_of(size)}
    full = {tile for tile in tiles if tile == Tile(tile.level, tile.number)}
    kept = {tile for tile in tiles if tile in full or Tile(tile.level, tile.number) not in full}
    return {"checkpoint", "log.vkey", *(tile.path for tile in kept)}


def holds(desk: Path) -> None:
    """Verify the book at a desk."""
    found = verify(desk / "book", asked_of((), (), strict=True))
    assert (found.verdict, found.faults) == (HOLDS, [])


def crashes(
    desk: Path, to: Path, *command: str, every: int = 1
) -> Iterator[tuple[Path, Path, str]]:
    """Run a command to its end, then again and again, each time killed at another call.

    Yield the desk where it ran through, the one where it was killed, and what it had printed.
    """
    whole = to / "whole"
    shutil.copytree(desk, whole)
    ended = run_mortal("--book", "book", *command, cwd=whole)
    assert ended.ran.code == 0, ended.ran.err
    for at in range(1, ended.calls + 1, every):
        killed = to / str(at)
        shutil.copytree(desk, killed)
        died = run_mortal(
            "--book", "book", *command, cwd=killed, at=at, when=MOMENTS[at // every % 3]
        )
        assert died.ran.code == KILLED
        yield whole, killed, died.ran.out
        shutil.rmtree(killed)


def again(desk: Path, *command: str) -> None:
    """Run a command to its end, after which nothing half-written is left."""
    ran = run_mortal("--book", "book", *command, cwd=desk).ran
    assert ran.code == 0, ran.err
    assert parts(desk) == []


# ---------------------------------------------------------------- sealing


def test_killed_while_sealing(desks: Path, tmp_path: Path) -> None:
    """Wherever `seal` is killed, the next one makes the log what it would have been, byte by byte.

    It takes in entries across position 256: tiles become full, partial ones go.
    """
    count = 0
    for whole, killed, _ in crashes(desks / GROWN, tmp_path, "seal"):
        again(killed, "seal")
        assert made(killed) == made(whole)
        assert set(files(killed / "book" / "log")) == needed(signed_sizes(killed))
        holds(killed)
        count += 1
    assert count > 20
    assert signed_sizes(whole) == [202, 253, 270]


def test_killed_while_recording(desks: Path, tmp_path: Path) -> None:
    """Wherever `record` is killed, what it acknowledged is kept, and a re-run seals the rest."""
    count = 0
    for whole, killed, printed in crashes(
        desks / SEALED, tmp_path, "record", "acts.jsonl", every=2
    ):
        before = [line for line in printed.splitlines(keepends=True) if line.endswith("\n")]
        ran = run_mortal("--book", "book", "record", "acts.jsonl", cwd=killed).ran
        assert ran.code == 0, ran.err
        assert ran.out.splitlines(keepends=True)[: len(before)] == before
        assert parts(killed) == []
        assert signed_sizes(killed) == signed_sizes(whole) == [202, 253, 257]
        assert set(files(killed / "book" / "log")) == needed(signed_sizes(killed))
        assert set(files(killed / "book" / "receipts")) == set(files(whole / "book" / "receipts"))
        holds(killed)
        count += 1
    assert count > 20


def test_killed_and_then_more_is_recorded(desks: Path, tmp_path: Path) -> None:
    """What a killed `record` has left does not stay, though the next one records other acts."""
    for _, killed, _ in crashes(desks / SEALED, tmp_path, "record", "acts.jsonl", every=3):
        again(killed, "record", "more.jsonl")
        assert set(files(killed / "book" / "log")) == needed(signed_sizes(killed))
        holds(killed)


# ---------------------------------------------------------------- changing the key


def test_killed_while_the_key_changes(desks: Path, tmp_path: Path) -> None:
    """Wherever the sealing of a new key is killed, the next one finishes: log and keys alike."""
    for whole, killed, _ in crashes(desks / ROTATING, tmp_path, "seal", "--rotate-key"):
        again(killed, "seal")
        assert made(killed) == made(whole)
        holds(killed)


def test_killed_while_a_key_is_made(desks: Path, tmp_path: Path) -> None:
    """Wherever `seal --rotate-key` is killed, run again it ends, and each key vouches for the book.

    Killed after it was done, it changes the key once more.
    """
    for _, killed, _ in crashes(desks / HEADS, tmp_path, "seal", "--rotate-key", every=2):
        again(killed, "seal", "--rotate-key")
        assert set(files(killed / "book" / "log")) == needed(signed_sizes(killed))
        names = sorted(files(killed / "book" / "keys"))
        assert names[0] == "log.key"
        assert all(name.startswith("retired-") for name in names[1:])
        assert len(names) in {2, 3}
        holds(killed)


def test_a_change_of_the_key_that_is_not_sealed(desks: Path, tmp_path: Path) -> None:
    """Files of the log are made again without the new key taking the place of the old too early."""
    shutil.copytree(desks / ROTATING, tmp_path / "desk")
    keys = files(tmp_path / "desk" / "book" / "keys")
    again(tmp_path / "desk", "seal", "--rebuild")
    assert files(tmp_path / "desk" / "book" / "keys") == keys
    holds(tmp_path / "desk")
    again(tmp_path / "desk", "seal")
    holds(tmp_path / "desk")


# ---------------------------------------------------------------- handing over


@pytest.mark.parametrize("desk", [HEADS, PUBLISHED])
def test_killed_while_publishing(desks: Path, tmp_path: Path, desk: str) -> None:
    """Wherever `publish` is killed, the next one makes the folder what it would have been."""
    command = ("publish", "out", "--audience", AUDIENCE)
    for whole, killed, _ in crashes(desks / desk, tmp_path, *command, every=4):
        again(killed, *command)
        assert made(killed) == made(whole)
    found = verify(whole / "out", asked_of((), ()))
    assert (found.verdict, found.faults) == (HOLDS, [])
    holds(whole)


def test_killed_while_bundling(desks: Path, tmp_path: Path) -> None:
    """Wherever `bundle` is killed, there is no zip or a whole one, and the next one is the same."""
    command = ("bundle", CASE, "--audience", AUDIENCE, "--out", "case.zip")
    for whole, killed, _ in crashes(desks / HEADS, tmp_path, *command):
        zipped = killed / "case.zip"
        assert not zipped.exists() or zipped.read_bytes() == (whole / "case.zip").read_bytes()
        again(killed, *command)
        assert made(killed) == made(whole)
    found = verify(whole / "case.zip", asked_of((), ()))
    assert (found.verdict, found.faults) == (HOLDS, [])
