"""Loads the DAG files as Airflow's processor does and prints, as JSON, what they define and what loading them did.

Run in a process of its own: `python parse_dags.py DAGS_FOLDER`.
"""

from __future__ import annotations

import importlib
import json
import sys
import time
from pathlib import Path
from typing import Any

from airflow.configuration import conf
from airflow.dag_processing.dagbag import DagBag
from airflow.sdk import DAG

PROJECT = Path(__file__).resolve().parents[2]
WATCHED = {"socket.connect", "socket.getaddrinfo", "sqlite3.connect", "subprocess.Popen", "os.system"}


def parse(folder: Path) -> dict[str, Any]:
    DagBag(dag_folder="/dev/null")  # what Airflow itself loads first is no doing of ours
    known = set(sys.modules)
    deeds: list[str] = []
    is_parsing = True

    def note(event: str, arguments: tuple[Any, ...]) -> None:
        if not is_parsing:
            return
        if event in WATCHED:
            deeds.append(f"{event} {arguments[:2]}")
        elif event == "open" and _is_data(arguments[0]):
            deeds.append(f"open {arguments[0]}")

    sys.addaudithook(note)
    start = time.perf_counter()
    bag = DagBag(dag_folder=str(folder))
    seconds = time.perf_counter() - start
    is_parsing = False
    modules = sorted(set(sys.modules) - known)
    return {
        "seconds": seconds,
        "modules": modules,
        "deeds": deeds,
        "errors": bag.import_errors,
        "dags": {dag.dag_id: describe(dag) for dag in bag.dags.values()},
        "decisions": decisions(),
        "most_mapped": conf.getint("core", "max_map_length"),
    }


def decisions() -> dict[str, str]:
    """What the DAGs' retry policy says of each of our errors, and of one that is not ours."""
    errors = importlib.import_module("extractors.errors")
    kinds: list[type[Exception]] = [kind for kind in vars(errors).values() if isinstance(kind, type)]
    policy = importlib.import_module("dags.wiring").PERMANENT_FAILS
    return {kind.__name__: policy.evaluate(kind("x"), 1, 3).action.value for kind in [*kinds, OSError]}


def _is_data(path: object) -> bool:
    """Whether this is a file of the project that is no code."""
    if not isinstance(path, str) or not Path(path).is_relative_to(PROJECT):
        return False
    inside = Path(path).relative_to(PROJECT)
    return inside.parts[0] != ".venv" and inside.suffix not in {".py", ".pyc"} and inside.name != ".airflowignore"


def describe(dag: DAG) -> dict[str, Any]:
    timetable = dag.timetable
    return {
        "doc": dag.doc_md,
        "schedule": type(timetable).__name__,
        "cron": getattr(timetable, "expression", None),
        "waits_for": [asset.uri for asset in getattr(getattr(timetable, "asset_condition", None), "objects", ())],
        "catchup": dag.catchup,
        "max_active_runs": dag.max_active_runs,
        "paused": dag.is_paused_upon_creation,
        "params": {name: dag.params.get_param(name).serialize()["schema"] for name in dag.params},
        "tasks": {task.task_id: describe_task(task) for task in dag.tasks},
    }


def describe_task(task: Any) -> dict[str, Any]:
    options = task.partial_kwargs if task.is_mapped else vars(task)
    timeout = options.get("execution_timeout")
    return {
        "mapped": task.is_mapped,
        "label": options.get("map_index_template"),
        "pool": task.pool,
        "retries": task.retries,
        "backoff": task.retry_exponential_backoff,
        "policy": type(options.get("retry_policy")).__name__,
        "timeout_s": timeout and timeout.total_seconds(),
        "rule": task.trigger_rule.value,
        "upstream": sorted(task.upstream_task_ids),
        "on_failure": [type(told).__name__ for told in options.get("on_failure_callback") or []],
        "outlets": [asset.uri for asset in options.get("outlets") or []],
    }


if __name__ == "__main__":
    print(json.dumps(parse(Path(sys.argv[1])), default=str))
