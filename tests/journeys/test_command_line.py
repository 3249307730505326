"""The command line: what each command takes, prints and answers with."""

import hashlib
import json
import re
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path
from typing import Any

import pytest

from domain.acts import ACTS
from tests.books import Minutes
from tests.books import act as acted
from tests.journeys.program import ORIGIN, ROOT, ended, kept, office, run, start

EXAMPLE = ROOT / "data" / "example" / "office.csv"
COMMANDS = (
    "init",
    "demo",
    "record",
    "standings",
    "disputes",
    "overrides",
    "changes",
    "case",
    "trace",
    "clock",
    "due",
    "deviations",
    "coverage",
    "replay",
    "reconcile",
    "seal",
    "verify",
    "prove",
    "check",
    "publish",
    "bundle",
    "receive",
    "schema",
    "evidence",
)
READING = {
    "standings": ("standings", "tip/2099"),
    "disputes": ("disputes",),
    "overrides": ("overrides",),
    "changes": ("changes", "tip/2098", "tip/2099"),
    "case": ("case", "tip/2099/AAA"),
    "trace": ("trace", "tip/2099/AAA"),
    "clock": ("clock", "tip/2099"),
    "due": ("due", "tip/2099"),
    "deviations": ("deviations", "tip/2099"),
    "check": ("check",),
    "coverage": ("coverage",),
    "replay": ("replay",),
    "reconcile": ("reconcile",),
}
INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z")


def act(on: str = "tip/2099/AAA", standing: str = "3", **more: Any) -> dict[str, Any]:
    """Write a recommendation."""
    by, body = {"party": "jtip"}, {"standing": standing}
    return {"act": "recommendation-submitted", "on": on, "by": by, "body": body, **more}


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory, new_book: Path) -> Path:
    """Give a folder with a book of the example, to be read."""
    folder = tmp_path_factory.mktemp("filled")
    shutil.copytree(new_book, folder / "book")
    assert office(folder, "record", EXAMPLE).code == 0
    return folder


# ---------------------------------------------------------------- help


def test_help_names_every_command(tmp_path: Path) -> None:
    """`--help` names every command, the variable and the exit codes; no argument asks for it."""
    ran = ended(start("--help", cwd=tmp_path))
    assert ran.code == 0
    listed = ran.out.partition("Commands:")[2].partition("Exit codes:")[0]
    assert tuple(re.findall(r"^  ([a-z]+) ", listed, re.MULTILINE)) == COMMANDS
    assert "MINUTEBOOK_BOOK" in ran.out
    assert "Usage: minutebook " in ran.out
    for code in ("0 holds", "1 mismatch", "2 usage or refused input", "3 unreadable"):
        assert code in " ".join(ran.out.split())
    unasked = run(cwd=tmp_path)
    assert (unasked.code, unasked.out, unasked.err) == (2, "", ran.out)


@pytest.mark.parametrize("command", COMMANDS)
def test_help_of_a_command(tmp_path: Path, command: str) -> None:
    """Each command tells what it does and what it takes, without touching a book."""
    ran = run(command, "--help", cwd=tmp_path)
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.startswith(f"Usage: minutebook {command} ")
    assert command not in READING or "--json" in ran.out
    assert ("--as-of" in ran.out) == (command in READING)
    assert list(tmp_path.iterdir()) == []


def test_version(tmp_path: Path) -> None:
    """`--version` prints the version of the installed program, or that there is none."""
    ran = run("--version", cwd=tmp_path)
    try:
        expected = f"minutebook {metadata.version('minutebook')}\n"
    except metadata.PackageNotFoundError:
        expected = "minutebook, run from a checkout that is not installed\n"
    assert (ran.code, ran.out) == (0, expected)


# ---------------------------------------------------------------- which book


def test_which_book(tmp_path: Path, filled: Path) -> None:
    """A book is named by --book, else by MINUTEBOOK_BOOK, else it is ./book."""
    shutil.copytree(filled / "book", tmp_path / "named" / "book")
    named = {"MINUTEBOOK_BOOK": str(tmp_path / "named" / "book")}
    nowhere = {"MINUTEBOOK_BOOK": "nowhere"}
    assert run("standings", cwd=tmp_path).code == 2
    assert run("standings", cwd=tmp_path, environ=named).code == 0
    assert run("standings", cwd=tmp_path, environ=nowhere).code == 2
    assert run("--book", "named/book", "standings", cwd=tmp_path, environ=nowhere).code == 0
    assert run("standings", cwd=tmp_path / "named").code == 0


def test_init(tmp_path: Path) -> None:
    """A new book has two entries, a private folder, and a key whose public half is printed."""
    ran = office(tmp_path, "init", "--origin", ORIGIN)
    assert ran.code == 0
    assert ran.out.splitlines()[0] == f"book: book {ORIGIN}, programme tip, 2 entries"
    vkey = (tmp_path / "book" / "log" / "log.vkey").read_text().strip()
    assert ran.out.splitlines()[1] == f"verifier key: {vkey}"
    assert (tmp_path / "book").stat().st_mode & 0o777 == 0o700
    assert (tmp_path / "book" / "keys" / "log.key").stat().st_mode & 0o777 == 0o600
    opened, adopted = (json.loads(row[-1]) for row in kept(tmp_path / "book")["entries"])
    assert (opened["act"], opened["stream"], opened["body"]["vkey"]) == (
        "book-opened",
        "book",
        vkey,
    )
    assert (adopted["act"], adopted["stream"]) == ("programme-adopted", "tip")
    text = (ROOT / "domain" / "programmes" / "tip.toml").read_bytes()
    assert adopted["body"]["programme"].encode() == text
    assert adopted["body"]["digest"] == hashlib.sha256(text).hexdigest()


def test_init_with_a_programme_of_ones_own(tmp_path: Path) -> None:
    """A programme from a file gives the scale that acts are held against."""
    text = 'code = "credit"\ntitle = "Ratings"\nscale = { tiers = ["AAA", "BB"] }\n'
    (tmp_path / "credit.toml").write_text(f'{text}subjects = {{ X = "Xyl" }}\n')
    ran = office(tmp_path, "init", "--origin", ORIGIN, "--programme", "credit.toml")
    assert ran.code == 0
    placed = {"act": "placement-published", "on": "credit/2099/X", "by": {"party": "agency"}}
    good, bad = (json.dumps(placed | {"body": {"tier": tier}}) for tier in ("AAA", "2WL"))
    assert office(tmp_path, "record", "-", stdin=bad.encode()).code == 2
    assert office(tmp_path, "record", "-", stdin=good.encode()).code == 0
    (row,) = office(tmp_path, "standings", "credit/2099", "--json").json["rows"]
    assert (row["subject"], row["name"], row["tier"]) == ("X", "Xyl", "AAA")


# ---------------------------------------------------------------- recording


def forms() -> Iterator[tuple[str, bytes]]:
    """Give the same two acts in every form a file may have."""
    acts = [act(key="one"), act("tip/2099/AAB", "2", key="two")]
    columns = ("act", "on", "party", "key", "standing")
    rows = [[one["act"], one["on"], "jtip", one["key"], one["body"]["standing"]] for one in acts]
    table = "\n".join(",".join(row) for row in (columns, *rows))
    yield "lines", "\n".join(map(json.dumps, acts)).encode()
    yield "lines of Windows", "\r\n".join(map(json.dumps, acts)).encode()
    yield "array", json.dumps(acts, indent=2).encode()
    yield "table", table.encode()
    yield "table with a byte order mark", table.encode("utf-8-sig")
    yield "quoted table", re.sub(r"([^,\n]+)", r'"\1"', table).encode()


@pytest.mark.parametrize("form", [name for name, _ in forms()])
def test_every_form_of_input(desk: Path, form: str) -> None:
    """Standard input is read in each of its forms, and each is the same acts."""
    given = dict(forms())
    first = office(desk, "record", "-", "--json", stdin=given[form]).json
    assert (first["added"], first["already"]) == (2, 0)
    for other in given.values():
        again = office(desk, "record", "-", "--json", stdin=other).json
        assert (again["added"], again["already"]) == (0, 2)
        assert again["receipts"] == first["receipts"]
    assert len(kept(desk / "book")["entries"]) == 4


def test_one_act(desk: Path) -> None:
    """One act may be one object, spread over lines, in a file or on standard input."""
    (desk / "one.json").write_text(json.dumps(act(), indent=1))
    assert office(desk, "record", "one.json", "--json").json["added"] == 1
    assert office(desk, "record", "-", stdin=json.dumps(act(), indent=1).encode()).code == 0
    assert len(kept(desk / "book")["entries"]) == 4


def test_receipts(desk: Path) -> None:
    """A receipt says where the entry lies and what its bytes hash to, on paper and as JSON."""
    acts = [act(key="a"), act(standing="2", key="b"), act("tip/2099/AAB", key="c")]
    text = "\n".join(map(json.dumps, acts)).encode()
    printed = office(desk, "record", "-", stdin=text)
    answer = office(desk, "record", "-", "--json", stdin=text).json
    rows = kept(desk / "book")["entries"][2:]
    expected = [
        {
            "id": json.loads(data)["id"],
            "stream": stream,
            "version": version,
            "position": position,
            "digest": hashlib.sha256(data).hexdigest(),
            "sealed": True,
            "proof": f"book/receipts/{position}.tlog-proof",
        }
        for position, stream, version, *_, data in rows
    ]
    assert answer["receipts"] == expected
    assert (answer["added"], answer["already"], answer["head"]) == (0, 3, 5)
    assert printed.out.splitlines() == [
        f"{one['position']}  {one['stream']}@{one['version']}  {one['digest']}" for one in expected
    ]
    assert printed.err == (
        "3 acts recorded, 0 already there\n"
        "proofs in book/receipts: keep copies where nobody can change them\n"
    )
    for one in expected:
        proved = run("verify", str(one["proof"]), cwd=desk)
        assert proved.code == 0, proved.out


def test_dry_run(desk: Path) -> None:
    """A dry run says what would be recorded, and what is already, and records nothing."""
    before = kept(desk / "book")
    ran = office(desk, "record", "--dry-run", EXAMPLE)
    assert ran.code == 0
    assert ran.out.startswith("15 acts can be recorded, 0 are ")
    answer = office(desk, "record", "--dry-run", "--json", EXAMPLE).json
    assert (answer["receipts"], answer["added"], answer["dry_run"]) == ([], 15, True)
    assert kept(desk / "book") == before
    assert office(desk, "record", EXAMPLE).code == 0
    ran = office(desk, "record", "--dry-run", EXAMPLE)
    assert ran.out.startswith("0 acts can be recorded, 15 are ")


def test_a_file_that_grows(desk: Path) -> None:
    """Of a file that grew only the new rows are added, and they may rest on the old ones."""
    first = [act(key="one")]
    then = [*first, act(standing="2", key="two", basis=["one"])]
    for acts, added in ((first, 1), (then, 1), (then, 0)):
        text = "\n".join(map(json.dumps, acts)).encode()
        answer = office(desk, "record", "-", "--json", stdin=text).json
        assert (answer["added"], answer["already"]) == (added, len(acts) - added)
    last = json.loads(kept(desk / "book")["entries"][-1][-1])
    assert last["basis"] == ["tip/2099/AAA@1"]


@pytest.mark.parametrize("name", ["key", "id"])
def test_another_act_under_the_same_name(desk: Path, name: str) -> None:
    """A key or id stands for one act: another under it is refused, naming the first."""
    text = "0193e4c8-0000-7000-8000-000000000001"
    assert office(desk, "record", "-", stdin=json.dumps(act(**{name: text})).encode()).code == 0
    before = kept(desk / "book")
    other = json.dumps(act(standing="2", **{name: text}))
    ran = office(desk, "record", "-", stdin=other.encode())
    assert ran.code == 2
    assert f"line 1, /{name}: another act has this {name}: tip/2099/AAA@1, position 3" in ran.err
    assert kept(desk / "book") == before


def test_an_act_without_a_name(desk: Path) -> None:
    """An act under neither key nor id is another act each time it is submitted."""
    for _ in range(2):
        assert office(desk, "record", "-", stdin=json.dumps(act()).encode()).code == 0
    assert len(kept(desk / "book")["entries"]) == 4


def test_the_version_the_writer_saw(desk: Path) -> None:
    """`expect` holds an act to what its writer had read, also within a file."""
    acts = [act(expect=0), act(standing="2", expect=1)]
    text = "\n".join(map(json.dumps, acts)).encode()
    assert office(desk, "record", "-", stdin=text).code == 0
    assert office(desk, "record", "-", stdin=text).code == 2
    assert len(kept(desk / "book")["entries"]) == 4


def test_who_wrote_it_down(desk: Path) -> None:
    """Entries bear who wrote them down: the book's recorder, or whom the environment names."""
    environ = {"MINUTEBOOK_RECORDER": "Night shift"}
    text = json.dumps(act()).encode()
    assert run("--book", "book", "record", "-", cwd=desk, stdin=text, environ=environ).code == 0
    assert office(desk, "record", "-", stdin=text).code == 0
    rows = office(desk, "case", "tip/2099/AAA", "--json").json["rows"]
    assert [row["by"]["recorded_by"] for row in rows] == ["Night shift", "Clerk"]


# ---------------------------------------------------------------- answers


@pytest.mark.parametrize("name", READING)
def test_header_of_every_answer(filled: Path, name: str) -> None:
    """Every answer begins by saying what it is, of which book, how far, and for whom."""
    plain = office(filled, *READING[name], "--json")
    assert plain.code == 0
    header = {
        "schema": f"minutebook/{name}/1",
        "book": ORIGIN,
        "head": 17,
        "sealed": 17,
        "audience": "internal",
    }
    assert list(plain.json.items())[: len(header)] == list(header.items())
    assert not {"as_of", "occurred_by"} & plain.json.keys()
    assert ("on" in plain.json) == (name in {"due", "deviations", "check"})
    then = office(filled, *READING[name], "--json", "--as-of", "6")
    assert (then.code, then.json["head"], then.json["as_of"]) == (0, 17, 6)
    assert all(re.fullmatch("[a-z0-9_]+", key) for key in keys(plain.json))


def keys(value: Any) -> Iterator[str]:
    """Give every key of an answer, but those of the acts themselves."""
    if isinstance(value, dict):
        for key, part in value.items():
            yield key
            yield from () if key in {"body", "recorded_body"} else keys(part)
    elif isinstance(value, list):
        for part in value:
            yield from keys(part)


COLUMNS = {
    "standings": "subject name tier case position manner",
    "disputes": "case subject recommended recommended_first objectors decided published forum "
    "outcome grade rounds marks opened closed",
    "overrides": "case recommended decided published contested concurrence direction",
    "case": "position version act occurred recorded_at made by summary body withheld marks changes",
    "coverage": "edition act extent tiers note position",
}


@pytest.mark.parametrize("name", COLUMNS)
def test_columns_of_every_answer(demo_book: Path, filled: Path, name: str) -> None:
    """Every row of an answer has every column: what has no value is null, never missing."""
    elsewhere = "tip/2015/MYS" if name == "case" else "tip/2015"
    for book, question in ((filled / "book", READING[name]), (demo_book, (name, elsewhere))):
        rows = run("--book", book, *question, "--json", cwd=filled).json["rows"]
        assert rows or (book, name) == (filled / "book", "coverage")
        for row in rows:
            assert set(COLUMNS[name].split()) <= row.keys()
            assert row.keys() == rows[0].keys()


def test_header_of_receipts(desk: Path) -> None:
    """`record --json` begins as the answers do; the head is that after recording."""
    answer = office(desk, "record", EXAMPLE, "--json").json
    assert list(answer)[:5] == ["schema", "book", "head", "sealed", "audience"]
    assert (answer["schema"], answer["head"]) == ("minutebook/record/1", 17)


@pytest.mark.parametrize("name", sorted(READING.keys() - {"replay"}))
def test_what_had_happened_by_a_day(filled: Path, name: str) -> None:
    """`--occurred-by` holds on every question, and the answer says so, and what it left out."""
    ran = office(filled, *READING[name], "--json", "--occurred-by", "2024-05-10")
    assert (ran.code, ran.json["occurred_by"], ran.json["left_out"]) == (0, "2024-05-10", 0)
    shown = office(filled, *READING[name], "--occurred-by", "2024-05-10")
    assert "occurred by 2024-05-10" in shown.err
    if name == "case":
        acts = [row["act"] for row in ran.json["rows"]]
        assert acts == ["recommendation-submitted"]


@pytest.mark.parametrize("name", READING)
def test_answers_for_people(filled: Path, name: str) -> None:
    """Without --json data go to stdout, and on stderr stands of which book they are."""
    ran = office(filled, *READING[name])
    assert ran.code == 0
    assert ran.out
    assert ran.err == f"{ORIGIN} · head 17\n"
    assert "\x1b" not in ran.out + ran.err


def test_times(filled: Path) -> None:
    """Times are in UTC, in 27 characters that end in Z, and never go back."""
    rows = office(filled, "case", "tip/2099/AAA", "--json").json["rows"]
    times = [row["recorded_at"] for row in sorted(rows, key=lambda row: row["position"])]
    assert all(INSTANT.fullmatch(time) for time in times)
    assert times == sorted(times)


def test_a_case(filled: Path) -> None:
    """A case is told in the order in which it happened, with what each step changed."""
    answer = office(filled, "case", "tip/2099/AAA", "--json").json
    assert [row["act"] for row in answer["rows"]] == [
        "recommendation-submitted",
        "objection-raised",
        "concurrence-recorded",
        "dispute-escalated",
        "decision-recorded",
        "placement-published",
    ]
    assert [row["occurred"] for row in answer["rows"]] == sorted(
        row["occurred"] for row in answer["rows"]
    )
    columns = {"position", "version", "act", "occurred", "recorded_at", "made", "by", "summary"}
    for row in answer["rows"]:
        assert columns | {"body", "withheld", "marks", "changes"} <= row.keys()
    changes = answer["rows"][-1]["changes"]
    assert {"table": "standings", "column": "tier", "from": None, "to": "2WL"} in changes


def test_as_of(tmp_path: Path) -> None:
    """`--as-of` shows what the book said then, by position or by the day it was recorded."""
    moments = [datetime(2027, 1, day, 12, tzinfo=UTC) for day in (2, 3, 4)]
    with Minutes(tmp_path / "book", moments) as minutes:
        minutes.record(acted("placement-published", "MYS", "state", tier="2"))
        body = {"corrects": "tip/2015/MYS@1", "replacement": {"body": {"tier": "2WL"}}}
        minutes.record(acted("record-corrected", "MYS", "state", **body))
        minutes.record(acted("placement-corrected", "MYS", "state", tier="3"))
    said = {
        "0": None,
        "2": None,
        "3": "2",
        "4": "2WL",
        "5": "3",
        "2026-12": None,
        "2027-01-01": None,
        "2027-01-02T11:59:59Z": None,
        "2027-01-02T12:00:00Z": "2",
        "2027-01-02": "2",
        "2027-01-03": "2WL",
        "2027-01": "3",
        "2027-01-02/2027-01-03": "2WL",
    }
    for as_of, tier in said.items():
        answer = office(tmp_path, "standings", "tip/2015", "--json", "--as-of", as_of).json
        assert [row["tier"] for row in answer["rows"]] == ([tier] if tier else []), as_of
        expected = {None: 2, "2": 3, "2WL": 4, "3": 5}[tier]
        assert answer["as_of"] == (int(as_of) if as_of.isdigit() else expected), as_of
    rows = office(tmp_path, "case", "tip/2015/MYS", "--json", "--as-of", "3").json["rows"]
    assert [row["body"]["tier"] for row in rows] == ["2"]


def test_the_two_times_together(filled: Path) -> None:
    """What the book said then of what had happened by a day: both are set, both are named."""
    asked = ("disputes", "--json", "--as-of", "6", "--occurred-by", "2024-05-31")
    answer = office(filled, *asked).json
    assert (answer["as_of"], answer["occurred_by"]) == (6, "2024-05-31")
    assert [row["case"] for row in answer["rows"]] == ["tip/2099/AAA"]
    assert answer["rows"][0]["outcome"] == "open"


# ---------------------------------------------------------------- schema


def test_schema(tmp_path: Path) -> None:
    """The schema of the acts is one document in which every reference is found."""
    document = run("schema", cwd=tmp_path).json
    assert document["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    submitted = {name for name, one in ACTS.items() if not one.made_by_program}
    named = {one["$ref"].removeprefix("#/$defs/") for one in document["oneOf"]}
    assert named == submitted
    for ref in references(document):
        assert ref.removeprefix("#/$defs/") in document["$defs"], ref
    for name in submitted:
        one = document["$defs"][name]
        assert one["properties"]["act"] == {"const": name}
        assert one["additionalProperties"] is False
        assert {"act", "on", "by"} <= set(one["required"])
        assert "version" not in one["properties"]


def references(value: Any) -> Iterator[str]:
    """Give every reference in a schema."""
    if isinstance(value, dict):
        if isinstance(ref := value.get("$ref"), str):
            yield ref
        for part in value.values():
            yield from references(part)
    elif isinstance(value, list):
        for part in value:
            yield from references(part)


@pytest.mark.parametrize("name", sorted(ACTS))
def test_schema_of_an_act(tmp_path: Path, name: str) -> None:
    """The schema of one act stands by itself, and says what the act is."""
    one = run("schema", name, cwd=tmp_path).json
    assert one["title"] == name
    assert one["description"]
    assert {ref.removeprefix("#/$defs/") for ref in references(one)} <= one["$defs"].keys()
    assert one["properties"]["body"]["additionalProperties"] is False


def test_schema_and_the_shipped_acts(tmp_path: Path) -> None:
    """Every act of the shipped history has the fields that its schema names, and no other."""
    document = run("schema", cwd=tmp_path).json["$defs"]
    for file in (ROOT / "data" / "tip").glob("*.jsonl"):
        for text in file.read_text(encoding="utf-8").splitlines():
            given = json.loads(text)
            shape = document[given["act"]]
            for part, fields in ((shape, given), (shape["properties"]["body"], given["body"])):
                assert fields.keys() <= part["properties"].keys(), text
                assert set(part.get("required", ())) <= fields.keys(), text
