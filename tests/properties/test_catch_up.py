"""Law: a view kept up to date, in whatever steps, is the view made again from nothing."""

from contextlib import ExitStack, closing
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest.mock import patch

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.programme import Programme
from ledger import reading
from ledger.reading import Reading
from projections import runner
from projections.runner import Runner, first_difference
from projections.table import View
from tests.books import Minutes, act, small_book
from tests.scenes import EDITION, contest, publish, recommend
from tests.strategies import AMENDED, Story, examples, stories

SIZES = st.sampled_from((1, 2, 3, 7, 5000))


@given(
    story=stories(amended=True),
    reads=st.lists(st.booleans(), min_size=16, max_size=16),
    sizes=st.tuples(SIZES, SIZES, st.sampled_from((0, 1, 2, 5000))),
)
@examples(50)
def test_a_view_kept_up_to_date_is_that_of_a_rebuild(
    story: Story, reads: list[bool], sizes: tuple[int, int, int]
) -> None:
    """Reading between any files, in batches of any size, leaves what one rebuild gives."""
    with ExitStack() as stack:
        for module, name, size in zip(
            (runner, reading, runner), ("BATCH", "BATCH", "MOST_CACHED"), sizes, strict=True
        ):
            stack.enter_context(patch.object(module, name, size))
        folder = Path(stack.enter_context(TemporaryDirectory()))
        minutes = stack.enter_context(small_book(story.moments))
        live = View(folder / "live.sqlite")
        stack.callback(live.close)
        for one, read in zip(story.acts, reads, strict=False):
            minutes.record(one)
            if read:
                assert Runner(live, Reading(minutes.book)).catch_up() == minutes.head
        feed = Reading(minutes.book)
        assert Runner(live, feed).catch_up() == minutes.head
        rebuilt = View(None)
        stack.callback(rebuilt.close)
        assert Runner(rebuilt, feed).rebuild() == minutes.head
        assert first_difference(live, rebuilt, minutes.head) is None
        assert Runner(live, feed).rebuild() == minutes.head
        assert first_difference(live, rebuilt, minutes.head) is None


@given(story=stories(amended=True), cut=st.integers(0, 15))
@examples(30)
def test_what_the_commands_show_is_held_by_a_replay(story: Story, cut: int) -> None:
    """Commands between two files bring the kept view on; a replay finds no difference."""
    with small_book(story.moments) as minutes:
        for file in (story.acts[:cut], story.acts[cut:]):
            if file:
                minutes.record(*file)
            minutes.disputes()
        replay = minutes.ask(lambda session: session.replay())
        assert (replay["identical"], replay["first_difference"]) == (True, None)
        assert replay["entries"] == minutes.head


@pytest.mark.parametrize("read", range(8), ids="read after {:03b}".format)
def test_an_edition_may_pin_another_scale_after_its_cases(minutes: Minutes, read: int) -> None:
    """Cases recorded first are judged anew once their edition is opened, whoever had read them."""
    acts = (
        act("programme-amended", "tip", "clerk", **AMENDED),
        recommend("worse than 2WL", made="reconstructed"),
        contest("2", made="reconstructed"),
        publish("3", made="reconstructed"),
    )
    with closing(View(None)) as live, closing(View(None)) as rebuilt:
        for place, file in enumerate((acts[:2], acts[2:], (act("edition-opened", EDITION),))):
            minutes.record(*file)
            if read >> place & 1:
                Runner(live, Reading(minutes.book)).catch_up()
        Runner(live, Reading(minutes.book)).catch_up()
        Runner(rebuilt, Reading(minutes.book)).rebuild()
        assert first_difference(live, rebuilt, minutes.head) is None
        found = [
            [row["outcome"] for row in live.rows("disputes", as_of)]
            for as_of in (minutes.head - 1, minutes.head)
        ]
        assert found == [["prevailed"], ["undetermined"]]


def test_the_second_version_of_the_programme_is_another() -> None:
    """The books above are judged on two scales."""
    assert Programme.parse(AMENDED["programme"]).scale.tiers == ("0", "1", "2", "2WL", "3", "4")
