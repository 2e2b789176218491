"""What DuckDB's messages about a lake mean to the user, without the passwords that they repeat."""

from __future__ import annotations

import re
from typing import Final

import duckdb

from extractors.errors import FetchError, WarehouseError

_SECRETS: Final = (
    # of a connection string and of a URL's query; of a URL's authority, which may hold an @ that nobody escaped
    (re.compile(r"(password\s*=\s*)(?:'(?:[^'\\]|\\.|'')*'|[^\s&\"']+)", re.IGNORECASE), r"\1***"),
    (re.compile(r"(://[^\s:/@]*):\S*@"), r"\1:***@"),
)

_FILE: Final = re.compile(r"[^\s\"']+\.parquet")
_NO_SUCH_OBJECT: Final = 404


def masked(error: Exception) -> str:
    """The first line of a message: DuckDB repeats the whole address of the catalogue in it."""
    told = next(iter(str(error).splitlines()), type(error).__name__)
    for secret, mask in _SECRETS:
        told = secret.sub(mask, told)
    return told


def unread(error: duckdb.Error, where: str) -> FetchError | WarehouseError | None:
    """Of a file of the lake that cannot be read: it may be later, or it is lost; null where it is about no such file.

    Args:
        error: raised while tables of the lake were read.
        where: the lake's data.
    """
    found = _FILE.search(str(error))
    if not found or not isinstance(error, duckdb.IOException | duckdb.InvalidInputException):
        return None
    if isinstance(error, duckdb.HTTPException) and getattr(error, "status_code", None) != _NO_SUCH_OBJECT:
        return FetchError(f"the lake does not answer: {masked(error)}", where=where, hint="try again")
    return WarehouseError(
        f"a file of the lake is missing or damaged: {masked(error)}",
        where=found[0],
        hint="bring it back from a backup; an earlier state of the lake may be whole (docs/scaling.md)",
    )
