"""What every command of the command line shares: the program itself, its options, its answers."""

from collections.abc import Iterator
from contextlib import contextmanager
from importlib import metadata
from pathlib import Path
from typing import Annotated, Any

import typer

from domain.values import Release
from ui import show
from ui.session import Session
from ui.streams import err, out, print_json
from ui.usage import audience_of

__all__ = [
    "MISMATCH",
    "REFUSED",
    "UNREADABLE",
    "AsOf",
    "CaseName",
    "Edition",
    "Json",
    "OccurredBy",
    "On",
    "answer",
    "app",
    "asked",
    "book",
    "reader",
]

MISMATCH, REFUSED, UNREADABLE = 1, 2, 3

app = typer.Typer(
    name="minutebook",
    help="A minute book for ranking decisions: who recommended, who objected, who decided, and "
    "what was published.",
    epilog="Exit codes: 0 holds · 1 mismatch, contradiction or deviation asked about · 2 usage or "
    "refused input · 3 unreadable, tampered or not writable.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)

Edition = Annotated[str | None, typer.Argument(help="PROGRAMME/EDITION, e.g. tip/2015")]
CaseName = Annotated[str, typer.Argument(metavar="CASE", help="e.g. tip/2015/MYS")]
Json = Annotated[bool, typer.Option("--json", help="Print JSON instead of a table.")]
AsOf = Annotated[
    str | None,
    typer.Option(metavar="POSITION|DATE", help="What the book said then; digits are a position."),
]
OccurredBy = Annotated[
    str | None,
    typer.Option(metavar="DATE", help="What had happened by then, as the book now knows."),
]
On = Annotated[
    str | None,
    typer.Option(
        metavar="DATE",
        help="Day that deadlines are judged on; else --occurred-by, or the newest entry.",
    ),
]


class _State:
    book = Path("book")
    audience: Release | None = None


def book() -> Path:
    """Folder of the book that the command is about."""
    return _State.book


def reader() -> Release | None:
    """Audience that reads; None for the one that the book is for."""
    return _State.audience


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
    audience: Annotated[
        str | None,
        typer.Option(
            metavar="A",
            envvar="MINUTEBOOK_AUDIENCE",
            help="Read as this audience: public, congress or internal.",
        ),
    ] = None,
    version: Annotated[  # noqa: ARG001 - its callback answers
        bool, typer.Option("--version", is_eager=True, callback=_version, help="Print the version.")
    ] = False,
) -> None:
    """Say which book the command is about."""
    _State.book = book
    _State.audience = audience_of(audience) if audience is not None else None


@contextmanager
def asked(
    as_of: str | None = None,
    occurred_by: str | None = None,
    on: str | None = None,
    path: Path | None = None,
) -> Iterator[Session]:
    """Open the book, or the one in another folder, for one question."""
    with Session(
        path or book(), as_of=as_of, occurred_by=occurred_by, on=on, audience=reader()
    ) as session:
        yield session


def answer(found: dict[str, Any], as_json: bool, shown: Any) -> None:  # noqa: FBT001
    """Print an answer, as JSON or as `shown` prints it for a person."""
    if as_json:
        print_json(found)
        return
    show.show_header(err, found)
    shown()
