"""The answers on record, each put beside the deviation that it names."""

from collections.abc import Iterable, Sequence
from typing import Any

from domain.rules import RULES
from domain.values import Ref
from projections.law import Record

__all__ = ["answered"]

Row = dict[str, Any]
BETWEEN = frozenset({"and", "of", "in", "on", "the", "deviation"})
"""Words that name nothing and leave nothing open."""


def answered(record: Record, edition: str | None, rows: Iterable[Row]) -> list[Row]:
    """Put the responses on record beside what they answer; give those that answer none of it."""
    left = []
    for row in record.view.rows("responses", record.as_of, edition=edition):
        if not row["stream"].startswith(f"{record.programme}/"):
            continue
        response = {name: row.get(name) for name in ("stream", "to", "text", "by", "occurred")}
        response["position"] = row["position"]
        beside = [one for one in rows if _answers(record, row, one)]
        for one in beside:
            one["responses"].append(response)
        if not beside:
            left.append(response)
    return left


def _answers(record: Record, response: Row, row: Row) -> bool:
    """Whether a response on a row's case or edition names it.

    By its code, of the case or entry that it names too, if it names one; or by an entry alone.
    Words that name nothing leave open what it answers: then it stands beside no row by its code.
    """
    if response["stream"] not in (*row["cases"], row["edition"]):
        return False
    words = (response.get("to") or "").replace(",", " ").replace("deviation:", " ").split()
    entries = {word for word in words if "@" in word}
    shows = any(_position(record, entry) in row["positions"] for entry in entries)
    if RULES.keys().isdisjoint(words):
        return shows
    cases, called = _cases(record, words, row["edition"])
    if {*words} - RULES.keys() - entries - called - BETWEEN:
        return shows
    about = shows or bool(cases & {*row["cases"], row["edition"]})
    return row["code"] in words and (about or not (entries or cases))


def _cases(record: Record, words: Sequence[str], edition: str) -> tuple[set[str], set[str]]:
    """Give the cases and editions among some words, and the words that name them.

    A subject alone, by code or by name, is of the same edition.
    """
    programme = record.programmes.judging(edition)
    subjects = programme.subjects if programme else {}
    called = {word for word in words if "/" in word and "@" not in word}
    cases = set(called)
    said = f" {' '.join(words).casefold()} "
    for code, name in subjects.items():
        if code in words or f" {name.casefold()} " in said:
            cases.add(f"{edition}/{code}")
            called |= {word for word in words if word == code or word.casefold() in name.casefold()}
    return cases, called


def _position(record: Record, entry: str) -> int | None:
    try:
        ref = Ref.parse(entry)
    except ValueError:
        return None
    entries = record.feed.stream(ref.stream, record.as_of)
    return next((one.position for one in entries if one.version == ref.version), None)
