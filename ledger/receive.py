"""Receiving: a copy that was handed over becomes a book that is only read."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ledger.copies import COPY, WITHHELD, Copy
from ledger.entry import Entry, load_entry
from ledger.errors import EntryError, ReceiveRefused
from ledger.findings import TAMPERED, AskedWrongly, Findings
from ledger.folder import SETTINGS, Settings, building, write_new
from ledger.plain import PlainError
from ledger.sqlite import create_copy
from ledger.verify import copy_at, verify
from ledger.verify_log import Asked

__all__ = ["receive"]

STORE = "ledger.sqlite"


def receive(source: Path, path: Path, asked: Asked) -> Findings:
    """Verify a copy and make a book of it; ReceiveRefused when something in it is not as signed.

    A copy that only lacks entries becomes a book that shows the gaps.
    """
    findings = verify(source, asked)
    if findings.verdict == TAMPERED:
        raise ReceiveRefused(source, len(findings.faults), findings.faults[0]["what"])
    if (source / SETTINGS).exists() or not (source.suffix == ".zip" or (source / COPY).is_file()):
        raise AskedWrongly(f"{source} is neither a published folder nor a bundle")
    copy = copy_at(source)
    try:
        settings = _settings(findings, copy.facts())
        _make(path, copy, settings, findings.head)
    except (PlainError, EntryError, ValueError, KeyError, sqlite3.Error) as error:
        raise ReceiveRefused(source, 1, str(error)) from error
    return findings


def _settings(findings: Findings, facts: dict[str, Any]) -> Settings:
    """Make the settings of the book that a copy becomes; ValueError where it says too little."""
    return Settings(
        origin=findings.origin,
        programme=str(facts.get("programme")),
        recorder=findings.origin,
        store=STORE,
        seal="by-hand",
        audience=str(facts["audience"]),
    )


def _make(path: Path, copy: Copy, settings: Settings, size: int) -> None:
    with building(path) as folder:
        (folder / "views").mkdir(mode=0o700)
        write_new(folder / SETTINGS, settings.toml())
        for name in (COPY, WITHHELD, *copy.files.names("log"), *copy.files.names("rotations")):
            _write(folder / name, copy.files.read(name) or b"")
        create_copy(folder / STORE, size, _rows(copy), _disclosures(copy))


def _rows(copy: Copy) -> Iterator[tuple[int, Entry]]:
    for position, data in copy.entries():
        yield position, load_entry(data)


def _disclosures(copy: Copy) -> Iterator[tuple[Any, ...]]:
    """Yield the rows of the private table; the class of a place stands in its entry."""
    promised = {position: load_entry(data).commitments for position, data in copy.entries()}
    for position, opened in copy.disclosures().items():
        for pointer, disclosure in opened.items():
            said = promised[position][pointer]
            yield position, pointer, said["release"], said.get("until"), disclosure


def _write(file: Path, data: bytes) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("xb") as made:
        made.write(data)
