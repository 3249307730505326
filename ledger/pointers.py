"""JSON Pointers (RFC 6901): the name of one place in an entry."""

import re
from typing import Any, Final

__all__ = ["join", "lookup", "split"]

_INDEX: Final = re.compile(r"0|[1-9][0-9]{0,8}")


def join(*keys: str | int) -> str:
    """Write the pointer that leads through these names and indexes."""
    return "".join(f"/{str(key).replace('~', '~0').replace('/', '~1')}" for key in keys)


def split(pointer: str) -> list[str]:
    """Take a pointer apart; ValueError if it is none, or not written the one way."""
    keys = [key.replace("~1", "/").replace("~0", "~") for key in pointer.split("/")[1:]]
    if not keys or join(*keys) != pointer:
        raise ValueError(f"{pointer!r} is not a JSON Pointer")
    return keys


def lookup(value: Any, pointer: str) -> tuple[Any, str | int]:
    """Find the object or list that a place is in, and its name or index there.

    LookupError if the pointer leads nowhere. An object need not hold the name; a list holds the
    index.
    """
    *path, last = split(pointer)
    for key in path:
        value = value[_key(value, key)]
    return value, _key(value, last)


def _key(value: Any, key: str) -> str | int:
    if isinstance(value, dict):
        return key
    if isinstance(value, list) and _INDEX.fullmatch(key) and int(key) < len(value):
        return int(key)
    raise LookupError(key)
