"""Withholding a field: a salted digest takes its place; the disclosure that opens it is private.

A disclosure is the unpadded base64url of the JSON `[salt, pointer, value]`, its commitment the
base64url of SHA-256 over the ASCII of that: the form of SD-JWT (RFC 9901, section 4.2).
"""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Iterator, Mapping
from hashlib import sha256
from typing import Any, Final

import orjson

from domain.values import Release
from ledger.canonical import canonical
from ledger.errors import DisclosureError, EntryError
from ledger.pointers import lookup

__all__ = ["SALT", "commitment", "disclose", "opened", "reveal", "withhold"]

SALT: Final = 16


def disclose(pointer: str, value: object, salt: bytes) -> str:
    """Write the disclosure of one value under a salt of 16 random bytes."""
    if len(salt) != SALT:
        raise DisclosureError(pointer, f"a salt has {SALT} bytes, not {len(salt)}")
    try:
        return _base64(canonical([_base64(salt), pointer, value]))
    except EntryError as error:
        raise EntryError(pointer + error.pointer.removeprefix("/2"), error.reason) from error


def commitment(disclosure: str) -> str:
    """Return the digest that stands in the entry for a disclosure."""
    return _base64(sha256(disclosure.encode("ascii")).digest())


def opened(pointer: str, disclosure: str, digest: str) -> Any:
    """Return the value that a disclosure holds, if it is the one committed to for this place."""
    if not disclosure.isascii() or commitment(disclosure) != digest:
        raise DisclosureError(pointer, "the disclosure is not the one that was committed to")
    salt, named, value = _parts(pointer, disclosure)
    if disclose(named, value, salt) != disclosure:
        raise DisclosureError(pointer, "the disclosure is not written in the one way")
    if named != pointer:
        raise DisclosureError(pointer, f"the disclosure was made for another place, {named!r}")
    return value


def withhold(
    fields: Mapping[str, Any], classes: Mapping[str, Mapping[str, str]], salts: Iterator[bytes]
) -> tuple[dict[str, Any], dict[str, str]]:
    """Take fields out of an entry's content, leaving commitments.

    `classes` gives for each JSON Pointer its `release` and perhaps `until`. Returns the content
    that is left, with `commitments`, and the disclosures by pointer. Nothing given is changed.
    """
    left: dict[str, Any] = _copied(fields)
    _refuse_nested(classes)
    disclosures: dict[str, str] = {}
    for pointer in sorted(classes):
        disclosures[pointer] = _taken_out(left, pointer, next(salts))
    commitments = {
        pointer: {"digest": commitment(disclosure), **classes[pointer]}
        for pointer, disclosure in disclosures.items()
    }
    if commitments:
        left["commitments"] = {**left.get("commitments", {}), **commitments}
    return left, disclosures


def reveal(
    fields: Mapping[str, Any],
    disclosures: Mapping[str, str],
    mark: Callable[[Release, str | None], object],
) -> dict[str, Any]:
    """Put opened values back into their places, and a mark where nothing was opened.

    Every disclosure is held against its commitment and its place. Commitments are left out of what
    is returned; nothing given is changed.
    """
    full: dict[str, Any] = _copied(fields)
    commitments: Mapping[str, Any] = full.pop("commitments", {})
    for pointer in disclosures.keys() - commitments.keys():
        raise DisclosureError(pointer, "a disclosure without a commitment")
    for pointer, promised in commitments.items():
        parent, key = _place(full, pointer)
        if pointer in disclosures:
            parent[key] = opened(pointer, disclosures[pointer], promised["digest"])
        else:
            parent[key] = mark(promised["release"], promised.get("until"))
    return full


def _parts(pointer: str, disclosure: str) -> tuple[bytes, str, Any]:
    try:
        match orjson.loads(_unbase64(disclosure)):
            case [str(salt), str(named), value]:
                return _unbase64(salt), named, value
    except ValueError:
        pass
    raise DisclosureError(pointer, "the disclosure is not [salt, pointer, value]")


def _taken_out(fields: dict[str, Any], pointer: str, salt: bytes) -> str:
    parent, key = _place(fields, pointer)
    if type(parent) is dict and key not in parent:
        raise DisclosureError(pointer, "there is nothing to withhold at this place")
    value = parent[key]
    if _has_null(value):
        raise DisclosureError(pointer, "null, or part of it: nothing is withheld twice")
    if type(parent) is dict:
        del parent[key]
    elif type(value) is str:
        parent[key] = None
    else:
        raise DisclosureError(pointer, "of a list, only a paragraph of a text is withheld alone")
    return disclose(pointer, value, salt)


def _place(fields: dict[str, Any], pointer: str) -> tuple[Any, Any]:
    try:
        return lookup(fields, pointer)
    except (LookupError, ValueError) as error:
        raise DisclosureError(pointer, "there is no such place in the entry") from error


def _refuse_nested(pointers: Mapping[str, object]) -> None:
    for pointer in pointers:
        place = pointer
        while place := place.rpartition("/")[0]:
            if place in pointers:
                raise DisclosureError(
                    pointer, f"{place} is withheld as a whole: name one or the other"
                )


def _copied(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _copied(part) for key, part in value.items()}
    if type(value) in {list, tuple}:
        return [_copied(part) for part in value]
    return value


def _has_null(value: Any) -> bool:
    if type(value) is dict:
        return any(map(_has_null, value.values()))
    if type(value) is list:
        return any(map(_has_null, value))
    return value is None


def _base64(data: bytes) -> str:
    return urlsafe_b64encode(data).rstrip(b"=").decode("ascii")


def _unbase64(text: str) -> bytes:
    # Lax about stray characters; whoever calls encodes again and compares.
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))
