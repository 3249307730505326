"""The one byte sequence of a JSON value: RFC 8785, for the values that an entry may hold.

No floats, no integers beyond 2^53, no control characters but LF and TAB, keys in ASCII. For these
values sorting keys by code point and by UTF-16 unit is the same, and orjson writes RFC 8785.
"""

import re
from collections.abc import Iterator
from typing import Any, Final

import orjson

from ledger.errors import EntryError
from ledger.pointers import join

__all__ = ["LIMIT", "canonical"]

LIMIT: Final = 1 << 20
DEPTH: Final = 64
INTEGER: Final = 2**53 - 1

OPTIONS: Final = (
    orjson.OPT_SORT_KEYS
    | orjson.OPT_STRICT_INTEGER
    | orjson.OPT_PASSTHROUGH_DATACLASS
    | orjson.OPT_PASSTHROUGH_DATETIME
    | orjson.OPT_PASSTHROUGH_SUBCLASS
)
_SCALARS: Final = frozenset({str, int, bool, type(None)})
_CONTAINERS: Final = frozenset({dict, list, tuple})
_KINDS: Final = _SCALARS | _CONTAINERS
_NO_KIND: Final = {float: "not an integer: write decimals as a string"}
# Every encoded byte that may be, or begin, something refused; what is found is looked at closely.
_HARMLESS: Final = bytes(set(range(256)) - {0x7F, 0xC2, ord("\\")})
_SUSPECT: Final = re.compile(rb'\x7f|\xc2[\x80-\x9f]|\\[^nt"\\]')
_CONTROL: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_SURROGATE: Final = re.compile(r"[\ud800-\udfff]")


def canonical(value: object) -> bytes:
    """Encode a value as its canonical JSON; EntryError names the place that has none."""
    try:
        data = orjson.dumps(value, option=OPTIONS)
    except (TypeError, RecursionError):
        data = b""
    if not (data and _is_clean(data) and _is_plain(value, keys_are_ascii=data.isascii())):
        for keys, reason in _faults(value, ()):
            raise EntryError(join(*keys), reason)
    if not data:
        raise EntryError("", "can't be written as JSON")
    if len(data) > LIMIT:
        raise EntryError("", f"{len(data)} bytes; an entry has at most {LIMIT} (1 MiB)")
    return data


# Two quick tests, which may fail a value that is right, never pass one that is wrong; and the walk
# through the value that then decides.


def _is_clean(data: bytes) -> bool:
    return not data.translate(None, _HARMLESS) or not _SUSPECT.search(data)


def _is_plain(value: Any, *, keys_are_ascii: bool) -> bool:
    level: list[Any] = [[value]]
    for _ in range(DEPTH + 2):
        deeper: list[Any] = []
        for container in level:
            parts: Any = container
            if type(container) is dict:
                if not (keys_are_ascii or "".join(container).isascii()):
                    return False
                parts = container.values()
            kinds = set(map(type, parts))
            if not kinds <= _SCALARS:
                if not kinds <= _KINDS:
                    return False
                deeper += [part for part in parts if type(part) in _CONTAINERS]
        if not deeper:
            return True
        level = deeper
    return False


def _faults(value: Any, keys: tuple[str | int, ...]) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """Walk through a value and tell every place that keeps it from being recorded."""
    kind = type(value)
    if kind not in _KINDS:
        yield keys, _NO_KIND.get(kind, f"{kind.__name__} is no JSON value")
    elif kind in _CONTAINERS and len(keys) > DEPTH:
        yield keys, f"nested more than {DEPTH} deep"
    elif kind is dict:
        for key, part in value.items():
            if type(key) is not str or not key.isascii() or _CONTROL.search(key):
                yield keys, f"the name {key!r} is not plain ASCII"
            else:
                yield from _faults(part, (*keys, key))
    elif kind in _CONTAINERS:
        for index, part in enumerate(value):
            yield from _faults(part, (*keys, index))
    else:
        yield from ((keys, reason) for reason in _scalar_faults(value))


def _scalar_faults(value: Any) -> Iterator[str]:
    if type(value) is int and abs(value) > INTEGER:
        yield "an integer beyond 2^53: write it as a string"
    if type(value) is not str:
        return
    if found := _CONTROL.search(value):
        yield f"control character U+{ord(found[0]):04X}: only line feed and tab are allowed"
    if found := _SURROGATE.search(value):
        yield f"half a character, U+{ord(found[0]):04X}: the text is not Unicode"
