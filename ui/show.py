"""Answers as tables and sentences for a person at a terminal; `--json` bypasses all of this."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.text import Text

from domain.rates import percent
from ledger.recording import Recording
from ui.cells import NOT_ON_RECORD, cell, counted, print_table, shown

__all__ = [
    "show_case",
    "show_changes",
    "show_disputes",
    "show_header",
    "show_overrides",
    "show_receipts",
    "show_replay",
    "show_standings",
]

Answer = Mapping[str, Any]
LONGEST = 600  # characters of a row that a difference shows


def show_header(console: Console, answer: Answer) -> None:
    """Say of which book the answer is, and which questions of time are set."""
    said = [f"{answer['book']}", f"head {answer['head']}"]
    if unsealed := answer["head"] - answer["sealed"]:
        said.append(f"{unsealed} unsealed")
    if answer["audience"] != "internal":
        said.append(f"audience {answer['audience']}")
    if "as_of" in answer:
        said.append(f"as of position {answer['as_of']}")
    if "occurred_by" in answer:
        left = counted(answer["left_out"], "act")
        said.append(f"occurred by {answer['occurred_by']}, {left} left out as undatable")
    console.print(Text(" · ".join(said), style="dim"))


def show_standings(console: Console, answer: Answer) -> None:
    """One line for each subject, then how many stand in each tier."""
    rows = answer["rows"]
    names = ("subject", "name", "tier", "edition", "manner", "position")
    print_table(console, names, ([cell(row[name]) for name in names] for row in rows))
    tiers = Counter(str(shown(row["tier"])) for row in rows)
    counts = ", ".join(f"{tier}: {number}" for tier, number in sorted(tiers.items()))
    console.print(Text(f"{counted(len(rows), 'placement')} on record ({counts or 'none'})"))


def show_disputes(console: Console, answer: Answer, scope: str = "the book") -> None:
    """Every contested case, the counts with their bounds, and how much is answerable."""
    rows = answer["rows"]
    if not rows:
        console.print(
            f"No disputes on record in {scope}. That is not consensus: see `coverage` for what "
            "the record holds."
        )
        _show_absent(console, answer["absent"])
        return
    editions = {row["case"].rpartition("/")[0] for row in rows}
    columns = {
        "case" if len(editions) > 1 else "subject": [_case(row, editions) for row in rows],
        "recommended": [_recommended(row) for row in rows],
        "objectors": [_objectors(row["objectors"]) for row in rows],
        "decided": [cell(row["decided"]) for row in rows],
        "published": [cell(row["published"]) for row in rows],
        "outcome": [_outcome(row) for row in rows],
        "grade": [cell(row["grade"]) for row in rows],
    }
    undecided = all(row["decided"] is None for row in rows)
    if undecided:
        del columns["decided"]
    print_table(console, tuple(columns), zip(*columns.values(), strict=True))
    if undecided and not answer["absent"]["entries"]:
        console.print("No decision on any of these is on record.")
    for summary in answer["summary"]:
        _show_summary(console, summary)
    answers = ", ".join(
        f"{name} {known} of {of}" for name, (known, of) in answer["answerable"].items()
    )
    console.print(Text(f"answerable: {answers}"))
    _show_absent(console, answer["absent"])


def _show_summary(console: Console, summary: Answer) -> None:
    rate = summary["win_rate"]
    party = shown(summary["party"]) or "no recommendation on record"
    share = percent(rate["wins"], rate["of"])
    said = f"{summary['prevailed']} of {rate['of']} prevailed" + (f" ({share})" if share else "")
    if not rate["of"]:
        said = "none of them judged"
    if rate["high"] and rate["low"] != rate["high"]:
        said += f", between {rate['low']} and {rate['high']} over the undetermined"
    console.print(
        Text(
            f"{party}: {counted(summary['disputes'], 'dispute')}; {said}; "
            f"{summary['not_prevailed']} did not: "
            f"{summary['overruled']} overruled, {summary['compromised']} compromised, "
            f"{summary['kind_open']} kind not determined",
            style="bold",
        )
    )
    names = ("exceeded", "conceded", "withdrawn", "open", "undetermined", "withheld")
    apart = ", ".join(f"{name} {summary[name]}" for name in names)
    console.print(Text(f"apart: {apart}; placements on record: {summary['of_placements']}"))


def show_overrides(console: Console, answer: Answer) -> None:
    """Every case that ended otherwise than recommended."""
    rows = answer["rows"]
    names = ("case", "recommended", "decided", "published", "contested", "concurrence", "direction")
    print_table(console, names, (_override_row(row, names) for row in rows))
    contested = sum(row["contested"] is True for row in rows)
    console.print(f"{counted(len(rows), 'override')} on record, {contested} of them contested")
    _show_absent(console, answer["absent"])


def _override_row(row: Answer, names: Iterable[str]) -> list[Text]:
    """Show an override; of a case with missing entries some of it is not known."""
    unknown = {name for name in ("contested", "concurrence", "direction") if row[name] is None}
    return [Text("not known") if name in unknown else cell(row[name]) for name in names]


def _show_absent(console: Console, absent: Answer) -> None:
    """Say that entries are missing to this reader, and what that leaves open."""
    if absent["entries"]:
        entries = counted(absent["entries"], "entry", "entries")
        console.print(
            f"{entries} of {counted(absent['cases'], 'case')} are on record and not in this copy: "
            "what they would add or turn is not known."
        )


def show_changes(console: Console, answer: Answer) -> None:
    """Who moved from where to where, who can't be compared and why, and how many of each."""
    names = ("subject", "name", "from", "to", "direction")
    if answer["moves"]:
        print_table(
            console, names, ([cell(row[name]) for name in names] for row in answer["moves"])
        )
    alone = {row["subject"]: row for row in answer["placed_in_one"]}
    for subject in answer["not_comparable"]:
        row = alone.get(subject)
        why = f"{row['name']}: placed in {row['edition']} only" if row else "a tier is withheld"
        console.print(Text(f"not comparable: {subject} {why}", style="dim"))
    kinds = ("up", "down", "unordered", "same", "not_comparable")
    counts = (f"{len(answer[name])} {name.replace('_', ' ')}" for name in kinds)
    console.print(Text(f"{answer['from']} to {answer['to']}: {', '.join(counts)}"))


def show_case(console: Console, answer: Answer) -> None:
    """Timeline of a case in world order."""
    names = ("position", "occurred", "what", "made", "marks", "changed")
    print_table(console, names, map(_timeline_row, answer["rows"]))


def _timeline_row(row: Answer) -> list[Text]:
    changed = "; ".join(
        f"{one['column']} {_shown(one['from'])} → {_shown(one['to'])}" for one in row["changes"]
    )
    return [
        cell(row["position"]),
        cell(row["occurred"]),
        Text(row["summary"], style="bold red" if row["gap"] else ""),
        cell(row["made"]),
        Text(", ".join(row["marks"]), style="yellow"),
        Text(changed),
    ]


def show_replay(console: Console, answer: Answer) -> None:
    """Whether what readers see is what the entries give."""
    rows = ", ".join(f"{table['name']} {table['rows']}" for table in answer["tables"])
    verdict = "identical" if answer["identical"] else "DIFFERENT"
    style = "green" if answer["identical"] else "bold red"
    said = Text(f"replay of {answer['entries']} entries: ").append(verdict, style=style)
    console.print(said)
    console.print(Text(f"rows by table: {rows}", style="dim"), soft_wrap=True)
    if difference := answer["first_difference"]:
        console.print(
            Text(
                f"first difference: {difference['table']} {difference['key']}\n"
                f"the view says: {_shortened(difference['live'])}\n"
                f"the entries give: {_shortened(difference['rebuilt'])}\n"
                "one of the two was changed. Keep a copy of both, and hold the entries against a "
                "receipt or a backup, before views/ is deleted to be made again"
            )
        )


def show_receipts(console: Console, aside: Console, done: Recording) -> None:
    """One line for each act: position, entry, SHA-256; then how many are new."""
    for one in done.receipts:
        already = "  already" if one.already else ""
        console.print(
            f"{one.position}  {one.stream}@{one.version}  {one.digest}{already}", markup=False
        )
    aside.print(f"{counted(done.added, 'act')} recorded, {done.already} already there")
    if done.added and (saved := [one.proof for one in done.receipts if one.proof]):
        aside.print(
            f"proofs in {Path(saved[-1]).parent}: keep copies where nobody can change them",
            markup=False,
        )


# ---------------------------------------------------------------- cells


def _shortened(row: Any) -> str:
    text = str(row)
    return text if len(text) <= LONGEST else f"{text[:LONGEST]} … (whole with --json)"


def _shown(value: Any) -> str:
    return "none" if value is None else str(shown(value))


def _case(row: Answer, editions: set[str]) -> Text:
    return Text(row["case"] if len(editions) > 1 else row["case"].rpartition("/")[2])


def _recommended(row: Answer) -> Text:
    recommended = cell(row["recommended"])
    if row["moved"]:
        recommended += Text(f", after moving {row['moved']}", style="dim")
    return recommended


def _objectors(lines: Sequence[Answer]) -> Text:
    if not lines:
        return NOT_ON_RECORD
    said = (f"{shown(line['party'])}: {shown(line['standing'])}" for line in lines)
    return Text("; ".join(said))


def _outcome(row: Answer) -> Text:
    styles = {"prevailed": "green", "overruled": "red", "not-prevailed": "red"}
    text = Text(row["outcome"], style=styles.get(row["outcome"], ""))
    marks = [mark for mark in row["marks"] if mark != "outcome-by-report"]
    if "outcome-by-report" in row["marks"]:
        text.append(" (by report)", style="dim")
    return text.append(f" [{', '.join(marks)}]", style="yellow") if marks else text
