"""`trace`: from a placement back to its evidence, for a person and for other programs."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import orjson
import pytest
from prov.model import ProvDocument

from ledger.book import Book
from ledger.reading import Reading
from projections.programmes import Programmes
from projections.prov_json import BARE, read, write
from projections.provenance import trace
from projections.runner import Runner
from projections.table import View
from tests.journeys.program import ORIGIN, ROOT, office, run

CASE = "tip/2099/AAA"
HOSTILE = "[bold red]J. :smile: Doe[/bold red] \\[x] 100%41/é"


def shown(book: Path, *asked: str) -> str:
    """Give what `trace` prints as running text, without positions and what draws the tree."""
    ran = run("--book", book, "trace", *asked, cwd=book.parent)
    assert ran.code == 0, ran.err
    return " ".join(re.sub(r"[│├└─]|\b[0-9]+  ", " ", ran.out).split())


def record(desk: Path, *acts: dict[str, Any]) -> None:
    """Record acts in the book of a folder."""
    ran = office(desk, "record", "-", stdin=orjson.dumps(acts))
    assert ran.code == 0, ran.err


PUBLISHED = {
    "act": "placement-published",
    "on": CASE,
    "by": {"party": "state"},
    "body": {"tier": "2"},
}


# ---------------------------------------------------------------- the demonstration


def test_malaysia_2015(demo_book: Path) -> None:
    """Evidence, recommendation, objection and publication show, and what is not on record."""
    said = shown(demo_book, "tip/2015/MYS")
    assert said.startswith("Malaysia in tip/2015: 2WL placement published by state: 2WL · ")
    for part in (
        "came after objection raised by undisclosed: better than recommended · ../2015-07-27",
        "rests on recommendation submitted by jtip: 3 · ../2015-07-27 · reconstructed",
        "published with edition published by state · 2015-07-27",
        "More evidence about it",
        "evidence filed by reuters: physical, “Malaysia: mass graves”",
        "source: Reuters: Special Report: State Department watered down human trafficking",
        "in person: Joseph Yun (Ambassador to Malaysia)",
        "Written down by: minutebook demonstration",
    ):
        assert part in said
    some = "the book declares to hold some of these"
    near = "tip/2015/meeting/undisclosed (a series of meetings, agenda not on record)"
    assert said.partition("Not on record, which does not say that there was none: ")[2] == (
        f"decision: {some} "
        f"meeting: {some}; on record for the edition, linked to no case: {near} "
        f"reason: {some}"
    )


def test_a_waiver_leads_back_to_the_delegation(demo_book: Path) -> None:
    """From a placement by way of its waiver to the memorandum and to who may waive."""
    said = shown(demo_book, "tip/2018/CUB")
    places = [
        said.index(part)
        for part in (
            "placement published by state: 2WL",
            "under a waiver, waiver granted by secretary",
            "rests on evidence filed by state: documentary, “Memorandum of Justification",
            "rests on authority delegated by president",
            "Not on record",
        )
    ]
    assert places == sorted(places)


@pytest.fixture(scope="module")
def view(demo_book: Path) -> Iterator[View]:
    """Make one view of the demonstration book, for many questions."""
    found = View(None)
    with Book.open(demo_book, readonly=True) as book:
        Runner(found, Reading(book)).catch_up()
        yield found
    found.close()


def test_every_case_of_the_demonstration_goes_through_prov_json(view: View) -> None:
    """Of every case, the relations that are read back are those of the trace; none dangles."""
    names, traced = Programmes(view, view.position), 0
    for edition in sorted({row["edition"] for row in view.rows("editions", view.position)}):
        for case in view.streams(edition):
            answer = trace(view, view.position, case, names.judging(edition))
            assert answer["dangling"] == answer["circular"] == []
            assert read(write({"book": view.origin} | answer)) == [
                {name: edge[name] for name in ("from", "to", "relation")}
                | {"how": None if edge["relation"] in BARE else edge["how"]}
                for edge in answer["edges"]
            ]
            traced += 1
    shipped = {
        orjson.loads(line)["on"]
        for file in (ROOT / "data" / "tip").glob("*.jsonl")
        for line in file.read_bytes().splitlines()
    }
    assert traced == sum(stream.count("/") == 2 for stream in shipped)


def test_prov_json_is_loaded_by_others(demo_book: Path) -> None:
    """The document names the book, what is missing and the time of each act, and claims no web."""
    ran = run("--book", demo_book, "trace", "tip/2015/MYS", "--prov", cwd=demo_book.parent)
    assert ran.code == 0
    document = ProvDocument.deserialize(content=ran.out, format="json")
    origin = "example.org/minutebook/tip-demonstration"
    assert {one.uri for one in document.namespaces} == {
        f"urn:minutebook:{origin}:",
        "urn:minutebook-terms:",
    }
    activity = ran.json["activity"]
    assert activity["book:act:tip/2015/MYS@1"]["prov:startTime"].startswith("2015-07-27T00:00:00")
    assert activity["book:act:tip/2015/MYS@1"]["prov:endTime"].startswith("2015-07-27T23:59:59")
    assert "prov:startTime" not in activity["book:act:tip/2015/MYS@2"]
    assert activity["book:act:tip/2015/MYS@2"]["term:occurred"] == "../2015-07-27"
    case = ran.json["entity"]["book:tip/2015/MYS"]
    assert (case["term:book"], case["prov:type"]["$"]) == (origin, "prov:Collection")
    assert "decision (coverage declared: partial)" in case["term:not_on_record"]
    assert ran.json["agent"]["book:person:Bob%20Corker"]["prov:type"]["$"] == "prov:Person"
    derived = {one["prov:type"]["$"] for one in ran.json["wasDerivedFrom"].values()}
    assert derived == {"prov:PrimarySource"}


# ---------------------------------------------------------------- any book


def test_recorded_text_is_data(desk: Path) -> None:
    """Neither the terminal nor another program takes a name for more than a name."""
    by = {"party": "d", "person": HOSTILE, "role": "[/]"}
    sources = [{"title": HOSTILE, "publisher": HOSTILE}]
    record(desk, {**PUBLISHED, "by": by, "body": {"tier": "2", "sources": sources}})
    said = shown(desk / "book", CASE)
    assert f"in person: {HOSTILE} ([/])" in said
    assert f"source: {HOSTILE}: {HOSTILE}" in said
    written = office(desk, "trace", CASE, "--prov")
    ends = {edge["to"] for edge in read(written.out)}
    assert {f"person:{HOSTILE}", f"publisher:{HOSTILE}"} <= ends
    assert ends == {edge["to"] for edge in office(desk, "trace", CASE, "--json").json["edges"]}
    for kind in ("entity", "activity", "agent"):
        assert all(
            re.fullmatch(r"book:[\w.~/@:%-]+", name, re.ASCII) for name in written.json[kind]
        )


def test_unknown_cases_are_refused_as_by_case(desk: Path) -> None:
    """The sentence and the code are those of `case`."""
    record(desk, PUBLISHED)
    for name in ("tip/2099/AAB", "tip/2099", "a//b"):
        for more in ([], ["--json"], ["--prov"]):
            refused, like = office(desk, "trace", name, *more), office(desk, "case", name)
            assert (refused.code, refused.out, refused.err) == (2, "", like.err)


def test_the_answer_says_of_which_book_and_when(desk: Path) -> None:
    """The header is that of every command; as of an earlier position the case stands alone."""
    record(desk, PUBLISHED)
    found = office(desk, "trace", CASE, "--json", "--as-of", "2").json
    assert (found["schema"], found["book"]) == ("minutebook/trace/1", ORIGIN)
    assert (found["head"], found["as_of"], found["case"]) == (3, 2, CASE)
    assert [node["id"] for node in found["nodes"]] == [CASE]
    assert len(found["not_on_record"]) == 7
    document = office(desk, "trace", CASE, "--prov", "--as-of", "2").json
    assert document["entity"][f"book:{CASE}"]["term:as_of"]["$"] == "2"


def test_the_same_question_has_the_same_bytes(desk: Path) -> None:
    """PROV-JSON goes before JSON, and each is the same whenever it is asked for."""
    record(desk, PUBLISHED)
    for asked in (["--json"], ["--prov"]):
        assert office(desk, "trace", CASE, *asked).out == office(desk, "trace", CASE, *asked).out
    both = office(desk, "trace", CASE, "--json", "--prov").out
    assert both == office(desk, "trace", CASE, "--prov").out
