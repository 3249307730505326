"""Claims and their verdicts for a person at a terminal."""

from collections.abc import Mapping
from typing import Any

from rich.console import Console
from rich.text import Text

from ui.cells import cell, counted, print_table, shown

__all__ = ["show_claims"]

Answer = Mapping[str, Any]
STYLES = {
    "confirmed": "green",
    "restated": "yellow",
    "compatible": "cyan",
    "contradicted": "bold red",
    "unsupported": "dim",
}
RESTATED = (
    "restated: the record gives what is claimed, and all that carries it comes from the claimant. "
    "It can't confirm what only the claimant says."
)


def show_claims(console: Console, answer: Answer) -> None:
    """One line for each part of a claim; then why, for each; the verdicts counted."""
    rows = answer["rows"]
    if not rows:
        console.print("No claim is on record. Name a file of claims to compare.")
        return
    names = ("claim", "claimant", "about", "claimed", "found", "verdict", "support")
    print_table(console, names, map(_line, rows))
    for row in rows:
        console.print(_why(row))
    counts = (f"{number} {name}" for name, number in answer["verdicts"].items())
    claims = counted(answer["claims"], "claim")
    console.print(Text(f"{claims} in {counted(len(rows), 'part')}: {', '.join(counts)}"))
    if answer["verdicts"]["restated"]:
        console.print(Text(RESTATED))


def _line(row: Answer) -> list[Text]:
    return [
        cell(row["claim"]),
        cell(row["claimant"]),
        Text(
            " ".join(
                str(shown(row[name])) for name in ("measure", "edition", "subject") if row[name]
            )
        ),
        cell(_claimed(row)),
        Text(_found(row)),
        Text(row["verdict"], style=STYLES[row["verdict"]]),
        Text(_support(row)),
    ]


def _claimed(row: Answer) -> Any:
    return f"{row['part']}={row['expected']}" if row["part"] else row["expected"]


def _found(row: Answer) -> str:
    """Say what was found, and within what bounds."""
    found, low, high = row["found"], row["low"], row["high"]
    if row["verdict"] == "unsupported":
        return "nothing on record"
    if found is None:
        return f"not {row['expected']}"
    if high is None:
        return f"{low} or more"
    return str(found) if low == high else f"{low} to {high}"


def _support(row: Answer) -> str:
    if not row["positions"]:
        return "none"
    return f"{_entries(len(row['positions']))}, {row['independent']} independent"


def _entries(number: int) -> str:
    return "1 entry" if number == 1 else f"{number} entries"


def _why(row: Answer) -> Text:
    text = Text(f"{row['claim']} {_claimed(row)} ", style="dim")
    text.append(row["verdict"], style=STYLES[row["verdict"]])
    return text.append(f": {row['note']}", style="dim")
