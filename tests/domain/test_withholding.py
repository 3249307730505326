"""Which places of an act can be withheld, and what a correction inherits of that."""

from typing import Any

import pytest

from domain.values import Release, Withheld
from ledger.reading import Reading
from tests.books import Act, Minutes, act
from tests.scenes import CASE, contest, correct, decide, identify, recommend, refused, void

GROUND = "/body/ground"
INNER = "/body/replacement/body/ground"
OBJECTION = contest("2", ground=["One.", "Two."], occurred="2015-05", withhold={}, release="public")


def withholding(what: Act, *places: str, release: str = "internal") -> Act:
    """Withhold places of an act."""
    return {**what, "withhold": dict.fromkeys(places, release)}


def seen(minutes: Minutes, audience: Release) -> Any:
    """Give the last entry as an audience reads it."""
    (last,) = Reading(minutes.book, audience).after(minutes.head - 1)
    return last.event


REFUSED: dict[str, tuple[Act, str, str]] = {
    "the whole body": (OBJECTION, "/body", "can't be withheld"),
    "the whole of who acted": (OBJECTION, "/by", "can't be withheld"),
    "everything": (OBJECTION, "", "can't be withheld"),
    "no pointer": (OBJECTION, "body/ground", "can't be withheld"),
    "the act": (OBJECTION, "/act", "can't be withheld"),
    "the basis": (OBJECTION, "/basis", "can't be withheld"),
    "how it was made": (OBJECTION, "/made", "can't be withheld"),
    "a field that is not there": (OBJECTION, "/body/sources", "no such place"),
    "a field that there is not": (OBJECTION, "/body/tier", "no such place"),
    "a person that is not there": (OBJECTION, "/by/person", "no such place"),
    "a rank": (OBJECTION, "/by/rank", "can't be withheld"),
    "a date that is not there": (recommend("3"), "/occurred", "no such place"),
    "a paragraph too many": (OBJECTION, "/body/ground/2", "no such place"),
    "a paragraph by another number": (OBJECTION, "/body/ground/01", "no such place"),
    "a paragraph by no number": (OBJECTION, "/body/ground/-1", "can't be withheld"),
    "a letter of a paragraph": (OBJECTION, "/body/ground/0/0", "can't be withheld"),
    "an item of what is no text": (
        act("waiver-granted", CASE, reports=[2015]),
        "/body/reports/0",
        "can't be withheld",
    ),
    "part of a source": (
        contest("2", sources=[{"title": "T"}]),
        "/body/sources/0/title",
        "can't be withheld",
    ),
    "what a decision settles": (decide("2", settles=[f"{CASE}@1"]), "/body/settles", "structure"),
    "where it was decided": (
        decide("2", meeting="tip/2015/meeting/1"),
        "/body/meeting",
        "structure",
    ),
    "who it turns out to be": (
        identify("MYS", "tip/2015/undisclosed-01"),
        "/body/subject",
        "struct",
    ),
    "what is corrected": (void(f"{CASE}@1"), "/body/corrects", "structure"),
    "that it is void": (void(f"{CASE}@1"), "/body/void", "structure"),
    "the whole replacement": (
        correct(f"{CASE}@1", {"standing": "2"}),
        "/body/replacement",
        "structure",
    ),
    "the whole body of a replacement": (
        correct(f"{CASE}@1", {"standing": "2"}),
        "/body/replacement/body",
        "structure",
    ),
    "a field that a replacement does not have": (
        correct(f"{CASE}@1", {"standing": "2"}),
        "/body/replacement/body/ground",
        "no such place",
    ),
    "a date that a replacement does not have": (
        correct(f"{CASE}@1", {"standing": "2"}),
        "/body/replacement/occurred",
        "no such place",
    ),
    "about whom a claim is": (
        act("claim-filed", "tip/2015", subject="MYS"),
        "/body/subject",
        "structure",
    ),
    "what is covered": (
        act("coverage-declared", "tip/2015", acts=["placements"], extent="none"),
        "/body/extent",
        "structure",
    ),
    "a power passed on": (
        {**act("authority-delegated", "tip"), "on": "tip", "body": {"power": "To waive."}},
        "/body/power",
        "nothing about the book or a programme",
    ),
}


@pytest.mark.parametrize(("what", "place", "reason"), REFUSED.values(), ids=REFUSED.keys())
def test_what_can_not_be_withheld(minutes: Minutes, what: Act, place: str, reason: str) -> None:
    """Neither what the structure of the book stands on is withheld, nor what is not there."""
    minutes.record(recommend("3"))
    pointer = f"/withhold/{place.replace('/', '~1')}"
    said = refused(minutes, withholding(what, place))
    assert said.keys() == {pointer}
    assert reason in said[pointer]


def test_a_text_is_withheld_whole_or_in_part(minutes: Minutes) -> None:
    """A text and one of its paragraphs can't both be named: one withholds the other."""
    said = refused(minutes, withholding(OBJECTION, GROUND, f"{GROUND}/0"))
    assert said == {
        "/withhold/~1body~1ground~10": (
            "the whole text is withheld already: name the text or its paragraphs"
        )
    }


PLACES = {
    "/body/standing": lambda event: event.act.standing,
    "/body/ground": lambda event: event.act.ground,
    "/body/ground/1": lambda event: event.act.ground[1],
    "/by/party": lambda event: event.by.party,
    "/by/recorded_by": lambda event: event.by.recorded_by,
    "/occurred": lambda event: event.occurred,
}


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("release", ["congress", "internal"])
def test_each_audience_reads_what_it_may(minutes: Minutes, place: str, release: Release) -> None:
    """A withheld place is marked as such, with its class, for those who may not know it."""
    minutes.record(withholding(OBJECTION, place, release=release))
    audiences: tuple[Release, ...] = ("public", "congress", "internal")
    hidden = [PLACES[place](seen(minutes, one)) == Withheld(release) for one in audiences]
    assert hidden == [True, release == "internal", False]
    assert {pointer for one in audiences for pointer in seen(minutes, one).withheld} == {place}


def test_the_rest_of_a_text_stays_readable(minutes: Minutes) -> None:
    """Of a text withheld in part, every other paragraph stands in its place."""
    minutes.record(withholding(OBJECTION, f"{GROUND}/0"))
    assert seen(minutes, "public").act.ground == (Withheld("internal"), "Two.")
    assert seen(minutes, "internal").act.ground == ("One.", "Two.")


def test_until_when_is_kept(minutes: Minutes) -> None:
    """The day until which a place is meant to stay withheld is on record for everybody."""
    held = {"release": "congress", "until": "2040-07-27"}
    minutes.record({**OBJECTION, "withhold": {GROUND: held}})
    assert seen(minutes, "public").act.ground == Withheld("congress", "2040-07-27")


# ---------------------------------------------------------------- corrections


def inherited(minutes: Minutes, first: Act, *corrections: Act) -> dict[str, str]:
    """Record an act and its corrections; give what the last one withholds, with its class."""
    minutes.record(first, *corrections)
    commitments = minutes.entries()[-1].get("commitments", {})
    return {pointer: one["release"] for pointer, one in commitments.items()}


NEW = {"standing": "2WL", "ground": ["One.", "Three."]}
CORRECTION = correct(f"{CASE}@1", NEW)

INHERITED: dict[str, tuple[Act, list[Act], dict[str, str]]] = {
    "nothing": (OBJECTION, [CORRECTION], {}),
    "a field": (
        withholding(OBJECTION, "/body/standing"),
        [CORRECTION],
        {"/body/replacement/body/standing": "internal"},
    ),
    "a text": (withholding(OBJECTION, GROUND), [CORRECTION], {INNER: "internal"}),
    "a paragraph, of which the whole text": (
        withholding(OBJECTION, f"{GROUND}/1"),
        [CORRECTION],
        {INNER: "internal"},
    ),
    "the stricter of two classes, of old": (
        withholding(OBJECTION, GROUND),
        [withholding(CORRECTION, INNER, release="congress")],
        {INNER: "internal"},
    ),
    "the stricter of two classes, of new": (
        withholding(OBJECTION, GROUND, release="congress"),
        [withholding(CORRECTION, INNER)],
        {INNER: "internal"},
    ),
    "the stricter of a text and its paragraphs": (
        withholding(OBJECTION, GROUND, release="congress"),
        [withholding(CORRECTION, f"{INNER}/0")],
        {INNER: "internal"},
    ),
    "the stricter of two paragraphs": (
        {**OBJECTION, "withhold": {f"{GROUND}/0": "congress", f"{GROUND}/1": "internal"}},
        [CORRECTION],
        {INNER: "internal"},
    ),
    "only what the correction says anew": (
        withholding(OBJECTION, "/occurred", "/by/party"),
        [CORRECTION],
        {},
    ),
    "who acted and when, where said anew": (
        withholding(OBJECTION, "/occurred", "/by/party"),
        [correct(f"{CASE}@1", NEW, occurred="2015-06", by={"party": "wha"})],
        {"/body/replacement/by/party": "internal", "/body/replacement/occurred": "internal"},
    ),
    "what the correction withholds itself": (
        OBJECTION,
        [withholding(CORRECTION, f"{INNER}/1", release="congress")],
        {f"{INNER}/1": "congress"},
    ),
    "what the correction before withheld": (
        OBJECTION,
        [withholding(CORRECTION, INNER), correct(f"{CASE}@2", NEW)],
        {INNER: "internal"},
    ),
    "what was withheld before it was voided": (
        OBJECTION,
        [withholding(CORRECTION, INNER), void(f"{CASE}@2"), correct(f"{CASE}@3", NEW)],
        {INNER: "internal"},
    ),
    "who acted, that stayed from the first": (
        withholding(OBJECTION, "/by/party"),
        [CORRECTION, correct(f"{CASE}@2", NEW, by={"party": "wha"})],
        {"/body/replacement/by/party": "internal"},
    ),
    "a date that stayed from the first": (
        withholding(OBJECTION, "/occurred"),
        [CORRECTION, correct(f"{CASE}@2", NEW, occurred="2015-06")],
        {"/body/replacement/occurred": "internal"},
    ),
}


@pytest.mark.parametrize(
    ("first", "corrections", "expected"), INHERITED.values(), ids=INHERITED.keys()
)
def test_a_correction_inherits_what_was_withheld(
    minutes: Minutes, first: Act, corrections: list[Act], expected: dict[str, str]
) -> None:
    """What was withheld stays so in what replaces it, whatever its writer forgets to say."""
    assert inherited(minutes, first, *corrections) == expected


def test_a_corrected_place_is_withheld_where_it_stands(minutes: Minutes) -> None:
    """Of the act in force, a reader sees as withheld what the correction withholds."""
    minutes.record(withholding(OBJECTION, GROUND), CORRECTION)
    row = minutes.timeline(CASE)[0]
    assert (row["body"], row["withheld"]) == (NEW, [GROUND])


def test_who_corrected_and_why_can_be_withheld(minutes: Minutes) -> None:
    """A correction is an act too: who made it, and for what reason, is content like any other."""
    minutes.record(OBJECTION, withholding(correct(f"{CASE}@1", NEW), "/by/party"))
    assert seen(minutes, "public").by.party == Withheld("internal")
    voided = void(f"{CASE}@2")
    voided["body"]["reason"] = "Entered twice."
    minutes.record(withholding(voided, "/body/reason"))
    assert seen(minutes, "public").act.reason == Withheld("internal")
    assert seen(minutes, "public").act.void is True
