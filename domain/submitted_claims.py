"""A claim as somebody wrote it down, read into one that can be held against the record."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any

from domain.claims import MEASURES, Claim, Measure, Part
from domain.errors import DomainError
from domain.expectations import Words, expected, shown
from domain.programme import Programme
from domain.values import Kind, Stream

__all__ = ["ClaimUnreadable", "Terms", "read_claim"]

_OF_SUBJECT = frozenset({"placement", "years-on-tier"})
_OF_RANGE = frozenset({"years-on-tier", "changes"})


class ClaimUnreadable(DomainError):
    """A claim that can't be understood; `faults` says in which columns, and what is allowed."""

    def __init__(self, faults: Collection[str]) -> None:
        self.faults = tuple(faults)
        super().__init__("; ".join(self.faults))


@dataclass(frozen=True)
class Terms:
    """The words a claim may use.

    `programmes` are the codes of those in the book, `judging` gives the one an edition is judged
    by, `placed` the subjects with a placement on record, `order` the place of an edition.
    """

    programmes: Collection[str]
    judging: Callable[[str], Programme | None]
    placed: Callable[[], Collection[str]]
    order: Callable[[str], Any]


def read_claim(fields: Mapping[str, Any], terms: Terms) -> Claim:
    """Read the fields of a claim; ClaimUnreadable lists everything that is wrong with them."""
    reading = _Reading(fields, terms)
    claim = reading.claim()
    if reading.faults:
        raise ClaimUnreadable(reading.faults)
    return claim


class _Reading:
    """Reads one claim, field by field, and keeps what is wrong with each."""

    def __init__(self, fields: Mapping[str, Any], terms: Terms) -> None:
        self._fields = fields
        self._terms = terms
        self.faults: list[str] = []

    def claim(self) -> Claim:
        """Read every field; what can't be read is left empty and noted as a fault."""
        name, claimant = self._text("claim"), self._text("claimant")
        measure = self._measure()
        since, edition = self._editions(measure)
        programme = self._terms.judging(edition) if edition else None
        words = Words(programme, self._terms.placed) if programme else None
        subject, counted = self._subject(measure, words)
        parts = self._parts(measure, counted, words) if measure and words else ()
        return Claim(
            claim=name,
            claimant=claimant,
            measure=measure or "evaluated",
            edition=edition,
            since=since,
            subject=subject,
            parts=parts,
            statement=self._fields.get("statement"),
        )

    def _fault(self, column: str, reason: str) -> None:
        self.faults.append(f"{column} {reason}")

    # ------------------------------------------------------------ fields

    def _text(self, column: str) -> str:
        """Read a required text; a whole number stands for its digits."""
        value = self._fields.get(column)
        if isinstance(value, int) and not isinstance(value, bool):
            value = str(value)
        if not isinstance(value, str) or not value.strip():
            self._fault(column, "is missing" if value in (None, "") else "is not a text")
            return ""
        return value.strip()

    def _measure(self) -> Measure | None:
        text = self._text("measure")
        found = next((one for one in MEASURES if one == text.casefold()), None)
        if text and found is None:
            self._fault("measure", f"is {shown(text)}; allowed are {', '.join(MEASURES)}")
        return found

    def _editions(self, measure: Measure | None) -> tuple[str | None, str]:
        """Read one edition, or a range `A..B`."""
        text = self._text("edition")
        first, dots, last = (part.strip() for part in text.partition(".."))
        if not dots:
            return None, self._edition(text) if text else ""
        since, edition = self._edition(first), self._edition(last)
        if measure is not None and measure not in _OF_RANGE:
            self._fault("edition", f"is a range: {measure} is about one edition")
        elif since and edition:
            self._check_range(since, edition)
        return since, edition

    def _check_range(self, since: str, edition: str) -> None:
        if since.partition("/")[0] != edition.partition("/")[0]:
            self._fault("edition", f"{since}..{edition} goes from one programme to another")
        elif self._terms.order(since) > self._terms.order(edition):
            self._fault("edition", f"{since}..{edition} ends before it begins")

    def _edition(self, text: str) -> str:
        """Read `PROGRAMME/EDITION`, or an edition alone where the book has one programme."""
        programmes = sorted(self._terms.programmes)
        name = text if "/" in text or len(programmes) != 1 else f"{programmes[0]}/{text}"
        try:
            stream = Stream.parse(name)
        except ValueError:
            stream = None
        if stream is None or stream.kind is not Kind.EDITION:
            known = " or ".join(f"{one}/…" for one in programmes) or "PROGRAMME/EDITION"
            self._fault("edition", f"is {shown(text)}; an edition is named {known}, a range A..B")
            return ""
        if stream.programme not in programmes:
            self._fault("edition", f"is {shown(text)}; this book has {', '.join(programmes)}")
            return ""
        return stream.text

    def _subject(
        self, measure: Measure | None, words: Words | None
    ) -> tuple[str | None, str | None]:
        """Read the subject; of a whole edition, the column may name what the number counts."""
        if self._fields.get("subject") in (None, ""):
            if measure in _OF_SUBJECT:
                self._fault("subject", f"is missing: {measure} is about one subject")
            return None, None
        text = self._text("subject")
        if not text or words is None or measure is None:
            return None, None
        if measure not in _OF_SUBJECT:
            return None, text
        try:
            return words.subject(text), None
        except ValueError as error:
            self._fault("subject", str(error))
            return None, None

    # ------------------------------------------------------------ expect

    def _parts(self, measure: Measure, name: str | None, words: Words) -> tuple[Part, ...]:
        try:
            parts = tuple(expected(measure, self._fields.get("expect"), name, words))
        except ValueError as error:
            self._fault("expect", str(error))
            return ()
        names = [part.name for part in parts]
        for twice in sorted({str(one) for one in names if names.count(one) > 1}):
            self._fault("expect", f"names {twice} twice")
        return parts
