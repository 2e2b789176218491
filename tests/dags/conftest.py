"""Airflow for the tests: a home of its own, and always in other processes.

Importing Airflow sets up logging, a database and its own warnings for the whole process; the tests stay free of that.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from pipeline import newsroom

PROJECT = Path(__file__).resolve().parents[2]
HERE = Path(__file__).resolve().parent

Environment = dict[str, str]
RunDags = Callable[..., list[dict[str, Any]]]


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


@contextmanager
def dag_runner(environment: Environment, log: Path) -> Iterator[RunDags]:
    """Runs DAGs in a process of its own; see run_dags.py for what may be asked and is answered."""
    ours, theirs = os.pipe()
    with (
        os.fdopen(ours) as answers,
        log.open("w") as told,
        subprocess.Popen(
            [sys.executable, str(HERE / "run_dags.py"), str(theirs)],
            cwd=PROJECT,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=told,
            stderr=subprocess.STDOUT,
            text=True,
            pass_fds=[theirs],
        ) as process,
    ):
        os.close(theirs)

        def ask(environment: Environment, *names: str) -> list[dict[str, Any]]:
            assert process.stdin
            print(json.dumps([environment, names]), file=process.stdin, flush=True)
            answer = answers.readline()
            assert answer, log.read_text("utf-8")[-8000:]
            runs: list[dict[str, Any]] = json.loads(answer)
            return runs

        try:
            yield ask
        except BaseException:
            process.kill()
            raise


@pytest.fixture(scope="session")
def run_dags(airflow_environment: Environment, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunDags]:
    """One process for all tests: until it has read Airflow takes longer than most runs."""
    with dag_runner(airflow_environment, tmp_path_factory.mktemp("dags") / "log") as ask:
        yield ask
