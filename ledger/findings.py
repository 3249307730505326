"""What a verification found: checks that were made, every fault, and what was not checked."""

from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Final

__all__ = ["HOLDS", "MISMATCH", "TAMPERED", "AskedWrongly", "Check", "Findings"]

HOLDS: Final = "holds"
MISMATCH: Final = "mismatch"
"""What lies there does not fit together, and the entries that were signed are still there."""
TAMPERED: Final = "tampered"
"""Something that was signed, or that an outside checkpoint vouches for, is not there any more."""


NOT_CHECKED: Final = (
    "append-only NOT checked: without a checkpoint that someone else kept (--against), whoever "
    "holds the book and its key could have rewritten all of it"
)


class AskedWrongly(Exception):
    """A question that can't be asked: no such path, or a key or checkpoint that is none."""


@dataclass(slots=True)
class Check:
    """One thing that was looked at; `detail` says how far."""

    name: str
    detail: str = ""
    ok: bool = True


@dataclass(slots=True)
class Findings:
    """All that was found of one book, log, copy or receipt."""

    origin: str = ""
    audience: str | None = None
    entries: int = 0
    head: int = 0
    sealed: int = 0
    root: bytes | None = None
    signed_by: str | None = None
    trusted: bool = False
    """Whether the key was given by whoever asks, not found beside what it vouches for."""
    compared: int = 0
    """How many outside checkpoints it was held against."""
    unfit: int = 0
    """How many of these it is not the same history as."""
    checks: list[Check] = field(default_factory=list)
    faults: list[dict[str, Any]] = field(default_factory=list)
    verdict: str = HOLDS
    _making: list[Check] = field(default_factory=list)

    def fault(
        self, position: int | None, what: str, *, signed: bool = True, of: Check | None = None
    ) -> None:
        """Note a fault of a check, or of the one that is being made.

        It is not `signed` where what was signed is still there, and holds.
        """
        check = of or (self._making[-1] if self._making else Check("reading"))
        check.ok = False
        said = what.encode(errors="backslashreplace").decode()  # a damaged store holds any bytes
        self.faults.append({"position": position, "what": said, "check": check.name})
        if signed:
            self.verdict = TAMPERED
        elif self.verdict == HOLDS:
            self.verdict = MISMATCH

    @contextmanager
    def check(self, name: str, detail: str = "") -> Iterator[Check]:
        """Make a check; it does not hold if a fault of it is noted."""
        made = Check(name, detail)
        self.checks.append(made)
        self._making.append(made)
        try:
            yield made
        finally:
            self._making.remove(made)

    @property
    def append_only(self) -> str:
        """Say whether it was held against anything that its keeper can't have changed."""
        if not self.compared:
            return "NOT checked"
        return f"checked against {self.compared} outside checkpoint(s)"

    @property
    def said(self) -> str:
        """Say in a sentence what is known of its history, and what is not."""
        if self.unfit:
            return (
                f"append-only does NOT hold: {self.unfit} of {self.compared} outside "
                "checkpoint(s) do not fit"
            )
        return f"append-only {self.append_only}" if self.compared else NOT_CHECKED

    def answer(self) -> dict[str, Any]:
        """Give all of it as JSON."""
        return {
            "verdict": self.verdict,
            "append_only": self.append_only,
            "entries": self.entries,
            "sealed": self.sealed,
            "root": b64encode(self.root).decode("ascii") if self.root is not None else None,
            "signed_by": self.signed_by,
            "key": "given" if self.trusted else "found inside" if self.signed_by else None,
            "checks": [
                {"name": one.name, "ok": one.ok, "detail": one.detail} for one in self.checks
            ],
            "faults": self.faults,
        }
