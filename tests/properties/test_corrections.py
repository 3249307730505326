"""Law: from its correction on, a history reads like one that was written right the first time."""

from collections.abc import Callable, Sequence
from typing import Any

from hypothesis import assume, given
from hypothesis import strategies as st

from projections import register
from tests.books import FIRST_POSITION, Act, Minutes, small_book
from tests.strategies import Story, bodies, dates, examples, stories

NUMBERED = ("position", "opened", "closed")
Renumber = Callable[[int], int]


def told(minutes: Minutes, renumber: Renumber = lambda position: position) -> dict[str, Any]:
    """Give what the register says, with its positions renumbered."""
    view, head = minutes.view(), minutes.head
    disputes = register.disputes(view, head, None, None)
    found = {
        **{name: disputes[name] for name in ("summary", "answerable")},
        "disputes": disputes["rows"],
        "standings": register.standings(view, head, None),
        "overrides": register.overrides(view, head, None),
        "coverage": [
            {name: row[name] for name in ("edition", "act", "extent")}
            for row in view.rows("coverage", head)
        ],
    }
    view.close()
    for name in ("disputes", "standings"):
        for row in found[name]:
            row |= {one: renumber(row[one]) for one in NUMBERED if row.get(one) is not None}
    return found


def correction(ref: str, body: dict[str, Any]) -> Act:
    """Write down a correction."""
    stream, said = ref.rpartition("@")[0], {"corrects": ref, "reason": "misread", **body}
    return {"act": "record-corrected", "on": stream, "by": {"party": "clerk"}, "body": said}


def renamed(act: Act, rename: Callable[[str], str]) -> Act:
    """Give an act with other names for the entries it names."""
    body = act["body"]
    if "settles" in body:
        body = {**body, "settles": [*map(rename, body["settles"])]}
    basis = [*map(rename, act.get("basis", ()))]
    return {**act, "body": body} | ({"basis": basis} if basis else {})


def shifted(stream: str, after: int, by: int) -> Callable[[str], str]:
    """Rename the entries of a stream after one version to versions that lie higher or lower."""

    def rename(ref: str) -> str:
        name, _, version = ref.rpartition("@")
        moved = name == stream and int(version) > after
        return f"{name}@{int(version) + by}" if moved else ref

    return rename


def version_of(acts: Sequence[Act], stream: str) -> int:
    """Say how many of the acts lie in a stream."""
    return sum(act["on"] == stream for act in acts)


@given(story=stories(corrected=False), data=st.data())
@examples(70)
def test_a_corrected_history_reads_like_one_written_right(
    story: Story, data: st.DataObject
) -> None:
    """An entry that first said something else counts, once corrected, as if it never had."""
    index = data.draw(st.integers(0, len(story.acts) - 1), label="written wrong")
    late = data.draw(st.integers(index + 1, len(story.acts)), label="corrected after")
    voided = data.draw(st.booleans(), label="voided before it was corrected")
    right = story.acts[index]
    wrong = {**right, "by": {"party": "wha"}, "body": data.draw(bodies(right["act"]))}
    wrong.pop("withhold", None)
    if "occurred" in right and (occurred := data.draw(dates)):
        wrong["occurred"] = occurred
    says = {
        "replacement": {name: right[name] for name in ("occurred", "by", "body") if name in right}
    }

    stream, size = right["on"], version_of(story.acts[:late], right["on"])
    first = version_of(story.acts[: index + 1], stream)
    made = [correction(f"{stream}@{first}", {"void": True} if voided else says)]
    if voided:
        made.append(correction(f"{stream}@{size + 1}", says))
    rename = shifted(stream, size, len(made))
    acts = [
        *(*story.acts[:index], wrong, *story.acts[index + 1 : late], *made),
        *(renamed(act, rename) for act in story.acts[late:]),
    ]
    again = story.moments[late - 1 : late] * len(made)
    moments = (*story.moments[:late], *again, *story.moments[late:])
    last = FIRST_POSITION - 1 + late
    with small_book(story.moments) as expected, small_book(moments) as minutes:
        expected.record(*story.acts)
        minutes.record(*acts)
        assert told(minutes, lambda n: n - len(made) * (n > last)) == told(expected)


@given(story=stories(corrected=False), data=st.data())
@examples(50)
def test_a_history_with_an_act_made_void_reads_like_one_without_it(
    story: Story, data: st.DataObject
) -> None:
    """An entry that is voided counts as if it had never been written."""
    index = data.draw(st.integers(0, len(story.acts) - 1), label="voided")
    stream = story.acts[index]["on"]
    version = version_of(story.acts[: index + 1], stream)
    ref = f"{stream}@{version}"
    named = (
        name
        for act in story.acts
        for name in (*act.get("basis", ()), *act["body"].get("settles", ()))
    )
    assume(ref not in named)
    rename = shifted(stream, version, -1)
    without = [renamed(act, rename) for act in story.acts]
    del without[index]
    moments = (*story.moments[:index], *story.moments[index + 1 :])
    position = FIRST_POSITION + index
    with (
        small_book(moments) as expected,
        small_book((*story.moments, story.moments[-1])) as minutes,
    ):
        minutes.record(*story.acts, correction(ref, {"void": True}))
        assume(_recorded_alike(minutes, index, moments))
        if without:
            expected.record(*without)
        assert told(minutes, lambda n: n - (n > position)) == told(expected)


def _recorded_alike(minutes: Minutes, index: int, moments: Sequence[Any]) -> bool:
    """Tell whether the times of recording are those of a book in which one act is missing."""
    times = [entry["recorded_at"] for entry in minutes.entries()[FIRST_POSITION - 1 : -1]]
    del times[index]
    highest, expected = "", []
    for moment in moments:
        highest = max(highest, moment.isoformat(timespec="microseconds")[:26] + "Z")
        expected.append(highest)
    return times == expected
