"""A ranking scheme as a file: its scale, parties, forums, subjects, release classes, rules."""

import hashlib
import re
import tomllib
from functools import lru_cache
from importlib import resources
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field, ValidationError, field_validator, model_validator

from domain.errors import ProgrammeError
from domain.fields import Line, Many, Model, Name, Words
from domain.values import SEGMENT, Occurred, Release, Scale, Stream

__all__ = ["Dated", "Programme", "Readings", "WatchList", "digest_of", "shipped"]

Code = Annotated[str, Field(pattern=rf"^{SEGMENT}$")]


class ScaleTable(Model):
    """Tier codes, best first; codes outside the order; what each is called."""

    tiers: Annotated[Many[Code], Field(min_length=2)]
    off_scale: Many[Code] = ()
    names: dict[str, Line] = {}

    @field_validator("tiers", "off_scale")
    @classmethod
    def _no_words(cls, codes: tuple[str, ...]) -> tuple[str, ...]:
        if taken := {"undisclosed", "no-view", "recommended"} & set(codes):
            message = f"{sorted(taken)} have a meaning of their own and can't be tiers"
            raise ValueError(message)
        return codes

    @model_validator(mode="after")
    def _distinct(self) -> "ScaleTable":
        codes = (*self.tiers, *self.off_scale)
        if len(set(codes)) != len(codes):
            message = "a tier is listed twice"
            raise ValueError(message)
        return self


class Party(Model):
    """An office with a voice."""

    name: Line
    kind: Line


def _day_or_year(text: str) -> str:
    if Occurred.parse(text).day != text and not re.fullmatch("[0-9]{4}", text):
        message = f"{text!r} is neither a day like 2019-01-08 nor a year"
        raise ValueError(message)
    return text


class Dated(Model):
    """One value of a rule's parameter and the day it holds from, with its legal source."""

    holds_from: Annotated[str, AfterValidator(_day_or_year), Field(alias="from")]
    value: bool | int | Line
    source: Words


class Readings(Model):
    """Which reading a programme goes by where its law can be read in two ways."""

    relisting: Literal["narrow", "broad"] = "narrow"
    off_scale: Annotated[Literal["outside", "not-1-or-2"], Field(alias="off-scale")] = "outside"
    after_off_scale: Annotated[Literal["breaks", "suspends"], Field(alias="after-off-scale")] = (
        "breaks"
    )


class WatchList(Model):
    """The tier from which a clock runs, and the lists of the law that tiers belong to.

    `lists` goes from the best list to the worst: a subject that is on the watched tier for too
    long must leave for the last one.
    """

    tier: Code
    lists: Annotated[Many[Many[Code]], Field(min_length=3)]
    readings: Readings = Readings()


class EditionDefaults(Model):
    """What an edition is taken to be called when nobody says."""

    title: Line = "{edition}"


class Programme(Model):
    """A ranking scheme, as recorded whole in the book."""

    code: Code
    title: Line
    publisher: Line | None = None
    scale_: ScaleTable = Field(alias="scale")
    edition: EditionDefaults = EditionDefaults()
    parties: dict[Code, Party] = {}
    forums: dict[Code, Line] = {}
    subjects: dict[Code, Line] = {}
    release: dict[Line, Release] = {}
    grounds: dict[Release, Line] = {}
    watch_list: WatchList | None = Field(default=None, alias="watch-list")
    parameters: dict[Name, Many[Dated]] = {}

    @property
    def scale(self) -> Scale:
        """Its tiers, as a scale to judge on."""
        return Scale(self.scale_.tiers, self.scale_.off_scale)

    def subject_name(self, code: str) -> str:
        """Name of a subject; a code that the programme does not know stands for itself."""
        return self.subjects.get(code, code)

    def parameter(self, name: str, day: str) -> bool | int | str | None:
        """Value of a rule's parameter in force on a day or in a year; None before its first."""
        dated = self.in_force(name, day)
        return dated.value if dated else None

    def in_force(self, name: str, day: str) -> Dated | None:
        """Give a rule's parameter as in force on a day or in a year, with its legal source."""
        held = [dated for dated in self.parameters.get(name, ()) if dated.holds_from <= day]
        return max(held, key=lambda dated: dated.holds_from) if held else None

    def enacted(self, name: str) -> str | None:
        """Day or year from which a rule's parameter has a value at all."""
        return min((dated.holds_from for dated in self.parameters.get(name, ())), default=None)

    def edition_defaults(self, stream: Stream) -> dict[str, str]:
        """Title, period and due date of an edition that is opened without them."""
        edition = (stream.edition or "").rpartition("/")[2]
        found = {"title": self.edition.title.replace("{edition}", edition)}
        if re.fullmatch("[0-9]{4}", edition):
            for field in ("period", "due"):
                if isinstance(value := self.parameter(f"edition-{field}", edition), str):
                    found[field] = value.replace("{year}", edition).replace(
                        "{before}", f"{int(edition) - 1:04}"
                    )
        return found

    @staticmethod
    @lru_cache(maxsize=256)
    def parse(text: str) -> "Programme":
        """Read a programme file (TOML); ProgrammeError says which line or field is wrong."""
        try:
            return Programme.model_validate(tomllib.loads(text))
        except tomllib.TOMLDecodeError as error:
            message = f"the programme is not TOML: {error}"
            raise ProgrammeError(message) from None
        except ValidationError as error:
            places = "; ".join(
                f"{'.'.join(str(part) for part in fault['loc'])}: {fault['msg']}"
                for fault in error.errors()
            )
            message = f"the programme is not complete: {places}"
            raise ProgrammeError(message) from None


def digest_of(text: str) -> str:
    """SHA-256 of a programme file, in hex: what `sha256sum` prints for it."""
    return hashlib.sha256(text.encode()).hexdigest()


def shipped(code: str) -> str | None:
    """Text of the programme that comes with the program under this code, if there is one."""
    found: Any = resources.files("domain").joinpath("programmes", f"{code}.toml")
    return found.read_text(encoding="utf-8") if found.is_file() else None
