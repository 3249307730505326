"""What is handed over to whom: a copy for each audience, its index, and what it is good for."""

import json
import os
import re
import shutil
from base64 import urlsafe_b64decode
from pathlib import Path
from typing import Any

import pytest

from domain.programme import shipped
from domain.values import RELEASES, Release
from tests.books import Act, act
from tests.journeys.program import ORIGIN, Ran, office, run
from tests.scenes import CASE, EDITION, contest, correct, cover, decide, publish, recommend

GROUNDS = {"congress": "Held for the committees", "internal": "Deliberative process"}
READING: tuple[tuple[str, ...], ...] = (
    ("standings",),
    ("disputes",),
    ("overrides", EDITION),
    ("changes", "tip/2014", EDITION),
    ("case", CASE),
    ("trace", CASE),
    ("trace", CASE, "--prov"),
    ("clock", EDITION),
    ("due",),
    ("deviations",),
    ("coverage",),
    ("reconcile",),
    ("standings", "--as-of", "6"),
    ("disputes", "--as-of", "2026-11-22"),
    ("case", CASE, "--occurred-by", "2015-06-30"),
    ("case", "tip/2015/MYX"),
    ("clock", "tip/2013"),
    ("standings", "--as-of", "999"),
)
"""Questions, and some that can't be answered."""


def acts() -> list[Act]:
    """Give the acts of a few cases, each for those whom it concerns."""
    hidden = {"/body/rationale": {"release": "internal", "until": "2040-07-27"}}
    return [
        act("edition-opened", EDITION),
        recommend("3", rationale=["Why."], withhold=hidden, release="congress"),
        contest("2", occurred="2015-06-01", made="reconstructed"),
        decide("2", reason=["Settled."], release="congress", withhold={"/by/party": "internal"}),
        publish("2", occurred="2015-07-27", made="reconstructed"),
        publish("3", "tip/2014/MYS"),
        recommend("3", "tip/2015/THA"),
        cover(["placements"], "complete"),
        act("content-released", CASE, "clerk", entry=f"{CASE}@2", audience="congress"),
        correct(f"{CASE}@1", {"standing": "2WL", "rationale": ["Why not."]}),
    ]


@pytest.fixture(scope="module")
def agency(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a folder with a book, and what was published of it to each audience; it is read only."""
    folder = tmp_path_factory.mktemp("agency")
    stated = "".join(f"{name} = {json.dumps(text)}\n" for name, text in GROUNDS.items())
    (folder / "tip.toml").write_text(f"{shipped('tip')}\n[grounds]\n{stated}", encoding="utf-8")
    made = office(folder, "init", "--origin", ORIGIN, "--programme", "tip.toml", "--recorder", "C")
    assert made.code == 0, made.err
    text = "\n".join(map(json.dumps, acts())).encode()
    assert office(folder, "record", "-", stdin=text).code == 0
    for audience in RELEASES:
        assert office(folder, "publish", audience, "--audience", audience).code == 0
        assert received(folder, audience).code == 0
    return folder


def received(folder: Path, source: str) -> Ran:
    """Receive a copy, as the book `of-SOURCE`."""
    return run("--book", f"of-{source}", "receive", source, cwd=folder)


def index(file: Path) -> list[dict[str, Any]]:
    """Give the rows of what a published folder withholds."""
    rows: list[dict[str, Any]] = json.loads((file / "withheld.json").read_bytes())["rows"]
    return rows


def everything(folder: Path) -> dict[str, bytes]:
    """Give every file below a folder but the views, which may be made at any time."""
    files = (file for file in folder.rglob("*") if file.is_file() and "views" not in file.parts)
    return {str(file.relative_to(folder)): file.read_bytes() for file in files}


# ---------------------------------------------------------------- what a copy says


@pytest.mark.parametrize("audience", RELEASES)
@pytest.mark.parametrize("question", READING, ids=" ".join)
def test_a_copy_says_what_the_agency_would_say(
    agency: Path, audience: str, question: tuple[str, ...]
) -> None:
    """Whoever has a copy is told what the agency itself tells that audience, word for word."""
    own = office(agency, "--audience", audience, *question, "--json")
    copy = run("--book", f"of-{audience}", *question, "--json", cwd=agency)
    assert (copy.code, copy.out, copy.err) == (own.code, own.out, own.err)


def test_a_copy_is_of_one_audience(agency: Path) -> None:
    """It is not read as one that may know more; as one that may know less, it is."""
    for lower, audience in enumerate(RELEASES):
        for asked, other in enumerate(RELEASES):
            ran = run("--book", f"of-{audience}", "--audience", other, "standings", cwd=agency)
            assert ran.code == (2 if asked > lower else 0)
            assert ("is a copy for the audience" in ran.err) == (asked > lower)
    below = run("--book", "of-internal", "--audience", "public", "case", CASE, "--json", cwd=agency)
    own = office(agency, "--audience", "public", "case", CASE, "--json")
    assert below.out == own.out


def test_an_audience_has_a_view_of_its_own(agency: Path, tmp_path: Path) -> None:
    """What was tabulated for one audience lies in one file, which no other reads."""
    shutil.copytree(agency / "book", tmp_path / "book")
    shutil.rmtree(tmp_path / "book" / "views")
    for number, audience in enumerate(RELEASES, 1):
        assert office(tmp_path, "--audience", audience, "standings").code == 0
        files = (tmp_path / "book" / "views").glob("*.sqlite")
        assert {file.stem for file in files} == {*RELEASES[:number]}


@pytest.mark.parametrize("audience", RELEASES)
@pytest.mark.parametrize(("release", "words"), [("internal", "Why not."), ("congress", "Settled.")])
def test_nothing_hidden_is_in_what_is_handed_over(
    agency: Path, tmp_path: Path, audience: Release, release: Release, words: str
) -> None:
    """The words of an entry are in the copies for those who may have it, and in no other."""
    shutil.copytree(agency / "book", tmp_path / "book")
    assert office(tmp_path, "bundle", CASE, "--audience", audience, "--out", "case.zip").code == 0
    assert run("--book", "case", "receive", "case.zip", cwd=tmp_path).code == 0
    for book in (agency / f"of-{audience}", tmp_path / "case"):
        assert run("--book", book, "case", CASE, cwd=tmp_path).code == 0
        store = b"".join(file.read_bytes() for file in book.glob("ledger.sqlite*"))
        view = b"".join(file.read_bytes() for file in book.glob(f"views/{audience}.sqlite*"))
        may = RELEASES.index(audience) >= RELEASES.index(release)
        assert (words.encode() in store + opened(store)) == may
        assert (words.encode() in view) == may
    published = b"".join(everything(agency / audience).values())
    assert (words.encode() in published + opened(published)) == may


def opened(data: bytes) -> bytes:
    """Give what the disclosures in some bytes disclose."""
    found = re.findall(rb"WyJ[A-Za-z0-9_-]{20,}", data)
    return b"".join(urlsafe_b64decode(one + b"=" * (-len(one) % 4)) for one in found)


# ---------------------------------------------------------------- its index


def test_the_index_names_what_is_withheld(agency: Path) -> None:
    """Each entry and each place that is not there is named, with its class, until when and why."""
    rows = index(agency / "congress")
    assert rows == [
        {
            "position": 4,
            "entry": f"{CASE}@1",
            "pointer": "/body/rationale",
            "release": "internal",
            "until": "2040-07-27",
            "ground": GROUNDS["internal"],
        },
        {
            "position": 6,
            "entry": f"{CASE}@3",
            "pointer": "/by/party",
            "release": "internal",
            "until": None,
            "ground": GROUNDS["internal"],
        },
        *(_entry(position, "internal") for position in (9, 11)),
        {
            "position": 12,
            "entry": f"{CASE}@6",
            "pointer": "/body/replacement/body/rationale",
            "release": "internal",
            "until": "2040-07-27",
            "ground": GROUNDS["internal"],
        },
    ]
    assert index(agency / "internal") == []
    assert index(agency / "public") == [
        _entry(position, "congress" if position in {4, 6, 12} else "internal")
        for position in (4, 5, 6, 9, 11, 12)
    ]


def _entry(position: int, release: str) -> dict[str, Any]:
    """Give the row of an entry that is withheld as a whole."""
    row = {"position": position, "entry": None, "pointer": None, "release": release}
    return row | {"until": None, "ground": GROUNDS[release]}


# ---------------------------------------------------------------- what is recorded by it


def test_heads_are_recorded_when_they_have_moved(agency: Path, tmp_path: Path) -> None:
    """Publishing again records nothing; after a case went on, it records the heads once."""
    shutil.copytree(agency / "book", tmp_path / "book")
    before = office(tmp_path, "standings", "--json").json["head"]
    for audience in RELEASES:
        assert office(tmp_path, "publish", audience, "--audience", audience).code == 0
    assert office(tmp_path, "bundle", CASE).code == 0
    assert office(tmp_path, "standings", "--json").json["head"] == before
    more = json.dumps(publish("1", "tip/2015/LAO")).encode()
    assert office(tmp_path, "record", "-", stdin=more).code == 0
    for _ in range(2):
        assert office(tmp_path, "bundle", "tip/2014/MYS").code == 0
        assert office(tmp_path, "publish", "public").code == 0
    rows = office(tmp_path, "coverage", "--json").json
    assert rows["head"] == before + 2


# ---------------------------------------------------------------- a copy is only read

WRITING: dict[str, tuple[str, ...]] = {
    "record": ("record", "acts.jsonl"),
    "record, to see whether it could": ("record", "acts.jsonl", "--dry-run"),
    "seal": ("seal",),
    "seal again": ("seal", "--rebuild"),
    "change the key": ("seal", "--rotate-key"),
    "publish": ("publish", "out"),
    "let go of a folder": ("publish", "--forget", "out"),
    "bundle": ("bundle", CASE),
    "bundle for whom it is": ("bundle", CASE, "--audience", "public"),
    "file a document": ("evidence", "add", "acts.jsonl", "--on", EDITION),
}


@pytest.mark.parametrize("arguments", WRITING.values(), ids=WRITING.keys())
def test_nothing_is_written_to_a_copy(
    agency: Path, tmp_path: Path, arguments: tuple[str, ...]
) -> None:
    """Whatever would write to it, or hand it on as one's own, is refused in one sentence."""
    shutil.copytree(agency / "of-public", tmp_path / "book")
    (tmp_path / "acts.jsonl").write_text(json.dumps(publish("2")))
    before = everything(tmp_path)
    ran = office(tmp_path, *arguments)
    assert (ran.code, ran.out) == (3, "")
    assert ran.err == "minutebook: book: nothing was written: a received copy is only read\n"
    assert everything(tmp_path) == before


# ---------------------------------------------------------------- who reads


def test_prove_reads_as_whom_it_is_asked_to(agency: Path, tmp_path: Path) -> None:
    """An entry that an audience may not have is neither proved to it nor written out for it."""
    file = tmp_path / "entry.json"
    hidden = office(agency, "--audience", "public", "prove", "4", "--entry", file)
    assert (hidden.code, hidden.out, file.exists()) == (2, "", False)
    unknown = office(agency, "--audience", "public", "prove", "999")
    assert unknown.err == hidden.err.replace("4", "999")
    shown = office(agency, "prove", "4", "--entry", file)
    assert shown.code == 0
    assert json.loads(file.read_bytes())["act"] == "recommendation-submitted"


@pytest.mark.parametrize(
    ("reader", "expected"),
    [("public", "public"), ("congress", "congress"), ("internal", "congress")],
)
def test_a_bundle_goes_no_higher_than_who_reads(
    agency: Path, tmp_path: Path, reader: str, expected: str
) -> None:
    """Unasked, a case file is for congress, but for the public where the public reads."""
    shutil.copytree(agency / "book", tmp_path / "book")
    environ = {"MINUTEBOOK_AUDIENCE": reader}
    made = run("--book", "book", "bundle", CASE, "--json", cwd=tmp_path, environ=environ)
    assert (made.code, made.json["audience"]) == (0, expected)
    assert os.listdir(tmp_path / "book" / "views")  # noqa: PTH208 - whatever it is
    said = office(tmp_path, "--audience", reader, "bundle", CASE, "--audience", "internal")
    assert "for internal" in said.out
