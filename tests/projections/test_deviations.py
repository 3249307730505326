"""Every rule, both ways: a smallest book that departs from it, and one that nearly does.

Each book is asked for all deviations of its edition, so that no rule cries wolf beside another.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import pytest

from domain.rules import RULES
from tests.books import Act, Minutes, small_book
from tests.law_scenes import (
    LATE,
    PLAN,
    Shown,
    asked,
    covered,
    delegate,
    determine,
    evidence,
    issue,
    learn,
    notify,
    over_years,
    placed,
    post,
    shown,
    start,
    told_to,
    unassessable,
    waive,
)
from tests.scenes import (
    CASE,
    concur,
    contest,
    correct,
    decide,
    open_to_all,
    publish,
    recommend,
    report,
    revise,
    void,
)

Y2018, Y2019 = "tip/2018/MYS", "tip/2019/MYS"
DOCUMENT = "tip/2015/evidence/1"
PROVED = "tip/2018/evidence/1@1"
WATCHED = dict.fromkeys(range(2009, 2013), "2WL")
"""Four years in a row: as long as anybody could stay."""


@dataclass(frozen=True)
class Pair:
    """Acts that depart from a rule and acts that nearly do, each in an edition of its own.

    `alone`: the breach shows in entries alone, whatever is covered. Else every act that the rule
    needs is declared to be on record. `beside` are other rules that such a book must break.
    """

    code: str
    breaks: list[Act]
    near: list[Act]
    about: str | None = CASE
    on: str = LATE
    alone: bool = False
    beside: tuple[str, ...] = ()

    @property
    def edition(self) -> str:
        """The edition in which it shows."""
        return "/".join((self.about or CASE).split("/")[:2])

    @property
    def deviations(self) -> Shown:
        """What the acts that depart from the rule show, and nothing else."""
        return {(code, self.about) for code in (self.code, *self.beside)}


def overridden(**more: Any) -> list[Act]:
    """Decide otherwise than recommended, against an objection."""
    return [recommend("3"), contest("2"), decide("2", **more)]


def watched(tiers: dict[int, str], last: str) -> list[Act]:
    """Give what stood in several years, and at last."""
    return over_years(tiers | {max(tiers) + 1: last})


def waived(party: str = "president", **missing: Any) -> list[Act]:
    """Waive in 2018 with everything that a waiver needs but what is given otherwise."""
    body = {name: value for name, value in (PLAN | missing).items() if value is not None}
    document = evidence(1, "2018-05-01", "tip/2018")
    waiver = waive(Y2018, party, occurred="2018-06-29", basis=[PROVED], **body)
    return [start("tip/2018"), document, waiver]


def told(*committees: str, posted: str | None = None) -> list[Act]:
    """Tell committees of the waiver on the day it was granted, and post it on another."""
    notices = [notify(one, "waiver", "2018-06-29", Y2018) for one in committees]
    return [*waived(), *notices, *([post(posted, on=Y2018)] if posted else [])]


def determined(day: str | None, **more: str) -> list[Act]:
    """Publish on 1 June, place on the last list, and determine on a day what follows."""
    acts = [issue("2015-06-01", **more), placed("3", 2015)]
    return [*acts, determine(day)] if day else acts


def raised(day: str | None, year: int = 2019) -> list[Act]:
    """Raise from the last list to the Watch List, and plan on a day what is to be done."""
    case, edition = f"tip/{year}/MYS", f"tip/{year}"
    acts = [
        *over_years({year - 1: "3", year: "2WL"}),
        issue(f"{year}-06-01", edition),
        notify("congress", "special watch list", f"{year}-06-01", edition),
        notify("congress", "explanation", f"{year}-06-01", case),
    ]
    return [*acts, notify("congress", "action plan", day, case)] if day else acts


PAIRS: dict[str, Pair] = {
    # ------------------------------------------------------------ decision and publication
    "published otherwise than decided": Pair(
        "published-not-decided",
        [decide("2WL"), publish("3")],
        [decide("2WL"), publish("2WL")],
        alone=True,
    ),
    "decided only in part": Pair(
        "published-not-decided",
        [decide("worse than 2"), publish("2")],
        [decide("worse than 2"), publish("3")],
        alone=True,
    ),
    "decided otherwise before, or afterwards": Pair(
        "published-not-decided",
        [decide("3", occurred="2015-07-01"), publish("2WL", occurred="2015-07-27")],
        [publish("2WL", occurred="2015-07-27"), decide("3", occurred="2015-09-01")],
        alone=True,
    ),
    "decided twice, in whatever order": Pair(
        "published-not-decided",
        [
            decide("3", occurred="2015-06"),
            decide("2", occurred="2015-06"),
            publish("2WL", occurred="2015-07-27"),
        ],
        [
            decide("3", occurred="2015-06"),
            decide("2WL", occurred="2015-06"),
            publish("2WL", occurred="2015-07-27"),
        ],
        alone=True,
    ),
    "not decided": Pair(
        "published-without-decision", [publish("2WL")], [decide("2WL"), publish("2WL")]
    ),
    "not decided, of a subject nobody named": Pair(
        "published-without-decision",
        [publish("2WL")],
        [publish("2WL", "tip/2015/undisclosed-01")],
    ),
    "decided afterwards": Pair(
        "published-without-decision",
        [publish("2WL", occurred="2015-07-27"), decide("2WL", occurred="2015-07-28")],
        [publish("2WL", occurred="2015-07-27"), decide("2WL", occurred="2015-07")],
    ),
    # ------------------------------------------------------------ overrides
    "no reason": Pair("override-without-reason", overridden(), overridden(reason=["Because."])),
    "no reason, and none needed": Pair(
        "override-without-reason", overridden(), [recommend("2"), contest("3"), decide("2")]
    ),
    "no decision": Pair(
        "override-without-reason",
        [recommend("3"), contest("2"), publish("2")],
        [recommend("3"), contest("2"), decide("2", reason=["Because."]), publish("2")],
        beside=("published-without-decision",),
    ),
    "decided as recommended, published otherwise": Pair(
        "override-without-reason",
        [recommend("3"), contest("2"), decide("3", reason=["As found."]), publish("2")],
        [recommend("3"), contest("2"), decide("3"), publish("3")],
        beside=("published-not-decided",),
    ),
    "no reason, it is said": Pair(
        "override-reason-none-stated",
        overridden(reason="none-stated"),
        overridden(reason=["None of them stated a reason."]),
        alone=True,
    ),
    "no objection": Pair(
        "override-uncontested",
        [recommend("3"), decide("2", reason=["Because."])],
        [recommend("3"), contest("2"), decide("2", reason=["Because."])],
    ),
    "no concurrence": Pair(
        "override-uncontested",
        [recommend("3"), decide("2", reason=["Because."])],
        [recommend("3"), concur("2"), decide("2", reason=["Because."])],
    ),
    # ------------------------------------------------------------ clocks
    "five years in a row": Pair(
        "past-clock",
        watched(WATCHED, "2WL"),
        watched(WATCHED, "3"),
        about="tip/2013/MYS",
        alone=True,
    ),
    "a third year, not waived": Pair(
        "past-clock",
        over_years({2009: "2WL", 2010: "2WL", 2011: "2WL"}),
        [
            *over_years({2009: "2WL", 2010: "2WL", 2011: "2WL"}),
            evidence(1, "2011-05-01", "tip/2011"),
            waive("tip/2011/MYS", **PLAN, basis=["tip/2011/evidence/1@1"]),
        ],
        about="tip/2011/MYS",
    ),
    "a waiver beyond the number allowed": Pair(
        "past-clock",
        [
            *over_years(dict.fromkeys(range(2017, 2021), "2WL")),
            *(waive(f"tip/{year}/MYS") for year in (2019, 2020)),
        ],
        [
            *over_years(dict.fromkeys(range(2018, 2021), "2WL")),
            waive("tip/2020/MYS"),
        ],
        about="tip/2020/MYS",
        alone=True,
    ),
    "back from the last list for more than a year": Pair(
        "past-clock",
        over_years(dict.fromkeys((2016, 2017, 2018, 2020, 2021), "2WL") | {2019: "3"}),
        over_years(dict.fromkeys((2017, 2018, 2020, 2021), "2WL") | {2019: "3"}),
        about="tip/2021/MYS",
        alone=True,
    ),
    # ------------------------------------------------------------ deadlines
    "the report, a day late": Pair(
        "report-deadline", [issue("2015-06-02")], [issue("2015-06-01")], about=None, alone=True
    ),
    "the report, after the day set for it": Pair(
        "report-deadline",
        [start(due="2015-05-01"), issue("2015-05-02")],
        [start(due="2015-07"), issue("2015-07-31")],
        about=None,
        alone=True,
    ),
    "no report": Pair("report-deadline", [start()], [issue("2015-06-01")], about=None),
    "the special watch list, on day 91": Pair(
        "special-watch-list-deadline",
        [issue("2015-06-01"), notify("congress", "special watch list", "2015-08-31", "tip/2015")],
        [issue("2015-06-01"), notify("congress", "special watch list", "2015-08-30", "tip/2015")],
        about=None,
        alone=True,
    ),
    "the special watch list, after the first determination": Pair(
        "special-watch-list-deadline",
        [
            *(issue("2015-06-01"), determine("2015-08-20", "tip/2015/AAA")),
            notify("congress", "special watch list", "2015-08-21", "tip/2015"),
        ],
        [
            *(issue("2015-06-01"), determine("2015-08-20", "tip/2015/AAA")),
            notify("congress", "special watch list", "2015-08-20", "tip/2015"),
        ],
        about=None,
        alone=True,
    ),
    "no special watch list": Pair(
        "special-watch-list-deadline",
        [issue("2015-06-01")],
        [issue("2015-06-01"), notify("congress", "special watch list", "2015-07", "tip/2015")],
        about=None,
        on="2015-08-31",
    ),
    "the interim assessment, on 2 February": Pair(
        "interim-assessment-deadline",
        [start(), notify("congress", "interim assessment", "2016-02-02", "tip/2015")],
        [start(), notify("congress", "interim assessment", "2016-02-01", "tip/2015")],
        about=None,
        alone=True,
    ),
    "no interim assessment": Pair(
        "interim-assessment-deadline",
        [start()],
        [start(), notify("congress", "interim assessment", "2016-02-01", "tip/2015")],
        about=None,
    ),
    "a determination on day 91": Pair(
        "determination-deadline", determined("2015-08-31"), determined("2015-08-30"), alone=True
    ),
    "a determination on day 44": Pair(
        "determination-deadline", determined("2015-07-15"), determined("2015-07-16"), alone=True
    ),
    "a determination counted from submission": Pair(
        "determination-deadline",
        determined("2015-08-30", submitted_on="2015-05-31"),
        determined("2015-08-29", submitted_on="2015-05-31"),
        alone=True,
    ),
    "no determination": Pair(
        "determination-deadline", determined(None), determined("2015-08-01"), on="2015-08-31"
    ),
    "an action plan on day 181": Pair(
        "action-plan-deadline", raised("2019-11-29"), raised("2019-11-28"), Y2019, alone=True
    ),
    "an action plan before there was such a law": Pair(
        "action-plan-deadline",
        raised("2019-11-29"),
        [*raised("2018-11-29", 2018), *over_years({2019: "2WL"})],
        Y2019,
        alone=True,
    ),
    "no action plan": Pair(
        "action-plan-deadline", raised(None), raised("2019-11-28"), Y2019, on="2019-11-29"
    ),
    "a posting on day 31": Pair(
        "waiver-posting-deadline",
        told("sfrc, hfac", posted="2018-07-30"),
        told("sfrc, hfac", posted="2018-07-29"),
        Y2018,
        alone=True,
    ),
    "no posting": Pair(
        "waiver-posting-deadline",
        told("sfrc, hfac"),
        told("sfrc, hfac", posted="2018-07-29"),
        Y2018,
        on="2018-07-30",
    ),
    # ------------------------------------------------------------ waivers
    "no plan": Pair("waiver-plan", waived(plan=None), waived(plan="A plan of nine pages."), Y2018),
    "said to be without a plan": Pair(
        "waiver-plan", waived(plan=False), waived(), Y2018, alone=True
    ),
    "a plan nobody assessed": Pair(
        "waiver-plan-assessed", waived(plan_assessed=None), waived(), Y2018
    ),
    "a plan that would not do": Pair(
        "waiver-plan-assessed", waived(plan_assessed=False), waived(), Y2018, alone=True
    ),
    "no resources found": Pair("waiver-resources", waived(resources_found=None), waived(), Y2018),
    "found to be without resources": Pair(
        "waiver-resources", waived(resources_found=False), waived(), Y2018, alone=True
    ),
    "no evidence": Pair("waiver-evidence", [waive(Y2018, **PLAN)], waived(), Y2018),
    "no evidence but what was learned later": Pair(
        "waiver-evidence",
        [*waived()[:-1], waive(Y2018, **PLAN)],
        [*waived()[:-1], waive(Y2018, **PLAN), learn(f"{Y2018}@1", PROVED, on=Y2018)],
        Y2018,
    ),
    "waived by somebody without the power": Pair(
        "waiver-authority", waived("d"), waived("president"), Y2018
    ),
    "waived before the power was passed on": Pair(
        "waiver-authority",
        [delegate("secretary", "2018-06-30"), *waived("secretary")],
        [delegate("Secretary of State", "2018-06-29"), *waived("secretary")],
        Y2018,
    ),
    "another power passed on": Pair(
        "waiver-authority",
        [delegate("secretary", "2010-09-20", "to sign letters"), *waived("secretary")],
        [delegate("secretary", "2010-09-20"), *waived("secretary")],
        Y2018,
    ),
    "one committee of two": Pair(
        "waiver-committee-notice", told("sfrc"), told("sfrc", "hfac"), Y2018, on="2018-07-01"
    ),
    "the other committee": Pair(
        "waiver-committee-notice", told("hfac"), told("congress"), Y2018, on="2018-07-01"
    ),
    # ------------------------------------------------------------ lists and rosters
    "a move down": Pair(
        "list-change-unexplained",
        over_years({2018: "2", 2019: "3"}),
        [*over_years({2018: "2", 2019: "3"}), notify("congress", "explanation", on=Y2019)],
        Y2019,
        on="2019-07-01",
    ),
    "a move within a list": Pair(
        "list-change-unexplained",
        over_years({2018: "2WL", 2019: "1"}),
        over_years({2018: "2", 2019: "2WL"}),
        Y2019,
        on="2019-07-01",
    ),
    "a subject nobody placed": Pair(
        "roster-not-placed",
        [start(roster=["MYS", "THA"]), placed("2", 2015)],
        [start(roster=["MYS", "THA"]), placed("2", 2015), placed("3", 2015, "THA")],
        about="tip/2015/THA",
    ),
    # ------------------------------------------------------------ what an act rests on
    "evidence of the day after": Pair(
        "evidence-after-act",
        [evidence(1, "2015-06-02"), recommend("3", occurred="2015-06-01", basis=[f"{DOCUMENT}@1"])],
        [evidence(1, "2015-06-01"), recommend("3", occurred="2015-06-01", basis=[f"{DOCUMENT}@1"])],
        alone=True,
    ),
    "evidence of some later year": Pair(
        "evidence-after-act",
        [evidence(1, "2016"), recommend("3", occurred="2015-06-01", basis=[f"{DOCUMENT}@1"])],
        [evidence(1, "2015"), recommend("3", occurred="2015-06-01", basis=[f"{DOCUMENT}@1"])],
        alone=True,
    ),
    "evidence of which it was learned later": Pair(
        "evidence-after-act",
        [
            evidence(1, "2015-06-02"),
            recommend("3", occurred="2015-06-01"),
            learn(f"{CASE}@1", f"{DOCUMENT}@1"),
        ],
        [
            evidence(1, "2015-05-31"),
            recommend("3", occurred="2015-06-01"),
            learn(f"{CASE}@1", f"{DOCUMENT}@1"),
        ],
        alone=True,
    ),
    "resting on what was corrected": Pair(
        "superseded-basis",
        [
            recommend("3"),
            correct(f"{CASE}@1", {"standing": "2WL"}),
            revise("2", basis=[f"{CASE}@1"]),
        ],
        [
            recommend("3"),
            correct(f"{CASE}@1", {"standing": "2WL"}),
            revise("2", basis=[f"{CASE}@2"]),
        ],
        alone=True,
    ),
    "resting on what was voided": Pair(
        "superseded-basis",
        [recommend("3"), recommend("2"), void(f"{CASE}@1"), contest("1", basis=[f"{CASE}@1"])],
        [recommend("3"), recommend("2"), void(f"{CASE}@1"), contest("1", basis=[f"{CASE}@2"])],
        alone=True,
    ),
    "resting on evidence that was corrected": Pair(
        "superseded-basis",
        [
            evidence(1, "2015"),
            correct(f"{DOCUMENT}@1", {"title": "another title"}),
            recommend("3", basis=[f"{DOCUMENT}@1"]),
        ],
        [
            evidence(1, "2015"),
            correct(f"{DOCUMENT}@1", {"title": "another title"}),
            recommend("3", basis=[f"{DOCUMENT}@2"]),
        ],
        alone=True,
    ),
    "resting on a correction that was corrected": Pair(
        "superseded-basis",
        [
            evidence(1, "2015"),
            correct(f"{DOCUMENT}@1", {"title": "another title"}),
            correct(f"{DOCUMENT}@2", {"title": "a third title"}),
            recommend("3", basis=[f"{DOCUMENT}@2"]),
        ],
        [
            evidence(1, "2015"),
            correct(f"{DOCUMENT}@1", {"title": "another title"}),
            correct(f"{DOCUMENT}@2", {"title": "a third title"}),
            recommend("3", basis=[f"{DOCUMENT}@3"]),
        ],
        alone=True,
    ),
    "resting on another case that was voided": Pair(
        "superseded-basis",
        [
            recommend("3", "tip/2015/THA"),
            void("tip/2015/THA@1"),
            recommend("3", basis=["tip/2015/THA@1"]),
        ],
        [
            recommend("3", "tip/2015/THA"),
            recommend("2", "tip/2015/THA"),
            void("tip/2015/THA@2"),
            recommend("3", basis=["tip/2015/THA@1"]),
        ],
        alone=True,
    ),
    # ------------------------------------------------------------ the record itself
    "an objection to nothing": Pair(
        "antecedent-missing", [contest("2")], [recommend("3"), contest("2")]
    ),
    "an order that decides it": Pair(
        "order-not-determined",
        [
            recommend("3", occurred="2015-05-01"),
            contest("2", occurred="2015"),
            decide("2WL", occurred="2015-06-30"),
        ],
        [
            recommend("3", occurred="2015-05-01"),
            contest("2", occurred="2015-05"),
            decide("2WL", occurred="2015-06-30"),
        ],
        alone=True,
    ),
    "reported otherwise": Pair(
        "reported-outcome-differs",
        [*overridden(), report("prevailed")],
        [*overridden(), report("not-prevailed")],
        alone=True,
    ),
    "reported both ways": Pair(
        "reported-outcome-differs",
        [report("prevailed"), report("overruled")],
        [report("not-prevailed"), report("overruled")],
        alone=True,
    ),
    "entered late": Pair(
        "late-entry",
        [recommend("3"), publish("2"), contest("2", occurred="2015-05-01")],
        [recommend("3"), publish("2", made="reconstructed"), contest("2", occurred="2015-05-01")],
        alone=True,
    ),
    "entered late, and moving nothing": Pair(
        "late-entry",
        [recommend("3"), publish("2"), contest("2", occurred="2015-05-01")],
        [recommend("3"), publish("2"), concur("3", occurred="2015-05-01")],
        alone=True,
    ),
    "entered late, and not what it turns on": Pair(
        "late-entry",
        [recommend("3"), publish("2"), contest("2", occurred="2015-05-01")],
        [
            recommend("3", occurred="2015-04-01"),
            contest("2", occurred="2015-05-01"),
            publish("2"),
            decide("2", occurred="2015-06-01"),
        ],
        alone=True,
    ),
    "corrected to another tier": Pair(
        "late-entry",
        [publish("3"), correct(f"{CASE}@1", {"tier": "2WL"})],
        [publish("3"), correct(f"{CASE}@1", {"tier": "3"}, occurred="2015-07-27")],
        alone=True,
    ),
}
OPEN: dict[str, Pair] = {
    "a third year, of which waivers are not on record": Pair(
        "past-clock-not-known",
        over_years({2009: "2WL", 2010: "2WL", 2011: "2WL"}),
        over_years({2009: "2WL", 2010: "2WL", 2011: "2"}),
        about="tip/2011/MYS",
    ),
    "years that are not on record": Pair(
        "past-clock-not-known",
        over_years({2015: "2WL", 2017: "2WL", 2018: "2WL"}),
        over_years({2015: "2WL", 2016: "2", 2017: "2WL", 2018: "2WL"}),
        about=Y2018,
    ),
    "leaving the scale when it was due": Pair(
        "past-clock-by-reading",
        over_years({2009: "2WL", 2010: "2WL", 2011: "SC"}),
        over_years({2009: "2WL", 2010: "2WL", 2011: "3"}),
        about="tip/2011/MYS",
    ),
    "back on the scale": Pair(
        "past-clock-by-reading",
        over_years(WATCHED | {2013: "SC", 2014: "2WL"}),
        over_years(WATCHED | {2013: "2", 2014: "2WL"}),
        about="tip/2014/MYS",
    ),
    "back from the last list, never waived": Pair(
        "past-clock-by-reading",
        over_years(dict.fromkeys((2017, 2018, 2020, 2021), "2WL") | {2019: "3"}),
        over_years(dict.fromkeys((2017, 2018, 2020, 2021), "2WL") | {2019: "2"}),
        about="tip/2021/MYS",
    ),
}
"""Rules of which only ever can be said that a breach is not known; for certain is another one."""


def ask(acts: Iterable[Act], pair: Pair, *, cover: bool) -> dict[str, Any]:
    """Give what is said of a book of these acts, with or without the coverage that a rule needs."""
    with small_book() as minutes:
        needs = RULES[pair.code].needs if cover else ()
        minutes.record(*acts, *covered(needs, pair.edition))
        return asked(minutes, pair.edition, on=pair.on)


@pytest.mark.parametrize("name", PAIRS)
def test_the_smallest_book_departs_from_the_rule(name: str) -> None:
    """It shows the one deviation that it was made for, and what must come with it."""
    pair = PAIRS[name]
    answer = ask(pair.breaks, pair, cover=not pair.alone)
    assert shown(answer) == pair.deviations
    row = next(row for row in answer["rows"] if row["code"] == pair.code)
    rule = RULES[pair.code]
    assert (row["rule"], row["source"], row["reading"]) == (rule.says, rule.source, rule.reading)
    assert row["cases"] == ([pair.about] if pair.about else [])
    assert row["explanation"]


@pytest.mark.parametrize("name", PAIRS)
def test_a_book_that_nearly_does_shows_nothing(name: str) -> None:
    """One fact otherwise, under the same coverage, and there is no deviation of any rule."""
    pair = PAIRS[name]
    assert shown(ask(pair.near, pair, cover=not pair.alone)) == set()


@pytest.mark.parametrize("name", [name for name, pair in PAIRS.items() if not pair.alone])
def test_without_coverage_what_is_missing_is_not_assessable(name: str) -> None:
    """The same acts show nothing for certain, and it is said why."""
    pair = PAIRS[name]
    answer = ask(pair.breaks, pair, cover=False)
    assert pair.code not in {code for code, _ in shown(answer)}
    code = "past-clock-not-known" if pair.code == "past-clock" else pair.code
    assert f"{pair.edition} declares no coverage of" in unassessable(answer, code)


@pytest.mark.parametrize("name", OPEN)
def test_a_breach_that_nobody_can_know_is_said_to_be_that(name: str) -> None:
    """It is asked about, and never a deviation; nearly so, it is not even asked about."""
    pair = OPEN[name]
    answer, near = (ask(acts, pair, cover=False) for acts in (pair.breaks, pair.near))
    assert shown(answer) == shown(near) == set()
    assert unassessable(answer, pair.code)
    assert not unassessable(near, pair.code)


@pytest.mark.parametrize(
    ("withheld", "asked_about"),
    [({"/body/reason": "congress"}, True), ({"/body/reason/0": "congress"}, False)],
    ids=["the reason", "a paragraph of it"],
)
def test_a_reason_that_is_withheld_is_neither_there_nor_missing(
    minutes: Minutes, *, withheld: dict[str, str], asked_about: bool
) -> None:
    """Who may not read it is told that there is one; who may, is told nothing."""
    minutes.record(
        *open_to_all(*overridden(reason=["First.", "Second."], withhold=withheld)),
        *covered(["deliberations"], "tip/2015"),
    )
    public, congress = (told_to(minutes, audience) for audience in ("public", "congress"))
    assert shown(public) == shown(congress) == set()
    said = unassessable(public, "override-reason-withheld")
    assert ("a reason is on record: withheld from this audience" in said) == asked_about
    assert not unassessable(congress, "override-reason-withheld")


def test_every_rule_has_books_both_ways() -> None:
    """No rule is without a book that departs from it, here or among those never known."""
    certain, open_ = ({pair.code for pair in pairs.values()} for pairs in (PAIRS, OPEN))
    assert certain | open_ | {"override-reason-withheld"} == RULES.keys()
    assert not certain & open_


def test_a_rule_is_tried_with_and_without_what_it_needs() -> None:
    """Where a rule needs coverage there is a book that shows it, whatever entries alone show."""
    tried = {pair.code for pair in PAIRS.values() if not pair.alone}
    assert tried == {code for code, rule in RULES.items() if rule.needs} - {"past-clock-not-known"}


# ---------------------------------------------------------------- a whole edition


def proper() -> list[Act]:
    """Keep an edition as the law wants it: a downgrade, a rise to the Watch List, a waiver."""
    done = "2019-06-01"
    return [
        delegate("secretary", "2010-09-20"),
        *(placed(tier, 2018, subject) for subject, tier in (("AAA", "2"), ("BBB", "3"))),
        *over_years({2016: "2", 2017: "2WL", 2018: "2WL"}, "CCC"),
        start("tip/2019", roster=["AAA", "BBB", "CCC"]),
        evidence(1, "2019-03-01", "tip/2019"),
        *(
            one
            for subject, tier in (("AAA", "3"), ("BBB", "2WL"), ("CCC", "2WL"))
            for case in [f"tip/2019/{subject}"]
            for one in (
                recommend("3", case, occurred="2019-04-01", basis=["tip/2019/evidence/1@1"]),
                contest("better than 3", on=case, occurred="2019-04-15"),
                decide(tier, case, occurred="2019-05-15", reason=["As argued."]),
                placed(tier, 2019, subject, occurred=done),
            )
        ),
        issue(done, "tip/2019"),
        *(notify("congress", "explanation", done, f"tip/2019/{code}") for code in ("AAA", "BBB")),
        notify("congress", "special watch list", "2019-08-01", "tip/2019"),
        notify("congress", "interim assessment", "2020-02-01", "tip/2019"),
        determine("2019-08-01", "tip/2019/AAA"),
        notify("congress", "action plan", "2019-11-28", "tip/2019/BBB"),
        waive("tip/2019/CCC", "secretary", **PLAN, occurred=done, basis=["tip/2019/evidence/1@1"]),
        *(notify(one, "waiver", done, "tip/2019/CCC") for one in ("sfrc", "hfac")),
        post("2019-07-01", on="tip/2019/CCC"),
        *covered(sorted({act for rule in RULES.values() for act in rule.needs}), "tip/2019"),
    ]


def test_a_proper_edition_shows_nothing_though_all_of_it_is_covered(minutes: Minutes) -> None:
    """Everything that a rule needs is declared to be on record; nothing departs from any."""
    minutes.record(*proper())
    assert asked(minutes, "tip/2019")["rows"] == []


LEFT_OUT: dict[tuple[str, str], set[str]] = {
    ("authority-delegated", "tip"): {"waiver-authority CCC"},
    ("recommendation-submitted", "AAA"): {"antecedent-missing AAA"},
    ("decision-recorded", "AAA"): {"published-without-decision AAA"},
    ("placement-published", "AAA"): {"roster-not-placed AAA"},
    ("objection-raised", "BBB"): {"override-uncontested BBB"},
    ("decision-recorded", "BBB"): {
        "published-without-decision BBB",
        "override-without-reason BBB",
    },
    ("edition-published", "2019"): {"report-deadline"},
    ("explanation", "AAA"): {"list-change-unexplained AAA"},
    ("explanation", "BBB"): {"list-change-unexplained BBB"},
    ("special watch list", "2019"): {"special-watch-list-deadline"},
    ("interim assessment", "2019"): {"interim-assessment-deadline"},
    ("determination-made", "AAA"): {"determination-deadline AAA"},
    ("action plan", "BBB"): {"action-plan-deadline BBB"},
    ("waiver-granted", "CCC"): {"past-clock CCC"},
    ("sfrc", "CCC"): {"waiver-committee-notice CCC"},
    ("hfac", "CCC"): {"waiver-committee-notice CCC"},
    ("public", "CCC"): {"waiver-posting-deadline CCC"},
}


@pytest.mark.parametrize("what", LEFT_OUT, ids=map(" of ".join, LEFT_OUT))
def test_without_one_of_its_acts_a_proper_edition_shows_just_that(what: tuple[str, str]) -> None:
    """One act fewer under the same coverage, and what it was there for is all that shows."""
    name, subject = what
    left = [
        one
        for one in proper()
        if one["on"].startswith("tip/2018")
        or not one["on"].endswith(subject)
        or name not in {one["act"], one["body"].get("of"), one["body"].get("to")}
    ]
    assert len(left) == len(proper()) - 1
    with small_book() as minutes:
        minutes.record(*left)
        found = shown(asked(minutes, "tip/2019"))
    assert {f"{code} {(case or '')[9:]}".strip() for code, case in found} == LEFT_OUT[what]
