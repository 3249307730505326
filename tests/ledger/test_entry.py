"""The form of an entry: which bytes are one, and what is said about those that are not."""

from collections.abc import Mapping
from dataclasses import FrozenInstanceError
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any
from uuid import UUID

import orjson
import pytest

from ledger.canonical import LIMIT, canonical
from ledger.entry import Entry, format_entry, is_log, load_entry, parse_entry
from ledger.errors import EntryError
from tests.ledger.books import fields

DIGEST = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
COMMITMENT = {"digest": DIGEST, "release": "internal"}


def without(key: str) -> dict[str, Any]:
    """Give the fields of an entry but one."""
    whole = fields()
    del whole[key]
    return whole


def test_exact_bytes() -> None:
    """The bytes of an entry are for good: names in order, no spaces, text as it is."""
    made = format_entry(
        fields(
            occurred="../2015-07-27",
            basis=["tip/2015/CHN@1"],
            body={"ground": ["Zoë said “no”.\n\tTwice.", None], "n": -3},
            commitments={
                "/body/ground/1": COMMITMENT,
                "/by/person": {**COMMITMENT, "until": "2040-07-27"},
            },
        )
    )
    assert made.decode() == (
        '{"act":"objection-raised","basis":["tip/2015/CHN@1"],'
        '"body":{"ground":["Zoë said “no”.\\n\\tTwice.",null],"n":-3},'
        '"by":{"party":"eap","recorded_by":"Clerk"},'
        '"commitments":{"/body/ground/1":{"digest":"' + DIGEST + '","release":"internal"},'
        '"/by/person":{"digest":"' + DIGEST + '","release":"internal","until":"2040-07-27"}},'
        '"format":1,"id":"' + fields()["id"] + '","log":"example.gov/minutebook/tip",'
        '"made":"contemporaneous","nonce":"AAAAAAAAAAAAAAAAAAAAAA","occurred":"../2015-07-27",'
        '"recorded_at":"2026-11-21T17:40:00.123456Z","release":"internal",'
        '"stream":"tip/2015/CHN","v":1,"version":1}'
    )
    assert parse_entry(made).data == made


def test_what_an_entry_says() -> None:
    """Every field can be read by its name; what is absent is empty."""
    entry = parse_entry(format_entry(fields()))
    assert {"format": 1, **{name: getattr(entry, name) for name in without("format")}} == fields()
    assert (entry.occurred, entry.basis, entry.commitments) == (None, (), {})
    assert entry.digest == sha256(entry.data).digest()
    more: dict[str, Any]
    more = {"basis": ["book@1"], "occurred": "2015", "commitments": {"/body/x": COMMITMENT}}
    full = parse_entry(format_entry(fields(body={}, **more)))
    assert (full.occurred, full.basis) == ("2015", ("book@1",))
    assert full.commitments == {"/body/x": COMMITMENT}


def test_entries_are_their_bytes() -> None:
    """Two entries of the same bytes are equal, and neither can be changed."""
    data = format_entry(fields())
    assert parse_entry(data) == load_entry(data) == Entry(data, {})
    with pytest.raises(FrozenInstanceError):
        parse_entry(data).data = b""  # type: ignore[misc]  # that it can't be is what is tested


@pytest.mark.parametrize("key", list(fields()))
def test_nothing_is_left_out(key: str) -> None:
    """A field that is always there and is missing is named."""
    with pytest.raises(EntryError, match="missing") as caught:
        format_entry(without(key))
    assert caught.value.pointer == f"/{key}"


BAD: Mapping[str, tuple[Any, ...]] = {
    "/format": (0, "1", True, None, 1.0),
    "/log": ("", "a b", "a+b", "a\n", "x" * 201, 1),
    "/stream": (
        "",
        "tip/",
        "/tip",
        "tip//CHN",
        "book/2015",
        "tip/evidence",
        "tip/2015/book",
        "tip/2015/meeting",
        "tip/2015/meeting/01",
        "tip/2015/meeting/x",
        "tip/2015/CHN/4",
        "tip/2015/CHN\n",
        "tip/2015/-CHN",
        "tip/2015/C_N",
        "tip/2015/Çhn",
        "t" * 65,
        None,
        ["tip"],
    ),
    "/version": (0, -1, True, "1", 1.0, None),
    "/act": ("", "Objection", "a--b", "-a", "a-", "a b", "a\n", "a" * 65, 1),
    "/v": (0, False, "1"),
    "/id": (
        "0193E4C8-0000-7000-8000-000000000001",
        "0193e4c8000070008000000000000001",
        "{0193e4c8-0000-7000-8000-000000000001}",
        "0193e4c8-0000-7000-8000-00000000000",
        "0193e4c8-0000-7000-8000-000000000001\n",
        1,
    ),
    "/nonce": (
        "",
        "A" * 21,
        "A" * 23,
        "A" * 21 + "B",
        "A" * 22 + "==",
        "A" * 21 + "+",
        "A" * 22 + "\n",
    ),
    "/recorded_at": (
        "2026-11-21T17:40:00Z",
        "2026-11-21T17:40:00.123Z",
        "2026-11-21T17:40:00.123456+00:00",
        "2026-11-21 17:40:00.123456Z",
        "2026-11-31T17:40:00.123456Z",
        "2026-11-21T24:40:00.123456Z",
        "2026-11-21T17:40:60.123456Z",
        "٢٠٢٦-11-21T17:40:00.123456Z",
        "0000-11-21T17:40:00.123456Z",
        20261121,
    ),
    "/release": ("secret", "", "Public", None, ["public"]),
    "/made": ("", "later", None),
    "/occurred": ("", "June", "2015-6", "2015-02-30", "2015/2014", "../..", "today", None, 2015),
    "/by": (None, [], "eap", {}),
    "/basis": ([], None, "tip/2015/CHN@1", {}),
    "/basis/0": (["CHN"], ["tip/2015/CHN"], ["tip/2015/CHN@0"], ["tip/2015/CHN@+1"], [1], [None]),
    "/basis/1": (["book@1", "book@01"], ["book@1", "x/y/z/0@1"]),
    "/body": (None, [], "text"),
    "/commitments": ({}, None, [], "x"),
    "/more": (1, None, {}),
}


@pytest.mark.parametrize(
    ("pointer", "value"), [(pointer, value) for pointer, values in BAD.items() for value in values]
)
def test_envelope(pointer: str, value: object) -> None:
    """What can't stand in a field of the envelope is refused by the name of the place."""
    with pytest.raises(EntryError) as caught:
        format_entry(fields() | {pointer.split("/")[1]: value})
    assert caught.value.pointer == pointer or caught.value.pointer.startswith(f"{pointer}/")
    assert str(caught.value).startswith(caught.value.pointer)


def test_newer_format() -> None:
    """An entry of a later format is not guessed at."""
    with pytest.raises(EntryError, match="newer minutebook"):
        parse_entry(canonical(fields(format=2)))


@pytest.mark.parametrize(
    ("by", "pointer"),
    [
        ({"party": "eap"}, "/by/recorded_by"),
        ({"recorded_by": "Clerk"}, "/by/party"),
        ({"party": "", "recorded_by": "Clerk"}, "/by/party"),
        ({"party": 1, "recorded_by": "Clerk"}, "/by/party"),
        ({"party": "eap", "recorded_by": "Clerk", "person": None}, "/by/person"),
        ({"party": "eap", "recorded_by": "Clerk", "office": "x"}, "/by/office"),
    ],
)
def test_who(by: object, pointer: str) -> None:
    """Who acted and who wrote it down are text, and both there."""
    with pytest.raises(EntryError) as caught:
        format_entry(fields(by=by))
    assert caught.value.pointer == pointer


def test_withheld_who() -> None:
    """Who acted and who wrote it down may be withheld."""
    data = format_entry(
        fields(by={}, commitments={"/by/party": COMMITMENT, "/by/recorded_by": COMMITMENT})
    )
    assert parse_entry(data).by == {}


@pytest.mark.parametrize(
    ("commitments", "pointer"),
    [
        ({"/body/x": None}, "/commitments/~1body~1x"),
        ({"/body/x": {}}, "/commitments/~1body~1x"),
        ({"/body/x": {"digest": DIGEST}}, "/commitments/~1body~1x"),
        ({"/body/x": {**COMMITMENT, "more": 1}}, "/commitments/~1body~1x"),
        ({"/body/x": {**COMMITMENT, "digest": DIGEST + "="}}, "/commitments/~1body~1x/digest"),
        ({"/body/x": {**COMMITMENT, "digest": DIGEST[:-1] + "B"}}, "/commitments/~1body~1x/digest"),
        ({"/body/x": {**COMMITMENT, "digest": DIGEST[1:]}}, "/commitments/~1body~1x/digest"),
        ({"/body/x": {**COMMITMENT, "release": "x"}}, "/commitments/~1body~1x/release"),
        ({"/body/x": {**COMMITMENT, "until": "2040"}}, "/commitments/~1body~1x/until"),
        ({"/body/x": {**COMMITMENT, "until": "2040-02-30"}}, "/commitments/~1body~1x/until"),
        ({"/body/x": {**COMMITMENT, "until": None}}, "/commitments/~1body~1x/until"),
        ({"/body/standing": COMMITMENT}, "/commitments/~1body~1standing"),
        ({"/body/ground/0": COMMITMENT}, "/commitments/~1body~1ground~10"),
        ({"/body/ground/9": COMMITMENT}, "/commitments/~1body~1ground~19"),
        ({"/body/ground/01": COMMITMENT}, "/commitments/~1body~1ground~101"),
        ({"/body/none/0": COMMITMENT}, "/commitments/~1body~1none~10"),
        ({"/nonce2": COMMITMENT}, "/commitments/~1nonce2"),
        ({"/basis": COMMITMENT}, "/commitments/~1basis"),
        ({"x": COMMITMENT}, "/commitments/x"),
        ({"": COMMITMENT}, "/commitments/"),
        ({"/body/~x": COMMITMENT}, "/commitments/~1body~1~0x"),
        ({"/occurred": COMMITMENT}, "/commitments/~1occurred"),
    ],
)
def test_commitments(commitments: object, pointer: str) -> None:
    """A commitment has its form, and names a place that is empty and may be withheld."""
    body = {"standing": "3", "ground": ["First."]}
    with pytest.raises(EntryError) as caught:
        format_entry(fields(occurred="2015", body=body, commitments=commitments))
    assert caught.value.pointer == pointer


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"x": None}, "/body/x"),
        ({"x": ["a", None]}, "/body/x/1"),
        ({"x": {"y": [{"z": None}]}}, "/body/x/y/0/z"),
    ],
)
def test_null(body: object, pointer: str) -> None:
    """Null stands for a withheld paragraph and for nothing else."""
    with pytest.raises(EntryError, match="null") as caught:
        format_entry(fields(body=body))
    assert caught.value.pointer == pointer
    with pytest.raises(EntryError, match="null"):
        load_entry(canonical(fields(body=body)))


def test_the_word_null() -> None:
    """Text that merely says null is text."""
    assert format_entry(fields(body={"x": "null", "null": ["null, null"]}))


@pytest.mark.parametrize(
    ("value", "pointer", "reason"),
    [
        (1.0, "/x", "decimals as a string"),
        ([0, {"y": float("nan")}], "/x/1/y", "decimals as a string"),
        (2**53, "/x", "beyond 2"),
        (-(2**53), "/x", "beyond 2"),
        (2**70, "/x", "beyond 2"),
        ("a\x00b", "/x", "U+0000"),
        ("a\rb", "/x", "U+000D"),
        ("\x7f", "/x", r"U\+007F"),
        ("\x85", "/x", r"U\+0085"),
        ("\ud800", "/x", "half a character"),
        (["\\", "\x1b"], "/x/1", "U+001B"),
        ({"é": 1}, "/x", "plain ASCII"),
        ({1: 1}, "/x", "plain ASCII"),
        (UUID(int=0), "/x", "UUID is no JSON value"),
        (datetime(2015, 6, 30, tzinfo=UTC), "/x", "datetime is no JSON value"),
        (b"x", "/x", "bytes is no JSON value"),
        ({"a"}, "/x", "set is no JSON value"),
    ],
)
def test_values(value: object, pointer: str, reason: str) -> None:
    """A value that has no canonical form is refused, named and explained."""
    with pytest.raises(EntryError, match=reason.replace("U+", r"U\+")) as caught:
        canonical({"a": "fine é \\ \n", "x": value})
    assert caught.value.pointer == pointer


@pytest.mark.parametrize(
    "value", [2**53 - 1, -(2**53) + 1, True, None, '\n\t\\"/é\u2028😀', (), {}]
)
def test_values_that_are_fine(value: object) -> None:
    """What is allowed is written, and read back as it was."""
    assert orjson.loads(canonical([value])) == orjson.loads(orjson.dumps([value]))


def nested(depth: int) -> Any:
    """Make a value of so many lists in one another."""
    value: Any = "x"
    for _ in range(depth):
        value = [value]
    return value


def test_depth() -> None:
    """What is nested too deeply is refused, however deep."""
    assert canonical(nested(65))
    for depth in (66, 200, 300, 5000):
        with pytest.raises(EntryError, match="deep"):
            canonical(nested(depth))
    with pytest.raises(EntryError):
        load_entry(b"[" * 5000 + b"]" * 5000)


def test_size() -> None:
    """An entry has at most 1 MiB."""
    room = LIMIT - len(format_entry(fields(body={"x": ""})))
    assert len(format_entry(fields(body={"x": "x" * room}))) == LIMIT
    with pytest.raises(EntryError, match="1 MiB"):
        format_entry(fields(body={"x": "x" * (room + 1)}))


GOOD = format_entry(fields())


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"{}",
        b"[]",
        b"null",
        b"\xff",
        GOOD + b"\n",
        b" " + GOOD,
        b"\xef\xbb\xbf" + GOOD,
        GOOD.replace(b'"v":1', b'"v":1,"v":1'),
        GOOD.replace(b'"v":1', b'"v": 1'),
        GOOD.replace(b'"v":1', b'"v":1.0'),
        GOOD.replace(b'"v":1', b'"v":1e0'),
        GOOD.replace(b"Clerk", b"Cl\\u0065rk"),
        GOOD.replace(b"Clerk", b"Cl\xc3\x28rk"),
        GOOD.replace(b"example.gov/", b"example.gov\\/"),
        GOOD.replace(b'"body":{"standing":"better than 3"}', b'"body":{"n":0.5}'),
        GOOD.replace(b'"body":{"standing":"better than 3"}', b'"body":{"n":9007199254740992}'),
        GOOD.replace(b'"body":{"standing":"better than 3"}', b'"body":{"b":1,"a":1}'),
    ],
)
def test_other_bytes(data: bytes) -> None:
    """Any other way of writing the same, and anything else, is not an entry."""
    assert data != GOOD
    with pytest.raises(EntryError):
        parse_entry(data)


@pytest.mark.parametrize("name", ["example.gov/minutebook/tip", "a", "localhost:8080/~x_y-z"])
def test_logs(name: str) -> None:
    """An origin is a name without spaces or plus signs."""
    assert is_log(name)
    assert not is_log(f"{name}+")
    assert not is_log(None)
