"""What one article costs each step, and what a lake adds to a load: processor seconds, for docs/scaling.md.

usage: python -m benchmarks.shapes [--incidents 2000]

Invented news. The lake has its catalogue in a file and its data on the local disk: what is counted is the work, not the
network.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Final

import pyarrow.parquet as pq

from benchmarks.linkage import SCORED_SEED
from benchmarks.synthetic.batches import write_batches
from extractors.casualties import default_extractor
from extractors.documents import Document
from warehouse.connect import reader, writer
from warehouse.lake_access import Lake
from warehouse.load import load_batches

NEW: Final = 200
EXTRACTED: Final = 100


def seconds(work: Callable[[], object]) -> float:
    """Of the processor, all threads of this process."""
    began = time.process_time()
    work()
    return time.process_time() - began


def extract(batch: Path) -> None:
    """Read the first articles of a batch as the extract step would."""
    columns = ["url", "publisher", "title", "text", "language"]
    for row in pq.read_table(batch / "articles.parquet", columns=columns).slice(0, EXTRACTED).to_pylist():
        default_extractor(Document(id=row["url"], **row))


def load(path: Path, lake: Lake | None, batches: Sequence[Path]) -> None:
    """One load."""
    with writer(path, lake) as connection:
        load_batches(connection, batches)


def main() -> None:
    """Print a line a figure."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--incidents", type=int, default=2_000)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        batches = [w.batch for w in write_batches(folder, [options.incidents, NEW], seed=SCORED_SEED, noise="moderate")]
        extract(batches[1])  # lists are read at the first article
        print(f"extract: {seconds(partial(extract, batches[1])) / EXTRACTED:.4f} s an article")
        (folder / "lake").mkdir()
        for kind, lake in (
            ("file", None),
            ("lake", Lake(str(folder / "lake" / "catalogue.ducklake"), f"{folder / 'lake' / 'data'}/")),
        ):
            path = folder / f"of_{kind}.duckdb"
            first, second = (seconds(partial(load, path, lake, [batch])) for batch in batches)
            with reader(path) as connection:
                count = connection.execute("SELECT count(*) FROM core.articles").fetchone()
            print(
                f"{kind}: {first:.1f} s for the first load, {second:.1f} s for {NEW} incidents more; articles: {count}"
            )
        fetched = seconds(partial(load, folder / "other.duckdb", lake, []))
        print(f"lake: {fetched:.1f} s to fetch it on another machine")


if __name__ == "__main__":
    main()
