"""The command line: every command of `minutebook`, and what becomes of whatever goes wrong."""

import sqlite3
import sys
from collections.abc import Callable

import orjson

from domain.errors import DomainError, ProgrammeError
from ledger.archive import ArchiveError
from ledger.errors import (
    AudienceRefused,
    BookExists,
    BookMissing,
    LedgerError,
    PublishRefused,
)
from ledger.intake import IntakeError
from projections.errors import ProjectionError
from ui import asking, auditing, evidence, keeping, proving, reconciling, releasing, tracing
from ui.command import REFUSED, UNREADABLE, app, book
from ui.demo import DemoError
from ui.streams import fail, prepare_streams
from ui.usage import UsageError

__all__ = ["COMMANDS", "app", "main"]

COMMANDS: dict[str, Callable[..., None]] = {
    "init": keeping.init,
    "demo": keeping.demo,
    "record": keeping.record_file,
    "standings": asking.standings,
    "disputes": asking.disputes,
    "overrides": asking.overrides,
    "changes": asking.changes,
    "case": asking.case,
    "trace": tracing.trace,
    "clock": auditing.clock,
    "due": auditing.due,
    "deviations": auditing.deviations,
    "coverage": asking.coverage,
    "replay": asking.replay,
    "reconcile": reconciling.reconcile,
    "seal": proving.seal,
    "verify": proving.verify,
    "prove": proving.prove,
    "check": auditing.check,
    "publish": releasing.publish,
    "bundle": releasing.bundle,
    "receive": releasing.receive,
    "schema": asking.schema,
}
"""Every command, in the order in which `--help` lists them."""

for _name, _command in COMMANDS.items():
    app.command(_name)(_command)
app.add_typer(evidence.commands, name="evidence")

REFUSING = (
    UsageError,
    IntakeError,
    AudienceRefused,
    BookMissing,
    BookExists,
    DemoError,
    ProgrammeError,
    PublishRefused,
)
"""What is wrong with what was asked, not with what there is."""
AGAIN = "delete it, it is made again from the entries"


def main() -> None:
    """Run the command line; whatever goes wrong becomes one sentence and an exit code."""
    prepare_streams()
    # An interrupt may catch a library while it makes an object that then can't be taken apart.
    sys.unraisablehook = lambda _: None
    try:
        app(prog_name="minutebook")
    except REFUSING as error:
        fail(error, REFUSED)
    except (LedgerError, ProjectionError, DomainError, ArchiveError) as error:
        fail(error, UNREADABLE)
    except (sqlite3.Error, orjson.JSONDecodeError) as error:
        views = book() / "views"
        fail(f"a view in {views} can't be read ({error}): {AGAIN}", UNREADABLE)
    except OSError as error:
        place = error.filename or "the input can't be read, or the output can't be written"
        fail(f"{place}: {error.strerror}", UNREADABLE)
    except KeyboardInterrupt:
        fail("stopped; nothing half-written is left", REFUSED)
    except Exception as error:  # noqa: BLE001 - no traceback ever reaches a user
        fail(f"a fault of the program itself: {type(error).__name__}: {error}", UNREADABLE)
