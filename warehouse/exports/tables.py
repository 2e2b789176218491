"""The tables and views of mart as files, one each: for those who work without DuckDB, or keep what was known."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Literal

import duckdb

from warehouse.migrate import code_version

Format = Literal["parquet", "csv"]

_SCHEMA: Final = "mart"
_OPTIONS: Final[dict[Format, str]] = {"parquet": "FORMAT parquet, COMPRESSION zstd", "csv": "FORMAT csv, HEADER"}

_RUN: Final = r"^(?:[\t\r\n]|[\s\x{200b}\x{feff}]*[=+\-@\x{ff1d}\x{ff0b}\x{ff0d}\x{ff20}])"
"""As in cells.py, in the words of RE2: what a spreadsheet would run."""


@dataclass(frozen=True, slots=True)
class Table:
    """One table or view, with its columns and their types in order."""

    name: str
    comment: str | None
    columns: dict[str, str]


def tables(connection: duckdb.DuckDBPyConnection) -> list[Table]:
    """All tables and views of mart, by name. Its macros take questions, and are no tables."""
    found = connection.execute(
        """
        SELECT view_name AS name, comment FROM duckdb_views()
        WHERE database_name = current_database() AND schema_name = $schema AND NOT internal
        UNION ALL
        SELECT table_name, comment FROM duckdb_tables()
        WHERE database_name = current_database() AND schema_name = $schema AND NOT internal
        ORDER BY 1
        """,
        {"schema": _SCHEMA},
    ).fetchall()
    return [Table(name, comment, _columns(connection, name)) for name, comment in found]


def _columns(connection: duckdb.DuckDBPyConnection, name: str) -> dict[str, str]:
    rows = connection.execute(f"DESCRIBE FROM {_SCHEMA}.{_quoted(name)}").fetchall()
    return {column: kind for column, kind, *_ in rows}


def write_table(connection: duckdb.DuckDBPyConnection, table: Table, path: Path, kind: Format) -> int:
    """Write its rows to a file, in the order of their columns, and return how many there are.

    DuckDB streams them; what does not fit into memory while it sorts goes to disk.
    """
    target = str(path).replace("'", "''")  # COPY takes no parameters for its file
    row = connection.execute(
        f"COPY (SELECT {_cells(table, kind)} FROM {_SCHEMA}.{_quoted(table.name)} ORDER BY ALL) "  # noqa: S608
        f"TO '{target}' ({_OPTIONS[kind]})"
    ).fetchone()
    return int(row[0]) if row else 0


def _cells(table: Table, kind: Format) -> str:
    """Text that a spreadsheet would run gets an apostrophe before it in CSV."""
    if kind == "parquet":
        return "*"
    text = [_quoted(name) for name, sql_type in table.columns.items() if sql_type == "VARCHAR"]
    made = (f"if(regexp_matches({name}, '{_RUN}'), concat('''', {name}), {name}) AS {name}" for name in text)
    return f"* REPLACE ({', '.join(made)})" if text else "*"


def made_from(connection: duckdb.DuckDBPyConnection) -> dict[str, Any]:
    """Of which snapshot; `snapshot` is null for a live database."""
    answer = connection.execute("FROM mart.snapshot ORDER BY published_at DESC LIMIT 1")
    names, row = [column[0] for column in answer.description or ()], answer.fetchone()
    return {
        "snapshot": dict(zip(names, row, strict=True)) if row else None,
        "code_version": code_version(),
    }


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
