"""Which acts may enter a book: nearly all; and what is added to them when they do."""

from typing import Any

import pytest

from domain.programme import digest_of, shipped
from tests.books import Act, Minutes, act
from tests.scenes import (
    CASE,
    EDITION,
    concur,
    contest,
    correct,
    cover,
    decide,
    escalate,
    identify,
    publish,
    recommend,
    refused,
    void,
    withdraw,
)

TIP = shipped("tip") or ""
AMENDED = TIP.replace(
    'title = "Trafficking in Persons Report {edition}"', 'title = "Report {edition}"'
)
OTHER = 'code = "ex"\ntitle = "Example"\n[scale]\ntiers = ["A", "B"]\n'
MEETING = act("meeting-held", "tip/2015/meeting/1", forum="secretary")


def adopt(text: str, on: str = "tip", name: str = "programme-amended", **more: Any) -> Act:
    """Adopt or amend a programme."""
    body = {"programme": text, "digest": digest_of(text), **more}
    return {"act": name, "on": on, "by": {"party": "clerk"}, "body": body}


REFUSED: dict[str, tuple[list[Act], str, str]] = {
    "opening a book": (
        [
            {
                **act("book-opened", "tip"),
                "on": "book",
                "body": {"format": 1, "origin": "o", "vkey": "v"},
            }
        ],
        "/act",
        "written by `init` alone",
    ),
    "rotating a key": (
        [{**act("key-rotated", "tip"), "on": "book", "body": {"vkey": "v"}}],
        "/act",
        "written by `seal` alone",
    ),
    "a version that has passed": (
        [recommend("3"), contest("2", expect=0)],
        "/expect",
        "is at version 1, not 0",
    ),
    "a version to come": ([recommend("3", expect=1)], "/expect", "is at version 0, not 1"),
    "a programme that nobody adopted": (
        [{**recommend("3"), "on": "fatf/2015/MYS"}],
        "/on",
        "'fatf' is not adopted",
    ),
    "a programme that is none": ([adopt("code = ")], "/body/programme", "not TOML"),
    "a programme of another code": ([adopt(OTHER)], "/body/programme", "its code is 'ex'"),
    "a programme under another digest": (
        [adopt(TIP, digest=digest_of(OTHER))],
        "/body/digest",
        "not the SHA-256",
    ),
    "a standing that is none": ([recommend("4")], "/body/standing", "not a standing"),
    "a standing that no tier satisfies": ([decide("better than 1")], "/body/standing", "no tier"),
    "a recommendation relative to itself": (
        [recommend("worse than recommended")],
        "/body/standing",
        "for objections alone",
    ),
    "a decision relative to the recommendation": (
        [decide("better than recommended")],
        "/body/standing",
        "for objections alone",
    ),
    "an objection without a view": ([contest("no-view")], "/body/standing", "not a standing"),
    "a tier that there is not": ([publish("4")], "/body/tier", "'4' is not a tier"),
    "a standing in place of a tier": ([publish("undisclosed")], "/body/tier", "not a tier"),
    "a corrected tier that there is not": (
        [act("placement-corrected", CASE, tier="4")],
        "/body/tier",
        "not a tier",
    ),
    "coverage of a tier that there is not": (
        [cover(["placements"], "partial", tiers=["1", "4"])],
        "/body/tiers/1",
        "'4' is not a tier",
    ),
    "coverage of what is no act": (
        [cover(["placements", "weather"], "complete")],
        "/body/acts/1",
        "'weather' is neither an act nor one of placements",
    ),
    "an edition under a programme that nobody adopted": (
        [act("edition-opened", EDITION, programme="0" * 64)],
        "/body/programme",
        "no programme with digest 000",
    ),
    "naming a subject that has a name": ([identify("THA", CASE)], "/on", "names its subject"),
    "naming a subject as undisclosed": (
        [identify("undisclosed-02", "tip/2015/undisclosed-01")],
        "/body/subject",
        "does not name a subject",
    ),
    "naming a subject as what is no name": (
        [identify("meeting", "tip/2015/undisclosed-01")],
        "/body/subject",
        "not a name",
    ),
    "a basis that is not on record": (
        [recommend("3", basis=[f"{CASE}@9"])],
        "/basis/0",
        "no entry",
    ),
    "a basis that is itself": ([recommend("3", basis=[f"{CASE}@1"])], "/basis/0", "no entry"),
    "a key that is not on record": ([recommend("3", basis=["no key"])], "/basis/0", "the key"),
    "settling what is not on record": (
        [recommend("3"), decide("3", settles=[f"{CASE}@1", f"{CASE}@7"])],
        "/body/settles/1",
        f"no entry {CASE}@7",
    ),
    "a meeting that is not on record": (
        [decide("3", meeting="tip/2015/meeting/1@1")],
        "/body/meeting",
        "no entry",
    ),
    "a meeting that is a case": ([decide("3", meeting=CASE)], "/body/meeting", "not a meeting"),
    "a meeting that is an entry of a case": (
        [recommend("3"), decide("3", meeting=f"{CASE}@1")],
        "/body/meeting",
        "not a meeting",
    ),
    "a meeting that is a word": ([decide("3", meeting="the first")], "/body/meeting", "not a meet"),
    "an answer to what is not on record": (
        [act("response-filed", EDITION, to=f"{EDITION}@9")],
        "/body/to",
        "no entry",
    ),
    "a programme for some": (
        [{**act("authority-delegated", "tip"), "on": "tip", "release": "congress"}],
        "/release",
        "nothing about the book or a programme is withheld",
    ),
    "a corrected power for some": (
        [
            {**act("authority-delegated", "tip"), "on": "tip"},
            {**correct("tip@2", {"power": "To waive."}), "release": "internal"},
        ],
        "/release",
        "nothing about the book or a programme is withheld",
    ),
    "releasing what is not on record": (
        [act("content-released", CASE, entry=f"{CASE}@9")],
        "/body/entry",
        "no entry",
    ),
    "releasing what is not on record, of the book itself": (
        [{**act("content-released", CASE, entry="book@9"), "on": "book"}],
        "/body/entry",
        "no entry",
    ),
    "a basis added to what is not on record": (
        [recommend("3"), act("basis-added", CASE, to=f"{CASE}@9", basis=[f"{CASE}@1"])],
        "/body/to",
        "no entry",
    ),
    "a basis added that is not on record": (
        [
            recommend("3"),
            {**act("basis-added", CASE), "body": {"to": f"{CASE}@1", "basis": [f"{CASE}@9"]}},
        ],
        "/body/basis/0",
        "no entry",
    ),
    "correcting what is not on record": ([void(f"{CASE}@1")], "/body/corrects", "no entry"),
    "correcting another stream": (
        [recommend("3"), {**void(f"{CASE}@1"), "on": "tip/2015/THA"}],
        "/body/corrects",
        "lies in another stream",
    ),
    "correcting what is no longer in force": (
        [recommend("3"), void(f"{CASE}@1"), void(f"{CASE}@1")],
        "/body/corrects",
        f"correct {CASE}@2, which stands for it now",
    ),
    "correcting a programme": (
        [{**void("tip@1"), "on": "tip"}],
        "/body/corrects",
        "changed by programme-amended",
    ),
    "correcting into what the act is not": (
        [recommend("3"), correct(f"{CASE}@1", {"tier": "3"})],
        "/body/replacement/body/tier",
        "is not a field here",
    ),
    "correcting into what no tier satisfies": (
        [recommend("3"), correct(f"{CASE}@1", {"standing": "4"})],
        "/body/replacement/body/standing",
        "not a standing",
    ),
    "correcting into a standing for objections": (
        [recommend("3"), correct(f"{CASE}@1", {"standing": "better than recommended"})],
        "/body/replacement/body/standing",
        "for objections alone",
    ),
    "correcting into nobody": (
        [recommend("3"), correct(f"{CASE}@1", {"standing": "2"}, by={"role": "desk"})],
        "/body/replacement/by/party",
        "is required",
    ),
    "correcting into a reference to nothing": (
        [decide("3"), correct(f"{CASE}@1", {"standing": "2", "settles": [f"{CASE}@9"]})],
        "/body/replacement/body/settles/0",
        "no entry",
    ),
    "correcting a correction into its own form": (
        [
            recommend("3"),
            correct(f"{CASE}@1", {"standing": "2"}),
            correct(f"{CASE}@2", {"corrects": f"{CASE}@1", "void": True}),
        ],
        "/body/replacement/body/corrects",
        "is not a field here",
    ),
    "correcting under which programme an edition is judged": (
        [
            act("edition-opened", EDITION),
            adopt(AMENDED),
            correct(f"{EDITION}@1", {"programme": digest_of(AMENDED)}),
        ],
        "/body/replacement/body/programme",
        "judged by one programme",
    ),
}


@pytest.mark.parametrize(("acts", "place", "reason"), REFUSED.values(), ids=REFUSED.keys())
def test_what_can_not_be_a_fact_is_refused(
    minutes: Minutes, acts: list[Act], place: str, reason: str
) -> None:
    """An act that can't be a fact of this book is refused with its place, and with all its file."""
    said = refused(minutes, *acts)
    assert place in said
    assert reason in said[place]


IMPROPER: dict[str, list[Act]] = {
    "a decision about nothing": [decide("2")],
    "an escalation of nothing": [escalate("secretary")],
    "taking back what nobody raised": [withdraw()],
    "a publication against the decision": [recommend("3"), decide("3"), publish("2")],
    "a waiver of which nothing is on record": [act("waiver-granted", CASE)],
    "a hold released that nobody placed": [act("hold-released", CASE)],
    "an office that the programme does not know": [recommend("3", party="weather")],
    "a forum that the programme does not know": [escalate("the corridor")],
    "a subject that the programme does not know": [recommend("3", "tip/2015/AAA")],
    "an edition that nobody opened": [recommend("3", "tip/1999/MYS")],
    "an act of the future": [recommend("3", occurred="2999")],
    "no view": [concur("no-view")],
    "a meeting of which the number is not known": [
        decide("3", meeting="tip/2015/meeting/undisclosed")
    ],
    "a meeting that is not on record but has a name": [decide("3", meeting="tip/2015/meeting/7")],
    "an answer to what is no entry": [act("response-filed", EDITION, to="published-not-decided")],
    "two decisions on one day": [decide("2", occurred="2015"), decide("3", occurred="2015")],
    "the same act twice": [recommend("3"), recommend("3")],
    "an edition opened twice": [act("edition-opened", EDITION), act("edition-opened", EDITION)],
    "a correction that is voided": [
        recommend("3"),
        correct(f"{CASE}@1", {"standing": "2"}),
        void(f"{CASE}@2"),
    ],
    "what was voided, restored": [
        recommend("3"),
        void(f"{CASE}@1"),
        correct(f"{CASE}@2", {"standing": "3"}),
    ],
    "another programme": [adopt(OTHER, "ex", "programme-adopted")],
}


@pytest.mark.parametrize("acts", IMPROPER.values(), ids=IMPROPER.keys())
def test_whatever_people_did_is_recorded(minutes: Minutes, acts: list[Act]) -> None:
    """The book takes down what was done, proper or not, in whatever order it surfaces."""
    assert minutes.record(*acts).added == len(acts)


def test_references_reach_what_stands_before_in_the_file(minutes: Minutes) -> None:
    """An act may rest on the acts before it, of its own file too, by reference or by key."""
    minutes.record(
        recommend("3", key="r"),
        contest("2", basis=["r"], key="o"),
        decide("2", settles=[f"{CASE}@2"], basis=["o", f"{CASE}@1"]),
    )
    assert [entry.get("basis") for entry in minutes.entries()[2:]] == [
        None,
        [f"{CASE}@1"],
        [f"{CASE}@2", f"{CASE}@1"],
    ]


def test_no_reference_reaches_what_stands_after(minutes: Minutes) -> None:
    """There is never a circle: only what is on record already can be named."""
    said = refused(minutes, contest("2", basis=[f"{CASE}@2"]), recommend("3"))
    assert said == {"/basis/0": f"no entry {CASE}@2 is on record before this one"}


def test_an_act_that_rests_on_a_refused_one_says_so(minutes: Minutes) -> None:
    """The second fault of a file names the first, so that one is not taken for two."""
    said = refused(minutes, recommend("4", key="r"), contest("2", basis=["r"]))
    assert said.keys() == {"/body/standing", "/basis"}
    assert "line 1, is refused" in said["/basis"]


# ---------------------------------------------------------------- what is added


def body_of(minutes: Minutes, *acts: Act) -> dict[str, Any]:
    """Record acts and give the body of the last one as it stands in its entry."""
    minutes.record(*acts)
    found: dict[str, Any] = minutes.entries()[-1]["body"]
    return found


def test_an_edition_takes_from_the_programme_what_nobody_says(minutes: Minutes) -> None:
    """Title, due date and programme have defaults; what is said stays."""
    said = {"title": "The report", "due": "2015-07-01"}
    assert body_of(minutes, act("edition-opened", "tip/2021")) == {
        "title": "Trafficking in Persons Report 2021",
        "period": "2020-04-01/2021-03-31",
        "due": "2021-06-30",
        "programme": digest_of(TIP),
    }
    assert body_of(minutes, act("edition-opened", EDITION, **said)) == {
        **said,
        "programme": digest_of(TIP),
    }


def test_the_defaults_are_those_of_the_programme_that_the_edition_is_pinned_to(
    minutes: Minutes,
) -> None:
    """An edition opened under an amended programme is called as that one calls its editions."""
    minutes.record(adopt(AMENDED, applies_to=["tip/2016"]))
    assert body_of(minutes, act("edition-opened", "tip/2015"))["programme"] == digest_of(TIP)
    amended = body_of(minutes, act("edition-opened", "tip/2016"))
    assert (amended["title"], amended["programme"]) == ("Report 2016", digest_of(AMENDED))
    chosen = act("edition-opened", "tip/2017", programme=digest_of(AMENDED))
    assert body_of(minutes, chosen)["title"] == "Report 2017"


def test_an_edition_opened_again_stays_under_its_programme(minutes: Minutes) -> None:
    """Whatever was amended since, an edition is judged by the programme it was opened under."""
    again = [act("edition-opened", EDITION), adopt(AMENDED), act("edition-opened", EDITION)]
    assert body_of(minutes, *again)["programme"] == digest_of(TIP)


def test_a_corrected_edition_keeps_its_programme(minutes: Minutes) -> None:
    """A correction that says nothing of the programme does not take it away."""
    corrected = correct(f"{EDITION}@1", {"title": "The report"})
    body = body_of(minutes, act("edition-opened", EDITION), corrected)
    assert body["replacement"]["body"] == {"title": "The report", "programme": digest_of(TIP)}


RELEASES: dict[str, tuple[list[Act], str]] = {
    "of the act": ([recommend("3")], "internal"),
    "of a publication": ([publish("3")], "public"),
    "of a lifted name": ([identify("MYS", "tip/2015/undisclosed-01")], "congress"),
    "as its writer says": ([recommend("3", release="public")], "public"),
    "of a correction, as what it corrects": (
        [recommend("3", release="congress"), correct(f"{CASE}@1", {"standing": "2"})],
        "congress",
    ),
    "of a second correction, as what it corrects": (
        [
            publish("3"),
            correct(f"{CASE}@1", {"tier": "2"}, release="internal"),
            correct(f"{CASE}@2", {"tier": "1"}),
        ],
        "internal",
    ),
    "of a release, as what it releases": (
        [recommend("3"), act("content-released", CASE, entry=f"{CASE}@1")],
        "internal",
    ),
    "of a release that lies beside a programme": (
        [recommend("3"), {**act("content-released", CASE, entry=f"{CASE}@1"), "on": "tip"}],
        "internal",
    ),
}


@pytest.mark.parametrize(("acts", "release"), RELEASES.values(), ids=RELEASES.keys())
def test_the_class_of_an_entry(minutes: Minutes, acts: list[Act], release: str) -> None:
    """An entry has the class that its writer gives it, else that of what it is about."""
    minutes.record(*acts)
    assert minutes.entries()[-1]["release"] == release


def test_a_programme_may_class_an_act_otherwise(minutes: Minutes) -> None:
    """The programme that judges an edition says what is released by default."""
    strict = (
        f'{OTHER}[release]\n"placement-published" = "congress"\n"edition-opened" = "congress"\n'
        '"programme-amended" = "internal"\n'
    )
    opened = {**act("edition-opened", EDITION), "on": "ex/1"}
    minutes.record(
        adopt(OTHER, "ex", "programme-adopted"),
        adopt(strict, "ex"),
        adopt(f"{strict}# again\n", "ex"),
        opened,
        {**publish("A"), "on": "ex/1/MYS"},
        {**publish("A"), "on": "ex/0/MYS"},
    )
    assert [entry["release"] for entry in minutes.entries()[-4:]] == [
        "public",
        "congress",
        "congress",
        "public",
    ]


def test_who_wrote_it_down_is_always_there(minutes: Minutes) -> None:
    """The recorder of the book stands in every entry beside the party that acted."""
    minutes.record(recommend("3"))
    assert minutes.entries()[-1]["by"] == {"party": "jtip", "recorded_by": "Clerk"}
