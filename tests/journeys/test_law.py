"""The law held against the shipped history: every clock, waiver and deadline that it explains."""

from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from tests.journeys.program import run

Came = tuple[str, str | None]
WAIVED: Came = ("waivable", "waived")
FELL: Came = ("must-leave", "downgraded")
ROSE: Came = ("must-leave", "upgraded")
LEFT: Came = ("must-leave", "left-scale")
NOT_DUE: Came = ("not-due", None)
EXPLAINED: dict[int, dict[str, Came]] = {
    2011: {"CIV": ("waivable", "left-scale")},
    2013: {"CHN": FELL, "RUS": FELL, "UZB": FELL, "AZE": ROSE},
    2016: {"CHN": WAIVED},
    2017: {"CHN": ("waivable", "downgraded")},
    2018: dict.fromkeys(("CUB", "KWT", "NER", "SAU", "SEN", "SWZ"), WAIVED),
    2021: {"MYS": FELL, "GNB": FELL},
    2023: {"HTI": WAIVED, "TTO": WAIVED, "ZAF": WAIVED, "TCD": FELL},
    2024: dict.fromkeys(("GAB", "KWT", "MDG", "SRB"), WAIVED) | {"HTI": LEFT, "BRN": NOT_DUE},
    2025: dict.fromkeys(("GAB", "KWT", "MDG", "SRB"), ROSE) | {"TCD": FELL, "DZA": NOT_DUE},
}
READ = {
    (2024, "BRN", "relisting-broad"): ("must-leave", "downgraded"),
    (2024, "HTI", "not-1-or-2"): ("must-leave", "past-clock"),
    (2024, "HTI", "sc-outside"): ("must-leave", "left-scale"),
    (2025, "DZA", "relisting-narrow"): ("not-due", None),
    (2025, "DZA", "relisting-broad"): ("must-leave", "past-clock"),
    (2025, "TCD", "relisting-narrow"): ("must-leave", "downgraded"),
    (2025, "HTI", "sc-suspends"): ("must-leave", "left-scale"),
}


def ask(book: Path, *question: str, code: int = 0) -> Any:
    """Put a question to the demonstration book, and give the answer as JSON."""
    ran = run("--book", book, *question, "--json", cwd=book.parent)
    assert ran.code == code, ran.err
    return ran.json


@pytest.fixture(scope="module")
def clocks(demo_book: Path) -> dict[int, dict[str, Any]]:
    """Give the clocks of every edition from 2009 to 2025."""
    return {year: ask(demo_book, "clock", f"tip/{year}") for year in range(2009, 2026)}


@pytest.mark.parametrize("year", EXPLAINED)
def test_the_clock_explains(clocks: dict[int, dict[str, Any]], year: int) -> None:
    """Downgrades, escapes and waivers that are known came when the law says they were due."""
    rows = {row["subject"]: (row["due"], row["result"]) for row in clocks[year]["rows"]}
    assert {subject: rows[subject] for subject in EXPLAINED[year]} == EXPLAINED[year]


def test_readings_of_the_law_are_shown_where_they_differ(
    clocks: dict[int, dict[str, Any]],
) -> None:
    """Algeria, Brunei, Chad and Haiti are what the readings turn on."""
    found = {
        (year, row["subject"], one["name"]): (one["due"], one["result"])
        for year, answer in clocks.items()
        for row in answer["rows"]
        for one in row["readings"]
    }
    assert {key: found[key] for key in READ} == READ


def test_the_lists_have_the_lengths_that_are_known(clocks: dict[int, dict[str, Any]]) -> None:
    """44 on the Watch List in 2015, and 46 on the special one; 26 in 2023, 25 in 2025."""
    assert (clocks[2015]["watch_list"], clocks[2015]["special_watch_list"]) == (44, 46)
    assert [clocks[year]["watch_list"] for year in (2020, 2022, 2023, 2024, 2025)] == [
        *(44, 34, 26, 32, 25)
    ]
    kinds = Counter(row["special_watch_list"] for row in clocks[2015]["rows"])
    assert (kinds["i"], kinds["ii"], kinds["iii"]) == (2, 0, 44)


def test_nobody_is_certainly_past_the_clock(clocks: dict[int, dict[str, Any]]) -> None:
    """Up to 2015 none is over four years, 22 are four; from 2020 none is over three."""
    assert not [row for answer in clocks.values() for row in past(answer)]
    longest: dict[str, int] = {}
    for year in range(2010, 2017):
        for row in clocks[year]["rows"]:
            low = row["streak"]["low"]
            longest[row["subject"]] = max(longest.get(row["subject"], 0), low)
    assert max(longest.values()) == 4
    assert sum(years == 4 for years in longest.values()) == 22
    late = [row["streak"]["low"] for year in range(2021, 2026) for row in clocks[year]["rows"]]
    assert max(late) == 3


def past(answer: dict[str, Any]) -> list[Any]:
    """Give the clocks that ran out."""
    return [row for row in answer["rows"] if row["result"] == "past-clock"]


def test_every_range_is_printed_with_both_ends(clocks: dict[int, dict[str, Any]]) -> None:
    """After the editions that are missing, streaks are ranges."""
    rows = {row["subject"]: row for row in clocks[2020]["rows"]}
    assert rows["MYS"]["streak"] == {"low": 2, "high": 5}
    assert all(row["streak"]["low"] <= row["streak"]["high"] for row in rows.values())


def test_deadlines_run_from_the_real_days_of_publication(demo_book: Path) -> None:
    """2015, 2021 and 2025 came out 56, 1 and 91 days late; what follows counts from there."""
    rows = ask(demo_book, "due", "--on", "2025-12-01", code=1)["rows"]
    reports = {row["edition"]: row for row in rows if row["rule"] == "report"}
    late = {year: reports[f"tip/{year}"]["days_late"] for year in (2015, 2017, 2021, 2025)}
    assert late == {2015: 56, 2017: 26, 2021: 1, 2025: 91}
    assert reports["tip/2022"]["state"] == "late"
    assert reports["tip/2022"]["days_late"] is None
    windows = {
        row["case"]: (row["from"], row["earliest"], row["latest"], row["state"])
        for row in rows
        if row["rule"] == "determination"
    }
    assert windows["tip/2015/THA"] == ("2015-07-27", "2015-09-10", "2015-10-25", "not-assessable")
    assert windows["tip/2021/CHN"] == ("2021-07-01", "2021-08-15", "2021-09-29", "not-assessable")
    assert windows["tip/2025/CHN"] == ("2025-09-29", "2025-11-13", "2025-12-28", "running")
    assert windows["tip/2013/CHN"] == (None, None, None, "not-assessable")
    plans = {row["case"]: row for row in rows if row["rule"] == "action-plan"}
    four = {f"tip/2021/{subject}" for subject in ("BLR", "BDI", "LSO", "PNG")}
    assert {case for case in plans if case.startswith("tip/2021/")} == four
    assert plans["tip/2021/BLR"]["latest"] == "2021-12-28"
    assert (plans["tip/2015/MYS"]["state"], plans["tip/2015/MYS"]["reason"]) == (
        *("not-applicable", "enacted 2019"),
    )
    interim = {row["edition"]: row["latest"] for row in rows if row["rule"] == "interim-assessment"}
    assert interim["tip/2015"] == "2016-02-01"


def test_deviations_raise_nothing_that_nobody_loaded(demo_book: Path) -> None:
    """Five reports came late; all else is not assessable, with the reason."""
    answer = ask(demo_book, "deviations", code=1)
    found = [row for row in answer["rows"] if row["state"] == "deviation"]
    assert {(row["code"], row["edition"]) for row in found} == {
        ("report-deadline", f"tip/{year}") for year in (2015, 2017, 2021, 2022, 2025)
    }
    rest = [row for row in answer["rows"] if row["state"] == "not-assessable"]
    assert len(rest) == len(answer["rows"]) - len(found)
    assert all(row["explanation"] and row["rule"] and row["source"] for row in rest)
    waivers = {row["code"] for row in rest if row["edition"] == "tip/2018"}
    assert {"waiver-plan-assessed", "waiver-committee-notice"} <= waivers
    assert len(answer["responses"]) == 2


def test_an_edition_without_deviations_exits_0(demo_book: Path) -> None:
    """What can't be assessed is no deviation."""
    rows = ask(demo_book, "deviations", "tip/2016")["rows"]
    assert {row["state"] for row in rows} == {"not-assessable"}


@pytest.mark.parametrize(
    ("question", "said"),
    [
        (["clock", "tip/2099"], "nothing is on record of tip/2099"),
        (["due", "tip/2105"], "nothing is on record of tip/2105; editions near it: tip/20"),
        (["deviations", "tip/2099"], "nothing is on record of tip/2099"),
        (["check", "tip/2099"], "nothing is on record of tip/2099"),
        (["clock", "tip"], "not an edition"),
        (["clock", "other/2015"], "no programme of this book"),
        (["due", "--on", "soon"], "'soon' is not a date"),
        (["due", "--on", "2015-02-30"], "is not a date"),
        (["due", "--on", "2015-01-01/.."], "open end"),
        (["deviations", "tip/2015/MYS"], "not an edition"),
    ],
)
def test_a_question_that_cannot_be_asked(demo_book: Path, question: list[str], said: str) -> None:
    """What is wrong is said in a sentence, and the exit code is 2."""
    ran = run("--book", demo_book, *question, cwd=demo_book.parent)
    assert (ran.code, ran.out) == (2, "")
    assert said in ran.err
    assert "Traceback" not in ran.err


def test_as_of_a_position_nothing_later_is_known(demo_book: Path) -> None:
    """As of the opening of the editions no placement is on record, and nobody has a clock."""
    assert ask(demo_book, "clock", "tip/2013", "--as-of", "60")["rows"] == []
    late = ask(demo_book, "due", "--as-of", "60", "--on", "2026-01-01", code=1)["rows"]
    assert {row["rule"] for row in late} == {"report", "interim-assessment", "special-watch-list"}


@pytest.mark.parametrize(
    ("times", "on"),
    [
        (["--occurred-by", "2015-10-01"], "2015-10-01"),
        (["--occurred-by", "2015-10-01", "--on", "2015-12-01"], "2015-12-01"),
        (["--on", "2015-12"], "2015-12-31"),
    ],
)
def test_the_day_that_deadlines_are_judged_on(demo_book: Path, times: list[str], on: str) -> None:
    """As asked; else the day by which things had happened. The answer names it."""
    assert ask(demo_book, "due", "tip/2015", *times, code=1)["on"] == on
