"""Cables are read word for word, or not at all: their head, their paragraphs, their marks."""

import re
from collections.abc import Callable
from dataclasses import fields, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.cable import Cable, decoded, read_cable
from domain.errors import CableError, UnknownDate
from tests.cables import INVENTED, REAL, TEXT, in_short

PARAGRAPHS = """\
1. (U) This cable is invented, and so is the country in it. It reports on inspections of \
orchards.  End Summary.
2. (SBU) Inspectors visited eleven orchards in April, two of them twice.  They found that -- \
four kept the papers of their workers, -- three paid nothing for the first month; and -- the \
rest kept to the law.
3. (C/NF) A member of the inspectorate said that the numbers were higher in 1997.  They were: \
Year    Orchards ----    -------- 1996    12 1997    31 1. This list is part of the paragraph.
4. (U) The harvest begins in August.
5. (C) We believe the member of the inspectorate. (U) The tables are public."""


def read(text: str, date: str | None = None) -> Cable:
    """Read a text that is a cable."""
    cable = read_cable(text, date)
    assert cable is not None
    return cable


def said(cable: Cable) -> list[tuple[int, str | None, str]]:
    """Give the paragraphs without the lines on which they stand."""
    return [(one.number, one.mark, one.text) for one in cable.paragraphs]


# ---------------------------------------------------------------- a whole cable


def test_every_field_of_a_cable_is_read() -> None:
    """Number, date, sender, addressees, references, tags, subject and marks are those it has."""
    cable = read(TEXT)
    assert {one.name: getattr(cable, one.name) for one in fields(cable)[:-1]} == {
        "number": "98 LAKEPORT 417",
        "date": "1998-05-14",
        "origin": "AMEMBASSY LAKEPORT",
        "action": ("SECSTATE WASHDC", "AMEMBASSY FARHAVEN"),
        "info": ("ORCHARD POSTS COLLECTIVE", "USMISSION NOWHERE"),
        "references": ("97 LAKEPORT 980", "STATE 55512 (NOTAL)", "FARHAVEN 31"),
        "tags": ("ELAB", "PHUM (ORCHARDS, NORTH)", "KTIP", "XL"),
        "subject": "INVENTED: INSPECTIONS OF ORCHARDS IN THE NORTH",
        "classification": "CONFIDENTIAL",
        "captions": ("NOFORN", "SIPDIS"),
        "signature": "TESTER",
    }
    assert cable.marks == ("CONFIDENTIAL", "NOFORN", "SIPDIS")
    assert cable.addressees[1:3] == ("AMEMBASSY FARHAVEN", "INFO ORCHARD POSTS COLLECTIVE")


def test_every_paragraph_of_a_cable_is_read_word_for_word() -> None:
    """Line breaks become spaces; page breaks, headings and signature are in no paragraph."""
    cable = read(TEXT)
    assert [(one.number, one.mark, one.line) for one in cable.paragraphs] == [
        (1, "U", 39),
        (2, "SBU", 45),
        (3, "C/NF", 59),
        (4, "U", 76),
        (5, "C", 80),
    ]
    assert "\n".join(one.text for one in cable.paragraphs) == PARAGRAPHS


METADATA = "".join(TEXT.splitlines(keepends=True)[:5])
WRITTEN: dict[str, Callable[[str], bytes]] = {
    "Windows line ends": lambda text: text.replace("\n", "\r\n").encode(),
    "a byte order mark": lambda text: text.encode("utf-8-sig"),
    "Latin-1": lambda text: text.encode("latin-1"),
    "no pilcrow": lambda text: text.replace("¶", "").encode(),
    "a blank after the pilcrow": lambda text: text.replace("¶", " ¶ ").encode(),
    "no trailing blanks": lambda text: re.sub(" +$", "", text, flags=re.MULTILINE).encode(),
    "no metadata": lambda text: text.removeprefix(METADATA).encode(),
    "only the metadata with the date": lambda text: text.replace("141210Z", "1412").encode(),
    "no line for the end": lambda text: text.replace("NNNN", "").encode(),
    "form feeds at page breaks": lambda text: text.replace("\nLAKEPORT", "\n\fLAKEPORT").encode(),
}


@pytest.mark.parametrize("form", WRITTEN)
def test_the_same_cable_written_otherwise_is_read_the_same(form: str) -> None:
    """Encoding, line ends, pilcrows and metadata are no part of what a cable says."""
    data = WRITTEN[form](TEXT)
    assert data != INVENTED.read_bytes()
    cable = read(decoded(data))
    assert said(cable) == said(read(TEXT))
    assert replace(cable, paragraphs=()) == replace(read(TEXT), paragraphs=())


def test_letters_outside_ascii_are_read_in_either_encoding() -> None:
    """An old text keeps its accents and quotation marks."""
    text = in_short("1. (U) Señor Müller said “no”.")
    expected = [(1, "U", "1. (U) Señor Müller said “no”.")]
    for encoding in ("utf-8", "utf-8-sig", "cp1252"):
        assert said(read(decoded(text.encode(encoding)))) == expected


@pytest.mark.requires("cable")
def test_a_real_cable_is_read() -> None:
    """Of a real cable of 2009 all 14 paragraphs are read, each whole, with its mark."""
    text = decoded(REAL.read_bytes())
    cable = read(text)
    assert (cable.number, cable.date) == ("09 BEIJING 3214", "2009-12-01")
    assert (cable.origin, cable.signature) == ("AMEMBASSY BEIJING", "HUNTSMAN")
    assert cable.addressees == ("SECSTATE WASHDC", "INFO CHINA POSTS COLLECTIVE")
    assert cable.references == ("STATE 111958",)
    assert cable.tags == ("PGOV", "PHUM", "SMIG", "KTIP", "KCRM", "KWMN", "CH")
    assert cable.subject == "CHINA TIP INTERIM ASSESSMENT 2009"
    assert cable.marks == ("UNCLASSIFIED", "SIPDIS")
    assert [one.mark for one in cable.paragraphs] == ["U"] * 14
    kept = " ".join(one.text for one in cable.paragraphs).split()
    body = text[text.index("1. (U)") : text.index("HUNTSMAN")].replace("¶", "")
    gone = re.sub(r"(?m)^BEIJING 0.* OF 004 *$|^(?=[A-Z][^.\n]*\n-{9}).*\n-.*$", "", body).split()
    assert kept == gone
    assert not re.search("0000321|Labor Trafficking|---", " ".join(kept))


# ---------------------------------------------------------------- what is a cable

NO_CABLES = {
    "nothing": "",
    "a letter": "Dear Sir,\n\n1. (U) I write to you.\n\nYours\n",
    "an electronic letter": "From: A\nTo: B\nSubject: C\n\n1. (U) I write to you.\n",
    "no sender": TEXT.replace("FM AMEMBASSY", "AMEMBASSY"),
    "no subject": TEXT.replace("SUBJECT:", "ABOUT"),
    "the subject before the sender": "SUBJECT: A\nTAGS: B\nFM C\n1. (U) D\n",
    "a sender and a subject alone": "FM A\nSUBJECT: B\n\n1. (U) C\n",
    "bytes of any kind": decoded(bytes(range(256)) * 4),
}


@pytest.mark.parametrize("kind", NO_CABLES)
def test_a_text_that_is_no_cable_is_none(kind: str) -> None:
    """Whatever lacks sender, subject, or any other field of a cable is not taken for one."""
    assert read_cable(NO_CABLES[kind]) is None


# ---------------------------------------------------------------- the head

REFERENCES = {
    "": (),
    "REF:": (),
    "REF: STATE 1": ("STATE 1",),
    "REFTEL: STATE 1": ("STATE 1",),
    "REF: (A) STATE 1 (B) 97 LAKEPORT 2": ("STATE 1", "97 LAKEPORT 2"),
    "REFS: A) STATE 1; B) STATE 2,": ("STATE 1", "STATE 2"),
    "REF: A. STATE\n 1\nB. STATE 2": ("STATE 1", "STATE 2"),
    "REF A: STATE 1\nREF B: STATE 2": ("STATE 1", "STATE 2"),
    "REF: STATE 1, 97 LAKEPORT 2; PARIS 3\nROME 4": (
        "STATE 1",
        "97 LAKEPORT 2",
        "PARIS 3",
        "ROME 4",
    ),
    "REF: LETTER OF MAY 5, 1997": ("LETTER OF MAY 5, 1997",),
    "REF: A. A. TESTER'S LETTER": ("A. TESTER'S LETTER",),
    "REF: STATE 1\n\nB. is no reference, but this is prose": ("STATE 1",),
}


@pytest.mark.parametrize("written", REFERENCES)
def test_references_are_read_one_by_one(written: str) -> None:
    """However references are labelled, parted or spread over lines, each is one."""
    cable = read(in_short(*written.split("\n"), "", "1. (U) Text."))
    assert cable.references == REFERENCES[written]
    assert said(cable) == [(1, "U", "1. (U) Text.")]


@pytest.mark.parametrize(
    ("written", "subject"),
    [
        ("SUBJECT: ONE LINE", "ONE LINE"),
        ("SUBJ: ONE LINE", "ONE LINE"),
        ("SUBJECT: TWO \nLINES ", "TWO LINES"),
        ("SUBJECT:\nBELOW", "BELOW"),
        ("SUBJECT: (C) MARKED", "(C) MARKED"),
        ("SUBJECT:", None),
    ],
)
def test_a_subject_may_go_over_lines(written: str, subject: str | None) -> None:
    """A subject ends at the next field or empty line."""
    for after in ("", "REF: STATE 1"):
        assert read(in_short(after, "1. (U) Text.", subject=written)).subject == subject
    marked = read(in_short(subject=written)).subject_mark
    assert marked == ("C" if "(C)" in written else None)


CLASSIFIED = {
    "UNCLAS LAKEPORT 000417": ("98 LAKEPORT 417", "UNCLASSIFIED", ()),
    "UNCLAS E F T O SECTION 01 OF 02 PORT OF LAKES 000417": (
        "98 PORT OF LAKES 417",
        "UNCLASSIFIED",
        ("EFTO",),
    ),
    "C O N F I D E N T I A L LAKEPORT 000417": ("98 LAKEPORT 417", "CONFIDENTIAL", ()),
    "S E C R E T SECTION 02 OF 02 LAKEPORT 12345678": ("98 LAKEPORT 12345678", "SECRET", ()),
    "T O P  S E C R E T LAKEPORT 000417 EXDIS": ("98 LAKEPORT 417", "TOP SECRET", ("EXDIS",)),
    "CONFIDENTIAL NOFORN LAKEPORT 000417\n\nSENSITIVE\nSIPDIS NOFORN": (
        "98 LAKEPORT 417",
        "CONFIDENTIAL",
        ("NOFORN", "SENSITIVE", "SIPDIS"),
    ),
    "LIMITED OFFICIAL USE LAKEPORT 000417": ("98 LAKEPORT 417", "LIMITED OFFICIAL USE", ()),
    "": (None, None, ()),
}


@pytest.mark.parametrize("written", CLASSIFIED)
def test_number_and_marks_are_read_where_the_classification_stands(written: str) -> None:
    """The line of the classification says level, captions, post and serial number."""
    text = in_short("1. (U) Text.").replace("TAGS:", f"{written}\nTAGS:")
    cable = read(text)
    assert (cable.number, cable.classification, cable.captions) == CLASSIFIED[written]
    assert (cable.action, cable.tags) == (("SECSTATE",), ("XL",))


def test_what_only_the_metadata_say_is_taken_from_them() -> None:
    """Number and classification are read above the telegram if it does not say them itself."""
    cable = read("98LAKEPORT00417_a\n\nSECRET//NOFORN\n" + in_short("1. (U) Text."))
    assert (cable.number, cable.classification) == ("98 LAKEPORT 417", "SECRET//NOFORN")


# ---------------------------------------------------------------- its date

DATES = {
    "O 011549Z DEC 09": "2009-12-01",
    "P R 311549Z JAN 60": "1960-01-31",
    "ZZ 010000Z MAR 59 ZDK": "2059-03-01",
    "Tue Dec 01 00:00:00 +0100 2009": "2009-12-01",
    "Tue Dec  1 00:00:00 UTC 2009": "2009-12-01",
    "2009-12-01": "2009-12-01",
    "2009-12-01 15:49": "2009-12-01",
    "": None,
    "ZNR UUUUU ZZH": None,
    "DE RUEHBJ #3214/01 3351549": None,
}
NO_DATES = (
    "O 011549Z DEZ 09",
    "O 311549Z FEB 09",
    "O 0115Z DECEMBER",
    "01/12/2009",
    "1.12.2009",
    "1 December 2009",
    "O 011549 DEC 2009",
)


@pytest.mark.parametrize("written", DATES)
def test_a_date_is_read_in_the_forms_that_are_known(written: str) -> None:
    """The day of sending is read wherever it stands above the sender; there may be none."""
    text = in_short("1. (U) Text.").removeprefix("O 011200Z MAR 98\n")
    assert read(f"{written}\n{text}").date == DATES[written]


@pytest.mark.parametrize("written", NO_DATES)
def test_a_date_in_an_unknown_form_is_named(written: str) -> None:
    """What can't be read as a date is refused with its line, unless somebody says the date."""
    text = in_short("1. (U) Text.").replace("O 011200Z MAR 98", f"98LAKEPORT417\nA\n{written}")
    with pytest.raises(UnknownDate) as refused:
        read_cable(text)
    assert str(refused.value).startswith(f"line 3: {written!r} is not a date")
    assert read(text, "1998-03").date == "1998-03"


def test_the_telegram_goes_before_its_metadata() -> None:
    """Of two dates that can be read, that of sending counts."""
    text = "98LAKEPORT417\nA\nSun Mar 02 00:00:00 +0100 1998\n" + in_short("1. (U) Text.")
    assert read(text).date == "1998-03-01"
    assert read(text.replace("MAR 98", "MRZ 98")).date == "1998-03-02"


# ---------------------------------------------------------------- numbers and marks


@pytest.mark.parametrize("before", ["", "¶"])
@pytest.mark.parametrize("mark", ["", " (U)"])
def test_numbers_with_a_hole_or_twice_are_refused(before: str, mark: str) -> None:
    """A paragraph that is missing or there twice is named with its line."""
    for numbers, fault in (
        ((1, 2, 4), r"line 11: paragraph 4 stands where paragraph 3 should"),
        ((2, 3), r"line 7: paragraph 2 stands where paragraph 1 should"),
        ((1, 2, 2, 3), r"line 11: paragraph 2 is there twice, first on line 9"),
        ((1, 2, 3, 1), r"line 13: paragraph 1 is there twice, first on line 7"),
    ):
        body = (line for one in numbers for line in (f"{before}{one}.{mark} Text.", ""))
        with pytest.raises(CableError, match=fault):
            read_cable(in_short(*body))


def test_an_unmarked_paragraph_that_is_missing_is_missed() -> None:
    """A number that goes on counting is a paragraph even where others have marks."""
    with pytest.raises(CableError, match="paragraph 4 stands where paragraph 3 should"):
        read_cable(in_short("1. (U) A.", "", "2. (U) B.", "", "4. C."))


def test_a_list_in_a_paragraph_is_part_of_it() -> None:
    """Numbers that begin again, or begin a line within a text, are no paragraphs."""
    body = ("¶1. (U) Of these there are", "12. More follow:", "", "1. one", "", "¶2. (U) End.")
    assert said(read(in_short(*body))) == [
        (1, "U", "1. (U) Of these there are 12. More follow: 1. one"),
        (2, "U", "2. (U) End."),
    ]


MARKS = {
    "(U)": "U",
    "(SBU)": "SBU",
    "(C)": "C",
    "(S)": "S",
    "(TS//SI)": "TS//SI",
    "(C/NF)": "C/NF",
    "(S//NF)": "S//NF",
    "(C-NF)": "C-NF",
    "(C//REL TO USA, GBR)": "C//REL TO USA, GBR",
    "(U//FOUO)": "U//FOUO",
    "(u)": None,
    "(Some) say": None,
    "": None,
}


@pytest.mark.parametrize("written", MARKS)
def test_the_mark_of_a_paragraph_is_read(written: str) -> None:
    """Portion marks are read as they are written; other brackets are none."""
    for between in (" ", ""):
        cable = read(in_short(f"¶1.{between}{written} Text."))
        assert said(cable) == [(1, MARKS[written], f"1.{between}{written} Text.")]


@pytest.mark.parametrize(
    ("marks", "strictest"),
    [
        (("(U)", "(C)"), "C"),
        (("(C)", "(U)"), "C"),
        (("(SBU)", "(S//NF)", "(C)"), "S//NF"),
        (("(U)", "(U//FOUO)"), "U//FOUO"),
        (("", "(U)"), None),
        (("", "(SBU)"), "SBU"),
        (("(C)", "(C)"), "C"),
    ],
)
def test_the_strictest_mark_in_a_paragraph_holds(
    marks: tuple[str, ...], strictest: str | None
) -> None:
    """Where parts of a paragraph have marks of their own, none is read under a weaker one."""
    first, *rest = marks
    body = [f"¶1. {first} Text."]
    for mark in rest:
        body += ["", f"{mark} More."]
    assert read(in_short(*body)).paragraphs[0].mark == strictest


# ---------------------------------------------------------------- between paragraphs

HEADINGS = {
    "underlined": ("A Heading", "---------"),
    "underlined in pieces": ("A Heading", "----- --"),
    "underlined twice": ("A Heading", "=====", "-----"),
    "between lines": ("-----", "HEADING", "-----"),
    "of two lines": ("A Heading of", "Two Lines", "---------"),
    "two in a row": ("A Heading", "-----", "", "Another", "-----"),
    "in capitals": ("HEADING, 1998",),
    "a line alone": ("-----",),
}


@pytest.mark.parametrize("page", [(), ("", "LAKEPORT 00000417  002 OF 003", "", "")])
@pytest.mark.parametrize("kind", HEADINGS)
def test_a_heading_is_in_no_paragraph(kind: str, page: tuple[str, ...]) -> None:
    """Headings before a paragraph are left out, also where a page ends beside them."""
    one, two = "¶1. (U) One.", "¶2. (U) Two."
    expected = [(1, "U", "1. (U) One."), (2, "U", "2. (U) Two.")]
    heading = ("", *HEADINGS[kind], "")
    assert said(read(in_short(one, *page, *heading, two))) == expected
    assert said(read(in_short(one, *heading, *page, two))) == expected


def test_an_underlined_word_within_a_paragraph_stays() -> None:
    """What is underlined but not before a paragraph is the head of a table, or prose."""
    body = ("¶1. (U) One:", "", "Year", "----", "1998", "", "End.", "", "¶2. (U) Two.")
    assert said(read(in_short(*body)))[0] == (1, "U", "1. (U) One: Year ---- 1998 End.")


def test_a_heading_takes_no_words_from_a_paragraph_without_an_empty_line() -> None:
    """A heading directly below the words of a paragraph is one line."""
    body = ("¶1. (U) One", "two", "three.", "Heading", "-------", "¶2. (U) Two.")
    assert [one[2] for one in said(read(in_short(*body)))] == [
        "1. (U) One two three.",
        "2. (U) Two.",
    ]


@pytest.mark.parametrize(
    ("end", "signature", "last"),
    [
        (("", "TESTER"), "TESTER", "Text."),
        (("TESTER",), "TESTER", "Text."),
        (("", "A. TESTER-SAMPLE", "", "", "NNNN"), "A. TESTER-SAMPLE", "Text."),
        (("", "TESTER", "UNCLASSIFIED"), "TESTER", "Text."),
        (("", "END SUMMARY"), None, "Text. END SUMMARY"),
        (("", "Tester"), None, "Text. Tester"),
        ((), None, "Text."),
        (("and", "MORE"), None, "Text. and MORE"),
    ],
)
def test_the_signature_is_the_name_at_the_end(
    end: tuple[str, ...], signature: str | None, last: str
) -> None:
    """A line of capitals that ends a cable is the name of who signed, not part of the text."""
    cable = read(in_short("¶1. (U) Text.", *end))
    assert (cable.signature, cable.paragraphs[0].text) == (signature, f"1. (U) {last}")


# ---------------------------------------------------------------- any paragraphs

WORD = st.from_regex(
    r"[a-z]{1,12}[,;:]?|[A-Z][a-z]{1,9}|[0-9]{4}|\"[a-z]{2,6}\"|--", fullmatch=True
)
SENTENCE = st.lists(WORD, min_size=1, max_size=40).map(lambda words: " ".join(("We", *words)) + ".")
MARK = st.sampled_from(["U", "SBU", "C", "S", "C/NF", "S//NF"])


@st.composite
def telegrams(draw: st.DrawFn) -> tuple[str, list[tuple[int, str, str]]]:
    """Write paragraphs as a cable: wrapped, under headings, over pages; give both."""
    pilcrow, end = draw(st.sampled_from(["", "¶"])), draw(st.sampled_from(["\n", " \n", "\r\n"]))
    lines: list[str] = []
    paragraphs = []
    for number, (mark, text) in enumerate(draw(st.lists(st.tuples(MARK, SENTENCE))), 1):
        if draw(st.booleans()):
            lines += ["", "A Heading of Some Words", "-----------------------"]
        paragraphs.append((number, mark, f"{number}. ({mark}) {text}"))
        lines += ["", *wrapped(draw, pilcrow + paragraphs[-1][2])]
        if draw(st.booleans()):
            at = draw(st.integers(max(len(lines) - 2, 0), len(lines)))
            lines[at:at] = ["", f"LAKEPORT 00000417  {number:03} OF 099", "", ""]
    return in_short(*lines, "", "TESTER").replace("\n", end), paragraphs


def wrapped(draw: st.DrawFn, text: str) -> list[str]:
    """Break a text into lines, never before what would look like another paragraph."""
    lines = [""]
    for word in text.split(" "):
        if len(lines[-1]) > draw(st.integers(10, 60)):
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    return lines


@given(telegrams())
def test_any_paragraphs_written_as_a_cable_are_read_back(
    given: tuple[str, list[tuple[int, str, str]]],
) -> None:
    """Whatever the width of the lines and wherever a page ends, the paragraphs are the same."""
    text, paragraphs = given
    cable = read(text)
    assert said(cable) == paragraphs
    assert cable.signature == "TESTER"


@given(st.text() | st.lists(st.sampled_from(TEXT.splitlines())).map("\n".join))
def test_no_text_at_all_stops_the_reader(text: str) -> None:
    """Any text is a cable, is none, or is refused with the line where it can't be read."""
    refused, cable = None, None
    try:
        cable = read_cable(text)
    except CableError as error:
        refused = error.line
    assert refused is None or 1 <= refused <= len(text.splitlines())
    numbers = [one.number for one in cable.paragraphs] if cable else []
    assert numbers == list(range(1, len(numbers) + 1))
