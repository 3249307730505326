"""The Merkle tree of RFC 6962: what a root commits to, and the two proofs that hold against it.

A leaf is the data of one entry of the log, a node the hash of its two children; a tree of n leaves
splits at the largest power of two below n. Nothing here reads or writes: whoever needs a proof
brings a function that gives the hash of a complete subtree.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from hashlib import sha256
from typing import Final, Self

__all__ = [
    "EMPTY",
    "HASH",
    "Edge",
    "leaf_hash",
    "node_hash",
    "prove_consistency",
    "prove_inclusion",
    "root_of",
    "verify_consistency",
    "verify_inclusion",
]

HASH: Final = 32
"""Bytes of a hash: SHA-256."""
EMPTY: Final = sha256(b"").digest()
"""Root of a tree without leaves (RFC 6962, section 2.1)."""

Subtree = Callable[[int, int], bytes]
"""Gives the hash of the complete subtree of 2**level leaves with this number, from 0."""


def leaf_hash(data: bytes) -> bytes:
    """Hash the data of one leaf: SHA-256(0x00 ‖ data)."""
    return sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Hash a node above two others: SHA-256(0x01 ‖ left ‖ right)."""
    return sha256(b"\x01" + left + right).digest()


class Edge:
    """The right edge of a growing tree: the complete subtrees that its root is made of.

    A tree of n leaves has one for each bit that is set in n, the largest first.
    """

    def __init__(self, size: int = 0, hashes: Sequence[bytes] = ()) -> None:
        if len(hashes) != size.bit_count():
            raise ValueError(f"{size} leaves have {size.bit_count()} subtrees, not {len(hashes)}")
        self.size = size
        self.hashes = list(hashes)

    @classmethod
    def over(cls, hashes: Iterable[bytes]) -> Self:
        """Give the edge of a tree over these leaf hashes, or roots of subtrees of one size."""
        edge = cls()
        for one in hashes:
            edge.add(one)
        return edge

    def add(self, leaf: bytes) -> None:
        """Put one more leaf, hashed already, at the end."""
        size, hashes = self.size, self.hashes
        while size & 1:
            leaf = sha256(b"\x01" + hashes.pop() + leaf).digest()
            size >>= 1
        hashes.append(leaf)
        self.size += 1

    def root(self) -> bytes:
        """Give the root of the tree as it stands."""
        if not self.hashes:
            return EMPTY
        *rest, root = self.hashes
        for left in reversed(rest):
            root = node_hash(left, root)
        return root


def root_of(hashes: Sequence[bytes]) -> bytes:
    """Give the root over these leaf hashes, or over the roots of subtrees of one size."""
    return Edge.over(hashes).root()


# ---------------------------------------------------------------- proving


def prove_inclusion(index: int, size: int, subtree: Subtree) -> list[bytes]:
    """Give the path from a leaf to the root of a tree of that size (RFC 6962, section 2.1.1)."""
    if not 0 <= index < size:
        raise ValueError(f"no leaf {index} in a tree of {size}")
    return list(_path(index, 0, size, subtree))


def prove_consistency(size1: int, size2: int, subtree: Subtree) -> list[bytes]:
    """Give the proof that one tree begins with another (RFC 6962, section 2.1.2)."""
    if not 0 < size1 <= size2:
        raise ValueError(f"no tree of {size1} leaves to begin with in one of {size2}")
    return list(_prefix(size1, 0, size2, subtree, whole=True))


def _path(index: int, start: int, end: int, subtree: Subtree) -> Iterator[bytes]:
    if end - start == 1:
        return
    middle = start + _split(end - start)
    if index < middle:
        yield from _path(index, start, middle, subtree)
        yield _range(middle, end, subtree)
    else:
        yield from _path(index, middle, end, subtree)
        yield _range(start, middle, subtree)


def _prefix(size: int, start: int, end: int, subtree: Subtree, *, whole: bool) -> Iterator[bytes]:
    """Yield SUBPROOF(size, D[start:end], whole) of the RFC; `size` counts from the first leaf."""
    if size == end:
        if not whole:
            yield _range(start, end, subtree)
        return
    middle = start + _split(end - start)
    if size <= middle:
        yield from _prefix(size, start, middle, subtree, whole=whole)
        yield _range(middle, end, subtree)
    else:
        yield from _prefix(size, middle, end, subtree, whole=False)
        yield _range(start, middle, subtree)


def _range(start: int, end: int, subtree: Subtree) -> bytes:
    """Give the hash over leaves that begin where a subtree of their size may begin."""
    size = end - start
    if size & (size - 1) == 0:
        level = size.bit_length() - 1
        return subtree(level, start >> level)
    middle = start + _split(size)
    return node_hash(_range(start, middle, subtree), _range(middle, end, subtree))


def _split(size: int) -> int:
    """Give the largest power of two below a size above 1."""
    return 1 << (size - 1).bit_length() - 1


# ---------------------------------------------------------------- verifying


def verify_inclusion(
    leaf_hash: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes
) -> bool:
    """Tell whether a path leads from a leaf to a root (RFC 9162, section 2.1.3.2)."""
    if not (_sizes(index, size) and index < size and _hashes(proof, leaf_hash, root)):
        return False
    fn, sn, found = index, size - 1, leaf_hash
    for one in proof:
        if sn == 0:
            return False
        if fn & 1 or fn == sn:
            found = node_hash(one, found)
            while fn and not fn & 1:
                fn, sn = fn >> 1, sn >> 1
        else:
            found = node_hash(found, one)
        fn, sn = fn >> 1, sn >> 1
    return sn == 0 and found == root


def verify_consistency(
    size1: int, size2: int, proof: Sequence[bytes], root1: bytes, root2: bytes
) -> bool:
    """Tell whether the second tree begins with the first (RFC 9162, section 2.1.4.2).

    Of an empty first tree nothing can be told: False.
    """
    if not (_sizes(size1, size2) and 0 < size1 <= size2 and _hashes(proof, root1, root2)):
        return False
    if size1 == size2:
        return not proof and root1 == root2
    if not proof:
        return False
    path = [root1, *proof] if size1 & (size1 - 1) == 0 else list(proof)
    fn, sn = size1 - 1, size2 - 1
    while fn & 1:
        fn, sn = fn >> 1, sn >> 1
    first = second = path[0]
    for one in path[1:]:
        if sn == 0:
            return False
        if fn & 1 or fn == sn:
            first, second = node_hash(one, first), node_hash(one, second)
            while fn and not fn & 1:
                fn, sn = fn >> 1, sn >> 1
        else:
            second = node_hash(second, one)
        fn, sn = fn >> 1, sn >> 1
    return sn == 0 and first == root1 and second == root2


def _sizes(*numbers: object) -> bool:
    return all(type(number) is int and number >= 0 for number in numbers)


def _hashes(proof: object, *hashes: object) -> bool:
    if not isinstance(proof, Sequence):
        return False
    return all(isinstance(one, bytes) and len(one) == HASH for one in (*hashes, *proof))
