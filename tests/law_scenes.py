"""The acts that the law asks for, in as few words as a test needs, and the deviations of a book."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from domain.values import Release
from ledger.reading import Reading
from projections.deviations import deviations
from projections.law import Record
from projections.runner import Runner
from projections.table import View
from tests.books import Act, Minutes, act
from tests.scenes import CASE, cover, publish
from ui.session import Session

__all__ = [
    "LATE",
    "PLAN",
    "Shown",
    "asked",
    "covered",
    "delegate",
    "determine",
    "evidence",
    "issue",
    "learn",
    "notify",
    "over_years",
    "placed",
    "post",
    "respond",
    "shown",
    "start",
    "told_to",
    "unassessable",
    "waive",
]

LATE = "2026-12-31"
"""A day on which every deadline of these tests has passed."""
PLAN: dict[str, Any] = {"plan": True, "plan_assessed": True, "resources_found": True}
"""What a waiver says when none of its elements is missing."""

Row = dict[str, Any]
Shown = set[tuple[str, str | None]]


def start(edition: str = "tip/2015", **more: Any) -> Act:
    """Begin an edition."""
    return act("edition-opened", edition, "state", **more)


def issue(day: str | None, edition: str = "tip/2015", **more: Any) -> Act:
    """Bring an edition out on a day."""
    body = more | ({"on": day} if day else {})
    return {**act("edition-published", edition, "state"), "body": body}


def over_years(tiers: Mapping[int, str], subject: str = "MYS") -> list[Act]:
    """Give the tiers of a subject in several editions."""
    return [placed(tier, year, subject) for year, tier in tiers.items()]


def placed(tier: str, year: int, subject: str = "MYS", **more: Any) -> Act:
    """Give the tier of a subject in an edition, as written down afterwards."""
    return publish(tier, f"tip/{year}/{subject}", made="reconstructed", **more)


def waive(on: str = CASE, party: str = "president", **more: Any) -> Act:
    """Waive an automatic downgrade."""
    return act("waiver-granted", on, party, made="reconstructed", **more)


def notify(to: str, of: str | None = None, day: str | None = None, on: str = CASE) -> Act:
    """Tell somebody of something."""
    body = {"to": to} | ({"of": of} if of else {}) | ({"date": day} if day else {})
    return {**act("notice-given", on, "state", made="reconstructed"), "body": body}


def post(day: str | None = None, of: str | None = "waiver", on: str = CASE) -> Act:
    """Put something on a website."""
    return notify("public", of, day, on)


def determine(day: str | None, on: str = CASE) -> Act:
    """Determine what follows from the lowest tier."""
    when = {"occurred": day} if day else {}
    return act("determination-made", on, "president", kind="restrict", made="reconstructed", **when)


def delegate(to: str, day: str | None, power: str = "to waive the downgrade", **more: Any) -> Act:
    """Pass a power on from a day."""
    when = {"from_date": day} if day else {}
    return act("authority-delegated", "tip", "president", to=to, power=power, **when, **more)


def evidence(number: int, day: str | None, edition: str = "tip/2015", **more: Any) -> Act:
    """File a document of a day."""
    when = {"date": day} if day else {}
    name = f"{edition}/evidence/{number}"
    return act("evidence-filed", name, made="reconstructed", title="a document", **when, **more)


def learn(to: str, *basis: str, on: str = CASE) -> Act:
    """Learn later on what an entry rested on."""
    return {**act("basis-added", on, "clerk"), "body": {"to": to, "basis": list(basis)}}


def respond(to: str | None, on: str = CASE, text: str = "It was so.") -> Act:
    """Answer for the agency."""
    return act("response-filed", on, "state", text=text, **({"to": to} if to else {}))


def covered(acts: Iterable[str], *editions: str) -> list[Act]:
    """Declare that every one of these acts is on record in these editions."""
    acts = list(acts)
    return [cover(acts, "complete", edition) for edition in editions if acts]


# ---------------------------------------------------------------- what is said of it


def asked(minutes: Minutes, edition: str | None = "tip/2015", **times: Any) -> Row:
    """Give what `deviations --json` prints, judged on a day on which nothing is running."""
    with Session(minutes.path, **({"on": LATE} | times)) as session:
        return session.deviations(edition)


def told_to(minutes: Minutes, audience: Release, edition: str | None = "tip/2015") -> Row:
    """Give the deviations of an edition as an audience reads them."""
    view, feed = View(None), Reading(minutes.book, audience)
    try:
        Runner(view, feed).catch_up()
        record = Record(view, feed, minutes.head, "tip")
        return deviations(record, edition, date.fromisoformat(LATE))
    finally:
        view.close()


def shown(answer: Row) -> Shown:
    """Give code and case of every deviation."""
    return {(row["code"], row["case"]) for row in answer["rows"] if row["state"] == "deviation"}


def unassessable(answer: Row, code: str) -> str:
    """Say why a rule can't be assessed; of several rows, of each; empty if it was not asked."""
    rows = [row for row in answer["rows"] if row["state"] != "deviation"]
    return "\n".join(row["explanation"] for row in rows if row["code"] == code)
