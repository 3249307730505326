"""A file of claims, TOML or CSV, read whole: either every claim in it, or all that is wrong."""

import csv
import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import Any

from domain.claims import Claim
from domain.submitted_claims import ClaimUnreadable, Terms, read_claim
from ui.usage import UsageError

__all__ = ["COLUMNS", "REQUIRED", "claims_of"]

REQUIRED = ("claim", "claimant", "measure", "edition", "expect")
COLUMNS = (*REQUIRED, "subject", "statement", "source")
"""Columns of a claim; the last two are for its readers, and nothing is computed from them."""
LIMIT = 64 * 1024 * 1024
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_TABLES = re.compile(r"^\s*\[\[", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class _Submitted:
    """One claim as it stands in a file: where, and its fields, or what is wrong with its form."""

    place: str
    fields: Mapping[str, Any]
    faults: Sequence[str] = ()


def claims_of(file: str, terms: Terms) -> list[Claim]:
    """Read every claim of a file; UsageError lists each fault with its place."""
    claims, faults = [], []
    for one in _submitted(file, _text(file)):
        found = [*one.faults, *_forms(one.fields)]
        try:
            if not found:
                claims.append(read_claim(one.fields, terms))
        except ClaimUnreadable as error:
            found += error.faults
        faults += [f"{one.place}: {fault}" for fault in found]
    if faults:
        raise _refused(file, *faults)
    if not claims:
        raise _refused(file, "it holds no claim: write [[claim]] tables, or rows under a header")
    return claims


def _refused(file: str, *faults: str) -> UsageError:
    return UsageError("\n  ".join((f"{file} is refused, and nothing was compared", *faults)))


# ---------------------------------------------------------------- bytes and forms


def _text(file: str) -> str:
    try:
        with Path(file).open("rb") as stream:
            data = stream.read(LIMIT + 1)
    except OSError as error:
        raise UsageError(f"{file} can't be read: {error.strerror}") from None
    if len(data) > LIMIT:
        raise _refused(file, "it is larger than 64 MiB")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise _refused(file, f"line {line}: it is not UTF-8 ({error.reason})") from None


def _submitted(file: str, text: str) -> Iterator[_Submitted]:
    """Take a file apart, by its suffix, else by what it looks like."""
    suffix = Path(file).suffix.lower()
    if suffix not in ("", ".toml", ".csv", ".txt"):
        raise _refused(file, f"claims are TOML or CSV, not {suffix}")
    if suffix == ".toml" or (suffix != ".csv" and _TABLES.search(text)):
        return _of_toml(file, text)
    return _of_csv(file, text)


def _forms(fields: Mapping[str, Any]) -> Iterator[str]:
    """Say what is wrong with a claim whatever it says.

    A control character would do something to a terminal instead of being shown.
    """
    for name, value in fields.items():
        if isinstance(value, str) and _CONTROL.search(value):
            yield f"{name} contains a control character"
    if not isinstance(fields.get("statement", ""), str):
        yield "statement is not a text"
    if not isinstance(fields.get("source", ""), str | dict):
        yield "source is neither a text nor a table"


# ---------------------------------------------------------------- TOML


def _of_toml(file: str, text: str) -> Iterator[_Submitted]:
    try:
        document = tomllib.loads(text)
    except RecursionError:
        raise _refused(file, "it is nested too deeply") from None
    except ValueError as error:
        raise _refused(file, f"it is not TOML: {error}") from None
    tables = {name: value for name, value in document.items() if _is_tables(value)}
    other = [name for name, value in document.items() if isinstance(value, dict | list)]
    if len(tables) != 1 or len(other) != 1:
        raise _refused(
            file,
            f"it has {', '.join(map(_quoted, other)) or 'no table'}; expected is one array of "
            "tables: [[claim]] above each claim",
        )
    for number, table in enumerate(next(iter(tables.values())), start=1):
        name = f" ({_quoted(str(table['claim']))})" if "claim" in table else ""
        unknown = [key for key in table if key not in COLUMNS]
        yield _Submitted(f"claim {number}{name}", table, _unknown(unknown))


def _is_tables(value: object) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(one, dict) for one in value)


# ---------------------------------------------------------------- CSV


def _of_csv(file: str, text: str) -> Iterator[_Submitted]:
    reader = csv.reader(StringIO(text, newline=""), strict=True)
    try:
        header = _header(file, next(reader, []))
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield _row(f"line {reader.line_num}", header, cells)
    except csv.Error as error:
        raise _refused(file, f"line {reader.line_num}: it is not CSV: {error}") from None


def _header(file: str, cells: Sequence[str]) -> list[str]:
    names = [cell.strip().casefold() for cell in cells]
    twice = sorted({name for name in names if names.count(name) > 1})
    missing = [name for name in REQUIRED if name not in names]
    faults = [
        *(f"the column {_quoted(name)} stands twice" for name in twice),
        *(f"the column {name} is missing" for name in missing),
        *_unknown([name for name in names if name not in COLUMNS]),
    ]
    if faults:
        raise _refused(file, *(f"line 1: {fault}" for fault in faults))
    return names


def _row(place: str, header: Sequence[str], cells: Sequence[str]) -> _Submitted:
    if len(cells) != len(header):
        return _Submitted(place, {}, [f"{len(cells)} cells under {len(header)} columns"])
    filled = zip(header, (cell.strip() for cell in cells), strict=True)
    return _Submitted(place, {name: cell for name, cell in filled if cell})


def _unknown(names: Sequence[str]) -> list[str]:
    allowed = ", ".join(COLUMNS)
    return [f"there is no column {_quoted(name)}; allowed are {allowed}" for name in names]


def _quoted(text: str) -> str:
    return repr(text if len(text) <= 60 else f"{text[:60]}…")  # noqa: PLR2004
