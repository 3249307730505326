"""Law: what carries a finding is all that it turns on, and a claim of what is found holds."""

from typing import Any

from hypothesis import assume, given
from hypothesis import strategies as st

from domain.claims import Claim, Part
from domain.history import effective, entry_in_force
from domain.measures import COUNTED, MOVES
from ledger.reading import Reading
from tests.books import FIRST_POSITION, Minutes, small_book
from tests.scenes import void
from tests.strategies import CASES, EDITIONS, PARTIES, TIERS, Story, examples, stories
from ui.session import Session

Row = dict[str, Any]
SUBJECTS = sorted({case.rpartition("/")[2] for case in CASES})


def asked(claimant: str) -> list[Claim]:
    """Give a claim for everything that can be claimed of a book."""
    about: list[tuple[Any, str | None, list[Part]]] = [
        ("count-by-tier", None, [Part(tier, 1) for tier in TIERS]),
        ("changes", None, [Part(way, 1) for way in MOVES]),
        ("disputes", None, [Part(name, 1) for name in ("disputes", *COUNTED)]),
        ("evaluated", None, [Part(None, 1)]),
    ]
    for subject in SUBJECTS:
        about.append(("years-on-tier", subject, [Part(tier, 1) for tier in TIERS]))
        about.append(("placement", subject, [Part(None, "3")]))
    return [
        Claim("c", claimant, measure, edition, None, subject, tuple(parts))
        for edition in EDITIONS
        for measure, subject, parts in about
    ]


def held(minutes: Minutes, claims: list[Claim]) -> list[Row]:
    """Hold claims against a book."""
    with minutes.session() as session:
        rows: list[Row] = session.reconcile(claims)["rows"]
    return rows


def again(row: Row) -> Claim:
    """Claim what a row says was found."""
    parts = (Part(row["part"], row["found"]),)
    return Claim("c", row["claimant"], row["measure"], row["edition"], None, row["subject"], parts)


def in_force(minutes: Minutes) -> dict[int, str]:
    """Give the acts on cases that are in force, each with the reference that voids it."""
    reading, found = Reading(minutes.book), {}
    for case in CASES:
        entries = reading.stream(case)
        for entry in effective(entries):
            found[entry.position] = f"{case}@{entry_in_force(entries, entry.version)}"
    return found


@given(story=stories(), claimant=st.sampled_from((*PARTIES, "clerk")), data=st.data())
@examples(30)
def test_nothing_that_does_not_carry_a_finding_changes_it(
    story: Story, claimant: str, data: st.DataObject
) -> None:
    """Voided, an act that carries some findings leaves every other one as it was found."""
    with small_book((*story.moments, story.moments[-1])) as minutes:
        minutes.record(*story.acts)
        acts = in_force(minutes)
        assume(acts)
        claims = asked(claimant)
        before = held(minutes, claims)
        position = data.draw(st.sampled_from(sorted(acts)), label="voided")
        minutes.record(void(acts[position]))
        after = held(minutes, claims)
    for one, other in zip(before, after, strict=True):
        if position not in one["positions"]:
            assert other["found"] == one["found"], (one, other)


@given(story=stories(), claimant=st.sampled_from((*PARTIES, "clerk")))
@examples(30)
def test_a_claim_of_what_was_found_is_never_contradicted(story: Story, claimant: str) -> None:
    """Whoever claims what the record gives is not contradicted, and confirmed by others only."""
    with small_book(story.moments) as minutes:
        minutes.record(*story.acts)
        found = [row for row in held(minutes, asked(claimant)) if row["found"] is not None]
        rows = held(minutes, [again(row) for row in found])
    for row in rows:
        assert row["found"] == row["expected"]
        assert 0 <= row["independent"] <= len(row["positions"])
        assert row["positions"], "something carries whatever is found"
        assert set(row["positions"]) <= set(range(FIRST_POSITION, FIRST_POSITION + len(story.acts)))
        exact = row["low"] == row["high"]
        expected = ("restated", "confirmed")[row["independent"] > 0] if exact else "compatible"
        assert row["verdict"] == expected


@given(story=stories())
@examples(30)
def test_what_is_found_is_what_the_register_says(story: Story) -> None:
    """Counts, moves and disputes are those that the other commands print."""
    with small_book(story.moments) as minutes:
        minutes.record(*story.acts)
        rows = held(minutes, asked("clerk"))
        with minutes.session() as session:
            moved = session.changes(*EDITIONS)
            expected = {one: totals(session, one) for one in EDITIONS}
    found = {(row["measure"], row["edition"], row["part"]): row for row in rows}
    for edition, totals_of in expected.items():
        for (measure, part), number in totals_of.items():
            row = found[measure, edition, part]
            assert row["found"] in (number, None), (edition, measure, part)
            assert row["found"] is not None or row["verdict"] == "unsupported"
    for way in MOVES:
        assert found["changes", EDITIONS[1], way]["found"] in (len(moved[way]), None)


def totals(session: Session, edition: str) -> dict[tuple[str, str | None], int]:
    """Count what the register says of an edition, under the names of what can be claimed."""
    tiers = [row["tier"] for row in session.standings(edition)["rows"]]
    summary = session.disputes(edition, None)["summary"]
    names = {name: name.replace("-", "_") for name in (*COUNTED, "disputes") if name != "judged"}
    return {
        ("evaluated", None): len(tiers),
        **{("count-by-tier", tier): tiers.count(tier) for tier in TIERS},
        **{
            ("disputes", name): sum(line[column] for line in summary)
            for name, column in names.items()
        },
        ("disputes", "judged"): sum(line["win_rate"]["of"] for line in summary),
    }
