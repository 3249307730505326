"""What a cable says, in the fields of `evidence-filed`."""

from typing import Any

from domain.cable import Cable

__all__ = ["cable_fields", "withheld_at_first"]

OPEN = "U"
"""The one portion mark that keeps nobody from reading."""
UNMARKED = "none"
"""What `portions` says of a paragraph without a mark."""


def cable_fields(cable: Cable) -> dict[str, Any]:
    """Give the body of `evidence-filed` as far as the cable says it."""
    found = {
        "title": cable.subject,
        "publisher": cable.origin,
        "date": cable.date,
        "locator": cable.number,
        "kind": "documentary",
        "hand": "first",
        "marks": cable.marks,
        "origin": cable.origin,
        "addressees": cable.addressees,
        "references": cable.references,
        "tags": cable.tags,
        "portions": [one.mark or UNMARKED for one in cable.paragraphs],
        "paragraphs": [one.text for one in cable.paragraphs],
    }
    return {
        name: list(value) if isinstance(value, tuple) else value
        for name, value in found.items()
        if value
    }


def withheld_at_first(cable: Cable) -> list[str]:
    """Give the pointers to what the marks of a cable keep from the public.

    That is each paragraph with a mark other than U, and the title if the subject has such a mark.
    What has no mark is as open as the cable is.
    """
    found = [
        f"/body/paragraphs/{index}"
        for index, one in enumerate(cable.paragraphs)
        if not _is_open(one.mark, cable)
    ]
    if (mark := cable.subject_mark) and not _is_open(mark, cable):
        found.insert(0, "/body/title")
    return found


def _is_open(mark: str | None, cable: Cable) -> bool:
    if mark is None:
        return cable.classification == "UNCLASSIFIED" and "SENSITIVE" not in cable.captions
    return mark == OPEN
