"""Deaths: a piece of work in processes of its own, each killed before another touch of the files below its home."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable
from itertools import count
from pathlib import Path


def die_everywhere(homes: Path, work: Callable[[Path], object]) -> None:
    """Do the work in homes/killed-1, killed before its first touch of a file, in killed-2 before its second, and so on.

    The last home is the one in which it lived to its end. A fork costs a fraction of an interpreter's start.
    """
    for touch in count(1):
        home = homes / f"killed-{touch}"
        child = os.fork()
        if child == 0:
            die_at(touch, home)
            work(home)
            os._exit(0)
        _, status = os.waitpid(child, 0)
        code = os.waitstatus_to_exitcode(status)
        if code != -signal.SIGKILL:
            sys.exit(code)


def die_at(touch: int, home: Path) -> None:
    """Send SIGKILL to this process before the given touch (1 is the first) of a file below `home`."""
    left = touch

    def watch(event: str, arguments: tuple[object, ...]) -> None:
        nonlocal left
        if event in {"open", "os.mkdir", "os.rename", "os.remove"} and str(arguments[0]).startswith(str(home)):
            left -= 1
            if left == 0:
                os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(watch)
