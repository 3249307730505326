"""Who published what an entry rests on: the question of independence."""

import re
from typing import Literal

from domain.events import Event
from domain.values import Withheld

__all__ = ["Word", "publishers", "same_body", "word_of"]

Word = Literal["claimant", "independent", "withheld"]
"""Whose word an entry is, to somebody who claims what it says."""

_ARTICLE = re.compile(r"^(the |us |u s |united states )+")
_APART = re.compile(r"[^a-z0-9]+")


def publishers(event: Event) -> tuple[str | Withheld, ...]:
    """Name the publishers of the sources of an act; without sources, the party that acted."""
    sources = event.act.sources
    if sources is None:
        return (event.by.party,)
    if isinstance(sources, Withheld):
        return (sources,)
    named = (one if isinstance(one, Withheld) else one.publisher for one in sources)
    return tuple(dict.fromkeys(name for name in named if name is not None))


def same_body(one: str, other: str) -> bool:
    """Whether two names are of one body: case, punctuation and a leading article don't count."""
    return _bare(one) == _bare(other)


def word_of(event: Event, claimant: str) -> Word:
    """Say whether an act has a source that is known not to be the claimant's.

    Where it has none, and one is withheld, that may be the claimant's or somebody else's.
    """
    named = publishers(event)
    if any(isinstance(name, str) and not same_body(name, claimant) for name in named):
        return "independent"
    return "withheld" if any(isinstance(name, Withheld) for name in named) else "claimant"


def _bare(name: str) -> str:
    return _ARTICLE.sub("", _APART.sub(" ", name.casefold()).strip())
