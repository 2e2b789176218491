"""Pulls in processes of their own, each of which is killed before another touch of the files below its home.

Usage: python -m tests.faults.pull_and_die HOMES FEED_URL. The first pull, in HOMES/killed-1, dies before its first
touch of a file, the second before its second, until one lives to its end in HOMES/killed-N. With --once it pulls in
HOMES itself and lives.
"""

from __future__ import annotations

import signal
import sys
from pathlib import Path

from pipeline.pull import pull
from pipeline.settings import Settings
from tests.faults.die import die_everywhere
from tests.feeds.documents import feed


def run(home: Path, url: str) -> None:
    """One pull."""
    pull(Settings(home=home, host_interval_s=0, read_timeout_s=30, allow_private=True), [feed(url)])


if __name__ == "__main__":
    folder, address = Path(sys.argv[1]), sys.argv[2]
    if "--once" in sys.argv:
        signal.signal(signal.SIGINT, signal.default_int_handler)  # a job in the background begins with it ignored
        run(folder, address)
    else:
        die_everywhere(folder, lambda home: run(home, address))
