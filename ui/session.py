"""The one place that joins the rooms: a book, the view made from it, and the questions asked."""

import re
import sqlite3
import time
from collections import Counter
from collections.abc import Sequence
from contextlib import closing
from datetime import date
from difflib import get_close_matches
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self

from domain.claims import VERDICTS, Claim
from domain.evidence import is_evidence, named
from domain.submitted_claims import Terms
from domain.values import Kind, Release, Scale, Stream
from domain.years import year_of
from ledger.book import Book
from ledger.custody import STATES, custody
from ledger.filing import vault_of
from ledger.proof import Proof
from ledger.reading import Reading
from ledger.receipts import Prover
from projections import coverage, deviations, law, reconcile, register
from projections.partial import Partial
from projections.past import Past
from projections.programmes import Programmes
from projections.provenance import trace
from projections.runner import Feed, Runner, first_difference
from projections.table import TABLES, View
from projections.timeline import case_timeline
from ui.usage import UsageError, day_of, edition_of, stream_of

__all__ = ["Session", "header"]

POSITION: Final = re.compile("[1-9][0-9]{0,15}")


def header(name: str, book: Book, audience: Release = "internal") -> dict[str, Any]:
    """Give what every answer about a book begins with."""
    return {
        "schema": f"minutebook/{name}/1",
        "book": book.origin,
        "head": book.head()[0],
        "sealed": book.sealed(),
        "audience": audience,
    }


class Session:
    """A book opened to be read as of a position, and by when its acts had happened."""

    def __init__(
        self,
        path: Path,
        *,
        as_of: str | None = None,
        occurred_by: str | None = None,
        on: str | None = None,
        audience: Release | None = None,
    ) -> None:
        """Open a book for an audience, and bring its view up to the head."""
        self._book = Book.open(path, readonly=True)
        try:
            self._reading = Reading(self._book, audience)
            self.audience = self._reading.audience
            self.head = self._reading.head
            self._complete = Partial(self._reading) if self._reading.partial else self._reading
            self.as_of = self._position(as_of)
            self._asked = as_of is not None
            self._day = day_of(occurred_by)
            self._judged = day_of(on)
            self._past: Past | None = None
            self._view = self._opened()
        except BaseException:
            self._book.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._view.close()
        self._book.close()

    def header(self, name: str) -> dict[str, Any]:
        """Give what every answer begins with: of which book, as of when, for whom."""
        found = header(name, self._book, self.audience) | {"head": self.head}
        if self._asked:
            found["as_of"] = self.as_of
        if self._day is not None and self._past is not None:
            found |= {"occurred_by": self._day.text, "left_out": self._past.left_out}
        return found

    def hold_known(self, edition: str | None) -> None:
        """Refuse an edition of which nothing is on record, and name those near it."""
        if edition is not None and not self._reading.versions(edition_of(edition)):
            known = sorted({one.edition or "" for one in self._cases(None)})
            near = ", ".join(get_close_matches(edition, known, n=3)) or "none"
            raise UsageError(f"nothing is on record of {edition}; editions near it: {near}")

    def _header_on(self, name: str) -> dict[str, Any]:
        """Give the header of an answer that depends on the day, which it names in any case."""
        return self.header(name) | {"on": self.on.isoformat()}

    # ------------------------------------------------------------ questions

    def standings(self, edition: str | None) -> dict[str, Any]:
        """Tier of every subject of an edition, or the newest of each subject."""
        rows = register.standings(self._view, self.as_of, edition_of(edition))
        return self.header("standings") | {"rows": rows}

    def disputes(self, edition: str | None, party: str | None) -> dict[str, Any]:
        """Contested cases with outcomes, counts, bounds, and how much is answerable."""
        found = register.disputes(self._view, self.as_of, edition_of(edition), party)
        return self.header("disputes") | found | {"absent": self._absent(edition)}

    def overrides(self, edition: str | None) -> dict[str, Any]:
        """Cases decided or published otherwise than recommended."""
        rows = register.overrides(self._view, self.as_of, edition_of(edition))
        return self.header("overrides") | {"rows": rows, "absent": self._absent(edition)}

    def _absent(self, edition: str | None) -> dict[str, int]:
        return register.absent(self._view, self.as_of, edition)

    def changes(self, before: str, after: str) -> dict[str, Any]:
        """Which subjects moved from one edition to another."""
        first, last = edition_of(before) or "", edition_of(after) or ""
        if first.partition("/")[0] != last.partition("/")[0]:
            raise UsageError(f"{first} and {last} are editions of different programmes")
        scale = register.scale_of(self._view, self.as_of, last)
        if scale is None and register.scale_of(self._view, self.head, last) is None:
            raise UsageError(f"no programme of this book has an edition {last}")
        found: dict[str, Any] = {"from": first, "to": last}
        for question in (register.changes, register.moves):
            found |= question(self._view, self.as_of, first, last, scale or Scale(()))
        return self.header("changes") | found

    def case(self, name: str) -> dict[str, Any]:
        """Timeline of one case."""
        self._on_record(name)
        rows = case_timeline(self._view, self.as_of, name)
        return self.header("case") | {"case": name, "rows": rows}

    def trace(self, name: str) -> dict[str, Any]:
        """Provenance of one case: what its placement rests on, and what of that is missing."""
        stream = self._on_record(name)
        programme = Programmes(self._view, self.as_of).judging(stream.edition or "")
        return self.header("trace") | trace(self._view, self.as_of, name, programme)

    def _on_record(self, name: str) -> Stream:
        """Read the name of a case that has an entry; else say which are near it."""
        stream = stream_of(name)
        if stream.kind is not Kind.CASE:
            raise UsageError(f"{name} is not a case: name it PROGRAMME/EDITION/SUBJECT")
        if not (self._reading.version(name) or name in self._reading.absent):
            near = ", ".join(self._near(stream)) or "none; `standings` shows the cases there are"
            raise UsageError(f"no entry is on record for {name}; near it: {near}")
        return stream

    def _near(self, case: Stream) -> list[str]:
        """Find the cases named most like one that has no entry: of its edition, else elsewhere."""
        subject = (case.subject or "").upper()
        if cases := self._cases(case.edition):
            subjects = {one.text: (one.subject or "").upper() for one in cases}
            alike = get_close_matches(subject, {*subjects.values()}, n=3, cutoff=0.5)
            return [name for one in alike for name in subjects if subjects[name] == one]
        same = [one.text for one in self._cases(None) if (one.subject or "").upper() == subject]
        return get_close_matches(case.text, same, n=3, cutoff=0.0)

    def _cases(self, edition: str | None) -> list[Stream]:
        streams = map(Stream.parse, self._reading.versions(edition))
        return [stream for stream in streams if stream.kind is Kind.CASE]

    def coverage(self, edition: str | None) -> dict[str, Any]:
        """Give what the book declares to cover."""
        rows = coverage.coverage(self._view, self.as_of, edition_of(edition))
        found = coverage.editions(self._view, self.as_of, edition)
        return self.header("coverage") | {"rows": rows, "editions": found}

    # ------------------------------------------------------------ questions of the law

    def clock(self, edition: str) -> dict[str, Any]:
        """Clocks of an edition: streaks, waivers, what was due and what came of it."""
        name = edition_of(edition) or ""
        for record in self._records(name):
            for one in record.years:
                if one.stream == name:
                    return self.header("clock") | law.clock(record, one)
        if year_of(name) is None:
            raise UsageError(f"no clock runs in {name}, which is not named by a year")
        self.hold_known(name)
        return self.header("clock") | law.no_clock(name)

    def due(self, edition: str | None) -> dict[str, Any]:
        """Deadlines of the law, judged on a day."""
        rows = [
            row
            for record in self._records(edition_of(edition))
            for row in law.due(record, edition, self.on)
        ]
        return self._header_on("due") | {"rows": rows}

    def deviations(self, edition: str | None, case: str | None = None) -> dict[str, Any]:
        """Departures from the rules, what can't be assessed, and the answers on record."""
        found: dict[str, list[Any]] = {"rows": [], "responses": []}
        for record in self._records(edition_of(edition)):
            for name, rows in deviations.deviations(record, edition, self.on, case).items():
                found[name] += rows
        return self._header_on("deviations") | found

    def _records(self, edition: str | None) -> list[law.Record]:
        """Give what is on record of the programme of an edition, or of every programme."""
        found = list(law.records(self._view, self._feed, self.as_of))
        if edition is None:
            return found
        programme = edition.partition("/")[0]
        if not self._reading.version(programme):
            raise UsageError(f"no programme of this book has an edition {edition}")
        return [one for one in found if one.programme == programme]

    def terms(self) -> Terms:
        """Give the words that claims about this book may use."""
        return reconcile.terms_of(self._view)

    def reconcile(self, claims: Sequence[Claim] | None = None) -> dict[str, Any]:
        """Hold claims against the record; without any given, those that are on record."""
        held = list(reconcile.filed(self._view, self.as_of) if claims is None else claims)
        rows = reconcile.reconcile(self._view, self._feed, self.as_of, held)
        count = Counter(row["verdict"] for row in rows)
        verdicts = {name: count[name] for name in VERDICTS}
        return self.header("reconcile") | {"claims": len(held), "verdicts": verdicts, "rows": rows}

    def evidence(self) -> dict[str, Any]:
        """Hold the vault against the documents that evidence on record names."""
        feed = self._feed
        streams = filter(is_evidence, self._reading.versions(upto=self.as_of))
        found = named(feed.stream(name, self.as_of) for name in streams)
        rows = custody(vault_of(self._book), found, all_there=not self._reading.partial)
        states = Counter(row["state"] for row in rows)
        counts = {state.replace("-", "_"): states[state] for state in STATES}
        return self.header("evidence-verify") | {"rows": rows, "counts": counts}

    def entry(self, ref: str) -> tuple[int, bytes]:
        """Give position and exact bytes of an entry, named STREAM@VERSION or by its position."""
        name, _, version = ref.rpartition("@")
        after = int(ref) - 1 if POSITION.fullmatch(ref) else 0
        for place, one, _ in self._reading.entries(after):
            if ref == str(place) or (one.stream == name and str(one.version) == version):
                return place, one.data
        raise UsageError(f"no entry {ref} is on record; name it STREAM@VERSION, or its position")

    def proof(self, position: int) -> Proof:
        """Prove the entry at a position."""
        return Prover(self._book).prove(position)

    def rests_on(self, name: str) -> list[str]:
        """Give the streams that a case can't be read without, as far as this audience knows them.

        Those of the book, its programme and edition; the case itself, and of its subject those of
        other editions; and every stream in which something lies that its placement rests on.
        """
        case = self._on_record(name)
        found = {"book", case.programme or "", case.edition or "", name}
        for other in self._cases(case.programme):
            if other.subject == case.subject and not case.undisclosed:
                found |= {other.text, other.edition or ""}
        positions = {node.get("position") for node in self.trace(name)["nodes"]}
        for place, entry, _ in self._reading.entries():
            if place in positions:
                found |= {entry.stream, Stream.parse(entry.stream).edition or ""}
        return sorted(found - {""})

    def provenance(self, name: str) -> bytes:
        """Give what a placement rests on as W3C PROV-JSON."""
        from projections.prov_json import write  # noqa: PLC0415 - slow to load, seldom asked for

        return write(self.trace(name)).encode()

    def replay(self) -> dict[str, Any]:
        """Make everything again from nothing, and hold what readers see against it."""
        began = time.monotonic()
        feed = self._past or self._feed_upto(self.as_of)
        with closing(View(None)) as rebuilt:
            entries = Runner(rebuilt, feed).rebuild()
            difference = first_difference(self._view, rebuilt, self.as_of)
            tables = [{"name": table, "rows": rebuilt.count(table)} for table in TABLES]
        return self.header("replay") | {
            "identical": difference is None,
            "entries": self._reading.count(self.as_of) if self._reading.partial else entries,
            "seconds": round(time.monotonic() - began, 3),
            "tables": tables,
            "first_difference": difference._asdict() if difference else None,
        }

    def check(self, scope: str | None) -> dict[str, Any]:
        """Hold everything against everything, of the book, an edition or a case."""
        edition, case = self._scope(scope)
        self.hold_known(edition)
        filed = reconcile.filed(self._view, self.as_of, edition)
        claims = reconcile.reconcile(self._view, self._feed, self.as_of, filed)
        found = self.deviations(edition, case)
        if case is not None:
            claims = [row for row in claims if f"{row['edition']}/{row['subject']}" == case]
            found["responses"] = [row for row in found["responses"] if row["stream"] == case]
        replay, header = self.replay(), self._header_on("check")
        return header | {
            "scope": scope,
            "replay": {name: replay[name] for name in replay.keys() - header.keys()},
            "claims": claims,
            "deviations": found["rows"],
            "responses": found["responses"],
            "coverage": self.coverage(edition)["editions"],
        }

    def _scope(self, scope: str | None) -> tuple[str | None, str | None]:
        """Read what is to be checked as an edition and, perhaps, a case of it."""
        if scope is None:
            return None, None
        stream = stream_of(scope)
        if stream.kind is Kind.CASE:
            self._on_record(scope)
            return stream.edition, scope
        return edition_of(scope), None

    # ------------------------------------------------------------ opening

    @property
    def _feed(self) -> Feed:
        return self._past or self._complete

    def _feed_upto(self, position: int) -> Feed:
        """Give the entries up to a position, as far as this audience can count on them."""
        reading = Reading(self._book, self.audience, position)
        return Partial(reading) if reading.partial else reading

    @property
    def on(self) -> date:
        """Day on which deadlines are judged: as asked, else that of the newest entry.

        Of what had happened by a day, deadlines are judged on that day.
        """
        asked = self._judged or self._day
        if asked is not None:
            return date.fromisoformat(asked.latest[:10])
        newest = self._reading.recorded_at(self.as_of)
        return date.fromisoformat(newest[:10]) if newest else date.max

    def _opened(self) -> View:
        """Give the view that answers: the kept one, or one in memory of what had happened."""
        if self._day is None:
            return self._kept()
        self._past = Past(self._feed_upto(self.as_of), self._day)
        return _caught_up(View(None), self._past)

    def _kept(self) -> View:
        """Open the view beside the book; where nothing can be written, make one in memory."""
        file = self._book.path / "views" / f"{self.audience}.sqlite"
        try:
            file.parent.mkdir(mode=0o700, exist_ok=True)
            if not file.exists():
                file.touch(mode=0o600)
            return _caught_up(View(file), self._complete, self.head)
        except (OSError, sqlite3.OperationalError):
            return _caught_up(View(None), self._complete)

    def _position(self, as_of: str | None) -> int:
        """Read a position or a date as the position of the book then."""
        if as_of is None:
            return self.head
        if as_of.isascii() and as_of.isdigit():
            digits = as_of.lstrip("0") or "0"  # Python converts no more than 4,300 of them
            if len(digits) > len(str(self.head)) or int(digits) > self.head:
                raise UsageError(
                    f"--as-of {as_of}: the book ends at position {self.head}; digits alone are a "
                    "position, a date is written 2015-07-27"
                )
            return int(digits)
        day = day_of(as_of)
        return self._reading.position_at(day.latest) if day else self.head


def _caught_up(view: View, feed: Feed, head: int | None = None) -> View:
    """Bring a view up to its feed; one that is ahead of the book's head is made again."""
    try:
        reached = Runner(view, feed).catch_up()
        if head is not None and reached > head:
            Runner(view, feed).rebuild()
    except BaseException:
        view.close()
        raise
    return view
