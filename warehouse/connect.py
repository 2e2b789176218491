"""The only place where a DuckDB file is opened. One process may write; readers open the published snapshot."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final
from weakref import WeakSet

import duckdb

from extractors.errors import LockedError, WarehouseError
from warehouse.lake import fill, newer, send
from warehouse.lake_access import Lake
from warehouse.migrate import migrate, require_current
from warehouse.policies.lists import refresh_lists

_NO_ROOM = re.compile(
    r"No space left|Could not write (?:file|all bytes)|File too large|[Qq]uota exceeded|max_temp_directory_size"
)

_HOLDER = re.compile(r"held in (?P<program>.+?) \(PID (?P<pid>\d+)\)")


MEMORY_LIMIT: Final = "2500MB"
"""What DuckDB may hold before it writes to disk beside the database: with Python's own, a load stays under 4 GB."""


_TRIES: Final = 3
"""Copies of the lake that are made before it is left to the loader that writes it all the while."""

_OPEN: Final = WeakSet[duckdb.DuckDBPyConnection]()


def interrupt() -> None:
    """End the queries that run, whichever thread waits for them: each raises what its thread's signal handler does."""
    for connection in list(_OPEN):
        with suppress(duckdb.ConnectionException):  # closed meanwhile
            connection.interrupt()


@contextmanager
def writer(path: Path, lake: Lake | None = None) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open the live database for writing, made and migrated where needed, and close it again.

    Args:
        path: the file.
        lake: where the warehouse is a lake: the file is a copy of it, and what was written counts once it is there.

    Raises:
        LockedError: another process holds the file, or has written the lake meanwhile.
        FetchError: the lake does not answer.
        WarehouseError: the file is no database of ours, of a newer version, or a snapshot.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with _plain_ends(path), _closing(_writing(path, lake)) as connection:
        _refuse_snapshot(connection, path)
        migrate(connection, where=str(path))
        refresh_lists(connection)
        yield connection
        if lake:
            send(connection, lake)


@contextmanager
def reader(path: Path, lake: Lake | None = None) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open a database read-only: the snapshot, which no writer ever holds, or the live file between loads.

    Args:
        path: the file.
        lake: of which the file is a copy; it is made one of the lake as it is now.

    Raises:
        LockedError: a loader holds the file.
        FetchError: the lake does not answer.
        WarehouseError: the file is missing, no database of ours, or of another version.
    """
    if lake:
        _refresh(path, lake)
    with _plain_ends(path), _closing(opened(path)) as connection:
        yield connection


def opened(path: Path) -> duckdb.DuckDBPyConnection:
    """The same file as a connection that the caller closes.

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
        _set_up(connection)
        require_current(connection, where=str(path))
        # what is meant for who asks needs no mart. before it
        connection.execute("SET search_path = 'main,mart'")
    except BaseException:
        connection.close()
        raise
    return connection


@contextmanager
def _closing(connection: duckdb.DuckDBPyConnection) -> Iterator[duckdb.DuckDBPyConnection]:
    """Close it in the end. Closing waits for DuckDB's own threads, so a query that was broken off must not go on."""
    try:
        yield connection
    except BaseException:
        connection.interrupt()
        raise
    finally:
        connection.close()


@contextmanager
def _plain_ends(path: Path) -> Iterator[None]:
    """Give the end of a query and a full disk the names that they have elsewhere, whatever a rollback made of them.

    Raises:
        KeyboardInterrupt, SystemExit: somebody ended a query, which DuckDB tells as a RuntimeError or an error of its
            own.
        WarehouseError: the disk is full.
    """
    try:
        yield
    except (RuntimeError, duckdb.Error) as error:
        causes = list(_causes(error))
        if ended := next((cause for cause in causes if isinstance(cause, SystemExit)), None):
            raise SystemExit(ended.code) from error
        if any(isinstance(cause, KeyboardInterrupt | duckdb.InterruptException) for cause in causes):
            raise KeyboardInterrupt from error
        if full := next((cause for cause in causes if _NO_ROOM.search(str(cause))), None):
            raise WarehouseError(
                f"the disk cannot be written: {str(full).splitlines()[0]}",
                where=str(path),
                hint="free some space and run it again: what was there before is as it was",
            ) from error
        raise


def _causes(error: BaseException) -> Iterator[BaseException]:
    found: BaseException | None = error
    while found is not None:
        yield found
        found = found.__cause__ or found.__context__


def _refuse_snapshot(connection: duckdb.DuckDBPyConnection, path: Path) -> None:
    """What would be written there is gone with the next publication, and contradicts the figures that it keeps."""
    has_table = "SELECT 1 FROM duckdb_tables() WHERE schema_name = 'raw' AND table_name = 'snapshots'"
    if connection.execute(has_table).fetchone() and connection.execute("FROM raw.snapshots LIMIT 1").fetchone():
        raise WarehouseError(
            "this is a published snapshot, which nobody writes",
            where=str(path),
            hint="name the live database with --db, then `tollwatch publish` again",
        )


def _refresh(path: Path, lake: Lake) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with _plain_ends(path):
        _writing(path, lake, to_write=False).close()


def _writing(path: Path, lake: Lake | None, *, to_write: bool = True) -> duckdb.DuckDBPyConnection:
    """Open for writing; where there is a lake, a copy of its present state."""
    path = path.resolve()  # what is replaced is the file, not a link to it
    for _ in range(_TRIES):
        connection = _open(path, is_read_only=False)
        try:
            _set_up(connection)
            connection.execute(f"SET memory_limit = '{MEMORY_LIMIT}'")
            head = newer(connection, lake, where=str(path), to_write=to_write) if lake else None
            if not lake or not head:
                return connection
            with tempfile.TemporaryDirectory(prefix=".open-", dir=path.parent) as workplace:
                new = Path(workplace, path.name)
                with _closing(_writing(new, None)) as filled:
                    fill(filled, lake, head, where=str(path))
                connection.execute("FORCE CHECKPOINT")  # no log stays that would be taken for the new file's
                new.replace(path)
        except BaseException:
            connection.close()
            raise
        connection.close()
    raise LockedError("another loader writes the lake again and again", where=str(path), hint="load again")


def _set_up(connection: duckdb.DuckDBPyConnection) -> None:
    """Times in UTC, and no bar of a slow query in the answer on standard output."""
    connection.execute("SET TimeZone = 'UTC'")
    # in Jupyter the bar may be off since it cannot be drawn there, and then it may not even be turned off
    if connection.execute("SELECT current_setting('enable_progress_bar')").fetchone() == (True,):
        connection.execute("SET enable_progress_bar = false")


def _open(path: Path, *, is_read_only: bool) -> duckdb.DuckDBPyConnection:
    try:
        connection = duckdb.connect(path, read_only=is_read_only)
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
    _OPEN.add(connection)
    return connection


def _explained(message: str, path: Path) -> LockedError | WarehouseError:
    """What DuckDB's message means to the user."""
    first_line = message.splitlines()[0]
    if path.is_dir():
        return WarehouseError("this is a folder, not a database", where=str(path), hint="name the file in it")
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
