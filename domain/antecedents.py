"""Acts whose antecedent is not on record: marked, never refused."""

from collections.abc import Iterable

from domain.acts import (
    Act,
    DisputeEscalated,
    HoldPlaced,
    HoldReleased,
    ObjectionRaised,
    ObjectionWithdrawn,
    PlacementCorrected,
    PlacementPublished,
    RecommendationRevised,
    RecommendationSubmitted,
    RecommendationWithdrawn,
    WaiverGranted,
    WaiverLapsed,
)
from domain.history import InForce

__all__ = ["without_antecedent"]

RECOMMENDED = (RecommendationSubmitted, RecommendationRevised)
ANTECEDENTS: dict[type[Act], tuple[type[Act], ...]] = {
    RecommendationRevised: RECOMMENDED,
    RecommendationWithdrawn: RECOMMENDED,
    ObjectionRaised: RECOMMENDED,
    ObjectionWithdrawn: (ObjectionRaised,),
    DisputeEscalated: (ObjectionRaised,),
    PlacementCorrected: (PlacementPublished,),
    WaiverLapsed: (WaiverGranted,),
    HoldReleased: (HoldPlaced,),
}
"""What should have come first."""


def without_antecedent(entries: Iterable[InForce]) -> frozenset[int]:
    """Positions of the acts, given in world order, before which none of what should is found.

    Who takes an objection back must have raised one.
    """
    seen: set[tuple[type[Act], object]] = set()
    missing: set[int] = set()
    for entry in entries:
        kind, party = type(entry.event.act), entry.event.by.party
        who = party if kind is ObjectionWithdrawn else None
        if kind in ANTECEDENTS and not any((one, who) in seen for one in ANTECEDENTS[kind]):
            missing.add(entry.position)
        seen |= {(kind, None), (kind, party)}
    return frozenset(missing)
