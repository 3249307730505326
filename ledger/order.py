"""The order of entries, as a verifier holds them to it: times, streams, what they rest on.

A stretch of entries can be held to itself before it is known what comes before it. What it takes
for granted of that, it remembers; stretches are then put together, each held to those before.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from ledger.plain import PlainError, canonical, disclosure_fault, read_entry

__all__ = ["Order", "disclosure_faults"]

_REF: Final = re.compile(r"(.+)@([1-9][0-9]{0,15})")
Fault = tuple[str, bool | None]
"""A fault of an entry: in words, and whether it is one of order; None where it is one of form."""


class Order:
    """Entries taken one after the other, from the first or from somewhere in between.

    Where entries may be missing, as in a copy, versions need not follow each other without gaps.
    """

    def __init__(self, *, gaps: bool = False, strict: bool = False) -> None:
        self.origin: str | None = None
        self.versions: dict[str, int] = {}
        self.vkeys: list[tuple[int, str]] = []
        self.heads: dict[str, tuple[int, Mapping[str, int]]] = {}
        """Newest heads on record of each edition: where recorded, and the versions they name."""
        self._gaps, self._strict = gaps, strict
        self.first: tuple[int, str] | None = None
        """Position and time of the first entry that was taken."""
        self.last = ""
        """Time of the last one."""
        self.begun: dict[str, tuple[int, int]] = {}
        """Of each stream, the first version that was taken, and its position."""
        self.rests: list[tuple[int, str, int]] = []
        """What entries rest on that was not taken before them: position, stream, version."""

    def take(self, position: int, data: bytes) -> tuple[dict[str, Any], list[Fault]]:
        """Read the entry at a position; give its fields, and every fault that shows by now."""
        try:
            fields = read_entry(data)
        except PlainError as error:
            return {}, [(f"the entry can't be read: {error}", False)]
        faults: list[Fault] = [(what, True) for what in self._faults(position, fields)]
        if self._strict and canonical(fields) != data:
            faults.append(("the entry is not written in canonical form", None))
        self._note(position, fields)
        return fields, faults

    def follow(self, later: "Order") -> Iterator[tuple[int, str]]:
        """Put a later stretch behind this one; yield what does not fit, by its position."""
        if later.first is None:
            return
        position, time = later.first
        if self.origin not in (None, later.origin):
            yield position, f"the entries from here on are of another book, {later.origin}"
        if time < self.last:
            yield position, f"recorded at {time}, before the entry ahead of it"
        for stream, (version, place) in later.begun.items():
            before = self.versions.get(stream, 0)
            if not self._fits(before, version):
                yield place, f"{stream}@{version} comes after version {before}"
        for place, stream, version in later.rests:
            if version > self.versions.get(stream, 0):
                yield place, f"it rests on {stream}@{version}, which is not before it"
        self.origin = self.origin or later.origin
        self.versions |= later.versions
        self.vkeys += later.vkeys
        self.heads |= later.heads
        self.last = max(self.last, later.last)

    def _faults(self, position: int, fields: Mapping[str, Any]) -> Iterator[str]:
        if self.origin is None:
            self.origin, self.first = fields["log"], (position, fields["recorded_at"])
        if fields["log"] != self.origin:
            yield f"the entry is of another book, {fields['log']}"
        if fields["recorded_at"] < self.last:
            yield f"recorded at {fields['recorded_at']}, before the entry ahead of it"
        stream, version = fields["stream"], fields["version"]
        before = self.versions.get(stream)
        if before is None:
            self.begun[stream] = version, position
        elif not self._fits(before, version):
            yield f"{stream}@{version} comes after version {before}"
        for ref in fields.get("basis", ()) if not self._gaps else ():
            found = _REF.fullmatch(ref) if type(ref) is str else None
            if found is None:
                yield f"it rests on {ref!r}, which is no entry"
            elif int(found[2]) > self.versions.get(found[1], 0):
                self.rests.append((position, found[1], int(found[2])))

    def _fits(self, before: int, version: int) -> bool:
        return version == before + 1 or (self._gaps and version > before)

    def _note(self, position: int, fields: Mapping[str, Any]) -> None:
        stream, body = fields["stream"], fields["body"]
        self.last = max(self.last, fields["recorded_at"])
        self.versions[stream] = max(self.versions.get(stream, 0), fields["version"])
        if stream == "book" and fields["act"] in ("book-opened", "key-rotated"):
            self.vkeys.append((position, str(body.get("vkey"))))
        if fields["act"] == "heads-recorded" and isinstance(body.get("heads"), dict):
            heads = {name: n for name, n in body["heads"].items() if type(n) is int}
            self.heads[stream] = (position, heads)


def disclosure_faults(
    fields: Mapping[str, Any], disclosures: Mapping[str, str], *, whole: bool
) -> Iterator[tuple[str, bool]]:
    """Hold disclosures to the commitments of an entry; tell each fault, and whether it is forged.

    `whole` where every commitment must have its disclosure, as in the book itself.
    """
    commitments: Mapping[str, Any] = fields.get("commitments", {})
    for pointer, promised in commitments.items():
        if pointer in disclosures:
            reason = disclosure_fault(pointer, disclosures[pointer], promised["digest"])
            if reason:
                yield f"{pointer}: {reason}", True
        elif whole:
            yield f"{pointer}: its disclosure is missing: nobody can open this place", False
    for pointer in disclosures.keys() - commitments.keys():
        yield f"{pointer}: a disclosure of what is not withheld", True
