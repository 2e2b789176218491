"""The snapshot: a whole copy that replaces the old one at once, under the eyes of its readers."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from extractors.errors import WarehouseError
from tests.warehouse.builders import write_batch
from tests.warehouse.stories import ELSEWHERE, FIRST
from warehouse.checksum import checksum
from warehouse.connect import reader, writer
from warehouse.load import load_batches
from warehouse.publish import publish


@pytest.fixture
def database(tmp_path: Path) -> Path:
    path = tmp_path / "live.duckdb"
    with writer(path) as connection:
        load_batches(connection, [write_batch(tmp_path / "staged", "one", [FIRST])])
    return path


def test_a_snapshot_holds_all_and_says_what_it_is(database: Path, tmp_path: Path) -> None:
    snapshot = publish(database, tmp_path / "it's published" / "tollwatch.duckdb")
    with reader(database) as live, reader(snapshot) as copy:
        assert checksum(copy) == checksum(live)
        assert copy.execute("SELECT count(*) FROM mart.casualties(\"by\" := 'day')").fetchone() == (1,)
        about = copy.execute("SELECT source_database, articles, claims, events FROM mart.snapshot").fetchall()
        assert about == [("live.duckdb", 1, 6, 1)]
        comments = (
            "SELECT count(comment) FROM duckdb_columns() WHERE NOT internal AND database_name = current_database()"
        )
        assert copy.execute(comments).fetchone() == live.execute(comments).fetchone()
        assert live.execute("SELECT * FROM mart.snapshot").fetchall() == []
    assert [path.name for path in snapshot.parent.iterdir()] == ["tollwatch.duckdb"]


def test_nobody_writes_a_snapshot(database: Path, tmp_path: Path) -> None:
    snapshot = publish(database, tmp_path / "published.duckdb")
    before = snapshot.read_bytes()
    with pytest.raises(WarehouseError, match="a published snapshot, which nobody writes"), writer(snapshot):
        pass
    assert snapshot.read_bytes() == before


def test_readers_of_the_old_snapshot_are_not_disturbed(database: Path, tmp_path: Path) -> None:
    snapshot = publish(database, tmp_path / "published.duckdb")
    with reader(snapshot) as old:
        with writer(database) as connection:
            load_batches(connection, [write_batch(tmp_path / "staged", "two", [ELSEWHERE])])
        publish(database, snapshot)
        assert old.execute("SELECT articles FROM mart.snapshot").fetchone() == (1,)
        assert old.execute("SELECT count(*) FROM core.articles").fetchone() == (1,)
    with reader(snapshot) as new:
        assert new.execute("SELECT count(*) FROM core.articles").fetchone() == (2,)


def test_without_a_database_the_old_snapshot_stays(database: Path, tmp_path: Path) -> None:
    snapshot = publish(database, tmp_path / "published.duckdb")
    before = snapshot.read_bytes()
    with pytest.raises(WarehouseError):
        publish(tmp_path / "none.duckdb", snapshot)
    assert snapshot.read_bytes() == before


def test_what_breaks_a_check_is_not_published(database: Path, tmp_path: Path) -> None:
    snapshot = publish(database, tmp_path / "published.duckdb")
    before = snapshot.read_bytes()
    with duckdb.connect(database) as connection:
        connection.execute("UPDATE core.claims SET low = best + 1 WHERE is_current")
    with pytest.raises(WarehouseError, match="bounds in order: broken by"):
        publish(database, snapshot)
    with pytest.raises(WarehouseError, match="bounds in order: broken by"):
        publish(database, tmp_path / "another.duckdb")
    assert snapshot.read_bytes() == before
    assert not (tmp_path / "another.duckdb").exists()


def test_a_ledger_smaller_than_the_last_snapshots_is_not_published(database: Path, tmp_path: Path) -> None:
    snapshot = publish(database, tmp_path / "published.duckdb")
    with duckdb.connect(database) as connection:
        connection.execute("DELETE FROM raw.sightings")
    with pytest.raises(WarehouseError, match="a ledger that only grows"):
        publish(database, snapshot)


def test_a_snapshot_that_cannot_be_read_is_told(database: Path, tmp_path: Path) -> None:
    snapshot = tmp_path / "published.duckdb"
    snapshot.write_bytes(b"no database" * 1000)
    with pytest.raises(WarehouseError, match="the last snapshot cannot be read"):
        publish(database, snapshot)


def test_a_snapshot_opens_without_our_code(database: Path, tmp_path: Path) -> None:
    snapshot = publish(database, tmp_path / "published.duckdb")
    with duckdb.connect(snapshot, read_only=True) as plain:
        assert plain.execute("SELECT killed_civilian_low FROM mart.events").fetchall() == [(14,)]
