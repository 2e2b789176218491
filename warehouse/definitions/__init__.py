"""The views and macros of the warehouse, each with its one home in a file here.

Who writes a database defines them anew when any of them has changed, so that they need no migration.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from functools import cache
from graphlib import TopologicalSorter
from importlib import resources
from typing import Final, NamedTuple

import duckdb

_MAKES: Final = re.compile(r"^CREATE (?:MACRO|VIEW) (?P<name>\w+\.\w+)", re.MULTILINE)
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
def definitions() -> dict[str, Definition]:
    """Each by its name with its schema, in an order in which each finds what it names; the same in every process."""
    found: dict[str, Definition] = {}
    files = (file for file in resources.files("warehouse.definitions").iterdir() if file.name.endswith(".sql"))
    for file in sorted(files, key=lambda file: file.name):
        name = ""
        for statement in duckdb.extract_statements(file.read_text(encoding="utf-8")):
            if makes := _MAKES.search(statement.query):
                name = makes["name"]
                found[name] = Definition(statement.query)
            else:
                found[name] = found[name]._replace(comments=(*found[name].comments, statement.query))
    needs = {
        name: sorted(set(_NAMED.findall(_SAID.sub("", definition.made))) & found.keys() - {name})
        for name, definition in found.items()
    }
    return {name: found[name] for name in TopologicalSorter(needs).static_order()}


def _digest(statements: Iterable[str]) -> str:
    return hashlib.sha256("\0".join(statements).encode()).hexdigest()


@cache
def _digests() -> tuple[str, str]:
    """Of what the views and macros do, and of what is said of them: who only asks needs the former alone."""
    known = definitions().values()
    comments = (comment for definition in known for comment in definition.comments)
    return _digest(definition.made for definition in known), _digest(comments)


def are_current(connection: duckdb.DuckDBPyConnection, *, with_comments: bool) -> bool:
    """Whether the database has the views and macros of this code, and says the same of them."""
    made, comments = _digests()
    held = connection.execute(_HELD).fetchall()
    return held == [(f"'{made} {comments}'",)] if with_comments else bool(held) and made in held[0][0]


def define(connection: duckdb.DuckDBPyConnection) -> None:
    """Drop our views and macros and make those of this code; the caller holds a transaction."""
    for (drop,) in connection.execute(_DROPS, {"ours": list(definitions())}).fetchall():
        connection.execute(drop)
    for definition in definitions().values():
        for statement in (definition.made, *definition.comments):
            connection.execute(statement)
    connection.execute(
        f"""
        CREATE OR REPLACE MACRO core.definitions_digest() AS '{" ".join(_digests())}';
        COMMENT ON MACRO core.definitions_digest IS 'Of which text the views and macros of this database are';
        """
    )
