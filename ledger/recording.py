"""Recording: from acts as submitted to entries in the book, all of a file or nothing.

Every act is looked up first, so that a retry returns the first result; then decided against the
book as it will be when the acts before it are in; then encoded, once. One transaction appends
them all.
"""

import hmac
from base64 import urlsafe_b64encode
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from hashlib import sha256
from typing import Any

from domain.adoption import JUDGING, adopted_by, judging, offered, pinned
from domain.decide import Known, decide
from domain.errors import ActError, Problem
from domain.events import Recorded, read_event
from domain.history import InForce, effective
from domain.programme import Programme, digest_of
from domain.submission import Submission, mark, read_submission
from domain.values import Ref, Release, Stream, Withheld
from ledger.book import Book, Draft, draft
from ledger.canonical import canonical
from ledger.disclosures import SALT, reveal, withhold
from ledger.entry import FORMAT, load_entry
from ledger.errors import EntryError, LedgerError, StaleHead
from ledger.ids import Surroundings, instant, uuid7
from ledger.intake import BadRow, Row
from ledger.reading import Reading, typed

__all__ = ["Receipt", "Recording", "Refused", "enter", "open_book", "record"]

TRIES = 5


@dataclass(frozen=True, slots=True)
class Receipt:
    """Where an act lies in the book; `already` if it had been recorded before."""

    id: str
    stream: str
    version: int
    position: int
    digest: str
    already: bool = False
    sealed: bool = False
    proof: str | None = None
    """File in which its proof was saved."""


@dataclass(frozen=True, slots=True)
class Recording:
    """What came of recording a file."""

    receipts: tuple[Receipt, ...]
    unsealed: str | None = None
    """Why what was recorded could not be sealed."""
    unsaved: str | None = None
    """Why the receipts of what was recorded and sealed could not be saved."""
    unreached: tuple[str, ...] = ()
    """Folders that were published to, and could not be read back before it was sealed."""

    @property
    def already(self) -> int:
        """How many of the acts had been recorded before."""
        return sum(receipt.already for receipt in self.receipts)

    @property
    def added(self) -> int:
        """How many acts are new in the book."""
        return len(self.receipts) - self.already


class Refused(LedgerError):
    """A file with rows that cannot be recorded; nothing of it was. `rows` names each."""

    def __init__(self, rows: Sequence[BadRow]) -> None:
        self.rows = rows
        super().__init__(f"nothing was recorded: {len(rows)} fault(s) in the input")


def record(
    book: Book,
    rows: Iterable[Row | BadRow],
    surroundings: Surroundings,
    *,
    dry_run: bool = False,
    seen: Callable[[int], None] = lambda _: None,
) -> Recording:
    """Record acts, all or none. Refused names every row that can't be; `seen` hears of progress.

    A dry run decides everything and appends nothing.
    """
    if dry_run:
        return _Batch(book, surroundings).take_all(rows, seen)
    kept = list(rows)  # read before the lock is taken: others need not wait for a slow input
    with book.writing():
        for attempt in range(1, TRIES + 1):
            batch = _Batch(book, surroundings)
            recording = batch.take_all(kept, seen)
            try:
                book.append(batch.drafts)
            except StaleHead:
                if attempt == TRIES or any(
                    isinstance(row, Row) and "expect" in row.act for row in kept
                ):
                    raise
            else:
                return recording
    raise AssertionError


def open_book(book: Book, programme: str, surroundings: Surroundings) -> None:
    """Append the first two entries of a book: that it was opened, and under which programme."""
    code, by = Programme.parse(programme).code, {"party": book.recorder}
    opened = {"format": FORMAT, "origin": book.origin, "vkey": book.vkey}
    adopted = {"programme": programme, "digest": digest_of(programme)}
    rows = [
        Row(1, {"act": "book-opened", "on": "book", "by": by, "body": opened}),
        Row(2, {"act": "programme-adopted", "on": code, "by": by, "body": adopted}),
    ]
    enter(book, rows, surroundings, "init")


def enter(book: Book, rows: Iterable[Row], surroundings: Surroundings, command: str) -> None:
    """Append acts that a command of the program writes, and nobody else."""
    batch = _Batch(book, surroundings, command)
    batch.take_all(rows)
    book.append(batch.drafts)


@dataclass(slots=True)
class _Pending:
    """What a batch holds of a stream that is not in the book yet."""

    version: int
    drafts: list[tuple[int, Draft]] = field(default_factory=list)


class _Batch:
    """Acts decided one after the other, against the book as it will be."""

    def __init__(self, book: Book, surroundings: Surroundings, command: str | None = None) -> None:
        self.drafts: list[Draft] = []
        self._book = book
        self._surroundings = surroundings
        self._command = command
        self._head, self._time = book.head()
        self._reading = Reading(book, upto=self._head)
        self._secret = book.secret("retry")
        self._recorder = book.recorder
        self._streams: dict[str, _Pending] = {}
        self._names: dict[bytes, tuple[bytes, Receipt]] = {}
        self._judges: dict[str, tuple[Programme | None, str | None, dict[str, str]]] = {}
        self._refused_keys: dict[str, int] = {}

    def take_all(
        self, rows: Iterable[Row | BadRow], seen: Callable[[int], None] = lambda _: None
    ) -> Recording:
        """Take every row; Refused names those that can't be recorded."""
        receipts: list[Receipt] = []
        faults: list[BadRow] = []
        for number, row in enumerate(rows, 1):
            seen(number)
            if isinstance(row, BadRow):
                faults.append(row)
                continue
            try:
                receipts.append(self._take(read_submission(row.act)))
            except ActError as error:
                faults += [BadRow(row.line, one.pointer, one.reason) for one in error.problems]
                self._note_refused(row)
            except EntryError as error:
                faults.append(BadRow(row.line, error.pointer, error.reason))
                self._note_refused(row)
        if faults:
            raise Refused(faults)
        return Recording(tuple(receipts))

    def _note_refused(self, row: Row) -> None:
        if isinstance(key := row.act.get("key"), str):
            self._refused_keys.setdefault(key, row.line)

    def _take(self, submission: Submission) -> Receipt:
        names = list(self._names_of(submission))
        act = self._act_digest(submission)
        before = [self._retried(place, name, act) for place, name in names]
        if found := [receipt for receipt in before if receipt]:
            if found[0] != found[-1]:
                raise ActError(Problem("/key", "id and key are those of two different entries"))
            return found[0]
        decided = decide(submission, self._known(submission), self._recorder)
        moment = self._surroundings.clock()
        fields = decided.fields | {
            "format": FORMAT,
            "log": self._book.origin,
            "id": submission.envelope.id or uuid7(moment, self._surroundings.chance(10)),
            "nonce": _base64(self._surroundings.chance(SALT)),
            "recorded_at": max(instant(moment), self._time or ""),
        }
        disclosures: dict[str, str] = {}
        if decided.withhold:
            classes = {pointer: mark(held) for pointer, held in decided.withhold.items()}
            fields, disclosures = withhold(fields, classes, self._salts())
        _refuse_unreadable(fields, disclosures)
        return self._entered(draft(fields, disclosures, [(name, act) for _, name in names]))

    def _entered(self, made: Draft) -> Receipt:
        """Count a draft as in the book, for the acts that follow it."""
        self.drafts.append(made)
        self._time = made.recorded_at
        position = self._head + len(self.drafts)
        pending = self._pending(made.stream)
        pending.version = made.version
        pending.drafts.append((position, made))
        if made.act in JUDGING:
            self._judges.clear()
        digest = sha256(made.data).hexdigest()
        receipt = Receipt(made.id, made.stream, made.version, position, digest)
        for name, act in made.retries:
            self._names[name] = act, receipt
        return receipt

    def _salts(self) -> Iterator[bytes]:
        while True:
            yield self._surroundings.chance(SALT)

    # ------------------------------------------------------------ retries

    def _names_of(self, submission: Submission) -> Iterator[tuple[str, bytes]]:
        """Names under which an act can be submitted again: where given, and keyed digest."""
        for place in ("id", "key"):
            if (name := getattr(submission.envelope, place)) is not None:
                yield place, self._keyed(f"{place}:{name}".encode())

    def _act_digest(self, submission: Submission) -> bytes:
        normal = dict(submission.normal)
        if "basis" in normal:
            normal["basis"] = [str(self._by_key(name) or name) for name in normal["basis"]]
        return self._keyed(b"act:" + canonical(normal))

    def _keyed(self, text: bytes) -> bytes:
        return hmac.digest(self._secret, text, "sha256")

    def _retried(self, place: str, name: bytes, act: bytes) -> Receipt | None:
        """Receipt of the same act under this name; ActError if another act has the name."""
        known = self._named(name)
        if known is None:
            return None
        first, receipt = known
        if not hmac.compare_digest(first, act):
            raise ActError(
                Problem(
                    f"/{place}",
                    f"another act has this {place}: {receipt.stream}@{receipt.version}, "
                    f"position {receipt.position}; a different act needs another {place}",
                )
            )
        return replace(receipt, already=True)

    def _named(self, name: bytes) -> tuple[bytes, Receipt] | None:
        """Digest and receipt of the act under this name, in the book or in this batch."""
        if name not in self._names and (found := self._book.retry(name)) is not None:
            self._names[name] = found[0], self._receipt(found[1])
        return self._names.get(name)

    def _receipt(self, position: int) -> Receipt:
        entry = self._book.at(position)
        return Receipt(entry.id, entry.stream, entry.version, position, entry.digest.hex())

    # ------------------------------------------------------------ what the book knows

    def _known(self, submission: Submission) -> Known:
        stream = submission.stream
        programme, digest, programmes = self._judge(stream)
        self._refuse_taken_id(submission.envelope.id)
        return Known(
            version=self._pending(stream.text).version,
            exists=lambda ref: ref.version <= self._pending(ref.stream).version,
            key=self._key,
            release=self._release,
            entries=lambda: self._entries(stream.text),
            programme=programme,
            digest=digest,
            programmes=programmes,
            command=self._command,
        )

    def _refuse_taken_id(self, act_id: str | None) -> None:
        if act_id and (position := self._book.position_of_id(act_id)) is not None:
            reason = f"position {position} has this id, and was not submitted under it"
            raise ActError(Problem("/id", reason))

    def _pending(self, stream: str) -> _Pending:
        if stream not in self._streams:
            self._streams[stream] = _Pending(self._book.version(stream))
        return self._streams[stream]

    def _release(self, ref: Ref) -> Release:
        """Class of an entry that exists, in the book or in this batch."""
        for _, one in self._pending(ref.stream).drafts:
            if one.version == ref.version:
                return load_entry(one.data).release
        position = self._book.position_of(ref.stream, ref.version)
        return self._book.at(position or 0).release

    def _entries(self, stream: str) -> list[Recorded]:
        pending = self._pending(stream)
        return self._reading.stream(stream, self._head) + [
            typed(position, load_entry(one.data), {p: text for p, _, _, text in one.disclosures})
            for position, one in pending.drafts
        ]

    def _judge(self, stream: Stream) -> tuple[Programme | None, str | None, dict[str, str]]:
        """Programme that judges a stream, the one it is or would be pinned to, all there are."""
        name = stream.edition or stream.programme
        if name is None:
            return None, None, {}
        if name not in self._judges:
            versions = self._history(stream.programme)
            edition = self._history(stream.edition)
            digest = pinned(versions, edition) or offered(versions, name)
            self._judges[name] = judging(versions, edition), digest, adopted_by(versions)
        return self._judges[name]

    def _history(self, stream: str | None) -> tuple[InForce, ...]:
        return effective(self._entries(stream)) if stream else ()

    def _key(self, key: str) -> Ref | None:
        if (line := self._refused_keys.get(key)) is not None:
            raise ActError(Problem("/basis", f"the act with key {key!r}, line {line}, is refused"))
        return self._by_key(key)

    def _by_key(self, key: str) -> Ref | None:
        known = self._named(self._keyed(f"key:{key}".encode()))
        return Ref(known[1].stream, known[1].version) if known else None


def _refuse_unreadable(fields: Mapping[str, Any], disclosures: Mapping[str, str]) -> None:
    """Hold an entry to be readable, by whoever may know all of it and by whoever may not.

    Once it lies in the book it lies there for good, and one that can't be read ends every reading.
    """
    if disclosures:
        read_event(reveal(fields, {}, Withheld))
        fields = reveal(fields, disclosures, Withheld)
    read_event(fields)


def _base64(data: bytes) -> str:
    return urlsafe_b64encode(data).rstrip(b"=").decode("ascii")
