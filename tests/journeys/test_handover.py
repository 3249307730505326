"""A case file handed over: read, replayed and verified by somebody who has nothing else."""

import io
import json
import shutil
import stat
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from ledger.findings import HOLDS, MISMATCH, TAMPERED, Findings
from ledger.note import VerifierKey, sign_note
from ledger.verify import asked_of, verify
from tests.journeys.program import Ran, run

CASE, EDITION = "tip/2015/MYS", "tip/2015"
Members = dict[str, bytes]


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory, demo_book: Path) -> Path:
    """Give a folder with the demonstration, a bundle of one case, and a checkpoint from before."""
    desk = tmp_path_factory.mktemp("desk")
    shutil.copytree(demo_book, desk / "book")
    (desk / "kept").write_bytes((desk / "book" / "log" / "checkpoint").read_bytes())
    made = run("--book", "book", "bundle", CASE, "--out", "case.zip", cwd=desk)
    assert made.code == 0, made.err
    vkey = (desk / "book" / "log" / "log.vkey").read_text("ascii").strip()
    (desk / "vkey").write_text(vkey, "ascii")
    received = run("--book", "received", "receive", "case.zip", cwd=desk)
    assert received.code == 0, received.err
    return desk


@pytest.fixture(scope="module")
def members(desk: Path) -> Members:
    """Give the members of the bundle."""
    with zipfile.ZipFile(desk / "case.zip") as bundle:
        return {name: bundle.read(name) for name in bundle.namelist()}


def zipped(members: Members) -> bytes:
    """Write members as a bundle writes them."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_STORED) as made:
        for name, content in sorted(members.items()):
            member = zipfile.ZipInfo(name)
            member.external_attr = 0o644 << 16
            member.create_system = 3
            made.writestr(member, content)
    return data.getvalue()


def looked(path: Path, *against: Path, keys: tuple[str, ...] = ()) -> Findings:
    """Verify what lies at a path."""
    return verify(path, asked_of(keys, against))


def said(found: Findings) -> str:
    """Give every fault in one text."""
    return " ".join(f"{one['position']}: {one['what']}" for one in found.faults)


def receive(desk: Path, source: str, *more: str | Path) -> Ran:
    """Receive a copy as the book `new`."""
    return run("--book", "new", "receive", source, *more, cwd=desk)


def asked(desk: Path, book: str, *question: str) -> Ran:
    """Ask a book as an audience that a bundle is made for."""
    return run("--book", book, "--audience", "congress", *question, "--json", cwd=desk)


# ---------------------------------------------------------------- as it was made


def test_a_case_received(desk: Path) -> None:
    """A received case opens and replays by itself, and says of the case what its source says."""
    replayed = asked(desk, "received", "replay").json
    assert replayed["identical"]
    there, here = (asked(desk, book, "case", CASE).json["rows"] for book in ("book", "received"))
    assert here == there
    assert len(here) == 8
    outcomes = [
        [row for row in asked(desk, book, "disputes", EDITION).json["rows"] if row["case"] == CASE]
        for book in ("book", "received")
    ]
    assert outcomes[0] == outcomes[1] != []


def test_a_case_verified(desk: Path) -> None:
    """Bundle and received case hold against a checkpoint that was kept before either was made."""
    vkey = (desk / "vkey").read_text("ascii")
    for path in (desk / "case.zip", desk / "received"):
        found = looked(path, desk / "kept", keys=(vkey,))
        assert (found.verdict, found.faults, found.compared) == (HOLDS, [], 1)
        assert found.trusted
    found = looked(desk / "case.zip")
    assert not found.trusted
    assert "proves nothing about who signed" in str(found.checks)


def test_a_received_case_is_only_read(desk: Path) -> None:
    """Nothing is recorded, sealed or published from a received case."""
    act = b'{"act": "dissent-filed", "on": "tip/2015/MYS", "by": {"party": "eap"}, "body": {}}'
    for command in (("seal",), ("publish", "out"), ("record", "-")):
        ran = run("--book", "received", *command, cwd=desk, stdin=act)
        assert ran.code == 3
        assert "only read" in ran.err
    assert not (desk / "out").exists()


# ---------------------------------------------------------------- with something missing


def placed(members: Members, act: str) -> int:
    """Give the position of the entry of an act in the case."""
    for name, data in members.items():
        if name.startswith("entries/"):
            fields = json.loads(data)
            if (fields["stream"], fields["act"]) == (CASE, act):
                return int(Path(name).stem)
    raise LookupError(act)


def lacking(members: Members, position: int) -> Members:
    """Give the members without an entry and all that belongs to it."""
    return {name: data for name, data in members.items() if Path(name).stem != str(position)}


@pytest.mark.parametrize("act", ["dispute-reported", "objection-raised"])
def test_a_case_without_an_entry(tmp_path: Path, members: Members, act: str) -> None:
    """An entry left out is named; what is received shows the gap, and the outcome as withheld."""
    position = placed(members, act)
    version = json.loads(members[f"entries/{position}.json"])["version"]
    (tmp_path / "case.zip").write_bytes(zipped(lacking(members, position)))
    found = looked(tmp_path / "case.zip")
    assert found.verdict == MISMATCH
    assert f"{CASE}@{version} is on record, is not here" in said(found)
    ran = run("verify", "case.zip", cwd=tmp_path)
    assert ran.code == 1
    assert f"{CASE}@{version}" in ran.out
    assert receive(tmp_path, "case.zip").code == 1
    rows = asked(tmp_path, "new", "case", CASE).json["rows"]
    gaps = [row["gap"] for row in rows if row["gap"]]
    assert gaps == [f"entry {version} of this case is not in this copy"]
    (dispute,) = [
        row
        for row in asked(tmp_path, "new", "disputes", EDITION).json["rows"]
        if row["case"] == CASE
    ]
    assert dispute["outcome"] == "withheld"


def test_a_case_without_its_heads(tmp_path: Path, members: Members) -> None:
    """Where the heads are left out, nobody can tell whether the case is whole: that is said."""
    heads = [
        int(Path(name).stem)
        for name, data in members.items()
        if name.startswith("entries/") and json.loads(data)["act"] == "heads-recorded"
    ]
    left = members
    for position in heads:
        left = lacking(left, position)
    assert heads
    (tmp_path / "case.zip").write_bytes(zipped(left))
    found = looked(tmp_path / "case.zip")
    assert found.verdict == MISMATCH
    assert f"no heads name {CASE}" in said(found)


@pytest.mark.parametrize("name", ["copy.json", "withheld.json", "log/checkpoint", "log/log.vkey"])
def test_a_case_without_what_says_what_it_is(tmp_path: Path, members: Members, name: str) -> None:
    """A bundle without one of its own files is no fault of the program, whatever it lacks."""
    left = {one: data for one, data in members.items() if one != name}
    (tmp_path / "case.zip").write_bytes(zipped(left))
    found = looked(tmp_path / "case.zip")
    assert found.verdict != HOLDS
    assert Path(name).name.partition(".")[0] in said(found)
    assert receive(tmp_path, "case.zip").code in {1, 3}


# ---------------------------------------------------------------- with something changed


def changed_byte(members: Members) -> Members:
    """Change one letter of an entry."""
    name = f"entries/{placed(members, 'dispute-reported')}.json"
    return members | {name: members[name].replace(b"reconstructed", b"reconstructee")}


def swapped(members: Members) -> Members:
    """Put two entries each in the place of the other."""
    one, other = (
        f"entries/{placed(members, act)}.json" for act in ("dispute-reported", "objection-raised")
    )
    return members | {one: members[other], other: members[one]}


def foreign(members: Members) -> Members:
    """Add an entry of nobody's."""
    position = placed(members, "dispute-reported")
    data = members[f"entries/{position}.json"].replace(b'"outcome":"', b'"outcome":"not ')
    taken = {int(Path(name).stem) for name in members if name.startswith("entries/")}
    free = max(set(range(1, 3000)) - taken)
    proof = members[f"proofs/{position}.tlog-proof"]
    return members | {f"entries/{free}.json": data, f"proofs/{free}.tlog-proof": proof}


def proved_otherwise(members: Members) -> Members:
    """Put the proof of one entry in the place of that of another."""
    one, other = (
        f"proofs/{placed(members, act)}.tlog-proof"
        for act in ("dispute-reported", "objection-raised")
    )
    return members | {one: members[other]}


def beyond(members: Members) -> Members:
    """Add an entry behind the last that was signed."""
    data = members[f"entries/{placed(members, 'dispute-reported')}.json"]
    return members | {"entries/999999.json": data}


@pytest.mark.parametrize("change", [changed_byte, swapped, foreign, proved_otherwise, beyond])
def test_a_case_with_a_changed_entry(
    tmp_path: Path, members: Members, change: Callable[[Members], Members]
) -> None:
    """An entry changed, swapped or added makes no book: the bundle is refused, nothing is left."""
    made = change(members)
    assert made != members
    (tmp_path / "case.zip").write_bytes(zipped(made))
    found = looked(tmp_path / "case.zip")
    assert found.verdict == TAMPERED
    assert any(one["position"] for one in found.faults)
    ran = receive(tmp_path, "case.zip")
    assert (ran.code, ran.out) == (3, "")
    assert "is not received" in ran.err
    assert [one.name for one in tmp_path.iterdir()] == ["case.zip"]


def test_a_forged_case(desk: Path, tmp_path: Path, members: Members) -> None:
    """A bundle signed anew with another key is refused by whoever knows the key of the book."""
    origin = members["log/checkpoint"].split(b"\n")[0].decode()
    key = Ed25519PrivateKey.generate()
    text = b"\n".join(members["log/checkpoint"].split(b"\n")[:3]) + b"\n"
    note = sign_note(text, origin, [key])
    vkey = str(VerifierKey.of(origin, key.public_key()))
    old = members["log/checkpoint"]
    made = {
        name: data.replace(old, note) if name.startswith("proofs/") else data
        for name, data in members.items()
        if name not in {"entries/1.json", "proofs/1.tlog-proof"}
    }
    made |= {"log/checkpoint": note, "log/log.vkey": f"{vkey}\n".encode()}
    (tmp_path / "case.zip").write_bytes(zipped(made))
    known = (desk / "vkey").read_text("ascii")
    assert run("verify", "case.zip", "--key", known, cwd=tmp_path).code == 3
    assert receive(tmp_path, "case.zip", "--key", known).code == 3
    assert not (tmp_path / "new").exists()
    ran = run("verify", "case.zip", cwd=tmp_path)
    assert "proves nothing about who signed" in ran.out


# ---------------------------------------------------------------- zips that attack


def raw(members: Members, name: str, data: bytes = b"x", **values: object) -> bytes:
    """Write a zip with one member more, of which some values are set by hand."""
    made = io.BytesIO(zipped(members))
    with zipfile.ZipFile(made, "a") as bundle:
        member = zipfile.ZipInfo(name)
        member.external_attr = 0o644 << 16
        for key, value in values.items():
            setattr(member, key, value)
        bundle.writestr(member, data)
    return made.getvalue()


def encrypted(members: Members) -> bytes:
    """Say of the first member that it is encrypted."""
    data = bytearray(zipped(members))
    central = data.index(b"PK\x01\x02")
    data[central + 8] |= 1
    return bytes(data)


def declared(members: Members, size: int) -> bytes:
    """Say of the first member that it is very large."""
    data = bytearray(zipped(members))
    central = data.index(b"PK\x01\x02")
    for at in (20, 24):
        data[central + at : central + at + 4] = size.to_bytes(4, "little")
    return bytes(data)


def attacks(members: Members) -> Iterator[tuple[str, bytes]]:
    """Give zips that are not as a bundle is."""
    deflated = {"compress_type": zipfile.ZIP_DEFLATED}
    link = {"external_attr": (stat.S_IFLNK | 0o777) << 16}
    yield "absolute", raw(members, "/tmp/planted.txt")  # noqa: S108 - where it would be planted
    yield "upwards", raw(members, "../planted.txt")
    yield "upwards within", raw(members, "entries/../../planted.txt")
    yield "backwards", raw(members, "entries\\..\\planted.txt")
    yield "another name", raw(members, "entries/evil.py")
    yield "compressed", raw(members, "entries/77777.json", b"x" * 9999, **deflated)
    yield "a link", raw(members, "entries/77777.json", b"/etc/passwd", **link)
    yield "encrypted", encrypted(members)
    yield "large", declared(members, 0xFFFFFFF0)
    yield "too large", declared(members, (64 << 20) + 1)
    yield "longer than it is", declared(members, 1 << 20)
    yield "junk after", zipped(members) + b"junk"
    yield "junk before", b"#!/bin/sh\n" + zipped(members)
    yield "cut off", zipped(members)[:-30]
    yield "no zip", b"PK" + bytes(1000)
    yield "empty", b""


def doubled(members: Members) -> bytes:
    """Write a zip with two members of one name."""
    return raw(members, "copy.json", b"{}")


def test_zips_that_are_no_bundles(tmp_path: Path, members: Members) -> None:
    """Whatever a zip is made to be, one sentence refuses it, and nothing is written anywhere."""
    folder = tmp_path / "in" / "here"
    folder.mkdir(parents=True)
    with pytest.warns(UserWarning, match="Duplicate name"):
        made = [*attacks(members), ("doubled", doubled(members))]
    for name, data in made:
        file = folder / "case.zip"
        file.write_bytes(data)
        found = looked(file)
        assert found.verdict == TAMPERED, name
        assert "case.zip" in said(found), name
        for command in (("verify", "case.zip"), ("--book", "new", "receive", "case.zip")):
            ran = run(*command, cwd=folder)
            assert ran.code == 3, (name, ran)
            assert "case.zip" in ran.out + ran.err, name
        assert [*folder.iterdir()] == [file], name
        assert [*(tmp_path / "in").iterdir()] == [folder], name
    assert not Path("/tmp/planted.txt").exists()  # noqa: S108 - where it would be planted


def test_a_checkpoint_of_a_log_without_end(tmp_path: Path, members: Members) -> None:
    """A checkpoint that claims more entries than there could be is refused, not counted up to."""
    origin = members["log/checkpoint"].split(b"\n")[0].decode()
    text = f"{origin}\n{2**62}\n{'A' * 43}=\n".encode()
    note = sign_note(text, origin, [Ed25519PrivateKey.generate()])
    (tmp_path / "case.zip").write_bytes(zipped(members | {"log/checkpoint": note}))
    found = looked(tmp_path / "case.zip")
    assert found.verdict == TAMPERED
    assert len(found.faults) < 10
    assert receive(tmp_path, "case.zip").code == 3


# ---------------------------------------------------------------- folders that attack


def unpacked(members: Members, folder: Path) -> Path:
    """Write members as files."""
    for name, data in members.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)
    return folder


def test_a_folder_with_links(tmp_path: Path, members: Members) -> None:
    """No link in a folder is followed: what lies behind one is not there."""
    whole = unpacked(members, tmp_path / "whole")
    assert looked(whole).verdict == HOLDS
    for name in ("entries", "log/tile", "copy.json", "log/checkpoint", "proofs"):
        folder = tmp_path / "copy"
        shutil.copytree(whole, folder)
        moved = tmp_path / "elsewhere"
        (folder / name).rename(moved)
        (folder / name).symlink_to(moved)
        if name != "copy.json":
            assert looked(folder).verdict != HOLDS, name
        ran = receive(tmp_path, "copy")
        assert ran.code in {1, 2, 3}, name
        assert not [one for one in tmp_path.rglob("*") if one.is_symlink() and "new" in one.parts]
        shutil.rmtree(tmp_path / "new", ignore_errors=True)
        shutil.rmtree(folder)
        shutil.rmtree(moved) if moved.is_dir() else moved.unlink()


@pytest.mark.parametrize("what", ["book", "log", "nowhere", "nowhere.zip"])
def test_what_is_no_copy(desk: Path, what: str) -> None:
    """What is neither a published folder nor a bundle is not received: it was asked wrongly."""
    source = {"log": "book/log"}.get(what, what)
    ran = receive(desk, source)
    assert (ran.code, ran.out) == (2, "")
    assert not (desk / "new").exists()
