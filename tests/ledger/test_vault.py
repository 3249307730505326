"""The vault takes documents in whole or not at all, and knows when one is not what it was."""

import errno
import fcntl
import os
import stat
import threading
from hashlib import sha256
from pathlib import Path

import pytest

from ledger import vault as vaults
from ledger.errors import WriteFailed
from ledger.vault import Checked, DocumentAltered, DocumentTooLarge, Vault

TEXT = b"a document\n" * 1000
DIGEST = sha256(TEXT).hexdigest()


@pytest.fixture
def vault(tmp_path: Path) -> Vault:
    """Give a vault whose folder is not there yet."""
    return Vault(tmp_path / "vault")


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """Give a document."""
    file = tmp_path / "document.txt"
    file.write_bytes(TEXT)
    return file


def told(vault: Vault) -> tuple[int, ...]:
    """Give what tells a file that was left alone from one that was written again."""
    found = (vault.folder / DIGEST).stat()
    return found.st_ino, found.st_size, found.st_mtime_ns, found.st_mode


def keep(vault: Vault, source: Path) -> bool:
    """Put a document into the vault; tell whether it is new there."""
    with vault.new() as document, source.open("rb") as stream:
        document.fill(stream)
        return document.keep()


def names(vault: Vault) -> list[str]:
    """Give the names of what lies in the vault."""
    return sorted(file.name for file in vault.folder.iterdir())


# ---------------------------------------------------------------- taking in


def test_a_document_lies_under_its_digest_for_its_owner_alone(vault: Vault, source: Path) -> None:
    """Its name is its SHA-256, its bytes are those of the source, its mode is 0600."""
    assert keep(vault, source)
    file = vault.folder / DIGEST
    assert file.read_bytes() == TEXT
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(vault.folder.stat().st_mode) == 0o700
    assert names(vault) == [DIGEST]


def test_the_same_document_is_kept_once(vault: Vault, source: Path) -> None:
    """A second copy is not stored, and the first stays the file that it was."""
    assert keep(vault, source)
    before = told(vault)
    assert not keep(vault, source)
    assert told(vault) == before
    assert names(vault) == [DIGEST]


@pytest.mark.parametrize("kind", ["other bytes", "cut off", "a folder", "a link", "a pipe"])
def test_what_lies_there_is_not_trusted_by_its_name(
    vault: Vault, source: Path, kind: str, tmp_path: Path
) -> None:
    """A file of the vault that does not hold its document is named, and left as it is."""
    file = vault.folder / DIGEST
    vault.folder.mkdir()
    if kind == "a folder":
        file.mkdir()
    elif kind == "a link":
        (tmp_path / "elsewhere").write_bytes(TEXT)
        file.symlink_to(tmp_path / "elsewhere")
    elif kind == "a pipe":
        os.mkfifo(file)
    else:
        file.write_bytes(TEXT[:-1] if kind == "cut off" else TEXT[::-1])
    before = file.lstat()
    with pytest.raises(DocumentAltered, match=DIGEST) as refused:
        keep(vault, source)
    assert refused.value.file == file
    assert file.lstat().st_mtime_ns == before.st_mtime_ns
    assert names(vault) == [DIGEST]


def test_a_document_is_taken_in_piece_by_piece(vault: Vault, tmp_path: Path) -> None:
    """A document may come through a pipe, in pieces of any size."""
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)

    def write() -> None:
        with pipe.open("wb", buffering=0) as stream:
            for start in range(0, len(TEXT), 777):
                stream.write(TEXT[start : start + 777])

    writer = threading.Thread(target=write)
    writer.start()
    with vault.new() as document, pipe.open("rb", buffering=0) as stream:
        document.fill(stream)
        assert (document.digest, document.size) == (DIGEST, len(TEXT))
        assert document.beginning(20) == TEXT[:20]
        assert document.keep()
    writer.join()
    assert (vault.folder / DIGEST).read_bytes() == TEXT


@pytest.mark.parametrize("piped", [False, True])
def test_a_document_has_a_largest_size(
    vault: Vault, source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, piped: bool
) -> None:
    """One byte more is refused: before it is read if its size is known, else as soon as it is."""
    monkeypatch.setattr(vaults, "MOST", len(TEXT))
    assert keep(vault, source)
    monkeypatch.setattr(vaults, "MOST", 1000)
    monkeypatch.setattr(vaults, "CHUNK", 512)
    given = source
    if piped:
        given = tmp_path / "pipe"
        os.mkfifo(given)
        writer = threading.Thread(target=given.write_bytes, args=(TEXT[:1001],))
        writer.start()
    with pytest.raises(DocumentTooLarge) as refused:
        keep(vault, given)
    if piped:
        writer.join()
    assert refused.value.size == (1001 if piped else len(TEXT))
    assert names(vault) == [DIGEST]


def test_what_is_withdrawn_is_gone(vault: Vault, source: Path) -> None:
    """A document can be taken out again, as long as nobody was told of it."""
    with vault.new() as document, source.open("rb") as stream:
        document.fill(stream)
        assert document.keep()
        document.withdraw()
    assert names(vault) == []


@pytest.mark.parametrize("step", ["writing", "taking in", "keeping"])
def test_a_disk_that_fails_leaves_nothing(
    vault: Vault, source: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    """Whenever writing fails, nothing is left under any name, and the reason is told."""

    def fail(*_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    def take_in() -> None:
        with vault.new() as document, source.open("rb") as stream:
            if step == "writing":
                monkeypatch.setattr(document._file, "write", fail)
            if step == "taking in":
                monkeypatch.setattr(os, "fsync", fail)
            document.fill(stream)
            monkeypatch.setattr(os, "fsync", fail)
            document.keep()

    with pytest.raises(WriteFailed, match="No space left on device"):
        take_in()
    assert names(vault) == []


# ---------------------------------------------------------------- tidying up


def test_what_a_killed_process_left_is_removed(vault: Vault, source: Path) -> None:
    """A temporary file that no process holds is left over; one that is being filled is not."""
    vault.folder.mkdir()
    left = vault.folder / ".left.part"
    left.write_bytes(TEXT[:100])
    other = vault.folder / ".notes"
    other.write_text("not of the vault's making")
    with vault.new() as document, source.open("rb") as stream:
        vault.tidy()
        assert not left.exists()
        document.fill(stream)
        vault.tidy()
        assert document.keep()
        vault.tidy()
    assert names(vault) == [".notes", DIGEST]


def test_a_temporary_file_is_held_by_its_process(vault: Vault) -> None:
    """While a document is taken in its file is locked, so that nobody takes it for left over."""
    with vault.new() as document, document._part.open("rb") as other:
        with pytest.raises(BlockingIOError):
            fcntl.flock(other, fcntl.LOCK_EX | fcntl.LOCK_NB)
        assert stat.S_IMODE(os.fstat(other.fileno()).st_mode) == 0o600
    assert names(vault) == []


def test_no_folder_can_be_made(tmp_path: Path) -> None:
    """Where the vault can't be, a document is refused with the reason."""
    (tmp_path / "vault").write_text("in the way")
    with pytest.raises(WriteFailed, match="File exists"), Vault(tmp_path / "vault").new():
        pass


# ---------------------------------------------------------------- checking


def test_every_document_is_hashed_again(vault: Vault, source: Path, tmp_path: Path) -> None:
    """Held, altered, missing, not on record, unreadable and left over are told apart."""
    keep(vault, source)
    for other in (b"altered", b"unnamed", b"folder"):
        (tmp_path / "other").write_bytes(other)
        keep(vault, tmp_path / "other")
    altered, unnamed, folder, lost = (
        sha256(text).hexdigest() for text in (b"altered", b"unnamed", b"folder", b"lost")
    )
    (vault.folder / altered).write_bytes(b"ALTERED")
    (vault.folder / folder).unlink()
    (vault.folder / folder).mkdir()
    (vault.folder / "left.part").touch()
    named = {DIGEST: ["a@1", "a@2"], altered: ["b@1"], lost: ["c@1"], "0" * 64: ["d@1"]}
    found = list(vault.check(named, {DIGEST, altered, lost}))
    assert [one.state for one in found][-1] == "stray"
    assert set(found) == {
        Checked(DIGEST, DIGEST, len(TEXT), "held", ("a@1", "a@2")),
        Checked(altered, altered, 7, "altered", ("b@1",)),
        Checked(unnamed, unnamed, 7, "not-on-record", ()),
        Checked(folder, folder, None, "unreadable", ()),
        Checked(None, lost, None, "missing", ("c@1",)),
        Checked("left.part", None, 0, "stray", ()),
    }


def test_an_altered_document_is_altered_though_nobody_names_it(vault: Vault, source: Path) -> None:
    """A file whose bytes are not those of its name is never just *not on record*."""
    keep(vault, source)
    (vault.folder / DIGEST).write_bytes(TEXT + b" ")
    assert [one.state for one in vault.check({}, ())] == ["altered"]


def test_a_vault_without_a_folder_holds_nothing(vault: Vault) -> None:
    """A book that was copied without its empty folders lacks only what it should have."""
    assert list(vault.check({}, ())) == []
    assert [one.state for one in vault.check({DIGEST: ["a@1"]}, {DIGEST})] == ["missing"]
