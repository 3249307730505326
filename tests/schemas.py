"""A JSON Schema read literally: as much of draft 2020-12 as the schema of the acts uses.

A keyword that is not known here is an error, so that nothing passes for having been checked.
"""

import re
from collections.abc import Callable, Iterator
from typing import Any

__all__ = ["faults"]

Schema = dict[str, Any]
SILENT = {"$defs", "$schema", "default", "description", "title"}
TYPES: dict[str, Callable[[Any], bool]] = {
    "object": lambda value: type(value) is dict,
    "array": lambda value: type(value) is list,
    "string": lambda value: type(value) is str,
    "integer": lambda value: type(value) is int,
    "boolean": lambda value: type(value) is bool,
    "null": lambda value: value is None,
}


def faults(value: Any, schema: Schema, root: Schema | None = None) -> list[str]:
    """Give the keywords that a value breaks, each with its place; none when it is valid."""
    return list(_faults(value, schema, schema if root is None else root, "#"))


def _faults(value: Any, schema: Schema, root: Schema, place: str) -> Iterator[str]:
    for keyword, wanted in schema.items():
        if keyword not in SILENT and not KEYWORDS[keyword](value, wanted, schema, root):
            yield f"{place} {keyword}"
    if type(value) is dict:
        for name, part in value.items():
            if inner := schema.get("properties", {}).get(name):
                yield from _faults(part, inner, root, f"{place}/{name}")
    if type(value) is list and "items" in schema:
        for index, part in enumerate(value):
            yield from _faults(part, schema["items"], root, f"{place}/{index}")


def _ref(value: Any, wanted: str, root: Schema) -> bool:
    found: Any = root
    for step in wanted.removeprefix("#/").split("/"):
        found = found[step]
    return _valid(value, found, root)


def _valid(value: Any, schema: Schema, root: Schema) -> bool:
    return next(_faults(value, schema, root, "#"), None) is None


def _others(value: Any, wanted: Any, schema: Schema, root: Schema) -> bool:
    if type(value) is not dict or wanted is True:
        return True
    more = [part for name, part in value.items() if name not in schema.get("properties", {})]
    return not more if wanted is False else all(_valid(part, wanted, root) for part in more)


def _text(check: Callable[[str, Any], bool]) -> Callable[..., bool]:
    return lambda value, wanted, *_: type(value) is not str or check(value, wanted)


KEYWORDS: dict[str, Callable[[Any, Any, Schema, Schema], bool]] = {
    "$ref": lambda value, wanted, _, root: _ref(value, wanted, root),
    "additionalProperties": _others,
    "anyOf": lambda value, wanted, _, root: any(_valid(value, one, root) for one in wanted),
    "const": lambda value, wanted, *_: type(value) is type(wanted) and value == wanted,
    "enum": lambda value, wanted, *_: value in wanted,
    "items": lambda *_: True,
    "maxLength": _text(lambda text, most: len(text) <= most),
    "minItems": lambda value, least, *_: type(value) is not list or len(value) >= least,
    "minLength": _text(lambda text, least: len(text) >= least),
    "minimum": lambda value, least, *_: type(value) is not int or value >= least,
    "oneOf": lambda value, wanted, _, root: sum(_valid(value, one, root) for one in wanted) == 1,
    "pattern": _text(lambda text, pattern: re.search(pattern, text) is not None),
    "properties": lambda *_: True,
    "required": lambda value, names, *_: type(value) is not dict or set(names) <= value.keys(),
    "type": lambda value, name, *_: TYPES[name](value),
}
