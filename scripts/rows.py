"""Everything that a warehouse says, to hold two of them against each other row by row."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

from warehouse.connect import reader
from warehouse.lake import Lake

CLOCKS: Final = ("applied_at", "loaded_at", "recorded_at", "staged_at")
"""When things were staged and loaded."""


def rows(path: Path, lake: Lake | None = None) -> dict[str, list[tuple[Any, ...]]]:
    """All rows of raw and core by table, but for the clocks."""
    with reader(path, lake) as connection:
        names = connection.execute(
            "SELECT schema_name, table_name FROM duckdb_tables() WHERE schema_name IN ('raw', 'core') AND NOT internal"
        ).fetchall()
        told = f"COLUMNS(lambda name: name NOT IN {CLOCKS})"
        return {
            f"{schema}.{table}": connection.execute(f"SELECT {told} FROM {schema}.{table} ORDER BY ALL").fetchall()  # noqa: S608
            for schema, table in sorted(names)
        }
