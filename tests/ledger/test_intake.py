"""What intake makes of a file of acts, rule by rule."""

import csv
import io
import json
import tracemalloc
from collections.abc import Iterator
from itertools import chain, repeat
from typing import TYPE_CHECKING, Any

import pytest

from ledger.errors import LedgerError
from ledger.intake import BadRow, Form, IntakeError, Row, form_of, rows

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

MIB = 1 << 20
ACT = {"act": "placement-published", "on": "tip/2015/CHN", "body": {"tier": "2"}}
LINE = json.dumps(ACT).encode()


def as_text(_act: str, _field: str, text: str) -> object:
    """Leave a cell as it is."""
    return text


def taken(data: bytes, form: Form | None = None) -> list[Row | BadRow]:
    """Take in a whole file."""
    return list(rows(io.BytesIO(data), form=form, coerce=as_text))


def only_bad(data: bytes, form: Form | None = None) -> BadRow:
    """Take in a file of one row, which must be a bad one."""
    (row,) = taken(data, form)
    assert isinstance(row, BadRow)
    return row


def only_act(data: bytes, form: Form | None = None) -> dict[str, Any]:
    """Take in a file of one row, which must be an act."""
    (row,) = taken(data, form)
    assert isinstance(row, Row), row
    return row.act


def lines_of(data: bytes, form: Form | None = None) -> list[tuple[int, bool]]:
    """Give the line of every row, and whether the row is an act."""
    return [(row.line, isinstance(row, Row)) for row in taken(data, form)]


class Pipe(io.RawIOBase):
    """A stream that can't seek, gives little at a time, and counts what it gave."""

    def __init__(self, chunks: Iterator[bytes]) -> None:
        self._chunks = chunks
        self._left = b""
        self.given = 0

    def readable(self) -> bool:
        """Say that it can be read."""
        return True

    def readinto(self, buffer: "WriteableBuffer", /) -> int:
        """Give the next chunk, or what fits of it."""
        view = memoryview(buffer)
        chunk = self._left or next(self._chunks, b"")
        given, self._left = chunk[: len(view)], chunk[len(view) :]
        view[: len(given)] = given
        self.given += len(given)
        return len(given)


# ---------------------------------------------------------------- the form of a file


@pytest.mark.parametrize(
    ("name", "form"),
    [
        ("acts.json", "json"),
        ("acts.jsonl", "jsonl"),
        ("acts.ndjson", "jsonl"),
        ("acts.csv", "csv"),
        ("folder.csv/ACTS.JSON", "json"),
    ],
)
def test_form_by_suffix(name: str, form: str) -> None:
    """A known suffix decides, in capitals too, whatever the content."""
    assert form_of(name, b"<acts/>") == form


@pytest.mark.parametrize(
    ("head", "form"),
    [
        (b" \n[" + LINE, "json"),
        (b'{\n  "act": "x"', "json"),
        (b'{"by":\n{"party": "x"}}', "json"),
        (LINE, "jsonl"),
        (LINE + b"\n\n" + LINE, "jsonl"),
        (b'{"act": "broken\n' + LINE, "jsonl"),
        (b'{"act": "a line longer than the head', "jsonl"),
        (b"\xef\xbb\xbf" + LINE, "jsonl"),
        (b"act,on,tier\r\nx", "csv"),
        (b'"on","act"\n', "csv"),
        (b"\xef\xbb\xbfact,on\n", "csv"),
    ],
)
@pytest.mark.parametrize("name", ["-", "", "acts.txt"])
def test_form_by_content(name: str, head: bytes, form: str) -> None:
    """Without a known suffix the beginning of the content decides."""
    assert form_of(name, head) == form


@pytest.mark.parametrize("head", [b"\x89PNG\r\n", b"act;on;tier\n", b"country,tier\n", b"<acts/>"])
def test_form_unknown(head: bytes) -> None:
    """What is neither JSON nor CSV with an act column is refused as a whole."""
    with pytest.raises(IntakeError, match="neither JSON"):
        form_of("-", head)


def test_intake_error_is_of_the_room() -> None:
    """Whoever catches the errors of the ledger catches those of intake."""
    assert issubclass(IntakeError, LedgerError)


# ---------------------------------------------------------------- the file as a whole


@pytest.mark.parametrize("form", ["json", "jsonl", "csv", None])
@pytest.mark.parametrize("data", [b"", b"\xef\xbb\xbf", b"\n\r\n\n"])
def test_empty_file(form: Form | None, data: bytes) -> None:
    """A file without anything in it is refused as a whole."""
    with pytest.raises(IntakeError, match="no acts"):
        taken(data, form)


@pytest.mark.parametrize(("data", "form"), [(b"[ ]", "json"), (b"act,on\n", "csv")])
def test_file_without_acts(data: bytes, form: Form) -> None:
    """An empty array and a lone header hold no acts."""
    with pytest.raises(IntakeError, match="no acts"):
        taken(data, form)


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("form", ["json", "jsonl", "csv", None])
def test_utf_16(encoding: str, form: Form | None) -> None:
    """A file that says it is UTF-16 is refused once, not line by line."""
    with pytest.raises(IntakeError, match="UTF-16"):
        taken(("\ufeff" + LINE.decode()).encode(encoding), form)


def test_byte_order_mark() -> None:
    """A byte order mark at the very start is no part of the content."""
    mark = b"\xef\xbb\xbf"
    assert only_act(mark + LINE) == only_act(mark + b"[" + LINE + b"]") == ACT
    assert only_act(mark + b"act,on,tier\nplacement-published,tip/2015/CHN,2\n") == ACT


def test_byte_order_mark_inside() -> None:
    """A byte order mark anywhere else is content, and not JSON."""
    assert lines_of(LINE + b"\n\xef\xbb\xbf" + LINE + b"\n") == [(1, True), (2, False)]


@pytest.mark.parametrize(
    ("data", "form", "line", "place"),
    [
        (LINE + b"\n\n" + '{"a": "é'.encode() + b'\xe9"}\n', "jsonl", 3, "byte 0xE9 at column 9"),
        (b'[\n  "ab\xff"]', "json", 2, "byte 0xFF at column 6"),
        (b"act,on,r\nx,y,z\nx,y,caf\xe9\n", "csv", 3, "byte 0xE9 at column 8"),
        (b'act,on,r\nx,y,"z\n caf\xe9"\n', "csv", 3, "byte 0xE9 at column 5"),
        (b'act,on,r\nx,y,"z\xe9\n \xe9"\n', "csv", 2, "byte 0xE9 at column 7"),
        (b"act,on,t\xe9\n", "csv", 1, "byte 0xE9 at column 9"),
    ],
)
def test_not_utf_8(data: bytes, form: Form, line: int, place: str) -> None:
    """Bytes that are not UTF-8 are named with their line and column, and what to do."""
    bad = taken(data, form)[-1]
    assert bad == BadRow(line, "", f"not UTF-8 ({place}); save the file as UTF-8")


def test_rows_around_bad_encoding() -> None:
    """One badly encoded line does not hide the others."""
    assert lines_of(LINE + b"\n\xff\n" + LINE) == [(1, True), (2, False), (3, True)]
    data = b'act,on,r\nx,y,"\xe9\n z"\nx,y,z\n'
    assert lines_of(data) == [(2, False), (4, True)]


@pytest.mark.parametrize("form", ["json", None])
def test_document_over_limit(form: Form | None) -> None:
    """A JSON array over 64 MiB is refused, and JSON Lines named as the way."""
    with pytest.raises(IntakeError, match=r"64 MiB.*JSON Lines"):
        taken(b"[" + b" " * (64 * MIB), form)


def test_document_in_little_pieces() -> None:
    """A pipe that gives a few bytes at a time is read to its end."""
    data = b"[" + b",\n".join([LINE] * 3) + b"]"
    pipe = io.BufferedReader(Pipe(data[at : at + 7] for at in range(0, len(data), 7)))
    found = list(rows(pipe, form=None, coerce=as_text))
    assert found == [Row(line, ACT) for line in (1, 2, 3)]


# ---------------------------------------------------------------- lines


@pytest.mark.parametrize("ending", [b"\n", b"\r\n"])
def test_json_lines(ending: bytes) -> None:
    """Each line is an act; blank lines are skipped, but counted."""
    data = ending.join([LINE, b"", b" \t", LINE])
    assert taken(data, "jsonl") == [Row(1, ACT), Row(4, ACT)]


def test_json_lines_in_a_json_file() -> None:
    """A file named .json may hold JSON Lines, with bad lines among them."""
    data = LINE + b"\n{]\n" + LINE
    assert lines_of(data, "json") == [(1, True), (2, False), (3, True)]


def test_line_separators_within_text() -> None:
    """U+2028 and U+0085's kin end no line: only LF does."""
    text = "a\u2028b\u2029c"
    line = json.dumps({"a": text}, ensure_ascii=False).encode()
    assert taken(line + b"\n" + line, "jsonl") == [Row(1, {"a": text}), Row(2, {"a": text})]
    assert only_act(f"act,on,r\nx,y,{text}\n".encode())["body"] == {"r": text}


@pytest.mark.parametrize("ending", [b"", b"\n", b"\r\n"])
@pytest.mark.parametrize(("extra", "good"), [(0, True), (1, False), (2, False), (5 * MIB, False)])
def test_longest_line(ending: bytes, extra: int, good: bool) -> None:  # noqa: FBT001 - a table
    """A line has at most 1 MiB, its ending not counted; the next line is read as ever."""
    long = b'{"a": "' + b"x" * (MIB - 9 + extra) + b'"}'
    assert len(long) == MIB + extra
    found = taken(long + ending + (LINE if ending else b""), "jsonl")
    assert isinstance(found[0], Row) is good
    assert found[1:] == ([Row(2, ACT)] if ending else [])
    if not good:
        assert found[0] == BadRow(1, "", "longer than 1 MiB")


def test_longest_csv_line() -> None:
    """A cell of nearly 1 MiB is read; a line or record over it is refused, the next one read."""
    head, last = b"act,on,r\n", b"x,y,z\n"
    assert len(only_act(head + b"x,y," + b"z" * (MIB - 4) + b"\n")["body"]["r"]) == MIB - 4
    for middle in (b"x,y," + b"z" * (MIB - 3) + b"\n", b"x,y," + b"z" * (3 * MIB) + b"\n"):
        bad, good = taken(head + middle + last)
        assert bad == BadRow(2, "", "longer than 1 MiB")
        assert good.line == 3


def test_csv_record_over_limit() -> None:
    """A quotation mark left open takes no more than 1 MiB with it."""
    data = b'act,on,r\nx,y,"' + b"z" * 99 + b"\n" + b"x,y,zzzzzz\n" * (MIB // 8)
    found = taken(data)
    assert found[0] == BadRow(2, "", "longer than 1 MiB (is a quotation mark left open?)")
    assert isinstance(found[-1], Row)


def test_long_line_is_not_held() -> None:
    """A line of 64 MiB is skipped in little memory."""
    chunk = b"x" * 8192
    pipe = io.BufferedReader(Pipe(chunk for _ in range(64 * MIB // len(chunk))))
    tracemalloc.start()
    found = list(rows(pipe, form="jsonl", coerce=as_text))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert found == [BadRow(1, "", "longer than 1 MiB")]
    assert peak < 8 * MIB


@pytest.mark.parametrize(
    ("form", "first", "line"),
    [
        ("jsonl", LINE + b"\n", LINE + b"\n"),
        ("json", LINE + b"\n", LINE + b"\n"),
        ("csv", b"act,on\n", b"x,y\n"),
    ],
)
def test_lines_stream(form: Form, first: bytes, line: bytes) -> None:
    """JSON Lines and CSV give their first rows long before the file is read."""
    pipe = Pipe(chain([first], repeat(line)))
    found = rows(io.BufferedReader(pipe), form=form, coerce=as_text)
    assert all(isinstance(next(found), Row) for _ in range(100))
    assert pipe.given < MIB


# ---------------------------------------------------------------- JSON documents


def test_one_object_over_many_lines() -> None:
    """An act may be written over many lines, after blank ones."""
    data = b"\n\n" + json.dumps(ACT, indent=2).encode().replace(b"\n", b"\r\n")
    assert taken(data, None) == taken(data, "json") == [Row(3, ACT)]


def test_array_lines() -> None:
    """Each act of an array has the line on which it starts."""
    data = b'[{"a": 1}, {"b": 2},\n\n  {\n"c": 3}\n,{"d": 4}]\n'
    assert [(row.line, row.act) for row in taken(data) if isinstance(row, Row)] == [
        (1, {"a": 1}),
        (1, {"b": 2}),
        (3, {"c": 3}),
        (5, {"d": 4}),
    ]


def test_array_goes_on_after_a_bad_act() -> None:
    """An act with a fault in it is named, and those after it are read."""
    data = b'[{"a": 1.5},\n 7,\n"x",\n null,\n [],\n{"a": 1}]'
    assert lines_of(data) == [(line, line == 6) for line in range(1, 7)]
    assert "not an object" in str(taken(data)[1])


@pytest.mark.parametrize(
    ("data", "line", "column"),
    [
        (b'[{"a": 1},\n {"b" 2}]', 2, "column 7"),
        (b'[{"a": 1}\n {"b": 2}]', 2, "column 2"),
        (b'[{"a": 1}', 1, "column 10"),
        (b'[{"a": 1}]\n\n{}', 3, "column 1"),
        (b'{\n"a": 1}\n}', 3, "column 1"),
        (b"{\n'a': 1}", 2, "column 1"),
        (b'[{"a": 1},\n]', 2, "column 1"),
        (b"[,]", 1, "column 2"),
        (b"[", 1, "column 2"),
        (b'[{"a": "\n"}]', 1, "column 9"),
    ],
)
def test_document_syntax(data: bytes, line: int, column: str) -> None:
    """What is not JSON is named by line and column, and ends the reading of a document."""
    bad = taken(data, "json")[-1]
    assert isinstance(bad, BadRow)
    assert (bad.line, bad.column) == (line, column)
    assert "not JSON" in bad.reason


@pytest.mark.parametrize(
    ("line", "column"),
    [
        (b'{"a": 1 "b"}', "column 9"),
        (b'  {"a": 01}', "column 10"),
        (b'{"a": "\t"}', "column 8"),
        (LINE + LINE, f"column {len(LINE) + 1}"),
        (b'{"a": tru}', "column 7"),
        (b"act,on", "column 1"),
    ],
)
def test_line_syntax(line: bytes, column: str) -> None:
    """What is not JSON in a line is named by its column, and the next line is read."""
    bad, good = taken(line + b"\n" + LINE, "jsonl")
    assert isinstance(bad, BadRow)
    assert (bad.line, bad.column, good) == (1, column, Row(2, ACT))


# ---------------------------------------------------------------- JSON values


@pytest.mark.parametrize("wrap", [b"%s", b"[%s]", b"\n%s\n", b"{\n%s"])
@pytest.mark.parametrize(
    ("members", "pointer", "said"),
    [
        (b'"a": 1, "a": 1', "/a", '"a" stands here twice'),
        (b'"b": {"c": [0, {"d": 1, "e": 2, "d": 3}]}', "/b/c/1/d", '"d" stands here twice'),
        (b'"a/b~": {"": 1, "": 1}', "/a~1b~0/", '"" stands here twice'),
        (b'"a": 1, "\\u0061": 1', "/a", "twice"),
        (b'"a": [1.5]', "/a/0", "decimals as strings"),
        (b'"a": 1e3', "/a", "decimals as strings"),
        (b'"a": 1e999', "/a", "not an integer"),
        (b'"a": {"b": NaN}', "/a/b", "nan is not an integer"),
        (b'"a": -Infinity', "/a", "not an integer"),
        (b'"a": 9007199254740992', "/a", "beyond 2^53"),
        (b'"a": -9007199254740992', "/a", "beyond 2^53"),
        (b'"a": 1' + b"0" * 9999, "/a", "beyond 2^53"),
        (b'"a": "x\\u0000"', "/a", "U+0000 is a control character"),
        (b'"a": "\\r\\n"', "/a", "U+000D is a control character"),
        (b'"a": ["\x7f"]', "/a/0", "U+007F is a control character"),
        (b'"a": "\xc2\x85"', "/a", "U+0085 is a control character"),
        (b'"a": {"x\\u001b": 1}', "/a/x\\u001b", "U+001B is a control character"),
        (b'"a": "\\ud83d"', "/a", "U+D83D is half of a surrogate pair"),
        (b'"a": "\\ude00\\ud83d"', "/a", "U+DE00 is half of a surrogate pair"),
        (b'"\\udc00": 1', "/\\udc00", "U+DC00 is half of a surrogate pair"),
        (b'"\\udc00": 1, "\\udc00": 1', "/\\udc00", "twice"),
    ],
)
def test_refused_values(wrap: bytes, members: bytes, pointer: str, said: str) -> None:
    """What canonical JSON has no place for is refused, at any depth, with its pointer."""
    text = b"{" + members + b"}" if wrap != b"{\n%s" else members + b"}"
    bad = only_bad(wrap % text)
    assert bad.column == pointer
    assert said in bad.reason
    assert str(bad).isprintable()


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("9007199254740991", 2**53 - 1),
        ("-9007199254740991", 1 - 2**53),
        ("-0", 0),
        ("true", True),
        ("null", None),
        (r'"\n\t\ud83d\ude00\u2028"', "\n\t😀\u2028"),
        ('"1.50"', "1.50"),
        ("[[], {}]", [[], {}]),
    ],
)
def test_taken_values(text: str, value: object) -> None:
    """Everything else of JSON is taken as it is."""
    assert only_act(f'{{"a": {text}}}'.encode()) == {"a": value}


@pytest.mark.parametrize("form", ["json", "jsonl"])
@pytest.mark.parametrize("bomb", [b'{"a":' * 65 + b"1" + b"}" * 65, b"[" * 500_000])
def test_nesting(form: Form, bomb: bytes) -> None:
    """Nesting past any use is a bad row, not a crash."""
    assert "nested" in only_bad(bomb, form).reason


@pytest.mark.parametrize("form", ["json", "jsonl", None])
def test_nesting_bomb_that_closes(form: Form | None) -> None:
    """A bomb well formed to its end is told as too deep, and the next line is read."""
    bomb = b'{"a":' + b"[" * 30_000 + b"]" * 30_000 + b"}"
    bad, good = taken(bomb + b"\n" + LINE, form)
    assert isinstance(bad, BadRow)
    assert "nested too deeply" in bad.reason
    assert good == Row(2, ACT)


def test_deepest_nesting() -> None:
    """Sixty-four levels are taken."""
    assert only_act(b'{"a":' * 64 + b"1" + b"}" * 64).keys() == {"a"}


def test_row_that_is_no_object() -> None:
    """A line that holds another JSON value than an object is no act."""
    assert "not an object" in only_bad(b"[{}]", "jsonl").reason


# ---------------------------------------------------------------- CSV


def test_csv_columns() -> None:
    """Each column has its place in the act; what is not of the envelope is of the body."""
    data = (
        b"act,on,id,key,occurred,made,release,party,person,role,authority,recorded_by,"
        b"basis,expect,withhold,standing,source_title,source_grade,source_publisher,"
        b"source_date,source_locator,source_sha256\r\n"
        b"objection-raised,tip/2015/MYS,i,k,../2015-07-27,reconstructed,public,undisclosed,"
        b"P. Erson,clerk,22 USC 7107,scribe,tip/2015/MYS@1; a key ;b,3,"
        b"/body/ground=internal; /body/a=b/0 = congress,better than 3,T,reported,P,2015-08-03,"
        b'"p. 4, left",00ff\r\n'
    )
    assert only_act(data) == {
        "act": "objection-raised",
        "on": "tip/2015/MYS",
        "id": "i",
        "key": "k",
        "occurred": "../2015-07-27",
        "made": "reconstructed",
        "release": "public",
        "by": {
            "party": "undisclosed",
            "person": "P. Erson",
            "role": "clerk",
            "authority": "22 USC 7107",
            "recorded_by": "scribe",
        },
        "basis": ["tip/2015/MYS@1", "a key", "b"],
        "expect": 3,
        "withhold": {"/body/ground": "internal", "/body/a=b/0": "congress"},
        "body": {
            "standing": "better than 3",
            "sources": [
                {
                    "title": "T",
                    "grade": "reported",
                    "publisher": "P",
                    "date": "2015-08-03",
                    "locator": "p. 4, left",
                    "sha256": "00ff",
                }
            ],
        },
    }


def test_csv_empty_cells() -> None:
    """An empty cell says nothing: no key, no by, no source, no body."""
    data = b'act,on,party,basis,expect,withhold,tier,source_title\nx,y,,,,,"",\n'
    assert only_act(data) == {"act": "x", "on": "y"}


def test_csv_without_act() -> None:
    """A row that names no act is bad, since nothing tells what its cells mean."""
    assert only_bad(b"on,act,tier\ny,,2\n", "csv") == BadRow(2, "act", "no act is named")


def test_csv_coerce() -> None:
    """Cells of the body become what the coercion makes of them, told the act and the field."""
    asked: list[tuple[str, str, str]] = []

    def coerce(act: str, field: str, text: str) -> object:
        asked.append((act, field, text))
        return [text, {"n": 1}]

    stream = io.BytesIO(b"tier,act,on,party,source_title\n2,x,y,z,t\n")
    (row,) = rows(stream, form="csv", coerce=coerce)
    assert asked == [("x", "tier", "2")]
    assert isinstance(row, Row)
    assert row.act["body"] == {"tier": ["2", {"n": 1}], "sources": [{"title": "t"}]}


def test_csv_coerce_refuses() -> None:
    """A cell that the coercion refuses is a bad row under its column, and the next row is read."""

    def coerce(_act: str, _field: str, text: str) -> object:
        return int(text)

    stream = io.BytesIO(b"act,on,tier\nx,y,two\nx,y,2\n")
    bad, good = rows(stream, form="csv", coerce=coerce)
    assert isinstance(bad, BadRow)
    assert (bad.line, bad.column) == (2, "tier")
    assert "two" in bad.reason
    assert good == Row(3, {"act": "x", "on": "y", "body": {"tier": 2}})


def test_csv_coerce_is_held_to_the_same_values() -> None:
    """A coercion can't bring in what JSON may not."""
    stream = io.BytesIO(b"act,on,share\nx,y,1.5\n")
    (bad,) = rows(stream, form="csv", coerce=lambda _act, _field, text: [float(text)])
    assert isinstance(bad, BadRow)
    assert (bad.column, bad.reason) == (
        "share",
        "/0: 1.5 is not an integer; write decimals as strings",
    )


def test_csv_lines() -> None:
    """A record has the line on which it starts, whatever its cells and the blank lines hold."""
    data = b'act,on,"re\nason"\n\nx,y,"one\n\ntwo"\r\n\r\nx,y,z'
    assert lines_of(data, "csv") == [(4, True), (8, True)]
    first = taken(data, "csv")[0]
    assert isinstance(first, Row)
    assert first.act["body"] == {"re\nason": "one\n\ntwo"}


def test_csv_line_ending_in_a_cell() -> None:
    """A line ending within quotes is LF in the act, whichever the file uses."""
    data = b'act,on,r\nx,y,"one\ntwo"\n'
    assert only_act(data) == only_act(data.replace(b"\n", b"\r\n"))
    assert only_act(data)["body"] == {"r": "one\ntwo"}


def test_csv_quotes() -> None:
    """Quoting is that of RFC 4180."""
    data = b'act,on,r\n"x",y,"say ""no"", twice"\n'
    assert only_act(data)["body"] == {"r": 'say "no", twice'}


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (b'x,y,"z"z', "expected after"),
        (b'x,y,z"z"', "not in quotes"),
        (b'x,y, "z"', "not in quotes"),
        (b'x"",y,""', "not in quotes"),
        (b"x,y\rx,y,z", "carriage return"),
        (b'x,y,"z\rz"', "U+000D is a control character"),
        (b"x,y,\x00", "U+0000 is a control character"),
        (b"x,y", "2 cells under 3 columns"),
        (b"x,y,z,", "4 cells under 3 columns"),
        (b"   ", "1 cells under 3 columns"),
    ],
)
def test_csv_bad_records(row: bytes, said: str) -> None:
    """A record that is not well formed is bad, and the next one is read."""
    bad, good = taken(b"act,on,r\n" + row + b"\nx,y,z\n")
    assert isinstance(bad, BadRow)
    assert bad.line == 2
    assert said in bad.reason
    assert good == Row(3, {"act": "x", "on": "y", "body": {"r": "z"}})


def test_csv_open_quote() -> None:
    """A quotation mark open at the end of the file is told where it was opened."""
    bad = only_bad(b'act,on,r\nx,y,"z\nx,y,z\n')
    assert (bad.line, bad.reason) == (2, "a quotation mark is opened here and never closed")


def test_csv_missing_cell_is_named() -> None:
    """Too few cells are told by the first column that has none."""
    assert only_bad(b"act,on,standing,tier\nx,y\n").column == "standing"


@pytest.mark.parametrize(
    ("column", "cell", "said"),
    [
        ("expect", "+5", "not a whole number"),
        ("expect", "1_0", "not a whole number"),
        ("expect", " 5", "not a whole number"),
        ("expect", "05", "not a whole number"),
        ("expect", "-1", "not a whole number"),
        ("expect", "٣", "not a whole number"),
        ("expect", "9007199254740992", "beyond 2^53"),
        ("expect", "9" * 9999, "beyond 2^53"),
        ("basis", "a;;b", "semicolon"),
        ("basis", "a;", "semicolon"),
        ("withhold", "/body/a", "/body/field=class"),
        ("withhold", "/body/a=", "/body/field=class"),
        ("withhold", "=internal", "/body/field=class"),
        ("withhold", "/a=internal;/a=congress", "/a stands here twice"),
        ("party", "a\x1bb", "U+001B is a control character"),
        ("act", "a\x1bb", "U+001B is a control character"),
        ("tier", "a\x85b", "U+0085 is a control character"),
    ],
)
def test_csv_bad_cells(column: str, cell: str, said: str) -> None:
    """A cell that can't be read is bad under the name of its column."""
    cells = {"tier": "2", "act": "x", "on": "y", column: cell}
    bad = only_bad(f"{','.join(cells)}\n{','.join(cells.values())}\n".encode(), "csv")
    assert (bad.line, bad.column) == (2, column)
    assert said in bad.reason


@pytest.mark.parametrize(
    ("header", "said"),
    [
        (b"act,on,tier,tier", "tier stands twice"),
        (b"act,tier", "no column on"),
        (b"on,tier", "no column act"),
        (b"act;on;tier", "no column act"),
        (b"act, on", "no column on"),
        (b"act,on,,tier", "column 3 has no name"),
        (b"act,on,ti\x00er", r"column 3: U\+0000"),
        (b"act,on,sources,source_title", "leave out sources"),
    ],
)
def test_csv_header(header: bytes, said: str) -> None:
    """A header that leaves a column in doubt is refused for the whole file."""
    with pytest.raises(IntakeError, match=said):
        taken(header + b"\nx,y,z\n", "csv")


@pytest.mark.parametrize("header", [b'act,on,"', b'act,on,"x"y', b"act,on,\xff", b"a" * MIB + b"b"])
def test_csv_unreadable_header(header: bytes) -> None:
    """A header that can't be read is the one bad row of its file."""
    assert only_bad(header + b"\nx,y,z\n", "csv").line == 1


def test_csv_field_size_limit() -> None:
    """The limit of the csv module is as it was whenever intake gives or ends a row."""
    before = csv.field_size_limit(77)
    try:
        long = b"z" * 999
        data = b"act,on,r\nx,y," + long + b'\nx,y,"z"z\nx,y,' + long + b"\n"
        found = rows(io.BytesIO(data), form="csv", coerce=as_text)
        seen = [(isinstance(row, Row), csv.field_size_limit()) for row in found]
        assert seen == [(True, 77), (False, 77), (True, 77)]
        assert csv.field_size_limit() == 77
    finally:
        csv.field_size_limit(before)


def test_bad_row_as_text() -> None:
    """A bad row reads as its place and its reason."""
    assert str(BadRow(7, "", "why")) == "line 7: why"
    assert str(BadRow(7, "/body/tier", "why")) == "line 7, /body/tier: why"
