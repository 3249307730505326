"""`changes` as a person reads it: who moved from where to where, and who can't be compared."""

from pathlib import Path

from tests.journeys.program import office, run


def test_moves_are_shown_by_name(demo_book: Path) -> None:
    """A line for each move with its name and tiers, why others are left out, and the counts."""
    ran = run("--book", demo_book, "changes", "tip/2014", "tip/2015", cwd=demo_book.parent)
    assert ran.code == 0
    lines = [" ".join(line.split()) for line in ran.out.splitlines()]
    assert lines[0] == "subject name from to direction"
    assert "MYS Malaysia 3 2WL up" in lines
    assert "MUS Mauritius 2 2WL down" in lines
    assert "not comparable: SSD South Sudan: placed in tip/2015 only" in lines
    assert lines[-1] == (
        "tip/2014 to tip/2015: 18 up, 17 down, 0 unordered, 148 same, 4 not comparable"
    )
    assert len(lines) == 2 + 35 + 4 + 1


def test_no_move_is_said_in_one_line(desk: Path) -> None:
    """Editions of which nothing is on record have nothing to compare."""
    ran = office(desk, "changes", "tip/2098", "tip/2099")
    assert ran.out == (
        "tip/2098 to tip/2099: 0 up, 0 down, 0 unordered, 0 same, 0 not comparable\n"
    )
