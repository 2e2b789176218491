"""A whole Airflow in a home of its own, started as its users start it, asked over its REST API, and gone afterwards.

with running(folder, environment) as airflow:
    airflow.unpause("tollwatch_ingest")
    airflow.settle(within_s=60)
"""

from __future__ import annotations

import contextlib
import datetime as dt
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import httpx
import psutil

from scripts.servers import postgres, sqlalchemy_url

PROJECT: Final = Path(__file__).resolve().parent.parent
STARTER: Final = PROJECT / "scripts" / "start_airflow.py"
PASSWORD: Final = "as told"  # noqa: S105 - of an Airflow on loopback that lives for some minutes
DAGS: Final = ("tollwatch_ingest", "tollwatch_backfill", "tollwatch_load", "tollwatch_publish")

_PORTS: Final = 3
"""The web interface, and two that serve logs."""

_FIRST_PORT: Final = 18080
_STEP_S: Final = 1.0
_STOP_S: Final = 60.0
_QUIET_S: Final = 4.0
"""Seconds in which nothing runs, until nothing follows: the scheduler makes runs of assets each second."""


@dataclass(slots=True)
class Airflow:
    """A running one."""

    address: str
    environment: Mapping[str, str]
    log: Path
    _starter: int = 0
    _database: int = 0
    _sessions: set[int] = field(default_factory=set)
    _token: str = ""

    def ask(self, method: str, path: str, **body: Any) -> dict[str, Any]:
        """One request to the REST API."""
        headers = {"Authorization": f"Bearer {self._token}"}
        url = f"{self.address}/api/v2/{path}"
        answer = httpx.request(method, url, json=body or None, headers=headers, timeout=30, trust_env=False)
        if answer.is_error:
            raise RuntimeError(f"{method} {path}: {answer.status_code} {answer.text[:500]}")
        return dict(answer.json())

    def log_in(self) -> None:
        """Get a token; raises httpx.HTTPError while nobody answers."""
        login = {"username": "admin", "password": PASSWORD}
        answer = httpx.post(f"{self.address}/auth/token", json=login, timeout=10, trust_env=False)
        self._token = answer.raise_for_status().json()["access_token"]

    def command(self, *arguments: str) -> str:
        """What an `airflow` command prints."""
        done = subprocess.run(  # noqa: S603 - the caller's own arguments
            [sys.executable, "-m", "airflow", *arguments],
            env=self.environment,
            cwd=PROJECT,
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )
        if done.returncode:
            raise RuntimeError(f"airflow {' '.join(arguments)} failed: {done.stdout}{done.stderr}")
        return done.stdout

    def backfill(self, dag_id: str, first: dt.date, last: dt.date, *, conf: Mapping[str, Any] | None = None) -> None:
        """`airflow backfill create`, two runs at once."""
        days = [f"--from-date={first}", f"--to-date={last}", "--max-active-runs=2"]
        self.command("backfill", "create", "--dag-id", dag_id, *days, f"--dag-run-conf={json.dumps(conf or {})}")

    def unpause(self, dag_id: str) -> None:
        """Switch a DAG on."""
        self.ask("PATCH", f"dags/{dag_id}", is_paused=False)

    def runs(self, dag_id: str) -> list[dict[str, Any]]:
        """Its latest runs, oldest first."""
        found: list[dict[str, Any]] = self.ask("GET", f"dags/{dag_id}/dagRuns?order_by=-id&limit=100")["dag_runs"]
        return found[::-1]

    def follower(self, dag_id: str, run: Mapping[str, Any]) -> dict[str, Any] | None:
        """The latest run of a DAG that an asset which another run has emitted has started; none where there is none."""
        found: dict[str, Any]
        for found in reversed(self.runs(dag_id)):
            events = self.ask("GET", f"dags/{dag_id}/dagRuns/{found['dag_run_id']}/upstreamAssetEvents")["asset_events"]
            if run["dag_run_id"] in {event["source_run_id"] for event in events}:
                return found
        return None

    def under_way(self) -> str:
        """The runs of all DAGs that are not done, each with its tasks by state, in words; empty where there is none."""
        found = self.ask("GET", "dags/~/dagRuns?state=queued&state=running")["dag_runs"]
        return "; ".join(f"{run['dag_id']} {run['state']}: {self._tally(run)}" for run in found)

    def _tally(self, run: Mapping[str, Any]) -> str:
        tally = Counter((task["task_id"], task["state"]) for task in self.tasks(run["dag_id"], run["dag_run_id"]))
        return ", ".join(
            f"{task_id} {state}" + (f" x{count}" if count > 1 else "")
            for (task_id, state), count in tally.items()
            if state is not None
        )

    def tasks(self, dag_id: str, run_id: str = "~") -> list[dict[str, Any]]:
        """The task instances of a run, or of all."""
        path = f"dags/{dag_id}/dagRuns/{run_id}/taskInstances?limit=1000"
        found: list[dict[str, Any]] = self.ask("GET", path)["task_instances"]
        return found

    def wait_for(self, what: str, is_so: Callable[[], bool], *, within_s: float, step_s: float = _STEP_S) -> None:
        """Wait until something is so; the server may be away meanwhile.

        Args:
            what: for the error.
            is_so: may raise what the server's silence raises.
            within_s: seconds.
            step_s: seconds between two looks: each costs the server work.

        Raises:
            TimeoutError: with the end of Airflow's log.
        """
        deadline = time.monotonic() + within_s
        while True:
            with contextlib.suppress(httpx.HTTPError, RuntimeError):
                if is_so():
                    return
            if time.monotonic() > deadline:
                raise TimeoutError(f"{what}: not within {within_s:.0f} s\n{self.log.read_text('utf-8')[-8000:]}")
            time.sleep(step_s)

    def settle(
        self, *, within_s: float, step_s: float = _STEP_S, tell: Callable[[str], object] = lambda at_work: None
    ) -> None:
        """Wait until no run of any DAG is left to do, and none follows from the last; `tell` hears what is at work."""
        quiet = 0

        def is_quiet() -> bool:
            nonlocal quiet
            at_work = self.under_way()
            tell(at_work)
            quiet = 0 if at_work else quiet + 1
            return (quiet - 1) * step_s >= _QUIET_S

        self.wait_for("all runs done", is_quiet, within_s=within_s, step_s=step_s)

    def processes(self) -> list[psutil.Process]:
        """All that belongs to it: the starter, its parts, the tasks, and PostgreSQL.

        Each part begins a session. Of a process that gives itself a title the environment cannot be read any more.
        """
        with contextlib.suppress(psutil.Error):
            self._sessions |= {part.pid for part in psutil.Process(self._starter).children()}
        mine = []
        with contextlib.suppress(psutil.Error):
            database = psutil.Process(self._database)
            mine += [database, *database.children()]  # each in a session of its own
        for pid in psutil.pids():
            with contextlib.suppress(psutil.Error, ProcessLookupError, PermissionError):
                if os.getsid(pid) in self._sessions:
                    mine.append(psutil.Process(pid))
        return [process for process in mine if _is_alive(process)]

    def cpu_s(self) -> float:
        """CPU seconds so far, of all that runs and of what these have started and waited for."""
        total = 0.0
        for process in self.processes():
            with contextlib.suppress(psutil.Error):
                total += sum(process.cpu_times()[:4])
        return total

    def process(self, *words: str) -> psutil.Process:
        """The oldest of its processes whose command line has all of these words."""
        found = []
        for process in self.processes():
            with contextlib.suppress(psutil.Error):
                if all(word in " ".join(process.cmdline()) for word in words):
                    found.append(process)
        return min(found, key=lambda process: process.pid)


@contextmanager
def running(folder: Path, environment: Mapping[str, str], *, within_s: float = 280) -> Iterator[Airflow]:
    """Start Airflow below a folder and give it when it is well; nothing of it outlives the context.

    Its metadata lie in PostgreSQL, as docker-compose has it: on a busy machine SQLite refuses what Airflow does not try
    again.

    Args:
        folder: made where it is missing.
        environment: added to the present one, without what that says of Airflow and Tollwatch.
        within_s: seconds that it may take to be well.

    Raises:
        NotInstalledError: there is no PostgreSQL.
    """
    folder.mkdir(parents=True, exist_ok=True)
    port = free_port()
    inherited = {k: v for k, v in os.environ.items() if not k.startswith(("AIRFLOW", "TOLLWATCH_"))}
    with postgres() as database:
        told = {
            "AIRFLOW_HOME": str(folder / "airflow"),
            "AIRFLOW_ADMIN_PASSWORD": PASSWORD,
            "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN": sqlalchemy_url(database),
            "AIRFLOW__CORE__DAGS_FOLDER": str(PROJECT / "dags"),  # this and the next for our own commands
            "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
        }
        airflow = Airflow(f"http://127.0.0.1:{port}", inherited | dict(environment) | told, folder / "airflow.log")
        with airflow.log.open("wb") as log:
            starter = subprocess.Popen(  # noqa: S603 - our own starter
                [sys.executable, str(STARTER), "--port", str(port)],
                env=airflow.environment,
                cwd=PROJECT,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,  # Ctrl-C reaches it once, through us
            )
        airflow._starter = starter.pid
        airflow._sessions.add(starter.pid)
        (airflow._database,) = (child.pid for child in psutil.Process().children() if child.name() == "postgres")
        try:
            airflow.wait_for("Airflow is up", lambda: _is_up(airflow, starter), within_s=within_s)
            yield airflow
        finally:
            _stop(airflow, starter)


def free_port() -> int:
    """The first of three ports in a row that nobody listens on; another process begins to look elsewhere."""
    first = _FIRST_PORT + os.getpid() % 1000 * _PORTS  # Airflow takes a minute to listen, and another may ask meanwhile
    for port in range(first, first + 1000, _PORTS):
        with contextlib.suppress(OSError), contextlib.ExitStack() as held:
            for number in range(port, port + _PORTS):
                held.enter_context(socket.create_server(("127.0.0.1", number)))
            return port
    raise OSError("no three free ports in a row")


def _is_up(airflow: Airflow, starter: subprocess.Popen[bytes]) -> bool:
    if starter.poll() is not None:
        raise OSError(f"Airflow did not start: {airflow.log.read_text('utf-8')[-4000:]}")
    airflow.log_in()
    health = airflow.ask("GET", "monitor/health")
    is_well = all(part["status"] == "healthy" for part in health.values())
    return is_well and airflow.ask("GET", "dags?limit=1")["total_entries"] == len(DAGS)


def _is_alive(process: psutil.Process) -> bool:
    """A process that has ended and that nobody has waited for is none."""
    with contextlib.suppress(psutil.Error):
        return bool(process.status() != psutil.STATUS_ZOMBIE)
    return False


def _stop(airflow: Airflow, starter: subprocess.Popen[bytes]) -> None:
    airflow.processes()  # what there is, while the starter knows it
    starter.send_signal(signal.SIGINT)
    with contextlib.suppress(subprocess.TimeoutExpired):
        starter.wait(_STOP_S)
    while left := airflow.processes():  # one that is killed may just have started another
        for process in left:
            with contextlib.suppress(psutil.Error):
                process.kill()
        psutil.wait_procs(left, timeout=_STEP_S)
    starter.wait()
