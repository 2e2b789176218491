"""What is asked after a load: may it be published, is it fresh, and who is told where it is not."""

from __future__ import annotations

import datetime as dt
import json
import shutil
from pathlib import Path

import duckdb
import pytest

from extractors.archives.wanted import Wanted
from extractors.errors import WarehouseError
from pipeline.alarm import tell
from pipeline.backfill.run import Request, run_backfill
from pipeline.checks import Freshness, check_fresh, freshness
from pipeline.cli import steps
from pipeline.publish import publish
from pipeline.settings import Settings
from tests.backfill.quiet import Quiet
from tests.webserver import Answer, WebServer


@pytest.fixture
def settings(newsroom_home: Path, tmp_path: Path) -> Settings:
    """A copy of the bundled newsroom's warehouse."""
    shutil.copytree(newsroom_home / "published", tmp_path / "published")
    shutil.copy(newsroom_home / "tollwatch.duckdb", tmp_path / "tollwatch.duckdb")
    return Settings(home=tmp_path)


def test_no_way_of_publishing_passes_the_checks_by(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    with duckdb.connect(settings.database) as connection:
        connection.execute("UPDATE core.claims SET low = best + 1 WHERE is_current")
    before = settings.snapshot.read_bytes()
    with pytest.raises(WarehouseError, match="bounds in order: broken by"):
        publish(settings)
    settings.snapshot.rename(settings.snapshot.with_suffix(".old"))  # where there is none, a backfill publishes
    day = dt.date(2026, 10, 10)
    report = run_backfill(settings, Request(day, day, Wanted(day, day)), Quiet())
    assert "loaded and not published: " in str(report.waits)
    assert "bounds in order: broken by" in str(report.waits)
    assert report.exit_code != 0
    assert not settings.snapshot.exists()
    settings.snapshot.with_suffix(".old").rename(settings.snapshot)
    monkeypatch.setenv("TOLLWATCH_HOME", str(settings.home))
    with pytest.raises(WarehouseError, match="bounds in order: broken by"):
        steps.publish()
    assert settings.snapshot.read_bytes() == before


def test_a_ledger_that_shrank_is_not_published(settings: Settings) -> None:
    with duckdb.connect(settings.database) as connection:
        connection.execute("DELETE FROM raw.sightings")
    with pytest.raises(WarehouseError, match=r"only grows: .*raw\.sightings, 0 rows"):
        publish(settings)


def test_freshness_is_measured_from_the_last_answer(settings: Settings) -> None:
    with duckdb.connect(settings.database, read_only=True) as connection:
        (last,) = connection.execute("SELECT max(fetched_at) FROM raw.fetches WHERE kind = 'feed'").fetchone() or (
            None,
        )
    assert last is not None
    found = freshness(settings, now=last.replace(tzinfo=dt.UTC) + dt.timedelta(hours=7))
    assert found.polled_s == pytest.approx(7 * 3600)
    assert found.lag_median_s is not None
    assert found.lag_p95_s is not None
    assert 0 < found.lag_median_s <= found.lag_p95_s
    with pytest.raises(WarehouseError, match="no feed has answered for 7 hours"):
        check_fresh(settings, found)
    check_fresh(settings.model_copy(update={"stale_after_h": 8.0}), found)


def test_a_warehouse_that_never_saw_a_feed_answer_is_stale(settings: Settings) -> None:
    with pytest.raises(WarehouseError, match="no feed has ever answered"):
        check_fresh(settings, Freshness(True, None, None, None))


def test_what_only_backfills_filled_is_not_stale(settings: Settings) -> None:
    with duckdb.connect(settings.database) as connection:
        connection.execute("DELETE FROM raw.fetches")
    found = freshness(settings)
    assert not found.is_polled
    check_fresh(settings, found)


def test_an_alarm_is_posted(server: WebServer) -> None:
    server.routes["/hook"] = Answer()
    assert tell(Settings(alarm_url=server.url("/hook")), "load failed")
    (request,) = server.asked("/hook")
    assert json.loads(request.body) == {"text": "load failed"}


def test_an_alarm_that_fails_raises_nothing(server: WebServer, caplog: pytest.LogCaptureFixture) -> None:
    server.routes["/hook"] = Answer(status=500)
    assert not tell(Settings(alarm_url=server.url("/hook")), "load failed")
    assert not tell(Settings(alarm_url="no address"), "load failed")
    assert not tell(Settings(), "load failed")
    assert caplog.text.count("load failed") == 3
