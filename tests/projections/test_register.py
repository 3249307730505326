"""The register: standings, counts and bounds, names that came out, changes between editions."""

from itertools import count
from typing import Any

import pytest

from tests.books import FIRST_POSITION, Act, Minutes, act
from tests.scenes import (
    CASE,
    contest,
    correct,
    cover,
    decide,
    dispute,
    escalate,
    identify,
    outcome,
    publish,
    recommend,
    report,
    revise,
    void,
    withdraw,
)


def on(subject: str, edition: str = "tip/2015") -> str:
    """Name the case of a subject."""
    return f"{edition}/{subject}"


# ---------------------------------------------------------------- standings


def tiers(minutes: Minutes, edition: str | None, as_of: int | None = None) -> dict[str, str]:
    """Give the tier of each subject, with the edition it is from."""
    rows = minutes.standings(edition, as_of=as_of)
    return {row["subject"]: f"{row['edition']} {row['tier']}" for row in rows}


def test_the_newest_edition_of_each_subject_counts(minutes: Minutes) -> None:
    """Without an edition each subject has its newest placement, by the number of the edition."""
    minutes.record(
        publish("1", on("MYS", "tip/2015")),
        publish("2", on("MYS", "tip/999")),
        publish("3", on("THA", "tip/2014")),
        publish("2WL", on("THA", "tip/2015-2")),
        publish("SC", on("YEM", "tip/2014")),
    )
    assert tiers(minutes, None) == {
        "MYS": "tip/2015 1",
        "THA": "tip/2015-2 2WL",
        "YEM": "tip/2014 SC",
    }
    assert tiers(minutes, "tip/2014") == {"THA": "tip/2014 3", "YEM": "tip/2014 SC"}
    assert tiers(minutes, None, FIRST_POSITION + 2) == {"MYS": "tip/2015 1", "THA": "tip/2014 3"}


def test_a_placement_stands_as_published_until_the_agency_corrects_it(minutes: Minutes) -> None:
    """A correction of the agency is another placement; a correction of the record is not."""
    minutes.record(
        publish("3"), act("placement-corrected", CASE, "state", tier="2WL", manner="erratum")
    )
    minutes.record(correct(f"{CASE}@1", {"tier": "2"}))
    assert [(row["tier"], row["manner"]) for row in minutes.standings()] == [("2WL", "corrected")]
    minutes.record(void(f"{CASE}@2"))
    assert [(row["tier"], row["manner"]) for row in minutes.standings()] == [("2", "published")]
    assert minutes.standings()[0]["position"] == FIRST_POSITION


def test_a_subject_is_called_as_its_programme_calls_it(minutes: Minutes) -> None:
    """A code that the programme knows has a name; any other stands for itself."""
    minutes.record(publish("3"), publish("2", on("AAA")))
    assert {row["subject"]: row["name"] for row in minutes.standings()} == {
        "MYS": "Malaysia",
        "AAA": "AAA",
    }


def test_a_case_without_a_named_subject_is_no_placement(minutes: Minutes) -> None:
    """What is published of a subject that nobody names does not stand in the list."""
    minutes.record(publish("3", on("undisclosed-01")), recommend("3"))
    assert minutes.standings() == []


# ---------------------------------------------------------------- changes

CHANGES = {
    "up": ("3", "2WL"),
    "down": ("1", "3"),
    "same": ("2WL", "2WL"),
    "same off the scale": ("SC", "SC"),
    "unordered": ("SC", "1"),
    "unordered either way": ("3", "SC"),
    "not comparable": ("3", None),
    "not comparable either way": (None, "3"),
}


def test_changes_between_two_editions(minutes: Minutes) -> None:
    """A subject moved up or down, stayed, left the order, or was placed only once."""
    subjects = {f"S{number}": kind for number, kind in enumerate(CHANGES)}
    for subject, kind in subjects.items():
        for edition, tier in zip(("tip/2014", "tip/2015"), CHANGES[kind], strict=True):
            if tier:
                minutes.record(publish(tier, on(subject, edition)))
    answer = minutes.ask(lambda session: session.changes("tip/2014", "tip/2015"))
    assert {name: answer[name] for name in ("up", "down", "same", "unordered")} == {
        "up": ["S0"],
        "down": ["S1"],
        "same": ["S2", "S3"],
        "unordered": ["S4", "S5"],
    }
    assert answer["not_comparable"] == ["S6", "S7"]
    back = minutes.ask(lambda session: session.changes("tip/2015", "tip/2014"))
    assert (back["up"], back["down"]) == (["S1"], ["S0"])


def test_changes_go_by_what_the_agency_corrected(minutes: Minutes) -> None:
    """A placement that was corrected after publication is compared as corrected."""
    minutes.record(
        publish("3", on("MYS", "tip/2014")),
        publish("2"),
        act("placement-corrected", CASE, "state", tier="3"),
    )
    answer = minutes.ask(lambda session: session.changes("tip/2014", "tip/2015"))
    assert (answer["up"], answer["same"]) == ([], ["MYS"])
    then = minutes.ask(lambda session: session.changes("tip/2014", "tip/2015"), as_of=4)
    assert (then["up"], then["same"]) == (["MYS"], [])


# ---------------------------------------------------------------- counts

OUTCOMES: dict[str, list[Act]] = {
    "prevailed": [recommend("3"), contest("2"), publish("3")],
    "overruled": [recommend("3"), contest("2"), publish("2")],
    "compromised": [recommend("3"), contest("2"), publish("2WL")],
    "not-prevailed": [recommend("3"), contest("better than recommended"), publish("2")],
    "exceeded": [recommend("2WL"), contest("2"), publish("3")],
    "conceded": [recommend("3"), contest("2"), revise("2"), publish("2")],
    "withdrawn": [recommend("3"), contest("2"), withdraw(), publish("3")],
    "open": [recommend("3"), contest("2")],
    "undetermined": [recommend("undisclosed"), contest("undisclosed"), publish("2")],
}


def cases(*outcomes: str) -> list[Act]:
    """Write down a contested case for each outcome, each about another subject."""
    numbers = count(1)
    return [
        {**one, "on": case}
        for name in outcomes
        for case in [on(f"S{next(numbers):02}")]
        for one in OUTCOMES[name]
    ]


def summary(minutes: Minutes, edition: str | None = None) -> dict[str, Any]:
    """Give the counts of the one recommender."""
    (row,) = minutes.disputes(edition)["summary"]
    found: dict[str, Any] = row
    return found


def test_every_outcome_is_counted_in_its_own_column(minutes: Minutes) -> None:
    """Nothing that is not judged is lost, and nothing of it is in the rate."""
    minutes.record(*cases(*OUTCOMES))
    assert summary(minutes) == {
        "party": "jtip",
        "disputes": 9,
        "prevailed": 1,
        "not_prevailed": 3,
        "overruled": 1,
        "compromised": 1,
        "kind_open": 1,
        "exceeded": 1,
        "conceded": 1,
        "withdrawn": 1,
        "open": 1,
        "undetermined": 1,
        "withheld": 0,
        "win_rate": {"wins": 1, "of": 4, "low": "1/4", "high": "2/5"},
        "of_placements": 8,
    }


@pytest.mark.parametrize(
    ("outcomes", "rate"),
    [
        (["prevailed", "overruled"], (1, 2, "1/2", "1/2")),
        (["prevailed", "overruled", "undetermined", "undetermined"], (1, 2, "1/2", "3/4")),
        (["undetermined", "open"], (0, 0, None, None)),
        (["withdrawn", "conceded", "exceeded"], (0, 0, None, None)),
    ],
)
def test_the_bounds_of_the_win_rate(
    minutes: Minutes, outcomes: list[str], rate: tuple[int, int, str | None, str | None]
) -> None:
    """What is undetermined may have been won or not: the rate lies between the two."""
    minutes.record(*cases(*outcomes))
    assert tuple(summary(minutes)["win_rate"].values()) == rate


def test_each_recommender_is_counted_apart(minutes: Minutes) -> None:
    """A rate is of one recommender; what nobody is on record for recommending stands apart."""
    minutes.record(
        recommend("3", on("AAA")),
        contest("2", on=on("AAA")),
        recommend("3", on("BBB"), party="lawyers"),
        contest("2", on=on("BBB")),
        publish("2", on("BBB")),
        report("not-prevailed", on("undisclosed-01")),
    )
    found = minutes.disputes()["summary"]
    assert [(row["party"], row["disputes"], row["not_prevailed"]) for row in found] == [
        ("jtip", 1, 0),
        ("lawyers", 1, 1),
        (None, 1, 1),
    ]


def test_disputes_of_one_party(minutes: Minutes) -> None:
    """Asked for a party, the register gives the cases it recommended or objected in, and counts."""
    minutes.record(
        recommend("3", on("AAA")),
        contest("2", "eap", on("AAA")),
        recommend("3", on("BBB")),
        contest("2", "eur", on("BBB")),
        contest("2WL", "wha", on("BBB")),
        withdraw("wha", on("BBB")),
    )

    def of(party: str) -> tuple[list[str], list[int]]:
        answer = minutes.ask(lambda session: session.disputes(None, party))
        rows = [row["subject"] for row in answer["rows"]]
        return rows, [row["disputes"] for row in answer["summary"]]

    assert of("eap") == (["AAA"], [1])
    assert of("wha") == (["BBB"], [1])
    assert of("jtip") == (["AAA", "BBB"], [2])
    assert of("nea") == ([], [])


def test_an_edition_has_its_own_counts(minutes: Minutes) -> None:
    """Asked for an edition, nothing of another is counted, placements neither."""
    minutes.record(
        recommend("3"),
        contest("2"),
        publish("2"),
        recommend("3", on("MYS", "tip/2014")),
        contest("2", on=on("MYS", "tip/2014")),
        publish("3", on("MYS", "tip/2014")),
        publish("3", on("THA", "tip/2014")),
    )
    assert [summary(minutes, edition)["of_placements"] for edition in ("tip/2014", None)] == [2, 3]
    assert (summary(minutes, "tip/2014")["prevailed"], summary(minutes)["prevailed"]) == (1, 1)
    assert summary(minutes, "tip/2015")["prevailed"] == 0


def test_how_much_the_record_answers(minutes: Minutes) -> None:
    """Who, against whom, where and why are each known of so many disputes, never of all at once."""
    minutes.record(
        recommend("3", on("AAA")),
        contest("2", "eap", on("AAA")),
        decide("2", on("AAA"), meeting="tip/2015/meeting/1", reason="none-stated"),
        recommend("3", on("BBB")),
        contest("2", "eap", on("BBB")),
        contest("2", "undisclosed-1", on("BBB")),
        decide("2", on("BBB"), meeting="tip/2015/meeting/undisclosed"),
        report("not-prevailed", on("undisclosed-01")),
        report("prevailed", on("undisclosed-02")),
    )
    assert minutes.disputes()["answerable"] == {
        "subjects": [2, 4],
        "objectors": [1, 4],
        "meetings": [1, 4],
        "reasons": [1, 4],
    }


@pytest.mark.parametrize(
    ("decision", "forum"),
    [
        ({"forum": "secretary", "meeting": "tip/2015/meeting/1"}, "secretary"),
        ({"meeting": "tip/2015/meeting/1@1"}, "under-secretary"),
        ({"meeting": "tip/2015/meeting/1"}, "under-secretary"),
        ({}, "deputy-secretary"),
    ],
    ids=["of the decision", "of the entry of the meeting", "of the meeting", "of the escalation"],
)
def test_the_forum_is_that_of_the_decision_else_of_its_meeting(
    minutes: Minutes, decision: dict[str, str], forum: str
) -> None:
    """Where a dispute was settled is told by the decision, its meeting, or the last escalation."""
    minutes.record(
        act("meeting-held", "tip/2015/meeting/1", forum="under-secretary"),
        recommend("3"),
        contest("2"),
        escalate("deputy-secretary"),
        decide("2", **decision),
    )
    assert (dispute(minutes) or {})["forum"] == forum


# ---------------------------------------------------------------- subjects identified


def year_2015() -> list[Act]:
    """Write down seventeen disputes: seven named, ten of which only the end was reported."""
    named = dict.fromkeys(("MYS", "CUB", "CHN", "IND", "UZB", "MEX"), "2") | {"THA": "3"}
    acts = [
        {**one, "on": on(subject)}
        for subject, tier in named.items()
        for one in (recommend("3"), contest("better than recommended"), publish(tier))
    ]
    for number in range(1, 11):
        case = on(f"undisclosed-{number:02}")
        end = "not-prevailed" if number < 9 else "prevailed"
        acts += [
            recommend("undisclosed", case),
            contest("undisclosed", "undisclosed", case),
            report(end, case),
        ]
    return acts


def test_seventeen_disputes_stay_seventeen_when_a_subject_is_named(minutes: Minutes) -> None:
    """An undisclosed case takes the name that came out; the counts do not change."""
    minutes.record(*year_2015())
    before = minutes.disputes()
    minutes.record(identify("JAM", on("undisclosed-03")))
    after = minutes.disputes()
    assert [answer["summary"][0]["disputes"] for answer in (before, after)] == [17, 17]
    assert before["summary"] == after["summary"]
    assert before["summary"][0]["win_rate"] == {"wins": 3, "of": 17, "low": "3/17", "high": "3/17"}
    assert [answer["answerable"]["subjects"] for answer in (before, after)] == [[7, 17], [8, 17]]
    lifted = dispute(minutes, on("undisclosed-03")) or {}
    assert (lifted["subject"], lifted["name"], lifted["marks"]) == (
        "JAM",
        "Jamaica",
        ["outcome-by-report"],
    )


def test_a_subject_with_a_contested_case_of_its_own_counts_as_one(minutes: Minutes) -> None:
    """If the name that came out is contested already, both rows stay, and count as its own case."""
    minutes.record(*year_2015(), identify("THA", on("undisclosed-03")))
    answer = minutes.disputes()
    assert len(answer["rows"]) == 17
    marked = [row["case"] for row in answer["rows"] if "same-subject" in row["marks"]]
    assert marked == [on("THA"), on("undisclosed-03")]
    counts = answer["summary"][0]
    assert (counts["disputes"], counts["prevailed"], counts["not_prevailed"]) == (16, 3, 13)
    assert answer["answerable"]["subjects"] == [7, 16]


def test_two_undisclosed_cases_of_one_subject_count_as_one(minutes: Minutes) -> None:
    """Two cases that turn out to be about one subject are one dispute."""
    minutes.record(
        report("not-prevailed", on("undisclosed-01")),
        report("not-prevailed", on("undisclosed-02")),
        identify("THA", on("undisclosed-01")),
    )
    assert minutes.disputes()["summary"][0]["disputes"] == 2
    minutes.record(identify("THA", on("undisclosed-02")))
    assert minutes.disputes()["summary"][0]["disputes"] == 1


def test_one_subject_in_two_editions_is_two_disputes(minutes: Minutes) -> None:
    """What is counted once is a subject in one edition."""
    minutes.record(
        report("not-prevailed", on("undisclosed-01")),
        report("not-prevailed", on("undisclosed-01", "tip/2014")),
        identify("THA", on("undisclosed-01")),
        identify("THA", on("undisclosed-01", "tip/2014")),
    )
    answer = minutes.disputes()
    assert answer["summary"][0]["disputes"] == 2
    assert all("same-subject" not in row["marks"] for row in answer["rows"])


def test_a_name_is_known_from_where_it_was_entered(minutes: Minutes) -> None:
    """As of a position before, nobody knew; a corrected name is known from the correction on."""
    case = on("undisclosed-01")
    minutes.record(
        report("not-prevailed", case),
        identify("THA", case),
        correct(f"{case}@2", {"subject": "JAM"}),
        void(f"{case}@3"),
    )
    found = [
        (dispute(minutes, case, FIRST_POSITION + number) or {})["subject"] for number in range(4)
    ]
    assert found == ["undisclosed-01", "THA", "JAM", "undisclosed-01"]


# ---------------------------------------------------------------- decided and published

PUBLISHED = {
    "decided so": ([decide("2"), publish("2")], []),
    "decided otherwise": ([decide("3"), publish("2")], ["published-not-decided"]),
    "decided as one of several": ([decide("better than 3"), publish("2")], []),
    "decided as one of several others": (
        [decide("worse than 2"), publish("2")],
        ["published-not-decided"],
    ),
    "decided off the scale": ([decide("SC"), publish("2")], ["published-not-decided"]),
    "not disclosed what was decided": ([decide("undisclosed"), publish("2")], []),
    "decided otherwise, then so": ([decide("3"), decide("2"), publish("2")], []),
    "not decided": ([publish("2")], []),
}


@pytest.mark.parametrize(("acts", "marks"), PUBLISHED.values(), ids=PUBLISHED.keys())
def test_a_publication_that_nobody_decided_so_is_marked(
    minutes: Minutes, acts: list[Act], marks: list[str]
) -> None:
    """Where no decided tier allows what was published, both are shown, and the case is marked."""
    minutes.record(recommend("3"), contest("2"), *acts)
    row = dispute(minutes) or {}
    assert (row["marks"], row["published"], row["outcome"]) == (marks, "2", "overruled")


@pytest.mark.parametrize(
    ("extent", "acts", "marks"),
    [
        ("complete", ["deliberations"], ["published-without-decision"]),
        ("complete", ["decisions"], ["published-without-decision"]),
        ("complete", ["decision-recorded"], ["published-without-decision"]),
        ("complete", ["placements", "objections"], []),
        ("partial", ["deliberations"], []),
        ("none", ["deliberations"], []),
    ],
)
def test_a_missing_decision_is_marked_only_where_it_would_be_on_record(
    minutes: Minutes, extent: str, acts: list[str], marks: list[str]
) -> None:
    """Outside what the book declares to hold whole, silence is no fact."""
    minutes.record(recommend("3"), contest("2"), publish("2"), cover(acts, extent))
    assert (dispute(minutes) or {})["marks"] == marks
    assert (dispute(minutes, as_of=minutes.head - 1) or {})["marks"] == []


def test_coverage_of_one_edition_says_nothing_of_another(minutes: Minutes) -> None:
    """What is declared of one edition does not mark the cases of the next."""
    minutes.record(
        recommend("3"), contest("2"), publish("2"), cover(["decisions"], "complete", "tip/2014")
    )
    assert (dispute(minutes) or {})["marks"] == []
    assert outcome(minutes) == "overruled"


@pytest.mark.parametrize("position", [0, 1, 2])
def test_changes_before_there_was_a_programme(minutes: Minutes, position: int) -> None:
    """As of a time before the programme was adopted nothing had changed, and nothing is refused."""
    minutes.record(publish("3"))
    found = minutes.ask(lambda session: session.changes("tip/2014", "tip/2015"), as_of=position)
    assert [found[name] for name in ("up", "down", "same", "unordered", "not_comparable")] == [
        [] for _ in range(5)
    ]
