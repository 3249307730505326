"""Withholding: a withheld value leaves nothing of itself outside the private tables."""

import json
import re
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from domain.acts import ACTS
from ledger.book import Book
from ledger.ids import Surroundings
from ledger.intake import Row
from ledger.recording import record
from tests.journeys.program import kept, office
from tests.journeys.samples import BY, CASE, EDITION, FULL, SECRET, SOURCES, Act, act, lines

PRIVATE = {"disclosures", "retries", "secrets"}
PARAGRAPHS = {"rationale", "ground", "text", "paragraphs", "reason", "statement"}
FIRST = act("recommendation-submitted", made="contemporaneous")
# What the structure of the book stands on, and so is never withheld.
BARE = {
    ("edition-opened", "programme"),
    ("coverage-declared", "acts"),
    ("coverage-declared", "extent"),
    ("coverage-declared", "tiers"),
    ("decision-recorded", "meeting"),
    ("decision-recorded", "settles"),
    ("response-filed", "to"),
    ("notice-given", "to"),
    ("claim-filed", "subject"),
    ("subject-identified", "subject"),
    ("basis-added", "to"),
    ("basis-added", "basis"),
    ("record-corrected", "corrects"),
    ("record-corrected", "void"),
    ("content-released", "entry"),
    ("content-released", "pointers"),
    ("content-released", "audience"),
    ("heads-recorded", "heads"),
}


def places() -> Iterator[tuple[str, str]]:
    """Give every place of every act that may be withheld; corrections are tried by themselves."""
    for name, (_, body) in FULL.items():
        for field, value in (body | {"sources": SOURCES}).items():
            if (name, field) not in BARE and name != "record-corrected":
                yield name, f"/body/{field}"
                if isinstance(value, list) and field in PARAGRAPHS:
                    yield name, f"/body/{field}/0"
    for field in BY:
        yield "objection-raised", f"/by/{field}"
    yield "objection-raised", "/occurred"


def entries(book: Path) -> list[bytes]:
    """Give the exact bytes of every entry."""
    return [row[-1] for row in kept(book)["entries"]]


def value_at(fields: Any, pointer: str) -> Any:
    """Follow a pointer into JSON; a place that is not there is the word `absent`."""
    for token in pointer.split("/")[1:]:
        if isinstance(fields, list):
            fields = fields[int(token)]
        elif token in fields:
            fields = fields[token]
        else:
            return "absent"
    return fields


def told(value: Any, data: bytes) -> list[bytes]:
    """Find the secret texts of a value that can be read in an entry."""
    texts = re.findall(rf"{SECRET}: [a-z_ ]+", json.dumps(value))
    return [text.encode() for text in texts if text.encode() in data]


def test_every_act_is_tried() -> None:
    """No act and no field of an act is missing from what is tried here."""
    submitted = {
        name
        for name, one in ACTS.items()
        if not one.made_by_program and not name.startswith(("programme-", "authority-"))
    }
    assert FULL.keys() == submitted
    for name, (_, body) in FULL.items():
        fields = {shape.alias or field for field, shape in ACTS[name].model_fields.items()}
        optional = {"sources", "programme", "replacement"}
        assert body.keys() | optional >= fields, name


def test_whatever_can_be_withheld(desk: Path) -> None:
    """Each place of each act can be withheld: gone from the entry, known to whoever may know."""
    tried = list(places())
    written = [FIRST, *(act(*one) for one in tried)]
    ran = office(desk, "record", "-", "--json", stdin=lines(*written))
    assert ran.code == 0, ran.err
    found = entries(desk / "book")[3:]
    assert len(found) == len(tried)
    for (name, pointer), data in zip(tried, found, strict=True):
        entry = json.loads(data)
        assert entry["commitments"].keys() == {pointer}, (name, pointer)
        gone = None if pointer.endswith("/0") else "absent"
        assert value_at(entry, pointer) == gone, (name, pointer)
        assert not told(value_at(act(name), pointer), data), (name, pointer)
    assert office(desk, "replay", "--json").json["identical"]
    shown = {row["position"]: row for row in office(desk, "case", CASE, "--json").json["rows"]}
    for position, (name, pointer) in enumerate(tried, 4):
        if FULL[name][0] == CASE:
            row = shown[position]
            assert row["withheld"] == [pointer], (name, pointer)
            assert value_at(row, pointer) == value_at(act(name), pointer), (name, pointer)


def test_what_the_structure_stands_on(desk: Path) -> None:
    """References, streams, the book and its programmes are never withheld."""
    digest = json.loads(entries(desk / "book")[1])["body"]["digest"]
    acts = [
        act(name, f"/body/{field}", body=FULL[name][1] | {"programme": digest})
        if field == "programme"
        else act(name, f"/body/{field}")
        for name, field in sorted(BARE)
    ]
    envelope = ("", "/", "/act", "/on", "/stream", "/made", "/release", "/basis", "/body", "/by")
    acts += [act("objection-raised", place, basis=[f"{CASE}@1"]) for place in envelope]
    acts += [act("objection-raised", place) for place in ("/body/ground/1", "/body/ground/00")]
    acts += [act("evidence-filed", place) for place in ("/body/about/0", "/body/sources/0")]
    both = {"/body/ground": "internal", "/body/ground/0": "internal"}
    acts.append(act("objection-raised", withhold=both))
    delegated = {"act": "authority-delegated", "on": "tip", "by": BY, "body": {"power": "waive"}}
    acts.append(delegated | {"withhold": {"/body/power": "internal"}})
    before = kept(desk / "book")
    ran = office(desk, "record", "-", "--json", stdin=lines(FIRST, *acts))
    assert ran.code == 2
    assert {fault["line"] for fault in ran.json["faults"]} == set(range(2, len(acts) + 2))
    assert kept(desk / "book") == before


@pytest.mark.parametrize(
    ("name", "place", "values"),
    [
        ("objection-raised", "/body/standing", ("better than 3", "1")),
        ("objection-raised", "/body/ground", (["Short."], ["A longer text.", "Two paragraphs."])),
        ("objection-raised", "/body/ground/0", ("Short.", "A longer text.")),
        ("objection-raised", "/by/party", ("eap", "undisclosed")),
        ("objection-raised", "/occurred", ("2099", "2099-05-01/2099-05-03")),
        ("placement-published", "/body/tier", ("1", "2WL")),
        ("evidence-filed", "/body/sources", ([{"title": "A"}], [{"title": "B"}, {"title": "C"}])),
    ],
)
def test_nothing_else_tells_the_value(
    tmp_path: Path, new_book: Path, name: str, place: str, values: tuple[Any, Any]
) -> None:
    """Acts that differ in a withheld value differ in a digest, and nowhere else in public."""
    one, other = (
        published(tmp_path / str(number), new_book, with_value(name, place, value))
        for number, value in enumerate(values)
    )
    assert one == other


def with_value(name: str, place: str, value: Any) -> Act:
    """Write an act that withholds one value, under an id and a key of its own."""
    made: Act = json.loads(json.dumps(act(name, place)))
    *path, last = place.split("/")[1:]
    parent = value_at(made, "".join(f"/{token}" for token in path))
    parent[int(last) if isinstance(parent, list) else last] = value
    return made | {"id": "0193e4c8-0000-7000-8000-000000000001", "key": "the-key"}


def published(folder: Path, template: Path, submitted: Act) -> dict[str, Any]:
    """Record an act at a fixed time, and give all of the book that is not private, less digests."""
    shutil.copytree(template, folder)
    surroundings = Surroundings(
        clock=lambda: datetime(2027, 1, 2, tzinfo=UTC), chance=lambda size: b"\x07" * size
    )
    with Book.open(folder) as book:
        record(book, [Row(1, submitted)], surroundings)
    files = {
        str(file.relative_to(folder)): file.read_bytes()
        for file in folder.rglob("*")
        if file.is_file() and not file.name.startswith("ledger.sqlite")
    }
    tables = kept(folder)
    assert len(tables["disclosures"]) == 1
    assert len(tables["retries"]) == 2
    last = tables["entries"][-1]
    fields = json.loads(last[-1])
    (commitment,) = fields["commitments"].values()
    digest = commitment["digest"]
    masked = last[-1].replace(digest.encode(), b"#" * len(digest))
    shown = {name: rows for name, rows in tables.items() if name not in PRIVATE}
    return files | shown | {"entries": [*tables["entries"][:-1], (*last[:-1], masked)]}


def test_a_correction_inherits_the_withholding(desk: Path) -> None:
    """What was withheld stays so in the correction, and in the correction of the correction."""
    pointers = ["/body/ground", "/body/standing", "/by/person", "/occurred"]
    reason = {"reason": [f"{SECRET}: why"]}
    first = act("objection-raised", withhold=dict.fromkeys(pointers, "internal"))
    replacement = {
        "occurred": "2099-04",
        "by": {"party": "eap", "person": f"{SECRET}: another person"},
        "body": {"standing": "2", "ground": [f"{SECRET}: another ground"]},
    }

    def corrected(number: int) -> Act:
        return {
            "act": "record-corrected",
            "on": CASE,
            "by": {"party": "eap"},
            "body": {"corrects": f"{CASE}@{number}", "replacement": replacement} | reason,
            "withhold": {"/body/reason": "congress"},
        }

    ran = office(desk, "record", "-", stdin=lines(first, corrected(1), corrected(2)))
    assert ran.code == 0, ran.err
    for data in entries(desk / "book")[3:]:
        entry = json.loads(data)
        inherited = {f"/body/replacement{place}": "internal" for place in pointers}
        classes = {place: one["release"] for place, one in entry["commitments"].items()}
        assert classes == inherited | {"/body/reason": "congress"}
        assert SECRET.encode() not in data
        assert entry["body"].keys() == {"corrects", "replacement"}
        assert entry["body"]["replacement"] == {"by": {"party": "eap"}, "body": {}}
    (row,) = [
        row
        for row in office(desk, "case", CASE, "--json").json["rows"]
        if row["act"] == "objection-raised"
    ]
    assert row["withheld"] == pointers
    assert row["body"] == replacement["body"]
    assert (row["by"]["person"], row["occurred"]) == (f"{SECRET}: another person", "2099-04")


def test_a_correction_of_every_act(desk: Path) -> None:
    """Whatever was withheld of whatever act, its correction withholds too, and the book reads."""
    tried = [one for one in places() if one[1].startswith("/body")]
    written = [FIRST, *(act(*one) for one in tried)]
    for number, one in enumerate(written[1:]):
        if one["on"] == CASE:
            one["on"] = f"{EDITION}/C{number}"
    receipts = office(desk, "record", "-", "--json", stdin=lines(*written)).json["receipts"]
    corrections = [
        {
            "act": "record-corrected",
            "on": receipt["stream"],
            "by": {"party": "state"},
            "body": {
                "corrects": f"{receipt['stream']}@{receipt['version']}",
                "replacement": {"body": one["body"]},
            },
        }
        for receipt, one in zip(receipts[1:], written[1:], strict=True)
    ]
    ran = office(desk, "record", "-", stdin=lines(*corrections))
    assert ran.code == 0, ran.err
    found = entries(desk / "book")[len(written) + 2 :]
    for (name, pointer), data in zip(tried, found, strict=True):
        whole = pointer.removesuffix("/0")
        entry = json.loads(data)
        assert entry["commitments"].keys() == {f"/body/replacement{whole}"}, (name, pointer)
        assert not told(value_at(act(name), whole), data), (name, pointer)
    assert office(desk, "replay", "--json").json["identical"]
