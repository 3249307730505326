"""A field of an act written as one cell of a table: how CSV says what JSON says."""

import json
import re
from functools import cache
from typing import Any

from domain.acts import ACTS
from domain.withholding import TEXTS

__all__ = ["from_cell"]


def from_cell(act: str, field: str, text: str) -> Any:
    """Read a cell as the value its field takes; ValueError says what is wrong with it.

    A text is one paragraph, a list is separated by `;`, an object is JSON.
    """
    kinds = _kinds(act).get(field)
    if kinds is None or "string" in kinds:
        return _truth(text) if kinds and "boolean" in kinds else text
    if "array" in kinds:
        return [text] if field in TEXTS else _items(text, kinds)
    if "boolean" in kinds:
        return _truth(text)
    if "integer" in kinds and re.fullmatch(r"-?(0|[1-9][0-9]*)", text):
        return int(text)
    if "object" in kinds:
        return _object(text)
    return text


def _truth(text: str) -> Any:
    return {"true": True, "false": False}.get(text, text)


def _items(text: str, kinds: frozenset[str]) -> list[Any]:
    items = [item.strip() for item in text.split(";")]
    if "" in items:
        message = "an item of the list is empty: items are separated by `;`"
        raise ValueError(message)
    numbers = "integer" in kinds
    return [int(item) if numbers and item.isdecimal() else item for item in items]


def _object(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError as error:
        message = f"is not JSON: {error}"
        raise ValueError(message) from None


@cache
def _kinds(act: str) -> dict[str, frozenset[str]]:
    """JSON types that each field of an act takes; of lists, also those of the items."""
    if act not in ACTS:
        return {}
    schema = ACTS[act].model_json_schema(mode="serialization")
    return {
        name: frozenset(_types(shape, schema.get("$defs", {})))
        for name, shape in schema["properties"].items()
    }


def _types(shape: dict[str, Any], definitions: dict[str, Any]) -> list[str]:
    found: list[str] = []
    for branch in [shape, *shape.get("anyOf", [])]:
        if "$ref" in branch:
            branch = definitions[branch["$ref"].rpartition("/")[2]]  # noqa: PLW2901
        if "type" in branch:
            found.append(branch["type"])
        elif "const" in branch or "enum" in branch:
            found.append("string")
        if branch.get("type") == "array" and "integer" in str(branch.get("items")):
            found.append("integer")
    return found
