"""Laws of a trace: it is a graph without circles that loses nothing, now and at any position."""

import re
from collections.abc import Mapping
from dataclasses import replace
from graphlib import TopologicalSorter
from io import StringIO
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from domain.values import Occurred
from ledger.reading import Reading
from projections.past import Past
from projections.programmes import Programmes
from projections.prov_json import BARE, read, write
from projections.provenance import trace
from projections.runner import Runner
from projections.table import View
from tests.books import FIRST_POSITION, ORIGIN, Act, Minutes, small_book
from tests.strategies import CASES, MEETINGS, Story, dates, examples, stories
from ui.show_trace import show_trace

Answer = dict[str, Any]
DOCUMENTS = ("tip/2015/evidence/1", "tip/2014/evidence/1")
HELD = (*MEETINGS, "tip/2015/meeting/9")
"""Meetings that a decision may name; the last is never put down."""
DOMAINS = {
    "wasGeneratedBy": ("entity", "activity"),
    "used": ("activity", "entity"),
    "wasInformedBy": ("activity", "activity"),
    "wasAssociatedWith": ("activity", "agent"),
    "actedOnBehalfOf": ("agent", "agent"),
    "wasAttributedTo": ("entity", "agent"),
    "hadPrimarySource": ("entity", "entity"),
    "wasRevisionOf": ("entity", "entity"),
    "hadMember": ("entity", "entity"),
    "alternateOf": ("entity", "entity"),
}
"""What each relation joins (PROV-DM 5)."""


@st.composite
def webs(draw: st.DrawFn) -> Story:
    """Make a story and acts after it that name entries of any stream, whatever sense it makes."""
    story = draw(stories(most=8))
    acts = list(story.acts)
    sizes: dict[str, int] = {"tip": 1, "book": 1}
    for act in acts:
        sizes[act["on"]] = sizes.get(act["on"], 0) + 1
    for _ in range(draw(st.integers(1, 8))):
        act = draw(_naming(sizes))
        acts.append(act)
        sizes[act["on"]] = sizes.get(act["on"], 0) + 1
    return replace(story, acts=tuple(acts), moments=story.moments[-1:] * len(acts))


def _naming(sizes: Mapping[str, int]) -> st.SearchStrategy[Act]:
    known = [f"{name}@{version}" for name, size in sizes.items() for version in range(1, size + 1)]
    ref = st.sampled_from(known)
    refs = st.lists(ref, max_size=3, unique=True)
    cases = st.lists(st.sampled_from(CASES), max_size=2, unique=True)
    bodies: dict[str, tuple[tuple[str, ...], dict[str, Any]]] = {
        "evidence-filed": (DOCUMENTS, {"about": cases}),
        "meeting-held": (MEETINGS, {"agenda": cases}),
        "basis-added": (CASES, {"to": ref, "basis": refs}),
        "decision-recorded": (
            CASES,
            {"standing": st.just("2"), "settles": refs, "meeting": st.sampled_from(HELD)},
        ),
        "response-filed": (CASES, {"to": ref}),
        "waiver-granted": (CASES, {}),
        "placement-published": (CASES, {"tier": st.just("2")}),
        "edition-published": (("tip/2015",), {}),
        "authority-delegated": (("tip",), {}),
    }
    return st.one_of(
        [
            st.fixed_dictionaries(
                {
                    "act": st.just(name),
                    "on": st.sampled_from(streams),
                    "by": st.just({"party": "state"}),
                    "made": st.sampled_from(("contemporaneous", "reconstructed")),
                    "basis": refs,
                    "body": st.fixed_dictionaries(body),
                },
                optional={"occurred": dates.filter(bool)},
            )
            for name, (streams, body) in bodies.items()
        ]
    )


def traces(view: View, position: int) -> dict[str, Answer]:
    """Trace every case as of a position."""
    names = Programmes(view, position)
    return {
        case: trace(view, position, case, names.judging(case.rpartition("/")[0])) for case in CASES
    }


def all_traces(minutes: Minutes) -> dict[str, Answer]:
    """Trace every case of a book as it is now."""
    view = minutes.view()
    try:
        return traces(view, minutes.head)
    finally:
        view.close()


@given(story=webs())
@examples(50)
def test_a_trace_is_a_graph_without_circles(story: Story) -> None:
    """Every edge joins two nodes of the kinds that its relation joins, and none goes round."""
    with small_book(story.moments) as minutes:
        minutes.record(*story.acts)
        found = all_traces(minutes)
    for answer in found.values():
        kinds = {node["id"]: node["kind"] for node in answer["nodes"]}
        assert len(kinds) == len(answer["nodes"])
        sorter: TopologicalSorter[str] = TopologicalSorter()
        for edge in answer["edges"]:
            ends = kinds[edge["from"]], kinds[edge["to"]]
            assert ends == DOMAINS[edge["relation"]], edge
            sorter.add(edge["from"], edge["to"])
        assert set(sorter.static_order()) <= kinds.keys()


@given(story=webs())
@examples(50)
def test_nothing_that_an_entry_names_is_lost(story: Story) -> None:
    """Each reference of an entry in force is an edge, or listed as dangling or as circular."""
    with small_book(story.moments) as minutes:
        minutes.record(*story.acts)
        entries = {f"{one['stream']}@{one['version']}": one for one in minutes.entries()}
        found = all_traces(minutes)
    for case, answer in found.items():
        nodes = {node["id"]: node for node in answer["nodes"] if node["type"] == "entry"}
        listed = [*answer["edges"], *answer["dangling"], *answer["circular"]]
        led = {(edge["from"], edge["to"]) for edge in listed}
        in_force = {ref for ref in entries if ref.rpartition("@")[0] == case} - voided(entries)
        assert in_force <= nodes.keys()
        for ref, node in nodes.items():
            if "voided" not in node["marks"]:
                named = {meant(entries, one) for one in entries[ref].get("basis", ())} - {ref}
                assert {(f"act:{ref}", one) for one in named} <= led


def meant(entries: Mapping[str, Act], ref: str) -> str:
    """Give the entry that a reference means: who names a correction means what it corrects."""
    while entries[ref]["act"] == "record-corrected":
        ref = entries[ref]["body"]["corrects"]
    return ref


def voided(entries: Mapping[str, Act]) -> set[str]:
    """Give the entries that a correction left out, and the corrections of these."""
    chains: dict[str, list[str]] = {}
    for ref in entries:
        first = meant(entries, ref)
        if first != ref:
            chains.setdefault(first, []).append(ref)
    return {
        one
        for first, chain in chains.items()
        if entries[chain[-1]]["body"].get("void")
        for one in (first, *chain)
    }


@given(story=webs())
@examples(30)
def test_a_person_is_shown_every_entry_once(story: Story) -> None:
    """However entries lead to each other, each stands once in the tree, with all it says."""
    with small_book(story.moments) as minutes:
        minutes.record(*story.acts)
        found = all_traces(minutes)
    for answer in found.values():
        console = Console(file=StringIO(), width=1000)
        show_trace(console, answer)
        assert isinstance(console.file, StringIO)
        shown = re.findall("· (?:contemporaneous|reconstructed)", console.file.getvalue())
        assert len(shown) == sum(node["type"] == "entry" for node in answer["nodes"])


@given(story=webs(), data=st.data())
@examples(30)
def test_a_trace_as_of_a_position_is_that_of_a_book_that_ends_there(
    story: Story, data: st.DataObject
) -> None:
    """What is recorded later changes nothing of what is traced as of an earlier position."""
    kept = data.draw(st.integers(0, len(story.acts)), label="acts kept")
    position = FIRST_POSITION - 1 + kept
    with small_book(story.moments) as whole, small_book(story.moments) as part:
        whole.record(*story.acts)
        part.record(*story.acts[:kept])
        first, last = whole.view(), part.view()
        assert traces(first, position) == traces(last, position)
        first.close()
        last.close()


@given(story=webs(), day=st.sampled_from(("2015-06-01", "2015-07-27", "2026-11-21")))
@examples(20)
def test_what_had_not_happened_dangles_and_is_no_node(story: Story, day: str) -> None:
    """Asked by a day, each reference to an act that can't be placed by then is listed."""
    with small_book(story.moments) as minutes:
        minutes.record(*story.acts)
        view, past = View(None), Past(Reading(minutes.book), Occurred.parse(day))
        Runner(view, past).catch_up()
        happened = {f"{one.stream}@{one.version}" for one in past.after(0)}
        found = traces(view, minutes.head)
        view.close()
    for answer in found.values():
        nodes = {node["id"] for node in answer["nodes"] if node["type"] == "entry"}
        assert nodes <= happened
        listed = {one["to"] for one in answer["dangling"] if one["how"] != "meeting"}
        assert listed.isdisjoint(happened)


@given(story=webs())
@examples(30)
def test_a_trace_is_read_back_from_prov_json(story: Story) -> None:
    """The same trace gives the same document, and this the same relations between the same."""
    with small_book(story.moments) as minutes:
        minutes.record(*story.acts)
        found = all_traces(minutes)
    for answer in found.values():
        whole = {"book": ORIGIN} | answer
        text = write(whole)
        assert text == write(whole)
        assert read(text) == [carried(edge) for edge in answer["edges"]]


def carried(edge: Mapping[str, Any]) -> Answer:
    """Give what PROV-JSON can carry of an edge."""
    how = None if edge["relation"] in BARE else edge["how"]
    return {name: edge[name] for name in ("from", "to", "relation")} | {"how": how}
