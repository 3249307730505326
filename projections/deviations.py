"""Where the record departs from a rule, edition by edition, and where nobody can tell."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from typing import Any, NamedTuple

from domain.acts import PlacementPublished, RecordCorrected
from domain.coverage import declared
from domain.law_rules import (
    Late,
    clock_findings,
    deadline_findings,
    late_entry,
    list_change,
    roster_not_placed,
)
from domain.rules import RULES, Finding, assessed
from domain.values import Stream
from domain.waivers import waiver_findings
from domain.years import Edition
from projections.answers import answered
from projections.law import Record
from projections.register import edition_order
from projections.reliance import relied
from projections.table import View
from projections.timeline import changes_of

__all__ = ["deviations"]

Row = dict[str, Any]
NUMBERS = frozenset({"tier", "outcome", "direction"})
"""Columns of the register that the numbers of a report are counted from."""
NAMING = {"editions": "edition", "timeline": "key", "links": "from"}
"""Tables whose rows show that there is an edition, and in which column."""


class Found(NamedTuple):
    """A finding, and the case it is about; None if it is about the edition."""

    case: str | None
    finding: Finding


def deviations(
    record: Record, edition: str | None, on: date, case: str | None = None
) -> dict[str, list[Row]]:
    """Give every departure from a rule, then what can't be assessed; with the answers to them.

    `case` asks for those of one case of the edition alone. `responses` are the answers on record
    that name none of these.
    """
    rows = [
        row
        for one in _editions(record, edition)
        for row in _assessed(record, one, _about(case, _found(record, one, on)))
    ]
    rows.sort(key=lambda row: (row["state"] != "deviation", edition_order(row["edition"])))
    return {"rows": rows, "responses": answered(record, edition, rows)}


def _editions(record: Record, edition: str | None) -> Iterator[Edition | str]:
    """Give the editions asked for; those that are not named by a year have no place in the law."""
    dated = {one.stream: one for one in record.years}
    names = {edition} if edition else {*dated, *_named(record)}
    for name in sorted(names, key=edition_order):
        yield dated.get(name, name)


def _named(record: Record) -> set[str]:
    """Name the editions of which anything is on record, whether they were opened or not."""
    names = set()
    for table, column in NAMING.items():
        for row in record.view.rows(table, record.as_of):
            stream = Stream.parse(re.split("[@ ]", row[column])[0])
            if stream.edition and stream.programme == record.programme:
                names.add(stream.edition)
    return names


# ---------------------------------------------------------------- what is found


def _found(record: Record, edition: Edition | str, on: date) -> Iterator[Found]:
    name = edition if isinstance(edition, str) else edition.stream
    for row in record.view.rows("findings", record.as_of, edition=name):
        yield Found(row["case"], _finding(row))
    for case, finding in relied(record.view, record.as_of, name):
        yield Found(case, finding)
    yield from _late(record.view, record.as_of, name)
    yield from _waivers(record, name)
    if isinstance(edition, Edition):
        yield from _by_law(record, edition, on)


def _about(case: str | None, found: Iterator[Found]) -> Iterator[Found]:
    return (one for one in found if case in (None, one.case))


def _finding(row: Row) -> Finding:
    return Finding(
        row["code"],
        row["explanation"],
        tuple(row["positions"]),
        tuple(row["needs"]),
        row["obstacle"],
        row["reading"],
    )


def _by_law(record: Record, edition: Edition, on: date) -> Iterator[Found]:
    for clock in record.clocks(edition):
        case = f"{edition.stream}/{clock.subject}"
        yield from (Found(case, one) for one in clock_findings(clock, edition))
    for deadline in record.deadlines(edition, on):
        about = None if deadline.stream == edition.stream else deadline.stream
        yield from (Found(about, one) for one in deadline_findings(deadline))
    for subject in edition.placements:
        case = f"{edition.stream}/{subject}"
        found = list_change(record.years, edition, subject, record.answers.given(case))
        yield from (Found(case, one) for one in found)
    for code, one in roster_not_placed(edition):
        yield Found(f"{edition.stream}/{code}" if code else None, one)


def _waivers(record: Record, edition: str) -> Iterator[Found]:
    programme = record.programmes.judging(edition)
    for case, waivers in record.answers.waivers.items():
        if programme is not None and case.rpartition("/")[0] == edition:
            given = record.answers.given(case)
            for waiver in waivers:
                found = waiver_findings(waiver, given, record.powers, programme)
                yield from (Found(case, one) for one in found)


def _late(view: View, as_of: int, edition: str) -> Iterator[Found]:
    """Find what was recorded after a placement that was itself recorded as it was published."""
    placements: dict[str, int] = {}
    after: list[tuple[str, Row]] = []
    for row in view.rows("timeline", as_of, edition=edition):
        case = row["key"].rpartition(" ")[0]
        if row["act"] == PlacementPublished.name and row["made"] == "contemporaneous":
            first = placements.get(case, row["position"])
            placements[case] = min(first, row["position"])
        if "late" in row["marks"] or row["act"] == RecordCorrected.name:
            after.append((case, row))
    for case, row in after:
        placed = placements.get(case)
        if placed is not None and row["position"] > placed:
            changed = changes_of(view, case).get(row["position"], ())
            moved = [_moved(one) for one in changed if one["column"] in NUMBERS]
            late = Late(row["act"], row["position"], moved, placed)
            yield from (Found(case, one) for one in late_entry(late))


def _moved(change: Row) -> str:
    """Say what of the register changed: `outcome from prevailed to overruled`."""
    ends = (change[end] for end in ("from", "to"))
    before, after = ("withheld" if isinstance(end, dict) else end or "none" for end in ends)
    return f"{change['column']} from {before} to {after}"


# ---------------------------------------------------------------- what counts


def _assessed(record: Record, edition: Edition | str, found: Iterable[Found]) -> Iterator[Row]:
    """Say of each finding whether it counts; what can't be told for one reason is one row."""
    name = edition if isinstance(edition, str) else edition.stream
    coverage = declared(record.history(name))
    elsewhere = _elsewhere(record, name)
    alike: dict[tuple[str, str, str | None], list[Found]] = {}
    for one in found:
        known = _held_elsewhere(one, elsewhere)
        state, reason = assessed(known.finding, coverage, name)
        if state == "deviation":
            yield _row(name, [known], state, known.finding.explanation)
        else:
            key = (known.finding.code, reason or "", known.finding.reading)
            alike.setdefault(key, []).append(known)
    for (_, reason, _), group in alike.items():
        yield _row(name, group, "not-assessable", f"{_together(group)}: {reason}")


def _elsewhere(record: Record, edition: str) -> dict[str, dict[str, str]]:
    """Give, of each case, the acts that lie on another one which turned out to be the same."""
    found: dict[str, dict[str, str]] = {}
    for row in record.view.rows("identified", record.as_of, edition=edition):
        pair = (row["case"], f"{edition}/{row['subject']}")
        for case, other in (pair, pair[::-1]):
            for entry in record.history(other):
                found.setdefault(case, {})[entry.event.act.name] = other
    return found


def _held_elsewhere(found: Found, elsewhere: dict[str, dict[str, str]]) -> Found:
    """Take nothing for missing from a case that its other one holds."""
    acts = elsewhere.get(found.case or "", {})
    other = next((acts[act] for act in found.finding.needs if act in acts), None)
    if other is None:
        return found
    why = f"{other} turned out to be about the same subject, and may hold it"
    return found._replace(finding=replace(found.finding, obstacle=found.finding.obstacle or why))


def _together(group: Sequence[Found]) -> str:
    """Say what was found once, or in how many cases."""
    cases = {one.case for one in group}
    said = dict.fromkeys(one.finding.explanation for one in group)
    return f"{len(cases)} cases" if len(cases) > 1 else "; ".join(said)


def _row(edition: str, group: Sequence[Found], state: str, said: str) -> Row:
    finding = group[0].finding
    rule = RULES[finding.code]
    cases = list(dict.fromkeys(one.case for one in group if one.case))
    return {
        "code": finding.code,
        "rule": rule.says,
        "source": rule.source,
        "reading": finding.reading or rule.reading,
        "needs": list(rule.needs),
        "edition": edition,
        "case": cases[0] if len(cases) == 1 else None,
        "cases": cases,
        "positions": sorted({at for one in group for at in one.finding.positions}),
        "explanation": said,
        "state": state,
        "responses": [],
    }
