"""Linkage: what a load brings is compared with what could be the same attack, and only what it touches is clustered.

What is compared, what it scores, which components it joins and how their clusters grow depend on the ledger alone. So
the outcome is the same whether the ledger came in one load or in a hundred, in whatever order.
"""

from __future__ import annotations

from importlib import resources

import duckdb

from warehouse.articles.copies import name_clauses
from warehouse.linkage.place import EVER_US, place
from warehouse.linkage.weights import Weights, load_weights
from warehouse.statements import run


def link(connection: duckdb.DuckDBPyConnection, weights: Weights | None = None) -> None:
    """Compare and cluster the incidents of the articles in the temporary table affected_articles.

    Writes core.incident_facts, incident_keys, event_links and memberships, and the temporary tables affected_events,
    old_members and old_tolls.
    """
    weights = weights or load_weights()
    name_clauses(connection)
    weights.install(connection)
    connection.execute(f"SET VARIABLE threshold = {weights.threshold}")
    _load_background(connection)
    for step in ("standing", "facts", "changed", "compare", "touched"):
        run(connection, step)
    place(connection, weights)
    run(connection, "stays", ever=str(EVER_US))


def _load_background(connection: duckdb.DuckDBPyConnection) -> None:
    with resources.as_file(resources.files("warehouse.linkage") / "background.tsv") as path:
        connection.execute(
            """
            CREATE TEMP TABLE IF NOT EXISTS background AS
            FROM read_csv(?, delim = '\t', quote = '', header = false,
                columns = {'word': 'VARCHAR', 'thirds': 'UTINYINT'})
            """,
            [str(path)],
        )
