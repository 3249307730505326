"""A field of an act written as one cell of a table."""

from typing import Any

import pytest

from domain.flat import from_cell

CELLS: dict[str, tuple[str, str, str, Any]] = {
    "a text stays one paragraph": (
        *("recommendation-submitted", "rationale", "First; second."),
        ["First; second."],
    ),
    "a reason may be one word or a text": (
        "decision-recorded",
        "reason",
        "none-stated",
        "none-stated",
    ),
    "a word stays as it is": ("objection-raised", "standing", "3", "3"),
    "a tier that looks like a truth": ("placement-published", "tier", "true", "true"),
    "a list is separated by semicolons": (
        *("coverage-declared", "acts", "placements; deliberations"),
        ["placements", "deliberations"],
    ),
    "a list of one": ("coverage-declared", "tiers", "2WL", ["2WL"]),
    "years in a list are numbers": ("waiver-granted", "reports", "2015; 2016", [2015, 2016]),
    "a name in a list of years stays": ("waiver-granted", "reports", "2015;next", [2015, "next"]),
    "a list of tiers that look like numbers": ("coverage-declared", "tiers", "1;2", ["1", "2"]),
    "true": ("meeting-held", "series", "true", True),
    "false": ("meeting-held", "series", "false", False),
    "neither true nor false": ("meeting-held", "series", "maybe", "maybe"),
    "true, or a text": ("waiver-granted", "plan", "true", True),
    "a text, or true": ("waiver-granted", "plan", "The plan of May.", "The plan of May."),
    "a number": ("book-opened", "format", "1", 1),
    "a number below zero": ("book-opened", "format", "-1", -1),
    "no number": ("book-opened", "format", "01", "01"),
    "an object": ("meeting-held", "attendees", '{"complete": false}', {"complete": False}),
    "anything": ("claim-filed", "expect", "17", "17"),
    "a field that the act does not have": ("objection-raised", "tier", "2", "2"),
    "an act that there is not": ("objection", "standing", "2", "2"),
}


@pytest.mark.parametrize(("act", "field", "text", "value"), CELLS.values(), ids=CELLS.keys())
def test_a_cell_is_read_as_what_its_field_takes(
    act: str, field: str, text: str, value: Any
) -> None:
    """CSV and JSON say the same; what a cell can't say is left for the check of the act."""
    found = from_cell(act, field, text)
    assert found == value
    assert type(found) is type(value)


@pytest.mark.parametrize(
    ("act", "field", "text", "reason"),
    [
        ("coverage-declared", "acts", "placements;", "an item of the list is empty"),
        ("coverage-declared", "acts", ";", "an item of the list is empty"),
        ("meeting-held", "attendees", "everybody", "is not JSON"),
    ],
)
def test_a_cell_that_can_not_be_read_is_refused(
    act: str, field: str, text: str, reason: str
) -> None:
    """A list with an empty item, or an object that is no JSON, is said to be wrong."""
    with pytest.raises(ValueError, match=reason):
        from_cell(act, field, text)
