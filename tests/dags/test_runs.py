"""The DAGs really run, against the bundled newsroom over HTTP, into a real DuckDB file."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import duckdb
import pytest
from opentelemetry.proto.collector.metrics.v1.metrics_service_pb2 import ExportMetricsServiceRequest

from extractors.feeds.catalog import load_feeds
from tests.dags.conftest import Environment, RunDags, dag_runner, execute
from tests.webserver import Answer, WebServer

Rows = dict[str, int]


def home(environment: Environment) -> Path:
    return Path(environment["TOLLWATCH_HOME"])


def counts(database: Path) -> Rows:
    with duckdb.connect(database, read_only=True) as connection:
        return {
            table: connection.execute(f"select count(*) from {table}").fetchall()[0][0]
            for table in ("core.articles", "core.claims", "core.incidents", "core.events", "raw.fetches")
        }


def of(run: dict[str, Any], task: str) -> list[dict[str, Any]]:
    return [instance for instance in run["tasks"] if instance["task"] == task]


def states(run: dict[str, Any], task: str) -> list[str]:
    return [instance["state"] for instance in of(run, task)]


@pytest.fixture
def feeds(environment: Environment) -> list[str]:
    return [feed.id for feed in load_feeds(Path(environment["TOLLWATCH_FEEDS"]))]


def test_from_the_feeds_to_the_snapshot(environment: Environment, run_dags: RunDags, feeds: list[str]) -> None:
    snapshot = home(environment) / "published" / "tollwatch.duckdb"
    names = ("TOLLWATCH_TASKS=50", "ingest", "load", "publish", "ingest", "load")
    ingest, load, publish, *again = run_dags(environment, *names)
    assert {run["state"] for run in (ingest, load, publish, *again)} == {"success"}
    assert sorted(", ".join(i["label"] for i in of(ingest, "pull")).split(", ")) == sorted(feeds)
    warcs = [path for instance in of(ingest, "pull") for path in instance["result"]]
    assert warcs
    assert all(Path(path).is_relative_to(home(environment) / "raw") for path in warcs)
    assert sorted(i["label"] for i in of(ingest, "stage")) == sorted(Path(p).name.split(".")[0] for p in warcs)
    assert ingest["assets"] == [{"uri": "tollwatch://staged/", "extra": {"batches": len(warcs)}}]
    assert [event["uri"] for event in load["assets"]] == ["tollwatch://warehouse/"]
    [event] = publish["assets"]
    [loaded] = of(load, "load_batches")
    assert loaded["result"]["new"]["articles"] > loaded["result"]["new"]["events"] > 0  # outlets share incidents
    [reloaded] = of(again[1], "load_batches")
    assert reloaded["result"]["loaded"] > 0  # the polls themselves, answered with 304
    assert set(reloaded["result"]["new"].values()) == {0}
    assert reloaded["result"]["total"] == loaded["result"]["total"]
    [published] = of(publish, "publish_snapshot")
    assert Path(published["result"]) == snapshot
    rows = counts(snapshot)
    assert min(rows.values()) > 0
    held = {name: rows[f"core.{name}"] for name in ("articles", "claims", "events")}
    assert event == {"uri": "tollwatch://snapshot/", "extra": held}
    assert rows["core.articles"] == loaded["result"]["total"]["articles"]
    assert rows["core.events"] == loaded["result"]["total"]["events"]


def test_by_hand_on_the_command_line(environment: Environment) -> None:
    asked = ["tollwatch_ingest", "--conf", '{"feeds": ["harbour-post"]}']
    execute(["-m", "airflow", "dags", "test", *asked], environment)
    assert [path.stem for path in (home(environment) / "state" / "feeds").glob("*.json")] == ["harbour-post"]
    assert {path.name.split("-2")[0] for path in (home(environment) / "staged").iterdir()} == {"harbour-post"}


def test_what_fails_is_seen_and_stops_nothing_else(environment: Environment, run_dags: RunDags, tmp_path: Path) -> None:
    alive = Path(environment["TOLLWATCH_FEEDS"]).read_text("utf-8").split("[[feeds]]")[1]
    dead = alive.replace("harbour-post.example", "nowhere.example").replace("harbour-post", "dead-letter")
    (tmp_path / "one.toml").write_text(f"[[feeds]]{alive}[[feeds]]{dead}", "utf-8")
    (tmp_path / "all.toml").write_text(f"[[feeds]]{dead}", "utf-8")
    broken = home(environment) / "staged" / "broken-0.0"
    broken.mkdir(parents=True)
    (broken / "articles.parquet").write_bytes(b"no Parquet")
    one_dead, shared, broken_load, all_dead = run_dags(
        environment | {"TOLLWATCH_FEEDS": str(tmp_path / "one.toml"), "TOLLWATCH_TASKS": "2"},
        "ingest",
        "TOLLWATCH_TASKS=1",
        "ingest",
        "load",
        f"TOLLWATCH_FEEDS={tmp_path / 'all.toml'}",
        "ingest",
    )
    failed = [i for i in of(one_dead, "pull") if i["state"] == "failed"]
    assert [(i["label"], i["tries"]) for i in failed] == [("dead-letter", 1)]
    assert states(one_dead, "announce") == ["success"]
    assert one_dead["state"] == "success"
    assert [i["result"] for i in of(one_dead, "any_feed_answered")] == [1]

    assert [(i["label"], i["state"]) for i in of(shared, "pull")] == [("harbour-post, dead-letter", "failed")]
    assert [i["result"] for i in of(shared, "any_feed_answered")] == [1]
    assert shared["state"] == "success"

    assert broken_load["state"] == "failed"
    assert states(broken_load, "load_batches") == ["success"]  # the good ones are in
    assert [(i["state"], i["tries"]) for i in of(broken_load, "no_batch_refused")] == [("failed", 1)]
    assert min(counts(home(environment) / "tollwatch.duckdb").values()) > 0

    assert set(states(all_dead, "pull")) == {"failed"}
    assert [(i["state"], i["tries"]) for i in of(all_dead, "any_feed_answered")] == [("failed", 1)]
    assert states(all_dead, "announce") == ["skipped"]
    assert all_dead["state"] == "failed"


def test_a_wrong_number_is_not_published_and_somebody_is_told(environment: Environment, run_dags: RunDags) -> None:
    with WebServer() as server:
        server.routes["/hook"] = Answer()
        told = environment | {"TOLLWATCH_ALARM_URL": server.url("/hook")}
        run_dags(told, "ingest", "load")
        assert server.asked("/hook") == []
        with duckdb.connect(home(environment) / "tollwatch.duckdb") as connection:
            connection.execute("UPDATE core.claims SET low = best + 1 WHERE is_current")
        load, publish = run_dags(told, "load", "publish")
        alarms = [json.loads(request.body)["text"] for request in server.asked("/hook")]
    assert load["state"] == "success"
    assert [(i["state"], i["tries"]) for i in of(publish, "publish_snapshot")] == [("failed", 1)]
    assert publish["assets"] == []
    assert not (home(environment) / "published" / "tollwatch.duckdb").exists()
    assert len(alarms) == 1
    assert alarms[0].startswith("tollwatch_publish / publish_snapshot failed in ")
    assert "bounds in order: broken by" in alarms[0]


def test_what_is_measured_reaches_a_collector(environment: Environment, tmp_path: Path) -> None:
    with WebServer() as collector:
        collector.routes["/v1/metrics"] = Answer(headers={"Content-Type": "application/x-protobuf"})
        told = environment | {
            "AIRFLOW__METRICS__OTEL_ON": "True",
            "OTEL_EXPORTER_OTLP_PROTOCOL": "http/protobuf",
            "OTEL_EXPORTER_OTLP_ENDPOINT": collector.url(),
        }
        with dag_runner(told, tmp_path / "log") as run_dags:  # Airflow asks once a process where its metrics go
            run_dags({}, "ingest", "load")
        names = measured(collector)
    assert {
        "airflow.tollwatch.polls.ok",
        "airflow.tollwatch.loaded.articles",
        "airflow.tollwatch.rows.events",
        "airflow.tollwatch.batches_refused",
        "airflow.tollwatch.polled_s",
        "airflow.tollwatch.lag_median_s",
    } <= names


def measured(collector: WebServer) -> set[str]:
    """Names of all metrics that were sent."""
    names = set()
    for request in collector.asked("/v1/metrics"):
        sent = ExportMetricsServiceRequest.FromString(request.body)
        names |= {m.name for r in sent.resource_metrics for s in r.scope_metrics for m in s.metrics}
    return names


def test_more_files_than_airflow_maps_over_are_staged(environment: Environment, run_dags: RunDags) -> None:
    """1,100 files in the 200 pieces that they make would take minutes; in four they take the same way."""
    raw = home(environment) / "raw" / "2026-10-05"
    raw.mkdir(parents=True)
    for number in range(1100):
        (raw / f"harbour-post-20261005T120000Z-{number:08}.warc.gz").touch()
    (run,) = run_dags(environment, "pipeline.fan_out.MOST_PIECES=4", "pipeline.fan_out.MOST_FILES=300", "ingest")
    assert run["state"] == "success"
    staged = of(run, "stage")
    assert [len(instance["result"]) for instance in staged] == [277, 277, 277, 275]  # six from this run's feeds
    assert staged[0]["label"] == "harbour-post-20261005T120000Z-00000000 and 276 more"
    assert run["assets"] == [{"uri": "tollwatch://staged/", "extra": {"batches": 1106}}]
    assert len(list((home(environment) / "staged").iterdir())) == 1106
