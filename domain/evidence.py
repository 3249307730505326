"""The documents that evidence on record names, by their digests."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from domain.acts import EvidenceFiled, RecordCorrected
from domain.events import Recorded
from domain.history import effective
from domain.values import Kind, Ref, Release, Stream, Withheld

__all__ = ["Named", "filed_as", "is_evidence", "named"]


@dataclass(frozen=True, slots=True)
class Named:
    """Documents that entries name: for each digest the entries, and which digests are in force.

    `withheld` are the entries of which this reader may not know the digest.
    """

    entries: dict[str, list[str]] = field(default_factory=dict)
    in_force: set[str] = field(default_factory=set)
    withheld: dict[str, Release] = field(default_factory=dict)


def is_evidence(stream: str) -> bool:
    """Tell whether evidence is what lies on a stream."""
    return Stream.parse(stream).kind is Kind.EVIDENCE


def named(streams: Iterable[Sequence[Recorded]]) -> Named:
    """Collect the documents that streams of evidence name, also as corrected."""
    found = Named()
    for entries in streams:
        for entry in entries:
            if isinstance(digest := _digest(entry), str):
                ref = str(Ref(entry.stream, entry.version))
                found.entries.setdefault(digest, []).append(ref)
        for one in effective(entries):
            digest = one.event.act.sha256 if isinstance(one.event.act, EvidenceFiled) else None
            if isinstance(digest, Withheld):
                found.withheld[str(Ref(one.recorded.stream, one.version))] = digest.release
            elif digest:
                found.in_force.add(digest)
    return found


def filed_as(entries: Iterable[Recorded], digest: str) -> Recorded | None:
    """Give the first entry of a stream that names a document."""
    return next((entry for entry in entries if _digest(entry) == digest), None)


def _digest(entry: Recorded) -> Any:
    """Give the digest that an entry itself names, whether or not it was corrected since."""
    act = entry.event.act
    if isinstance(act, EvidenceFiled):
        return act.sha256
    if isinstance(act, RecordCorrected) and act.replacement is not None:
        return act.replacement.body.get("sha256")
    return None
