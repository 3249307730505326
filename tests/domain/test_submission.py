"""An act as its writer submits it: every fault named with its place, one normal form."""

from typing import Any

import pytest

from domain.errors import ActError
from domain.submission import read_submission
from domain.values import Withheld

OBJECTION: dict[str, Any] = {
    "act": "objection-raised",
    "on": "tip/2015/MYS",
    "by": {"party": "eap"},
    "body": {"standing": "2", "ground": ["One.", "Two."]},
}
GROUND = "/withhold/~1body~1ground"
ABSENT = object()

FAULTS: dict[str, tuple[dict[str, Any], dict[str, str]]] = {
    "no act": ({"act": ABSENT}, {"/act": "is required"}),
    "an act that is none": ({"act": "objection"}, {"/act": "is not an act"}),
    "an act that is no name": ({"act": 3}, {"/act": "must be a string"}),
    "no stream": ({"on": ABSENT}, {"/on": "is required"}),
    "a stream that is none": ({"on": "x y"}, {"/on": "is not a name"}),
    "a stream of another kind": ({"on": "tip/2015"}, {"/on": "of kind edition"}),
    "nobody": ({"by": ABSENT}, {"/by": "is required"}),
    "a key like a reference": ({"key": "tip/2015/MYS@1"}, {"/key": "form of a reference"}),
    "nobody named": ({"by": {}}, {"/by/party": "is required"}),
    "an empty name": ({"by": {"party": ""}}, {"/by/party": "must not be empty"}),
    "a blank name": ({"by": {"party": " "}}, {"/by/party": "form"}),
    "a name of two lines": ({"by": {"party": "e\nap"}}, {"/by/party": "form"}),
    "a name with a line feed after it": ({"by": {"party": "eap\n"}}, {"/by/party": "form"}),
    "a rank": ({"by": {"party": "eap", "rank": "1"}}, {"/by/rank": "is not a field here"}),
    "a party that is no object": ({"by": "eap"}, {"/by": "must be an object"}),
    "an unknown field": ({"standing": "2"}, {"/standing": "is not a field here"}),
    "a date that there is not": ({"occurred": "2015-02-30"}, {"/occurred": "not a date"}),
    "a date that is a number": ({"occurred": 2015}, {"/occurred": "must be a string"}),
    "made otherwise": ({"made": "yesterday"}, {"/made": "contemporaneous"}),
    "a class that there is not": ({"release": "secret"}, {"/release": "congress"}),
    "a basis that is no list": ({"basis": "tip/2015/MYS@1"}, {"/basis": "must be a list"}),
    "a basis of numbers": ({"basis": [1]}, {"/basis/0": "must be a string"}),
    "an id that is none": ({"id": "1"}, {"/id": "form"}),
    "an id in capitals": ({"id": "0193E4C8-0000-7000-8000-000000000001"}, {"/id": "form"}),
    "an empty key": ({"key": ""}, {"/key": "must not be empty"}),
    "a version below zero": ({"expect": -1}, {"/expect": "0"}),
    "a version that is a text": ({"expect": "1"}, {"/expect": "must be an integer"}),
    "a version that is a truth": ({"expect": True}, {"/expect": "must be an integer"}),
    "withheld from nobody": ({"withhold": {"/body/ground": "public"}}, {GROUND: "congress"}),
    "withheld for nobody": (
        {"withhold": {"/body/ground": {"release": "public"}}},
        {f"{GROUND}/release": "congress"},
    ),
    "withheld until no day": (
        {"withhold": {"/body/ground": {"release": "internal", "until": "2040-02-30"}}},
        {f"{GROUND}/until": "not a date"},
    ),
    "withheld until some month": (
        {"withhold": {"/body/ground": {"release": "internal", "until": "2040-02"}}},
        {f"{GROUND}/until": "not a day"},
    ),
    "withheld as a list": ({"withhold": ["/body/ground"]}, {"/withhold": "must be an object"}),
    "no body": ({"body": ABSENT}, {"/body/standing": "is required"}),
    "an empty body": ({"body": {}}, {"/body/standing": "is required"}),
    "a body that is no object": ({"body": []}, {"/body": "must be an object"}),
    "a field of another act": (
        {"body": {"standing": "2", "tier": "2"}},
        {"/body/tier": "not a field"},
    ),
    "a standing that is a number": ({"body": {"standing": 2}}, {"/body/standing": "a string"}),
    "a withheld place, forged": (
        {"body": {"standing": {"withheld": "internal"}}},
        {"/body/standing": "must be a string"},
    ),
    "a text without paragraphs": (
        {"body": {"standing": "2", "ground": []}},
        {"/body/ground": "must not be empty"},
    ),
    "an empty paragraph": (
        {"body": {"standing": "2", "ground": ["One.", ""]}},
        {"/body/ground/1": "must not be empty"},
    ),
    "an empty place among the paragraphs": (
        {"body": {"standing": "2", "ground": ["One.", None]}},
        {"/body/ground/1": "must be a string"},
    ),
    "a source without a title": (
        {"body": {"standing": "2", "sources": [{"grade": "official"}]}},
        {"/body/sources/0/title": "is required"},
    ),
    "a grade that there is not": (
        {"body": {"standing": "2", "sources": [{"title": "T", "grade": "good"}]}},
        {"/body/sources/0/grade": "derived"},
    ),
    "several faults at once": (
        {"made": "yesterday", "by": {}, "on": "tip/2015", "body": {"tier": "2"}},
        {
            "/made": "contemporaneous",
            "/by/party": "is required",
            "/on": "of kind edition",
            "/body/standing": "is required",
            "/body/tier": "is not a field here",
        },
    ),
}


@pytest.mark.parametrize(("changed", "faults"), FAULTS.values(), ids=FAULTS.keys())
def test_every_fault_is_named_with_its_place(
    changed: dict[str, Any], faults: dict[str, str]
) -> None:
    """A refused act says at which JSON Pointers it is wrong, and what is wrong there."""
    given = {name: value for name, value in (OBJECTION | changed).items() if value is not ABSENT}
    with pytest.raises(ActError) as refused:
        read_submission(given)
    said = {problem.pointer: problem.reason for problem in refused.value.problems}
    assert said.keys() == faults.keys()
    assert all(faults[pointer] in said[pointer] for pointer in faults), said


@pytest.mark.parametrize(
    ("body", "normal"),
    [
        ({"standing": "2", "ground": "One."}, {"standing": "2", "ground": ["One."]}),
        ({"standing": "2", "ground": ["One."]}, {"standing": "2", "ground": ["One."]}),
        ({"standing": "2", "ground": None}, {"standing": "2"}),
    ],
)
def test_an_act_has_one_normal_form(body: dict[str, Any], normal: dict[str, Any]) -> None:
    """However an act is written down, what is compared on a retry is the same."""
    found = read_submission(OBJECTION | {"body": body}).normal
    assert found["body"] == normal
    assert found == read_submission(OBJECTION | {"body": normal}).normal


def test_id_key_and_expect_are_no_part_of_an_act() -> None:
    """The names under which an act is submitted, and what its writer saw, do not change it."""
    named = {"id": "0193e4c8-0000-7000-8000-000000000001", "key": "k", "expect": 3}
    assert read_submission(OBJECTION | named).normal == read_submission(OBJECTION).normal


@pytest.mark.parametrize(
    "more", [{"made": "reconstructed"}, {"release": "public"}, {"occurred": "2015"}]
)
def test_everything_else_is(more: dict[str, str]) -> None:
    """What an act says of itself is compared on a retry."""
    assert read_submission(OBJECTION | more).normal != read_submission(OBJECTION).normal


def test_withholding_is_written_short_or_with_a_date() -> None:
    """A class alone is short for a class without a date; both are one normal form."""
    short = read_submission(OBJECTION | {"withhold": {"/body/ground": "congress"}})
    long = read_submission(OBJECTION | {"withhold": {"/body/ground": {"release": "congress"}}})
    assert short.withhold == long.withhold == {"/body/ground": Withheld("congress")}
    assert short.normal == long.normal
    dated = OBJECTION | {"withhold": {"/body": {"release": "internal", "until": "2040-07-27"}}}
    assert read_submission(dated).withhold == {"/body": Withheld("internal", "2040-07-27")}


def test_what_is_left_out_has_its_default() -> None:
    """An act is contemporaneous, without a date, unless its writer says otherwise."""
    found = read_submission(OBJECTION)
    assert (found.envelope.made, found.envelope.occurred) == ("contemporaneous", None)
    assert (found.envelope.release, found.envelope.basis) == (None, ())
    assert found.stream.text == "tip/2015/MYS"
