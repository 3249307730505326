"""Rules whose breach only shows across cases, editions and streams: clocks, deadlines, reliance."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from domain.acts import (
    DeterminationMade,
    EditionPublished,
    NoticeGiven,
    PlacementPublished,
    WaiverGranted,
)
from domain.clocks import Clock
from domain.deadlines import Deadline
from domain.notices import Notice
from domain.rules import HIDDEN, RECORDS, Finding, rule
from domain.values import SEGMENT, Occurred, Withheld
from domain.years import Edition, Years

__all__ = [
    "Late",
    "Reliance",
    "clock_findings",
    "deadline_findings",
    "evidence_after_act",
    "late_entry",
    "list_change",
    "roster_not_placed",
]

CLOCK = "22 U.S.C. 7107(b)(2)(D) and (F)"
WATCHED = "(D) counts years on the list of (A)(iii) alone, the Watch List"
DETERMINED = "22 U.S.C. 7107(c) to (f)"
WAIVERS, NOTICES = (WaiverGranted.name,), (NoticeGiven.name,)

# ---------------------------------------------------------------- clocks


@rule(
    "past-clock",
    "Who has been on the Watch List for too long leaves it.",
    CLOCK,
    reading=WATCHED,
    needs=WAIVERS,
)
@rule(
    "past-clock-not-known",
    "Who has been on the Watch List for too long leaves it, unless that is waived.",
    CLOCK,
    reading=WATCHED,
    needs=WAIVERS,
)
@rule(
    "past-clock-by-reading",
    "Who has been on the Watch List for too long leaves it, as the law can also be read.",
    CLOCK,
)
def clock_findings(clock: Clock, edition: Edition) -> Iterator[Finding]:
    """Find a placement past its clock: for certain, perhaps, or under another reading."""
    placed = edition.placements.get(clock.subject)
    at = (placed.position,) if placed else ()
    tier = "a tier" if isinstance(clock.published, Withheld) else clock.published
    said = f"{tier} after {_years(clock)} in a row on the Watch List"
    others = [one.name for one in clock.readings if one.result != clock.result]
    if clock.result == "past-clock":
        yield Finding("past-clock", f"{said}; {_waivers(clock)}{_unless(others)}", at)
        return
    if clock.result == "not-known" and _may_have_stayed(clock, edition):
        yield _not_known(clock, edition, said, at)
    others = [one.name for one in clock.readings if one.result == "past-clock"]
    if others:
        named = " or ".join(others)
        why = f"the law can be read both ways; past its clock if it is read {named}"
        yield Finding("past-clock-by-reading", said, at, obstacle=why, reading=named)


def _may_have_stayed(clock: Clock, edition: Edition) -> bool:
    """Whether it stayed on the Watch List, or left the scale, or did so as far as can be told."""
    outside = clock.published in edition.programme.scale.off_scale
    return clock.special_watch_list == "iii" or isinstance(clock.published, Withheld) or outside


def _not_known(clock: Clock, edition: Edition, said: str, at: tuple[int, ...]) -> Finding:
    why = clock.reason
    if why is None and clock.due == "not-known":
        why = "how many years in a row it was there is not on record"
    elif why is None:
        said = f"{said}; no waiver for {edition.year} is on record"
        if edition.complete(WaiverGranted.name):
            why = "a waiver of a case whose subject is not named may be its"
    return Finding("past-clock-not-known", said, at, () if why else WAIVERS, why)


def _years(clock: Clock) -> str:
    low, high = clock.streak.low, clock.streak.high
    if low == high:
        return f"{low} year{'' if low == 1 else 's'}"
    return f"{low} to {high} years"


def _waivers(clock: Clock) -> str:
    used = clock.waivers.used
    said = f"{used.low}" if used.low == used.high else f"{used.low} to {used.high}"
    return f"waivers used before {said}, allowed {clock.waivers.allowed}"


def _unless(readings: Sequence[str]) -> str:
    return f"; not so if the law is read {' or '.join(readings)}" if readings else ""


# ---------------------------------------------------------------- deadlines

LATE = {"late", "early", "overdue"}


@rule(
    "report-deadline",
    "The report comes out by its day.",
    "22 U.S.C. 7107(b)(1)",
    needs=(EditionPublished.name,),
)
@rule(
    "special-watch-list-deadline",
    "The special watch list goes to Congress no later than the determinations.",
    "22 U.S.C. 7107(b)(2)(A)",
    needs=NOTICES,
)
@rule(
    "interim-assessment-deadline",
    "The interim assessment of the special watch list comes by 1 February.",
    "22 U.S.C. 7107(b)(2)(B)",
    needs=NOTICES,
)
@rule(
    "determination-deadline",
    "For each country of the last list a determination comes 45 to 90 days after the report.",
    DETERMINED,
    needs=(DeterminationMade.name,),
)
@rule(
    "action-plan-deadline",
    "A country raised from the last list to the Watch List has an action plan in 180 days.",
    "P.L. 115-427",
    needs=NOTICES,
)
@rule(
    "waiver-posting-deadline",
    "The evidence for a waiver is on a website within 30 days of the notice to Congress.",
    "22 U.S.C. 7107(b)(2)",
    needs=NOTICES,
)
def deadline_findings(deadline: Deadline) -> Iterator[Finding]:
    """Find a deadline that was missed; what is running, met or not applicable is none."""
    code = f"{deadline.rule}-deadline"
    if deadline.state in LATE:
        late = deadline.days_late
        days = "" if late is None else f", {late} day{'' if late == 1 else 's'} late"
        more = f" ({deadline.reason})" if deadline.reason else ""
        done = f"done {deadline.done}" if deadline.done else "not done"
        yield Finding(code, f"{_due(deadline)}; {done}{days}{more}", deadline.positions)
    elif deadline.state == "not-assessable":
        hidden = isinstance(deadline.window.latest, Withheld)
        if deadline.window.counted_from == "waiver" and not hidden:
            said = "neither a notice to Congress nor a posting of the evidence is on record"
            yield Finding(code, said, needs=NOTICES)
        else:
            said = f"{_due(deadline)}; {_known(deadline)}"
            yield Finding(code, said, deadline.positions, obstacle=deadline.reason)


def _due(deadline: Deadline) -> str:
    window = deadline.window
    if not isinstance(window.latest, date):
        return "its last day can't be reckoned"
    if window.since is None:
        return f"due by {window.latest}, by the calendar"
    most = " at the latest" if window.slack else ""
    return f"due by {window.latest}{most}, counted from the {window.counted_from} of {window.since}"


def _known(deadline: Deadline) -> str:
    if deadline.positions:
        return f"done {deadline.done if isinstance(deadline.done, str) else ''}".strip()
    return "whether it was done is not on record"


# ---------------------------------------------------------------- changes of list, the roster


@rule(
    "list-change-unexplained",
    "A move from one list to another is explained in detail.",
    "22 U.S.C. 7107(b)(1)(H), P.L. 115-427",
    needs=NOTICES,
)
def list_change(
    years: Years, edition: Edition, subject: str, given: Sequence[Notice]
) -> Iterator[Finding]:
    """Find a move between lists, since the rule was enacted, without an explanation on record."""
    watch = edition.programme.watch_list
    required = edition.programme.parameter("explanation-required", f"{edition.year:04}")
    if watch is None or not required:
        return
    before, now = years.tier(subject, edition.year - 1), years.tier(subject, edition.year)
    explained = {one.says("explanation") for one in given}
    moved = _moved(watch.lists, before, now)
    if moved is False or True in explained:
        return
    said, why = f"moved from {before} to {now}; no explanation is on record", None
    if moved is None:
        said, why = "whether it moved from one list to another", f"a tier is {HIDDEN}"
    elif None in explained:
        why = f"what a notice is of is {HIDDEN}"
    at = (edition.placements[subject].position,)
    yield Finding("list-change-unexplained", said, at, NOTICES, why)


def _moved(
    lists: Sequence[Sequence[str]], before: str | Withheld | None, now: str | Withheld | None
) -> bool | None:
    """Whether it went from one list to another; None where a tier on one is withheld."""
    ends = [
        None if isinstance(tier, Withheld) else next((one for one in lists if tier in one), ())
        for tier in (before, now)
    ]
    if () in ends:
        return False
    return None if None in ends else ends[0] != ends[1]


@rule(
    "roster-not-placed",
    "Every subject on the roster of an edition is placed in it.",
    "the roster recorded with the edition",
    needs=(PlacementPublished.name,),
)
def roster_not_placed(edition: Edition) -> Iterator[tuple[str | None, Finding]]:
    """Find the subjects that the edition was opened for and that no placement names.

    Each with its code; one named otherwise than the programme does can't be looked up.
    """
    if edition.published_by is None and not edition.placements:
        return
    if isinstance(edition.roster, Withheld):
        said = f"the roster of {edition.stream} is on record"
        yield None, Finding("roster-not-placed", said, obstacle=f"who is on it is {HIDDEN}")
        return
    lists = _only_lists(edition)
    codes = {name.casefold(): code for code, name in edition.programme.subjects.items()}
    for named in dict.fromkeys(edition.roster):
        code = named if named in edition.programme.subjects else codes.get(named.casefold(), named)
        if code in edition.placements:
            continue
        said = f"{named} is on the roster of {edition.stream}; no placement is on record"
        if not re.fullmatch(SEGMENT, code):
            why = "the programme knows no subject of this name"
            yield None, Finding("roster-not-placed", said, obstacle=why)
        elif lists:
            yield code, Finding("roster-not-placed", said, obstacle=lists)
        else:
            yield code, Finding("roster-not-placed", said, needs=(PlacementPublished.name,))


def _only_lists(edition: Edition) -> str | None:
    """Say that not every list of an edition is declared complete, where lists are named."""
    held, scale = edition.coverage.get(PlacementPublished.name), edition.programme.scale
    named = held.tiers if held else None
    if named is None or {*scale.tiers, *scale.off_scale} <= {*named}:
        return None
    return f"only the lists of {', '.join(named)} are declared"


# ---------------------------------------------------------------- what an act rests on


@dataclass(frozen=True, slots=True)
class Reliance:
    """An act, and a document that it rests on; `filed` is when that was put on file, if stated."""

    act: str
    position: int
    happened: Occurred | Withheld | None
    on: str
    document: int
    dated: Occurred | Withheld | None
    filed: Occurred | Withheld | None


@rule("evidence-after-act", "What an act rests on was there when it was done.", RECORDS)
def evidence_after_act(reliance: Reliance) -> Iterator[Finding]:
    """Find evidence that is certainly younger than the act that rests on it.

    A document may be older than its filing: where only that is dated, nobody can tell.
    """
    happened, dated = reliance.happened, reliance.dated
    day = dated or reliance.filed
    at = (reliance.position, reliance.document)
    if happened is None or day is None:
        return
    if isinstance(happened, Withheld) or isinstance(day, Withheld):
        said = f"{reliance.act} rests on {reliance.on}"
        why = f"the day of one of them is {HIDDEN}"
        yield Finding("evidence-after-act", said, at, obstacle=why)
        return
    if not happened.precedes(day):
        return
    said = f"{reliance.act} of {happened.text} rests on {reliance.on}"
    if isinstance(dated, Occurred):
        yield Finding("evidence-after-act", f"{said}, dated {dated.text}", at)
    else:
        why = "the day of the document itself is not on record"
        yield Finding("evidence-after-act", f"{said}, filed {day.text}", at, obstacle=why)


@dataclass(frozen=True, slots=True)
class Late:
    """An entry recorded after the placement that it bears on, and what of the register it moved."""

    act: str
    position: int
    moved: Iterable[str]
    placement: int


@rule("late-entry", "What bears on a placement is on record before the placement is.", RECORDS)
def late_entry(late: Late) -> Iterator[Finding]:
    """Find an entry that came after a placement was recorded, and moved a number."""
    if moved := sorted({*late.moved}):
        said = f"{late.act}, recorded after the placement it bears on, changed {', '.join(moved)}"
        yield Finding("late-entry", said, (late.placement, late.position))
