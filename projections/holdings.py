"""What a book holds of its editions, laid out so that a claim can be measured on it.

Each stream is read by itself, so that it can be read again without some of its entries.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property
from typing import Any

from domain.acts import DisputeReported, ObjectionRaised, SubjectIdentified
from domain.case import BEARING, read_case
from domain.claims import Found
from domain.coverage import declared
from domain.disputes import dispute_of
from domain.history import InForce, effective
from domain.lists import Declared, Lists, declared_lists
from domain.measures import disputes
from domain.placements import PLACING, tier_of
from domain.programme import Programme
from domain.support import Reading
from domain.values import Scale, Stream, Withheld
from projections.plain import plain
from projections.programmes import Programmes
from projections.register import counted_once, edition_order
from projections.runner import Feed
from projections.table import View

__all__ = ["Holdings"]

Histories = dict[str, tuple[InForce, ...]]
OF_DISPUTES = (*BEARING, DisputeReported, SubjectIdentified)


class Holdings:
    """The editions of a book as of a position, and readings of them."""

    def __init__(self, view: View, feed: Feed, as_of: int) -> None:
        self._view, self._feed, self._as_of = view, feed, as_of
        self._histories: Histories = {}

    # ------------------------------------------------------------ editions

    @cached_property
    def _editions(self) -> list[str]:
        """Every edition that has an entry of its own or a placement, in order."""
        tables = ("editions", "standings")
        rows = (row for table in tables for row in self._view.rows(table, self._as_of))
        return sorted({row["edition"] for row in rows}, key=edition_order)

    def before(self, edition: str) -> str | None:
        """Give the edition of the same programme that comes before one."""
        return next(iter(self.upto(edition)[-2:-1]), None)

    def upto(self, edition: str, since: str | None = None) -> list[str]:
        """Give the editions of a programme up to one, from the first or from another on."""
        programme = edition.partition("/")[0]
        known = {one for one in self._editions if one.partition("/")[0] == programme}
        between = sorted(known | {edition, since or edition}, key=edition_order)
        first = between.index(since) if since else 0
        return between[first : between.index(edition) + 1]

    @cached_property
    def _programmes(self) -> Programmes:
        return Programmes(self._view, self._as_of)

    def programme(self, edition: str) -> Programme | None:
        """Give the programme by which an edition is judged, as of the position."""
        return self._programmes.judging(edition)

    # ------------------------------------------------------------ readings

    def lists(
        self,
        editions: Sequence[str],
        measure: Callable[[list[Lists]], Found],
        subject: str | None = None,
    ) -> Reading[Any]:
        """Read the lists of some editions: of all subjects, or what concerns one."""
        cases = {edition: self._named(edition, subject) for edition in editions}
        scales = {edition: self._scale(edition) for edition in editions}
        streams = self._read(*cases, *(case for named in cases.values() for case in named))

        def read(name: str, entries: Sequence[InForce]) -> Declared | str | Withheld | None:
            if name in scales:
                return declared_lists(entries, scales[name])
            return tier_of(entries)

        def found(values: Mapping[str, Any]) -> Found:
            return measure([_lists(edition, cases[edition], values) for edition in editions])

        return Reading(streams, read, found, lambda entry: isinstance(entry.event.act, PLACING))

    def disputes(self, edition: str, name: str) -> Reading[Any]:
        """Read the disputes of an edition, each counted once."""
        scale = self._scale(edition)
        streams = self._read(edition, *self._cases(edition))

        def read(stream: str, entries: Sequence[InForce]) -> Any:
            if stream == edition:
                held = declared(entries).get(ObjectionRaised.name)
                return held.extent if held else None
            return _dispute(Stream.parse(stream), entries, scale, stream in self._feed.absent)

        def found(values: Mapping[str, Any]) -> Found:
            rows = [row for stream, row in values.items() if row and stream != edition]
            outcomes = [row["outcome"] for row in counted_once(rows)]
            return disputes(outcomes, name, edition, values[edition])

        return Reading(streams, read, found, lambda one: isinstance(one.event.act, OF_DISPUTES))

    # ------------------------------------------------------------ streams

    def _scale(self, edition: str) -> Scale:
        programme = self.programme(edition)
        return programme.scale if programme else Scale(())

    def _cases(self, edition: str) -> list[str]:
        return sorted(self._view.streams(edition), key=edition_order)

    def _named(self, edition: str, subject: str | None) -> dict[str, str]:
        """Give the cases of an edition whose subjects are named, or that of one subject."""
        if subject is not None:
            return {f"{edition}/{subject}": subject}
        cases = map(Stream.parse, self._cases(edition))
        return {case.text: case.subject or "" for case in cases if not case.undisclosed}

    def _read(self, *names: str) -> Histories:
        for name in names:
            if name not in self._histories:
                self._histories[name] = effective(self._feed.stream(name, self._as_of))
        return {name: self._histories[name] for name in names}


def _lists(edition: str, cases: Mapping[str, str], values: Mapping[str, Any]) -> Lists:
    """Put the values of the cases of an edition together."""
    placed = {cases[case]: values[case] for case in cases if values[case] is not None}
    return Lists(edition, placed, values[edition])


def _dispute(
    case: Stream,
    entries: Sequence[InForce],
    scale: Scale,
    partial: bool,  # noqa: FBT001
) -> dict[str, Any] | None:
    """Give how the dispute of a case ended, under the name by which its subject is known."""
    found = dispute_of(read_case(entries, scale), partial=partial)
    if found is None:
        return None
    return {
        "case": case.text,
        "edition": case.edition,
        "subject": _identified(entries) or case.subject,
        "outcome": plain(found.outcome),
    }


def _identified(entries: Iterable[InForce]) -> str | None:
    names = [
        entry.event.act.subject
        for entry in entries
        if isinstance(entry.event.act, SubjectIdentified)
    ]
    return names[-1] if names else None
