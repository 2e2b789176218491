"""The starter of `make airflow`: what it prepares, and what it says where it cannot start."""

from __future__ import annotations

import importlib.util
import json
import os
import socket
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from types import ModuleType

import duckdb
import pytest

from pipeline.settings import Settings
from tests.dags.conftest import PROJECT, Environment, execute

STARTER = str(PROJECT / "scripts" / "start_airflow.py")


def test_it_prepares_pools_and_login(airflow_environment: Environment) -> None:
    home = Path(airflow_environment["AIRFLOW_HOME"])
    login = home / "simple_auth_manager_passwords.json.generated"
    assert json.loads(login.read_text()) == {"admin": "as told"}
    assert login.stat().st_mode & 0o077 == 0  # for nobody else's eyes
    with sqlite3.connect(home / "airflow.db") as database:
        pools = dict(database.execute("select pool, slots from slot_pool"))
    database.close()
    assert {name: slots for name, slots in pools.items() if name != "default_pool"} == {
        "backfills": 2,
        "duckdb_writer": 1,
        "fetches": 8,
    }


def test_tasks_are_forked_from_a_process_that_has_read_our_code(
    starter: ModuleType, airflow_environment: Environment
) -> None:
    """A module that cannot be read is passed over in silence, and each task reads it for itself."""
    told = {name: value for name, value in starter.airflow_environment(8080).items() if "__SCHEDULER__MP_" in name}
    compose = (PROJECT / "docker-compose.yml").read_text("utf-8")
    assert all(f"{name}: {value}" in compose for name, value in told.items())
    check = """
import multiprocessing
from airflow.utils.process_utils import set_component_mp_start_method
set_component_mp_start_method("scheduler")
READ = "[m in __import__('sys').modules for m in ('extractors.casualties', 'trafilatura', 'feedparser', 'duckdb')]"
DIGESTS = "__import__('pipeline.reading_version').reading_version.code_digest.cache_info().currsize"
with multiprocessing.Pool(1) as pool:
    print(*pool.apply(eval, (READ,)), pool.apply(eval, (DIGESTS,)))
"""
    assert execute(["-c", check], airflow_environment | told).splitlines()[-1] == "True True True False 1"


def test_the_snapshot_is_a_connection_of_airflows_own_provider(
    tmp_path: Path, starter: ModuleType, airflow_environment: Environment
) -> None:
    snapshot = Settings(home=tmp_path).snapshot
    snapshot.parent.mkdir()
    with duckdb.connect(snapshot) as database:
        database.execute("CREATE TABLE told AS SELECT 7 AS killed")
    check = """
from airflow.providers.duckdb.hooks.duckdb import DuckDBHook
hook = DuckDBHook("tollwatch_snapshot")
print(hook.get_records("SELECT killed FROM told"), hook.read_only)
"""
    told = {"AIRFLOW_CONN_TOLLWATCH_SNAPSHOT": starter.connection(tmp_path)}
    assert execute(["-c", check], airflow_environment | told).splitlines()[-1] == "[(7,)] True"


def test_the_newsroom_has_a_connection_of_its_own(
    tmp_path: Path, starter: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TOLLWATCH_HOME", str(tmp_path))
    for name in ("TOLLWATCH_PROXY", "TOLLWATCH_FEEDS", "AIRFLOW_CONN_TOLLWATCH_SNAPSHOT"):
        monkeypatch.setenv(name, "")  # so that it is as it was afterwards
    with starter.newsroom():
        told = json.loads(os.environ["AIRFLOW_CONN_TOLLWATCH_SNAPSHOT"])
        assert Path(told["host"]) == Settings().snapshot == tmp_path / "newsroom" / "published" / "tollwatch.duckdb"


def test_a_missing_feed_list_is_said_before_anything_is_made(tmp_path: Path) -> None:
    missing = tmp_path / "config" / "feeds.toml"
    environment = os.environ | {"AIRFLOW_HOME": str(tmp_path / "home"), "TOLLWATCH_FEEDS": str(missing)}
    done = subprocess.run(
        [sys.executable, STARTER, "--init-only"], env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert done.stderr.startswith(f"no feed list at {missing}; ")
    assert not (tmp_path / "home").exists()


def test_a_taken_port_is_said_before_anything_is_made(tmp_path: Path, airflow_environment: Environment) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        printed = execute(
            [STARTER, "--port", str(port)], airflow_environment | {"AIRFLOW_HOME": str(tmp_path / "home")}, code=1
        )
    assert printed == f"port {port} is taken; choose another one: make airflow PORT={port + 10}\n"
    assert not (tmp_path / "home").exists()


@pytest.fixture(scope="module")
def starter() -> ModuleType:
    spec = importlib.util.spec_from_file_location("start_airflow", STARTER)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def answers() -> Iterator[tuple[str, dict[str, bytes]]]:
    """A server that says, byte for byte, what stands under `raw`."""
    said: dict[str, bytes] = {}

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.wfile.write(said["raw"])
            self.close_connection = True

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name is the base class's
            """Nothing."""

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}", said
        server.shutdown()
        thread.join()


def http(body: bytes, *, length: int | None = None) -> bytes:
    return b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s" % (len(body) if length is None else length, body)


@pytest.mark.parametrize(
    ("raw", "is_healthy"),
    [
        (http(b'{"scheduler": {"status": "healthy"}, "triggerer": {"status": "healthy"}}'), True),
        (http(b'{"scheduler": {"status": "healthy"}, "triggerer": {"status": null}}'), False),
        (http(b"<html>a login page</html>"), False),
        (http(b"\xff\xfe"), False),
        (http(b"[]"), False),
        (http(b'{"scheduler": {}}'), False),
        (http(b'{"scheduler": null}'), False),
        (http(b'{"detail": "starting"}'), False),
        (http(b"{}", length=50), False),  # ends early
        (b"SSH-2.0-OpenSSH_9.2\r\n", False),
        (b"", False),
        (b"HTTP/1.1 500 Oops\r\nContent-Length: 2\r\n\r\n{}", False),
    ],
)
def test_health_is_what_airflow_says_and_no_other_answer_stops_the_starter(
    starter: ModuleType, answers: tuple[str, dict[str, bytes]], raw: bytes, is_healthy: bool
) -> None:
    address, said = answers
    said["raw"] = raw
    assert starter.is_healthy(address) is is_healthy


FAKE = """
import os, subprocess, sys, time
left = subprocess.Popen([sys.executable, "-c", "import os, time; os.setpgid(0, 0); time.sleep(60)"])  # as tasks do
part = os.path.join(os.environ["PIDS"], sys.argv[1])
open(part + ".new", "w").write(f"{os.getpid()} {left.pid}")
os.replace(part + ".new", part)
time.sleep({seconds})
"""

RUN = """
import os, runpy, sys
starter = runpy.run_path(sys.argv[1])
run = starter["run_parts"]
run.__globals__["is_healthy"] = lambda address: {seconds} and len(os.listdir(os.environ["PIDS"])) == 4
def announce(address):
    raise RuntimeError("no login")
run.__globals__["announce"] = announce
sys.exit(run("http://localhost:1"))
"""


@pytest.mark.parametrize("seconds", [60, 0], ids=["the starter fails", "parts end and leave something"])
def test_nothing_of_airflow_outlives_the_starter(tmp_path: Path, seconds: int) -> None:
    (tmp_path / "airflow").mkdir()
    (tmp_path / "airflow" / "__main__.py").write_text(FAKE.replace("{seconds}", str(seconds)))
    (tmp_path / "airflow" / "__init__.py").touch()
    (tmp_path / "pids").mkdir()
    environment = os.environ | {"PYTHONPATH": str(tmp_path), "PIDS": str(tmp_path / "pids")}
    code = RUN.replace("{seconds}", str(seconds))
    done = subprocess.run(
        [sys.executable, "-c", code, STARTER], env=environment, capture_output=True, text=True, check=False, timeout=60
    )
    assert done.returncode == 1
    assert ("no login" in done.stderr) if seconds else ("ended with 0" in done.stdout)
    pids = [int(pid) for part in (tmp_path / "pids").iterdir() for pid in part.read_text().split()]
    assert len(pids) >= 2
    for pid in pids:
        state = Path(f"/proc/{pid}/stat")
        assert not state.exists() or state.read_text().rpartition(")")[2].split()[0] == "Z"
