"""What linking costs: so many incidents from scratch in one load, then 1,000 new ones; time by step and peak memory.

usage: python -m benchmarks.linkage_scale [--incidents 10000,100000,1000000] [--noise moderate] [--folder WORK]

Each size runs in a process of its own, on invented news as dense as that of any other size. CPU time stands beside the
clock's, since a machine is seldom idle. The folder takes some 10 GB for a million incidents.
"""

from __future__ import annotations

import argparse
import json
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import duckdb
from rich.console import Console
from rich.table import Table

import warehouse.load
from benchmarks.linkage import SCORED_SEED
from benchmarks.synthetic.agreement import agreement
from benchmarks.synthetic.batches import write_batches
from warehouse import statements
from warehouse.connect import writer

BATCH: Final = 20_000
NEW: Final = 1_000
SLOWEST: Final = 8  # steps that are printed


def write_news(folder: Path, incidents: int, noise: str) -> None:
    """Write the batches of the first load into folder/first, and the one of the second into folder/second."""
    shutil.rmtree(folder, ignore_errors=True)
    sizes = [min(BATCH, incidents - done) for done in range(0, incidents, BATCH)]
    for number, written in enumerate(write_batches(folder, [*sizes, NEW], seed=SCORED_SEED, noise=noise)):
        load = folder / ("first" if number < len(sizes) else "second")
        load.mkdir(exist_ok=True)
        written.batch.rename(load / written.batch.name)


def measure(folder: Path) -> dict[str, Any]:
    """Load both, in this process: seconds and seconds by step of each load, peak memory (MB), agreement."""
    loads = []
    with writer(folder / "scale.duckdb") as connection:
        for load in ("first", "second"):
            meter = _Meter()
            began, worked = time.perf_counter(), time.process_time()
            report = warehouse.load.load_batches(connection, sorted((folder / load).iterdir()))
            seconds, cpu = time.perf_counter() - began, time.process_time() - worked
            if report.refused:
                raise report.refused[0]
            loads.append({"seconds": seconds, "cpu_seconds": cpu, "peak_mb": _peak_mb(), **meter.read()})
        found = agreement(connection, sorted(folder.glob("*.truth.parquet")))
        links = connection.execute("SELECT count(*) FROM core.event_links").fetchone()
    return {
        "loads": loads,
        "links": links[0] if links else 0,
        "b_cubed": found.b_cubed.f1,
        "events": found.found_events,
        "file_mb": (folder / "scale.duckdb").stat().st_size / 1e6,
    }


class _Meter:
    """CPU time by step and by portion. What Python does between two steps of SQL is that of the first of them."""

    def __init__(self) -> None:
        self._steps: dict[str, float] = defaultdict(float)
        self._portions: list[float] = []
        self._last: tuple[str, float] | None = None
        for name, module in list(sys.modules.items()):
            run = getattr(module, "run", None)
            if name.startswith("warehouse.") and module is not statements and getattr(run, "__name__", "") == "run":
                module.run = self.run  # type: ignore[attr-defined]

    def run(self, connection: duckdb.DuckDBPyConnection, name: str, **values: str) -> None:
        """Run a step as `statements.run` does."""
        self._mark(name)
        statements.run(connection, name, **values)

    def read(self) -> dict[str, Any]:
        """Seconds by step, and of each portion of the load."""
        self._mark("")
        return {"steps": dict(self._steps), "portions": self._portions}

    def _mark(self, name: str) -> None:
        now = time.process_time()
        if self._last:
            spent = now - self._last[1]
            self._steps[self._last[0]] += spent
            if self._portions:
                self._portions[-1] += spent
        if name == "stage":
            print(f"portion {len(self._portions) + 1}, peak {_peak_mb():.0f} MB", file=sys.stderr, flush=True)
            self._portions.append(0.0)
        self._last = name, now


def _peak_mb() -> float:
    status = Path("/proc/self/status").read_text(encoding="utf-8")
    found = re.search(r"VmHWM:\s+(\d+) kB", status)
    return int(found[1]) / 1000 if found else float("nan")


def show(rows: Sequence[tuple[int, dict[str, Any]]]) -> None:
    """Print the curve, and the slowest steps of each size."""
    console = Console(width=120)
    heads = ("incidents", "events", "links", "load s", "CPU s", "CPU µs each", "1,000 new s", "CPU s", "share of CPU",
             "peak MB", "file MB", "B³ F1")  # fmt: skip
    table = Table(*heads, box=None, header_style="dim")
    for incidents, row in rows:
        first, second = row["loads"]
        peak = max(first["peak_mb"], second["peak_mb"])
        table.add_row(
            f"{incidents:,}", f"{row['events']:,}", f"{row['links']:,}", f"{first['seconds']:.0f}",
            f"{first['cpu_seconds']:.0f}", f"{first['cpu_seconds'] / incidents * 1e6:.0f}", f"{second['seconds']:.1f}",
            f"{second['cpu_seconds']:.1f}", f"{second['cpu_seconds'] / first['cpu_seconds']:.1%}", f"{peak:.0f}",
            f"{row['file_mb']:.0f}", f"{row['b_cubed']:.3f}",
        )  # fmt: skip
    console.print(table)
    for incidents, row in rows:
        for load, what in zip(row["loads"], ("load", "1,000 new"), strict=True):
            slowest = sorted(load["steps"].items(), key=lambda step: -step[1])[:SLOWEST]
            console.print(f"{incidents:,} {what}: " + ", ".join(f"{name} {seconds:.1f}" for name, seconds in slowest))
        portions = row["loads"][0]["portions"]
        console.print(f"{incidents:,} CPU s of each {BATCH:,}: " + " ".join(f"{seconds:.0f}" for seconds in portions))


def main() -> None:
    """Measure each size in turn."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--incidents", default="10000,100000,1000000")
    parser.add_argument("--noise", default="moderate")
    parser.add_argument("--folder", type=Path, help="where news and databases are made; a temporary one if not given")
    parser.add_argument("--child", action="store_true", help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.child:
        print(json.dumps(measure(args.folder)))
        return
    rows = []
    with tempfile.TemporaryDirectory() as temporary:
        for incidents in map(int, args.incidents.split(",")):
            folder = (args.folder or Path(temporary)) / str(incidents)
            write_news(folder, incidents, args.noise)
            command = [sys.executable, "-m", "benchmarks.linkage_scale", "--child", "--folder", str(folder)]
            done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)  # noqa: S603  # this script
            rows.append((incidents, json.loads(done.stdout)))
            if not args.folder:
                shutil.rmtree(folder)
            show(rows[-1:])
    show(rows)


if __name__ == "__main__":
    main()
