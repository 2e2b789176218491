"""The DAGs really run, against the bundled newsroom over HTTP, into a real DuckDB file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb
import pytest

from extractors.feeds.catalog import load_feeds
from pipeline.fan_out import feeds_by_host
from pipeline.settings import Settings
from tests.dags.conftest import Environment, execute, run_dags

Rows = dict[str, int]


def home(environment: Environment) -> Path:
    return Path(environment["TOLLWATCH_HOME"])


def counts(database: Path) -> Rows:
    with duckdb.connect(database, read_only=True) as connection:
        return {
            table: connection.execute(f"select count(*) from {table}").fetchall()[0][0]  # noqa: S608
            for table in ("core.articles", "core.claims", "core.incidents", "core.events", "raw.fetches")
        }


def of(run: dict[str, Any], task: str) -> list[dict[str, Any]]:
    return [instance for instance in run["tasks"] if instance["task"] == task]


def states(run: dict[str, Any], task: str) -> list[str]:
    return [instance["state"] for instance in of(run, task)]


@pytest.fixture
def feeds(environment: Environment) -> list[str]:
    return [feed.id for feed in load_feeds(Path(environment["TOLLWATCH_FEEDS"]))]


def test_from_the_feeds_to_the_snapshot(environment: Environment, feeds: list[str]) -> None:
    first = run_dags(environment, "ingest", "load", "publish")
    assert {name: run["state"] for name, run in first.items()} == dict.fromkeys(
        ("ingest", "load", "publish"), "success"
    )
    ingest = first["ingest"]
    assert sorted(", ".join(i["label"] for i in of(ingest, "pull")).split(", ")) == sorted(feeds)
    warcs = [path for instance in of(ingest, "pull") for path in instance["result"]]
    assert warcs
    assert all(Path(path).is_relative_to(home(environment) / "raw") for path in warcs)
    assert sorted(i["label"] for i in of(ingest, "stage")) == sorted(Path(p).name.split(".")[0] for p in warcs)
    assert ingest["assets"] == [{"uri": "tollwatch://staged/", "extra": {"batches": len(warcs)}}]
    assert [event["uri"] for event in first["load"]["assets"]] == ["tollwatch://warehouse/"]
    assert [event["uri"] for event in first["publish"]["assets"]] == ["tollwatch://snapshot/"]
    loaded = counts(home(environment) / "tollwatch.duckdb")
    assert min(loaded.values()) > 0
    assert loaded["core.events"] < loaded["core.articles"]  # several outlets on one incident
    [published] = of(first["publish"], "publish_snapshot")
    assert counts(Path(published["result"])) == loaded

    again = run_dags(environment, "ingest", "load")
    assert [run["state"] for run in again.values()] == ["success", "success"]
    repeated = counts(home(environment) / "tollwatch.duckdb")
    assert {**repeated, "raw.fetches": 0} == {**loaded, "raw.fetches": 0}


def test_by_hand_on_the_command_line(environment: Environment) -> None:
    for name in ("ingest", "load", "publish"):
        execute(["-m", "airflow", "dags", "test", f"tollwatch_{name}"], environment)
    assert min(counts(home(environment) / "published" / "tollwatch.duckdb").values()) > 0


def test_a_dead_feed_stops_nothing_and_a_broken_batch_fails_at_once(environment: Environment, tmp_path: Path) -> None:
    dead = {"id": "dead-letter", "publisher": "Dead Letter", "url": "http://nowhere.example/rss"}
    dead |= {"country": "GB", "language": "en", "zone": "Europe/London", "kind": "outlet"}
    entry = "".join(f'{field} = "{value}"\n' for field, value in dead.items())
    listed = Path(environment["TOLLWATCH_FEEDS"]).read_text("utf-8")
    (tmp_path / "feeds.toml").write_text(f"{listed}\n[[feeds]]\n{entry}", "utf-8")
    broken = home(environment) / "staged" / "broken-0.0"
    broken.mkdir(parents=True)
    (broken / "articles.parquet").write_bytes(b"no Parquet")
    runs = run_dags(environment | {"TOLLWATCH_FEEDS": str(tmp_path / "feeds.toml")}, "ingest", "load")
    failed = [i for i in of(runs["ingest"], "pull") if i["state"] == "failed"]
    assert [(i["label"], i["tries"]) for i in failed] == [("dead-letter", 1)]
    assert states(runs["ingest"], "announce") == ["success"]
    assert runs["ingest"]["state"] == "success"
    assert runs["load"]["state"] == "failed"
    assert states(runs["load"], "load_batches") == ["success"]  # the good ones are in
    assert [(i["state"], i["tries"]) for i in of(runs["load"], "no_batch_refused")] == [("failed", 1)]
    assert min(counts(home(environment) / "tollwatch.duckdb").values()) > 0


def test_the_run_fails_where_no_feed_answers(environment: Environment) -> None:
    runs = run_dags(environment | {"TOLLWATCH_PROXY": "http://127.0.0.1:9"}, "ingest")
    assert set(states(runs["ingest"], "pull")) == {"failed"}
    assert states(runs["ingest"], "any_feed_answered") == ["upstream_failed"]
    assert runs["ingest"]["state"] == "failed"


def test_feeds_of_one_host_stay_together() -> None:
    groups = feeds_by_host(Settings())
    assert ["bbc-middle-east", "bbc-world"] in groups
    assert sum(map(len, groups)) == len(load_feeds(Settings().feeds))
