"""The warehouse in one line of Python.

import tollwatch

tollwatch.connect().sql("FROM mart.deadliest(10, country := 'SY')")
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.settings import Settings
from warehouse.connect import opened

if TYPE_CHECKING:
    import duckdb

__all__ = ["connect"]


def connect(database: str | Path | None = None) -> duckdb.DuckDBPyConnection:
    """A read-only connection to the published snapshot, or to a database that is named.

    What it answers, DuckDB turns into rows (`fetchall`), a table of Arrow (`to_arrow_table`), or a data frame (`df`,
    `pl`) where pandas or Polars is installed. Close it, or use it in a `with`.

    Raises:
        LockedError: a loader holds the file.
        WarehouseError: the file is missing, no database of ours, or of another version; says what to run.
    """
    return opened(Settings().asked(Path(database) if database else None))
