"""What the tests of backfills share."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
from rich.console import Console, RenderableType

from warehouse.staging import FILES


class Quiet:
    """A watcher that remembers what it was told."""

    def __init__(self) -> None:
        self.steps: list[str] = []
        self.places: list[int] = []

    def begin(self, what: str, total: int | None, *, is_bytes: bool = False) -> None:
        self.steps.append(what)

    def at(self, done: int, what: str = "") -> None:
        self.places.append(done)


def staged(folder: Path) -> dict[str, list[dict[str, Any]]]:
    """The rows of all whole batches, by file name, in an order of their own; without when they were seen."""
    rows: dict[str, list[dict[str, Any]]] = {}
    for name in FILES:
        found = [row for path in sorted(folder.glob(f"[!.]*/{name}")) for row in pq.read_table(path).to_pylist()]
        rows[name] = sorted(found, key=str)
    return rows


def batches(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.glob("[!.]*"))


def shown(table: RenderableType) -> str:
    """As on a wide terminal."""
    console = Console(width=300)
    with console.capture() as captured:
        console.print(table)
    return captured.get()
