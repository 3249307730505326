"""A draft: an entry that is about to be appended, with what goes into private tables beside it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ledger.entry import format_entry
from ledger.errors import DisclosureError

__all__ = ["Draft", "draft"]


@dataclass(frozen=True, slots=True)
class Draft:
    """An entry's exact bytes, the columns by which the store finds it, and its private parts."""

    stream: str
    version: int
    act: str
    id: str
    recorded_at: str
    data: bytes
    disclosures: tuple[tuple[str, str, str | None, str], ...] = ()
    """Each withheld place: pointer, release, until, disclosure."""
    retries: tuple[tuple[bytes, bytes], ...] = ()
    """Each name it can be submitted again by: keyed digest of the name, keyed digest of the act."""

    # The names by which the event store knows a stream and its versions.

    @property
    def originator_id(self) -> str:
        """Name of its stream."""
        return self.stream

    @property
    def originator_version(self) -> int:
        """Place in its stream."""
        return self.version


def draft(
    fields: Mapping[str, Any],
    disclosures: Mapping[str, str] | None = None,
    retries: Sequence[tuple[bytes, bytes]] = (),
) -> Draft:
    """Encode an entry, once and for all; `disclosures` holds one for each of its commitments."""
    opened = disclosures or {}
    commitments = fields.get("commitments", {})
    data = format_entry(fields)
    for pointer in opened.keys() ^ commitments.keys():
        raise DisclosureError(pointer, "a commitment and its disclosure are kept together")
    return Draft(
        fields["stream"],
        fields["version"],
        fields["act"],
        fields["id"],
        fields["recorded_at"],
        data,
        tuple(
            (pointer, promised["release"], promised.get("until"), opened[pointer])
            for pointer, promised in commitments.items()
        ),
        tuple(retries),
    )
