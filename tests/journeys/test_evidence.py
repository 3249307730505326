"""Evidence from the command line: documents that are kept whole, described, and held to account."""

import os
import signal
import stat
import time
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

import orjson
import pytest

from ledger.vault import MOST
from tests.cables import INVENTED, REAL, TEXT
from tests.journeys.program import Ran, ended, kept, limit, office, run, start

if TYPE_CHECKING:
    import subprocess

LETTER = b"Dear Sir, everything in this letter is invented.\n"
EDITION = "tip/2099"


def digest_of(data: bytes) -> str:
    """Give the digest of a document."""
    return sha256(data).hexdigest()


def letter(desk: Path, data: bytes = LETTER) -> Path:
    """Write a document beside the book."""
    file = desk / "letter.txt"
    file.write_bytes(data)
    return file


def add(desk: Path, *arguments: str | Path) -> Ran:
    """File a document in the edition of the tests."""
    return office(desk, "evidence", "add", "--on", EDITION, *arguments)


def vault(desk: Path) -> list[str]:
    """Give the names of the files in the vault."""
    return sorted(file.name for file in (desk / "book" / "vault").iterdir())


def verified(desk: Path, code: int) -> dict[str, list[dict[str, Any]]]:
    """Verify the vault; give the rows by their state."""
    ran = office(desk, "evidence", "verify", "--json")
    assert ran.code == code, ran.err
    states: dict[str, list[dict[str, Any]]] = {}
    for row in ran.json["rows"]:
        states.setdefault(row["state"], []).append(row)
    counts = {name.replace("_", "-"): number for name, number in ran.json["counts"].items()}
    assert {name: number for name, number in counts.items() if number} == {
        name: len(rows) for name, rows in states.items()
    }
    return states


def entry(desk: Path, number: int = 1) -> dict[str, Any]:
    """Give the entry of a document as it lies in the store."""
    rows = kept(desk / "book")["entries"]
    found = [row[-1] for row in rows if row[1] == f"{EDITION}/evidence/{number}"]
    assert len(found) == 1
    fields: dict[str, Any] = orjson.loads(found[0])
    return fields


# ---------------------------------------------------------------- adding


def test_a_document_is_stored_and_described(desk: Path) -> None:
    """The document lies in the vault by its digest, for its owner alone; an entry describes it."""
    ran = add(
        desk,
        letter(desk),
        *("--publisher", "P", "--date", "2098-12", "--locator", "p. 3", "--kind", "documentary"),
        *("--grade", "reported", "--hand", "second", "--mark", "M1", "--mark", "M2"),
        *("--about", f"{EDITION}/AAA", "--about", f"{EDITION}/BBB", "--title", "T"),
        *("--party", "oig", "--person", "Q", "--role", "R", "--release", "congress"),
        *("--withhold", "/body/locator=internal", "--basis", "tip@1", "--occurred", "2098-11"),
    )
    assert (ran.code, ran.out[:3]) == (0, "3  ")
    file = desk / "book" / "vault" / digest_of(LETTER)
    assert file.read_bytes() == LETTER
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    found = entry(desk)
    assert found["body"] == {
        "title": "T",
        "publisher": "P",
        "date": "2098-12",
        "sha256": digest_of(LETTER),
        "kind": "documentary",
        "grade": "reported",
        "hand": "second",
        "marks": ["M1", "M2"],
        "about": [f"{EDITION}/AAA", f"{EDITION}/BBB"],
    }
    assert found["commitments"].keys() == {"/body/locator"}
    assert found["by"] == {"party": "oig", "person": "Q", "role": "R", "recorded_by": "Clerk"}
    assert (found["basis"], found["release"]) == (["tip@1"], "congress")
    assert (found["occurred"], found["made"]) == ("2098-11", "contemporaneous")
    assert [row["evidence"] for row in verified(desk, 0)["held"]] == [[f"{EDITION}/evidence/1@1"]]


def test_the_answer_says_where_document_and_entry_are(desk: Path) -> None:
    """With `--json` the answer is that of `record`, with digest, size and what was read."""
    record = office(desk, "record", "-", "--json", stdin=b"{}").json
    added = add(desk, letter(desk), "--json").json
    assert added["schema"] == "minutebook/evidence-add/1"
    assert {*record} < {*added}
    assert (added["added"], added["already"], added["faults"]) == (1, 0, [])
    assert added["receipts"][0]["stream"] == f"{EDITION}/evidence/1"
    assert (added["digest"], added["size"]) == (digest_of(LETTER), len(LETTER))
    assert (added["stored"], added["cable"], added["withheld"]) == (True, None, [])
    again = add(desk, letter(desk), "--json").json
    assert (again["added"], again["already"], again["stored"]) == (0, 1, False)
    assert again["receipts"] == added["receipts"]


def test_a_rerun_adds_nothing(desk: Path) -> None:
    """The same document filed the same way again is the same entry, and is stored once."""
    for file in (letter(desk), INVENTED):
        first = add(desk, file)
        before = kept(desk / "book"), vault(desk)
        again = add(desk, file)
        assert (first.code, again.code) == (0, 0)
        assert again.out == first.out.replace("\n", "  already\n")
        assert "in the vault already" in again.err
        assert (kept(desk / "book"), vault(desk)) == before


def test_a_document_is_kept_once_however_often_it_is_named(desk: Path) -> None:
    """In another edition a document is another entry about the same file."""
    add(desk, letter(desk))
    (desk / "copy.txt").write_bytes(LETTER)
    ran = office(desk, "evidence", "add", "copy.txt", "--on", "tip/2098", "--json")
    assert (ran.json["added"], ran.json["stored"]) == (1, False)
    assert vault(desk) == [digest_of(LETTER)]
    refs = ["tip/2098/evidence/1@1", f"{EDITION}/evidence/1@1"]
    assert sorted(verified(desk, 0)["held"][0]["evidence"]) == refs


def test_the_same_document_described_otherwise(desk: Path) -> None:
    """Another description is refused with the entry there is, unless it has a key of its own."""
    add(desk, letter(desk))
    before = kept(desk / "book")
    ran = add(desk, letter(desk), "--title", "Another title")
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.splitlines()[-1].startswith("the document is filed already, and not as said")
    assert f"{EDITION}/evidence/1@1, position 3" in ran.err
    assert kept(desk / "book") == before
    again = add(desk, letter(desk), "--title", "Another title", "--key", "of my own", "--json")
    assert again.json["receipts"][0]["version"] == 2


def test_two_at_once_get_two_numbers(desk: Path) -> None:
    """Of documents filed at the same time each has a number; the same one twice has one."""
    processes = []
    for number in (0, 1, 2, 2):
        (desk / f"{number}.txt").write_bytes(b"%d" % number * 100_000)
        command = ("--book", "book", "evidence", "add", f"{number}.txt", "--on", EDITION, "--json")
        processes.append(start(*command, cwd=desk))
    answers = [ended(process).json for process in processes]
    assert sum(answer["added"] for answer in answers) == 3
    assert sum(answer["stored"] for answer in answers) == 3
    streams = [answer["receipts"][0]["stream"] for answer in answers]
    assert set(streams) == {f"{EDITION}/evidence/{number}" for number in (1, 2, 3)}
    assert streams[2] == streams[3]
    assert len(verified(desk, 0)["held"]) == 3


# ---------------------------------------------------------------- cables


def test_a_cable_is_read(desk: Path) -> None:
    """What a cable says of itself is recorded, and paragraphs with other marks are withheld."""
    ran = add(desk, INVENTED, "--about", f"{EDITION}/AAA", "--json")
    assert ran.code == 0
    cable = ran.json["cable"]
    assert (cable["number"], cable["date"]) == ("98 LAKEPORT 417", "1998-05-14")
    assert cable["portions"] == ["U", "SBU", "C/NF", "U", "C"]
    pointers = [*(f"/body/paragraphs/{number}" for number in (1, 2, 4)), "/body/sha256"]
    assert ran.json["withheld"] == pointers
    assert ", ".join(f"{pointer} (internal)" for pointer in pointers) in ran.err
    assert "cable 98 LAKEPORT 417 of 1998-05-14: 5 numbered paragraphs" in ran.err
    found = entry(desk)
    assert [*found["commitments"]] == pointers
    paragraphs = found["body"]["paragraphs"]
    assert [text is None for text in paragraphs] == [False, True, True, False, True]
    assert paragraphs[3] == "4. (U) The harvest begins in August."
    assert (found["made"], found["occurred"]) == ("reconstructed", "1998-05-14")
    with_secret = (desk / "book" / "vault" / ran.json["digest"]).read_bytes()
    assert with_secret == INVENTED.read_bytes()


def test_an_option_goes_before_the_cable(desk: Path) -> None:
    """What the command line says of a cable is recorded instead of what it says of itself."""
    options = ("--title", "T", "--date", "1999", "--made", "contemporaneous", "--mark", "M")
    lifted = ("--withhold", "/body/paragraphs=public", "--withhold", "/body/paragraphs/0=congress")
    assert add(desk, INVENTED, *options, *lifted).code == 0
    found = entry(desk)
    assert (found["body"]["title"], found["body"]["date"]) == ("T", "1999")
    assert (found["occurred"], found["made"]) == ("1999", "contemporaneous")
    assert (found["body"]["marks"], found["body"]["locator"]) == (["M"], "98 LAKEPORT 417")
    assert [*found["commitments"]] == ["/body/paragraphs/0", "/body/sha256"]
    assert add(desk, INVENTED, *options, *lifted, "--json").json["already"] == 1


@pytest.mark.parametrize("plain", [True, False])
def test_anything_else_is_filed_as_it_is(desk: Path, *, plain: bool) -> None:
    """A document that is no cable, or is not to be read as one, has a name and a digest."""
    file = INVENTED if plain else letter(desk)
    ran = add(desk, file, *(["--plain"] if plain else []))
    assert ("not a cable in a form that is known" in ran.err) == (not plain)
    assert entry(desk)["body"] == {"title": file.name, "sha256": digest_of(file.read_bytes())}


@pytest.mark.requires("cable")
def test_a_real_cable_is_filed_with_one_paragraph_withheld(desk: Path) -> None:
    """Of a real cable with 14 paragraphs one can be withheld, and the others stay readable."""
    ran = add(desk, REAL, "--withhold", "/body/paragraphs/3=internal", "--json")
    assert ran.code == 0
    found = entry(desk)
    assert found["body"]["locator"] == "09 BEIJING 3214"
    assert found["body"]["portions"] == ["U"] * 14
    assert [text is None for text in found["body"]["paragraphs"]].index(True) == 3
    assert [*found["commitments"]] == ["/body/paragraphs/3", "/body/sha256"]


# ---------------------------------------------------------------- refused

PLAIN = "--plain files the document without reading it"
DATE = "a date like `O 011549Z DEC 09`"
BAD_CABLES = {
    "a date in an unknown form": (
        TEXT.replace("P 141210Z MAY 98", "P 141210Z MAI 98").replace("Thu May 14", "Do 14. Mai"),
        f"line 3: 'Do 14. Mai 00:00:00 +0200 1998' is not {DATE}; say it with --date; {PLAIN}",
    ),
    "a paragraph that is missing": (
        TEXT.replace("¶4.", "¶6."),
        f"line 76: paragraph 6 stands where paragraph 4 should; {PLAIN}",
    ),
    "a paragraph that is there twice": (
        TEXT.replace("¶3.", "¶2."),
        "line 59: paragraph 2 is there twice, first on line 45",
    ),
    "paragraphs that no entry can hold": (
        TEXT.replace("in August.", "in August. " * 120_000),
        f"an entry has at most 1048576 (1 MiB); {PLAIN}",
    ),
    "more than any entry can hold": (
        TEXT.replace("in August.", "in August. " * 500_000),
        f" bytes has no entry; {PLAIN}",
    ),
    "a control character": (
        TEXT.replace("in August.", "in \x01 August."),
        "/body/paragraphs/3: control character U+0001",
    ),
}


@pytest.mark.parametrize("kind", BAD_CABLES)
def test_a_cable_that_can_not_be_read_for_sure(desk: Path, kind: str) -> None:
    """What is wrong with a cable is said with its line, nothing is kept, and --plain files it."""
    text, said = BAD_CABLES[kind]
    file = letter(desk, text.encode())
    before = kept(desk / "book")
    ran = add(desk, file)
    assert (ran.code, ran.out) == (2, "")
    assert said in ran.err
    assert (kept(desk / "book"), vault(desk)) == (before, [])
    assert add(desk, file, "--plain").code == 0
    assert vault(desk) == [digest_of(text.encode())]


def test_a_date_that_can_not_be_read_can_be_said(desk: Path) -> None:
    """With --date a cable is read whatever its own date looks like."""
    text, _ = BAD_CABLES["a date in an unknown form"]
    assert add(desk, letter(desk, text.encode()), "--date", "1998-05-14").code == 0
    assert entry(desk)["body"]["date"] == "1998-05-14"


BAD_OPTIONS = {
    "--kind hearsay": "--kind: should be 'documentary', 'testimonial', 'physical' or 'analytical'",
    "--grade best": "--grade: should be 'official', 'reported' or 'derived'",
    "--hand third": "--hand: should be 'first' or 'second'",
    "--date yesterday": "--date: 'yesterday' is not a date: expected 2015, 2015-06, 2015-06-30",
    "--occurred 2015-02-30": "--occurred: '2015-02-30' is not a date",
    "--made up": "--made: should be 'contemporaneous' or 'reconstructed'",
    "--release secret": "--release: should be 'public', 'congress' or 'internal'",
    "--about AAA": "--about: 'AAA' is not a case: expected PROGRAMME/EDITION/SUBJECT",
    "--basis tip/2099/AAA@1": "--basis: no entry tip/2099/AAA@1 is on record before this one",
    "--title ": "--title: must not be empty",
    "--withhold /body/title": "--withhold: '/body/title' is not POINTER=CLASS",
    "--withhold /body/title=secret": "the classes are public, congress, internal",
    "--withhold /body/locator=internal": "--withhold: there is no such place in this act",
    "--withhold /release=internal": "--withhold: can't be withheld",
    "--on tip": "--on: tip is of kind programme; name an edition, e.g. tip/2010",
    "--on tip/2099/AAA": "--on: tip/2099/AAA is of kind case",
    "--on tip//evidence": "--on: '' in stream",
    "--on fatf/2099": "--on: programme 'fatf' is not adopted in this book",
}


@pytest.mark.parametrize("options", BAD_OPTIONS)
def test_an_option_that_can_not_be_is_named(desk: Path, options: str) -> None:
    """The option is named with the reason, and neither entry nor document is kept."""
    name, _, value = options.partition(" ")
    before = kept(desk / "book")
    ran = add(desk, letter(desk), name, value)
    assert (ran.code, ran.out) == (2, "")
    assert BAD_OPTIONS[options] in ran.err
    assert (kept(desk / "book"), vault(desk)) == (before, [])


def test_every_fault_is_told_at_once(desk: Path) -> None:
    """Each fault has a line of its own, and `--json` lists them as `record` does."""
    options = ("--kind", "hearsay", "--about", "AAA", "--about", "BBB", "--json")
    ran = add(desk, letter(desk), *options)
    assert ran.code == 2
    columns = [fault["column"] for fault in ran.json["faults"]]
    assert sorted(columns) == ["/body/about/0", "/body/about/1", "/body/kind"]
    assert len([line for line in ran.err.splitlines() if line.startswith("--")]) == 3
    assert (ran.json["receipts"], ran.json["stored"]) == ([], False)
    assert ran.json["digest"] == digest_of(LETTER)


@pytest.mark.parametrize("kind", ["nothing", "a folder", "empty", "somebody else's", "too large"])
def test_a_file_that_is_no_document(desk: Path, kind: str) -> None:
    """A file that can't be read, or can't be kept, is named with the reason."""
    file, said = desk / "letter.txt", "can't be read: "
    match kind:
        case "a folder":
            file.mkdir()
        case "empty":
            file.touch()
            said = "is empty"
        case "somebody else's":
            letter(desk).chmod(0)
        case "too large":
            with file.open("wb") as stream:
                stream.truncate(MOST + 1)
            said = f"it has {MOST + 1:,} bytes or more, and a document at most {MOST:,} (256 MiB)"
    before = kept(desk / "book")
    command = ("--book", "book", "evidence", "add", "letter.txt", "--on", EDITION)
    ran = run(*command, cwd=desk, without_rights=True)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith("minutebook: letter.txt")
    assert said in ran.err
    assert (kept(desk / "book"), vault(desk)) == (before, [])


def test_a_book_that_is_not_there(tmp_path: Path) -> None:
    """Without a book nothing is filed, and none is begun."""
    for command in (("add", INVENTED, "--on", EDITION), ("verify",)):
        ran = office(tmp_path, "evidence", *command)
        assert (ran.code, ran.out) == (2, "")
        assert "there is no book at book" in ran.err
    assert list(tmp_path.iterdir()) == []


# ---------------------------------------------------------------- the vault held to account


def test_an_altered_document(desk: Path) -> None:
    """A file of the vault that was changed is found, and nothing is filed on its word."""
    add(desk, letter(desk))
    add(desk, INVENTED)
    file = desk / "book" / "vault" / digest_of(LETTER)
    file.write_bytes(LETTER + b" ")
    rows = verified(desk, 3)
    assert [row["digest"] for row in rows["altered"]] == [digest_of(LETTER)]
    assert [row["evidence"] for row in rows["altered"]] == [[f"{EDITION}/evidence/1@1"]]
    assert len(rows["held"]) == 1
    before = kept(desk / "book")
    for on in (EDITION, "tip/2098"):
        ran = office(desk, "evidence", "add", "letter.txt", "--on", on)
        assert (ran.code, ran.out) == (3, "")
        assert f"vault/{digest_of(LETTER)} does not hold the document" in ran.err
    assert kept(desk / "book") == before
    assert len(vault(desk)) == 2


def test_a_missing_document(desk: Path) -> None:
    """A document that is on record and not in the vault is a mismatch, until it is filed again."""
    add(desk, letter(desk))
    (desk / "book" / "vault" / digest_of(LETTER)).unlink()
    row = verified(desk, 1)["missing"][0]
    assert (row["file"], row["size"], row["digest"]) == (None, None, digest_of(LETTER))
    assert "new in the vault" in add(desk, letter(desk)).err
    verified(desk, 0)


def test_what_no_entry_names_is_shown(desk: Path) -> None:
    """A document that nobody described, and what is left over, are shown and are no failure."""
    folder = desk / "book" / "vault"
    (folder / digest_of(LETTER)).write_bytes(LETTER)
    (folder / ".left.part").touch()
    rows = verified(desk, 0)
    assert [row["digest"] for row in rows["not-on-record"]] == [digest_of(LETTER)]
    assert [(row["file"], row["digest"]) for row in rows["stray"]] == [(".left.part", None)]
    shown = office(desk, "evidence", "verify")
    assert shown.out.splitlines()[-1] == "1 not on record, 1 stray"


def test_the_record_as_it_was(desk: Path) -> None:
    """As of a position or a day, the vault is held against what was on record then."""
    add(desk, letter(desk), "--date", "2098-01")
    add(desk, INVENTED)
    folder = desk / "book" / "vault"
    (folder / digest_of(INVENTED.read_bytes())).unlink()
    for times, code in ((("--as-of", "3"), 0), (("--as-of", "4"), 1), ((), 1)):
        ran = office(desk, "evidence", "verify", "--json", *times)
        assert (ran.code, ran.json["counts"]["held"]) == (code, 1)
        assert ran.json["counts"]["missing"] == code
    ran = office(desk, "evidence", "verify", "--json", "--occurred-by", "1999-01-01")
    assert (ran.code, ran.json["counts"]["not_on_record"]) == (1, 1)


def test_a_vault_without_anything(desk: Path) -> None:
    """A book without evidence has nothing to hold, and says so."""
    ran = office(desk, "evidence", "verify")
    assert (ran.code, ran.out.splitlines()[-1]) == (
        0,
        "No evidence on record names a document by its digest, and none is in the vault.",
    )
    (desk / "book" / "vault").rmdir()
    assert office(desk, "evidence", "verify").code == 0
    assert add(desk, letter(desk)).code == 0
    verified(desk, 0)


# ---------------------------------------------------------------- killed, full, not writable


def copying(desk: Path) -> "tuple[subprocess.Popen[bytes], int]":
    """Start to file a document that comes through a pipe, and stop in the midst of it."""
    os.mkfifo(desk / "pipe")
    process = start("--book", "book", "evidence", "add", "pipe", "--on", EDITION, cwd=desk)
    pipe = os.open(desk / "pipe", os.O_RDWR)  # waits for nobody to read
    os.write(pipe, LETTER * 1000)
    while not any((desk / "book" / "vault").glob("*")):
        assert process.poll() is None
        time.sleep(0.001)
    return process, pipe


def test_killed_while_a_document_is_copied(desk: Path) -> None:
    """Killed in the midst of a copy nothing lies under a digest, and the next run tidies up."""
    before = kept(desk / "book")
    process, pipe = copying(desk)
    process.kill()
    process.communicate()
    os.close(pipe)
    assert [name for name in vault(desk) if not name.endswith(".part")] == []
    assert len(verified(desk, 0)["stray"]) == 1
    assert kept(desk / "book") == before
    assert add(desk, letter(desk)).code == 0
    assert vault(desk) == [digest_of(LETTER)]
    assert office(desk, "replay", "--json").json["identical"]


def test_stopped_while_a_document_is_copied(desk: Path) -> None:
    """Control-C in the midst of a copy leaves nothing at all."""
    process, pipe = copying(desk)
    process.send_signal(signal.SIGINT)
    ran = ended(process)
    os.close(pipe)
    assert ran.code in {2, 130, -signal.SIGINT}
    assert vault(desk) == []


def test_a_slow_document_keeps_nobody_waiting(desk: Path) -> None:
    """While one document still comes in another is filed, and neither is taken for left over."""
    process, pipe = copying(desk)
    assert add(desk, letter(desk)).code == 0
    assert process.poll() is None
    os.close(pipe)
    ran = ended(process)
    assert (ran.code, ran.out.split()[1]) == (0, f"{EDITION}/evidence/2@1")
    assert vault(desk) == sorted(map(digest_of, (LETTER, LETTER * 1000)))


@pytest.mark.parametrize("moment", range(5))
def test_killed_at_any_moment(desk: Path, moment: int) -> None:
    """Whenever filing is killed, what is on record is in the vault, and a re-run completes it."""
    process = start("--book", "book", "evidence", "add", INVENTED, "--on", EDITION, cwd=desk)
    folder = desk / "book" / "vault"
    while process.poll() is None and not any(folder.iterdir()):
        time.sleep(0.0005)
    time.sleep(moment * 0.004)
    process.kill()
    process.communicate()
    assert "missing" not in verified(desk, 0)
    assert add(desk, INVENTED).code == 0
    assert vault(desk) == [digest_of(INVENTED.read_bytes())]
    assert len(kept(desk / "book")["entries"]) == 3


@pytest.mark.parametrize(
    ("data", "place"),
    [
        (LETTER * 2_000, "book/vault"),
        (TEXT.replace("in August.", "in August. " * 2_500).encode(), "book"),
    ],
    ids=["in the document", "in the store"],
)
def test_a_full_disk_while_a_document_is_filed(desk: Path, data: bytes, place: str) -> None:
    """Where the disk ends in the document or in the store, neither keeps anything of it."""
    file = letter(desk, data)
    before = kept(desk / "book")
    command = ("--book", "book", "evidence", "add", file, "--on", EDITION)
    ran = ended(start(*command, cwd=desk, before=limit(35_000)))
    assert (ran.code, ran.out) == (3, "")
    assert f"minutebook: {place}: nothing was written: " in ran.err
    assert (kept(desk / "book"), vault(desk)) == (before, [])
    assert add(desk, file).code == 0


def test_a_vault_that_can_not_be_written(desk: Path) -> None:
    """A document is refused with the reason, and nothing is recorded without it."""
    before = kept(desk / "book")
    folder = desk / "book" / "vault"
    folder.chmod(0o500)
    command = ("--book", "book", "evidence", "add", letter(desk), "--on", EDITION)
    ran = run(*command, cwd=desk, without_rights=True)
    folder.chmod(0o700)
    assert (ran.code, ran.out) == (3, "")
    assert ran.err == "minutebook: book/vault: nothing was written: Permission denied\n"
    assert (kept(desk / "book"), vault(desk)) == (before, [])


def test_a_vault_that_can_not_be_read(desk: Path) -> None:
    """A document that can't be read is as bad as an altered one."""
    add(desk, letter(desk))
    file = desk / "book" / "vault" / digest_of(LETTER)
    file.chmod(0)
    command = ("--book", "book", "evidence", "verify", "--json")
    ran = run(*command, cwd=desk, without_rights=True)
    file.chmod(0o600)
    assert (ran.code, ran.json["counts"]["unreadable"]) == (3, 1)
