"""How articles say that they were taken back or corrected: the lists of notices.toml as expressions for DuckDB."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib import resources
from typing import Final

import duckdb

_REST: Final = r"[^\n]{0,200}"
"""What follows in the paragraph is kept with the notice: another notice has other words."""


@cache
def notice_patterns() -> dict[str, str]:
    """One expression (RE2) for each kind of notice: withdrawn and correction."""
    file = resources.files("warehouse.articles") / "notices.toml"
    lists = tomllib.loads(file.read_text(encoding="utf-8"))
    return {kind: f"(?im)(?:{'|'.join(patterns)}){_REST}" for kind, patterns in lists.items()}


def set_patterns(connection: duckdb.DuckDBPyConnection) -> None:
    """Set the variables withdrawn_words and correction_words."""
    for kind, pattern in notice_patterns().items():
        connection.execute(f"SET VARIABLE {kind}_words = ?", [pattern])
