"""The log as files: tiles of 256 hashes and bundles of 256 entries, as c2sp.org/tlog-tiles has it.

`tile/<L>/<N>` holds hashes of the complete subtrees of 256**L leaves, `tile/entries/<N>` the data
of the leaves themselves, each behind its length. The last one of a level may be partial: then it
lies at `<N>.p/<W>`. Our leaf data are 32 bytes, the SHA-256 of an entry.
"""

from collections.abc import Callable, Iterable, Iterator
from hashlib import sha256
from typing import Final, NamedTuple

from ledger.merkle import EMPTY, HASH, Edge, node_hash, root_of

__all__ = [
    "ENTRIES",
    "HEIGHT",
    "WIDTH",
    "Growth",
    "Tile",
    "Tree",
    "bundle",
    "hashes_at",
    "levels",
    "tiles_of",
    "unbundle",
]

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
    def whole(self) -> "Tile":
        """The tile as it is when it is full."""
        return self._replace(width=WIDTH)

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


def levels(size: int) -> tuple[int, ...]:
    """Give every level that a log of this size has, that of the entries first."""
    return (ENTRIES, *range(-(-size.bit_length() // HEIGHT)))


def hashes_at(level: int, size: int) -> int:
    """Tell how many hashes a level has in a log of this size."""
    return size >> HEIGHT * max(level, 0)


def tiles_of(size: int, after: int = 0) -> Iterator[Tile]:
    """Yield the tiles that a log of this size has and one with `after` entries has not."""
    for level in levels(size):
        hashes, before = hashes_at(level, size), hashes_at(level, after)
        for number in range(before // WIDTH, hashes // WIDTH):
            yield Tile(level, number)
        if hashes % WIDTH and hashes != before:
            yield Tile(level, hashes // WIDTH, hashes % WIDTH)


class Tree:
    """The tree of a log of some size, read from its tiles; each is read once."""

    def __init__(self, size: int, read: Read) -> None:
        self.size = size
        self._read = read
        self._tiles: dict[Tile, bytes] = {}
        self._subtrees: dict[tuple[int, int], bytes] = {}

    def subtree(self, level: int, number: int) -> bytes:
        """Give the hash of the complete subtree of 2**level leaves with this number."""
        if level % HEIGHT == 0:
            return self._stored(level // HEIGHT, number)
        if (level, number) not in self._subtrees:
            left, right = (self.subtree(level - 1, 2 * number + side) for side in (0, 1))
            self._subtrees[level, number] = node_hash(left, right)
        return self._subtrees[level, number]

    def root(self, size: int) -> bytes:
        """Give the root that the log had at a size, or has at its own."""
        bits = [bit for bit in reversed(range(size.bit_length())) if size >> bit & 1]
        return Edge(size, [self.subtree(bit, (size >> bit) - 1) for bit in bits]).root()

    def leaf(self, index: int) -> bytes:
        """Give the data of one leaf."""
        return unbundle(self._tile(ENTRIES, index // WIDTH))[index % WIDTH]

    def _stored(self, level: int, number: int) -> bytes:
        place = number % WIDTH * HASH
        return self._tile(level, number // WIDTH)[place : place + HASH]

    def _tile(self, level: int, number: int) -> bytes:
        width = min(WIDTH, hashes_at(level, self.size) - number * WIDTH)
        tile = Tile(level, number, width)
        if tile not in self._tiles:
            data = self._read(tile)
            if len(data) != tile.bytes:
                raise ValueError(f"{tile.path} has {len(data)} bytes, not {tile.bytes}")
            self._tiles[tile] = data
        return self._tiles[tile]


class Growth:
    """Tiles as they come to be while leaves are added to a log, the full ones first."""

    def __init__(self, size: int = 0, read: Read | None = None) -> None:
        """Begin with the partial tiles of a log of this size."""
        self.size = size
        self._rows: list[bytearray] = []
        self._entries = bytearray()
        for tile in tiles_of(size):
            if tile.width < WIDTH and read is not None:
                self._row(tile.level).extend(read(tile))

    def add(self, leaves: Iterable[bytes]) -> Iterator[tuple[Tile, bytes]]:
        """Add leaf data of 32 bytes each; yield every tile that is full with it."""
        entries, row = self._entries, self._row(0)
        for leaf in leaves:
            entries += _LENGTH
            entries += leaf
            row += sha256(b"\x00" + leaf).digest()
            self.size += 1
            if self.size % WIDTH == 0:
                yield Tile(ENTRIES, self.size // WIDTH - 1), bytes(entries)
                entries.clear()
                yield from self._raise()

    def rest(self) -> Iterator[tuple[Tile, bytes]]:
        """Yield the partial tiles of the log as it stands."""
        for level, row in ((ENTRIES, self._entries), *enumerate(self._rows)):
            if row:
                hashes = hashes_at(level, self.size)
                yield Tile(level, hashes // WIDTH, hashes % WIDTH), bytes(row)

    def root(self) -> bytes:
        """Give the root of the log as it stands."""
        root = b""
        for row in self._rows:
            for left in reversed(Edge.over(_hashes(row)).hashes):
                root = node_hash(left, root) if root else left
        return root or EMPTY

    def _raise(self) -> Iterator[tuple[Tile, bytes]]:
        """Give the full tiles of each level, and put their roots into the level above."""
        level = 0
        while len(row := self._row(level)) == WIDTH * HASH:
            hashes = hashes_at(level, self.size)
            yield Tile(level, hashes // WIDTH - 1), bytes(row)
            self._row(level + 1).extend(root_of(_hashes(row)))
            row.clear()
            level += 1

    def _row(self, level: int) -> bytearray:
        if level == ENTRIES:
            return self._entries
        while len(self._rows) <= level:
            self._rows.append(bytearray())
        return self._rows[level]


def _hashes(data: bytes | bytearray) -> list[bytes]:
    return [bytes(data[at : at + HASH]) for at in range(0, len(data), HASH)]
