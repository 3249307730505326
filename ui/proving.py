"""Commands of the tamper-evident side: seal what is new, verify what there is, prove one entry."""

from contextlib import nullcontext
from pathlib import Path
from typing import Annotated, Any

import typer

from ledger.book import Book
from ledger.errors import BookMissing, WriteFailed
from ledger.files import content, put
from ledger.findings import AskedWrongly, Findings
from ledger.ids import Surroundings
from ledger.log import CHECKPOINT
from ledger.rotation import rotate_key
from ledger.seal import sealer
from ledger.verify import EXIT, asked_of
from ledger.verify import verify as found_at
from ledger.verify_log import Asked
from ui import show_proof
from ui.command import UNREADABLE, Json, book, reader
from ui.receipts import say_unreached
from ui.session import Session, header
from ui.streams import err, out, print_json, print_text
from ui.usage import UsageError

__all__ = ["Against", "Key", "answer_of", "asked_with", "prove", "seal", "verified", "verify"]

BEGUN_ANEW = (
    "no checkpoint was there, of whatever was signed before: compare this one with a copy that "
    "was published, or with a checkpoint that somebody kept, before you hand it on"
)

Key = Annotated[
    list[str] | None,
    typer.Option(
        metavar="VKEY", help="Verifier key you know the book by, or a file with it. Repeatable."
    ),
]
Against = Annotated[
    list[Path] | None,
    typer.Option(metavar="CHECKPOINT", help="A checkpoint kept from before. Repeatable."),
]
Strict = Annotated[
    bool, typer.Option("--strict", help="Also canonical form, and every signature so far.")
]


def seal(
    *,
    rebuild: Annotated[
        bool, typer.Option("--rebuild", help="Make the files of the log again from the entries.")
    ] = False,
    rotate_keys: Annotated[
        bool, typer.Option("--rotate-key", help="Go on under a new key, sealed by the old one.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Take what is new into the log, and sign it. `record` does so by itself."""
    if rebuild and rotate_keys:
        raise UsageError("--rebuild and --rotate-key are two things: do one, then the other")
    with Book.open(book()) as written:
        if rotate_keys:
            done = rotate_key(written, Surroundings())
        else:
            begun = written.checkpoints.exists() or (written.path / "log" / CHECKPOINT).exists()
            with sealer(written, rebuild=rebuild) as sealing:
                done = sealing.rebuild() if rebuild else sealing.seal()
            if not begun:
                err.print(BEGUN_ANEW)
        say_unreached(done.unreached)
        if as_json:
            said = {"size": done.size, "added": done.added, "vkey": written.vkey}
            print_json(header("seal", written) | said | {"checkpoint": done.note.decode()})
            return
        show_proof.show_sealed(out, err, done, written.vkey)


def verify(  # noqa: PLR0913 - its options
    path: Annotated[
        Path | None,
        typer.Argument(
            metavar="PATH",
            readable=False,
            help="Book, log, published folder, bundle or receipt.",
        ),
    ] = None,
    *,
    key: Key = None,
    against: Against = None,
    strict: Strict = False,
    jobs: Annotated[
        int, typer.Option(metavar="N", min=1, help="Processes that share the work.")
    ] = 1,
    as_json: Json = False,
) -> None:
    """Recompute everything from the bytes, and name every fault. Without PATH, of the book."""
    if path is None and not book().exists():
        raise BookMissing(book())
    waiting = err.status("verifying") if err.is_terminal else nullcontext()
    with waiting:
        findings = verified(path or book(), asked_with(key, against, strict=strict, jobs=jobs))
    if as_json:
        print_json(answer_of(findings))
    else:
        show_proof.show_findings(out, findings)
    if code := EXIT.get(findings.verdict, UNREADABLE):
        raise typer.Exit(code)


def prove(
    ref: Annotated[str, typer.Argument(metavar="REF", help="STREAM@VERSION, or a position.")],
    *,
    entry: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write the entry itself there, bare.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Print the proof that an entry lies under the newest checkpoint. As c2sp.org/tlog-proof."""
    with Session(book(), audience=reader()) as session:
        position, data = session.entry(ref)
        proof = session.proof(position)
        if entry is not None:
            _write(entry, data)
        if as_json:
            print_json(session.header("prove") | show_proof.proof_answer(position, proof))
            return
    print_text(proof.text().decode())


def _write(file: Path, data: bytes) -> None:
    """Write a file that is not there, or holds the same."""
    try:
        if content(file) not in (None, data):
            raise UsageError(f"{file} holds something else, and is left as it is: name another")
        put(file, data)
    except OSError as error:
        raise WriteFailed(file, error.strerror or str(error)) from error


def asked_with(
    key: list[str] | None,
    against: list[Path] | None,
    *,
    strict: bool = False,
    jobs: int = 1,
) -> Asked:
    """Read the keys and checkpoints that whoever asks has of their own."""
    try:
        return asked_of(key or (), against or (), strict=strict, jobs=jobs)
    except AskedWrongly as error:
        raise UsageError(str(error)) from None


def verified(path: Path, asked: Asked) -> Findings:
    """Verify what lies at a path."""
    try:
        return found_at(path, asked)
    except AskedWrongly as error:
        raise UsageError(str(error)) from None


def answer_of(findings: Findings) -> dict[str, Any]:
    """Give what was found as JSON."""
    return {
        "schema": "minutebook/verify/1",
        "book": findings.origin,
        "head": findings.head,
        "sealed": findings.sealed,
        "audience": findings.audience or "internal",
    } | findings.answer()
