"""Random books: acts in the order in which they are recorded, as a writer would submit them.

Whatever is drawn here can be recorded: standings that a tier satisfies, references to entries
that exist, corrections of what is in force. Otherwise nothing is too improper to be drawn.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st

from domain.programme import digest_of, shipped
from tests.books import Act

__all__ = ["CASES", "EDITIONS", "PARTIES", "Story", "bodies", "dates", "examples", "stories"]

EDITIONS = ("tip/2014", "tip/2015")
CASES = (
    "tip/2015/AAA",
    "tip/2015/undisclosed-01",
    "tip/2014/AAA",
    "tip/2015/zz",
    "tip/2015/undisclosed-02",
)
MEETINGS = ("tip/2015/meeting/1", "tip/2014/meeting/undisclosed")
PARTIES = ("jtip", "eap", "wha", "undisclosed")
TIERS = ("1", "2", "2WL", "3", "SC")
STANDINGS = (
    *TIERS[:4] * 3,
    *TIERS,
    "undisclosed",
    *(f"worse than {tier}" for tier in TIERS[:3]),
    *(f"better than {tier}" for tier in TIERS[1:4]),
)
ASKED = (*STANDINGS, "better than recommended", "better than recommended", "worse than recommended")
FORUMS = ("working-level", "deputy-secretary", "secretary")
OUTCOMES = (
    "prevailed",
    "not-prevailed",
    "overruled",
    "compromised",
    "exceeded",
    "conceded",
    "withdrawn",
    "open",
    "undetermined",
)
DATES = (
    *("2015-05-01", "2015-06-01", "2015-06-30", "2015-07-27", "2015-07-28", "2015-08-20"),
    *("2014", "2015", "2015-05", "2015-06", "2015-07"),
    *("../2015-06-30", "../2015-07-27", "2015-05/2015-07-27", "2015-06-30/..", "../2015-05"),
    *("2015-07-27T12:00:00Z", "2015-06-30T00:00:00Z", "2015-07-27T00:00:00Z/2015-07-27"),
    *("2015-07-27T13:00:00Z/2015-07-27", "2015-06-30T01:00:00Z/2015-06-30T02:00:00Z"),
)
BEGINNINGS = tuple(
    datetime(year, month, day, 12, tzinfo=UTC)
    for year, month, day in ((2015, 5, 1), (2015, 7, 26), (2026, 11, 21))
)
STEPS = tuple(map(timedelta, (0, 0, 1, 30, -1), (0, 1, 0, 0, 0)))

dates: st.SearchStrategy[str | None] = st.none() | st.sampled_from(DATES)
"""When an act occurred, from few days so that they meet."""
DATED: tuple[st.SearchStrategy[str | None], ...] = (
    st.none(),
    st.none(),
    dates,
    st.sampled_from((None, None, None, *DATES)),
    st.sampled_from(DATES[:6]),
    st.sampled_from(("2015", "2015/2016")),
)
"""How the acts of one book are dated: not at all, in any way, seldom, to the day, vaguely."""

_sources = st.lists(
    st.fixed_dictionaries(
        {"title": st.just("a source")},
        optional={"grade": st.sampled_from(("official", "reported", "derived"))},
    ),
    max_size=2,
)

_longer = (shipped("tip") or "").replace('["1",', '["0", "1",').replace('"3"]', '"3", "4"]')
AMENDED = {"programme": _longer, "digest": digest_of(_longer)}
"""A second version of the programme, whose scale has a tier more at either end."""
KEEPING = (
    *((edition, "coverage-declared") for edition in EDITIONS),
    *((edition, "edition-opened") for edition in EDITIONS),
    ("tip", "programme-amended"),
)

DELIBERATING = (
    *("recommendation-submitted",) * 2,
    *("recommendation-revised",) * 3,
    "recommendation-withdrawn",
    *("objection-raised",) * 5,
    *("objection-withdrawn",) * 2,
    *("dispute-escalated",) * 2,
    *("decision-recorded",) * 6,
    *("placement-published",) * 5,
    "placement-corrected",
    "concurrence-recorded",
    "dissent-filed",
    "dispute-reported",
)

FOLLOWING = {
    "": ("recommendation-submitted",),
    "recommendation-submitted": ("objection-raised",),
    "recommendation-revised": ("decision-recorded", "objection-raised", "placement-published"),
    "objection-raised": (
        *("objection-raised", "recommendation-revised", "objection-withdrawn"),
        *("decision-recorded", "placement-published", "dispute-reported"),
    ),
    "objection-withdrawn": ("objection-raised", "decision-recorded", "placement-published"),
    "dispute-escalated": ("recommendation-revised", "objection-withdrawn", "decision-recorded"),
    "decision-recorded": ("dispute-escalated", "objection-raised", "placement-published"),
    "placement-published": ("objection-raised", "dispute-escalated", "decision-recorded"),
}
"""What keeps a dispute going."""


def examples(number: int) -> settings:
    """Say how many examples a law is held to; the profile `deep` multiplies it."""
    return settings(max_examples=number * settings().max_examples // 100)


@dataclass(frozen=True)
class Story:
    """Acts in the order in which they are recorded, and the moments at which they are."""

    acts: tuple[Act, ...]
    moments: tuple[datetime, ...]


@dataclass
class _Scribe:
    """What has been written so far: of each stream its acts, and what is in force of each."""

    alone: bool
    dates: st.SearchStrategy[str | None]
    acts: list[Act] = field(default_factory=list)
    names: dict[str, list[str]] = field(default_factory=dict)
    in_force: dict[str, dict[int, int]] = field(default_factory=dict)

    def write(self, act: Act, *, corrects: int | None = None) -> None:
        stream = act["on"]
        names = self.names.setdefault(stream, [])
        names.append(act["act"])
        original = len(names) if corrects is None else corrects
        self.in_force.setdefault(stream, {})[original] = len(names)
        self.acts.append(act)

    def refs(self, stream: str) -> list[str]:
        """Every entry of a stream that may be named."""
        if self.alone:
            return []
        return [f"{stream}@{version}" for version in range(1, len(self.names.get(stream, ())) + 1)]


_standing = st.sampled_from(STANDINGS)
_forum = st.sampled_from(FORUMS)
_tier = st.sampled_from(TIERS)
_text = st.just(["a paragraph"])
REQUIRED: dict[str, dict[str, st.SearchStrategy[Any]]] = {
    "recommendation-submitted": {"standing": _standing},
    "recommendation-revised": {"standing": _standing},
    "objection-raised": {"standing": st.sampled_from(ASKED)},
    "concurrence-recorded": {"standing": st.sampled_from((*TIERS, "no-view"))},
    "dispute-escalated": {"forum": _forum},
    "decision-recorded": {"standing": _standing},
    "dispute-reported": {"outcome": st.sampled_from(OUTCOMES)},
    "placement-published": {"tier": _tier},
    "placement-corrected": {"tier": _tier},
    "subject-identified": {"subject": st.sampled_from(("AAA", "zz", "CCC"))},
    "meeting-held": {"forum": _forum},
    "programme-amended": {name: st.just(value) for name, value in AMENDED.items()},
    "coverage-declared": {
        "acts": st.sampled_from((["decision-recorded"], ["placement-published"])),
        "extent": st.sampled_from(("complete", "complete", "partial", "none")),
    },
}
OPTIONAL: dict[str, dict[str, st.SearchStrategy[Any]]] = {
    "recommendation-submitted": {"rationale": _text},
    "objection-raised": {"ground": _text},
    "decision-recorded": {
        "forum": _forum,
        "meeting": st.sampled_from(MEETINGS),
        "reason": st.sampled_from((["because"], "none-stated")),
    },
}


def bodies(name: str, refs: Sequence[str] = ()) -> st.SearchStrategy[dict[str, Any]]:
    """Make bodies of one act; `refs` are the entries that a decision may settle."""
    optional = dict(OPTIONAL.get(name, {}))
    if name in DELIBERATING:
        optional["sources"] = _sources
    if name == "decision-recorded" and refs:
        optional["settles"] = st.lists(st.sampled_from(refs), min_size=1, max_size=2)
    return st.fixed_dictionaries(REQUIRED.get(name, {}), optional=optional)


@st.composite
def stories(
    draw: st.DrawFn,
    *,
    most: int = 16,
    corrected: bool = True,
    alone: bool = False,
    amended: bool = False,
) -> Story:
    """Make the acts of a few cases, their editions and their meetings, in any order at all.

    With those that correct others, unless told otherwise; without any that name others, if
    `alone`; with a second version of the programme and editions pinned to it, if `amended`.
    """
    scribe = _Scribe(alone, DATED[draw(st.integers(0, len(DATED) - 1))])
    cases = draw(st.lists(st.sampled_from(CASES), min_size=1, max_size=2))
    for _ in range(draw(st.integers(1, most) | st.integers(most // 2, most))):
        where = draw(st.integers(0, 15))
        if where == 0 or (amended and where > 13):
            stream, name = draw(st.sampled_from(KEEPING if amended else KEEPING[:2]))
        elif where == 1:
            stream, name = draw(st.sampled_from(MEETINGS)), "meeting-held"
        else:
            stream = draw(st.sampled_from(cases))
            name = draw(_name(scribe.names.get(stream, [""])[-1]))
            if "undisclosed" in stream and where in {2, 3}:
                name = "subject-identified"
        if (
            corrected
            and not alone
            and stream != "tip"
            and scribe.in_force.get(stream)
            and draw(st.integers(0, 5)) == 5
        ):
            _correct(draw, scribe, stream)
        else:
            _add(draw, scribe, stream, name)
    moment = draw(st.sampled_from(BEGINNINGS))
    moments = []
    for _ in scribe.acts:
        moments.append(moment)
        moment += draw(st.sampled_from(STEPS))
    return Story(tuple(scribe.acts), tuple(moments))


def _name(last: str) -> st.SearchStrategy[str]:
    """Choose an act for a case: mostly one that may be expected after the last, else any."""
    return st.sampled_from(DELIBERATING) | st.sampled_from(FOLLOWING.get(last, DELIBERATING))


def _add(draw: st.DrawFn, scribe: _Scribe, stream: str, name: str) -> None:
    refs = scribe.refs(stream)
    act: Act = {
        "act": name,
        "on": stream,
        "by": {"party": draw(_party(name))},
        "body": draw(bodies(name, refs)),
    }
    if occurred := draw(scribe.dates):
        act["occurred"] = occurred
    if draw(st.integers(0, 3)):
        act["made"] = "reconstructed"
    if refs and draw(st.integers(0, 4)) == 4:
        act["basis"] = draw(st.lists(st.sampled_from(refs), min_size=1, max_size=2, unique=True))
    if "standing" in act["body"] and draw(st.integers(0, 9)) == 9:
        act["withhold"] = draw(
            st.sampled_from(({"/body/standing": "internal"}, {"/by/party": "congress"}))
        )
    scribe.write(act)


def _correct(draw: st.DrawFn, scribe: _Scribe, stream: str) -> None:
    version = draw(st.sampled_from(sorted(scribe.in_force[stream])))
    corrects = f"{stream}@{scribe.in_force[stream][version]}"
    name = scribe.names[stream][version - 1]
    body: dict[str, Any] = {"corrects": corrects}
    if draw(st.integers(0, 3)) == 3:
        body["void"] = True
    else:
        replacement = body["replacement"] = {"body": draw(bodies(name, scribe.refs(stream)))}
        if occurred := draw(scribe.dates):
            replacement["occurred"] = occurred
        if draw(st.integers(0, 3)) == 3:
            replacement["by"] = {"party": draw(_party(name))}
    act = {"act": "record-corrected", "on": stream, "by": {"party": "clerk"}, "body": body}
    scribe.write(act, corrects=version)


def _party(name: str) -> st.SearchStrategy[str]:
    """Who acts: mostly whose part it is, sometimes anybody."""
    usual = PARTIES[1:] if name.startswith("objection") else PARTIES[:1] * 3
    return st.sampled_from((*usual, *usual, *PARTIES))
