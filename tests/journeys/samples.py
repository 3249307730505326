"""An act of every kind with all its fields, each with a text of its own to be looked for."""

import json
from typing import Any

__all__ = ["BY", "CASE", "EDITION", "FULL", "SECRET", "SOURCES", "Act", "act", "lines"]

Act = dict[str, Any]
CASE, EDITION = "tip/2099/AAA", "tip/2099"
SECRET = "what nobody outside may read"  # noqa: S105 - a text, not a password
SOURCES = [{"title": f"{SECRET}: sources"}]

FULL: dict[str, tuple[str, dict[str, Any]]] = {
    "edition-opened": (
        "tip/2098",
        {
            "title": f"{SECRET}: title",
            "period": "2097-04-01/2098-03-31",
            "due": "2098-06-30",
            "roster": [f"{SECRET}: roster"],
        },
    ),
    "coverage-declared": (
        EDITION,
        {"acts": ["placements"], "extent": "complete", "tiers": ["3"], "note": f"{SECRET}: note"},
    ),
    "evidence-filed": (
        "tip/2099/evidence/7",
        {
            "title": f"{SECRET}: title",
            "publisher": f"{SECRET}: publisher",
            "date": "2098-12",
            "locator": f"{SECRET}: locator",
            "sha256": "ab" * 32,
            "kind": "documentary",
            "grade": "official",
            "hand": "first",
            "marks": [f"{SECRET}: marks"],
            "about": [CASE],
            "origin": f"{SECRET}: origin",
            "addressees": [f"{SECRET}: addressees"],
            "references": [f"{SECRET}: references"],
            "tags": [f"{SECRET}: tags"],
            "portions": [f"{SECRET}: portions"],
            "paragraphs": [f"{SECRET}: paragraphs"],
        },
    ),
    "recommendation-submitted": (CASE, {"standing": "3", "rationale": [f"{SECRET}: rationale"]}),
    "recommendation-revised": (
        CASE,
        {"standing": "2WL", "rationale": [f"{SECRET}: rationale"], "cause": "instruction"},
    ),
    "recommendation-withdrawn": (CASE, {"reason": [f"{SECRET}: reason"]}),
    "objection-raised": (CASE, {"standing": "better than 3", "ground": [f"{SECRET}: ground"]}),
    "objection-withdrawn": (CASE, {"reason": f"{SECRET}: reason"}),
    "concurrence-recorded": (CASE, {"standing": "no-view"}),
    "dispute-escalated": (CASE, {"forum": f"{SECRET}: forum", "reason": [f"{SECRET}: reason"]}),
    "meeting-held": (
        "tip/2099/meeting/7",
        {
            "forum": f"{SECRET}: forum",
            "attendees": {"named": [{"name": f"{SECRET}: attendees"}], "complete": False},
            "agenda": [CASE],
            "series": True,
        },
    ),
    "decision-recorded": (
        CASE,
        {
            "standing": "2",
            "manner": "vote",
            "forum": f"{SECRET}: forum",
            "meeting": "tip/2099/meeting/7",
            "settles": [f"{CASE}@1"],
            "reason": [f"{SECRET}: reason"],
        },
    ),
    "dissent-filed": (CASE, {"text": [f"{SECRET}: text"]}),
    "response-filed": (CASE, {"to": f"{CASE}@1", "text": [f"{SECRET}: text"]}),
    "dispute-reported": (CASE, {"outcome": "compromised"}),
    "placement-published": (CASE, {"tier": "2"}),
    "edition-published": (
        EDITION,
        {
            "on": "2099-06-30",
            "submitted_on": "2099-06-29",
            "document": {"title": f"{SECRET}: document"},
        },
    ),
    "placement-corrected": (
        CASE,
        {"tier": "2WL", "manner": "erratum", "reason": f"{SECRET}: reason"},
    ),
    "waiver-granted": (
        CASE,
        {
            "plan": f"{SECRET}: plan",
            "plan_assessed": True,
            "resources_found": f"{SECRET}: resources_found",
            "condition": f"{SECRET}: condition",
            "reports": [2099],
        },
    ),
    "notice-given": (
        CASE,
        {
            "to": "the committee",
            "of": f"{SECRET}: of",
            "date": "2099-07-30",
            "medium": f"{SECRET}: medium",
        },
    ),
    "waiver-lapsed": (CASE, {"reason": f"{SECRET}: reason"}),
    "determination-made": (CASE, {"kind": "restrict", "text": [f"{SECRET}: text"]}),
    "oversight-requested": (CASE, {"kind": "letter", "from": f"{SECRET}: from"}),
    "hold-placed": (CASE, {"scope": f"{SECRET}: scope", "authority": f"{SECRET}: authority"}),
    "hold-released": (CASE, {"scope": f"{SECRET}: scope", "authority": f"{SECRET}: authority"}),
    "claim-filed": (
        EDITION,
        {
            "claimant": f"{SECRET}: claimant",
            "statement": [f"{SECRET}: statement"],
            "measure": f"{SECRET}: measure",
            "subject": "AAA",
            "expect": f"{SECRET}: expect",
        },
    ),
    "subject-identified": ("tip/2099/undisclosed-01", {"subject": "AAA"}),
    "basis-added": (
        CASE,
        {"to": f"{CASE}@1", "basis": [f"{CASE}@1"], "learned": f"{SECRET}: learned"},
    ),
    "record-corrected": (
        CASE,
        {"corrects": f"{CASE}@1", "void": True, "reason": [f"{SECRET}: reason"]},
    ),
    "content-released": (
        CASE,
        {
            "entry": f"{CASE}@1",
            "pointers": ["/body/standing"],
            "audience": "congress",
            "authority": f"{SECRET}: authority",
            "ground": [f"{SECRET}: ground"],
        },
    ),
    "heads-recorded": (EDITION, {"heads": {CASE: 1}}),
}
BY = {
    "party": f"{SECRET}: by party",
    "person": f"{SECRET}: by person",
    "role": f"{SECRET}: by role",
    "authority": f"{SECRET}: by authority",
    "recorded_by": f"{SECRET}: by recorded_by",
}


def act(name: str, pointer: str | None = None, **more: Any) -> Act:
    """Write an act with all its fields, one of its places withheld."""
    stream, body = FULL[name]
    found = {"act": name, "on": stream, "by": BY, "occurred": "2099-05", "made": "reconstructed"}
    withheld = {} if pointer is None else {"withhold": {pointer: "internal"}}
    return found | {"body": body | {"sources": SOURCES}} | withheld | more


def lines(*acts: Act) -> bytes:
    """Write acts as JSON Lines."""
    return "\n".join(map(json.dumps, acts)).encode()
