"""Rules whose breach the entries of one case show: each stands above the function that finds it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from domain.acts import DecisionRecorded, DisputeReported, RecordCorrected
from domain.antecedents import ANTECEDENTS, missing_antecedents
from domain.case import CaseReading, allowed, read_case
from domain.disputes import Dispute, contradicted, dispute_of
from domain.events import Recorded
from domain.history import InForce
from domain.order import happened
from domain.overrides import Override
from domain.rules import RECORDS, Finding, rule
from domain.values import Ref, Stream, Withheld
from domain.worlds import NOT_PREVAILED

__all__ = ["CaseFacts", "case_findings", "superseded"]

ITSELF = "the record itself: what it says must agree with what it says elsewhere"


@dataclass(frozen=True, slots=True)
class CaseFacts:
    """What is known of a case when it is held against the rules."""

    stream: Stream
    entries: Sequence[Recorded]
    reading: CaseReading
    dispute: Dispute | None
    override: Override | None

    @property
    def issued(self) -> CaseReading:
        """The case without the decisions that certainly came after it was published."""
        placed = self.reading.state.placed
        entries = self.reading.entries
        issue = next((one for one in entries if placed and one.position == placed.entry), None)
        late = [one.position for one in entries if issue and _decided_after(issue, one)]
        if not late:
            return self.reading
        before = [one for one in entries if one.position not in late]
        return read_case(before, self.reading.state.scale)

    @property
    def decision(self) -> tuple[InForce, DecisionRecorded] | None:
        """The decision that stands last, in the order shown."""
        decided = self.reading.state.decided
        for entry in self.reading.entries:
            act = entry.event.act
            if decided and entry.position == decided.entry and isinstance(act, DecisionRecorded):
                return entry, act
        return None


def case_findings(case: CaseFacts) -> Iterator[Finding]:
    """Hold one case against every rule of this file."""
    for find in RULES_OF_A_CASE:
        yield from find(case)


# ---------------------------------------------------------------- decision and publication


@rule("published-not-decided", "What is published is what was decided.", ITSELF)
def published_not_decided(case: CaseFacts) -> Iterator[Finding]:
    """Find a placement that no decided tier allows, in whatever order things happened."""
    issued = case.issued
    every = issued.states or ()
    state = next(filter(contradicted, (issued.state, *every)), None)
    if state is None or state.decided is None or state.placed is None:
        return
    certain = every and all(map(contradicted, every))
    yield Finding(
        "published-not-decided",
        f"decided {_said(state.decided.standing)}, published {_said(state.placed.standing)}",
        (state.decided.entry, state.placed.entry),
        obstacle=None if certain else "the dates on record do not tell which decision came last",
    )


@rule(
    "published-without-decision",
    "A placement is decided by somebody before it is published.",
    RECORDS,
    needs=("decision-recorded",),
)
def published_without_decision(case: CaseFacts) -> Iterator[Finding]:
    """Find a placement for which no decision is on record, or none that was made by then."""
    state, later = case.issued.state, case.reading.state.decided
    if state.placed is None or state.decided is not None or case.stream.undisclosed:
        return
    said = f"{_said(state.placed.standing)} was published; no decision is on record"
    at = [state.placed.entry]
    if later is not None:
        said += " but one that came afterwards"
        at.append(later.entry)
    yield Finding("published-without-decision", said, tuple(at), ("decision-recorded",))


def _decided_after(issue: InForce, other: InForce) -> bool:
    """Whether an act is a decision that was certainly made after a placement was issued."""
    if not isinstance(other.event.act, DecisionRecorded):
        return False
    if Ref(other.recorded.stream, other.version) in issue.event.basis:
        return False
    first, second = happened(issue), happened(other)
    if issue.event.occurred is None and other.event.occurred is None and first and second:
        return issue.position < other.position
    return bool(first and second and first.precedes(second))


# ---------------------------------------------------------------- overrides


@rule(
    "override-without-reason",
    "Who decides otherwise than recommended puts the reason on record.",
    RECORDS,
    needs=("decision-recorded",),
)
@rule(
    "override-reason-none-stated",
    "Who decides otherwise than recommended states a reason.",
    RECORDS,
)
@rule(
    "override-reason-withheld",
    "The reason for deciding otherwise than recommended can be read.",
    RECORDS,
)
def override_without_reason(case: CaseFacts) -> Iterator[Finding]:
    """Tell apart a reason that is not on record, one stated to be none, and one withheld."""
    if case.override is None:
        return
    what = _overridden(case.override)
    if case.decision is None or _as_recommended(case, case.decision[1]):
        state = case.reading.state
        at = tuple(one.entry for one in (state.decided, state.placed) if one is not None)
        said = f"{what}; neither a decision to that effect nor its reason is on record"
        yield Finding("override-without-reason", said, at, ("decision-recorded",))
        return
    entry, act = case.decision
    if act.reason is None:
        said = f"{what}; the last decision on record gives no reason"
        yield Finding("override-without-reason", said, (entry.position,), ("decision-recorded",))
    elif act.reason == "none-stated":
        said = f"{what}; the last decision states that no reason was given"
        yield Finding("override-reason-none-stated", said, (entry.position,))
    elif _hidden(act.reason):
        said = f"{what}; a reason is on record"
        hidden = "withheld from this audience"
        yield Finding("override-reason-withheld", said, (entry.position,), obstacle=hidden)


def _as_recommended(case: CaseFacts, decision: DecisionRecorded) -> bool:
    """Whether a decision kept to the recommendation, and the publication to neither."""
    scale, found = case.reading.state.scale, case.override
    if found is None or found.published is None:
        return False
    kept, published, decided = (
        allowed(one, scale) for one in (found.recommended, found.published, decision.standing)
    )
    if kept is None or published is None or decided is None:
        return False
    return bool(decided.tiers & kept.tiers) and not decided.tiers & published.tiers


@rule(
    "override-uncontested",
    "Where a recommendation is set aside, what others thought of it is on record: an objection, "
    "or that they concurred.",
    RECORDS,
    needs=("objection-raised", "concurrence-recorded"),
)
def override_uncontested(case: CaseFacts) -> Iterator[Finding]:
    """Find an override of a recommendation on which nobody else is on record."""
    found = case.override
    if found is None or case.dispute is not None or found.concurrence == "recorded":
        return
    state = case.reading.state
    yield Finding(
        "override-uncontested",
        f"{_overridden(found)}; no objection and no concurrence is on record",
        tuple(one.entry for one in (state.recommended, state.decided, state.placed) if one),
        ("objection-raised", "concurrence-recorded"),
    )


# ---------------------------------------------------------------- what came first


@rule(
    "antecedent-missing",
    "Nobody objects to, takes back, revises or corrects what is not on record.",
    ITSELF,
    needs=tuple(dict.fromkeys(one.name for first in ANTECEDENTS.values() for one in first)),
)
def antecedent_missing(case: CaseFacts) -> Iterator[Finding]:
    """Find acts before which none of what should come first is on record."""
    for position, antecedents in missing_antecedents(case.reading.order).items():
        act = next(one.event.act for one in case.reading.order if one.position == position)
        names = " or ".join(antecedents)
        said = f"{act.name} with no {names} before it on record"
        yield Finding("antecedent-missing", said, (position,), antecedents)


@rule(
    "order-not-determined",
    "The record tells in which order the acts of a dispute happened, where that decides it.",
    RECORDS,
)
def order_not_determined(case: CaseFacts) -> Iterator[Finding]:
    """Find a dispute that ends differently in orders which the dates on record all allow."""
    if case.dispute and "order-not-determined" in case.dispute.marks:
        said = "the dates on record allow orders of events in which the dispute ends differently"
        if any(entry.event.made == "reconstructed" for entry in case.reading.order):
            said += "; not all of it was written down as it happened"
        at = tuple(entry.position for entry in case.reading.order)
        yield Finding("order-not-determined", said, at)


@rule("reported-outcome-differs", "A reported outcome is one that the acts can come to.", ITSELF)
def reported_outcome_differs(case: CaseFacts) -> Iterator[Finding]:
    """Find a reported outcome that nothing on record allows."""
    found = case.dispute
    if found is None or found.outcome == "withheld":
        return
    if "reported-outcome-differs" not in found.marks:
        return
    reports = [
        (entry.position, entry.event.act.outcome)
        for entry in case.reading.entries
        if isinstance(entry.event.act, DisputeReported)
        and _differs(entry.event.act.outcome, found.outcome)
    ]
    reported = " and ".join(dict.fromkeys(_said(outcome) for _, outcome in reports))
    unordered = "order-not-determined" in found.marks
    yield Finding(
        "reported-outcome-differs",
        f"reported {reported}; {_otherwise(case)}",
        tuple(position for position, _ in reports),
        obstacle="in which order the acts happened is not determined" if unordered else None,
    )


def _differs(reported: str | Withheld, outcome: str) -> bool:
    if isinstance(reported, Withheld) or reported in {outcome, "open", "undetermined"}:
        return False
    return not (reported == "not-prevailed" and outcome in NOT_PREVAILED)


def _otherwise(case: CaseFacts) -> str:
    """Say what the acts come to without any report; if there are none, that reports disagree."""
    acts = [one for one in case.reading.entries if not isinstance(one.event.act, DisputeReported)]
    alone = dispute_of(replace(case.reading, entries=acts))
    found = case.dispute.outcome if case.dispute else ""
    if alone is None or alone.outcome != found:
        return f"another report says {found}"
    return f"the acts on record come to {found}"


@rule("superseded-basis", "An act rests on entries that are in force.", ITSELF)
def superseded_basis(case: CaseFacts) -> Iterator[Finding]:
    """Find acts that name, as what they rest on, an entry of the case that was corrected."""
    by = {
        entry.event.act.corrects: entry.position
        for entry in case.entries
        if isinstance(entry.event.act, RecordCorrected)
    }
    for entry in case.reading.entries:
        for ref in entry.event.basis:
            if str(ref) in by:
                act = entry.event.act.name
                yield superseded(act, entry.position, ref, by[str(ref)])


def superseded(act: str, position: int, ref: Ref, by: int) -> Finding:
    """Say that an act rests on an entry that another one superseded."""
    when = "had already" if by < position else "has since"
    said = f"{act} rests on {ref}, which position {by} {when} superseded"
    return Finding("superseded-basis", said, (position, by))


RULES_OF_A_CASE = (
    published_not_decided,
    published_without_decision,
    override_without_reason,
    override_uncontested,
    antecedent_missing,
    order_not_determined,
    reported_outcome_differs,
    superseded_basis,
)


# ---------------------------------------------------------------- how it is said


def _overridden(found: Override) -> str:
    final = found.published if found.published is not None else found.decided
    return f"recommended {_said(found.recommended)}, then {_said(final)}"


def _said(standing: str | Withheld | None) -> str:
    return "something withheld" if isinstance(standing, Withheld) else str(standing)


def _hidden(reason: object) -> bool:
    """Whether a text, or every paragraph of it, is withheld."""
    if isinstance(reason, Withheld):
        return True
    return isinstance(reason, tuple) and all(isinstance(one, Withheld) for one in reason)
