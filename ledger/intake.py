"""Intake: what a file of acts holds, row by row, before anybody asks what the acts mean.

JSON Lines and CSV are read as they come, at any size; a JSON document is read whole, up to a limit.
A bad row is returned with its line and its reason, so that every one of them can be named.
"""

import json
from collections.abc import Iterator, Mapping
from pathlib import PurePath
from typing import BinaryIO, Final

from ledger.csv_rows import csv_rows
from ledger.json_rows import document_rows, line_rows
from ledger.submitted import HEAD, NO_ACTS, BadRow, Coerce, Form, IntakeError, Row, Source, read_all

__all__ = ["BadRow", "Coerce", "Form", "IntakeError", "Row", "form_of", "rows"]

BOM: Final = b"\xef\xbb\xbf"
UTF_16: Final = (b"\xff\xfe", b"\xfe\xff")
SUFFIXES: Final[Mapping[str, Form]] = {
    ".json": "json",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".csv": "csv",
}


def rows(stream: BinaryIO, *, form: Form | None, coerce: Coerce) -> Iterator[Row | BadRow]:
    """Yield every act and every bad row of the file; without a form its content decides.

    `coerce(act, field, text)` gives a CSV cell its JSON value, or raises ValueError saying why not.
    """
    head = read_all(stream, HEAD)
    if head.startswith(UTF_16):
        raise IntakeError("the file is UTF-16: save it as UTF-8")
    head = head.removeprefix(BOM)
    source = Source(head, stream)
    empty = True
    for row in _taken(source, form or _form_by_content(head), coerce):
        empty = False
        yield row
    if empty:
        raise IntakeError(NO_ACTS)


def form_of(name: str, head: bytes) -> Form:
    """Tell the form of a file by the suffix of its name, else by how its content begins."""
    return SUFFIXES.get(PurePath(name).suffix.lower()) or _form_by_content(head.removeprefix(BOM))


def _taken(source: "Source", form: Form, coerce: Coerce) -> Iterator[Row | BadRow]:
    if form == "csv":
        return csv_rows(source, coerce)
    if form == "jsonl" or _is_json_lines(source.head):
        return line_rows(source)
    return document_rows(source)


def _form_by_content(head: bytes) -> Form:
    start = head.lstrip()[:1]
    if not start or _is_json_lines(head):
        return "jsonl"
    if start in b"[{":
        return "json"
    header = head.lstrip().partition(b"\n")[0]
    if b"act" in (cell.strip(b' \t\r"') for cell in header.split(b",")):
        return "csv"
    raise IntakeError(
        "neither JSON, which begins with { or [, nor CSV, whose first line names the columns"
        " act and on between commas"
    )


def _is_json_lines(head: bytes) -> bool:
    """Tell acts on a line each from one object spread over many lines."""
    first, _, rest = head.strip().partition(b"\n")
    if not first.startswith(b"{"):
        return False
    if not rest or _is_whole(first):
        return True
    return rest.lstrip().startswith(b"{") and not first.rstrip().endswith((b":", b"[", b","))


def _is_whole(line: bytes) -> bool:
    try:
        json.loads(line)
    except (ValueError, RecursionError):
        return False
    return True
