"""One full cycle over the bundled newsroom: what comes out, and that a second one finds nothing new."""

from __future__ import annotations

import random
import shutil
from pathlib import Path

import pytest

from extractors.feeds.outcome import Outcome
from pipeline import cycle
from pipeline.cli.watch import watching
from pipeline.load import load
from pipeline.settings import Settings
from pipeline.stage import stage
from warehouse import connect
from warehouse.checksum import checksum, table_checksums


def database_checksum(path: Path) -> str:
    with connect.reader(path) as connection:
        return checksum(connection)


def test_a_second_cycle_finds_nothing_new(newsroom_settings: Settings) -> None:
    settings = newsroom_settings
    with watching() as watch:
        first = cycle.run_cycle(settings, watch)
        before = database_checksum(settings.database)
        second = cycle.run_cycle(settings, watch)
    assert first.load.new["articles"] == first.load.total["articles"] > 12
    assert first.load.total["events"] >= 3
    assert {result.outcome for result in second.pull.results} <= {Outcome.NOT_MODIFIED, Outcome.NOT_DUE}
    assert not any(result.pages for result in second.pull.results)
    assert not any(second.load.new.values())
    assert database_checksum(settings.database) == before
    assert database_checksum(settings.snapshot) == before


@pytest.mark.parametrize("seed", range(3))
def test_any_order_of_loading_gives_the_same_tables(
    newsroom_home: Path, migrated: Path, tmp_path: Path, seed: int
) -> None:
    batches = sorted(path for path in (newsroom_home / "staged").iterdir() if not path.name.startswith("."))
    assert len(batches) == 6  # of each feed its poll and its pages
    random.Random(seed).shuffle(batches)  # an order, not a secret
    database = Path(shutil.copy(migrated, tmp_path / "shuffled.duckdb"))
    for batch in batches:
        load(database, [batch])
    load(database, batches)  # and once more, all together
    with connect.reader(newsroom_home / "tollwatch.duckdb") as undisturbed, connect.reader(database) as shuffled:
        assert table_checksums(shuffled) == table_checksums(undisturbed)


def test_a_replay_of_the_raw_zone_gives_the_same_tables(newsroom_home: Path, tmp_path: Path) -> None:
    raw = sorted((newsroom_home / "raw").rglob("*.warc.gz"))
    staged = stage(raw, tmp_path / "staged")
    load(tmp_path / "replayed.duckdb", [batch.folder for batch in staged.batches])
    assert database_checksum(tmp_path / "replayed.duckdb") == database_checksum(newsroom_home / "tollwatch.duckdb")


def test_event_ids_do_not_hang_on_the_order_of_fetching(newsroom_home: Path, newsroom_settings: Settings) -> None:
    with watching() as watch:
        cycle.run_cycle(newsroom_settings, watch)
    with (
        connect.reader(newsroom_home / "tollwatch.duckdb") as one,
        connect.reader(newsroom_settings.database) as another,
    ):
        asked = "SELECT event_id, incident_id FROM core.event_members ORDER BY ALL"
        assert one.execute(asked).fetchall() == another.execute(asked).fetchall()


def test_no_group_of_victims_is_larger_than_the_whole(newsroom_home: Path) -> None:
    with connect.reader(newsroom_home / "tollwatch.duckdb") as connection:
        larger = connection.execute(
            """
            SELECT part.event_id, part.effect, part.victim, part.best, whole.best
            FROM mart.event_figures AS part
            JOIN mart.event_figures AS whole USING (event_id, effect)
            WHERE whole.victim = 'total' AND part.victim <> 'total' AND part.best > whole.best
            """
        ).fetchall()
    assert larger == []
