"""The act that describes a document: what its filer says, then what a cable says of itself."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from domain.cable import Cable
from domain.cable_evidence import cable_fields, withheld_at_first
from domain.events import Recorded
from domain.submission import Made
from domain.values import RELEASES, Occurred

__all__ = ["FRESH", "Paper", "Said", "described"]

FRESH = timedelta(days=30)
"""How old a document may be for an entry about it to be contemporaneous."""
DOCUMENT = ("/body/title", "/body/paragraphs")
"""What of an entry is taken from the document itself."""


@dataclass(frozen=True, slots=True)
class Said:
    """What its filer says of a document; None, or nothing in a list, is not said.

    `withhold` maps pointers to classes; what is `public` is not withheld.
    """

    body: Mapping[str, Any] = field(default_factory=dict)
    by: Mapping[str, str | None] = field(default_factory=dict)
    envelope: Mapping[str, Any] = field(default_factory=dict)
    withhold: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Paper:
    """The document itself: its name, its digest, its filer, and the cable that was read in it."""

    name: str
    digest: str
    filer: str
    cable: Cable | None


def described(
    paper: Paper, said: Said, stream: str, before: Recorded | None, today: date
) -> dict[str, Any]:
    """Write `evidence-filed` for a document, as it would be submitted.

    `before` is the entry by which it was filed already: whether that was written as it happened
    does not change with the years, so that filing again is the same act.
    """
    read = cable_fields(paper.cable) if paper.cable else {}
    body = {"title": paper.name} | read | _said(said.body) | {"sha256": paper.digest}
    envelope = _said(said.envelope)
    if (occurred := envelope.get("occurred") or _date(body.get("date"))) is not None:
        envelope["occurred"] = occurred
    made = before.event.made if before else _made(occurred, today)
    key = f"evidence:{stream.partition('/evidence/')[0]}:{paper.digest}"
    found = {"act": "evidence-filed", "on": stream, "made": made, "key": key} | envelope
    found |= {"by": {"party": paper.filer} | _said(said.by), "body": body}
    if withheld := _withheld(paper.cable, said):
        found["withhold"] = withheld
    return found


def _said(fields: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if value not in (None, [])}


def _date(text: Any) -> str | None:
    """Give a date if it is one; of one that is not, it is told where it stands."""
    try:
        return Occurred.parse(text).text
    except (TypeError, ValueError):
        return None


def _made(occurred: str | None, today: date) -> Made:
    if _date(occurred) is None:
        return "contemporaneous"
    last = Occurred.parse(occurred or "").latest[: len("YYYY-MM-DD")]
    return "reconstructed" if last < (today - FRESH).isoformat() else "contemporaneous"


def _withheld(cable: Cable | None, said: Said) -> dict[str, str]:
    """Give what is withheld at first, then as the filer says: of a text, whole or in parts."""
    found = dict.fromkeys(withheld_at_first(cable) if cable else (), "internal")
    if said.body.get("title"):
        found.pop("/body/title", None)
    for pointer, release in said.withhold.items():
        for place in [one for one in found if one == pointer or one.startswith(f"{pointer}/")]:
            del found[place]
        if release != "public":
            found[pointer] = release
    kept = [release for pointer, release in found.items() if pointer.startswith(DOCUMENT)]
    if kept and "/body/sha256" not in said.withhold:
        # Who guesses what is withheld could try the guess against the digest of the whole.
        found["/body/sha256"] = max(kept, key=[str(one) for one in RELEASES].index)
    return found
