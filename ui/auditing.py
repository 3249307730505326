"""Commands that hold the record against the law, and against everything: the check."""

from contextlib import nullcontext
from typing import Annotated

import typer

from ui import show_audit, show_check
from ui.command import MISMATCH, AsOf, Edition, Json, OccurredBy, On, answer, asked
from ui.streams import err, out

__all__ = ["check", "clock", "deviations", "due"]


def clock(
    edition: Annotated[
        str, typer.Argument(metavar="EDITION", help="PROGRAMME/EDITION, e.g. tip/2015")
    ],
    *,
    as_json: Json = False,
    as_of: AsOf = None,
    occurred_by: OccurredBy = None,
) -> None:
    """Show how long each subject was on the Watch List. And what was due and came of it."""
    with asked(as_of, occurred_by) as session:
        found = session.clock(edition)
    answer(found, as_json, lambda: show_audit.show_clock(out, found))


def due(
    edition: Edition = None,
    *,
    on: On = None,
    as_json: Json = False,
    as_of: AsOf = None,
    occurred_by: OccurredBy = None,
) -> None:
    """Show the deadlines of the law, and which were met. Judged on a day."""
    with asked(as_of, occurred_by, on) as session:
        session.hold_known(edition)
        found = session.due(edition)
    answer(found, as_json, lambda: show_audit.show_due(out, found))
    if any(row["state"] in ("late", "early", "overdue") for row in found["rows"]):
        raise typer.Exit(MISMATCH)


def deviations(
    edition: Edition = None,
    *,
    on: On = None,
    as_json: Json = False,
    as_of: AsOf = None,
    occurred_by: OccurredBy = None,
) -> None:
    """Show where the record departs from a rule. And what can't be assessed, and why."""
    with asked(as_of, occurred_by, on) as session:
        session.hold_known(edition)
        found = session.deviations(edition)
    answer(found, as_json, lambda: show_audit.show_deviations(out, found))
    if any(row["state"] == "deviation" for row in found["rows"]):
        raise typer.Exit(MISMATCH)


def check(
    scope: Annotated[
        str | None,
        typer.Argument(metavar="EDITION|CASE", help="Only this edition or case; else the book."),
    ] = None,
    *,
    on: On = None,
    as_json: Json = False,
    as_of: AsOf = None,
    occurred_by: OccurredBy = None,
) -> None:
    """Check everything on one page. Replay, claims, deviations, coverage.

    The exit code is that of the replay: contradicted claims and deviations are what it reports.
    """
    waiting = err.status("checking") if err.is_terminal else nullcontext()
    with asked(as_of, occurred_by, on) as session, waiting:
        found = session.check(scope)
    answer(found, as_json, lambda: show_check.show_check(out, found))
    if not found["replay"]["identical"]:
        raise typer.Exit(MISMATCH)
