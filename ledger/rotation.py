"""The log goes on under another key: the old key seals the entry that names the new one."""

from ledger.book import Book
from ledger.folder import KEY
from ledger.ids import Surroundings
from ledger.keys import create_key, load_key
from ledger.note import VerifierKey
from ledger.recording import enter
from ledger.seal import NEXT, Sealed, sealer
from ledger.submitted import Row

__all__ = ["rotate_key"]


def rotate_key(book: Book, surroundings: Surroundings) -> Sealed:
    """Make a new key, put it on record, and seal that with both; stopped, it goes on from there."""
    with sealer(book) as opened:
        opened.hold()
        file = book.path / KEY.parent / NEXT
        if not file.exists():
            book.signing_key()  # nothing is begun that the old key can't seal
        key = load_key(file) if file.exists() else create_key(file)
        vkey = str(VerifierKey.of(book.origin, key.public_key()))
        if vkey not in [known for _, known in book.vkeys()]:
            by = {"party": book.recorder}
            act = {"act": "key-rotated", "on": "book", "by": by, "body": {"vkey": vkey}}
            enter(book, [Row(1, act)], surroundings, "seal")
        return opened.seal()
