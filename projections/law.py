"""The law applied to what is on record: clocks of an edition, deadlines on a day."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

from domain.acts import DeterminationMade, PlacementCorrected, WaiverGranted
from domain.clocks import Clock, Waived, clocks, law_of
from domain.deadlines import Deadline, Done
from domain.duties import Answers, deadlines_of
from domain.history import InForce, effective
from domain.notices import notices
from domain.programme import Programme
from domain.values import Stream, Withheld
from domain.waivers import Power, powers, waivers
from domain.years import Edition, Placement, Years, edition_of
from projections.plain import held, plain
from projections.programmes import Programmes
from projections.register import edition_order
from projections.runner import Feed
from projections.table import View

__all__ = ["Record", "clock", "due", "no_clock", "records"]

Row = dict[str, Any]


@dataclass
class Record:
    """What a book holds of one programme, as the law looks at it, as of a position."""

    view: View
    feed: Feed
    as_of: int
    programme: str
    _histories: dict[str, tuple[InForce, ...]] = field(default_factory=dict)

    def history(self, stream: str) -> tuple[InForce, ...]:
        """Entries in force of one stream."""
        if stream not in self._histories:
            self._histories[stream] = effective(self.feed.stream(stream, self.as_of))
        return self._histories[stream]

    @cached_property
    def years(self) -> Years:
        """Every edition that is named by a year, with the placements in it."""
        duties = self.view.rows("duties", self.as_of)
        named = [row["edition"] for row in self.view.rows("editions", self.as_of)]
        named += [Stream.parse(row["stream"]).edition or "" for row in duties]
        placed: dict[str, dict[str, Placement]] = {name: {} for name in named}
        for row in self.view.rows("standings", self.as_of):
            found = Placement(self._issued(row), row["position"])
            placed.setdefault(row["edition"], {})[row["subject"]] = found
        editions = (
            self._edition(Stream.parse(name), placements)
            for name, placements in placed.items()
            if name.startswith(f"{self.programme}/")
        )
        return Years({one.year: one for one in editions if one is not None})

    def _issued(self, row: Row) -> str | Withheld | None:
        """Give the tier by which a clock runs: that of the report, and not of a change since.

        Where it is withheld which of the two a correction is, so is the tier.
        """
        acts = () if row["manner"] == "published" else self.history(row["case"])
        for one in acts:
            act = one.event.act
            if isinstance(act, PlacementCorrected) and isinstance(act.manner, Withheld):
                return act.manner
        tier = row["issued"]
        return tier if isinstance(tier, str) else held(tier)

    @cached_property
    def programmes(self) -> Programmes:
        """By which version of the programme each edition is judged."""
        return Programmes(self.view, self.as_of)

    def _edition(self, stream: Stream, placements: Mapping[str, Placement]) -> Edition | None:
        programme = self.programmes.judging(stream.text)
        if programme is None:
            return None
        return edition_of(stream, self.history(stream.text), programme, placements)

    @cached_property
    def answers(self) -> Answers:
        """Notices, determinations and waivers on record."""
        found = Answers({}, {}, {})
        streams = {row["stream"] for row in self.view.rows("duties", self.as_of)}
        for name in sorted(streams):
            stream = Stream.parse(name)
            if stream.edition and stream.programme == self.programme:
                self._answered(stream, found)
        return found

    def _answered(self, stream: Stream, found: Answers) -> None:
        programme = self.programmes.judging(stream.edition or "")
        if programme is None:
            return
        history = self.history(stream.text)
        found.notices[stream.text] = list(notices(history, programme))
        found.waivers[stream.text] = list(waivers(stream, history))
        found.determinations[stream.text] = [
            Done(entry.event.occurred, entry.position)
            for entry in history
            if isinstance(entry.event.act, DeterminationMade)
        ]

    @cached_property
    def waived(self) -> Waived:
        """For which report years subjects had a waiver, and of which all are on record."""
        identified = self.view.rows("identified", self.as_of)
        named = {row["case"]: row["subject"] for row in identified}
        years: dict[str, frozenset[int]] = {}
        covered = {one.year for one in self.years if one.complete(WaiverGranted.name)}
        hidden: set[str] = set()
        for waiver in (one for found in self.answers.waivers.values() for one in found):
            case = waiver.case
            subject = named.get(case.text, case.subject or "")
            nobody = case.undisclosed and case.text not in named
            reports = covered if isinstance(waiver.years, Withheld) else frozenset(waiver.years)
            if nobody:
                covered = covered - reports
            elif isinstance(waiver.years, Withheld):
                hidden.add(subject)
            else:
                years[subject] = years.get(subject, frozenset()) | reports
        return Waived(years, frozenset(covered), frozenset(hidden))

    @cached_property
    def powers(self) -> list[Power]:
        """Delegations of the power to waive."""
        return list(powers(self.history(self.programme)))

    def clocks(self, edition: Edition) -> Iterator[Clock]:
        """Clock of every subject of an edition."""
        return clocks(self.years, edition, self.waived)

    def deadlines(self, edition: Edition, on: date) -> Iterator[Deadline]:
        """Deadlines around an edition, judged on a day."""
        return deadlines_of(self.years, edition, self.answers, on)


def records(view: View, feed: Feed, as_of: int) -> Iterator[Record]:
    """Give the record of every programme of a book."""
    rows = view.rows("programmes", as_of)
    for programme in dict.fromkeys(row["programme"] for row in rows):
        yield Record(view, feed, as_of, programme)


# ---------------------------------------------------------------- clock


def clock(record: Record, edition: Edition) -> Row:
    """Every clock of an edition, the law it runs by, and the counts of its lists."""
    found = list(record.clocks(edition))
    rows = [plain(one) for one in found]
    for row in rows:
        row["name"] = record.programmes(edition.stream, row["subject"])
    special = [one.special_watch_list for one in found]
    watch = edition.programme.watch_list
    known = not any(isinstance(one.tier, Withheld) for one in edition.placements.values())
    return {
        "edition": edition.stream,
        "law": _law(edition.programme, edition.year),
        "watch_list": special.count("iii"),
        "watch_list_complete": watch is not None and known and edition.lists(watch.tier),
        "special_watch_list": sum(special.count(kind) for kind in ("i", "ii", "iii")),
        "special_watch_list_not_known": special.count("not-known"),
        "rows": rows,
    }


def no_clock(edition: str) -> Row:
    """Answer for an edition of which nothing was on record yet."""
    counts = ("watch_list", "special_watch_list", "special_watch_list_not_known")
    found: Row = {"edition": edition, "law": None, "watch_list_complete": False}
    return found | dict.fromkeys(counts, 0) | {"rows": []}


PARAMETERS = ("watch-list-years", "waivers-allowed", "relisting-years")


def _law(programme: Programme, year: int) -> Row | None:
    """Say by which law a clock ran; None where none did."""
    law = law_of(programme, year)
    if law is None:
        return None
    parameters: list[Row] = []
    for name in PARAMETERS:
        dated = programme.in_force(name, f"{year:04}")
        if dated is None:
            said = programme.enacted(name)
            parameters.append({"name": name, "value": None, "enacted": said, "source": None})
        else:
            parameters.append(
                {
                    "name": name,
                    "value": dated.value,
                    "enacted": dated.holds_from,
                    "source": dated.source,
                }
            )
    readings = law.watch.readings.model_dump()
    return {"counted_from": law.first, "parameters": parameters, "readings": readings}


# ---------------------------------------------------------------- due


def due(record: Record, edition: str | None, on: date) -> list[Row]:
    """Every deadline around an edition, or around all, judged on a day."""
    return [
        _due(one, deadline)
        for one in record.years
        if edition in (None, one.stream)
        for deadline in sorted(
            record.deadlines(one, on), key=lambda found: (found.rule, edition_order(found.stream))
        )
    ]


def _due(edition: Edition, found: Deadline) -> Row:
    window = found.window
    return {
        "rule": found.rule,
        "source": found.source,
        "case": None if found.stream == edition.stream else found.stream,
        "edition": edition.stream,
        "from": plain(window.since),
        "counted_from": window.counted_from,
        "earliest": _day(window.earliest),
        "latest": _day(window.latest),
        "done": plain(found.done),
        "days_late": found.days_late,
        "state": found.state,
        "reason": found.reason,
        "positions": list(found.positions),
    }


def _day(day: date | Withheld | None) -> Any:
    return day.isoformat() if isinstance(day, date) else plain(day)
