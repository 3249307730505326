"""What an audience that may not know everything is told: withheld is said, never guessed."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from domain.acts import ACTS
from domain.values import RELEASES, Release
from ledger.reading import Reading
from projections import register
from projections.coverage import coverage
from projections.runner import Runner, first_difference
from projections.table import View
from projections.timeline import case_timeline
from tests.books import Act, Minutes
from tests.golden.make import HERE
from tests.scenes import (
    concur,
    contest,
    decide,
    identify,
    open_to_all,
    publish,
    recommend,
    report,
    withdraw,
)

STANDING: dict[str, Any] = {"withhold": {"/body/standing": "congress"}}
OBJECTOR: dict[str, Any] = {"withhold": {"/by/party": "congress"}}


@contextmanager
def view_of(minutes: Minutes, audience: Release) -> Iterator[View]:
    """Make the view of one audience."""
    view = View(None)
    try:
        Runner(view, Reading(minutes.book, audience)).catch_up()
        yield view
    finally:
        view.close()


def told(minutes: Minutes, audience: Release) -> dict[str, Any]:
    """Give the register of disputes as an audience reads it."""
    with view_of(minutes, audience) as view:
        return register.disputes(view, minutes.head, None, None)


WITHHELD: dict[str, tuple[list[Act], str]] = {
    "the recommendation": ([recommend("3", **STANDING), contest("2"), publish("2")], "overruled"),
    "the objection": ([recommend("3"), contest("2", **STANDING), publish("2")], "overruled"),
    "one of two objections": (
        [recommend("3"), contest("2"), contest("2WL", "eur", **STANDING), publish("2WL")],
        "overruled",
    ),
    "the decision that settled it": (
        [recommend("3"), contest("2"), decide("2", **STANDING)],
        "overruled",
    ),
    "the placement": (
        [recommend("3"), contest("2"), publish("3", withhold={"/body/tier": "congress"})],
        "prevailed",
    ),
    "the recommendation, of a contest that is open": (
        [recommend("3", **STANDING), contest("2")],
        "open",
    ),
    "when the decision was made": (
        [
            recommend("3", occurred="2015-01-01"),
            contest("2", occurred="2015-02-01"),
            decide("2WL", occurred="2015-03-01", withhold={"/occurred": "congress"}),
        ],
        "compromised",
    ),
    "which of two objectors is which": (
        [recommend("3"), contest("2WL", **OBJECTOR), contest("2", "eur", **OBJECTOR), publish("2")],
        "overruled",
    ),
    "who took an objection back": (
        [recommend("3"), contest("2"), withdraw(**OBJECTOR), publish("3")],
        "withdrawn",
    ),
}


@pytest.mark.parametrize(("acts", "known"), WITHHELD.values(), ids=WITHHELD.keys())
def test_an_outcome_that_rests_on_what_is_withheld_is_withheld(
    minutes: Minutes, acts: list[Act], known: str
) -> None:
    """Who may not know a standing is not told what follows from it; who may, is."""
    minutes.record(*open_to_all(*acts))
    outcomes = [told(minutes, audience)["rows"][0]["outcome"] for audience in RELEASES]
    assert outcomes == ["withheld", known, known]
    counts = told(minutes, "public")["summary"][0]
    assert (counts["disputes"], counts["withheld"], counts["win_rate"]["of"]) == (1, 1, 0)


NOT_WITHHELD: dict[str, tuple[list[Act], str]] = {
    "a decision that the publication superseded": (
        [recommend("3"), contest("2"), decide("2", **STANDING), publish("3")],
        "prevailed",
    ),
    "what was recommended first": (
        [recommend("2WL", **STANDING), recommend("3"), contest("2"), publish("2")],
        "overruled",
    ),
    "somebody's concurrence": (
        [recommend("3"), concur("3", **STANDING), contest("2"), publish("2")],
        "overruled",
    ),
    "who objected": (
        [recommend("3"), contest("2", withhold={"/by/party": "internal"}), publish("2")],
        "overruled",
    ),
}


@pytest.mark.parametrize(("acts", "outcome"), NOT_WITHHELD.values(), ids=NOT_WITHHELD.keys())
def test_an_outcome_that_does_not_rest_on_it_is_told(
    minutes: Minutes, acts: list[Act], outcome: str
) -> None:
    """Withholding one thing does not withhold another that follows without it."""
    minutes.record(*open_to_all(*acts))
    assert told(minutes, "public")["rows"][0]["outcome"] == outcome


def test_a_withheld_place_is_shown_as_such_and_not_as_absent(minutes: Minutes) -> None:
    """Withheld, not on record and stated as none are three different things in a row."""
    minutes.record(
        *open_to_all(
            recommend("3", **STANDING),
            contest("2", withhold={"/by/party": "internal", "/body/standing": "internal"}),
            decide("2", reason=["Because."], withhold={"/body/reason": "congress"}),
        )
    )
    public, congress, internal = (told(minutes, audience)["rows"][0] for audience in RELEASES)
    assert public["recommended"] == {"withheld": "congress"}
    assert public["objectors"][0]["party"] == {"withheld": "internal"}
    assert public["objectors"][0]["standing"] == {"withheld": "internal"}
    assert (public["published"], public["reason"]) == (None, "withheld")
    assert (congress["recommended"], congress["reason"]) == ("3", "text")
    assert congress["objectors"][0]["party"] == {"withheld": "internal"}
    assert internal["objectors"][0] == {"party": "eap", "standing": "2", "outcome": "overruled"}


def test_a_withheld_objector_is_one_that_the_record_does_not_name(minutes: Minutes) -> None:
    """To an audience that may not know who objected, the record does not answer it."""
    unnamed = contest("2", withhold={"/by/party": "internal"})
    minutes.record(*open_to_all(recommend("3"), unnamed, publish("2")))
    answered = [told(minutes, audience)["answerable"]["objectors"] for audience in RELEASES]
    assert answered == [[0, 1], [0, 1], [1, 1]]


def test_a_withheld_recommendation_is_no_override(minutes: Minutes) -> None:
    """Whether somebody was overridden is not told to whom it would tell the recommendation."""
    minutes.record(*open_to_all(recommend("3", **STANDING), publish("2")))
    found = []
    for audience in RELEASES:
        with view_of(minutes, audience) as view:
            found.append(len(register.overrides(view, minutes.head, None)))
    assert found == [0, 1, 1]


def test_a_withheld_tier_is_not_compared(minutes: Minutes) -> None:
    """A placement that an audience may not know has no direction for it."""
    minutes.record(publish("3", "tip/2014/MYS", withhold={"/body/tier": "congress"}), publish("2"))
    found = []
    for audience in RELEASES:
        with view_of(minutes, audience) as view:
            scale = register.scale_of(view, minutes.head, "tip/2015")
            assert scale
            moved = register.changes(view, minutes.head, "tip/2014", "tip/2015", scale)
            found.append((moved["up"], moved["not_comparable"]))
    assert found == [([], ["MYS"]), (["MYS"], []), (["MYS"], [])]


def test_a_lifted_name_is_told_to_all_who_may_read_the_entry(minutes: Minutes) -> None:
    """The name that came out is never a field withheld: its entry has a class of its own."""
    minutes.record(
        report("prevailed", "tip/2015/undisclosed-01"),
        identify("THA", "tip/2015/undisclosed-01"),
    )
    assert minutes.entries()[-1]["release"] == "congress"


# ---------------------------------------------------------------- everything withheld


def all_withheld() -> list[Act]:
    """Give the golden acts, each open to all but for every field of it that can be withheld."""
    lines = (HERE / "acts.jsonl").read_text(encoding="utf-8").splitlines()
    return open_to_all(*(_withholding_all(json.loads(line)) for line in lines))


def _withholding_all(what: Act) -> Act:
    if "/" not in what["on"]:
        return what
    body = what.get("body", {})
    places = [f"/body/{name}" for name in body if name not in ACTS[what["act"]].bare]
    places += [f"/by/{name}" for name in (*what["by"], "recorded_by")]
    places += ["/occurred"] if "occurred" in what else []
    inner = body.get("replacement", {})
    places += [f"/body/replacement/body/{name}" for name in inner.get("body", {})]
    places += [f"/body/replacement/by/{name}" for name in inner.get("by", {})]
    places += ["/body/replacement/occurred"] if "occurred" in inner else []
    return {**what, "withhold": dict.fromkeys(places, "internal")}


@pytest.fixture(scope="module")
def hidden(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Minutes]:
    """Give a book of every act, in which everything is withheld that can be."""
    with Minutes(tmp_path_factory.mktemp("hidden") / "book") as book:
        book.record(*all_withheld())
        yield book


def test_every_act_can_be_read_with_everything_withheld(hidden: Minutes) -> None:
    """A reader who may know nothing still reads every entry, and sees how much is withheld."""
    acts = {entry.event.act.name: entry.event for entry in Reading(hidden.book, "public").after(0)}
    assert acts.keys() == {name for name in ACTS if name != "key-rotated"}
    assert all(
        acts[name].withheld for name in acts if ACTS[name].on.isdisjoint({"book", "programme"})
    )


@pytest.mark.parametrize("audience", RELEASES)
def test_every_question_can_be_asked_with_everything_withheld(
    hidden: Minutes, audience: Release
) -> None:
    """No answer fails for lack of what is withheld, and none of it is in an answer."""
    with view_of(hidden, audience) as view:
        answers: list[Any] = [
            register.standings(view, hidden.head, None),
            register.disputes(view, hidden.head, None, None),
            register.overrides(view, hidden.head, None),
            coverage(view, hidden.head, None),
            *(case_timeline(view, hidden.head, f"tip/2099/{name}") for name in ("AAA", "BBB")),
        ]
        text = json.dumps(answers)
    for secret in ("No verdict in the whole year.", "the desk officer", "A typing mistake"):
        assert (secret in text) == (audience == "internal")


def test_views_of_two_audiences_differ_and_each_replays(hidden: Minutes) -> None:
    """A view is of one audience; made twice it is the same, of another audience it is not."""
    with (
        view_of(hidden, "public") as one,
        view_of(hidden, "public") as same,
        view_of(hidden, "internal") as other,
    ):
        assert first_difference(one, same, hidden.head) is None
        found = first_difference(one, other, hidden.head)
        assert found
        assert found.live != found.rebuilt


def test_recording_decides_alike_whatever_is_withheld(hidden: Minutes) -> None:
    """What is withheld takes no part in what may enter: every golden act was taken as it is."""
    golden = [entry["act"] for entry in hidden.entries()]
    assert golden[2:] == [one["act"] for one in all_withheld()]
