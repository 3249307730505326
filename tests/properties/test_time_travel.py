"""Law: as of position n, a book says what it said when n was its last entry."""

from collections.abc import Sequence
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from tests.books import FIRST_POSITION, Act, Minutes, answers, small_book
from tests.strategies import Story, examples, stories


def files(acts: Sequence[Act], cuts: set[int]) -> list[Sequence[Act]]:
    """Cut acts into the files in which they are recorded."""
    marks = sorted({0, len(acts), *(cut for cut in cuts if cut < len(acts))})
    return [acts[start:end] for start, end in pairwise(marks)]


def record_in_files(minutes: Minutes, acts: Sequence[Act], cuts: set[int]) -> None:
    """Record acts as several files."""
    for file in files(acts, cuts):
        minutes.record(*file)


CUTS = st.sets(st.integers(1, 15), max_size=6)


@given(story=stories(amended=True), cuts=CUTS, data=st.data())
@examples(70)
def test_as_of_is_a_book_of_the_first_entries(
    story: Story, cuts: set[int], data: st.DataObject
) -> None:
    """As of n, every table and command of a book says what a book of its first n entries says."""
    kept = data.draw(st.integers(0, len(story.acts)), label="acts kept")
    with small_book(story.moments) as whole, small_book(story.moments) as part:
        whole.record(*story.acts)
        record_in_files(part, story.acts[:kept], cuts)
        position = FIRST_POSITION - 1 + kept
        assert part.head == position
        first, last = whole.view(), part.view()
        assert answers(first, position) == answers(last, position)
        first.close()
        last.close()


@given(story=stories(), cuts=CUTS)
@examples(50)
def test_how_acts_are_cut_into_files_leaves_no_trace(story: Story, cuts: set[int]) -> None:
    """The same acts make the same entries, but for what chance gave them, in whatever files."""
    found = []
    for chosen in (set(), cuts):
        with small_book(story.moments) as minutes:
            record_in_files(minutes, story.acts, chosen)
            found.append(minutes.entries())
    for one, other in zip(*found, strict=True):
        for given_by_chance in ("id", "nonce", "commitments"):
            one.pop(given_by_chance, None)
            other.pop(given_by_chance, None)
        assert one == other


@given(story=stories(), data=st.data())
@examples(50)
def test_a_command_asked_as_of_a_position_answers_for_it(story: Story, data: st.DataObject) -> None:
    """What a command prints for an earlier position does not change by what is recorded later."""
    kept = data.draw(st.integers(1, len(story.acts)), label="acts kept")
    position = FIRST_POSITION - 1 + kept
    with small_book(story.moments) as minutes:
        minutes.record(*story.acts[:kept])
        before = (minutes.disputes(), minutes.standings())
        if story.acts[kept:]:
            minutes.record(*story.acts[kept:])
        after = (minutes.disputes(as_of=position), minutes.standings(as_of=position))
        assert after[0].pop("as_of") == position
        assert after[0].pop("head") == minutes.head
        assert before[0].pop("head") == position
        assert after == before
