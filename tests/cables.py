"""Cables for tests: a whole one of our own making, the smallest there can be, and a real one."""

from pathlib import Path

__all__ = ["INVENTED", "REAL", "TEXT", "in_short"]

ROOT = Path(__file__).resolve().parents[1]
INVENTED = ROOT / "tests" / "samples" / "invented-cable.txt"
TEXT = INVENTED.read_text(encoding="utf-8")
REAL = ROOT.parent / "shared" / "data" / "tip" / "cable-09BEIJING3214.txt"
"""Lies beside the checkout of those who have it: `pytest.mark.requires("cable")`."""


def in_short(*body: str, subject: str = "SUBJECT: INVENTED") -> str:
    """Write the smallest cable that holds these lines."""
    head = ("O 011200Z MAR 98", "FM AMEMBASSY LAKEPORT", "TO SECSTATE", "TAGS: XL", subject, "")
    return "\n".join((*head, *body))
