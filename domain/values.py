"""The values of which every act is made: streams, references, standings, dates, withheld places."""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from functools import lru_cache
from typing import Literal, NoReturn

from pydantic import GetCoreSchemaHandler
from pydantic_core import core_schema

__all__ = [
    "FIRST",
    "LAST",
    "RELEASES",
    "Kind",
    "Occurred",
    "Ref",
    "Release",
    "Scale",
    "Standing",
    "Stream",
    "Withheld",
]

Release = Literal["public", "congress", "internal"]
RELEASES: tuple[Release, ...] = ("public", "congress", "internal")

# ---------------------------------------------------------------- withheld places


@dataclass(frozen=True, slots=True)
class Withheld:
    """A value that is on record and that this reader may not see: never `None`, never blank."""

    release: Release
    until: str | None = None

    @classmethod
    def __get_pydantic_core_schema__(
        cls, source: object, handler: GetCoreSchemaHandler
    ) -> core_schema.CoreSchema:
        """Take instances only: nobody can submit a withheld place as a value."""
        return core_schema.is_instance_schema(cls)


# ---------------------------------------------------------------- streams and references

LONGEST = 200
SEGMENT = r"[A-Za-z0-9][A-Za-z0-9-]{0,63}"
_SEGMENT = re.compile(SEGMENT)
_RESERVED = frozenset({"book", "meeting", "evidence"})
_NUMBER = re.compile(r"[1-9][0-9]{0,8}|undisclosed")
_VERSION = re.compile(r"[1-9][0-9]{0,15}")


class Kind(StrEnum):
    """What a stream is about."""

    BOOK = "book"
    PROGRAMME = "programme"
    EDITION = "edition"
    CASE = "case"
    MEETING = "meeting"
    EVIDENCE = "evidence"


@dataclass(frozen=True, slots=True)
class Stream:
    """The name of a stream, taken apart: `book`, `tip`, `tip/2015`, `tip/2015/CHN`, ..."""

    text: str
    kind: Kind
    programme: str | None = None
    edition: str | None = None
    subject: str | None = None

    @staticmethod
    @lru_cache(maxsize=65536)
    def parse(text: str) -> "Stream":
        """Take a name apart; ValueError says which rule of the grammar it breaks."""
        return _parse_stream(text)

    @property
    def undisclosed(self) -> bool:
        """Whether the source names no subject for this case."""
        return self.subject is not None and (
            self.subject == "undisclosed" or self.subject.startswith("undisclosed-")
        )

    def __str__(self) -> str:
        return self.text


def _parse_stream(text: str) -> Stream:
    if text == "book":
        return Stream(text, Kind.BOOK)
    if len(text) > LONGEST:
        _refuse(f"stream name of {len(text)} characters; at most {LONGEST} are allowed")
    match text.split("/"):
        case [programme]:
            kind, name = Kind.PROGRAMME, [programme]
        case [programme, edition]:
            kind, name = Kind.EDITION, [programme, edition]
        case [programme, edition, subject]:
            kind, name = Kind.CASE, [programme, edition, subject]
        case [programme, edition, ("meeting" | "evidence") as what, number]:
            if not _NUMBER.fullmatch(number):
                _refuse(f"{text!r} ends in {number!r}; a {what} has a number or is `undisclosed`")
            kind, name = Kind(what), [programme, edition]
        case _:
            _refuse(
                f"{text!r} is not a stream: expected book, PROGRAMME, PROGRAMME/EDITION, "
                "PROGRAMME/EDITION/SUBJECT, .../meeting/N or .../evidence/N"
            )
    for segment in name:
        if not _SEGMENT.fullmatch(segment) or segment in _RESERVED:
            _refuse(
                f"{segment!r} in stream {text!r} is not a name: 1 to 64 letters, digits and "
                "hyphens, first a letter or digit, and not book, meeting or evidence"
            )
    return Stream(
        text,
        kind,
        name[0],
        "/".join(name[:2]) if len(name) > 1 else None,
        name[2] if kind is Kind.CASE else None,
    )


@dataclass(frozen=True, slots=True, order=True)
class Ref:
    """One entry, named by its place in its stream: `tip/2015/CHN@3`."""

    stream: str
    version: int

    @staticmethod
    @lru_cache(maxsize=65536)
    def parse(text: str) -> "Ref":
        """Read `stream@version`; ValueError says what is wrong with it."""
        stream, at, version = text.rpartition("@")
        if not at or not _VERSION.fullmatch(version):
            _refuse(f"{text!r} is not a reference: expected STREAM@VERSION, e.g. tip/2015/CHN@3")
        Stream.parse(stream)
        return Ref(stream, int(version))

    def __str__(self) -> str:
        return f"{self.stream}@{self.version}"


# ---------------------------------------------------------------- standings

_COMPARED = re.compile(r"(better|worse) than (\S+)")


@dataclass(frozen=True, slots=True)
class Standing:
    """Where someone places the subject: the set of tiers it allows.

    `side` is set, and `tiers` empty, for a standing relative to the recommendation.
    """

    text: str
    tiers: frozenset[str]
    side: Literal["better", "worse"] | None = None


@dataclass(frozen=True, slots=True)
class Scale:
    """The tiers of a programme in order, best first, and its values outside the order."""

    tiers: tuple[str, ...]
    off_scale: tuple[str, ...] = ()

    def __contains__(self, tier: object) -> bool:
        return tier in self.tiers or tier in self.off_scale

    def __str__(self) -> str:
        return ", ".join((*self.tiers, *self.off_scale))

    def rank(self, tier: str) -> int | None:
        """Place of a tier in the order, 0 the best; None off the scale."""
        return self.tiers.index(tier) if tier in self.tiers else None

    def beside(self, tier: str, side: Literal["better", "worse"]) -> frozenset[str]:
        """Give the tiers better or worse than one; none for a value without order."""
        rank = self.rank(tier)
        if rank is None:
            return frozenset()
        return frozenset(self.tiers[:rank] if side == "better" else self.tiers[rank + 1 :])

    def standing(self, text: str) -> Standing:
        """Read a standing; ValueError when no tier can satisfy it."""
        if text == "undisclosed":
            return Standing(text, frozenset(self.tiers))
        if text in self:
            return Standing(text, frozenset({text}))
        compared = _COMPARED.fullmatch(text)
        if compared is None:
            _refuse(
                f"{text!r} is not a standing on this scale ({self}): expected a tier, "
                "`better than TIER`, `worse than TIER` or `undisclosed`"
            )
        side: Literal["better", "worse"] = "better" if compared[1] == "better" else "worse"
        if compared[2] == "recommended":
            return Standing(text, frozenset(), side)
        if compared[2] not in self:
            _refuse(f"{compared[2]!r} is not a tier of this programme ({self})")
        tiers = self.beside(compared[2], side)
        if not tiers:
            _refuse(f"no tier of this programme ({self}) is {text}")
        return Standing(text, tiers)


# ---------------------------------------------------------------- when it happened

FIRST = "0000-00-00T00:00:00.000000Z"
LAST = "9999-99-99T99:99:99.999999Z"
_POINT = re.compile(
    r"(?P<year>[0-9]{4})(?:-(?P<month>[0-9]{2})(?:-(?P<day>[0-9]{2})"
    r"(?:T(?P<time>[0-9]{2}:[0-9]{2}:[0-9]{2})(?:\.(?P<fraction>[0-9]{1,6}))?Z)?)?)?"
)


@dataclass(frozen=True, slots=True)
class Occurred:
    """When something happened, as precisely as known (ISO 8601-2 / EDTF level 1 subset).

    `earliest` and `latest` are instants of 27 characters, both included, so that they compare
    as text; an open end is `FIRST` or `LAST`.
    """

    text: str
    earliest: str
    latest: str

    @staticmethod
    @lru_cache(maxsize=65536)
    def parse(text: str) -> "Occurred":
        """Read a year, month, day, instant or interval `A/B`; ValueError says what is wrong."""
        if "/" not in text:
            return Occurred(text, *_point(text))
        first, _, last = text.partition("/")
        if first == last == "..":
            _refuse("`../..` says nothing: leave `occurred` out when the date is not known")
        earliest = FIRST if first == ".." else _point(first)[0]
        latest = LAST if last == ".." else _point(last)[1]
        if earliest > latest:
            _refuse(f"{text!r} ends before it begins")
        return Occurred(text, earliest, latest)

    @staticmethod
    def at(instant: str) -> "Occurred":
        """Make the occurrence of something that happened at one instant of 27 characters."""
        return Occurred(instant, instant, instant)

    @property
    def interval(self) -> bool:
        """Whether it was written as an interval, `A/B`."""
        return "/" in self.text

    @property
    def day(self) -> str | None:
        """The one UTC day on which it happened, or None if it may have been several."""
        return self.latest[:10] if self.earliest[:10] == self.latest[:10] else None

    def precedes(self, other: "Occurred") -> bool | None:
        """Whether this came first: True, False (it came later), or None where dates overlap."""
        if self.latest < other.earliest:
            return True
        return False if other.latest < self.earliest else None


def _point(text: str) -> tuple[str, str]:
    match = _POINT.fullmatch(text)
    if match is None:
        _refuse(
            f"{text!r} is not a date: expected 2015, 2015-06, 2015-06-30, "
            "2015-06-30T12:00:00Z or an interval of these, `..` for an open end"
        )
    year, month, day = match["year"], match["month"] or "01", match["day"] or "01"
    time = match["time"] or "00:00:00"
    try:
        datetime.fromisoformat(f"{year}-{month}-{day}T{time}").replace(tzinfo=UTC)
    except ValueError as error:
        _refuse(f"{text!r} is not a date: {error}")
    if match["time"]:
        instant = f"{year}-{month}-{day}T{time}.{(match['fraction'] or '').ljust(6, '0')}Z"
        return instant, instant
    last_month = match["month"] or "12"
    last_day = match["day"] or f"{monthrange(int(year), int(last_month))[1]:02}"
    return (
        f"{year}-{month}-{day}T00:00:00.000000Z",
        f"{year}-{last_month}-{last_day}T23:59:59.999999Z",
    )


def _refuse(reason: str) -> NoReturn:
    raise ValueError(reason)
