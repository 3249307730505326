"""The verifier: what PATH is, and what can be found out about it without trusting its writer.

It runs by itself, with nothing but Python and `cryptography`: `python -m ledger.verify PATH`.
Nothing here imports the store, the domain or a model of the program that writes books.
"""

import argparse
import json
import sqlite3
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from ledger.archive import ArchiveError, Folder, Zip
from ledger.copies import COPY, Copy, Received, is_member
from ledger.findings import HOLDS, MISMATCH, AskedWrongly, Findings
from ledger.note import Checkpoint, NoteError, VerifierKey
from ledger.tiles import Tree
from ledger.verify_book import settings_of, verify_book
from ledger.verify_copy import verify_copy
from ledger.verify_log import Asked, History, LogFiles, compare, signer, verify_log
from ledger.verify_receipt import verify_receipt

__all__ = ["EXIT", "AskedWrongly", "asked_of", "copy_at", "lines", "main", "verify"]

EXIT: Final = {HOLDS: 0, MISMATCH: 1}
"""Exit codes by verdict; what was tampered with is 3."""
REFUSED: Final = 2


def asked_of(
    keys: Sequence[str], against: Sequence[Path], *, strict: bool = False, jobs: int = 1
) -> Asked:
    """Read what whoever verifies has of their own; a key may be given as the file it lies in."""
    known = []
    for key in keys:
        text = _text(Path(key)) if "+" not in key else key
        try:
            known.append(str(VerifierKey.parse(text)))
        except NoteError as error:
            raise AskedWrongly(f"--key: {error}") from error
    checkpoints = []
    for file in against:
        try:
            note = file.read_bytes()
            Checkpoint.unverified(note)
            checkpoints.append((str(file), note))
        except OSError as error:
            raise AskedWrongly(f"--against: {file}: {error.strerror}") from error
        except NoteError as error:
            raise AskedWrongly(f"--against: {file} is no checkpoint: {error}") from error
    return Asked(tuple(dict.fromkeys(known)), tuple(checkpoints), strict, max(jobs, 1))


def verify(path: Path, asked: Asked) -> Findings:
    """Verify a book, a log, a copy of either kind, or a receipt; AskedWrongly if it is none."""
    findings = Findings()
    try:
        _verify(path, asked, findings)
    except (OSError, sqlite3.Error, ArchiveError, ValueError) as error:
        findings.fault(None, f"{path} can't be read: {error}")
    return findings


def _verify(path: Path, asked: Asked, findings: Findings) -> None:
    if (path / "minutebook.toml").is_file():
        settings = settings_of(path)
        if settings.get("audience"):
            verify_copy(Received(path, settings), asked, findings)
        else:
            verify_book(path, settings, asked, findings)
    elif (path / COPY).is_file() or (path.suffix == ".zip" and path.is_file()):
        verify_copy(copy_at(path), asked, findings)
    elif (path / "checkpoint").is_file():
        _verify_log(path, asked, findings)
    elif path.is_file():
        verify_receipt(path, asked, findings)
    else:
        if not path.exists():
            raise AskedWrongly(f"there is nothing at {path}")
        raise AskedWrongly(
            f"{path} is neither a book, a log, a published folder, a bundle nor a receipt"
        )


def copy_at(path: Path) -> Copy:
    """Open a published folder or a bundle; ArchiveError when it is none."""
    return Copy(Folder(path) if path.is_dir() else Zip(path, is_member))


def _verify_log(path: Path, asked: Asked, findings: Findings) -> None:
    log = LogFiles(Folder(path))
    head = verify_log(log, findings)
    if head is None:
        return
    findings.origin, findings.entries = head.checkpoint.origin, head.checkpoint.size
    findings.head = head.checkpoint.size
    vkey = log.vkey()
    signer(head, [(1, vkey)] if vkey else [], asked, findings)
    keys = [*asked.keys, *([vkey] if vkey else [])]
    tree = Tree(head.checkpoint.size, log.tile)
    compare(History(findings.origin, keys, head.checkpoint.size, tree.root), asked, findings)


# ---------------------------------------------------------------- by itself


def lines(findings: Findings) -> list[str]:
    """Say what was found, for people: every check, every fault, and what was not checked."""
    said = [f"{'ok ' if one.ok else 'NOT'} {one.name}: {one.detail}" for one in findings.checks]
    for fault in findings.faults:
        where = f"position {fault['position']}: " if fault["position"] else ""
        said.append(f"    {where}{fault['what']}")
    said.append(findings.said)
    said.append(
        f"{findings.verdict}: {findings.origin or 'no log'}, {findings.sealed} entries sealed"
    )
    return said


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the verifier by itself: 0 holds, 1 mismatch, 2 asked wrongly, 3 tampered."""
    parser = argparse.ArgumentParser(prog="python -m ledger.verify", description=__doc__)
    parser.add_argument("path", type=Path, metavar="PATH")
    parser.add_argument("--key", action="append", default=[], metavar="VKEY")
    parser.add_argument("--against", action="append", default=[], type=Path, metavar="CHECKPOINT")
    parser.add_argument("--strict", action="store_true")
    parser.add_argument("--jobs", type=int, default=1, metavar="N")
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args(arguments)
    try:
        findings = verify(
            given.path, asked_of(given.key, given.against, strict=given.strict, jobs=given.jobs)
        )
    except AskedWrongly as error:
        print(error, file=sys.stderr)  # noqa: T201 - this is a program
        return REFUSED
    answer: dict[str, Any] = {"book": findings.origin} | findings.answer()
    print(json.dumps(answer, indent=2) if given.json else "\n".join(lines(findings)))  # noqa: T201
    return EXIT.get(findings.verdict, 3)


def _text(file: Path) -> str:
    try:
        return file.read_text("utf-8").removesuffix("\n")
    except (OSError, ValueError) as error:
        raise AskedWrongly(f"--key: {file} is no verifier key, nor a file with one") from error


if __name__ == "__main__":
    sys.exit(main())
