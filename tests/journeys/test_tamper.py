"""A byte turned anywhere: `verify` says so and names the place, or nothing it vouches for changed.

What a book, a log or a copy says is read here a second time, by other means, before and after.
"""

import json
import random
import re
import shutil
import sqlite3
import tomllib
import zipfile
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from ledger.bundle import CaseFile, bundle
from ledger.findings import HOLDS, Findings
from ledger.heads import editions_of, record_heads
from ledger.ids import Surroundings
from ledger.publish import publish
from ledger.receipts import Prover
from ledger.receive import receive
from ledger.seal import sealer
from ledger.tiles import ENTRIES, tiles_of
from ledger.verify import asked_of, verify
from ledger.verify_log import Asked
from tests.books import Minutes, act
from tests.journeys.program import run

CASE = "tip/2015/S5"
WITHHELD = ("internal", "congress")
Content = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of thing that is verified: its files, and what it says."""

    name: str
    flips: int
    files: Callable[[Path], list[Path]]
    says: Callable[[Path], Content]
    strict: bool = False


# ---------------------------------------------------------------- read by other means


def rows(file: Path, *queries: str) -> list[Any]:
    """Give what queries of a database answer, as bytes where it is text."""
    with closing(sqlite3.connect(f"file:{file}?mode=ro&immutable=1", uri=True)) as db:
        db.text_factory = bytes
        return [db.execute(query).fetchall() for query in queries]


def says_store(folder: Path) -> Content:
    """Give every row that a verifier vouches for."""
    entries, disclosures, head = rows(
        folder / "ledger.sqlite",
        "SELECT * FROM entries ORDER BY rowid",
        "SELECT * FROM disclosures ORDER BY 1, 2",
        "SELECT * FROM head",
    )
    return {"entries": entries, "disclosures": disclosures, "head": head}


def says_settings(folder: Path, *names: str) -> Content:
    """Give the settings that a verifier vouches for."""
    found = tomllib.loads((folder / "minutebook.toml").read_text("utf-8"))
    return {name: found.get(name) for name in names}


def says_log(folder: Path, *, bundles: bool = True) -> Content:
    """Give the files of a log that its newest checkpoint needs."""
    note = (folder / "checkpoint").read_bytes()
    size = int(note.split(b"\n")[1])
    tiles = [tile for tile in tiles_of(size) if bundles or tile.level != ENTRIES]
    return {tile.path: (folder / tile.path).read_bytes() for tile in tiles} | {
        "checkpoint": note,
        "log.vkey": (folder / "log.vkey").read_bytes(),
    }


def says_book(folder: Path) -> Content:
    """Give what a book says; of older checkpoints, the size and the root."""
    checkpoints, notes = rows(
        folder / "checkpoints.sqlite",
        "SELECT sequence, size, root FROM checkpoints ORDER BY sequence",
        "SELECT note FROM checkpoints ORDER BY sequence DESC LIMIT 1",
    )
    return (
        says_store(folder)
        | says_settings(folder, "origin")
        | says_log(folder / "log")
        | {"checkpoints": checkpoints, "newest": notes}
    )


def says_book_strictly(folder: Path) -> Content:
    """Give what a book says, every old signature included."""
    return says_book(folder) | {
        "notes": rows(folder / "checkpoints.sqlite", "SELECT note FROM checkpoints ORDER BY 1")
    }


def says_beside(folder: Path) -> Content:
    """Give what lies beside the entries of a copy."""
    facts = json.loads((folder / "copy.json").read_bytes())
    index = json.loads((folder / "withheld.json").read_bytes())["rows"]
    places = [[row.get("position"), row.get("pointer")] for row in index]
    classes = [row.get("release") for row in index if row.get("pointer")]
    known = [facts[name] for name in ("kind", "book", "audience", "size")]
    return {"facts": known, "places": places, "classes": classes}


def says_folder(folder: Path) -> Content:
    """Give what a published folder says."""
    packs = {
        file.name: file.read_bytes()
        for under in ("entries", "disclosures")
        for file in sorted((folder / under).iterdir())
    }
    return packs | says_beside(folder) | says_log(folder / "log")


def says_zip(file: Path) -> Content:
    """Give the content of every member of a zip."""
    with zipfile.ZipFile(file) as found:
        return {name: found.read(name) for name in found.namelist()}


def says_received(folder: Path) -> Content:
    """Give what a received copy says."""
    settings = says_settings(folder, "origin", "programme", "audience")
    return says_store(folder) | says_beside(folder) | settings | says_log(folder / "log")


# ---------------------------------------------------------------- what is turned


def below(*names: str) -> Callable[[Path], list[Path]]:
    """Give what lists the files of these names, and below these folders."""

    def listed(folder: Path) -> list[Path]:
        found = [folder / name for name in names]
        files = [one for file in found for one in (file, *file.rglob("*"))]
        return sorted(file for file in files if file.is_file())

    return listed


def itself(file: Path) -> list[Path]:
    """List a file alone."""
    return [file]


BOOK = below("ledger.sqlite", "checkpoints.sqlite", "minutebook.toml", "log")
COPY = below("entries", "disclosures", "log", "copy.json", "withheld.json")
RECEIVED = below("ledger.sqlite", "minutebook.toml", "log", "copy.json", "withheld.json")
KINDS = [
    Kind("book", 140, BOOK, says_book),
    Kind("book", 60, BOOK, says_book_strictly, strict=True),
    Kind("log", 60, below("."), says_log),
    Kind("folder", 80, COPY, says_folder),
    Kind("case.zip", 80, itself, says_zip),
    Kind("received", 60, RECEIVED, says_received),
    Kind("receipt.tlog-proof", 20, itself, lambda file: {"all": file.read_bytes()}),
]
PLACE = re.compile(
    r"\w+\.sqlite|minutebook\.toml|checkpoint|log\.vkey|tile/|copy\.json"
    r"|withheld|entries/|disclosures/|proofs/|receipt|the tiles|case\.zip|README\.txt|provenance"
)


def acts() -> Iterator[dict[str, Any]]:
    """Give acts, among them withheld fields and entries of every class."""
    for number in range(290):
        yield act(
            "recommendation-submitted",
            f"S{number % 40}",
            standing="3",
            rationale=[f"reason {number}", "of which a part is withheld"],
            release=("public", "congress", "internal")[number % 3] if number % 4 == 0 else "public",
            withhold={"/body/rationale/0": WITHHELD[number % 2]} if number % 5 == 0 else {},
        )


@pytest.fixture(scope="module")
def things(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give one of each kind, of one book of about 300 entries."""
    folder = tmp_path_factory.mktemp("things")
    with Minutes(folder / "book") as minutes:
        given = [*acts()]
        for first in (0, 100, 200):
            minutes.record(*given[first : first + 100])
            with sealer(minutes.book) as opened:
                opened.seal()
        record_heads(minutes.book, editions_of(minutes.book), Surroundings())
        publish(minutes.book, folder / "folder", "congress", Surroundings())
        streams = [CASE, "tip/2015", "tip", "book"]
        asked = CaseFile(CASE, "congress", streams, {"provenance.json": b"{}\n"})
        bundle(minutes.book, asked, folder / "case.zip")
        proof = Prover(minutes.book).prove(200).text()
        (folder / "receipt.tlog-proof").write_bytes(proof)
        (folder / "vkey").write_text(minutes.book.vkey + "\n", "ascii")
    receive(folder / "folder", folder / "received", Asked())
    shutil.copytree(folder / "book" / "log", folder / "log")
    for name in ("ledger.sqlite", "checkpoints.sqlite"):
        with closing(sqlite3.connect(folder / "book" / name)) as db:
            db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            db.execute("PRAGMA journal_mode = DELETE")
    return folder


@pytest.fixture
def verified(things: Path) -> Callable[[Path, Kind], Findings]:
    """Give what verifies a thing; a receipt, that lies in no book, with the key."""
    key = (things / "vkey").read_text("ascii").strip()

    def made(path: Path, kind: Kind) -> Findings:
        keys = [key] if kind.name.startswith("receipt") else []
        return verify(path, asked_of(keys, (), strict=kind.strict))

    return made


def turned(files: list[Path], chance: random.Random) -> tuple[Path, int, bytes]:
    """Choose a byte: of any file, each byte alike, but small files as often as large ones."""
    file = chance.choice([one for one in files if one.stat().st_size])
    data = file.read_bytes()
    return file, chance.randrange(len(data)), data


# ---------------------------------------------------------------- flips


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: f"{kind.name}-{kind.flips}")
def test_a_byte_turned(
    things: Path, verified: Callable[[Path, Kind], Findings], kind: Kind
) -> None:
    """A byte turned anywhere is found and named, or changes nothing that is vouched for."""
    path = things / kind.name
    before = kind.says(path)
    assert verified(path, kind).verdict == HOLDS
    chance = random.Random(f"{kind.name} {kind.strict}")  # noqa: S311 - which byte
    found = 0
    for _ in range(kind.flips):
        file, at, data = turned(kind.files(path), chance)
        by = chance.choice([1 << bit for bit in range(8)] + [0xFF])
        where = f"{file}, byte {at} of {len(data)}, ^{by:#x}"
        file.write_bytes(data[:at] + bytes([data[at] ^ by]) + data[at + 1 :])
        try:
            findings = verified(path, kind)
            unchanged = findings.verdict != HOLDS or kind.says(path) == before
        finally:
            file.write_bytes(data)
        assert unchanged, where
        assert (findings.verdict == HOLDS) == (findings.faults == []), where
        if findings.faults:
            found += 1
            named = [one for one in findings.faults if one["position"] or PLACE.search(one["what"])]
            assert named, (where, findings.faults)
    assert found > kind.flips // 4
    assert verified(path, kind).verdict == HOLDS


def test_a_byte_turned_in_a_member(things: Path, tmp_path: Path) -> None:
    """A byte turned in a member is found by what the member says, not by its checksum alone."""
    members = says_zip(things / "case.zip")
    chance = random.Random("members")  # noqa: S311 - which byte
    kinds = ("entries", "proofs", "disclosures", "log")
    for number in range(60):
        kind = kinds[number % len(kinds)]
        name = chance.choice([one for one in members if one.startswith(f"{kind}/")])
        data, at = members[name], chance.randrange(len(members[name]))
        spoilt = data[:at] + bytes([data[at] ^ (1 << chance.randrange(8))]) + data[at + 1 :]
        with zipfile.ZipFile(tmp_path / "case.zip", "w") as made:
            for one, content in (members | {name: spoilt}).items():
                made.writestr(zipfile.ZipInfo(one), content)
        found = verify(tmp_path / "case.zip", asked_of((), ()))
        assert found.verdict != HOLDS, (name, at)
        assert any(one["position"] or PLACE.search(one["what"]) for one in found.faults), (
            name,
            found.faults,
        )


@pytest.mark.parametrize("name", ["book", "log", "folder", "case.zip", "received"])
def test_a_byte_turned_at_the_command_line(things: Path, tmp_path: Path, name: str) -> None:
    """The program ends with 1 or 3 where a root was turned, and names the fault on a line."""
    source, copy = things / name, tmp_path / name
    if source.is_file():
        data = source.read_bytes()
        at = data.index(b"\x00\x20\n") if b"\x00\x20\n" in data else len(data) // 3
        copy.write_bytes(data[:at] + bytes([data[at] ^ 4]) + data[at + 1 :])
    else:
        shutil.copytree(source, copy)
        tile = next(copy.rglob("tile/0/000"))
        tile.write_bytes(b"\x00" + tile.read_bytes()[1:])
    ran = run("verify", copy, cwd=tmp_path)
    assert ran.code in {1, 3}
    assert "NOT" in ran.out
    assert run("verify", source, cwd=tmp_path).code == 0
    as_json = run("verify", copy, "--json", cwd=tmp_path)
    assert as_json.code == ran.code
    assert as_json.json["faults"]
