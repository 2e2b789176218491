"""Linkage: what a load brings is compared with what could be the same attack, and only what it touches is clustered.

What is compared, what it scores, which components it joins and how their clusters grow depend on the ledger alone. So
the outcome is the same whether the ledger came in one load or in a hundred, in whatever order.
"""

from __future__ import annotations

from collections.abc import Iterator
from importlib import resources
from typing import Final

import duckdb

from warehouse.linkage.place import EVER_US, place
from warehouse.linkage.weights import Weights, load_weights
from warehouse.statements import run

_ARTICLES_AT_ONCE: Final = 20_000
"""Bounds what the comparisons of one load hold in memory."""


def link(connection: duckdb.DuckDBPyConnection, weights: Weights | None = None) -> None:
    """Compare and cluster the incidents of the articles in the temporary table affected_articles.

    Writes core.incident_facts, incident_keys, event_links and memberships, and the temporary tables affected_events,
    old_members and old_tolls.
    """
    weights = weights or load_weights()
    weights.install(connection)
    connection.execute(f"SET VARIABLE threshold = {weights.threshold}")
    connection.execute(
        """
        CREATE OR REPLACE TEMP TABLE touched_components (component UBIGINT);
        CREATE OR REPLACE TEMP TABLE all_changed (row_key UBIGINT);
        """
    )
    _load_background(connection)
    for _ in _chunks_of_articles(connection):
        run(connection, "facts")
        run(connection, "changed")
        run(connection, "compare")
        connection.execute("INSERT INTO all_changed SELECT row_key FROM changed_rows")
    run(connection, "touched")
    place(connection, weights)
    run(connection, "stays", ever=str(EVER_US))


def _load_background(connection: duckdb.DuckDBPyConnection) -> None:
    with resources.as_file(resources.files("warehouse.linkage") / "background.tsv") as path:
        connection.execute(
            """
            CREATE OR REPLACE TEMP TABLE background AS
            FROM read_csv(?, delim = '\t', quote = '', header = false,
                columns = {'word': 'VARCHAR', 'thirds': 'UTINYINT'})
            """,
            [str(path)],
        )


def _chunks_of_articles(connection: duckdb.DuckDBPyConnection) -> Iterator[None]:
    """Each time, the temporary table facts_of holds the next articles."""
    connection.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE numbered_articles AS
        SELECT article_id, (row_number() OVER (ORDER BY article_id) - 1) // {_ARTICLES_AT_ONCE} AS chunk
        FROM affected_articles
        """  # noqa: S608  # a constant
    )
    count = connection.execute("SELECT coalesce(max(chunk) + 1, 0) FROM numbered_articles").fetchone()
    for chunk in range(count[0] if count else 0):
        connection.execute(
            "CREATE OR REPLACE TEMP TABLE facts_of AS SELECT article_id FROM numbered_articles WHERE chunk = ?", [chunk]
        )
        yield
