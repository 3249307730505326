"""The command line: every command of `minutebook`, its options, streams and exit codes."""

import getpass
import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import asdict
from importlib import metadata
from pathlib import Path
from typing import Annotated, Any

import orjson
import typer

from domain.errors import DomainError, ProgrammeError
from domain.flat import from_cell
from domain.programme import Programme, shipped
from domain.submission import not_an_act
from ledger.book import Book
from ledger.errors import BookExists, BookMissing, LedgerError
from ledger.ids import Surroundings
from ledger.intake import IntakeError, rows
from ledger.recording import Receipt, Recording, Refused, open_book, record
from projections.errors import ProjectionError
from ui import show
from ui.demo import EDITION, DemoError, make_demo
from ui.schema import schema_of, schema_of_all
from ui.session import Session, UsageError, header
from ui.streams import err, opened, out, prepare_streams, print_json, progress

__all__ = ["app", "main"]

MISMATCH, REFUSED, UNREADABLE = 1, 2, 3
AGAIN = "delete it, it is made again from the entries"

app = typer.Typer(
    name="minutebook",
    help="A minute book for ranking decisions: who recommended, who objected, who decided, and "
    "what was published.",
    epilog="Exit codes: 0 holds · 1 mismatch · 2 usage or refused input · 3 unreadable, tampered "
    "or not writable.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)


Edition = Annotated[str | None, typer.Argument(help="PROGRAMME/EDITION, e.g. tip/2015")]
Json = Annotated[bool, typer.Option("--json", help="Print JSON instead of a table.")]
AsOf = Annotated[
    str | None,
    typer.Option(metavar="POSITION|DATE", help="What the book said then; digits are a position."),
]
OccurredBy = Annotated[
    str | None,
    typer.Option(metavar="DATE", help="What had happened by then, as the book now knows."),
]


class _State:
    book = Path("book")


def _version(asked: bool) -> None:  # noqa: FBT001 - typer calls it so
    if asked:
        try:
            out.print(f"minutebook {metadata.version('minutebook')}")
        except metadata.PackageNotFoundError:
            out.print("minutebook, run from a checkout that is not installed")
        raise typer.Exit


@app.callback()
def common(
    book: Annotated[
        Path, typer.Option(metavar="DIR", envvar="MINUTEBOOK_BOOK", help="Folder of the book.")
    ] = Path("book"),
    *,
    version: Annotated[  # noqa: ARG001 - its callback answers
        bool, typer.Option("--version", is_eager=True, callback=_version, help="Print the version.")
    ] = False,
) -> None:
    """Say which book the command is about."""
    _State.book = book


# ---------------------------------------------------------------- writing


@app.command()
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
        book = Book.create(
            _State.book,
            origin=origin,
            recorder=recorder or os.environ.get("MINUTEBOOK_RECORDER") or _account(),
            programme=code,
            first=lambda new: open_book(new, text, Surroundings()),
        )
    except ValueError as error:
        raise UsageError(str(error)) from None
    except Refused as refused:
        raise UsageError("; ".join(row.reason for row in refused.rows)) from None
    with book:
        out.print(f"{_State.book}: book {book.origin}, programme {code}, 2 entries", markup=False)
        out.print(f"verifier key: {book.vkey}", markup=False)


@app.command()
def demo() -> None:
    """Create the demonstration book and show 2015.

    It is made from the shipped history of the TIP Report, and replayed at the end. Run again, it
    adds nothing.
    """
    made = make_demo(_State.book, lambda file: err.print(f"recording {file}", style="dim"))
    added = show.counted(made.added, "act")
    out.print(f"{_State.book}: {added} recorded, {made.already} already there\n", markup=False)
    with Session(_State.book) as session:
        out.print(f"The dispute record of {EDITION}, rebuilt from its entries")
        show.show_disputes(out, session.disputes(EDITION, None), EDITION)
        placed = session.standings(EDITION)["rows"]
        out.print(f"{len(placed)} placements of {EDITION} on record\n")
        answer = session.replay()
    show.show_replay(out, answer)
    if not answer["identical"]:
        raise typer.Exit(MISMATCH)


@app.command("record")
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
    with Book.open(_State.book) as book, opened(file) as (stream, form), progress() as seen:
        try:
            done = record(
                book,
                rows(stream, form=form, coerce=from_cell),
                Surroundings(),
                dry_run=dry_run,
                seen=seen,
            )
        except Refused as refused:
            _say_refused(refused, book, dry_run=dry_run, as_json=as_json)
            raise typer.Exit(REFUSED) from None
        try:
            _say_recorded(done, book, dry_run=dry_run, as_json=as_json)
        except OSError as error:
            said = f"{0 if dry_run else done.added} acts were recorded, but the receipts"
            _fail(f"{said} can't be written: {error.strerror}; a re-run prints them", UNREADABLE)


def _say_recorded(done: Recording, book: Book, *, dry_run: bool, as_json: bool) -> None:
    if as_json:
        receipts = [] if dry_run else [_receipt(one) for one in done.receipts]
        counts = {"added": done.added, "already": done.already}
        _print_recording(book, counts | {"receipts": receipts, "dry_run": dry_run, "faults": []})
    elif dry_run:
        added = show.counted(done.added, "act")
        out.print(f"{added} can be recorded, {done.already} are already; none was")
    else:
        show.show_receipts(out, err, done)


def _say_refused(refused: Refused, book: Book, *, dry_run: bool, as_json: bool) -> None:
    if as_json:
        counts = {"added": 0, "already": 0, "receipts": [], "dry_run": dry_run}
        _print_recording(book, counts | {"faults": [asdict(row) for row in refused.rows]})
    for row in refused.rows:
        err.print(str(row), markup=False)
    err.print(str(refused), markup=False)


def _print_recording(book: Book, found: dict[str, Any]) -> None:
    print_json(header("record", book.origin, book.head()[0]) | found)


def _receipt(receipt: Receipt) -> dict[str, Any]:
    return {name: value for name, value in asdict(receipt).items() if name != "already"}


# ---------------------------------------------------------------- reading


@app.command()
def standings(
    edition: Edition = None,
    *,
    as_json: Json = False,
    as_of: AsOf = None,
    occurred_by: OccurredBy = None,
) -> None:
    """Show the tier of every subject. Without an edition, the newest of each."""
    with _session(as_of, occurred_by) as session:
        answer = session.standings(edition)
    _answer(answer, as_json, lambda: show.show_standings(out, answer))


@app.command()
def disputes(
    edition: Edition = None,
    *,
    party: Annotated[
        str | None, typer.Option(metavar="P", help="Only where P recommended or objected.")
    ] = None,
    as_json: Json = False,
    as_of: AsOf = None,
    occurred_by: OccurredBy = None,
) -> None:
    """Show contested cases and their outcomes.

    With the counts, their bounds, and how much of it the record answers.
    """
    with _session(as_of, occurred_by) as session:
        answer = session.disputes(edition, party)
    scope = (edition or "the book") + (
        f" in which {party} recommended or objected" if party else ""
    )
    _answer(answer, as_json, lambda: show.show_disputes(out, answer, scope))


@app.command()
def overrides(
    edition: Edition = None,
    *,
    as_json: Json = False,
    as_of: AsOf = None,
    occurred_by: OccurredBy = None,
) -> None:
    """Show cases that ended otherwise than recommended. Contested or not."""
    with _session(as_of, occurred_by) as session:
        answer = session.overrides(edition)
    _answer(answer, as_json, lambda: show.show_overrides(out, answer))


@app.command()
def changes(
    before: Annotated[str, typer.Argument(metavar="A", help="The earlier edition.")],
    after: Annotated[str, typer.Argument(metavar="B", help="The later edition.")],
    *,
    as_json: Json = False,
    as_of: AsOf = None,
    occurred_by: OccurredBy = None,
) -> None:
    """Show who moved up or down between two editions."""
    with _session(as_of, occurred_by) as session:
        answer = session.changes(before, after)
    _answer(answer, as_json, lambda: show.show_changes(out, answer))


@app.command()
def case(
    name: Annotated[str, typer.Argument(metavar="CASE", help="e.g. tip/2015/MYS")],
    *,
    as_json: Json = False,
    as_of: AsOf = None,
    occurred_by: OccurredBy = None,
) -> None:
    """Show the timeline of one case. In the order in which things happened."""
    with _session(as_of, occurred_by) as session:
        answer = session.case(name)
    _answer(answer, as_json, lambda: show.show_case(out, answer))


@app.command()
def coverage(
    edition: Edition = None,
    *,
    as_json: Json = False,
    as_of: AsOf = None,
    occurred_by: OccurredBy = None,
) -> None:
    """Show what the book declares to hold. What it does not is not assessable."""
    with _session(as_of, occurred_by) as session:
        answer = session.coverage(edition)
    _answer(answer, as_json, lambda: show.show_coverage(out, answer))


@app.command()
def replay(*, as_json: Json = False, as_of: AsOf = None, occurred_by: OccurredBy = None) -> None:
    """Rebuild the views from the entries and compare."""
    waiting = err.status("replaying") if err.is_terminal else nullcontext()
    with _session(as_of, occurred_by) as session, waiting:
        answer = session.replay()
    _answer(answer, as_json, lambda: show.show_replay(out, answer))
    if not answer["identical"]:
        raise typer.Exit(MISMATCH)


@app.command()
def schema(
    act: Annotated[str | None, typer.Argument(help="One act, e.g. objection-raised.")] = None,
    *,
    as_json: Json = True,  # noqa: ARG001 - a schema is JSON in any case
) -> None:
    """Print the JSON Schema of the acts."""
    try:
        found = schema_of(act) if act else schema_of_all()
    except KeyError:
        raise UsageError(not_an_act(act or "", "minutebook schema")) from None
    print_json(found)


# ---------------------------------------------------------------- helpers


@contextmanager
def _session(as_of: str | None, occurred_by: str | None) -> Iterator[Session]:
    with Session(_State.book, as_of=as_of, occurred_by=occurred_by) as session:
        yield session


def _answer(answer: dict[str, Any], as_json: bool, shown: Any) -> None:  # noqa: FBT001
    if as_json:
        print_json(answer)
        return
    show.show_header(err, answer)
    shown()


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


# ---------------------------------------------------------------- errors


def main() -> None:
    """Run the command line; whatever goes wrong becomes one sentence and an exit code."""
    prepare_streams()
    try:
        app(prog_name="minutebook")
    except (UsageError, IntakeError, BookMissing, BookExists, DemoError, ProgrammeError) as error:
        _fail(error, REFUSED)
    except (LedgerError, ProjectionError, DomainError) as error:
        _fail(error, UNREADABLE)
    except (sqlite3.Error, orjson.JSONDecodeError) as error:
        views = _State.book / "views"
        _fail(f"a view in {views} can't be read ({error}): {AGAIN}", UNREADABLE)
    except OSError as error:
        place = error.filename or "the input can't be read, or the output can't be written"
        _fail(f"{place}: {error.strerror}", UNREADABLE)
    except KeyboardInterrupt:
        _fail("stopped; nothing half-written is left", REFUSED)
    except Exception as error:  # noqa: BLE001 - no traceback ever reaches a user
        _fail(f"a fault of the program itself: {type(error).__name__}: {error}", UNREADABLE)


def _fail(error: object, code: int) -> None:
    err.print(f"minutebook: {error}", markup=False)
    raise SystemExit(code)
