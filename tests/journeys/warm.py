"""A process that has loaded the program and runs it in one child after the other.

Loading takes most of the time of a short run. Each line of its input asks for one run, and is
answered by a line with the exit code; the streams of the run are files.
"""

import ctypes
import json
import os
import struct
import sys
import traceback
from typing import Any, NoReturn

from ui.cli import main

READ, WRITE = os.O_RDONLY, os.O_WRONLY | os.O_CREAT | os.O_TRUNC


def serve() -> None:
    """Answer every request until the input ends."""
    for asked in sys.stdin:
        child = os.fork()
        if child == 0:
            _become(json.loads(asked))
        _, status = os.waitpid(child, 0)
        sys.stdout.write(f"{os.waitstatus_to_exitcode(status)}\n")
        sys.stdout.flush()


def _become(asked: dict[str, Any]) -> NoReturn:
    """Be the program, with the arguments, the environment and the streams that were asked for."""
    code: Any = 1
    try:
        for number, (name, flags) in enumerate((("in", READ), ("out", WRITE), ("err", WRITE))):
            os.dup2(os.open(asked[name], flags, 0o600), number)
        sys.stdin = os.fdopen(0, closefd=False)
        sys.argv = ["minutebook", *asked["arguments"]]
        os.environ.clear()
        os.environ.update(asked["environ"])
        os.chdir(asked["cwd"])
        if asked["without_rights"]:
            _give_up_rights()
        main()
        code = 0
    except SystemExit as ended:
        code = ended.code or 0
    except BaseException:  # noqa: BLE001 - shown as Python shows it when nobody catches it
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def _give_up_rights() -> None:
    """Obey the permissions of files even as root: give up every capability (capabilities(7))."""
    if sys.platform == "linux":
        version, own_process, none = 0x20080522, 0, bytes(24)
        refused = ctypes.CDLL(None).capset(struct.pack("Ii", version, own_process), none)
        assert not refused


if __name__ == "__main__":
    serve()
