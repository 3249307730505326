"""How entries of older schema versions are lifted to today's acts when they are read."""

from collections.abc import Callable, Mapping
from typing import Any

from domain.acts import ACTS
from domain.errors import NewerFormat

__all__ = ["UPCASTS", "lift"]

Body = dict[str, Any]

UPCASTS: dict[tuple[str, int], Callable[[Body], Body]] = {}
"""For (act, v): the step that turns a body of version v into one of version v + 1."""


def lift(act: str, v: int, body: Mapping[str, Any]) -> Body:
    """Bring a body to the version of today; NewerFormat when this program is the older one.

    Withheld places arrive as `Withheld` and must leave as such.
    """
    known = ACTS.get(act)
    if known is None or v > known.v:
        raise NewerFormat(act, v, known.v if known else None)
    lifted = dict(body)
    for step in range(v, known.v):
        lifted = UPCASTS[act, step](lifted)
    return lifted
