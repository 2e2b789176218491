"""The data dictionary (docs/sql.md), generated from the COMMENT ON of migrations and definitions."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import duckdb

from warehouse.connect import writer

_SCHEMAS: Final = {
    "mart": "What analysts ask: views and macros",
    "core": "What is known now and was known before, derived from the ledger",
    "raw": "The ledger: what was read, as it was read",
}

_HEAD: Final = """# Data dictionary

Generated from the comments in the database itself; do not edit. `python -m warehouse.dictionary` prints it.
Times are UTC, days are those of the place. Null means not known, never zero.
An argument that is left out or null asks for all: without `country` all countries, without `known_at` what is known
now.
"""

_COLUMN_TABLE: Final = "| column | type | meaning |\n|---|---|---|"


def dictionary(connection: duckdb.DuckDBPyConnection) -> str:
    """All schemas, tables, views and macros with what they hold, as Markdown."""
    return "\n".join(
        [_HEAD, *(line for schema, what in _SCHEMAS.items() for line in _schema(connection, schema, what))]
    )


def undocumented(connection: duckdb.DuckDBPyConnection) -> list[str]:
    """Names of tables, views, macros and columns without a comment."""
    rows = connection.execute(
        """
        WITH named AS (
            SELECT schema_name, table_name AS name, comment FROM duckdb_tables()
            WHERE database_name = current_database()
            UNION ALL
            SELECT schema_name, view_name, comment FROM duckdb_views() WHERE database_name = current_database()
            UNION ALL
            SELECT schema_name, function_name, comment FROM duckdb_functions()
            WHERE database_name = current_database() AND function_type LIKE '%macro'
            UNION ALL
            SELECT schema_name, table_name || '.' || column_name, comment FROM duckdb_columns()
            WHERE database_name = current_database()
        )
        SELECT schema_name || '.' || name FROM named
        WHERE list_contains($schemas, schema_name) AND coalesce(trim(comment), '') = ''
        ORDER BY ALL
        """,
        {"schemas": list(_SCHEMAS)},
    ).fetchall()
    return [name for (name,) in rows]


def _schema(connection: duckdb.DuckDBPyConnection, schema: str, what: str) -> Iterator[str]:
    yield f"## {schema}\n\n{what}.\n"
    for name, call, comment in connection.execute(
        """
        SELECT function_name, function_name || '(' || array_to_string(parameters, ', ') || ')', comment
        FROM duckdb_functions()
        WHERE database_name = current_database() AND schema_name = $schema AND function_type LIKE '%macro'
        ORDER BY function_name
        """,
        {"schema": schema},
    ).fetchall():
        yield f"### {schema}.{name}\n\n`{schema}.{call}`: {comment}.\n"
    for name, comment in connection.execute(
        """
        SELECT table_name, comment FROM duckdb_tables()
        WHERE database_name = current_database() AND schema_name = $schema
        UNION ALL
        SELECT view_name, comment FROM duckdb_views()
        WHERE database_name = current_database() AND schema_name = $schema
        ORDER BY ALL
        """,
        {"schema": schema},
    ).fetchall():
        yield f"### {schema}.{name}\n\n{comment.rstrip('.')}.\n\n{_COLUMN_TABLE}"
        yield from _columns(connection, schema, name)
        yield ""


def _columns(connection: duckdb.DuckDBPyConnection, schema: str, name: str) -> Iterator[str]:
    for column, kind, comment in connection.execute(
        """
        SELECT column_name, data_type, comment FROM duckdb_columns()
        WHERE database_name = current_database() AND schema_name = ? AND table_name = ?
        ORDER BY column_index
        """,
        [schema, name],
    ).fetchall():
        yield f"| `{column}` | {_short(kind)} | {comment} |"


def _short(kind: str) -> str:
    """Long struct types as what they are called in docs/warehouse.md."""
    if kind.startswith("STRUCT(total"):
        return "toll: group -> (low, best, high)"
    return kind.replace("|", "\\|")


def main() -> int:
    """Print the dictionary of a new database."""
    with TemporaryDirectory() as folder, writer(Path(folder) / "empty.duckdb") as connection:
        sys.stdout.write(dictionary(connection))
    return 0


if __name__ == "__main__":
    sys.exit(main())
