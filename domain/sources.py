"""Who published what an entry rests on: the question of independence."""

import re
from collections.abc import Iterable

from domain.events import Event
from domain.values import Withheld

__all__ = ["independent", "publishers", "same_body"]

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


def independent(found: Iterable[object], claimant: Iterable[str]) -> bool:
    """Whether any of these publishers is known and is none of the claimant's names."""
    names = list(claimant)
    return any(
        isinstance(name, str) and not any(same_body(name, own) for own in names) for name in found
    )


def _bare(name: str) -> str:
    return _ARTICLE.sub("", _APART.sub(" ", name.casefold()).strip())
