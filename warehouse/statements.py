"""The SQL of loading lies in warehouse/steps/, one file a step."""

from __future__ import annotations

from functools import cache
from importlib import resources

import duckdb


@cache
def statement(name: str) -> str:
    """The text of warehouse/steps/<name>.sql."""
    return (resources.files("warehouse.steps") / f"{name}.sql").read_text(encoding="utf-8")


def run(connection: duckdb.DuckDBPyConnection, name: str, **values: str) -> None:
    """Run all statements of a file; `values` fill its {places}, and then its braces are written twice."""
    text = statement(name)
    connection.execute(text.format(**values) if values else text)
