"""A feed with gaps: where entries are missing to a reader, nothing counts as declared complete.

That entries of an edition are missing is known by its heads, or by gaps in its streams. What they
are is not known. Of acts that go to this reader by default none is taken to be missing, as long as
every case shows something; an act that was classed otherwise than its kind is not told apart.
A declaration of several acts is cut whole: it is one entry.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any, Protocol

from domain.acts import ACTS, COVERAGE_GROUPS, CoverageDeclared, RecordCorrected
from domain.adoption import judging
from domain.events import Recorded
from domain.history import effective
from domain.values import RELEASES, Kind, Release, Stream
from projections.runner import ALL, Feed

__all__ = ["Partial", "as_partial"]

NOTE = "As far as this copy holds it."


class Audited(Feed, Protocol):
    """A feed that knows who reads it, and what is there for them."""

    audience: Release

    def version(self, stream: str) -> int:
        """Last version of a stream that is there, 0 if none is."""


class Partial:
    """A feed in which declarations of coverage say no more than the reader can count on."""

    def __init__(self, feed: Audited) -> None:
        self.origin, self.head, self.partial = feed.origin, feed.head, feed.partial
        self.absent = feed.absent
        self._feed = feed
        self._missing: dict[str, bool] = defaultdict(bool)
        """Editions with missing entries, and whether any act at all may be among these."""
        for name in self.absent:
            stream = Stream.parse(name)
            if stream.edition:
                whole = stream.kind is not Kind.CASE or not feed.version(name)
                self._missing[stream.edition] |= whole

    def after(self, position: int) -> Iterator[Recorded]:
        """Entries after a position, in order."""
        return map(self._counted_on, self._feed.after(position))

    def stream(self, name: str, upto: int) -> Sequence[Recorded]:
        """Entries of one stream up to a position, in order."""
        return [self._counted_on(entry) for entry in self._feed.stream(name, upto)]

    def _counted_on(self, entry: Recorded) -> Recorded:
        if entry.stream not in self._missing:
            return entry
        acts = declared_acts(entry)
        if acts and (self._missing[entry.stream] or any(map(self._hidden(entry.stream), acts))):
            return as_partial(entry, NOTE)
        return entry

    def _hidden(self, edition: str) -> Any:
        """Give what tells whether an act is by default kept from this reader.

        The classes are those of today, like all that is known of what is missing.
        """
        stream = Stream.parse(edition)
        versions = effective(self._feed.stream(stream.programme or "", ALL))
        programme = judging(versions, effective(self._feed.stream(edition, ALL)))
        classes = programme.release if programme else {}
        mine = RELEASES.index(self._feed.audience)

        def hidden(act: str) -> bool:
            return RELEASES.index(classes.get(act, ACTS[act].release)) > mine

        return hidden


def declared_acts(entry: Recorded) -> list[str]:
    """Give the acts whose coverage an entry declares to be complete, in whole or for some tiers."""
    event = entry.event
    said: dict[str, Any] = {}
    if isinstance(event.act, CoverageDeclared):
        said = vars(event.act)
    elif isinstance(event.act, RecordCorrected) and event.act.replacement:
        said = event.act.replacement.body
    if not (said.get("extent") == "complete" or said.get("tiers")):
        return []
    named = said.get("acts") or ()
    return [act for name in named for act in COVERAGE_GROUPS.get(name, (name,)) if act in ACTS]


def as_partial(entry: Recorded, note: str) -> Recorded:
    """Take from an entry of an edition what it declares to be complete."""
    event = entry.event
    part = {"extent": "partial", "note": note}
    if not declared_acts(entry):
        return entry
    if isinstance(event.act, CoverageDeclared):
        event = replace(event, act=event.act.model_copy(update=part | {"tiers": None}))
    elif isinstance(event.act, RecordCorrected) and event.act.replacement:
        body = event.act.replacement.body
        less = {name: one for name, one in body.items() if name != "tiers"} | part
        replacement = event.act.replacement.model_copy(update={"body": less})
        act = event.act.model_copy(update={"replacement": replacement})
        event = replace(event, act=act)
    return replace(entry, event=event)
