"""Moves between two editions: from where to where, and why others can't be compared."""

from typing import Any

from domain.programme import Programme, shipped
from projections import register
from tests.books import Minutes, act
from tests.projections.test_audiences import view_of
from tests.scenes import publish

Row = dict[str, Any]
SCALE = Programme.parse(shipped("tip") or "").scale


def move(subject: str, name: str, before: str, after: str, direction: str) -> Row:
    """Write down how a subject moved."""
    return {"subject": subject, "name": name, "from": before, "to": after, "direction": direction}


def test_every_difference_is_a_move(minutes: Minutes) -> None:
    """Who moved has both tiers and the way; who stayed, or is in one edition, does not."""
    tiers = {
        "MYS": ("3", "2WL"),
        "CHN": ("2", "2WL"),
        "YEM": ("SC", "3"),
        "THA": ("3", "3"),
        "SOM": ("SC", "SC"),
        "AAA": ("1", "2"),
        "SSD": (None, "3"),
        "ANT": ("2", None),
    }
    for subject, placed in tiers.items():
        for edition, tier in zip(("tip/2014", "tip/2015"), placed, strict=True):
            if tier:
                minutes.record(publish(tier, f"{edition}/{subject}"))
    answer = minutes.ask(lambda session: session.changes("tip/2014", "tip/2015"))
    assert answer["moves"] == [
        move("AAA", "AAA", "1", "2", "down"),
        move("CHN", "China", "2", "2WL", "down"),
        move("MYS", "Malaysia", "3", "2WL", "up"),
        move("YEM", "Yemen", "SC", "3", "unordered"),
    ]
    assert [(row["subject"], row["edition"]) for row in answer["placed_in_one"]] == [
        ("ANT", "tip/2014"),
        ("SSD", "tip/2015"),
    ]
    assert answer["placed_in_one"][1]["name"] == "South Sudan"
    assert answer["not_comparable"] == ["ANT", "SSD"]
    back = minutes.ask(lambda session: session.changes("tip/2015", "tip/2014"))
    assert move("CHN", "China", "2WL", "2", "up") in back["moves"]
    assert back["placed_in_one"] == answer["placed_in_one"]


def test_moves_agree_with_the_lists(minutes: Minutes) -> None:
    """Each subject of a list of moves is one of the moves, after corrections of the agency."""
    minutes.record(
        publish("3", "tip/2014/MYS"),
        publish("2", "tip/2015/MYS"),
        act("placement-corrected", "tip/2015/MYS", "state", tier="3"),
        publish("1", "tip/2014/CHN"),
        publish("SC", "tip/2015/CHN"),
    )
    answer = minutes.ask(lambda session: session.changes("tip/2014", "tip/2015"))
    for way in ("up", "down", "unordered"):
        moved = [row["subject"] for row in answer["moves"] if row["direction"] == way]
        assert moved == answer[way]
    assert answer["same"] == ["MYS"]


def test_a_withheld_tier_is_no_move_and_no_absence(minutes: Minutes) -> None:
    """Who is placed in both editions is not said to be missing where a tier is withheld."""
    hidden = {"withhold": {"/body/tier": "congress"}}
    minutes.record(publish("3", "tip/2014/MYS", **hidden), publish("2", "tip/2015/MYS"))
    with view_of(minutes, "public") as view:
        found = register.moves(view, minutes.head, "tip/2014", "tip/2015", SCALE)
        lists = register.changes(view, minutes.head, "tip/2014", "tip/2015", SCALE)
    assert found == {"moves": [], "placed_in_one": []}
    assert lists["not_comparable"] == ["MYS"]
