"""Test vectors that others have published, as README.md beside them tells."""

import json
from base64 import b64decode
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent


def published(name: str) -> Any:
    """Read one of the files."""
    return json.loads((FOLDER / f"{name}.json").read_text("utf-8"))


def decoded(text: str) -> bytes:
    """Give the bytes that a vector has in base64."""
    return b64decode(text, validate=True)
