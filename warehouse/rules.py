"""By which rules core was derived: a database that others derived is derived anew by the next load."""

from __future__ import annotations

import hashlib
from functools import cache
from importlib import resources
from typing import Final

import duckdb

_RULES: Final = ("warehouse.steps", "warehouse.linkage", "warehouse.articles", "warehouse")
_KINDS: Final = (".sql", ".toml", ".tsv", ".py")
_ONLY_ASK: Final = frozenset(
    ("rules.py", "series.py", "events.py", "dictionary.py", "publish.py", "connect.py", "sql.py")
)
"""What only asks, opens or copies."""


@cache
def rules_digest() -> str:
    """Digest of the SQL of loading, of the weights and lists of linkage and of the code that runs them."""
    whole = hashlib.sha256()
    for package in _RULES:
        for file in sorted(resources.files(package).iterdir(), key=lambda file: file.name):
            if file.is_file() and file.name.endswith(_KINDS) and file.name not in _ONLY_ASK:
                whole.update(file.name.encode() + b"\0" + file.read_bytes())
    return whole.hexdigest()


def follows_rules(connection: duckdb.DuckDBPyConnection) -> bool:
    """Whether the rules of this code derived what core holds."""
    return connection.execute("SELECT digest FROM core.rules").fetchall() == [(rules_digest(),)]


def note_rules(connection: duckdb.DuckDBPyConnection) -> None:
    """Record that they do now."""
    connection.execute("DELETE FROM core.rules")
    connection.execute("INSERT INTO core.rules VALUES (?)", [rules_digest()])
