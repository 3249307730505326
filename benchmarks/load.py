"""Synthetic load: acts that nobody did, in a programme that says so of itself.

The same number and seed give the same acts. They come in the order of a year's work: in every
edition the recommendations of all subjects first, then the objections to some, and so on.
"""

from collections import Counter
from collections.abc import Iterator
from itertools import islice
from random import Random
from typing import Any

__all__ = ["ORIGIN", "PROGRAMME", "WITHHOLDABLE", "acts", "endless"]

ORIGIN = "example.org/minutebook/synthetic-load"
SUBJECTS = 200
CONTESTED = 150
DATED_BY_MONTH = 0.1
"""Share of escalations that nobody can date to the day, so that not every order is certain."""
TIERS = ("1", "2", "3", "4")
PROGRAMME = """
code = "synthetic"
title = "Synthetic programme for benchmarks: nothing recorded under it ever happened"
publisher = "the benchmarks of minutebook"

[scale]
tiers = ["1", "2", "3", "4"]

[parties]
synthetic-office = { name = "Synthetic expert office", kind = "synthetic" }
synthetic-bureau = { name = "Synthetic bureau", kind = "synthetic" }
synthetic-head = { name = "Synthetic head of agency", kind = "synthetic" }

[forums]
synthetic-forum = "Synthetic forum"
"""
WITHHOLDABLE = ("/by/person", "/by/role", "/occurred")
"""Places that every act of a case has, and that may be withheld."""
WORDS = """
account act agency bureau case claim country dispute document draft edition entry evidence
finding forum ground measure meeting minute notice objection office order paragraph party
period placement plan point position programme question reason record report review rule
source standing step subject text tier view waiver word year
"""


def acts(number: int, seed: int = 1, withheld: int = 0) -> list[dict[str, Any]]:
    """Give this many acts as they would be submitted, each with so many places withheld."""
    return list(islice(endless(Random(seed), withheld), number))  # noqa: S311


def endless(random: Random, withheld: int = 0) -> Iterator[dict[str, Any]]:
    """Give acts one after the other, for thousands of editions."""
    return _Load(random, WITHHOLDABLE[:withheld]).acts()


class _Load:
    def __init__(self, random: Random, withheld: tuple[str, ...]) -> None:
        self._random = random
        self._withheld = dict.fromkeys(withheld, "internal")
        self._versions: Counter[str] = Counter()
        self._words = WORDS.split()

    def acts(self) -> Iterator[dict[str, Any]]:
        """Go through one edition after the other."""
        for year in range(2001, 10_000):
            yield from self._edition(f"synthetic/load-{year}", year)

    def _edition(self, edition: str, year: int) -> Iterator[dict[str, Any]]:
        yield {
            "act": "edition-opened",
            "on": edition,
            "by": {"party": "synthetic-office"},
            "key": f"{edition} opened",
            "body": {"title": f"Synthetic edition {year}"},
        }
        cases = [f"{edition}/SYN-{number:03}" for number in range(1, SUBJECTS + 1)]
        contested = self._random.sample(cases, CONTESTED)
        for case in cases:
            yield self._recommended(case, year)
        for case in contested:
            yield self._objected(case, year)
        for case in contested:
            yield self._escalated(case, year)
        for case in cases:
            yield self._decided(case, year)
        for case in cases:
            yield self._published(case, year)

    def _recommended(self, case: str, year: int) -> dict[str, Any]:
        body = {"standing": self._random.choice(TIERS), "rationale": self._text(2)}
        return self._act(
            "recommendation-submitted", case, "office", f"{year}-02-{self._day()}", body
        )

    def _objected(self, case: str, year: int) -> dict[str, Any]:
        standing = self._random.choice(("better than recommended", "worse than recommended"))
        body = {"standing": standing, "ground": self._text(2)}
        act = self._act("objection-raised", case, "bureau", f"{year}-03-{self._day()}", body)
        return act | {"basis": [f"{case} recommendation-submitted"]}

    def _escalated(self, case: str, year: int) -> dict[str, Any]:
        vague = self._random.random() < DATED_BY_MONTH
        when = f"{year}-04" if vague else f"{year}-04-{self._day()}"
        body = {"forum": "synthetic-forum", "reason": self._text(1)}
        return self._act("dispute-escalated", case, "bureau", when, body)

    def _decided(self, case: str, year: int) -> dict[str, Any]:
        body = {
            "standing": self._random.choice(TIERS),
            "manner": "person",
            "forum": "synthetic-forum",
            "settles": [f"{case}@{self._versions[case]}"],
            "reason": self._text(2),
        }
        return self._act("decision-recorded", case, "head", f"{year}-05-{self._day()}", body)

    def _published(self, case: str, year: int) -> dict[str, Any]:
        source = {"title": f"Synthetic report {year}", "locator": self._text(1), "grade": "derived"}
        body = {"tier": self._random.choice(TIERS), "sources": [source]}
        return self._act("placement-published", case, "head", f"{year}-06-15", body)

    def _act(
        self, name: str, case: str, party: str, occurred: str, body: dict[str, Any]
    ) -> dict[str, Any]:
        self._versions[case] += 1
        act: dict[str, Any] = {
            "act": name,
            "on": case,
            "occurred": occurred,
            "made": "reconstructed",
            "by": {
                "party": f"synthetic-{party}",
                "person": f"Synthetic person {self._random.randrange(1000)}",
                "role": "drafter of synthetic acts",
            },
            "key": f"{case} {name}",
            "body": body,
        }
        return act | {"withhold": dict(self._withheld)} if self._withheld else act

    def _day(self) -> str:
        return f"{self._random.randint(1, 28):02}"

    def _text(self, paragraphs: int) -> Any:
        found = [
            "Synthetic: " + " ".join(self._random.choices(self._words, k=14)) + "."
            for _ in range(paragraphs)
        ]
        return found if paragraphs > 1 else found[0]
