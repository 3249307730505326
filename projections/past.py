"""What had happened by a day, as the book now knows: a feed of the acts that certainly had.

Of an edition from which acts were left out, since they came later or can't be placed by the day,
nothing is declared complete any more: what is missing may be among them.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from domain.acts import CoverageDeclared, RecordCorrected
from domain.events import Recorded
from domain.history import effective, original
from domain.order import happened
from domain.values import Kind, Occurred, Stream
from projections.runner import Feed

__all__ = ["Past"]

DATED = frozenset({Kind.CASE, Kind.MEETING, Kind.EVIDENCE})
"""Streams of acts in the world; the others say how the book is kept, and hold at any time."""


class Past:
    """A feed of what had happened; `left_out` counts the acts that can't be placed by the day."""

    def __init__(self, feed: Feed, day: Occurred) -> None:
        """Read the whole feed once, and choose."""
        self.origin = feed.origin
        self.left_out = 0
        self._entries: list[Recorded] = []
        self._streams: dict[str, list[Recorded]] = {}
        cut: set[str | None] = set()
        grouped: dict[str, list[Recorded]] = {}
        for entry in feed.after(0):
            grouped.setdefault(entry.stream, []).append(entry)
        for name, entries in grouped.items():
            kept = entries
            if Stream.parse(name).kind in DATED:
                kept = list(self._happened(entries, day))
                cut |= {Stream.parse(name).edition} if len(kept) < len(entries) else set()
            self._streams[name] = kept
        for name in self._streams.keys() & cut:
            self._streams[name] = [_cut(entry, day) for entry in self._streams[name]]
        for kept in self._streams.values():
            self._entries += kept
        self._entries.sort(key=lambda entry: entry.position)

    def after(self, position: int) -> Iterator[Recorded]:
        """Entries after a position, in order."""
        return (entry for entry in self._entries if entry.position > position)

    def stream(self, name: str, upto: int) -> Sequence[Recorded]:
        """Entries of one stream up to a position, in order."""
        return [entry for entry in self._streams.get(name, ()) if entry.position <= upto]

    def _happened(self, entries: Sequence[Recorded], day: Occurred) -> Iterable[Recorded]:
        """Keep the acts that were over by the end of the day, each with its corrections."""
        kept: set[int] = set()
        for act in effective(entries):
            occurred = happened(act)
            if occurred is not None and occurred.latest <= day.latest:
                kept.add(act.version)
            elif occurred is None or occurred.earliest <= day.latest:
                self.left_out += 1
        for entry in entries:
            version = entry.version
            if isinstance(entry.event.act, RecordCorrected):
                version = original(entries, version).version
            if version in kept:
                yield entry


def _cut(entry: Recorded, day: Occurred) -> Recorded:
    """Take from an entry of an edition what it declares to be complete."""
    event = entry.event
    part = {"extent": "partial", "note": f"As far as it had happened by {day.text}."}
    if isinstance(event.act, CoverageDeclared) and _is_whole(vars(event.act)):
        event = replace(event, act=event.act.model_copy(update=part | {"tiers": None}))
    elif isinstance(event.act, RecordCorrected) and event.act.replacement:
        body = event.act.replacement.body
        if _is_whole(body):
            less = {name: one for name, one in body.items() if name != "tiers"} | part
            replacement = event.act.replacement.model_copy(update={"body": less})
            act = event.act.model_copy(update={"replacement": replacement})
            event = replace(event, act=act)
    return replace(entry, event=event)


def _is_whole(declared: Mapping[str, Any]) -> bool:
    """Whether something is declared complete: all of it, or the lists of some tiers."""
    return declared.get("extent") == "complete" or bool(declared.get("tiers"))
