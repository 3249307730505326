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

__all__ = ["create_key", "load_key"]


def create_key(path: Path) -> Ed25519PrivateKey:
    """Make a new key in a new file (PKCS #8, PEM) of mode 0600; a file that is there stays."""
    key = Ed25519PrivateKey.generate()
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    try:
        file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise KeyRefused(path, "a key is there already; it is never replaced") from None
    with os.fdopen(file, "wb") as stream:
        stream.write(pem)
        stream.flush()
        os.fsync(stream.fileno())
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
