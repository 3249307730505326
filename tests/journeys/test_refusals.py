"""What the program refuses: each in a clear sentence, under exit code 2, with nothing written."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.journeys.program import ORIGIN, ROOT, kept, office, run

CASE = "tip/2099/AAA"
TIP = (ROOT / "domain/programmes/tip.toml").read_text(encoding="utf-8")


def line(act: str = "recommendation-submitted", on: str = CASE, **more: Any) -> str:
    """Write one act on a line; a body is a standing unless another is given."""
    body = more.pop("body", {"standing": "3"})
    return json.dumps({"act": act, "on": on, "by": {"party": "jtip"}, **more, "body": body})


# ---------------------------------------------------------------- rows

BAD_ROWS = {
    "a tier of another programme": (
        line(body={"standing": "AAA"}),
        "/body/standing: 'AAA' is not a standing on this scale (1, 2, 2WL, 3, SC)",
    ),
    "a placement off every scale": (
        line("placement-published", body={"tier": "4"}),
        "/body/tier: '4' is not a tier of this programme",
    ),
    "worse than the worst": (
        line(body={"standing": "worse than 3"}),
        "/body/standing: no tier of this programme (1, 2, 2WL, 3, SC) is worse than 3",
    ),
    "beside a value without order": (
        line(body={"standing": "worse than SC"}),
        "/body/standing: no tier of this programme (1, 2, 2WL, 3, SC) is worse than SC",
    ),
    "relative to itself": (
        line(body={"standing": "better than recommended"}),
        "/body/standing: 'better than recommended' is for objections alone",
    ),
    "unknown act": (
        line("nonsense-done"),
        "/act: 'nonsense-done' is not an act; `schema` lists them",
    ),
    "act of the program itself": (
        line("book-opened", "book", body={"format": 1, "origin": "x", "vkey": "x"}),
        "/act: book-opened is written by `init` alone",
    ),
    "unknown programme": (
        line(on="fatf/2099/AAA"),
        "/on: programme 'fatf' is not adopted in this book",
    ),
    "space in a name": (line(on="tip/2099/A A"), "/on: 'A A' in stream 'tip/2099/A A'"),
    "empty segment": (line(on="tip//AAA"), "/on: '' in stream 'tip//AAA' is not a name"),
    "segment too long": (line(on=f"tip/2099/{'A' * 65}"), "/on: 'AAAAA"),
    "reserved segment": (line(on="tip/book/AAA"), "/on: 'book' in stream 'tip/book/AAA'"),
    "too deep": (line(on="tip/2099/AAA/1/2"), "/on: 'tip/2099/AAA/1/2' is not a stream"),
    "meeting without number": (
        line("meeting-held", "tip/2099/meeting/x", body={"forum": "secretary"}),
        "/on: 'tip/2099/meeting/x' ends in 'x'; a meeting has a number or is `undisclosed`",
    ),
    "act on a stream of another kind": (
        line(on="tip/2099"),
        "/on: recommendation-submitted lies on a stream of kind case",
    ),
    "key twice": (
        '{"act": "recommendation-submitted", "on": "tip/2099/AAA", "on": "tip/2099/AAB"}',
        '/on: the key "on" stands here twice',
    ),
    "escaped control character": (
        line(body={"standing": "3", "rationale": ["a\0b"]}),
        "/body/rationale/0: U+0000 is a control character",
    ),
    "raw control character": (
        line().replace("jtip", "j\x1btip"),
        "column 77: not JSON: Invalid control character",
    ),
    "half a character": (
        line(body={"standing": "\ud800"}),
        "/body/standing: U+D800 is half of a surrogate pair",
    ),
    "decimal number": (line(body={"standing": 2.5}), "/body/standing: 2.5 is not an integer"),
    "big number": (
        line(body={"standing": 2**53 + 1}),
        "/body/standing: an integer beyond 2^53; write it as a string",
    ),
    "cut off": (line()[:40], "column 41: not JSON: Expecting ':' delimiter"),
    "no object": ('["act"]', "not an object; an act is written as { ... }"),
    "two on one line": (f"{line()} {line()}", "not JSON: something follows the end"),
    "not UTF-8": ("{}\udce9", "not UTF-8 (byte 0xE9 at column 3); save the file as UTF-8"),
    "over 1 MiB": (line(body={"standing": "3", "rationale": ["x" * 2**20]}), "longer than 1 MiB"),
    "nested without end": (f"{'[' * 100_000}", "column 1: not JSON: nested too deeply"),
    "entry that is not there": (
        line(basis=[f"{CASE}@99"]),
        f"/basis/0: no entry {CASE}@99 is on record",
    ),
    "key that is not there": (
        line(basis=["no-such-key"]),
        "/basis/0: no entry was recorded under the key 'no-such-key'",
    ),
    "correcting nothing": (
        line("record-corrected", body={"corrects": f"{CASE}@9", "void": True}),
        f"/body/corrects: no entry {CASE}@9 is on record",
    ),
    "settling nothing": (
        line("decision-recorded", body={"standing": "2", "settles": [f"{CASE}@9"]}),
        f"/body/settles/0: no entry {CASE}@9 is on record",
    ),
    "no date": (line(occurred="yesterday"), "/occurred: 'yesterday' is not a date"),
    "no day": (line(occurred="2015-02-30"), "/occurred: '2015-02-30' is not a date"),
    "backwards": (line(occurred="2016/2015"), "/occurred: '2016/2015' ends before it begins"),
    "somebody else came first": (line(expect=7), f"/expect: {CASE} is at version 1, not 7"),
    "id of another form": (line(id="7"), "/id: is not of the form expected here"),
    "unknown field": (line(colour="red"), "/colour: is not a field here"),
    "unknown field of the body": (
        line(body={"standing": "3", "colour": "red"}),
        "/body/colour: is not a field here",
    ),
    "field left out": (line(body={}), "/body/standing: is required"),
    "nobody": ('{"act": "recommendation-submitted", "on": "tip/2099/AAA"}', "/by: is required"),
    "withholding the act": (line(withhold={"/act": "internal"}), "/withhold/~1act: can't be"),
    "withholding to nobody": (
        line(withhold={"/body/standing": "public"}),
        "/withhold/~1body~1standing: should be 'congress' or 'internal'",
    ),
    "withholding what is not there": (
        line(withhold={"/body/rationale": "internal"}),
        "/withhold/~1body~1rationale: there is no such place in this act",
    ),
}


def test_every_bad_row_is_named(desk: Path) -> None:
    """A file with good and bad rows is refused whole, each bad row by line, place and reason."""
    before = kept(desk / "book")
    rows = [text for text, _ in BAD_ROWS.values()]
    text = "\n".join([line(), *rows, line(on="tip/2099/AAB")])
    (desk / "acts.jsonl").write_bytes(text.encode(errors="surrogateescape"))
    dry = office(desk, "record", "--dry-run", "acts.jsonl")
    real = office(desk, "record", "acts.jsonl")
    said = office(desk, "record", "--json", "acts.jsonl")
    assert {dry.code, real.code, said.code} == {2}
    assert dry.out == real.out == ""
    assert dry.err == real.err == said.err
    *lines, last = dry.err.splitlines()
    assert last == f"nothing was recorded: {len(lines)} fault(s) in the input"
    named: dict[int, list[str]] = {}
    for fault in lines:
        where, _, reason = fault.partition(": " if ": " in fault.partition(",")[0] else ", ")
        named.setdefault(int(where.removeprefix("line ")), []).append(reason)
    expected = dict(enumerate(BAD_ROWS.items(), 2))
    assert named.keys() == expected.keys()
    for number, (name, (_, reason)) in expected.items():
        assert reason in named[number][0], name
    faults = said.json["faults"]
    assert [fault["line"] for fault in faults] == [n for n in named for _ in named[n]]
    assert all(fault["reason"] for fault in faults)
    assert (said.json["added"], said.json["already"], said.json["receipts"]) == (0, 0, [])
    assert kept(desk / "book") == before


def test_several_faults_of_one_row(desk: Path) -> None:
    """Of one act every fault is named, not only the first."""
    act = line(made="later", occurred="soon", body={"standing": "3", "rationale": [""], "x": 1})
    ran = office(desk, "record", "--dry-run", "-", stdin=act.encode())
    assert ran.code == 2
    places = [fault.split(": ")[0] for fault in ran.err.splitlines()[:-1]]
    assert places == [
        f"line 1, {place}" for place in ("/occurred", "/made", "/body/rationale/0", "/body/x")
    ]


def test_thousands_of_bad_rows(desk: Path) -> None:
    """However many rows are bad, the last is named too."""
    rows = (line(body={"standing": "4"}) for _ in range(2500))
    ran = office(desk, "record", "--dry-run", "-", stdin="\n".join(rows).encode())
    assert ran.code == 2
    assert [text.split(",")[0] for text in ran.err.splitlines()[:-1]] == [
        f"line {number}" for number in range(1, 2501)
    ]


def test_an_act_that_rests_on_a_refused_one(desk: Path) -> None:
    """Who names a refused row of the same file by its key is told which line to mend."""
    rows = [line(key="first", body={"standing": "4"}), line(basis=["first"])]
    ran = office(desk, "record", "-", stdin="\n".join(rows).encode())
    assert ran.code == 2
    assert "line 2, /basis" in ran.err
    assert "'first', line 1, is refused" in ran.err


NO_STANDING = (
    "'AAA' is not a standing on this scale (1, 2, 2WL, 3, SC): expected a tier, "
    "`better than TIER`, `worse than TIER` or `undisclosed`"
)
BAD_CELLS = """\
act,on,party,standing,basis,withhold,source_title,source_grade,made
recommendation-submitted,tip/2099/AAA,jtip,3,,,,,
recommendation-submitted,tip/2099/AAA,jtip,AAA,,,,,
recommendation-submitted,tip/2099/AAA,jtip
recommendation-submitted,tip/2099/AAA,jtip,3,,,A report,guess,
nonsense-done,tip/2099/AAA,jtip,3,,,,,
,tip/2099/AAA,jtip,3,,,,,
recommendation-submitted,tip/2099/AAA,jtip,3,;,,,,
recommendation-submitted,tip/2099/AAA,jtip,3,,/body/standing,,,
recommendation-submitted,tip/2099/AAA,jt"ip,3,,,,,
recommendation-submitted,tip/2099/AAA,jtip,3,,,,,"later
on"
recommendation-submitted,tip/2099/AAA,jtip,3,,,,,"later
"""


def test_every_bad_cell_is_named(desk: Path) -> None:
    """A table is refused whole, each bad row by its line and, where known, its column."""
    before = kept(desk / "book")
    (desk / "acts.csv").write_text(BAD_CELLS, encoding="utf-8")
    ran = office(desk, "record", "acts.csv")
    assert ran.code == 2
    assert ran.err.splitlines() == [
        f"line 3, /body/standing: {NO_STANDING}",
        "line 4, standing: 3 cells under 9 columns",
        "line 5, /body/sources/0/grade: should be 'official', 'reported' or 'derived'",
        "line 6, /act: 'nonsense-done' is not an act; `schema` lists them",
        "line 7, act: no act is named",
        "line 8, basis: nothing stands beside a semicolon",
        "line 9, withhold: /body/standing is not of the form /body/field=class",
        "line 10: a quotation mark in a cell that is not in quotes",
        "line 11, /made: should be 'contemporaneous' or 'reconstructed'",
        "line 13: a quotation mark is opened here and never closed",
        "nothing was recorded: 10 fault(s) in the input",
    ]
    assert kept(desk / "book") == before


# ---------------------------------------------------------------- files

LATIN_1 = "act,on,party,title\nedition-opened,tip/2099,state,Édition\n".encode("latin-1")


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("missing.csv", None, "missing.csv can't be read: No such file or directory"),
        (".", None, ". can't be read: Is a directory"),
        ("empty.csv", b"", "empty.csv: there are no acts in it"),
        ("blank.jsonl", b"\n \n\n", "blank.jsonl: there are no acts in it"),
        ("header.csv", b"act,on,party\n", "header.csv: there are no acts in it"),
        ("none.json", b"[]", "none.json: there are no acts in it"),
        ("latin-1.csv", LATIN_1, "line 2: not UTF-8 (byte 0xC9 at column 31); save the file"),
        ("utf-16.csv", "act,on\n".encode("utf-16"), "the file is UTF-16: save it as UTF-8"),
        ("text.txt", b"Dear Sir", "text.txt: neither JSON, which begins with { or [, nor CSV"),
        ("twice.csv", b"act,on,act\n", "twice.csv: the column act stands twice"),
        ("lacks.csv", b"act,party\n", "lacks.csv: no column on among: act, party"),
        ("open.json", b'[{"act": "x"},', "line 1, column 15: not JSON: "),
    ],
)
def test_files_that_hold_no_acts(desk: Path, name: str, content: bytes | None, said: str) -> None:
    """A file that can't be taken in is named with the reason."""
    if content is not None:
        (desk / name).write_bytes(content)
    before = kept(desk / "book")
    ran = office(desk, "record", name)
    assert (ran.code, ran.out) == (2, "")
    assert said in ran.err
    assert kept(desk / "book") == before


# ---------------------------------------------------------------- questions


@pytest.mark.parametrize("command", [("standings",), ("case", CASE), ("record", "-")])
def test_no_book(tmp_path: Path, command: tuple[str, ...]) -> None:
    """Where no book is, none is made: the program says how to name or create one."""
    ran = office(tmp_path, *command, stdin=line().encode())
    assert (ran.code, ran.out) == (2, "")
    assert "there is no book at book" in ran.err
    assert "minutebook init" in ran.err
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("command", "said"),
    [
        (("standings", "--as-of", "3"), "--as-of 3: the book ends at position 2"),
        (("standings", "--as-of", "9" * 5000), "the book ends at position 2"),
        (("standings", "--as-of", "soon"), "'soon' is not a date"),
        (("standings", "--as-of", "2026-13-01"), "'2026-13-01' is not a date: month must be"),
        (("replay", "--as-of", "2026/.."), "2026/.. has an open end: name a day"),
        (("disputes", "--occurred-by", "2"), "'2' is not a date"),
        (("standings", "tip"), "tip is not an edition: name it PROGRAMME/EDITION"),
        (("overrides", "tip/2015/MYS"), "tip/2015/MYS is not an edition"),
        (("case", "tip/2015"), "tip/2015 is not a case: name it PROGRAMME/EDITION/SUBJECT"),
        (("changes", "tip/2014", "fatf/2015"), "editions of different programmes"),
        (("changes", "fatf/2014", "fatf/2015"), "no programme of this book has an edition"),
        (("schema", "nonsense-done"), "'nonsense-done' is not an act; `minutebook schema` lists"),
        (("nonsense",), "No such command 'nonsense'"),
        (("standings", "--nonsense"), "No such option"),
        (("changes", "tip/2014"), "Missing argument"),
    ],
)
def test_questions_that_cannot_be_asked(desk: Path, command: tuple[str, ...], said: str) -> None:
    """A wrong argument is answered by what is wrong with it, and by nothing on stdout."""
    ran = office(desk, *command)
    assert (ran.code, ran.out) == (2, "")
    assert said in " ".join(ran.err.split())


@pytest.mark.parametrize(
    ("name", "near"),
    [
        ("tip/2015/MYX", ["tip/2015/MYS"]),
        ("tip/2015/mys", ["tip/2015/MYS"]),
        ("tip/2051/MYS", ["tip/2025/MYS"]),
        ("tip/2015/undisclosed-99", ["tip/2015/undisclosed-09"]),
    ],
)
def test_unknown_case(tmp_path: Path, demo_book: Path, name: str, near: list[str]) -> None:
    """A case without an entry is answered by the cases named most like it."""
    ran = run("--book", demo_book, "case", name, cwd=tmp_path)
    assert (ran.code, ran.out) == (2, "")
    said, _, listed = ran.err.strip().partition("; near it: ")
    assert said == f"minutebook: no entry is on record for {name}"
    assert listed.split(", ")[:1] == near
    assert all(one.count("/") == 2 for one in listed.split(", "))


# ---------------------------------------------------------------- making a book


@pytest.mark.parametrize(
    ("programme", "said"),
    [
        (None, "bad.toml is neither a programme that ships with minutebook (tip) nor a readable"),
        ("", "the programme is not complete: "),
        ("code = \n", "the programme is not TOML: Invalid value (at line 1, column 8)"),
        ('code = "tip"\ntitle = "T"\n', "scale: Field required"),
        (TIP.replace('"2WL", "3"]', '"2", "3"]'), "a tier is listed twice"),
        (TIP.replace('["SC"]', '["undisclosed"]'), "have a meaning of their own"),
        (TIP.replace('code = "tip"', 'code = "meeting"'), "'meeting'"),
        (TIP.replace("value = 2\n", "value = 2.5\n"), "parameters"),
    ],
)
def test_bad_programme_at_init(tmp_path: Path, programme: str | None, said: str) -> None:
    """A programme file that describes no ranking scheme is refused before a book is begun."""
    if programme is not None:
        (tmp_path / "bad.toml").write_text(programme, encoding="utf-8")
    before = sorted(tmp_path.iterdir())
    ran = office(tmp_path, "init", "--origin", ORIGIN, "--programme", "bad.toml")
    assert (ran.code, ran.out) == (2, "")
    assert said in ran.err
    assert sorted(tmp_path.iterdir()) == before


def test_init_and_demo_over_something_else(desk: Path) -> None:
    """What lies where a book is to be made stays as it is: a book, another book, a file."""
    before = kept(desk / "book")
    (desk / "file").write_text("mine")
    for name, command in (
        ("book", ("init", "--origin", "example.org/other")),
        ("book", ("demo",)),
        ("file", ("init", "--origin", "example.org/other")),
        ("file", ("demo",)),
    ):
        ran = run("--book", name, *command, cwd=desk)
        assert (ran.code, ran.out) == (2, ""), (name, command)
        assert f"minutebook: {name} " in ran.err
    assert kept(desk / "book") == before
    assert (desk / "file").read_text() == "mine"
    assert sorted(path.name for path in desk.iterdir()) == ["book", "file"]


def test_init_under_a_bad_name(tmp_path: Path) -> None:
    """An origin that can't name a log is refused, and so is a recorder of several lines."""
    for arguments in (("--origin", "two words"), ("--origin", ORIGIN, "--recorder", "a\nb")):
        ran = office(tmp_path, "init", *arguments)
        assert (ran.code, ran.out) == (2, "")
        assert repr(arguments[-1]) in ran.err
    assert list(tmp_path.iterdir()) == []


# ---------------------------------------------------------------- what could not be read again


@pytest.mark.parametrize("recorder", ["a\nb", " ", "x" * 201])
def test_a_recorder_that_is_no_name(desk: Path, recorder: str) -> None:
    """An entry that nobody could read again is never written, whoever says what stands in it."""
    before = kept(desk / "book")
    environ = {"MINUTEBOOK_RECORDER": recorder}
    ran = run("--book", "book", "record", "-", cwd=desk, stdin=line().encode(), environ=environ)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith("line 1, /by/recorded_by: ")
    assert kept(desk / "book") == before


def test_a_programme_whose_dates_are_none(tmp_path: Path) -> None:
    """A default that is no date is refused when an edition would take it, not when it is read."""
    text = TIP.replace('value = "{year}-06-30"', 'value = "soon"')
    (tmp_path / "vague.toml").write_text(text, encoding="utf-8")
    made = office(tmp_path, "init", "--origin", ORIGIN, "--programme", "vague.toml")
    if made.code == 0:
        before = kept(tmp_path / "book")
        act = line("edition-opened", "tip/2099", body={})
        made = office(tmp_path, "record", "-", stdin=act.encode())
        assert kept(tmp_path / "book") == before
        assert office(tmp_path, "replay").code == 0
    assert made.code == 2
    assert "'soon' is not a date" in made.err
