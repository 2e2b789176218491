"""What must hold before anybody reads a number: each check finds the row that breaks it, and no sound one."""

from __future__ import annotations

import shutil
from pathlib import Path

import duckdb
import pytest

from warehouse.checks import _checks, breaches, lost_rows

ONE_CLAIM = "WHERE row_id = (SELECT min(row_id) FROM core.claims WHERE is_current)"
AGAIN = "SELECT * REPLACE ('again' AS row_id) FROM core.claims"
ONE_EVENT = "(SELECT min(event_id) FROM core.event_members)"

BROKEN = {
    "bounds in order": f"UPDATE core.claims SET low = best + 1 {ONE_CLAIM}",
    "figures with their words": f"UPDATE core.claims SET quote = ' ' {ONE_CLAIM}",
    "claims of an article that is kept": f"UPDATE core.claims SET version_id = 'of nothing' {ONE_CLAIM}",
    "one current row a claim": f"INSERT INTO core.claims BY NAME {AGAIN} {ONE_CLAIM}",
    "parts within their article": f"UPDATE core.claims SET subset_of = 'of nothing' {ONE_CLAIM}",
    "one event an incident": f"DELETE FROM core.memberships WHERE event_id = {ONE_EVENT}",
    "events with members, members with events": f"DELETE FROM core.event_states WHERE event_id = {ONE_EVENT}",
    "tolls in order": "UPDATE core.event_states SET killed_low = killed_best + 1 WHERE killed_best IS NOT NULL",
    "what was told last is what is known": "DELETE FROM core.told_figures WHERE effect = 'killed'",
    "each source counted once": "UPDATE core.event_states SET independent_sources = independent_sources + 1",
}  # fmt: skip


def test_sound_stories_break_nothing(loaded: duckdb.DuckDBPyConnection) -> None:
    assert breaches(loaded) == []


def test_every_check_is_tried() -> None:
    assert set(BROKEN) == set(_checks())


@pytest.mark.parametrize(("check", "damage"), BROKEN.items(), ids=list(BROKEN))
def test_a_check_finds_what_breaks_it(loaded: duckdb.DuckDBPyConnection, check: str, damage: str) -> None:
    loaded.execute(damage)
    found = {breach.check: breach for breach in breaches(loaded)}
    assert check in found
    assert found[check].rows >= 1
    assert found[check].example


def test_a_ledger_that_lost_rows_is_told_from_its_snapshot(
    loaded: duckdb.DuckDBPyConnection, migrated: Path, tmp_path: Path
) -> None:
    before = Path(shutil.copy(migrated, tmp_path / "before.duckdb"))
    assert lost_rows(loaded, before) == []
    after = tmp_path / "after's.duckdb"
    loaded.execute("CHECKPOINT")
    shutil.copy(tmp_path / "warehouse.duckdb", after)
    loaded.execute("DELETE FROM raw.claims")
    (lost,) = lost_rows(loaded, after)
    assert lost.example == "raw.claims, 0 rows"
    assert lost.rows > 0
