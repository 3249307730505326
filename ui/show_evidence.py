"""Answers about documents for a person at a terminal."""

from collections.abc import Mapping
from typing import Any

from rich.console import Console
from rich.text import Text

from domain.cable import Cable
from domain.cable_evidence import cable_fields
from ledger.filing import Filed
from ui.cells import cell, counted, print_table

__all__ = ["cable_answer", "show_filed", "show_vault"]

STYLES = {"held": "", "not-on-record": "yellow", "stray": "yellow", "withheld": "magenta"}


def cable_answer(cable: Cable) -> dict[str, Any]:
    """Give what was read of a cable, as JSON."""
    found = cable_fields(cable)
    return {
        "number": cable.number,
        "date": cable.date,
        "origin": cable.origin,
        "addressees": cable.addressees,
        "references": cable.references,
        "tags": cable.tags,
        "subject": cable.subject,
        "classification": cable.classification,
        "captions": cable.captions,
        "signature": cable.signature,
        "portions": found.get("portions", []),
        "paragraphs": found.get("paragraphs", []),
    }


def show_filed(console: Console, filed: Filed, size: int, cable: Cable | None) -> None:
    """Say where the document is, what was read of it, and what of that is withheld."""
    there = "new in the vault" if filed.stored else "in the vault already"
    console.print(f"document {filed.act['body']['sha256']}, {size:,} bytes: {there}", markup=False)
    if cable:
        console.print(_read(cable), markup=False)
    if withheld := filed.act.get("withhold"):
        places = ", ".join(f"{place} ({release})" for place, release in withheld.items())
        console.print(f"withheld: {places}", markup=False)


def _read(cable: Cable) -> str:
    named = " ".join(filter(None, ["cable", cable.number]))
    dated = f"of {cable.date}" if cable.date else "without a date that was found"
    return f"read as {named} {dated}: {counted(len(cable.paragraphs), 'numbered paragraph')}"


def show_vault(console: Console, answer: Mapping[str, Any]) -> None:
    """One line for each document, then how many there are in each state."""
    rows = answer["rows"]
    names = ("document", "size", "state", "evidence")
    print_table(
        console,
        names,
        (
            [
                cell(row["digest"] or row["file"]),
                cell(row["size"]),
                Text(row["state"], style=STYLES.get(row["state"], "bold red")),
                Text(", ".join(row["evidence"])),
            ]
            for row in rows
        ),
    )
    counts = answer["counts"]
    said = ", ".join(
        f"{number} {state.replace('_', ' ')}" for state, number in counts.items() if number
    )
    console.print(
        Text(
            said
            or "No evidence on record names a document by its digest, and none is in the vault."
        )
    )
    if counts["withheld"]:
        console.print("Of a withheld digest it can't be told which document it is, or whether one.")
