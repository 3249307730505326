"""A note is opened by the keys of those who signed it, and read if written in the one way."""

from base64 import b64encode, urlsafe_b64encode
from collections.abc import Callable, Sequence
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from ledger.note import (
    Checkpoint,
    NoteError,
    VerifierKey,
    number,
    open_checkpoint,
    open_note,
    sign_note,
    unbase64,
)
from tests.vectors import decoded, published

NAME = "example.org/log"
NOTES = published("notes")
EXAMPLE = published("spec_examples")["signed_note_example"]

OURS, NEXT, OTHERS = (Ed25519PrivateKey.from_private_bytes(bytes([n]) * 32) for n in range(3))
ROOT = b"\xfb" * 32
"""In base64 it has characters that the alphabet for URLs lacks, and spare bits at its end."""
ROOT64 = b64encode(ROOT).decode()
CHECKPOINT = Checkpoint(NAME, 5, ROOT)

REFUSED_THOUGH_GOOD = {
    "valid one": "its root is no SHA-256: it has 7 bytes",
    "valid with different origin": "its root is no SHA-256: it has 38 bytes",
    "valid with trailing data": "its root is no SHA-256: it has 38 bytes",
    "valid with multiple trailing data lines": "its root is no SHA-256: it has 38 bytes",
    "valid with trailing newlines": "its root is no SHA-256, and it ends with empty lines",
}


def vkey(key: Ed25519PrivateKey, name: str = NAME) -> str:
    """Give the verifier key of a key."""
    return str(VerifierKey.of(name, key.public_key()))


def signature(text: bytes, key: Ed25519PrivateKey, name: str = NAME) -> str:
    """Give what stands on a signature line behind the name, for any text whatever."""
    return b64encode(VerifierKey.of(name, key.public_key()).keyid + key.sign(text)).decode()


def signed(text: str, key: Ed25519PrivateKey = OURS, name: str = NAME) -> bytes:
    """Sign any text whatever, so that it can't be its signature for which it is refused."""
    return f"{text}\n— {name} {signature(text.encode(), key, name)}\n".encode()


# ---------------------------------------------------------------- what others have published


@pytest.mark.parametrize("text", NOTES["vkeys_good"])
def test_a_published_verifier_key_is_read(text: str) -> None:
    """A verifier key of others is one here, and is written as they write it."""
    assert str(VerifierKey.parse(text)) == text


@pytest.mark.parametrize("text", NOTES["vkeys_bad"], ids=range(len(NOTES["vkeys_bad"])))
def test_a_published_wrong_verifier_key_is_refused(text: str) -> None:
    """What others refuse as a verifier key is refused here."""
    with pytest.raises(NoteError):
        VerifierKey.parse(text)


@pytest.mark.parametrize("row", [pytest.param(row, id=row["desc"]) for row in NOTES["open"]])
def test_a_published_note_is_opened_or_refused_as_published(row: Any) -> None:
    """A note gives the signers that its publisher names, or is refused where that refuses it."""
    note = decoded(row["note_b64"])
    if row["want"] == "ok":
        assert open_note(note, row["vkeys"]) == row["want_signers"]
    else:
        with pytest.raises(NoteError):
            open_note(note, row["vkeys"])


@pytest.mark.parametrize("row", NOTES["sign"], ids=range(len(NOTES["sign"])))
def test_a_note_is_signed_byte_for_byte_as_published(row: Any) -> None:
    """The same text and key give the same note as with the implementation of others."""
    _, _, name, _, raw = row["skey_test_only"].split("+", 4)
    key = Ed25519PrivateKey.from_private_bytes(decoded(raw)[1:])
    assert sign_note(decoded(row["text_b64"]), name, [key]) == decoded(row["want_note_b64"])


def test_the_note_of_the_specification_is_opened() -> None:
    """The example of the specification is a note, signed by its key."""
    assert open_note(decoded(EXAMPLE["note_b64"]), [EXAMPLE["vkey"]]) == ["example.com/foo"]


@pytest.mark.parametrize(
    "row", [pytest.param(row, id=row["desc"]) for row in published("checkpoints")]
)
def test_a_published_checkpoint_is_read_or_refused(row: Any) -> None:
    """Whatever others refuse is refused, and of what they read only what has no SHA-256."""
    assert row["wantErr"] is (row["desc"] not in REFUSED_THOUGH_GOOD)
    with pytest.raises(NoteError):
        Checkpoint.parse(row["body"].encode())


# ---------------------------------------------------------------- who signed


def test_a_checkpoint_is_opened_by_the_key_of_its_origin() -> None:
    """Signed under the name of its origin, a checkpoint comes back as it was."""
    note = sign_note(CHECKPOINT.text(), NAME, [OURS])
    assert note == signed(f"{NAME}\n5\n{ROOT64}\n")
    assert open_checkpoint(note, [vkey(OURS)]) == CHECKPOINT
    assert Checkpoint.unverified(note) == CHECKPOINT


def test_each_key_that_signed_opens_the_note() -> None:
    """With several lines of signatures, one known key is enough, and the others are passed over."""
    note = sign_note(CHECKPOINT.text(), NAME, [OURS, NEXT])
    for keys in ([OURS], [NEXT], [OURS, NEXT], [OTHERS, NEXT], [NEXT, OTHERS, OURS]):
        assert open_note(note, [*map(vkey, keys)]) == [NAME]
        assert open_checkpoint(note, [*map(vkey, keys)]) == CHECKPOINT


def test_signers_are_named_in_the_order_of_their_lines() -> None:
    """Whoever signed under names of their own is named, each once."""
    text = CHECKPOINT.text()
    witness = signature(text, OTHERS, "witness.example")
    note = signed(text.decode()) + f"— witness.example {witness}\n".encode() * 2
    keys = [vkey(OTHERS, "witness.example"), vkey(OURS)]
    assert open_note(note, keys) == [NAME, "witness.example"]
    assert open_note(note, keys[:1]) == ["witness.example"]


def test_a_checkpoint_needs_the_signature_of_its_own_origin() -> None:
    """A witness alone does not make a checkpoint of another log."""
    note = signed(CHECKPOINT.text().decode(), OTHERS, "witness.example")
    keys = [vkey(OTHERS, "witness.example"), vkey(OURS)]
    assert open_note(note, keys) == ["witness.example"]
    with pytest.raises(NoteError, match="has signed this checkpoint"):
        open_checkpoint(note, keys)


def test_a_note_that_no_known_key_signed_is_refused() -> None:
    """Without a key, or with keys of others alone, nobody vouches for a note."""
    note = sign_note(CHECKPOINT.text(), NAME, [OURS])
    for keys in ([], [vkey(OTHERS)], [vkey(OURS, "example.org/other")]):
        with pytest.raises(NoteError, match="none of the keys"):
            open_note(note, keys)


def test_one_wrong_signature_of_a_known_key_refuses_the_note() -> None:
    """A known key that did not sign this text refuses the note, whoever else has signed it."""
    text = CHECKPOINT.text()
    wrong = f"— {NAME} {signature(b'another text', OURS)}\n".encode()
    right = f"— {NAME} {signature(text, OURS)}\n".encode()
    others = f"— {NAME} {signature(text, NEXT)}\n".encode()
    for lines in (wrong, wrong + others, others + wrong, right + wrong, wrong + right):
        with pytest.raises(NoteError, match="is not over this text"):
            open_note(text + b"\n" + lines, [vkey(OURS), vkey(NEXT)])
    assert open_note(text + b"\n" + wrong + others, [vkey(NEXT)]) == [NAME]


def test_a_signature_of_another_kind_is_passed_over() -> None:
    """A line whose key has another number is nobody's here, as long as it may be."""
    text = CHECKPOINT.text()
    other = f"— {NAME} {b64encode(b'keyid' * 600).decode()}\n".encode()
    note = text + b"\n" + other + f"— {NAME} {signature(text, OURS)}\n".encode()
    assert open_checkpoint(note, [vkey(OURS)]) == CHECKPOINT


@pytest.mark.parametrize("length", [0, 1, 63, 65, 128])
def test_a_signature_of_another_length_is_wrong(length: int) -> None:
    """What a known key can't have signed refuses the note, as any wrong signature does."""
    keyid = VerifierKey.of(NAME, OURS.public_key()).keyid
    text = CHECKPOINT.text()
    line = f"— {NAME} {b64encode(keyid + bytes(length)).decode()}\n".encode()
    with pytest.raises(NoteError):
        open_note(text + b"\n" + line, [vkey(OURS)])


def test_a_note_has_at_most_a_hundred_signatures() -> None:
    """Nobody can make a verifier work through lines without end."""
    text = CHECKPOINT.text()
    line = f"— {NAME} {signature(text, OURS)}\n".encode()
    assert open_note(text + b"\n" + line * 100, [vkey(OURS)]) == [NAME]
    with pytest.raises(NoteError, match="at most 100"):
        open_note(text + b"\n" + line * 101, [vkey(OURS)])


def test_a_note_has_at_most_a_mebibyte() -> None:
    """Nobody can make a verifier read without end."""
    with pytest.raises(NoteError, match="at most 1048576"):
        open_note(signed("x" * 2**20 + "\n"), [vkey(OURS)])


@pytest.mark.parametrize("text", [b"", b"a", b"a\n\nb", "a\n\n— b AAAAAAAA".encode(), b"a\r\n"])
def test_only_a_text_that_ends_with_a_line_feed_is_signed(text: bytes) -> None:
    """What would be read as another text, or as none, is not signed."""
    with pytest.raises(NoteError):
        sign_note(text, NAME, [OURS])


@pytest.mark.parametrize("keys", [[], [OURS] * 101])
def test_a_note_is_signed_by_one_key_to_a_hundred(keys: Sequence[Ed25519PrivateKey]) -> None:
    """What could not be opened is not signed."""
    with pytest.raises(NoteError):
        sign_note(CHECKPOINT.text(), NAME, keys)


# ---------------------------------------------------------------- the one way of writing

NO_NUMBERS = [
    *("+5", "-5", "05", "00", "5 ", " 5", "5_0", "5.0", "5e0", "0x5", "", " ", "-0", "five"),
    *("\u0665", "\uff15", "5\u0660", "²", "5\u2028", "5\x0c", str(2**63), str(2**64), "9" * 19),
    *("9" * 5000,),
]
"""`int` takes more than half of these."""


@pytest.mark.parametrize("text", NO_NUMBERS, ids=range(len(NO_NUMBERS)))
def test_a_number_is_written_in_one_way(text: str) -> None:
    """Whatever else a language may take for a number is none."""
    assert number(text) is None


@pytest.mark.parametrize("found", [0, 1, 9, 10, 2**63 - 1])
def test_a_number_is_read_up_to_the_largest_size_of_a_log(found: int) -> None:
    """Numbers without sign and zeros in front are read."""
    assert number(str(found)) == found


BASE64 = [
    *("AA", "AAA", "AA=", "AA===", "AB==", "AAB=", "A", "A===", "=", "====", "AAAA="),
    *("AA ==", " AAAA", "AAAA ", "AA\nAA", "AAAA\n", "A-AA", "A_AA", "A!AA", "AÄAA", "\udcff"),
    *("AA==AA==", "AAAA\u2028", "AA\x00AA"),
]


@pytest.mark.parametrize("text", BASE64, ids=range(len(BASE64)))
def test_base64_is_written_in_one_way(text: str) -> None:
    """Padding is neither missing nor too much, spare bits are zero, and nothing is skipped."""
    assert unbase64(text) is None


PLAIN = f"{NAME}\n5\n{ROOT64}\n"
SPARE = f"{ROOT64[:-2]}{chr(ord(ROOT64[-2]) + 1)}="

CHECKPOINTS = {
    **{f"size {text[:9]!r}": f"{NAME}\n{text}\n{ROOT64}\n" for text in NO_NUMBERS if text},
    "no size": f"{NAME}\n\n{ROOT64}\n",
    "line separator": f"{NAME}\u20285\u2028{ROOT64}\n",
    "line separator after the size": f"{NAME}\n5\u2028\n{ROOT64}\n",
    "next line": f"{NAME}\x855\x85{ROOT64}\n",
    "empty origin": f"\n5\n{ROOT64}\n",
    "no origin": f"5\n{ROOT64}\n",
    "no root": f"{NAME}\n5\n",
    "empty root": f"{NAME}\n5\n\n",
    "empty line at the end": f"{NAME}\n5\n{ROOT64}\n\n",
    "empty line before more": f"{NAME}\n5\n{ROOT64}\n\nmore\n",
    "empty line within more": f"{NAME}\n5\n{ROOT64}\nmore\n\nmore\n",
    "empty line after the origin": f"{NAME}\n\n5\n{ROOT64}\n",
    "root without padding": f"{NAME}\n5\n{ROOT64[:-1]}\n",
    "root with more padding": f"{NAME}\n5\n{ROOT64}=\n",
    "root with spare bits": f"{NAME}\n5\n{SPARE}\n",
    "root with a space": f"{NAME}\n5\n {ROOT64}\n",
    "root with a space inside": f"{NAME}\n5\n{ROOT64[:8]} {ROOT64[8:]}\n",
    "root for URLs": f"{NAME}\n5\n{urlsafe_b64encode(ROOT).decode()}\n",
    "root in hex": f"{NAME}\n5\n{ROOT.hex()}\n",
    "root of 31 bytes": f"{NAME}\n5\n{b64encode(ROOT[1:]).decode()}\n",
    "root of 33 bytes": f"{NAME}\n5\n{b64encode(ROOT + b'x').decode()}\n",
}


@pytest.mark.parametrize("text", CHECKPOINTS.values(), ids=CHECKPOINTS)
def test_a_checkpoint_is_written_in_one_way(text: str) -> None:
    """A signed text is refused if it is no checkpoint of its signer, or is written otherwise."""
    note = signed(text)
    if "\x0c" not in text:
        assert open_note(note, [vkey(OURS)]) == [NAME]
    with pytest.raises(NoteError):
        open_checkpoint(note, [vkey(OURS)])
    with pytest.raises(NoteError, match="checkpoint"):
        Checkpoint.parse(text.encode())


def test_every_line_of_a_checkpoint_ends_with_a_line_feed() -> None:
    """Without its last line feed, the text of a checkpoint is none."""
    for text in (PLAIN, f"{PLAIN}more\n"):
        assert Checkpoint.parse(text.encode()) == CHECKPOINT
        with pytest.raises(NoteError, match="checkpoint"):
            Checkpoint.parse(text.removesuffix("\n").encode())


@pytest.mark.parametrize("origin", ["example.org/other", f"{NAME} ", f" {NAME}", NAME.upper()])
def test_an_origin_is_the_name_of_its_key_to_the_letter(origin: str) -> None:
    """A checkpoint that its signer signed for another log is not opened."""
    with pytest.raises(NoteError, match="has signed this checkpoint"):
        open_checkpoint(signed(f"{origin}\n5\n{ROOT64}\n"), [vkey(OURS)])


def test_further_lines_of_a_checkpoint_are_passed_over() -> None:
    """What later editions of the format add does not keep a checkpoint from being read."""
    note = signed(f"{NAME}\n5\n{ROOT64}\nmore of it\nand more\n")
    assert open_checkpoint(note, [vkey(OURS)]) == CHECKPOINT


def test_a_text_that_is_not_utf8_is_no_checkpoint() -> None:
    """Bytes that are no text are refused as what they are."""
    with pytest.raises(NoteError):
        Checkpoint.parse(b"\xff\n5\n" + ROOT64.encode() + b"\n")


LINE = f"— {NAME} {signature(PLAIN.encode(), OURS)}\n"
RAW = decoded(LINE.split()[2])


def relined(change: Callable[[str], str]) -> bytes:
    """Give the note with its line of signature written in another way."""
    changed = change(LINE)
    assert changed != LINE
    return f"{PLAIN}\n{changed}".encode()


NO_NOTES = {
    "nothing": b"",
    "text alone": PLAIN.encode(),
    "no signature": f"{PLAIN}\n".encode(),
    "signature alone": LINE.encode(),
    "signature below an empty text": f"\n\n{LINE}".encode(),
    "no final line feed": relined(lambda line: line.removesuffix("\n")),
    "empty line at the end": relined(lambda line: line + "\n"),
    "CRLF in the text": signed(PLAIN.replace("\n", "\r\n")),
    "CRLF everywhere": signed(PLAIN).replace(b"\n", b"\r\n"),
    "CRLF on the line": relined(lambda line: line.replace("\n", "\r\n")),
    "tab in the text": signed(f"{PLAIN}more\tof it\n"),
    "NUL in the text": signed(f"{PLAIN}more\x00of it\n"),
    "form feed in the text": signed(f"{PLAIN}more\x0cof it\n"),
    "unit separator in the text": signed(f"{PLAIN}more\x1fof it\n"),
    "tab on the line": relined(lambda line: line.replace(" ", "\t")),
    "not UTF-8": signed(PLAIN).replace(b"5", b"\xff"),
    "surrogate": signed(PLAIN).replace(b"5", b"\xed\xa0\x80"),
    "hyphen for the dash": relined(lambda line: line.replace("—", "-")),
    "en dash": relined(lambda line: line.replace("—", "\u2013")),
    "two spaces": relined(lambda line: line.replace("— ", "—  ")),
    "two spaces before the signature": relined(lambda line: line.replace(" ", "  ").lstrip()),
    "space at the end": relined(lambda line: line.replace("\n", " \n")),
    "space in front": relined(lambda line: " " + line),
    "no name": relined(lambda line: line.replace(f"{NAME} ", "")),
    "empty name": relined(lambda line: line.replace(NAME, "")),
    "plus in the name": relined(lambda line: line.replace(NAME, "a+b")),
    "no-break space in the name": relined(lambda line: line.replace(NAME, "a\u00a0b")),
    "line separator in the name": relined(lambda line: line.replace(NAME, "a\u2028b")),
    "line separator after the line": relined(lambda line: line.replace("\n", "\u2028\n")),
    "line separator for the line feed": relined(lambda line: line.replace("\n", "\u2028")),
    "padding left out": relined(lambda line: line.replace("=", "")),
    "padding too much": relined(lambda line: line.replace("=", "==")),
    "spare bits": relined(lambda line: f"{line[:-3]}{chr(ord(line[-3]) + 1)}=\n"),
    "base64 for URLs": relined(
        lambda line: line.replace(line.split()[2], urlsafe_b64encode(b"\xff" * 68).decode())
    ),
    "base64 with a space": relined(lambda line: f"{line[:40]} {line[40:]}"),
    "base64 with a mark": relined(lambda line: f"{line[:40]}!{line[40:]}"),
    "key number alone": relined(
        lambda line: line.replace(line.split()[2], b64encode(RAW[:4]).decode())
    ),
    "more text below": relined(lambda line: line + "and more\n"),
}


@pytest.mark.parametrize("note", NO_NOTES.values(), ids=NO_NOTES)
def test_a_note_is_written_in_one_way(note: bytes) -> None:
    """What is no note is refused as such, whether or not its key has signed it."""
    with pytest.raises(NoteError, match=r"a note is|is not a signature line"):
        open_note(note, [vkey(OURS)])
    with pytest.raises(NoteError, match=r"a note is|is not a signature line"):
        Checkpoint.unverified(note)


def test_no_bit_of_a_signed_checkpoint_can_be_turned() -> None:
    """Every bit of a checkpoint with one signature is vouched for, or read in one way alone."""
    note = signed(PLAIN)
    keys = [vkey(OURS)]
    for place in range(len(note)):
        for bit in range(8):
            turned = bytearray(note)
            turned[place] ^= 1 << bit
            with pytest.raises(NoteError):
                open_checkpoint(bytes(turned), keys)


# ---------------------------------------------------------------- verifier keys

ODD = ("\u0661", "\u2028", "\udcff")


def test_no_character_of_a_verifier_key_can_be_changed() -> None:
    """A verifier key with one character changed, dropped, doubled or put in is none."""
    text = vkey(OURS)
    for place, character in enumerate(text):
        before, after = text[:place], text[place + 1 :]
        others = {chr(ord(character) ^ 1 << bit) for bit in range(8)}
        others |= {"", character * 2, f"{character} ", f"\n{character}", "+", *ODD}
        for changed in others - {character}:
            with pytest.raises(NoteError):
                VerifierKey.parse(before + changed + after)


VKEY = vkey(OURS)
NO_KEYS = [
    *("", "+", "++", "\udcff++", f"\udcff{VKEY}", f"{VKEY}\udcff", VKEY.upper(), f"{VKEY}\n"),
    *(f" {VKEY}", f"{VKEY}=", f"{VKEY}+", VKEY.replace("+", "+0", 1), VKEY.replace("+", "+0x", 1)),
    *(VKEY.replace("+", "++", 1), VKEY.partition("+")[0], VKEY.partition("+")[2], VKEY * 2),
    *(VKEY.rpartition("+")[0], VKEY.replace(NAME, ""), VKEY.replace("+", " ")),
]


@pytest.mark.parametrize("text", NO_KEYS, ids=range(len(NO_KEYS)))
def test_a_verifier_key_is_written_in_one_way(text: str) -> None:
    """Whatever is not the text of a key is refused, also beside one that has signed."""
    with pytest.raises(NoteError):
        VerifierKey.parse(text)
    with pytest.raises(NoteError):
        open_note(signed(PLAIN), [VKEY, text])


@pytest.mark.parametrize(
    "name", ["", " ", "a b", "a+b", "a\n", "a\tb", "a\x00", "a\u2028b", "a\u00a0", "\udcff", "a\r"]
)
def test_a_key_has_a_name_that_can_stand_on_a_line(name: str) -> None:
    """No key is named, nor does one sign, under a name that a note could not hold."""
    with pytest.raises(NoteError, match="is not the name of a key"):
        VerifierKey.of(name, OURS.public_key())
    with pytest.raises(NoteError, match="is not the name of a key"):
        sign_note(PLAIN.encode(), name, [OURS])


def test_a_key_tells_what_it_signed() -> None:
    """A verifier key knows a signature of its own key over the same bytes, and no other."""
    key = VerifierKey.parse(vkey(OURS))
    assert key.signed(b"text", OURS.sign(b"text"))
    assert not key.signed(b"text", OURS.sign(b"other"))
    assert not key.signed(b"text", NEXT.sign(b"text"))
    assert not key.signed(b"text", b"")
