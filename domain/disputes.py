"""Disputes, counted once each by their last round, with an outcome seen from the recommender."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from domain.acts import (
    DecisionRecorded,
    DisputeEscalated,
    DisputeReported,
    ObjectionRaised,
    ObjectionWithdrawn,
    PlacementPublished,
    RecommendationWithdrawn,
)
from domain.antecedents import missing_antecedents
from domain.case import (
    BEARING,
    CaseReading,
    CaseState,
    Objection,
    Position,
    Stand,
    allowed,
    bears,
)
from domain.history import InForce
from domain.values import Withheld
from domain.worlds import ANYTHING, NOT_PREVAILED, Contest, settled

__all__ = ["Dispute", "Line", "contradicted", "dispute_of"]

Text = str | Withheld | None
GRADES = ("official", "reported", "derived")


@dataclass(frozen=True, slots=True)
class Line:
    """One objector of a dispute, judged alone; lines are shown, never summed."""

    party: str | Withheld
    standing: str | Withheld
    outcome: str


@dataclass(frozen=True, slots=True)
class Dispute:
    """A contested case, counted once.

    `opened` is the position of the first objection, `closed` that of the decision that closed
    the last round, else of the placement that ended it.
    """

    recommender: str | Withheld | None
    recommended: Text
    recommended_first: Text
    moved: str | None
    recommendation_withdrawn: bool
    objectors: tuple[Line, ...]
    decided: Text
    published: Text
    forum: Text
    meeting: str | None
    reason: str
    outcome: str
    grade: str | None
    rounds: int
    marks: tuple[str, ...]
    opened: int | None
    closed: int | None


@dataclass(frozen=True, slots=True)
class _Reading:
    """What one order of the acts makes of the dispute."""

    outcome: str
    lines: tuple[Line, ...]
    marks: frozenset[str]


def dispute_of(case: CaseReading, *, partial: bool = False) -> Dispute | None:
    """Read the dispute of a case; None if nobody contested it, in whatever order.

    Where the case is `partial`, entries of it are on record that are not there: any of them may
    turn the outcome, which is withheld.
    """
    reports = [
        entry.event.act for entry in case.entries if isinstance(entry.event.act, DisputeReported)
    ]
    if not reports and all(one.round is None for one in (case.state, *(case.states or ()))):
        return None
    if partial or _hidden(case.entries):
        return _dispute(case, _withheld(_read(case.state, reports)))
    every = {_read(state, reports) for state in case.states or ()}
    return _dispute(case, _in_every_order(_read(case.state, reports), every))


def _hidden(entries: Sequence[InForce]) -> bool:
    """Whether this reader may not know when an act that bears on the dispute happened.

    Nor who objected, where it matters which objection is whose.
    """
    bearing = [entry for entry in entries if bears(entry)]
    objecting = [
        entry.event.by.party
        for entry in bearing
        if isinstance(entry.event.act, ObjectionRaised | ObjectionWithdrawn)
    ]
    undated = any(isinstance(entry.event.occurred, Withheld) for entry in bearing)
    return undated or (len(objecting) > 1 and any(isinstance(one, Withheld) for one in objecting))


def _withheld(reading: _Reading) -> _Reading:
    lines = tuple(replace(line, outcome="withheld") for line in reading.lines)
    return _Reading("withheld", lines, reading.marks)


def _in_every_order(reading: _Reading, every: Collection[_Reading]) -> _Reading:
    """Keep of a reading what every order gives; nothing if there are too many to be read."""
    outcomes = {one.outcome for one in every}
    marks = reading.marks | ({"order-not-determined"} if len(outcomes) != 1 else set())
    lines = []
    for line in reading.lines:
        alike = every and all(line.outcome == _outcome_for(line.party, one) for one in every)
        lines.append(line if alike else replace(line, outcome="undetermined"))
    outcome = reading.outcome if len(outcomes) == 1 else "undetermined"
    return _Reading(outcome, tuple(lines), marks)


def _outcome_for(party: str | Withheld, reading: _Reading) -> str | None:
    return next((line.outcome for line in reading.lines if line.party == party), None)


# ---------------------------------------------------------------- one order


def _read(state: CaseState, reports: Sequence[DisputeReported]) -> _Reading:
    now, stand = state.round, state.stand
    if now is None and not reports:
        return _Reading("uncontested", (), frozenset())
    if now is None:
        found, marks = _narrowed(ANYTHING | {"open"}, reports)
        return _Reading(settled(found), (), marks)
    active = tuple(one for one in stand.objections if not one.withdrawn)
    contest = Contest(Stand(stand.recommended, active), now.final, state.scale)
    if not active:
        found, marks = _narrowed(frozenset({"withdrawn"}), reports)
    elif contest.withheld:
        found, marks = frozenset({"withheld"}), frozenset()
    else:
        found, marks = _judged(contest, reports)
    lines = tuple(
        Line(one.position.party, one.position.standing, _line(contest, one, found))
        for one in stand.objections
    )
    return _Reading(settled(found), lines, marks)


def _judged(
    contest: Contest, reports: Sequence[DisputeReported]
) -> tuple[frozenset[str], frozenset[str]]:
    """Judge a contest; while nothing settled it, it is open, unless a report says how it ended."""
    found = contest.results()
    if contest.final is not None or found == {"conceded"}:
        return _narrowed(found, reports)
    ended = found | {"conceded", "withdrawn"}
    narrowed, marks = _narrowed(ended, reports)
    return (frozenset({"open"}), marks) if narrowed == ended else (narrowed, marks)


def _line(contest: Contest, objection: Objection, found: frozenset[str]) -> str:
    """Judge one objector alone, in the worlds in which the dispute ended as it did.

    It may be met while another is not, so that the dispute stays open.
    """
    if objection.withdrawn:
        return "withdrawn"
    if found == {"withheld"}:
        return "withheld"
    if found == {"open"}:
        met = contest.line(objection, contest.results()) == {"conceded"}
        return "conceded" if met else "open"
    return settled(contest.line(objection, found) or found)


def _narrowed(
    found: frozenset[str], reports: Sequence[DisputeReported]
) -> tuple[frozenset[str], frozenset[str]]:
    """Narrow what was computed by what was reported; where they differ the computed stays.

    A report that it was not known, or not settled yet, narrows nothing that was settled.
    """
    marks: frozenset[str] = frozenset()
    for outcome in (report.outcome for report in reports):
        if isinstance(outcome, Withheld) or outcome == "undetermined":
            continue
        common = found & (NOT_PREVAILED if outcome == "not-prevailed" else {outcome})
        if not common and outcome != "open":
            marks |= {"reported-outcome-differs"}
        elif common and common != found:
            found, marks = common, marks | {"outcome-by-report"}
    return found, marks


# ---------------------------------------------------------------- the row


def _dispute(case: CaseReading, reading: _Reading) -> Dispute:
    state, recommended = case.state, case.state.stand.recommended
    now, decision = state.round, _decision(case.entries, state.decided)
    return Dispute(
        recommender=recommended.party if recommended else None,
        recommended=recommended.standing if recommended else None,
        recommended_first=state.first.standing if recommended and state.first else None,
        moved=_moved(state.first, recommended),
        recommendation_withdrawn=any(
            isinstance(entry.event.act, RecommendationWithdrawn) for entry in case.entries
        ),
        objectors=reading.lines,
        decided=state.decided.standing if state.decided else None,
        published=state.placed.standing if state.placed else None,
        forum=_forum(case.order, decision),
        meeting=decision.meeting if decision else None,
        reason=_reason(decision),
        outcome=reading.outcome,
        grade=_grade(case.entries),
        rounds=state.rounds,
        marks=tuple(sorted(reading.marks | contradicted(state) | _antecedents(case.order))),
        opened=state.opened,
        closed=now.end.entry if now and now.end else None,
    )


def _antecedents(order: Sequence[InForce]) -> frozenset[str]:
    missing = missing_antecedents(order)
    bearing = any(entry.position in missing for entry in order if bears(entry))
    return frozenset({"antecedent-missing"}) if bearing else frozenset()


def _forum(order: Sequence[InForce], decision: DecisionRecorded | None) -> Text:
    """Give the forum that decided; while none is named, the one to which it was taken."""
    if decision is not None and (decision.forum or decision.meeting):
        return decision.forum
    taken = [entry.event.act for entry in order]
    forums = [act.forum for act in taken if isinstance(act, DisputeEscalated)]
    return forums[-1] if forums else None


def _moved(first: Position | None, last: Position | None) -> str | None:
    """Say how the recommender moved, where both standings may be known."""
    if first is None or last is None or first.standing == last.standing:
        return None
    if isinstance(first.standing, Withheld) or isinstance(last.standing, Withheld):
        return None
    return f"{first.standing} → {last.standing}"


def _decision(entries: Sequence[InForce], decided: Position | None) -> DecisionRecorded | None:
    for entry in entries:
        act = entry.event.act
        if decided and entry.position == decided.entry and isinstance(act, DecisionRecorded):
            return act
    return None


def _reason(decision: DecisionRecorded | None) -> str:
    """Say what is on record about the reason of a decision; these four are kept apart."""
    if decision is None or decision.reason is None:
        return "not-on-record"
    if isinstance(decision.reason, Withheld):
        return "withheld"
    return "none-stated" if decision.reason == "none-stated" else "text"


def _grade(entries: Sequence[InForce]) -> str | None:
    """Best grade of the sources on which the account of the dispute rests.

    The placement is left out: that it was published says nothing of how the dispute is known.
    """
    kinds = tuple(kind for kind in BEARING if kind is not PlacementPublished)
    grades = {
        source.grade
        for entry in entries
        if isinstance(entry.event.act, (*kinds, DisputeReported))
        and isinstance(entry.event.act.sources, tuple)
        for source in entry.event.act.sources
        if not isinstance(source, Withheld)
    }
    return next((grade for grade in GRADES if grade in grades), None)


def contradicted(state: CaseState) -> frozenset[str]:
    """Mark a publication that no decided tier allows."""
    if state.decided is None or state.placed is None:
        return frozenset()
    decided = allowed(state.decided.standing, state.scale)
    published = allowed(state.placed.standing, state.scale)
    if decided is None or published is None or decided.tiers & published.tiers:
        return frozenset()
    return frozenset({"published-not-decided"})
