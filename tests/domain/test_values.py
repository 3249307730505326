"""The values that every act is made of: streams, references, standings, dates."""

import pytest

from domain.values import FIRST, LAST, Kind, Occurred, Ref, Scale, Stream

SCALE = Scale(("1", "2", "2WL", "3"), ("SC",))

STREAMS = {
    "book": (Kind.BOOK, None, None, None),
    "tip": (Kind.PROGRAMME, "tip", None, None),
    "tip/2015": (Kind.EDITION, "tip", "tip/2015", None),
    "tip/2015/MYS": (Kind.CASE, "tip", "tip/2015", "MYS"),
    "tip/2015/undisclosed-03": (Kind.CASE, "tip", "tip/2015", "undisclosed-03"),
    "tip/2015/meeting/4": (Kind.MEETING, "tip", "tip/2015", None),
    "tip/2015/meeting/undisclosed": (Kind.MEETING, "tip", "tip/2015", None),
    "tip/2015/evidence/12": (Kind.EVIDENCE, "tip", "tip/2015", None),
    f"tip/2015/{'A' * 64}": (Kind.CASE, "tip", "tip/2015", "A" * 64),
}


@pytest.mark.parametrize(("text", "parts"), STREAMS.items(), ids=STREAMS.keys())
def test_a_stream_name_says_what_it_is_about(
    text: str, parts: tuple[Kind, str | None, str | None, str | None]
) -> None:
    """The name of a stream is its place: programme, edition, subject."""
    stream = Stream.parse(text)
    assert (stream.kind, stream.programme, stream.edition, stream.subject) == parts
    assert str(stream) == text


@pytest.mark.parametrize(
    "text",
    [
        "",
        "/",
        "tip/",
        "tip/2015/",
        "/2015",
        "tip//MYS",
        "-tip",
        "tip/2015/-MYS",
        "tip/2015/M YS",
        "tip/2015/MYS/1",
        "tip/2015/Côte",
        "tip/2015/\u0661",
        "tip/2015/MYS\n",
        "tip/2015/meeting",
        "tip/2015/evidence",
        "tip/2015/book",
        "tip/meeting",
        "meeting",
        "book/2015",
        "tip/2015/meeting/0",
        "tip/2015/meeting/01",
        "tip/2015/meeting/1234567890",
        "tip/2015/meeting/next",
        "tip/2015/evidence/\u0661",
        "tip/book/meeting/1",
        "tip/2015/agenda/1",
        "tip/2015/MYS@1",
        f"tip/2015/{'A' * 65}",
        "/".join(["A" * 64] * 3) + "/evidence/1234567890",
    ],
)
def test_what_is_no_stream_is_refused(text: str) -> None:
    """A name that breaks the grammar is refused with a reason, whatever it breaks."""
    with pytest.raises(ValueError, match=r"stream|name|number"):
        Stream.parse(text)


@pytest.mark.parametrize(
    ("subject", "undisclosed"),
    [
        ("undisclosed", True),
        ("undisclosed-01", True),
        ("undisclosedland", False),
        ("MYS", False),
        ("Undisclosed", False),
    ],
)
def test_an_undisclosed_subject_is_known_by_its_name(subject: str, undisclosed: object) -> None:
    """Only `undisclosed`, alone or numbered, stands for a subject that the source does not name."""
    assert Stream.parse(f"tip/2015/{subject}").undisclosed is undisclosed


def test_an_edition_is_never_undisclosed() -> None:
    """Only a case can be about a subject that is not named."""
    assert Stream.parse("tip/undisclosed").undisclosed is False


@pytest.mark.parametrize("text", ["tip/2015/MYS@1", "book@12", "tip/2015/meeting/undisclosed@3"])
def test_a_reference_reads_back_as_it_is_written(text: str) -> None:
    """A reference is a stream and a version, and nothing is lost in between."""
    assert str(Ref.parse(text)) == text


@pytest.mark.parametrize(
    "text",
    [
        "tip/2015/MYS",
        "@1",
        "tip/2015/MYS@",
        "tip@0",
        "tip@01",
        "tip@-1",
        "tip@1.0",
        "tip@x",
        "a b@1",
    ],
)
def test_what_is_no_reference_is_refused(text: str) -> None:
    """A reference without a stream, or without a version from 1 up, names no entry."""
    with pytest.raises(ValueError, match=r"reference|name"):
        Ref.parse(text)


STANDINGS = {
    "3": {"3"},
    "SC": {"SC"},
    "undisclosed": {"1", "2", "2WL", "3"},
    "worse than 2": {"2WL", "3"},
    "better than 3": {"1", "2", "2WL"},
    "better than 2": {"1"},
    "worse than recommended": set(),
    "better than recommended": set(),
}


@pytest.mark.parametrize(("text", "tiers"), STANDINGS.items(), ids=STANDINGS.keys())
def test_a_standing_is_the_set_of_tiers_it_allows(text: str, tiers: set[str]) -> None:
    """A standing allows what it says; one not disclosed any tier of the order, never off it."""
    standing = SCALE.standing(text)
    assert standing.tiers == tiers
    assert (standing.side is not None) == text.endswith("recommended")


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("worse than 3", "no tier"),
        ("better than 1", "no tier"),
        ("worse than SC", "no tier"),
        ("better than SC", "no tier"),
        ("better than 4", "'4' is not a tier"),
        ("better than undisclosed", "not a tier"),
        ("4", "not a standing"),
        ("", "not a standing"),
        ("2wl", "not a standing"),
        ("Tier 2", "not a standing"),
        ("better  than 2", "not a standing"),
        ("better than 2 ", "not a standing"),
        ("recommended", "not a standing"),
        ("no-view", "not a standing"),
    ],
)
def test_a_standing_that_no_tier_satisfies_is_refused(text: str, reason: str) -> None:
    """What no tier of the scale can satisfy is not a place where anybody can put a subject."""
    with pytest.raises(ValueError, match=reason):
        SCALE.standing(text)


def test_off_scale_values_have_no_order() -> None:
    """A value off the scale has a name and no rank: nothing lies beside it."""
    assert "SC" in SCALE
    assert SCALE.rank("SC") is None
    assert [SCALE.rank(tier) for tier in SCALE.tiers] == [0, 1, 2, 3]
    assert SCALE.beside("SC", "better") == SCALE.beside("SC", "worse") == frozenset()


DATES = {
    "2015": ("2015-01-01T00:00:00.000000Z", "2015-12-31T23:59:59.999999Z"),
    "2015-02": ("2015-02-01T00:00:00.000000Z", "2015-02-28T23:59:59.999999Z"),
    "2016-02": ("2016-02-01T00:00:00.000000Z", "2016-02-29T23:59:59.999999Z"),
    "2015-06-30": ("2015-06-30T00:00:00.000000Z", "2015-06-30T23:59:59.999999Z"),
    "2015-06-30T12:30:00Z": ("2015-06-30T12:30:00.000000Z", "2015-06-30T12:30:00.000000Z"),
    "2015-06-30T12:30:00.5Z": ("2015-06-30T12:30:00.500000Z", "2015-06-30T12:30:00.500000Z"),
    "../2015-07-27": (FIRST, "2015-07-27T23:59:59.999999Z"),
    "2015-07-27/..": ("2015-07-27T00:00:00.000000Z", LAST),
    "2015/2016-03": ("2015-01-01T00:00:00.000000Z", "2016-03-31T23:59:59.999999Z"),
    "2015-06-30/2015-06-30": ("2015-06-30T00:00:00.000000Z", "2015-06-30T23:59:59.999999Z"),
}


@pytest.mark.parametrize(("text", "span"), DATES.items(), ids=DATES.keys())
def test_a_date_is_the_span_it_may_have_been(text: str, span: tuple[str, str]) -> None:
    """A date of any precision stands for every instant from its first to its last."""
    occurred = Occurred.parse(text)
    assert (occurred.earliest, occurred.latest) == span
    assert occurred.interval == ("/" in text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "15",
        "2015-13",
        "2015-00",
        "2015-02-29",
        "2015-06-31",
        "0000",
        "2015-6-1",
        "20150630",
        "2015-W26",
        "2015-06-30T12:30:00",
        "2015-06-30T12:30Z",
        "2015-06-30T12:30:00+02:00",
        "2015-06-30T24:00:00Z",
        "2015-06-30T12:30:60Z",
        "2015-06-30T12:30:00.1234567Z",
        "2015~",
        "2015-06-30/",
        "/2015-06-30",
        "../..",
        "..",
        "2016/2015",
        "2015-06-30/2015-05",
        "2015/2016/2017",
        "\u0662\u0660\u0661\u0665",
        "2015\n",
        " 2015",
    ],
)
def test_what_is_no_date_is_refused(text: str) -> None:
    """A date that does not exist, or is written another way, is refused with a reason."""
    with pytest.raises(ValueError, match=r"date|says nothing|ends before it begins"):
        Occurred.parse(text)


ORDERED = {
    "a day before a day": ("2015-06-29", "2015-06-30", True),
    "a day and the same day": ("2015-06-30", "2015-06-30", None),
    "a day within a year": ("2015-06-30", "2015", None),
    "a year before a later day": ("2014", "2015-01-01", True),
    "the last instant of a day, and the next day": (
        "2015-06-30T23:59:59.999999Z",
        "2015-07-01",
        True,
    ),
    "an instant and the same instant": ("2015-06-30T12:00:00Z", "2015-06-30T12:00:00Z", None),
    "an open end before nothing": ("2015-06-30/..", "9999-12-31", None),
    "an open beginning after nothing": ("../2015-06-30", "0001-01-01", None),
    "open ends that do not meet": ("../2015-06-30", "2015-07-01/..", True),
}


@pytest.mark.parametrize(("one", "other", "expected"), ORDERED.values(), ids=ORDERED.keys())
def test_the_order_of_two_dates_has_three_values(
    one: str,
    other: str,
    expected: bool | None,  # noqa: FBT001 - the third value is the point
) -> None:
    """One came first, or the other did, or nobody can tell; the two ways round agree."""
    first, second = Occurred.parse(one), Occurred.parse(other)
    assert first.precedes(second) is expected
    assert second.precedes(first) is (None if expected is None else not expected)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2015-06-30", "2015-06-30"),
        ("2015-06-30T23:00:00Z", "2015-06-30"),
        ("2015-06-30/2015-06-30", "2015-06-30"),
        ("2015-06", None),
        ("../2015-06-30", None),
    ],
)
def test_the_one_day_on_which_it_happened(text: str, day: str | None) -> None:
    """A date names a day only when it cannot have been another."""
    assert Occurred.parse(text).day == day
