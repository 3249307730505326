"""What a record of lists and disputes gives for each measure, and the bounds of what it lacks."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import product, takewhile

from domain.claims import Found
from domain.lists import Lists
from domain.values import Scale, Withheld
from domain.worlds import NOT_PREVAILED

__all__ = [
    "COUNTED",
    "MOVES",
    "change",
    "changes",
    "count_by_tier",
    "disputes",
    "editions_on_tier",
    "evaluated",
    "placement",
    "years_on_tier",
]

State = bool | Withheld | None
MOVES = ("up", "down", "same", "unordered")
"""Ways from one tier to another."""

JUDGED = NOT_PREVAILED | {"prevailed"}
COUNTED: dict[str, frozenset[str]] = {
    "judged": JUDGED,
    "prevailed": frozenset({"prevailed"}),
    "not-prevailed": NOT_PREVAILED,
    "overruled": frozenset({"overruled"}),
    "compromised": frozenset({"compromised"}),
    "exceeded": frozenset({"exceeded"}),
    "conceded": frozenset({"conceded"}),
    "withdrawn": frozenset({"withdrawn"}),
    "open": frozenset({"open"}),
}
"""What can be claimed of disputes, and the outcomes that count for it."""


# ---------------------------------------------------------------- one edition


def placement(lists: Lists, subject: str, expected: str) -> Found:
    """Give the tier of a subject; where it is not on record, whether it can be the expected one."""
    tier = lists.placed.get(subject)
    case = f"{lists.edition}/{subject}"
    if isinstance(tier, Withheld):
        return Found.nothing(f"the tier of {case} is withheld ({tier.release})")
    if tier is not None:
        return Found(tier, tier, tier, f"{case} is on {tier}")
    if expected in lists.possible(subject):
        return Found.nothing(
            f"{case} has no placement on record, and the list of {expected} is not declared "
            "complete"
        )
    why = f"its list of {expected} is declared complete"
    if expected in lists.declared.open:
        why = f"{subject} is not on its roster"
    return Found(None, None, None, f"{lists.edition} does not have {subject} on {expected}: {why}")


def count_by_tier(lists: Lists, tier: str) -> Found:
    """Count the subjects on a tier."""
    if lists.hidden:
        return _withheld(lists)
    count = sum(found == tier for found in lists.placed.values())
    if tier not in lists.declared.open:
        note = f"the list of {tier} in {lists.edition} is declared complete"
        return Found(count, count, count, note)
    note = f"the list of {tier} in {lists.edition} is not declared complete"
    return _counted(count, lists, note)


def evaluated(lists: Lists) -> Found:
    """Count the subjects that have a placement."""
    count = len(lists.placed)
    if lists.whole:
        note = f"every list of {lists.edition} is declared complete"
        return Found(count, count, count, note)
    return _counted(count, lists, f"not every list of {lists.edition} is declared complete")


def _counted(count: int, lists: Lists, note: str) -> Found:
    """Bound a count of placements that may not be all: by the roster, or not at all."""
    if lists.roster is not None:
        missing = len(lists.missing)
        note += f"; {missing} on the roster have no placement on record"
        return Found(count, count, count + missing, note)
    if not count:
        return Found.nothing(f"no such placement of {lists.edition} is on record, and {note}")
    return Found(count, count, None, note)


def _withheld(lists: Lists) -> Found:
    return Found.nothing(f"{lists.hidden} of the placements of {lists.edition} are withheld")


# ---------------------------------------------------------------- several editions


def years_on_tier(lists: Sequence[Lists], subject: str, tier: str) -> Found:
    """Count the editions in a row on a tier, up to the last one.

    Where the subject is not on it in the last edition, the run is the one that ended before. An
    edition that does not tell ends what is known of a run, and may lengthen it.
    """
    *before, last = states = [_state(one, subject, tier) for one in lists]
    reach = len(_back(before, {True, None}))
    turning = before[: len(before) - reach][-1:]
    if nothing := _nothing(lists, states, (*turning, last), subject):
        return nothing
    known = (last is True) + len(_back(before, {True}))
    longest = (last is not False) + reach
    end = len(before) + (last is True)
    around = [*lists[max(end - known - 1, 0) : end - known], *lists[end:]]
    unknown = [lists[place] for place in range(len(before) - reach, end) if states[place] is None]
    told = [one for one in lists if one in around or one in unknown]
    run = [f"on {tier} in {_span(lists[end - known : end])}, in a row"] if known else []
    return Found(known, known, longest, "; ".join([*run, *_told(told, subject, tier)]))


def editions_on_tier(lists: Sequence[Lists], subject: str, tier: str) -> Found:
    """Count the editions of a range in which a subject is on a tier."""
    states = [_state(one, subject, tier) for one in lists]
    if nothing := _nothing(lists, states, states, subject):
        return nothing
    on = states.count(True)
    return Found(on, on, on + states.count(None), "; ".join(_told(lists, subject, tier)))


def _state(lists: Lists, subject: str, tier: str) -> State:
    """Say whether a subject was on a tier; None where the edition does not tell."""
    found = lists.placed.get(subject)
    if isinstance(found, Withheld):
        return found
    if found is not None:
        return found == tier
    return None if tier in lists.possible(subject) else False


def _back(states: Sequence[State], kept: Collection[State]) -> list[State]:
    return list(takewhile(lambda state: state in kept, reversed(states)))


def _nothing(
    lists: Sequence[Lists], states: Sequence[State], turning: Iterable[State], subject: str
) -> Found | None:
    """Give why nothing can be said of a subject over some editions, if that is so."""
    if any(isinstance(state, Withheld) for state in turning):
        return Found.nothing(f"a placement of {subject} on which it turns is withheld")
    if all(state is None for state in states):
        said = f"where {subject} was in {_span(lists)} is not on record"
        return Found.nothing(f"{said}, and no list is declared complete that would tell")
    return None


def _told(lists: Iterable[Lists], subject: str, tier: str) -> Iterator[str]:
    """Say of each edition where it has a subject."""
    for one in lists:
        absent = "not known" if tier in one.possible(subject) else f"not on {tier}"
        yield f"{one.edition}: {one.placed.get(subject, absent)}"


def _span(lists: Sequence[Lists]) -> str:
    first, last = lists[0].edition, lists[-1].edition
    return first if first == last else f"{first} to {last}"


# ---------------------------------------------------------------- from one edition to another


def changes(before: Lists, after: Lists, way: str, scale: Scale) -> Found:
    """Count the subjects that went one way; who is missing in an edition may have, if it can."""
    for lists in (before, after):
        if lists.hidden:
            return _withheld(lists)
    both = before.placed.keys() & after.placed.keys()
    count = sum(change(before.placed[one], after.placed[one], scale) == way for one in both)
    named = {*before.placed, *after.placed, *before.missing, *after.missing} - both
    may = sum(_may_go(before, after, one, way, scale) for one in named)
    one_alone = len(before.placed.keys() ^ after.placed.keys())
    note = f"{one_alone} are placed in only one of {before.edition} and {after.edition}"
    if _may_go(before, after, None, way, scale):
        if not count:
            return Found.nothing(f"nobody on record went that way; {note}; others may have")
        return Found(count, count, None, f"{note}; who is in neither may have moved so")
    others = f"; {may} of those not in both may have moved so" if may else ""
    return Found(count, count, count + may, note + others)


def change(before: object, after: object, scale: Scale) -> str | None:
    """Say which way it is from one tier to another; None where one is missing or withheld."""
    if not isinstance(before, str) or not isinstance(after, str):
        return None
    if before == after:
        return "same"
    one, other = scale.rank(before), scale.rank(after)
    if one is None or other is None:
        return "unordered"
    return "up" if other < one else "down"


def _may_go(before: Lists, after: Lists, subject: str | None, way: str, scale: Scale) -> bool:
    pairs = product(before.possible(subject), after.possible(subject))
    return any(change(one, other, scale) == way for one, other in pairs)


# ---------------------------------------------------------------- disputes


def disputes(outcomes: Sequence[str], name: str, edition: str, extent: str | None) -> Found:
    """Count disputes that ended in one way, over those on record.

    An outcome that is undetermined or withheld may be any; one that did not prevail in a way
    that is not known may be either. `extent` is how many objections the book declares to hold.
    """
    held = f"the coverage of objections in {edition} is {_declared(extent)}"
    if not outcomes and extent != "complete":
        return Found.nothing(f"no dispute of {edition} is on record, and {held}")
    part = extent != "complete"
    if name == "disputes":
        number, note = len(outcomes), f"as on record; {held}"
        return Found(number, number, number, note, partial=part)
    count = Counter(outcomes)
    certain = sum(count[outcome] for outcome in COUNTED[name])
    possible = {"undetermined", "withheld"}
    if name in ("overruled", "compromised"):
        possible |= {"not-prevailed"}
    may = sum(count[outcome] for outcome in possible)
    note = f"{may} more may be; " if may else ""
    return Found(certain, certain, certain + may, f"{note}as on record; {held}", partial=part)


def _declared(extent: str | None) -> str:
    return f"declared {extent}" if extent else "not declared"
