"""The register: standings, disputes, overrides and changes as of a position, from the tables."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from domain.acts import DecisionRecorded
from domain.measures import MOVES, change
from domain.rates import win_rate
from domain.values import Kind, Scale, Stream
from projections.plain import plain
from projections.programmes import Programmes
from projections.table import View

__all__ = [
    "absent",
    "changes",
    "counted_once",
    "disputes",
    "edition_order",
    "moves",
    "overrides",
    "scale_of",
    "standings",
]

Rows = list[dict[str, Any]]
DISPUTE = (
    "case",
    "subject",
    "name",
    "recommender",
    "recommended",
    "recommended_first",
    "moved",
    "recommendation_withdrawn",
    "objectors",
    "decided",
    "published",
    "forum",
    "meeting",
    "reason",
    "outcome",
    "grade",
    "rounds",
    "marks",
    "opened",
    "closed",
)
STANDING = ("subject", "name", "tier", "case", "position", "manner", "edition")
OVERRIDE = (
    "case",
    "subject",
    "recommended",
    "decided",
    "published",
    "contested",
    "concurrence",
    "direction",
)
APART = ("exceeded", "conceded", "withdrawn", "open", "undetermined", "withheld")


def edition_order(text: str) -> tuple[tuple[int, str], ...]:
    """Sort key of editions and cases: numbers in them as numbers."""
    parts = re.findall(r"[0-9]+|[^0-9]+", text)
    return tuple((int(part), "") if part.isdigit() else (-1, part) for part in parts)


def standings(view: View, as_of: int, edition: str | None) -> Rows:
    """Tier of every subject of an edition; without one, the newest placement of each subject."""
    rows = view.rows("standings", as_of, edition=edition)
    if edition is None:
        newest: dict[str, dict[str, Any]] = {}
        for row in sorted(rows, key=lambda row: edition_order(row["edition"])):
            programme = row["edition"].partition("/")[0]
            newest[f"{programme}/{row['subject']}"] = row
        rows = list(newest.values())
    named = Programmes(view, as_of)
    for row in rows:
        row["name"] = named(row["edition"], row["subject"])
    return [_only(STANDING, row) for row in sorted(rows, key=lambda row: row["subject"])]


def disputes(view: View, as_of: int, edition: str | None, party: str | None) -> dict[str, Any]:
    """Every contested case with its outcome; the counts and bounds; how much is answerable."""
    rows = _dispute_rows(view, as_of, edition)
    if party is not None:
        rows = [row for row in rows if party in _parties(row)]
    placements = Counter(row["edition"] for row in view.rows("standings", as_of, edition=edition))
    counted = counted_once(rows)
    return {
        "rows": [_only(DISPUTE, row) for row in rows],
        "summary": _summary(counted, sum(placements.values())),
        "answerable": _answerable(counted),
    }


def overrides(view: View, as_of: int, edition: str | None) -> Rows:
    """Every case decided or published otherwise than recommended, contested or not."""
    rows = view.rows("overrides", as_of, edition=edition)
    _identify(view, as_of, edition, rows)
    return [_only(OVERRIDE, row) for row in sorted(rows, key=_by_case)]


def absent(view: View, as_of: int, edition: str | None) -> dict[str, int]:
    """Count the entries of cases that are on record and not there, and the cases they are of."""
    rows = view.rows("absent", as_of, edition=edition)
    cases = [row["stream"] for row in rows if Stream.parse(row["stream"]).kind is Kind.CASE]
    return {"cases": len({*cases}), "entries": len(cases)}


def changes(view: View, as_of: int, before: str, after: str, scale: Scale) -> dict[str, list[str]]:
    """Which subjects moved from one edition to another, and which can't be compared."""
    first, last = _tiers(view, as_of, before), _tiers(view, as_of, after)
    found: dict[str, list[str]] = {name: [] for name in (*MOVES, "not_comparable")}
    for subject in sorted(first.keys() | last.keys()):
        way = change(first.get(subject), last.get(subject), scale)
        found[way or "not_comparable"].append(subject)
    return found


def moves(view: View, as_of: int, before: str, after: str, scale: Scale) -> dict[str, Rows]:
    """From where to where each subject moved, and in which edition others were placed alone."""
    first, last = _tiers(view, as_of, before), _tiers(view, as_of, after)
    named = Programmes(view, as_of)
    moved, alone = [], []
    for subject in sorted(first.keys() | last.keys()):
        edition = after if subject in last else before
        who = {"subject": subject, "name": named(edition, subject)}
        old, new = first.get(subject), last.get(subject)
        way = change(old, new, scale)
        if way not in (None, "same"):
            moved.append(who | {"from": old, "to": new, "direction": way})
        if subject not in first or subject not in last:
            alone.append(who | {"edition": edition})
    return {"moves": moved, "placed_in_one": alone}


def _tiers(view: View, as_of: int, edition: str) -> dict[str, Any]:
    return {row["subject"]: row["tier"] for row in view.rows("standings", as_of, edition=edition)}


# ---------------------------------------------------------------- disputes


def _dispute_rows(view: View, as_of: int, edition: str | None) -> Rows:
    """Rows of the table, with what other streams add: meetings, coverage, names that came out."""
    rows = view.rows("disputes", as_of, edition=edition)
    meetings = {row["meeting"]: row for row in view.rows("meetings", as_of)}
    complete = decisions_complete(view, as_of, edition)
    _identify(view, as_of, edition, rows)
    shared = Counter((row["edition"], row["subject"]) for row in rows)
    named = Programmes(view, as_of)
    for row in rows:
        row["name"] = named(row["edition"], row["subject"])
        held = meetings.get((row["meeting"] or "").partition("@")[0])
        if row["forum"] is None and held:
            row["forum"] = held.get("forum")
        if row["published"] and row["decided"] is None and row["edition"] in complete:
            row["marks"] = sorted([*row["marks"], "published-without-decision"])
        if shared[row["edition"], row["subject"]] > 1:
            row["marks"] = sorted([*row["marks"], "same-subject"])
    return sorted(rows, key=_by_case)


def decisions_complete(view: View, as_of: int, edition: str | None) -> frozenset[str]:
    """Editions of which the book declares to hold every decision."""
    return frozenset(
        row["edition"]
        for row in view.rows("coverage", as_of, edition=edition)
        if row["act"] == DecisionRecorded.name and row["extent"] == "complete"
    )


def _parties(row: Mapping[str, Any]) -> list[Any]:
    return [row["recommender"], *(line["party"] for line in row["objectors"])]


def counted_once(rows: Sequence[dict[str, Any]]) -> Rows:
    """Disputes of one subject in one edition count as one: the case under its own name."""
    found: dict[tuple[str, str], dict[str, Any]] = {}
    for row in rows:
        own = row["case"].rpartition("/")[2] == row["subject"]
        if own or (row["edition"], row["subject"]) not in found:
            found[row["edition"], row["subject"]] = row
    return list(found.values())


def _summary(rows: Iterable[Mapping[str, Any]], placements: int) -> Rows:
    """Give the counts of each recommender, and the win rate with its bounds."""
    recommenders: dict[str, list[str]] = {}
    parties: dict[str, Any] = {}
    for row in rows:
        who = repr(row["recommender"])
        parties[who] = row["recommender"]
        recommenders.setdefault(who, []).append(row["outcome"])
    return [
        {"party": parties[who]} | _counts(recommenders[who]) | {"of_placements": placements}
        for who in sorted(recommenders)
    ]


def _counts(outcomes: Sequence[str]) -> dict[str, Any]:
    count = Counter(outcomes)
    kinds = {
        "overruled": count["overruled"],
        "compromised": count["compromised"],
        "kind_open": count["not-prevailed"],
    }
    return {
        "disputes": len(outcomes),
        "prevailed": count["prevailed"],
        "not_prevailed": sum(kinds.values()),
        **kinds,
        **{name: count[name] for name in APART},
        "win_rate": plain(win_rate(outcomes)),
    }


def _answerable(rows: Sequence[Mapping[str, Any]]) -> dict[str, list[int]]:
    """Of how many disputes the record answers who, against whom, where and why."""
    known = {
        "subjects": [not _undisclosed(row) for row in rows],
        "objectors": [_all_named(row["objectors"]) for row in rows],
        "meetings": [_is_named_meeting(row["meeting"]) for row in rows],
        "reasons": [row["reason"] in ("text", "none-stated") for row in rows],
    }
    return {name: [sum(answers), len(rows)] for name, answers in known.items()}


def _undisclosed(row: Mapping[str, Any]) -> bool:
    return Stream.parse(f"{row['edition']}/{row['subject']}").undisclosed


def _all_named(lines: Sequence[Mapping[str, Any]]) -> bool:
    return bool(lines) and all(
        isinstance(line["party"], str) and not re.fullmatch("undisclosed(-.*)?", line["party"])
        for line in lines
    )


def _is_named_meeting(meeting: str | None) -> bool:
    return meeting is not None and meeting.partition("@")[0].rpartition("/")[2] != "undisclosed"


# ---------------------------------------------------------------- rows and names


def _only(names: Sequence[str], row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: row.get(name) for name in names}


def _by_case(row: Mapping[str, Any]) -> Any:
    return edition_order(row["case"])


def _identify(view: View, as_of: int, edition: str | None, rows: Iterable[dict[str, Any]]) -> None:
    """Give undisclosed cases the name under which they became known."""
    known = {row["case"]: row["subject"] for row in view.rows("identified", as_of, edition=edition)}
    for row in rows:
        row["subject"] = known.get(row["case"], row["subject"])


def scale_of(view: View, as_of: int, edition: str) -> Scale | None:
    """Scale on which an edition is judged."""
    programme = Programmes(view, as_of).judging(edition)
    return programme.scale if programme else None
