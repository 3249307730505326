"""A proof as a text file: that an entry lies in a log, down to the signed checkpoint.

Format: c2sp.org/tlog-proof. The extra line holds the data of the leaf, 32 bytes, so that the file
can be held to an entry with `sha256sum` alone; it proves nothing by itself.
"""

from base64 import b64encode
from dataclasses import dataclass
from typing import Final, Self

from ledger.merkle import HASH, leaf_hash, verify_inclusion
from ledger.note import Checkpoint, NoteError, number, unbase64

__all__ = ["Proof", "ProofError"]

HEADER: Final = "c2sp.org/tlog-proof@v1"
LONGEST: Final = 63
"""Hashes in a proof: no tree is higher."""


class ProofError(Exception):
    """A proof that is not written as one."""


@dataclass(frozen=True, slots=True)
class Proof:
    """A leaf, its index from 0, the path to the root, and the checkpoint that holds the root."""

    leaf: bytes | None
    index: int
    hashes: tuple[bytes, ...]
    note: bytes

    def text(self) -> bytes:
        """Write it as a file."""
        lines = [HEADER]
        if self.leaf is not None:
            lines.append(f"extra {_base64(self.leaf)}")
        lines += [f"index {self.index}", *map(_base64, self.hashes), "", ""]
        return "\n".join(lines).encode() + self.note

    @classmethod
    def parse(cls, data: bytes) -> Self:
        """Read a file; ProofError says what is not as it must be."""
        head, empty, note = data.partition(b"\n\n")
        try:
            first, *lines = head.decode("ascii").split("\n")
        except UnicodeDecodeError as error:
            raise ProofError("not a proof: its first lines are ASCII") from error
        if first != HEADER or not empty:
            raise ProofError(f"not a proof: it begins with {HEADER}, and has a checkpoint")
        leaf = None
        if lines and lines[0].startswith("extra "):
            leaf = unbase64(lines.pop(0).removeprefix("extra "))
            if leaf is None:
                raise ProofError("what is said to be extra is not base64")
        index = number(lines[0].removeprefix("index ")) if lines else None
        if index is None or not lines[0].startswith("index "):
            raise ProofError("it does not say which entry it proves")
        hashes = [unbase64(line) for line in lines[1:]]
        if len(hashes) > LONGEST or any(one is None or len(one) != HASH for one in hashes):
            raise ProofError("its path is not of at most 63 SHA-256 in base64")
        return cls(leaf, index, tuple(one or b"" for one in hashes), note)

    def checkpoint(self) -> Checkpoint:
        """Read its checkpoint, whoever signed that; ProofError if it is none."""
        try:
            return Checkpoint.unverified(self.note)
        except NoteError as error:
            raise ProofError(f"its checkpoint can't be read: {error}") from error

    def holds(self, leaf: bytes) -> bool:
        """Tell whether the path leads from this leaf to the root of the checkpoint."""
        head = self.checkpoint()
        return verify_inclusion(leaf_hash(leaf), self.index, head.size, self.hashes, head.root)


def _base64(data: bytes) -> str:
    return b64encode(data).decode("ascii")
