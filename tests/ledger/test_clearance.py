"""What an audience may know of a book: by classes, and by what was released to it."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from domain.values import RELEASES, Release
from ledger.clearance import cleared
from ledger.reading import Reading
from tests.books import Act, Minutes, act
from tests.scenes import CASE, contest, correct, publish, recommend, void

Seen = Mapping[str, set[str]]
SECRET = {"/body/ground": "internal", "/by/party": "congress"}


@pytest.fixture
def minutes(tmp_path: Path) -> Iterator[Minutes]:
    """Give an opened book."""
    with Minutes(tmp_path / "book") as book:
        yield book


def release(entry: str, audience: str, *pointers: str, **more: Any) -> Act:
    """Open an entry to an audience, or places of it."""
    places = {"pointers": list(pointers)} if pointers else {}
    return act("content-released", CASE, "clerk", entry=entry, audience=audience, **places, **more)


def seen(minutes: Minutes, audience: Release) -> Seen:
    """Give the entries of the case that an audience has, each with the places opened in it."""
    found = Reading(minutes.book, audience).entries()
    return {
        f"{entry.stream}@{entry.version}": set(opened)
        for _, entry, opened in found
        if entry.stream == CASE
    }


def test_the_audiences_know_more_and_more() -> None:
    """Each audience may know what is of its class and of those before it, and nothing else."""
    known = {audience: [one for one in RELEASES if cleared(one, audience)] for audience in RELEASES}
    assert known == {
        "public": ["public"],
        "congress": ["public", "congress"],
        "internal": ["public", "congress", "internal"],
    }


@pytest.mark.parametrize("audience", RELEASES)
def test_entries_and_places_go_by_their_class(minutes: Minutes, audience: Release) -> None:
    """An audience has the entries of its classes, and in them the places of its classes."""
    acts = [contest("2", ground=["One."], withhold=SECRET, release=one) for one in RELEASES]
    minutes.record(*acts)
    reach = RELEASES.index(audience) + 1
    places = {place for place, held in SECRET.items() if held in RELEASES[:reach]}
    assert seen(minutes, audience) == {f"{CASE}@{number + 1}": places for number in range(reach)}


HIDDEN = contest("2", ground=["One."], withhold=SECRET)
"""An entry that is internal, as is a place in it; another place is for congress."""
OPEN = HIDDEN | {"release": "public"}
FIRST, SECOND = f"{CASE}@1", f"{CASE}@2"

RELEASED: dict[str, tuple[list[Act], Seen, Seen]] = {
    "the entry itself, and nothing withheld in it": (
        [HIDDEN, release(FIRST, "public")],
        {FIRST: set()},
        {FIRST: {"/by/party"}},
    ),
    "a place of an entry that is there": (
        [OPEN, release(FIRST, "public", "/body/ground")],
        {FIRST: {"/body/ground"}},
        {FIRST: {"/body/ground", "/by/party"}},
    ),
    "a place of an entry that stays hidden": (
        [HIDDEN, release(FIRST, "public", "/body/ground")],
        {},
        {},
    ),
    "an entry and a place of it": (
        [HIDDEN, release(FIRST, "public"), release(FIRST, "public", "/body/ground")],
        {FIRST: {"/body/ground"}},
        {FIRST: {"/body/ground", "/by/party"}},
    ),
    "an entry, to congress alone": (
        [HIDDEN, release(FIRST, "congress")],
        {},
        {FIRST: {"/by/party"}},
    ),
    "a place, to congress alone": (
        [OPEN, release(FIRST, "congress", "/body/ground")],
        {FIRST: set()},
        {FIRST: {"/body/ground", "/by/party"}},
    ),
    "nothing, where the release was voided": (
        [HIDDEN, release(FIRST, "public"), void(SECOND)],
        {},
        {},
    ),
    "what the release says as corrected": (
        [
            HIDDEN,
            release(FIRST, "public"),
            correct(SECOND, {"entry": FIRST, "audience": "congress"}),
        ],
        {},
        {FIRST: {"/by/party"}},
    ),
    "to nobody, where it names none": (
        [HIDDEN, act("content-released", CASE, "clerk", entry=FIRST)],
        {},
        {},
    ),
    "a place that is not withheld": (
        [OPEN, release(FIRST, "public", "/body/standing")],
        {FIRST: set()},
        {FIRST: {"/by/party"}},
    ),
}


@pytest.mark.parametrize(("acts", "public", "congress"), RELEASED.values(), ids=RELEASED.keys())
@pytest.mark.parametrize("shown", [True, False], ids=["shown", "kept"])
def test_a_release_opens(
    minutes: Minutes, acts: list[Act], public: Seen, congress: Seen, *, shown: bool
) -> None:
    """It opens what it names to whom it names, whether or not these may read the release."""
    first, *rest = acts
    minutes.record(first, *(one | {"release": "public" if shown else "internal"} for one in rest))
    for audience, expected in (("public", public), ("congress", congress)):
        found = dict(seen(minutes, audience))  # type: ignore[arg-type]
        assert {ref: found.pop(ref) for ref in (FIRST,) if ref in found} == expected
        assert len(found) == (len(rest) if shown else 0)


def test_the_class_of_a_release_is_that_of_what_it_releases(minutes: Minutes) -> None:
    """Unless its writer says otherwise, the release of a hidden entry is hidden, and holds."""
    minutes.record(HIDDEN, release(FIRST, "public"))
    assert seen(minutes, "public") == {FIRST: set()}
    assert minutes.entries()[-1]["release"] == "internal"


def test_a_release_may_lie_on_another_stream(minutes: Minutes) -> None:
    """It opens what it names, wherever it was recorded."""
    minutes.record(recommend("3"), {**release(FIRST, "public"), "on": "tip/2015"})
    assert seen(minutes, "public") == {FIRST: set()}


def test_a_release_takes_nothing_away(minutes: Minutes) -> None:
    """What is open to an audience by its class stays so, whatever is released to others."""
    minutes.record(publish("3"), release(FIRST, "congress", release="internal"))
    assert seen(minutes, "public") == {FIRST: set()}
