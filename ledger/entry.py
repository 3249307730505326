"""An entry: the exact bytes of an act as recorded.

The bytes are the canonical JSON of one object. Always there: format, log, stream, version, act,
v, id, nonce, recorded_at, release, made, by, body (an empty body is `{}`). Absent when there is
nothing to say, never empty and never null: occurred, basis, commitments. What a commitment
withholds is absent from its place; a withheld paragraph leaves `null`, which occurs nowhere else.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from hashlib import sha256
from typing import Any, Final, Literal

import orjson

from domain.values import RELEASES, Occurred, Ref, Release, Stream
from ledger.canonical import canonical
from ledger.errors import EntryError
from ledger.pointers import join, lookup

__all__ = [
    "FORMAT",
    "MADE",
    "Entry",
    "Made",
    "canonical",
    "format_entry",
    "is_log",
    "load_entry",
    "parse_entry",
]

FORMAT: Final = 1
Made = Literal["contemporaneous", "reconstructed"]
MADE: Final[tuple[Made, ...]] = ("contemporaneous", "reconstructed")

BY: Final = frozenset({"party", "person", "role", "authority", "recorded_by"})
BY_ALWAYS: Final = ("party", "recorded_by")

# 16 and 32 bytes in unpadded base64url: the last character carries 2 and 4 bits, the rest are zero.
_NONCE: Final = re.compile(r"[A-Za-z0-9_-]{21}[AQgw]")
_DIGEST: Final = re.compile(r"[A-Za-z0-9_-]{42}[AEIMQUYcgkosw048]")
_LOG: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._~:/-]{0,199}")
_ACT: Final = re.compile(r"(?=.{1,64}\Z)[a-z][a-z0-9]*(?:-[a-z0-9]+)*")
_ID: Final = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
_INSTANT: Final = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z", re.ASCII)
_DAY: Final = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry as it was recorded: its exact bytes, and what they say."""

    data: bytes
    fields: Mapping[str, Any] = field(compare=False, repr=False)

    @property
    def digest(self) -> bytes:
        """SHA-256 of the bytes: the leaf of the log."""
        return sha256(self.data).digest()

    @property
    def log(self) -> str:
        """Origin of the book that this entry belongs to."""
        return self.fields["log"]  # type: ignore[no-any-return]  # checked when parsed

    @property
    def stream(self) -> str:
        """Name of its stream."""
        return self.fields["stream"]  # type: ignore[no-any-return]  # checked when parsed

    @property
    def version(self) -> int:
        """Place in its stream, from 1."""
        return self.fields["version"]  # type: ignore[no-any-return]  # checked when parsed

    @property
    def act(self) -> str:
        """Name of the act."""
        return self.fields["act"]  # type: ignore[no-any-return]  # checked when parsed

    @property
    def v(self) -> int:
        """Schema version of the act."""
        return self.fields["v"]  # type: ignore[no-any-return]  # checked when parsed

    @property
    def id(self) -> str:
        """UUID of the act."""
        return self.fields["id"]  # type: ignore[no-any-return]  # checked when parsed

    @property
    def nonce(self) -> str:
        """Random bits that keep the digest from being guessed."""
        return self.fields["nonce"]  # type: ignore[no-any-return]  # checked when parsed

    @property
    def recorded_at(self) -> str:
        """Instant of recording, 27 characters."""
        return self.fields["recorded_at"]  # type: ignore[no-any-return]  # checked when parsed

    @property
    def release(self) -> Release:
        """Class of the entry as a whole, as judged when recorded."""
        return self.fields["release"]  # type: ignore[no-any-return]  # checked when parsed

    @property
    def made(self) -> Made:
        """Whether it was written down as it happened or afterwards from sources."""
        return self.fields["made"]  # type: ignore[no-any-return]  # checked when parsed

    @property
    def occurred(self) -> str | None:
        """When it happened, as text; None if absent: not on record, or withheld."""
        return self.fields.get("occurred")

    @property
    def by(self) -> Mapping[str, str]:
        """Who acted, and who wrote it down."""
        return self.fields["by"]  # type: ignore[no-any-return]  # checked when parsed

    @property
    def basis(self) -> tuple[str, ...]:
        """References to the entries that the act relied on."""
        return tuple(self.fields.get("basis", ()))

    @property
    def body(self) -> Mapping[str, Any]:
        """The act's own fields."""
        return self.fields["body"]  # type: ignore[no-any-return]  # checked when parsed

    @property
    def commitments(self) -> Mapping[str, Mapping[str, str]]:
        """What is withheld: JSON Pointer to digest, release and until."""
        return self.fields.get("commitments", {})  # type: ignore[no-any-return]  # checked when parsed

    # The names by which the event store knows a stream and its versions.

    @property
    def originator_id(self) -> str:
        """Name of its stream."""
        return self.stream

    @property
    def originator_version(self) -> int:
        """Place in its stream."""
        return self.version


def format_entry(fields: Mapping[str, object]) -> bytes:
    """Return the exact bytes of an entry with these fields; EntryError names the first fault."""
    data = canonical(dict(fields))
    for pointer, reason in _faults(fields, data):
        raise EntryError(pointer, reason)
    return data


def parse_entry(data: bytes) -> Entry:
    """Read an entry, refusing whatever `format_entry` could not have written."""
    fields = _object(data)
    if format_entry(fields) != data:
        raise EntryError(
            "", "not canonical JSON: a name twice, names not in order, or another way of writing"
        )
    return Entry(data, fields)


def load_entry(data: bytes) -> Entry:
    """Read an entry from a book: the envelope is checked again, the canonical form is not.

    That was checked when it was written, and is by `verify --strict`.
    """
    fields = _object(data)
    for pointer, reason in _faults(fields, data):
        raise EntryError(pointer, reason)
    return Entry(data, fields)


def _object(data: bytes) -> dict[str, Any]:
    try:
        fields = orjson.loads(data)
    except orjson.JSONDecodeError as error:
        raise EntryError("", f"not JSON: {error}") from error
    if type(fields) is not dict:
        raise EntryError("", "not a JSON object")
    return fields


def is_log(text: object) -> bool:
    """Tell whether a text may be the origin of a book.

    C2SP signed-note makes it a key name, which has neither spaces nor `+`.
    """
    return type(text) is str and _LOG.fullmatch(text) is not None


# ---------------------------------------------------------------- the envelope

_Check = Callable[[Any], str | None]


def _like(pattern: re.Pattern[str], wanted: str) -> _Check:
    def check(value: Any) -> str | None:
        if type(value) is str and pattern.fullmatch(value):
            return None
        return f"{value!r} is not {wanted}"

    return check


def _read_by(parse: Callable[[str], object]) -> _Check:
    def check(value: Any) -> str | None:
        if type(value) is not str:
            return f"{value!r} is not text"
        try:
            parse(value)
        except ValueError as error:
            return str(error)
        return None

    return check


def _one_of(*choices: str) -> _Check:
    def check(value: Any) -> str | None:
        if type(value) is str and value in choices:
            return None
        return f"{value!r} is not one of {', '.join(choices)}"

    return check


def _format(value: Any) -> str | None:
    if type(value) is int and value > FORMAT:
        return f"format {value} was written by a newer minutebook: read it with the newer program"
    return None if type(value) is int and value == FORMAT else f"{value!r} is not format {FORMAT}"


def _count(value: Any) -> str | None:
    return None if type(value) is int and value >= 1 else f"{value!r} is not a number from 1 up"


def _instant(value: Any) -> str | None:
    if type(value) is str and _INSTANT.fullmatch(value) and _exists(datetime, value):
        return None
    return f"{value!r} is not an instant like 2026-11-21T17:40:00.123456Z"


def _day(value: Any) -> str | None:
    if type(value) is str and _DAY.fullmatch(value) and _exists(date, value):
        return None
    return f"{value!r} is not a day like 2040-07-27"


def _exists(kind: type[date], text: str) -> bool:
    try:
        kind.fromisoformat(text)
    except ValueError:
        return False
    return True


def _body(value: Any) -> str | None:
    return None if type(value) is dict else f"{value!r} is not an object"


_stream: Final = _read_by(Stream.parse)
_ref: Final = _read_by(Ref.parse)
_occurred: Final = _read_by(Occurred.parse)
_release: Final = _one_of(*RELEASES)
_withheld_from: Final = _one_of(*RELEASES[1:])
_digest: Final = _like(_DIGEST, "a SHA-256 in unpadded base64url")

_ALWAYS: Final[tuple[tuple[str, _Check], ...]] = (
    ("format", _format),
    ("log", _like(_LOG, "the origin of a book")),
    ("stream", _stream),
    ("version", _count),
    ("act", _like(_ACT, "the name of an act")),
    ("v", _count),
    ("id", _like(_ID, "a UUID in lower case")),
    ("nonce", _like(_NONCE, "16 bytes in unpadded base64url")),
    ("recorded_at", _instant),
    ("release", _release),
    ("made", _one_of(*MADE)),
    ("body", _body),
)
_KNOWN: Final = frozenset({key for key, _ in _ALWAYS} | {"by", "occurred", "basis", "commitments"})
_WANTED: Final = len(_ALWAYS) + 1
_ABSENT: Final = object()


def _faults(fields: Mapping[str, Any], data: bytes) -> Iterator[tuple[str, str]]:
    """Tell every fault of an envelope: the pointer of the place, and the reason."""
    for key, check in _ALWAYS:
        value = fields.get(key, _ABSENT)
        reason = "is missing" if value is _ABSENT else check(value)
        if reason:
            yield join(key), reason
    for key in sorted(fields.keys() - _KNOWN):
        yield join(key), "is not a field of an entry"
    yield from _by_faults(fields.get("by"), fields.get("commitments", ()))
    if len(fields) > _WANTED:
        yield from _optional_faults(fields)
    if b"null" in data:
        yield from _null_faults(fields)


def _optional_faults(fields: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    if "occurred" in fields and (reason := _occurred(fields["occurred"])):
        yield "/occurred", reason
    if "basis" in fields:
        yield from _basis_faults(fields["basis"])
    if "commitments" in fields:
        yield from _commitment_faults(fields, fields["commitments"])


def _by_faults(by: Any, commitments: Any) -> Iterator[tuple[str, str]]:
    if type(by) is not dict:
        yield "/by", "is missing, or is not an object"
        return
    for key, value in by.items():
        if key not in BY:
            yield join("by", key), "is not a field of who acted"
        elif type(value) is not str or not value:
            yield join("by", key), f"{value!r} is not text"
    for key in BY_ALWAYS:
        if key not in by and (type(commitments) is not dict or join("by", key) not in commitments):
            yield join("by", key), "is missing"


def _basis_faults(basis: Any) -> Iterator[tuple[str, str]]:
    if type(basis) not in {list, tuple} or not basis:
        yield "/basis", "is not a list of references; leave it out when there is none"
        return
    for index, ref in enumerate(basis):
        if reason := _ref(ref):
            yield join("basis", index), reason


def _commitment_faults(fields: Mapping[str, Any], commitments: Any) -> Iterator[tuple[str, str]]:
    if type(commitments) is not dict or not commitments:
        yield "/commitments", "is not an object of commitments; leave it out when there is none"
        return
    for pointer, commitment in commitments.items():
        for key, reason in _one_commitment_faults(commitment):
            yield join("commitments", pointer, *key), reason
        if not _is_withheld(fields, pointer):
            yield join("commitments", pointer), "names no place that was withheld"


def _one_commitment_faults(commitment: Any) -> Iterator[tuple[tuple[str, ...], str]]:
    if type(commitment) is not dict:
        yield (), "is not an object"
        return
    if not {"digest", "release"} <= commitment.keys() <= {"digest", "release", "until"}:
        yield (), "has digest, release and at most until"
        return
    if reason := _digest(commitment["digest"]):
        yield ("digest",), reason
    if reason := _withheld_from(commitment["release"]):
        yield ("release",), reason
    if "until" in commitment and (reason := _day(commitment["until"])):
        yield ("until",), reason


# ---------------------------------------------------------------- withheld places


def _is_withheld(fields: Mapping[str, Any], pointer: str) -> bool:
    """Tell whether a place is one that withholding leaves: a missing member or a null in a list."""
    if pointer == "/occurred":
        return "occurred" not in fields
    if not pointer.startswith(("/by/", "/body/")):
        return False
    try:
        parent, key = lookup(fields, pointer)
    except (LookupError, ValueError):
        return False
    return parent[key] is None if isinstance(key, int) else key not in parent


def _null_faults(fields: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    commitments = fields.get("commitments", ())
    for pointer in _nulls(fields):
        if pointer not in commitments:
            yield pointer, "null, which only a withheld paragraph leaves: leave the field out"


def _nulls(fields: Mapping[str, Any]) -> Iterator[str]:
    places: list[tuple[tuple[str | int, ...], Any]] = [((), dict(fields))]
    for keys, value in places:
        if value is None:
            yield join(*keys)
        elif type(value) is dict:
            places += [((*keys, key), part) for key, part in value.items()]
        elif type(value) is list or type(value) is tuple:
            places += [((*keys, index), part) for index, part in enumerate(value)]
