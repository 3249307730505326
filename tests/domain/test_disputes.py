"""How a contested case is read: worlds, rounds, objectors, and what a report adds."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.books import Act, Minutes, act
from tests.scenes import (
    CASE,
    contest,
    decide,
    dispute,
    escalate,
    outcome,
    publish,
    recommend,
    report,
    revise,
    withdraw,
)

BETTER = "better than recommended"
WORSE = "worse than recommended"

ONE_OBJECTOR = {
    "placed where the objector asked": ("3", "2", "2", "overruled"),
    "placed beyond what the objector asked": ("3", "2WL", "2", "overruled"),
    "placed far beyond what the objector asked": ("3", "2WL", "1", "overruled"),
    "placed strictly between": ("3", "2", "2WL", "compromised"),
    "placed as recommended": ("3", "2", "3", "prevailed"),
    "placed away from the objector": ("2WL", "2", "3", "exceeded"),
    "asked for worse, and got it": ("2", "3", "3", "overruled"),
    "asked for worse, and got some of it": ("2", "3", "2WL", "compromised"),
    "asked for worse, and it was made better": ("2", "3", "1", "exceeded"),
}

WORLDS = {
    "better by an unknown number of tiers": ("3", BETTER, "2WL", "not-prevailed"),
    "better by one tier at most": ("2", BETTER, "1", "overruled"),
    "better, and made worse instead": ("2", BETTER, "3", "exceeded"),
    "worse by an unknown number of tiers": ("2", WORSE, "2WL", "not-prevailed"),
    "recommended worse than 2, placed at 2": ("worse than 2", BETTER, "2", "not-prevailed"),
    "recommended worse than 2WL, which is 3": ("worse than 2WL", BETTER, "2WL", "not-prevailed"),
    "recommendation not disclosed, objector heard": ("undisclosed", "2", "2", "overruled"),
    "objection not disclosed, placed as recommended": ("3", "undisclosed", "3", "prevailed"),
    "objection not disclosed, placed elsewhere": ("2", "undisclosed", "2WL", "undetermined"),
    "recommended the best, objection not disclosed": ("1", "undisclosed", "2", "not-prevailed"),
    "neither disclosed": ("undisclosed", "undisclosed", "2", "undetermined"),
    "recommended 1 or 2, placed at 2": ("better than 2WL", "3", "2", "undetermined"),
    "exceeded in every world": ("2", "worse than 2", "1", "exceeded"),
    "better than the best leaves no world": ("1", BETTER, "1", "undetermined"),
    "worse than the worst leaves no world": ("3", WORSE, "2", "undetermined"),
    "asking for what was recommended leaves no world": ("2", "2", "2WL", "undetermined"),
}

OFF_SCALE = {
    "asked for the special case, and got it": ("3", "SC", "SC", "overruled"),
    "asked for the special case, placed as recommended": ("3", "SC", "3", "prevailed"),
    "asked for the special case, placed in a third way": ("3", "SC", "2WL", "not-prevailed"),
    "recommended the special case, and got it": ("SC", "3", "SC", "prevailed"),
    "recommended the special case, objector heard": ("SC", "3", "3", "overruled"),
    "recommended the special case, placed in a third way": ("SC", "3", "2", "not-prevailed"),
    "made a special case that nobody asked for": ("3", "2", "SC", "not-prevailed"),
    "nothing is better than the special case": ("SC", BETTER, "2", "undetermined"),
    "not disclosed is never the special case": ("SC", "undisclosed", "2", "not-prevailed"),
}

ROWS = {**ONE_OBJECTOR, **WORLDS, **OFF_SCALE}


FINALS: dict[str, Callable[[str, str], Act]] = {"published": publish, "decided": decide}


@pytest.fixture(scope="module")
def outcomes(tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[str, str], str]:
    """Give the outcome of each of these contests, once published and once only decided."""
    names = {
        (kind, name): f"tip/2015/S{i}-{kind}" for kind in FINALS for i, name in enumerate(ROWS)
    }
    acts: list[Act] = []
    for (kind, name), case in names.items():
        recommended, objected, tier, _ = ROWS[name]
        acts += [recommend(recommended, case), contest(objected, on=case), FINALS[kind](tier, case)]
    with Minutes(tmp_path_factory.mktemp("outcomes") / "book") as minutes:
        minutes.record(*acts)
        found = {row["case"]: row["outcome"] for row in minutes.disputes()["rows"]}
    return {key: found[case] for key, case in names.items()}


@pytest.mark.parametrize("kind", FINALS)
@pytest.mark.parametrize(("name", "row"), ROWS.items(), ids=ROWS.keys())
def test_one_objector(
    outcomes: dict[tuple[str, str], str], kind: str, name: str, row: tuple[str, ...]
) -> None:
    """A contest is judged on the placement, else on the decision, over every possible world."""
    assert outcomes[kind, name] == row[-1]


SEVERAL = {
    "two on opposite sides, made worse": ("2WL", "2", "3", "3", "overruled", "exceeded/overruled"),
    "two on opposite sides, made better": ("2WL", "2", "3", "1", "overruled", "overruled/exceeded"),
    "two on opposite sides, as recommended": (
        *("2WL", "2", "3", "2WL", "prevailed"),
        "prevailed/prevailed",
    ),
    "two on one side, the nearer one met": (
        *("3", "2WL", "1", "2", "overruled"),
        "overruled/compromised",
    ),
    "two on one side, neither met": (
        "3",
        "1",
        "2",
        "2WL",
        "compromised",
        "compromised/compromised",
    ),
    "two on the other side": ("2", "2WL", "3", "1", "exceeded", "exceeded/exceeded"),
    "one off the scale, the other heard": (
        "3",
        "SC",
        "2",
        "2",
        "overruled",
        "not-prevailed/overruled",
    ),
    "one off the scale, the other not": (
        *("2", "SC", "3", "1", "not-prevailed"),
        "not-prevailed/exceeded",
    ),
}


@pytest.mark.parametrize(
    ("recommended", "eap", "eur", "tier", "expected", "lines"), SEVERAL.values(), ids=SEVERAL.keys()
)
def test_several_objectors(  # noqa: PLR0913, PLR0917
    minutes: Minutes, recommended: str, eap: str, eur: str, tier: str, expected: str, lines: str
) -> None:
    """Two objectors are one dispute, judged on the side it moved to; each keeps its own line."""
    minutes.record(recommend(recommended), contest(eap, "eap"), contest(eur, "eur"), publish(tier))
    row = dispute(minutes) or {}
    assert row["outcome"] == expected
    assert _lines(row) == dict(zip(("eap", "eur"), lines.split("/"), strict=True))
    assert minutes.disputes()["summary"][0]["disputes"] == 1


def _lines(row: dict[str, Any]) -> dict[str, str]:
    return {line["party"]: line["outcome"] for line in row["objectors"]}


FIRST = [recommend("3"), contest("2"), decide("3")]
"""A first round that the recommender won."""

ROUNDS = {
    "one round": (FIRST, "prevailed", 1),
    "nothing decided yet": (FIRST[:2], "open", 1),
    "objected again after the decision": ([*FIRST, contest("2WL")], "open", 2),
    "objected again, and heard": ([*FIRST, contest("2WL"), decide("2WL")], "overruled", 2),
    "objected again by somebody else": ([*FIRST, contest("1", "eur")], "open", 2),
    "a third round": (
        [*FIRST, contest("2"), decide("2"), contest("1"), decide("2WL")],
        "compromised",
        3,
    ),
    "an objection asks only for what was decided": ([*FIRST, contest("3", "eur")], "prevailed", 1),
    "an objection allows only what was decided": (
        [*FIRST, contest("worse than 2WL", "eur")],
        "prevailed",
        1,
    ),
    "an objection allows more than what was decided": (
        [*FIRST, contest("worse than 2", "eur")],
        "open",
        2,
    ),
    "an objection allows as much as the decision did": (
        [*FIRST[:2], decide("worse than 2"), contest("worse than 2", "eur")],
        "open",
        2,
    ),
    "a relative objection allows only what was decided": (
        [recommend("2"), contest("3"), decide("1"), contest(BETTER, "eur")],
        "exceeded",
        1,
    ),
    "decided again without a word": ([*FIRST, decide("2WL")], "compromised", 1),
    "decided again after an escalation": (
        [*FIRST, escalate("deputy-secretary"), decide("2")],
        "overruled",
        1,
    ),
    "escalated, and objected again": (
        [*FIRST, escalate("secretary"), contest("2WL"), decide("2WL")],
        "overruled",
        1,
    ),
    "the placement came before the last round": ([*FIRST, publish("3"), contest("2")], "open", 2),
    "the placement came after the last round opened": (
        [*FIRST, contest("2"), publish("2")],
        "overruled",
        2,
    ),
    "the publication differs from the decision": ([*FIRST, publish("2")], "overruled", 1),
    "the recommender moved only after the decision": (
        [recommend("3"), contest("2"), decide("2WL"), revise("2WL"), publish("2WL")],
        "compromised",
        1,
    ),
    "the placement was corrected later": (
        [*FIRST, publish("3"), act("placement-corrected", CASE, "state", tier="2")],
        "prevailed",
        1,
    ),
}


@pytest.mark.parametrize(("acts", "expected", "rounds"), ROUNDS.values(), ids=ROUNDS.keys())
def test_rounds(minutes: Minutes, acts: list[Act], expected: str, rounds: int) -> None:
    """A case counts once, by its last round; an escalation keeps the round open."""
    minutes.record(*acts)
    row = dispute(minutes) or {}
    assert (row["outcome"], row["rounds"]) == (expected, rounds)


def test_a_round_says_when_it_was_opened_and_closed_and_where(minutes: Minutes) -> None:
    """The row names the first objection, what closed the last round, and the forum of that."""
    first, *_, last = minutes.record_each(
        [
            *FIRST,
            escalate("deputy-secretary"),
            decide("2", forum="deputy-secretary"),
            contest("2WL", "eur"),
            decide("2WL", forum="secretary"),
        ]
    )
    row = dispute(minutes) or {}
    assert (row["opened"], row["closed"], row["forum"]) == (first + 1, last, "secretary")
    before = dispute(minutes, as_of=last - 3) or {}
    assert (before["opened"], before["closed"]) == (first + 1, None), "the escalation reopened it"


TAKEN_BACK = {
    "taken back": ([withdraw(), publish("3")], "withdrawn", {"eap": "withdrawn"}),
    "taken back, whatever was published": (
        [withdraw(), publish("2")],
        "withdrawn",
        {"eap": "withdrawn"},
    ),
    "taken back and raised again": (
        [withdraw(), contest("2WL"), publish("2WL")],
        "overruled",
        {"eap": "overruled"},
    ),
    "one of two taken back": (
        [contest("2WL", "eur"), withdraw(), publish("2WL")],
        "overruled",
        {"eap": "withdrawn", "eur": "overruled"},
    ),
    "both taken back": (
        [contest("2WL", "eur"), withdraw(), withdraw("eur"), publish("2WL")],
        "withdrawn",
        {"eap": "withdrawn", "eur": "withdrawn"},
    ),
    "taken back by somebody who never objected": (
        [withdraw("eur"), publish("2")],
        "overruled",
        {"eap": "overruled"},
    ),
    "taken back after the decision": (
        [decide("2"), withdraw(), publish("2")],
        "overruled",
        {"eap": "overruled"},
    ),
    "taken back after an escalation": (
        [decide("2"), escalate("secretary"), withdraw(), decide("2")],
        "withdrawn",
        {"eap": "withdrawn"},
    ),
    "changed": ([contest("1"), publish("2")], "compromised", {"eap": "compromised"}),
}


@pytest.mark.parametrize(("acts", "expected", "lines"), TAKEN_BACK.values(), ids=TAKEN_BACK.keys())
def test_objections_taken_back(
    minutes: Minutes, acts: list[Act], expected: str, lines: dict[str, str]
) -> None:
    """The last objection taken back before a decision ends the dispute, until raised again."""
    minutes.record(recommend("3"), contest("2"), *acts)
    row = dispute(minutes) or {}
    assert (row["outcome"], _lines(row), row["rounds"]) == (expected, lines, 1)


MOVED = {
    "all the way": ([contest("2"), revise("2")], "conceded", "3 → 2"),
    "all the way, then placed": ([contest("2"), revise("2"), publish("2")], "conceded", "3 → 2"),
    "all the way, in vain": ([contest("2"), revise("2"), publish("3")], "conceded", "3 → 2"),
    "beyond": ([contest("2"), revise("1"), decide("1")], "conceded", "3 → 1"),
    "part of the way, and that was placed": (
        [contest("2"), revise("2WL"), publish("2WL")],
        "prevailed",
        "3 → 2WL",
    ),
    "part of the way, and lost the rest": (
        [contest("2"), revise("2WL"), publish("2")],
        "overruled",
        "3 → 2WL",
    ),
    "part of the way, and placed where it stood first": (
        [contest("2"), revise("2WL"), publish("3")],
        "exceeded",
        "3 → 2WL",
    ),
    "there and back": ([contest("2"), revise("2"), revise("3"), publish("3")], "prevailed", None),
    "before anybody objected": ([revise("2"), contest("1"), publish("2")], "prevailed", "3 → 2"),
    "to one of two": (
        [contest("2WL"), contest("2", "eur"), revise("2WL"), publish("2WL")],
        "prevailed",
        "3 → 2WL",
    ),
    "to both of two": (
        [contest("2WL"), contest("2", "eur"), revise("2"), publish("2")],
        "conceded",
        "3 → 2",
    ),
    "perhaps all the way": ([contest(BETTER), revise("2WL")], "open", "3 → 2WL"),
    "perhaps all the way, and placed there": (
        [contest(BETTER), revise("2WL"), publish("2WL")],
        "undetermined",
        "3 → 2WL",
    ),
    "to the end of the scale, so all the way": (
        [contest(BETTER), revise("1"), publish("1")],
        "conceded",
        "3 → 1",
    ),
}


@pytest.mark.parametrize(("acts", "expected", "moved"), MOVED.values(), ids=MOVED.keys())
def test_the_recommender_moves(
    minutes: Minutes, acts: list[Act], expected: str, moved: str | None
) -> None:
    """To the objector or beyond is conceded; part of the way is judged on where it moved to."""
    minutes.record(recommend("3"), *acts)
    row = dispute(minutes) or {}
    assert (row["outcome"], row["moved"]) == (expected, moved)
    assert row["recommended_first"] == "3"


def test_first_and_last_recommendation_are_both_kept(minutes: Minutes) -> None:
    """What was recommended before the recommender moved stays beside what it was judged on."""
    minutes.record(recommend("3"), contest("1"), revise("2WL"), revise("2"), publish("1"))
    row = dispute(minutes) or {}
    assert [row[name] for name in ("recommended_first", "recommended", "published")] == [
        "3",
        "2",
        "1",
    ]


def test_a_recommendation_taken_back_is_said_so(minutes: Minutes) -> None:
    """Taking a recommendation back leaves the dispute as it is, and is shown beside it."""
    minutes.record(recommend("3"), contest("2"))
    before = dispute(minutes) or {}
    minutes.record(act("recommendation-withdrawn", CASE), publish("3"))
    after = dispute(minutes) or {}
    assert [row["recommendation_withdrawn"] for row in (before, after)] == [False, True]


MALAYSIA = [recommend("3"), contest(BETTER), publish("2WL")]

REPORTED = {
    "narrows": ([*MALAYSIA, report("overruled")], "overruled", ["outcome-by-report"]),
    "says what is known": ([*MALAYSIA, report("not-prevailed")], "not-prevailed", []),
    "contradicts": (
        [*MALAYSIA, report("prevailed")],
        "not-prevailed",
        ["reported-outcome-differs"],
    ),
    "says less than is known": (
        [*FIRST, report("not-prevailed")],
        "prevailed",
        ["reported-outcome-differs"],
    ),
    "tells of a contest whose end is not on record": (
        [*FIRST[:2], report("prevailed")],
        "prevailed",
        ["outcome-by-report"],
    ),
    "is the only word there is": (
        [report("not-prevailed")],
        "not-prevailed",
        ["outcome-by-report"],
    ),
    "leaves it open": ([*MALAYSIA, report("undetermined")], "not-prevailed", []),
    "is followed by another that contradicts": (
        [*MALAYSIA, report("overruled"), report("compromised")],
        "overruled",
        ["outcome-by-report", "reported-outcome-differs"],
    ),
    "narrows what an unknown recommendation leaves": (
        [recommend("undisclosed"), contest("undisclosed"), publish("2"), report("prevailed")],
        "prevailed",
        ["outcome-by-report"],
    ),
}


@pytest.mark.parametrize(("acts", "expected", "marks"), REPORTED.values(), ids=REPORTED.keys())
def test_a_reported_outcome(
    minutes: Minutes, acts: list[Act], expected: str, marks: list[str]
) -> None:
    """A report narrows what the record leaves open, and never overrides what it says."""
    minutes.record(*acts)
    row = dispute(minutes) or {}
    assert (row["outcome"], row["marks"]) == (expected, marks)


def test_a_line_is_judged_only_in_the_worlds_in_which_the_dispute_ended_so(
    minutes: Minutes,
) -> None:
    """A reported outcome narrows what each objector can have come to."""
    minutes.record(*MALAYSIA)
    assert _lines(dispute(minutes) or {}) == {"eap": "not-prevailed"}
    minutes.record(report("compromised"))
    assert _lines(dispute(minutes) or {}) == {"eap": "compromised"}


def test_without_an_objection_or_a_report_there_is_no_dispute(minutes: Minutes) -> None:
    """No objection on record is not a dispute, whatever was decided."""
    minutes.record(recommend("3"), escalate("secretary"), withdraw(), decide("2"), publish("1"))
    assert dispute(minutes) is None


def test_an_objection_without_a_recommendation_is_marked_and_read(minutes: Minutes) -> None:
    """A recommendation not on record is marked missing; it was not what the objector asked."""
    minutes.record(contest("2"), publish("2"))
    row = dispute(minutes) or {}
    assert (row["recommended"], row["outcome"]) == (None, "overruled")
    assert row["marks"] == ["antecedent-missing"]


def test_nobody_concedes_to_what_was_asked_before_there_was_a_recommendation(
    minutes: Minutes,
) -> None:
    """A recommender who starts where the objector stands has not moved there."""
    minutes.record(contest("2"), recommend("2"), publish("2"))
    assert outcome(minutes) == "prevailed"


@pytest.mark.parametrize(
    ("reason", "said"),
    [
        (None, "not-on-record"),
        ("none-stated", "none-stated"),
        (["Because of a treaty."], "text"),
        ("Because of a treaty.", "text"),
    ],
)
def test_the_reason_of_a_decision(minutes: Minutes, reason: Any, said: str) -> None:
    """A reason not on record, one not stated and one written down are three different things."""
    more = {} if reason is None else {"reason": reason}
    minutes.record(recommend("3"), contest("2"), decide("2", **more))
    assert (dispute(minutes) or {})["reason"] == said
    answered = minutes.disputes()["answerable"]["reasons"]
    assert answered == ([0, 1] if said == "not-on-record" else [1, 1])


@pytest.mark.parametrize(
    ("grades", "best"),
    [
        ((None, None), None),
        (("derived", "reported"), "reported"),
        (("reported", "official"), "official"),
        (("derived", None), "derived"),
    ],
)
def test_the_grade_is_the_best_that_the_account_rests_on(
    minutes: Minutes, grades: tuple[str | None, str | None], best: str | None
) -> None:
    """A dispute shows its best source; that the placement was official says nothing about it."""

    def sources(grade: str | None) -> dict[str, Any]:
        return {"sources": [{"title": "A source", "grade": grade}]} if grade else {}

    minutes.record(
        recommend("3", **sources(grades[0])),
        contest("2", **sources(grades[1])),
        publish("2", **sources("official")),
    )
    assert (dispute(minutes) or {})["grade"] == best


@pytest.mark.parametrize("ending", [[], [publish("2")]], ids=["decided", "published"])
def test_the_first_objection_asks_only_for_what_was_decided(
    minutes: Minutes, ending: list[Act]
) -> None:
    """Whoever asks, after the decision, for nothing but the decided tier contests nothing."""
    minutes.record(recommend("3"), decide("2"), contest("2"), *ending)
    assert dispute(minutes) is None
    found = minutes.ask(lambda session: session.overrides(None))
    assert [row["contested"] for row in found["rows"]] == [False]


def test_whether_there_was_a_dispute_depends_on_the_order(minutes: Minutes) -> None:
    """An objection that may have come before the decision is shown, and said to be uncertain."""
    past = {"made": "reconstructed"}
    minutes.record(
        recommend("3", occurred="2014", **past),
        decide("2", occurred="2015-06-30", **past),
        contest("2", occurred="2015", **past),
    )
    row = dispute(minutes) or {}
    assert (row["outcome"], row["marks"]) == ("undetermined", ["order-not-determined"])
