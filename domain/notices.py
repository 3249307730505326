"""What a notice is about and to whom it went: recorded words held against what a duty asks for."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from domain.acts import NoticeGiven
from domain.history import InForce
from domain.programme import Programme
from domain.values import Kind, Occurred, Stream, Withheld

__all__ = ["Notice", "day_of", "notices", "parties_named"]

OF = {
    "interim-assessment": ("interim",),
    "action-plan": ("action plan",),
    "explanation": ("explanation", "list change", "change of list", "changes of list"),
    "special-watch-list": ("special watch list",),
    "sanctions": ("sanction", "presidential determination"),
    "waiver": ("waiver", "waived"),
}
"""Words by which a notice says what it is of: one may be of several things."""
PUBLIC = (
    *("public", "publicly", "posted", "online", "internet"),
    *("web", "website", "webpage", "site", "www", "http", "https"),
)
_WORD = re.compile(r"[^\W_]+")
SMALL = frozenset({"of", "on", "the", "and", "for", "to"})


@dataclass(frozen=True, slots=True)
class Notice:
    """One notice: what it is of, to which parties of the programme, whether it was posted."""

    of: frozenset[str]
    to: frozenset[str]
    posted: bool
    day: Occurred | None
    position: int


def notices(history: Sequence[InForce], programme: Programme) -> Iterator[Notice]:
    """Read the notices of one stream."""
    for entry in history:
        act = entry.event.act
        if isinstance(act, NoticeGiven):
            words = _words(act.to) + _words(act.medium)
            yield Notice(
                _of(_words(act.of), Stream.parse(entry.recorded.stream)),
                parties_named(act.to or "", programme),
                any(f" {word} " in words for word in PUBLIC),
                Occurred.parse(act.date) if isinstance(act.date, str) else day_of(entry),
                entry.position,
            )


def day_of(entry: InForce) -> Occurred | None:
    """Give the date that an act states; None where there is none, or it is withheld."""
    occurred = entry.event.occurred
    return occurred if isinstance(occurred, Occurred) else None


def _of(words: str, stream: Stream) -> frozenset[str]:
    """Say what a notice is of; on a case, one that says nothing of it is of the waiver."""
    found = {
        kind
        for kind, names in OF.items()
        if any(f" {name} " in words or f" {name}s " in words for name in names)
    }
    if "sanctions" in found:  # a waiver of sanctions moves no tier
        found.discard("waiver")
    if not found and stream.kind is Kind.CASE:
        found.add("waiver")
    return frozenset(found)


def parties_named(text: str, programme: Programme) -> frozenset[str]:
    """Find the parties of a programme that a text names: by the words of their name, or by code.

    The words may stand in any order. Who is meant by more of them is meant: a "Deputy Secretary of
    State" is no Secretary of State.
    """
    words = _words(text)
    given = frozenset(words.split())
    meant: dict[str, frozenset[str]] = {}
    for code, party in programme.parties.items():
        if (name := _weighty(party.name)) and name <= given:
            meant[code] = name
        elif _words(code) in words:
            meant[code] = frozenset(_words(code).split())
    return frozenset(
        code for code, by in meant.items() if not any(by < other for other in meant.values())
    )


def _weighty(name: str) -> frozenset[str]:
    return frozenset(_words(name).split()) - SMALL


def _words(text: str | Withheld | None) -> str:
    """Give a text in small letters with a space around every word."""
    if not isinstance(text, str):
        return " "
    return f" {' '.join(_WORD.findall(text.casefold()))} "
