"""The command that holds reported outcomes against the record."""

from typing import Annotated

import typer

from ui import show_claims
from ui.claims_file import claims_of
from ui.command import MISMATCH, AsOf, Json, OccurredBy, answer, asked
from ui.streams import out

__all__ = ["reconcile"]


def reconcile(
    file: Annotated[
        str | None, typer.Argument(metavar="FILE", help="Claims as TOML or CSV; else on record.")
    ] = None,
    *,
    as_json: Json = False,
    as_of: AsOf = None,
    occurred_by: OccurredBy = None,
) -> None:
    """Hold reported outcomes against the record.

    With a verdict on each, what was found and its bounds, and how much of it comes from somebody
    else than who claims it.
    """
    with asked(as_of, occurred_by) as session:
        claims = claims_of(file, session.terms()) if file is not None else None
        found = session.reconcile(claims)
    answer(found, as_json, lambda: show_claims.show_claims(out, found))
    if found["verdicts"]["contradicted"]:
        raise typer.Exit(MISMATCH)
