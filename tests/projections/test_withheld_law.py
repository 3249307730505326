"""What a reader who may not know everything is told of clocks, deadlines and deviations."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any, NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.acts import ACTS
from domain.events import Recorded, read_event
from domain.programme import digest_of, shipped
from domain.rules import RULES
from domain.submitted_claims import read_claim
from domain.values import Withheld
from projections.deviations import deviations
from projections.law import Record, clock, due
from projections.reconcile import reconcile, terms_of
from projections.runner import Runner
from projections.table import View
from tests.books import Act
from tests.law_scenes import (
    PLAN,
    determine,
    evidence,
    issue,
    notify,
    over_years,
    post,
    start,
    waive,
)
from tests.scenes import CASE, EDITION, cover, identify, publish
from tests.strategies import examples

HIDDEN = Withheld("congress")
TIP = shipped("tip") or ""
ON = date(2026, 12, 31)
YEARS = range(2009, 2018)
EVERY = sorted({act for rule in RULES.values() for act in rule.needs})
OPEN = ("not-assessable", "not-applicable", "not-known")
"""States that say that nobody can tell, or that there was nothing to be judged."""

Row = dict[str, Any]
Places = Mapping[int, Iterable[str]]
"""Places that are withheld, by the number of the act."""


def whole(*acts: str) -> list[Act]:
    """Declare that these acts, or all that any rule needs, are all on record in every year."""
    return [cover(acts or EVERY, "complete", f"tip/{year}") for year in YEARS]


# ---------------------------------------------------------------- a book that is never written


class Pages:
    """Entries that no book holds, fed to a view."""

    origin = "example.org/pages"
    partial = False

    def __init__(self, entries: list[Recorded]) -> None:
        self.entries = entries
        self.head = len(entries)
        self.absent: dict[str, list[int]] = {}

    def after(self, position: int) -> Iterator[Recorded]:
        """Entries after a position, in order."""
        return iter(self.entries[position:])

    def stream(self, name: str, upto: int) -> list[Recorded]:
        """Entries of one stream up to a position, in order."""
        return [one for one in self.entries if one.stream == name and one.position <= upto]


def pages(acts: Iterable[Act], hidden: Places) -> Pages:
    """Write acts down as one reader reads them."""
    body = {"programme": TIP, "digest": digest_of(TIP)}
    adopted = {"act": "programme-adopted", "on": "tip", "by": {"party": "clerk"}, "body": body}
    entries: list[Recorded] = []
    for number, act in enumerate((adopted, *acts), -1):
        base = {"v": 1, "made": "contemporaneous", "release": "public"}
        fields: Row = base | act | {"body": dict(act.get("body", {}))}
        fields["by"] = {"recorded_by": "Clerk"} | act["by"]
        for place in hidden.get(number, ()):
            (fields if place == "occurred" else fields["body"])[place] = HIDDEN
        version = 1 + sum(one.stream == act["on"] for one in entries)
        at = f"2026-11-21T17:40:{number + 1:02}.000000Z"
        event = read_event(fields)
        entries.append(Recorded(number + 2, act["on"], version, at, event))
    return Pages(entries)


class Told(NamedTuple):
    """All that is said of the law to one reader."""

    clocks: dict[tuple[str, str], Row]
    deadlines: dict[tuple[str, str, int], Row]
    findings: list[Row]

    @property
    def deviations(self) -> set[tuple[str, str | None]]:
        """Code and case of every deviation."""
        return {(row["code"], row["case"]) for row in self.findings if row["state"] == "deviation"}

    def why(self, code: str) -> str:
        """Say why a rule can't be assessed."""
        return "\n".join(
            row["explanation"]
            for row in self.findings
            if row["code"] == code and row["state"] != "deviation"
        )


def told(acts: Iterable[Act], hidden: Places | None = None) -> Told:
    """Ask everything of a book that reads so."""
    feed, view = pages(acts, hidden or {}), View(None)
    Runner(view, feed).catch_up()
    record = Record(view, feed, feed.head, "tip")
    clocks = {
        (one.stream, row["subject"]): row
        for one in record.years
        for row in clock(record, one)["rows"]
    }
    deadlines: dict[tuple[str, str, int], Row] = {}
    for row in due(record, None, ON):
        about = row["rule"], row["case"] or row["edition"]
        deadlines[*about, sum(key[:2] == about for key in deadlines)] = row
    findings = deviations(record, None, ON)["rows"]
    view.close()
    return Told(clocks, deadlines, findings)


# ---------------------------------------------------------------- deadlines


class Hidden(NamedTuple):
    """A book, what of it is withheld, and the state of a deadline to who may read it."""

    rule: str
    state: str
    acts: list[Act]
    places: Places


THIRD = issue("2015-07-01"), publish("3", occurred="2015-07-01")
RAISED = over_years({2020: "3", 2021: "2WL"})
WAIVED = waive(occurred="2015-06-01")
DEADLINES = {
    "when the report came out": Hidden("report", "late", [*THIRD], {0: ["on"]}),
    "when it was submitted": Hidden(
        "determination",
        "met",
        [issue("2015-07-01", submitted_on="2015-06-01"), THIRD[1], determine("2015-08-01")],
        {0: ["submitted_on"]},
    ),
    "by when it was due": Hidden(
        "report", "met", [start(due="2015-08-01"), THIRD[0]], {0: ["due"]}
    ),
    "when it was determined": Hidden(
        "determination", "met", [*THIRD, determine("2015-09-01")], {2: ["occurred"]}
    ),
    "who is on the last list": Hidden("determination", "overdue", [*THIRD], {1: ["tier"]}),
    "when Congress was told": Hidden(
        "waiver-posting",
        "met",
        [WAIVED, notify("congress", None, "2015-06-02"), post("2015-06-03")],
        {1: ["date"]},
    ),
    "what Congress was told": Hidden(
        "waiver-posting",
        "late",
        [WAIVED, notify("congress", "waiver", "2015-06-02"), post("2015-08-03")],
        {1: ["of"]},
    ),
    "whether it was posted": Hidden(
        "waiver-posting",
        "overdue",
        [
            WAIVED,
            notify("congress", None, "2015-06-02"),
            {**notify("state"), "body": {"to": "state", "medium": "letter"}},
        ],
        {2: ["medium"]},
    ),
    "for what it was waived": Hidden(
        "waiver-posting",
        "met",
        [
            waive(occurred="2015-06-01", reports=[2015]),
            notify("sfrc", None, "2015-06-02"),
            post("2015-06-03"),
        ],
        {0: ["reports"]},
    ),
    "what was sent": Hidden(
        "action-plan",
        "met",
        [
            issue("2021-07-01", "tip/2021"),
            *RAISED,
            notify("congress", "action plan", "2021-08-01", "tip/2021/MYS"),
        ],
        {3: ["of"]},
    ),
    "when it was sent": Hidden(
        "interim-assessment",
        "late",
        [start(), notify("congress", "interim assessment", "2016-03-01", EDITION)],
        {1: ["date"]},
    ),
    "whether it came after the report": Hidden(
        "interim-assessment",
        "met",
        [issue("2015-07-01"), notify("congress", "interim assessment", "2016-01-01", EDITION)],
        {0: ["on"]},
    ),
    "where it comes from": Hidden(
        "action-plan", "overdue", [issue("2021-07-01", "tip/2021"), *RAISED], {1: ["tier"]}
    ),
}


@pytest.mark.parametrize("one", DEADLINES.values(), ids=DEADLINES.keys())
def test_a_deadline_that_turns_on_what_is_withheld_is_not_assessable(one: Hidden) -> None:
    """It is neither met nor missed to whom that is withheld, and the reason says so."""
    edition = "/".join(one.acts[0]["on"].split("/")[:2])
    acts = [*one.acts, cover(EVERY, "complete", edition)]
    known, read = told(acts), told(acts, one.places)

    def about(row: Row) -> tuple[str, str]:
        return row["rule"], row["edition"]

    def of_rule(answer: Told) -> Row:
        (row,) = [row for row in answer.deadlines.values() if about(row) == (one.rule, edition)]
        return row

    assert of_rule(known)["state"] == one.state
    assert of_rule(read)["state"] == "not-assessable"
    assert "withheld" in of_rule(read)["reason"]
    assert f"{one.rule}-deadline" not in {code for code, _ in read.deviations}
    assert "withheld" in read.why(f"{one.rule}-deadline")


def test_a_day_that_is_withheld_is_shown_as_such() -> None:
    """Neither the day from which a deadline is counted nor its last one is left out."""
    rows = told(THIRD, {0: ["on"]}).deadlines
    row = rows["determination", CASE, 0]
    hidden = {"withheld": "congress"}
    assert (row["from"], row["earliest"], row["latest"]) == (hidden, hidden, hidden)
    assert rows["report", EDITION, 0]["done"] == hidden


def test_what_is_withheld_undoes_nothing_that_stands_without_it() -> None:
    """A duty that was certainly met stays met; one that is certainly not yet due runs."""
    acts = [*THIRD, determine("2015-09-20"), determine("2015-10-01")]
    assert told(acts, {3: ["occurred"]}).deadlines["determination", CASE, 0]["state"] == "met"
    given = [THIRD[0], notify("congress", "interim", "2016-01-01", EDITION)]
    acts = [*given, notify("congress", "a matter", "2016-01-02", EDITION)]
    met = told(acts, {2: ["of"]}).deadlines["interim-assessment", EDITION, 0]
    assert (met["state"], met["done"]) == ("met", "2016-01-01")


# ---------------------------------------------------------------- clocks


def run(*tiers: str, first: int = 2009) -> list[Act]:
    """Give tiers year by year, every year complete."""
    return [*over_years(dict(enumerate(tiers, first))), *whole()]


CLOCKS: dict[str, tuple[list[Act], Places, tuple[str, str | None], tuple[str, str | None]]] = {
    "its tier": (
        run("2WL", "2WL", "2WL"),
        {2: ["tier"]},
        ("waivable", "past-clock"),
        ("waivable", "not-known"),
    ),
    "a year before": (
        run("2", "2WL", "2WL"),
        {0: ["tier"]},
        ("not-due", None),
        ("not-known", "not-known"),
    ),
    "where it went, when that was due": (
        run("2WL", "2WL", "3"),
        {0: ["tier"]},
        ("waivable", "downgraded"),
        ("not-known", "not-known"),
    ),
    "for which report it was waived": (
        [*run("2WL", "2WL", "2WL"), waive("tip/2011/MYS", reports=[2010])],
        {12: ["reports"]},
        ("waivable", "past-clock"),
        ("not-known", "not-known"),
    ),
    "for which reports it was waived twice": (
        [*run("2WL", "2WL", "2WL", "2WL"), waive("tip/2011/MYS", reports=[2010, 2011])],
        {13: ["reports"]},
        ("must-leave", "past-clock"),
        ("not-known", "not-known"),
    ),
    "for which report somebody was waived": (
        [*run("2WL", "2WL", "2WL"), waive("tip/2011/undisclosed-01", reports=[2010])],
        {12: ["reports"]},
        ("waivable", "past-clock"),
        ("waivable", "not-known"),
    ),
}


@pytest.mark.parametrize(("acts", "hidden", "known", "read"), CLOCKS.values(), ids=CLOCKS.keys())
def test_a_clock_that_turns_on_what_is_withheld_is_not_known(
    acts: list[Act], hidden: Places, known: tuple[str, str], read: tuple[str, str]
) -> None:
    """What was due, or what came of it, is then left open, and nobody is past the clock."""
    last = 2008 + sum(one["act"] == "placement-published" for one in acts)
    key = f"tip/{last}", "MYS"
    for places, expected in (({}, known), (hidden, read)):
        answer = told(acts, places)
        row = answer.clocks[key]
        assert (row["due"], row["result"]) == expected
        past = {code for code, case in answer.deviations if case == f"tip/{last}/MYS"}
        assert ({"past-clock", "past-clock-not-known"} & past != set()) == (
            expected[1] == "past-clock"
        )
    assert told(acts, hidden).why("past-clock-not-known") or known[1] != "past-clock"


def test_a_withheld_tier_is_shown_as_such_in_a_clock() -> None:
    """It is not left out, the reason names it, and nobody is said to be on no list."""
    row = told(run("2WL", "2WL", "2WL"), {2: ["tier"]}).clocks["tip/2011", "MYS"]
    assert row["published"] == {"withheld": "congress"}
    assert row["special_watch_list"] == "not-known"
    assert row["reason"] == "withheld from this audience: the tier of 2011"


def test_who_may_have_been_watched_the_year_before_has_a_clock() -> None:
    """A subject that is placed no more is shown, if its last tier is withheld."""
    acts = [*over_years({2014: "1"}), *over_years({2015: "1"}, "CHN")]
    assert ("tip/2015", "MYS") not in told(acts).clocks
    assert told(acts, {0: ["tier"]}).clocks["tip/2015", "MYS"]["result"] == "not-known"


def test_a_list_with_a_withheld_tier_is_not_complete() -> None:
    """There may be one more on the Watch List than its number says."""
    acts = [*over_years({2015: "2WL"}), *whole()]
    for hidden, complete in (({}, True), ({0: ["tier"]}, False)):
        feed, view = pages(acts, hidden), View(None)
        Runner(view, feed).catch_up()
        record = Record(view, feed, feed.head, "tip")
        edition = record.years.get(2015)
        assert edition is not None
        assert clock(record, edition)["watch_list_complete"] is complete
        view.close()


def test_a_change_of_which_it_is_withheld_whether_it_is_of_the_report_moves_no_clock() -> None:
    """Then the tier by which the clock runs can't be told."""
    changed = {**publish("3"), "act": "placement-corrected"}
    changed["body"] = {"tier": "3", "manner": "mid-year"}
    answer = told([publish("2WL"), changed], {1: ["manner"]})
    assert answer.clocks[EDITION, "MYS"]["published"] == {"withheld": "congress"}


# ---------------------------------------------------------------- other rules

AFTER = evidence(1, "2016-01-01")
RESTS = publish("3", occurred="2015-07-01", basis=["tip/2015/evidence/1@1"])
RULED: dict[str, tuple[str, list[Act], Places]] = {
    "what an explanation is of": (
        "list-change-unexplained",
        [*over_years({2019: "2", 2020: "3"}), notify("congress", "else", None, "tip/2020/MYS")],
        {2: ["of"]},
    ),
    "one end of a move": (
        "list-change-unexplained",
        over_years({2019: "2", 2020: "3"}),
        {0: ["tier"]},
    ),
    "a roster": ("roster-not-placed", [start(roster=["AAA"]), *THIRD], {0: ["roster"]}),
    "the day of a document": ("evidence-after-act", [AFTER, RESTS], {0: ["date"]}),
    "the day of an act": ("evidence-after-act", [AFTER, RESTS], {1: ["occurred"]}),
    "to whom a waiver was told": (
        "waiver-committee-notice",
        [waive(**PLAN), notify("congress", "sanctions")],
        {1: ["of"]},
    ),
    "for which reports it is": (
        "waiver-committee-notice",
        [waive(**PLAN, reports=[2015])],
        {0: ["reports"]},
    ),
    "when it was waived": (
        "waiver-authority",
        [
            waive(party="secretary", occurred="2015-06-01"),
            {
                "act": "authority-delegated",
                "on": "tip",
                "by": {"party": "president"},
                "body": {"to": "secretary", "power": "to waive", "from_date": "2016-01-01"},
            },
        ],
        {0: ["occurred"]},
    ),
}


@pytest.mark.parametrize(("code", "acts", "hidden"), RULED.values(), ids=RULED.keys())
def test_a_rule_that_turns_on_what_is_withheld_is_not_assessable(
    code: str, acts: list[Act], hidden: Places
) -> None:
    """It is a deviation to who may read everything, and to nobody else."""
    acts = [*acts, *whole(), *(cover(EVERY, "complete", f"tip/{year}") for year in (2019, 2020))]
    known, read = told(acts), told(acts, hidden)
    assert code in {one for one, _ in known.deviations}
    assert code not in {one for one, _ in read.deviations}
    assert "withheld" in read.why(code)


# ---------------------------------------------------------------- laws

DAYS = st.sampled_from((None, "2014-12-01", "2015-06-20", "2015-07-20", "2015-10", "2016-01-20"))
TIERS = st.sampled_from(("1", "2WL", "2WL", "2WL", "3", "SC"))
CASES = st.sampled_from((CASE, "tip/2014/MYS", "tip/2015/undisclosed-01"))
TO = st.sampled_from(("congress", "sfrc", "public", "state"))
OF = st.sampled_from((None, "waiver", "interim assessment", "special watch list", "explanation"))
REPORTS = st.sampled_from(({}, {"reports": [2014]}, {"reports": [2013, 2015]}))
STORY: st.SearchStrategy[list[Act]] = st.tuples(
    st.lists(TIERS, min_size=4, max_size=7).map(lambda tiers: run(*tiers, first=2016 - len(tiers))),
    st.lists(
        st.one_of(
            st.builds(issue, DAYS),
            st.builds(lambda day: issue("2015-07-20", submitted_on=day), st.just("2015-06-20")),
            st.builds(determine, DAYS, CASES),
            st.builds(notify, TO, OF, DAYS, CASES | st.just(EDITION)),
            st.builds(lambda case, more: waive(case, **PLAN, **more), CASES, REPORTS),
            st.builds(identify, st.just("MYS"), st.just("tip/2015/undisclosed-01")),
        ),
        max_size=6,
    ),
).map(lambda parts: [*parts[0], *parts[1]])


@examples(60)
@given(STORY, st.data())
def test_what_is_certain_does_not_turn_on_what_is_withheld(acts: list[Act], data: Any) -> None:
    """Whatever a reader is told for certain is what is told to who may read everything."""
    places = [
        (number, place)
        for number, one in enumerate(acts)
        for place in (*one["body"], *(("occurred",) if "occurred" in one else ()))
        if place not in ACTS[one["act"]].bare and one["act"] != "subject-identified"
    ]
    chosen = data.draw(st.lists(st.sampled_from(places), min_size=1, max_size=4, unique=True))
    hidden = {number: [one for at, one in chosen if at == number] for number, _ in chosen}
    known, read = told(acts), told(acts, hidden)
    assert read.deviations <= known.deviations
    for about, row in read.deadlines.items():
        assert row["state"] in OPEN or row["state"] == known.deadlines[about]["state"]
    for key, row in read.clocks.items():
        if (other := known.clocks.get(key)) is None:
            assert "not-known" in (row["result"], row["due"]) or row["result"] is None
            continue
        for column in ("due", "result", "special_watch_list"):
            assert row[column] in ("not-known", other[column])
        for one, whole_ in (
            (row["streak"], other["streak"]),
            (row["waivers"]["used"], other["waivers"]["used"]),
        ):
            assert one["low"] <= whole_["low"] <= whole_["high"] <= one["high"]


# ---------------------------------------------------------------- claims


def verdict(*publishers: str | None) -> Row:
    """Hold a claim of Reuters against one placement for each publisher; None is withheld."""
    acts, hidden = [], {}
    for number, one in enumerate(publishers):
        sources = [{"title": "T", "publisher": one or "Reuters"}]
        acts.append(publish("3", sources=sources, made="reconstructed"))
        hidden[number] = ["sources"] if one is None else []
    feed, view = pages(acts, hidden), View(None)
    Runner(view, feed).catch_up()
    claim = {"claim": "c", "claimant": "Reuters", "measure": "placement", "edition": EDITION}
    claims = [read_claim(claim | {"subject": "MYS", "expect": "3"}, terms_of(view))]
    (row,) = reconcile(view, feed, feed.head, claims)
    view.close()
    return row


@pytest.mark.parametrize(
    ("publishers", "expected"),
    [
        ((None,), "compatible"),
        ((None, None), "compatible"),
        ((None, "Reuters"), "compatible"),
        ((None, "CIA"), "confirmed"),
        (("Reuters",), "restated"),
        (("Reuters", "Reuters"), "restated"),
    ],
)
def test_a_withheld_source_is_neither_the_claimants_nor_independent(
    publishers: tuple[str | None, ...], expected: str
) -> None:
    """A claim is not confirmed by it, nor restated for the lack of another; the note says so."""
    row = verdict(*publishers)
    assert row["verdict"] == expected
    assert ("withheld from this audience" in row["note"]) == (expected == "compatible")
    if expected in ("confirmed", "restated"):
        for opened in ("Reuters", "CIA"):
            assert verdict(*(one or opened for one in publishers))["verdict"] == expected
