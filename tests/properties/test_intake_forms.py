"""Law: the same acts are taken in from every form of file, each with the line it starts on."""

import csv
import io
import json
from typing import Any, Literal

from hypothesis import example, given
from hypothesis import strategies as st

from ledger.intake import BadRow, Form, IntakeError, Row, rows

TEXT = st.text(
    st.one_of(
        st.sampled_from("\"',;:=[]{}\\ \n\t\u2028\ufeff😀"),
        st.characters(exclude_categories=["Cc", "Cs"]),
    ),
    min_size=1,
    max_size=12,
)
# A key of a basis, and a pointer, as a CSV cell can hold them.
WORD = st.text("abc@/1 ", min_size=1, max_size=8).filter(lambda text: text == text.strip())
INTEGER = st.integers(-(2**53) + 1, 2**53 - 1)
JSON = st.recursive(
    st.none() | st.booleans() | INTEGER | TEXT,
    lambda part: st.lists(part, max_size=3) | st.dictionaries(TEXT, part, max_size=3),
    max_leaves=8,
)
OBJECTS = st.dictionaries(TEXT, JSON, max_size=4)
ENDING = st.sampled_from(["\n", "\r\n"])
BLANKS = st.lists(st.sampled_from(["", " ", "\t"]), max_size=2)

FIELDS = ("standing", "tier", "rationale", "re\nason", "Größe")
SOURCES = ("title", "publisher", "date", "locator", "sha256", "grade")


def some(**fields: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    """Make objects with any of these fields."""
    return st.fixed_dictionaries({}, optional=fields)


BODY = some(**dict.fromkeys(FIELDS, TEXT)).flatmap(
    lambda body: some(**dict.fromkeys(SOURCES, TEXT)).map(
        lambda source: body | ({"sources": [source]} if source else {})
    )
)
FLAT = st.fixed_dictionaries(
    {"act": TEXT, "on": TEXT},
    optional={
        **dict.fromkeys(("id", "key", "occurred", "made", "release"), TEXT),
        "by": some(
            **dict.fromkeys(("party", "person", "role", "authority", "recorded_by"), TEXT)
        ).filter(bool),
        "basis": st.lists(WORD, min_size=1, max_size=3),
        "expect": st.integers(0, 2**53 - 1),
        "withhold": st.dictionaries(WORD, WORD, min_size=1, max_size=3),
        "body": BODY.filter(bool),
    },
)


def as_text(_act: str, _field: str, text: str) -> object:
    """Leave a cell as it is."""
    return text


def taken(text: str, form: Form | None, mark: str = "") -> list[Row | BadRow]:
    """Take in a file."""
    return list(rows(io.BytesIO((mark + text).encode()), form=form, coerce=as_text))


def cells(act: dict[str, Any]) -> dict[str, str]:
    """Write an act as the cells of a CSV row."""
    plain = {name: str(value) for name, value in act.items() if isinstance(value, str | int)}
    body: dict[str, Any] = dict(act.get("body", {}))
    (source,) = body.pop("sources", [{}])
    lists = {
        "basis": " ; ".join(act.get("basis", [])),
        "withhold": ";".join(f"{key} = {value}" for key, value in act.get("withhold", {}).items()),
    }
    by: dict[str, str] = act.get("by", {})
    sources = {f"source_{key}": text for key, text in source.items()}
    return {**plain, **by, **body, **lists, **sources}


class _Lined(io.StringIO):
    """A file that knows the line on which the next row will start."""

    def line(self) -> int:
        return 1 + self.getvalue().count("\n")


@given(data=st.data(), acts=st.lists(OBJECTS, min_size=1, max_size=5), ending=ENDING)
def test_json_lines(data: st.DataObject, acts: list[dict[str, Any]], ending: str) -> None:
    """Any objects, on a line each with blank lines between, come back with their lines."""
    file = _Lined(newline="")
    expected = []
    for act in acts:
        file.writelines(blank + ending for blank in data.draw(BLANKS))
        expected.append(Row(file.line(), act))
        file.write(json.dumps(act, ensure_ascii=data.draw(st.booleans())) + ending)
    mark = data.draw(st.sampled_from(["", "\ufeff"]))
    for form in ("json", "jsonl", None):
        assert taken(file.getvalue(), form, mark) == expected


@given(data=st.data(), acts=st.lists(OBJECTS, min_size=1, max_size=5), ending=ENDING)
def test_json_array(data: st.DataObject, acts: list[dict[str, Any]], ending: str) -> None:
    """Any objects in an array, however it is laid out, come back with their lines."""
    gap = st.lists(st.sampled_from([" ", "\t", ending]), max_size=3).map("".join)
    indent = st.sampled_from([None, 0, 2])
    file = _Lined(newline="")
    expected = []
    for place, act in enumerate(acts):
        file.write(data.draw(gap) + ("," if place else "[") + data.draw(gap))
        expected.append(Row(file.line(), act))
        file.write(json.dumps(act, indent=data.draw(indent)).replace("\n", ending))
    file.write(data.draw(gap) + "]" + data.draw(gap))
    assert taken(file.getvalue(), "json") == taken(file.getvalue(), None) == expected


@given(act=OBJECTS, indent=st.sampled_from([0, 1, 4]), ending=ENDING)
def test_one_json_object(act: dict[str, Any], indent: int, ending: str) -> None:
    """One object over many lines is one act."""
    text = json.dumps(act, indent=indent, ensure_ascii=False).replace("\n", ending)
    assert taken(text, "json") == taken(text, None) == [Row(1, act)]


@given(data=st.data(), acts=st.lists(FLAT, min_size=1, max_size=5), ending=ENDING)
def test_csv(data: st.DataObject, acts: list[dict[str, Any]], ending: str) -> None:
    """Flat acts come back from CSV as they do from JSON, in any order of the columns."""
    names = sorted({"act", "on"} | {name for act in acts for name in cells(act)})
    header = data.draw(st.permutations(names))
    quoting: Literal[0, 1] = csv.QUOTE_ALL if data.draw(st.booleans()) else csv.QUOTE_MINIMAL
    file = _Lined(newline="")
    writer = csv.DictWriter(file, header, restval="", quoting=quoting, lineterminator="\n")
    writer.writeheader()
    expected = []
    for act in acts:
        file.writelines("\n" for _ in data.draw(BLANKS))
        expected.append(Row(file.line(), act))
        writer.writerow(cells(act))
    text = file.getvalue().replace("\n", ending)
    mark = data.draw(st.sampled_from(["", "\ufeff"]))
    assert taken(text, "csv", mark) == expected
    as_json = taken(json.dumps(acts), "json")
    assert [row.act for row in as_json if isinstance(row, Row)] == [row.act for row in expected]


MARKS = (
    *(b'"', b",", b"\r", b"\n", b"[", b"{", b"]", b"}", b":", b";", b"=", b"-"),
    *(b'{"a": 1}', b'"a":', b"1e9", b"NaN", b"\\ud800", b"\\u0000", b"\xef\xbb\xbf", b"\xff\xfe"),
    *(b"act,on,r\n", b"act,on,basis,expect,withhold\n", b"x,y,z\n"),
)
PIECES = st.lists(st.sampled_from(MARKS) | st.binary(max_size=8), max_size=20).map(b"".join)


@given(data=PIECES, form=st.sampled_from(["json", "jsonl", "csv", None]))
@example(data=b'act,on,r\nx,y,"', form="csv")
@example(data=b"[" * 99_999, form="json")
def test_any_bytes(data: bytes, form: Form | None) -> None:
    """Whatever bytes a file holds, its rows are plain JSON or bad, unless it is refused whole."""
    try:
        found = list(rows(io.BytesIO(data), form=form, coerce=as_text))
    except IntakeError:
        return
    assert found
    last = 1 + data.count(b"\n")
    for row in found:
        assert 1 <= row.line <= last
        if isinstance(row, Row):
            assert json.loads(json.dumps(row.act, allow_nan=False)) == row.act
            json.dumps(row.act, ensure_ascii=False).encode()
        else:
            assert row.reason
            str(row).encode()
