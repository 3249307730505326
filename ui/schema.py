"""JSON Schema of the acts as they are submitted, from the models that check them."""

from typing import Any

from domain.acts import ACTS
from domain.submission import Envelope

__all__ = ["schema_of", "schema_of_all"]

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def schema_of(name: str) -> dict[str, Any]:
    """Give the schema of one act: its envelope, with its body; KeyError if there is none."""
    act = ACTS[name]
    envelope, body = Envelope.model_json_schema(), act.model_json_schema()
    definitions = envelope.pop("$defs", {}) | body.pop("$defs", {})
    envelope["properties"] |= {
        "act": {"const": name},
        "on": envelope["properties"]["on"]
        | {"description": f"stream: {' or '.join(sorted(act.on))}"},
        "body": body,
    }
    envelope["required"] = sorted(
        {*envelope["required"], *(["body"] if "required" in body else [])}
    )
    description = " ".join((act.__doc__ or "").split())
    return envelope | {"title": name, "description": description, "$defs": definitions}


def schema_of_all() -> dict[str, Any]:
    """Give the schema of any act that can be submitted."""
    acts = {name: schema_of(name) for name, act in ACTS.items() if not act.made_by_program}
    definitions: dict[str, Any] = {}
    for schema in acts.values():
        definitions |= schema.pop("$defs")
    return {
        "$schema": DIALECT,
        "title": "minutebook acts",
        "description": "One act as `minutebook record` takes it.",
        "oneOf": [{"$ref": f"#/$defs/{name}"} for name in acts],
        "$defs": definitions | acts,
    }
