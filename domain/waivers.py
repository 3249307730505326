"""Waivers of an automatic downgrade: for which reports, and with which of their elements.

22 U.S.C. 7107(b)(2)(D)(ii): the country has a written plan, the plan would be significant
efforts, and resources are devoted to it, shown by credible evidence to two committees. A
defective waiver is still a used waiver: the placement stands, each missing element is a finding.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from domain.acts import AuthorityDelegated, BasisAdded, WaiverGranted
from domain.history import InForce
from domain.notices import Notice, day_of, parties_named
from domain.programme import Programme
from domain.rules import HIDDEN, Finding, rule
from domain.values import Kind, Occurred, Ref, Stream, Withheld
from domain.years import year_of

__all__ = ["Power", "Waiver", "powers", "told", "waiver_findings", "waivers"]

LAW = "22 U.S.C. 7107(b)(2)(D)(ii)"
WAIVER, NOTICE = ("waiver-granted",), ("notice-given",)
_YEARS = re.compile(r"\b([0-9]{4})\b(?:\s*(?:-|\u2013|/|\.\.|to)\s*\b([0-9]{4})\b)?")


@dataclass(frozen=True, slots=True)
class Waiver:
    """One waiver: the report years it is for, the entry that grants it, and what it rests on."""

    case: Stream
    entry: InForce
    act: WaiverGranted
    years: tuple[int, ...] | Withheld
    basis: tuple[Ref, ...]


@dataclass(frozen=True, slots=True)
class Power:
    """The power to waive, passed on from a day."""

    to: str
    since: str
    position: int


def waivers(case: Stream, history: Sequence[InForce]) -> Iterator[Waiver]:
    """Read the waivers of one case; one that names no report is for that of its own edition."""
    own = year_of(case.edition or "")
    for entry in history:
        act = entry.event.act
        if isinstance(act, WaiverGranted):
            basis = (*entry.event.basis, *_learned(entry, history))
            yield Waiver(case, entry, act, _reports(act) or ((own,) if own else ()), basis)


def _reports(act: WaiverGranted) -> tuple[int, ...] | Withheld:
    """Read for which report years a waiver says that it is."""
    if isinstance(act.reports, Withheld):
        return act.reports
    return tuple(dict.fromkeys(year for one in act.reports or () for year in _years(one)))


def _years(named: int | str) -> Iterator[int]:
    """Read the years that a report is named by: `2018`, `tip/2018`, `2018 to 2019`."""
    for first, last in _YEARS.findall(str(named)):
        ends = sorted((int(first), int(last or first)))
        yield from range(ends[0], ends[1] + 1)


def _learned(waiver: InForce, history: Sequence[InForce]) -> Iterator[Ref]:
    """Give what it was learned later on that a waiver rested on."""
    own = {str(Ref(one.stream, one.version)) for one in (waiver.recorded, *waiver.corrections)}
    for entry in history:
        act = entry.event.act
        if isinstance(act, BasisAdded) and act.to in own:
            yield from map(Ref.parse, act.basis or ())


def powers(programme: Sequence[InForce]) -> Iterator[Power]:
    """Read from when on whom the power to waive was passed to."""
    for entry in programme:
        act = entry.event.act
        if not isinstance(act, AuthorityDelegated) or not isinstance(act.to, str):
            continue
        day = day_of(entry, act.from_date)
        power = act.power.casefold() if isinstance(act.power, str) else ""
        if "waiv" in power and "sanction" not in power:  # which moves no tier
            since = day.earliest[:10] if isinstance(day, Occurred) else ""
            yield Power(act.to, since, entry.position)


def waiver_findings(
    waiver: Waiver, given: Sequence[Notice], held: Sequence[Power], programme: Programme
) -> Iterator[Finding]:
    """Hold one waiver against what the law wants of it; `given` also on its whole edition."""
    yield from elements(waiver)
    yield from evidence(waiver)
    yield from authority(waiver, held, programme)
    yield from committee_notices(waiver, given, programme)


# ---------------------------------------------------------------- what a waiver consists of


@rule("waiver-plan", "A waiver is for a country that has a written plan.", LAW, needs=WAIVER)
@rule(
    "waiver-plan-assessed",
    "For a waiver, the plan was found to be significant efforts if carried out.",
    LAW,
    needs=WAIVER,
)
@rule(
    "waiver-resources",
    "For a waiver, resources were found to be devoted to the plan.",
    LAW,
    needs=WAIVER,
)
def elements(waiver: Waiver) -> Iterator[Finding]:
    """Find the elements that a waiver does not have, or that are not on record."""
    act = waiver.act
    for code, what, element in (
        ("waiver-plan", "written plan", act.plan),
        ("waiver-plan-assessed", "assessment of the plan", act.plan_assessed),
        ("waiver-resources", "finding that resources are devoted", act.resources_found),
    ):
        if element is False:
            yield Finding(code, f"the waiver says that there was no {what}", _at(waiver))
        elif element is None:
            yield Finding(code, f"no {what} is on record for the waiver", _at(waiver), WAIVER)
        elif isinstance(element, Withheld):
            said = f"whether there was any {what} is on record"
            yield Finding(code, said, _at(waiver), obstacle=HIDDEN)


@rule("waiver-evidence", "A waiver rests on credible evidence.", LAW, needs=WAIVER)
def evidence(waiver: Waiver) -> Iterator[Finding]:
    """Find a waiver that names no evidence as its basis."""
    kinds = {Stream.parse(ref.stream).kind for ref in waiver.basis}
    if Kind.EVIDENCE not in kinds:
        yield Finding("waiver-evidence", "the waiver names no evidence", _at(waiver), WAIVER)


@rule(
    "waiver-authority",
    "The President waives, or whom the power was delegated to by then.",
    LAW,
    needs=("authority-delegated",),
)
def authority(waiver: Waiver, held: Sequence[Power], programme: Programme) -> Iterator[Finding]:
    """Find a waiver by somebody to whom no delegation on record gave the power by then."""
    party, day = waiver.entry.event.by.party, waiver.entry.event.occurred
    if isinstance(party, Withheld):
        yield Finding("waiver-authority", "who waived is on record", _at(waiver), obstacle=HIDDEN)
        return
    latest = (day.latest if isinstance(day, Occurred) else waiver.entry.recorded.recorded_at)[:10]
    hidden = isinstance(day, Withheld)
    who = {party} | parties_named(party, programme)
    passed_on = [one for one in held if who & ({one.to} | parties_named(one.to, programme))]
    if "president" in who or any(one.since <= ("" if hidden else latest) for one in passed_on):
        return
    said = f"waived by {party}; no delegation to {party} by then is on record"
    if passed_on:
        said += f", one from {min(one.since for one in passed_on)} is"
    at = (*_at(waiver), *(one.position for one in passed_on))
    obstacle = f"the day of the waiver is {HIDDEN}" if hidden and passed_on else None
    yield Finding("waiver-authority", said, at, ("authority-delegated",), obstacle)


@rule(
    "waiver-committee-notice",
    "Credible evidence for a waiver goes to both committees.",
    LAW,
    needs=NOTICE,
)
def committee_notices(
    waiver: Waiver, given: Sequence[Notice], programme: Programme
) -> Iterator[Finding]:
    """Find each committee of which no notice is on record."""
    for committee in committees(waiver, programme):
        heard = {one.says("waiver") for one in given if one.to & {committee, "congress"}}
        if True in heard:
            continue
        name = programme.parties[committee].name if committee in programme.parties else ""
        said = f"no notice of the waiver to {committee} ({name or 'not named'}) is on record"
        obstacle = None
        if None in heard:
            obstacle = f"what a notice to it is of is {HIDDEN}"
        elif isinstance(waiver.years, Withheld):
            obstacle = f"for which reports the waiver is is {HIDDEN}"
        yield Finding("waiver-committee-notice", said, _at(waiver), NOTICE, obstacle)


def committees(waiver: Waiver, programme: Programme) -> list[str]:
    """Name the committees to be told of a waiver, by the law of its first report.

    Where it is withheld which that is, any that the law ever named may be one.
    """
    if isinstance(waiver.years, Withheld):
        named = [dated.value for dated in programme.parameters.get("waiver-notice-to", ())]
    else:
        year = waiver.years[0] if waiver.years else 0
        named = [programme.parameter("waiver-notice-to", f"{year:04}") or ""]
    codes = (code.strip() for one in named if isinstance(one, str) for code in one.split(","))
    return list(dict.fromkeys(filter(None, codes)))


def _at(waiver: Waiver) -> tuple[int, ...]:
    return (waiver.entry.position,)


def told(waiver: Waiver, given: Sequence[Notice], programme: Programme) -> list[Notice]:
    """Give the notices to a committee, or to Congress, that are or may be of a waiver."""
    wanted = {*committees(waiver, programme), "congress"}
    return [one for one in given if one.says("waiver") is not False and one.to & wanted]
