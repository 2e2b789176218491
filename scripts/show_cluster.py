"""Show several machines at work, and one of them lost (`make cluster`).

Starts PostgreSQL, Redis, an S3 server and the bundled newsroom; Airflow with the CeleryExecutor; one worker that pulls,
loads and publishes, and two that extract: processes, each worker with a home of its own. Kills the machine of the first
extractor that is in the middle of a task, with SIGKILL. When all is published, holds every row of the lake and of the
snapshot against what one machine with a file makes of the same WARC files. Ends with 0 where all are alike, with 1
where not, and leaves nothing running.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import secrets
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import httpx
from rich.console import Console
from rich.table import Table

from benchmarks.running_airflow import PASSWORD, Airflow
from pipeline.settings import Settings
from pipeline.store import Store
from scripts import servers
from scripts.machines import PROJECT, alone, is_in_the_middle, shared_environment
from scripts.rows import rows
from scripts.start_airflow import Part, stop
from warehouse.checksum import OF_A_SNAPSHOT

EXTRACTORS: Final = ("extractor-1", "extractor-2")
DAGS: Final = ("tollwatch_ingest", "tollwatch_load", "tollwatch_publish")
WITHIN_S: Final = 1200.0
"""Of each stage; on two idle cores all of them take three minutes."""

_WORKER: Final = ("celery", "worker", "--skip-serve-logs", "--without-gossip", "--without-mingle", "--concurrency", "1")
_SOONER: Final = {  # a worker that is lost counts as lost after five minutes, by default
    "AIRFLOW__SCHEDULER__TASK_INSTANCE_HEARTBEAT_SEC": "5",
    "AIRFLOW__SCHEDULER__TASK_INSTANCE_HEARTBEAT_TIMEOUT": "45",
    "AIRFLOW__SCHEDULER__TASK_INSTANCE_HEARTBEAT_TIMEOUT_DETECTION_INTERVAL": "5",
}

OF_PUBLISHING: Final = {"raw.snapshots", *(f"core.{table}" for table in OF_A_SNAPSHOT)}
"""Tables that only the snapshot has: filled when it is made, from all others."""

Rows = dict[str, list[tuple[Any, ...]]]


@dataclass
class Cluster:
    """All that runs, below one folder."""

    folder: Path
    environment: Mapping[str, str]
    airflow: Airflow
    parts: dict[str, Part] = field(default_factory=dict)

    def home(self, name: str) -> Path:
        """The disk of one machine."""
        return self.folder / name

    def start(self, name: str, *arguments: str) -> None:
        """A part of Airflow on a machine of this name; what it prints goes to a log of this name."""
        with (self.folder / f"{name}.log").open("ab") as log:
            told = {**self.environment, "TOLLWATCH_HOME": str(self.home(name))}
            self.parts[name] = Part(*arguments, env=told, cwd=PROJECT, stdout=log, stderr=subprocess.STDOUT)

    def lose(self, name: str) -> int:
        """Kill all that runs on a machine, at once; gives how many processes that were."""
        part = self.parts.pop(name)
        doomed = part.session()
        for pid in doomed:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        part.process.wait()
        return len(doomed)


def main() -> int:
    """Run the command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--home", type=Path, help="an empty folder for everything (default: a temporary one)")
    home: Path | None = parser.parse_args().home
    if home and home.exists() and any(home.iterdir()):
        print(f"{home} is not empty; name another folder")
        return 1
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # both ways to end us stop what we started
    with contextlib.ExitStack() as stack:
        folder = home.resolve() if home else Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="tollwatch-")))
        folder.mkdir(parents=True, exist_ok=True)
        try:
            return show(folder)
        except (servers.NotInstalledError, TimeoutError, RuntimeError) as error:
            print(error)
            return 1


def show(folder: Path) -> int:
    """Run the cluster below a folder, and compare."""
    began = time.monotonic()

    def say(what: str) -> None:
        print(f"{time.monotonic() - began:6.0f} s  {what}", flush=True)

    with shared_environment() as shared, servers.redis() as broker:
        say("PostgreSQL, Redis, S3 and the newsroom are up")
        os.environ |= {name: shared[name] for name in shared if name.startswith(("AWS_", "TOLLWATCH_"))}
        with running(folder, {**shared, **airflow_environment(folder, shared, broker)}) as cluster:
            say(f"Airflow is up, with {', '.join(cluster.parts)}")
            cluster.airflow.unpause("tollwatch_ingest")
            lost = wait_for_the_middle(cluster)
            staged = len(Store(shared["TOLLWATCH_STORE"]).batches())
            count = cluster.lose(lost)
            say(f"{lost} is lost in the middle of a task ({count} processes killed); {staged} batches were staged")
            cluster.airflow.wait_for("all is published", lambda: is_published(cluster.airflow), within_s=WITHIN_S)
            cluster.airflow.settle(within_s=WITHIN_S)
            say("all is published; runs: " + ", ".join(runs(cluster.airflow)))
            again = [task for task in stage_tasks(cluster.airflow) if task["try_number"] > 1]
            say(f"{len(again)} of {len(stage_tasks(cluster.airflow))} stage tasks needed a second try")
        expected = alone(folder / "alone", shared, folder / "worker" / "raw")
        say("one machine has made its own of the same WARC files")
        lake = rows(folder / "anybody" / "tollwatch.duckdb", Settings().lake)
        snapshot = Store(shared["TOLLWATCH_STORE"])._get("published/tollwatch.duckdb", folder / "published.duckdb")
        published = rows(snapshot) if snapshot else {}
    is_well = compare(expected, lake, published) and bool(again)
    say("every row is the same" if is_well else "NOT the same")
    return 0 if is_well else 1


def airflow_environment(folder: Path, shared: Mapping[str, str], broker: str) -> dict[str, str]:
    """Airflow's settings as docker-compose.yml has them, for processes on loopback."""
    database = servers.sqlalchemy_url(shared["TOLLWATCH_WAREHOUSE"].removeprefix("ducklake:postgres:"))
    port = servers.free_port()
    address = f"http://127.0.0.1:{port}"
    return {
        "AIRFLOW_HOME": str(folder / "airflow"),
        "AIRFLOW_ADMIN_PASSWORD": PASSWORD,
        "AIRFLOW__CORE__DAGS_FOLDER": str(PROJECT / "dags"),
        "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
        "AIRFLOW__CORE__EXECUTOR": "CeleryExecutor",
        "AIRFLOW__CORE__EXECUTION_API_SERVER_URL": f"{address}/execution/",
        "AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_USERS": "admin:admin",
        "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN": database,
        "AIRFLOW__CELERY__BROKER_URL": broker,
        "AIRFLOW__CELERY__RESULT_BACKEND": f"db+{database}",
        "AIRFLOW__CELERY__EXTRA_CELERY_CONFIG": '{"imports": ["pipeline.preloaded"]}',
        "AIRFLOW__API__HOST": "127.0.0.1",
        "AIRFLOW__API__PORT": str(port),
        "AIRFLOW__API__BASE_URL": address,
        "AIRFLOW__API__SECRET_KEY": secrets.token_urlsafe(64),
        "AIRFLOW__API_AUTH__JWT_SECRET": secrets.token_urlsafe(64),
        "TOLLWATCH_TASKS": "6",  # enough that both extractors have some, and more when one is lost
    } | _SOONER


@contextlib.contextmanager
def running(folder: Path, environment: dict[str, str]) -> Iterator[Cluster]:
    """Airflow and its workers; nothing of them outlives the context."""
    log = folder / "scheduler.log"
    cluster = Cluster(folder, environment, Airflow(environment["AIRFLOW__API__BASE_URL"], environment, log))
    prepared = subprocess.run(
        [sys.executable, "-m", "scripts.start_airflow", "--init-only"],
        env=environment,
        cwd=PROJECT,
        capture_output=True,
        text=True,
        check=False,
    )
    if prepared.returncode:
        raise RuntimeError(f"Airflow cannot be prepared: {prepared.stdout}{prepared.stderr}")
    try:
        cluster.start("api-server", "api-server")
        cluster.start("scheduler", "scheduler", "--skip-serve-logs")
        cluster.start("dag-processor", "dag-processor")
        cluster.start("worker", *_WORKER, "--queues", "default", "--celery-hostname", "worker@%h")
        for name in EXTRACTORS:
            cluster.start(name, *_WORKER, "--queues", "extract", "--celery-hostname", f"{name}@%h")
        cluster.airflow.wait_for("Airflow is up", lambda: is_up(cluster.airflow), within_s=WITHIN_S)
        yield cluster
    finally:
        stop(cluster.parts.values())


def is_up(airflow: Airflow) -> bool:
    """Whether the server answers and knows the DAGs."""
    with contextlib.suppress(httpx.HTTPError):
        airflow.log_in()
        known = {dag["dag_id"] for dag in airflow.ask("GET", "dags?limit=100")["dags"]}
        return known.issuperset(DAGS)
    return False


def wait_for_the_middle(cluster: Cluster) -> str:
    """The first extractor that is in the middle of a task, now."""
    until = time.monotonic() + WITHIN_S
    while time.monotonic() < until:
        for name in EXTRACTORS:
            if is_in_the_middle(cluster.home(name)):
                return name
        time.sleep(0.005)
    raise TimeoutError(f"no extractor got a task; see the logs in {cluster.folder}")


def is_published(airflow: Airflow) -> bool:
    """Whether a run of publish is done."""
    return any(run["state"] in {"success", "failed"} for run in airflow.runs("tollwatch_publish"))


def runs(airflow: Airflow) -> list[str]:
    """How the runs of each DAG ended, in words."""
    found = Counter(
        (dag_id.removeprefix("tollwatch_"), run["state"]) for dag_id in DAGS for run in airflow.runs(dag_id)
    )
    return [f"{name} {state}" + (f" {count} times" if count > 1 else "") for (name, state), count in found.items()]


def stage_tasks(airflow: Airflow) -> list[dict[str, Any]]:
    """The pieces that were extracted."""
    return [task for task in airflow.tasks("tollwatch_ingest") if task["task_id"] == "stage"]


def compare(expected: Rows, lake: Rows, published: Rows) -> bool:
    """Print row counts and differences by table; whether there is nothing but the same rows."""
    table = Table("table", title="every row, without the times of staging and loading")
    for column in ("one machine", "lake", "only in one of them", "snapshot", "only in one of them "):
        table.add_column(column, justify="right")
    differences = 0
    for name in sorted(expected.keys() | lake.keys() | published.keys()):
        cells = []
        for found in (lake, published):
            there = [] if found is published and name in OF_PUBLISHING else found.get(name, [])
            different = count_different(expected.get(name, []), there)
            cells += [f"{len(there):,}", f"{different:,}"]
            differences += different
        table.add_row(name, f"{len(expected.get(name, [])):,}", *cells)
    Console(width=120).print(table)
    return bool(expected["core.claims"]) and not differences


def count_different(some: Sequence[tuple[Any, ...]], others: Sequence[tuple[Any, ...]]) -> int:
    """Rows that only one side has, as often as it has them."""
    one, other = (Counter(map(repr, side)) for side in (some, others))
    return (one - other).total() + (other - one).total()


if __name__ == "__main__":
    sys.exit(main())
