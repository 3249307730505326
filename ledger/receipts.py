"""Receipts: the proof that an entry lies under a signed checkpoint, kept as a file of its own."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from ledger.book import Book
from ledger.errors import LedgerError, NotSealed, SealRefused, WriteFailed
from ledger.files import put
from ledger.log import Log
from ledger.merkle import prove_inclusion
from ledger.proof import Proof
from ledger.recording import Receipt, Recording
from ledger.seal import STORE, sealer
from ledger.tiles import Tree

__all__ = ["FOLDER", "Prover", "acknowledged", "hold"]

FOLDER: Final = "receipts"
MOST: Final = 1000
"""Acts of one file for which receipts are saved unasked; of more, that of the last."""


class Prover:
    """Proves entries of a book under the newest checkpoint in its log."""

    def __init__(self, book: Book) -> None:
        self._book = book
        log = Log(book.path / "log")
        self._note, head = log.head() or (b"", None)
        self.size = head.size if head else 0
        self._tree = Tree(self.size, log.read)

    def prove(self, position: int) -> Proof:
        """Give the proof for the entry at a position; NotSealed if it is not in the log yet."""
        if not 0 < position <= self.size:
            raise NotSealed(position, self.size)
        leaf = self._book.at(position).digest
        hashes = prove_inclusion(position - 1, self.size, self._tree.subtree)
        proof = Proof(leaf, position - 1, tuple(hashes), self._note)
        if not proof.holds(leaf):
            what = f"position {position}: the entry is not the one that was sealed"
            raise SealRefused(self._book.path, what, STORE)
        return proof


def hold(book: Book) -> None:
    """Refuse to record what could not be sealed: SealRefused, before anything is written."""
    if book.seals_on_record:
        with sealer(book) as opened:
            opened.ready()


def acknowledged(book: Book, recording: Recording) -> Recording:
    """Seal what was recorded, as far as the book does so by itself, and save the receipts.

    What was recorded stays recorded: why it could not be sealed is said in `unsealed`, why a
    receipt could not be saved in `unsaved`.
    """
    if not recording.receipts or not book.seals_on_record:
        return recording
    saved: dict[int, str] = {}
    unsaved = None
    with book.writing():  # until the proofs are made: the next seal may take tiles away
        try:
            with sealer(book) as opened:
                done = opened.seal()
        except LedgerError as error:
            return replace(recording, unsealed=str(error))
        try:
            saved = _save(book, recording.receipts)
        except LedgerError as error:
            unsaved = str(error)
    receipts = [
        replace(one, sealed=one.position <= done.size, proof=saved.get(one.position))
        for one in recording.receipts
    ]
    return replace(recording, receipts=tuple(receipts), unreached=done.unreached, unsaved=unsaved)


def _save(book: Book, receipts: Sequence[Receipt]) -> dict[int, str]:
    """Write the proof of each receipt that has none yet; give the file of each by position."""
    folder = book.path / FOLDER
    wanted = receipts if len(receipts) <= MOST else receipts[-1:]
    files = {one.position: folder / f"{one.position}.tlog-proof" for one in wanted}
    prover = Prover(book)
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
        for position, file in files.items():
            if not file.exists():
                text = prover.prove(position).text()
                put(file, text, parts=book.path / "log", durable=False)
    except OSError as error:
        raise WriteFailed(folder, f"no receipt can be saved: {error.strerror}") from error
    return {position: str(file) for position, file in files.items()}
