"""The acts themselves: how many there are, on what they lie, and the schema they are told by."""

import json
from typing import Any

import pytest

from domain.acts import ACTS, COVERAGE_GROUPS
from domain.values import Kind
from ledger.entry import parse_entry
from tests.golden.make import HERE
from tests.schemas import faults
from ui.schema import schema_of, schema_of_all

BY_PROGRAM = {"book-opened": "init", "key-rotated": "seal"}


def submissions() -> dict[str, dict[str, Any]]:
    """Give every act of the golden book as submitted, by its line; and those made with the book."""
    lines = (HERE / "acts.jsonl").read_text(encoding="utf-8").splitlines()
    found = {
        f"{number} {(act := json.loads(line))['act']}": act for number, line in enumerate(lines, 1)
    }
    for name in ("book-opened", "programme-adopted", "key-rotated"):
        entry = parse_entry((HERE / "acts" / f"{name}.json").read_bytes())
        by = {"party": entry.by["party"]}
        found[name] = {"act": name, "on": entry.stream, "by": by, "body": dict(entry.body)}
    return found


SUBMITTED = submissions()
SCHEMA = schema_of_all()
SCHEMAS = {name: schema_of(name) for name in ACTS}


@pytest.mark.parametrize("act", SUBMITTED.values(), ids=SUBMITTED.keys())
def test_the_schema_accepts_every_golden_act(act: dict[str, Any]) -> None:
    """What `record` takes, the schema of the act takes."""
    assert faults(act, SCHEMAS[act["act"]]) == []


@pytest.mark.parametrize("act", SUBMITTED.values(), ids=SUBMITTED.keys())
def test_the_schema_of_all_acts_knows_each_as_one(act: dict[str, Any]) -> None:
    """An act that anybody may submit is exactly one of the acts that the whole schema lists."""
    expected = ["# oneOf"] if act["act"] in BY_PROGRAM else []
    assert faults(act, SCHEMA) == expected


@pytest.mark.parametrize("name", ACTS)
def test_the_schema_refuses_what_is_no_field(name: str) -> None:
    """A field that the act does not have is refused, in the body and beside it."""
    act = next(one for one in SUBMITTED.values() if one["act"] == name)
    schema = SCHEMAS[name]
    assert faults({**act, "more": 1}, schema) == ["# additionalProperties"]
    body = {**act.get("body", {}), "more": 1}
    assert faults({**act, "body": body}, schema) == ["#/body additionalProperties"]
    assert faults({**act, "act": "something-else"}, schema) == ["#/act const"]


@pytest.mark.parametrize("name", ACTS)
def test_the_schema_requires_the_point_of_the_act(name: str) -> None:
    """Whoever acted and on what is always required, and of the body what the act is about."""
    required = SCHEMAS[name]["required"]
    assert {"act", "on", "by"} <= set(required)
    assert ("body" in required) == any(
        field.is_required() for field in ACTS[name].model_fields.values()
    )


def test_the_whole_schema_says_its_dialect_and_every_act_once() -> None:
    """The schema of all acts lists those that anybody may submit, by name."""
    assert SCHEMA["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert [one["$ref"] for one in SCHEMA["oneOf"]] == [
        f"#/$defs/{name}" for name in ACTS if name not in BY_PROGRAM
    ]


def test_only_the_program_opens_a_book_or_rotates_a_key() -> None:
    """Two acts are what a command of this program does, never what somebody submits."""
    assert {
        name: act.made_by_program for name, act in ACTS.items() if act.made_by_program
    } == BY_PROGRAM


PUBLIC = {
    *("book-opened", "key-rotated", "programme-adopted", "programme-amended", "edition-opened"),
    *("coverage-declared", "dispute-reported", "placement-published", "edition-published"),
    *("placement-corrected", "waiver-granted", "notice-given", "waiver-lapsed"),
    *("authority-delegated", "determination-made", "oversight-requested", "hold-placed"),
    *("hold-released", "claim-filed", "content-released", "heads-recorded"),
}


@pytest.mark.parametrize("name", ACTS)
def test_what_was_said_in_the_house_is_internal_unless_its_writer_says_otherwise(name: str) -> None:
    """Published facts are public by default, deliberations internal, a lifted name for congress."""
    expected = "congress" if name == "subject-identified" else "internal"
    assert ACTS[name].release == ("public" if name in PUBLIC else expected)


LIES_ON = {
    Kind.BOOK: {"book-opened", "key-rotated", "content-released"},
    Kind.PROGRAMME: {
        *("programme-adopted", "programme-amended", "authority-delegated"),
        *("record-corrected", "content-released"),
    },
    Kind.EDITION: {
        *("edition-opened", "coverage-declared", "edition-published", "claim-filed"),
        *("heads-recorded", "dissent-filed", "response-filed", "oversight-requested"),
        *("hold-placed", "hold-released", "record-corrected", "content-released"),
        "notice-given",
    },
    Kind.MEETING: {"meeting-held", "record-corrected", "content-released"},
    Kind.EVIDENCE: {"evidence-filed", "record-corrected", "content-released"},
}


@pytest.mark.parametrize("kind", LIES_ON)
def test_an_act_lies_on_the_streams_it_is_about(kind: Kind) -> None:
    """Every kind of stream takes its own acts; all others are about a case."""
    assert {name for name, act in ACTS.items() if kind in act.on} == LIES_ON[kind]


def test_a_word_for_several_acts_names_only_acts() -> None:
    """A declaration of coverage may use a word for a group; every group is made of acts."""
    named = {name for group in COVERAGE_GROUPS.values() for name in group}
    assert named <= set(ACTS)
    assert not set(COVERAGE_GROUPS) & set(ACTS)
