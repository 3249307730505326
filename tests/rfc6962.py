"""The Merkle tree as RFC 6962, section 2.1, writes it down: recursive, slow, in its own words."""

from collections.abc import Sequence
from hashlib import sha256


class Written:
    """The tree over some leaf data, D[0:n]; a hash that was reckoned once is remembered."""

    def __init__(self, data: Sequence[bytes]) -> None:
        self.data = data
        self._known: dict[tuple[int, int], bytes] = {}

    def mth(self, start: int, end: int) -> bytes:
        """Give MTH(D[start:end])."""
        if (start, end) not in self._known:
            if end == start:
                found = b""
            elif end - start == 1:
                found = b"\x00" + self.data[start]
            else:
                middle = start + k(end - start)
                found = b"\x01" + self.mth(start, middle) + self.mth(middle, end)
            self._known[start, end] = sha256(found).digest()
        return self._known[start, end]

    def root(self, size: int) -> bytes:
        """Give the root over the first leaves."""
        return self.mth(0, size)

    def subtree(self, level: int, number: int) -> bytes:
        """Give the hash of a complete subtree of 2**level leaves."""
        return self.mth(number << level, (number + 1) << level)

    def path(self, index: int, size: int) -> list[bytes]:
        """Give PATH(index, D[size])."""
        return [self.mth(start, end) for start, end in _path(index, 0, size)]

    def proof(self, size1: int, size2: int) -> list[bytes]:
        """Give PROOF(size1, D[size2])."""
        return [self.mth(start, end) for start, end in _subproof(size1, 0, size2, whole=True)]


def k(n: int) -> int:
    """Give the largest power of two that is smaller than n."""
    power = 1
    while power * 2 < n:
        power *= 2
    return power


def sides(index: int, size: int) -> str:
    """Tell on which side of the way from a leaf to the root each hash of its path lies."""
    return "".join("L" if end <= index else "R" for _, end in _path(index, 0, size))


def turns(size1: int, size2: int) -> str:
    """Tell on which side of the old tree's edge each hash of a consistency proof lies.

    `=` is a subtree that both trees have whole: the old tree itself, which is not in the proof,
    or the first hash of the proof.
    """
    proof = list(_subproof(size1, 0, size2, whole=True))
    if size1 & (size1 - 1) == 0:
        proof.insert(0, (0, size1))
    marks = ("=" if end == size1 else "L" if end < size1 else "R" for _, end in proof)
    return f"{'old' if proof[0] == (0, size1) else ''}{''.join(marks)}"


def _path(m: int, start: int, end: int) -> list[tuple[int, int]]:
    if end - start == 1:
        return []
    middle = start + k(end - start)
    if m < middle:
        return [*_path(m, start, middle), (middle, end)]
    return [*_path(m, middle, end), (start, middle)]


def _subproof(m: int, start: int, end: int, *, whole: bool) -> list[tuple[int, int]]:
    if m == end:
        return [] if whole else [(start, end)]
    middle = start + k(end - start)
    if m <= middle:
        return [*_subproof(m, start, middle, whole=whole), (middle, end)]
    return [*_subproof(m, middle, end, whole=False), (start, middle)]
