"""How well incidents are linked into events, by level of noise, on invented news whose truth is known.

usage: python -m benchmarks.linkage [--incidents N] [--seed S] [--levels none,low,moderate,high] [--rewrites]

--rewrites takes the moderate level alone, and has the outlets retell an agency's text where they else reprint it, by
each strength of benchmarks/synthetic/rewrites.toml in turn.

The seed is none of those from which the weights were learnt (benchmarks/learn_weights.py).
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from pathlib import Path
from typing import Final, NamedTuple

from rich.console import Console
from rich.table import Table

from benchmarks.synthetic.agreement import Agreement, Ratios, agreement, copies, voices
from benchmarks.synthetic.batches import write_batches
from benchmarks.synthetic.lists import noise_levels
from benchmarks.synthetic.rewrites import Rewrite, rewrites
from warehouse.connect import writer
from warehouse.load import load_batches

SCORED_SEED: Final = 20_261_122
BATCH: Final = 5_000


class Measured(NamedTuple):
    """What came of one level of noise."""

    found: Agreement
    copies: Ratios  # of reprints: which articles have one text
    voices: Ratios  # which articles of one event speak for one source
    seconds: float  # of the load


def measure(folder: Path, noise: str, *, incidents: int, seed: int, rewrite: Rewrite | None = None) -> Measured:
    """Load news of one level of noise and hold what is found against the truth."""
    sizes = [min(BATCH, incidents - done) for done in range(0, incidents, BATCH)]
    written = list(write_batches(folder, sizes, seed=seed, noise=noise, rewrite=rewrite))
    with writer(folder / f"{noise}.duckdb") as connection:
        began = time.perf_counter()
        report = load_batches(connection, [each.batch for each in written])
        seconds = time.perf_counter() - began
        if report.refused:
            raise report.refused[0]
        truth = [each.truth for each in written]
        return Measured(agreement(connection, truth), copies(connection, truth), voices(connection, truth), seconds)


def main() -> None:
    """Measure each level and print the table."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--incidents", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=SCORED_SEED)
    parser.add_argument("--levels", default=",".join(noise_levels()))
    parser.add_argument("--rewrites", action="store_true")
    args = parser.parse_args()
    levels = args.levels.split(",")
    if unknown := set(levels) - set(noise_levels()):
        sys.exit(f"no such level: {', '.join(sorted(unknown))}; there are {', '.join(noise_levels())}")
    runs: list[tuple[str, str, Rewrite | None]] = [(noise, noise, None) for noise in levels]
    if args.rewrites:
        runs = [(name, "moderate", how) for name, how in rewrites().items()]
    heads = ("noise", "incidents", "attacks", "events", "B³ P", "B³ R", "B³ F1", "pair P", "pair R", "pair F1",
             "copies P", "copies R", "voices P", "voices R", "s")  # fmt: skip
    table = Table(*heads, box=None, header_style="dim")
    for name, noise, how in runs:
        with tempfile.TemporaryDirectory() as folder:
            found, *told, seconds = measure(Path(folder), noise, incidents=args.incidents, seed=args.seed, rewrite=how)
        ratios = (
            f"{value:.3f}"
            for each in (found.b_cubed, found.pairwise)
            for value in (each.precision, each.recall, each.f1)
        )
        counts = (f"{number:,}" for number in (found.incidents, found.true_events, found.found_events))
        shares = (f"{value:.3f}" for each in told for value in (each.precision, each.recall))
        table.add_row(name, *counts, *ratios, *shares, f"{seconds:.0f}")
    Console(width=150).print(table)


if __name__ == "__main__":
    main()
