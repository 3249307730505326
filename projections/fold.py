"""The rows that the entries of one stream come to: the same code for every table and every n."""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from domain.acts import (
    EditionOpened,
    EditionPublished,
    MeetingHeld,
    PlacementCorrected,
    PlacementPublished,
    SubjectIdentified,
)
from domain.adoption import adopted_by
from domain.case import read_case
from domain.coverage import declared
from domain.disputes import dispute_of
from domain.events import Recorded
from domain.history import InForce, effective
from domain.overrides import override_of
from domain.programme import Programme
from domain.values import Kind, Scale, Stream
from projections.plain import plain
from projections.table import Row
from projections.timeline import timeline_rows

__all__ = ["rows_of"]


def rows_of(
    stream: Stream, entries: Sequence[Recorded], programme: Programme | None
) -> Iterator[Row]:
    """Fold the entries of a stream into its rows; `programme` is the one that judges it."""
    history = effective(entries)
    if stream.edition and stream.kind is not Kind.CASE:
        acts = Counter(entry.event.act.name for entry in history)
        yield Row("held", stream.text, stream.edition, {"acts": dict(acts)})
    match stream.kind:
        case Kind.PROGRAMME:
            yield from _programmes(stream, history)
        case Kind.EDITION:
            yield from _edition(stream, history)
        case Kind.MEETING:
            yield from _meeting(stream, history)
        case Kind.CASE if programme is not None:
            yield from _case(stream, entries, history, programme.scale)


def _programmes(stream: Stream, history: Sequence[InForce]) -> Iterator[Row]:
    for order, (digest, text) in enumerate(adopted_by(history).items()):
        row = {"programme": stream.text, "digest": digest, "order": order, "text": text}
        yield Row("programmes", f"{stream} {digest}", "", row)


def _edition(stream: Stream, history: Sequence[InForce]) -> Iterator[Row]:
    found: dict[str, Any] = {"edition": stream.text}
    for entry in history:
        act = entry.event.act
        if isinstance(act, EditionOpened):
            found |= {name: plain(getattr(act, name)) for name in ("title", "period", "due")}
            found.setdefault("programme", act.programme)
        if isinstance(act, EditionPublished):
            found |= {"published": plain(act.on_), "submitted": plain(act.submitted_on)}
    yield Row("editions", stream.text, stream.text, found)
    for act_name, coverage in declared(history).items():
        key = f"{stream.text} {act_name}"
        yield Row("coverage", key, stream.text, {"edition": stream.text} | plain(coverage))


def _meeting(stream: Stream, history: Sequence[InForce]) -> Iterator[Row]:
    for entry in history:
        act = entry.event.act
        if isinstance(act, MeetingHeld):
            held = {"meeting": stream.text, "position": entry.position} | plain(act)
            yield Row("meetings", stream.text, stream.edition or "", held)


def _case(
    stream: Stream, entries: Sequence[Recorded], history: Sequence[InForce], scale: Scale
) -> Iterator[Row]:
    case, edition = stream.text, stream.edition or ""
    base = {"case": case, "edition": edition, "subject": stream.subject}
    reading = read_case(history, scale)
    if not stream.undisclosed and (standing := _standing(reading.order)):
        yield Row("standings", case, edition, base | standing)
    dispute = dispute_of(reading)
    if dispute is not None:
        yield Row("disputes", case, edition, base | plain(dispute))
    override = override_of(reading)
    if override is not None:
        contested = {"contested": dispute is not None}
        yield Row("overrides", case, edition, base | contested | plain(override))
    for entry in history:
        if isinstance(entry.event.act, SubjectIdentified):
            named = {"case": case, "subject": entry.event.act.subject, "position": entry.position}
            yield Row("identified", case, edition, named)
    for key, row in timeline_rows(stream, entries, reading.order, reading.state):
        yield Row("timeline", key, edition, row)


def _standing(order: Sequence[InForce]) -> dict[str, Any] | None:
    """Give the placement that stands last, as published or as the agency corrected it."""
    found = None
    for entry in order:
        act = entry.event.act
        if isinstance(act, PlacementPublished | PlacementCorrected):
            manner = "published" if isinstance(act, PlacementPublished) else "corrected"
            found = {"tier": plain(act.tier), "position": entry.position, "manner": manner}
    return found
