"""Commands that hold the record against the law, and against everything: the check."""

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated

import typer

from ledger.errors import LedgerError
from ledger.findings import HOLDS
from ledger.folder import SETTINGS
from ledger.receive import receive
from ledger.verify import EXIT
from ledger.verify_log import Asked
from ui import show_audit, show_check
from ui.command import (
    MISMATCH,
    UNREADABLE,
    AsOf,
    Edition,
    Json,
    OccurredBy,
    On,
    answer,
    asked,
    book,
)
from ui.proving import verified
from ui.show_check import bytes_answer, order_answer
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
        typer.Argument(
            metavar="EDITION|CASE|DIR",
            help="Only this edition or case, or another book or copy; else the book.",
        ),
    ] = None,
    *,
    on: On = None,
    as_json: Json = False,
    as_of: AsOf = None,
    occurred_by: OccurredBy = None,
) -> None:
    """Check everything on one page. Bytes, order, replay, claims, deviations, coverage.

    The exit code is that of bytes, order and replay: contradicted claims and deviations are what
    it reports.
    """
    waiting = err.status("checking") if err.is_terminal else nullcontext()
    with waiting, _at(scope) as place:
        findings = verified(place or book(), Asked())
        try:
            with asked(as_of, occurred_by, on, place) as session:
                found = session.check(None if place else scope)
        except LedgerError:
            if findings.verdict != HOLDS and not as_json:
                show_check.show_bytes(out, findings)
            raise
    found |= {"bytes": bytes_answer(findings), "order": order_answer(findings)}
    answer(found, as_json, lambda: show_check.show_check(out, found, findings))
    if code := EXIT.get(findings.verdict, UNREADABLE) or int(not found["replay"]["identical"]):
        raise typer.Exit(code)


@contextmanager
def _at(scope: str | None) -> Iterator[Path | None]:
    """Give the folder of another book that is to be checked; a copy is received for that time."""
    path = Path(scope or "")
    if scope is None or not path.exists():
        yield None
    elif (path / SETTINGS).is_file():
        yield path
    else:
        with TemporaryDirectory(prefix="minutebook-") as folder:
            received = Path(folder) / "copy"
            receive(path, received, Asked())
            yield received
