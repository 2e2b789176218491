"""Pulls in processes of their own, each of which is killed before another touch of the files below its home.

Usage: python -m tests.faults.pull_and_die HOMES FEED_URL. The first pull, in HOMES/killed-1, dies before its first
touch of a file, the second before its second, until one lives to its end in HOMES/killed-N. With --once it pulls in
HOMES itself and lives.
"""

from __future__ import annotations

import os
import signal
import sys
from itertools import count
from pathlib import Path

from pipeline.pull import pull
from pipeline.settings import Settings
from tests.feeds.documents import feed


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


def run(home: Path, url: str) -> None:
    """One pull."""
    pull(Settings(home=home, host_interval_s=0, read_timeout_s=30, allow_private=True), [feed(url)])


def die_everywhere(homes: Path, url: str) -> None:
    """Fork a pull for each touch: a fork costs a fraction of an interpreter's start."""
    for touch in count(1):
        home = homes / f"killed-{touch}"
        child = os.fork()
        if child == 0:
            die_at(touch, home)
            run(home, url)
            os._exit(0)
        _, status = os.waitpid(child, 0)
        code = os.waitstatus_to_exitcode(status)
        if code != -signal.SIGKILL:
            sys.exit(code)


if __name__ == "__main__":
    folder, address = Path(sys.argv[1]), sys.argv[2]
    if "--once" in sys.argv:
        signal.signal(signal.SIGINT, signal.default_int_handler)  # a job in the background begins with it ignored
        run(folder, address)
    else:
        die_everywhere(folder, address)
