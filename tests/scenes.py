"""The acts of a contested case in as few words as a test needs, and the row they come to."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest

from ledger.recording import Refused
from tests.books import Act, Minutes, act

__all__ = [
    "CASE",
    "EDITION",
    "concur",
    "contest",
    "correct",
    "cover",
    "decide",
    "dispute",
    "escalate",
    "identify",
    "minutes",
    "open_to_all",
    "outcome",
    "override",
    "publish",
    "recommend",
    "refused",
    "report",
    "revise",
    "void",
    "withdraw",
]

EDITION = "tip/2015"
CASE = "tip/2015/MYS"

Row = dict[str, Any]


@pytest.fixture
def minutes(tmp_path: Path) -> Iterator[Minutes]:
    """Give a book that holds only how it was opened."""
    with Minutes(tmp_path / "book") as book:
        yield book


def recommend(standing: str, on: str = CASE, **more: Any) -> Act:
    """Recommend a standing."""
    return act("recommendation-submitted", on, standing=standing, **more)


def revise(standing: str, on: str = CASE, **more: Any) -> Act:
    """Move the recommendation."""
    return act("recommendation-revised", on, standing=standing, **more)


def contest(standing: str, party: str = "eap", on: str = CASE, **more: Any) -> Act:
    """Raise an objection."""
    return act("objection-raised", on, party, standing=standing, **more)


def withdraw(party: str = "eap", on: str = CASE, **more: Any) -> Act:
    """Take an objection back."""
    return act("objection-withdrawn", on, party, **more)


def concur(standing: str, party: str = "eap", on: str = CASE, **more: Any) -> Act:
    """Agree, or say that there is no view."""
    return act("concurrence-recorded", on, party, standing=standing, **more)


def escalate(forum: str, party: str = "eap", on: str = CASE, **more: Any) -> Act:
    """Take the dispute to a higher forum."""
    return act("dispute-escalated", on, party, forum=forum, **more)


def decide(standing: str, on: str = CASE, party: str = "secretary", **more: Any) -> Act:
    """Decide."""
    return act("decision-recorded", on, party, standing=standing, **more)


def publish(tier: str, on: str = CASE, **more: Any) -> Act:
    """Publish the placement."""
    return act("placement-published", on, "state", tier=tier, **more)


def report(outcome: str, on: str = CASE, **more: Any) -> Act:
    """Report how the dispute ended."""
    return act("dispute-reported", on, "reuters", outcome=outcome, **more)


def identify(subject: str, on: str, **more: Any) -> Act:
    """Name the subject of an undisclosed case."""
    return act("subject-identified", on, "clerk", subject=subject, **more)


def correct(ref: str, body: dict[str, Any], **more: Any) -> Act:
    """Correct the content of an entry; `occurred` and `by` belong to what it says instead."""
    replacement: dict[str, Any] = {"body": body}
    replacement |= {name: more.pop(name) for name in ("occurred", "by") if name in more}
    stream = ref.rpartition("@")[0]
    return act("record-corrected", stream, "clerk", corrects=ref, replacement=replacement, **more)


def void(ref: str) -> Act:
    """Take an entry out of force."""
    return act("record-corrected", ref.rpartition("@")[0], "clerk", corrects=ref, void=True)


def cover(acts: Iterable[str], extent: str, edition: str = EDITION, **more: Any) -> Act:
    """Declare how much of an edition the book holds."""
    return act("coverage-declared", edition, "clerk", acts=list(acts), extent=extent, **more)


def open_to_all(*acts: Act) -> list[Act]:
    """Class acts as public, so that of them nothing is hidden but the places withheld in them."""
    return [{**one, "release": "public"} for one in acts]


def refused(minutes: Minutes, *acts: Act) -> dict[str, str]:
    """Submit acts that can't be recorded; give the reason at each place, of whatever line."""
    before = minutes.head
    with pytest.raises(Refused) as error:
        minutes.record(*acts)
    assert minutes.head == before, "all or nothing"
    return {row.column: row.reason for row in error.value.rows}


def dispute(minutes: Minutes, case: str = CASE, as_of: int | None = None) -> Row | None:
    """Give the row of one case in the register of disputes, if it is there."""
    return _row(minutes.disputes(as_of=as_of)["rows"], case)


def outcome(minutes: Minutes, case: str = CASE, as_of: int | None = None) -> Any:
    """Give the outcome of the dispute over one case; None where nothing was contested."""
    row = dispute(minutes, case, as_of)
    return row and row["outcome"]


def override(minutes: Minutes, case: str = CASE, as_of: int | None = None) -> Row | None:
    """Give the row of one case in the register of overrides, if it is there."""
    answer = minutes.ask(lambda session: session.overrides(None), as_of=as_of)
    return _row(answer["rows"], case)


def _row(rows: Iterable[Row], case: str) -> Row | None:
    return next((row for row in rows if row["case"] == case), None)
