"""What had happened by a day, as the book now knows: a feed of the acts that certainly had.

Of an edition from which acts were left out, since they came later or can't be placed by the day,
nothing is declared complete any more: what is missing may be among them.
"""

from collections.abc import Iterable, Iterator, Sequence

from domain.acts import RecordCorrected
from domain.events import Recorded
from domain.history import effective, origin
from domain.order import happened
from domain.values import Kind, Occurred, Stream
from projections.partial import as_partial
from projections.runner import Feed

__all__ = ["Past"]

DATED = frozenset({Kind.CASE, Kind.MEETING, Kind.EVIDENCE})
"""Streams of acts in the world; the others say how the book is kept, and hold at any time."""


class Past:
    """A feed of what had happened; `left_out` counts the acts that can't be placed by the day."""

    def __init__(self, feed: Feed, day: Occurred) -> None:
        """Read the whole feed once, and choose."""
        self.origin, self.head, self.partial = feed.origin, feed.head, feed.partial
        self.absent = feed.absent
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
        note = f"As far as it had happened by {day.text}."
        for name in self._streams.keys() & cut:
            self._streams[name] = [as_partial(entry, note) for entry in self._streams[name]]
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
                version = origin(entries, version)
            if version in kept:
                yield entry
