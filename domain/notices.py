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

    of: frozenset[str] | Withheld
    to: frozenset[str]
    posted: bool | Withheld
    day: Occurred | Withheld | None
    position: int

    def says(self, kind: str) -> bool | None:
        """Whether it is of something; None where what it is of is withheld."""
        return None if isinstance(self.of, Withheld) else kind in self.of


def notices(history: Sequence[InForce], programme: Programme) -> Iterator[Notice]:
    """Read the notices of one stream."""
    for entry in history:
        act = entry.event.act
        if isinstance(act, NoticeGiven):
            yield Notice(
                _of(act.of, Stream.parse(entry.recorded.stream)),
                parties_named(act.to or "", programme),
                _posted(act),
                day_of(entry, act.date),
                entry.position,
            )


def day_of(entry: InForce, named: str | Withheld | None) -> Occurred | Withheld | None:
    """Give the day that an act names; where it names none, when it occurred."""
    return Occurred.parse(named) if isinstance(named, str) else named or entry.event.occurred


def _posted(act: NoticeGiven) -> bool | Withheld:
    """Say whether a notice went to the public, or by a public medium."""
    words = _words(act.to) + _words(None if isinstance(act.medium, Withheld) else act.medium)
    if any(f" {word} " in words for word in PUBLIC):
        return True
    return act.medium if isinstance(act.medium, Withheld) else False


def _of(text: str | Withheld | None, stream: Stream) -> frozenset[str] | Withheld:
    """Say what a notice is of; on a case, one that says nothing of it is of the waiver."""
    if isinstance(text, Withheld):
        return text
    words = _words(text)
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


def _words(text: str | None) -> str:
    """Give a text in small letters with a space around every word."""
    return f" {' '.join(_WORD.findall(text.casefold() if text else ''))} "
