"""The program in a process that is killed at a chosen call, without a word and without clean-up.

One process has loaded the program, and forks a child for every run. In the child, each call that
changes a file, and each transaction, is counted; at the chosen one it kills itself.
"""

import atexit
import gc
import json
import mmap
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, wraps
from pathlib import Path
from typing import Any, Literal

from tests.journeys.program import Ran, environment

__all__ = ["KILLED", "MOMENTS", "Died", "run_mortal"]

KILLED = -signal.SIGKILL
CALLS = ("write", "fsync", "replace", "rename", "link", "unlink", "mkdir", "rmdir")
When = Literal["before", "halfway", "after"]
"""Where in a call the process is killed; halfway, a write has written half of its bytes."""
MOMENTS: tuple[When, ...] = ("before", "halfway", "after")
WIDTH = 8


@dataclass(frozen=True, slots=True)
class Died:
    """What came of a run: how it ended, and how many calls it had made by then."""

    ran: Ran
    calls: int


def run_mortal(*arguments: str | Path, cwd: Path, at: int = 0, when: When = "before") -> Died:
    """Run the program; kill it in the call with this number, from 1, or never."""
    with tempfile.TemporaryDirectory() as folder:
        streams = {name: str(Path(folder, name)) for name in ("in", "out", "err")}
        Path(streams["in"]).touch()
        asked: dict[str, Any] = {
            "arguments": [str(one) for one in arguments],
            "environ": environment(),
            "cwd": str(cwd),
            "without_rights": False,
            "at": at,
            "when": when,
        }
        code, calls = _asked(asked | streams)
        out, err = (Path(streams[name]).read_text(encoding="utf-8") for name in ("out", "err"))
        return Died(Ran(code, out, err), calls)


@cache
def _loaded() -> "subprocess.Popen[str]":
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.journeys.mortal"],
        env=environment(),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    atexit.register(process.communicate)
    return process


def _asked(asked: dict[str, Any]) -> tuple[int, int]:
    process = _loaded()
    assert process.stdin
    assert process.stdout
    process.stdin.write(json.dumps(asked) + "\n")
    process.stdin.flush()
    code, calls = process.stdout.readline().split()
    return int(code), int(calls)


# ---------------------------------------------------------------- the process itself


class Counter:
    """Counts calls where the parent can read it, and ends the process in one of them."""

    def __init__(self) -> None:
        self._shared = mmap.mmap(-1, WIDTH)
        self._at, self._when = 0, "before"

    @property
    def calls(self) -> int:
        """How many calls were made so far."""
        return int.from_bytes(self._shared[:WIDTH])

    @calls.setter
    def calls(self, number: int) -> None:
        self._shared[:WIDTH] = number.to_bytes(WIDTH)

    def arm(self, at: int, when: str) -> None:
        """Count from here on, and die in the call with this number."""
        from ledger.application import LedgerApplication  # noqa: PLC0415 - loaded by the child's
        from ledger.checkpoints import Checkpoints  # noqa: PLC0415 - parent, not by the client

        self._at, self._when = at, when
        for name in CALLS:
            setattr(os, name, self._counted(getattr(os, name)))
        for owner, name in ((Checkpoints, "sign"), (Checkpoints, "publishes_to")):
            setattr(owner, name, self._counted(getattr(owner, name)))
        LedgerApplication.append = self._counted(LedgerApplication.append)  # type: ignore[method-assign]

    def _counted(self, call: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(call)
        def counted(*values: Any, **named: Any) -> Any:
            self.calls += 1
            mine = self.calls == self._at
            if mine and self._when == "before":
                os.kill(os.getpid(), signal.SIGKILL)
            if mine and self._when == "halfway" and call.__name__ == "write":
                call(values[0], values[1][: len(values[1]) // 2])
                os.kill(os.getpid(), signal.SIGKILL)
            try:
                return call(*values, **named)
            finally:
                if mine:
                    os.kill(os.getpid(), signal.SIGKILL)

        return counted


def serve() -> None:
    """Answer every request until the input ends."""
    from tests.journeys.warm import _become  # noqa: PLC0415 - it loads the whole program

    counter = Counter()
    gc.freeze()  # so that children need not copy what they never change
    for line in sys.stdin:
        asked = json.loads(line)
        counter.calls = 0
        child = os.fork()
        if child == 0:
            counter.arm(asked["at"], asked["when"])
            _become(asked)
        _, status = os.waitpid(child, 0)
        sys.stdout.write(f"{os.waitstatus_to_exitcode(status)} {counter.calls}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    serve()
