"""Files that are whole or not there, and what a stopped process leaves of one."""

import errno
import os
import stat
from pathlib import Path

import pytest

from ledger.files import content, put, strays, sync
from ledger.log import Log
from ledger.tiles import Tile


def test_a_file_is_put(tmp_path: Path) -> None:
    """A file is written with its folders, replaced whole, and nothing is left beside it."""
    file = tmp_path / "a" / "b" / "file"
    put(file, b"one", parts=tmp_path)
    put(file, b"two" * 1000, mode=0o600)
    assert content(file) == b"two" * 1000
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert [one.name for one in tmp_path.rglob("*") if one.is_file()] == ["file"]
    sync(tmp_path)


@pytest.mark.parametrize("call", ["write", "fsync", "replace"])
def test_a_file_that_can_not_be_put(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: str
) -> None:
    """Where a call fails, what was there stays, and what was begun goes."""
    file = tmp_path / "file"
    put(file, b"one")

    def refused(*_: object, **__: object) -> None:
        raise OSError(errno.EIO, os.strerror(errno.EIO))

    with monkeypatch.context() as patched:
        patched.setattr(os, call, refused)
        with pytest.raises(OSError, match="Input/output error"):
            put(file, b"two")
    assert {one.name: one.read_bytes() for one in tmp_path.iterdir()} == {"file": b"one"}


def test_a_write_that_takes_a_part(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A system that writes a few bytes at a time is asked until all are written."""
    write = os.write
    monkeypatch.setattr(os, "write", lambda handle, data: write(handle, data[:7]))
    put(tmp_path / "file", bytes(range(256)))
    assert content(tmp_path / "file") == bytes(range(256))


def test_what_a_stopped_process_leaves(tmp_path: Path) -> None:
    """Files that were not finished are found, all of a folder or those of one file."""
    for name in (".case.zip.1234.part", ".other.zip.1234.part", "case.zip", ".hidden", "x.part"):
        (tmp_path / name).touch()
    found = {one.name for one in strays(tmp_path)}
    assert found == {".case.zip.1234.part", ".other.zip.1234.part"}
    assert [one.name for one in strays(tmp_path, tmp_path / "case.zip")] == [".case.zip.1234.part"]


def test_no_file(tmp_path: Path) -> None:
    """Where there is no file, or a file in the place of its folder, there is no content."""
    (tmp_path / "file").touch()
    assert content(tmp_path / "none") is None
    assert content(tmp_path / "file" / "none") is None


def test_tiles_that_nobody_needs(tmp_path: Path) -> None:
    """Partial tiles and strays beside them go, those that are kept stay, with their folder."""
    log = Log(tmp_path)
    kept, gone = Tile(0, 3, 7), Tile(0, 3, 9)
    for tile in (kept, gone):
        log.add(tile, bytes(tile.bytes))
    (tmp_path / "tile" / "0" / "003.p" / "x").touch()
    log.drop_partial(0, 3, {kept})
    assert [one.name for one in (tmp_path / "tile" / "0" / "003.p").iterdir()] == ["7"]
    log.drop_partial(0, 3, ())
    assert not (tmp_path / "tile" / "0" / "003.p").exists()
    log.drop_partial(0, 3, ())
