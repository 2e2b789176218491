"""What must hold of a warehouse before anybody reads a number from it."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Final

import duckdb

from extractors.errors import WarehouseError

_LEDGER: Final = ("raw.loaded_batches", "raw.sightings", "raw.readings", "raw.claims", "raw.fetches")
"""Tables to which rows are only added."""


@dataclass(frozen=True, slots=True)
class Breach:
    """A check that does not hold: its name, how many rows break it, and one of them."""

    check: str
    rows: int
    example: str

    def __str__(self) -> str:
        return f"{self.check}: broken by {self.rows:,}, one of them {self.example}"


def hold_checks(connection: duckdb.DuckDBPyConnection, database: Path, snapshot: Path) -> None:
    """Hold the database of a connection against all that must be true of it, and against the last snapshot, if any.

    Raises:
        WarehouseError: a number read from it may be wrong; it says which check is broken. Do not publish it.
    """
    found = breaches(connection)
    if snapshot.exists():
        found += lost_rows(connection, snapshot)
    if found:
        raise WarehouseError(
            "; ".join(map(str, found)),
            where=str(database),
            hint="it is not published, an older snapshot stays; see docs/runbook.md, A check is broken",
        )


def breaches(connection: duckdb.DuckDBPyConnection) -> list[Breach]:
    """The checks of checks.toml that do not hold of this warehouse."""
    found = []
    for name, sql in _checks().items():
        # the least id: the same example at every run
        row = connection.execute(f"SELECT count(*), min(id) FROM ({sql}) AS found(id)").fetchone()  # noqa: S608
        if row and row[0]:
            found.append(Breach(name, row[0], str(row[1])))
    return found


def lost_rows(connection: duckdb.DuckDBPyConnection, snapshot: Path) -> list[Breach]:
    """Tables of the ledger that hold fewer rows than the snapshot that was published last.

    Nothing is ever taken out of the ledger: a smaller one is another file, or a damaged one.

    Raises:
        WarehouseError: the snapshot cannot be read.
    """
    path = str(snapshot).replace("'", "''")  # ATTACH takes no parameters
    try:
        connection.execute(f"ATTACH '{path}' AS published (READ_ONLY)")
    except duckdb.Error as error:
        raise WarehouseError(
            f"the last snapshot cannot be read: {error}", where=str(snapshot), hint="move it away and publish again"
        ) from error
    try:
        lost = []
        for table in _LEDGER:
            counts = f"SELECT (SELECT count(*) FROM {table}), (SELECT count(*) FROM published.{table})"  # noqa: S608
            now, before = connection.execute(counts).fetchone() or (0, 0)
            if now < before:
                lost.append(Breach("a ledger that only grows", before - now, f"{table}, {now:,} rows"))
        return lost
    finally:
        connection.execute("DETACH published")


@cache
def _checks() -> dict[str, str]:
    text = (resources.files("warehouse") / "checks.toml").read_text(encoding="utf-8")
    return {check["name"]: check["sql"] for check in tomllib.loads(text)["checks"]}
