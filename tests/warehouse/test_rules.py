"""What decides how core is derived is in the digest of the rules, and what only asks is not."""

from __future__ import annotations

import duckdb

from warehouse.checksum import table_checksums
from warehouse.load import load_batches
from warehouse.rules import asked, deriving_files, follows_rules, of_core


def test_code_sql_and_lists_that_derive_are_rules_and_what_asks_is_none() -> None:
    files = deriving_files().keys()
    assert {
        "warehouse.linkage.clusters", "warehouse.articles.same", "warehouse.tolls", "warehouse.steps/known.sql",
        "warehouse.linkage/weights.toml", "warehouse.linkage/background.tsv", "warehouse.articles/notices.toml",
    } <= files  # fmt: skip
    assert not {"warehouse.events", "warehouse.why", "warehouse.series", "warehouse.publish", "warehouse.load"} & files


def test_a_macro_that_derives_is_a_rule() -> None:
    text = "\n".join(deriving_files().values())
    assert {"folded", "distance_km", "version_place", "extractor_order"} <= asked(text, of_core()).keys()


def test_a_database_that_other_rules_derived_is_derived_anew(loaded: duckdb.DuckDBPyConnection) -> None:
    expected = table_checksums(loaded)
    loaded.execute("UPDATE core.rules SET digest = 'other'; DELETE FROM core.event_states; DELETE FROM core.articles")
    assert not follows_rules(loaded)
    load_batches(loaded, [])
    assert follows_rules(loaded)
    assert table_checksums(loaded) == expected


def test_what_a_macro_asks_is_a_rule_with_it() -> None:
    definitions = {"near": "far(a) < 1", "far": "a * deep(a)", "deep": "a", "idle": "near(a)"}
    assert asked("SELECT core.near(x)", definitions).keys() == {"near", "far", "deep"}
