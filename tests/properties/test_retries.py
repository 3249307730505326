"""Law: however often and in whatever files an act is submitted under its name, it is added once."""

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.recording import Refused
from tests.books import FIRST_POSITION, Act, Minutes, act, small_book
from tests.strategies import CASES, Story, examples, stories

if TYPE_CHECKING:
    from ledger.recording import Receipt

FILES = st.lists(st.lists(st.integers(0, 7), min_size=1, max_size=5), min_size=1, max_size=5)
NAMED = st.lists(st.sampled_from((("id",), ("key",), ("id", "key"))), min_size=8, max_size=8)


def named(number: int, one: Act, names: Sequence[str]) -> Act:
    """Give an act the names under which it is submitted."""
    given = {"id": f"{number:08x}-0000-7000-8000-000000000000", "key": f"act {number}"}
    return one | {name: given[name] for name in names}


def spelled_out(one: Act) -> Act:
    """Say the same with every default written down, and single paragraphs as plain texts."""
    body = {
        name: value[0] if name in ("rationale", "ground") else value
        for name, value in reversed(one["body"].items())
    }
    return {"basis": [], "withhold": {}, "made": "contemporaneous", **one, "body": body}


def otherwise(one: Act) -> list[Act]:
    """Give acts that say something else than this one."""
    moved = next(case for case in CASES if case != one["on"])
    made = {"contemporaneous": "reconstructed", "reconstructed": "contemporaneous"}
    release = "public" if one.get("release") == "internal" else "internal"
    return [
        one | {"occurred": "2013-01-01"},
        one | {"made": made[one.get("made", "contemporaneous")]},
        one | {"by": {**one["by"], "person": "somebody else"}},
        one | {"release": release},
        one | {"body": {**one["body"], "sources": [{"title": "another source"}]}},
        *([one | {"on": moved}] if one["on"] in CASES and "subject" not in one["body"] else []),
    ]


class Model:
    """What the book should hold: of each act its first receipt."""

    def __init__(
        self, minutes: Minutes, acts: Sequence[Act], names: Sequence[Sequence[str]]
    ) -> None:
        """Start from a book into which none of the acts went yet."""
        self.minutes, self.acts, self.names = minutes, acts, names
        self.first: dict[int, Receipt] = {}

    def submit(self, data: st.DataObject, file: Sequence[int]) -> None:
        """Submit acts as one file, and hold the receipts against the first ones."""
        before, written = dict(self.first), []
        for number in file:
            names = list(self.names[number])
            if number in before and len(names) == 2 and data.draw(st.booleans(), label="one name"):
                names = [data.draw(st.sampled_from(names), label="name")]
            one = named(number, self.acts[number], names)
            if number in before:
                one |= {"expect": 0}  # as it was when first submitted: looked up before decided
            written.append(spelled_out(one) if data.draw(st.booleans()) else one)
        head = self.minutes.head
        recording = self.minutes.record(*written)
        for number, receipt in zip(file, recording.receipts, strict=True):
            if number in self.first:
                assert receipt == replace(self.first[number], already=True)
            else:
                head += 1
                assert (receipt.position, receipt.already) == (head, False)
                self.first[number] = receipt
        assert recording.added == len(self.first) - len(before)
        assert self.minutes.head == head


@given(story=stories(alone=True), files=FILES, names=NAMED, data=st.data())
@examples(60)
def test_retries_add_each_act_once(
    story: Story, files: list[list[int]], names: list[tuple[str, ...]], data: st.DataObject
) -> None:
    """Acts come in any multiset and order of files: each is added once, with its first receipt."""
    with small_book() as minutes:
        model = Model(minutes, story.acts, names)
        for file in files:
            model.submit(data, [number % len(story.acts) for number in file])
        entries = minutes.entries()[FIRST_POSITION - 1 :]
        assert len(entries) == len(model.first)
        for number, receipt in model.first.items():
            entry = entries[receipt.position - FIRST_POSITION]
            assert (entry["id"], entry["act"]) == (receipt.id, story.acts[number]["act"])


@given(story=stories(alone=True, most=4), names=NAMED, data=st.data())
@examples(30)
def test_another_act_under_a_name_is_refused(
    story: Story, names: list[tuple[str, ...]], data: st.DataObject
) -> None:
    """A name stands for one act: another one under it refuses its whole file, and adds nothing."""
    with small_book() as minutes:
        acts = [named(number, one, names[number]) for number, one in enumerate(story.acts)]
        minutes.record(*acts)
        head = minutes.head
        number = data.draw(st.integers(0, len(acts) - 1))
        other = data.draw(st.sampled_from(otherwise(acts[number])))
        new = act("dissent-filed", "AAA", text="new")
        with pytest.raises(Refused) as refused:
            minutes.record(new, other)
        assert [row.line for row in refused.value.rows] == [head - FIRST_POSITION + 3]
        assert {row.column for row in refused.value.rows} == {f"/{names[number][0]}"}
        assert minutes.head == head
        assert minutes.record(*acts).added == 0


@given(cut=st.booleans(), form=st.sampled_from(("key", "ref")))
@examples(20)
def test_a_basis_named_by_key_is_the_entry_it_names(*, cut: bool, form: str) -> None:
    """A basis may be named by key in this file or an earlier one; a retry may name the entry."""
    first = act("recommendation-submitted", "AAA", standing="3", key="first")
    second = act("objection-raised", "AAA", "eap", standing="2", key="second", basis=["first"])
    again: dict[str, Any] = second | ({"basis": ["tip/2015/AAA@1"]} if form == "ref" else {})
    with small_book() as minutes:
        if cut:
            minutes.record(first)
        minutes.record(first, second)
        assert minutes.record(again).already == 1
        assert minutes.entries()[-1]["basis"] == ["tip/2015/AAA@1"]
