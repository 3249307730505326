"""Rows from CSV (RFC 4180): one act a row, its columns put where the act has them."""

import csv
import re
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Any, Final, TypeVar

from ledger.json_rows import Fault, fault_of, integer, text_fault
from ledger.submitted import (
    MAX_LINE,
    NO_ACTS,
    TOO_LONG,
    BadRow,
    Coerce,
    IntakeError,
    Row,
    Source,
    decoded,
    lines,
)

__all__ = ["csv_rows"]


class _TooLong(Exception):
    """Ends a record in the middle of a read."""


_FIELD: Final = r'(?:"(?:[^"]|"")*+"|[^",\r\n]*+)'
_RFC_4180: Final = re.compile(rf"{_FIELD}(?:,{_FIELD})*+")
_T = TypeVar("_T")
_WHOLE: Final = re.compile(r"0|[1-9][0-9]*")
_PLAIN: Final = frozenset({"act", "on", "id", "key", "occurred", "made", "release"})
_BY: Final = frozenset({"party", "person", "role", "authority", "recorded_by"})
_SOURCE: Final[Mapping[str, str]] = {
    f"source_{name}": name for name in ("title", "publisher", "date", "locator", "sha256", "grade")
}


class _Records:
    """Feeds one record after another to the csv module, and keeps what was fed."""

    def __init__(self, lines: Iterator[tuple[int, bytes | None]]) -> None:
        self._lines = lines
        self._reader = csv.reader(self, strict=True)
        self._number = 0
        self._begin()

    def _begin(self) -> None:
        self.line = self._number + 1
        self.size = 0
        self.raw: list[str] = []
        self.bad: BadRow | None = None

    def __iter__(self) -> "_Records":
        return self

    def __next__(self) -> str:
        self._number, data = next(self._lines)
        self.size += MAX_LINE + 1 if data is None else len(data) + 1
        if data is None or self.size > MAX_LINE + 1:
            raise _TooLong
        text = decoded(data, self._number)
        if isinstance(text, BadRow):
            self.bad = self.bad or text
            text = data.decode(errors="replace")
        self.raw.append(text)
        return text + "\n"

    def read(self) -> list[str] | BadRow | None:
        """Give the cells of the next record, none of a blank line, None at the end."""
        self._begin()
        cells = self._parsed()
        if isinstance(cells, list) and not self._is_quoted_well(cells):
            cells = BadRow(self.line, "", "a quotation mark in a cell that is not in quotes")
        return self.bad or cells

    def _is_quoted_well(self, cells: list[str]) -> bool:
        # The csv module lets a quotation mark stand in an unquoted cell; RFC 4180, 2.5 doesn't.
        marked = any('"' in cell for cell in cells)
        return not marked or _RFC_4180.fullmatch("\n".join(self.raw)) is not None

    def _parsed(self) -> list[str] | BadRow | None:
        # The limit is the process's own, so it is ours for one record only.
        limit = csv.field_size_limit(MAX_LINE)
        try:
            return next(self._reader, None)
        except _TooLong:
            unclosed = " (is a quotation mark left open?)" if self.raw else ""
            return BadRow(self.line, "", TOO_LONG + unclosed)
        except csv.Error as error:
            return BadRow(self.line, "", _csv_reason(error))
        finally:
            csv.field_size_limit(limit)


def _csv_reason(error: csv.Error) -> str:
    if "new-line" in str(error):
        return "a carriage return alone; end lines with LF or CRLF"
    if "end of data" in str(error):
        return "a quotation mark is opened here and never closed"
    return f"not CSV: {error}"


def csv_rows(source: Source, coerce: Coerce) -> Iterator[Row | BadRow]:
    """Yield an act, or what is wrong with it, for each record below the header."""
    records = _Records(lines(source))
    header = _header(records)
    if isinstance(header, BadRow):
        yield header
        return
    while (cells := records.read()) is not None:
        if isinstance(cells, BadRow):
            yield cells
        elif cells:
            yield _csv_row(header, cells, records.line, coerce)


def _header(records: _Records) -> list[str] | BadRow:
    while (names := records.read()) == []:
        pass
    if names is None:
        raise IntakeError(NO_ACTS)
    if isinstance(names, list):
        _check_header(names)
    return names


def _check_header(names: list[str]) -> None:
    seen: set[str] = set()
    for place, name in enumerate(names, start=1):
        if not name:
            raise IntakeError(f"column {place} has no name")
        if fault := text_fault(name):
            raise IntakeError(f"the name of column {place}: {fault.reason}")
        if name in seen:
            raise IntakeError(f"the column {name} stands twice")
        seen.add(name)
    for name in ("act", "on"):
        if name not in names:
            raise IntakeError(f"no column {name} among: {', '.join(names)}")
    if "sources" in names and not _SOURCE.keys().isdisjoint(names):
        raise IntakeError("columns source_... are the one source of an act: leave out sources")


def _csv_row(header: list[str], cells: list[str], line: int, coerce: Coerce) -> Row | BadRow:
    if len(cells) != len(header):
        column = header[len(cells)] if len(cells) < len(header) else ""
        return BadRow(line, column, f"{len(cells)} cells under {len(header)} columns")
    # The act comes first, whatever its column: it says how the others are read.
    filled = {"act": ""} | {name: text for name, text in zip(header, cells, strict=True) if text}
    if not filled["act"]:
        return BadRow(line, "act", "no act is named")
    act: dict[str, Any] = {}
    for column, text in filled.items():
        try:
            _place(act, column, _told(text), partial(coerce, filled["act"]))
        except ValueError as error:
            return BadRow(line, column, str(error))
    return Row(line, act)


def _told(value: _T) -> _T:
    if fault := fault_of(value):
        raise ValueError(f"{fault.pointer}: {fault.reason}" if fault.pointer else fault.reason)
    return value


def _items(text: str) -> list[str]:
    items = [item.strip() for item in text.split(";")]
    if "" in items:
        raise ValueError("nothing stands beside a semicolon")
    return items


def _withheld(text: str) -> dict[str, str]:
    classes: dict[str, str] = {}
    for item in _items(text):
        pointer, _, release = (part.strip() for part in item.rpartition("="))
        if not pointer or not release:
            raise ValueError(f"{item} is not of the form /body/field=class")
        if pointer in classes:
            raise ValueError(f"{pointer} stands here twice")
        classes[pointer] = release
    return classes


def _whole(text: str) -> int:
    # int() would also take "+5", "1_0" and " 5".
    number = integer(text) if _WHOLE.fullmatch(text) else Fault("not a whole number")
    if isinstance(number, Fault):
        raise ValueError(number.reason)  # noqa: TRY004 - it is the text that is wrong
    return number


_READ: Final[Mapping[str, Callable[[str], object]]] = {
    "basis": _items,
    "expect": _whole,
    "withhold": _withheld,
}


def _place(
    act: dict[str, Any], column: str, text: str, coerce: Callable[[str, str], object]
) -> None:
    if column in _PLAIN:
        act[column] = text
    elif column in _BY:
        act.setdefault("by", {})[column] = text
    elif column in _READ:
        act[column] = _READ[column](text)
    elif column in _SOURCE:
        sources = act.setdefault("body", {}).setdefault("sources", [{}])
        sources[0][_SOURCE[column]] = text
    else:
        act.setdefault("body", {})[column] = _told(coerce(column, text))
