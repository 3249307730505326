"""Law: by a day, a book says what a book of the acts that were certainly over by then says."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from domain.values import Stream
from tests.books import FIRST_POSITION, Act, Minutes, small_book
from tests.oracle import moment, span
from tests.strategies import EDITIONS, Story, examples, stories

DAYS = st.sampled_from(("2014-12-31", "2015-05-31", "2015-06-30", "2015-07-27", "2016-12-31"))
NUMBERED = ("position", "opened", "closed")


def told(minutes: Minutes, positions: dict[int, int], day: str | None = None) -> dict[str, Any]:
    """Give what the commands print, with other numbers for the positions."""
    with minutes.session(occurred_by=day) as session:
        disputes = session.disputes(None, None)
        found = {
            "disputes": disputes["rows"],
            "summary": disputes["summary"],
            "standings": session.standings(None)["rows"],
            "overrides": session.overrides(None)["rows"],
            "coverage": session.coverage(None)["rows"],
            "changes": {
                name: moved
                for name, moved in session.changes(*EDITIONS).items()
                if isinstance(moved, list)
            },
        }
    for name in ("disputes", "standings", "coverage"):
        for row in found[name]:
            row |= {one: positions[row[one]] for one in NUMBERED if row.get(one)}
    return found


def in_part(one: Act, cut: Collection[str | None], day: str) -> Act:
    """Declare nothing complete of an edition of which something is left out."""
    declared = one["body"]
    if one["act"] == "record-corrected":
        declared = declared.get("replacement", {}).get("body", {})
    if one["on"] not in cut or not (declared.get("extent") == "complete" or declared.get("tiers")):
        return one
    less = {name: value for name, value in declared.items() if name != "tiers"}
    less |= {"extent": "partial", "note": f"As far as it had happened by {day}."}
    body = one["body"] | {"replacement": {"body": less}} if declared is not one["body"] else less
    return one | {"body": body}


@given(story=stories(alone=True), day=DAYS)
@examples(60)
def test_by_a_day_it_is_a_book_of_what_was_over(story: Story, day: str) -> None:
    """What was over by the day counts, what was not does not, and what may be is counted apart."""
    end, kept, left_out = moment(day, end=True), [], 0
    with small_book(story.moments) as whole:
        whole.record(*story.acts)
        entries = whole.entries()[FIRST_POSITION - 1 :]
        for place, entry in enumerate(entries):
            when = span({"occurred": None, **entry})
            if entry["stream"] in EDITIONS or (when and when[1] <= end):
                kept.append(place)
            elif when is None or when[0] <= end:
                left_out += 1
        recorded = [datetime.fromisoformat(entries[place]["recorded_at"]) for place in kept]
        with small_book(recorded) as part:
            missing = [entry["stream"] for at, entry in enumerate(entries) if at not in kept]
            cut = {Stream.parse(stream).edition for stream in missing}
            if kept:
                part.record(*(in_part(story.acts[place], cut, day) for place in kept))
            positions = {FIRST_POSITION + n: FIRST_POSITION + at for n, at in enumerate(kept)}
            expected = told(part, positions)
        assert told(whole, dict(zip(positions.values(), positions.values(), strict=True)), day) == (
            expected
        )
        with whole.session(occurred_by=day) as session:
            assert session.disputes(None, None)["left_out"] == left_out
