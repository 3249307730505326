"""What the book declares to cover of each edition, beside how many acts it holds of it."""

from collections import Counter
from collections.abc import Mapping
from typing import Any

from domain.acts import COVERAGE_GROUPS, EditionPublished
from projections.register import edition_order
from projections.table import View

__all__ = ["coverage", "editions"]

KINDS = COVERAGE_GROUPS | {"publication": (EditionPublished.name,)}
WHOLE = "deliberations"
"""The group whose parts are told apart only where they are covered differently."""


def coverage(view: View, as_of: int, edition: str | None) -> list[dict[str, Any]]:
    """Give the latest declaration for each act of each edition, with the count of such acts."""
    rows = view.rows("coverage", as_of, edition=edition)
    held = {name: _held(view, as_of, name) for name in {row["edition"] for row in rows}}
    found = []
    for row in sorted(rows, key=lambda row: (edition_order(row["edition"]), row["act"])):
        columns = ("edition", "act", "extent", "tiers", "note", "position")
        count = held[row["edition"]][row["act"]]
        found.append({name: row[name] for name in columns} | {"held": count})
    return found


def _held(view: View, as_of: int, edition: str) -> Counter[str]:
    """Count the acts in force of an edition: of its cases, and of its other streams."""
    counts = Counter(view.held(as_of, edition))
    for row in view.rows("held", as_of, edition=edition):
        counts.update(row["acts"])
    return counts


def editions(view: View, as_of: int, edition: str | None) -> list[dict[str, Any]]:
    """Give for each edition what is declared of each kind of act, and what is not declared.

    `extent` is None where nothing is declared, `mixed` where acts of a kind are declared apart.
    """
    rows = view.rows("coverage", as_of, edition=edition)
    declared: dict[str, dict[str, Mapping[str, Any]]] = {}
    for row in rows:
        declared.setdefault(row["edition"], {})[row["act"]] = row
    titles = {row["edition"]: row for row in view.rows("editions", as_of, edition=edition)}
    return [
        {
            "edition": name,
            "title": titles.get(name, {}).get("title"),
            "kinds": _kinds(declared.get(name, {}), _held(view, as_of, name)),
        }
        for name in sorted(declared.keys() | titles.keys(), key=edition_order)
    ]


def _kinds(declared: Mapping[str, Mapping[str, Any]], held: Counter[str]) -> list[dict[str, Any]]:
    whole = _kind(WHOLE, declared, held)
    parts = [name for name in KINDS if {*KINDS[name]} < {*KINDS[WHOLE]}]
    shown = [name for name in KINDS if name not in (WHOLE, *parts)]
    found = [_kind(name, declared, held) for name in shown]
    told = [whole] if whole["extent"] != "mixed" else [_kind(one, declared, held) for one in parts]
    return found[:1] + told + found[1:]


def _kind(
    name: str, declared: Mapping[str, Mapping[str, Any]], held: Counter[str]
) -> dict[str, Any]:
    acts = KINDS[name]
    found = [declared[act] for act in acts if act in declared]
    extents = {row["extent"] for row in found} | ({None} if len(found) < len(acts) else set())
    first = found[0] if len(extents) == 1 and found else {}
    return {
        "kind": name,
        "extent": extents.pop() if len(extents) == 1 else "mixed",
        "held": sum(held[act] for act in acts),
        "tiers": first.get("tiers"),
        "note": first.get("note"),
    }
