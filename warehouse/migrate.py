"""Brings a database to the schema of this code: its tables by ordered .sql files, then its views and macros.

Each file is applied in one transaction with its record; views and macros have no history (`warehouse.definitions`).
"""

from __future__ import annotations

import csv
import hashlib
import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cache
from importlib import metadata, resources

import duckdb

from extractors.errors import WarehouseError
from warehouse.definitions import are_current, define

_FILE_NAME = re.compile(r"(?P<number>\d{4})_(?P<name>\w+)\.sql")

_RECORD_TABLE = """
    CREATE SCHEMA IF NOT EXISTS raw;
    CREATE TABLE raw.migrations (
        number BIGINT, name VARCHAR, checksum VARCHAR, applied_at TIMESTAMP, code_version VARCHAR
    );
    COMMENT ON TABLE raw.migrations IS 'One row for each migration that made this schema.';
    COMMENT ON COLUMN raw.migrations.number IS 'Order of the migration';
    COMMENT ON COLUMN raw.migrations.name IS 'Name of the migration file, without number and ending';
    COMMENT ON COLUMN raw.migrations.checksum IS 'SHA-256 of the migration file';
    COMMENT ON COLUMN raw.migrations.applied_at IS 'UTC';
    COMMENT ON COLUMN raw.migrations.code_version IS 'Version of Tollwatch that applied it';
"""


@dataclass(frozen=True, slots=True)
class Migration:
    """One migration file."""

    number: int
    name: str
    sql: str

    @property
    def checksum(self) -> str:
        """SHA-256 of the file, hexadecimal."""
        return hashlib.sha256(self.sql.encode()).hexdigest()


def code_version() -> str:
    """The installed version of Tollwatch."""
    return metadata.version("tollwatch")


def migrations() -> list[Migration]:
    """All migrations of this code, in order."""
    found = []
    for file in resources.files("warehouse.migrations").iterdir():
        if match := _FILE_NAME.fullmatch(file.name):
            found.append(Migration(int(match["number"]), match["name"], file.read_text(encoding="utf-8")))
    return sorted(found, key=lambda migration: migration.number)


def migrate(connection: duckdb.DuckDBPyConnection, *, where: str, until: int | None = None) -> list[Migration]:
    """Apply what is missing, up to a number where one is given, and return it.

    The views and macros ask the tables of the last migration, and are made once those are there.

    Raises:
        WarehouseError: the database is not ours, is newer than the code, or was made by other migrations.
    """
    known = migrations()
    missing = _missing(connection, known, where=where)
    if until is not None:
        if until not in {migration.number for migration in known}:
            raise _newer(until, where)
        missing = [migration for migration in missing if migration.number <= until]
    for migration in missing:
        with transaction(connection):
            if not _has_record(connection):
                connection.execute(_RECORD_TABLE)
            connection.execute(migration.sql)
            connection.execute(
                "INSERT INTO raw.migrations VALUES (?, ?, ?, make_timestamp(epoch_us(now())), ?)",
                [migration.number, migration.name, migration.checksum, code_version()],
            )
    if until in (None, known[-1].number) and not are_current(connection, with_comments=True):
        with transaction(connection):
            define(connection)
    return missing


def require_current(connection: duckdb.DuckDBPyConnection, *, where: str) -> None:
    """Refuse a read-only database whose schema is not the one that the queries expect.

    Raises:
        WarehouseError: it is not ours, or older or newer than the code.
    """
    if not _has_record(connection):
        raise _not_ours(where)
    other = ""
    if missing := _missing(connection, migrations(), where=where):
        how_many = "1 migration" if len(missing) == 1 else f"{len(missing)} migrations"
        other = f"the database lacks {how_many}, from {missing[0].number:04d}_{missing[0].name} on"
    elif not are_current(connection, with_comments=False):
        other = "the views and macros of the database are those of another version"
    if other:
        raise WarehouseError(
            other,
            where=where,
            hint="`tollwatch load` migrates the live database, `tollwatch publish` renews the snapshot",
        )


@contextmanager
def transaction(connection: duckdb.DuckDBPyConnection) -> Iterator[None]:
    """Everything inside becomes visible at once, or not at all."""
    connection.begin()
    try:
        yield
    except BaseException:
        with suppress(duckdb.ConnectionException):  # closed, which rolls back as well
            connection.interrupt()  # of a query that was broken off DuckDB's own threads go on, and a rollback waits
            connection.rollback()
        raise
    connection.commit()


def _missing(connection: duckdb.DuckDBPyConnection, known: list[Migration], *, where: str) -> list[Migration]:
    if not _has_record(connection):
        if connection.execute(
            "SELECT 1 FROM duckdb_tables() WHERE NOT internal AND schema_name <> 'lake_copy'"
        ).fetchone():
            raise _not_ours(where)
        return known
    applied = dict(connection.execute("SELECT number, checksum FROM raw.migrations").fetchall())
    # a lower number that is not known made views and macros alone
    if applied and (newest := max(applied)) > known[-1].number:
        raise _newer(newest, where)
    for migration in known:
        if applied.get(migration.number, migration.checksum) not in {
            migration.checksum,
            _earlier().get(migration.number),
        }:
            raise WarehouseError(
                f"migration {migration.number:04d}_{migration.name} was another file when this database was made",
                where=where,
                hint="move the database away and load the staged batches again",
            )
    return [migration for migration in known if migration.number not in applied]


@cache
def _earlier() -> dict[int, str]:
    """Checksums of the files as they were while they made views and macros too, beside the same tables."""
    text = resources.files("warehouse.migrations").joinpath("earlier.csv").read_text(encoding="utf-8")
    return {int(row["number"]): row["checksum"] for row in csv.DictReader(text.splitlines())}


def _has_record(connection: duckdb.DuckDBPyConnection) -> bool:
    return bool(
        connection.execute(
            "SELECT 1 FROM duckdb_tables() WHERE schema_name = 'raw' AND table_name = 'migrations'"
        ).fetchone()
    )


def _newer(number: int, where: str) -> WarehouseError:
    return WarehouseError(
        f"the database was made by a newer version (it has migration {number:04d})",
        where=where,
        hint=f"use a version newer than {code_version()}",
    )


def _not_ours(where: str) -> WarehouseError:
    return WarehouseError("this DuckDB file is no warehouse of Tollwatch", where=where, hint="name another file")
