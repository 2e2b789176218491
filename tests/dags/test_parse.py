"""What the DAG files define, and that reading them costs nothing."""

from __future__ import annotations

import json
from typing import Any

import pytest

from pipeline.backfill.order import MOST_PORTIONS
from pipeline.fan_out import MOST_PIECES
from tests.backfill.test_order import FORM
from tests.dags.conftest import HERE, PROJECT, Environment, execute, last_json

HEAVY = {"pipeline", "warehouse", "duckdb", "pyarrow", "httpx", "feedparser", "trafilatura", "fastwarc", "warcio"}
WRITER = (
    *(("tollwatch_load", name) for name in ("fresh_enough", "load_batches")),
    ("tollwatch_publish", "publish_snapshot"),
)


@pytest.fixture(scope="module")
def parsed(airflow_environment: Environment) -> dict[str, Any]:
    report: dict[str, Any] = last_json(
        execute([str(HERE / "parse_dags.py"), str(PROJECT / "dags")], airflow_environment)
    )
    return report


@pytest.fixture(scope="module")
def dags(parsed: dict[str, Any]) -> dict[str, Any]:
    assert parsed["errors"] == {}
    assert sorted(parsed["dags"]) == [f"tollwatch_{name}" for name in ("backfill", "ingest", "load", "publish")]
    defined: dict[str, Any] = parsed["dags"]
    return defined


def test_reading_the_dag_files_loads_nothing_heavy(parsed: dict[str, Any]) -> None:
    loaded = set(parsed["modules"])
    assert "dags.wiring" in loaded  # else this test looks at nothing
    assert not {name for name in loaded if name.partition(".")[0] in HEAVY}
    assert {name for name in loaded if name.partition(".")[0] == "extractors"} <= {"extractors", "extractors.errors"}


def test_reading_the_dag_files_touches_no_network_database_or_data(parsed: dict[str, Any]) -> None:
    assert parsed["deeds"] == []


def test_files_without_a_dag_are_not_read_again_and_again(dags: dict[str, Any]) -> None:
    ignored = set((PROJECT / "dags" / ".airflowignore").read_text().splitlines())
    files = {path.name for path in (PROJECT / "dags").iterdir() if path.is_file()} - {".airflowignore"}
    assert files - ignored == {f"{name.removeprefix('tollwatch_')}.py" for name in dags}


def test_reading_the_dag_files_is_quick(parsed: dict[str, Any]) -> None:
    assert parsed["seconds"] < 2  # 0.1 s on an idle machine; Airflow gives up after 30


def test_ingest_runs_on_time_with_an_interval_of_some_width(dags: dict[str, Any]) -> None:
    ingest = dags["tollwatch_ingest"]
    assert (ingest["schedule"], ingest["cron"]) == ("CronDataIntervalTimetable", "*/30 * * * *")
    assert ingest["catchup"] is False


def test_load_and_publish_follow_the_assets(dags: dict[str, Any]) -> None:
    ingest, load, publish = (dags[f"tollwatch_{name}"] for name in ("ingest", "load", "publish"))
    assert load["waits_for"] == ingest["tasks"]["announce"]["outlets"] == ["tollwatch://staged/"]
    assert publish["waits_for"] == load["tasks"]["load_batches"]["outlets"] == ["tollwatch://warehouse/"]
    assert load["paused"] is publish["paused"] is False  # a paused follower would hold the news back unseen


def test_a_backfill_has_days_of_its_own_several_at_once(dags: dict[str, Any]) -> None:
    backfill = dags["tollwatch_backfill"]
    assert (backfill["schedule"], backfill["cron"]) == ("CronDataIntervalTimetable", "0 0 * * *")
    assert backfill["catchup"] is backfill["paused"] is False
    assert backfill["max_active_runs"] > 1
    assert backfill["tasks"]["announce"]["outlets"] == ["tollwatch://staged/"]


def test_every_dag_is_documented_and_what_is_live_runs_once_at_a_time(dags: dict[str, Any]) -> None:
    for name, dag in dags.items():
        assert len(dag["doc"].splitlines()) > 5
        assert dag["max_active_runs"] == 1 or name == "tollwatch_backfill"


def test_every_task_has_a_timeout_and_a_retry_policy(dags: dict[str, Any]) -> None:
    for dag in dags.values():
        for name, task in dag["tasks"].items():
            assert task["timeout_s"], name
            assert task["policy"] == "ExceptionRetryPolicy", name
            assert task["backoff"] > 1, name
            assert task["on_failure"] == ["Alarm"], name
            assert task["retries"] == (0 if name == "any_feed_answered" else 3), name


def test_pools_exist_and_the_writer_is_alone(dags: dict[str, Any]) -> None:
    pools = json.loads((PROJECT / "dags" / "pools.json").read_text())
    used = {(dag_id, name): task["pool"] for dag_id, dag in dags.items() for name, task in dag["tasks"].items()}
    assert set(used.values()) == {*pools, "default_pool"}
    assert sorted(key for key, pool in used.items() if pool == "duckdb_writer") == sorted(WRITER)
    assert pools["duckdb_writer"]["slots"] == 1
    assert used["tollwatch_ingest", "pull"] == "fetches"
    assert used["tollwatch_backfill", "stage_portion"] == "backfills"


def test_no_run_is_cut_into_more_pieces_than_airflow_maps_over(parsed: dict[str, Any]) -> None:
    assert parsed["most_mapped"] >= max(MOST_PIECES, MOST_PORTIONS)


def test_mapped_tasks_have_readable_labels(dags: dict[str, Any]) -> None:
    mapped = {name: task["label"] for dag in dags.values() for name, task in dag["tasks"].items() if task["mapped"]}
    assert sorted(mapped) == ["pull", "stage", "stage_portion"]
    assert all(mapped.values())


def test_the_trigger_forms_are_typed(dags: dict[str, Any]) -> None:
    forms = [dags["tollwatch_ingest"]["params"], dags["tollwatch_backfill"]["params"]]
    assert all(param["title"] and param.keys() & {"type", "enum"} for form in forms for param in form.values())
    order = forms[1]
    assert set(order) == set(FORM)  # what the order takes, and nothing else
    assert [order["first"]["format"], order["last"]["format"]] == ["date", "date"]
    assert sorted(order["source"]["values_display"]) == sorted(order["source"]["enum"])
    params = dags["tollwatch_ingest"]["params"]
    assert (params["feeds"]["type"], params["feeds"]["items"]) == ("array", {"type": "string", "minLength": 1})
    assert params["force"]["type"] == "boolean"
    assert all(param["title"] and param["description_md"] for param in params.values())


def test_what_never_succeeds_fails_at_once_and_the_rest_is_retried(parsed: dict[str, Any]) -> None:
    decisions = parsed["decisions"]
    assert {name for name, action in decisions.items() if action == "fail"} == {
        "ArticleError",
        "DocumentError",
        "FeedError",
        "FetchRefusedError",
        "PermanentError",
        "StagingError",
        "WarcError",
        "WarehouseError",
    }
    assert decisions["FetchError"] == decisions["LockedError"] == decisions["OSError"] == "default"
