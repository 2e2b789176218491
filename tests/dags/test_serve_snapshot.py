"""The snapshot over HTTP: read in parts by DuckDB, never changed, and never two publications in one reading."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import duckdb
import httpx
import pytest

from pipeline.settings import Settings
from scripts.servers import free_port
from tests.dags.conftest import PROJECT
from warehouse.lake_access import _load_extension

ROWS = 500_000


def publish(snapshot: Path, killed: int) -> None:
    fresh = snapshot.with_name("fresh")
    with duckdb.connect(fresh) as database:
        database.execute(
            f"CREATE TABLE claims AS SELECT range AS id, {killed} + range % 7 AS killed FROM range({ROWS})"
        )
    fresh.replace(snapshot)


@pytest.fixture
def snapshot(tmp_path: Path) -> Path:
    path = Settings(home=tmp_path).snapshot
    path.parent.mkdir()
    return path


@pytest.fixture
def address(tmp_path: Path, snapshot: Path) -> Iterator[str]:
    port = free_port()
    server = subprocess.Popen(
        [sys.executable, "scripts/serve_snapshot.py", "--port", str(port)],
        cwd=PROJECT,
        env=os.environ | {"TOLLWATCH_HOME": str(tmp_path), "PYTHONPATH": str(PROJECT)},
    )
    try:
        url = f"http://127.0.0.1:{port}/"
        deadline = time.monotonic() + 60
        while True:
            try:
                assert snapshot.name in httpx.get(url, trust_env=False).text
            except httpx.TransportError:
                assert server.poll() is None
                assert time.monotonic() < deadline
                time.sleep(0.1)
            else:
                break
        yield url + snapshot.name
    finally:
        server.terminate()
        server.wait()


def test_analysts_attach_what_is_published_and_change_nothing(snapshot: Path, address: str) -> None:
    assert httpx.get(address, trust_env=False).status_code == 404
    publish(snapshot, 10)
    for method in ("PUT", "POST", "DELETE"):
        assert httpx.request(method, address, trust_env=False).status_code == 405
    part = httpx.get(address, headers={"Range": "bytes=0-15"}, trust_env=False)
    assert (part.status_code, part.content) == (206, snapshot.read_bytes()[:16])

    with duckdb.connect() as analyst:
        _load_extension(analyst, "httpfs")
        analyst.execute(f"ATTACH '{address}' AS news (READ_ONLY)")
        assert analyst.execute("SELECT count(*), min(killed) FROM news.claims").fetchall() == [(ROWS, 10)]
        publish(snapshot, 1000)
        with pytest.raises((duckdb.Error, UnicodeDecodeError)):  # its text is the answer, bytes as they come
            analyst.execute("SELECT sum(id) FROM news.claims").fetchall()
    with duckdb.connect() as analyst:
        _load_extension(analyst, "httpfs")
        analyst.execute(f"ATTACH '{address}' AS news (READ_ONLY)")
        assert analyst.execute("SELECT min(killed) FROM news.claims").fetchall() == [(1000,)]
