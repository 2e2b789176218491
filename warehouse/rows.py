"""Query results as dataclasses: the columns are the fields, by name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from typing import TYPE_CHECKING, Any, TypeVar

import duckdb

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

    Row = TypeVar("Row", bound=DataclassInstance)
else:
    Row = TypeVar("Row")


def select(
    connection: duckdb.DuckDBPyConnection, kind: type[Row], source: str, parameters: Mapping[str, Any] | None = None
) -> list[Row]:
    """Rows of `source` (what follows SELECT columns FROM) as `kind`; fields that share a column's name are read."""
    columns = ", ".join(f'"{field.name}"' for field in fields(kind))
    rows = connection.execute(f"SELECT {columns} FROM {source}", parameters or {}).fetchall()  # noqa: S608
    return [kind(*row) for row in rows]
