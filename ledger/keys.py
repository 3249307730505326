"""The signing key of a book: Ed25519, on disk for its owner alone."""

import os
import stat
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

from ledger.errors import KeyRefused
from ledger.files import PART, put, sync
from ledger.note import VerifierKey

__all__ = ["create_key", "load_key", "load_keys"]


def create_key(path: Path) -> Ed25519PrivateKey:
    """Make a new key in a new file (PKCS #8, PEM) of mode 0600; a file that is there stays."""
    key = Ed25519PrivateKey.generate()
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    part = path.parent / f".{path.name}{PART}"
    part.unlink(missing_ok=True)
    try:
        put(part, pem, mode=0o600)
        os.link(part, path)
        sync(path.parent)
    except FileExistsError:
        raise KeyRefused(path, "a key is there already; it is never replaced") from None
    finally:
        part.unlink(missing_ok=True)
    return key


def load_key(path: Path) -> Ed25519PrivateKey:
    """Read the key, unless others than its owner could have read it too."""
    try:
        with path.open("rb") as stream:
            mode = stat.S_IMODE(os.fstat(stream.fileno()).st_mode)
            pem = stream.read()
    except OSError as error:
        raise KeyRefused(path, f"the signing key can't be read: {error.strerror}") from error
    if mode & 0o077:
        raise KeyRefused(
            path,
            f"mode {mode:04o} lets others read the signing key: make it 0600, and if others had "
            "access, count it as lost",
        )
    try:
        key = load_pem_private_key(pem, password=None)
    except (ValueError, TypeError) as error:
        raise KeyRefused(path, "not a private key in PEM") from error
    if not isinstance(key, Ed25519PrivateKey):
        raise KeyRefused(path, "not an Ed25519 key")
    return key


def load_keys(folder: Path, name: str, files: str = "*.key") -> dict[str, Ed25519PrivateKey]:
    """Read the keys in a folder by their verifier keys, under the name of the book's origin."""
    keys = [load_key(file) for file in sorted(folder.glob(files))]
    return {str(VerifierKey.of(name, key.public_key())): key for key in keys}
