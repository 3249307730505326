"""Clocks, deadlines and deviations, for a person at a terminal."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby
from typing import Any

from rich.console import Console
from rich.text import Text

from ui.cells import cell, counted, print_table, shown

__all__ = ["editions", "show_clock", "show_deviations", "show_due", "show_found"]

Answer = Mapping[str, Any]
FEW = 8
"""So many cases are named on a line; of more, their number."""


def show_clock(console: Console, answer: Answer) -> None:
    """Every clock that runs, what was due and what came of it; then the law and the counts."""
    rows = [row for row in answer["rows"] if _runs(row)]
    columns = {
        "subject": [Text(row["subject"]) for row in rows],
        "name": [Text(row["name"]) for row in rows],
        "counted": [Text(_range(row["streak"])) for row in rows],
        "since": [cell(row["since"]) if row["since"] else Text("") for row in rows],
        "waivers": [_waivers(row["waivers"]) for row in rows],
        "due": [Text(row["due"]) for row in rows],
        "published": [cell(row["published"]) for row in rows],
        "result": [_result(row["result"]) for row in rows],
        "as the law can be read": [_readings(row) for row in rows],
        "why not known": [Text(row["reason"] or "") for row in rows],
    }
    for name, key in (("as the law can be read", "readings"), ("why not known", "reason")):
        if not any(row[key] for row in rows):
            del columns[name]
    print_table(console, tuple(columns), zip(*columns.values(), strict=True))
    still = len(answer["rows"]) - len(rows)
    console.print(f"{counted(still, 'more subject')} on record whose clock does not run")
    more = answer["special_watch_list_not_known"]
    listed = "" if answer["watch_list_complete"] else " (not declared complete)"
    if hidden := sum(isinstance(row["published"], dict) for row in answer["rows"]):
        listed = f" (of {hidden} more the tier is withheld)"
    console.print(
        Text(
            f"on the Watch List: {answer['watch_list']}{listed}; special watch list: "
            f"{answer['special_watch_list']}"
            + (f", and {more} of whom that is not known" if more else ""),
            style="bold",
        )
    )
    _show_law(console, answer["law"])


def _runs(row: Answer) -> bool:
    listed = row["special_watch_list"] == "iii" or isinstance(row["published"], dict)
    return bool(row["streak"]["high"] or row["readings"] or listed)


def _show_law(console: Console, law: Answer | None) -> None:
    if law is None:
        console.print("No clock ran yet under the programme of this edition.")
        return
    console.print(Text(f"Years count from the report of {law['counted_from']}.", style="dim"))
    for one in law["parameters"]:
        if one["value"] is None:
            said = f"{one['name']}: not applicable: enacted {one['enacted']}"
        else:
            said = f"{one['name']}: {one['value']} (since {one['enacted']}; {one['source']})"
        console.print(Text(said, style="dim"))


def _range(value: Answer) -> str:
    low, high = value["low"], value["high"]
    return str(low) if low == high else f"{low} to {high}"


def _waivers(value: Answer) -> Text:
    return Text(f"{_range(value['used'])} of {value['allowed']}")


def _result(result: str | None) -> Text:
    return Text(result or "", style="red" if result == "past-clock" else "")


def _readings(row: Answer) -> Text:
    said = (
        f"{one['name']}: {one['due']}" + (f", {one['result']}" if one["result"] else "")
        for one in row["readings"]
    )
    return Text("; ".join(said))


# ---------------------------------------------------------------- due


JUDGED = ("met", "late", "early", "running", "overdue")


def show_due(console: Console, answer: Answer) -> None:
    """Every deadline that can be judged; of the others how many there are, where, and why."""
    told = [row for row in answer["rows"] if row["state"] in JUDGED]
    if told:
        columns = ("rule", "about", "counted from", "due", "done", "late", "state")
        print_table(console, columns, map(_deadline, told))
    rest = [row for row in answer["rows"] if row["state"] not in JUDGED]
    if rest:
        console.print(Text("\nNot judged", style="bold"))
        print_table(console, ("rule", "deadlines", "why", "where"), _unjudged(rest))
    states = Counter(row["state"] for row in answer["rows"])
    counts = ", ".join(f"{name} {number}" for name, number in sorted(states.items())) or "none"
    console.print(f"deadlines judged on {answer['on']}: {counts}")


def _unjudged(rows: Iterable[Answer]) -> Iterable[list[Text]]:
    alike: dict[tuple[str, str], list[Answer]] = {}
    for row in rows:
        reason = (row["reason"] or "").replace(row["edition"], "the edition")
        said = f"not applicable: {reason}" if row["state"] == "not-applicable" else reason
        alike.setdefault((row["rule"], said), []).append(row)
    for (rule, said), group in sorted(alike.items()):
        where = editions([row["edition"] for row in group])
        yield [Text(rule), Text(str(len(group))), Text(said), Text(where)]


def _deadline(row: Answer) -> list[Text]:
    window = f"{row['earliest']} to {row['latest']}" if row["earliest"] else row["latest"]
    start = f"{row['counted_from']} {shown(row['from']) or ''}".strip()
    style = "red" if row["state"] in ("late", "early", "overdue") else ""
    more = f" ({row['reason']})" if row["reason"] else ""
    return [
        Text(row["rule"]),
        Text(row["case"] or row["edition"]),
        Text(start),
        cell(window),
        cell(row["done"]),
        Text("" if not row["days_late"] else counted(row["days_late"], "day")),
        Text(row["state"], style=style) + Text(more, style="dim"),
    ]


# ---------------------------------------------------------------- deviations


def show_deviations(console: Console, answer: Answer) -> None:
    """Show what departs from a rule, with the answers to it; then what nobody can tell."""
    rows = answer["rows"]
    show_found(console, rows, answer["responses"])
    _show_rules(console, rows)
    console.print(f"deadlines judged on {answer['on']}")


def show_found(console: Console, rows: Sequence[Answer], responses: Sequence[Answer]) -> None:
    """Show deviations and the questions that can't be assessed, and count both."""
    found = [row for row in rows if row["state"] == "deviation"]
    if found:
        print_table(console, ("rule", "about", "entries", "what"), map(_deviation, found))
    _show_responses(console, responses)
    rest = [row for row in rows if row["state"] != "deviation"]
    if rest:
        console.print(Text("\nNot assessable: nobody can tell from this book", style="bold"))
        print_table(console, ("rule", "cases", "why", "where"), _unassessable(rest))
    console.print(
        f"{counted(len(found), 'deviation')}; {counted(len(rest), 'question')} not assessable. "
        "A deviation is a fact of the record, not a verdict on anybody."
    )


def _deviation(row: Answer) -> list[Text]:
    positions = ", ".join(map(str, row["positions"][:FEW]))
    said = Text(row["explanation"])
    for response in row["responses"]:
        text = " ".join(str(shown(one)) for one in _paragraphs(response["text"]))
        said.append(f"\nanswer (position {response['position']}): {text}", style="cyan")
    return [
        Text(row["code"], style="red"),
        Text(row["case"] or row["edition"]),
        Text(positions),
        said,
    ]


def _paragraphs(text: Any) -> list[Any]:
    return text if isinstance(text, list) else [text]


def _show_responses(console: Console, responses: Iterable[Answer]) -> None:
    for one in responses:
        text = " ".join(str(shown(part)) for part in _paragraphs(one["text"]))
        said = f"answer on {one['stream']} (position {one['position']}) to {one['to']!r}: {text}"
        console.print(Text(said, style="cyan"))


def _unassessable(rows: Sequence[Answer]) -> Iterable[list[Text]]:
    """Put editions in which the same can't be told for the same reason on one line."""
    alike: dict[tuple[str, str], list[Answer]] = {}
    for row in rows:
        reason = row["explanation"].rpartition(": ")[2].replace(row["edition"], "the edition")
        alike.setdefault((row["code"], reason), []).append(row)
    for (code, reason), group in sorted(alike.items()):
        cases = sum(len(row["cases"]) for row in group)
        yield [
            Text(code),
            Text(str(cases) if cases else ""),
            Text(reason),
            Text(_where(group)),
        ]


def _where(group: Sequence[Answer]) -> str:
    cases = [case for row in group for case in row["cases"]]
    if 0 < len(cases) <= FEW:
        return " ".join(cases)
    return editions([row["edition"] for row in group])


def editions(names: Iterable[str]) -> str:
    """Name editions, those of consecutive years as a span: `tip/2015, 2018-2020`."""
    said = []
    parts = sorted({tuple(name.rsplit("/", 1)) for name in names})
    for programme, group in groupby(parts, key=lambda part: part[0]):
        said.append(f"{programme}/{', '.join(_spans([part[1] for part in group]))}")
    return "; ".join(said)


def _spans(years: Sequence[str]) -> Iterable[str]:
    spans: list[list[str]] = []
    for year in years:
        if spans and _follows(spans[-1][-1], year):
            spans[-1].append(year)
        else:
            spans.append([year])
    return (span[0] if len(span) == 1 else f"{span[0]}-{span[-1]}" for span in spans)


def _follows(one: str, other: str) -> bool:
    return one.isdigit() and other.isdigit() and int(other) == int(one) + 1


def _show_rules(console: Console, rows: Iterable[Answer]) -> None:
    """Say each rule that was asked about, and its source."""
    seen = {row["code"]: row for row in rows}
    for code, row in sorted(seen.items()):
        said = row["reading"] if row["reading"] and code != "past-clock-by-reading" else None
        reading = f"; reading: {said}" if said else ""
        console.print(Text(f"{code}: {row['rule']} [{row['source']}{reading}]", style="dim"))
