"""Several machines, as processes with homes of their own: PostgreSQL, an S3 server, a puller, two workers, two loaders.

One worker is killed in the middle of its task, and the loader's machine is lost after the load. What comes of it is,
row by row, what one machine makes of the same WARC files.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline import newsroom
from pipeline.batch_folder import UNFINISHED
from pipeline.fan_out import unstaged
from pipeline.settings import Settings
from pipeline.store import Store
from tests import object_store
from tests.cluster import postgres
from tests.warehouse.rows import rows

TOLLWATCH = Path(sys.executable).with_name("tollwatch")
STAGE = """
import sys
from pathlib import Path
from pipeline.fan_out import stage_files
from pipeline.settings import Settings
stage_files(Settings(), [Path(name) for name in sys.argv[1:]])
"""


@pytest.fixture
def environment(monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, str]]:
    object_store.need("duckdb_extension_ducklake", "duckdb_extension_httpfs", "duckdb_extension_postgres_scanner")
    with newsroom.serve() as proxy, postgres.serving() as catalogue, object_store.serving() as access:
        shared = access | {
            "TOLLWATCH_PROXY": proxy,
            "TOLLWATCH_FEEDS": str(newsroom.FOLDER / "feeds.toml"),
            "TOLLWATCH_HOST_INTERVAL_S": "0",
            "TOLLWATCH_STORE": f"s3://{object_store.BUCKET}/machines",
            "TOLLWATCH_WAREHOUSE": f"ducklake:postgres:{catalogue}",
        }
        for name, value in shared.items():
            monkeypatch.setenv(name, value)
        yield dict(os.environ)


def start(home: Path, environment: dict[str, str], *command: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        command,
        env=environment | {"TOLLWATCH_HOME": str(home)},
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )


def finish(process: subprocess.Popen[str]) -> None:
    printed, _ = process.communicate(timeout=200)
    assert process.returncode == 0, printed


def worker(home: Path, environment: dict[str, str], sources: list[Path]) -> subprocess.Popen[str]:
    return start(home, environment, sys.executable, "-c", STAGE, *map(str, sources))


def kill_in_the_middle(process: subprocess.Popen[str], home: Path) -> None:
    """Once it has brought a file, and before it has sent the batch."""
    until = time.monotonic() + 60
    while not list(home.glob(f"{UNFINISHED}*/staged")):
        assert process.poll() is None
        assert time.monotonic() < until
        time.sleep(0.005)
    process.send_signal(signal.SIGKILL)
    process.communicate()


def test_machines_make_row_by_row_what_one_makes(tmp_path: Path, environment: dict[str, str]) -> None:
    homes = {name: tmp_path / name for name in ("puller", "first", "second", "loader", "publisher", "alone")}
    finish(start(homes["puller"], environment, str(TOLLWATCH), "pull"))
    there = Settings(home=tmp_path / "scheduler")
    waiting = [path for piece in unstaged(there) for path in piece]
    half = len(waiting) // 2
    assert half > 2

    killed = worker(homes["first"], environment, waiting[:half])
    other = worker(homes["second"], environment, waiting[half:])
    kill_in_the_middle(killed, homes["first"])
    finish(other)
    left = [path for piece in unstaged(there) for path in piece]
    assert left == waiting[:half]  # half done is not done
    finish(worker(homes["first"], environment, left))
    assert unstaged(there) == []

    finish(start(homes["loader"], environment, str(TOLLWATCH), "load"))
    finish(start(homes["publisher"], environment, str(TOLLWATCH), "publish"))  # the loader's disk is not needed
    store = Store(os.environ["TOLLWATCH_STORE"])
    published = store._get("published/tollwatch.duckdb", tmp_path / "published.duckdb")
    assert published is not None

    alone = {k: v for k, v in environment.items() if k not in {"TOLLWATCH_STORE", "TOLLWATCH_WAREHOUSE"}}
    homes["alone"].mkdir()
    (homes["puller"] / "raw").rename(homes["alone"] / "raw")
    for step in ("extract", "load"):
        finish(start(homes["alone"], alone, str(TOLLWATCH), step))
    expected = rows(homes["alone"] / "tollwatch.duckdb")
    assert len(expected["core.claims"]) > 20
    assert rows(homes["publisher"] / "tollwatch.duckdb") == expected
    found = rows(published)
    assert {name: found[name] for name in ("core.claims", "core.events", "raw.claims") if name in found} == {
        name: expected[name] for name in ("core.claims", "raw.claims")
    }
