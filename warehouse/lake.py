"""The warehouse in a DuckLake: its tables as Parquet in an object store, their catalogue in PostgreSQL.

The lake is what counts and what lasts; any DuckDB may read it. The loader works in a DuckDB file of its own, a copy of
the lake: DuckLake lacks much of what the SQL of loading and asking uses (docs/scaling.md), and a load asks its tables
hundreds of times, which from an object store would take hours. A load is done when what it changed stands in the lake,
in one transaction. The copy may be lost at any time, and another machine may load next: who finds that the lake is
newer fetches it anew.

Each row of the lake bears the digest of all its values. So what has changed is found by digests alone, whatever
changed it, and a copy that was fetched is proven to be what was sent.
"""

from __future__ import annotations

import importlib.util
import logging
import os
import re
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import duckdb

from extractors.errors import FetchError, LockedError, WarehouseError
from warehouse.lake_errors import masked, unread
from warehouse.migrate import migrate, transaction

log = logging.getLogger(__name__)

COPY: Final = "lake_copy"
"""Schema of the working file that says of which state of which lake it is a copy."""

_TABLES: Final = """
    SELECT schema_name, table_name FROM duckdb_tables()
    WHERE database_name = ? AND schema_name IN ('raw', 'core', 'mart') AND NOT temporary ORDER BY ALL
"""

_DIGEST: Final = "md5(to_json(t)::VARCHAR)::UUID"

_KEPT_DAYS: Final = 30
"""Older states of the lake are dropped, with the files that only they use."""

_DROPPED_AFTER: Final = 7
"""Days for which a file stays that no state uses any more: somebody may be reading it."""

_TENDED_EVERY: Final = 48
"""Loads after which small files are put together: once a day, where ingest runs every half hour."""


@dataclass(frozen=True, slots=True)
class Lake:
    """Where a DuckLake is: `catalogue` as DuckDB attaches it (`postgres:dbname=...`), `data` a folder or URL."""

    catalogue: str
    data: str


def fetch(connection: duckdb.DuckDBPyConnection, lake: Lake, *, where: str, to_write: bool) -> None:
    """Make the working file a copy of the lake as it is now.

    Args:
        connection: the working file, open for writing.
        lake: made where it is missing.
        where: names the file in messages.
        to_write: whether the caller will change it and then `send`. Who only reads gets what the lake holds; who writes
            goes on with what a killed load has committed here and not sent.

    Raises:
        FetchError: the lake does not answer.
        WarehouseError: the file is a warehouse of its own, or the lake is damaged or newer than the code.
    """
    with _attached(connection, lake):
        lake_id, number = _head(connection)
        known = _known(connection)
        is_new_file = not connection.execute(_TABLES, [_working(connection)]).fetchall()
        reached = _one(connection, "SELECT max(number) FROM lake.raw.migrations") if number else None
    if known is None and number and not is_new_file:
        raise WarehouseError(
            "this file is a warehouse of its own, and the lake holds another one",
            where=where,
            hint="move it away; to move its content into a lake, name one that is empty",
        )
    if known is None:
        connection.execute(
            f"""
            CREATE SCHEMA {COPY};
            CREATE TABLE {COPY}.head (lake_id VARCHAR, number BIGINT, is_sent BOOLEAN);
            INSERT INTO {COPY}.head VALUES ('{lake_id}', 0, true);
            """  # noqa: S608  # our own id
        )
        known = (lake_id, 0, True)
    if known[:2] != (lake_id, number) or not (known[2] or to_write):
        _copy(connection, lake, (lake_id, number), reached, where=where)
    if to_write:
        connection.execute(f"UPDATE {COPY}.head SET is_sent = false")  # noqa: S608


def send(connection: duckdb.DuckDBPyConnection, lake: Lake) -> None:
    """Bring into the lake what has changed in the working file since `fetch`, in one transaction.

    Raises:
        LockedError: another loader was faster; the next `fetch` takes what it wrote, and what was loaded here is loaded
            again.
        FetchError: the lake does not answer.
    """
    known = _known(connection)
    assert known is not None  # noqa: S101  # fetch has written it
    lake_id, number, _ = known
    assert number is not None  # noqa: S101  # else it was never filled
    with _attached(connection, lake):
        try:
            with transaction(connection):
                if _head(connection) != (lake_id, number):
                    raise LockedError(
                        "another loader has written the lake meanwhile", where=lake.data, hint="load again"
                    )
                changed = [
                    _send_table(connection, *name)
                    for name in connection.execute(_TABLES, [_working(connection)]).fetchall()
                ]
                if any(changed):
                    # of two transactions that change this row one fails
                    connection.execute("UPDATE lake.lake.head SET number = number + 1")
        except duckdb.TransactionException as error:
            raise LockedError("another loader writes the lake", where=lake.data, hint="load again") from error
        except duckdb.Error as error:
            raise FetchError(
                f"the lake cannot be written: {masked(error)}", where=lake.data, hint="load again"
            ) from None
        number += any(changed)
        if any(changed) and number % _TENDED_EVERY == 0:
            _tend(connection)
    connection.execute(f"UPDATE {COPY}.head SET number = ?, is_sent = true", [number])  # noqa: S608


def _copy(
    connection: duckdb.DuckDBPyConnection, lake: Lake, head: tuple[str, int], reached: int | None, *, where: str
) -> None:
    """Fill the file anew; killed in between, it is the copy of no state, and is filled again."""
    connection.execute(f"UPDATE {COPY}.head SET lake_id = ?, number = NULL", [head[0]])  # noqa: S608
    for schema in ("mart", "core", "raw"):
        connection.execute(f"DROP SCHEMA IF EXISTS {schema} CASCADE")
    if reached is not None:
        migrate(connection, where=where, until=reached)
        with _attached(connection, lake):
            if _head(connection) != head:
                raise LockedError("another loader has written the lake meanwhile", where=lake.data, hint="load again")
            for schema, table in connection.execute(_TABLES, [_working(connection)]).fetchall():
                _fetch_table(connection, f"{schema}.{table}")
    connection.execute(f"UPDATE {COPY}.head SET number = ?, is_sent = true", [head[1]])  # noqa: S608


def _fetch_table(connection: duckdb.DuckDBPyConnection, name: str) -> None:
    connection.execute(
        f"""
        DELETE FROM {name};
        INSERT INTO {name} BY NAME SELECT * EXCLUDE (row_digest) FROM lake.{name};
        """  # noqa: S608  # a name from the catalogue
    )
    wrong = _one(
        connection,
        f"""
        SELECT abs((SELECT count(*) FROM {name}) - (SELECT count(*) FROM lake.{name})) + count(*)
        FROM {name} AS t WHERE {_DIGEST} NOT IN (SELECT row_digest FROM lake.{name})
        """,  # noqa: S608
    )
    if wrong:
        raise WarehouseError(
            f"{wrong} rows of {name} are not what was once written there",
            where="the lake",
            hint="its Parquet files were damaged or changed by others; an earlier state may be whole (docs/scaling.md)",
        )


def _send_table(connection: duckdb.DuckDBPyConnection, schema: str, table: str) -> bool:
    """Make the lake's table hold the rows of the working file's; whether anything changed."""
    name = f"{schema}.{table}"
    is_other = not _has_table(connection, schema, table) or _columns(connection, name) != _columns(
        connection, f"lake.{name}"
    )
    if is_other:
        connection.execute(
            f"""
            CREATE SCHEMA IF NOT EXISTS lake.{schema};
            DROP TABLE IF EXISTS lake.{name};
            CREATE TABLE lake.{name} AS SELECT *, NULL::UUID AS row_digest FROM {name} LIMIT 0;
            """  # noqa: S608  # names from the catalogue
        )
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE told AS SELECT rowid AS row_place, {_DIGEST} AS digest FROM {name} AS t"  # noqa: S608
    )
    gone = connection.execute(
        f"DELETE FROM lake.{name} WHERE row_digest NOT IN (SELECT digest FROM told)"  # noqa: S608
    ).fetchone()
    new = connection.execute(
        f"""
        INSERT INTO lake.{name}
        SELECT t.*, told.digest FROM {name} AS t JOIN told ON t.rowid = row_place
        WHERE told.digest NOT IN (SELECT row_digest FROM lake.{name})
        """  # noqa: S608
    ).fetchone()
    if _one(connection, f"SELECT count(*) FROM lake.{name}") != _one(connection, "SELECT count(*) FROM told"):  # noqa: S608
        # rows that are alike in all they say: only their number has changed
        connection.execute(f"DELETE FROM lake.{name}")  # noqa: S608
        connection.execute(
            f"INSERT INTO lake.{name} SELECT t.*, told.digest FROM {name} AS t JOIN told ON t.rowid = row_place"  # noqa: S608
        )
        return True
    return is_other or bool(gone and gone[0]) or bool(new and new[0])


def _tend(connection: duckdb.DuckDBPyConnection) -> None:
    """Drop old states, put small files together. The load is done: what fails here is done by a later one.

    Not by `CHECKPOINT`, which also deletes what it takes for nobody's (`ducklake_delete_orphaned_files`): it compares
    names, and where a path has two forms (`file:///`, a doubled slash) each live file is one of those. Only what the
    catalogue itself has put down for deletion is deleted.
    """
    try:
        for part in (
            f"expire_snapshots('lake', older_than => now() - INTERVAL {_KEPT_DAYS} DAY)",
            "merge_adjacent_files('lake')",
            "rewrite_data_files('lake')",
            f"cleanup_old_files('lake', older_than => now() - INTERVAL {_DROPPED_AFTER} DAY)",
        ):
            connection.execute(f"CALL ducklake_{part}").fetchall()
    except duckdb.Error as error:
        log.warning("the lake's small files stay as they are: %s", masked(error))


@contextmanager
def _attached(connection: duckdb.DuckDBPyConnection, lake: Lake) -> Iterator[None]:
    """Under the name `lake`."""
    extensions = ["ducklake"]
    extensions += ["postgres_scanner"] if lake.catalogue.startswith("postgres:") else []
    extensions += ["httpfs"] if "://" in lake.data else []
    for extension in extensions:
        _load_extension(connection, extension)
    if lake.data.startswith("s3://"):
        _give_access(connection)
    try:
        _attach(connection, lake)
    except duckdb.Error as error:
        raise FetchError(
            f"the lake cannot be opened: {masked(error)}",
            where=lake.data,
            hint="TOLLWATCH_WAREHOUSE names its catalogue; PGPASSWORD and AWS_... in the environment give access",
        ) from None  # its message has the password
    try:
        yield
    except duckdb.Error as error:
        if told := unread(error, lake.data):
            raise told from error
        raise
    finally:
        connection.execute("DETACH lake")


def _attach(connection: duckdb.DuckDBPyConnection, lake: Lake) -> None:
    """With its folder in the one form in which files are listed, or as a lake knows it that was made with another."""
    for data in (_plain(lake.data), lake.data):
        catalogue, place = (text.replace("'", "''") for text in (lake.catalogue, data))  # ATTACH takes no parameters
        try:
            connection.execute(
                f"ATTACH 'ducklake:{catalogue}' AS lake "
                f"(DATA_PATH '{place}', METADATA_SCHEMA 'tollwatch', DATA_INLINING_ROW_LIMIT 0)"
            )
        except duckdb.Error as error:
            if data == lake.data or "does not match existing data path" not in str(error):
                raise
        else:
            return


def _plain(data: str) -> str:
    """A folder as a path without a protocol and doubled slashes; a URL of anything else as it is."""
    path = re.sub(r"^(?:file|local):(?://)?", "", data)
    return data if "://" in path else re.sub(r"/{2,}", "/", path)


def _head(connection: duckdb.DuckDBPyConnection) -> tuple[str, int]:
    """Which lake this is, and how many loads have written it."""
    if not _has_table(connection, "lake", "head"):
        with transaction(connection):
            connection.execute("CREATE SCHEMA lake.lake")
            connection.execute("CREATE TABLE lake.lake.head (lake_id VARCHAR, number BIGINT)")
            connection.execute("INSERT INTO lake.lake.head VALUES (?, 0)", [str(uuid.uuid4())])
        connection.execute(f"CALL lake.set_option('expire_older_than', '{_KEPT_DAYS} days')")
    row = connection.execute("SELECT lake_id, number FROM lake.lake.head").fetchone()
    assert row is not None  # noqa: S101  # it is made with its one row
    return row[0], row[1]


def _known(connection: duckdb.DuckDBPyConnection) -> tuple[str, int | None, bool] | None:
    """Of which state of which lake the file is a copy, and whether all it holds is there; null where of none."""
    if not connection.execute("SELECT 1 FROM duckdb_tables() WHERE schema_name = ?", [COPY]).fetchone():
        return None
    row = connection.execute(f"SELECT lake_id, number, is_sent FROM {COPY}.head").fetchone()  # noqa: S608
    return (row[0], row[1], row[2]) if row else None


def _has_table(connection: duckdb.DuckDBPyConnection, schema: str, table: str) -> bool:
    asked = "SELECT 1 FROM duckdb_tables() WHERE database_name = 'lake' AND schema_name = ? AND table_name = ?"
    return connection.execute(asked, [schema, table]).fetchone() is not None


def _columns(connection: duckdb.DuckDBPyConnection, name: str) -> list[tuple[str, str]]:
    rows = connection.execute(f"DESCRIBE {name}").fetchall()
    return [(column, kind) for column, kind, *_ in rows if column != "row_digest"]


def _working(connection: duckdb.DuckDBPyConnection) -> str:
    return str(_one(connection, "SELECT current_database()"))


def _one(connection: duckdb.DuckDBPyConnection, sql: str) -> int | None:
    row = connection.execute(sql).fetchone()
    return row[0] if row else None


def _load_extension(connection: duckdb.DuckDBPyConnection, name: str) -> None:
    """From its wheel, where one of this release of DuckDB is installed; else as DuckDB fetches it itself."""
    spec = importlib.util.find_spec(f"duckdb_extension_{name}")
    for folder in spec.submodule_search_locations or () if spec else ():
        file = Path(folder, "extensions", f"v{duckdb.__version__}", f"{name}.duckdb_extension")
        if file.exists():
            connection.execute(f"LOAD '{file}'")
            return
    try:
        connection.execute(f"INSTALL {name}; LOAD {name}")
    except duckdb.Error as error:
        raise WarehouseError(
            f"DuckDB {duckdb.__version__} has no extension {name} here: {str(error).splitlines()[0]}",
            hint="pip install 'tollwatch[cluster]'",
        ) from error


def _give_access(connection: duckdb.DuckDBPyConnection) -> None:
    """The access to S3 that every other client of this machine has, from the environment, a profile or a role."""
    import botocore.session  # noqa: PLC0415 - of the extra `cluster`

    session = botocore.session.get_session()
    found = session.get_credentials()
    if found is None:
        raise WarehouseError("there is no access to S3", hint="set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY")
    keys = found.get_frozen_credentials()
    options = {"KEY_ID": keys.access_key, "SECRET": keys.secret_key, "SESSION_TOKEN": keys.token}
    options["REGION"] = session.get_config_variable("region")
    if endpoint := os.environ.get("AWS_ENDPOINT_URL_S3") or os.environ.get("AWS_ENDPOINT_URL"):
        scheme, _, host = endpoint.partition("://")
        options |= {"ENDPOINT": host, "USE_SSL": str(scheme == "https").lower(), "URL_STYLE": "path"}
    told = ", ".join(f"{name} '{str(value).replace(chr(39), chr(39) * 2)}'" for name, value in options.items() if value)
    connection.execute(f"CREATE OR REPLACE SECRET (TYPE s3, {told})")
