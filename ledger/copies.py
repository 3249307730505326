"""A copy as it is handed over: what lies where in a published folder, and in a bundle.

Both hold `copy.json`, `withheld.json`, `log/`, entries, disclosures and `rotations/`. A published
folder packs 256 entries into a file, one a line; a bundle has each in a file of its own, with its
proof. A copy that was received keeps its entries in a store.
"""

import json
import re
from collections.abc import Iterator, Mapping
from contextlib import closing
from pathlib import Path
from typing import Any, Final

from ledger.archive import Files, Folder
from ledger.plain import PlainError, read_object
from ledger.tiles import WIDTH, Tile
from ledger.verify_store import connect, copy_faults

__all__ = [
    "BUNDLE",
    "COPY",
    "WITHHELD",
    "Copy",
    "Received",
    "is_member",
    "pack_name",
    "rotation_name",
    "written",
]

COPY: Final = "copy.json"
WITHHELD: Final = "withheld.json"
BUNDLE: Final = "bundle"
"""Kind of a copy that holds one case; the other holds the whole book."""

_N: Final = "(?:x[0-9]{3}/)*[0-9]{3}"
_MEMBER: Final = re.compile(
    rf"README\.txt|copy\.json|withheld\.json|provenance\.json|log/(?:checkpoint|log\.vkey)"
    rf"|log/tile/[0-9]{{1,2}}/{_N}(?:\.p/[0-9]{{1,3}})?"
    r"|(?:entries|disclosures)/[1-9][0-9]{0,15}\.json"
    r"|(?:proofs|rotations)/[1-9][0-9]{0,15}\.tlog-proof"
)
_SINGLE: Final = re.compile(r"[a-z]+/([1-9][0-9]{0,15})\.json")
_PACK: Final = re.compile(rf"[a-z]+/({_N})\.jsonl")


def is_member(name: str) -> bool:
    """Tell whether a bundle may have a member of this name."""
    return _MEMBER.fullmatch(name) is not None


def pack_name(kind: str, number: int) -> str:
    """Name the file that holds the entries, or disclosures, of 256 positions."""
    return f"{kind}/{Tile(0, number).path.removeprefix('tile/0/')}.jsonl"


def rotation_name(position: int) -> str:
    """Name the proof that a key was named while the key before it was in force."""
    return f"rotations/{position}.tlog-proof"


class Copy:
    """The files of a copy, read one after the other; what can't be read is told, not raised."""

    def __init__(self, files: Files) -> None:
        self.files = files

    def facts(self) -> dict[str, Any]:
        """Give what the copy says of itself; PlainError when it says nothing that can be read."""
        data = self.files.read(COPY)
        if data is None:
            raise PlainError(f"{COPY} is missing")
        return read_object(data)

    def withheld(self) -> list[dict[str, Any]]:
        """Give the index of what is withheld; PlainError when it can't be read."""
        rows = read_object(self.files.read(WITHHELD) or b"").get("rows")
        if type(rows) is not list or not all(map(_is_index_row, rows)):
            raise PlainError(f"{WITHHELD} has no rows")
        return rows

    def entries(self) -> Iterator[tuple[int, bytes]]:
        """Yield the entries there are, by position; a name that is none of ours is passed over."""
        for name, data in self._read("entries"):
            if found := _SINGLE.fullmatch(name):
                yield int(found[1]), data
            elif found := _PACK.fullmatch(name):
                first = _number(found[1]) * WIDTH + 1
                for position, line in enumerate(data.split(b"\n"), first):
                    if line:
                        yield position, line

    def disclosures(self) -> dict[int, dict[str, str]]:
        """Give what opens withheld places, by position and pointer; PlainError if it can't be."""
        found: dict[int, dict[str, str]] = {}
        for name, data in self._read("disclosures"):
            try:
                if one := _SINGLE.fullmatch(name):
                    found[int(one[1])] = _texts(read_object(data))
                elif _PACK.fullmatch(name):
                    found |= map(_opens, data.split(b"\n")[:-1])
            except PlainError as error:
                raise PlainError(f"{name}: {error}") from error
        return found

    def _read(self, under: str) -> Iterator[tuple[str, bytes]]:
        names = sorted(self.files.names(under), key=lambda name: (len(name), name))
        for name in names:
            yield name, self.files.read(name) or b""


class Received(Copy):
    """A copy that was received: its entries lie in a store, all else in files beside it."""

    def __init__(self, folder: Path, settings: Mapping[str, Any]) -> None:
        super().__init__(Folder(folder))
        self._settings = settings
        self._store = folder / str(settings.get("store", "ledger.sqlite"))

    def entries(self) -> Iterator[tuple[int, bytes]]:
        """Yield the entries there are, by position."""
        with closing(connect(self._store)) as db:
            for position, data in db.execute("SELECT rowid, state FROM entries ORDER BY rowid"):
                yield position, data if type(data) is bytes else b""

    def disclosures(self) -> dict[int, dict[str, str]]:
        """Give what opens withheld places, by position and pointer."""
        found: dict[int, dict[str, str]] = {}
        with closing(connect(self._store)) as db:
            for position, pointer, text in db.execute(
                "SELECT position, pointer, disclosure FROM disclosures"
            ):
                found.setdefault(position, {})[str(pointer)] = str(text)
        return found

    def row_faults(self, size: int) -> Iterator[tuple[int | None, str]]:
        """Yield what does not fit in the store, and in the settings that were made for the copy."""
        facts = self.facts()
        for name, fact in (
            ("origin", "book"),
            ("programme", "programme"),
            ("audience", "audience"),
        ):
            if self._settings.get(name) != facts.get(fact):
                yield None, f"minutebook.toml has another {name} than {COPY}"
        yield from copy_faults(self._store, size)


def _number(path: str) -> int:
    return int(path.replace("x", "").replace("/", ""))


def _texts(found: object) -> dict[str, str]:
    if type(found) is not dict or not all(type(text) is str for text in found.values()):
        raise PlainError("it does not hold disclosures by their pointers")
    return found


def _opens(line: bytes) -> tuple[int, dict[str, str]]:
    """Read a line of a pack of disclosures: of which position, and what opens places of it."""
    row = read_object(line)
    position = row.get("position")
    if type(position) is not int:
        raise PlainError("a line has no position")
    return position, _texts(row.get("opens"))


def _is_index_row(row: object) -> bool:
    return type(row) is dict and not any(isinstance(one, dict | list) for one in row.values())


def written(value: object) -> bytes:
    """Write a file of a copy that people read too: JSON, indented, the same each time."""
    return (json.dumps(value, ensure_ascii=False, indent=1) + "\n").encode()
