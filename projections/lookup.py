"""Entries found by their reference, as tabulated as of a position: one query for each stream."""

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from domain.acts import BasisAdded, MeetingHeld, RecordCorrected
from domain.values import Kind, Ref, Stream
from projections.table import View

__all__ = ["Lookup", "Shown"]


class Shown(NamedTuple):
    """One entry: its reference, and its row as the timeline shows it, in force where it can be."""

    ref: str
    row: dict[str, Any]

    @property
    def act(self) -> str:
        """Name of the act."""
        return str(self.row["act"])

    @property
    def position(self) -> int:
        """Place in the book."""
        return int(self.row["position"])

    @property
    def stream(self) -> str:
        """Stream in which it lies."""
        return self.ref.rpartition("@")[0]

    @property
    def body(self) -> dict[str, Any]:
        """Fields of the act, as now in force."""
        found: dict[str, Any] = self.row["body"]
        return found

    @property
    def voided(self) -> bool:
        """Whether a correction left it out."""
        return "voided" in self.row["marks"]

    @property
    def corrects(self) -> bool:
        """Whether it is a correction of another entry."""
        return self.act == RecordCorrected.name


class _Stream:
    """The entries of one stream by reference, and the corrections of each."""

    def __init__(self, entries: Iterable[Shown]) -> None:
        self.entries = {one.ref: one for one in entries}
        self.corrections: dict[str, list[Shown]] = {}
        for one in sorted(self.entries.values(), key=lambda one: one.position):
            if one.corrects and (first := self.original(one.ref)):
                self.corrections.setdefault(first.ref, []).append(one)

    def original(self, ref: str) -> Shown | None:
        """Give the entry meant by a reference: who names a correction means what it corrects."""
        found = self.entries.get(ref)
        while found is not None and found.corrects:
            found = self.entries.get(found.body["corrects"])
        return found


class Lookup:
    """The entries of a copy of the book; what a copy does not have is not found."""

    def __init__(self, view: View, as_of: int) -> None:
        self._view = view
        self._as_of = as_of
        self._streams: dict[str, _Stream] = {}
        self._links: dict[str, list[dict[str, Any]]] = {}
        self._extensions: dict[str, dict[str, list[Shown]]] = {}

    def in_force(self, name: str) -> list[Shown]:
        """Acts of a stream that are in force, in the order shown."""
        entries = self._stream(name).entries.values()
        return [one for one in entries if not (one.corrects or one.voided)]

    def of_edition(self, name: str, act: str) -> list[Shown]:
        """Entries in force of one act on the streams of an edition that are no cases."""
        rows = self._view.rows("entries", self._as_of, edition=name)
        streams = dict.fromkeys(row["key"].rpartition(" ")[0] for row in rows if row["act"] == act)
        return [one for stream in streams for one in self.in_force(stream) if one.act == act]

    def at(self, ref: str) -> Shown | None:
        """Give the entry of exactly this reference; None if it is not in this copy."""
        return self._stream(ref.rpartition("@")[0]).entries.get(ref)

    def resolved(self, ref: str) -> Shown | None:
        """Give the entry meant by a reference; None if it is not in this copy."""
        return self._stream(ref.rpartition("@")[0]).original(ref)

    def corrections(self, entry: Shown) -> Sequence[Shown]:
        """Give the corrections of an entry, and of these, in the order of the book."""
        return self._stream(entry.stream).corrections.get(entry.ref, ())

    def extensions(self, entry: Shown) -> Sequence[Shown]:
        """Give the entries by which it was learned later on what an entry rested."""
        if entry.stream not in self._extensions:
            found: dict[str, list[Shown]] = {}
            edition = Stream.parse(entry.stream).edition or ""
            elsewhere = self._named(link["from"] for link in self._linked(edition, "extends"))
            for one in (*self.in_force(entry.stream), *elsewhere):
                to = one.act == BasisAdded.name and one.body.get("to")
                if to and (extended := self.resolved(to)):
                    found.setdefault(extended.ref, []).append(one)
            self._extensions[entry.stream] = found
        return self._extensions[entry.stream].get(entry.ref, ())

    def about(self, case: str, how: str) -> list[Shown]:
        """Give the evidence about a case, or the meetings with it on their agenda."""
        links = self._linked(case.rpartition("/")[0], how)
        return self._named(link["from"] for link in links if link["to"] == case)

    def meetings(self, named: str) -> list[Shown]:
        """Give what a decision means by its meeting: one entry, or those in force of a stream."""
        if "@" in named:
            found = self.resolved(named)
            return [found] if found else []
        entries = self._stream(named).entries.values()
        held = [one for one in entries if one.act == MeetingHeld.name]
        return [one for one in held if not one.voided] or held

    def _linked(self, edition: str, how: str) -> list[dict[str, Any]]:
        if edition not in self._links:
            self._links[edition] = self._view.rows("links", self._as_of, edition=edition)
        return [link for link in self._links[edition] if link["how"] == how]

    def _named(self, refs: Iterable[str]) -> list[Shown]:
        found = [one for ref in refs if (one := self.at(ref))]
        return sorted(found, key=lambda one: one.position)

    def _stream(self, name: str) -> _Stream:
        if name not in self._streams:
            table = "timeline" if Stream.parse(name).kind is Kind.CASE else "entries"
            rows = self._view.rows(table, self._as_of, stream=name)
            entries = (Shown(str(Ref(name, row["version"])), row) for row in rows)
            self._streams[name] = _Stream(entries)
        return self._streams[name]
