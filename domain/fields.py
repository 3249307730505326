"""The kinds of field an act is made of, each as a type that pydantic checks strictly."""

from typing import Annotated, Any, Literal, TypeVar, Union, get_args

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    GetCoreSchemaHandler,
    Strict,
    model_validator,
)
from pydantic_core import CoreSchema, core_schema

from domain.values import Kind, Occurred, Ref, Stream, Withheld

__all__ = [
    "CaseName",
    "Date",
    "Digest",
    "Grade",
    "Held",
    "Known",
    "Line",
    "Many",
    "Model",
    "Name",
    "Paragraphs",
    "Reference",
    "Sources",
    "StreamName",
    "Words",
]

T = TypeVar("T")


class _OrWithheld:
    """Let a `Withheld` stand in the place of a value; submitted JSON can never contain one."""

    @staticmethod
    def __get_pydantic_core_schema__(source: object, handler: GetCoreSchemaHandler) -> CoreSchema:
        kinds = tuple(kind for kind in get_args(source) if kind is not Withheld)
        schema = handler.generate_schema(Union[kinds])  # noqa: UP007 - the kinds are a tuple
        return core_schema.no_info_wrap_validator_function(_pass_withheld, schema)


def _pass_withheld(value: Any, handler: core_schema.ValidatorFunctionWrapHandler) -> Any:
    return value if isinstance(value, Withheld) else handler(value)


class Model(BaseModel):
    """Base of everything in an act: frozen, strict, no field that the contract does not name."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, populate_by_name=True)


Held = Annotated[T | Withheld, _OrWithheld]
"""A value that may be withheld from this reader."""
Known = Annotated[T | Withheld | None, _OrWithheld]
"""A value that may be absent (not on record) or withheld."""
Many = Annotated[tuple[T, ...], Strict(strict=False)]
"""A JSON list, kept as a tuple."""


def _one_paragraph(value: Any) -> Any:
    return [value] if isinstance(value, str) else value


Words = Annotated[str, Field(min_length=1)]
Line = Annotated[str, Field(min_length=1, max_length=2000, pattern=r"^[^\n\t]*\S[^\n\t]*$")]
Name = Annotated[str, Field(min_length=1, max_length=200, pattern=r"^[^\n\t]*\S[^\n\t]*$")]
Paragraphs = Annotated[
    Many[Held[Words]],
    Field(min_length=1),
    BeforeValidator(_one_paragraph, json_schema_input_type=Words | Many[Words]),
]
"""A text: a list of paragraphs, each of which may be withheld. One string is one paragraph."""
Digest = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$", description="SHA-256 in lower-case hex")]
Grade = Literal["official", "reported", "derived"]


def _occurred(text: str) -> str:
    Occurred.parse(text)
    return text


def _reference(text: str) -> str:
    Ref.parse(text)
    return text


def _stream(text: str) -> str:
    Stream.parse(text)
    return text


def _case(text: str) -> str:
    if Stream.parse(text).kind is not Kind.CASE:
        message = f"{text!r} is not a case: expected PROGRAMME/EDITION/SUBJECT"
        raise ValueError(message)
    return text


Date = Annotated[str, AfterValidator(_occurred), Field(description="ISO 8601-2 date or interval")]
Reference = Annotated[str, AfterValidator(_reference), Field(description="STREAM@VERSION")]
StreamName = Annotated[str, AfterValidator(_stream)]
CaseName = Annotated[str, AfterValidator(_case)]


class Source(Model):
    """Where a reconstructed or reported act is known from, and how that source knows."""

    title: Held[Line]
    publisher: Known[Line] = None
    date: Known[Date] = None
    locator: Known[Line] = None
    sha256: Known[Digest] = None
    grade: Known[Grade] = None


Sources = Many[Held[Source]]


def exactly_one(*names: str) -> Any:
    """Make a model validator that requires exactly one of these fields."""

    def check(model: BaseModel) -> BaseModel:
        given = [name for name in names if getattr(model, name) not in (None, False)]
        if len(given) != 1:
            message = f"give exactly one of {' and '.join(names)}"
            raise ValueError(message)
        return model

    return model_validator(mode="after")(check)
