"""Step 3, load: staged Parquet -> DuckDB, by MERGE; then linkage. The one step that writes the warehouse."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from pipeline.settings import Settings
from warehouse import connect
from warehouse.load import LoadReport, load_batches


def pending_batches(settings: Settings) -> list[Path]:
    """All whole batches, oldest name first. The warehouse knows which of them it holds already."""
    return sorted(p for p in settings.staged.glob("[!.]*") if p.is_dir())


def load(database: Path, batches: Sequence[Path]) -> LoadReport:
    """Load these batches into that database; it is made where it is missing.

    A batch that has not the expected schema is left out and stands in the report's `refused`; the others are loaded.

    Raises:
        LockedError: another process writes to it.
    """
    database.parent.mkdir(parents=True, exist_ok=True)
    with connect.writer(database) as connection:
        return load_batches(connection, batches)


def load_pending(settings: Settings) -> LoadReport:
    """Load all that `extract` staged and the warehouse does not hold yet."""
    return load(settings.database, pending_batches(settings))
