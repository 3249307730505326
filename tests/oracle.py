"""A second reading of the record: brute force over orders and worlds, from exported JSON alone.

It imports nothing of the project. Everything is computed from the entries: the effective
history of a stream, every order of its acts that the dates allow, every world that its standings
allow. The method names and the columns are those of the reading commands.
"""

from collections.abc import Iterable, Iterator, Sequence
from copy import deepcopy
from datetime import UTC, datetime, timedelta
from itertools import combinations, product
from typing import Any

Row = dict[str, Any]
RECOMMENDING = ("recommendation-submitted", "recommendation-revised")
DELIBERATION = (  # what bears on an outcome, and is tried in every order
    *RECOMMENDING,
    "objection-raised",
    "objection-withdrawn",
    "dispute-escalated",
    "decision-recorded",
    "placement-published",
)
PLACEMENT = ("placement-published", "placement-corrected")
LOST = ("overruled", "compromised", "not-prevailed")
APART = ("exceeded", "conceded", "withdrawn", "open", "undetermined", "withheld")
ANYTHING = ("prevailed", *LOST, *APART[:4])
GRADES = ("official", "reported", "derived")
MOST_UNORDERED = 6


# --- dates -------------------------------------------------------------------------------------
def moment(text: str, *, end: bool) -> datetime:
    """Give the first or the last microsecond that a date of any precision covers."""
    if text == "..":
        return datetime(9999 if end else 1, 1, 1, tzinfo=UTC)
    if "T" in text:
        return datetime.fromisoformat(text)
    year, month, day = ([int(part) for part in text.split("-")] + [0, 0])[:3]
    first = datetime(year, month or 1, day or 1, tzinfo=UTC)
    if not end:
        return first
    if day:
        after = first + timedelta(days=1)
    elif month:
        after = datetime(year + month // 12, month % 12 + 1, 1, tzinfo=UTC)
    else:
        after = datetime(year + 1, 1, 1, tzinfo=UTC)
    return after - timedelta(microseconds=1)


def span(act: Row) -> tuple[datetime, datetime] | None:
    """Say between which moments an act happened: None if nothing is known of it."""
    if act["occurred"] is None:
        if act["made"] == "reconstructed":
            return None
        recorded = moment(act["recorded_at"], end=False)
        return recorded, recorded
    start, _, end = act["occurred"].partition("/")
    return moment(start, end=False), moment(end or start, end=True)


def ends_on_the_day_of(act: Row, other: Row) -> bool:
    """Tell whether an interval ends on the one day of a decision or publication."""
    if "/" not in (act["occurred"] or ""):
        return False
    if other["act"] not in {"decision-recorded", "placement-published"}:
        return False
    here, there = span(act), span(other)
    if here is None or there is None or there[0].date() != there[1].date():
        return False
    return here[1].date() == there[0].date()


def dated_before(act: Row, other: Row) -> bool:
    """Tell whether the dates alone put one act before another."""
    here, there = span(act), span(other)
    if here is None or there is None:
        return False
    if here[1] < there[0]:
        return True
    if there[1] < here[0]:
        return False
    if act["occurred"] is None and other["occurred"] is None:  # both stamped in one transaction
        return bool(act["version"] < other["version"])
    return ends_on_the_day_of(act, other) and not ends_on_the_day_of(other, act)


# --- world order -------------------------------------------------------------------------------
def precedence(acts: list[Row]) -> list[list[bool]]:  # noqa: C901
    """Say of each pair of acts, given as they lie in the stream, whether one precedes the other.

    Three sources, each yielding to those before it: who names whom, the dates, the stream.
    """
    size = range(len(acts))
    before = [[False for _ in size] for _ in size]

    def put(first: int, then: int) -> None:
        if first == then or before[then][first]:
            return
        for i in size:
            for j in size:
                if (i == first or before[i][first]) and (j == then or before[then][j]):
                    before[i][j] = True

    place = {act["version"]: i for i, act in enumerate(acts)}
    for j in size:
        for version in acts[j]["names"]:
            if version in place:
                put(place[version], j)
    for i, j in combinations(size, 2):
        if dated_before(acts[i], acts[j]):
            put(i, j)
        elif dated_before(acts[j], acts[i]):
            put(j, i)
    for i, j in combinations(size, 2):
        if span(acts[i]) is None or span(acts[j]) is None:
            put(i, j)
    return before


def extensions(members: list[int], before: list[list[bool]]) -> Iterator[list[int]]:
    """Yield every order of the members that the precedence allows, nearest the stream first."""
    if not members:
        yield []
    for m in members:
        if not any(before[other][m] for other in members):
            for rest in extensions([x for x in members if x != m], before):
                yield [m, *rest]


def too_many(before: list[list[bool]]) -> bool:
    """Tell whether more than six acts lie mutually unordered."""

    def grow(chosen: list[int], left: list[int]) -> bool:
        if len(chosen) > MOST_UNORDERED:
            return True
        for k, i in enumerate(left):
            free = [j for j in left[k + 1 :] if not before[i][j] and not before[j][i]]
            if grow([*chosen, i], free):
                return True
        return False

    return grow([], list(range(len(before))))


# --- results -----------------------------------------------------------------------------------
def fold(results: set[str]) -> str:
    """Make one outcome of the results in all worlds."""
    if len(results) == 1:
        return next(iter(results))
    if results and results <= set(LOST):
        return "not-prevailed"
    return "open" if results == {"open", "conceded"} else "undetermined"


World = tuple[str, dict[str, str]]  # the result of the case, and of each objector's line


def narrowed(worlds: list[World], reports: list[str]) -> tuple[list[World], set[str]]:
    """Keep the worlds that end as reported; a report that none of them fits is marked."""
    marks = set()
    for said in reports:
        kept = [w for w in worlds if w[0] in (LOST if said == "not-prevailed" else {said})]
        if said == "undetermined" or (said == "open" and not kept):
            continue  # says that it is not known, or not yet
        if not kept:
            marks.add("reported-outcome-differs")
        elif {w[0] for w in kept} != {w[0] for w in worlds}:
            worlds = kept
            marks.add("outcome-by-report")
    return worlds, marks


class Oracle:
    """What a book says, read literally, without any of the project's code."""

    def __init__(
        self, entries: list[Row], scale: list[str], off_scale: list[str], names: dict[str, str]
    ) -> None:
        self.entries, self.scale, self.off_scale, self.names = entries, scale, off_scale, names
        self._read: dict[tuple[str, int | None], tuple[Row, list[Row] | None]] = {}

    # --- effective history -----------------------------------------------------------------
    def _root(self, ref: str, as_of: int | None) -> str:
        """Follow corrections back from an entry to the act it stands in the place of."""
        for e in self._known(as_of):
            if f"{e['stream']}@{e['version']}" == ref and e["act"] == "record-corrected":
                return self._root(e["body"]["corrects"], as_of)
        return ref

    def _known(self, as_of: int | None) -> list[Row]:
        return [e for e in self.entries if as_of is None or e["position"] <= as_of]

    def in_force(self, ref: str, as_of: int | None = None) -> Row | None:
        """Give the entry that stands for an act, its content, and whether it was voided."""
        root, found = self._root(ref, as_of), None
        for e in self._known(as_of):
            here = f"{e['stream']}@{e['version']}"
            if here == root:
                found = {
                    **{k: e[k] for k in ("stream", "version", "act", "position", "recorded_at")},
                    "made": e.get("made") or "contemporaneous",
                    "occurred": e.get("occurred"),
                    "by": e.get("by") or {},
                    "body": e.get("body") or {},
                    "basis": e.get("basis") or [],
                    "ref": here,
                    "void": False,
                }
            elif found and e["act"] == "record-corrected" and self._root(here, as_of) == root:
                new = e["body"].get("replacement") or {}
                found = {**found, "ref": here, "void": bool(e["body"].get("void"))}
                if not found["void"]:
                    for part in ("occurred", "by", "body"):
                        if new.get(part) is not None:
                            found[part] = new[part]
        return found

    def history(self, stream: str, as_of: int | None) -> list[Row]:
        """Give the acts of a stream in their places: corrected as known by then, voided left out.

        Each also carries its party and the versions of this stream that it names.
        """
        acts = []
        for e in self._known(as_of):
            if e["stream"] != stream or e["act"] == "record-corrected":
                continue
            act = self.in_force(f"{stream}@{e['version']}", as_of)
            if act is None or act["void"]:
                continue
            refs = [*act["basis"], *(act["body"].get("settles") or [])]
            roots = [self._root(r, as_of).rpartition("@") for r in refs]
            act["names"] = [int(v) for s, _, v in roots if s == stream]
            act["party"] = act["by"].get("party") or "undisclosed"
            acts.append(act)
        return acts

    def _cases(self, edition: str | None, as_of: int | None) -> list[str]:
        streams = {e["stream"] for e in self._known(as_of)}
        return sorted(
            s
            for s in streams
            if len(s.split("/")) == 3 and (edition is None or s.startswith(edition + "/"))
        )

    def shown(self, acts: list[Row]) -> list[Row]:
        """Give the one order in which a case is shown: of all that may be, nearest the stream."""
        return [acts[i] for i in next(extensions(list(range(len(acts))), precedence(acts)))]

    def orders(self, acts: list[Row]) -> Iterator[list[Row]] | None:
        """Yield what bears on an outcome in every order; None when too much of it is unordered."""
        before = precedence(acts)
        members = [i for i, act in enumerate(acts) if act["act"] in DELIBERATION]
        if too_many([[before[i][j] for j in members] for i in members]):
            return None
        return ([acts[i] for i in order] for order in extensions(members, before))

    # --- standings as sets of tiers --------------------------------------------------------
    def tiers(self, standing: str, recommended: Iterable[str] = ()) -> list[str]:
        """List the tiers that a standing allows: a relative one, against these recommendations."""
        if standing == "undisclosed":
            return list(self.scale)
        side, _, than = standing.partition(" than ")
        if not than:
            return [standing]
        marks = [t for t in (recommended if than == "recommended" else [than]) if t in self.scale]
        at = self.scale.index
        return [
            t
            for t in self.scale
            if any(at(t) < at(m) if side == "better" else at(t) > at(m) for m in marks)
        ]

    def judge(self, r: str, objections: list[str], f: str) -> str:
        """Judge one world: the recommendation r, the objections, the placement f."""
        if f == r:
            return "prevailed"
        if f in objections:
            return "overruled"
        if r not in self.scale or f not in self.scale:
            return "not-prevailed"
        at = self.scale.index
        moved = at(f) - at(r)
        asked = [at(o) - at(r) for o in objections if o in self.scale]
        same_side = [a for a in asked if a * moved > 0]
        if same_side:
            return "overruled" if any(abs(a) <= abs(moved) for a in same_side) else "compromised"
        return "exceeded" if len(asked) == len(objections) else "not-prevailed"

    def conceded(self, r0: str, o: str, r: str) -> bool:
        """Tell whether the recommendation moved from r0 to an objection, or beyond it."""
        if r == o:
            return True
        if not {r0, o, r} <= set(self.scale):
            return False
        at = self.scale.index
        return (at(o) - at(r0)) * (at(r) - at(o)) > 0

    # --- one case, one order ---------------------------------------------------------------
    def read(self, acts: list[Row], reports: list[str]) -> Row:  # noqa: C901, PLR0912, PLR0915
        """Read a case whose acts happened in this order: its row, contested or not."""
        recs: list[int] = []
        decision: int | None = None
        published: int | None = None
        start: int | None = None
        close: int | None = None
        opened = rounds = 0
        joined: set[int] = set()
        for i, act in enumerate(acts):
            kind = act["act"]
            if kind in RECOMMENDING:
                recs.append(i)
            elif kind == "objection-raised":
                against = self._recommended(acts, recs[-1] if recs else None)
                allowed = self.tiers(act["body"]["standing"], against)
                decided = None if decision is None else acts[decision]["body"]["standing"]
                if start is not None and close is None:
                    joined.add(i)
                elif not (decided and len(allowed) == 1 and allowed == self.tiers(decided)):
                    opened = opened or act["position"]
                    start, close, joined, rounds = i, None, {i}, rounds + 1
            elif kind == "dispute-escalated":
                close = None
            elif kind == "decision-recorded":
                decision = i
                if start is not None and close is None:
                    close = i
            elif kind == "placement-published":
                published = i
        since = -1 if start is None else start
        settling = decision if decision is not None and decision > since else None
        issued = published if published is not None and published > since else None
        ended_by = close if start is not None else settling
        cut = next((i for i in (ended_by, issued) if i is not None), len(acts))
        last = max((i for i in recs if i < cut), default=None)
        row: Row = {
            "contested": start is not None or bool(reports),
            "recommended": None if last is None else acts[last]["body"]["standing"],
            "recommended_first": None if last is None else acts[recs[0]]["body"]["standing"],
            "decided": None if decision is None else acts[decision]["body"]["standing"],
            "published": None if published is None else acts[published]["body"]["tier"],
            "rounds": rounds,
            "opened": opened or None,
            "closed": acts[cut]["position"] if opened and cut < len(acts) else None,
            "recommender": None if last is None else acts[last]["party"],
            "decision": {} if decision is None else acts[decision]["body"],
            "lines": {},
        }
        if start is None:  # nothing to compute: all there is, is what was reported
            found, row["by_report"] = narrowed([(one, {}) for one in ANYTHING], reports)
            row["outcome"] = fold({w[0] for w in found}) if reports else None
            return row
        lines: dict[str, int] = {}
        taken_back: set[str] = set()
        for i in range(start, cut):
            party = acts[i]["party"]
            if i in joined:
                lines[party] = i
                taken_back.discard(party)
            elif acts[i]["act"] == "objection-withdrawn" and party in lines:
                taken_back.add(party)
        left = {p: i for p, i in sorted(lines.items()) if p not in taken_back}
        placed: list[str] = []
        if issued is not None:
            placed = [acts[issued]["body"]["tier"]]
        elif settling is not None:
            placed = self.tiers(acts[settling]["body"]["standing"])
        faced = {p: max((k for k in recs if k < i), default=None) for p, i in left.items()}
        worlds = self._worlds(acts, last, left, faced, placed or [None])
        possible = worlds
        if not left:
            possible = worlds = [("withdrawn", {})]
        elif not placed and {w[0] for w in worlds} != {"conceded"}:
            # a report of how it ended says that it ended: at a tier not on record, or without one
            possible = self._worlds(acts, last, left, faced, self.scale)
            possible += [(end, dict.fromkeys(left, end)) for end in ("conceded", "withdrawn")]
        kept, row["by_report"] = narrowed(possible, reports)
        worlds = worlds if kept == possible else kept
        row["outcome"] = fold({w[0] for w in worlds} if worlds or placed else {"open"})
        for party, i in sorted(lines.items()):
            line = {w[1][party] for w in worlds} if party in left else {"withdrawn"}
            row["lines"][party] = (acts[i]["body"]["standing"], fold(line or {row["outcome"]}))
        return row

    def _recommended(self, acts: list[Row], rec: int | None) -> list[str]:
        """List the tiers of a recommendation; one that is not on record may be any of the scale."""
        return list(self.scale) if rec is None else self.tiers(acts[rec]["body"]["standing"])

    def _worlds(
        self,
        acts: list[Row],
        last: int | None,
        left: dict[str, int],
        faced: dict[str, int | None],
        placed: Sequence[str | None],
    ) -> list[World]:
        """Give the result of the case and of each objector's line in every possible world."""
        variables = sorted({last, *faced.values()}, key=lambda v: -1 if v is None else v)
        worlds = []
        for values in product(*[self._recommended(acts, v) for v in variables]):
            rec = dict(zip(variables, values, strict=True))
            choices = [
                [o for o in self.tiers(acts[i]["body"]["standing"], [rec[faced[p]]])
                 if o != rec[faced[p]]]
                for p, i in left.items()
            ]  # fmt: skip
            for asked, f in product(product(*choices), placed):
                r, gave_way, line = rec[last], [], {}
                for party, o in zip(left, asked, strict=True):
                    moved = faced[party] is not None and self.conceded(rec[faced[party]], o, r)
                    gave_way.append(moved)
                    line[party] = (
                        "conceded" if moved else "open" if f is None else self.judge(r, [o], f)
                    )
                if gave_way and all(gave_way):
                    worlds.append(("conceded", line))
                else:
                    result = "open" if f is None else self.judge(r, list(asked), f)
                    worlds.append((result, line))
        return worlds

    def _forum(self, acts: list[Row], decision: Row, as_of: int | None) -> str | None:
        """Name where it was decided, or that meeting was held; or else how far it was taken."""
        if decision.get("forum"):
            return str(decision["forum"])
        if decision.get("meeting"):
            stream = decision["meeting"].partition("@")[0]
            held = [a for a in self.history(stream, as_of) if a["act"] == "meeting-held"]
            return str(held[-1]["body"]["forum"]) if held else None
        raised = [a for a in acts if a["act"] == "dispute-escalated"]
        return str(raised[-1]["body"]["forum"]) if raised else None

    def _without_antecedent(self, acts: list[Row]) -> bool:
        """Tell whether an act that bears on the outcome lacks what should have come before it."""
        recommended = False
        objecting: set[str] = set()
        for act in acts:
            kind, party = act["act"], act["party"]
            if kind in {"recommendation-revised", "objection-raised"} and not recommended:
                return True
            if kind == "objection-withdrawn" and party not in objecting:
                return True
            if kind == "dispute-escalated" and not objecting:
                return True
            recommended = recommended or kind in RECOMMENDING
            if kind == "objection-raised":
                objecting.add(party)
        return False

    # --- one case, every order -------------------------------------------------------------
    def _readings(self, case: str, as_of: int | None) -> tuple[Row, list[Row] | None]:
        """Read a case in the order in which it is shown, and in every order that may be."""
        if (case, as_of) not in self._read:
            acts = self.history(case, as_of)
            reports = [a["body"]["outcome"] for a in acts if a["act"] == "dispute-reported"]
            orders = self.orders(acts)
            readings = None if orders is None else [self.read(order, reports) for order in orders]
            self._read[case, as_of] = self.read(self.shown(acts), reports), readings
        shown, every = self._read[case, as_of]
        return deepcopy(shown), every

    def _dispute(self, case: str, as_of: int | None) -> Row | None:
        acts = self.history(case, as_of)
        shown, every = self._readings(case, as_of)
        readings = every or []
        if not any(r["contested"] for r in (shown, *readings)):
            return None
        agreed = len({r["contested"] and r["outcome"] for r in readings}) == 1
        for party, (standing, outcome) in shown["lines"].items():
            if {r["lines"].get(party, ("", ""))[1] for r in readings} != {outcome}:
                shown["lines"][party] = (standing, "undetermined")
        if not agreed:
            shown["outcome"] = "undetermined"
        prefix, subject = case.rsplit("/", 1)
        named = [a["body"]["subject"] for a in acts if a["act"] == "subject-identified"]
        marks = ["antecedent-missing"] * self._without_antecedent(self.shown(acts))
        marks += ["order-not-determined"] * (not agreed)
        marks += shown["by_report"]
        if shown["published"] is not None:
            if shown["decided"] is None:
                covered = self._coverage(prefix, "decision-recorded", as_of) == "complete"
                marks += ["published-without-decision"] * covered
            elif shown["published"] not in self.tiers(shown["decided"]):
                marks += ["published-not-decided"]
        # the placement says nothing of how the dispute is known
        used = [a for a in acts if a["act"] in (*DELIBERATION[:-1], "dispute-reported")]
        grades = {s.get("grade") for a in used for s in a["body"].get("sources") or []}
        objectors = [
            {"party": p, "standing": s, "outcome": o} for p, (s, o) in shown.pop("lines").items()
        ]
        return {
            "case": case,
            "subject": named[-1] if named else subject,
            "objectors": objectors,
            "grade": next((g for g in GRADES if g in grades), None),
            "forum": self._forum(self.shown(acts), shown["decision"], as_of),
            "marks": sorted(marks),
            **shown,
        }

    def _coverage(self, edition: str, act: str, as_of: int | None) -> str | None:
        """Give the extent last declared for an act of an edition."""
        said = [
            a["body"]["extent"]
            for a in self.history(edition, as_of)
            if a["act"] == "coverage-declared" and act in a["body"]["acts"]
        ]
        return said[-1] if said else None

    # --- the reading commands --------------------------------------------------------------
    def standings(self, edition: str | None = None, as_of: int | None = None) -> list[Row]:
        """List the newest placement of each subject."""
        rows = []
        for case in self._cases(edition, as_of):
            subject = case.split("/")[2]
            acts = self.history(case, as_of)
            order = [a for a in self.shown(acts) if a["act"] in PLACEMENT]
            if not order or subject.startswith("undisclosed"):
                continue
            row = {
                "subject": subject,
                "name": self.names.get(subject, subject),
                "tier": order[-1]["body"]["tier"],
                "case": case,
                "position": order[-1]["position"],
                "manner": order[-1]["act"].removeprefix("placement-"),
            }
            rows.append(row if edition else {**row, "edition": case.rsplit("/", 1)[0]})
        if edition is None:
            rows.sort(key=lambda r: [int(x) if x.isdigit() else 0 for x in r["case"].split("/")])
            rows = list({r["subject"]: r for r in rows}.values())
        return sorted(rows, key=lambda r: r["subject"])

    def disputes(
        self, edition: str | None = None, party: str | None = None, as_of: int | None = None
    ) -> Row:
        """List the contested cases, count them, and say what the record can answer of them."""
        found = [d for c in self._cases(edition, as_of) if (d := self._dispute(c, as_of))]
        for one, other in combinations(found, 2):
            if (one["case"].rsplit("/", 1)[0], one["subject"]) == (
                other["case"].rsplit("/", 1)[0],
                other["subject"],
            ):
                for d in (one, other):
                    d["marks"] = sorted({*d["marks"], "same-subject"})
        if party:
            found = [
                d
                for d in found
                if party in {d["recommender"], *(o["party"] for o in d["objectors"])}
            ]
        counted: dict[tuple[str, str], Row] = {}
        for d in found:
            key = (d["case"].rsplit("/", 1)[0], d["subject"])
            if key not in counted or d["case"].endswith("/" + d["subject"]):
                counted[key] = d
        once = list(counted.values())
        placements = sum(
            len(self.standings(e, as_of)) for e in {c.rsplit("/", 1)[0] for c in
            self._cases(edition, as_of)}
        )  # fmt: skip
        parties = sorted({d["recommender"] for d in once}, key=lambda p: p or "")
        summary = [
            self._count(p, [d for d in once if d["recommender"] == p], placements) for p in parties
        ]
        bodies = [d["decision"] for d in once]
        answers = {
            "subjects": [not d["subject"].startswith("undisclosed") for d in once],
            "objectors": [
                bool(d["objectors"]) and all(o["party"] != "undisclosed" for o in d["objectors"])
                for d in once
            ],
            "meetings": [
                not b.get("meeting", "undisclosed").partition("@")[0].endswith("undisclosed")
                for b in bodies
            ],
            "reasons": [bool(b.get("reason")) for b in bodies],
        }
        kept_back = ("recommender", "decision", "contested", "by_report")
        return {
            "rows": [{k: v for k, v in d.items() if k not in kept_back} for d in found],
            "summary": summary,
            "answerable": {k: [sum(v), len(once)] for k, v in answers.items()},
        }

    def _count(self, party: str | None, disputes: list[Row], placements: int) -> Row:
        """Count one recommender's disputes, with the bounds of its win rate."""
        tally = dict.fromkeys(("prevailed", *LOST, *APART), 0)
        for d in disputes:
            tally[d["outcome"]] += 1
        kind_open = tally.pop("not-prevailed")
        lost = kind_open + tally["overruled"] + tally["compromised"]
        wins, of, maybe = tally["prevailed"], tally["prevailed"] + lost, tally["undetermined"]
        return {
            "party": party,
            "disputes": len(disputes),
            **tally,
            "not_prevailed": lost,
            "kind_open": kind_open,
            "win_rate": {
                "wins": wins,
                "of": of,
                "low": f"{wins}/{of}" if of else None,
                "high": f"{wins + maybe}/{of + maybe}" if of else None,
            },
            "of_placements": placements,
        }

    def overrides(self, edition: str | None = None, as_of: int | None = None) -> list[Row]:
        """List the cases decided or published elsewhere than recommended, contested or not."""
        rows = []
        for case in self._cases(edition, as_of):
            shown, every = self._readings(case, as_of)
            found = [self._direction(r) for r in (every or [])]
            first = self._direction(shown)
            if first is None or not found or not all(found):
                continue  # only where it is certain, whatever the order
            if any(o and o["direction"] != first["direction"] for o in found):
                first["direction"] = "unordered"
            acts = {a["act"] for a in self.history(case, as_of)}
            rows.append(
                {
                    "case": case,
                    **first,
                    "contested": self._dispute(case, as_of) is not None,
                    "concurrence": "recorded"
                    if "concurrence-recorded" in acts
                    else "not-on-record",
                }
            )
        return rows

    def _direction(self, row: Row) -> Row | None:
        """Say which way an override went, or None where it is not certain to be one."""
        if row["recommended"] is None:
            return None
        r = self.tiers(row["recommended"])
        for final in (row["published"], row["decided"]):
            if final is not None and not set(self.tiers(final)) & set(r):
                pairs = list(product(self.tiers(final), r))
                ways = {
                    "better" if self.scale.index(f) < self.scale.index(x) else "worse"
                    for f, x in pairs
                    if {f, x} <= set(self.scale)
                }
                on_scale = all({f, x} <= set(self.scale) for f, x in pairs)
                return {
                    **{k: row[k] for k in ("recommended", "decided", "published")},
                    "direction": ways.pop() if on_scale and len(ways) == 1 else "unordered",
                }
        return None

    def changes(self, a: str, b: str, as_of: int | None = None) -> Row:
        """Sort the subjects of two editions by which way they moved."""
        old, new = ({r["subject"]: r["tier"] for r in self.standings(e, as_of)} for e in (a, b))
        out: Row = {k: [] for k in ("up", "down", "same", "unordered", "not_comparable")}
        for s in sorted({*old, *new}):
            if s not in old or s not in new:
                out["not_comparable"].append(s)
            elif old[s] == new[s]:
                out["same"].append(s)
            elif {old[s], new[s]} <= set(self.scale):
                better = self.scale.index(new[s]) < self.scale.index(old[s])
                out["up" if better else "down"].append(s)
            else:
                out["unordered"].append(s)
        return out
