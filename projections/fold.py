"""The rows that the entries of one stream come to: the same code for every table and every n."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from domain.acts import (
    AuthorityDelegated,
    BasisAdded,
    ClaimFiled,
    DeterminationMade,
    EditionOpened,
    EditionPublished,
    EvidenceFiled,
    MeetingHeld,
    NoticeGiven,
    PlacementCorrected,
    PlacementPublished,
    ResponseFiled,
    SubjectIdentified,
    WaiverGranted,
    WaiverLapsed,
)
from domain.adoption import adopted_by
from domain.case import read_case
from domain.case_rules import CaseFacts, case_findings
from domain.coverage import declared
from domain.disputes import dispute_of
from domain.events import Recorded
from domain.history import InForce, effective
from domain.order import happened
from domain.overrides import override_of
from domain.placements import placing
from domain.programme import Programme
from domain.values import Kind, Ref, Scale, Stream
from projections.plain import plain
from projections.table import Row
from projections.timeline import case_marks, timeline_rows

__all__ = ["absent_rows", "rows_of"]

DUTIES = (WaiverGranted, NoticeGiven, WaiverLapsed, DeterminationMade, AuthorityDelegated)
"""Acts by which duties of the law are met: the table says where they lie."""


ABSENT = "entries of this case are on record that are not in this copy"


def rows_of(
    stream: Stream,
    entries: Sequence[Recorded],
    programme: Programme | None,
    absent: Sequence[int] = (),
) -> Iterator[Row]:
    """Fold the entries of a stream into its rows.

    `programme` is the one that judges it, `absent` are the versions that are not there.
    """
    yield from absent_rows(stream, absent)
    history = effective(entries)
    if stream.edition and stream.kind is not Kind.CASE:
        acts = Counter(entry.event.act.name for entry in history)
        yield Row("held", stream.text, stream.edition, {"acts": dict(acts)})
    if stream.kind is not Kind.CASE:
        for key, row in timeline_rows(stream, entries, history, {}):
            yield Row("entries", key, stream.edition or "", row)
    for entry in history:
        yield from _references(stream, entry)
        yield from _answers(stream, entry)
    match stream.kind:
        case Kind.PROGRAMME:
            yield from _programmes(stream, history)
        case Kind.EDITION:
            yield from _edition(stream, history)
        case Kind.MEETING:
            yield from _meeting(stream, history)
        case Kind.CASE if programme is not None:
            yield from _case(_Entries(stream, entries, history, bool(absent)), programme.scale)


def absent_rows(stream: Stream, versions: Sequence[int]) -> Iterator[Row]:
    """Give a row for each entry of a stream that is on record and not there."""
    for version in versions:
        row = {"stream": stream.text, "version": version}
        yield Row("absent", f"{stream} {version:06}", stream.edition or "", row)


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
            day = act.on_ if act.on_ is not None else entry.event.occurred
            found |= {"published": plain(day), "submitted": plain(act.submitted_on)}
    yield Row("editions", stream.text, stream.text, found)
    for act_name, coverage in declared(history).items():
        key = f"{stream.text} {act_name}"
        yield Row("coverage", key, stream.text, {"edition": stream.text} | plain(coverage))


def _references(stream: Stream, entry: InForce) -> Iterator[Row]:
    """Say which other streams an entry rests on, or extends or is about, these by their edition."""
    act, ref, when = entry.event.act, str(Ref(stream.text, entry.version)), happened(entry)
    base = {"from": ref, "position": entry.position, "happened": plain(when)}
    for to in entry.event.basis:
        if to.stream != stream.text:
            row = base | {"how": "basis", "to": str(to)}
            yield Row("links", f"{ref} basis {to}", stream.edition or "", row)
    if isinstance(act, BasisAdded) and act.to and Ref.parse(act.to).stream != stream.text:
        edition = Stream.parse(Ref.parse(act.to).stream).edition or ""
        row = base | {"how": "extends", "to": act.to}
        yield Row("links", f"{ref} extends {act.to}", edition, row)
    named = (
        ("about", act.about if isinstance(act, EvidenceFiled) else None),
        ("agenda", act.agenda if isinstance(act, MeetingHeld) else None),
    )
    for how, cases in named:
        for case in dict.fromkeys(cases if isinstance(cases, tuple) else ()):
            if isinstance(case, str):
                row = base | {"how": how, "to": case}
                yield Row("links", f"{ref} {how} {case}", case.rpartition("/")[0], row)


def _answers(stream: Stream, entry: InForce) -> Iterator[Row]:
    """Say where an act lies that answers a duty, a claim or a finding."""
    act, ref = entry.event.act, str(Ref(stream.text, entry.version))
    found = {"stream": stream.text, "position": entry.position}
    if isinstance(act, DUTIES):
        yield Row("duties", ref, stream.edition or "", found | {"act": act.name})
    elif isinstance(act, ClaimFiled):
        yield Row("claims", ref, stream.edition or "", found | {"claim": ref} | plain(act))
    elif isinstance(act, ResponseFiled):
        by = {"by": plain(entry.event.by), "occurred": plain(entry.event.occurred)}
        yield Row("responses", ref, stream.edition or "", found | by | plain(act))


def _meeting(stream: Stream, history: Sequence[InForce]) -> Iterator[Row]:
    for entry in history:
        act = entry.event.act
        if isinstance(act, MeetingHeld):
            held = {"meeting": stream.text, "position": entry.position} | plain(act)
            yield Row("meetings", stream.text, stream.edition or "", held)


@dataclass(frozen=True, slots=True)
class _Entries:
    """What is there of a case, and whether it is less than is on record."""

    stream: Stream
    recorded: Sequence[Recorded]
    history: Sequence[InForce]
    partial: bool


def _case(there: _Entries, scale: Scale) -> Iterator[Row]:
    stream, entries, history = there.stream, there.recorded, there.history
    case, edition = stream.text, stream.edition or ""
    base = {"case": case, "edition": edition, "subject": stream.subject}
    reading = read_case(history, scale)
    if not stream.undisclosed and (standing := _standing(reading.order)):
        yield Row("standings", case, edition, base | standing)
    dispute = dispute_of(reading, partial=there.partial)
    if dispute is not None:
        yield Row("disputes", case, edition, base | plain(dispute))
    override = override_of(reading)
    if override is not None:
        row = base | {"contested": dispute is not None} | plain(override)
        yield Row("overrides", case, edition, _certain(row) if there.partial else row)
    for entry in history:
        if isinstance(entry.event.act, SubjectIdentified):
            named = {"case": case, "subject": entry.event.act.subject, "position": entry.position}
            yield Row("identified", case, edition, named)
    facts = CaseFacts(stream, entries, reading, dispute, override)
    for number, finding in enumerate(case_findings(facts)):
        if there.partial and not finding.obstacle:
            finding = replace(finding, obstacle=ABSENT)  # noqa: PLW2901
        key = f"{case} {finding.code} {number:03}"
        yield Row("findings", key, edition, {"case": case} | plain(finding))
    marks = case_marks(reading.order, reading.state, partial=there.partial)
    for key, row in timeline_rows(stream, entries, reading.order, marks):
        yield Row("timeline", key, edition, row)


def _certain(override: Mapping[str, Any]) -> dict[str, Any]:
    """Leave out of an override what entries that are not there may turn."""
    contested = override["contested"] or None
    concurrence = "recorded" if override["concurrence"] == "recorded" else None
    return {
        **override,
        "contested": contested,
        "concurrence": concurrence,
        "direction": None,
    }


def _standing(order: Sequence[InForce]) -> dict[str, Any] | None:
    """Give the placement that stands last, as published or as the agency corrected it."""
    found = placing(order)
    if found is None:
        return None
    entry, act = found
    issued = placing([one for one in order if not _mid_year(one)])
    return {
        "issued": plain(issued[1].tier) if issued else None,
        "tier": plain(act.tier),
        "position": entry.position,
        "manner": "published" if isinstance(act, PlacementPublished) else "corrected",
    }


def _mid_year(entry: InForce) -> bool:
    """Whether an act changes a placement outside the report, so that no clock runs on it."""
    act = entry.event.act
    return isinstance(act, PlacementCorrected) and act.manner == "mid-year"
