"""The command that asks what a placement rests on, for a person, as JSON and as PROV-JSON."""

import json
from typing import Annotated

import typer

from ui.command import AsOf, CaseName, Json, OccurredBy, answer, asked
from ui.show_trace import show_trace
from ui.streams import out, print_json

__all__ = ["trace"]


def trace(
    name: CaseName,
    *,
    as_json: Json = False,
    prov: Annotated[
        bool, typer.Option("--prov", help="Print W3C PROV-JSON, for other tools.")
    ] = False,
    as_of: AsOf = None,
    occurred_by: OccurredBy = None,
) -> None:
    """Show what a placement rests on. Back to the evidence, and what of it is not on record."""
    with asked(as_of, occurred_by) as session:
        found = session.trace(name)
    if prov:
        from projections.prov_json import write  # noqa: PLC0415 - slow to load, seldom asked for

        print_json(json.loads(write(found)))
        return
    answer(found, as_json, lambda: show_trace(out, found))
