"""What a round of a dispute came to, over every world that the record leaves possible.

A standing is a set of tiers; a world picks one tier from each. In each world the result is plain
arithmetic on the scale; over all worlds it is a set of results, which `settled` reads.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from domain.case import Objection, Position, Stand, allowed
from domain.values import Scale, Withheld

__all__ = ["ANYTHING", "NOT_PREVAILED", "Contest", "settled"]

NOT_PREVAILED = frozenset({"overruled", "compromised", "not-prevailed"})
ANYTHING = NOT_PREVAILED | {"prevailed", "exceeded", "conceded", "withdrawn"}


def settled(found: frozenset[str]) -> str:
    """Read the results of all worlds as one outcome."""
    if len(found) == 1:
        return next(iter(found))
    if found and found <= NOT_PREVAILED:
        return "not-prevailed"
    return "undetermined"


class _Tally(NamedTuple):
    """What objectors come to together in one world."""

    beyond: bool = False  # the final tier lies at an objector's standing or beyond it
    short: bool = False  # it moved towards an objector, and stopped short
    unordered: bool = False  # an objector's standing can't be compared with it
    met: bool = True  # the recommender had moved to every objector's standing, or beyond

    def joined(self, other: "_Tally") -> "_Tally":
        """Take in the objectors of another tally."""
        return _Tally(
            self.beyond or other.beyond,
            self.short or other.short,
            self.unordered or other.unordered,
            self.met and other.met,
        )

    def result(self, recommended: str, final: str) -> str:
        """Judge the world: the final tier against the recommendation and these objectors."""
        if self.met:
            return "conceded"
        if final == recommended:
            return "prevailed"
        if self.beyond:
            return "overruled"
        if self.short:
            return "compromised"
        return "not-prevailed" if self.unordered else "exceeded"


_Pair = tuple[_Tally, _Tally]  # of all objectors, and of the one whose line is asked for


@dataclass(frozen=True, slots=True)
class Contest:
    """A recommendation, the objections to it that stand, and what they are judged on."""

    stand: Stand
    final: Position | None
    scale: Scale

    @property
    def withheld(self) -> bool:
        """Whether this reader may not know one of the standings."""
        positions = [self.stand.recommended, self.final]
        for objection in self.stand.objections:
            positions += [objection.position, objection.against]
        return any(one is not None and isinstance(one.standing, Withheld) for one in positions)

    @lru_cache(maxsize=1024)  # noqa: B019 - a frozen value, asked again for each of its lines
    def results(self) -> frozenset[str]:
        """Results of all worlds; a final standing not on record may be any tier of the order.

        Empty when no world is possible.
        """
        return frozenset(whole for whole, _ in self._worlds(None))

    def line(self, objection: Objection, within: frozenset[str]) -> frozenset[str]:
        """Results for one objector alone, over the worlds that end in one of `within`."""
        if within >= self.results():
            return frozenset(self._alone(objection))
        return frozenset(own for whole, own in self._worlds(objection) if whole in within)

    def _alone(self, objection: Objection) -> Iterator[str]:
        """Judge one objector in every world that leaves the others possible, whatever they mean."""
        for tier in self._tiers(self.stand.recommended):
            bases = {
                against: [
                    base for base in self._bases(against, tier) if self._possible(group, base)
                ]
                for against, group in self._groups()
            }
            if not all(bases.values()):
                continue
            for final in self._tiers(self.final):
                for base in bases[objection.against]:
                    for asked in self._asked(objection, base):
                        tally = self._tally(objection, base, asked, tier, final)
                        yield tally.result(tier, final)

    def _possible(self, group: list[Objection], base: str) -> bool:
        return all(self._asked(objection, base) for objection in group)

    def _groups(self) -> Iterator[tuple[Position | None, list[Objection]]]:
        """Objections by the recommendation they were raised against: they share its tier."""
        objections = self.stand.objections
        for against in dict.fromkeys(objection.against for objection in objections):
            yield against, [one for one in objections if one.against == against]

    def _bases(self, against: Position | None, tier: str) -> frozenset[str]:
        """Tiers that may have been recommended when an objection was raised."""
        return frozenset({tier}) if against == self.stand.recommended else self._tiers(against)

    def _worlds(self, line: Objection | None) -> Iterator[tuple[str, str]]:
        for tier in self._tiers(self.stand.recommended):
            for final in self._tiers(self.final):
                for whole, own in self._tallies(tier, final, line):
                    yield whole.result(tier, final), own.result(tier, final)

    def _tiers(self, position: Position | None) -> frozenset[str]:
        """Tiers that a position allows; one that is not on record allows every tier in order."""
        standing = allowed(position.standing, self.scale) if position else None
        return standing.tiers if standing else frozenset(self.scale.tiers)

    def _tallies(self, tier: str, final: str, line: Objection | None) -> set[_Pair]:
        """Tallies of the worlds with this recommendation and this final tier."""
        found = {(_Tally(), _Tally())}
        for against, group in self._groups():
            found = {
                (whole.joined(one), own.joined(other))
                for base in self._bases(against, tier)
                for one, other in self._group(group, base, tier, final, line)
                for whole, own in found
            }
        return found

    def _group(
        self, group: list[Objection], base: str, tier: str, final: str, line: Objection | None
    ) -> set[_Pair]:
        found = {(_Tally(), _Tally())}
        for objection in group:
            tallies = {
                self._tally(objection, base, asked, tier, final)
                for asked in self._asked(objection, base)
            }
            found = {
                (whole.joined(one), own.joined(one) if objection == line else own)
                for one in tallies
                for whole, own in found
            }
        return found

    def _asked(self, objection: Objection, base: str) -> frozenset[str]:
        """Tiers an objection may mean: never the one it was raised against."""
        standing = allowed(objection.position.standing, self.scale)
        if standing is None:
            return frozenset(self.scale.tiers) - {base}
        if standing.side:
            return self.scale.beside(base, standing.side)
        return standing.tiers - {base}

    def _tally(self, objection: Objection, base: str, asked: str, tier: str, final: str) -> _Tally:
        """One objector in one world: asked for `asked` while the recommendation was `base`."""
        ranks = [self.scale.rank(value) for value in (base, asked, tier, final)]
        start, wanted, now, end = (rank if rank is not None else -1 for rank in ranks)
        moved = objection.against is not None and base != tier
        if None in ranks[:3]:
            met = moved and asked == tier
        else:
            met = moved and _reached(start, wanted, now)
        if None in ranks[1:]:
            return _Tally(beyond=final == asked, unordered=final != asked, met=met)
        towards = (end - now) * (wanted - now) > 0
        reached = _reached(now, wanted, end)
        return _Tally(beyond=towards and reached, short=towards and not reached, met=met)


def _reached(start: int, wanted: int, end: int) -> bool:
    """Whether a move from `start` came to `wanted` or went beyond it."""
    return (end - wanted) * (wanted - start) >= 0 and end != start
