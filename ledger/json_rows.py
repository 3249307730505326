"""Rows from JSON: a document, or a line for each act; nothing that JSON readers disagree on."""

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final

from ledger.canonical import DEPTH, INTEGER
from ledger.pointers import join
from ledger.submitted import TOO_LONG, BadRow, IntakeError, Row, Source, decoded, lines, read_all

__all__ = ["Fault", "document_rows", "fault_of", "integer", "line_rows", "text_fault"]

MAX_DOCUMENT: Final = 64 << 20

_INK: Final = re.compile(r"[^ \t\r\n]")
_UNTEXT: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Fault:
    """What the ledger doesn't take of a value, and where; it may stand in the value's place."""

    reason: str
    pointer: str = ""


def line_rows(source: Source) -> Iterator[Row | BadRow]:
    """Yield an act, or what is wrong with it, for each line that is not blank."""
    for line, data in lines(source):
        if data is None:
            yield BadRow(line, "", TOO_LONG)
        elif data.strip(b" \t\r"):
            text = decoded(data, line)
            yield text if isinstance(text, BadRow) else _line_row(text, line)


def _line_row(text: str, line: int) -> Row | BadRow:
    try:
        value, at = _value(text, _skip(text, 0))
        _end(text, at)
    except json.JSONDecodeError as error:
        return BadRow(line, f"column {error.colno}", _not_json(error))
    return _row(value, line)


def document_rows(source: Source) -> Iterator[Row | BadRow]:
    """Yield the one act of an object, or those of an array; the document is read whole."""
    data = read_all(source, MAX_DOCUMENT + 1)
    if len(data) > MAX_DOCUMENT:
        raise IntakeError(
            "a JSON document over 64 MiB: write one act on a line (JSON Lines), at any size"
        )
    text = decoded(data, 1)
    if isinstance(text, BadRow):
        yield text
        return
    try:
        yield from _elements(text)
    except json.JSONDecodeError as error:
        reason = f"{_not_json(error)}; nothing is read from here on"
        yield BadRow(error.lineno, f"column {error.colno}", reason)


def _not_json(error: json.JSONDecodeError) -> str:
    # Some of these messages end in "at", for a place that is named beside them here.
    return f"not JSON: {error.msg.removesuffix(' at')}"


def _elements(text: str) -> Iterator[Row | BadRow]:
    at = _skip(text, 0)
    if at == len(text):
        return
    if text[at] == "[":
        yield from _array(text, at)
        return
    line = 1 + text.count("\n", 0, at)
    value, at = _value(text, at)
    yield _row(value, line)
    _end(text, at)


def _array(text: str, at: int) -> Iterator[Row | BadRow]:
    line, counted = 1, 0
    at = _skip(text, at + 1)
    more = not text.startswith("]", at)
    while more:
        line += text.count("\n", counted, at)
        counted = at
        value, at = _value(text, at)
        yield _row(value, line)
        at = _skip(text, at)
        more = text.startswith(",", at)
        if more:
            at = _skip(text, at + 1)
        elif not text.startswith("]", at):
            raise json.JSONDecodeError("Expecting ',' or ']'", text, at)
    _end(text, at + 1)


def integer(text: str) -> int | Fault:
    """Read a JSON integer that every reader takes alike."""
    # Told by length first: Python refuses to convert more than 4,300 digits.
    if len(text) > len(str(-INTEGER)) or abs(int(text)) > INTEGER:
        return Fault("an integer beyond 2^53; write it as a string")
    return int(text)


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any] | Fault:
    made: dict[str, Any] = {}
    for key, value in pairs:
        if key in made:
            return Fault(f"the key {json.dumps(key)} stands here twice", _token(key))
        made[key] = value
    return made


_DECODER: Final = json.JSONDecoder(object_pairs_hook=_object, parse_int=integer)


def _value(text: str, at: int) -> tuple[object, int]:
    try:
        return _DECODER.raw_decode(text, at)
    except RecursionError:
        raise json.JSONDecodeError("nested too deeply", text, at) from None


def _skip(text: str, at: int) -> int:
    ink = _INK.search(text, at)
    return ink.start() if ink else len(text)


def _end(text: str, at: int) -> None:
    at = _skip(text, at)
    if at < len(text):
        raise json.JSONDecodeError("something follows the end", text, at)


def _row(value: object, line: int) -> Row | BadRow:
    if fault := fault_of(value):
        return BadRow(line, fault.pointer, fault.reason)
    if not isinstance(value, dict):
        return BadRow(line, "", "not an object; an act is written as { ... }")
    return Row(line, value)


def fault_of(value: object, depth: int = 1) -> Fault | None:
    """Find the first thing in a parsed value that canonical JSON has no place for."""
    if depth > DEPTH and isinstance(value, dict | list):
        return Fault(f"nested deeper than {DEPTH} levels")
    for name, part in _parts(value):
        if fault := text_fault(name) or fault_of(part, depth + 1):
            return Fault(fault.reason, _token(name) + fault.pointer)
    return _own_fault(value)


def _parts(value: object) -> Iterable[tuple[str, object]]:
    match value:
        case dict():
            return value.items()
        case list():
            return ((str(index), part) for index, part in enumerate(value))
        case _:
            return ()


def _own_fault(value: object) -> Fault | None:
    match value:
        case Fault():
            return value
        case str():
            return text_fault(value)
        case float():
            return Fault(f"{value!r} is not an integer; write decimals as strings")
        case _:
            return None


def text_fault(text: str) -> Fault | None:
    """Find the first character in a text that an entry has no place for."""
    found = _UNTEXT.search(text)
    if found is None:
        return None
    if found[0] >= "\ud800":
        return Fault(f"U+{ord(found[0]):04X} is half of a surrogate pair, not a character")
    return Fault(f"U+{ord(found[0]):04X} is a control character; only LF and TAB may stand here")


def _token(name: str) -> str:
    # What can't be printed is escaped, since people will read it.
    return _UNTEXT.sub(lambda found: f"\\u{ord(found[0]):04x}", join(name))
