"""Commands that hand over: publish a book, bundle a case, receive either."""

from pathlib import Path
from typing import Annotated

import typer

from domain.values import Kind
from ledger.book import Book
from ledger.bundle import CaseFile
from ledger.bundle import bundle as write_bundle
from ledger.findings import HOLDS, AskedWrongly
from ledger.heads import record_heads
from ledger.ids import Surroundings
from ledger.publish import forget as forget_folder
from ledger.publish import publish as publish_to
from ledger.receive import receive as receive_copy
from ui import show_proof
from ui.command import MISMATCH, CaseName, Json, book
from ui.proving import Against, Key, asked_with
from ui.session import Session, header
from ui.streams import err, out, print_json
from ui.usage import UsageError, audience_of, stream_of

__all__ = ["bundle", "publish", "receive"]

For = Annotated[
    str, typer.Option("--audience", metavar="A", help="For whom: public, congress or internal.")
]


def publish(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Folder to publish to.")],
    *,
    audience: For = "public",
    forget: Annotated[
        bool, typer.Option("--forget", help="Never read DIR back again; nothing is written.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Write all that an audience may have. The log, entries, disclosures, and what is withheld.

    Run again, it brings the folder up to date. Before anything is signed it is read back.
    """
    reader = audience_of(audience)
    with Book.open(book()) as written:
        if forget:
            if not forget_folder(written, folder):
                raise UsageError(f"{folder} was not published to, as far as this book knows")
            out.print(f"{folder} is not read back any more", markup=False)
            return
        done = publish_to(written, folder, reader, Surroundings())
        if as_json:
            print_json(header("publish", written, reader) | {"folder": str(folder)} | done)
            return
    show_proof.show_published(out, str(folder), reader, done)


def bundle(
    name: CaseName,
    *,
    audience: For = "congress",
    output: Annotated[
        Path | None, typer.Option("--out", metavar="FILE", help="The zip to write.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Write the case file of a case. One zip, with proofs, provenance and a README."""
    reader = audience_of(audience)
    file = output or Path(f"{name.replace('/', '-')}-{reader}.zip")
    with Book.open(book()) as written:
        with Session(book(), audience=reader) as session:
            streams = session.rests_on(name)
        editions = [one for one in streams if stream_of(one).kind is Kind.EDITION]
        record_heads(written, editions, Surroundings())
        with Session(book(), audience=reader) as session:
            extra = {"provenance.json": session.provenance(name)}
            asked = CaseFile(name, reader, streams, extra)
        done = write_bundle(written, asked, file)
        if as_json:
            print_json(header("bundle", written, reader) | {"file": str(file)} | done)
            return
    show_proof.show_bundled(out, str(file), reader, done)


def receive(
    source: Annotated[
        Path, typer.Argument(metavar="DIR|ZIP", help="A published folder, or a bundle.")
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
