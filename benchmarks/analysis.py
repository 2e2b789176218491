"""What questions to mart cost over ten million claims, beside the same asked of the claims by hand-written SQL.

usage: python -m benchmarks.analysis [--claims 10000000] [--folder WORK] [--as-of 2020-06-15]

Writes an invented warehouse and publishes it (some 6 GB and a quarter of an hour for ten million), unless the folder
holds them already, and asks each question three times; the fastest counts. CPU time stands beside the clock's, since
a machine is seldom idle. The hand-written SQL reckons events from claims without a policy's rules, so its figures are
near and not equal.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import duckdb
from rich.console import Console
from rich.table import Table

from warehouse.connect import reader, writer
from warehouse.publish import publish

_CLAIMS_PER_EVENT: Final = 9.98
_TRIES: Final = 3
_MEMORY_LIMIT: Final = "4GB"

_NOW: Final = "c.is_current"
_THEN: Final = "c.known_from <= $as_of AND (c.known_to IS NULL OR c.known_to > $as_of)"


@dataclass(frozen=True, slots=True)
class Question:
    """One question to mart, and by hand; `limit_s` is what it may take."""

    asked: str
    mart: str
    by_hand: str
    who: str = "c.subset_of IS NULL"
    limit_s: float = 1.0


def questions() -> list[tuple[Question, str]]:
    """The questions of analysis_questions.toml, each with the whole of its hand-written SQL."""
    listed = tomllib.loads(Path(__file__).with_name("analysis_questions.toml").read_text(encoding="utf-8"))
    found = []
    for entry in listed["question"]:
        question = Question(**entry)
        told = listed["told"].format(who=question.who, when=_THEN if "$as_of" in question.mart else _NOW)
        found.append((question, told + question.by_hand))
    return found


def write_warehouse(path: Path, claims: int) -> None:
    """A warehouse of about so many claims, made without extraction or linkage."""
    path.unlink(missing_ok=True)
    text = Path(__file__).with_name("analysis_ledger.sql").read_text(encoding="utf-8")
    with writer(path) as connection:
        connection.execute(text.replace("{events}", str(round(claims / _CLAIMS_PER_EVENT))))


def _print_time(console: Console, what: str, step: Callable[[], object]) -> None:
    began, worked = time.perf_counter(), time.process_time()
    step()
    console.print(f"{what} in {time.perf_counter() - began:.0f} s, {time.process_time() - worked:.0f} CPU s")


def _seconds(connection: duckdb.DuckDBPyConnection, sql: str, as_of: str, tries: int) -> tuple[float, float]:
    """The clock's time and the CPU time of the fastest try."""
    taken = []
    for _ in range(tries):
        began, worked = time.perf_counter(), time.process_time()
        connection.execute(sql, {"as_of": as_of} if "$as_of" in sql else None).fetchmany(1000)
        taken.append((time.perf_counter() - began, time.process_time() - worked))
    return min(taken)


def main() -> int:
    """Ask all questions and print what they took; 1 where one took longer than it may."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--claims", type=int, default=10_000_000)
    parser.add_argument("--folder", type=Path, default=Path(tempfile.gettempdir()) / "tollwatch-analysis")
    parser.add_argument("--as-of", default="2020-06-15")
    wanted = parser.parse_args()
    snapshot: Path = wanted.folder / "published" / f"{wanted.claims}.duckdb"
    console = Console()
    if not snapshot.exists():
        live = wanted.folder / f"{wanted.claims}.duckdb"
        if not live.exists():
            _print_time(console, "written", lambda: write_warehouse(live, wanted.claims))
        _print_time(console, "published", lambda: publish(live, snapshot))
    table = Table("question", "seconds", "CPU s", "by hand", "CPU s", "times", "may take", box=None)
    slow = 0
    with reader(snapshot) as connection:
        connection.execute(f"SET memory_limit = '{_MEMORY_LIMIT}'")
        for question, by_hand in questions():
            taken, cpu = _seconds(connection, question.mart, wanted.as_of, _TRIES)
            hand, hand_cpu = _seconds(connection, by_hand, wanted.as_of, 1)
            slow += taken > question.limit_s
            seconds = [f"{value:.2f}" for value in (taken, cpu, hand, hand_cpu)]
            style = "red" if taken > question.limit_s else None
            row = (question.asked, *seconds, f"{hand / taken:.0f}", f"{question.limit_s:.0f}")
            table.add_row(*row, style=style)
            print(*row, sep="\t", file=sys.stderr, flush=True)  # as it is measured: the whole takes minutes
    console.print(table)
    return 1 if slow else 0


if __name__ == "__main__":
    sys.exit(main())
