"""An act as its writer submits it: checked, and in one normal form whatever it was written in."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Annotated, Any, Literal, TypeVar

from pydantic import AfterValidator, BaseModel, Discriminator, Field, Tag, ValidationError

from domain.acts import ACTS, Act
from domain.errors import ActError, Problem
from domain.fields import Date, Held, Known, Many, Model, Name
from domain.values import Occurred, Ref, Release, Stream, Withheld

__all__ = [
    "By",
    "Submission",
    "escaped",
    "not_an_act",
    "read_body",
    "read_by",
    "read_submission",
    "written",
]

Made = Literal["contemporaneous", "reconstructed"]
M = TypeVar("M", bound=BaseModel)
_UUID = r"^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$"


class By(Model):
    """Who acted, by what authority, and who wrote it down."""

    party: Held[Name]
    person: Known[Name] = None
    role: Known[Name] = None
    authority: Known[Name] = None
    recorded_by: Known[Name] = None


def _day(text: str) -> str:
    if Occurred.parse(text).day != text:
        message = f"{text!r} is not a day like 2040-07-27"
        raise ValueError(message)
    return text


class Withholding(Model):
    """Who may know a withheld place, and until when it is meant to stay so."""

    release: Literal["congress", "internal"]
    until: Annotated[str, AfterValidator(_day)] | None = None


def _form(held: object) -> str:
    return "str" if isinstance(held, str) else "dict"


# The tags are names of branches that no pointer shows.
Withhold = Annotated[
    Annotated[Withholding, Tag("dict")] | Annotated[Literal["congress", "internal"], Tag("str")],
    Discriminator(_form),
]


def _key(text: str) -> str:
    """Refuse a key that `basis` would read as the name of an entry."""
    try:
        Ref.parse(text)
    except ValueError:
        return text
    message = "has the form of a reference, STREAM@VERSION: choose another key"
    raise ValueError(message)


class Envelope(Model):
    """Everything about an act but its body."""

    act: str
    on: str
    occurred: Date | None = None
    made: Made = "contemporaneous"
    by: By
    basis: Many[Annotated[str, Field(min_length=1, max_length=1000)]] = ()
    release: Release | None = None
    withhold: dict[str, Withhold] = {}
    id: Annotated[str, Field(pattern=_UUID)] | None = None
    key: Annotated[str, Field(min_length=1, max_length=1000), AfterValidator(_key)] | None = None
    expect: Annotated[int, Field(ge=0)] | None = None
    body: dict[str, Any] = {}


@dataclass(frozen=True, slots=True)
class Submission:
    """A checked submission; `normal` is its normal form, without id, key and expect."""

    act: Act
    stream: Stream
    envelope: Envelope
    withhold: Mapping[str, Withheld]
    normal: Mapping[str, Any]


def read_submission(data: Mapping[str, Any]) -> Submission:
    """Check one act as submitted; ActError lists every fault with its place."""
    problems: list[Problem] = []
    envelope = _validated(Envelope, data, "", problems)
    name = data.get("act")
    if not isinstance(name, str) or name not in ACTS:
        if isinstance(name, str):
            problems.append(Problem("/act", not_an_act(name, "schema")))
        raise ActError(*problems)
    stream = _stream(data.get("on"), ACTS[name], problems)
    body = data.get("body", {})
    act = _validated(ACTS[name], body, "/body", problems) if isinstance(body, dict) else None
    if envelope is None or act is None or stream is None or problems:
        raise ActError(*problems)
    withhold = {
        pointer: Withheld(held) if isinstance(held, str) else Withheld(held.release, held.until)
        for pointer, held in envelope.withhold.items()
    }
    normal = written(envelope) | {"body": written(act)}
    for name_only in ("id", "key", "expect"):
        normal.pop(name_only, None)
    if withhold:
        normal["withhold"] = {pointer: mark(held) for pointer, held in withhold.items()}
    return Submission(act, stream, envelope, withhold, normal)


def read_body(name: str, body: Mapping[str, Any], where: str = "/body") -> Act:
    """Check the body of one act; ActError lists every fault with its place."""
    problems: list[Problem] = []
    act = _validated(ACTS[name], body, where, problems)
    if act is None:
        raise ActError(*problems)
    return act


def read_by(by: Mapping[str, Any], where: str = "/by") -> By:
    """Check who acted; ActError lists every fault with its place."""
    problems: list[Problem] = []
    found = _validated(By, by, where, problems)
    if found is None:
        raise ActError(*problems)
    return found


def written(model: BaseModel) -> dict[str, Any]:
    """Give a model as the JSON its writer would have written, without what is absent."""
    return model.model_dump(mode="json", by_alias=True, exclude_none=True)


def escaped(key: str) -> str:
    """Write a name as one step of a JSON Pointer (RFC 6901)."""
    return key.replace("~", "~0").replace("/", "~1")


def mark(held: Withheld) -> dict[str, str]:
    """Give the class of a withheld place, and its date, as JSON."""
    return {"release": held.release} | ({"until": held.until} if held.until else {})


def not_an_act(name: str, command: str) -> str:
    """Say that there is no act of this name, which ones are near it, and what lists them all."""
    near = get_close_matches(name, ACTS, n=2)
    hint = f" (near it: {', '.join(near)})" if near else ""
    return f"{name!r} is not an act{hint}; `{command}` lists them"


# ---------------------------------------------------------------- checking


def _stream(name: Any, act: type[Act], problems: list[Problem]) -> Stream | None:
    if not isinstance(name, str):
        return None
    try:
        stream = Stream.parse(name)
    except ValueError as error:
        problems.append(Problem("/on", str(error)))
        return None
    if stream.kind not in act.on:
        kinds = " or ".join(sorted(act.on))
        problems.append(
            Problem(
                "/on",
                f"{act.name} lies on a stream of kind {kinds}; {name!r} is of kind {stream.kind}",
            )
        )
    return stream


def _validated(
    model: type[M], data: Mapping[str, Any], where: str, problems: list[Problem]
) -> M | None:
    try:
        return model.model_validate(data, by_alias=True, by_name=False)
    except ValidationError as error:
        problems.extend(_problems(error, where))
        return None


_BRANCH = re.compile(r"[^/]*\[|constrained-.*|(str|int|bool|float|list|tuple|dict|none)$")
_SAID = {
    "missing": "is required",
    "extra_forbidden": "is not a field here",
    "string_type": "must be a string",
    "int_type": "must be an integer",
    "bool_type": "must be true or false",
    "tuple_type": "must be a list",
    "too_short": "must not be empty",
    "string_too_short": "must not be empty",
    "dict_type": "must be an object",
    "model_type": "must be an object",
}


def _problems(error: ValidationError, where: str) -> list[Problem]:
    """Say each fault once per place; the branches of a union are one place."""
    reasons: dict[str, list[str]] = {}
    faults = error.errors(include_url=False)
    inner = {fault["loc"][:-1] for fault in faults}  # a list of bad items is not also empty
    for fault in faults:
        if fault["type"] == "too_short" and fault["loc"] in inner:
            continue
        place = [str(part) for part in fault["loc"] if not _branch(part)]
        pointer = "".join(f"/{escaped(part)}" for part in place)
        said = _SAID.get(fault["type"], _sentence(fault["msg"]))
        if said not in reasons.setdefault(where + pointer, []):
            reasons[where + pointer].append(said)
    return [Problem(pointer, ", or ".join(said)) for pointer, said in reasons.items()]


def _branch(part: int | str) -> bool:
    return isinstance(part, str) and _BRANCH.match(part) is not None


def _sentence(message: str) -> str:
    message = message.removeprefix("Value error, ").removeprefix("Input ")
    return re.sub(r"String should match pattern .*", "is not of the form expected here", message)
