"""What the pages say is what the program does: examples run, tables match, links lead somewhere."""

import json
import os
import re
import shlex
import subprocess
import sys
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterator, Sequence
from contextlib import chdir
from datetime import UTC, datetime
from hashlib import sha256
from itertools import chain
from pathlib import Path
from pydoc import locate
from shutil import copyfile, copytree, which
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple
from zipfile import ZipFile

import pytest
import typer
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from pydantic import BaseModel
from rich.console import Console
from typer.testing import CliRunner

from domain.acts import ACTS, COVERAGE_GROUPS
from domain.claims import MEASURES, VERDICTS, Part
from domain.fields import Source
from domain.measures import COUNTED, MOVES
from domain.notices import OF
from domain.programme import Programme, shipped
from domain.rates import percent, win_rate
from domain.rules import RULES
from domain.submission import By, Envelope
from domain.submitted_claims import Terms, read_claim
from domain.values import Kind
from domain.withholding import TEXTS
from domain.worlds import ANYTHING
from ledger import entry as entries
from ledger.archive import Folder
from ledger.book import Book
from ledger.ids import Surroundings
from ledger.intake import Row
from ledger.merkle import leaf_hash, root_of
from ledger.note import Checkpoint, VerifierKey, open_checkpoint, sign_note
from ledger.proof import Proof
from ledger.recording import open_book, record
from ledger.tiles import ENTRIES, Tile, tiles_of
from tests.books import Act, act, small_book
from tests.cables import INVENTED
from ui import cli
from ui import command as shared
from ui.claims_file import COLUMNS
from ui.session import Session
from ui.streams import WIDE

ROOT = Path(__file__).parents[1]
PAGES = {
    path.relative_to(ROOT).as_posix(): path.read_text("utf-8")
    for path in (
        ROOT / "README.md",
        ROOT / "CHANGELOG.md",
        *sorted((ROOT / "docs").rglob("*.md")),
        *sorted((ROOT / "data").rglob("*.md")),
    )
}
README, COMMANDS, ACTS_PAGE = PAGES["README.md"], PAGES["docs/commands.md"], PAGES["docs/acts.md"]
LOG_FORMAT, DISPUTES = PAGES["docs/log-format.md"], PAGES["docs/reading-disputes.md"]
TIP = shipped("tip") or ""
FENCED = re.compile(r"^```(\w*)\n(.*?)^```$", re.DOTALL | re.MULTILINE)
CODE = re.compile(r"`([^`]+)`")


# ---------------------------------------------------------------- reading pages


def blocks(page: str, kind: str) -> list[str]:
    """Give the fenced blocks of one kind."""
    return [text for name, text in FENCED.findall(page) if name == kind]


def sections(page: str, level: str) -> dict[str, str]:
    """Give the text under each heading of a level, up to the next heading as high."""
    prose = re.split(rf"^(?={level} )", FENCED.sub("", page), flags=re.MULTILINE)[1:]
    return {
        heading.strip("`"): re.split(rf"^#{{1,{len(level)}}} ", text, flags=re.MULTILINE)[0]
        for heading, _, text in (part.removeprefix(f"{level} ").partition("\n") for part in prose)
    }


def tables(page: str) -> list[list[list[str]]]:
    """Give every table as rows of cells, the head among them, without the line under it."""
    found = re.findall(r"(?:^\|.*\|\n?)+", page, flags=re.MULTILINE)
    return [
        [
            [cell.strip().replace(r"\|", "|") for cell in re.split(r"(?<!\\)\|", line)[1:-1]]
            for line in table.splitlines()
            if not re.fullmatch(r"[|:\- ]+", line) or "---" not in line
        ]
        for table in found
    ]


def table(page: str, *head: str) -> list[list[str]]:
    """Give the rows of the table with this head."""
    found = [rows[1:] for rows in tables(page) if rows[0] == list(head)]
    assert len(found) == 1, f"{len(found)} tables with the head {head}"
    return found[0]


def names(cell: str) -> list[str]:
    """Give what stands in code in a cell."""
    return CODE.findall(cell)


# ---------------------------------------------------------------- the README runs


class Step(NamedTuple):
    """One command of a console block, and the lines that the page shows after it."""

    command: str
    shown: list[str]


def steps(block: str) -> Iterator[Step]:
    """Take a console block apart; a command with `<<'END'` goes on to that line."""
    lines = block.splitlines()
    while lines:
        command = lines.pop(0).removeprefix("$ ")
        if "<<'END'" in command:
            end = lines.index("END") + 1
            command = "\n".join([command, *lines[:end]])
            del lines[:end]
        shown = []
        while lines and not lines[0].startswith("$ "):
            shown.append(lines.pop(0))
        yield Step(command, shown)


def as_pattern(shown: Sequence[str]) -> str:
    """Write shown lines as a pattern: a line `…` stands for any lines, in a line for anything."""
    pattern = ""
    for line in shown:
        within = ".*".join(re.escape(part) for part in line.split("…"))
        pattern += r"(?:.*\n)*?" if line == "…" else rf"{within}\n"
    return pattern


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Give a path of programs on which `minutebook` is that of this checkout."""
    folder = tmp_path_factory.mktemp("bin")
    start = f"import sys; sys.path.insert(0, {str(ROOT)!r}); from ui.cli import main; main()"
    python, code = shlex.quote(sys.executable), shlex.quote(start)
    (folder / "minutebook").write_text(f'#!/bin/sh\nexec {python} -c {code} "$@"\n')
    (folder / "minutebook").chmod(0o755)
    return f"{folder}:{os.environ['PATH']}"


def output(command: str, path: str) -> str:
    """Run a command and give all it prints; one without a pipe runs here, others in a shell."""
    first, *words = shlex.split(command, comments=True)
    if first == "minutebook" and not {"|", ">", "<"} & set(words):
        variables = ("MINUTEBOOK_BOOK", "MINUTEBOOK_AUDIENCE", "MINUTEBOOK_RECORDER")
        unset: dict[str, str | None] = dict.fromkeys(variables)
        with pytest.MonkeyPatch.context() as patch:
            plain = Console(highlight=False, width=WIDE)
            for module in [one for name, one in sys.modules.items() if name.startswith("ui.")]:
                if hasattr(module, "out"):
                    patch.setattr(module, "out", plain)
            return CliRunner(env=unset).invoke(cli.app, words).output
    shell = subprocess.run(
        ["/bin/sh", "-c", command],
        env={"PATH": path, "LANG": "C.UTF-8"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    return shell.stdout


def run_section(heading: str, folder: Path, path: str) -> Path:
    """Run every console command under a heading of the README, and hold it to what is shown."""
    text = re.split(r"^## ", README.partition(f"\n## {heading}\n")[2], flags=re.MULTILINE)[0]
    return run_text(text, folder, path)


def run_text(text: str, folder: Path, path: str) -> Path:
    """Run every console command of a text in a folder, and hold it to what is shown."""
    with chdir(folder):
        for step in chain.from_iterable(map(steps, blocks(text, "console"))):
            if step.command.startswith("make "):
                continue
            lines = output(step.command, path).splitlines()
            printed = "".join(f"{line.rstrip()}\n" for line in lines)
            assert re.fullmatch(as_pattern(step.shown), printed), f"$ {step.command}\n{printed}"
    return folder


@pytest.fixture(scope="module")
def demo(path: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Run the demonstration as the README shows it; give its book."""
    return run_section("Two commands", tmp_path_factory.mktemp("demo"), path) / "build/demo"


@pytest.fixture(scope="module")
def tour(path: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Run the tour in an empty folder; give its book."""
    heading = "A tour of five minutes"
    return run_section(heading, tmp_path_factory.mktemp("tour"), path) / "book"


def test_the_demonstration_prints_what_the_readme_shows(demo: Path) -> None:
    """What is pasted of the demonstration is what it prints, but for lines marked as left out."""
    assert (demo / "ledger.sqlite").is_file()


def test_the_tour_runs_as_written(tour: Path) -> None:
    """Every command of the tour works in an empty folder, in order, and prints what is shown."""
    with Book.open(tour, readonly=True) as book:
        assert book.head()[0] == 8


def test_evidence_is_filed_as_the_how_to_says(path: str, tmp_path: Path) -> None:
    """Every command of the page works in an empty folder, in order, and prints what is shown."""
    run_text(PAGES["docs/how-to/file-evidence.md"], tmp_path, path)
    with Book.open(tmp_path / "book", readonly=True) as book:
        assert book.head()[0] == 5


def test_the_attack_of_the_threat_model_goes_as_the_page_says(path: str, tmp_path: Path) -> None:
    """A book that was changed and sealed again holds by itself, and not against what was kept."""
    run_text(PAGES["docs/threat-model.md"], tmp_path, path)


def test_a_case_is_handed_over_as_the_how_to_says(path: str, tmp_path: Path) -> None:
    """Every command of the page works in an empty folder, in order, and prints what is shown."""
    run_text(PAGES["docs/how-to/hand-over-a-case.md"], tmp_path, path)


def test_copies_are_verified_without_the_program_as_the_how_to_says(
    path: str, tmp_path: Path
) -> None:
    """Coreutils, Python and openssl find in a copy what the page says that they find."""
    page = PAGES["docs/how-to/verify-without-minutebook.md"]
    run_text(page, tmp_path, path)
    if which("openssl"):
        signature = next(block for block in blocks(page, "sh") if "openssl" in block)
        with chdir(tmp_path):
            assert output(signature, path).strip() == "Signature Verified Successfully"


def test_the_verifier_runs_with_the_files_that_the_how_to_names(tour: Path, tmp_path: Path) -> None:
    """Of our code it needs these files, in a folder of their own, and no others."""
    page = PAGES["docs/how-to/verify-without-minutebook.md"]
    named = re.findall(r"^`__init__\.py` .*\n(?:`.*\n)*", page, flags=re.MULTILINE)
    files = names(named[0])
    (tmp_path / "ledger").mkdir()
    for file in files:
        copyfile(ROOT / "ledger" / file, tmp_path / "ledger" / file)
    listing = "import sys, ledger.verify; print(*(m for m in sys.modules if m[:7] == 'ledger.'))"
    for code in (["-c", listing], ["-m", "ledger.verify", str(tour)]):
        ran = subprocess.run(
            [sys.executable, *code], cwd=tmp_path, capture_output=True, text=True, check=False
        )
        assert ran.returncode == 0, ran.stderr
        if code[0] == "-c":
            loaded = {f"{name.removeprefix('ledger.')}.py" for name in ran.stdout.split()}
            assert {*files} == loaded | {"__init__.py"}


@pytest.mark.parametrize(
    ("shown", "printed", "fits"),
    [
        (["a …", "…", "z"], "a 1\nb\nc\nz\n", True),
        (["a …", "…", "z"], "a 1\nz\n", True),
        (["a …", "z"], "a 1\nb\nz\n", False),
        (["a"], "a b\n", False),
        ([], "a\n", False),
    ],
)
def test_a_page_that_shows_something_else_is_noticed(
    *, shown: list[str], printed: str, fits: bool
) -> None:
    """An ellipsis stands for what is left out, and every other character for itself."""
    assert (re.fullmatch(as_pattern(shown), printed) is not None) == fits


def test_every_make_target_in_the_readme_exists() -> None:
    """Whatever the README says to make is a target of the Makefile."""
    targets = set(
        re.findall(r"^(\w+):", (ROOT / "Makefile").read_text("utf-8"), flags=re.MULTILINE)
    )
    said = [*CODE.findall(FENCED.sub("", README)), *blocks(README, "console")]
    assert {name for text in said for name in re.findall(r"\bmake (\w+)", text)} <= targets


def test_the_exit_codes_are_those_of_the_program() -> None:
    """README and command page list the exit codes of the command line, and no others."""
    codes = {str(code) for code in (0, shared.MISMATCH, shared.REFUSED, shared.UNREADABLE)}
    for page in (README, COMMANDS):
        assert {row[0] for row in table(page, "code", "means")} == codes


# ---------------------------------------------------------------- commands

GROUP = typer.main.get_group(cli.app)
TAKEN = {
    f"{name} {part}" if part else name: command
    for name, one in GROUP.commands.items()
    for part, command in getattr(one, "commands", {"": one}).items()
}
"""Every command by its name; a command of a group by that of the group and its own."""
COMMON = ("schema", "book", "head", "sealed", "audience", "as_of", "occurred_by", "left_out")
FREE = frozenset({"body", "recorded_body", "by", "first_difference"})
"""Keys whose objects the command page does not take apart."""


def test_every_command_has_a_section() -> None:
    """The command page has one section for each command, and lists them all at the top."""
    listed = [names(row[0])[0] for row in table(COMMANDS, "command", "")]
    described = re.findall(r"^## `(.+)`$", COMMANDS, flags=re.MULTILINE)
    assert listed == described == list(TAKEN)


@pytest.mark.parametrize("name", list(TAKEN))
def test_every_option_is_described(name: str) -> None:
    """A command's section names each of its options and arguments, and none that it lacks."""
    section = sections(COMMANDS, "##")[name]
    usage = re.search(rf"^    minutebook .*{name}.*\n(?:    .*\n)*", section, flags=re.MULTILINE)
    assert usage, "the section shows no usage"
    rows = [rows for rows in tables(section) if rows[0] == ["option", ""]]
    described = {option for row in rows for cells in row[1:] for option in names(cells[0])}
    flags = {flag for option in described for flag in re.findall(r"--[a-z-]+", option)}
    taken = {flag for one in TAKEN[name].params for flag in one.opts if flag[:2] == "--"}
    assert flags == taken
    assert set(re.findall(r"--[a-z-]+", usage[0])) - {"--book"} == taken
    arguments = {
        str(one.metavar or one.name).upper()
        for one in TAKEN[name].params
        if one.param_type_name == "argument"
    }
    assert {one.upper() for one in described if not one.startswith("--")} == arguments


def test_the_options_before_the_command_are_described() -> None:
    """The page begins with the options of the program itself."""
    flags = {flag for one in GROUP.params for flag in one.opts} | {"--help"}
    rows = next(rows for rows in tables(COMMANDS) if rows[0] == ["option", ""])
    assert {names(row[0])[0].split()[0] for row in rows[1:]} == flags


def paths(value: Any, at: str = "") -> Iterator[str]:
    """Give the path of every key in an answer: `rows[].marks`."""
    if isinstance(value, list):
        for part in value:
            yield from paths(part, f"{at}[]")
    elif isinstance(value, dict) and value.keys() != {"withheld"}:
        for key, part in value.items():
            path = f"{at}.{key}" if at else key
            yield path
            if key not in FREE:
                yield from paths(part, path)


def answers(demo: Path, tour: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    """Ask every reading command, of a large book and a small one, in all three senses of time."""
    for path, edition in ((demo, "tip/2015"), (tour, "tip/2099")):
        subject = "MYS" if path == demo else "AAA"
        asked: tuple[dict[str, Any], ...] = ({}, {"as_of": "7"}, {"occurred_by": "2024-06-30"})
        for times in asked:
            with Session(path, **times) as session:
                yield "standings", session.standings(edition)
                yield "disputes", session.disputes(edition, None)
                yield "overrides", session.overrides(edition)
                yield "changes", session.changes("tip/2014", edition)
                yield "case", session.case(f"{edition}/{subject}")
                yield "trace", session.trace(f"{edition}/{subject}")
                yield "coverage", session.coverage(edition)
                yield "due", session.due(edition)
                yield "deviations", session.deviations(edition)
                yield "reconcile", session.reconcile()
                if not times:
                    yield "replay", session.replay()
                    yield "clock", session.clock(edition)
                    parts = ("claims", "deviations", "responses", "coverage", "replay", "bytes")
                    yield "check", printed(path, "check", edition) | dict.fromkeys(parts)
    yield "trace", tangled()
    yield from answered()
    with TemporaryDirectory() as folder:
        written = Path(folder) / "book"
        copytree(tour, written)
        for text in ('{"act": "hold-placed", "on": "tip/2099", "by": {"party": "oig"}}', "{}"):
            yield "record", printed(written, "record", "-", text=text)
        filed = ("evidence", "add", str(INVENTED), "--on", "tip/2099")
        for words in (filed, (*filed, "--kind", "hearsay"), ("evidence", "verify")):
            yield " ".join(words[:2]), printed(written, *words)
        yield from sealed(written)


def printed(book: Path, *words: str, text: str = "") -> dict[str, Any]:
    """Give what a command prints with `--json`."""
    command = ["--book", str(book), *words, "--json"]
    ran = CliRunner().invoke(cli.app, command, input=text)
    answer: dict[str, Any] = json.loads(ran.stdout)
    return answer


def sealed(book: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    """Seal, prove and hand over a book and its one case, then find its log damaged."""
    folder, case = book.parent, "tip/2099/AAA"
    yield "seal", printed(book, "seal")
    yield "prove", printed(book, "prove", f"{case}@1")
    yield "publish", printed(book, "publish", str(folder / "public"))
    yield "bundle", printed(book, "bundle", case, "--out", str(folder / "case.zip"))
    yield "receive", printed(folder / "copy", "receive", str(folder / "public"))
    for tile in (folder / "public" / "entries").iterdir():
        tile.write_bytes(b"\n" * tile.read_bytes().count(b"\n"))
    yield "receive", printed(folder / "less", "receive", str(folder / "public"))
    (book / "log" / "log.vkey").write_text("", encoding="ascii")
    yield "verify", printed(book, "verify")


def tangled() -> dict[str, Any]:
    """Trace a case with a reference that leads nowhere and one that leads back to itself."""
    case, meetings = "tip/2099/AAA", ("tip/2099/meeting/1", "tip/2099/meeting/2")
    with small_book() as minutes:
        minutes.record(*(act("decision-recorded", case, standing="2", meeting=m) for m in meetings))
        minutes.record(act("meeting-held", meetings[0], basis=[f"{case}@1"]))
        return minutes.ask(lambda session: session.trace(case))


def answered() -> Iterator[tuple[str, dict[str, Any]]]:
    """Ask of a deviation that was answered, and of a clock that can be read in two ways."""
    case, tiers = "tip/2011/AAA", {2009: "2WL", 2010: "2WL", 2011: "SC"}
    with small_book() as minutes:
        for year, tier in tiers.items():
            minutes.record(act("placement-published", f"tip/{year}/AAA", tier=tier))
        minutes.record(act("decision-recorded", case, standing="3", occurred="2011"))
        minutes.record(act("response-filed", case, to="published-not-decided", text="So it was."))
        yield "deviations", minutes.ask(lambda session: session.deviations("tip/2011"))
        yield "clock", minutes.ask(lambda session: session.clock("tip/2011"))


def test_every_key_of_every_answer_is_described(demo: Path, tour: Path) -> None:
    """The command page lists exactly the keys that `--json` prints."""
    printed: dict[str, set[str]] = {}
    for command, answer in answers(demo, tour):
        assert answer["schema"] == f"minutebook/{command.replace(' ', '-')}/1"
        printed.setdefault(command, set()).update(paths(answer))
    common = table(sections(COMMANDS, "##")["What all commands have in common"], "key", "")
    assert tuple(name for row in common for name in names(row[0])) == COMMON
    described = {
        command: {
            name
            for row in table(sections(COMMANDS, "##")[command], "key", "")
            for name in names(row[0])
        }
        for command in printed
    }
    assert described == {
        command: found - set(COMMON) - {"rows"} for command, found in printed.items()
    }


# ---------------------------------------------------------------- acts


def fields_of(model: type[BaseModel]) -> dict[str, bool]:
    """Give the fields of a model as they are written, and whether each is required."""
    return {field.alias or name: field.is_required() for name, field in model.model_fields.items()}


def test_every_act_is_described() -> None:
    """The page of acts has one section for each act, and for nothing else."""
    assert set(sections(ACTS_PAGE, "###")) == set(ACTS)


@pytest.mark.parametrize("name", sorted(ACTS))
def test_an_act_is_described_as_it_is(name: str) -> None:
    """Streams, class, fields and what can't be withheld are those of the program."""
    act, section = ACTS[name], sections(ACTS_PAGE, "###")[name]
    said = next(line for line in section.splitlines() if line.startswith("On: "))
    found = {key: names(rest) for key, _, rest in (one.partition(": ") for one in said.split(". "))}
    assert set(found["On"]) == {kind.value for kind in act.on}
    assert found["Release"][0] == act.release
    assert ("Nothing of it can be withheld" in said) == (act.on <= {Kind.BOOK, Kind.PROGRAMME})
    if not act.on <= {Kind.BOOK, Kind.PROGRAMME}:
        assert set(found.get("Never withheld", ())) == act.bare
    assert (f"Written only by `{act.made_by_program}`" in said) == bool(act.made_by_program)
    rows = table(section, "field", "value", "") if tables(section) else []
    own = {key: needed for key, needed in fields_of(act).items() if key != "sources"}
    assert {names(row[0])[0]: row[2] == "required" for row in rows} == own


def test_what_every_act_has_is_described() -> None:
    """The envelope, who acted, sources, texts and groups are listed as the program has them."""
    rows = table(sections(ACTS_PAGE, "##")["What every act has"], "field", "value", "")
    assert {names(row[0])[0]: row[2] == "required" for row in rows} == fields_of(Envelope)
    who = next(row for row in rows if row[0] == "`by`")
    assert names(who[1]) == list(fields_of(By))
    for field in fields_of(Source):
        assert f"`{field}`" in sections(ACTS_PAGE, "##")["What every act has"]
    for text in TEXTS:
        assert f"`{text}`" in sections(ACTS_PAGE, "##")["What can be withheld"]
    groups = table(ACTS_PAGE, "group", "acts")
    assert {names(row[0])[0]: tuple(names(row[1])) for row in groups} == COVERAGE_GROUPS


# ---------------------------------------------------------------- the entry


def unpadded(data: bytes) -> str:
    """Write bytes in base64url without padding, as the page says."""
    return urlsafe_b64encode(data).rstrip(b"=").decode()


def canonical(value: Any) -> str:
    """Write canonical JSON as the page says, with nothing but the standard library."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


EXAMPLES = [json.loads(block) for block in blocks(LOG_FORMAT, "json")]
ENTRY = next(block.strip() for block in blocks(LOG_FORMAT, "json") if '"format"' in block)
SUBMITTED = next(one for one in EXAMPLES if isinstance(one, dict) and "on" in one)
LISTS = [one for one in EXAMPLES if isinstance(one, list)]
TEXT_LINES = [line for block in blocks(LOG_FORMAT, "text") for line in block.split()]
LEAVES, HASHES = (
    [bytes.fromhex(line) for line in blocks(LOG_FORMAT, kind)[0].split()]
    for kind in ("leaves", "hashes")
)


def test_the_entry_of_the_page_is_canonical() -> None:
    """The example is written in the one way, and its size and digest are those stated."""
    assert canonical(json.loads(ENTRY)) == ENTRY
    assert f"{len(ENTRY.encode())} bytes in one line" in LOG_FORMAT
    assert TEXT_LINES[0] == sha256(ENTRY.encode()).hexdigest()
    assert entries.parse_entry(ENTRY.encode()).digest.hex() == TEXT_LINES[0]


def test_the_commitments_of_the_page_open() -> None:
    """Each list gives its disclosure, that its digest, and the value that was submitted."""
    commitments = json.loads(ENTRY)["commitments"]
    assert {one[1] for one in LISTS} == set(commitments)
    for written, disclosure, digest in zip(LISTS, TEXT_LINES[1::2], TEXT_LINES[2::2], strict=True):
        assert unpadded(canonical(written).encode()) == disclosure
        assert unpadded(sha256(disclosure.encode()).digest()) == digest
        assert commitments[written[1]]["digest"] == digest
    values = {pointer: value for _, pointer, value in LISTS}
    assert values == {
        "/by/person": SUBMITTED["by"]["person"],
        "/body/ground/1": SUBMITTED["body"]["ground"][1],
    }
    salts = b"".join(urlsafe_b64decode(one[0] + "==") for one in LISTS)
    assert salts == bytes(range(0x20, 0x40))


def test_the_program_writes_the_entry_of_the_page(tmp_path: Path) -> None:
    """Recorded at the time and with the bytes stated, the act gives the entry that is shown."""
    given = iter([range(10), range(0x10, 0x20), range(0x20, 0x30), range(0x30, 0x40)])
    stated = Surroundings(
        lambda: datetime(2026, 11, 21, 17, 40, 0, 123456, UTC), lambda _: bytes(next(given))
    )
    before = Surroundings(lambda: datetime(2026, 11, 20, tzinfo=UTC))
    first = {"act": "recommendation-submitted", "on": SUBMITTED["on"], "by": {"party": "jtip"}}
    with Book.create(
        tmp_path / "book",
        origin="example.org/tour",
        recorder="records office",
        programme="tip",
        first=lambda book: open_book(book, TIP, before),
    ) as book:
        record(book, [Row(1, first | {"body": {"standing": "3"}})], before)
        record(book, [Row(1, SUBMITTED)], stated)
        assert book.at(4).data.decode() == ENTRY


def test_the_fields_of_the_page_are_those_of_an_entry() -> None:
    """The page lists every field of an entry, and which are always there."""
    rows = table(sections(LOG_FORMAT, "##")["Fields"], "field", "value", "")
    always = {key for key, _ in entries._ALWAYS} | {"by"}
    assert {names(row[0])[0]: row[2] == "always" for row in rows} == {
        key: key in always for key in entries._KNOWN
    }


# ---------------------------------------------------------------- the log


def test_the_tree_of_the_page_is_the_one_over_its_leaves() -> None:
    """Leaves are the digests stated; hashes, node and root are those of RFC 6962, written here."""
    assert [sha256(data).digest() for data in (ENTRY.encode(), b"two", b"three")] == LEAVES
    hashed = [sha256(b"\x00" + leaf).digest() for leaf in LEAVES]
    node = sha256(b"\x01" + hashed[0] + hashed[1]).digest()
    assert [*hashed, node, sha256(b"\x01" + node + hashed[2]).digest()] == HASHES
    assert root_of([leaf_hash(leaf) for leaf in LEAVES]) == HASHES[-1]


def test_the_checkpoint_of_the_page_is_signed_by_its_key() -> None:
    """The key of the page gives the verifier key and the note that are shown, to the byte."""
    key = Ed25519PrivateKey.from_private_bytes(bytes(range(0x20)))
    (vkey,), (note,) = blocks(LOG_FORMAT, "vkey"), blocks(LOG_FORMAT, "checkpoint")
    origin = json.loads(ENTRY)["log"]
    assert str(VerifierKey.of(origin, key.public_key())) == vkey.strip()
    head = Checkpoint(origin, len(LEAVES), HASHES[-1])
    assert sign_note(head.text(), origin, [key]) == note.encode()
    assert open_checkpoint(note.encode(), [vkey.strip()]) == head


def test_the_proof_of_the_page_is_that_of_its_first_leaf() -> None:
    """The file is the one that the program writes, and its path leads to the root."""
    (shown,), (note,) = blocks(LOG_FORMAT, "proof"), blocks(LOG_FORMAT, "checkpoint")
    proof = Proof(LEAVES[0], 0, (HASHES[1], HASHES[2]), note.encode())
    assert proof.text() == shown.encode()
    assert Proof.parse(shown.encode()) == proof
    assert proof.holds(LEAVES[0])


def test_the_tiles_of_the_page_are_those_of_a_log() -> None:
    """The number, the levels and the partial tiles are written as the page says."""
    assert f"`{Tile(0, 1_234_067).path}`" in LOG_FORMAT
    hashes = [tile for tile in tiles_of(3421) if tile.level != ENTRIES]
    shown = [hashes[0], hashes[12], hashes[13], hashes[14]]
    assert len(hashes) == len({*hashes}) == 15
    named = re.findall(r"`(tile/[^`]*)`", LOG_FORMAT.partition("3,421 entries has")[2])
    assert named[:4] == [tile.path for tile in shown]


def test_the_members_of_the_page_are_those_of_copies(tour: Path, tmp_path: Path) -> None:
    """A published folder and a bundle hold files of the kinds that are listed, and no others."""
    written = tmp_path / "book"
    copytree(tour, written)
    printed(written, "seal", "--rotate-key")
    printed(written, "publish", str(tmp_path / "public"), "--audience", "congress")
    printed(written, "bundle", "tip/2099/AAA", "--out", str(tmp_path / "case.zip"))
    for kind, found in (
        ("A published folder", Folder(tmp_path / "public").names("")),
        ("A bundle", iter(ZipFile(tmp_path / "case.zip").namelist())),
    ):
        section = sections(LOG_FORMAT, "##")[kind]
        listed = {name for rows in tables(section) for row in rows[1:] for name in names(row[0])}
        for name in found:
            plain = re.sub(r"(x[0-9]{3}/)*[0-9]{3}(\.p/[0-9]+)?(?=\.jsonl|$)", "N", name)
            plain = re.sub(r"/[0-9]+\.(json|tlog-proof)$", r"/P.\1", plain)
            plain = re.sub(r"^log/tile/[0-9]+/", "log/tile/L/", plain)
            assert plain in listed or f"{plain.partition('/')[0]}/" in listed, name


# ---------------------------------------------------------------- disputes

SAYS = {
    "R": ("recommendation-submitted", "standing"),
    "M": ("recommendation-revised", "standing"),
    "O": ("objection-raised", "standing"),
    "W": ("objection-withdrawn", ""),
    "E": ("dispute-escalated", "forum"),
    "D": ("decision-recorded", "standing"),
    "P": ("placement-published", "tier"),
    "C": ("placement-corrected", "tier"),
    "S": ("dispute-reported", "outcome"),
}


def steps_of(number: int, acts: str) -> Iterator[Act]:
    """Give the acts that the steps of one example stand for, on a case of their own."""
    for day, step in enumerate(acts.split(" · "), 1):
        said, _, when = step.partition(" @")
        letter, _, said = said.partition(" ")
        name, field = SAYS[letter]
        party = "jtip"
        if letter in "OW":
            party, _, said = said.partition(" ")
        body = {field: said or "secretary"} if field else {}
        dated = {} if when == "?" else {"occurred": when or f"2024-05-{day:02}"}
        yield act(name, f"tip/2099/C{number}", party, made="reconstructed", **dated, **body)


CASES = [
    dict(zip(rows[0], [row[0].strip("`"), *row[1:]], strict=True))
    for rows in tables(DISPUTES)
    if rows[0][:2] == ["acts", "outcome"]
    for row in rows[1:]
]


@pytest.fixture(scope="module")
def disputes() -> dict[str, dict[str, Any]]:
    """Record every example of the page in one book; give its disputes by case."""
    with small_book() as minutes:
        minutes.record(
            *chain.from_iterable(steps_of(number, one["acts"]) for number, one in enumerate(CASES))
        )
        return {row["subject"]: row for row in minutes.disputes("tip/2099")["rows"]}


@pytest.mark.parametrize("number", range(len(CASES)), ids=[one["acts"] for one in CASES])
def test_a_dispute_is_read_as_the_page_says(
    disputes: dict[str, dict[str, Any]], number: int
) -> None:
    """Each example has the outcome, rounds, marks and lines that the page gives it."""
    example, dispute = CASES[number], disputes.get(f"C{number}")
    if example["outcome"] == "no dispute":
        assert dispute is None
        return
    assert dispute is not None
    assert dispute["outcome"] == example["outcome"]
    assert dispute["rounds"] == int(example.get("rounds") or dispute["rounds"])
    if "alone: " in example["why"]:
        lines = {line["party"]: line["outcome"] for line in dispute["objectors"]}
        assert dict(re.findall(r"`(\w+)` ([a-z-]+)", example["why"])) == lines
    if "marked" in example["why"]:
        assert names(example["why"])[-1] in dispute["marks"]


def test_there_are_examples_of_every_outcome() -> None:
    """The page shows each outcome that a reader may meet, or says what it means."""
    shown = {one["outcome"] for one in CASES}
    assert ANYTHING | {"open", "undetermined"} <= shown
    assert shown <= ANYTHING | {"open", "undetermined", "no dispute"}
    assert "`withheld`" in DISPUTES


def test_rates_are_shown_as_the_page_says() -> None:
    """Counts, bounds and percentages of the page's examples are those of the program."""
    for won, lost, unknown, shown in table(
        DISPUTES, "prevailed", "did not", "undetermined", "shown as"
    ):
        outcomes = ["prevailed"] * int(won) + ["overruled"] * int(lost)
        rate = win_rate(outcomes + ["undetermined"] * int(unknown))
        bounds = f"from {rate.low} to {rate.high}" if rate.low else "no bounds"
        share = percent(rate.wins, rate.of) or "no percentage"
        assert shown == f"{rate.wins}/{rate.of}, {bounds}, {share}"


# ---------------------------------------------------------------- claims

CLAIMS = PAGES["docs/reading-claims.md"]


def test_every_verdict_and_measure_is_described() -> None:
    """The page explains each verdict, each measure and each ending that can be claimed."""
    assert [names(row[0])[0] for row in table(CLAIMS, "verdict", "when")] == list(VERDICTS)
    explained = re.findall(r"^\*\*`([a-z-]+)`\*\*", CLAIMS, flags=re.MULTILINE)
    assert explained == list(MEASURES)
    assert {*COUNTED, *MOVES} <= set(CODE.findall(CLAIMS))
    columns = [names(row[0])[0] for row in table(CLAIMS, "column", "")]
    assert sorted(columns) == sorted(COLUMNS)


@pytest.mark.parametrize("kind", ["toml", "csv"])
def test_the_claims_of_the_page_are_understood(demo: Path, tmp_path: Path, kind: str) -> None:
    """Its examples are files of claims, and the demonstration contradicts none of them."""
    (example,) = blocks(CLAIMS, kind)
    (tmp_path / f"claims.{kind}").write_text(example, encoding="utf-8")
    command = ["--book", str(demo), "reconcile", str(tmp_path / f"claims.{kind}"), "--json"]
    ran = CliRunner().invoke(cli.app, command)
    assert ran.exit_code == 0
    assert {row["verdict"] for row in json.loads(ran.stdout)["rows"]} <= {"confirmed", "restated"}


def parts(measure: str, expect: str) -> tuple[Part, ...]:
    """Read what a claim of the TIP Report expects."""
    tip = Programme.parse(TIP)
    about = {"claim": "c", "claimant": "c", "edition": "tip/2015", "measure": measure}
    subject = {"subject": "CHN"} if measure == "years-on-tier" else {}
    terms = Terms({"tip"}, lambda _: tip, frozenset, str)
    return read_claim(about | subject | {"expect": expect}, terms).parts


@pytest.mark.parametrize("row", table(CLAIMS, "written", "for", "means"), ids=lambda row: row[0])
def test_a_form_of_the_page_is_read_as_it_says(row: list[str]) -> None:
    """What is written means what stands beside it."""
    written, measure, means = map(names, row)
    for form in written:
        assert parts(measure[0], form) == parts(measure[0], means[0])


# ---------------------------------------------------------------- deviations

DEVIATIONS = PAGES["docs/reading-deviations.md"]


def test_every_rule_is_described() -> None:
    """The page has each rule once: in the same words, with its source and what it needs."""
    rows = [
        row
        for rows in tables(DEVIATIONS)
        if rows[0] == ["code", "rule", "source", "needs"]
        for row in rows[1:]
    ]
    described = [(names(row[0])[0], row[1], row[2], names(row[3])) for row in rows]
    assert sorted(described) == sorted(
        (code, rule.says, rule.source.partition(": ")[0], list(rule.needs))
        for code, rule in RULES.items()
    )


def test_every_word_of_a_notice_is_described() -> None:
    """The page lists what notices may be of, and the words by which they say so."""
    listed = {
        row[0]: tuple(re.findall(r"\*([^*]+)\*", row[1])) for row in table(DEVIATIONS, "of", "says")
    }
    assert listed == OF


# ---------------------------------------------------------------- words and links


def test_every_word_of_the_glossary_is_in_the_code() -> None:
    """Each word names something that exists, or says that nothing is built; none stands twice."""
    rows = table(PAGES["docs/glossary.md"], "word", "in code", "meaning")
    words = [row[0] for row in rows]
    assert words == sorted(set(words))
    lost = [word for word, code, _ in rows if code != "—" and locate(code.strip("`")) is None]
    assert lost == []


def anchors(page: str) -> set[str]:
    """Give the anchors of a page's headings, as code hosts write them."""
    headings = re.findall(r"^#+ (.+)$", FENCED.sub("", page), flags=re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("name", sorted(PAGES))
def test_every_link_leads_somewhere(name: str) -> None:
    """A relative link names a file or folder that is there, and a heading that is in it."""
    lost = []
    for target in re.findall(r"\]\(([^)\s]+)\)", FENCED.sub("", PAGES[name])):
        path, _, anchor = target.partition("#")
        if re.match(r"[a-z]+:", target):
            continue
        found = (ROOT / name).parent / path if path else ROOT / name
        known = anchors(found.read_text("utf-8")) if found.suffix == ".md" else set()
        if not found.exists() or (anchor and anchor not in known):
            lost.append(target)
    assert lost == []
