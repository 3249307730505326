"""Commands about documents: put one into the vault, hold the vault against the record."""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, replace
from pathlib import Path
from typing import Annotated, Any, Final

import typer

from domain.cable import Cable, decoded, read_cable
from domain.description import Paper, Said, described
from domain.errors import CableError, UnknownDate
from domain.values import RELEASES, Kind, Stream
from ledger.book import Book
from ledger.filing import Filed, file_document, taken_in
from ledger.ids import Surroundings
from ledger.intake import BadRow
from ledger.receipts import acknowledged, hold
from ledger.recording import Recording, Refused
from ledger.vault import Document, DocumentTooLarge
from ui import show, show_evidence
from ui.command import MISMATCH, REFUSED, UNREADABLE, AsOf, Json, OccurredBy, answer, asked, book
from ui.receipts import receipt_answer, refuse_unsealed
from ui.session import header
from ui.show_evidence import cable_answer
from ui.streams import err, fail, out, print_json
from ui.usage import UsageError

__all__ = ["commands"]

LONGEST: Final = 4 << 20
"""Bytes of a text that is read as a cable; an entry, which holds its paragraphs, has fewer."""
PLAIN: Final = "--plain files the document without reading it"
OPTIONS: Final = {
    "/body/marks": "--mark",
    "/body/about": "--about",
    "/withhold": "--withhold",
    "/basis": "--basis",
    "/on": "--on",
    "/key": "--key",
    **{f"/{name}": f"--{name}" for name in ("occurred", "made", "release")},
    **{f"/by/{name}": f"--{name}" for name in ("party", "person", "role")},
    **{
        f"/body/{name}": f"--{name}"
        for name in ("title", "publisher", "date", "locator", "kind", "grade", "hand")
    },
}
"""The option that says each place of the act."""

commands = typer.Typer(
    help="Put documents into the vault, and hold the vault against the record.",
    no_args_is_help=True,
    rich_markup_mode=None,
)


def _option(metavar: str, said: str) -> Any:
    return typer.Option(metavar=metavar, help=said, show_default=False)


@commands.command()
def add(  # noqa: PLR0913 - each is an option of the command line
    file: Annotated[str, typer.Argument(metavar="FILE", help="The document.")],
    *,
    on: Annotated[str, _option("STREAM", "An edition, or one of its evidence streams.")],
    title: Annotated[str | None, _option("TEXT", "Title; else the cable's, else FILE.")] = None,
    publisher: Annotated[str | None, _option("TEXT", "Who published it.")] = None,
    date: Annotated[str | None, _option("DATE", "Date that it bears.")] = None,
    locator: Annotated[str | None, _option("TEXT", "Where it is found: a number, a page.")] = None,
    kind: Annotated[str | None, _option("KIND", "documentary, testimonial, …")] = None,
    grade: Annotated[str | None, _option("GRADE", "official, reported or derived.")] = None,
    hand: Annotated[str | None, _option("HAND", "first or second.")] = None,
    mark: Annotated[list[str] | None, _option("TEXT", "A handling mark. Repeatable.")] = None,
    about: Annotated[list[str] | None, _option("CASE", "A case. Repeatable.")] = None,
    occurred: Annotated[str | None, _option("DATE", "When it came to be; else its date.")] = None,
    made: Annotated[str | None, _option("HOW", "contemporaneous or reconstructed.")] = None,
    party: Annotated[str | None, _option("NAME", "Who files it; else the recorder.")] = None,
    person: Annotated[str | None, _option("NAME", "The person who files it.")] = None,
    role: Annotated[str | None, _option("NAME", "The role in which.")] = None,
    release: Annotated[str | None, _option("CLASS", "Release class of the entry.")] = None,
    withhold: Annotated[
        list[str] | None, _option("POINTER=CLASS", "A place and who may know it. Repeatable.")
    ] = None,
    basis: Annotated[list[str] | None, _option("REF", "An entry it rests on. Repeatable.")] = None,
    key: Annotated[str | None, _option("KEY", "Name for a safe retry; it has a default.")] = None,
    plain: Annotated[bool, typer.Option("--plain", help="Do not read it as a cable.")] = False,
    as_json: Json = False,
) -> None:
    """Put a document into the vault and record it as evidence.

    A cable is read for its number, date, addressees, subject and paragraphs; options go before
    what it says. A re-run adds nothing.
    """
    body = {"title": title, "publisher": publisher, "date": date, "locator": locator}
    body |= {"kind": kind, "grade": grade, "hand": hand}
    envelope = {"occurred": occurred, "made": made, "release": release, "key": key}
    said = Said(
        body=body | {"marks": mark, "about": about},
        by={"party": party, "person": person, "role": role},
        envelope=envelope | {"basis": basis},
        withhold=dict(map(_withholding, withhold or ())),
    )
    stream = _stream(on)
    with Book.open(book()) as written, _taken_in(written, file) as document:
        hold(written)
        cable = None if plain else _cable(document, file, date)
        paper = Paper(Path(file).name, document.digest, written.recorder, cable)
        try:
            filed = _filed(written, document, paper, said, stream)
            filed = replace(filed, recording=acknowledged(written, filed.recording))
        except Refused as refused:
            if as_json:
                print_json(_answer(written, document, cable, faults=refused.rows))
            for fault in refused.rows:
                err.print(_sentence(fault, cable, key), markup=False)
            raise typer.Exit(REFUSED) from None
        show_evidence.show_filed(err, filed, document.size, cable)
        try:
            if as_json:
                print_json(_answer(written, document, cable, filed))
            else:
                show.show_receipts(out, err, filed.recording)
        except OSError as error:
            done = "the document is filed, but its receipt can't be written"
            fail(f"{done}: {error.strerror}; a re-run prints it", UNREADABLE)
        refuse_unsealed(filed.recording)


def _filed(written: Book, document: Document, paper: Paper, said: Said, on: Stream) -> Filed:
    surroundings = Surroundings()
    today = surroundings.clock().date()
    return file_document(
        written,
        document,
        on,
        lambda stream, before: described(paper, said, stream, before, today),
        surroundings,
    )


@commands.command()
def verify(*, as_json: Json = False, as_of: AsOf = None, occurred_by: OccurredBy = None) -> None:
    """Hash every document of the vault again, and hold it against the record."""
    with asked(as_of, occurred_by) as session:
        found = session.evidence()
    answer(found, as_json, lambda: show_evidence.show_vault(out, found))
    counts = found["counts"]
    if counts["altered"] or counts["unreadable"]:
        raise typer.Exit(UNREADABLE)
    if counts["missing"]:
        raise typer.Exit(MISMATCH)


# ---------------------------------------------------------------- what is asked


def _stream(on: str) -> Stream:
    try:
        stream = Stream.parse(on)
    except ValueError as error:
        raise UsageError(f"--on: {error}") from None
    if stream.kind not in (Kind.EDITION, Kind.EVIDENCE):
        raise UsageError(
            f"--on: {on} is of kind {stream.kind}; name an edition, e.g. tip/2010, or a stream of "
            "evidence, e.g. tip/2010/evidence/2"
        )
    return stream


def _withholding(text: str) -> tuple[str, str]:
    pointer, equals, release = text.rpartition("=")
    if not equals or release not in RELEASES:
        raise UsageError(
            f"--withhold: {text!r} is not POINTER=CLASS, e.g. /body/paragraphs/3=internal; the "
            f"classes are {', '.join(RELEASES)}, and what is public is not withheld"
        )
    return pointer, release


@contextmanager
def _taken_in(written: Book, file: str) -> Iterator[Document]:
    """Take in the file; whatever is wrong with it is said with its name."""
    with ExitStack() as held:
        try:
            source = held.enter_context(Path(file).open("rb", buffering=0))
            document = held.enter_context(taken_in(written, source))
        except DocumentTooLarge as error:
            raise UsageError(f"{file}: {error}") from None
        except OSError as error:
            raise UsageError(f"{file} can't be read: {error.strerror}") from None
        if not document.size:
            raise UsageError(f"{file} is empty: there is no document in it")
        yield document


def _cable(document: Document, file: str, date: str | None) -> Cable | None:
    text = decoded(document.beginning(LONGEST))
    try:
        cable = read_cable(text, date) if "\0" not in text else None
    except UnknownDate as error:
        raise UsageError(f"{file}, {error}; say it with --date; {PLAIN}") from None
    except CableError as error:
        raise UsageError(f"{file}, {error}; {PLAIN}") from None
    if cable is None:
        err.print("not a cable in a form that is known: filed as it is")
    elif document.size > LONGEST:
        raise UsageError(f"{file}: a cable of {document.size:,} bytes has no entry; {PLAIN}")
    return cable


# ---------------------------------------------------------------- what is answered


def _answer(
    written: Book,
    document: Document,
    cable: Cable | None,
    filed: Filed | None = None,
    faults: Sequence[BadRow] = (),
) -> dict[str, Any]:
    """Give what `record` answers, and with it what is known of the document."""
    recording = filed.recording if filed else Recording(())
    receipts = [receipt_answer(receipt) for receipt in recording.receipts]
    return header("evidence-add", written) | {
        "receipts": receipts,
        "added": recording.added,
        "already": recording.already,
        "dry_run": False,
        "faults": [asdict(fault) for fault in faults],
        "digest": document.digest,
        "size": document.size,
        "stored": filed.stored if filed else False,
        "withheld": list(filed.act.get("withhold", ())) if filed else [],
        "cable": cable_answer(cable) if cable else None,
    }


def _sentence(fault: BadRow, cable: Cable | None, key: str | None) -> str:
    """Say what is wrong, by the option that says it."""
    option = next((OPTIONS[place] for place in OPTIONS if _within(fault.column, place)), None)
    said = f"{option or fault.column}: {fault.reason}" if fault.column else fault.reason
    if option == "--key" and key is None:
        return f"the document is filed already, and not as said here: {fault.reason}"
    return said if option or cable is None else f"{said}; {PLAIN}"


def _within(pointer: str, place: str) -> bool:
    return pointer == place or pointer.startswith(f"{place}/")
