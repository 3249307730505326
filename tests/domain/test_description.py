"""A document is described as its filer says, then as it says itself; its marks are kept."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from domain.cable import Cable, read_cable
from domain.description import Paper, Said, described
from domain.events import Event, Recorded
from domain.submission import read_body, read_by, read_submission
from tests.cables import TEXT, in_short

TODAY = date(1998, 6, 1)
DIGEST = "ab" * 32
STREAM = "tip/2099/evidence/7"
PAPER = Paper("letter.pdf", DIGEST, "Clerk", None)


def cable(text: str = TEXT) -> Cable:
    """Read the cable of the tests."""
    found = read_cable(text)
    assert found is not None
    return found


def act(
    said: Said | None = None, paper: Paper = PAPER, before: Recorded | None = None
) -> dict[str, Any]:
    """Describe a document, and hold the act to be one that can be submitted."""
    found = described(paper, said or Said(), STREAM, before, TODAY)
    read_submission(found)
    return found


def test_a_document_of_which_nothing_is_said_has_a_name_and_a_digest() -> None:
    """Title is the name of the file, and whoever keeps the book files it."""
    assert act() == {
        "act": "evidence-filed",
        "on": STREAM,
        "made": "contemporaneous",
        "key": f"evidence:tip/2099:{DIGEST}",
        "by": {"party": "Clerk"},
        "body": {"title": "letter.pdf", "sha256": DIGEST},
    }


def test_a_cable_says_what_it_is() -> None:
    """The fields of a cable are read from it; how good a source it is, it does not say."""
    found = act(paper=replace(PAPER, cable=cable()))
    paragraphs = found["body"].pop("paragraphs")
    assert len(paragraphs) == 5
    assert found["body"] == {
        "title": "INVENTED: INSPECTIONS OF ORCHARDS IN THE NORTH",
        "publisher": "AMEMBASSY LAKEPORT",
        "date": "1998-05-14",
        "locator": "98 LAKEPORT 417",
        "sha256": DIGEST,
        "kind": "documentary",
        "hand": "first",
        "marks": ["CONFIDENTIAL", "NOFORN", "SIPDIS"],
        "origin": "AMEMBASSY LAKEPORT",
        "addressees": [
            "SECSTATE WASHDC",
            "AMEMBASSY FARHAVEN",
            "INFO ORCHARD POSTS COLLECTIVE",
            "INFO USMISSION NOWHERE",
        ],
        "references": ["97 LAKEPORT 980", "STATE 55512 (NOTAL)", "FARHAVEN 31"],
        "tags": ["ELAB", "PHUM (ORCHARDS, NORTH)", "KTIP", "XL"],
        "portions": ["U", "SBU", "C/NF", "U", "C"],
    }
    assert found["occurred"] == "1998-05-14"


def test_its_filer_goes_before_a_cable() -> None:
    """Whatever the filer says stands in the place of what the cable says."""
    body = {"title": "T", "publisher": "P", "date": "1998", "marks": ["M"], "grade": "reported"}
    said = Said(body=body, by={"party": "oig", "role": "R"}, envelope={"made": "contemporaneous"})
    found = act(said, replace(PAPER, cable=cable()))
    assert {name: found["body"][name] for name in body} == body
    assert found["body"]["locator"] == "98 LAKEPORT 417"
    assert found["by"] == {"party": "oig", "role": "R"}
    assert (found["occurred"], found["made"]) == ("1998", "contemporaneous")


def test_the_filer_chooses_the_key() -> None:
    """A key of the filer's own stands in the place of that by edition and digest."""
    assert act(Said(envelope={"key": "mine"}))["key"] == "mine"
    assert act(Said(envelope={"key": None}))["key"] == f"evidence:tip/2099:{DIGEST}"


@pytest.mark.parametrize(
    ("said", "occurred", "made"),
    [
        ({}, None, "contemporaneous"),
        ({"date": "1998-06-01"}, "1998-06-01", "contemporaneous"),
        ({"date": "1998-05-02"}, "1998-05-02", "contemporaneous"),
        ({"date": "1998-05-01"}, "1998-05-01", "reconstructed"),
        ({"date": "1998-05"}, "1998-05", "contemporaneous"),
        ({"date": "1997"}, "1997", "reconstructed"),
        ({"date": "1997/.."}, "1997/..", "contemporaneous"),
        ({"date": "../1997"}, "../1997", "reconstructed"),
    ],
)
def test_an_entry_about_an_old_document_is_reconstructed(
    said: dict[str, str], occurred: str | None, made: str
) -> None:
    """A document came to be on its date; after 30 days an entry about it is an afterthought."""
    found = act(Said(body=said))
    assert (found.get("occurred"), found["made"]) == (occurred, made)


def test_when_it_came_to_be_is_not_the_date_that_it_bears() -> None:
    """Both can be said; what is no date is left where it was said, to be refused there."""
    found = act(Said(body={"date": "1998"}, envelope={"occurred": "1997-02"}))
    assert (found["body"]["date"], found["occurred"]) == ("1998", "1997-02")
    wrong = described(PAPER, Said(body={"date": "in May"}), STREAM, None, TODAY)
    assert "occurred" not in wrong
    assert wrong["made"] == "contemporaneous"


def test_filing_again_is_the_same_act_years_later() -> None:
    """What was written as it happened stays so, however old the document has become."""
    event = Event(
        act=read_body("evidence-filed", {"sha256": DIGEST}),
        made="contemporaneous",
        occurred=None,
        by=read_by({"party": "Clerk"}),
        basis=(),
        release="internal",
        withheld={},
    )
    before = Recorded(3, STREAM, 1, "1990-01-01T00:00:00.000000Z", event)
    assert act(Said(body={"date": "1990"}), before=before)["made"] == "contemporaneous"
    assert act(Said(body={"date": "1990"}))["made"] == "reconstructed"


# ---------------------------------------------------------------- what is withheld

AT_FIRST = {"/body/paragraphs/1": "internal", "/body/paragraphs/2": "internal"}
AT_FIRST |= {"/body/paragraphs/4": "internal", "/body/sha256": "internal"}


@pytest.mark.parametrize(
    ("said", "withheld"),
    [
        ({}, AT_FIRST),
        ({"/body/paragraphs/1": "congress"}, AT_FIRST | {"/body/paragraphs/1": "congress"}),
        ({"/body/paragraphs/0": "internal"}, AT_FIRST | {"/body/paragraphs/0": "internal"}),
        (
            {"/body/paragraphs": "congress"},
            {"/body/paragraphs": "congress", "/body/sha256": "congress"},
        ),
        (
            {"/body/paragraphs": "congress", "/body/sha256": "public"},
            {"/body/paragraphs": "congress"},
        ),
        ({"/body/paragraphs": "public"}, None),
        ({"/by/party": "congress", "/body/paragraphs": "public"}, {"/by/party": "congress"}),
        (
            {"/body/paragraphs/4": "public"},
            {name: AT_FIRST[name] for name in AT_FIRST if name != "/body/paragraphs/4"},
        ),
    ],
)
def test_what_is_not_unclassified_is_withheld(
    said: dict[str, str], withheld: dict[str, str] | None
) -> None:
    """Paragraphs with a mark other than U are withheld, unless the filer says otherwise."""
    found = act(Said(withhold=said), replace(PAPER, cable=cable()))
    assert found.get("withhold") == withheld


def test_a_marked_subject_is_withheld_with_its_paragraphs() -> None:
    """A title that the cable marks other than U is withheld; one of the filer's own is not."""
    paper = replace(PAPER, cable=cable(in_short("1. (U) A.", subject="SUBJECT: (C) B")))
    assert act(paper=paper)["withhold"] == {"/body/title": "internal", "/body/sha256": "internal"}
    assert "withhold" not in act(Said(body={"title": "B"}), paper)


@pytest.mark.parametrize(
    ("classified", "open_"),
    [
        ("UNCLAS LAKEPORT 000417", True),
        ("UNCLAS LAKEPORT 000417\nSENSITIVE", False),
        ("C O N F I D E N T I A L LAKEPORT 000417", False),
        ("", False),
    ],
)
def test_what_has_no_mark_is_as_open_as_the_cable(classified: str, *, open_: bool) -> None:
    """A paragraph without a mark goes by the classification of the whole."""
    text = in_short("1. A.").replace("TAGS:", f"{classified}\nTAGS:")
    found = act(paper=replace(PAPER, cable=cable(text)))
    assert found["body"]["portions"] == ["none"]
    assert ("withhold" not in found) == open_
