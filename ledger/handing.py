"""What every copy holds beside its entries: what it is of, what it withholds, how keys followed."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from domain.adoption import adopted_by
from domain.history import effective
from domain.programme import Programme
from domain.values import Release
from ledger.book import Book
from ledger.copies import BUNDLE, COPY, WITHHELD, rotation_name, written
from ledger.entry import Entry
from ledger.log import Log
from ledger.merkle import prove_inclusion
from ledger.note import Checkpoint
from ledger.proof import Proof
from ledger.reading import Reading
from ledger.tiles import Tree

__all__ = [
    "Grounds",
    "Handed",
    "accompanying",
    "grounds_of",
    "withheld_entry",
    "withheld_places",
]

README = """\
A copy of {what}, of the book
    {origin}
made for the audience: {audience}

{layout}

What an entry says is in its JSON. Its digest is the SHA-256 of exactly its bytes; that digest is in
the log, and the log is signed (log/checkpoint, format of c2sp.org/tlog-checkpoint).

To verify all of it, without trusting whoever made it:
    minutebook verify THIS --key VKEY --against CHECKPOINT
or, with Python and the package `cryptography` alone:
    python -m ledger.verify THIS --key VKEY --against CHECKPOINT
VKEY is the verifier key of the book. Get it from somewhere else: log/log.vkey is only what whoever
made this copy says it is. CHECKPOINT is one that you, or someone you trust, kept from before.
Keep log/checkpoint of this copy: with it, any later change of what it covers can be shown.

To read it: minutebook --book NEW receive THIS

What is withheld from this audience is listed in withheld.json, with its class and its ground.
That an entry is not here says nothing of what is in it: it was not released to this audience.
"""
LAYOUT = {
    "book": (
        "entries/      256 entries a file, one a line; an empty line is one that is not here.\n"
        "              Line i of file N is position 256*N + i; its line feed is not hashed\n"
        "disclosures/  what opens places that are withheld from others, by position and pointer\n"
        "log/          digests and the signed checkpoint (c2sp.org/tlog-tiles)"
    ),
    BUNDLE: (
        "entries/      one entry a file, by position: sha256sum gives its digest\n"
        "proofs/       its proof under the checkpoint (c2sp.org/tlog-proof)\n"
        "disclosures/  what opens places that are withheld from others, by pointer\n"
        "log/          hashes and the signed checkpoint (c2sp.org/tlog-tiles)\n"
        "provenance.json  what the placement rests on (W3C PROV-JSON)"
    ),
}


@dataclass(frozen=True, slots=True)
class Handed:
    """A copy about to be made: of what, as whom it is read, under which checkpoint."""

    book: Book
    reading: Reading
    note: bytes
    head: Checkpoint
    case: str | None = None

    @property
    def kind(self) -> str:
        """Say whether it is of the whole book or of one case."""
        return BUNDLE if self.case else "book"

    @property
    def audience(self) -> Release:
        """Give for whom it is made."""
        return self.reading.audience


def accompanying(handed: Handed, withheld: Iterable[Mapping[str, Any]]) -> dict[str, bytes]:
    """Write the files that say what a copy is, by their names."""
    origin, audience, case = handed.book.origin, handed.audience, handed.case
    facts = {
        "schema": "minutebook/copy/1",
        "kind": handed.kind,
        "book": origin,
        "programme": handed.book.programme,
        "audience": audience,
        "size": handed.head.size,
    } | ({"case": case} if case else {})
    index = {"schema": "minutebook/withheld/1", "book": origin, "audience": audience}
    readme = README.format(
        what=f"the case {case}" if case else "what may be known",
        origin=origin,
        audience=audience,
        layout=LAYOUT[handed.kind],
    )
    return {
        "README.txt": readme.encode(),
        COPY: written(facts),
        WITHHELD: written(index | {"rows": list(withheld)}),
        **dict(_rotations(handed)),
    }


Grounds = Callable[[str], str | None]
"""Tells the ground on which a class is withheld; None where the programme states none."""


def withheld_entry(
    release: str, grounds: Grounds, position: int | None = None, entry: str | None = None
) -> dict[str, Any]:
    """Give the row of the index for an entry that this audience may not have.

    It is named by its position, or as an entry of a stream; never by both, which would tell when
    something happened in a case.
    """
    row = {"position": position, "entry": entry, "pointer": None}
    return row | {"release": release, "until": None, "ground": grounds(release)}


def withheld_places(
    position: int, entry: Entry, opened: Mapping[str, str], grounds: Grounds
) -> Iterator[dict[str, Any]]:
    """Give a row of the index for each place of an entry that this audience may not have."""
    for pointer, promised in entry.commitments.items():
        if pointer not in opened:
            yield {
                "position": position,
                "entry": f"{entry.stream}@{entry.version}",
                "pointer": pointer,
                "release": promised["release"],
                "until": promised.get("until"),
                "ground": grounds(promised["release"]),
            }


def grounds_of(reading: Reading, programme: str) -> Grounds:
    """Give what tells the ground on which a class is withheld, as the programme states it."""
    texts = adopted_by(effective(reading.stream(programme)))
    stated = Programme.parse([*texts.values()][-1]).grounds if texts else {}
    known: dict[str, str] = {str(release): ground for release, ground in stated.items()}
    return known.get


def _rotations(handed: Handed) -> Iterator[tuple[str, bytes]]:
    """Prove of each change of the key that it was sealed while the key before was in force."""
    log = Log(handed.book.path / "log")
    tree = Tree(handed.head.size, log.read)
    for position, _ in handed.book.vkeys()[1:]:
        covering = handed.book.signed.covering(position)
        if covering is None or covering.size > handed.head.size:
            continue
        hashes = prove_inclusion(position - 1, covering.size, tree.subtree)
        proof = Proof(tree.leaf(position - 1), position - 1, tuple(hashes), covering.note)
        yield rotation_name(position), proof.text()
