"""With Splink: how often each outcome of each comparison is seen among true pairs (m) and among false ones (u).

usage: .venv-bench/bin/python benchmarks/splink_shares.py PAIRS.parquet > SHARES.json

PAIRS has one row for each pair that blocking let through: is_same, and a text column for each comparison that holds the
outcome, null where the set tells nothing of it. u is taken from false pairs that were blocked together, not from random
ones, which Splink would draw: only blocked pairs are ever scored, and among those the same day says little.
"""

from __future__ import annotations

import json
import logging
import sys
from typing import Any, Final

import duckdb
from splink import DuckDBAPI, Linker, SettingsCreator
from splink.comparison_library import CustomComparison

FOUND_BY_NAMES: Final = ("far", "far_and_fresh", "within_10", "within_10_and_fresh")
"""Days of pairs that only their names brought together: what they share says nothing of how often others share it."""


def shares(connection: duckdb.DuckDBPyConnection, pairs: str, *, is_same: bool) -> dict[str, dict[str, float]]:
    """The share of each outcome, by comparison, among the pairs (a relation) that are one attack, or that are not.

    Splink compares records: the outcomes of a pair stand in a record of its own on the left, and its number in one on
    the right, so that a label is a pair of records. One made-up pair for each outcome keeps every share above nothing.
    """
    described = connection.execute(f"DESCRIBE FROM {pairs}").fetchall()
    comparisons = [name for name, *_ in described if name != "is_same"]
    outcomes = {
        name: [row[0] for row in connection.execute(
            f"SELECT DISTINCT \"{name}\" FROM {pairs} WHERE \"{name}\" IS NOT NULL ORDER BY 1"
        ).fetchall()]
        for name in comparisons
    }  # fmt: skip
    columns = ", ".join(f'"{name}" AS {name}_outcome' for name in comparisons)
    made_up = " ".join(
        f"UNION ALL BY NAME SELECT '{outcome}' AS {name}_outcome" for name in comparisons for outcome in outcomes[name]
    )
    connection.execute(
        f"""
        CREATE OR REPLACE TABLE pairs_told AS
        SELECT row_number() OVER () AS unique_id, *
        FROM (SELECT {columns} FROM {pairs} WHERE is_same = {is_same} {made_up});
        CREATE OR REPLACE TABLE pairs_named AS SELECT * FROM pairs_told;
        CREATE OR REPLACE TABLE labels AS
        SELECT 'told' AS source_dataset_l, unique_id AS unique_id_l, 'named' AS source_dataset_r,
            unique_id AS unique_id_r
        FROM pairs_told;
        """
    )
    api = DuckDBAPI(connection=connection)
    told = api.register("pairs_told", dataset_display_name="told")
    named = api.register("pairs_named", dataset_display_name="named")
    settings = SettingsCreator(
        link_type="link_only",
        comparisons=[_comparison(name, found) for name, found in outcomes.items() if len(found) > 1],
        blocking_rules_to_generate_predictions=["l.unique_id = r.unique_id"],
    )
    linker = Linker([told, named], settings)
    linker.training.estimate_m_from_pairwise_labels("labels")
    model = linker.misc.save_model_to_json()
    return {
        each["output_column_name"]: {
            level["label_for_charts"]: level["m_probability"]
            for level in each["comparison_levels"]
            if not level.get("is_null_level")
        }
        for each in model["comparisons"]
    }


def _comparison(name: str, outcomes: list[str]) -> CustomComparison:
    column = f"{name}_outcome"
    levels: list[dict[str, Any]] = [
        {"sql_condition": f'"{column}_l" IS NULL', "label_for_charts": "not told", "is_null_level": True}
    ]
    levels += [{"sql_condition": f"\"{column}_l\" = '{outcome}'", "label_for_charts": outcome} for outcome in outcomes]
    return CustomComparison(output_column_name=name, comparison_levels=levels)


def main(path: str) -> None:
    """Print m and u of each outcome, and the share of true pairs."""
    logging.getLogger("splink").setLevel(logging.ERROR)
    with duckdb.connect() as connection:
        connection.execute(
            f"""
            CREATE TABLE pairs AS
            SELECT * REPLACE (
                CASE WHEN day NOT IN {FOUND_BY_NAMES} THEN "names" END AS "names",
                CASE WHEN day NOT IN {FOUND_BY_NAMES} THEN "text" END AS "text"
            )
            FROM read_parquet('{path}')
            """
        )
        row = connection.execute("SELECT avg(is_same::INTEGER) FROM pairs").fetchone()
        found = {
            "share": row[0] if row else 0.0,
            "m": shares(connection, "pairs", is_same=True),
            "u": shares(connection, "pairs", is_same=False),
        }
    print(json.dumps(found))


if __name__ == "__main__":
    main(sys.argv[1])
