"""Recording: the names under which an act can be submitted again."""

from uuid import UUID

import pytest

from ledger.recording import Refused
from tests.books import Minutes
from tests.scenes import minutes, recommend

__all__ = ["minutes"]

ONE, OTHER = (str(UUID(int=number)) for number in (1, 2))


def test_either_name_finds_the_first_result(minutes: Minutes) -> None:
    """An act recorded with an id and a key is found again by both, and by each alone."""
    first = minutes.record(recommend("3", id=ONE, key="a")).receipts[0]
    for names in ({"id": ONE}, {"key": "a"}, {"id": ONE, "key": "a"}):
        again = minutes.record(recommend("3", **names))
        assert (again.added, again.receipts[0].position) == (0, first.position)


def test_names_of_two_entries_are_refused(minutes: Minutes) -> None:
    """An id of one entry with the key of another says two things: neither is believed."""
    minutes.record(recommend("3", id=ONE, key="a"), recommend("3", id=OTHER, key="b"))
    with pytest.raises(Refused) as refused:
        minutes.record(recommend("3", id=ONE, key="b"))
    assert [(row.column, row.reason) for row in refused.value.rows] == [
        ("/key", "id and key are those of two different entries")
    ]
