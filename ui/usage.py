"""What somebody asks about, as they write it: a day, an edition, a case; or a sentence why not."""

from domain.values import FIRST, RELEASES, Kind, Occurred, Release, Stream

__all__ = ["UsageError", "audience_of", "day_of", "edition_of", "stream_of"]


class UsageError(Exception):
    """A question that can't be asked of this book; says what could be."""


def day_of(text: str | None) -> Occurred | None:
    """Read a day, or a month or year for the last of its days."""
    if text is None:
        return None
    try:
        day = Occurred.parse(text)
    except ValueError as error:
        raise UsageError(str(error)) from None
    if day.earliest == FIRST or day.latest > "9999-12-31T23:59:59.999999Z":
        raise UsageError(f"{text} has an open end: name a day")
    return day


def audience_of(text: str) -> Release:
    """Read the name of an audience."""
    for release in RELEASES:
        if text == release:
            return release
    raise UsageError(f"{text!r} is no audience: there are {', '.join(RELEASES)}")


def stream_of(name: str) -> Stream:
    """Read the name of a stream."""
    try:
        return Stream.parse(name)
    except ValueError as error:
        raise UsageError(str(error)) from None


def edition_of(name: str | None) -> str | None:
    """Hold a name to be that of an edition, if one is given."""
    if name is not None and stream_of(name).kind is not Kind.EDITION:
        raise UsageError(f"{name} is not an edition: name it PROGRAMME/EDITION, e.g. tip/2015")
    return name
