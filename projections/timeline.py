"""The timeline of a case: its entries in world order, each in the form now in force."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from domain.acts import Act, RecordCorrected
from domain.antecedents import missing_antecedents
from domain.case import CaseState
from domain.disputes import contradicted
from domain.events import Event, Recorded
from domain.history import InForce, origin
from domain.values import Ref, Stream, Withheld
from projections.plain import plain
from projections.table import View

__all__ = ["case_marks", "case_timeline", "changes_of", "timeline_rows"]

GAPS = {
    "recommendation-submitted": "no recommendation on record",
    "decision-recorded": "no decision on record",
    "placement-published": "no placement on record",
}
"""Steps whose absence shows, where the book declares to hold every one of them."""
COLUMNS = (
    "position",
    "version",
    "act",
    "occurred",
    "recorded_at",
    "made",
    "by",
    "basis",
    "release",
    "summary",
    "body",
    "withheld",
    "marks",
    "corrected_by",
    "recorded_body",
    "changes",
    "gap",
)
"""Columns of the timeline of a case."""
CHANGING = {
    "standings": ("tier",),
    "disputes": ("recommended", "decided", "published", "outcome", "rounds"),
    "overrides": ("direction",),
}
"""Columns of which the timeline says which entry changed them."""


def timeline_rows(
    stream: Stream,
    entries: Sequence[Recorded],
    order: Sequence[InForce],
    marks: Mapping[int, Sequence[str]],
) -> Iterator[tuple[str, dict[str, Any]]]:
    """Give a row for each entry, under a key that sorts by its place in the order given.

    `marks` are those of the entries, by position. Corrections have no place of their own: they
    follow what they correct; where that is voided, or not there, they come last.
    """
    corrections: dict[int, list[Recorded]] = {}
    for recorded in entries:
        if isinstance(recorded.event.act, RecordCorrected):
            corrections.setdefault(origin(entries, recorded.version), []).append(recorded)
    by_version = {recorded.version: recorded for recorded in entries}
    place = 0
    for entry in order:
        row = _row(entry.recorded, entry.event, marks.get(entry.position, ()))
        if entry.corrected_by is not None:
            row |= {
                "corrected_by": entry.corrected_by.position,
                "recorded_body": plain(entry.recorded.event.act),
                "marks": sorted({*row["marks"], "corrected"}),
            }
        yield f"{stream} {place:06}", row
        for correction in corrections.pop(entry.version, ()):
            place += 1
            yield f"{stream} {place:06}", _row(correction, correction.event, ())
        place += 1
    for version, chain in sorted(corrections.items()):
        there = [by_version[version]] if version in by_version else []
        for recorded in (*there, *chain):
            marks_ = ("voided",) if recorded.version == version else ()
            yield f"{stream} {place:06}", _row(recorded, recorded.event, marks_)
            place += 1


def _row(recorded: Recorded, event: Event, marks: Sequence[str]) -> dict[str, Any]:
    return {
        "position": recorded.position,
        "version": recorded.version,
        "act": event.act.name,
        "occurred": plain(event.occurred),
        "recorded_at": recorded.recorded_at,
        "made": event.made,
        "by": plain(event.by),
        "basis": plain(event.basis),
        "release": event.release,
        "summary": summary(event.act, event.by.party),
        "body": plain(event.act),
        "withheld": sorted(event.withheld),
        "marks": sorted(marks),
        "corrected_by": None,
        "recorded_body": None,
    }


def case_marks(
    order: Sequence[InForce], state: CaseState, *, partial: bool = False
) -> Mapping[int, list[str]]:
    """Give the marks of the entries of a case, by position.

    `state` is what the acts come to in this order. An entry is late if something
    that it precedes was recorded before it. Of a case of which entries are not there, nobody can
    say that an antecedent is missing.
    """
    missing = () if partial else missing_antecedents(order)
    found: dict[int, list[str]] = {position: ["antecedent-missing"] for position in missing}
    if state.placed:
        found.setdefault(state.placed.entry, []).extend(contradicted(state))
    first_after = len(order) and max(entry.position for entry in order) + 1
    for entry in reversed(order):
        if entry.position > first_after:
            found.setdefault(entry.position, []).append("late")
        first_after = min(first_after, entry.position)
    return found


def summary(act: Act, party: str | Withheld) -> str:
    """Say in a few words what an act did; what is withheld is said to be so."""
    who = "a withheld party" if isinstance(party, Withheld) else party
    for field in ("standing", "tier", "outcome", "forum", "subject", "kind", "title"):
        value = getattr(act, field, None)
        if isinstance(value, Withheld):
            return f"{act.name.replace('-', ' ')} by {who}: {field} withheld"
        if isinstance(value, str):
            return f"{act.name.replace('-', ' ')} by {who}: {value}"
    if isinstance(act, RecordCorrected):
        how = "void" if act.void else "replaced"
        return f"{Ref.parse(act.corrects)} {how} by {who}"
    return f"{act.name.replace('-', ' ')} by {who}"


# ---------------------------------------------------------------- read back


def case_timeline(view: View, as_of: int, case: str) -> list[dict[str, Any]]:
    """Timeline of a case as of a position, with what each entry changed, and the gaps."""
    changes = changes_of(view, case)
    complete = {
        row["act"]
        for row in view.rows("coverage", as_of, edition=case.rpartition("/")[0])
        if row["extent"] == "complete"
    }
    rows = view.rows("timeline", as_of, stream=case)
    for row in rows:
        del row["key"]
        row["changes"] = changes.get(row["position"], [])
        row["gap"] = None
    held = {row["act"] for row in rows if "voided" not in row["marks"]}
    if "decision-recorded" in complete - held:
        _mark_placements(rows)
    missing = [GAPS[act] for act in GAPS if act in complete and act not in held] if rows else []
    absent = view.rows("absent", as_of, stream=case)
    missing += [f"entry {row['version']} of this case is not in this copy" for row in absent]
    return rows + [_gap(gap) for gap in missing]


def _mark_placements(rows: Iterable[dict[str, Any]]) -> None:
    """Mark the placements of a case that nobody decided."""
    for row in rows:
        if row["act"] == "placement-published" and "voided" not in row["marks"]:
            row["marks"] = sorted([*row["marks"], "published-without-decision"])


def _gap(gap: str) -> dict[str, Any]:
    return dict.fromkeys(COLUMNS) | {
        "gap": gap,
        "summary": gap,
        "withheld": [],
        "marks": [],
        "changes": [],
    }


def changes_of(view: View, case: str) -> dict[int, list[dict[str, Any]]]:
    """Give what each entry changed in the register, by its position."""
    found: dict[int, list[dict[str, Any]]] = {}
    for table, columns in CHANGING.items():
        moments: dict[int, list[Any]] = {}
        for _, since, until, row in view.changed(table, case):
            moments.setdefault(since, [None, None])[1] = row
            if until is not None:
                moments.setdefault(until, [None, None])[0] = row
        for position, (before, after) in moments.items():
            for column in columns:
                old, new = (row.get(column) if row else None for row in (before, after))
                if old != new:
                    found.setdefault(position, []).append(
                        {"table": table, "column": column, "from": old, "to": new}
                    )
    return found
