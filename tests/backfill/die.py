"""Backfills of a file in processes of their own, each killed before another touch of the files below its home.

usage: python -m tests.backfill.die HOMES SOURCE

The first dies before its first touch of a file, the second before its second, until one lives to its end. Each home is
then run again, undisturbed.
"""

from __future__ import annotations

import datetime as dt
import os
import signal
import sys
from itertools import count
from pathlib import Path
from unittest.mock import patch

from extractors.archives.wanted import Wanted
from pipeline.backfill import files
from pipeline.settings import Settings
from tests.faults.pull_and_die import die_at

NOVEMBER = Wanted(dt.date(2018, 11, 1), dt.date(2018, 11, 30))
PIECE = 2


def run(home: Path, source: Path) -> files.FileReport:
    """One backfill in small pieces."""
    with patch.object(files, "PIECE_ARTICLES", PIECE):
        return files.backfill_file(Settings(home=home), source, NOVEMBER)


def die_everywhere(homes: Path, source: Path) -> None:
    """Fork a backfill for each touch: a fork costs a fraction of an interpreter's start."""
    for touch in count(1):
        home = homes / f"killed-{touch}"
        child = os.fork()
        if child == 0:
            die_at(touch, home)
            run(home, source)
            os._exit(0)
        _, status = os.waitpid(child, 0)
        code = os.waitstatus_to_exitcode(status)
        if code != -signal.SIGKILL:
            sys.exit(code)


if __name__ == "__main__":
    die_everywhere(Path(sys.argv[1]), Path(sys.argv[2]))
