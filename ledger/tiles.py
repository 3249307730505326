"""The log as files: tiles of 256 hashes and bundles of 256 entries, as c2sp.org/tlog-tiles has it.

`tile/<L>/<N>` holds hashes of the complete subtrees of 256**L leaves, `tile/entries/<N>` the data
of the leaves themselves, each behind its length. The last one of a level may be partial: then it
lies at `<N>.p/<W>`. Our leaf data are 32 bytes, the SHA-256 of an entry.
"""

from collections.abc import Callable, Iterator
from typing import Final, NamedTuple

from ledger.merkle import HASH, Edge, root_of

__all__ = ["ENTRIES", "WIDTH", "Tile", "Tree", "bundle", "edge_of", "tiles_of", "unbundle"]

WIDTH: Final = 256
"""Hashes in a full tile, entries in a full bundle."""
HEIGHT: Final = 8
ENTRIES: Final = -1
"""Stands for the level of a tile that is a bundle of entries."""
_LENGTH: Final = HASH.to_bytes(2)


class Tile(NamedTuple):
    """One file of a log: its level, its number in the level, and how many hashes it holds."""

    level: int
    number: int
    width: int = WIDTH

    @property
    def path(self) -> str:
        """Where it lies below the folder of the log."""
        level = "entries" if self.level == ENTRIES else self.level
        groups = [f"{self.number % 1000:03}"]
        rest = self.number // 1000
        while rest:
            groups.insert(0, f"x{rest % 1000:03}")
            rest //= 1000
        partial = f".p/{self.width}" if self.width < WIDTH else ""
        return f"tile/{level}/{'/'.join(groups)}{partial}"

    @property
    def bytes(self) -> int:
        """How long the file is."""
        return self.width * (HASH + (len(_LENGTH) if self.level == ENTRIES else 0))


Read = Callable[[Tile], bytes]
"""Gives the bytes of a tile; whatever it raises passes through."""


def bundle(leaves: bytes) -> bytes:
    """Put leaf data of 32 bytes each into a bundle of entries."""
    parts = range(0, len(leaves), HASH)
    return b"".join(_LENGTH + leaves[at : at + HASH] for at in parts)


def unbundle(data: bytes) -> list[bytes]:
    """Take the leaf data out of a bundle; ValueError if one is not 32 bytes long."""
    step = len(_LENGTH) + HASH
    parts = [data[at : at + step] for at in range(0, len(data), step)]
    for part in parts:
        if len(part) != step or not part.startswith(_LENGTH):
            raise ValueError("an entry of the log is 32 bytes, and its length before it")
    return [part[len(_LENGTH) :] for part in parts]


def tiles_of(size: int, after: int = 0) -> Iterator[Tile]:
    """Yield the tiles that a log of this size has and one with `after` entries has not."""
    for level in (ENTRIES, *range(-(-size.bit_length() // HEIGHT))):
        shift = HEIGHT * max(level, 0)
        hashes, before = size >> shift, after >> shift
        for number in range(before // WIDTH, hashes // WIDTH):
            yield Tile(level, number)
        if hashes % WIDTH and hashes != before:
            yield Tile(level, hashes // WIDTH, hashes % WIDTH)


def edge_of(size: int, read: Read) -> Edge:
    """Read the right edge of the tree of a log from its tiles."""
    tree = Tree(size, read)
    bits = [bit for bit in reversed(range(size.bit_length())) if size >> bit & 1]
    return Edge(size, [tree.subtree(bit, (size >> bit) - 1) for bit in bits])


class Tree:
    """The tree of a log of some size, read from its tiles; each is read once."""

    def __init__(self, size: int, read: Read) -> None:
        self.size = size
        self._read = read
        self._tiles: dict[Tile, bytes] = {}

    def subtree(self, level: int, number: int) -> bytes:
        """Give the hash of the complete subtree of 2**level leaves with this number."""
        row, above = divmod(level, HEIGHT)
        first = number << above
        place = first % WIDTH
        tile = self._tile(row, first // WIDTH)
        hashes = tile[place * HASH : (place + (1 << above)) * HASH]
        return root_of([hashes[at : at + HASH] for at in range(0, len(hashes), HASH)])

    def leaf(self, index: int) -> bytes:
        """Give the data of one leaf."""
        return unbundle(self._tile(ENTRIES, index // WIDTH))[index % WIDTH]

    def _tile(self, level: int, number: int) -> bytes:
        width = min(WIDTH, (self.size >> HEIGHT * max(level, 0)) - number * WIDTH)
        tile = Tile(level, number, width)
        if tile not in self._tiles:
            data = self._read(tile)
            if len(data) != tile.bytes:
                raise ValueError(f"{tile.path} has {len(data)} bytes, not {tile.bytes}")
            self._tiles[tile] = data
        return self._tiles[tile]
