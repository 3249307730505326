"""A diplomatic cable in plain text: number, date, origin, addressees, subject and paragraphs.

The form is that of telegrams as they were sent: the time of sending, `FM`, `TO` and `INFO`, the
line with the classification, fields such as `TAGS:` and `SUBJECT:`, numbered paragraphs each with
its portion mark, the name of whoever signed. A few lines of metadata may stand before all that.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import takewhile

from domain.cable_date import sent_on
from domain.cable_text import (
    Line,
    Paragraph,
    lines_of,
    mark_of,
    paragraphs_of,
    signed,
    starts,
    without_headings,
)

__all__ = ["Cable", "decoded", "read_cable"]

_CAPTION = "EFTO|EXDIS|LIMDIS|NOCONTRACT|NODIS|NOFORN|ORCON|PROPIN|SENSITIVE|SIPDIS|STADIS"
"""Words that say how a cable is handled, beside its classification."""

_SENDER = re.compile(r"FM\s+(?P<name>[A-Z0-9].*)")
_SUBJECT = re.compile(r"SUBJ(?:ECT)?\s*:")
_FIELD = re.compile(
    r"(?P<name>E\.? ?O|TAGS|SUBJ|REF|CLASSIFIED BY|Classified By|DECL|REASON)"
    r"(?:ECT|S|TELS?|\.? ?\d{5}| [A-Z])?\s*:\s*(?P<rest>.*)"
)
_LABEL = re.compile(r"(?:^|(?<=\s))\(?([A-Z])[.)]\s+")
_TAG = re.compile(r"[^\s,;()]+(?:\s?\([^)]{0,80}\))?")
_ADDRESSED = re.compile(r"(?P<how>TO|INFO)\s+(?P<rest>.*)")
_ROUTE = re.compile(r"^(?:R[A-Z]{3,7}|ZEN)/")
_URGENCY = re.compile(r"(?: (?:NIACT|IMMEDIATE|PRIORITY|ROUTINE|FLASH))*(?: \d{1,6})?$")

_CAPTIONS = rf"(?:[\s/]+(?:E F T O|{_CAPTION}))*"
_CLASSED = re.compile(
    r"(?P<level>UNCLAS(?:SIFIED)?|(?:T ?O ?P +)?S ?E ?C ?R ?E ?T|LIMITED OFFICIAL USE"
    rf"|C ?O ?N ?F ?I ?D ?E ?N ?T ?I ?A ?L)(?P<before>{_CAPTIONS})"
    r"(?:\s+SECTION\s+\d\d\s+OF\s+\d\d)?"
    rf"(?:\s+(?P<post>[A-Z][A-Z ]{{0,40}}?)\s+(?P<serial>\d{{5,8}})(?P<after>{_CAPTIONS}))?$"
)
_CLASSED_ABOVE = re.compile(r"(?:UNCLASSIFIED|CONFIDENTIAL|(?:TOP )?SECRET)(?://.*)?")
_LEVELS = {
    "UNCLAS": "UNCLASSIFIED",
    "TOPSECRET": "TOP SECRET",
    "LIMITEDOFFICIALUSE": "LIMITED OFFICIAL USE",
}
_NUMBER = re.compile(r"(?P<year>\d\d) ?(?P<post>[A-Z][A-Z ]*?) ?0*(?P<serial>\d{1,8})(?:_[a-z])?")


@dataclass(frozen=True, slots=True)
class Cable:
    """What was read of a cable; what it does not say is None, or nothing in a list."""

    number: str | None
    date: str | None
    origin: str
    action: tuple[str, ...]
    info: tuple[str, ...]
    references: tuple[str, ...]
    tags: tuple[str, ...]
    subject: str | None
    classification: str | None
    captions: tuple[str, ...]
    signature: str | None
    paragraphs: tuple[Paragraph, ...]

    @property
    def addressees(self) -> tuple[str, ...]:
        """Everybody it was sent to; those for information are marked so, as in the cable."""
        return (*self.action, *(f"INFO {name}" for name in self.info))

    @property
    def marks(self) -> tuple[str, ...]:
        """Classification and captions."""
        return (*filter(None, [self.classification]), *self.captions)

    @property
    def subject_mark(self) -> str | None:
        """The portion mark of the subject, if it has one."""
        return mark_of(self.subject or "")


def decoded(data: bytes) -> str:
    """Read bytes as text, in one of the encodings in which cables are found."""
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return data.decode("latin-1")


def read_cable(text: str, date: str | None = None) -> Cable | None:
    """Read a cable; None if the text is none, CableError where it can't be read for sure.

    `date` goes before what the cable says of it.
    """
    lines = lines_of(text)
    at, under = _first(lines, _SENDER), _first(lines, _SUBJECT)
    if at is None or under is None or under < at:
        return None
    above, envelope = lines[:at], lines[at:under]
    rest, signature = signed(without_headings(lines[under:]))
    fields = _fields([*envelope, *takewhile(lambda line: not starts(line), rest)])
    sent_to, classed, below = _parted([line.text for line in envelope])
    if classed is None and not fields.keys() & {"EO", "TAGS"}:
        return None
    date = date or sent_on(above)
    addressees = list(_addressees(sent_to))
    return Cable(
        number=_number(above, classed, date),
        date=date,
        origin=_SENDER.sub(r"\g<name>", envelope[0].text),
        action=tuple(name for how, name in addressees if how == "TO"),
        info=tuple(name for how, name in addressees if how == "INFO"),
        references=tuple(_references("\n".join(fields.get("REF", ())))),
        tags=tuple(_TAG.findall(" ".join(fields.get("TAGS", ())))),
        subject=" ".join(fields["SUBJ"]) or None,
        classification=_classification(above, classed),
        captions=tuple(dict.fromkeys(_captions(below, classed))),
        signature=signature,
        paragraphs=paragraphs_of(rest),
    )


def _first(lines: Sequence[Line], pattern: re.Pattern[str]) -> int | None:
    return next((at for at, line in enumerate(lines) if pattern.match(line.text)), None)


# ---------------------------------------------------------------- fields and addressees


def _fields(lines: Iterable[Line]) -> dict[str, list[str]]:
    """Give the lines of each field by its name; an empty line ends one, but not a list."""
    found: dict[str, list[str]] = {}
    name = last = ""
    for line in lines:
        if field := _FIELD.match(line.text):
            name = last = re.sub(r"[^A-Z]", "", field["name"])
            found.setdefault(name, []).append(field["rest"])
        elif not line.text:
            name = ""
        elif name or (last == "REF" and _lists(line.text) and _lists(_begun(found[last]))):
            found[last].append(line.text)
    return {name: list(filter(None, lines)) for name, lines in found.items()}


def _begun(lines: Iterable[str]) -> str:
    return next(filter(None, lines), "")


def _lists(text: str) -> bool:
    """Tell whether a text begins with the label of an item."""
    return _LABEL.match(text) is not None


def _parted(texts: Sequence[str]) -> tuple[Sequence[str], re.Match[str] | None, Sequence[str]]:
    """Part the lines at the classification, which may be glued to the addressee before it."""
    for at, text in enumerate(texts):
        if at and (classed := _CLASSED.search(text)):
            return [*texts[1:at], text[: classed.start()]], classed, texts[at + 1 :]
    return list(takewhile(lambda text: text and not _FIELD.match(text), texts[1:])), None, texts


def _addressees(texts: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Give each addressee, without route, urgency and serial number, and how it is addressed."""
    how = ""
    for text in texts:
        name = text
        if addressed := _ADDRESSED.match(text):
            how, name = addressed["how"], addressed["rest"]
        if name := _URGENCY.sub("", _ROUTE.sub("", " ".join(name.split()))):
            yield how, name


def _references(text: str) -> Iterator[str]:
    """Give each reference: between labels in the order of letters, else between separators."""
    cuts, wanted = [0], "A"
    for label in _LABEL.finditer(text):
        if label[1] == wanted:
            cuts += label.span()
            wanted = chr(ord(wanted) + 1)
    if len(cuts) > 1 and not text[: cuts[1]]:
        ends = [*cuts[3::2], None]
        parts = [text[begin:end] for begin, end in zip(cuts[2::2], ends, strict=True)]
    else:
        parts = re.split(r"[;\n]|,\s+(?=(?:\d\d )?[A-Z])", text)
    for part in parts:
        if words := " ".join(part.split()).rstrip(";,"):
            yield words


# ---------------------------------------------------------------- classification and number


def _classification(above: Iterable[Line], classed: re.Match[str] | None) -> str | None:
    """Give the classification as the cable says it, else as the metadata do."""
    if classed:
        level = re.sub(r"\s", "", classed["level"])
        return _LEVELS.get(level, level)
    return next((line.text for line in above if _CLASSED_ABOVE.fullmatch(line.text)), None)


def _captions(below: Iterable[str], classed: re.Match[str] | None) -> Iterator[str]:
    """Give the captions on the line of the classification and on lines of their own under it."""
    beside = [classed["before"], classed["after"] or ""] if classed else []
    for text in [*beside, *below]:
        words = re.findall(r"[^\s/]+", text.replace("E F T O", "EFTO"))
        if all(re.fullmatch(_CAPTION, word) for word in words):
            yield from words


def _number(above: Iterable[Line], classed: re.Match[str] | None, date: str | None) -> str | None:
    """Give the number as cables are cited, `09 BEIJING 3214`."""
    first = next((line.text for line in above if line.text), "")
    named = _NUMBER.fullmatch(first)
    year = named["year"] if named else (date or "")[2:4]
    said = classed if classed and classed["post"] else named
    return f"{year} {said['post']} {int(said['serial'])}".strip() if said else None
