"""The starter of `make airflow`: what it prepares, and what it says where it cannot start."""

from __future__ import annotations

import json
import socket
import sqlite3
from pathlib import Path

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
        "duckdb_writer": 1,
        "fetches": 8,
    }


def test_a_taken_port_is_said_before_anything_is_made(tmp_path: Path, airflow_environment: Environment) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        printed = execute(
            [STARTER, "--port", str(port)], airflow_environment | {"AIRFLOW_HOME": str(tmp_path / "home")}, code=1
        )
    assert printed == f"port {port} is taken; choose another one: make airflow PORT={port + 10}\n"
    assert not (tmp_path / "home").exists()
