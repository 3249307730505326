"""Ids and times of entries, made from a clock and from chance that are given from outside."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

__all__ = ["Surroundings", "instant", "uuid7"]

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def _now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What the world outside gives to an entry: the time, and bytes nobody can guess."""

    clock: Callable[[], datetime] = _now
    chance: Callable[[int], bytes] = secrets.token_bytes


def instant(moment: datetime) -> str:
    """Write a moment in UTC in the 27 characters in which every entry has its time."""
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"


def uuid7(moment: datetime, chance: bytes) -> str:
    """Make a time-ordered id (RFC 9562, section 5.7) from a moment and 10 random bytes."""
    milliseconds = (moment - EPOCH) // timedelta(milliseconds=1)
    bits = milliseconds << 80 | int.from_bytes(chance[:10])
    bits = bits & ~(0xF << 76) | 0x7 << 76
    bits = bits & ~(0x3 << 62) | 0x2 << 62
    return str(UUID(int=bits))
