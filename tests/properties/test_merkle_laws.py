"""Law: what the verifier writes it reads again, and what it reads it would have written so."""

from base64 import b64encode

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from ledger.merkle import (
    HASH,
    leaf_hash,
    prove_consistency,
    prove_inclusion,
    root_of,
    verify_consistency,
    verify_inclusion,
)
from ledger.note import (
    LARGEST,
    Checkpoint,
    NoteError,
    VerifierKey,
    number,
    open_checkpoint,
    open_note,
    sign_note,
    unbase64,
)
from ledger.proof import Proof, ProofError
from ledger.tiles import ENTRIES, WIDTH, Tile, Tree, bundle, tiles_of, unbundle
from tests.rfc6962 import Written
from tests.strategies import examples

HASHES = st.binary(min_size=HASH, max_size=HASH)
SIZES = st.integers(0, LARGEST) | st.integers(0, 600)
SECRETS = [Ed25519PrivateKey.from_private_bytes(bytes([number]) * 32) for number in range(5)]
KEYS = st.sampled_from(SECRETS[:4])
ANY_TEXT = st.text(st.characters(exclude_categories=["Cs"]))
CONTROL = "".join(map(chr, range(32)))
LINES = st.text(st.characters(exclude_categories=["Cs"], exclude_characters=CONTROL))
TEXTS = (
    st.lists(LINES, min_size=1)
    .map(lambda lines: "".join(f"{line}\n" for line in lines))
    .filter(lambda text: text != "\n")
)
ORIGINS = st.text(
    st.characters(exclude_categories=["Cs", "Cc", "Z"], exclude_characters="+"), min_size=1
)
CHECKPOINTS = st.builds(Checkpoint, ORIGINS, SIZES, HASHES)
PROOFS = st.builds(
    Proof,
    st.none() | HASHES,
    st.integers(0, LARGEST),
    st.lists(HASHES, max_size=63).map(tuple),
    st.binary(max_size=200),
)
BROKEN = st.text("0123456789+-_ \n\t=AZaz/\u0661\u2028\u2014", max_size=60)


# ---------------------------------------------------------------- trees


@given(data=st.lists(st.binary(max_size=40), min_size=1, max_size=300), draw=st.data())
@examples(60)
def test_whatever_the_leaves_are_their_proofs_hold(data: list[bytes], draw: st.DataObject) -> None:
    """Root, path and consistency proof of any leaves are those of the RFC, and are believed."""
    written, size = Written(data), len(data)
    leaves, root = [*map(leaf_hash, data)], written.root(size)
    assert root_of(leaves) == root
    index = draw.draw(st.integers(0, size - 1))
    path = prove_inclusion(index, size, written.subtree)
    assert path == written.path(index, size)
    assert verify_inclusion(leaves[index], index, size, path, root)
    before = draw.draw(st.integers(1, size))
    proof = prove_consistency(before, size, written.subtree)
    assert proof == written.proof(before, size)
    assert verify_consistency(before, size, proof, root_of(leaves[:before]), root)


@given(index=SIZES, size=SIZES, proof=st.lists(HASHES, max_size=70), leaf=HASHES, root=HASHES)
def test_no_made_up_proof_is_believed(
    index: int, size: int, proof: list[bytes], leaf: bytes, root: bytes
) -> None:
    """Hashes that nobody reckoned prove nothing, of whatever size, and raise nothing."""
    assert not verify_inclusion(leaf, index, size, proof, root) or (leaf == root and size == 1)
    assert not verify_consistency(index, size, proof, leaf, root) or (leaf == root and not proof)


@given(sizes=st.lists(st.integers(0, 200_000), min_size=2, max_size=2).map(sorted))
def test_a_log_grows_by_the_tiles_that_it_had_not(sizes: list[int]) -> None:
    """The tiles that a log adds are those that the larger has and the smaller has not."""
    before, size = sizes
    assert set(tiles_of(size, before)) == set(tiles_of(size)) - set(tiles_of(before))


@given(size=st.integers(1, 700), draw=st.data())
@examples(40)
def test_a_log_on_file_gives_back_its_tree(size: int, draw: st.DataObject) -> None:
    """Whatever its size, the tiles of a log give its root, its leaves, and its subtrees."""
    written = Written([leaf.to_bytes(HASH) for leaf in range(size)])
    files = {}
    for tile in tiles_of(size):
        places = range(tile.number * WIDTH, tile.number * WIDTH + tile.width)
        if tile.level == ENTRIES:
            files[tile] = bundle(b"".join(written.data[place] for place in places))
        else:
            files[tile] = b"".join(written.subtree(8 * tile.level, place) for place in places)
    assert all(len(data) == tile.bytes for tile, data in files.items())
    tree = Tree(size, files.__getitem__)
    assert tree.root(size) == written.root(size)
    index = draw.draw(st.integers(0, size - 1))
    assert tree.leaf(index) == written.data[index]
    level = draw.draw(st.integers(0, size.bit_length() - 1))
    at = draw.draw(st.integers(0, (size >> level) - 1))
    assert tree.subtree(level, at) == written.subtree(level, at)


@given(leaves=st.lists(HASHES, max_size=WIDTH))
@examples(30)
def test_a_bundle_is_read_as_it_was_written(leaves: list[bytes]) -> None:
    """Whatever the leaves are, they come out of their bundle as they went in."""
    assert unbundle(bundle(b"".join(leaves))) == leaves


@given(data=st.binary(max_size=120))
def test_what_is_read_as_a_bundle_is_one(data: bytes) -> None:
    """Any bytes are refused as a bundle, or are what its leaves would have been written as."""
    try:
        leaves = unbundle(data)
    except ValueError:
        return
    assert bundle(b"".join(leaves)) == data


@given(level=st.integers(-1, 7), number=st.integers(0, 2**55), width=st.integers(1, WIDTH))
def test_no_two_tiles_lie_at_one_path(level: int, number: int, width: int) -> None:
    """From its path, a tile can be told."""
    _, row, *groups = Tile(level, number, width).path.split("/")
    partial = groups.pop() if groups[-2:-1] and groups[-2].endswith(".p") else str(WIDTH)
    digits = "".join(group.removeprefix("x").removesuffix(".p") for group in groups)
    assert (ENTRIES if row == "entries" else int(row), int(digits), int(partial)) == (
        level,
        number,
        width,
    )
    assert all(group.startswith("x") for group in groups[:-1])


# ---------------------------------------------------------------- texts


@given(text=TEXTS, name=ORIGINS, keys=st.lists(KEYS, min_size=1, max_size=4))
def test_a_note_is_opened_as_it_was_signed(
    text: str, name: str, keys: list[Ed25519PrivateKey]
) -> None:
    """Whatever the text, each key that signed it opens the note, and no other key does."""
    note = sign_note(text.encode(), name, keys)
    assert note.startswith(text.encode() + b"\n")
    vkeys = {str(VerifierKey.of(name, key.public_key())) for key in keys}
    for vkey in vkeys:
        assert open_note(note, [vkey]) == [name]
        assert str(VerifierKey.parse(vkey)) == vkey
    assert open_note(note, sorted(vkeys)) == [name]
    other = VerifierKey.of(name, SECRETS[4].public_key())
    with pytest.raises(NoteError):
        open_note(note, [str(other)])


@given(checkpoint=CHECKPOINTS, key=KEYS)
def test_a_checkpoint_is_read_as_it_was_written(
    checkpoint: Checkpoint, key: Ed25519PrivateKey
) -> None:
    """Whatever the head of a log, its text gives it back, signed or not."""
    assert Checkpoint.parse(checkpoint.text()) == checkpoint
    note = sign_note(checkpoint.text(), checkpoint.origin, [key])
    vkey = str(VerifierKey.of(checkpoint.origin, key.public_key()))
    assert open_checkpoint(note, [vkey]) == Checkpoint.unverified(note) == checkpoint


@given(origin=BROKEN, size=BROKEN | SIZES.map(str), root=BROKEN | HASHES.map(b64encode))
def test_what_is_read_as_a_checkpoint_is_one(origin: str, size: str, root: str | bytes) -> None:
    """Any text is refused as a checkpoint, or begins with the text that it would be written as."""
    root = root.decode() if isinstance(root, bytes) else root
    text = f"{origin}\n{size}\n{root}\n".encode()
    try:
        checkpoint = Checkpoint.parse(text)
    except NoteError:
        return
    assert text.startswith(checkpoint.text())


@given(data=st.binary(max_size=200) | ANY_TEXT.map(str.encode))
def test_any_bytes_are_refused_by_name(data: bytes) -> None:
    """Bytes that are no note, checkpoint or proof are refused as such, and raise nothing else."""
    with pytest.raises(NoteError):
        Checkpoint.unverified(data)
    with pytest.raises(NoteError):
        Checkpoint.parse(data)
    with pytest.raises(ProofError):
        Proof.parse(data)


@given(text=st.text() | st.text("+abcdef0123456789/="))
def test_any_text_is_refused_as_a_verifier_key(text: str) -> None:
    """A text that is no verifier key is refused as such, and raises nothing else."""
    with pytest.raises(NoteError):
        VerifierKey.parse(text)


@given(proof=PROOFS)
def test_a_proof_is_read_as_it_was_written(proof: Proof) -> None:
    """Whatever it is to prove, the text of a proof gives it back."""
    assert Proof.parse(proof.text()) == proof


@given(proof=PROOFS, at=st.integers(0), cut=st.integers(0, 50), put=BROKEN | LINES)
def test_what_is_read_as_a_proof_is_one(proof: Proof, at: int, cut: int, put: str) -> None:
    """A proof with something cut out and put in is refused, or is how it would be written."""
    text = proof.text()
    at %= len(text)
    changed = text[:at] + put.encode() + text[at + cut :]
    try:
        read = Proof.parse(changed)
    except ProofError:
        return
    assert read.text() == changed


@given(text=st.text() | st.text("0123456789+-_ \u0661") | st.integers().map(str))
def test_a_number_that_is_read_is_written_so(text: str) -> None:
    """Any text is no number, or the one way of writing one."""
    found = number(text)
    assert found is None or (str(found) == text and 0 <= found <= LARGEST)


@given(found=SIZES)
def test_every_size_is_read(found: int) -> None:
    """Every size that a log may have is read from its decimal digits."""
    assert number(str(found)) == found


@given(text=st.text() | st.text("AQgw+/=-_ \n", max_size=8))
def test_base64_that_is_read_is_written_so(text: str) -> None:
    """Any text is no base64, or the one way of writing its bytes."""
    found = unbase64(text)
    assert found is None or b64encode(found).decode() == text


@given(data=st.binary())
def test_all_bytes_are_read_from_their_base64(data: bytes) -> None:
    """Whatever was written in base64 is read from it."""
    assert unbase64(b64encode(data).decode()) == data
