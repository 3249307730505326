"""Cells and tables at a terminal: values as data, never as markup, and no word broken or lost."""

from collections.abc import Iterable, Sequence
from typing import Any

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

__all__ = ["NOT_ON_RECORD", "cell", "counted", "print_table", "shown"]

NOT_ON_RECORD = Text("not on record", style="dim")


def counted(number: int, noun: str, many: str | None = None) -> str:
    """Give a number with its noun."""
    return f"{number} {noun if number == 1 else many or f'{noun}s'}"


def print_table(console: Console, names: Sequence[str], rows: Iterable[Sequence[Text]]) -> None:
    """Print a table that breaks no word and loses none, however narrow the terminal."""
    rows = list(rows)
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False, padding=(0, 1, 0, 0))
    cells = [[name, *(row[i].plain for row in rows)] for i, name in enumerate(names)]
    widths = _widths(cells, console.width - 2 * len(names))
    for name, width in zip(names, widths, strict=True):
        table.add_column(name, justify="right" if name == "position" else "left", width=width)
    for row in rows:
        table.add_row(*row)
    if (needed := sum(widths) + 2 * len(names)) > console.width:
        table.width = needed
    console.print(table, crop=False)


def _widths(columns: Iterable[Sequence[str]], room: int) -> list[int]:
    """Give each column the width of its cells; take from the widest until all have room."""
    columns = list(columns)
    widths = [max(map(len, cells)) for cells in columns]
    least = [max(len(word) for cell in cells for word in cell.split() or [""]) for cells in columns]
    while sum(widths) > max(room, sum(least)):
        slack = [width if width > low else 0 for width, low in zip(widths, least, strict=True)]
        widths[slack.index(max(slack))] -= 1
    return widths


def cell(value: Any) -> Text:
    """Show a value as data, never as markup; withheld and not on record are told apart."""
    if value is None:
        return NOT_ON_RECORD
    if isinstance(value, bool):
        return Text("yes" if value else "no")
    if isinstance(value, dict) and "withheld" in value:
        return Text(f"withheld ({value['withheld']})", style="magenta")
    return Text(str(value))


def shown(value: Any) -> Any:
    """Give a value as it is said within a sentence."""
    return f"withheld ({value['withheld']})" if isinstance(value, dict) else value
