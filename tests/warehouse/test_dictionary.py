"""Nothing in the database is undocumented, and docs/sql.md is what the database says."""

from __future__ import annotations

from pathlib import Path

import duckdb

from tests.conftest import PROJECT
from warehouse.dictionary import dictionary, undocumented


def test_everything_has_a_comment(connection: duckdb.DuckDBPyConnection) -> None:
    assert undocumented(connection) == []
    connection.execute("CREATE TABLE core.secret (thing INT)")
    connection.execute("CREATE MACRO mart.trick(x) AS x")
    assert undocumented(connection) == ["core.secret", "core.secret.thing", "mart.trick"]


def test_the_printed_dictionary_is_up_to_date(connection: duckdb.DuckDBPyConnection) -> None:
    printed = (Path(PROJECT) / "docs" / "sql.md").read_text(encoding="utf-8")
    assert printed == dictionary(connection), "renew it with: python -m warehouse.dictionary > docs/sql.md"
