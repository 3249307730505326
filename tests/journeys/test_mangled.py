"""Mangled acts: whatever is submitted is recorded or refused, and the book can be read after it."""

import copy
import json
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.journeys.program import kept, office
from tests.journeys.samples import CASE, FULL, Act, act

WEIRD: list[Any] = [
    None,
    True,
    0,
    -1,
    2**53,
    1.5,
    "",
    " ",
    "a\nb",
    "x" * 2001,
    "٣",
    "undisclosed",
    "better than recommended",
    "none-stated",
    "../2015",
    "9999-12-31",
    f"{CASE}@1",
    "tip/2099/meeting/7",
    "internal",
    [],
    [None],
    ["x"],
    {},
    {"a": 1},
    {"withheld": "internal"},
    {"release": "internal", "until": "2040-13-01"},
]
FIELDS = ("id", "key", "expect", "basis", "release", "withhold", "body", "settles", "text", "tiers")


def places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Give the path of every part of a value."""
    if path:
        yield path
    parts: list[tuple[Any, Any]] = []
    if isinstance(value, dict | list):
        parts = list(value.items() if isinstance(value, dict) else enumerate(value))
    for name, part in parts:
        yield from places(part, (*path, name))


def mangled(whole: Act, chance: random.Random) -> Act:
    """Give an act with one of its parts replaced, left out, withheld or added."""
    found = copy.deepcopy(whole)
    *path, last = chance.choice(list(places(found)))
    parent: Any = found
    for name in path:
        parent = parent[name]
    match chance.randrange(4):
        case 0:
            parent[last] = chance.choice(WEIRD)
        case 1:
            del parent[last]
        case 2:
            found["withhold"] = {"".join(f"/{name}" for name in (*path, last)): "internal"}
        case _:
            found[chance.choice(FIELDS)] = chance.choice(WEIRD)
    return found


@pytest.mark.parametrize("seed", range(2))
def test_mangled_acts(desk: Path, seed: int) -> None:
    """Acts mangled at random never fault the program, nor leave an entry that can't be read."""
    chance = random.Random(seed)  # noqa: S311 - mangling, not secrecy
    first = act("recommendation-submitted", made="contemporaneous")
    assert office(desk, "record", "-", stdin=json.dumps(first).encode()).code == 0
    recorded = 1
    for _ in range(60):
        submitted = mangled(act(chance.choice(list(FULL))), chance)
        ran = office(desk, "record", "-", stdin=json.dumps(submitted).encode())
        assert ran.code in {0, 2}, (submitted, ran)
        assert ran.code == 0 or ran.err.startswith("line 1"), (submitted, ran)
        recorded += ran.code == 0
    assert len(kept(desk / "book")["entries"]) == 2 + recorded
    assert recorded > 1
    for question in (
        ("replay",),
        ("case", CASE),
        ("standings",),
        ("disputes",),
        ("overrides",),
        ("coverage",),
        ("changes", "tip/2098", "tip/2099"),
        ("disputes", "--occurred-by", "2099-05"),
        ("replay", "--as-of", "5"),
    ):
        assert office(desk, *question).code == 0, question
        assert office(desk, *question, "--json").code == 0, question
