"""Free SQL for analysts, read-only."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import count
from typing import Any, Final

import duckdb

from extractors.errors import WarehouseError
from warehouse.choices import cut, nearest
from warehouse.exports.countries import countries

_READING: Final = frozenset({duckdb.StatementType.SELECT, duckdb.StatementType.EXPLAIN, duckdb.StatementType.RELATION})
_ROWS_AT_ONCE: Final = 10_000
_LITERAL: Final = re.compile(r"'([^']*)'")
_LONGEST_LINE: Final = 1000
_MISSING: Final = re.compile(r"(?:Table|Table Function) with name (?P<name>\w+) does not exist")


def run_query(connection: duckdb.DuckDBPyConnection, sql: str) -> tuple[list[str], Iterator[tuple[Any, ...]]]:
    """Columns and rows of one query. The rows come as they are made: an answer of any length needs little memory.

    Columns of one name are told apart, the second `x` being `x_1`.

    Raises:
        WarehouseError: it is no query, more than one, or DuckDB refuses it, at once or while its rows are read; the
            message points at the place.
    """
    try:
        statements = duckdb.extract_statements(sql)
    except duckdb.Error as error:
        raise _refused(error) from error
    if not statements:
        raise WarehouseError("there is no query", hint="write one SELECT; - reads it from standard input")
    if len(statements) != 1:
        raise WarehouseError(f"{len(statements)} statements, expected one", hint="ask one question at a time")
    if statements[0].type not in _READING:
        raise WarehouseError(
            f"only queries are run here, this is {statements[0].type.name}",
            hint="the snapshot is read-only: use SELECT",
        )
    try:
        result = connection.execute(statements[0])
    except duckdb.CatalogException as error:
        raise _refused(error, _like(connection, str(error))) from error
    except duckdb.Error as error:
        raise _refused(error) from error
    return _told_apart([column[0] for column in result.description or ()]), _rows(result)


def country_hint(sql: str) -> str | None:
    """Which code each country has that the query names in words; null where it names none. Who does gets no row."""
    literals = {literal.strip().casefold() for literal in _LITERAL.findall(sql)}
    named = [
        f"{country.name} is '{country.iso2}'"
        for country in countries().values()
        if literals & {country.name.casefold(), country.gazetteer_name.casefold(), country.iso3.casefold()}
    ]
    return f"countries are ISO codes: {', '.join(named)}" if named else None


def _rows(result: duckdb.DuckDBPyConnection) -> Iterator[tuple[Any, ...]]:
    try:
        while batch := result.fetchmany(_ROWS_AT_ONCE):
            yield from batch
    except duckdb.Error as error:
        raise _refused(error) from error
    except OverflowError as error:
        raise WarehouseError(
            f"a value is larger than can be shown: {error}", hint="ask for it as text, as `value::VARCHAR`"
        ) from error


def _told_apart(names: Sequence[str]) -> list[str]:
    apart: dict[str, None] = {}
    for name in names:
        others = (f"{name}_{number}" for number in count(1))
        apart[name if name not in apart else next(other for other in others if other not in apart)] = None
    return list(apart)


def _like(connection: duckdb.DuckDBPyConnection, message: str) -> str | None:
    """Which of mart may be meant by a table or macro that there is not: DuckDB names those of other schemas too."""
    asked = _MISSING.search(message)
    known = connection.execute(
        """
        SELECT view_name FROM duckdb_views() WHERE schema_name = 'mart' AND database_name = current_database()
        UNION
        SELECT function_name || '()' FROM duckdb_functions()
        WHERE schema_name = 'mart' AND database_name = current_database() AND function_type = 'table_macro'
        ORDER BY ALL
        """
    ).fetchall()
    near = nearest(asked["name"], [name for (name,) in known]) if asked else []
    return f"did you mean {' or '.join(f'mart.{name}' for name in near)}? docs/sql.md lists all" if near else None


def _refused(error: duckdb.Error, hint: str | None = None) -> WarehouseError:
    """DuckDB's own message without its class name; it holds the line with a mark under the place."""
    message = re.sub(r"^\w+(?: \w+)* Error: ", "", str(error)).strip()
    message = "\n".join(cut(line, most=_LONGEST_LINE) for line in message.split("\n"))
    # the mark ends a line: what comes next begins another
    return WarehouseError(
        f"{message}\n" if "\n" in message else message,
        hint=hint or "`FROM duckdb_views()` and docs/sql.md list what can be asked",
    )
