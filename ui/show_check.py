"""The page of a check: what holds, what was reported, what departs from a rule, what is covered."""

from collections import Counter
from collections.abc import Mapping
from typing import Any

from rich.console import Console
from rich.text import Text

from ledger.findings import Findings
from ui.cells import cell, counted, print_table
from ui.show import show_replay
from ui.show_audit import show_found
from ui.show_coverage import show_coverage
from ui.show_proof import show_findings

__all__ = ["bytes_answer", "order_answer", "show_bytes", "show_check", "show_verdicts"]

Answer = Mapping[str, Any]
STYLES = {"confirmed": "green", "contradicted": "red"}


def show_check(console: Console, answer: Answer, findings: Findings) -> None:
    """Show every part of a check under its heading."""
    show_bytes(console, findings)
    _heading(console, "Replay")
    show_replay(console, answer["replay"])
    _heading(console, "Claims")
    show_verdicts(console, answer["claims"])
    _heading(console, "Deviations")
    show_found(console, answer["deviations"], answer["responses"])
    _heading(console, "Coverage")
    show_coverage(console, {"editions": answer["coverage"]})


def show_bytes(console: Console, findings: Findings) -> None:
    """Show what was recomputed from the bytes, and whether the order is whole."""
    _heading(console, "Bytes and order")
    show_findings(console, findings)


def bytes_answer(findings: Findings) -> dict[str, Any]:
    """Give what was recomputed from the bytes, as JSON."""
    found = findings.answer()
    return {name: one for name, one in found.items() if name != "checks"}


def order_answer(findings: Findings) -> dict[str, Any]:
    """Give whether positions, times and versions follow each other, as JSON."""
    order = [one for one in findings.checks if one.name == "order"]
    return {"ok": all(one.ok for one in order), "detail": order[0].detail if order else ""}


def show_verdicts(console: Console, rows: list[Answer]) -> None:
    """Count the verdicts, and name each claim that the record contradicts."""
    if not rows:
        console.print("No claim is on record.")
        return
    counts = Counter(row["verdict"] for row in rows)
    said = ", ".join(f"{name} {number}" for name, number in sorted(counts.items()))
    console.print(f"{counted(len(rows), 'claim')} held against the record: {said}")
    against = [row for row in rows if row["verdict"] == "contradicted"]
    if against:
        columns = ("claim", "claimant", "measure", "about", "expected", "found")
        print_table(console, columns, map(_claim, against))


def _claim(row: Answer) -> list[Text]:
    about = "/".join(part for part in (row["edition"], row["subject"]) if part)
    expected = row["expected"] if row["part"] is None else f"{row['part']}={row['expected']}"
    names = (row["claim"], row["claimant"], row["measure"], about, expected, row["found"])
    return [Text("") if value is None else cell(value) for value in names]


def _heading(console: Console, text: str) -> None:
    console.print(Text(f"\n{text}", style="bold underline"))
