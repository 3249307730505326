"""Law: what an audience is told does not depend on what it may not know.

Two books are made that differ in nothing else. Whatever can be got from them for that audience is
the same, down to the digests and signatures, which nobody can turn back into what they are of.
"""

import re
import sqlite3
import zipfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import orjson
from hypothesis import given
from hypothesis import strategies as st

from domain.values import Kind, Release, Stream
from ledger.bundle import CaseFile, bundle
from ledger.heads import record_heads
from ledger.ids import Surroundings
from ledger.publish import publish
from ledger.receive import receive
from ledger.verify import verify
from ledger.verify_log import Asked
from tests.books import FIRST_POSITION, Minutes
from tests.properties.test_claims import asked
from tests.strategies import CASES, EDITIONS, examples
from tests.twins import DOCUMENTS, Twins, chance, twins, write
from ui.session import Session
from ui.usage import UsageError

DIGEST = re.compile(r"[0-9a-f]{64}|[A-Za-z0-9+/_-]{43}=?(?![A-Za-z0-9+/_-])|[A-Za-z0-9+/]{88,}=*")
TABLES = "SELECT name FROM sqlite_master WHERE type = 'table'"
UNKNOWN = ("tip/2015/BBB", "tip/2013/AAA", "tip/2015/undisclosed-03", "tip/2015")

Answers = dict[str, Any]
Asking = Mapping[str, Callable[[Session], Any]]


def questions() -> Asking:
    """Give every question that can be asked of a book."""
    found: dict[str, Callable[[Session], Any]] = {
        "coverage": lambda session: session.coverage(None),
        "changes": lambda session: session.changes(*EDITIONS),
        "reconcile": lambda session: session.reconcile(),
        "replay": lambda session: session.replay(),
        "evidence": lambda session: session.evidence(),
        "claims": lambda session: session.reconcile(asked("clerk")),
    }
    for edition in (None, *EDITIONS, "tip/2013"):
        for name in ("standings", "overrides", "due", "deviations", "coverage"):
            found[f"{name} {edition}"] = _asked(name, edition)
        found[f"disputes {edition}"] = _asked("disputes", edition, None)
        found[f"known {edition}"] = _asked("hold_known", edition)
    for edition in (*EDITIONS, "tip/2013"):
        found[f"clock {edition}"] = _asked("clock", edition)
    for case in (*CASES, *UNKNOWN):
        for name in ("case", "trace", "provenance", "rests_on"):
            found[f"{name} {case}"] = _asked(name, case)
    for scope in (None, EDITIONS[0], CASES[0], *UNKNOWN):
        found[f"check {scope}"] = _asked("check", scope)
    return found


def _asked(name: str, *arguments: Any) -> Callable[[Session], Any]:
    return lambda session: getattr(session, name)(*arguments)


def told(path: Path, audience: Release, **when: Any) -> Answers:
    """Give every answer of a book to an audience, or the sentence why there is none."""
    try:
        with Session(path, audience=audience, **when) as session:
            found = {name: _answer(ask, session) for name, ask in questions().items()}
            for position in range(session.head % 3, session.head + 2, 3):
                found[f"entry {position}"] = _answer(_asked("entry", str(position)), session)
            return found
    except UsageError as error:
        return {"opening": str(error)}


def _answer(ask: Callable[[Session], Any], session: Session) -> Any:
    try:
        found = ask(session)
    except UsageError as error:
        return str(error)
    for one in (found, found.get("replay", {})) if isinstance(found, dict) else ():
        one.pop("seconds", None)
    return found


def files(folder: Path) -> Answers:
    """Give every file below a folder, with its size and what is in it; of tiles only the size."""
    found = {str(file.relative_to(folder)): file for file in folder.rglob("*") if file.is_file()}
    return {name: _file(name, found[name].read_bytes()) for name in sorted(found)}


def _file(name: str, data: bytes) -> tuple[int, bytes | None]:
    return len(data), None if "tile/" in name else data


def view(path: Path, audience: Release) -> Answers:
    """Give every row of the view of an audience."""
    with closing(sqlite3.connect(path / "views" / f"{audience}.sqlite")) as db:
        tables = [name for (name,) in db.execute(TABLES)]
        return {
            name: sorted(map(repr, db.execute(f"SELECT * FROM {name}")))  # noqa: S608
            for name in tables
        }


def bundled(minutes: Minutes, audience: Release, around: Surroundings) -> Iterator[tuple[str, Any]]:
    """Give the members of the case file of every case, as `bundle` makes it."""
    for case in (*CASES[:3], *UNKNOWN):
        file = minutes.path.parent / "case.zip"
        try:
            with Session(minutes.path, audience=audience) as session:
                streams = session.rests_on(case)
            editions = [one for one in streams if Stream.parse(one).kind is Kind.EDITION]
            record_heads(minutes.book, editions, around)
            with Session(minutes.path, audience=audience) as session:
                extra = {"provenance.json": session.provenance(case)}
            count = bundle(minutes.book, CaseFile(case, audience, streams, extra), file)
        except UsageError as error:
            yield case, str(error)
            continue
        with zipfile.ZipFile(file) as archive:
            members = {name: _file(name, archive.read(name)) for name in archive.namelist()}
        yield case, [count, members]


def blanked(found: Any) -> str:
    """Write an answer down without digests, hashes and signatures."""
    text = orjson.dumps(found, default=_plain, option=orjson.OPT_SORT_KEYS).decode()
    return DIGEST.sub("#", text)


def _plain(one: Any) -> Any:
    if isinstance(one, bytes):
        return one.decode("latin-1")
    return list(one) if isinstance(one, set | frozenset | tuple) else str(one)


def same(one: Answers, other: Answers) -> None:
    """Hold two sets of answers against each other, and name the first that differs."""
    assert one.keys() == other.keys()
    for name in one:
        mine, others = blanked(one[name]), blanked(other[name])
        pairs = zip(mine, others, strict=False)
        alike = next((at for at, pair in enumerate(pairs) if pair[0] != pair[1]), 0)
        shown = slice(max(0, alike - 300), alike + 100)
        assert mine == others, f"{name}: {mine[shown]} | {others[shown]}"


class Agency:
    """One book, with everything that can be got of it."""

    def __init__(self, folder: Path, acts: Any, drawn: Twins, when: list[dict[str, str]]) -> None:
        self.folder, self.audience, self.when = folder, drawn.audience, when
        folder.mkdir()
        self.minutes = Minutes(folder / "book")
        write(self.minutes, acts, drawn.moments)
        self.entries = self.minutes.entries()[FIRST_POSITION - 1 :]
        self._file_documents(acts)
        after = drawn.moments[-1] + timedelta(days=1)
        self._around = Surroundings(lambda: after, chance(1 << 40))

    def _file_documents(self, acts: Any) -> None:
        """Put into the vault what the evidence on record names."""
        text = str(acts)
        for digest, document in DOCUMENTS.items():
            if digest in text:
                (self.minutes.path / "vault" / digest).write_bytes(document)

    def published(self) -> Answers:
        """Publish, and give what was published and what the log is."""
        target = self.folder / "published"
        count = publish(self.minutes.book, target, self.audience, self._around)
        return {"count": count, "published": files(target), "log": files(self.minutes.path / "log")}

    def told(self) -> list[Answers]:
        """Give every answer of the book itself."""
        return [told(self.minutes.path, self.audience, **when) for when in self.when]

    def received(self) -> list[Answers]:
        """Receive what was published, and give every answer of that copy."""
        copy = self.folder / "copy"
        receive(self.folder / "published", copy, Asked())
        return [told(copy, self.audience, **when) for when in self.when]

    def rest(self) -> Answers:
        """Give the view, the bundles and what a verification finds."""
        found = verify(self.folder / "copy", Asked()).answer()
        own = verify(self.minutes.path, Asked()).answer()
        bundles = dict(bundled(self.minutes, self.audience, self._around))
        return {
            "view": view(self.minutes.path, self.audience),
            "verified": [found, own],
            "bundles": bundles,
        }


whens = st.tuples(
    st.sampled_from(("5", "8", "2015-05-01", "2015-07-27", "2026-11-22", "999")),
    st.sampled_from(("2015-06-30", "2015-07-27", "2015")),
).map(lambda drawn: [{}, {"as_of": drawn[0]}, {"occurred_by": drawn[1]}])


@given(drawn=twins(), when=whens)
@examples(12)
def test_nothing_an_audience_gets_depends_on_what_it_may_not_know(
    drawn: Twins, when: list[dict[str, str]]
) -> None:
    """Of two books that differ in what is withheld, log, copies, views and answers are the same."""
    with TemporaryDirectory(prefix="twins-") as place:
        one = Agency(Path(place, "one"), drawn.acts, drawn, when)
        other = Agency(Path(place, "two"), drawn.otherwise(one.entries), drawn, when)
        with closing(one.minutes.book), closing(other.minutes.book):
            same(one.published(), other.published())
            own = one.told()
            for mine, others in zip(own, other.told(), strict=True):
                same(mine, others)
            copies = one.received()
            for mine, others in zip(copies, other.received(), strict=True):
                same(mine, others)
            for mine, copied in zip(own, copies, strict=True):
                same(_without_vault(mine), _without_vault(copied))
            same(one.rest(), other.rest())


def _without_vault(answers: Answers) -> Answers:
    """Leave out what is said of documents, which a copy does not hold."""
    return {name: answer for name, answer in answers.items() if name != "evidence"}
