"""Which version of a programme judges an edition, for good."""

from collections.abc import Iterable, Sequence

from domain.acts import EditionOpened, ProgrammeAdopted, ProgrammeAmended, RecordCorrected
from domain.history import InForce
from domain.programme import Programme

__all__ = ["JUDGING", "adopted_by", "judging", "offered", "pinned"]

Version = ProgrammeAdopted | ProgrammeAmended
JUDGING = frozenset(
    act.name for act in (ProgrammeAdopted, ProgrammeAmended, EditionOpened, RecordCorrected)
)
"""Names of the acts that may change which programme judges an edition."""


def adopted_by(programme: Iterable[InForce]) -> dict[str, str]:
    """Every version of a programme that its stream records: its text, by digest, oldest first."""
    return {version.digest: version.programme for version in _versions(programme)}


def pinned(programme: Iterable[InForce], edition: Iterable[InForce]) -> str | None:
    """Digest of the version under which an edition was opened first."""
    known = adopted_by(programme)
    for entry in edition:
        act = entry.event.act
        if isinstance(act, EditionOpened) and act.programme in known:
            return act.programme
    return None


def judging(programme: Sequence[InForce], edition: Iterable[InForce]) -> Programme | None:
    """Give the programme an edition is judged by: the one it is pinned to, else the first."""
    known = adopted_by(programme)
    digest = pinned(programme, edition) or next(iter(known), None)
    return Programme.parse(known[digest]) if digest else None


def offered(programme: Iterable[InForce], edition: str) -> str | None:
    """Digest of the newest version that an edition, opened now, would be pinned to."""
    digest = None
    for version in _versions(programme):
        applies = getattr(version, "applies_to", None)
        if applies is None or edition in applies:
            digest = version.digest
    return digest


def _versions(programme: Iterable[InForce]) -> list[Version]:
    return [entry.event.act for entry in programme if isinstance(entry.event.act, Version)]
