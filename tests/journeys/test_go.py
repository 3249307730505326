"""A client that shares no code with us accepts our logs, and none in which a byte was turned."""

import os
import shutil
import subprocess
from collections.abc import Iterable, Sequence
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from ledger.note import Checkpoint, VerifierKey, sign_note
from ledger.tiles import ENTRIES, WIDTH, Growth, Tile, tiles_of
from tests.conftest import find_go
from tests.journeys.program import ROOT

pytestmark = pytest.mark.requires("go")

SOURCE = ROOT / "tests" / "go"
NAME = "example.org/log"
KEY = Ed25519PrivateKey.from_private_bytes(b"k" * 32)
VKEY = str(VerifierKey.of(NAME, KEY.public_key()))


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the client, of nothing but what Go brings along: its library, and its copy of x/mod."""
    go, folder = find_go(), tmp_path_factory.mktemp("go")
    assert go is not None
    environ = os.environ | {
        "CGO_ENABLED": "0",
        "GOCACHE": str(ROOT / "build" / "go"),
        "GOENV": "off",
        "GOFLAGS": "-mod=mod",
        "GOPATH": str(folder / "path"),
        "GOPROXY": "off",
        "GOTOOLCHAIN": "local",
        "GOWORK": "off",
    }

    def run(*arguments: str) -> str:
        ran = subprocess.run(
            [go, *arguments], cwd=folder, env=environ, capture_output=True, text=True, check=False
        )
        assert ran.returncode == 0, ran.stderr
        return ran.stdout

    copy = Path(run("env", "GOROOT").strip(), "src", "cmd", "vendor", "golang.org", "x", "mod")
    for package in ("note", "tlog"):
        shutil.copytree(copy / "sumdb" / package, folder / "mod" / "sumdb" / package)
    (folder / "mod" / "go.mod").write_text("module golang.org/x/mod\n\ngo 1.24\n")
    shutil.copy(SOURCE / "main.go", folder)
    shutil.copy(SOURCE / "go.mod", folder)
    run("mod", "edit", "-replace", "golang.org/x/mod=./mod")
    run("build", "-o", "client", ".")
    return folder / "client"


def asked(client: Path, vkey: str, logs: Iterable[Path]) -> list[str]:
    """Give what the client says of each of some logs, and hold its exit code to that."""
    ran = subprocess.run(
        [client, vkey, *logs], capture_output=True, text=True, timeout=120, check=False
    )
    said = ran.stdout.splitlines()
    assert ran.stderr == ""
    assert ran.returncode == int(any(line.startswith("rejected: ") for line in said))
    return said


def small_log(folder: Path, sizes: Sequence[int]) -> Path:
    """Write a log that grew to some sizes, one after the other."""
    growth, before = Growth(), 0
    for size in sizes:
        leaves = [number.to_bytes(32) for number in range(before, size)]
        for tile, data in (*growth.add(leaves), *growth.rest()):
            put(folder, tile.path, data)
        before = size
    head = Checkpoint(NAME, before, growth.root())
    put(folder, "checkpoint", sign_note(head.text(), NAME, [KEY]))
    return folder


def put(folder: Path, path: str, data: bytes) -> None:
    """Write a file of a log in the place of the one that was there."""
    file = folder / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.unlink(missing_ok=True)
    file.write_bytes(data)


class Damaged:
    """Copies of a log, each with one file changed."""

    def __init__(self, log: Path, folder: Path) -> None:
        self.log = log
        self.folder = folder
        self.copies: dict[Path, str] = {}

    def add(self, path: str, data: bytes | None, what: str) -> None:
        """Copy the log with other bytes in one file, or without it."""
        copy = self.folder / str(len(self.copies))
        shutil.copytree(self.log, copy, copy_function=os.link)
        (copy / path).unlink()
        if data is not None:
            (copy / path).write_bytes(data)
        self.copies[copy] = f"{path}: {what}"

    def accepted(self, client: Path, vkey: str) -> list[str]:
        """Tell what was changed in the copies that the client does not reject."""
        said = asked(client, vkey, self.copies)
        assert len(said) == len(self.copies) > 0
        pairs = zip(self.copies.values(), said, strict=True)
        return [what for what, line in pairs if not line.startswith("rejected: ")]


def needed(log: Path) -> list[str]:
    """Give the paths that a checkpoint needs: its own, and those of its tiles."""
    size = Checkpoint.unverified((log / "checkpoint").read_bytes()).size
    return ["checkpoint", *(tile.path for tile in tiles_of(size))]


def turned(data: bytes, place: int) -> bytes:
    """Turn one bit."""
    return data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :]


# ---------------------------------------------------------------- what is accepted


def test_it_accepts_the_log_of_a_book(client: Path, demo_book: Path) -> None:
    """The log of the demonstration holds, down to the data of each leaf."""
    log = demo_book / "log"
    size = Checkpoint.unverified((log / "checkpoint").read_bytes()).size
    assert size > WIDTH
    vkey = (log / "log.vkey").read_text("utf-8").strip()
    assert asked(client, vkey, [log]) == [f"accepted {size} entries"]


@pytest.mark.parametrize(
    "sizes",
    [[1], [255], [256], [257], [511], [512, 513], [1, 2, 255, 256, 257, 700], [65_536, 65_537]],
    ids=str,
)
def test_it_accepts_a_log_of_any_size(client: Path, tmp_path: Path, sizes: list[int]) -> None:
    """Around full tiles of the first levels, in one go or step by step, a log holds."""
    log = small_log(tmp_path / "log", sizes)
    assert asked(client, VKEY, [log]) == [f"accepted {sizes[-1]} entries"]


def test_what_no_checkpoint_needs_is_passed_over(client: Path, tmp_path: Path) -> None:
    """A partial tile of an earlier size may say what it likes, or be gone."""
    log = small_log(tmp_path / "log", [300, 600])
    put(log, Tile(0, 1, 44).path, b"of an earlier size")
    put(log, Tile(ENTRIES, 0, 7).path, b"of no size that was signed")
    assert asked(client, VKEY, [log]) == ["accepted 600 entries"]


# ---------------------------------------------------------------- what is rejected


def test_it_rejects_a_book_after_any_byte_was_turned(
    client: Path, demo_book: Path, tmp_path: Path
) -> None:
    """In each file that the checkpoint needs, at every place that is tried, one bit is too many."""
    log = demo_book / "log"
    damaged = Damaged(log, tmp_path)
    for path in needed(log):
        data = (log / path).read_bytes()
        places: Iterable[int] = {0, 1, 2, 33, len(data) // 2, len(data) - 32, len(data) - 1}
        if path == "checkpoint":
            # Go passes over spare bits at the end of base64; that ours does not, its tests tell.
            places = set(range(len(data))) - {len(data.rstrip(b"=\n")) - 1}
        for place in places:
            damaged.add(path, turned(data, place), f"byte {place}")
    vkey = (log / "log.vkey").read_text("utf-8").strip()
    assert damaged.accepted(client, vkey) == []


def test_it_rejects_a_log_of_which_a_file_is_cut_or_gone(client: Path, tmp_path: Path) -> None:
    """Each file is needed, as long as it is."""
    log = small_log(tmp_path / "log", [700])
    damaged = Damaged(log, tmp_path)
    for path in needed(log):
        data = (log / path).read_bytes()
        damaged.add(path, None, "gone")
        damaged.add(path, b"", "empty")
        damaged.add(path, data[:-1], "a byte less")
        damaged.add(path, data + b"\x00", "a byte more")
    assert damaged.accepted(client, VKEY) == []


def test_it_rejects_tiles_that_agree_with_each_other_and_not_with_the_leaves(
    client: Path, tmp_path: Path
) -> None:
    """Files of another log of the same size are told apart, one by one or all together."""
    log = small_log(tmp_path / "log", [700])
    growth = Growth()
    leaves = [number.to_bytes(32) for number in range(1, 701)]
    files = {tile.path: data for tile, data in (*growth.add(leaves), *growth.rest())}
    head = Checkpoint(NAME, 700, growth.root())
    files["checkpoint"] = sign_note(head.text(), NAME, [KEY])
    assert files.keys() == set(needed(log))
    damaged = Damaged(log, tmp_path)
    for path, data in files.items():
        damaged.add(path, data, "of another log")
    assert damaged.accepted(client, VKEY) == []
    for path in files.keys() - {"checkpoint"}:
        put(log, path, files[path])
    assert asked(client, VKEY, [log])[0].startswith("rejected: ")


def test_it_rejects_a_log_that_another_key_signed(client: Path, tmp_path: Path) -> None:
    """A log is accepted with the key of its own origin alone."""
    log = small_log(tmp_path / "log", [3])
    other = Ed25519PrivateKey.from_private_bytes(b"o" * 32).public_key()
    for vkey in (VerifierKey.of(NAME, other), VerifierKey.of("example.org/a", KEY.public_key())):
        assert asked(client, str(vkey), [log])[0].startswith("rejected: checkpoint: ")
    text = (log / "checkpoint").read_bytes().partition(b"\n\n")[0] + b"\n"
    put(log, "checkpoint", sign_note(text, "example.org/a", [KEY]))
    vkey = VerifierKey.of("example.org/a", KEY.public_key())
    assert "it is signed by example.org/a, and of" in asked(client, str(vkey), [log])[0]
