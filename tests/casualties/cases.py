"""Case tables: one phrase a line, with what is expected of it."""

from __future__ import annotations

import csv
from pathlib import Path


def table(name: str) -> list[dict[str, str]]:
    """The rows of `<name>.csv` in this folder."""
    with Path(__file__).with_name(f"{name}.csv").open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))
