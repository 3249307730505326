"""The demonstration: made from the shipped history, and saying what that history says."""

import csv
import json
import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from tests.journeys.program import ORIGIN, ROOT, Ran, ended, kept, office, run, start

DATA = ROOT / "data"
SHIPPED = sum(len(file.read_bytes().splitlines()) for file in (DATA / "tip").glob("*.jsonl"))
with (DATA / "tip" / "tiers.csv").open(encoding="utf-8", newline="") as table:
    TIERS = list(csv.DictReader(table))
YEARS = sorted({row["year"] for row in TIERS})


def ask(book: Path, *question: str) -> Any:
    """Put a question to the demonstration book, and give the answer as JSON."""
    ran = run("--book", book, *question, "--json", cwd=book.parent)
    assert ran.code == 0, ran.err
    return ran.json


def test_demo_again(tmp_path: Path) -> None:
    """`demo` shows 2015 and replays; a second run adds nothing and says the same."""
    first = ended(start("--book", "some/where/book", "demo", cwd=tmp_path))
    before = kept(tmp_path / "some/where/book")
    again = run("--book", "some/where/book", "demo", cwd=tmp_path)
    assert (first.code, again.code) == (0, 0)
    assert f"{SHIPPED} acts recorded, 0 already there" in first.out
    assert f"0 acts recorded, {SHIPPED} already there" in again.out
    for ran in (first, again):
        said = ran.out.splitlines()
        assert f"replay of {SHIPPED + 2} entries: identical" in said
        assert "187 placements of tip/2015 on record" in said
    assert shown(first) == shown(again)
    assert kept(tmp_path / "some/where/book") == before
    assert len(before["entries"]) == SHIPPED + 2


def shown(ran: Ran) -> list[str]:
    """Give what was shown, less the line that counts what was added."""
    return [text for text in ran.out.splitlines() if "acts recorded" not in text]


@pytest.mark.parametrize("year", YEARS)
def test_standings_are_the_table(demo_book: Path, year: str) -> None:
    """The standings of every edition are the rows of `tiers.csv`, neither more nor fewer."""
    answer = ask(demo_book, "standings", f"tip/{year}")
    expected = {row["iso3"]: row["tier"] for row in TIERS if row["year"] == year}
    assert {row["subject"]: row["tier"] for row in answer["rows"]} == expected
    assert len(answer["rows"]) == len(expected)
    assert all(row["case"] == f"tip/{year}/{row['subject']}" for row in answer["rows"])
    assert {row["manner"] for row in answer["rows"]} == {"published"}


def test_newest_standings(demo_book: Path) -> None:
    """Without an edition, the newest placement of each subject is shown, with its edition."""
    newest = {row["iso3"]: row for row in sorted(TIERS, key=lambda row: row["year"])}
    expected = {code: (f"tip/{row['year']}", row["tier"]) for code, row in newest.items()}
    rows = ask(demo_book, "standings")["rows"]
    assert {row["subject"]: (row["edition"], row["tier"]) for row in rows} == expected
    assert len(rows) == len(expected)


def test_disputes_of_2015(demo_book: Path) -> None:
    """17 disputes, 3 prevailed, 14 did not; what the sources leave open stays open."""
    answer = ask(demo_book, "disputes", "tip/2015")
    outcomes = {row["subject"]: row["outcome"] for row in answer["rows"]}
    unnamed = [f"undisclosed-{number:02}" for number in range(1, 11)]
    lost = ["MYS", "CHN", "IND", "UZB", "MEX", *unnamed[:8]]
    won = ["THA", *unnamed[8:]]
    expected = dict.fromkeys(lost, "not-prevailed") | dict.fromkeys(won, "prevailed")
    assert outcomes == expected | {"CUB": "overruled"}
    (summary,) = answer["summary"]
    assert summary == {
        "party": "jtip",
        "disputes": 17,
        "prevailed": 3,
        "not_prevailed": 14,
        "overruled": 1,
        "compromised": 0,
        "kind_open": 13,
        "exceeded": 0,
        "conceded": 0,
        "withdrawn": 0,
        "open": 0,
        "undetermined": 0,
        "withheld": 0,
        "win_rate": {"wins": 3, "of": 17, "low": "3/17", "high": "3/17"},
        "of_placements": 187,
    }
    assert answer["answerable"] == {
        "subjects": [7, 17],
        "objectors": [1, 17],
        "meetings": [0, 17],
        "reasons": [0, 17],
    }


def test_positions_of_2015(demo_book: Path) -> None:
    """Recommendations, objections and placements of the named cases are those of the sources."""
    rows = {row["subject"]: row for row in ask(demo_book, "disputes", "tip/2015")["rows"]}
    found = {
        subject: (
            row["recommended"],
            [(line["party"], line["standing"]) for line in row["objectors"]],
            row["decided"],
            row["published"],
        )
        for subject, row in rows.items()
        if not subject.startswith("undisclosed")
    }
    better = [("undisclosed", "better than recommended")]
    assert found == {
        "MYS": ("3", better, None, "2WL"),
        "CUB": ("3", [("wha", "2WL")], None, "2WL"),
        "CHN": ("3", better, None, "2WL"),
        "THA": ("3", [("undisclosed", "2WL")], None, "3"),
        "IND": ("worse than 2", better, None, "2"),
        "UZB": ("worse than 2WL", better, None, "2WL"),
        "MEX": ("worse than 2", better, None, "2"),
    }
    assert {rows[subject]["grade"] for subject in found} == {"reported"}


def test_disputes_by_party(demo_book: Path) -> None:
    """`--party` keeps the disputes in which a party recommended or objected."""
    assert len(ask(demo_book, "disputes", "--party", "jtip")["rows"]) == len(
        ask(demo_book, "disputes")["rows"]
    )
    (cuba,) = ask(demo_book, "disputes", "tip/2015", "--party", "wha")["rows"]
    assert cuba["case"] == "tip/2015/CUB"
    assert ask(demo_book, "disputes", "--party", "nobody")["rows"] == []


def test_changes_to_2015(demo_book: Path) -> None:
    """18 moved up and 17 down, as the rows give it; who is in one edition alone is said to be."""
    tiers = {(row["year"], row["iso3"]): row["tier"] for row in TIERS}
    order = {"1": 0, "2": 1, "2WL": 2, "3": 3}
    expected: dict[str, list[str]] = {
        name: [] for name in ("up", "down", "same", "unordered", "not_comparable")
    }
    for code in sorted({row["iso3"] for row in TIERS if row["year"] in {"2014", "2015"}}):
        before, after = tiers.get(("2014", code)), tiers.get(("2015", code))
        if before is None or after is None:
            name = "not_comparable"
        elif before == after:
            name = "same"
        elif before not in order or after not in order:
            name = "unordered"
        else:
            name = "up" if order[after] < order[before] else "down"
        expected[name].append(code)
    answer = ask(demo_book, "changes", "tip/2014", "tip/2015")
    assert {name: answer[name] for name in expected} == expected
    assert (len(answer["up"]), len(answer["down"])) == (18, 17)
    back = ask(demo_book, "changes", "tip/2015", "tip/2014")
    assert (back["up"], back["down"]) == (answer["down"], answer["up"])


def test_coverage_of_2015(demo_book: Path) -> None:
    """The book says what it holds of 2015: placements in part, of two tiers whole."""
    rows = {row["act"]: row for row in ask(demo_book, "coverage", "tip/2015")["rows"]}
    placements = rows["placement-published"]
    assert (placements["extent"], placements["tiers"]) == ("partial", ["2WL", "3"])
    assert rows["decision-recorded"]["extent"] == "partial"
    years = Counter(row["edition"] for row in ask(demo_book, "coverage")["rows"])
    assert years.keys() == {f"tip/{year}" for year in YEARS}


def test_what_had_happened(demo_book: Path) -> None:
    """`--occurred-by` shows what had happened by a day, as the book knows it now."""
    before = ask(demo_book, "standings", "tip/2015", "--occurred-by", "2015-07-26")
    after = ask(demo_book, "standings", "tip/2015", "--occurred-by", "2015-07-27")
    assert (len(before["rows"]), len(after["rows"])) == (0, 187)
    assert before["occurred_by"] == "2015-07-26"
    newest = ask(demo_book, "standings", "--occurred-by", "2014-12-31")["rows"]
    assert max(row["edition"] for row in newest) == "tip/2014"


def test_replay_from_every_side(tmp_path: Path, demo_book: Path) -> None:
    """What readers see is what the entries give: now, as of a position, and from nothing."""
    book = tmp_path / "book"
    shutil.copytree(demo_book, book)
    for arguments, entries in (((), SHIPPED + 2), (("--as-of", "1000"), 1000)):
        answer = ask(book, "replay", *arguments)
        assert answer["identical"]
        assert answer["first_difference"] is None
        assert answer["entries"] == entries
    seen = ask(book, "disputes", "tip/2015")
    shutil.rmtree(book / "views")
    assert ask(book, "disputes", "tip/2015") == seen


def test_the_files_are_what_the_script_makes(tmp_path: Path) -> None:
    """`make.py` makes the shipped files anew, byte for byte, from the table beside it."""
    for name in ("make.py", "tiers.csv"):
        shutil.copy(DATA / "tip" / name, tmp_path)
    subprocess.run([sys.executable, tmp_path / "make.py"], cwd="/", check=True)
    made = {file.name: file.read_bytes() for file in tmp_path.glob("*.jsonl")}
    assert made == {file.name: file.read_bytes() for file in (DATA / "tip").glob("*.jsonl")}
    assert sum(len(data.splitlines()) for data in made.values()) == SHIPPED


def test_the_example_of_an_office(tmp_path: Path) -> None:
    """The spreadsheet that shows how CSV is written gives the two disputes its page tells of."""
    assert office(tmp_path, "init", "--origin", ORIGIN).code == 0
    first = office(tmp_path, "record", DATA / "example" / "office.csv", "--json").json
    assert (first["added"], first["already"]) == (15, 0)
    again = office(tmp_path, "record", DATA / "example" / "office.csv")
    lines = again.out.splitlines()
    assert all(text.endswith("  already") for text in lines)
    assert [text.split()[2] for text in lines] == [one["digest"] for one in first["receipts"]]
    answer = office(tmp_path, "disputes", "tip/2099", "--json").json
    assert {row["subject"]: row["outcome"] for row in answer["rows"]} == {
        "AAA": "compromised",
        "AAB": "withdrawn",
    }
    aaa = next(row for row in answer["rows"] if row["subject"] == "AAA")
    assert (aaa["recommended"], aaa["decided"], aaa["published"]) == ("3", "2WL", "2WL")
    assert aaa["forum"] == "deputy-secretary"
    (summary,) = answer["summary"]
    assert summary["win_rate"] == {"wins": 0, "of": 1, "low": "0/1", "high": "0/1"}
    placed = office(tmp_path, "standings", "--json").json["rows"]
    assert {row["subject"]: row["tier"] for row in placed} == {"AAA": "2WL", "AAB": "2WL"}


def test_csv_and_json_agree(tmp_path: Path, new_book: Path) -> None:
    """A row of the spreadsheet, written as JSON under the same key, is the same act."""
    shutil.copytree(new_book, tmp_path / "book")
    assert office(tmp_path, "record", DATA / "example" / "office.csv").code == 0
    with (DATA / "example" / "office.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    acts = [as_json({name: text for name, text in row.items() if text}) for row in rows]
    ran = office(tmp_path, "record", "-", "--json", stdin="\n".join(map(json.dumps, acts)).encode())
    assert (ran.json["added"], ran.json["already"]) == (0, len(acts))


def as_json(cells: dict[str, str]) -> dict[str, Any]:
    """Write the cells of a row as the act that they stand for."""
    plain = ("act", "on", "occurred", "made", "key", "release")
    people = ("party", "person", "role", "authority")
    act: dict[str, Any] = {name: cells.pop(name) for name in plain if name in cells}
    act["by"] = {name: cells.pop(name) for name in people if name in cells}
    if "basis" in cells:
        act["basis"] = cells.pop("basis").split("; ")
    source = {name: cells.pop(name) for name in list(cells) if name.startswith("source_")}
    source = {name.removeprefix("source_"): text for name, text in source.items()}
    return act | {"body": cells | {"sources": [source]}}
