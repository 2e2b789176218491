"""One digest of everything that core holds, whatever the order of the rows: two databases that know the same agree."""

from __future__ import annotations

import hashlib
from typing import Final

import duckdb

_OF_THIS_DATABASE: Final = ("event_history",)  # tells in which order things were loaded
OF_A_SNAPSHOT: Final = (  # ready for questions
    *("kept_figures", "kept_claim_counts", "kept_days", "kept_source_figures", "kept_reporting"),
    *("kept_kinds_of_sources", "kept_remainders", "settled_events"),
)
_OF_THE_CODE: Final = ("policies", "source_kinds", "phrases")  # lists of the package, not known from any article


def table_checksums(connection: duckdb.DuckDBPyConnection) -> dict[str, str]:
    """For each table of core `<rows>:<digest>`, so that a difference can be found."""
    tables = connection.execute(
        "SELECT table_name FROM duckdb_tables() WHERE schema_name = 'core' AND database_name = current_database() "
        "ORDER BY table_name"
    ).fetchall()
    checksums = {}
    for (table,) in tables:
        if table in (*_OF_THIS_DATABASE, *OF_A_SNAPSHOT, *_OF_THE_CODE):
            continue
        row = connection.execute(
            f"""
            SELECT count(*), md5(string_agg(digest, '' ORDER BY digest))
            FROM (SELECT md5(to_json(t)::VARCHAR) AS digest FROM core.{table} AS t)
            """  # noqa: S608  # a name from the catalogue
        ).fetchone()
        checksums[table] = f"{row[0]}:{row[1]}" if row else "0:"
    return checksums


def checksum(connection: duckdb.DuckDBPyConnection) -> str:
    """Hexadecimal digest over all tables of core but for the history."""
    whole = "\n".join(f"{table} {digest}" for table, digest in table_checksums(connection).items())
    return hashlib.sha256(whole.encode()).hexdigest()
