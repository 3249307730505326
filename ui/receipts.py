"""What is said of acts that were recorded: where they lie, and whether they are sealed."""

from dataclasses import asdict
from typing import Any

from ledger.recording import Receipt, Recording
from ui.command import UNREADABLE
from ui.streams import fail

__all__ = ["receipt_answer", "refuse_unsealed"]


def receipt_answer(receipt: Receipt) -> dict[str, Any]:
    """Give a receipt as JSON."""
    return {name: value for name, value in asdict(receipt).items() if name != "already"}


def refuse_unsealed(done: Recording) -> None:
    """End with a failure where what was recorded could not be sealed, and say why."""
    if done.unsealed:
        fail(f"recorded, and not sealed: {done.unsealed}", UNREADABLE)
