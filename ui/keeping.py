"""Commands that write: make a book, make the demonstration, record acts."""

import getpass
import os
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer

from domain.flat import from_cell
from domain.programme import Programme, shipped
from ledger.book import Book
from ledger.ids import Surroundings
from ledger.intake import rows
from ledger.receipts import acknowledged, hold
from ledger.recording import Recording, Refused, open_book, record
from ledger.seal import sealer
from ui import show
from ui.cells import counted
from ui.command import MISMATCH, REFUSED, UNREADABLE, Json, book
from ui.demo import EDITION, make_demo
from ui.receipts import receipt_answer, refuse_unsealed
from ui.session import Session, header
from ui.show_audit import show_found
from ui.show_check import show_verdicts
from ui.streams import err, fail, opened, out, print_json, progress
from ui.usage import UsageError

__all__ = ["demo", "init", "record_file"]


def init(
    origin: Annotated[
        str, typer.Option(metavar="NAME", help="Name of the book, e.g. example.gov/minutebook/tip")
    ],
    programme: Annotated[
        str, typer.Option(metavar="tip|FILE.toml", help="The ranking programme it is kept under.")
    ] = "tip",
    recorder: Annotated[
        str | None,
        typer.Option(metavar="NAME", help="Who writes in it; else the name of your account."),
    ] = None,
) -> None:
    """Create a book. Makes its folder, its signing key and its first two entries."""
    text = shipped(programme) or _programme_file(Path(programme))
    code = Programme.parse(text).code
    try:
        made = Book.create(
            book(),
            origin=origin,
            recorder=recorder or os.environ.get("MINUTEBOOK_RECORDER") or _account(),
            programme=code,
            first=lambda new: open_book(new, text, Surroundings()),
        )
    except ValueError as error:
        raise UsageError(str(error)) from None
    except Refused as refused:
        raise UsageError("; ".join(row.reason for row in refused.rows)) from None
    with made:
        with sealer(made) as sealing:
            sealing.seal()
        out.print(f"{book()}: book {made.origin}, programme {code}, 2 entries", markup=False)
        out.print(f"verifier key: {made.vkey}", markup=False)


def demo() -> None:
    """Create the demonstration book and show 2015.

    It is made from the shipped history of the TIP Report, and checked at the end. Run again, it
    adds nothing.
    """
    made = make_demo(book(), lambda file: err.print(f"recording {file}", style="dim"))
    refuse_unsealed(made)
    added = counted(made.added, "act")
    out.print(f"{book()}: {added} recorded, {made.already} already there\n", markup=False)
    with Session(book()) as session:
        out.print(f"The dispute record of {EDITION}, rebuilt from its entries")
        show.show_disputes(out, session.disputes(EDITION, None), EDITION)
        placed = session.standings(EDITION)["rows"]
        out.print(f"{len(placed)} placements of {EDITION} on record\n")
        checked = session.check(EDITION)
    show.show_replay(out, checked["replay"])
    out.print()
    show_verdicts(out, checked["claims"])
    show_found(out, checked["deviations"], checked["responses"])
    if not checked["replay"]["identical"]:
        raise typer.Exit(MISMATCH)


def record_file(
    file: Annotated[str, typer.Argument(metavar="FILE|-", help="JSON, JSON Lines or CSV.")],
    *,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Check every row; record nothing.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Record the acts of a file, all or none.

    Prints a receipt for each: position, entry, SHA-256. A re-run adds nothing.
    """
    with Book.open(book()) as written, opened(file) as (stream, form), progress() as seen:
        written.refuse_readonly()
        if not dry_run:
            hold(written)
        try:
            done = record(
                written,
                rows(stream, form=form, coerce=from_cell),
                Surroundings(),
                dry_run=dry_run,
                seen=seen,
            )
            done = done if dry_run else acknowledged(written, done)
        except Refused as refused:
            _say_refused(refused, written, dry_run=dry_run, as_json=as_json)
            raise typer.Exit(REFUSED) from None
        try:
            _say_recorded(done, written, dry_run=dry_run, as_json=as_json)
        except OSError as error:
            said = f"{0 if dry_run else done.added} acts were recorded, but the receipts"
            fail(f"{said} can't be written: {error.strerror}; a re-run prints them", UNREADABLE)
        refuse_unsealed(done)


def _say_recorded(done: Recording, written: Book, *, dry_run: bool, as_json: bool) -> None:
    if as_json:
        receipts = [] if dry_run else [receipt_answer(one) for one in done.receipts]
        counts = {"added": done.added, "already": done.already}
        _print_recording(written, counts | {"receipts": receipts, "dry_run": dry_run, "faults": []})
    elif dry_run:
        added = counted(done.added, "act")
        out.print(f"{added} can be recorded, {done.already} are already; none was")
    else:
        show.show_receipts(out, err, done)


def _say_refused(refused: Refused, written: Book, *, dry_run: bool, as_json: bool) -> None:
    if as_json:
        counts = {"added": 0, "already": 0, "receipts": [], "dry_run": dry_run}
        _print_recording(written, counts | {"faults": [asdict(row) for row in refused.rows]})
    for row in refused.rows:
        err.print(str(row), markup=False)
    err.print(str(refused), markup=False)


def _print_recording(written: Book, found: dict[str, Any]) -> None:
    print_json(header("record", written) | found)


def _account() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        raise UsageError("this account has no name: say who writes with --recorder") from None


def _programme_file(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(
            f"{path} is neither a programme that ships with minutebook (tip) nor a readable "
            f"programme file: {error}"
        ) from None
