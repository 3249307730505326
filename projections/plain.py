"""Values of the domain as plain JSON: what tables hold and what commands print."""

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from typing import Any

from pydantic import BaseModel

from domain.values import Occurred, Ref, Withheld

__all__ = ["held", "plain"]


def plain(value: Any) -> Any:  # noqa: PLR0911 - one for each kind of value
    """Turn a value into JSON; a withheld one becomes `{"withheld": CLASS}`, never null."""
    match value:
        case None | bool() | int() | str():
            return value
        case Withheld():
            return {"withheld": value.release}
        case Occurred():
            return value.text
        case Ref():
            return str(value)
        case BaseModel():
            return {
                field.alias or name: plain(getattr(value, name))
                for name, field in type(value).model_fields.items()
                if getattr(value, name) is not None
            }
        case Mapping():
            return {str(key): plain(item) for key, item in value.items()}
        case list() | tuple() | set() | frozenset():
            return [plain(item) for item in value]
    if is_dataclass(value):
        return {field.name: plain(getattr(value, field.name)) for field in fields(value)}
    message = f"{type(value).__name__} has no plain form"
    raise TypeError(message)


def held(value: object) -> Withheld | None:
    """Read a value that a table shows as withheld; None for any other."""
    if isinstance(value, Mapping) and value.keys() == {"withheld"}:
        return Withheld(value["withheld"])
    return None
