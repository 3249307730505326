"""The page of a check: what holds, what was reported, what departs from a rule, what is covered."""

from collections import Counter
from collections.abc import Mapping
from typing import Any

from rich.console import Console
from rich.text import Text

from ui.cells import cell, counted, print_table
from ui.show import show_replay
from ui.show_audit import show_found
from ui.show_coverage import show_coverage

__all__ = ["show_check", "show_verdicts"]

Answer = Mapping[str, Any]
STYLES = {"confirmed": "green", "contradicted": "red"}


def show_check(console: Console, answer: Answer) -> None:
    """Show every part of a check under its heading."""
    _heading(console, "Replay")
    show_replay(console, answer["replay"])
    _heading(console, "Claims")
    show_verdicts(console, answer["claims"])
    _heading(console, "Deviations")
    show_found(console, answer["deviations"], answer["responses"])
    _heading(console, "Coverage")
    show_coverage(console, {"editions": answer["coverage"]})


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
