"""The pairs of incidents that blocking lets through, with the outcome of each comparison and the truth about them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Final

import duckdb

from warehouse.connect import writer
from warehouse.linkage.link import link
from warehouse.linkage.weights import load_weights
from warehouse.migrate import transaction

PAIRS_OF_AN_ATTACK: Final = 10
"""Pairs taken of one attack at most: the few that forty outlets tell of would outweigh all others."""

_ANY: Final = -(10**9)


def write_pairs(database: Path, truth: str, target: Path, *, not_told: tuple[str, ...] = ()) -> None:
    """Write the pairs to a Parquet file: is_same, and a column for each comparison.

    Args:
        database: a loaded warehouse, which is linked anew and keeps all pairs.
        truth: a relation (SQL) with the columns incident_id and event.
        target: the file.
        not_told: comparisons of which this set says nothing, since it knows the truth of some kinds of pairs only.
    """
    with writer(database) as connection:
        keep_all_links(connection)
        outcomes = ", ".join(
            f'NULL::VARCHAR AS "{name}"' if name in not_told else f'levels."{name}" AS "{name}"'
            for name in load_weights().comparisons
        )
        connection.execute(
            f"""
            COPY (
                WITH truth AS (FROM {truth}),
                told AS (
                    SELECT link.levels, a.event AS event, a.event = b.event AS is_same, hash(row_a, row_b) AS pair
                    FROM core.event_links AS link
                    JOIN core.incident_facts AS fact_a ON fact_a.row_key = row_a AND fact_a.is_current
                    JOIN core.incident_facts AS fact_b ON fact_b.row_key = row_b AND fact_b.is_current
                    JOIN truth AS a ON a.incident_id = fact_a.incident_id
                    JOIN truth AS b ON b.incident_id = fact_b.incident_id
                )
                SELECT is_same, {outcomes} FROM told
                QUALIFY NOT is_same
                    OR row_number() OVER (PARTITION BY event, is_same ORDER BY pair) <= {PAIRS_OF_AN_ATTACK}
            ) TO '{target}' (FORMAT parquet)
            """
        )


def keep_all_links(connection: duckdb.DuckDBPyConnection) -> None:
    """Compare everything anew and keep the pairs that no weight would join, too."""
    with transaction(connection):
        for table in ("event_links", "incident_keys", "incident_names", "incident_facts"):
            connection.execute(f"DELETE FROM core.{table}")
        connection.execute("CREATE OR REPLACE TEMP TABLE affected_articles AS SELECT article_id FROM core.articles")
        connection.execute("CREATE OR REPLACE TEMP TABLE changed_reprints (article_id VARCHAR)")
        link(connection, replace(load_weights(), kept_above=_ANY))
