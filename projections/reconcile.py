"""Claims held against the record: for each part of a claim a verdict, and what carries it."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import Any

from domain.claims import Claim, Found, Part, verdict
from domain.history import InForce
from domain.lists import Lists
from domain.measures import (
    changes,
    count_by_tier,
    editions_on_tier,
    evaluated,
    placement,
    years_on_tier,
)
from domain.rules import HIDDEN
from domain.sources import publishers, same_body, word_of
from domain.submitted_claims import ClaimUnreadable, Terms, read_claim
from domain.support import Reading, support
from domain.values import Scale
from projections.holdings import Holdings
from projections.plain import held
from projections.programmes import Programmes
from projections.register import edition_order
from projections.runner import Feed
from projections.table import View

__all__ = ["filed", "reconcile", "terms_of"]

Row = dict[str, Any]
READ = ("claimant", "measure", "expect")
"""Fields of a claim without which it can't be held against anything."""


def terms_of(view: View) -> Terms:
    """Give the words that claims may use about a book, as it is now."""
    now = view.position

    @cache
    def placed() -> frozenset[str]:
        return frozenset(case.rpartition("/")[2] for case in view.cases())

    codes = frozenset(row["programme"] for row in view.rows("programmes", now))
    return Terms(codes, Programmes(view, now).judging, placed, edition_order)


def filed(view: View, as_of: int, edition: str | None = None) -> Iterator[Claim | Row]:
    """Give the claims on record; of one that can't be read, the row that says so."""
    terms = terms_of(view)
    for row in sorted(
        view.rows("claims", as_of, edition=edition), key=lambda row: edition_order(row["claim"])
    ):
        fields = row | {"edition": row["stream"]}
        hidden = [name for name in READ if held(row.get(name))]
        try:
            if hidden:
                yield _unread(fields, f"withheld from this reader: {', '.join(hidden)}")
            else:
                yield read_claim(fields, terms)
        except ClaimUnreadable as error:
            yield _unread(fields, f"can't be read: {error}")


def reconcile(view: View, feed: Feed, as_of: int, claims: Iterable[Claim | Row]) -> list[Row]:
    """Hold claims against what the book says as of a position: a row for each part of each."""
    held = _Held(Holdings(view, feed, as_of))
    rows: list[Row] = []
    for claim in claims:
        if isinstance(claim, Claim):
            rows += [_row(claim, part, held.reading(claim, part)) for part in claim.parts]
        else:
            rows.append(claim)
    return rows


class _Held:
    """Readings of a book, each made once."""

    def __init__(self, holdings: Holdings) -> None:
        self._holdings = holdings
        self._readings: dict[tuple[object, ...], Reading[Any]] = {}

    def reading(self, claim: Claim, part: Part) -> Reading[Any]:
        """Give the reading that answers a part of a claim."""
        expected = part.expected if claim.measure == "placement" else None
        about = (claim.measure, claim.since, claim.edition, claim.subject, part.name, expected)
        if about not in self._readings:
            self._readings[about] = self._made(claim, part)
        return self._readings[about]

    def _made(self, claim: Claim, part: Part) -> Reading[Any]:
        programme = self._holdings.programme(claim.edition)
        if programme is None:
            return _nothing(f"no programme judged {claim.edition} then")
        match claim.measure:
            case "disputes":
                return self._holdings.disputes(claim.edition, part.name or "")
            case "changes":
                return self._changes(claim, part.name or "", programme.scale)
            case "years-on-tier":
                return self._years(claim, claim.subject or "", part.name or "")
        return self._holdings.lists(
            [claim.edition], lambda one: _of_edition(claim, part, one[0]), claim.subject
        )

    def _changes(self, claim: Claim, way: str, scale: Scale) -> Reading[Any]:
        before = claim.since or self._holdings.before(claim.edition)
        if before is None:
            return _nothing(f"no edition before {claim.edition} is on record")

        def measure(lists: list[Lists]) -> Found:
            return changes(lists[0], lists[1], way, scale)

        return self._holdings.lists([before, claim.edition], measure)

    def _years(self, claim: Claim, subject: str, tier: str) -> Reading[Any]:
        count = editions_on_tier if claim.since else years_on_tier
        editions = self._holdings.upto(claim.edition, claim.since)
        return self._holdings.lists(editions, lambda some: count(some, subject, tier), subject)


def _of_edition(claim: Claim, part: Part, lists: Lists) -> Found:
    """Measure what one edition alone tells."""
    if claim.measure == "placement":
        return placement(lists, claim.subject or "", str(part.expected))
    return count_by_tier(lists, part.name) if part.name else evaluated(lists)


def _nothing(why: str) -> Reading[Any]:
    found = Found.nothing(why)
    return Reading({}, lambda *_: None, lambda _: found, lambda _: False)


# ---------------------------------------------------------------- rows


def _row(claim: Claim, part: Part, reading: Reading[Any]) -> Row:
    found = reading.found
    carrying = support(reading, claim.claimant)
    words = Counter(word_of(entry.event, claim.claimant) for entry in carrying)
    said = verdict(part.expected, found, words["independent"], words["withheld"])
    note = found.note
    if said == "restated":
        note += f"; all that carries it comes from {claim.claimant}"
    if said == "confirmed":
        note += f"; carried also by {_others(carrying, claim.claimant)}"
    if said == "compatible" and found.exact and not found.below(part.expected):
        note += f"; whether all that carries it comes from {claim.claimant} is {HIDDEN}"
    return {
        "claim": claim.claim,
        "verdict": said,
        "expected": part.expected,
        "found": found.found,
        "low": found.low,
        "high": None if found.below(part.expected) else found.high,
        "positions": sorted(entry.position for entry in carrying),
        "independent": words["independent"],
        "part": part.name,
        "claimant": claim.claimant,
        "measure": claim.measure,
        "edition": f"{claim.since}..{claim.edition}" if claim.since else claim.edition,
        "subject": claim.subject,
        "statement": claim.statement,
        "note": note,
    }


def _others(carrying: Iterable[InForce], claimant: str) -> str:
    """Name the publishers, other than the claimant, of what carries a finding."""
    found = Counter(
        name
        for entry in carrying
        for name in publishers(entry.event)
        if isinstance(name, str) and not same_body(name, claimant)
    )
    return ", ".join(f"{name} ({number})" for name, number in found.most_common())


def _unread(fields: Mapping[str, Any], why: str) -> Row:
    """Give the row of a claim on record that can't be held against anything."""
    return {
        "claim": fields["claim"],
        "verdict": "unsupported",
        "expected": fields.get("expect"),
        "found": None,
        "low": None,
        "high": None,
        "positions": [],
        "independent": 0,
        "part": None,
        "claimant": fields.get("claimant"),
        "measure": fields.get("measure"),
        "edition": fields["edition"],
        "subject": fields.get("subject"),
        "statement": fields.get("statement"),
        "note": why,
    }
