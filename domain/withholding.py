"""Which places of an act may be withheld, and what a correction inherits of that."""

from collections.abc import Mapping
from typing import Any

from domain.errors import ActError, Problem
from domain.submission import escaped
from domain.values import RELEASES, Kind, Stream, Withheld

__all__ = ["inherited", "withholdable"]

_INNER = "/body/replacement"
BY = frozenset({"party", "person", "role", "authority", "recorded_by"})
TEXTS = frozenset({"rationale", "ground", "text", "paragraphs", "reason", "statement"})
"""Fields that are lists of paragraphs, each of which can be withheld alone."""


def withholdable(
    fields: Mapping[str, Any], withhold: Mapping[str, Withheld], bare: frozenset[str]
) -> None:
    """Check the places to be withheld; ActError says which can't be, and why.

    `bare` are the fields of the act, or of the act it corrects, that are never withheld.
    """
    problems = [
        Problem(f"/withhold/{escaped(pointer)}", reason)
        for pointer in withhold
        if (reason := _refusal(fields, pointer, withhold, bare))
    ]
    if problems:
        raise ActError(*problems)


def _refusal(
    fields: Mapping[str, Any],
    pointer: str,
    withhold: Mapping[str, Withheld],
    bare: frozenset[str],
) -> str | None:
    if Stream.parse(fields["stream"]).kind in (Kind.BOOK, Kind.PROGRAMME):
        return "nothing about the book or a programme is withheld"
    act, local = fields, pointer
    if pointer.startswith(f"{_INNER}/"):
        act, local = fields["body"].get("replacement", {}), pointer[len(_INNER) :]
    match local.split("/")[1:]:
        case ["occurred"]:
            found = "occurred" in act
        case ["by", name] if name in BY:
            found = name in act.get("by", {})
        case ["body", name] if name not in bare:
            found = name in act.get("body", {})
        case ["body", name, number] if name in TEXTS and number.isdigit():
            text = act.get("body", {}).get(name)
            found = isinstance(text, list) and number in map(str, range(len(text)))
            if pointer.rpartition("/")[0] in withhold:
                return "the whole text is withheld already: name the text or its paragraphs"
        case _:
            return (
                "can't be withheld: name a field of /body or /by, /occurred, or one paragraph "
                "of a text, and nothing on which the structure of the book stands"
            )
    return None if found else "there is no such place in this act"


def inherited(
    before: Mapping[str, Withheld], body: Mapping[str, Any], withhold: Mapping[str, Withheld]
) -> dict[str, Withheld]:
    """Add to the places withheld in a correction those withheld in what it replaces.

    Paragraphs may have moved, so of a text withheld in part the whole is withheld. Of two
    classes the stricter one holds.
    """
    found = dict(withhold)
    replacement = body["replacement"]
    for pointer, held in before.items():
        part, name = pointer.split("/")[1:3] if pointer != "/occurred" else ("", "occurred")
        if name not in (replacement.get(part, {}) if part else replacement):
            continue
        place = f"{_INNER}/{part}/{name}" if part else f"{_INNER}/{name}"
        for inner in [one for one in found if one.startswith(f"{place}/")]:
            held = _stricter(held, found.pop(inner))  # noqa: PLW2901
        found[place] = _stricter(held, found[place]) if place in found else held
    return found


def _stricter(one: Withheld, other: Withheld) -> Withheld:
    return max(one, other, key=lambda held: RELEASES.index(held.release))
