"""The verifier: every fault is named, whoever asks wrongly is told, and it stands by itself."""

import json
import shutil
import sqlite3
import subprocess
import sys
from base64 import urlsafe_b64encode
from contextlib import closing
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from ledger.book import Book
from ledger.canonical import canonical
from ledger.findings import HOLDS, MISMATCH, TAMPERED, AskedWrongly, Findings
from ledger.note import Checkpoint, sign_note
from ledger.plain import disclosure_fault
from ledger.seal import sealer
from ledger.tiles import Growth
from ledger.verify import asked_of, main, verify
from tests.books import Minutes, act
from tests.journeys.program import ROOT, environment, run

POSITION = 9


@pytest.fixture(scope="module")
def signed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a book of 32 entries, sealed twice, with withheld fields; it is copied, not written."""
    folder = tmp_path_factory.mktemp("signed")
    with Minutes(folder / "book") as minutes:
        for first in (0, 15):
            minutes.record(
                *(
                    act(
                        "recommendation-submitted",
                        f"S{number % 4}",
                        standing="3",
                        rationale=[f"reason {number}"],
                        withhold={"/body/rationale": "internal"} if number % 3 == 0 else {},
                        basis=[f"tip/2015/S{number % 4}@1"] if number > 20 else [],
                    )
                    for number in range(first, first + 15)
                )
            )
            with sealer(minutes.book) as opened:
                opened.seal()
    return folder / "book"


@pytest.fixture
def book(tmp_path: Path, signed: Path) -> Path:
    """Give a copy of that book, to be damaged."""
    return Path(shutil.copytree(signed, tmp_path / "book"))


def changed(database: Path, *statements: str, values: tuple[Any, ...] = ()) -> None:
    """Change a database from outside, without its guard rails."""
    with closing(sqlite3.connect(database, isolation_level=None)) as db:
        names = db.execute("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'").fetchall()
        for name, _ in names:
            db.execute(f"DROP TRIGGER {name}")
        for statement in statements:
            db.execute(statement, values if "?" in statement else ())
        for _, text in names:
            db.execute(text)


def entry(book: Path, position: int) -> bytes:
    """Give the bytes of an entry."""
    with closing(sqlite3.connect(book / "ledger.sqlite")) as db:
        (data,) = db.execute("SELECT state FROM entries WHERE rowid = ?", (position,)).fetchone()
    assert type(data) is bytes
    return data


def put(book: Path, position: int, data: bytes) -> None:
    """Put other bytes in the place of an entry."""
    statement = f"UPDATE entries SET state = ? WHERE rowid = {position}"  # noqa: S608
    changed(book / "ledger.sqlite", statement, values=(data,))


def sealed_again(book: Path) -> None:
    """Sign the entries as they now are, at each size that was signed, with the key of the book."""
    with closing(sqlite3.connect(book / "ledger.sqlite")) as db:
        states = [row[0] for row in db.execute("SELECT state FROM entries ORDER BY rowid")]
    with Book.open(book) as opened:
        key, origin = opened.signing_key(), opened.origin
    with closing(sqlite3.connect(book / "checkpoints.sqlite")) as db:
        sizes = db.execute("SELECT sequence, size FROM checkpoints ORDER BY 1").fetchall()
    for sequence, size in sizes:
        growth = Growth()
        tiles = [*growth.add(sha256(state).digest() for state in states[:size]), *growth.rest()]
        note = sign_note(Checkpoint(origin, size, growth.root()).text(), origin, [key])
        changed(
            book / "checkpoints.sqlite",
            f"UPDATE checkpoints SET root = ?, note = ? WHERE sequence = {sequence}",  # noqa: S608
            values=(growth.root(), note),
        )
        for tile, data in tiles:
            (book / "log" / tile.path).write_bytes(data)
        (book / "log" / "checkpoint").write_bytes(note)


def looked(path: Path, *, strict: bool = False) -> Findings:
    """Verify what lies at a path."""
    return verify(path, asked_of((), (), strict=strict))


def positions(found: Findings) -> set[int | None]:
    """Give the positions of all faults."""
    return {one["position"] for one in found.faults}


# ---------------------------------------------------------------- every fault


def test_three_faults_at_once(book: Path) -> None:
    """Faults that have nothing to do with each other are all named, and exit code 3 is given."""
    put(book, POSITION, entry(book, POSITION).replace(b'"standing":"3"', b'"standing":"2"'))
    changed(book / "ledger.sqlite", "UPDATE entries SET topic = 'objection-raised' WHERE rowid=20")
    tile = book / "log" / "tile" / "0" / "000.p" / "32"
    data = tile.read_bytes()
    tile.write_bytes(data[:-1] + bytes([data[-1] ^ 1]))
    changed(book / "checkpoints.sqlite", "UPDATE checkpoints SET size = 16 WHERE sequence = 1")
    found = looked(book)
    assert found.verdict == TAMPERED
    assert {POSITION, 20, 32} <= positions(found)
    text = " ".join(one["what"] for one in found.faults)
    for named in ("act 'objection-raised'", "tile/0/000.p/32", "checkpoint 1 of 16", "root"):
        assert named in text
    assert not all(check.ok for check in found.checks)
    ran = run("verify", book, cwd=book.parent)
    assert ran.code == 3
    for position in (POSITION, 20, 32):
        assert f"position {position}: " in ran.out


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE head SET recorded_at = '2027-01-01T00:00:00.000000Z'",
        "UPDATE disclosures SET release = 'congress' WHERE position = 3",
        "UPDATE disclosures SET until = '2040-01-01' WHERE position = 3",
        "UPDATE entries SET act_id = '0193e4c8-0000-7000-8000-000000000001' WHERE rowid = 9",
        "DELETE FROM disclosures WHERE position = 3",
        "DELETE FROM head",
    ],
)
def test_what_lies_beside_an_entry(book: Path, statement: str) -> None:
    """A column that does not say what its entry says is a mismatch: what was signed is there."""
    changed(book / "ledger.sqlite", statement)
    found = looked(book)
    assert found.verdict == MISMATCH
    assert found.faults


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b'"basis":["tip/2015/S1@1"]', b'"basis":5'),
        (b'"basis":["tip/2015/S1@1"]', b'"basis":[5]'),
        (b'"basis":["tip/2015/S1@1"]', b'"basis":["tip/2015/S1@99"]'),
        (b'"format":1', b'"format":' + b"[" * 20_000 + b"]" * 20_000),
        (b'"format":1', b'"format":' + b"9" * 5000),
        (b'"made":"contemporaneous"', b'"made":"\\ud800"'),
        (b'"version":', b'"version":"1","was":'),
        (b'"log":"example.org/minutes"', b'"log":"example.org/other"'),
        (b"{", b"\xff{"),
        (b"{", b"[{"),
    ],
)
def test_an_entry_that_is_none(book: Path, old: bytes, new: bytes) -> None:
    """Whatever stands in the place of an entry, and is signed, its position is named."""
    position = next(one for one in range(25, 33) if old in entry(book, one))
    put(book, position, entry(book, position).replace(old, new, 1))
    sealed_again(book)
    for strict in (False, True):
        found = looked(book, strict=strict)
        assert position in positions(found) or (b"ud800" in new and not strict)


def test_an_entry_that_is_not_canonical(book: Path) -> None:
    """An entry written in another way, and signed so, is found by `--strict` alone."""
    fields = json.loads(entry(book, POSITION))
    put(book, POSITION, json.dumps(fields).encode())
    sealed_again(book)
    assert looked(book).verdict == HOLDS
    found = looked(book, strict=True)
    assert (found.verdict, positions(found)) == (MISMATCH, {POSITION})
    assert "canonical" in found.faults[0]["what"]
    assert canonical(fields) != json.dumps(fields).encode()


def test_an_old_signature_that_is_none(book: Path) -> None:
    """A checkpoint of before whose signature was spoilt is found by `--strict` alone."""
    with closing(sqlite3.connect(book / "checkpoints.sqlite")) as db:
        (note,) = db.execute("SELECT note FROM checkpoints WHERE sequence = 1").fetchone()
    statement = "UPDATE checkpoints SET note = ? WHERE sequence = 1"
    spoilt = note[:-8] + (b"A" if note[-8:-7] != b"A" else b"B") + note[-7:]
    changed(book / "checkpoints.sqlite", statement, values=(spoilt,))
    assert looked(book).verdict == HOLDS
    found = looked(book, strict=True)
    assert found.verdict != HOLDS
    assert "checkpoint 1 of 17 entries" in found.faults[0]["what"]


def test_a_head_far_away(book: Path) -> None:
    """A head row that counts what could never be there is one fault, not one for each position."""
    changed(book / "ledger.sqlite", f"UPDATE head SET position = {2**61}")  # noqa: S608
    found = looked(book)
    assert found.verdict == TAMPERED
    assert positions(found) == {33}


def test_a_store_that_can_not_be_opened(book: Path) -> None:
    """Where the store is no database, that is one fault, and log and checkpoints are looked at."""
    (book / "ledger.sqlite").write_bytes(b"Dear Sir, " * 1000)
    found = looked(book)
    assert found.verdict == TAMPERED
    text = " ".join(one["what"] for one in found.faults)
    assert "ledger.sqlite can't be read" in text
    assert "covers 32 entries" in text


def test_a_checkpoint_that_can_not_be_read(book: Path) -> None:
    """Where the newest checkpoint can't be read, the record of checkpoints says what was signed."""
    (book / "log" / "checkpoint").write_bytes(b"?")
    put(book, POSITION, entry(book, POSITION).replace(b'"standing":"3"', b'"standing":"2"'))
    found = looked(book)
    assert found.verdict == TAMPERED
    assert {None, POSITION} <= positions(found)


@pytest.mark.parametrize("disclosure", ["\udcff", "A", "W10", "W1tb", "MQ", "ImEi", "_w"])
def test_a_disclosure_that_is_none(disclosure: str) -> None:
    """Whatever stands in the place of a disclosure, it is said to open nothing."""
    raw = sha256(disclosure.encode(errors="surrogatepass")).digest()
    digest = urlsafe_b64encode(raw).rstrip(b"=").decode()
    assert disclosure_fault("/body/text", disclosure, digest)
    assert disclosure_fault("/body/text", disclosure, "A" * 43)
    nested = urlsafe_b64encode(b"[" * 90_000 + b"]" * 90_000).rstrip(b"=").decode()
    raw = sha256(nested.encode()).digest()
    digest = urlsafe_b64encode(raw).rstrip(b"=").decode()
    assert disclosure_fault("/body/text", nested, digest)


# ---------------------------------------------------------------- asking


def test_asked_wrongly(book: Path) -> None:
    """A key or a checkpoint that is none, or a path with nothing, is exit code 2 and a sentence."""
    none = book.parent / "none"
    none.write_text("nothing\n", "utf-8")
    for options in (
        ("--key", "nobody+12345678+AAAA"),
        ("--key", str(none)),
        ("--key", "no-such-file"),
        ("--against", str(none)),
        ("--against", "no-such-file"),
        ("--against", str(book)),
    ):
        keys = [options[1]] if options[0] == "--key" else []
        files = [] if keys else [Path(options[1])]
        with pytest.raises(AskedWrongly):
            asked_of(keys, files)
        ran = run("verify", book, *options, cwd=book.parent)
        assert (ran.code, ran.out) == (2, "")
        assert ran.err.count("\n") == 1
        assert main([str(book), *options]) == 2
    for path in ("nowhere", "nowhere.zip"):
        assert run("verify", path, cwd=book.parent).code == 2


# ---------------------------------------------------------------- by itself

LOADED = """
import json, sys
from ledger import verify
code = verify.main(sys.argv[1:])
names = sorted({name.split(".")[0] for name in sys.modules} - set(sys.stdlib_module_names))
ours = sorted(name for name in sys.modules if name.startswith("ledger."))
print(json.dumps([names, ours]), file=sys.stderr)
sys.exit(code)
"""
ALLOWED = {
    "__main__",
    "__mp_main__",
    "cryptography",
    "_cffi_backend",
    "_openssl",
    "ledger",
    "_virtualenv",
}
WRITING = {"book", "seal", "recording", "entry", "sqlite", "reading", "checkpoints", "publish"}


@pytest.mark.parametrize("tampered", [False, True])
def test_by_itself(book: Path, *, tampered: bool) -> None:
    """The verifier alone loads nothing that writes books, and finds what `verify --json` finds."""
    if tampered:
        put(book, POSITION, entry(book, POSITION).replace(b'"standing":"3"', b'"standing":"2"'))
        (book / "log" / "log.vkey").write_bytes(b"?\n")
    ran = subprocess.run(
        [sys.executable, "-S", "-c", LOADED, str(book), "--strict", "--json"],
        env=environment(PYTHONPATH=f"{ROOT}:{Path(pytest.__file__).parents[1]}"),
        capture_output=True,
        check=False,
    )
    told = run("verify", book, "--strict", "--json", cwd=book.parent)
    assert ran.returncode == told.code == (3 if tampered else 0), ran.stderr
    answer = json.loads(ran.stdout)
    for name in ("verdict", "faults", "checks", "root", "append_only", "entries", "sealed", "key"):
        assert answer[name] == told.json[name]
    names, ours = json.loads(ran.stderr)
    assert set(names) <= ALLOWED
    assert "ledger.verify_book" in ours
    assert not {one.removeprefix("ledger.") for one in ours} & WRITING


@pytest.mark.parametrize("name", ["ledger.sqlite", "checkpoints.sqlite"])
def test_a_database_whose_layout_is_no_text(book: Path, name: str) -> None:
    """A database damaged where its tables are described is named; its words may be no UTF-8."""
    file = book / name
    with closing(sqlite3.connect(file)) as db:
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    data = file.read_bytes()
    assert b"CREATE TABLE " in data
    file.write_bytes(data.replace(b"CREATE TABLE ", b"\xc3REATE TABLE "))
    found = looked(book)
    assert found.verdict != HOLDS
    assert any(name in one["what"] for one in found.faults)
