"""Verifying a receipt: that the entry with this digest lies in the log, by itself alone."""

from contextlib import closing
from pathlib import Path

from ledger.findings import AskedWrongly, Findings
from ledger.note import MOST_BYTES
from ledger.order import Order
from ledger.proof import Proof, ProofError
from ledger.verify_book import Rotations, signed_by
from ledger.verify_log import Asked, Head, History, compare, signer
from ledger.verify_store import DAMAGED, connect

__all__ = ["verify_receipt"]

STORE, CHECKPOINTS = "ledger.sqlite", "checkpoints.sqlite"
_NAMED = "SELECT rowid, state FROM entries WHERE originator_id = 'book' ORDER BY rowid"


def verify_receipt(file: Path, asked: Asked, findings: Findings) -> None:
    """Verify a proof file; the key is one that was given, or that of the book it lies in."""
    with findings.check("receipt") as check:
        try:
            proof = Proof.parse(_beginning(file))
            checkpoint = proof.checkpoint()
        except ProofError as error:
            findings.fault(None, f"{file.name}: {error}")
            return
        findings.origin, findings.entries = checkpoint.origin, 1
        findings.head = findings.sealed = checkpoint.size
        findings.root = checkpoint.root
        position = proof.index + 1
        if proof.leaf is None:
            findings.fault(position, "it does not say which entry it proves")
        elif not proof.holds(proof.leaf):
            findings.fault(position, "its path does not lead to the root of its checkpoint")
        else:
            check.detail = f"position {position}: the entry with SHA-256 {proof.leaf.hex()}"
    chain = _beside(file)
    if not asked.keys and not chain:
        raise AskedWrongly(
            f"{file} lies in no book: name the verifier key of {checkpoint.origin} with --key"
        )
    rotations = Rotations(signed_by(file.parent.parent / CHECKPOINTS, Findings()) or [])
    signer(Head(proof.note, checkpoint), chain, asked, findings, rotations)
    keys = [*asked.keys, *(vkey for _, vkey in chain)]

    def root_at(size: int) -> bytes:
        if size != checkpoint.size:
            raise ValueError(f"a receipt at {checkpoint.size} entries says nothing of {size}")
        return checkpoint.root

    compare(History(checkpoint.origin, keys, checkpoint.size, root_at), asked, findings)


def _beside(file: Path) -> list[tuple[int, str]]:
    """Give the keys of the book that a receipt was saved in, if it lies in one."""
    book = file.parent.parent
    try:
        text = (book / "log" / "log.vkey").read_text("utf-8")
    except (OSError, ValueError):
        return []
    try:
        with closing(connect(book / STORE)) as db:
            rows = db.execute(_NAMED).fetchall()
    except DAMAGED:
        rows = []
    order = Order(gaps=True)
    for position, data in rows:
        order.take(position, data if type(data) is bytes else b"")
    return order.vkeys or [(1, text.removesuffix("\n"))]


def _beginning(file: Path) -> bytes:
    """Read a file, or as much of it as shows that it is too long for a proof."""
    with file.open("rb") as opened:
        return opened.read(MOST_BYTES * 2)
