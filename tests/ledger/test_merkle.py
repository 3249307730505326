"""The Merkle tree has the roots that others have published, and believes the right proofs alone."""

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import pytest

from ledger.merkle import (
    EMPTY,
    HASH,
    Edge,
    leaf_hash,
    node_hash,
    prove_consistency,
    prove_inclusion,
    root_of,
    verify_consistency,
    verify_inclusion,
)
from tests.rfc6962 import Written, sides, turns
from tests.vectors import decoded, published

LARGEST_TREE = 100
WRITTEN = Written([number.to_bytes(2) for number in range(2 * LARGEST_TREE)])
LEAVES = [leaf_hash(data) for data in WRITTEN.data]
ROOTS = [WRITTEN.root(size) for size in range(2 * LARGEST_TREE + 1)]
REFERENCE = published("reference_tree")

REFUSED_THOUGH_GOOD = {
    "additional/sizes-are-equal-one-and-proof-is-empty": "its roots are 12 bytes, so no hashes",
}

Hashes = list[bytes]


def rows(name: str) -> list[Any]:
    """Give published proofs as parameters, each under the name of its file."""
    return [pytest.param(row, id=row["file"]) for row in published(name)]


def is_to_hold(row: Any) -> bool:
    """Tell whether a published proof must be believed."""
    if row["file"] in REFUSED_THOUGH_GOOD:
        assert not row["wantErr"]
        assert len(decoded(row["root1"])) != HASH
        return False
    return not row["wantErr"]


# ---------------------------------------------------------------- what others have published


@pytest.mark.parametrize("row", rows("inclusion"))
def test_a_published_inclusion_proof_is_judged_as_published(row: Any) -> None:
    """Every proof of the family holds or fails as its publisher says."""
    holds = verify_inclusion(
        decoded(row["leafHash"]),
        row["leafIdx"],
        row["treeSize"],
        [*map(decoded, row["proof"] or ())],
        decoded(row["root"]),
    )
    assert holds is is_to_hold(row)


@pytest.mark.parametrize("row", rows("consistency"))
def test_a_published_consistency_proof_is_judged_as_published(row: Any) -> None:
    """Every proof of the family holds or fails as its publisher says, but for the one above."""
    holds = verify_consistency(
        row["size1"],
        row["size2"],
        [*map(decoded, row["proof"] or ())],
        decoded(row["root1"]),
        decoded(row["root2"]),
    )
    assert holds is is_to_hold(row)


def test_what_is_refused_though_good_is_among_the_vectors() -> None:
    """The one published proof that ours refuses for its form is still there to be refused."""
    names = {row["file"] for row in published("consistency") if not row["wantErr"]}
    assert names > set(REFUSED_THOUGH_GOOD)


def test_the_reference_tree_has_its_published_hashes() -> None:
    """Leaves, nodes and roots of the tree of RFC 6962 come out as published."""
    leaves = [leaf_hash(bytes.fromhex(text)) for text in REFERENCE["leaf_inputs_hex"]]
    levels = [[*map(bytes.fromhex, level)] for level in REFERENCE["node_hash_hex_by_level"]]
    roots = [*map(bytes.fromhex, REFERENCE["root_hash_hex_by_size"])]
    assert leaves == levels[0]
    for below, level in pairwise(levels):
        pairs = zip(below[::2], below[1::2], strict=True)
        assert [node_hash(left, right) for left, right in pairs] == level
    assert [root_of(leaves[:size]) for size in range(len(roots))] == roots
    assert roots[0] == EMPTY


def test_the_tree_that_is_written_down_is_the_reference_tree() -> None:
    """What the other tests hold ours to gives the published roots as well."""
    written = Written([bytes.fromhex(text) for text in REFERENCE["leaf_inputs_hex"]])
    for size, root in enumerate(REFERENCE["root_hash_hex_by_size"]):
        assert written.root(size).hex() == root


# ---------------------------------------------------------------- every small tree


def test_the_edge_gives_the_root_of_every_size() -> None:
    """Leaf after leaf, the root is the one that the RFC defines."""
    edge = Edge()
    for size, leaf in enumerate(LEAVES):
        assert edge.root() == root_of(LEAVES[:size]) == ROOTS[size]
        assert (edge.size, len(edge.hashes)) == (size, size.bit_count())
        edge.add(leaf)


def test_an_edge_goes_on_from_its_hashes() -> None:
    """An edge made again from its size and hashes grows like the one it was taken from."""
    edge = Edge()
    for leaf in LEAVES:
        edge = Edge(edge.size, tuple(edge.hashes))
        edge.add(leaf)
    assert edge.root() == ROOTS[-1]


@pytest.mark.parametrize(("size", "hashes"), [(0, 1), (1, 0), (3, 1), (4, 2), (7, 2)])
def test_an_edge_has_a_hash_for_each_of_its_subtrees(size: int, hashes: int) -> None:
    """Too few or too many hashes for a size make no edge."""
    with pytest.raises(ValueError, match="subtrees"):
        Edge(size, LEAVES[:hashes])


def one_bit_off(one: bytes, place: int) -> bytes:
    """Give a hash with one bit turned, another one for each place."""
    return (int.from_bytes(one) ^ 1 << place * 37 % 256).to_bytes(HASH)


def corruptions(proof: Hashes) -> Iterator[Hashes]:
    """Yield a proof with each hash corrupted, dropped, doubled, and with one more at either end."""
    for place, one in enumerate(proof):
        before, after = proof[:place], proof[place + 1 :]
        yield [*before, one_bit_off(one, place), *after]
        yield before + after
        yield [*before, one, one, *after]
    yield [LEAVES[-1], *proof]
    yield [*proof, LEAVES[-1]]


def test_every_inclusion_proof_holds_and_none_that_is_corrupted() -> None:
    """In every tree of up to a hundred leaves, a leaf has its one path to the root."""
    for size in range(1, LARGEST_TREE + 1):
        root = ROOTS[size]
        for index, leaf in enumerate(LEAVES[:size]):
            proof = prove_inclusion(index, size, WRITTEN.subtree)
            assert proof == WRITTEN.path(index, size)
            assert verify_inclusion(leaf, index, size, proof, root)
            assert not verify_inclusion(one_bit_off(leaf, index), index, size, proof, root)
            assert not verify_inclusion(leaf, index, size, proof, one_bit_off(root, index))
            for wrong in corruptions(proof):
                assert not verify_inclusion(leaf, index, size, wrong, root), (index, size)


def test_an_inclusion_proof_holds_for_its_own_index_alone() -> None:
    """The path of one leaf proves no other index of the same tree."""
    for size in range(1, LARGEST_TREE + 1, 9):
        for index, leaf in enumerate(LEAVES[:size]):
            proof = WRITTEN.path(index, size)
            held = [
                other
                for other in range(-1, 2 * size + 1)
                if verify_inclusion(leaf, other, size, proof, ROOTS[size])
            ]
            assert held == [index]


def test_an_inclusion_proof_is_bound_to_the_shape_of_its_size() -> None:
    """An index and a size are refused as soon as the way of the leaf would have other turns.

    Sizes that give the same turns can't be told apart by a path: the checkpoint names the size.
    """
    for size in range(1, 17):
        for index, leaf in enumerate(LEAVES[:size]):
            proof, own = WRITTEN.path(index, size), sides(index, size)
            for other in range(2 * size + 1):
                for at in range(other):
                    held = verify_inclusion(leaf, at, other, proof, ROOTS[size])
                    assert held is (sides(at, other) == own), (index, size, at, other)


def test_every_consistency_proof_holds_and_none_that_is_corrupted() -> None:
    """Up to a hundred leaves, a tree begins with each smaller one by its one proof."""
    for size2 in range(1, LARGEST_TREE + 1):
        root2 = ROOTS[size2]
        for size1 in range(1, size2 + 1):
            root1, sizes = ROOTS[size1], (size1, size2)
            proof = prove_consistency(size1, size2, WRITTEN.subtree)
            assert proof == WRITTEN.proof(size1, size2)
            assert verify_consistency(size1, size2, proof, root1, root2)
            assert not verify_consistency(size1, size2, proof, one_bit_off(root1, size2), root2)
            assert not verify_consistency(size1, size2, proof, root1, one_bit_off(root2, size1))
            for wrong in corruptions(proof):
                assert not verify_consistency(size1, size2, wrong, root1, root2), sizes


def test_a_consistency_proof_is_bound_to_the_shape_of_its_sizes() -> None:
    """Sizes are refused as soon as their proof would have other turns.

    Sizes that give the same turns can't be told apart by a proof: the checkpoints name the sizes.
    """
    for size2 in range(2, 18):
        for size1 in range(1, size2):
            proof, own = WRITTEN.proof(size1, size2), turns(size1, size2)
            for other2 in range(2 * size2 + 1):
                for other1 in range(other2 + 2):
                    same = 0 < other1 < other2 and turns(other1, other2) == own
                    held = verify_consistency(other1, other2, proof, ROOTS[size1], ROOTS[size2])
                    assert held is same, (size1, size2, other1, other2)


@pytest.mark.parametrize(("index", "size"), [(-1, 5), (5, 5), (0, 0), (7, 5)])
def test_no_path_is_made_for_a_leaf_that_is_not_there(index: int, size: int) -> None:
    """A proof of inclusion is made of leaves that the tree has."""
    with pytest.raises(ValueError, match="no leaf"):
        prove_inclusion(index, size, WRITTEN.subtree)


@pytest.mark.parametrize(("size1", "size2"), [(0, 5), (-1, 5), (6, 5), (0, 0)])
def test_no_proof_is_made_of_a_tree_that_is_no_beginning(size1: int, size2: int) -> None:
    """A proof of consistency is made of a first tree with leaves, and no more than the second."""
    with pytest.raises(ValueError, match="to begin with"):
        prove_consistency(size1, size2, WRITTEN.subtree)


# ---------------------------------------------------------------- probes that nobody has published


@pytest.mark.parametrize(("size1", "size2"), [(1, 2), (3, 7), (4, 8), (6, 8), (7, 8), (64, 100)])
def test_the_old_root_is_compared(size1: int, size2: int) -> None:
    """A proof that leads to the new root leads to no other old root, well-formed as it may be."""
    proof = WRITTEN.proof(size1, size2)
    assert verify_consistency(size1, size2, proof, ROOTS[size1], ROOTS[size2])
    for wrong in (bytes(HASH), ROOTS[size2], ROOTS[size1 + 1], EMPTY):
        if wrong != ROOTS[size1]:
            assert not verify_consistency(size1, size2, proof, wrong, ROOTS[size2])


@pytest.mark.parametrize("size", [1, 2, 3, 8, 100])
def test_trees_of_equal_size_have_equal_roots(size: int) -> None:
    """Two roots over as many leaves are a fork, and only the same root twice is none."""
    assert verify_consistency(size, size, [], ROOTS[size], ROOTS[size])
    assert not verify_consistency(size, size, [], ROOTS[size], ROOTS[size + 1])
    assert not verify_consistency(size, size, [], ROOTS[size + 1], ROOTS[size])
    assert not verify_consistency(size, size, [ROOTS[size]], ROOTS[size], ROOTS[size])


@pytest.mark.parametrize("size2", [0, 1, 2, 8, 100])
def test_nothing_is_told_of_an_empty_tree(size2: int) -> None:
    """Whoever begins with an empty tree has nothing to hold the other to."""
    for proof in ([], [ROOTS[size2]], [EMPTY, ROOTS[size2]]):
        assert not verify_consistency(0, size2, proof, EMPTY, ROOTS[size2])
        assert not verify_consistency(0, size2, proof, ROOTS[size2], ROOTS[size2])


def test_a_tree_does_not_begin_with_a_larger_one() -> None:
    """A log that has lost its tail is not consistent with what it was."""
    for size1, size2 in ((8, 4), (7, 3), (2, 1), (1, 0)):
        proof = WRITTEN.proof(size2, size1) if size2 else []
        assert not verify_consistency(size1, size2, proof, ROOTS[size1], ROOTS[size2])


JUNK: list[Any] = [
    *(None, True, False, 1.0, "1", "", b"", -1, 0, 10**6, 1 << 64, 1 << 4096),
    *(bytes(31), bytes(33), "x" * HASH, bytearray(HASH), memoryview(bytes(HASH)), object()),
    *([None], [b""], [bytes(31)], [bytes(33)], ["x" * HASH], [bytes(HASH)] * 300, (1, 2), {}, [[]]),
    *(iter([bytes(HASH)]), {bytes(HASH)}, {bytes(HASH): 1}),
]


@pytest.mark.parametrize("place", range(5))
def test_malformed_input_is_no_proof_of_inclusion(place: int) -> None:
    """Whatever stands in the place of one argument, the answer is False, never an error."""
    good: list[Any] = [LEAVES[1], 1, 3, WRITTEN.path(1, 3), ROOTS[3]]
    assert verify_inclusion(*good)
    for junk in JUNK:
        changed = [*good[:place], junk, *good[place + 1 :]]
        assert verify_inclusion(*changed) is False, junk


@pytest.mark.parametrize("place", range(5))
def test_malformed_input_is_no_proof_of_consistency(place: int) -> None:
    """Whatever stands in the place of one argument, the answer is False, never an error."""
    good: list[Any] = [1, 3, WRITTEN.proof(1, 3), ROOTS[1], ROOTS[3]]
    assert verify_consistency(*good)
    for junk in JUNK:
        changed = [*good[:place], junk, *good[place + 1 :]]
        assert verify_consistency(*changed) is False, junk


@pytest.mark.parametrize("proof", [None, 0, iter([ROOTS[1]]), {ROOTS[1]}, {ROOTS[1]: 1}])
def test_only_a_sequence_is_a_proof(proof: Any) -> None:
    """Where an empty proof would hold, what can't be read twice or has no order does not."""
    assert verify_inclusion(LEAVES[0], 0, 1, (), ROOTS[1])
    assert verify_consistency(1, 1, (), ROOTS[1], ROOTS[1])
    assert verify_inclusion(LEAVES[0], 0, 1, proof, ROOTS[1]) is False
    assert verify_consistency(1, 1, proof, ROOTS[1], ROOTS[1]) is False
