"""Start Airflow with Tollwatch's DAGs on this machine (`make airflow`), or only prepare it (docker-compose's init).

Prepares Airflow's database, pools and login, starts its four parts in the foreground and again where one dies, says
where it is and how to log in, and takes everything down with it on Ctrl-C. Each `AIRFLOW__...` variable that is already
set wins.
"""

from __future__ import annotations

import argparse
import contextlib
import http.client
import json
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, Final

import psutil

PROJECT: Final = Path(__file__).resolve().parent.parent
DAGS: Final = PROJECT / "dags"
USER: Final = "admin"
PRELOADED: Final = "airflow.executors.local_executor,airflow.sdk.execution_time.task_runner,pipeline.preloaded"
PARTS: Final = ("api-server", "scheduler", "dag-processor", "triggerer")
STOP_WITHIN_S: Final = 30.0
SHORTEST_LIFE_S: Final = 20.0
"""A part that ends sooner has something wrong that another start does not mend."""


def main() -> int:
    """Run the command line; the exit code is Airflow's, or 1 where it could not start."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--port", type=int, default=8080, help="port of the web interface (default: 8080)")
    parser.add_argument("--newsroom", action="store_true", help="poll the bundled newsroom instead of the real feeds")
    parser.add_argument("--init-only", action="store_true", help="prepare database, pools and login, then end")
    options = parser.parse_args()
    os.environ.update(airflow_environment(options.port))
    if options.init_only:
        prepare()
        return 0
    if not port_is_free(options.port):
        print(f"port {options.port} is taken; choose another one: make airflow PORT={options.port + 10}")
        return 1
    prepare()
    with newsroom() if options.newsroom else contextlib.nullcontext():
        return run_parts(f"http://localhost:{options.port}")


def airflow_environment(port: int) -> dict[str, str]:
    """Airflow's settings for one machine; what the environment already holds stays as it is."""
    home = os.environ.get("AIRFLOW_HOME") or str(PROJECT / "var" / "airflow")
    defaults = {
        "AIRFLOW_HOME": home,
        # Five processes write one SQLite file: on a busy machine its five seconds of patience are not enough.
        "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN": f"sqlite:///{home}/airflow.db?timeout=60",
        "AIRFLOW__CORE__DAGS_FOLDER": str(DAGS),
        "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
        "AIRFLOW__CORE__PARALLELISM": "4",
        # Tasks are forked from a process that has read our code: to read it is most of what a task costs.
        "AIRFLOW__SCHEDULER__MP_START_METHOD": "forkserver",
        "AIRFLOW__SCHEDULER__MP_FORKSERVER_PRELOAD": PRELOADED,
        # A scheduler that was killed leaves tasks that nobody runs: looked for each minute, not each five.
        "AIRFLOW__SCHEDULER__ORPHANED_TASKS_CHECK_INTERVAL": "60",
        # The tasks talk to the same server as the browser: the two always move together.
        "AIRFLOW__CORE__EXECUTION_API_SERVER_URL": f"http://localhost:{port}/execution/",
        "AIRFLOW__API__BASE_URL": f"http://localhost:{port}",
        "AIRFLOW__API__HOST": "127.0.0.1",
        "AIRFLOW__API__PORT": str(port),
        # Its parts sign their talk with it; the one that Airflow makes up itself is too short for its own library.
        "AIRFLOW__API_AUTH__JWT_SECRET": secrets.token_urlsafe(64),
        "AIRFLOW__LOGGING__WORKER_LOG_SERVER_PORT": str(port + 1),
        "AIRFLOW__LOGGING__TRIGGER_LOG_SERVER_PORT": str(port + 2),
        "AIRFLOW_CONN_TOLLWATCH_SNAPSHOT": connection(Path(os.environ.get("TOLLWATCH_HOME") or PROJECT / "var")),
    }
    return defaults | {name: os.environ[name] for name in defaults if name in os.environ}


def connection(home: Path) -> str:
    """The published snapshot below a home, as a connection of Airflow's DuckDB provider."""
    told = {"conn_type": "duckdb", "host": f"{home}/published/tollwatch.duckdb", "extra": {"read_only": True}}
    return json.dumps(told)


def prepare() -> None:
    """Migrate Airflow's database, create the pools, write the login. May be repeated at any time."""
    feeds = os.environ.get("TOLLWATCH_FEEDS")
    if feeds and not Path(feeds).is_file():  # compose mounts an empty folder where there is none
        raise SystemExit(f"no feed list at {feeds}; with docker compose: mkdir -p config && cp feeds.toml config/")
    home = Path(os.environ["AIRFLOW_HOME"])
    home.mkdir(parents=True, exist_ok=True)
    print(f"preparing Airflow in {home}", flush=True)
    for arguments in (["db", "migrate"], ["pools", "import", str(DAGS / "pools.json")]):
        done = subprocess.run(  # noqa: S603 - our own arguments
            [sys.executable, "-m", "airflow", *arguments],
            check=False,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        if done.returncode:
            print(done.stdout)
            raise SystemExit(f"airflow {' '.join(arguments)} failed, see above")
    write_password(password_file())


def password_file() -> Path:
    """Where Airflow's simple auth manager looks for the logins."""
    named = os.environ.get("AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_PASSWORDS_FILE")
    return Path(named or Path(os.environ["AIRFLOW_HOME"]) / "simple_auth_manager_passwords.json.generated")


def write_password(path: Path) -> None:
    """Write AIRFLOW_ADMIN_PASSWORD as the login, or else a random one where none is there yet."""
    logins: dict[str, str] = json.loads(path.read_text("utf-8")) if path.exists() else {}
    password = os.environ.get("AIRFLOW_ADMIN_PASSWORD") or logins.get(USER) or secrets.token_urlsafe(12)
    if logins.get(USER) == password:
        return
    fresh = path.with_name(f".{path.name}.{os.getpid()}")
    fresh.touch(mode=0o600)
    fresh.write_text(json.dumps(logins | {USER: password}), "utf-8")
    fresh.replace(path)


def port_is_free(port: int) -> bool:
    """Whether a server may listen here."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


@contextlib.contextmanager
def newsroom() -> Iterator[None]:
    """Serve the bundled newsroom and point the tasks to it, with a home of its own."""
    from pipeline.cycle import newsroom_settings  # noqa: PLC0415 - the init service needs none of it
    from pipeline.settings import Settings  # noqa: PLC0415

    with newsroom_settings(Settings()) as bundled:
        os.environ |= {f"TOLLWATCH_{name.upper()}": str(getattr(bundled, name)) for name in ("proxy", "feeds", "home")}
        os.environ["AIRFLOW_CONN_TOLLWATCH_SNAPSHOT"] = connection(bundled.home)
        print(f"the bundled newsroom answers at {bundled.proxy}; its warehouse lies in {bundled.home}", flush=True)
        yield


def run_parts(address: str) -> int:
    """Run Airflow's parts until one cannot be kept alive or we are told to stop; say where it is when all are up.

    A part that dies (killed for its memory, say) is started again, as a container would be: without a scheduler nothing
    runs, and nobody is told.
    """
    for ending in (signal.SIGINT, signal.SIGTERM):  # a shell starts background jobs with SIGINT ignored, inherited
        signal.signal(ending, signal.default_int_handler)
    parts: dict[str, Part] = {}
    try:
        for name in PARTS:
            parts[name] = Part(name)
        is_announced = False
        while True:
            for name, part in parts.items():
                if part.process.poll() is None:
                    continue
                stop([part])  # what it has left: tasks at work belong to nobody
                print(f"airflow {name} ended with {part.process.returncode}", flush=True)
                if time.monotonic() - part.began < SHORTEST_LIFE_S:
                    return part.process.returncode or 1
                parts[name] = Part(name)
            if not is_announced and is_healthy(address):
                announce(address)
                is_announced = True
            time.sleep(1)
    except KeyboardInterrupt:
        return 0
    finally:
        stop(parts.values())  # whatever ended us: nobody else would, they lie in sessions of their own


class Part:
    """One of Airflow's processes, in a session of its own: Ctrl-C reaches it once, through us, with all it started."""

    def __init__(self, *arguments: str, **options: Any) -> None:
        self.began = time.monotonic()
        command = [sys.executable, "-m", "airflow", *arguments]
        self.process: subprocess.Popen[bytes] = subprocess.Popen(command, start_new_session=True, **options)  # noqa: S603

    def session(self) -> list[int]:
        """All that runs in its session; tasks have process groups of their own."""
        found = []
        for pid in psutil.pids():
            with contextlib.suppress(ProcessLookupError, PermissionError):
                if os.getsid(pid) == self.process.pid:
                    found.append(pid)
        return found


def is_healthy(address: str) -> bool:
    """Whether the server answers and all parts of Airflow report that they are well."""
    try:
        with urllib.request.urlopen(f"{address}/api/v2/monitor/health", timeout=5) as answer:  # noqa: S310
            parts: dict[str, dict[str, Any]] = json.load(answer)
        return all(part["status"] == "healthy" for part in parts.values())
    except (OSError, http.client.HTTPException, ValueError, LookupError, TypeError, AttributeError):
        return False  # nobody there yet, or somebody who is not Airflow, or not yet


def announce(address: str) -> None:
    """Print address, login and next step."""
    password = json.loads(password_file().read_text("utf-8"))[USER]
    lines = (
        f"Airflow is up:  {address}",
        f"user {USER}, password {password}",
        "switch on tollwatch_ingest to begin; load and publish follow it",
        "Ctrl-C stops everything",
    )
    width = max(map(len, lines))
    print("\n".join(["", "=" * width, *lines, "=" * width, ""]), flush=True)


def stop(parts: Iterable[Part]) -> None:
    """Stop parts: first as they would be told to, then every process that is left of them, also of those that ended."""
    parts = list(parts)
    for ending, patience_s in ((signal.SIGTERM, STOP_WITHIN_S), (signal.SIGKILL, STOP_WITHIN_S / 3)):
        for part in parts:
            told = part.session() if ending == signal.SIGKILL or part.process.poll() is not None else [part.process.pid]
            for pid in told:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, ending)
        deadline = time.monotonic() + patience_s
        for part in parts:
            with contextlib.suppress(subprocess.TimeoutExpired):
                part.process.wait(max(0.0, deadline - time.monotonic()))


if __name__ == "__main__":
    sys.exit(main())
