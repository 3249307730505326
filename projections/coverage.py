"""What the book declares to cover of each edition, beside how many acts it holds."""

from collections import Counter
from typing import Any

from projections.register import edition_order
from projections.table import View

__all__ = ["coverage"]


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
