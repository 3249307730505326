"""A log as files: tiles lie where the format has them, and give back the tree they were made of."""

from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest

from ledger.merkle import (
    Edge,
    leaf_hash,
    prove_consistency,
    prove_inclusion,
    verify_consistency,
    verify_inclusion,
)
from ledger.tiles import ENTRIES, WIDTH, Growth, Tile, Tree, bundle, tiles_of, unbundle
from tests.rfc6962 import Written
from tests.vectors import published

SMALL = [0, 1, 2, 255, 256, 257, 511, 512, 513]
LARGE = [65_535, 65_536, 65_537]
LAYOUT = published("spec_examples")["tlog_tiles_layout"]


@cache
def written() -> Written:
    """Give a tree with more leaves than a tile of the second level has room for."""
    return Written([number.to_bytes(32) for number in range(LARGE[-1] + 1)])


def has(size: int) -> Iterator[Tile]:
    """Yield what the format says that a log of this size has."""
    for level in range(-1, 8):
        count = size // 256 ** max(level, 0)
        yield from (Tile(level, number, 256) for number in range(count // 256))
        if count % 256:
            yield Tile(level, count // 256, count % 256)


def content(tile: Tile) -> bytes:
    """Give what the format says that a tile holds."""
    places = range(tile.number * 256, tile.number * 256 + tile.width)
    if tile.level == ENTRIES:
        return b"".join(b"\x00\x20" + written().data[place] for place in places)
    return b"".join(written().subtree(8 * tile.level, place) for place in places)


class Files:
    """The tiles of a log of some size; each is told apart, and read once at most."""

    def __init__(self, size: int) -> None:
        self.tiles = set(has(size))

    def read(self, tile: Tile) -> bytes:
        """Give the bytes of a tile, the first time."""
        self.tiles.remove(tile)
        return content(tile)


# ---------------------------------------------------------------- where they lie


@pytest.mark.parametrize(
    "row", [pytest.param(row, id=row["path"]) for row in published("tile_paths")]
)
def test_a_tile_lies_where_others_look_for_it(row: Any) -> None:
    """Level, number and width give the published path."""
    assert Tile(row["level"], row["number"], row["width"]).path == row["path"]


def test_a_tile_lies_where_the_specification_looks_for_it() -> None:
    """The number of the specification's example is written as there."""
    for number, path in LAYOUT["index_path"].items():
        assert Tile(0, int(number)).path == f"tile/0/{path}"


@pytest.mark.parametrize(
    ("tile", "path"),
    [
        (Tile(0, 0), "tile/0/000"),
        (Tile(0, 999), "tile/0/999"),
        (Tile(0, 1000), "tile/0/x001/000"),
        (Tile(0, 1_000_000), "tile/0/x001/x000/000"),
        (Tile(1, 0, 1), "tile/1/000.p/1"),
        (Tile(ENTRIES, 1234, 255), "tile/entries/x001/234.p/255"),
    ],
)
def test_a_number_is_written_in_groups_of_three_digits(tile: Tile, path: str) -> None:
    """A path is cut at thousands, with zeros in front, however large the number is."""
    assert tile.path == path


@pytest.mark.parametrize(("size", "rows"), [(LAYOUT["size"], "tiles"), (256, "size256")])
def test_a_log_has_the_tiles_of_the_specification(size: int, rows: str) -> None:
    """A log as large as an example has as many full tiles as that, and as wide partial ones."""
    found = [tile for tile in tiles_of(size) if tile.level != ENTRIES]
    for level in {tile.level for tile in found}:
        full = sum(tile.width == WIDTH for tile in found if tile.level == level)
        partial = [tile.width for tile in found if tile.level == level and tile.width < WIDTH]
        told = [row[1:] for row in LAYOUT[rows] if int(row[0]) == level]
        assert [["full", full]] * (full > 0) + [["partial_width", one] for one in partial] == told


@pytest.mark.parametrize("size", [*SMALL, *LARGE, 70_000, 2**24 - 1, 2**24, 2**24 + 1])
def test_a_log_has_every_tile_that_its_size_asks_for(size: int) -> None:
    """Each level has its full tiles, and the partial one of what is left over."""
    found = list(tiles_of(size))
    assert len(found) == len(set(found))
    assert set(found) == set(has(size))


def test_a_growing_log_adds_what_it_had_not() -> None:
    """From any size to any larger one, exactly the tiles are new that the smaller had not."""
    sizes = [*SMALL, *LARGE, 70_000, 131_072]
    for after in sizes:
        for size in sizes[sizes.index(after) :]:
            found = list(tiles_of(size, after))
            assert len(found) == len(set(found))
            assert set(found) == set(has(size)) - set(has(after)), (size, after)


# ---------------------------------------------------------------- what they hold


@pytest.mark.parametrize("count", [0, 1, 2, 255, 256])
def test_a_bundle_gives_back_its_leaves(count: int) -> None:
    """Leaf data come out of a bundle as they went in, and it is as long as its tile says."""
    leaves = written().data[:count]
    data = bundle(b"".join(leaves))
    assert unbundle(data) == leaves
    assert len(data) == Tile(ENTRIES, 0, count).bytes
    if count:
        assert data == content(Tile(ENTRIES, 0, count))


@pytest.mark.parametrize(
    "data",
    [
        b"\x00",
        b"\x00\x20",
        b"\x00\x20" + bytes(31),
        b"\x00\x20" + bytes(33),
        b"\x00\x1f" + bytes(31),
        b"\x00\x21" + bytes(33),
        b"\x20\x00" + bytes(32),
        (b"\x00\x20" + bytes(32)) * 2 + b"\x00",
        b"\x00\x20" + bytes(32) + b"\x00\x1f" + bytes(31) + b"\x00\x21" + bytes(33),
        bundle(bytes(33)),
    ],
    ids=range(10),
)
def test_a_bundle_of_other_lengths_is_refused(data: bytes) -> None:
    """A bundle holds leaves of 32 bytes, each behind its length, and nothing else."""
    with pytest.raises(ValueError, match="32 bytes"):
        unbundle(data)


@pytest.mark.parametrize("size", SMALL)
def test_a_tree_is_read_whole_from_its_tiles(size: int) -> None:
    """Every complete subtree and every leaf come back, and each tile is read once at most."""
    tree = Tree(size, Files(size).read)
    for level in range(size.bit_length()):
        for number in range(size >> level):
            assert tree.subtree(level, number) == written().subtree(level, number)
    assert [tree.leaf(index) for index in range(size)] == written().data[:size]


@pytest.mark.parametrize("size", LARGE)
def test_a_large_tree_is_read_at_its_edges(size: int) -> None:
    """First, middle and last subtree of each level, and such leaves, come back."""
    tree = Tree(size, Files(size).read)
    for level in range(size.bit_length()):
        for number in {0, (size >> level) // 2, (size >> level) - 1}:
            assert tree.subtree(level, number) == written().subtree(level, number)
    for index in (0, 255, 256, size // 2, size - 1):
        assert tree.leaf(index) == written().data[index]


@pytest.mark.parametrize("size", [*SMALL, *LARGE])
def test_the_root_of_a_log_is_read_from_few_tiles(size: int) -> None:
    """The root is the one that the RFC defines, and comes from one tile a level, and no bundle."""
    files = Files(size)
    assert Tree(size, files.read).root(size) == written().root(size)
    read = set(has(size)) - files.tiles
    assert len(read) <= 3
    assert all(tile.level != ENTRIES for tile in read)


@pytest.mark.parametrize("size", [513, 65_537])
def test_a_log_still_has_the_roots_that_it_had(size: int) -> None:
    """Every earlier root can be read from the tiles of the later log."""
    tree = Tree(size, Files(size).read)
    for before in (*range(1, 514, 7), *(one for one in (*SMALL, *LARGE) if one <= size)):
        assert tree.root(before) == written().root(before)


@pytest.mark.parametrize("sizes", [(5,), (255, 256, 257), (0, 511, 512, 513), (1, 256, 65_537)])
def test_tiles_come_to_be_as_leaves_are_added(sizes: tuple[int, ...]) -> None:
    """Growing from size to size gives exactly the new tiles, each with what it must hold."""
    growth, before = Growth(), 0
    for size in sizes:
        full = dict(growth.add(written().data[before:size]))
        rest = dict(growth.rest())
        assert {tile.width for tile in full} <= {WIDTH}
        assert full.keys() | rest.keys() >= set(tiles_of(size, before))
        assert rest.keys() == {tile for tile in has(size) if tile.width < WIDTH}
        assert full.keys() == {tile for tile in tiles_of(size, before) if tile.width == WIDTH}
        assert all(data == content(tile) for tile, data in (full | rest).items())
        assert (growth.size, growth.root()) == (size, written().root(size))
        before = size


@pytest.mark.parametrize("before", [0, 1, 255, 256, 300, 511, 512])
def test_a_log_grows_on_from_its_partial_tiles(before: int) -> None:
    """Whether a log grows in one go or is taken up from its files, the same tiles come to be."""
    files = Files(before)
    growth = Growth(before, files.read)
    assert all(tile.width == WIDTH for tile in files.tiles)
    assert growth.root() == written().root(before)
    found = dict(growth.add(written().data[before:700])) | dict(growth.rest())
    assert set(tiles_of(700, before)) <= found.keys() <= set(has(700))
    assert all(data == content(tile) for tile, data in found.items())
    assert growth.root() == written().root(700)


def test_the_edge_that_grew_gives_the_root_that_is_read() -> None:
    """At every size around the first full tiles, leaf by leaf or from tiles, the root is one."""
    grown = Edge()
    for size in range(514):
        assert Tree(size, content).root(size) == grown.root()
        grown.add(leaf_hash(written().data[size]))


@pytest.mark.parametrize("size", [257, 513, 65_537])
def test_proofs_are_made_from_tiles(size: int) -> None:
    """What a log has on file is enough for every proof about it."""
    tree = Tree(size, Files(size).read)
    root = written().root(size)
    for index in (0, 1, 255, 256, size - 1):
        leaf = leaf_hash(written().data[index])
        proof = prove_inclusion(index, size, tree.subtree)
        assert verify_inclusion(leaf, index, size, proof, root)
        before = written().root(index + 1)
        proof = prove_consistency(index + 1, size, tree.subtree)
        assert verify_consistency(index + 1, size, proof, before, root)


@pytest.mark.parametrize("change", [-32, -1, 1, 32])
def test_a_tile_of_another_length_is_refused(change: int) -> None:
    """A tile that is cut off, or has more than it may, is named with the length it should have."""

    def read(tile: Tile) -> bytes:
        return content(tile)[:change] if change < 0 else content(tile) + bytes(change)

    tree = Tree(300, read)
    with pytest.raises(ValueError, match=r"tile/0/001\.p/44 has \d+ bytes, not 1408"):
        tree.subtree(0, 256)
    with pytest.raises(ValueError, match=r"tile/entries/000 has \d+ bytes, not 8704"):
        tree.leaf(0)
    with pytest.raises(ValueError, match="bytes, not"):
        tree.root(300)


def test_what_reading_raises_passes_through() -> None:
    """A tile that is missing is told by whoever looked for it."""

    def read(tile: Tile) -> bytes:
        raise FileNotFoundError(tile.path)

    with pytest.raises(FileNotFoundError, match="tile/0/000"):
        Tree(5, read).root(5)
