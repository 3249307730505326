"""Commands that hand over: publish a book, bundle a case, receive either."""

from pathlib import Path
from typing import Annotated

import typer

from domain.values import RELEASES, Kind, Release
from ledger.book import Book
from ledger.bundle import CaseFile, refuse_other
from ledger.bundle import bundle as write_bundle
from ledger.findings import HOLDS, AskedWrongly
from ledger.heads import record_heads
from ledger.ids import Surroundings
from ledger.publish import forget as forget_folder
from ledger.publish import publish as publish_to
from ledger.receive import receive as receive_copy
from ui import show_proof
from ui.command import MISMATCH, CaseName, Json, book, reader
from ui.proving import Against, Key, asked_with
from ui.session import Session, header
from ui.streams import err, out, print_json
from ui.usage import UsageError, audience_of, stream_of

__all__ = ["bundle", "publish", "receive"]

For = Annotated[
    str | None,
    typer.Option("--audience", metavar="A", help="For whom: public, congress or internal."),
]


def publish(
    folder: Annotated[
        Path, typer.Argument(metavar="DIR", readable=False, help="Folder to publish to.")
    ],
    *,
    audience: For = None,
    forget: Annotated[
        bool, typer.Option("--forget", help="Never read DIR back again; nothing is written.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Write all that an audience may have. The log, entries, disclosures, and what is withheld.

    For the public, unless told otherwise. Run again, it brings the folder up to date. Before
    anything is signed it is read back.
    """
    whom = _meant(audience, "public")
    with Book.open(book()) as written:
        if forget:
            if not forget_folder(written, folder):
                raise UsageError(f"{folder} was not published to, as far as this book knows")
            out.print(f"{folder} is not read back any more", markup=False)
            return
        done = publish_to(written, folder, whom, Surroundings())
        if as_json:
            print_json(header("publish", written, whom) | {"folder": str(folder)} | done)
            return
    show_proof.show_published(out, str(folder), whom, done)


def _meant(audience: str | None, usual: Release) -> Release:
    """Give for whom to write: as asked, else the usual, but no more than who reads may know."""
    if audience is not None:
        return audience_of(audience)
    return min(usual, reader() or usual, key=RELEASES.index)


def bundle(
    name: CaseName,
    *,
    audience: For = None,
    output: Annotated[
        Path | None, typer.Option("--out", metavar="FILE", help="The zip to write.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Write the case file of a case. One zip, with proofs, provenance and a README.

    For congress, unless told otherwise.
    """
    whom = _meant(audience, "congress")
    file = output or Path(f"{name.replace('/', '-')}-{whom}.zip")
    with Book.open(book()) as written:
        written.refuse_readonly()
        refuse_other(written, file)
        with Session(book(), audience=whom) as session:
            streams = session.rests_on(name)
        editions = [one for one in streams if stream_of(one).kind is Kind.EDITION]
        record_heads(written, editions, Surroundings())
        with Session(book(), audience=whom) as session:
            extra = {"provenance.json": session.provenance(name)}
            asked = CaseFile(name, whom, streams, extra)
        done = write_bundle(written, asked, file)
        if as_json:
            print_json(header("bundle", written, whom) | {"file": str(file)} | done)
            return
    show_proof.show_bundled(out, str(file), whom, done)


def receive(
    source: Annotated[
        Path,
        typer.Argument(metavar="DIR|ZIP", readable=False, help="A published folder, or a bundle."),
    ],
    *,
    key: Key = None,
    against: Against = None,
    as_json: Json = False,
) -> None:
    """Verify a copy and make a book of it, only to be read. At --book, which is new."""
    try:
        found = receive_copy(source, book(), asked_with(key, against))
    except AskedWrongly as error:
        raise UsageError(str(error)) from None
    with Book.open(book(), readonly=True) as made:
        if as_json:
            print_json(header("receive", made, made.copied_for or "public") | found.answer())
        else:
            show_proof.show_findings(err, found)
            out.print(
                f"{book()}: {found.entries} of {found.sealed} entries of {made.origin}, "
                f"for the audience {made.copied_for}",
                markup=False,
            )
    if found.verdict != HOLDS:
        raise typer.Exit(MISMATCH)
