"""The day on which a cable was sent, as the lines before its sender give it."""

import re
from collections.abc import Sequence
from datetime import date

from domain.cable_text import Line
from domain.errors import UnknownDate

__all__ = ["sent_on"]

CENTURY = 60
"""Two-digit years from here on are of the 1900s."""

MONTHS = dict(
    zip(
        ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"),
        range(1, 13),
        strict=True,
    )
)
FORMS = (
    re.compile(  # O 011549Z DEC 09
        r"(?:[A-Z]{1,2}\s+){0,3}(?P<day>\d\d)\d{4}Z\s+(?P<month>[A-Z]{3})\s+(?P<year>\d\d)(?:\s.*)?"
    ),
    re.compile(  # Tue Dec 01 00:00:00 +0100 2009
        r"[A-Z][a-z]{2}\s+(?P<month>[A-Z][a-z]{2})\s+(?P<day>\d{1,2})\s+\d\d:\d\d:\d\d"
        r"\s+(?:[+-]\d{4}|[A-Z]{3,4})\s+(?P<year>\d{4})"
    ),
    re.compile(r"(?P<year>\d{4})-(?P<month>\d\d)-(?P<day>\d\d)(?:[T ].*)?"),
)
"""How a day is written, the surest form first: the group of date and time that it was sent with."""

_DATE_LIKE = re.compile(r"\d{3,}Z\b|\d[-./]\d{1,2}[-./]\d|\d\d:\d\d")
_NUMBERED = re.compile(r"\d\d ?[A-Z]{2}")
_NO_DATE = re.compile(rf"DE |ZNR |VZCZ|{_NUMBERED.pattern}|\D*$")


def sent_on(lines: Sequence[Line]) -> str | None:
    """Give the day; UnknownDate names a line that seems to be one and can't be read."""
    for form in FORMS:
        for line in lines:
            if (found := form.fullmatch(line.text)) and (day := _day(found)):
                return day
    if unread := _unread([line for line in lines if line.text]):
        raise UnknownDate(unread.number, f"{unread.text!r} is not a date like `O 011549Z DEC 09`")
    return None


def _day(found: re.Match[str]) -> str | None:
    """Give the day in ISO form, if there is such a day."""
    year, month = int(found["year"]), found["month"].upper()
    if len(found["year"]) == len("YY"):
        year += 1900 if year >= CENTURY else 2000
    try:
        return date(year, MONTHS.get(month) or int(month), int(found["day"])).isoformat()
    except ValueError:
        return None


def _unread(lines: Sequence[Line]) -> Line | None:
    """Find what seems to be a date, else what stands in the place of one.

    That is the line before the sender; of metadata the third line, after number and subject.
    """
    places = [*lines[-1:]]
    if lines and _NUMBERED.match(lines[0].text):
        places += lines[2:3]
    likely = [line for line in lines if _DATE_LIKE.search(line.text)]
    likely += [line for line in places if not _NO_DATE.match(line.text)]
    return likely[0] if likely else None
