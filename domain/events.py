"""An entry as the domain reads it: the typed act, with who, when and on what it rests."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from domain.acts import Act
from domain.submission import By, Made, read_body, read_by
from domain.upcasts import lift
from domain.values import Occurred, Ref, Release, Withheld

__all__ = ["Event", "Recorded", "read_event"]


@dataclass(frozen=True, slots=True)
class Event:
    """What somebody did, by whom, when, and on what it rests.

    `withheld` maps the JSON Pointer of every place under a commitment to its class,
    whether or not this reader may see it.
    """

    act: Act
    made: Made
    occurred: Occurred | Withheld | None
    by: By
    basis: tuple[Ref, ...]
    release: Release
    withheld: Mapping[str, Withheld]


@dataclass(frozen=True, slots=True)
class Recorded:
    """An event in its place in the book: what a projection is fed with."""

    position: int
    stream: str
    version: int
    recorded_at: str
    event: Event


def read_event(fields: Mapping[str, Any]) -> Event:
    """Read the fields of an entry, withheld places marked, into today's act."""
    name = fields["act"]
    occurred = fields.get("occurred")
    return Event(
        act=read_body(name, lift(name, fields["v"], fields["body"])),
        made=fields["made"],
        occurred=Occurred.parse(occurred) if isinstance(occurred, str) else occurred,
        by=read_by(fields["by"]),
        basis=tuple(map(Ref.parse, fields.get("basis", ()))),
        release=fields["release"],
        withheld={
            pointer: Withheld(commitment["release"], commitment.get("until"))
            for pointer, commitment in fields.get("commitments", {}).items()
        },
    )
