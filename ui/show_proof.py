"""What was sealed, verified, proved and handed over, for a person at a terminal."""

from base64 import b64encode
from collections.abc import Mapping
from typing import Any

from rich.console import Console
from rich.text import Text

from ledger.findings import HOLDS, Findings
from ledger.proof import Proof
from ledger.seal import Sealed
from ui.cells import counted

__all__ = [
    "proof_answer",
    "show_bundled",
    "show_findings",
    "show_published",
    "show_sealed",
]

STYLES = {HOLDS: "bold green"}


def show_sealed(console: Console, aside: Console, done: Sealed, vkey: str) -> None:
    """Show the checkpoint as signed; say beside it how much is new, and what to do with it."""
    console.print(Text(done.note.decode()), end="", soft_wrap=True)
    aside.print(f"{counted(done.added, 'entry', 'entries')} newly sealed, {done.size} in all")
    aside.print(f"verifier key: {vkey}", markup=False)
    aside.print("keep this checkpoint where nobody else can change it: `verify --against` uses it")


def show_findings(console: Console, findings: Findings) -> None:
    """Show every check, every fault, the verdict, and what was not checked."""
    for check in findings.checks:
        mark = Text("ok   ", style="green") if check.ok else Text("NOT  ", style="bold red")
        console.print(mark + Text(f"{check.name}: {check.detail}"), soft_wrap=True)
    for fault in findings.faults:
        where = f"position {fault['position']}: " if fault["position"] else ""
        console.print(Text(f"     {where}{fault['what']}", style="red"), soft_wrap=True)
    style = "bold red" if findings.unfit else "" if findings.compared else "yellow"
    console.print(Text(findings.said, style=style), soft_wrap=True)
    style = STYLES.get(findings.verdict, "bold red")
    verdict = Text(findings.verdict, style=style)
    consists = "internally consistent" if not findings.compared else "and append-only"
    if findings.verdict != HOLDS:
        consists = counted(len(findings.faults), "fault")
    about = f": {findings.origin or 'no log'}, {findings.sealed} entries sealed, {consists}"
    console.print(verdict + Text(about), soft_wrap=True)


def proof_answer(position: int, proof: Proof) -> dict[str, Any]:
    """Give a proof as JSON, part by part, and as the file it is."""
    head = proof.checkpoint()
    return {
        "position": position,
        "index": proof.index,
        "digest": (proof.leaf or b"").hex(),
        "size": head.size,
        "root": b64encode(head.root).decode("ascii"),
        "hashes": [b64encode(one).decode("ascii") for one in proof.hashes],
        "checkpoint": proof.note.decode(),
        "proof": proof.text().decode(),
    }


def show_published(console: Console, folder: str, audience: str, done: Mapping[str, int]) -> None:
    """Say how much of a book went to an audience, and what did not."""
    entries = counted(done["entries"], "entry", "entries")
    console.print(
        f"{folder}: {entries} for {audience}; {done['withheld']} withheld, and "
        f"{counted(done['places'], 'place')} in others (withheld.json); "
        f"{counted(done['written'], 'file')} written",
        markup=False,
    )


def show_bundled(console: Console, file: str, audience: str, done: Mapping[str, int]) -> None:
    """Say what went into a case file."""
    entries = counted(done["entries"], "entry", "entries")
    console.print(
        f"{file}: {entries} for {audience}; {done['withheld']} withheld, and "
        f"{counted(done['places'], 'place')} in others (withheld.json)",
        markup=False,
    )
