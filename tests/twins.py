"""Two books that differ in nothing but what an audience may not know.

Acts are drawn with classes and withheld places of their own. Of each, what the audience may not
have is said otherwise in the second book: the content of an entry that is hidden, the value of a
place that is withheld. Stream, act, class and the places themselves are the same in both.
"""

from collections.abc import Iterable, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from itertools import count
from typing import Any

from hypothesis import strategies as st

from domain.acts import ACTS
from domain.values import RELEASES, Release
from ledger.ids import Surroundings
from ledger.recording import record
from ledger.submitted import Row
from tests.books import Act, Minutes
from tests.strategies import CASES, EDITIONS, FORUMS, PARTIES, TIERS, bodies, dates, stories

__all__ = ["DOCUMENTS", "Twins", "chance", "twins", "write"]

DOCUMENTS = {sha256(text).hexdigest(): text for text in (b"A cable.", b"A letter.", b"A memo.")}
"""What evidence is of, by digest."""
_INNER = "/body/replacement"

_words = st.sampled_from(("a word", "two other words", "a text of more words than the others"))
_digest = st.sampled_from(sorted(DOCUMENTS))
_day = st.sampled_from(("2015-06-30", "2015-07-27", "2016-01-31"))
_expects: dict[str, st.SearchStrategy[Any]] = {
    "count-by-tier": st.dictionaries(st.sampled_from(TIERS), st.integers(0, 3), min_size=1),
    "disputes": st.integers(0, 3),
    "evaluated": st.integers(0, 3),
}
_claims = st.sampled_from(sorted(_expects)).flatmap(
    lambda measure: st.fixed_dictionaries(
        {"measure": st.just(measure), "expect": _expects[measure], "claimant": _words}
    )
)
EXTRA: dict[str, tuple[Sequence[str], st.SearchStrategy[dict[str, Any]]]] = {
    "evidence-filed": (
        ("tip/2015/evidence/1", "tip/2015/evidence/2", "tip/2014/evidence/1"),
        st.fixed_dictionaries(
            {"title": _words, "sha256": _digest, "date": _day},
            optional={"about": st.lists(st.sampled_from(CASES), min_size=1, max_size=2)},
        ),
    ),
    "claim-filed": (EDITIONS, _claims),
    "edition-published": (EDITIONS, st.fixed_dictionaries({"on": _day, "submitted_on": _day})),
    "edition-opened": (EDITIONS, st.fixed_dictionaries({"title": _words, "due": _day})),
    "coverage-declared": (
        EDITIONS,
        st.fixed_dictionaries(
            {
                "acts": st.sampled_from((["placements"], ["deliberations"], ["waivers"])),
                "extent": st.sampled_from(("complete", "partial")),
                "note": _words,
            }
        ),
    ),
    "waiver-granted": (
        CASES,
        st.fixed_dictionaries(
            {"plan": st.booleans(), "reports": st.sampled_from(([2015], [2014, 2015]))}
        ),
    ),
    "notice-given": (
        (*CASES, *EDITIONS),
        st.fixed_dictionaries({"to": st.just("congress"), "date": _day, "of": _words}),
    ),
    "determination-made": (
        CASES,
        st.fixed_dictionaries({"kind": st.sampled_from(("restrict", "full-waiver"))}),
    ),
    "meeting-held": (
        ("tip/2015/meeting/1", "tip/2015/meeting/2"),
        st.fixed_dictionaries(
            {
                "forum": st.sampled_from(FORUMS),
                "agenda": st.lists(st.sampled_from(CASES), min_size=1, max_size=2),
            }
        ),
    ),
    "oversight-requested": (
        (*CASES, *EDITIONS),
        st.fixed_dictionaries({"kind": st.sampled_from(("letter", "hearing")), "from": _words}),
    ),
}
"""Acts beside those of a story: where each may lie, and what it says."""


@dataclass(frozen=True)
class Twins:
    """Acts, for whom they are read, and what each says in the other book where it is hidden."""

    audience: Release
    acts: tuple[Act, ...]
    others: tuple[Act, ...]
    moments: tuple[datetime, ...]

    def otherwise(self, entries: Sequence[Mapping[str, Any]]) -> list[Act]:
        """Give the acts of the other book; `entries` are those of the first, as recorded."""
        opened = self._opened()
        found = []
        for act, other, entry in zip(self.acts, self.others, entries, strict=True):
            released = opened.get(f"{entry['stream']}@{entry['version']}", set())
            if not self._may_know(entry["release"]) and "" not in released:
                found.append(_whole(act, other))
                continue
            said = deepcopy(act)
            for pointer, promised in entry.get("commitments", {}).items():
                if not self._may_know(promised["release"]) and pointer not in released:
                    _say(said, pointer, other)
            found.append(said)
        return found

    def _opened(self) -> dict[str, set[str]]:
        """Give what releases in force open to the audience: places, or "" for the entry itself."""
        versions: dict[str, int] = {}
        found: dict[str, tuple[str, set[str]]] = {}
        for act in self.acts:
            stream = act["on"]
            versions[stream] = versions.get(stream, 0) + 1
            body = act["body"]
            if act["act"] == "content-released" and self._may_know(body["audience"]):
                ref = f"{stream}@{versions[stream]}"
                found[ref] = (body["entry"], {*body.get("pointers", [""])})
            elif act["act"] == "record-corrected":
                found.pop(body["corrects"], None)  # these are only ever voided
        opened: dict[str, set[str]] = {}
        for entry, places in found.values():
            opened.setdefault(entry, set()).update(places)
        return opened

    def _may_know(self, release: str) -> bool:
        return [*RELEASES].index(release) <= [*RELEASES].index(self.audience)  # type: ignore[arg-type]


def chance(begin: int = 0) -> Any:
    """Give chance that is the same in every book: the numbers from one on."""
    numbers = count(begin)
    return lambda size: next(numbers).to_bytes(size)


def write(minutes: Minutes, acts: Iterable[Act], moments: Iterable[datetime]) -> None:
    """Record acts, at these moments, in a book whose ids, nonces and salts are counted."""
    clock = iter(moments)
    rows = [Row(line, act) for line, act in enumerate(acts, 1)]
    record(minutes.book, rows, Surroundings(lambda: next(clock), chance()))


# ---------------------------------------------------------------- what is drawn


@st.composite
def twins(draw: st.DrawFn, *, most: int = 10) -> Twins:
    """Make a book and its twin."""
    story = draw(stories(most=most))
    acts = [deepcopy(act) for act in story.acts]
    _add_others(draw, acts)
    names = _originals(acts)
    others = []
    for act, name in zip(acts, names, strict=True):
        _class(draw, act, name)
        others.append(_other(draw, act, name))
    _release(draw, acts, others)
    last = story.moments[-1]
    later = [last + timedelta(minutes=number) for number in range(len(acts))]
    moments = (*story.moments, *later)[: len(acts)]
    return Twins(draw(st.sampled_from(RELEASES[:2])), (*acts,), (*others,), moments)


def _add_others(draw: st.DrawFn, acts: list[Act]) -> None:
    for name in draw(st.lists(st.sampled_from(sorted(EXTRA)), max_size=6)):
        streams, body = EXTRA[name]
        act = {"act": name, "on": draw(st.sampled_from(streams)), "body": draw(body)}
        act["by"] = {"party": draw(st.sampled_from(PARTIES))}
        if occurred := draw(dates):
            act["occurred"] = occurred
        if refs := _refs(acts):
            act["basis"] = draw(st.lists(st.sampled_from(refs), max_size=2, unique=True))
        acts.append(act)


def _release(draw: st.DrawFn, acts: list[Act], others: list[Act]) -> None:
    """Release some of it, and take some of these releases back."""
    withheld = dict(zip(_refs(acts), (act.get("withhold") for act in acts), strict=True))
    for ref in draw(st.lists(st.sampled_from([*withheld]), max_size=3, unique=True)):
        body: dict[str, Any] = {"entry": ref, "audience": draw(st.sampled_from(RELEASES[:2]))}
        if (places := withheld[ref]) and draw(st.booleans()):
            body["pointers"] = [draw(st.sampled_from(sorted(places)))]
        stream = draw(st.sampled_from((ref.rpartition("@")[0], "tip/2015")))
        made = {"act": "content-released", "on": stream, "by": {"party": "clerk"}, "body": body}
        made["release"] = draw(st.sampled_from(RELEASES))
        acts.append(made)
        others.append(made | {"by": {"party": "state"}, "body": body | {"authority": "another"}})
        if draw(st.integers(0, 2)) == 2:
            gone = {"act": "record-corrected", "on": stream, "by": {"party": "clerk"}}
            gone |= {"release": draw(st.sampled_from(RELEASES))}
            gone["body"] = {"corrects": _refs(acts)[-1], "void": True}
            acts.append(gone)
            others.append(gone | {"by": {"party": "state"}})


def _refs(acts: Sequence[Act]) -> list[str]:
    versions: dict[str, int] = {}
    found = []
    for act in acts:
        versions[act["on"]] = versions.get(act["on"], 0) + 1
        found.append(f"{act['on']}@{versions[act['on']]}")
    return found


def _originals(acts: Sequence[Act]) -> list[str]:
    """Give for each act the name of the act that it is, or that it corrects."""
    names: dict[str, str] = {}
    for ref, act in zip(_refs(acts), acts, strict=True):
        corrects = act["body"].get("corrects") if act["act"] == "record-corrected" else None
        names[ref] = names[corrects] if corrects else act["act"]
    return [*names.values()]


def _class(draw: st.DrawFn, act: Act, name: str) -> None:
    """Give an act a class, and withhold some of its places."""
    act["release"] = draw(st.sampled_from(("public", "public", "congress", "internal", "internal")))
    act["by"] = act["by"] | draw(st.sampled_from(({}, {"person": "A. Clerk"})))
    act.pop("withhold", None)
    if act["on"].count("/") == 0:
        act["release"] = "public"
        return
    places = draw(st.lists(st.sampled_from(_places(act, name)), max_size=2, unique=True))
    classes = {place: draw(st.sampled_from(RELEASES[1:])) for place in places}
    if classes := {one: classes[one] for one in places if one.rpartition("/")[0] not in places}:
        act["withhold"] = classes


def _places(act: Act, name: str) -> list[str]:
    """Give the places of an act that can be withheld."""
    found = [f"/by/{field}" for field in act["by"]]
    found += ["/occurred"] if "occurred" in act else []
    bare = ACTS[name].bare | ACTS[act["act"]].bare
    found += [f"/body/{field}" for field in act["body"] if field not in bare]
    found += [f"/body/{field}/0" for field in ("rationale", "ground") if field in act["body"]]
    inner = act["body"].get("replacement", {})
    found += [f"{_INNER}/body/{field}" for field in inner.get("body", {}) if field not in bare]
    found += [f"{_INNER}/by/{field}" for field in inner.get("by", {})]
    return found + ([f"{_INNER}/occurred"] if "occurred" in inner else [])


def _other(draw: st.DrawFn, act: Act, name: str) -> Act:
    """Say all that can be said otherwise of an act, keeping its shape."""
    by = {"party": draw(st.sampled_from(PARTIES)), "person": draw(_words), "recorded_by": "Scribe"}
    said: Act = {"by": by, "body": {}, "occurred": draw(dates) or "2015-06-02"}
    body = act["body"]
    if "corrects" in body:
        said["body"] = {"reason": draw(_words)}
        if inner := body.get("replacement"):
            said["body"]["replacement"] = {
                "body": _kept(_content(draw, name, inner["body"]), inner["body"]),
                "by": by,
                "occurred": said["occurred"],
            }
    else:
        said["body"] = _content(draw, name, body)
    return said


def _kept(said: Mapping[str, Any], body: Mapping[str, Any]) -> dict[str, Any]:
    """Keep the fields that a body has: what a correction inherits depends on them."""
    return {field: said.get(field, body[field]) for field in body}


def _content(draw: st.DrawFn, name: str, body: Mapping[str, Any]) -> dict[str, Any]:
    drawn = draw(EXTRA[name][1] if name in EXTRA else bodies(name))
    fallback = {
        "rationale": ["other", "words", "at length"],
        "ground": ["other", "words", "at length"],
        "reason": ["other", "words", "at length"],
        "sources": [{"title": "another source", "grade": "official"}],
        "forum": "working-level",
        "about": ["tip/2015/BBB"],
    }
    bare = ACTS[name].bare
    missing = {field: fallback[field] for field in body if field not in drawn and field not in bare}
    return {field: one for field, one in drawn.items() if field not in bare} | missing


# ---------------------------------------------------------------- what is said otherwise


def _whole(act: Act, other: Act) -> Act:
    """Say all the content of an act otherwise; what its withheld places are called stays."""
    said = {**act, "by": {**act["by"], **{one: other["by"][one] for one in act["by"]}}}
    if act["act"] in ("programme-amended", "content-released"):
        return said if act["act"] == "programme-amended" else said | {"body": other["body"]}
    bare = {field: act["body"][field] for field in act["body"] if field in ACTS[act["act"]].bare}
    said["body"] = other["body"] | bare
    if "replacement" in act["body"]:
        said["body"]["replacement"] = _shaped(act["body"]["replacement"], other)
    if "occurred" in other:
        said["occurred"] = other["occurred"]
    said.pop("basis", None)
    return said


def _shaped(inner: Mapping[str, Any], other: Act) -> dict[str, Any]:
    new = other["body"]["replacement"]
    found: dict[str, Any] = {"body": new["body"]}
    if "by" in inner:
        found["by"] = {one: new["by"][one] for one in inner["by"]}
    if "occurred" in inner:
        found["occurred"] = new["occurred"]
    return found


def _say(said: Act, pointer: str, other: Act) -> None:
    """Say one place of an act otherwise."""
    path = [part for part in pointer.split("/") if part]
    place: Any = said
    new: Any = other
    for part in path[:-1]:
        place, new = place[part], new[part]
    if isinstance(place, list):
        place[int(path[-1])] = "quite another paragraph"
    elif path[-1] in place:
        place[path[-1]] = new[path[-1]]
