"""Withholding: what leaves an entry, what stays in its place, and what opens it again."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import Any

import pytest

from ledger.disclosures import commitment, disclose, opened, reveal, withhold
from ledger.entry import format_entry
from ledger.errors import DisclosureError, EntryError
from tests.ledger.books import fields, salts

INTERNAL = {"release": "internal"}
UNTIL = {"release": "congress", "until": "2040-07-27"}
BODY = {"standing": "better than 3", "ground": ["First.", "Second.", "Third."], "a/b~c": "x"}


def content(**changes: Any) -> dict[str, Any]:
    """Give an entry's content with several things to withhold."""
    return fields(body=BODY, occurred="2015-06", **changes)


def base64(data: bytes) -> str:
    """Encode as disclosures are."""
    return urlsafe_b64encode(data).rstrip(b"=").decode()


def test_digest_of_rfc_9901() -> None:
    """The digest of a disclosure is that of the example in RFC 9901, section 4.2.3."""
    disclosure = "WyJfMjZiYzRMVC1hYzZxMktJNmNCVzVlcyIsICJmYW1pbHlfbmFtZSIsICJNw7ZiaXVzIl0"
    assert commitment(disclosure) == "X9yH0Ajrdm1Oij4tWso9UzzKJvPoDxwmuEcO3XAdRC0"


def test_form_of_a_disclosure() -> None:
    """A disclosure is the base64url of the JSON array of salt, pointer and value."""
    disclosure = disclose("/body/x", {"b": 1, "a": "é"}, bytes(16))
    text = urlsafe_b64decode(disclosure + "=" * (-len(disclosure) % 4)).decode()
    assert text == '["AAAAAAAAAAAAAAAAAAAAAA","/body/x",{"a":"é","b":1}]'
    assert "=" not in disclosure


@pytest.mark.parametrize("salt", [b"", bytes(15), bytes(17)])
def test_salt_of_another_length(salt: bytes) -> None:
    """A salt that is not 128 bits is refused."""
    with pytest.raises(DisclosureError, match="salt"):
        disclose("/body/x", 1, salt)


def test_member_is_taken_out() -> None:
    """A withheld field is absent; a commitment with its class stands in for it."""
    left, disclosures = withhold(content(), {"/body/ground": INTERNAL, "/occurred": UNTIL}, salts())
    assert "ground" not in left["body"]
    assert "occurred" not in left
    assert left["commitments"] == {
        "/body/ground": {"digest": commitment(disclosures["/body/ground"]), **INTERNAL},
        "/occurred": {"digest": commitment(disclosures["/occurred"]), **UNTIL},
    }
    assert format_entry(left)


def test_paragraph_leaves_null() -> None:
    """Withholding one paragraph leaves null in its place and the others as they are."""
    left, disclosures = withhold(content(), {"/body/ground/1": INTERNAL}, salts())
    assert left["body"]["ground"] == ["First.", None, "Third."]
    assert list(disclosures) == ["/body/ground/1"]
    assert format_entry(left)


def test_escaped_names() -> None:
    """A name with a slash or a tilde is withheld by its escaped pointer."""
    left, disclosures = withhold(content(), {"/body/a~1b~0c": INTERNAL}, salts())
    assert "a/b~c" not in left["body"]
    assert format_entry(left)
    assert reveal(left, disclosures, lambda *_: None) == content()


def test_nothing_given_is_changed() -> None:
    """Withholding and revealing work on copies."""
    whole = content()
    left, disclosures = withhold(whole, {"/body/ground/0": INTERNAL, "/by/party": UNTIL}, salts())
    assert whole == content()
    before = format_entry(left)
    reveal(left, disclosures, lambda *_: None)
    assert format_entry(left) == before


def test_withheld_in_two_steps() -> None:
    """What a correction withholds is added to what is withheld already."""
    once, first = withhold(content(), {"/occurred": UNTIL}, salts())
    twice, second = withhold(once, {"/by/party": INTERNAL}, salts())
    assert twice["commitments"].keys() == {"/occurred", "/by/party"}
    assert reveal(twice, first | second, lambda *_: None) == content()


@pytest.mark.parametrize(
    ("pointers", "reason"),
    [
        (["/body/missing"], "nothing to withhold"),
        (["/body/missing/0"], "no such place"),
        (["/body/ground/3"], "no such place"),
        (["/body/ground/-1"], "no such place"),
        (["/body/ground/00"], "no such place"),
        (["/body/ground/+1"], "no such place"),
        (["/body/ground/²"], "no such place"),
        (["/body/standing/0"], "no such place"),
        (["body"], "no such place"),
        ([""], "no such place"),
        (["/body/~2"], "no such place"),
        (["/body/ground", "/body/ground/1"], "withheld as a whole"),
        (["/body/list/0"], "only a paragraph"),
    ],
)
def test_what_cannot_be_withheld(pointers: list[str], reason: str) -> None:
    """A place that is not there, twice there, or no text, is refused by its pointer."""
    whole = fields(body={**BODY, "list": [{"title": "t"}]})
    with pytest.raises(DisclosureError, match=reason) as caught:
        withhold(whole, dict.fromkeys(pointers, INTERNAL), salts())
    assert caught.value.pointer in pointers


def test_twice_withheld() -> None:
    """What is withheld already, in whole or part, is not withheld again."""
    left, _ = withhold(content(), {"/body/ground/1": INTERNAL}, salts())
    for pointer in ("/body/ground/1", "/body/ground"):
        with pytest.raises(DisclosureError, match="twice"):
            withhold(left, {pointer: INTERNAL}, salts())


@pytest.mark.parametrize("pointer", ["/version", "/log", "/body", "/by", "/release"])
def test_envelope_is_never_withheld(pointer: str) -> None:
    """What the structure stands on can be taken out, but no entry can be made of the rest."""
    left, _ = withhold(content(), {pointer: INTERNAL}, salts())
    with pytest.raises(EntryError):
        format_entry(left)


def test_value_that_cannot_be_recorded() -> None:
    """A withheld value obeys the rules of an entry, and is named by its own place."""
    with pytest.raises(EntryError) as caught:
        withhold(fields(body={"x": {"y": [1.5]}}), {"/body/x": INTERNAL}, salts())
    assert caught.value.pointer == "/body/x/y/0"


def test_marks() -> None:
    """Where nothing is opened stands the mark that the class makes."""
    classes = {"/body/ground/0": UNTIL, "/by/party": INTERNAL}
    left, disclosures = withhold(content(), classes, salts())
    some = {"/by/party": disclosures["/by/party"]}
    full = reveal(left, some, lambda release, until: f"<{release} {until}>")
    assert full["by"]["party"] == "eap"
    assert full["body"]["ground"] == ["<congress 2040-07-27>", "Second.", "Third."]
    assert "commitments" not in full


def test_opening_with_another_disclosure() -> None:
    """A disclosure opens its own commitment and no other."""
    left, disclosures = withhold(
        content(), {"/body/ground/0": INTERNAL, "/body/ground/1": INTERNAL}, salts()
    )
    swapped = dict(zip(disclosures, reversed(disclosures.values()), strict=True))
    with pytest.raises(DisclosureError, match="not the one that was committed to"):
        reveal(left, swapped, lambda *_: None)
    with pytest.raises(DisclosureError, match="without a commitment"):
        reveal(content(), disclosures, lambda *_: None)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ('["AAAAAAAAAAAAAAAAAAAAAA","/body/y","v"]', "another place"),
        ('["AAAAAAAAAAAAAAAAAAAAAA", "/body/x","v"]', "one way"),
        ('["AAAAAAAAAAAAAAAAAAAAAB","/body/x","v"]', "one way"),
        ('["AAAAAAAAAAAAAAAAAAAA","/body/x","v"]', "salt"),
        ('["AAAAAAAAAAAAAAAAAAAAAA","/body/x"]', "not .salt, pointer, value"),
        ('["AAAAAAAAAAAAAAAAAAAAAA","/body/x","v","w"]', "not .salt, pointer, value"),
        ('{"0":"AAAAAAAAAAAAAAAAAAAAAA","1":"/body/x","2":"v"}', "not .salt, pointer, value"),
        ('[1,"/body/x","v"]', "not .salt, pointer, value"),
        ("", "not .salt, pointer, value"),
        ("\x00", "not .salt, pointer, value"),
    ],
)
def test_malformed_disclosures(text: str, reason: str) -> None:
    """A disclosure of another form or for another place is refused though it was committed to."""
    disclosure = base64(text.encode())
    with pytest.raises(DisclosureError, match=reason):
        opened("/body/x", disclosure, commitment(disclosure))


def test_stray_characters() -> None:
    """Base64 with characters that decoders skip is not the one way to write a disclosure."""
    good = disclose("/body/x", "v", bytes(16))
    assert opened("/body/x", good, commitment(good)) == "v"
    for bad in (f"{good[:8]}!{good[8:]}", f"{good}\n", f"{good}=", f" {good}"):
        with pytest.raises(DisclosureError):
            opened("/body/x", bad, commitment(bad))
    with pytest.raises(DisclosureError):
        opened("/body/x", "é", commitment(good))
