"""The text of a cable: its lines, and the numbered paragraphs that they come to.

Page breaks, underlined headings and the signature stand between the words of paragraphs, and are
none of them.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from domain.errors import CableError

__all__ = [
    "Line",
    "Paragraph",
    "lines_of",
    "mark_of",
    "paragraphs_of",
    "signed",
    "starts",
    "without_headings",
]

_END = re.compile(r"\r\n|[\n\r\f\v]")
_PAGE = re.compile(r"[A-Z][A-Z .'-]*\s\d{6,8}\s+\d{2,4}\s+OF\s+\d{2,4}")
_UNDERLINE = re.compile(r"(?=.*[-=_]{3})[-=_ ]+")
_CAPITALS = re.compile(r"[A-Z][A-Z0-9 ,&'/()-]*")
_SIGNATURE = re.compile(r"(?!END\b)[A-Z](?:[A-Z .'-]*[A-Z])?")
_SENTENCE_ENDS = (".", "!", "?", ":", ";", '"', ")")
_TRAILERS = frozenset({"", "NNNN", "UNCLASSIFIED", "CONFIDENTIAL", "SECRET", "TOP SECRET"})

_RANKS = {"U": 0, "LOU": 2, "SBU": 2, "FOUO": 2, "R": 3, "C": 4, "S": 5, "TS": 6}
_UNMARKED = 1
_MARK = rf"\((?P<mark>(?:{'|'.join(_RANKS)})(?:(?://?|-)[A-Z][A-Z ,/-]*)?)\)"
_MARKED = re.compile(_MARK)
_START = re.compile(
    rf"(?P<pilcrow>¶)?\s*(?P<text>(?P<number>\d{{1,3}})\.(?:\s*{_MARK}|(?![^\s(])).*)"
)


class Line(NamedTuple):
    """A line without the blanks around it; `top` if it is the first of a page."""

    number: int
    text: str
    top: bool = False


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A numbered paragraph in one line, number and portion mark among its words."""

    number: int
    mark: str | None
    text: str
    line: int


def lines_of(text: str) -> list[Line]:
    """Give the lines of a cable, without page breaks and the empty lines under these."""
    kept: list[Line] = []
    top = False
    for number, raw in enumerate(_END.split(text), 1):
        line = raw.strip()
        if _PAGE.fullmatch(line):
            top = True
        elif line or not top:
            kept.append(Line(number, line, top))
            top = False
    return kept


def starts(line: Line) -> bool:
    """Tell whether a line looks like the first of a numbered paragraph."""
    return _START.match(line.text) is not None


def mark_of(text: str) -> str | None:
    """Give the portion mark with which a text begins."""
    marked = _MARKED.match(text)
    return marked["mark"] if marked else None


# ---------------------------------------------------------------- what is not a paragraph


def without_headings(lines: Sequence[Line]) -> list[Line]:
    """Leave out every heading: what is underlined, or alone in capitals, before a paragraph.

    The first line, that of the subject, is none.
    """
    kept: list[Line] = []
    opening = False  # whether a numbered paragraph is what follows
    at = len(lines) - 1
    while at >= 0:
        line = lines[at]
        if opening and _UNDERLINE.fullmatch(line.text):
            at = _heading(lines, at)
            kept.append(Line(line.number, ""))
        elif opening and _CAPITALS.fullmatch(line.text) and _alone(lines, at):
            kept.append(Line(line.number, ""))
        else:
            opening = starts(line) if line.text else opening
            kept.append(line)
        at -= 1
    return kept[::-1]


def _heading(lines: Sequence[Line], underline: int) -> int:
    """Give the index of the first line of the heading, of one line or two, that is underlined."""
    first = _above(lines, underline)
    if not lines[first].top and _words(lines, first - 1):
        first -= 1
        above = first - 1
        whole = _words(lines, above) and (lines[above].top or not _words(lines, above - 1))
        if not lines[first].top and whole and not lines[above].text.endswith(_SENTENCE_ENDS):
            first = above
    return _above(lines, first)


def _above(lines: Sequence[Line], at: int) -> int:
    """Go up from a line over the lines of dashes above it."""
    while at and not lines[at].top and _UNDERLINE.fullmatch(lines[at - 1].text):
        at -= 1
    return at


def _words(lines: Sequence[Line], at: int) -> bool:
    """Tell whether a line is there that can be part of a heading."""
    if at < 1 or not lines[at].text:
        return False
    return not starts(lines[at]) and not _UNDERLINE.fullmatch(lines[at].text)


def _alone(lines: Sequence[Line], at: int) -> bool:
    """Tell whether a line has nothing beside it but empty lines or the end of a page."""
    before = lines[at].top or (at > 0 and not lines[at - 1].text)
    return before and (at + 1 == len(lines) or lines[at + 1].top or not lines[at + 1].text)


def signed(lines: Sequence[Line]) -> tuple[list[Line], str | None]:
    """Part the lines from the name under them, if there is one."""
    kept = list(lines)
    while kept and kept[-1].text in _TRAILERS:
        kept.pop()
    if len(kept) > 1 and _SIGNATURE.fullmatch(kept[-1].text):
        above = kept[-2].text
        if kept[-1].top or not above or above.endswith(_SENTENCE_ENDS):
            return kept[:-1], kept[-1].text
    return kept, None


# ---------------------------------------------------------------- paragraphs


@dataclass(slots=True)
class _Block:
    """The lines of a paragraph, the empty ones in it among them, and how it starts."""

    start: re.Match[str]
    lines: list[Line]


def paragraphs_of(lines: Sequence[Line]) -> tuple[Paragraph, ...]:
    """Give the numbered paragraphs; CableError where the numbers have a hole, or one is twice."""
    found = tuple(map(_paragraph, _blocks(lines)))
    for expected, one in enumerate(found, 1):
        if one.number != expected:
            before = [other.line for other in found[: expected - 1] if other.number == one.number]
            where = f"is there twice, first on line {before[0]}" if before else ""
            reason = where or f"stands where paragraph {expected} should"
            raise CableError(one.line, f"paragraph {one.number} {reason}")
    return found


def _blocks(lines: Sequence[Line]) -> list[_Block]:
    blocks: list[_Block] = []
    fresh, last, bare = True, 0, False
    for line in lines:
        start = _START.match(line.text)
        if start and _begins(start, last, fresh=fresh or line.top, bare=bare):
            bare = bare or not (blocks or start["pilcrow"] or start["mark"])
            last = int(start["number"])
            blocks.append(_Block(start, [line]))
        elif blocks:
            blocks[-1].lines.append(line)
        fresh = not line.text
    return blocks


def _begins(start: re.Match[str], last: int, *, fresh: bool, bare: bool) -> bool:
    """Tell the number of a paragraph from a number that happens to begin a line, or a list.

    Where paragraphs have neither pilcrow nor mark (`bare`), the first of any block counts.
    """
    if start["pilcrow"] or start["mark"]:
        return True
    return fresh and (bare or int(start["number"]) > last)


def _paragraph(block: _Block) -> Paragraph:
    start, (first, *rest) = block.start, block.lines
    within = (mark_of(line.text) for above, line in pairwise(block.lines) if not above.text)
    mark = max([start["mark"], *filter(None, within)], key=_rank)
    text = " ".join(filter(None, [start["text"], *(line.text for line in rest)]))
    return Paragraph(int(start["number"]), mark, text, first.number)


def _rank(mark: str | None) -> tuple[int, int]:
    """Order marks by how much they keep in; the strictest in a paragraph is the mark of it."""
    if mark is None:
        return _UNMARKED, 0
    base = re.match(r"[A-Z]+", mark)
    return _RANKS[base[0] if base else "U"], len(mark)
