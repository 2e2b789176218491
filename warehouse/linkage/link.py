"""Linkage: the current incidents of all articles, compared pair by pair and clustered into events."""

from __future__ import annotations

import duckdb
import pyarrow as pa

from warehouse.linkage.clusters import cluster
from warehouse.linkage.weights import Weights, load_weights
from warehouse.statements import run


def link(connection: duckdb.DuckDBPyConnection, weights: Weights | None = None) -> None:
    """Write core.event_links and the temporary table `clustered` (incident_id, cluster_id) from the current incidents.

    The outcome depends on the incidents alone, not on when they came: all pairs are compared anew.
    """
    weights = weights or load_weights()
    _score(connection, weights)
    owners = dict(connection.execute("SELECT incident_id, article_id FROM facts ORDER BY incident_id").fetchall())
    pairs = connection.execute(
        "SELECT incident_a, incident_b, millibits FROM scored WHERE millibits > ?", [weights.kept_above]
    ).fetchall()
    groups = cluster(pairs, owners, threshold=weights.threshold)
    found = pa.table(  # noqa: F841  # read by name below; a table of the same name would come first
        {"incident_id": list(groups), "cluster_id": [min(group) for group in groups.values()]},
        schema=pa.schema([("incident_id", pa.string()), ("cluster_id", pa.string())]),
    )
    connection.execute("CREATE OR REPLACE TEMP TABLE clustered AS FROM found")
    run(connection, "links", kept_above=str(weights.kept_above))


def _score(connection: duckdb.DuckDBPyConnection, weights: Weights) -> None:
    connection.execute("SET VARIABLE weights = ?::MAP(VARCHAR, BIGINT)", [weights.by_outcome()])
    run(connection, "compare")
    outcomes = ", ".join(
        f"{{'comparison': '{name}', 'level': levels.{name}, "
        f"'weight': getvariable('weights')['{name}:' || levels.{name}]}}"
        for name in weights.comparisons
    )
    connection.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE scored AS
        WITH compared AS (SELECT incident_a, incident_b, [{outcomes}] AS comparisons FROM compared_levels)
        SELECT incident_a, incident_b, comparisons,
            ({weights.prior} + list_sum(list_transform(comparisons, lambda c: c.weight)))::BIGINT AS millibits
        FROM compared
        """  # noqa: S608  # names come from weights.toml
    )
