"""An entry read with nothing but the standard library: what a verifier needs to know of it.

It asks less than the program that writes entries: that the bytes are one JSON object in which no
name stands twice, that it has what places it in the book, and that every disclosure opens what was
committed to. Whether the bytes are canonical is asked where that is wanted.
"""

import json
import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterable, Mapping
from hashlib import sha256
from typing import Any, Final

__all__ = ["PlainError", "canonical", "disclosure_fault", "read_entry", "read_object"]

PLACED: Final[Mapping[str, type]] = {
    "log": str,
    "stream": str,
    "version": int,
    "act": str,
    "id": str,
    "recorded_at": str,
    "release": str,
    "body": dict,
}
_INSTANT: Final = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z", re.ASCII)


class PlainError(Exception):
    """Bytes that are not an entry."""


def read_object(data: bytes) -> dict[str, Any]:
    """Read one JSON object; PlainError when it is none, or a name stands twice."""
    try:
        found = json.loads(data.decode(), object_pairs_hook=_once, parse_constant=_refused)
    except (ValueError, RecursionError) as error:
        raise PlainError(f"not JSON as it must be: {error}") from error
    if type(found) is not dict:
        raise PlainError("not a JSON object")
    return found


def read_entry(data: bytes) -> dict[str, Any]:
    """Read an entry; PlainError when it does not say what places it in a book."""
    fields = read_object(data)
    for name, kind in PLACED.items():
        if type(fields.get(name)) is not kind:
            raise PlainError(f"{name} is missing, or not of its kind")
    if fields.get("format") != 1:
        raise PlainError(f"its format is {fields.get('format')!r}; this verifier knows format 1")
    if not _INSTANT.fullmatch(fields["recorded_at"]):
        raise PlainError(f"{fields['recorded_at']!r} is not an instant of 27 characters")
    if type(fields.get("basis", [])) is not list:
        raise PlainError("its basis is not a list")
    commitments = fields.get("commitments", {})
    if type(commitments) is not dict or not all(map(_is_commitment, commitments.values())):
        raise PlainError("its commitments are not written as such")
    return fields


def canonical(value: object) -> bytes:
    """Write a value in the one way in which an entry is written (RFC 8785, for its values).

    What can't be written so comes out in a way in which no entry is written.
    """
    try:
        text = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    except RecursionError:
        return b""
    return text.encode(errors="replace")


def disclosure_fault(pointer: str, disclosure: str, digest: str) -> str | None:
    """Say why a disclosure does not open a commitment; None where it does."""
    if _base64(sha256(disclosure.encode(errors="surrogatepass")).digest()) != digest:
        return "the disclosure is not the one that was committed to"
    try:
        parts = json.loads(urlsafe_b64decode(disclosure + "=" * (-len(disclosure) % 4)))
        _salt, named, _value = parts
    except (ValueError, TypeError, RecursionError):
        return "the disclosure is not [salt, pointer, value]"
    if named != pointer:
        return f"the disclosure was made for another place, {named!r}"
    if _base64(canonical(parts)) != disclosure:
        return "the disclosure is not written in the one way"
    return None


def _is_commitment(value: object) -> bool:
    return type(value) is dict and all(type(value.get(key)) is str for key in ("digest", "release"))


def _once(pairs: Iterable[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in pairs:
        if name in found:
            raise PlainError(f"the name {name!r} stands twice")
        found[name] = value
    return found


def _refused(constant: str) -> None:
    raise PlainError(f"{constant} is no value of an entry")


def _base64(data: bytes) -> str:
    return urlsafe_b64encode(data).rstrip(b"=").decode("ascii")
