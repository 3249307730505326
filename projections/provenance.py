"""The provenance of a case: everything it rests on, in the terms of W3C PROV, as of a position."""

from collections.abc import Iterable
from typing import Any

from domain.programme import Programme
from projections.graph import Graph
from projections.lookup import Lookup
from projections.reach import Link, reach
from projections.silence import not_on_record
from projections.table import View

__all__ = ["trace"]


def trace(view: View, as_of: int, case: str, programme: Programme | None) -> dict[str, Any]:
    """Give the graph of everything a case rests on as of a position, and what is missing of it.

    `programme` is the one that judges its edition; it gives subjects and parties their names.
    """
    lookup = Lookup(view, as_of)
    edition = case.rpartition("/")[0]
    cases = _under_all_names(view, as_of, case)
    reached = reach(lookup, cases, edition)
    graph = Graph(programme)
    for name in cases:
        graph.case(name, _standing(view, as_of, name))
        if name != case:
            graph.edge(name, case, "alternateOf", "identified")
    for member in reached.members:
        graph.edge(member.case, member.ref, "hadMember", member.how)
    for entry in reached.entries.values():
        graph.entry(entry)
    for link in reached.links:
        graph.link(link)
    return {
        "case": case,
        "nodes": graph.nodes(),
        "edges": graph.edges(),
        "dangling": _listed(reached.dangling),
        "circular": _listed(reached.circular),
        "not_on_record": not_on_record(view, as_of, lookup, reached, cases),
        "absent": [
            f"{row['stream']}@{row['version']}"
            for name in cases
            for row in view.rows("absent", as_of, stream=name)
        ],
    }


def _under_all_names(view: View, as_of: int, case: str) -> list[str]:
    """Give a case and those of the same edition that turned out to be of the same subject."""
    edition, _, subject = case.rpartition("/")
    rows = view.rows("identified", as_of, edition=edition)
    known = {row["case"]: row["subject"] for row in rows}
    subject = known.get(case, subject)
    same = [one for one, named in known.items() if named == subject]
    named = [f"{edition}/{subject}"] if same else []
    return list(dict.fromkeys([case, *named, *sorted(same)]))


def _standing(view: View, as_of: int, case: str) -> Any:
    rows = view.rows("standings", as_of, stream=case)
    return rows[0]["tier"] if rows else None


def _listed(links: Iterable[Link]) -> list[dict[str, str]]:
    return [{"from": f"act:{one.source}", "to": one.target, "how": one.how} for one in links]
