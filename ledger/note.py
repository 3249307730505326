"""Signed notes and checkpoints of C2SP: a text, and under it the signatures of those who vouch.

Formats: c2sp.org/signed-note, c2sp.org/tlog-checkpoint. Only Ed25519 (type 0x01) is signed and
verified; lines of other keys and kinds are passed over, as the format asks. Whatever is not
written in the one way in which it would be written here is refused.
"""

import re
from base64 import b64decode, b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Final, NamedTuple, Self

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from ledger.merkle import HASH

__all__ = [
    "MOST_BYTES",
    "Checkpoint",
    "NoteError",
    "VerifierKey",
    "number",
    "open_checkpoint",
    "open_note",
    "sign_note",
    "unbase64",
]

ED25519: Final = b"\x01"
MOST_SIGNATURES: Final = 100
MOST_BYTES: Final = 1 << 20
LARGEST: Final = 2**63 - 1
"""A log has no more entries; larger numbers are no sizes."""

_SIGNATURE: Final = re.compile("— ([^ +]+) ([A-Za-z0-9+/=]+)")
_NUMBER: Final = re.compile("0|[1-9][0-9]{0,18}")
_CONTROL: Final = re.compile("[\x00-\x09\x0b-\x1f]")


class NoteError(Exception):
    """A note that is not one, or that no given key vouches for."""


class VerifierKey(NamedTuple):
    """A public key under its name: `NAME+HASH+KEY`."""

    name: str
    keyid: bytes
    public: Ed25519PublicKey

    @classmethod
    def of(cls, name: str, public: Ed25519PublicKey) -> Self:
        """Name a public key; the first 4 bytes of a hash over both tell it from others."""
        if not name or "+" in name or any(map(str.isspace, name)) or _CONTROL.search(name):
            raise NoteError(f"{name!r} is not the name of a key")
        try:
            hashed = sha256(name.encode() + b"\n" + ED25519 + public.public_bytes_raw())
        except UnicodeEncodeError as error:
            raise NoteError(f"{name!r} is not the name of a key: it is no UTF-8") from error
        return cls(name, hashed.digest()[:4], public)

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read a verifier key; NoteError when it is not one, or its hash does not fit."""
        name, _, rest = text.partition("+")
        _, _, encoded = rest.partition("+")
        raw = unbase64(encoded)
        if raw is None or raw[:1] != ED25519 or len(raw) != 1 + HASH:
            raise NoteError(f"{text!r} is not the verifier key of an Ed25519 key")
        key = cls.of(name, Ed25519PublicKey.from_public_bytes(raw[1:]))
        if str(key) != text:
            raise NoteError(f"{text!r} is not a verifier key: its hash is not that of its key")
        return key

    def signed(self, text: bytes, signature: bytes) -> bool:
        """Tell whether this key made a signature of a text."""
        try:
            self.public.verify(signature, text)
        except InvalidSignature:
            return False
        return True

    def __str__(self) -> str:
        raw = b64encode(ED25519 + self.public.public_bytes_raw()).decode("ascii")
        return f"{self.name}+{self.keyid.hex()}+{raw}"


def open_note(note: bytes, verifier_keys: list[str]) -> list[str]:
    """Give the names of the keys that signed a note; NoteError if none did, or one wrongly.

    A signer's key that is given twice is refused, as in the reference implementation.
    """
    keys = [VerifierKey.parse(text) for text in verifier_keys]
    text, signatures = _parts(note)
    signers: list[str] = []
    for name, signature in signatures:
        named = [key for key in keys if (key.name, key.keyid) == (name, signature[:4])]
        if len(named) > 1:
            raise NoteError(f"two of the keys given are {name}, and can't be told apart")
        if named and not named[0].signed(text, signature[4:]):
            raise NoteError(f"the signature by {name} is not over this text")
        if named and name not in signers:
            signers.append(name)
    if not signers:
        raise NoteError("none of the keys given has signed it")
    return signers


def sign_note(text: bytes, name: str, keys: Sequence[Ed25519PrivateKey]) -> bytes:
    """Put under a text the signature of each key, in their order."""
    note = text + b"\n"
    for key in keys:
        keyid = VerifierKey.of(name, key.public_key()).keyid
        note += f"— {name} ".encode() + b64encode(keyid + key.sign(text)) + b"\n"
    if _parts(note)[0] != text:
        raise NoteError("the text of a note ends with a line feed")
    return note


def _parts(note: bytes) -> tuple[bytes, list[tuple[str, bytes]]]:
    """Take a note apart at its last empty line: the text, and key name and bytes of each line."""
    if len(note) > MOST_BYTES:
        raise NoteError(f"a note has at most {MOST_BYTES} bytes")
    try:
        decoded = note.decode()
    except UnicodeDecodeError as error:
        raise NoteError("a note is UTF-8") from error
    text, empty, below = note.rpartition(b"\n\n")
    if _CONTROL.search(decoded) or not (empty and text and below.endswith(b"\n")):
        raise NoteError("a note is a text, an empty line, and lines of signatures")
    lines = below.decode().split("\n")[:-1]
    if len(lines) > MOST_SIGNATURES:
        raise NoteError(f"a note has at most {MOST_SIGNATURES} signatures")
    return text + b"\n", [_signature(line) for line in lines]


def _signature(line: str) -> tuple[str, bytes]:
    found = _SIGNATURE.fullmatch(line)
    raw = unbase64(found[2]) if found else None
    if found is None or raw is None or len(raw) <= len("hash") or any(map(str.isspace, found[1])):
        raise NoteError(f"{line!r} is not a signature line")
    return found[1], raw


# ---------------------------------------------------------------- checkpoints


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The head of a log: its origin, how many entries it has, and the root over them."""

    origin: str
    size: int
    root: bytes

    def text(self) -> bytes:
        """Write it as the text of a note."""
        return f"{self.origin}\n{self.size}\n{b64encode(self.root).decode('ascii')}\n".encode()

    @classmethod
    def parse(cls, text: bytes) -> Self:
        """Read the text of a note as a checkpoint; further lines are passed over."""
        try:
            origin, size, root, *more = text.decode().split("\n")
        except ValueError as error:
            raise NoteError("a checkpoint has origin, size and root, each on a line") from error
        count, raw = number(size), unbase64(root)
        if not origin or count is None or raw is None or len(raw) != HASH:
            raise NoteError("a checkpoint is an origin, a number and a SHA-256 in base64")
        if not more or more.pop() or "" in more:
            raise NoteError("the lines of a checkpoint end with a line feed, and none is empty")
        return cls(origin, count, raw)

    @classmethod
    def unverified(cls, note: bytes) -> Self:
        """Read the checkpoint in a note, whoever signed it."""
        return cls.parse(_parts(note)[0])


def open_checkpoint(note: bytes, verifier_keys: list[str]) -> Checkpoint:
    """Read a checkpoint that one of these keys has signed, under the name of its own origin."""
    signers = open_note(note, verifier_keys)
    checkpoint = Checkpoint.unverified(note)
    if checkpoint.origin not in signers:
        raise NoteError(f"no key of {checkpoint.origin} has signed this checkpoint of it")
    return checkpoint


# ---------------------------------------------------------------- the one way of writing


def number(text: str) -> int | None:
    """Read a decimal that is written without sign, zeros in front or spaces; None if it is not."""
    found = int(text) if _NUMBER.fullmatch(text) else LARGEST + 1
    return found if found <= LARGEST else None


def unbase64(text: str) -> bytes | None:
    """Decode standard base64 (RFC 4648, section 4) written in the one way; None if it is not."""
    try:
        raw = b64decode(text, validate=True)
    except ValueError:
        return None
    return raw if b64encode(raw).decode("ascii") == text else None
