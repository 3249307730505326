"""Everything a case rests on: the entries reached from it, how each is named, what is missing.

A reference is followed whatever it names and in whatever stream it lies; entries that were voided
are shown where they are named, and lead no further. Links never close a circle: a reference to
an earlier position can't, and any other is kept only where it does not.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from domain.acts import (
    ACTS,
    BasisAdded,
    ContentReleased,
    DecisionRecorded,
    EditionPublished,
    PlacementPublished,
    WaiverGranted,
)
from domain.steps import Step, certainly_before, follows
from domain.values import Occurred, Ref
from projections.lookup import Lookup, Shown

__all__ = ["Link", "Reached", "reach"]

NAMING: dict[str, tuple[tuple[str, str], ...]] = {
    DecisionRecorded.name: (("settles", "settles"), ("meeting", "meeting")),
    BasisAdded.name: (("to", "extends"), ("basis", "basis")),
    ContentReleased.name: (("entry", "releases"),),
}
"""Fields of an act in which it names entries, and how each is called as a link."""


class Link(NamedTuple):
    """One entry leads to another, and how; of what is not in this copy, as it was named."""

    source: str
    target: str
    how: str


class Member(NamedTuple):
    """An entry that belongs to a case: of its stream, about it, or with it on the agenda."""

    case: str
    ref: str
    how: str


@dataclass(slots=True)
class Reached:
    """The entries that cases rest on, and every link between them."""

    entries: dict[str, Shown] = field(default_factory=dict)
    links: dict[Link, None] = field(default_factory=dict)
    members: list[Member] = field(default_factory=list)
    dangling: list[Link] = field(default_factory=list)
    circular: list[Link] = field(default_factory=list)


def reach(lookup: Lookup, cases: Sequence[str], edition: str) -> Reached:
    """Follow everything that the entries of these cases of one edition name, to its end."""
    found = Reached()
    found.members = [one for case in cases for one in _members(lookup, case)]
    start = [one for member in found.members if (one := lookup.resolved(member.ref))]
    placed = [one for one in start if one.act == PlacementPublished.name]
    issued = lookup.of_edition(edition, EditionPublished.name) if placed else []
    named = _closure(lookup, [*start, *issued], found)
    derived = [Link(one.ref, other.ref, "published") for one in placed for other in issued]
    for case in cases:
        derived += _in_order(lookup.in_force(case))
        derived += _on_agenda(lookup.in_force(case), lookup.about(case, "agenda"))
    _keep(found, named, derived)
    return found


def _members(lookup: Lookup, case: str) -> Iterator[Member]:
    for entry in lookup.in_force(case):
        for one in (entry, *lookup.corrections(entry)):
            yield Member(case, one.ref, "stream")
    for how in ("about", "agenda"):
        for entry in lookup.about(case, how):
            yield Member(case, entry.ref, how)


# ---------------------------------------------------------------- what entries name


def _closure(lookup: Lookup, start: Iterable[Shown], found: Reached) -> list[Link]:
    """Reach every entry that is named, and give how; note what is not in this copy."""
    links: dict[Link, None] = {}
    waiting = list(reversed(list(start)))
    while waiting:
        entry = waiting.pop()
        if entry.ref in found.entries:
            continue
        found.entries[entry.ref] = entry
        waiting += reversed(lookup.corrections(entry))
        if entry.voided:
            continue
        waiting += reversed(lookup.extensions(entry))
        for how, name in _named(lookup, entry):
            targets = _meant(lookup, how, name)
            waiting += reversed(targets)
            links |= dict.fromkeys(Link(entry.ref, one.ref, how) for one in targets)
            missing = Link(entry.ref, name, how)
            if not targets and missing not in found.dangling:
                found.dangling.append(missing)
    return list(links)


def _named(lookup: Lookup, entry: Shown) -> Iterator[tuple[str, str]]:
    """Give what an entry names, with the way in which it does."""
    for ref in entry.row["basis"]:
        yield "basis", ref
    if entry.corrects:
        yield "corrects", entry.body["corrects"]
        yield from _restated(lookup, entry)
    else:
        yield from _in_body(entry.act, entry.body)
        for one in lookup.extensions(entry):
            for ref in one.body.get("basis") or ():
                if lookup.resolved(ref):
                    yield "basis-added", ref


def _in_body(act: str, body: dict[str, Any]) -> Iterator[tuple[str, str]]:
    for name, how in NAMING.get(act, ()):
        value = body.get(name) or ()
        for text in (value,) if isinstance(value, str) else value:
            yield how, text
    to = body.get("to")
    if act != BasisAdded.name and "to" in ACTS[act].bare and isinstance(to, str) and _is_ref(to):
        yield "to", to


def _restated(lookup: Lookup, correction: Shown) -> Iterator[tuple[str, str]]:
    """Give what the correction in force names that is younger than what it corrects."""
    first = lookup.resolved(correction.ref)
    if first is None or first.row["corrected_by"] != correction.position:
        return
    for how, name in _in_body(first.act, first.body):
        for one in _meant(lookup, how, name):
            if first.position <= one.position < correction.position:
                yield how, name
                break


def _meant(lookup: Lookup, how: str, name: str) -> Sequence[Shown]:
    if how == "meeting":
        return lookup.meetings(name)
    one = lookup.at(name) if how == "corrects" else lookup.resolved(name)
    return [one] if one else []


def _is_ref(text: str) -> bool:
    try:
        Ref.parse(text)
    except ValueError:
        return False
    return True


# ---------------------------------------------------------------- what came first


def _in_order(acts: Sequence[Shown]) -> Iterator[Link]:
    """Link each step of a case to those that it follows on."""
    refs = {one.position: one.ref for one in acts}
    for step, before, certain in follows([_step(one) for one in acts]):
        how = "order" if certain else "order-not-determined"
        if step.act == PlacementPublished.name and before.act == WaiverGranted.name:
            how = "waiver"
        yield Link(refs[step.position], refs[before.position], how)


def _on_agenda(acts: Sequence[Shown], meetings: Iterable[Shown]) -> Iterator[Link]:
    """Link the first decision, else the first placement, that no date puts before a meeting."""
    for meeting in meetings:
        held = _step(meeting)
        for kind in (DecisionRecorded, PlacementPublished):
            after = [
                one for one in acts if one.act == kind.name and not _ended_before(_step(one), held)
            ]
            if after:
                yield Link(after[0].ref, meeting.ref, "agenda")
                break


def _ended_before(one: Step, other: Step) -> bool:
    dated = one.happened is not None and other.happened is not None
    return dated and certainly_before(one, other)


def _step(entry: Shown) -> Step:
    occurred, party = entry.row["occurred"], entry.row["by"]["party"]
    stamped = occurred is None and entry.row["made"] == "contemporaneous"
    when = entry.row["recorded_at"] if stamped else occurred
    return Step(
        act=entry.act,
        position=entry.position,
        party=party if isinstance(party, str) and party.split("-")[0] != "undisclosed" else None,
        happened=Occurred.parse(when) if isinstance(when, str) else None,
        stamped=stamped,
    )


# ---------------------------------------------------------------- no circle


def _keep(found: Reached, named: Iterable[Link], derived: Iterable[Link]) -> None:
    """Keep the links that close no circle: what entries name before what follows from dates."""
    position = {ref: entry.position for ref, entry in found.entries.items()}
    kept: dict[str, list[str]] = {}
    rising = False

    def fits(link: Link) -> bool:
        nonlocal rising
        rises = position[link.target] >= position[link.source]
        if (rises or rising) and _leads(kept, link.target, link.source):
            return False
        rising = rising or rises
        kept.setdefault(link.source, []).append(link.target)
        return True

    for link in sorted(named, key=lambda one: position[one.target] >= position[one.source]):
        if link.source == link.target:
            continue
        if fits(link):
            found.links[link] = None
        else:
            found.circular.append(link)
    for link in derived:
        if link.target not in kept.get(link.source, ()) and fits(link):
            found.links[link] = None


def _leads(links: dict[str, list[str]], start: str, end: str) -> bool:
    """Whether one entry leads to another, however far."""
    waiting, seen = [start], {start}
    while waiting:
        one = waiting.pop()
        if one == end:
            return True
        onward = [other for other in links.get(one, ()) if other not in seen]
        seen.update(onward)
        waiting += onward
    return False
