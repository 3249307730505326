"""A ranking scheme as a file: what it says, what can be wrong, what an edition takes from it."""

import pytest

from domain.errors import ProgrammeError
from domain.programme import Programme, digest_of, shipped
from domain.values import Stream

SMALL = """
code = "ex"
title = "Example"
[scale]
tiers = ["A", "B", "C"]
"""

WRONG = {
    "not TOML": ("code = ", "not TOML"),
    "no scale": ('code = "ex"\ntitle = "Example"\n', "scale"),
    "no code": ('title = "Example"\n[scale]\ntiers = ["A", "B"]\n', "code"),
    "no title": ('code = "ex"\n[scale]\ntiers = ["A", "B"]\n', "title"),
    "one tier": ('code = "ex"\ntitle = "E"\n[scale]\ntiers = ["A"]\n', "scale.tiers"),
    "a tier twice": ('code = "ex"\ntitle = "E"\n[scale]\ntiers = ["A", "A"]\n', "twice"),
    "on and off the scale": (
        'code = "ex"\ntitle = "E"\n[scale]\ntiers = ["A", "B"]\noff_scale = ["B"]\n',
        "twice",
    ),
    "a tier that means something else": (
        'code = "ex"\ntitle = "E"\n[scale]\ntiers = ["A", "undisclosed"]\n',
        "meaning of their own",
    ),
    "a tier of two words": (
        'code = "ex"\ntitle = "E"\n[scale]\ntiers = ["A", "not B"]\n',
        "scale.tiers.1",
    ),
    "a tier that is a number": ('code = "ex"\ntitle = "E"\n[scale]\ntiers = [1, 2]\n', "tiers"),
    "a code that is no name": ('code = "e/x"\ntitle = "E"\n[scale]\ntiers = ["A", "B"]\n', "code"),
    "a table that nobody knows": (f"{SMALL}[rules]\nx = 1\n", "rules"),
    "a party without a kind": (
        f'{SMALL}[parties]\neap = {{ name = "East" }}\n',
        "parties.eap.kind",
    ),
    "a release class that there is not": (
        f'{SMALL}[release]\n"claim-filed" = "secret"\n',
        "release.claim-filed",
    ),
    "a parameter without a source": (
        f'{SMALL}[[parameters.years]]\nfrom = "2009"\nvalue = 2\n',
        "parameters.years.0.source",
    ),
    "a parameter from a month": (
        f'{SMALL}[[parameters.years]]\nfrom = "2009-01"\nvalue = 2\nsource = "Law"\n',
        "neither a day",
    ),
    "a parameter from a day that there is not": (
        f'{SMALL}[[parameters.years]]\nfrom = "2009-02-30"\nvalue = 2\nsource = "Law"\n',
        "not a date",
    ),
    "a parameter with a fraction": (
        f'{SMALL}[[parameters.years]]\nfrom = "2009"\nvalue = 2.5\nsource = "Law"\n',
        "parameters.years.0.value",
    ),
}


@pytest.mark.parametrize(("text", "reason"), WRONG.values(), ids=WRONG.keys())
def test_a_file_that_describes_no_scheme_is_refused(text: str, reason: str) -> None:
    """What is wrong with a programme is said with the place in the file."""
    with pytest.raises(ProgrammeError, match=reason):
        Programme.parse(text)


def test_a_programme_of_the_least_that_it_needs() -> None:
    """A code, a title and two tiers are a scheme; everything else has defaults."""
    programme = Programme.parse(SMALL)
    assert str(programme.scale) == "A, B, C"
    assert programme.edition_defaults(Stream.parse("ex/spring")) == {"title": "spring"}
    assert programme.subject_name("MYS") == "MYS"


def test_the_shipped_programme_is_the_tip_report() -> None:
    """The scheme that comes with the program has four tiers in order and one off it."""
    programme = Programme.parse(shipped("tip") or "")
    assert (programme.scale.tiers, programme.scale.off_scale) == (("1", "2", "2WL", "3"), ("SC",))
    assert programme.subject_name("MYS") == "Malaysia"
    assert programme.subject_name("AAA") == "AAA"
    assert shipped("fatf") is None


@pytest.mark.parametrize(
    ("day", "value"),
    [
        ("2008", None),
        ("2010-12-31", None),
        ("2011", 2),
        ("2011-01-01", 2),
        ("2018-12-31", 2),
        ("2019", 1),
        ("2025-06-30", 1),
    ],
)
def test_a_parameter_holds_from_its_day_until_the_next(day: str, value: int | None) -> None:
    """Waivers: none before 2011, two until 2019, one since; each has its legal source."""
    programme = Programme.parse(shipped("tip") or "")
    assert programme.parameter("waivers-allowed", day) == value
    assert programme.parameter("no-such-rule", day) is None


@pytest.mark.parametrize(
    ("edition", "expected"),
    [
        ("tip/2015", {"title": "Trafficking in Persons Report 2015", "due": "2015-06-01"}),
        (
            "tip/2020",
            {
                "title": "Trafficking in Persons Report 2020",
                "due": "2020-06-01",
                "period": "2019-04-01/2020-03-31",
            },
        ),
        (
            "tip/2021",
            {
                "title": "Trafficking in Persons Report 2021",
                "due": "2021-06-30",
                "period": "2020-04-01/2021-03-31",
            },
        ),
        ("tip/special", {"title": "Trafficking in Persons Report special"}),
        ("tip/20155", {"title": "Trafficking in Persons Report 20155"}),
    ],
)
def test_an_edition_takes_its_defaults_from_the_law_of_its_year(
    edition: str, expected: dict[str, str]
) -> None:
    """Title, period and due date follow the year of the edition; one without a year has a title."""
    programme = Programme.parse(shipped("tip") or "")
    assert programme.edition_defaults(Stream.parse(edition)) == expected


def test_the_digest_of_a_programme_is_what_sha256sum_prints() -> None:
    """Anybody can hold the file against the digest in the book."""
    abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    assert digest_of("abc") == abc
