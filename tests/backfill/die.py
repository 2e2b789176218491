"""Backfills of a file in processes of their own, each killed before another touch of the files below its home.

usage: python -m tests.backfill.die HOMES SOURCE

The first dies before its first touch of a file, the second before its second, until one lives to its end. Each home is
then run again, undisturbed.
"""

from __future__ import annotations

import datetime as dt
import sys
from pathlib import Path
from unittest.mock import patch

from extractors.archives.wanted import Wanted
from pipeline.backfill import files
from pipeline.settings import Settings
from tests.faults.die import die_everywhere

NOVEMBER = Wanted(dt.date(2018, 11, 1), dt.date(2018, 11, 30))
PIECE = 2


def run(home: Path, source: Path) -> files.FileReport:
    """One backfill in small pieces."""
    with patch.object(files, "PIECE_ARTICLES", PIECE):
        return files.backfill_file(Settings(home=home), source, NOVEMBER)


if __name__ == "__main__":
    source = Path(sys.argv[2])
    die_everywhere(Path(sys.argv[1]), lambda home: run(home, source))
