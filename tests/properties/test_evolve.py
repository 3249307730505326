"""Law: a case is read whatever its acts are and in whatever order: nothing is out of place."""

from collections.abc import Sequence
from functools import reduce
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from domain.case import BEARING, CaseState, bears, evolve, read_case
from domain.disputes import Dispute, dispute_of
from domain.events import Event, Recorded
from domain.history import InForce
from domain.overrides import override_of
from domain.submission import read_body, read_by
from domain.values import Occurred, Ref, Scale, Withheld
from tests.strategies import DELIBERATING, OUTCOMES, PARTIES, bodies, dates, examples

CASE = "tip/2015/AAA"
WITHHELD = st.sampled_from((Withheld("internal"), Withheld("congress", "2040-07-27")))
SCALES = st.builds(
    Scale,
    st.lists(st.sampled_from(("1", "2", "2WL", "3", "4")), min_size=2, unique=True).map(tuple),
    st.lists(st.sampled_from(("SC", "NR")), unique=True).map(tuple),
)
NAMES = (*DELIBERATING, "waiver-granted", "notice-given", "hold-placed", "determination-made")
BODIES = {"determination-made": {"kind": "restrict"}}
RECORDED_AT = "2026-11-21T17:40:00.123456Z"


@st.composite
def events(draw: st.DrawFn) -> Event:
    """Make one act of a case, of which anything may be withheld from the reader."""
    name = draw(st.sampled_from(NAMES))
    body: dict[str, Any] = draw(bodies(name)) | BODIES.get(name, {})
    party: Any = draw(st.sampled_from(PARTIES))
    occurred: Any = draw(dates)
    occurred = Occurred.parse(occurred) if occurred else None
    match draw(st.integers(0, 9)):
        case 0:
            body |= {field: draw(WITHHELD) for field in list(body)[:1] if field != "meeting"}
        case 1:
            party = draw(WITHHELD)
        case 2:
            occurred = draw(WITHHELD)
    return Event(
        act=read_body(name, body),
        made=draw(st.sampled_from(("contemporaneous", "reconstructed"))),
        occurred=occurred,
        by=read_by({"party": party, "recorded_by": "Clerk"}),
        basis=tuple(
            Ref(CASE, version) for version in draw(st.lists(st.integers(1, 9), max_size=1))
        ),
        release="internal",
        withheld={},
    )


def histories(most: int = 9) -> st.SearchStrategy[list[InForce]]:
    """Make the acts of a case as they lie in its stream."""
    return st.lists(events(), min_size=1, max_size=most).map(entered)


def entered(happened: Sequence[Event]) -> list[InForce]:
    """Give acts the places in which they are recorded."""
    return [
        InForce(Recorded(10 * version, CASE, version, RECORDED_AT, event), event)
        for version, event in enumerate(happened, 1)
    ]


@given(history=histories(), scale=SCALES, data=st.data())
@examples(150)
def test_any_sequence_of_acts_is_taken_in(
    history: list[InForce], scale: Scale, data: st.DataObject
) -> None:
    """Whatever precedes an act, it is taken in; one that bears on nothing changes nothing."""
    order = data.draw(st.permutations(history))
    state = CaseState(scale)
    for entry in order:
        after = evolve(state, entry)
        if not bears(entry):
            assert after is state
        assert after.rounds in (state.rounds, state.rounds + 1)
        state = after
    raised = [entry.position for entry in order if entry.event.act.name == "objection-raised"]
    assert (state.round is None) == (state.opened is None) == (state.rounds == 0)
    assert state.opened in (*raised, None)
    assert state.rounds <= len(raised)
    if raised and state.decided is None:  # nothing was decided that it could agree with
        assert (state.opened, state.rounds) == (raised[0], 1)
    assert state == reduce(evolve, filter(bears, order), CaseState(scale))


@given(history=histories(), scale=SCALES)
@examples(150)
def test_any_history_is_read(history: list[InForce], scale: Scale) -> None:
    """Every history has a reading, whose outcomes are those of the list and no others."""
    case = read_case(history, scale)
    assert sorted(case.order, key=lambda entry: entry.version) == history
    assert case.states is None or case.state in case.states
    override_of(case)
    dispute = dispute_of(case)
    names = {entry.event.act.name for entry in history}
    if "dispute-reported" in names or {"objection-raised", "decision-recorded"} & names == {
        "objection-raised"
    }:
        assert dispute is not None
    if dispute is not None:
        assert names & {"objection-raised", "dispute-reported"}
        assert {dispute.outcome, *(line.outcome for line in dispute.objectors)} <= {
            *OUTCOMES,
            "withheld",
        }
        assert len({line.party for line in dispute.objectors}) == len(dispute.objectors)


DAYS = tuple(Occurred.parse(f"2015-06-{day:02}") for day in range(1, 10))


@given(
    happened=st.lists(events().filter(lambda event: isinstance(event.act, BEARING)), min_size=1,
                      max_size=len(DAYS)),
    scale=SCALES,
    data=st.data(),
)  # fmt: skip
@examples(100)
def test_the_order_of_recording_is_nothing_where_the_days_are_known(
    happened: list[Event], scale: Scale, data: st.DataObject
) -> None:
    """Acts of different days are read in the order of their days, however they were entered."""
    dated = [
        Event(
            act=one.act, made=one.made, occurred=day, by=one.by, basis=(), release=one.release,
            withheld={},
        )
        for one, day in zip(happened, DAYS, strict=False)
    ]  # fmt: skip
    first = entered(dated)
    other = entered(data.draw(st.permutations(dated)))
    found, again = (dispute_of(read_case(history, scale)) for history in (first, other))
    assert _by_days(found, first) == _by_days(again, other)


def _by_days(dispute: Dispute | None, history: list[InForce]) -> dict[str, Any]:
    """Give what a dispute says, with days in place of positions, its lines in no order."""
    if dispute is None:
        return {}
    days = {entry.position: entry.event.occurred for entry in history}
    found = {name: getattr(dispute, name) for name in Dispute.__dataclass_fields__}
    ends = {name: days[found[name]] for name in ("opened", "closed") if found[name]}
    return found | ends | {"objectors": set(dispute.objectors)}
