"""Machines as processes, each with a home of its own: what tests/cluster and `make cluster` have in common."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from pipeline import newsroom
from pipeline.batch_folder import UNFINISHED
from scripts import servers
from scripts.rows import rows

PROJECT: Final = Path(__file__).resolve().parent.parent
TOLLWATCH: Final = Path(sys.executable).with_name("tollwatch")
SHARED: Final = ("TOLLWATCH_STORE", "TOLLWATCH_WAREHOUSE")


@contextmanager
def shared_environment() -> Iterator[dict[str, str]]:
    """Serve the newsroom, PostgreSQL and S3; gives what every machine has in its environment.

    Raises:
        NotInstalledError: a server or an extension of DuckDB is missing.
    """
    servers.require("duckdb_extension_ducklake", "duckdb_extension_httpfs", "duckdb_extension_postgres_scanner")
    with newsroom.serve() as proxy, servers.postgres() as catalogue, servers.s3() as access:
        inherited = {
            name: value for name, value in os.environ.items() if not name.startswith(("AIRFLOW", "TOLLWATCH_"))
        }
        yield (
            inherited
            | access
            | {
                "PYTHONPATH": str(PROJECT),
                "TOLLWATCH_PROXY": proxy,
                "TOLLWATCH_FEEDS": str(newsroom.FOLDER / "feeds.toml"),
                "TOLLWATCH_HOST_INTERVAL_S": "0",
                "TOLLWATCH_STORE": f"s3://{servers.BUCKET}/machines",
                "TOLLWATCH_WAREHOUSE": f"ducklake:postgres:{catalogue}",
            }
        )


def is_in_the_middle(home: Path) -> bool:
    """Whether a worker has brought a file and has not sent the batch yet."""
    return any(home.glob(f"{UNFINISHED}*/staged"))


def start(home: Path, environment: Mapping[str, str], *command: str) -> subprocess.Popen[str]:
    """A command on the machine with this home."""
    return subprocess.Popen(  # noqa: S603 - our own
        command,
        env={**environment, "TOLLWATCH_HOME": str(home)},
        cwd=PROJECT,
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )


def finish(process: subprocess.Popen[str], *, within_s: float = 280) -> None:
    """Wait for it.

    Raises:
        RuntimeError: it did not end well; the message is what it printed.
    """
    printed, _ = process.communicate(timeout=within_s)
    if process.returncode:
        raise RuntimeError(f"{process.args!r} ended with {process.returncode}: {printed}")


def alone(home: Path, environment: Mapping[str, str], raw: Path) -> dict[str, list[tuple[object, ...]]]:
    """The rows that one machine with a file makes of these WARC files, undisturbed.

    Args:
        home: a new folder.
        environment: of the machines; what they share is taken out of it.
        raw: the raw zone of the machine that pulled. A pull of its own would be other answers at another time.
    """
    shutil.copytree(raw, home / "raw")
    plain = {name: value for name, value in environment.items() if name not in SHARED}
    for step in ("extract", "load"):
        finish(start(home, plain, str(TOLLWATCH), step))
    return rows(home / "tollwatch.duckdb")
