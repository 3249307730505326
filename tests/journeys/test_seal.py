"""Histories that are not the one that was signed: caught, or said not to have been looked for."""

import errno
import itertools
import os
import shutil
import sqlite3
import stat
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from ledger.book import Book
from ledger.bundle import CaseFile, bundle
from ledger.checkpoints import Checkpoints, Signed, Target, create_checkpoints
from ledger.errors import KeyRefused, SealRefused, WriteFailed
from ledger.findings import HOLDS, MISMATCH, NOT_CHECKED, TAMPERED, Findings
from ledger.heads import editions_of, record_heads
from ledger.ids import Surroundings
from ledger.intake import Row
from ledger.keys import create_key, load_key
from ledger.note import VerifierKey
from ledger.publish import publish
from ledger.recording import enter, record
from ledger.rotation import rotate_key
from ledger.seal import Sealed, sealer
from ledger.verify import asked_of, lines, verify
from tests.books import Minutes, act
from tests.journeys.program import ended as ended_process
from tests.journeys.program import kept, limit, run, start

CASE = "tip/2015/S3"
ACTS = (
    b'{"act": "dissent-filed", "on": "tip/2015/S1", "by": {"party": "eap"},'
    b' "body": {"text": ["No."]}}'
)


def acts(first: int, number: int, standing: str = "3") -> list[dict[str, Any]]:
    """Give acts, the same for the same arguments."""
    return [
        act("recommendation-submitted", f"S{one % 9}", standing=standing, key=f"act {one}")
        for one in range(first, first + number)
    ]


def grown(minutes: Minutes, first: int, number: int, standing: str = "3") -> Sealed:
    """Record acts, and seal them."""
    minutes.record(*acts(first, number, standing))
    return sealed(minutes.book)


def sealed(book: Book) -> Sealed:
    """Seal a book."""
    with sealer(book) as opened:
        return opened.seal()


def publish_to(book: Book, folder: Path) -> None:
    """Publish a book for everybody."""
    publish(book, folder, "public", Surroundings())


def copied(source: Path, target: Path) -> Path:
    """Put a copy of a folder into the place of what is there."""
    shutil.rmtree(target, ignore_errors=True)
    return Path(shutil.copytree(source, target))


def log_of(book: Path) -> dict[str, bytes]:
    """Give every file of a log."""
    found = (file for file in (book / "log").rglob("*") if file.is_file())
    return {str(file.relative_to(book)): file.read_bytes() for file in found}


def looked(
    path: Path, *against: Path, keys: tuple[str, ...] = (), strict: bool = False
) -> Findings:
    """Verify what lies at a path."""
    return verify(path, asked_of(keys, against, strict=strict))


def changed(database: Path, *statements: str) -> None:
    """Change a database from outside, without its guard rails."""
    with closing(sqlite3.connect(database, isolation_level=None)) as db:
        triggers = db.execute("SELECT name, sql FROM sqlite_schema WHERE type='trigger'").fetchall()
        for name, _ in triggers:
            db.execute(f"DROP TRIGGER {name}")
        for statement in statements:
            db.execute(statement)
        for _, sql in triggers:
            db.execute(sql)


@pytest.fixture
def minutes(tmp_path: Path) -> Iterator[Minutes]:
    """Give a book of 22 entries, sealed, with a copy of it in `then` and its checkpoint kept."""
    with Minutes(tmp_path / "book") as minutes:
        grown(minutes, 0, 20)
        shutil.copytree(minutes.path, tmp_path / "then")
        (tmp_path / "kept").write_bytes((minutes.path / "log" / "checkpoint").read_bytes())
        yield minutes


# ---------------------------------------------------------------- other histories


def refused(path: Path, *against: Path) -> None:
    """Hold a history to be caught by a checkpoint kept before, with exit code 3."""
    found = looked(path, *against)
    assert (found.verdict, found.unfit) == (TAMPERED, len(against))
    asked = [part for one in against for part in ("--against", one)]
    ran = run("verify", path, *asked, cwd=path.parent)
    assert ran.code == 3
    assert "append-only does NOT hold" in ran.out


def unseen(path: Path) -> None:
    """Hold that without an outside checkpoint nothing is found, and the output says so."""
    found = looked(path)
    assert (found.verdict, found.faults) == (HOLDS, [])
    assert found.append_only == "NOT checked"
    assert NOT_CHECKED in lines(found)
    ran = run("verify", path, cwd=path.parent)
    assert ran.code == 0
    assert NOT_CHECKED in ran.out.replace("\n", " ")


def test_a_dropped_tail(minutes: Minutes, tmp_path: Path) -> None:
    """A book brought back to before its newest entries is seen with what was kept, and only so."""
    grown(minutes, 20, 5)
    now = tmp_path / "now"
    now.write_bytes((minutes.path / "log" / "checkpoint").read_bytes())
    refused(tmp_path / "then", now)
    refused(tmp_path / "then" / "log", now)
    unseen(tmp_path / "then")


def test_deleted_rows(minutes: Minutes, tmp_path: Path) -> None:
    """Rows deleted under a head that was moved back are seen by what the book itself has signed."""
    path = tmp_path / "then"
    when = kept(path)["entries"][19][5]
    changed(
        path / "ledger.sqlite",
        "DELETE FROM entries WHERE rowid > 20",
        f"UPDATE head SET position = 20, recorded_at = '{when}'",  # noqa: S608
    )
    found = looked(path)
    assert found.verdict == TAMPERED
    assert any("22" in one["what"] and one["position"] == 21 for one in found.faults)
    assert minutes.head == 22


def test_a_rewritten_history(tmp_path: Path, minutes: Minutes) -> None:
    """Entries rewritten and signed again with the real key are seen with what was kept alone."""
    path = rewritten(minutes, tmp_path / "other", 0, 20, "2")
    refused(path, tmp_path / "kept")
    refused(path / "log", tmp_path / "kept")
    unseen(path)
    unseen(path / "log")


def test_two_histories_of_one_book(tmp_path: Path, minutes: Minutes) -> None:
    """Of two books that go apart after one checkpoint, each holds with that, neither with both."""
    grown(minutes, 20, 5)
    with Book.open(tmp_path / "then") as other:
        enter_acts(other, acts(30, 5, "2"))
        sealed(other)
    for path, foreign in ((minutes.path, tmp_path / "then"), (tmp_path / "then", minutes.path)):
        assert looked(path, tmp_path / "kept").append_only.startswith("checked against 1")
        refused(path, foreign / "log" / "checkpoint")
        found = looked(path, tmp_path / "kept", foreign / "log" / "checkpoint")
        assert (found.verdict, found.compared, found.unfit) == (TAMPERED, 2, 1)
        unseen(path)


def enter_acts(book: Book, given: list[dict[str, Any]]) -> None:
    """Record acts in a book that is open."""
    record(book, [Row(number, one) for number, one in enumerate(given, 1)], Surroundings())


def rewritten(minutes: Minutes, path: Path, first: int, number: int, standing: str) -> Path:
    """Make a second book with the key of another, whose acts differ; both are as long."""
    with Minutes(path) as other:
        assert other.book.vkey == minutes.book.vkey
        grown(other, first, number, standing)
    return path


# ---------------------------------------------------------------- refusing to sign


def signed_in(book: Path) -> list[Any]:
    """Give every checkpoint that a book has signed, and where it publishes to."""
    with closing(sqlite3.connect(book / "checkpoints.sqlite")) as db:
        rows = "SELECT * FROM checkpoints", "SELECT path, audience FROM targets"
        return [db.execute(query).fetchall() for query in rows]


def signs_nothing(desk: Path, why: str) -> None:
    """Hold `seal` and `record` to refuse: nothing signed, nothing recorded, and why is said."""
    book = desk / "book"
    before = log_of(book), kept(book), signed_in(book)
    for command, stdin in (("seal", b""), ("record", ACTS), ("publish", b"")):
        more = {"seal": (), "record": ("-",), "publish": ("elsewhere",)}[command]
        ran = run("--book", "book", command, *more, cwd=desk, stdin=stdin)
        assert (ran.code, ran.out) == (3, "")
        assert "Nothing was signed" in ran.err
        assert why in ran.err
    assert (log_of(book), kept(book), signed_in(book)) == before


STORE = ("ledger.sqlite", "ledger.sqlite-wal", "ledger.sqlite-shm")
SIGNED = ("checkpoints.sqlite", "checkpoints.sqlite-wal", "checkpoints.sqlite-shm")


def brought_back(desk: Path, *names: str) -> None:
    """Bring files of a book back from the copy of then."""
    for name in names:
        (desk / "book" / name).unlink(missing_ok=True)
        if (desk / "then" / name).exists():
            shutil.copy(desk / "then" / name, desk / "book" / name)


def test_a_store_brought_back(minutes: Minutes, tmp_path: Path) -> None:
    """A book whose store is behind what it has signed signs nothing; `verify` says what is gone."""
    grown(minutes, 20, 5)
    minutes.book.close()
    brought_back(tmp_path, *STORE)
    signs_nothing(tmp_path, "holds 22 entries, and a checkpoint of 27 was signed")
    found = looked(minutes.path)
    assert found.verdict == TAMPERED
    assert any(one["position"] == 23 for one in found.faults)
    assert run("--book", "book", "seal", "--rebuild", cwd=tmp_path).code == 3


def test_a_store_and_its_checkpoints_brought_back(minutes: Minutes, tmp_path: Path) -> None:
    """A book whose log is ahead of all it knows signs nothing, even where it has grown since."""
    grown(minutes, 20, 5)
    minutes.book.close()
    brought_back(tmp_path, *STORE, *SIGNED)
    signs_nothing(tmp_path, "was signed at 27 entries, this book knows of none beyond 22")
    assert looked(minutes.path).verdict == TAMPERED
    with Book.open(minutes.path) as book:
        enter_acts(book, acts(40, 5))
    signs_nothing(tmp_path, "was signed at 27 entries, this book knows of none beyond 22")


def test_a_whole_folder_brought_back(minutes: Minutes, tmp_path: Path) -> None:
    """A book behind a folder that it publishes to signs nothing, until the folder is let go."""
    publish_to(minutes.book, tmp_path / "out")
    shutil.rmtree(tmp_path / "then")
    shutil.copytree(minutes.path, tmp_path / "then")
    grown(minutes, 20, 5)
    publish_to(minutes.book, tmp_path / "out")
    minutes.book.close()
    copied(tmp_path / "then", minutes.path)
    signs_nothing(tmp_path, "this book knows of none beyond")
    assert looked(minutes.path).verdict == HOLDS
    refused(minutes.path, tmp_path / "out" / "log" / "checkpoint")
    assert run("--book", "book", "publish", "out", "--forget", cwd=tmp_path).code == 0
    assert run("--book", "book", "seal", cwd=tmp_path).code == 0


def test_a_folder_that_the_book_does_not_know(minutes: Minutes, tmp_path: Path) -> None:
    """A folder that is ahead of a book brought back to before it was first published is kept."""
    publish_to(minutes.book, tmp_path / "out")
    minutes.book.close()
    copied(tmp_path / "then", minutes.path)
    before = {file: file.read_bytes() for file in (tmp_path / "out").rglob("*") if file.is_file()}
    with Book.open(minutes.path) as book:
        enter_acts(book, acts(40, 5))
        head = book.head()
    ran = run("--book", "book", "publish", "out", cwd=tmp_path)
    assert (ran.code, ran.out) == (3, "")
    assert "Nothing was signed" in ran.err
    after = {file: file.read_bytes() for file in (tmp_path / "out").rglob("*") if file.is_file()}
    assert after == before
    with Book.open(minutes.path, readonly=True) as book:
        assert book.head() == head


def test_a_folder_of_another_history(minutes: Minutes, tmp_path: Path) -> None:
    """A book whose entries are not those of a folder that it publishes to signs nothing."""
    publish_to(minutes.book, tmp_path / "out")
    minutes.book.close()
    copied(tmp_path / "then", minutes.path)
    with Book.open(minutes.path) as book:
        enter_acts(book, acts(50, 1))
        sealed(book)
        book.signed.publishes_to(Target(tmp_path / "out", "public"))
    signs_nothing(tmp_path, "is of another history")


def test_another_sealer(minutes: Minutes) -> None:
    """Of two that seal at the same time, the one who comes second is refused, and signs nothing."""
    minutes.record(*acts(20, 5))
    with Checkpoints(minutes.book.checkpoints) as other, sealer(minutes.book) as opened:
        size, last = minutes.head, other.last()
        assert last is not None
        assert other.sign(Signed(last.sequence + 1, size, b"r" * 32, b"n"))
        before = log_of(minutes.path)
        with pytest.raises(SealRefused, match="by another process"):
            opened.seal()
        assert log_of(minutes.path)["log/checkpoint"] == before["log/checkpoint"]
        assert not other.sign(Signed(last.sequence + 2, size, b"r" * 32, b"n"))
        assert not other.sign(Signed(last.sequence + 3, size + 1, b"r" * 32, b"n"))


# ---------------------------------------------------------------- rebuilding


def test_a_log_made_again(tmp_path: Path) -> None:
    """Damaged, lost and stray files of a log are made again byte by byte."""
    with Minutes(tmp_path / "book") as minutes:
        grown(minutes, 0, 258)
        grown(minutes, 258, 12)
        before = log_of(minutes.path)
        log = minutes.path / "log"
        tile = log / "tile" / "0" / "000"
        tile.write_bytes(bytes([tile.read_bytes()[0] ^ 1]) + tile.read_bytes()[1:])
        (log / "tile" / "0" / "001.p" / "4").write_bytes(b"short")
        (log / "checkpoint").write_bytes(b"scribbled over\n")
        shutil.rmtree(log / "tile" / "entries")
        (log / "tile" / "0" / "007").write_bytes(b"stray")
        (log / ".stopped.part").write_bytes(b"half")
        (log / "log.vkey").write_bytes(b"\xff\n")
        found = looked(minutes.path)
        named = " ".join(one["what"] for one in found.faults)
        for name in ("tile/0/000", "tile/entries/000", "checkpoint", "log.vkey"):
            assert name in named
        with sealer(minutes.book, rebuild=True) as opened:
            opened.rebuild()
        assert log_of(minutes.path) == before
        assert looked(minutes.path, strict=True).verdict == HOLDS


def test_a_damaged_log_is_not_grown(minutes: Minutes) -> None:
    """Entries are not sealed on top of a damaged log; the refusal names `seal --rebuild`."""
    minutes.record(*acts(20, 5))
    tile = minutes.path / "log" / "tile" / "0" / "000.p" / "22"
    tile.write_bytes(bytes(len(tile.read_bytes())))
    with pytest.raises(SealRefused, match="seal --rebuild"):
        sealed(minutes.book)
    with sealer(minutes.book, rebuild=True) as opened:
        assert opened.rebuild().size == 22
    assert sealed(minutes.book).size == 27
    assert looked(minutes.path, strict=True).verdict == HOLDS


def test_nothing_is_rebuilt_from_other_entries(minutes: Minutes, tmp_path: Path) -> None:
    """A log is not made again from a store that is not the one that was signed."""
    other = rewritten(minutes, tmp_path / "other", 0, 20, "2")
    minutes.book.close()
    for name in STORE:
        (minutes.path / name).unlink(missing_ok=True)
    with closing(sqlite3.connect(other / "ledger.sqlite")) as db:
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    shutil.copy(other / "ledger.sqlite", minutes.path)
    before = log_of(minutes.path)
    ran = run("--book", "book", "seal", "--rebuild", cwd=tmp_path)
    assert (ran.code, ran.out) == (3, "")
    assert "gives another root at 22" in ran.err
    assert log_of(minutes.path) == before
    assert looked(minutes.path).verdict == TAMPERED


def test_lost_checkpoints(minutes: Minutes, tmp_path: Path) -> None:
    """A lost record of checkpoints stops sealing, and is begun again from the log's checkpoint."""
    minutes.book.close()
    for name in SIGNED:
        (minutes.path / name).unlink(missing_ok=True)
    for command in ("seal", "record"):
        more = ("-",) if command == "record" else ()
        ran = run("--book", "book", command, *more, cwd=tmp_path, stdin=ACTS)
        assert (ran.code, ran.out) == (3, "")
        assert "seal --rebuild" in ran.err
    assert looked(minutes.path).verdict == MISMATCH
    assert run("--book", "book", "seal", "--rebuild", cwd=tmp_path).code == 0
    assert run("--book", "book", "record", "-", cwd=tmp_path, stdin=ACTS).code == 0
    found = looked(minutes.path, tmp_path / "kept", strict=True)
    assert (found.verdict, found.compared) == (HOLDS, 1)


def test_an_emptied_record_of_checkpoints(minutes: Minutes) -> None:
    """A record of checkpoints that lost its newest, or all, is not taken for one that holds."""
    grown(minutes, 20, 5)
    for statement in ("DELETE FROM checkpoints WHERE sequence = 2", "DELETE FROM checkpoints"):
        changed(minutes.path / "checkpoints.sqlite", statement)
        assert looked(minutes.path).verdict == MISMATCH


# ---------------------------------------------------------------- keys


def test_a_key_that_followed_another(minutes: Minutes, tmp_path: Path) -> None:
    """After a change of the key, the old and the new one vouch for a book and for its copies."""
    old = minutes.book.vkey
    rotate_key(minutes.book, Surroundings())
    new = minutes.book.vkey
    assert new != old
    enter_acts(minutes.book, acts(20, 4))
    record_heads(minutes.book, editions_of(minutes.book), Surroundings())
    publish_to(minutes.book, tmp_path / "out")
    asked = CaseFile(CASE, "public", [CASE, "tip/2015", "tip", "book"])
    bundle(minutes.book, asked, tmp_path / "case.zip")
    for path in (minutes.path, tmp_path / "out", tmp_path / "case.zip"):
        for key in (old, new):
            found = looked(path, tmp_path / "kept", keys=(key, old), strict=True)
            assert (found.verdict, found.faults) == (HOLDS, [])
            found = looked(path, keys=(key,), strict=True)
            assert (found.verdict, found.faults, found.trusted) == (HOLDS, [], True)
    keys = {file.name: file for file in (minutes.path / "keys").iterdir()}
    retired = keys.pop(f"retired-{VerifierKey.parse(old).keyid.hex()}.pem")
    assert [*keys] == ["log.key"]
    for file in (retired, keys["log.key"]):
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
    public = load_key(retired).public_key()
    assert str(VerifierKey.of(minutes.book.origin, public)) == old


def test_a_receipt_from_before_the_key_changed(minutes: Minutes, tmp_path: Path) -> None:
    """A receipt kept in a book is vouched for by the key that was in force when it was given."""
    minutes.book.close()
    assert run("--book", "book", "record", "-", cwd=tmp_path, stdin=ACTS).code == 0
    assert run("--book", "book", "seal", "--rotate-key", cwd=tmp_path).code == 0
    receipt = minutes.path / "receipts" / "23.tlog-proof"
    found = looked(receipt)
    assert (found.verdict, found.faults) == (HOLDS, [])


def test_a_forged_change_of_the_key(
    minutes: Minutes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An entry that names a new key, not sealed by the old one, makes nobody trust the new one."""
    old = minutes.book.vkey
    key = create_key(tmp_path / "forged.key")
    vkey = str(VerifierKey.of(minutes.book.origin, key.public_key()))
    body = {"vkey": vkey}
    named = {"act": "key-rotated", "on": "book", "by": {"party": "Clerk"}, "body": body}
    enter(minutes.book, [Row(1, named)], Surroundings(), "seal")
    with pytest.raises(KeyRefused, match="no key there is"):
        sealed(minutes.book)
    (minutes.path / "keys" / "log.key").unlink()
    shutil.copy(tmp_path / "forged.key", minutes.path / "keys" / "log.key")
    with pytest.raises(KeyRefused, match="no key there is"):
        sealed(minutes.book)
    with sealer(minutes.book) as opened:
        monkeypatch.setattr(opened, "_keys", lambda _: [key])
        opened.seal()
    publish_to(minutes.book, tmp_path / "out")
    for path in (minutes.path, tmp_path / "out"):
        for keys in ((), (old,)):
            found = looked(path, keys=keys)
            assert found.verdict == TAMPERED
            assert any(one["position"] == 23 for one in found.faults)
            assert found.signed_by is None
    ran = run("verify", "book", "--key", old, cwd=tmp_path)
    assert ran.code == 3
    assert "position 23: the key changes here" in ran.out


# ---------------------------------------------------------------- a medium that refuses


@pytest.mark.parametrize("call", ["write", "fsync", "replace"])
def test_no_room_to_seal(
    minutes: Minutes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: str
) -> None:
    """Whichever file can't be written, sealing says so and signs nothing; the next completes it."""
    minutes.record(*acts(20, 240))
    minutes.book.close()
    whole = copied(minutes.path, tmp_path / "whole")
    with Book.open(whole) as book:
        assert sealed(book).size == 262
    for number in range(1, 7):
        killed = copied(minutes.path, tmp_path / "refused")
        with monkeypatch.context() as patched, Book.open(killed) as book:
            patched.setattr(os, call, refusing(getattr(os, call), number))
            with pytest.raises(WriteFailed, match="No space left on device"):
                sealed(book)
        assert not [*killed.rglob("*.part")]
        assert log_of(killed)["log/checkpoint"] == log_of(minutes.path)["log/checkpoint"]
        with Book.open(killed) as book:
            assert sealed(book).size == 262
        assert log_of(killed) == log_of(whole)


def refusing(call: Callable[..., Any], number: int) -> Callable[..., Any]:
    """Give a call that finds no room the time with this number."""
    count = itertools.count(1)

    def called(*values: Any, **named: Any) -> Any:
        if next(count) == number:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return call(*values, **named)

    return called


def test_no_room_to_publish(minutes: Minutes, tmp_path: Path) -> None:
    """Where a file of a copy can't be written, `publish` says so; the next run completes it."""
    minutes.record(*acts(20, 100))
    record_heads(minutes.book, editions_of(minutes.book), Surroundings())
    sealed(minutes.book)
    command = ("publish", "out", "--audience", "internal")
    process = start("--book", "book", *command, cwd=tmp_path, before=limit(40_000))
    ran = ended_process(process)
    assert (ran.code, ran.out) == (3, "")
    assert "out" in ran.err
    assert not [*tmp_path.rglob("*.part")]
    assert run("--book", "book", *command, cwd=tmp_path).code == 0
    assert looked(tmp_path / "out").verdict == HOLDS


@pytest.mark.parametrize("closed", ["log", ".", "receipts"])
def test_a_folder_that_is_not_written(minutes: Minutes, tmp_path: Path, closed: str) -> None:
    """What a folder without rights keeps from being sealed is said, and sealed by the next run."""
    minutes.record(*acts(20, 5))
    minutes.book.close()
    head = len(kept(minutes.path)["entries"])
    folder = minutes.path / closed
    folder.mkdir(exist_ok=True)
    folder.chmod(0o500)
    command = ("record", "-") if closed == "receipts" else ("seal",)
    try:
        ran = run("--book", "book", *command, cwd=tmp_path, stdin=ACTS, without_rights=True)
    finally:
        folder.chmod(0o700)
    assert ran.code == 3
    assert "minutebook: " in ran.err
    assert closed in ran.err
    assert len(kept(minutes.path)["entries"]) == head + (closed == "receipts")
    assert run("--book", "book", "seal", cwd=tmp_path).code == 0
    found = looked(minutes.path, tmp_path / "kept", strict=True)
    assert (found.verdict, found.compared) == (HOLDS, 1)
    assert found.sealed == len(kept(minutes.path)["entries"])


def test_no_room_for_checkpoints(minutes: Minutes) -> None:
    """Where the record of checkpoints can't be written, that is said, and nothing else blamed."""
    minutes.record(*acts(20, 5))
    minutes.book.signed._db.execute("PRAGMA query_only = ON")
    with pytest.raises(WriteFailed, match="nothing was written"):
        sealed(minutes.book)
    minutes.book.signed._db.execute("PRAGMA query_only = OFF")
    assert sealed(minutes.book).size == 27


def test_a_new_record_of_checkpoints_is_whole_or_not_there(tmp_path: Path) -> None:
    """What was left of a record that was not made to its end is not in the way of the next."""
    file = tmp_path / "checkpoints.sqlite"
    (tmp_path / ".checkpoints.sqlite.part").write_bytes(b"half")
    create_checkpoints(file, Signed(1, 7, b"r" * 32, b"n"))
    assert [one.name for one in tmp_path.iterdir()] == [file.name]
    with Checkpoints(file) as found:
        assert found.last() == found.of_size(7) == found.covering(3)
        assert found.last() == Signed(1, 7, b"r" * 32, b"n")
        assert not found.sign(Signed(2, 7, b"r" * 32, b"n"))
