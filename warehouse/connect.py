"""The only place where a DuckDB file is opened. One process may write; readers open the published snapshot."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import duckdb

from extractors.errors import LockedError, WarehouseError
from warehouse.migrate import migrate, require_current
from warehouse.policies.lists import refresh_lists

_HOLDER = re.compile(r"held in (?P<program>.+?) \(PID (?P<pid>\d+)\)")


MEMORY_LIMIT: Final = "2500MB"
"""What DuckDB may hold before it writes to disk beside the database: with Python's own, a load stays under 4 GB."""


_SESSION: Final = "SET TimeZone = 'UTC'; SET enable_progress_bar = false"
"""The bar of a slow query would be drawn into the answer on standard output."""


@contextmanager
def writer(path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open the live database for writing, made and migrated where needed, and close it again.

    Raises:
        LockedError: another process holds the file.
        WarehouseError: the file is no database of ours, or of a newer version.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    connection = _open(path, is_read_only=False)
    try:
        connection.execute(f"{_SESSION}; SET memory_limit = '{MEMORY_LIMIT}'")
        migrate(connection, where=str(path))
        refresh_lists(connection)
        yield connection
    finally:
        connection.close()


@contextmanager
def reader(path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """`opened` for as long as the context lasts."""
    connection = opened(path)
    try:
        yield connection
    finally:
        connection.close()


def opened(path: Path) -> duckdb.DuckDBPyConnection:
    """A database read-only: the snapshot, which no writer ever holds, or the live file between loads.

    Raises:
        LockedError: a loader holds the file.
        WarehouseError: the file is missing, no database of ours, or of another version.
    """
    if not path.exists():
        raise WarehouseError(
            "there is no warehouse here",
            where=str(path),
            hint="make one with `tollwatch run` or `tollwatch load FILES`",
        )
    connection = _open(path, is_read_only=True)
    try:
        connection.execute(_SESSION)
        require_current(connection, where=str(path))
        # what is meant for who asks needs no mart. before it
        connection.execute("SET search_path = 'main,mart'")
    except BaseException:
        connection.close()
        raise
    return connection


def _open(path: Path, *, is_read_only: bool) -> duckdb.DuckDBPyConnection:
    try:
        return duckdb.connect(path, read_only=is_read_only)
    except (duckdb.IOException, duckdb.ConnectionException) as error:
        raise _explained(str(error), path) from error
    except duckdb.CatalogException as error:
        raise WarehouseError("this file is no DuckDB database", where=str(path), hint="name another file") from error
    except duckdb.Error as error:
        raise WarehouseError(
            f"the database cannot be read: {str(error).splitlines()[0]}",
            where=str(path),
            hint="it may be damaged: move it away and load the staged batches again",
        ) from error


def _explained(message: str, path: Path) -> LockedError | WarehouseError:
    """What DuckDB's message means to the user."""
    first_line = message.splitlines()[0]
    if re.search(r"\block\b", message) or "different configuration" in message:
        return LockedError(_holder(message), where=str(path), hint="wait until it ends, or read the published snapshot")
    if "not a valid DuckDB database" in message:
        return WarehouseError("this file is no DuckDB database", where=str(path), hint="name another file")
    if "newer version" in message or "version number" in message:
        return WarehouseError(
            "the file was written by another version of DuckDB", where=str(path), hint="use the version that wrote it"
        )
    return WarehouseError(f"the database cannot be opened: {first_line}", where=str(path))


def _holder(message: str) -> str:
    found = _HOLDER.search(message)
    if not found:
        return "another process or connection holds the warehouse"
    return f"process {found['pid']} ({Path(found['program']).name}) holds the warehouse"
