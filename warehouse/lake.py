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

import logging
from typing import Final, NamedTuple

import duckdb

from extractors.errors import FetchError, LockedError, WarehouseError
from warehouse.lake_access import KEPT_DAYS, Head, Lake, attached, head_of, make_head, no_lake
from warehouse.lake_errors import masked
from warehouse.migrate import migrate, transaction

log = logging.getLogger(__name__)

COPY: Final = "lake_copy"
"""Schema of the working file that says of which state of which lake it is a copy."""

_TABLES: Final = """
    SELECT schema_name, table_name FROM duckdb_tables()
    WHERE database_name = ? AND schema_name IN ('raw', 'core', 'mart') AND NOT temporary ORDER BY ALL
"""

_DIGEST: Final = "md5(to_json(t)::VARCHAR)::UUID"

_DROPPED_AFTER: Final = 7
"""Days for which a file stays that no state uses any more: somebody may be reading it."""

_TENDED_EVERY: Final = 48
"""Loads after which small files are put together: once a day, where ingest runs every half hour."""


class _Known(NamedTuple):
    """Which state of which lake a file is a copy of, and whether all that the file holds is there.

    The number is null where the file was a warehouse before it met the lake, and is to move into it.
    """

    lake_id: str
    number: int | None
    is_sent: bool


def newer(connection: duckdb.DuckDBPyConnection, lake: Lake, *, where: str, to_write: bool) -> Head | None:
    """The state of the lake that a new file is to be filled with (`fill`); null where this file serves as it is.

    Nothing that may be the last of its kind is given up: judgements and withdrawals are in no batch. So a file is
    replaced by a later state of the lake that it is a copy of, and by nothing else; and no lake is made but by who
    writes the first rows of it.

    Args:
        connection: the working file, open for writing.
        lake: the writer of a file that is no copy yet makes it where it is missing.
        where: names the file in messages.
        to_write: whether the caller will change the file and then `send`. Who only reads gets what the lake holds; who
            writes goes on with what a killed load has committed here and not sent.

    Raises:
        FetchError: the lake does not answer.
        LockedError: another loader makes the lake at this moment.
        WarehouseError: there is no lake, or it is empty, older than the file or another one than the file's.
    """
    known = _known(connection)
    with attached(connection, lake, is_made=to_write and known is None):
        head = head_of(connection)
        if head is None:
            if not to_write or known is not None:
                raise no_lake(lake)
            head = make_head(connection, lake)
    has_rows = bool(connection.execute(_TABLES, [_working(connection)]).fetchall())
    _require_kin(known, head, lake, where=where, has_rows=has_rows)
    if head.number == 0 and not to_write:
        raise WarehouseError("the lake is empty", where=lake.data, hint="`tollwatch load` fills it")
    if head.number > ((known.number if known else None) or 0):
        return head
    if not to_write:
        return None if known and known.is_sent else head
    if known is None:
        _remember(connection, head.lake_id, None if has_rows else 0)
    connection.execute(f"UPDATE {COPY}.head SET is_sent = false")  # noqa: S608
    return None


def fill(connection: duckdb.DuckDBPyConnection, lake: Lake, head: Head, *, where: str) -> None:
    """Make a new file a copy of this state of the lake.

    Raises:
        LockedError: another loader has written the lake meanwhile.
        WarehouseError: the lake is damaged, or newer than the code.
    """
    migrate(connection, where=where, until=head.reached)
    with attached(connection, lake):
        if head_of(connection) != head:
            raise LockedError("another loader has written the lake meanwhile", where=lake.data, hint="load again")
        for schema, table in connection.execute(_TABLES, [_working(connection)]).fetchall():
            _fetch_table(connection, f"{schema}.{table}")
    _remember(connection, head.lake_id, head.number)


def _require_kin(known: _Known | None, head: Head, lake: Lake, *, where: str, has_rows: bool) -> None:
    if known and known.lake_id != head.lake_id:
        raise WarehouseError(
            f"this file is a copy of the lake {known.lake_id}, and {lake.data} is the lake {head.lake_id}",
            where=where,
            hint="TOLLWATCH_WAREHOUSE may name a wrong catalogue, or the lake was lost. The file is kept as it "
            "is: move it away to work with that lake",
        )
    if has_rows and (known is None or known.number is None) and head.number:
        raise WarehouseError(
            "this file is a warehouse of its own, and the lake holds another one",
            where=where,
            hint="move it away; to move its content into a lake, name one that is empty",
        )
    if known and head.number < (known.number or 0):
        raise WarehouseError(
            f"the lake is at load {head.number}, and this copy of it at load {known.number}",
            where=where,
            hint="the catalogue may come from an older backup: move the file away to go on from there",
        )


def send(connection: duckdb.DuckDBPyConnection, lake: Lake) -> None:
    """Bring into the lake what has changed in the working file since `fetch`, in one transaction.

    Raises:
        LockedError: another loader was faster; the next `fetch` takes what it wrote, and what was loaded here is loaded
            again.
        FetchError: the lake does not answer.
    """
    known = _known(connection)
    assert known is not None  # noqa: S101  # fetch has written it
    number = known.number or 0
    with attached(connection, lake):
        try:
            with transaction(connection):
                head = head_of(connection)
                if head is None or head[:2] != (known.lake_id, number):
                    raise LockedError(
                        "another loader has written the lake meanwhile", where=lake.data, hint="load again"
                    )
                names = connection.execute(_TABLES, [_working(connection)]).fetchall()
                changed = [_send_table(connection, *name) for name in names]
                for schema, table in set(connection.execute(_TABLES, ["lake"]).fetchall()) - set(names):
                    connection.execute(f"DROP TABLE lake.{schema}.{table}")  # as a migration did here
                    changed.append(True)
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


def _fetch_table(connection: duckdb.DuckDBPyConnection, name: str) -> None:
    connection.execute(
        f"""
        DELETE FROM {name};
        INSERT INTO {name} BY NAME SELECT * EXCLUDE (row_digest) FROM lake.{name};
        """  # noqa: S608  # a name from the catalogue
    )
    wrong = _unlike(
        connection,
        f"SELECT {_DIGEST} AS digest FROM {name} AS t",  # noqa: S608
        f"SELECT row_digest FROM lake.{name}",  # noqa: S608
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
    if _unlike(connection, "SELECT digest FROM told", f"SELECT row_digest FROM lake.{name}"):  # noqa: S608
        # rows that are alike in all they say: only their number has changed
        connection.execute(f"DELETE FROM lake.{name}")  # noqa: S608
        connection.execute(
            f"INSERT INTO lake.{name} SELECT t.*, told.digest FROM {name} AS t JOIN told ON t.rowid = row_place"  # noqa: S608
        )
        return True
    return is_other or bool(gone and gone[0]) or bool(new and new[0])


def _unlike(connection: duckdb.DuckDBPyConnection, some: str, others: str) -> int:
    """How many digests do not stand equally often in the answers of these two queries."""
    asked = f"""
        SELECT count(*) FROM (
            SELECT digest FROM (SELECT digest, 1 AS n FROM ({some}) AS s (digest)
                UNION ALL SELECT digest, -1 FROM ({others}) AS o (digest))
            GROUP BY digest HAVING sum(n) <> 0)
    """  # noqa: S608  # our own queries
    return _one(connection, asked) or 0


def _tend(connection: duckdb.DuckDBPyConnection) -> None:
    """Drop old states, put small files together. The load is done: what fails here is done by a later one.

    Not by `CHECKPOINT`, which also deletes what it takes for nobody's (`ducklake_delete_orphaned_files`): it compares
    names, and where a path has two forms (`file:///`, a doubled slash) each live file is one of those. Only what the
    catalogue itself has put down for deletion is deleted.
    """
    try:
        for part in (
            f"expire_snapshots('lake', older_than => now() - INTERVAL {KEPT_DAYS} DAY)",
            "merge_adjacent_files('lake')",
            "rewrite_data_files('lake')",
            f"cleanup_old_files('lake', older_than => now() - INTERVAL {_DROPPED_AFTER} DAY)",
        ):
            connection.execute(f"CALL ducklake_{part}").fetchall()
    except duckdb.Error as error:
        log.warning("the lake's small files stay as they are: %s", masked(error))


def _remember(connection: duckdb.DuckDBPyConnection, lake_id: str, number: int | None) -> None:
    with transaction(connection):
        connection.execute(f"CREATE SCHEMA {COPY}")
        connection.execute(f"CREATE TABLE {COPY}.head (lake_id VARCHAR, number BIGINT, is_sent BOOLEAN)")
        connection.execute(f"INSERT INTO {COPY}.head VALUES (?, ?, true)", [lake_id, number])  # noqa: S608


def _known(connection: duckdb.DuckDBPyConnection) -> _Known | None:
    """Null where the file is a copy of no lake."""
    if not connection.execute("SELECT 1 FROM duckdb_tables() WHERE schema_name = ?", [COPY]).fetchone():
        return None
    row = connection.execute(f"SELECT lake_id, number, is_sent FROM {COPY}.head").fetchone()  # noqa: S608
    return _Known(*row) if row else None


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
