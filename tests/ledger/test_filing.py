"""A document and the entry that describes it go in together, and are held against each other."""

from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from domain.events import Recorded
from domain.evidence import is_evidence, named
from domain.values import Release, Stream
from ledger import filing
from ledger.custody import custody
from ledger.errors import BookBusy, WriteFailed
from ledger.filing import Filed, file_document, taken_in, vault_of
from ledger.ids import Surroundings
from ledger.lock import exclusive
from ledger.reading import Reading
from ledger.recording import Refused, record
from ledger.vault import DocumentAltered
from tests.books import Minutes, act

EDITION = "tip/2015"


@pytest.fixture
def minutes(tmp_path: Path) -> Minutes:
    """Give an opened book."""
    return Minutes(tmp_path / "book")


def digest_of(text: bytes) -> str:
    """Give the digest of a document."""
    return sha256(text).hexdigest()


def add(minutes: Minutes, text: bytes, on: str = EDITION, **body: Any) -> Filed:
    """File a text as a document; what is said of it are fields of the body."""
    source = minutes.path.parent / "document.txt"
    source.write_bytes(text)

    def write(stream: str, _: Recorded | None) -> dict[str, Any]:
        content = {"sha256": digest_of(text)} | body
        return act("evidence-filed", stream, key=digest_of(text), **content)

    with source.open("rb") as stream, taken_in(minutes.book, stream) as document:
        return file_document(minutes.book, document, Stream.parse(on), write, Surroundings())


def vault(minutes: Minutes) -> set[str]:
    """Give the names of the files in the vault."""
    return {one.name for one in (minutes.path / "vault").iterdir()}


def states(minutes: Minutes, audience: Release = "internal") -> dict[Any, tuple[str, Any]]:
    """Give the state of each document, with the entries that name it."""
    reading = Reading(minutes.book, audience)
    streams = map(reading.stream, filter(is_evidence, minutes.book.versions()))
    whole = not reading.partial
    rows = custody(vault_of(minutes.book), named(streams), all_there=whole)
    return {str(row["digest"]): (row["state"], row["evidence"]) for row in rows}


# ---------------------------------------------------------------- both or neither


def test_documents_are_numbered_in_their_edition(minutes: Minutes) -> None:
    """A new document takes the next number of its edition, or the stream that is named."""
    expected = {
        (b"one", EDITION): "tip/2015/evidence/1",
        (b"two", f"{EDITION}/evidence/7"): "tip/2015/evidence/7",
        (b"three", EDITION): "tip/2015/evidence/8",
        (b"four", f"{EDITION}/evidence/undisclosed"): "tip/2015/evidence/undisclosed",
        (b"five", EDITION): "tip/2015/evidence/9",
        (b"six", "tip/2016"): "tip/2016/evidence/1",
    }
    for (text, on), stream in expected.items():
        assert add(minutes, text, on).recording.receipts[0].stream == stream


def test_a_document_that_is_filed_keeps_its_stream(minutes: Minutes) -> None:
    """Filed again in its edition a document is the same act, and nothing is added."""
    for text in (b"one", b"two"):
        first = add(minutes, text)
        again = add(minutes, text)
        assert (first.stored, again.stored) == (True, False)
        assert again.recording.already == 1
        assert again.recording.receipts[0].position == first.recording.receipts[0].position
    assert minutes.head == 4
    assert vault(minutes) == {digest_of(b"one"), digest_of(b"two")}


def test_who_writes_the_act_knows_the_entry_before(minutes: Minutes) -> None:
    """The act for a document that is filed already is written knowing how it was filed first."""
    seen: list[Recorded | None] = []

    def write(stream: str, before: Recorded | None) -> dict[str, Any]:
        seen.append(before)
        return act("evidence-filed", stream, key="a key", sha256=digest_of(b"one"))

    source = minutes.path / "document"
    source.write_bytes(b"one")
    for on in (EDITION, EDITION, f"{EDITION}/evidence/1"):
        with source.open("rb") as stream, taken_in(minutes.book, stream) as document:
            file_document(minutes.book, document, Stream.parse(on), write, Surroundings())
    assert [before and before.position for before in seen] == [None, 3, 3]


def test_what_is_refused_leaves_nothing(minutes: Minutes) -> None:
    """With an act that can't be recorded its document is gone again, unless it was there."""
    with pytest.raises(Refused):
        add(minutes, b"one", kind="hearsay")
    assert vault(minutes) == set()
    add(minutes, b"one")
    with pytest.raises(Refused):
        add(minutes, b"one", kind="hearsay")
    assert vault(minutes) == {digest_of(b"one")}
    assert minutes.head == 3


@pytest.mark.parametrize("recorded", [False, True])
def test_a_failure_leaves_both_or_neither(
    minutes: Minutes, monkeypatch: pytest.MonkeyPatch, *, recorded: bool
) -> None:
    """If recording fails the document goes, and if it had succeeded by then the document stays."""

    def fail(*arguments: Any) -> None:
        if recorded:
            record(*arguments)
        raise WriteFailed(minutes.path, "the disk is gone")

    monkeypatch.setattr(filing, "record", fail)
    with pytest.raises(WriteFailed, match="the disk is gone"):
        add(minutes, b"one")
    assert (len(vault(minutes)), minutes.head) == ((1, 3) if recorded else (0, 2))


def test_an_altered_document_is_not_filed_again(minutes: Minutes) -> None:
    """Nothing is recorded on the word of a file that is not what its name says."""
    add(minutes, b"one")
    (minutes.path / "vault" / digest_of(b"one")).write_bytes(b"ONE")
    with pytest.raises(DocumentAltered):
        add(minutes, b"one", on="tip/2016")
    assert minutes.head == 3


def test_a_lost_document_comes_back_when_it_is_filed_again(minutes: Minutes) -> None:
    """A re-run stores a document that is on record and lies in the vault no more."""
    add(minutes, b"one")
    (minutes.path / "vault" / digest_of(b"one")).unlink()
    again = add(minutes, b"one")
    assert (again.stored, again.recording.already) == (True, 1)
    assert states(minutes) == {digest_of(b"one"): ("held", ("tip/2015/evidence/1@1",))}


def test_others_write_while_a_document_comes_in(minutes: Minutes) -> None:
    """A slow source keeps nobody from recording; only putting it in its place does."""
    source = minutes.path / "document"
    source.write_bytes(b"one")
    with source.open("rb") as stream, taken_in(minutes.book, stream) as document:
        with exclusive(minutes.path, wait=0):
            pass
        with minutes.book.writing(), pytest.raises(BookBusy), exclusive(minutes.path, wait=0):
            pass
        assert document.digest == digest_of(b"one")


def test_who_has_the_lock_may_ask_for_it_again(minutes: Minutes) -> None:
    """Filing holds the lock of the book while it records, which takes the lock too."""

    def others_wait() -> None:
        with pytest.raises(BookBusy), exclusive(minutes.path, wait=0):
            pass

    with minutes.book.writing():
        for _ in range(2):
            with minutes.book.writing(wait=0):
                others_wait()
            others_wait()
    with exclusive(minutes.path, wait=0):
        pass


# ---------------------------------------------------------------- held against the record


def test_every_entry_that_names_a_document_is_listed(minutes: Minutes) -> None:
    """A document may be evidence in several editions, and stand in a correction."""
    add(minutes, b"one")
    minutes.record(
        act("evidence-filed", "tip/2016/evidence/3", sha256=digest_of(b"one")),
        act(
            "record-corrected",
            "tip/2015/evidence/1",
            corrects="tip/2015/evidence/1@1",
            replacement={"body": {"sha256": digest_of(b"one"), "title": "One"}},
        ),
    )
    refs = ("tip/2015/evidence/1@1", "tip/2015/evidence/1@2", "tip/2016/evidence/3@1")
    assert states(minutes) == {digest_of(b"one"): ("held", refs)}


def test_a_corrected_digest_is_the_one_that_must_be_held(minutes: Minutes) -> None:
    """What a correction took back need not be there; if it is, it is still on record."""
    add(minutes, b"one")
    corrected = act(
        "record-corrected",
        "tip/2015/evidence/1",
        corrects="tip/2015/evidence/1@1",
        replacement={"body": {"sha256": digest_of(b"two")}},
    )
    minutes.record(corrected)
    wrong, right = digest_of(b"one"), digest_of(b"two")
    assert states(minutes) == {
        wrong: ("held", ("tip/2015/evidence/1@1",)),
        right: ("missing", ("tip/2015/evidence/1@2",)),
    }
    (minutes.path / "vault" / wrong).unlink()
    assert states(minutes).keys() == {right}


def test_a_voided_document_may_go(minutes: Minutes) -> None:
    """What is voided is still on record, and need not be kept."""
    add(minutes, b"one")
    minutes.record(
        act(
            "record-corrected",
            "tip/2015/evidence/1",
            corrects="tip/2015/evidence/1@1",
            void=True,
        )
    )
    assert states(minutes) == {digest_of(b"one"): ("held", ("tip/2015/evidence/1@1",))}
    (minutes.path / "vault" / digest_of(b"one")).unlink()
    assert states(minutes) == {}


def test_a_withheld_digest_can_not_be_held_against_anything(minutes: Minutes) -> None:
    """Who may not know a digest is told that there is one, and nothing of its document."""
    stream = "tip/2015/evidence/1"
    withhold = {"/body/sha256": "internal"}
    others = {"release": "public"}
    minutes.record(
        act("evidence-filed", stream, withhold=withhold, sha256="0" * 64, **others),
        act("evidence-filed", "tip/2015/evidence/2", title="Only described", **others),
        act("evidence-filed", "tip/2015/evidence/3", sha256=digest_of(b"one"), **others),
        act(
            "record-corrected",
            "tip/2015/evidence/3",
            corrects="tip/2015/evidence/3@1",
            replacement={"body": {"sha256": "1" * 64}},
            withhold={"/body/replacement/body/sha256": "congress"},
        ),
    )
    assert {state for state, _ in states(minutes).values()} == {"missing"}
    assert states(minutes, "public") == {
        "{'withheld': 'internal'}": ("withheld", (f"{stream}@1",)),
        "{'withheld': 'congress'}": ("withheld", ("tip/2015/evidence/3@1",)),
    }
    congress = states(minutes, "congress")
    assert congress["1" * 64] == ("missing", ("tip/2015/evidence/3@2",))


def test_of_a_document_that_only_hidden_evidence_names_nothing_is_said(minutes: Minutes) -> None:
    """Who may not know an entry is not told of its document either, nor of what is left over."""
    add(minutes, b"one")
    minutes.record(act("evidence-filed", "tip/2015/evidence/9", sha256="0" * 64, release="public"))
    (minutes.path / "vault" / "notes.txt").write_bytes(b"")
    (minutes.path / "vault" / digest_of(b"two")).write_bytes(b"two")
    assert states(minutes, "public") == {"0" * 64: ("missing", ("tip/2015/evidence/9@1",))}
    known = {digest_of(b"one"), digest_of(b"two"), "0" * 64, "None"}
    assert states(minutes).keys() == known
