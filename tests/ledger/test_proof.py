"""A proof file is read in the one way it can be written, and holds for its entry alone."""

from base64 import b64encode
from dataclasses import replace
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from ledger.merkle import leaf_hash
from ledger.note import Checkpoint, NoteError, VerifierKey, open_checkpoint, sign_note
from ledger.proof import Proof, ProofError
from tests.rfc6962 import Written
from tests.vectors import published

NAME = "example.org/log"
KEY = Ed25519PrivateKey.from_private_bytes(b"k" * 32)
VKEY = str(VerifierKey.of(NAME, KEY.public_key()))
LEAVES = [bytes([number]) * 32 for number in range(7)]
TREE = Written(LEAVES)
NOTE = sign_note(Checkpoint(NAME, 7, TREE.root(7)).text(), NAME, [KEY])
PROOF = Proof(LEAVES[4], 4, tuple(TREE.path(4, 7)), NOTE)
TEXT = PROOF.text()
HASH = b64encode(TREE.root(1)).decode()


def proves(data: bytes, leaf: bytes) -> bool:
    """Tell whether a file proves an entry as an auditor would: form, leaf, path and signature."""
    try:
        proof = Proof.parse(data)
        open_checkpoint(proof.note, [VKEY])
        return proof.leaf == leaf and proof.holds(leaf)
    except (ProofError, NoteError):
        return False


def test_a_proof_is_written_as_the_format_has_it() -> None:
    """Header, leaf, index, path and checkpoint follow each other, each on its lines."""
    path = "".join(f"{b64encode(one).decode()}\n" for one in TREE.path(4, 7))
    leaf = b64encode(LEAVES[4]).decode()
    head = f"c2sp.org/tlog-proof@v1\nextra {leaf}\nindex 4\n{path}\n"
    assert head.encode() + NOTE == TEXT
    assert Proof.parse(TEXT) == PROOF


@pytest.mark.parametrize("index", range(7))
@pytest.mark.parametrize("told", [True, False], ids=["with-leaf", "without-leaf"])
def test_a_proof_holds_for_its_entry_alone(index: int, *, told: bool) -> None:
    """Of all entries of a log, a file proves the one at its index, whether or not it names it."""
    leaf = LEAVES[index] if told else None
    data = Proof(leaf, index, tuple(TREE.path(index, 7)), NOTE).text()
    proof = Proof.parse(data)
    assert proof.leaf == leaf
    assert proof.checkpoint() == open_checkpoint(proof.note, [VKEY])
    assert [proof.holds(one) for one in LEAVES] == [at == index for at in range(7)]
    assert not proof.holds(leaf_hash(LEAVES[index]))


def test_the_only_entry_of_a_log_has_an_empty_path() -> None:
    """In a log of one entry, the leaf is the root."""
    note = sign_note(Checkpoint(NAME, 1, TREE.root(1)).text(), NAME, [KEY])
    proof = Proof(LEAVES[0], 0, (), note)
    assert Proof.parse(proof.text()) == proof
    assert proof.holds(LEAVES[0])
    assert not proof.holds(LEAVES[1])


def test_the_leaf_that_a_file_tells_proves_nothing() -> None:
    """A file that names another leaf than it proves is read, and does not hold for that."""
    proof = Proof.parse(replace(PROOF, leaf=LEAVES[5]).text())
    assert proof.leaf == LEAVES[5]
    assert not proof.holds(LEAVES[5])
    assert proof.holds(LEAVES[4])


def test_no_byte_of_a_proof_can_be_changed() -> None:
    """With one bit turned, one byte left out, doubled or put in, a file proves nothing."""
    assert proves(TEXT, LEAVES[4])
    for place in range(len(TEXT) + 1):
        before, byte, after = TEXT[:place], TEXT[place : place + 1], TEXT[place + 1 :]
        others = [bytes([byte[0] ^ 1 << bit]) for bit in range(8)] if byte else []
        for changed in (*others, b"", byte * 2, b" " + byte, b"\n" + byte, b"=" + byte):
            data = before + changed + after
            assert data == TEXT or not proves(data, LEAVES[4]), (place, changed)


def test_no_line_of_a_proof_can_be_moved() -> None:
    """With one line left out, doubled, or put before the one above, a file proves nothing.

    The line of a signature alone may stand there twice: a signature counts once.
    """
    lines = TEXT.splitlines(keepends=True)
    assert proves(TEXT + lines[-1], LEAVES[4])
    for place, line in enumerate(lines):
        before, after = lines[:place], lines[place + 1 :]
        swapped = [*before[:-1], line, *before[-1:], *after]
        for changed in (before + after, [*before, line, line, *after], swapped):
            data = b"".join(changed)
            assert data in {TEXT, TEXT + lines[-1]} or not proves(data, LEAVES[4]), (place, line)


@pytest.mark.parametrize("row", published("bad_proofs"), ids=range(len(published("bad_proofs"))))
def test_a_published_malformed_proof_is_refused(row: Any) -> None:
    """What others refuse as a proof is refused here."""
    with pytest.raises(ProofError):
        Proof.parse(row["proof"].encode())


HEADER = "c2sp.org/tlog-proof@v1\n"
EXTRA = f"extra {HASH}\n"
NO_PROOFS = {
    "nothing": "",
    "header alone": HEADER,
    "no checkpoint": f"{HEADER}index 0\n",
    "no line feed": f"{HEADER}index 0",
    "another edition": "c2sp.org/tlog-proof@v2\nindex 0\n\n",
    "space before": f" {HEADER}index 0\n\n",
    "empty line before": f"\n{HEADER}index 0\n\n",
    "CRLF": f"{HEADER}index 0\n\n".replace("\n", "\r\n"),
    "CR": f"{HEADER}index 0\r\n\n",
    "line separator": f"{HEADER.strip()}\u2028index 0\n\n",
    "no index": f"{HEADER}{EXTRA}\n",
    "no index before a path": f"{HEADER}{HASH}\n\n",
    "index without its word": f"{HEADER}0\n\n",
    "index with a sign": f"{HEADER}index +5\n\n",
    "index with a zero": f"{HEADER}index 05\n\n",
    "index with an underscore": f"{HEADER}index 1_0\n\n",
    "index with spaces": f"{HEADER}index  5\n\n",
    "index with a space after": f"{HEADER}index 5 \n\n",
    "index with a tab": f"{HEADER}index\t5\n\n",
    "index in other digits": f"{HEADER}index \u0665\n\n",
    "index beyond any log": f"{HEADER}index {2**63}\n\n",
    "index in capitals": f"{HEADER}Index 5\n\n",
    "two indexes": f"{HEADER}index 5\nindex 5\n\n",
    "extra twice": f"{HEADER}{EXTRA}{EXTRA}index 5\n\n",
    "extra after the index": f"{HEADER}index 5\n{EXTRA}\n",
    "extra without padding": f"{HEADER}{EXTRA.replace('=', '')}index 5\n\n",
    "extra without its space": f"{HEADER}extra\nindex 5\n\n",
    "hash of 31 bytes": f"{HEADER}index 5\n{b64encode(bytes(31)).decode()}\n\n",
    "hash of 33 bytes": f"{HEADER}index 5\n{b64encode(bytes(33)).decode()}\n\n",
    "hash without padding": f"{HEADER}index 5\n{HASH[:-1]}\n\n",
    "hash with spare bits": f"{HEADER}index 5\n{HASH[:-2]}{chr(ord(HASH[-2]) + 1)}=\n\n",
    "hash with a space": f"{HEADER}index 5\n{HASH} \n\n",
    "hash for URLs": f"{HEADER}index 5\n{'_' * 42}8=\n\n",
    "hash in hex": f"{HEADER}index 5\n{bytes(32).hex()}\n\n",
    "path too long for any log": f"{HEADER}index 5\n{(HASH + chr(10)) * 64}\n",
    "not ASCII": f"{HEADER}index 5\n{HASH[:-1]}\u00e4\n\n",
}


@pytest.mark.parametrize("text", NO_PROOFS.values(), ids=NO_PROOFS)
def test_a_proof_is_written_in_one_way(text: str) -> None:
    """Whatever is written in another way than ours is no proof, whatever checkpoint follows."""
    with pytest.raises(ProofError):
        Proof.parse(text.encode() + NOTE)
    with pytest.raises(ProofError):
        Proof.parse(text.encode())


def test_a_proof_may_be_as_long_as_the_highest_tree() -> None:
    """63 hashes are read, and do not hold in a small log."""
    proof = Proof(None, 2**63 - 1, (TREE.root(1),) * 63, NOTE)
    assert Proof.parse(proof.text()) == proof
    assert not proof.holds(LEAVES[0])


@pytest.mark.parametrize("note", [b"", b"checkpoint\n", NOTE.replace(b"\n7\n", b"\n07\n"), b"\xff"])
def test_a_proof_without_a_checkpoint_holds_nothing(note: bytes) -> None:
    """Where the checkpoint can't be read, that is what is said."""
    proof = Proof.parse(replace(PROOF, note=note).text())
    with pytest.raises(ProofError, match="its checkpoint can't be read"):
        proof.checkpoint()
    with pytest.raises(ProofError, match="its checkpoint can't be read"):
        proof.holds(LEAVES[4])
