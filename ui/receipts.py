"""What is said of acts that were recorded: where they lie, and whether they are sealed."""

from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from ledger.recording import Receipt, Recording
from ui.command import UNREADABLE
from ui.streams import err, fail

__all__ = ["receipt_answer", "refuse_unsealed", "say_unreached"]


def receipt_answer(receipt: Receipt) -> dict[str, Any]:
    """Give a receipt as JSON."""
    return {name: value for name, value in asdict(receipt).items() if name != "already"}


def say_unreached(folders: Iterable[str]) -> None:
    """Name the published folders that what is signed could not be held to."""
    for folder in folders:
        err.print(
            f"{folder} was published to and is not there: it was not read back "
            "(`publish --forget` lets go of it)",
            markup=False,
        )


def refuse_unsealed(done: Recording) -> None:
    """End with a failure where what was recorded could not be sealed, or no receipt be kept."""
    say_unreached(done.unreached)
    if done.unsealed:
        fail(f"recorded, and not sealed: {done.unsealed}", UNREADABLE)
    if done.unsaved:
        fail(f"recorded and sealed; {done.unsaved}; `prove` makes it again", UNREADABLE)
