"""Several machines, as processes with homes of their own: PostgreSQL, an S3 server, a puller, two workers, two loaders.

One worker is killed in the middle of its task, and the loader's machine is lost after the load. What comes of it is,
row by row, what one machine makes of the same WARC files.
"""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline.fan_out import unstaged
from pipeline.settings import Settings
from pipeline.store import Store
from scripts.machines import TOLLWATCH, alone, finish, is_in_the_middle, shared_environment, start
from scripts.rows import rows
from scripts.show_cluster import compare
from tests.servers import installed

STAGE = """
import sys
from pathlib import Path
from pipeline.fan_out import stage_files
from pipeline.settings import Settings
stage_files(Settings(), [Path(name) for name in sys.argv[1:]])
"""


@pytest.fixture
def environment(monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, str]]:
    with installed(), shared_environment() as shared:
        for name, value in shared.items():
            if name.startswith(("AWS_", "TOLLWATCH_")):
                monkeypatch.setenv(name, value)
        yield shared


def worker(home: Path, environment: dict[str, str], sources: list[Path]) -> subprocess.Popen[str]:
    return start(home, environment, sys.executable, "-c", STAGE, *map(str, sources))


def kill_in_the_middle(process: subprocess.Popen[str], home: Path) -> None:
    until = time.monotonic() + 60
    while not is_in_the_middle(home):
        assert process.poll() is None
        assert time.monotonic() < until
        time.sleep(0.005)
    process.send_signal(signal.SIGKILL)
    process.communicate()


def test_a_row_that_only_one_side_has_is_a_difference() -> None:
    """How `make cluster` ends."""
    rows_ = {"core.claims": [(1, "killed"), (1, "killed")], "raw.snapshots": []}
    assert compare(rows_, rows_, rows_ | {"raw.snapshots": [("of publishing",)]})
    for other in (
        rows_ | {"core.claims": [(1, "killed")]},
        rows_ | {"core.claims": [(1, "killed"), (2, "killed")]},
        {},
    ):
        assert not compare(rows_, other, rows_)
        assert not compare(rows_, rows_, other)
    assert not compare({"core.claims": []}, {}, {})  # nothing was shown


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
    published = Store(environment["TOLLWATCH_STORE"])._get("published/tollwatch.duckdb", tmp_path / "published.duckdb")
    assert published is not None

    expected = alone(homes["alone"], environment, homes["puller"] / "raw")
    assert len(expected["core.claims"]) > 20
    assert rows(homes["publisher"] / "tollwatch.duckdb") == expected
    found = rows(published)
    for table in ("core.claims", "raw.claims"):
        assert found[table] == expected[table]
