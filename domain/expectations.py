"""Reading what a claim expects: liberal in form, strict in what it can't understand."""

import json
import re
from collections.abc import Callable, Collection, Iterator, Mapping
from typing import Any

from domain.claims import Measure, Part
from domain.measures import COUNTED, MOVES
from domain.programme import Programme

__all__ = ["Words", "expected", "shown"]

MOST = 999_999
LONGEST = 60  # characters of what can't be read that are shown
_NUMBER = re.compile(r"[0-9]{1,6}")
_SHARE = re.compile(r"([0-9]{1,6})\s*(?:/|\s+of\s+)\s*([0-9]{1,6})", re.IGNORECASE)
_SPOKEN = re.compile(r"(?P<number>[0-9]{1,6})\s+(?P<name>[a-z][a-z _-]*)", re.IGNORECASE)
_ALSO = {"of": "judged", "won": "prevailed", "wins": "prevailed", "lost": "not-prevailed"}
"""Other words for what is counted of disputes."""
_NAMES: dict[str, tuple[str, ...]] = {
    "changes": MOVES,
    "disputes": ("disputes", *COUNTED),
    "evaluated": ("evaluated",),
}
"""What the numbers of a measure can be called, where it is not a tier."""


# ---------------------------------------------------------------- words


class Words:
    """The tiers and subjects of one programme, by code or by name."""

    def __init__(self, programme: Programme, placed: Callable[[], Collection[str]]) -> None:
        self._programme = programme
        self._placed = placed

    @property
    def watched(self) -> str | None:
        """The tier from which a clock of the law runs, if the programme has one."""
        return self._programme.watch_list.tier if self._programme.watch_list else None

    def tier(self, text: str) -> str:
        """Read a tier; ValueError lists those there are."""
        scale, names = self._programme.scale, self._programme.scale_.names
        found = _matching(text, (*scale.tiers, *scale.off_scale), names)
        if len(found) != 1:
            raise ValueError(f"names the tier {shown(text)}; allowed are {scale}")
        return found[0]

    def subject(self, text: str) -> str:
        """Read a subject; ValueError says that nobody is called so, or more than one."""
        known = self._programme.subjects
        found = _matching(text, known, known) or _matching(text, self._placed(), {})
        if not found:
            raise ValueError(
                f"is {shown(text)}: neither a code or name that the programme knows, nor a code "
                "with a placement on record"
            )
        if len(found) > 1:
            raise ValueError(f"is {shown(text)}, which may be {' or '.join(found)}: give the code")
        return found[0]


def _matching(text: str, codes: Collection[str], names: Mapping[str, str]) -> list[str]:
    """Find the codes a text may stand for: as it is, else whatever its case, else by name."""
    folded = text.casefold()
    return (
        [code for code in codes if code == text]
        or sorted(code for code in codes if code.casefold() == folded)
        or sorted(code for code, name in names.items() if name.casefold() == folded)
    )


# ---------------------------------------------------------------- numbers and tiers


def expected(measure: Measure, value: Any, name: str | None, words: Words) -> Iterator[Part]:
    """Read what is expected; ValueError says what of it can't be understood.

    `name` is what a number counts that stands alone.
    """
    if value is None or value in ("", [], {}):
        raise ValueError("is missing")
    value = _table(value)
    if measure == "placement":
        alone = isinstance(value, Mapping) and value.keys() == {"tier"}
        yield Part(None, words.tier(_plain(value["tier"] if alone else value)))
        return
    if measure == "disputes" and (share := _SHARE.fullmatch(str(value).strip())):
        yield from _share(*map(int, share.groups()))
        return
    for said, number in _pairs(value):
        if said and name:
            raise ValueError(f"is about a whole edition: leave out the subject {shown(name)}")
        called = _called(measure, said or name, words)
        yield Part(None if measure == "evaluated" else called, _number(number))


def _table(value: Any) -> Any:
    """Read a JSON object in a cell as the table it is, and `tier` with a number as one pair."""
    if isinstance(value, str) and value.lstrip().startswith("{"):
        try:
            value = json.loads(value)
        except (ValueError, RecursionError):
            raise ValueError(f"is {shown(value)}, which is not a JSON object") from None
    if isinstance(value, Mapping) and "tier" in value and len(value) == len({"tier", "number"}):
        number = next(one for name, one in value.items() if name != "tier")
        return {str(value["tier"]): number}
    return value


def _plain(value: Any) -> str:
    if isinstance(value, bool) or not isinstance(value, str | int):
        raise ValueError(f"is {shown(value)}; a placement expects one tier")  # noqa: TRY004
    return str(value).strip()


def _share(some: int, of: int) -> Iterator[Part]:
    """Read `3/17`: so many prevailed, of so many that were judged."""
    if some > of:
        raise ValueError(f"is {some} of {of}, which is more than all")
    yield Part("prevailed", some)
    yield Part("judged", of)


def _pairs(value: Any) -> Iterator[tuple[str | None, Any]]:
    """Take `2WL=44, 3=23` apart, or a table, or a list of such; a number alone has no name."""
    for one in value if isinstance(value, list | tuple) else (value,):
        if isinstance(one, Mapping):
            yield from ((str(name).strip(), number) for name, number in one.items())
        elif isinstance(one, str):
            for said in re.split("[,;]", one):
                if spoken := _SPOKEN.fullmatch(said.strip()):
                    yield spoken["name"].strip(), spoken["number"]
                    continue
                name, _, number = said.replace(":", "=").rpartition("=")
                yield name.strip() or None, number.strip()
        else:
            yield None, one


def _called(measure: Measure, name: str | None, words: Words) -> str:
    """Give what a number counts: a tier, or one of the words of the measure."""
    if measure == "years-on-tier":
        name = name or words.watched
    if measure in ("count-by-tier", "years-on-tier"):
        if name is None:
            raise ValueError("names no tier: write it as in 2WL=44")
        return words.tier(name)
    allowed = _NAMES[measure]
    if name is None and measure != "changes":
        return allowed[0]
    if name is None:
        raise ValueError("does not say which way: write it as in up=18, down=18")
    found = re.sub("[ _]", "-", name.casefold())
    found = _ALSO.get(found, found) if measure == "disputes" else found
    if found not in allowed:
        raise ValueError(f"names {shown(name)}; {measure} counts {', '.join(allowed)}")
    return found


def _number(value: Any) -> int:
    if isinstance(value, str) and _NUMBER.fullmatch(value):
        value = int(value)
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= MOST:
        raise ValueError(f"is {shown(value)}; a whole number from 0 to {MOST} is allowed")
    return value


def shown(value: Any) -> str:
    """Show a value that can't be read, however long or deep it is."""
    if isinstance(value, Mapping | list | tuple):
        return "a table" if isinstance(value, Mapping) else "a list"
    text = str(value)
    return repr(text if len(text) <= LONGEST else f"{text[:LONGEST]}…")
