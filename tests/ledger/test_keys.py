"""The signing key: kept from others, named as every C2SP client names it."""

import stat
from base64 import b64decode
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from ledger.errors import KeyRefused
from ledger.keys import create_key, load_key
from ledger.note import VerifierKey


def test_key_comes_back(tmp_path: Path) -> None:
    """A key read from its file is the one that was made, in a file of its owner alone."""
    made = create_key(tmp_path / "log.key")
    read = load_key(tmp_path / "log.key")
    assert read.private_bytes_raw() == made.private_bytes_raw()
    assert stat.S_IMODE((tmp_path / "log.key").stat().st_mode) == 0o600


def test_key_is_never_replaced(tmp_path: Path) -> None:
    """Where a key is, no other is made."""
    made = create_key(tmp_path / "log.key")
    with pytest.raises(KeyRefused, match="never replaced"):
        create_key(tmp_path / "log.key")
    assert load_key(tmp_path / "log.key").private_bytes_raw() == made.private_bytes_raw()


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o620, 0o601, 0o666, 0o610])
def test_key_others_could_read(tmp_path: Path, mode: int) -> None:
    """A key that others than its owner have any access to is refused."""
    create_key(tmp_path / "log.key")
    (tmp_path / "log.key").chmod(mode)
    with pytest.raises(KeyRefused, match=f"{mode:04o}"):
        load_key(tmp_path / "log.key")


def test_no_key(tmp_path: Path) -> None:
    """A file that is missing, or holds something else, is no key."""
    path = tmp_path / "log.key"
    with pytest.raises(KeyRefused, match="can't be read"):
        load_key(path)
    other = X25519PrivateKey.generate()
    pem = other.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    for content, reason in ((b"", "not a private key"), (b"x", "PEM"), (pem, "not an Ed25519")):
        path.touch(mode=0o600)
        path.write_bytes(content)
        with pytest.raises(KeyRefused, match=reason):
            load_key(path)


@pytest.mark.parametrize(
    "vkey",
    [
        # The keys of the Go implementation's own tests.
        "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
        "EnochRoot+af0cfe78+ATtqJ7zOtqQtYqOo0CpvDXNlMhV3HeJDpjrASKGLWdop",
    ],
)
def test_verifier_key_as_others_write_it(vkey: str) -> None:
    """A verifier key is written as golang.org/x/mod/sumdb/note writes it."""
    name, _, key = vkey.split("+", 2)
    public = Ed25519PublicKey.from_public_bytes(b64decode(key)[1:])
    assert str(VerifierKey.of(name, public)) == vkey
    assert str(VerifierKey.parse(vkey)) == vkey
