"""Which steps on the way to a placement are not on record, and what the book declares to cover.

Silence is not a fact: beside each missing step stands the coverage declared for it, and what is
on record near it that does not say whether it belongs to the case.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from domain.acts import (
    DecisionRecorded,
    EvidenceFiled,
    MeetingHeld,
    ObjectionRaised,
    PlacementCorrected,
    PlacementPublished,
    RecommendationRevised,
    RecommendationSubmitted,
)
from domain.values import Stream
from projections.lookup import Lookup, Shown
from projections.reach import Reached
from projections.table import View

__all__ = ["not_on_record", "reason_of"]

Step = tuple[str, tuple[str, ...]]
STEPS: tuple[Step, ...] = (
    ("recommendation", (RecommendationSubmitted.name, RecommendationRevised.name)),
    ("objection", (ObjectionRaised.name,)),
    ("decision", (DecisionRecorded.name,)),
    ("meeting", (MeetingHeld.name,)),
    ("reason", (DecisionRecorded.name,)),
    ("evidence", (EvidenceFiled.name,)),
    ("placement", (PlacementPublished.name, PlacementCorrected.name)),
)
"""The steps, in their order, and the acts that are one; the first is what coverage is asked of."""
MOST_NAMED = 3


def not_on_record(
    view: View, as_of: int, lookup: Lookup, reached: Reached, cases: Sequence[str]
) -> list[dict[str, Any]]:
    """Give the steps that are not on record for these cases of one edition."""
    edition = cases[0].rpartition("/")[0]
    declared = {row["act"]: row["extent"] for row in view.rows("coverage", as_of, edition=edition)}
    acts = [one for case in cases for one in lookup.in_force(case)]
    acts += [one for one in reached.entries.values() if _elsewhere(one, edition)]
    decisions = [one.body for one in acts if one.act == DecisionRecorded.name]
    found = {one.act for one in acts}
    near = _Near(lookup, reached, edition, cases, decided=bool(decisions))
    return [
        {"what": what, "coverage": declared.get(kinds[0]), "note": near.note(what)}
        for what, kinds in STEPS
        if (not _reasoned(decisions) if what == "reason" else found.isdisjoint(kinds))
    ]


def reason_of(decision: Mapping[str, Any]) -> str:
    """Say what the body of a decision gives as its reason; these four are kept apart."""
    reason = decision.get("reason")
    if reason is None:
        return "not-on-record"
    if reason == "none-stated":
        return "none-stated"
    hidden = isinstance(reason, dict) or all(isinstance(one, dict) for one in reason)
    return "withheld" if hidden else "text"


def _elsewhere(entry: Shown, edition: str) -> bool:
    """Whether an entry is evidence, or a meeting of this edition: these have their own streams."""
    held = entry.act == MeetingHeld.name and Stream.parse(entry.stream).edition == edition
    return (held or entry.act == EvidenceFiled.name) and not entry.voided


def _reasoned(decisions: Sequence[Mapping[str, Any]]) -> bool:
    """Whether the last decision says anything of its reason, be it that none was stated."""
    return bool(decisions) and reason_of(decisions[-1]) != "not-on-record"


@dataclass(frozen=True, slots=True)
class _Near:
    """What is on record near a missing step, and what its absence does not say."""

    lookup: Lookup
    reached: Reached
    edition: str
    cases: Sequence[str]
    decided: bool

    def note(self, what: str) -> str | None:
        """Say what a reader must know beside the bare absence."""
        match what:
            case "objection":
                return "that none is on record does not say that all agreed"
            case "meeting":
                return self._unlinked(MeetingHeld.name, "agenda", "agenda")
            case "evidence":
                return self._unlinked(EvidenceFiled.name, "about", "the cases it is about")
            case "reason":
                return "the decision on record gives none" if self.decided else None
            case "placement" if all(Stream.parse(case).undisclosed for case in self.cases):
                return "no source names the subject of this case"
        return None

    def _unlinked(self, act: str, field: str, called: str) -> str | None:
        """Name what is on record for the edition and says of no case that it belongs to it."""
        unlinked = [
            one
            for one in self.lookup.of_edition(self.edition, act)
            if one.ref not in self.reached.entries and not isinstance(one.body.get(field), list)
        ]
        if not unlinked:
            return None
        said = [_said(one, field, called) for one in unlinked[:MOST_NAMED]]
        if len(unlinked) > MOST_NAMED:
            said.append(f"{len(unlinked) - MOST_NAMED} more")
        return f"on record for the edition, linked to no case: {'; '.join(said)}"


def _said(entry: Shown, field: str, called: str) -> str:
    series = "a series of meetings, " if entry.body.get("series") is True else ""
    known = "withheld" if field in entry.body else "not on record"
    return f"{entry.stream} ({series}{called} {known})"
