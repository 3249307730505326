"""Sealing, proving and handing over asked oddly: one sentence says why not, and nothing is left."""

import json
import os
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.journeys.program import ORIGIN, office, run
from tests.scenes import CASE, contest, publish, recommend

KEY = "example.org/minutes+00000000+AAAA"
ACTS = [recommend("3"), contest("2"), publish("2"), recommend("3", "tip/2015/CHN")]
BROKEN = "{"


@pytest.fixture(scope="module")
def office_of_acts(tmp_path_factory: pytest.TempPathFactory, new_book: Path) -> Path:
    """Give a folder with a book, what was published of it, a bundle, and other files."""
    folder = tmp_path_factory.mktemp("office")
    shutil.copytree(new_book, folder / "book")
    text = "\n".join(map(json.dumps, ACTS)).encode()
    assert office(folder, "record", "-", stdin=text).code == 0
    assert office(folder, "publish", "public").code == 0
    assert office(folder, "bundle", CASE, "--out", "case.zip").code == 0
    (folder / "notes").mkdir()
    (folder / "notes" / "letter.txt").write_text("Dear colleague,")
    (folder / "letter.txt").write_text("Dear colleague,")
    (folder / "letter.zip").write_text("Dear colleague,")
    (folder / "empty").mkdir()
    for name in ("torn", "list"):
        (folder / name).mkdir()
        (folder / name / "copy.json").write_text(BROKEN if name == "torn" else "[]")
    (folder / "odd").mkdir()
    (folder / "odd" / "copy.json").mkdir()
    (folder / "noise").write_bytes(bytes(range(256)) * 400)
    with (folder / "huge").open("wb") as huge:
        huge.truncate(3 << 30)
    return folder


def everything(folder: Path) -> dict[str, int]:
    """Give every file and folder, hidden ones too, with its size.

    Left out is what reading makes: views, and what SQLite keeps beside a database that is open.
    """
    found = {str(file.relative_to(folder)): file.lstat().st_size for file in folder.rglob("*")}
    made = re.compile(r"book/views(/.*)?|.*-(wal|shm)")
    return {name: size for name, size in found.items() if not made.fullmatch(name)}


ODD: dict[str, tuple[tuple[str, ...], int, str]] = {
    # where to publish
    "a folder of somebody": (("publish", "notes"), 2, "notes holds something else"),
    "a file": (("publish", "letter.txt"), 2, "letter.txt is not a folder"),
    "below a file": (("publish", "letter.txt/x"), 3, "nothing was written"),
    "the book": (("publish", "book"), 2, "book holds something else"),
    "in the book": (("publish", "book/out"), 2, "lies in the book itself"),
    "its vault": (("publish", "book/vault"), 2, "lies in the book itself"),
    "a copy for others": (
        ("publish", "public", "--audience", "congress"),
        2,
        f"holds a copy of {ORIGIN} for the audience public",
    ),
    "a copy that is torn": (("publish", "torn"), 2, "torn holds something else"),
    "a copy that is none": (("publish", "list"), 2, "list holds something else"),
    "a copy that is odd": (("publish", "odd"), 2, "odd holds something else"),
    "for nobody": (("publish", "out", "--audience", "nonsense"), 2, "'nonsense' is no audience"),
    "as nobody": (("--audience", "nonsense", "publish", "out"), 2, "'nonsense' is no audience"),
    "nowhere": (("publish",), 2, "Missing argument 'DIR'"),
    "a name too long": (("publish", "x" * 300), 3, "File name too long"),
    "letting go of what was never": (("publish", "--forget", "notes"), 2, "was not published to"),
    # what to bundle
    "a case nobody knows": (("bundle", "tip/2015/MYX"), 2, f"near it: {CASE}"),
    "a case not named": (("bundle", "tip/2015/undisclosed-01"), 2, "no entry is on record for"),
    "an edition": (("bundle", "tip/2015"), 2, "tip/2015 is not a case"),
    "no name": (("bundle", "MYS"), 2, "MYS is not a case"),
    "a case for nobody": (("bundle", CASE, "--audience", "all"), 2, "'all' is no audience"),
    "over a letter": (("bundle", CASE, "--out", "letter.txt"), 2, "is no bundle of this book"),
    "over a zip": (("bundle", CASE, "--out", "letter.zip"), 2, "is no bundle of this book"),
    "over the store": (
        ("bundle", CASE, "--out", "book/ledger.sqlite"),
        2,
        "is no bundle of this book",
    ),
    "into the book": (("bundle", CASE, "--out", "book/x.zip"), 2, "lies in the book itself"),
    "over a folder": (("bundle", CASE, "--out", "notes"), 2, "is no bundle of this book"),
    "below a letter": (("bundle", CASE, "--out", "letter.txt/x.zip"), 3, "nothing was written"),
    # what to receive
    "onto a book": (("receive", "public"), 2, "book exists already and is left as it is"),
    "nothing": (("--book", "new", "receive", "nowhere"), 2, "there is nothing at nowhere"),
    "a letter": (("--book", "new", "receive", "letter.txt"), 3, "letter.txt is not received: "),
    "no zip": (("--book", "new", "receive", "letter.zip"), 3, "is not a zip that can be read"),
    "a folder": (("--book", "new", "receive", "notes"), 2, "notes is neither"),
    "the book itself": (("--book", "new", "receive", "book"), 2, "neither a published folder nor"),
    "its log": (("--book", "new", "receive", "book/log"), 2, "neither a published folder nor"),
    "a receipt": (
        ("--book", "new", "receive", "book/receipts/3.tlog-proof"),
        2,
        "neither a published folder nor a bundle",
    ),
    "what is torn": (("--book", "new", "receive", "torn"), 3, "torn is not received: "),
    "into a folder of somebody": (("--book", "notes", "receive", "public"), 2, "exists already"),
    "below a file, as a book": (
        ("--book", "letter.txt/new", "receive", "public"),
        3,
        "nothing was written",
    ),
    "known by no key": (("--book", "new", "receive", "public", "--key", "mine"), 2, "--key: mine"),
    "known by another key": (
        ("--book", "new", "receive", "public", "--key", KEY),
        2,
        "is not the verifier key",
    ),
    "against nothing": (
        ("--book", "new", "receive", "public", "--against", "nowhere"),
        2,
        "--against: nowhere",
    ),
    "against a letter": (
        ("--book", "new", "receive", "public", "--against", "letter.txt"),
        2,
        "is no checkpoint",
    ),
    # what to prove
    **{
        f"entry {ref[:20]!r}": (("prove", "--", ref), 2, f"no entry {ref[:100]}")
        for ref in (
            "0",
            "-1",
            "99",
            "9" * 5000,
            CASE,
            f"{CASE}@9",
            f"{CASE}@01",
            "@",
            "",
            "\u0661",
            "\u00b2",
        )
    },
    "an entry into the store": (
        ("prove", "3", "--entry", "book/ledger.sqlite"),
        2,
        "holds something else, and is left as it is",
    ),
    "an entry onto a folder": (("prove", "3", "--entry", "notes"), 3, "notes: nothing was written"),
    # what to verify
    "what is not there": (("verify", "nowhere"), 2, "there is nothing at nowhere"),
    "somebody's folder": (("verify", "notes"), 2, "notes is neither a book, a log"),
    "an empty folder": (("verify", "empty"), 2, "empty is neither a book, a log"),
    "a book that is not there": (("--book", "none", "verify"), 2, "there is no book at none"),
    "a device": (("verify", "/dev/zero"), 2, "neither a book"),
    # what to seal
    "two things at once": (("seal", "--rebuild", "--rotate-key"), 2, "are two things"),
    "a book that is none": (("--book", "none", "seal"), 2, "there is no book at none"),
}


@pytest.mark.parametrize(("arguments", "code", "said"), ODD.values(), ids=ODD.keys())
def test_what_can_not_be_done_is_refused(
    office_of_acts: Path, arguments: tuple[str, ...], code: int, said: str
) -> None:
    """One sentence says what is wrong; nothing is written, recorded or left half made."""
    before = everything(office_of_acts)
    ran = run(*arguments, cwd=office_of_acts)
    assert (ran.code, ran.out) == (code, "")
    assert said in ran.err
    assert everything(office_of_acts) == before


STRANGE: dict[str, str] = {
    "noise": "not a proof",
    "huge": "not a proof",
    "letter.txt": "not a proof",
    "letter.zip": "not a zip",
    "book/ledger.sqlite": "not a proof",
    "book/log/checkpoint": "not a proof",
    "torn": "does not say what it is a copy of",
}


@pytest.mark.parametrize("name", STRANGE)
def test_what_is_nobodys_is_verified_as_nothing(office_of_acts: Path, name: str) -> None:
    """A file of any kind and size is looked at, and found to be none of ours."""
    ran = run("verify", name, cwd=office_of_acts)
    assert ran.code == 3
    assert STRANGE[name] in ran.out
    assert run("verify", name, "--json", cwd=office_of_acts).json["faults"]


LOCKED: dict[str, tuple[Callable[[Path], Path], tuple[str, ...]]] = {
    "a folder to publish in": (lambda desk: desk / "locked", ("publish", "locked/out")),
    "a folder that was published to": (lambda desk: desk / "public", ("publish", "public")),
    "a folder for a bundle": (
        lambda desk: desk / "locked",
        ("bundle", CASE, "--out", "locked/x.zip"),
    ),
    "a folder for a book": (
        lambda desk: desk / "locked",
        ("--book", "locked/new", "receive", "public"),
    ),
    "what is to be verified": (lambda desk: desk / "letter.txt", ("verify", "letter.txt")),
    "a folder to be verified": (lambda desk: desk / "locked", ("verify", "locked")),
    "what is to be received": (lambda desk: desk / "case.zip", ("receive", "case.zip")),
    "the key": (lambda desk: desk / "book" / "keys" / "log.key", ("seal", "--rotate-key")),
    "the log": (lambda desk: desk / "book" / "log", ("prove", "3")),
}


@pytest.mark.parametrize(("locked", "arguments"), LOCKED.values(), ids=LOCKED.keys())
def test_what_is_locked(
    office_of_acts: Path,
    tmp_path: Path,
    locked: Callable[[Path], Path],
    arguments: tuple[str, ...],
) -> None:
    """Where permission is missing, that is said, and nothing else has happened."""
    desk = tmp_path / "desk"
    shutil.copytree(office_of_acts, desk, ignore=lambda *_: ["huge"])
    (desk / "locked").mkdir()
    place = locked(desk)
    before = everything(desk)
    place.chmod(0)
    book = () if "--book" in arguments else ("--book", "new" if "receive" in arguments else "book")
    try:
        ran = run(*book, *arguments, cwd=desk, without_rights=True)
    finally:
        place.chmod(0o700)
    assert ran.code == 3
    assert "ermission denied" in ran.err + ran.out
    assert everything(desk) == before


def test_a_bundle_may_be_made_again(office_of_acts: Path) -> None:
    """What was bundled before is brought up to date in its place, byte for byte the same."""
    before = (office_of_acts / "case.zip").read_bytes()
    assert office(office_of_acts, "bundle", CASE, "--out", "case.zip").code == 0
    assert (office_of_acts / "case.zip").read_bytes() == before


def test_an_entry_may_be_written_again(office_of_acts: Path, tmp_path: Path) -> None:
    """A file that holds the entry already is no reason to refuse it."""
    file = tmp_path / "entry.json"
    for _ in range(2):
        assert office(office_of_acts, "prove", "3", "--entry", file).code == 0
    assert os.listdir(tmp_path) == ["entry.json"]  # noqa: PTH208 - hidden files too
