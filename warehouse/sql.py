"""Free SQL for analysts, read-only."""

from __future__ import annotations

import re
from typing import Any, Final

import duckdb

from extractors.errors import WarehouseError

_READING: Final = frozenset({duckdb.StatementType.SELECT, duckdb.StatementType.EXPLAIN, duckdb.StatementType.RELATION})


def run_query(connection: duckdb.DuckDBPyConnection, sql: str) -> tuple[list[str], list[tuple[Any, ...]]]:
    """Columns and rows of one query.

    Raises:
        WarehouseError: it is no query, more than one, or DuckDB refuses it; the message points at the place.
    """
    try:
        statements = duckdb.extract_statements(sql)
    except duckdb.Error as error:
        raise _refused(error) from error
    if len(statements) != 1:
        raise WarehouseError(f"{len(statements)} statements, expected one", hint="ask one question at a time")
    if statements[0].type not in _READING:
        raise WarehouseError(
            f"only queries are run here, this is {statements[0].type.name}",
            hint="the snapshot is read-only: use SELECT",
        )
    try:
        result = connection.execute(statements[0])
        return [column[0] for column in result.description or ()], result.fetchall()
    except duckdb.Error as error:
        raise _refused(error) from error


def _refused(error: duckdb.Error) -> WarehouseError:
    """DuckDB's own message without its class name; it holds the line with a mark under the place."""
    message = re.sub(r"^\w+(?: \w+)* Error: ", "", str(error)).strip()
    return WarehouseError(message, hint="`FROM duckdb_views()` and docs/sql.md list what can be asked")
