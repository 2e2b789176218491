"""The views and macros of the warehouse, each with its one home in a file here.

Who writes a database defines them anew when any of them has changed, so that they need no migration.
"""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections.abc import Iterable
from functools import cache
from graphlib import TopologicalSorter
from importlib import resources
from typing import Final, NamedTuple

import duckdb

from extractors.errors import WarehouseError

_MAKES: Final = re.compile(r"^CREATE (?:MACRO|VIEW) (?P<name>\w+\.\w+)", re.MULTILINE)
_COMMENT: Final = re.compile(r"^COMMENT ON .*", re.MULTILINE)
_NAMED: Final = re.compile(r"\b(?:core|mart)\.\w+")
_SAID: Final = re.compile(r"--.*|'(?:[^']|'')*'")
"""Remarks and texts, which may name what the statement does not ask."""

_DROPS: Final = """
    WITH made AS (
        SELECT 'VIEW' AS kind, schema_name, view_name AS name, comment FROM duckdb_views()
        WHERE database_name = current_database() AND NOT internal
        UNION
        SELECT if(function_type = 'macro', 'MACRO', 'MACRO TABLE'), schema_name, function_name, comment
        FROM duckdb_functions()
        WHERE database_name = current_database() AND NOT internal
    )
    SELECT format('DROP {} {}."{}"', kind, schema_name, replace(name, '"', '""')) FROM made
    WHERE schema_name IN ('core', 'mart')
        AND (comment IS NOT NULL OR list_contains($ours, concat(schema_name, '.', name)))
"""
"""What this code makes, and what earlier code made: each bears a comment, which what others made here may lack."""

_HELD: Final = """
    SELECT macro_definition FROM duckdb_functions()
    WHERE database_name = current_database() AND schema_name = 'core' AND function_name = 'definitions_digest'
"""


class Definition(NamedTuple):
    """The statement that makes a view or macro, and those that comment on it and its columns."""

    made: str
    comments: tuple[str, ...] = ()


@cache
def _files() -> dict[str, str]:
    """The text of each file that defines views and macros, by name."""
    files = (file for file in resources.files("warehouse.definitions").iterdir() if file.name.endswith(".sql"))
    return {file.name: file.read_text(encoding="utf-8") for file in sorted(files, key=lambda file: file.name)}


@cache
def _columns() -> dict[str, dict[str, str]]:
    """What is said of columns of several views, by the beginning of the views' names (columns.toml)."""
    text = resources.files("warehouse.definitions").joinpath("columns.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


@cache
def definitions() -> dict[str, Definition]:
    """Each by its name with its schema, in an order in which each finds what it names; the same in every process.

    Raises:
        WarehouseError: a file is damaged.
    """
    found: dict[str, Definition] = {}
    for file, text in _files().items():
        name = ""
        try:
            for statement in duckdb.extract_statements(text):
                if makes := _MAKES.search(statement.query):
                    name = makes["name"]
                    found[name] = Definition(statement.query)
                else:
                    found[name] = found[name]._replace(comments=(*found[name].comments, statement.query))
        except (duckdb.Error, KeyError) as error:
            raise _damaged(f"warehouse/definitions/{file}", error) from error
    needs = {
        name: sorted(set(_NAMED.findall(_SAID.sub("", definition.made))) & found.keys() - {name})
        for name, definition in found.items()
    }
    return {name: found[name] for name in TopologicalSorter(needs).static_order()}


def _damaged(where: str, error: Exception) -> WarehouseError:
    return WarehouseError(
        f"a definition of Tollwatch is damaged: {str(error).splitlines()[0]}",
        where=where,
        hint="the installation is not whole: install Tollwatch anew",
    )


def _digest(texts: Iterable[str]) -> str:
    return hashlib.sha256("\0".join(texts).encode()).hexdigest()


@cache
def _digests() -> tuple[str, str]:
    """Of what the views and macros do, and of what is said of them: who only asks needs the former alone.

    Of the files as they are: to divide them into statements takes longer than to open a database.
    """
    texts = _files().values()
    comments = (comment for text in texts for comment in _COMMENT.findall(text))
    return _digest(_COMMENT.sub("", text) for text in texts), _digest([*comments, repr(_columns())])


def are_current(connection: duckdb.DuckDBPyConnection, *, with_comments: bool) -> bool:
    """Whether the database has the views and macros of this code, and says the same of them."""
    made, comments = _digests()
    held = connection.execute(_HELD).fetchall()
    return held == [(f"'{made} {comments}'",)] if with_comments else bool(held) and made in held[0][0]


def define(connection: duckdb.DuckDBPyConnection) -> None:
    """Drop our views and macros and make those of this code; the caller holds a transaction."""
    for (drop,) in connection.execute(_DROPS, {"ours": list(definitions())}).fetchall():
        connection.execute(drop)
    for name, definition in definitions().items():
        try:
            for statement in (definition.made, *definition.comments):
                connection.execute(statement)
        except duckdb.ProgrammingError as error:
            raise _damaged(name, error) from error
    comment_columns(connection)
    connection.execute(
        f"""
        CREATE OR REPLACE MACRO core.definitions_digest() AS '{" ".join(_digests())}';
        COMMENT ON MACRO core.definitions_digest IS 'Of which text the views and macros of this database are';
        """
    )


def comment_columns(connection: duckdb.DuckDBPyConnection) -> None:
    """Say of the columns of our views what is said of them in several, where they say nothing themselves."""
    bare = connection.execute(
        """
        SELECT schema_name, table_name, column_name FROM duckdb_columns()
        WHERE database_name = current_database() AND comment IS NULL
            AND list_contains($ours, concat(schema_name, '.', table_name))
        """,
        {"ours": list(definitions())},
    ).fetchall()
    for schema, view, column in bare:
        sections = [section for begins, section in _columns().items() if view.startswith(begins) or begins == "all"]
        said = next((section[column] for section in sections if column in section), None)
        if said:
            text = said.replace("'", "''")
            connection.execute(f"COMMENT ON COLUMN {schema}.{view}.\"{column}\" IS '{text}'")
