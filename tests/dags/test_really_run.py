"""Airflow as its users run it, over the bundled newsroom: schedule, assets, a backfill, and parts of it killed."""

from __future__ import annotations

import datetime as dt
import re
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import duckdb
import psutil
import pytest

from benchmarks.running_airflow import Airflow, running
from extractors.archives.wanted import Wanted
from extractors.sitemaps.choose import Window
from pipeline import newsroom
from pipeline.backfill.plan import Errand
from pipeline.backfill.run import Request, run_backfill
from pipeline.cycle import run_cycle
from pipeline.feeds import choose_feeds
from pipeline.settings import Settings
from tests.backfill.quiet import Quiet
from tests.servers import installed

WINDOW = Window(dt.date(2026, 10, 6), dt.date(2026, 10, 8))
OUTLETS = ["harbour-post", "northwire"]
HELD = "20261006-al-dana-market"
QUICK = {"AIRFLOW__SCHEDULER__ORPHANED_TASKS_CHECK_INTERVAL": "5", "TOLLWATCH_TASKS": "2"}


@dataclass
class Wire:
    """The newsroom's server, which holds back its first answer about one page, and lists little in one feed."""

    proxy: str = ""
    is_asked: threading.Event = field(default_factory=threading.Event)
    may_answer: threading.Event = field(default_factory=threading.Event)


@pytest.fixture
def wire(monkeypatch: pytest.MonkeyPatch) -> Iterator[Wire]:
    wire, as_is = Wire(), newsroom._Newsroom.page

    def page(self: Any, host: str, path: str) -> newsroom.Page | None:
        if path.endswith(HELD):
            wire.is_asked.set()
            wire.may_answer.wait(120)
        found = as_is(self, host, path)
        if found and path == "/feed.atom":  # what the feed no longer lists only a backfill finds
            first, *_, end = re.split(rb"(?=<entry>)|(?<=</entry>)", found.content)
            return replace(found, content=first + end)
        return found

    monkeypatch.setattr(newsroom._Newsroom, "page", page)
    with newsroom.serve() as wire.proxy:
        yield wire
        wire.may_answer.set()


class Silent(Quiet):
    """Told of a cycle too."""

    def step(self, name: str, total: int | None) -> None: ...
    def feed(self, result: Any) -> None: ...
    def article(self, source: Path, count: int) -> None: ...


def undisturbed(home: Path, proxy: str) -> Settings:
    """`tollwatch run`, then `tollwatch backfill` of the window."""
    settings = Settings(home=home, proxy=proxy, feeds=newsroom.FOLDER / "feeds.toml")
    run_cycle(settings, Silent())
    errands = tuple(Errand(feed, WINDOW) for feed in choose_feeds(settings, OUTLETS))
    wanted = Wanted(WINDOW.first, WINDOW.last)
    assert run_backfill(settings, Request(WINDOW.first, WINDOW.last, wanted, errands=errands), Silent()).problems == []
    return settings


def derived(snapshot: Path) -> dict[str, list[tuple[Any, ...]]]:
    """All claims, events with their members, and casualties, but for the times at which this warehouse came to know."""
    events = (
        "SELECT (SELECT list(incident_id ORDER BY incident_id) FROM core.memberships AS m WHERE m.is_current "
        "AND m.event_id = e.event_id), e.* EXCLUDE (event_id) FROM mart.events AS e ORDER BY ALL"
    )
    with duckdb.connect(snapshot, read_only=True) as connection:
        return {
            "claims": connection.execute("SELECT * EXCLUDE (known_from) FROM core.claims ORDER BY ALL").fetchall(),
            "events": connection.execute(events).fetchall(),
            "casualties": connection.execute("FROM mart.casualties_by_victim ORDER BY ALL").fetchall(),
        }


def task_that_asks(airflow: Airflow, proxy: str) -> psutil.Process:
    """The process of a task that waits for the newsroom's answer."""
    port = int(proxy.rpartition(":")[2])
    for process in airflow.processes():
        if any(c.raddr and c.raddr.port == port and c.status == "ESTABLISHED" for c in process.net_connections()):
            return process
    raise AssertionError("no task asks the newsroom")


def kinds(airflow: Airflow, dag_id: str) -> set[tuple[str, str]]:
    """What started its runs, and how they ended."""
    return {(run["run_type"], run["state"]) for run in airflow.runs(dag_id)}


@pytest.mark.timeout(600)
def test_what_airflow_makes_under_kills_is_what_one_undisturbed_run_makes(tmp_path: Path, wire: Wire) -> None:
    environment = QUICK | {
        "TOLLWATCH_PROXY": wire.proxy,
        "TOLLWATCH_FEEDS": str(newsroom.FOLDER / "feeds.toml"),
        "TOLLWATCH_HOME": str(tmp_path / "home"),
    }
    with installed(), running(tmp_path / "airflow", environment) as airflow:
        airflow.backfill("tollwatch_backfill", WINDOW.first, WINDOW.last, conf={"outlets": OUTLETS})
        airflow.unpause("tollwatch_ingest")
        assert wire.is_asked.wait(240), airflow.log.read_text()[-5000:]
        killed = task_that_asks(airflow, wire.proxy)
        killed.kill()
        wire.may_answer.set()
        scheduler = airflow.process("airflow", "scheduler")
        scheduler.kill()
        airflow.settle(within_s=280)

        assert kinds(airflow, "tollwatch_ingest") == {("scheduled", "success")}
        backfills = [run for run in airflow.runs("tollwatch_backfill") if run["run_type"] == "backfill"]
        assert [(run["logical_date"][:10], run["state"]) for run in backfills] == [
            (f"2026-10-0{day}", "success") for day in range(6, 9)
        ]
        assert backfills[0]["dag_run_id"] == "backfill__2026-10-07T00:00:00+00:00"  # as the documents say
        assert "failed" not in {state for _, state in kinds(airflow, "tollwatch_backfill")}
        portions = [ti for ti in airflow.tasks("tollwatch_backfill") if ti["task_id"] == "stage_portion"]
        assert max(ti["try_number"] for ti in portions) > 1  # the task that was killed
        assert "harbour-post 2026-10-06" in {ti["rendered_map_index"] for ti in portions}
        for follower in ("tollwatch_load", "tollwatch_publish"):
            assert kinds(airflow, follower) == {("asset_triggered", "success")}
        assert airflow.process("airflow", "scheduler").pid != scheduler.pid
    assert airflow.processes() == []
    plain = derived(undisturbed(tmp_path / "plain", wire.proxy).snapshot)
    found = derived(tmp_path / "home" / "published" / "tollwatch.duckdb")
    assert plain["claims"]
    for what, rows in plain.items():
        assert found[what] == rows, what
