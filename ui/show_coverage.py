"""What a book covers, for a person at a terminal: where its silence means something."""

from collections.abc import Iterator, Mapping
from typing import Any

from rich.console import Console
from rich.text import Text

from ui.cells import counted, print_table, shown

__all__ = ["show_coverage"]

Answer = Mapping[str, Any]


def show_coverage(console: Console, answer: Answer) -> None:
    """Show one edition in sentences; several of them as a table."""
    editions = answer["editions"]
    if not editions:
        console.print("No edition is on record.")
    elif len(editions) == 1:
        _show_edition(console, editions[0])
    else:
        _show_editions(console, editions)


# ---------------------------------------------------------------- one edition


def _show_edition(console: Console, edition: Answer) -> None:
    title = f": {shown(edition['title'])}" if edition["title"] else ""
    console.print(Text(f"{edition['edition']}{title}", style="bold"))
    for kind in edition["kinds"]:
        console.print()
        console.print(Text(f"{kind['kind'].capitalize()}:", style="bold"), end="")
        for sentence in _sentences(kind):
            console.print(Text(f" {sentence}"), end="")
        console.print()


def _sentences(kind: Answer) -> Iterator[str]:
    held = f"{counted(kind['held'], 'act')} on record"
    match kind["extent"]:
        case "complete":
            yield f"complete. {held}; what is missing did not happen."
        case "partial":
            yield f"in part. {held}; what is missing may have happened all the same."
        case "none":
            yield f"not covered, by declaration. {held}; what is missing proves nothing."
        case "mixed":
            yield f"declared act by act. {held}."
        case _:
            yield f"nothing is declared. {held}; what is missing proves nothing."
    if kind["tiers"]:
        lists = ", ".join(kind["tiers"])
        yield f"Lists declared complete: {lists}; who is not on one of these was not on it."
    if kind["note"]:
        yield f"Note: {shown(kind['note'])}"


# ---------------------------------------------------------------- several


def _show_editions(console: Console, editions: list[Answer]) -> None:
    kinds = ("placements", "deliberations", "waivers", "determinations", "publication")
    names = ("edition", *kinds)
    print_table(console, names, (_row(edition, kinds) for edition in editions))
    console.print(
        "Each cell: what is declared, and how many acts are on record. Only where it says complete "
        "does a missing act mean that it did not happen; tiers in brackets are lists that are "
        "complete. `coverage EDITION` says it in full."
    )


def _row(edition: Answer, kinds: tuple[str, ...]) -> list[Text]:
    found = {kind["kind"]: kind for kind in edition["kinds"]}
    return [Text(edition["edition"]), *(_cell(found.get(name)) for name in kinds)]


def _cell(kind: Answer | None) -> Text:
    if kind is None:
        return Text("declared act by act", style="dim")
    lists = f" ({', '.join(kind['tiers'])})" if kind["tiers"] else ""
    held = f", {kind['held']}" if kind["held"] else ""
    extent = kind["extent"] or "not declared"
    style = {"complete": "green", "partial": "yellow"}.get(extent, "dim")
    return Text(f"{extent}{lists}{held}", style=style)
