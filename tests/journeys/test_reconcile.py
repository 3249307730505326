"""`reconcile` as it is used: the shipped claims, files of every form, and all that is refused."""

import json
import os
import shutil
from pathlib import Path
from typing import Any

import pytest

from tests.journeys.program import ROOT, Ran, office, run

CLAIMS = ROOT / "data" / "tip" / "claims.toml"
NOBODY = "neither a code or name that the programme knows, nor a code with a placement on record"
HEADER = "claim,claimant,measure,edition,subject,expect"
Row = dict[str, Any]


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory, new_book: Path) -> Path:
    """Give a folder with a book of two placements and one complete list."""
    folder = tmp_path_factory.mktemp("claims")
    shutil.copytree(new_book, folder / "book")
    source = {"title": "T", "publisher": "Vox", "grade": "reported"}
    acts: list[Row] = [
        {"act": "placement-published", "on": f"tip/2099/{subject}", "body": {"tier": tier}}
        for subject, tier in (("AAA", "3"), ("CHN", "1"))
    ]
    declared = {"acts": ["placements"], "extent": "partial", "tiers": ["3"]}
    acts.append({"act": "coverage-declared", "on": "tip/2099", "body": declared})
    for one in acts:
        one |= {"by": {"party": "clerk"}, "made": "reconstructed"}
        one["body"] |= {"sources": [source]}
    assert office(folder, "record", "-", stdin=json.dumps(acts).encode()).code == 0
    return folder


def asked(folder: Path, name: str, text: str | bytes, *more: str) -> Ran:
    """Compare the claims of a file with the book of a folder."""
    data = text if isinstance(text, bytes) else text.encode()
    (folder / name).write_bytes(data)
    return office(folder, "reconcile", name, *more)


# ---------------------------------------------------------------- the demonstration


def on_demo(demo_book: Path, *arguments: str | Path) -> Row:
    """Put the question to the demonstration book; some claim of it is contradicted."""
    ran = run("--book", demo_book, "reconcile", *arguments, "--json", cwd=demo_book.parent)
    assert ran.code == 1, ran.err
    answer: Row = ran.json
    return answer


def test_the_shipped_claims(demo_book: Path) -> None:
    """Each press report has the verdict that the record allows."""
    answer = on_demo(demo_book, CLAIMS)
    found = {(row["claim"], row["part"]): row["verdict"] for row in answer["rows"]}
    assert found == {
        ("china-before-2013", "2WL"): "confirmed",
        ("russia-before-2013", "2WL"): "confirmed",
        ("china-2013", None): "confirmed",
        ("russia-2013", None): "confirmed",
        ("three-of-seventeen", "prevailed"): "restated",
        ("three-of-seventeen", "judged"): "restated",
        ("fourteen-lost", "disputes"): "restated",
        ("fourteen-lost", "not-prevailed"): "restated",
        ("malaysia-2015", None): "confirmed",
        ("cuba-2015", None): "confirmed",
        ("cuba-before-2015", "3"): "compatible",
        ("china-2015", None): "confirmed",
        ("thailand-2015", None): "confirmed",
        ("thailand-2015-page", None): "contradicted",
        ("lists-of-2015", "2WL"): "confirmed",
        ("lists-of-2015", "3"): "confirmed",
        ("watch-list-of-2015", "2WL"): "confirmed",
        ("evaluated-2015", None): "compatible",
        ("moves-to-2015", "up"): "compatible",
        ("moves-to-2015", "down"): "compatible",
        ("china-2017", None): "confirmed",
        ("china-2014-to-2016", "2"): "contradicted",
    }
    assert answer["claims"] == 18
    assert sum(answer["verdicts"].values()) == len(found)


def test_the_numbers_behind_the_shipped_claims(demo_book: Path) -> None:
    """What was found, its bounds, and how many entries carry it independently."""
    rows = {(row["claim"], row["part"]): row for row in on_demo(demo_book, CLAIMS)["rows"]}
    columns = ("expected", "found", "low", "high", "independent")
    found = {
        name: (*(row[one] for one in columns), len(row["positions"])) for name, row in rows.items()
    }
    assert found["three-of-seventeen", "prevailed"] == (3, 3, 3, 3, 0, 2)
    assert found["three-of-seventeen", "judged"] == (17, 17, 17, 17, 0, 10)
    assert found["lists-of-2015", "2WL"] == (44, 44, 44, 44, 44, 44)
    assert found["lists-of-2015", "3"] == (23, 23, 23, 23, 23, 23)
    assert found["china-before-2013", "2WL"] == (8, 8, 8, 8, 8, 8)
    assert found["russia-before-2013", "2WL"] == (9, 9, 9, 9, 9, 9)
    assert found["cuba-before-2015", "3"] == (12, 11, 11, 14, 11, 11)
    assert found["evaluated-2015", None] == (188, 187, 187, None, 187, 187)
    assert found["moves-to-2015", "up"] == (18, 18, 18, None, 36, 36)
    assert found["moves-to-2015", "down"] == (18, 17, 17, None, 34, 34)
    assert found["china-2014-to-2016", "2"] == (3, 0, 0, 0, 3, 3)
    assert found["thailand-2015-page", None] == ("2WL", "3", "3", "3", 1, 1)


def test_the_claims_on_record(demo_book: Path) -> None:
    """The acts of the demonstration agree with the shipped file, and none can't be read."""
    answer = on_demo(demo_book)
    rows = [row for row in answer["rows"] if row["edition"] in {"tip/2013", "tip/2015", "tip/2017"}]
    found = {(row["claimant"], row["measure"], row["part"], row["expected"]): row for row in rows}
    shipped = on_demo(demo_book, CLAIMS)["rows"]
    both = 0
    for row in shipped:
        name = (row["claimant"], row["measure"], row["part"], row["expected"])
        if name in found:
            assert found[name]["verdict"] == row["verdict"], name
            both += 1
    assert both >= 12
    assert answer["verdicts"]["unsupported"] == 0
    assert answer["verdicts"]["contradicted"] == 3
    assert answer["claims"] == len(answer["rows"]) == 25


def test_what_a_person_is_shown(demo_book: Path) -> None:
    """Verdicts in words, bounds and support in a table, then why, and the verdicts counted."""
    ran = run("--book", demo_book, "reconcile", CLAIMS, cwd=demo_book.parent)
    assert ran.code == 1
    lines = [" ".join(line.split()) for line in ran.out.splitlines()]
    assert lines[0] == "claim claimant about claimed found verdict support"
    assert (
        "lists-of-2015 CIA Factbook count-by-tier tip/2015 2WL=44 44 confirmed 44 entries, "
        "44 independent" in lines
    )
    assert (
        "evaluated-2015 Reuters evaluated tip/2015 188 187 or more compatible 187 entries, "
        "187 independent" in lines
    )
    assert "cuba-before-2015 Reuters years-on-tier tip/2015 CUB 3=12 11 to 14" in "\n".join(lines)
    assert (
        "china-2014-to-2016 2=3 contradicted: tip/2014: 2WL; tip/2015: 2WL; tip/2016: 2WL" in lines
    )
    assert lines[-2] == (
        "18 claims in 22 parts: 12 confirmed, 4 restated, 4 compatible, 2 contradicted, "
        "0 unsupported"
    )
    assert lines[-1].startswith("restated: the record gives what is claimed, and all that carries")


# ---------------------------------------------------------------- forms of a file

AS_TOML = """
title = "Claims of one source"

[[claims]]
claim = "one"
claimant = "Reuters"
measure = "count-by-tier"
edition = 2099
expect = { 3 = 1 }
source = { title = "T", date = 2099-01-01 }

[[claims]]
claim = "two"
claimant = "Reuters"
measure = "placement"
edition = "tip/2099"
subject = "china"
statement = "China stays."
expect = 1
"""
AS_CSV = f"""{HEADER},statement,source
one,Reuters,count-by-tier,2099,,3: 1,,"T, 2099"

,,,,,,,
two,Reuters,placement,tip/2099,china,Tier 1,China stays.,
"""


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("claims.toml", AS_TOML),
        ("claims.csv", AS_CSV),
        ("claims.CSV", AS_CSV.replace("\n", "\r\n")),
        ("claims", "﻿" + AS_TOML),
        ("claims.txt", "﻿" + AS_CSV),
        ("columns.csv", AS_CSV.replace("claimant,measure", " Claimant , MEASURE ")),
    ],
)
def test_a_file_is_toml_or_csv(small: Path, name: str, text: str) -> None:
    """The same claims in either form are the same claims, whatever the line ends or the suffix."""
    ran = asked(small, name, text, "--json")
    assert ran.code == 0, ran.err
    answer = ran.json
    assert answer["schema"] == "minutebook/reconcile/1"
    columns = ("claim", "verdict", "expected", "found", "part", "subject", "statement")
    rows = [tuple(row[one] for one in columns) for row in answer["rows"]]
    assert rows[0][:5] == ("one", "confirmed", 1, 1, "3")
    assert rows[1] == ("two", "confirmed", "1", "1", None, "CHN", "China stays.")


def test_no_claim_contradicted_is_success(small: Path) -> None:
    """Only a contradiction is answered with 1; what is not supported is not contradicted."""
    for expect, verdict, code in (
        ("3=1", "confirmed", 0),
        ("3=2", "contradicted", 1),
        ("1=2", "compatible", 0),
        ("SC=1", "unsupported", 0),
    ):
        ran = asked(small, "one.csv", f"{HEADER}\na,R,count-by-tier,2099,,{expect}\n", "--json")
        assert (ran.code, ran.json["rows"][0]["verdict"]) == (code, verdict)


def test_a_book_without_claims_says_so(small: Path) -> None:
    """Without a file and without a claim on record there is nothing to compare."""
    ran = office(small, "reconcile")
    assert (ran.code, ran.out) == (0, "No claim is on record. Name a file of claims to compare.\n")
    assert office(small, "reconcile", "--json").json["rows"] == []


def test_questions_of_time(small: Path) -> None:
    """A file is held against what the book said then."""
    text = f"{HEADER}\na,R,placement,2099,AAA,3\n"
    assert asked(small, "then.csv", text, "--as-of", "2", "--json").json["rows"][0]["verdict"] == (
        "unsupported"
    )
    answer = asked(small, "then.csv", text, "--as-of", "3", "--json").json
    assert (answer["as_of"], answer["rows"][0]["verdict"]) == (3, "confirmed")


# ---------------------------------------------------------------- refused

ROW = "a,Reuters,count-by-tier,tip/2099,,3=1"
ALLOWED = "allowed are placement, count-by-tier, years-on-tier, changes, disputes, evaluated"
COLUMNS = "claim, claimant, measure, edition, expect, subject, statement, source"
BAD: dict[str, tuple[str, str | bytes, str]] = {
    "an unknown measure": (
        "c.csv",
        f"{HEADER}\na,R,turnover,2099,,1\n",
        f"c.csv is refused, and nothing was compared\n  line 2: measure is 'turnover'; {ALLOWED}",
    ),
    "an unknown column": (
        "c.csv",
        f"{HEADER},colour\n{ROW},red\n",
        f"line 1: there is no column 'colour'; allowed are {COLUMNS}",
    ),
    "a column twice": (
        "c.csv",
        f"{HEADER},Claim\n{ROW},b\n",
        "line 1: the column 'claim' stands twice",
    ),
    "a column missing": (
        "c.csv",
        "claim,measure,edition\na,evaluated,2099\n",
        "line 1: the column claimant is missing\n  line 1: the column expect is missing",
    ),
    "an empty cell": ("c.csv", f"{HEADER}\na,,evaluated,2099,,1\n", "line 2: claimant is missing"),
    "cells missing": ("c.csv", f"{HEADER}\na,R\n", "line 2: 2 cells under 6 columns"),
    "no header": ("c.csv", f"{ROW}\n", "line 1: the column claim is missing"),
    "an edition in another form": (
        "c.csv",
        f"{HEADER}\na,R,evaluated,in 2099,,1\n",
        "line 2: edition is 'in 2099'; an edition is named tip/…, a range A..B",
    ),
    "another programme": (
        "c.csv",
        f"{HEADER}\na,R,evaluated,fatf/2099,,1\n",
        "line 2: edition is 'fatf/2099'; this book has tip",
    ),
    "an unknown subject": (
        "c.csv",
        f"{HEADER}\na,R,placement,2099,Atlantis,1\n",
        f"line 2: subject is 'Atlantis': {NOBODY}",
    ),
    "an unknown tier": (
        "c.csv",
        f"{HEADER}\na,R,count-by-tier,2099,,4=1\n",
        "line 2: expect names the tier '4'; allowed are 1, 2, 2WL, 3, SC",
    ),
    "a negative number": (
        "c.csv",
        f"{HEADER}\na,R,evaluated,2099,,-1\n",
        "line 2: expect is '-1'; a whole number from 0 to 999999 is allowed",
    ),
    "an absurd number": (
        "c.csv",
        f"{HEADER}\na,R,evaluated,2099,,{'9' * 5000}\n",
        "…'; a whole number from 0 to 999999 is allowed",
    ),
    "a quotation mark left open": ("c.csv", f'{HEADER}\n"a,R\n', "line 2: it is not CSV"),
    "a huge cell": ("c.csv", f"{HEADER}\n{'a' * 200_000},R,evaluated,2099,,1\n", "it is not CSV"),
    "a control character": (
        "c.csv",
        f"{HEADER}\n\x1b[2Ja,R,evaluated,2099,,1\n",
        "line 2: claim contains a control character",
    ),
    "nothing": ("c.csv", "", "line 1: the column claim is missing"),
    "no claim": (
        "c.csv",
        f"{HEADER}\n",
        "it holds no claim: write [[claim]] tables, or rows under a header",
    ),
    "not UTF-8": ("c.csv", f"{HEADER}\n".encode() + b"\xff\xfe,R\n", "line 2: it is not UTF-8"),
    "not TOML": ("c.toml", "[[claim]\n", "it is not TOML: "),
    "nested too deeply": ("c.toml", f"a = {'[' * 20_000}", "it is nested too deeply"),
    "a number with too many digits": ("c.toml", f"a = {'9' * 5000}", "it is not TOML: "),
    "one table": (
        "c.toml",
        '[claim]\nclaim = "a"\n',
        "it has 'claim'; expected is one array of tables: [[claim]] above each claim",
    ),
    "no table": ("c.toml", 'title = "a"\n', "it has no table; expected is one array of tables"),
    "two arrays": ("c.toml", "[[a]]\n[[b]]\n", "it has 'a', 'b'; expected is one array of tables"),
    "an unknown key": (
        "c.toml",
        f'[[claim]]\n{"claim"} = "a"\ncolour = "red"\n',
        "claim 1 ('a'): there is no column 'colour'",
    ),
    "a date for an edition": (
        "c.toml",
        '[[claim]]\nclaim = "a"\nedition = 2099-01-01\n',
        "claim 1 ('a'): edition is not a text",
    ),
    "a number for a statement": (
        "c.toml",
        "[[claim]]\nstatement = 1\n",
        "claim 1: statement is not a text",
    ),
    "a number for a source": (
        "c.toml",
        "[[claim]]\nsource = 1\n",
        "claim 1: source is neither a text nor a table",
    ),
    "another form": ("c.json", "[]", "claims are TOML or CSV, not .json"),
}


@pytest.mark.parametrize(("name", "text", "said"), BAD.values(), ids=BAD.keys())
def test_what_can_not_be_understood_is_refused(
    small: Path, name: str, text: str | bytes, said: str
) -> None:
    """One sentence names the file, the place and what is allowed; nothing is compared."""
    ran = asked(small, name, text)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith(f"minutebook: {name} is refused, and nothing was compared\n  ")
    assert said in ran.err


def test_a_file_that_is_too_large_is_refused(small: Path) -> None:
    """More than 64 MiB are not read."""
    (small / "large.csv").write_text(HEADER)
    os.truncate(small / "large.csv", 64 * 1024 * 1024 + 1)
    ran = office(small, "reconcile", "large.csv")
    (small / "large.csv").unlink()
    assert ran.code == 2
    assert ran.err.endswith("nothing was compared\n  it is larger than 64 MiB\n")


def test_every_fault_of_a_file_is_listed(small: Path) -> None:
    """A file is mended in one go: each fault stands in a line of its own."""
    text = f"{HEADER}\n{ROW}\nb,,turnover,2099,,1\nc,R,placement,2099,,4\nd,R\n"
    ran = asked(small, "claims.csv", text)
    assert ran.code == 2
    faults = [line.strip() for line in ran.err.splitlines()[1:]]
    assert [fault.partition(" is ")[0] for fault in faults[:3]] == [
        "line 3: claimant",
        "line 3: measure",
        "line 4: subject",
    ]
    assert faults[3:] == [
        "line 4: expect names the tier '4'; allowed are 1, 2, 2WL, 3, SC",
        "line 5: 2 cells under 6 columns",
    ]


def test_a_file_that_is_not_there_is_refused(small: Path) -> None:
    """A missing file and a folder are named, with what the system says of them."""
    for name in ("nowhere.toml", "book"):
        ran = office(small, "reconcile", name)
        assert (ran.code, ran.out) == (2, "")
        assert ran.err.startswith(f"minutebook: {name} can't be read: ")


def test_a_claim_is_no_markup(small: Path) -> None:
    """What a claim is called is shown as it stands, not read as instructions to the terminal."""
    ran = asked(small, "markup.csv", f"{HEADER}\n[red]a[/red],[b],count-by-tier,2099,,3=2\n")
    assert ran.code == 1
    assert "[red]a[/red]" in ran.out
    assert "[b]" in ran.out
