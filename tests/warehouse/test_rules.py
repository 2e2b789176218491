"""What decides how core is derived is in the digest of the rules, and what only asks is not."""

from __future__ import annotations

import duckdb

from warehouse.rules import asked, deriving_files, follows_rules, rules_digest


def test_code_sql_and_lists_that_derive_are_rules_and_what_asks_is_none() -> None:
    files = deriving_files().keys()
    assert {
        "warehouse.linkage.clusters", "warehouse.articles.same", "warehouse.tolls", "warehouse.steps/states.sql",
        "warehouse.linkage/weights.toml", "warehouse.linkage/background.tsv", "warehouse.articles/notices.toml",
    } <= files  # fmt: skip
    assert not {"warehouse.events", "warehouse.why", "warehouse.series", "warehouse.publish", "warehouse.load"} & files


def test_a_macro_that_derives_is_a_rule(loaded: duckdb.DuckDBPyConnection) -> None:
    assert follows_rules(loaded)
    before = rules_digest(loaded)
    loaded.execute("CREATE OR REPLACE MACRO core.only_asks(a) AS a + 1")
    assert rules_digest(loaded) == before
    loaded.execute("CREATE OR REPLACE MACRO core.distance_km(lat_a, lon_a, lat_b, lon_b) AS 7")
    assert not follows_rules(loaded)


def test_what_a_macro_asks_is_a_rule_with_it() -> None:
    definitions = {"near": "far(a) < 1", "far": "a * deep(a)", "deep": "a", "idle": "near(a)"}
    assert asked("SELECT core.near(x)", definitions).keys() == {"near", "far", "deep"}
