"""Airflow for the tests: a home of its own, and always in other processes.

Importing Airflow sets up logging, a database and its own warnings for the whole process; the tests stay free of that.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from pipeline import newsroom

PROJECT = Path(__file__).resolve().parents[2]
HERE = Path(__file__).resolve().parent

Environment = dict[str, str]
Run = Callable[..., str]


@pytest.fixture(scope="session")
def airflow_environment(tmp_path_factory: pytest.TempPathFactory) -> Environment:
    """Environment variables of a freshly prepared Airflow: SQLite, our DAGs, our pools, a login."""
    inherited = {k: v for k, v in os.environ.items() if not k.startswith(("AIRFLOW", "TOLLWATCH_"))}
    environment = inherited | {
        "AIRFLOW_HOME": str(tmp_path_factory.mktemp("airflow")),
        "AIRFLOW__CORE__DAGS_FOLDER": str(PROJECT / "dags"),
        "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
        "AIRFLOW_ADMIN_PASSWORD": "as told",
    }
    execute([str(PROJECT / "scripts" / "start_airflow.py"), "--init-only"], environment)
    return environment


@pytest.fixture
def environment(airflow_environment: Environment, tmp_path: Path) -> Iterator[Environment]:
    """The same Airflow, with the bundled newsroom on the wire and an empty home for what the pipeline writes."""
    with newsroom.serve() as proxy:
        yield airflow_environment | {
            "TOLLWATCH_PROXY": proxy,
            "TOLLWATCH_FEEDS": str(newsroom.FOLDER / "feeds.toml"),
            "TOLLWATCH_HOME": str(tmp_path / "home"),
        }


def execute(arguments: list[str], environment: Environment, *, code: int = 0) -> str:
    """Run Python with these arguments in the project's folder and return what it printed."""
    done = subprocess.run(
        [sys.executable, *arguments],
        cwd=PROJECT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=280,  # far more than any of it takes; a task that waits for its next try takes longer
    )
    assert done.returncode == code, f"{arguments} ended with {done.returncode}\n{done.stdout}\n{done.stderr}"
    return done.stdout


def last_json(printed: str) -> Any:
    """The last line, read as JSON: Airflow's log stands before it."""
    return json.loads(printed.splitlines()[-1])


def run_dags(environment: Environment, *names: str) -> list[dict[str, Any]]:
    """Run these DAGs with `dag.test()`, one after the other; see run_dags.py for what may stand here and comes back."""
    runs: list[dict[str, Any]] = last_json(execute([str(HERE / "run_dags.py"), *names], environment))
    return runs
