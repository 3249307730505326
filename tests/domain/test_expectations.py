"""Reading a claim: every form that is understood, and every one that is refused."""

from collections.abc import Sequence
from typing import Any

import pytest

from domain.claims import Claim, Part
from domain.programme import Programme, shipped
from domain.submitted_claims import ClaimUnreadable, Terms, read_claim

TIP = Programme.parse(shipped("tip") or "")
PLAIN = Programme.parse(
    'code = "plain"\ntitle = "P"\nscale = { tiers = ["A", "B"] }\n'
    'subjects = { X = "Twin", Y = "Twin" }\n'
)
PROGRAMMES = {"tip": TIP, "plain": PLAIN}


def terms(*codes: str) -> Terms:
    """Give the words of a book with some programmes, in which AAA has a placement."""
    return Terms(
        codes,
        lambda edition: PROGRAMMES.get(edition.partition("/")[0]),
        lambda: ("AAA", "Zed"),
        lambda edition: edition,
    )


def read(*codes: str, **fields: Any) -> Claim:
    """Read a claim of which a test gives what it is about."""
    base = {"claim": "c", "claimant": "Reuters", "measure": "evaluated", "edition": "tip/2015"}
    return read_claim(base | {"expect": 1} | fields, terms(*codes or ("tip",)))


def faults(*codes: str, **fields: Any) -> tuple[str, ...]:
    """Give what is wrong with a claim that can't be read."""
    with pytest.raises(ClaimUnreadable) as error:
        read(*codes, **fields)
    assert str(error.value) == "; ".join(error.value.faults)
    return error.value.faults


# ---------------------------------------------------------------- what is expected

Parts = Sequence[tuple[str | None, int | str]]
TWO = [("2WL", 44), ("3", 23)]
UP = [("up", 18), ("down", 17)]
SHARE = [("prevailed", 3), ("judged", 17)]
EXPECTED: dict[str, tuple[str, Any, Parts]] = {
    "a code": ("placement", "2WL", [(None, "2WL")]),
    "a code in other letters": ("placement", " 2wl ", [(None, "2WL")]),
    "a name": ("placement", "tier 2 watch list", [(None, "2WL")]),
    "a code that is a number": ("placement", 3, [(None, "3")]),
    "off the scale": ("placement", "Special Case", [(None, "SC")]),
    "a tier and its number": ("count-by-tier", "2WL=44", TWO[:1]),
    "several": ("count-by-tier", "2WL=44, 3=23", TWO),
    "several, otherwise apart": ("count-by-tier", " 2wl : 44;Tier 3=23 ", TWO),
    "a table": ("count-by-tier", {"2WL": 44, "Tier 3": "23"}, TWO),
    "a list": ("count-by-tier", ["2WL=44", {"3": 23}], TWO),
    "years": ("years-on-tier", "3=9", [("3", 9)]),
    "years on the tier that the law watches": ("years-on-tier", 8, [("2WL", 8)]),
    "a tier and its years as a table": ("years-on-tier", {"tier": "3", "years": 9}, [("3", 9)]),
    "a table in a cell": ("count-by-tier", ' {"2WL": 44, "3": 23}', TWO),
    "a tier in a table": ("placement", {"tier": "2WL"}, [(None, "2WL")]),
    "moves in words": ("changes", "18 up, 17 down", UP),
    "disputes in other words": ("disputes", {"won": 3, "of": 17}, SHARE),
    "moves": ("changes", "Up=18, DOWN: 17", UP),
    "moves as a table": ("changes", {"up": 18, "down": 17}, UP),
    "all disputes": ("disputes", "17", [("disputes", 17)]),
    "some disputes": (
        "disputes",
        "not_prevailed=14; overruled=1",
        [("not-prevailed", 14), ("overruled", 1)],
    ),
    "a share": ("disputes", "3/17", SHARE),
    "a share in words": ("disputes", "3 of 17", SHARE),
    "a share, spaced": ("disputes", " 3 / 17 ", SHARE),
    "all that there are": ("evaluated", 188, [(None, 188)]),
    "all, by name": ("evaluated", "evaluated=188", [(None, 188)]),
    "none": ("evaluated", "0", [(None, 0)]),
    "the most": ("evaluated", 999_999, [(None, 999_999)]),
}


@pytest.mark.parametrize(("measure", "expect", "parts"), EXPECTED.values(), ids=EXPECTED.keys())
def test_an_expectation_is_read_in_many_forms(measure: str, expect: Any, parts: Parts) -> None:
    """Codes and names, `=` and `:`, `,` and `;`, tables and lists say the same."""
    subject = "CHN" if measure in ("placement", "years-on-tier") else None
    claim = read(measure=measure, expect=expect, subject=subject)
    assert claim.parts == tuple(Part(*part) for part in parts)


@pytest.mark.parametrize(
    ("measure", "subject", "part"),
    [
        ("count-by-tier", "Tier 3", Part("3", 23)),
        ("changes", "down", Part("down", 23)),
        ("disputes", "Prevailed", Part("prevailed", 23)),
    ],
)
def test_a_number_alone_may_be_named_by_the_subject(measure: str, subject: str, part: Part) -> None:
    """Of a whole edition there is no subject, so that the column may say what is counted."""
    claim = read(measure=measure, subject=subject, expect=23)
    assert (claim.parts, claim.subject) == ((part,), None)


UNEXPECTED: dict[str, tuple[str, Any, str]] = {
    "nothing": ("evaluated", None, "expect is missing"),
    "an empty table": ("count-by-tier", {}, "expect is missing"),
    "a negative number": ("evaluated", -1, "expect is '-1'; a whole number from 0 to 999999"),
    "a negative number in words": ("evaluated", "-1", "expect is '-1'; a whole number"),
    "an absurd number": ("evaluated", 1_000_000, "expect is '1000000'; a whole number"),
    "an absurd number in words": ("evaluated", "9" * 5000, "…'; a whole number from 0"),
    "a fraction": ("evaluated", 1.5, "expect is '1.5'; a whole number"),
    "a truth": ("evaluated", True, "expect is 'True'; a whole number"),
    "another digit": ("evaluated", "\u0661", "a whole number"),
    "a list within a list": ("evaluated", [[1]], "expect is a list; a whole number"),
    "a table within a table": ("evaluated", {"evaluated": {"a": 1}}, "is a table; a whole number"),
    "words": ("count-by-tier", "many", "expect names no tier: write it as in 2WL=44"),
    "no tier": ("count-by-tier", 44, "expect names no tier: write it as in 2WL=44"),
    "another tier": (
        "count-by-tier",
        "4=1",
        "expect names the tier '4'; allowed are 1, 2, 2WL, 3, SC",
    ),
    "no such tier": (
        "placement",
        "Tier 4",
        "expect names the tier 'Tier 4'; allowed are 1, 2, 2WL",
    ),
    "two tiers": ("placement", ["1", "2"], "expect is a list; a placement expects one tier"),
    "no way": ("changes", 18, "expect does not say which way: write it as in up=18, down=18"),
    "another way": ("changes", "left=1", "expect names 'left'; changes counts up, down, same"),
    "another ending": (
        "disputes",
        "drawn=1",
        "expect names 'drawn'; disputes counts disputes, judged",
    ),
    "more than all": ("disputes", "4/3", "expect is 4 of 3, which is more than all"),
    "the same twice": ("count-by-tier", "3=1, Tier 3=2", "expect names 3 twice"),
    "an empty part": ("count-by-tier", "3=1,", "expect names no tier"),
    "a number missing": ("count-by-tier", "3=", "expect is ''; a whole number"),
}


@pytest.mark.parametrize(("measure", "expect", "fault"), UNEXPECTED.values(), ids=UNEXPECTED.keys())
def test_what_can_not_be_understood_is_refused(measure: str, expect: Any, fault: str) -> None:
    """One sentence says what stands there and what is allowed."""
    subject = "CHN" if measure == "placement" else None
    (said,) = faults(measure=measure, expect=expect, subject=subject)
    assert fault in said


def test_a_number_of_years_needs_a_tier_where_the_law_watches_none() -> None:
    """A programme without a watched tier gives a bare number no meaning."""
    about = {"measure": "years-on-tier", "edition": "plain/1", "subject": "X"}
    assert faults("plain", **about, expect=2) == ("expect names no tier: write it as in 2WL=44",)
    assert read("plain", **about, expect="b=2").parts == (Part("B", 2),)


# ---------------------------------------------------------------- editions

EDITIONS = {
    "tip/2015": (None, "tip/2015"),
    " 2015 ": (None, "tip/2015"),
    2015: (None, "tip/2015"),
    "tip/2014..tip/2016": ("tip/2014", "tip/2016"),
    "2014 .. 2016": ("tip/2014", "tip/2016"),
    "2014..tip/2014": ("tip/2014", "tip/2014"),
}


@pytest.mark.parametrize(("text", "expected"), EDITIONS.items(), ids=map(str, EDITIONS))
def test_an_edition_is_read_alone_or_as_a_range(
    text: str | int, expected: tuple[str | None, str]
) -> None:
    """The programme may be left out where there is one; `..` stands between two editions."""
    claim = read(measure="changes", expect="up=1", edition=text)
    assert (claim.since, claim.edition) == expected


@pytest.mark.parametrize(
    ("text", "codes", "fault"),
    [
        ("", ("tip",), "edition is missing"),
        (None, ("tip",), "edition is missing"),
        (2015.0, ("tip",), "edition is not a text"),
        (True, ("tip",), "edition is not a text"),
        ("tip/2015/CHN", ("tip",), "edition is 'tip/2015/CHN'; an edition is named tip/…"),
        ("fatf/2015", ("tip",), "edition is 'fatf/2015'; this book has tip"),
        ("2015", ("plain", "tip"), "edition is '2015'; an edition is named plain/… or tip/…"),
        ("in 2015", ("tip",), "edition is 'in 2015'"),
        ("x" * 900, ("tip",), f"edition is '{'x' * 60}…'"),
        ("2016..2014", ("tip",), "edition tip/2016..tip/2014 ends before it begins"),
        ("plain/1..tip/2", ("plain", "tip"), "edition plain/1..tip/2 goes from one programme to"),
        ("..2014", ("tip",), "edition is ''"),
    ],
)
def test_another_form_of_edition_is_refused(text: Any, codes: tuple[str, ...], fault: str) -> None:
    """What is no edition of a programme of this book is named with what is allowed."""
    (said,) = faults(*codes, measure="changes", expect="up=1", edition=text)
    assert fault in said


def test_a_range_is_only_for_what_goes_over_several_editions() -> None:
    """The tier of a subject, a count and the disputes are those of one edition."""
    for measure in ("evaluated", "disputes"):
        (fault,) = faults(measure=measure, edition="2014..2015")
        assert fault == f"edition is a range: {measure} is about one edition"


# ---------------------------------------------------------------- subjects and texts


@pytest.mark.parametrize(
    ("text", "expected"),
    [("CHN", "CHN"), ("chn", "CHN"), ("china", "CHN"), ("AAA", "AAA"), ("zed", "Zed")],
)
def test_a_subject_is_read_by_code_or_name(text: str, expected: str) -> None:
    """The programme's codes and names, and codes with a placement, in whatever letters."""
    assert read(measure="placement", subject=text, expect=3).subject == expected


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("Atlantis", "subject is 'Atlantis': neither a code or name that the programme knows"),
        (None, "subject is missing: placement is about one subject"),
        (["CHN"], "subject is not a text"),
    ],
)
def test_an_unknown_subject_is_refused(text: Any, fault: str) -> None:
    """A name that nobody knows is not left to be found missing."""
    (said,) = faults(measure="placement", subject=text, expect=3)
    assert fault in said


def test_a_name_that_several_have_is_refused() -> None:
    """Whom a claim is about is not guessed."""
    about = {"measure": "placement", "edition": "plain/1", "expect": "A"}
    (fault,) = faults("plain", **about, subject="twin")
    assert fault == "subject is 'twin', which may be X or Y: give the code"


def test_a_subject_beside_a_number_that_has_a_name_is_refused() -> None:
    """What can't matter to a claim about a whole edition is not silently dropped."""
    (fault,) = faults(measure="count-by-tier", subject="CHN", expect="3=1")
    assert fault == "expect is about a whole edition: leave out the subject 'CHN'"
    assert "names 'CHN'; evaluated counts" in faults(subject="CHN", expect=1)[0]


def test_every_fault_of_a_claim_is_listed() -> None:
    """Nobody has to mend a claim once for each of its columns."""
    said = faults(claim="", claimant=None, measure="turnover", edition="x/1", expect=-1)
    assert [fault.split()[0] for fault in said] == ["claim", "claimant", "measure", "edition"]
    assert "measure is 'turnover'; allowed are placement, count-by-tier, years-on-tier" in said[2]
    both = faults(measure="placement", subject="Atlantis", expect="4")
    assert [fault.split()[0] for fault in both] == ["subject", "expect"]


def test_what_was_said_goes_with_the_claim() -> None:
    """The statement is for its readers; a measure is read in whatever letters."""
    claim = read(measure=" Evaluated ", statement="So many.", claim=7)
    assert (claim.measure, claim.statement, claim.claim) == ("evaluated", "So many.", "7")
