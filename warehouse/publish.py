"""Publish: the database as a read-only snapshot in a file of its own, put in place of the old one by one rename."""

from __future__ import annotations

import os
import shutil
import tempfile
import time
from pathlib import Path
from typing import Final

from extractors.errors import WarehouseError
from warehouse.checks import hold_checks
from warehouse.connect import MEMORY_LIMIT, reader
from warehouse.keep import keep_figures
from warehouse.lake_access import Lake
from warehouse.migrate import code_version, transaction

_LEFTOVER_AGE_S: Final = 3600
"""No copy takes an hour: an older half-made one belongs to a killed process."""


def publish(database: Path, snapshot: Path, lake: Lake | None = None) -> Path:
    """Copy the database into the snapshot, with what it keeps ready (`warehouse.keep`), and return its path.

    Who has the old snapshot open keeps reading it: the rename leaves their file alone.

    Raises:
        LockedError: a loader holds the database.
        WarehouseError: there is no database, it is of another version, part of it is still to be derived anew, or a
            check is broken; the old snapshot stays.
    """
    snapshot.parent.mkdir(parents=True, exist_ok=True)
    _sweep(snapshot.parent)
    with tempfile.TemporaryDirectory(prefix=".open-", dir=snapshot.parent) as workplace:
        copy = Path(workplace) / snapshot.name
        _copy(database, copy, snapshot, lake)
        with copy.open("rb") as file:
            os.fsync(file.fileno())
        copy.replace(snapshot)
    return snapshot


def _copy(database: Path, copy: Path, published: Path, lake: Lake | None) -> None:
    with reader(database, lake) as connection:
        connection.execute(f"SET memory_limit = '{MEMORY_LIMIT}'")
        if connection.execute("SELECT 1 FROM core.due_articles LIMIT 1").fetchone():
            raise WarehouseError(
                "part of the warehouse is still to be derived anew",
                where=str(database),
                hint="the last load did not come to its end: `tollwatch load` goes on from there",
            )
        hold_checks(connection, database, published)  # by the connection that copies: nothing can be loaded in between
        name = connection.execute("SELECT current_database()").fetchone()
        assert name is not None  # noqa: S101  # there always is one
        path = str(copy).replace("'", "''")  # ATTACH takes no parameters
        connection.execute(f"ATTACH '{path}' AS snapshot (READ_WRITE)")
        with transaction(connection):
            connection.execute(f'COPY FROM DATABASE "{name[0]}" TO snapshot')
        connection.execute("USE snapshot")
        connection.execute(
            """
            INSERT INTO raw.snapshots BY NAME
            SELECT now() AT TIME ZONE 'UTC' AS published_at, ? AS source_database, ? AS code_version,
                (SELECT count(*) FROM core.articles) AS articles,
                (SELECT count(*) FROM core.claims WHERE is_current) AS claims,
                (SELECT count(*) FROM core.events) AS events
            """,
            [database.name, code_version()],
        )
        keep_figures(connection)
        connection.execute(f'USE "{name[0]}"')
        connection.execute("DETACH snapshot")


def _sweep(folder: Path) -> None:
    """Remove what killed publishers left half-made; a younger copy may be another one's at work."""
    for leftover in folder.glob(".open-*"):
        if time.time() - leftover.stat().st_mtime > _LEFTOVER_AGE_S:
            shutil.rmtree(leftover, ignore_errors=True)
