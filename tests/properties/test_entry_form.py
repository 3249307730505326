"""Laws of an entry: one value, one byte sequence; what is withheld comes back, untold till then."""

from collections.abc import Mapping
from typing import Any

import orjson
import pytest
import rfc8785
from hypothesis import assume, given
from hypothesis import strategies as st

from domain.values import RELEASES
from ledger.canonical import _faults, _is_clean, _is_plain, canonical
from ledger.disclosures import reveal, withhold
from ledger.entry import MADE, format_entry, load_entry, parse_entry
from ledger.errors import EntryError
from ledger.pointers import join, split

NAMES = st.text(st.characters(codec="ascii", exclude_categories=["Cc"]), max_size=12)
TEXT = st.text(st.characters(exclude_categories=["Cs", "Cc"], include_characters="\n\t"))
INTEGERS = st.integers(-(2**53) + 1, 2**53 - 1)
SCALARS = TEXT | INTEGERS | st.booleans()


def values(leaves: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Give JSON values of these leaves."""
    return st.recursive(
        leaves,
        lambda parts: st.lists(parts, max_size=4) | st.dictionaries(NAMES, parts, max_size=4),
        max_leaves=12,
    )


VALUES = values(SCALARS)
ANYTHING = values(
    st.text() | st.integers() | st.booleans() | st.none() | st.floats() | st.binary() | st.uuids()
) | st.dictionaries(st.text(max_size=3), st.text(max_size=3))
SEGMENTS = st.from_regex(r"[A-Za-z0-9][A-Za-z0-9-]{0,8}", fullmatch=True).filter(
    lambda segment: segment not in {"book", "meeting", "evidence"}
)
STREAMS = st.just("book") | st.lists(SEGMENTS, min_size=1, max_size=3).map("/".join)
PEOPLE = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=20)
PARAGRAPHS = st.lists(TEXT, min_size=1, max_size=4)


@st.composite
def entries(draw: st.DrawFn) -> dict[str, Any]:
    """Draw the fields of an entry in which nothing is withheld."""
    at = draw(st.datetimes().map(lambda time: time.isoformat(timespec="microseconds")))
    optional = {
        "occurred": st.sampled_from(["2015", "2015-06", "2015-06-30", "../2015", "2014/2015-06"]),
        "basis": st.lists(
            st.builds("{}@{}".format, STREAMS, st.integers(1, 99)), min_size=1, max_size=3
        ),
    }
    return {
        "format": 1,
        "log": "example.gov/minutebook/tip",
        "stream": draw(STREAMS),
        "version": draw(st.integers(1, 2**53 - 1)),
        "act": draw(st.from_regex(r"[a-z]{1,9}(-[a-z]{1,9})?", fullmatch=True)),
        "v": draw(st.integers(1, 9)),
        "id": str(draw(st.uuids())),
        "nonce": draw(st.from_regex(r"[A-Za-z0-9_-]{21}[AQgw]", fullmatch=True)),
        "recorded_at": f"{at}Z",
        "release": draw(st.sampled_from(RELEASES)),
        "made": draw(st.sampled_from(MADE)),
        "by": {
            "party": draw(PEOPLE),
            "recorded_by": draw(PEOPLE),
            **draw(st.fixed_dictionaries({}, optional={"person": PEOPLE, "role": PEOPLE})),
        },
        "body": {
            **draw(st.dictionaries(NAMES, VALUES, max_size=3)),
            "text": draw(PARAGRAPHS),
        },
        **draw(st.fixed_dictionaries({}, optional=optional)),
    }


@st.composite
def withheld(draw: st.DrawFn) -> tuple[dict[str, Any], dict[str, dict[str, str]]]:
    """Draw an entry's fields, and classes for some of the places that may be withheld."""
    fields = draw(entries())
    places = [join("by", key) for key in fields["by"]]
    places += [join("body", key) for key in fields["body"] if key != "text"]
    places += ["/occurred"] if "occurred" in fields else []
    paragraphs = [join("body", "text", index) for index in range(len(fields["body"]["text"]))]
    places += paragraphs if draw(st.booleans()) else ["/body/text"]
    chosen = draw(st.lists(st.sampled_from(places), unique=True, min_size=1))
    classes = st.fixed_dictionaries(
        {"release": st.sampled_from(RELEASES[1:])}, optional={"until": st.dates().map(str)}
    )
    return fields, {pointer: draw(classes) for pointer in chosen}


SALTS = st.iterables(st.binary(min_size=16, max_size=16), min_size=16, max_size=16)


@given(VALUES)
def test_canonical_is_rfc_8785(value: Any) -> None:
    """For whatever an entry may hold, our bytes are those of an independent RFC 8785."""
    assert canonical(value) == rfc8785.dumps(value)


@given(ANYTHING)
def test_canonical_refuses_or_keeps(value: Any) -> None:
    """Whatever is given is either refused by its place or read back the same."""
    try:
        data = canonical(value)
    except EntryError:
        assert list(_faults(value, ()))
    else:
        assert not list(_faults(value, ()))
        assert orjson.loads(data) == value
        assert canonical(orjson.loads(data)) == data


@given(ANYTHING)
def test_quick_looks_never_miss(value: Any) -> None:
    """What the two quick tests let pass, the walk through the value lets pass too."""
    try:
        data = orjson.dumps(value, option=orjson.OPT_SORT_KEYS | orjson.OPT_STRICT_INTEGER)
    except TypeError:
        assume(False)  # noqa: FBT003 - the signature of hypothesis
    if _is_clean(data) and _is_plain(value, keys_are_ascii=data.isascii()):
        assert not list(_faults(value, ()))


@given(entries())
def test_parse_undoes_format(fields: dict[str, Any]) -> None:
    """An entry reads back as the fields it was made of, and these make its bytes again."""
    data = format_entry(fields)
    entry = parse_entry(data)
    assert entry.fields == fields
    assert format_entry(entry.fields) == data
    assert load_entry(data) == entry


@given(entries(), st.data())
def test_flipped_bits(fields: dict[str, Any], draw: st.DataObject) -> None:
    """With any bit flipped an entry is refused, or is another entry with another digest."""
    data = format_entry(fields)
    place = draw.draw(st.integers(0, len(data) - 1))
    flipped = bytearray(data)
    flipped[place] ^= 1 << draw.draw(st.integers(0, 7))
    try:
        other = parse_entry(bytes(flipped))
    except EntryError:
        return
    assert other.fields != fields
    assert other.digest != parse_entry(data).digest


@given(withheld(), SALTS)
def test_reveal_undoes_withhold(case: tuple[dict[str, Any], dict[str, Any]], salts: Any) -> None:
    """With every disclosure an entry's content is again what it was; the entry is well-formed."""
    fields, classes = case
    left, disclosures = withhold(fields, classes, salts)
    entry = parse_entry(format_entry(left))
    assert reveal(entry.fields, disclosures, lambda *_: None) == fields
    assert disclosures.keys() == classes.keys() == entry.commitments.keys()


@given(withheld(), SALTS)
def test_withheld_text_is_nowhere(case: tuple[dict[str, Any], dict[str, Any]], salts: Any) -> None:
    """What is opened for nobody is a mark, and everything else is as it was."""
    fields, classes = case
    left, _ = withhold(fields, classes, salts)
    marks = reveal(left, {}, lambda *_: "withheld")
    for pointer in classes:
        parent: Any = fields
        *path, last = split(pointer)
        for key in path:
            parent = parent[int(key) if isinstance(parent, list) else key]
        parent[int(last) if isinstance(parent, list) else last] = "withheld"
    assert marks == fields


@given(
    withheld(), st.lists(st.binary(min_size=16, max_size=16), min_size=16, max_size=16), st.data()
)
def test_length_tells_nothing(
    case: tuple[dict[str, Any], dict[str, Mapping[str, str]]],
    salts: list[bytes],
    draw: st.DataObject,
) -> None:
    """Two acts that differ in withheld values only make entries that differ in digests only."""
    fields, classes = case
    whole = {pointer: c for pointer, c in classes.items() if pointer.startswith("/by/")}
    assume(whole)
    others = {split(pointer)[1]: draw.draw(PEOPLE) for pointer in whole}
    other = {**fields, "by": {**fields["by"], **others}}
    one, _ = withhold(fields, whole, iter(salts))
    two, _ = withhold(other, whole, iter(salts))
    assert len(format_entry(one)) == len(format_entry(two))
    for pointer in whole:
        same = one["commitments"][pointer]["digest"] == two["commitments"][pointer]["digest"]
        assert same == (fields["by"][split(pointer)[1]] == others[split(pointer)[1]])
        one["commitments"][pointer]["digest"] = two["commitments"][pointer]["digest"]
    assert one == two


@given(st.lists(st.text(max_size=5), min_size=1, max_size=4))
def test_pointers(keys: list[str]) -> None:
    """A pointer is taken apart into the names it was made of."""
    assert split(join(*keys)) == keys


@given(st.text(alphabet="/~01ab", max_size=8))
def test_pointers_have_one_form(text: str) -> None:
    """A text is a pointer only if it is how that pointer is written."""
    try:
        keys = split(text)
    except ValueError:
        with pytest.raises(ValueError, match="not a JSON Pointer"):
            split(text)
    else:
        assert join(*keys) == text
