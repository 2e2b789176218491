"""What every test may ask for."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import hypothesis
import pytest

from pipeline import cycle
from pipeline.cli.watch import watching
from pipeline.settings import Settings
from pipeline.store import Store
from scripts.servers import BUCKET, s3
from tests.pipeline.desk import Desk
from tests.servers import installed
from tests.webserver import WebServer
from warehouse.connect import writer

PROJECT = Path(__file__).resolve().parent.parent

# There are as many workers as cores, and each has one: this is how DuckDB is told so, also in the processes that tests
# start. test_two_times.py and test_place.py compare what several of its threads make with what one makes.
os.environ.setdefault("SLURM_CPUS_ON_NODE", "1")

# How long an example takes says more of the machine than of the code; endless ones meet the timeout of each test.
hypothesis.settings.register_profile("untimed", deadline=None)
hypothesis.settings.load_profile("untimed")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What starts whole systems, a minute or more each, begins first: no worker is left alone with it in the end."""
    items.sort(key=lambda item: item.path.parent.name not in {"dags", "cluster"})


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of given material beside the checkout; tests that need it skip without it, and fail in CI."""
    folder = Path(os.environ.get("TOLLWATCH_SHARED", PROJECT.parent / "shared"))
    if not (folder / "eval" / "score.py").exists():
        message = f"the given articles are missing: expected {folder}; set TOLLWATCH_SHARED to where they are"
        if os.environ.get("CI"):
            pytest.fail(message)
        pytest.skip(message)
    return folder


@pytest.fixture(scope="session")
def s3_access() -> Iterator[dict[str, str]]:
    """What clients of an S3 server need in their environment; it runs until the last test."""
    with installed(), s3() as environment:
        yield environment


@pytest.fixture
def store(s3_access: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Store:
    """An empty object store."""
    for name, value in s3_access.items():
        monkeypatch.setenv(name, value)
    return Store(f"s3://{BUCKET}/{tmp_path.name}/")


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty warehouse, to be copied: making one takes longer than most tests."""
    path = tmp_path_factory.mktemp("migrated") / "warehouse.duckdb"
    with writer(path):
        pass
    return path


@pytest.fixture(scope="session")
def newsroom_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder with raw zone, staged batches, database and snapshot; tests read it and change nothing."""
    home = tmp_path_factory.mktemp("newsroom")
    with newsroom(home) as settings, watching() as watch:
        report = cycle.run_cycle(settings, watch)
    assert report.pull.complete
    assert report.problems == []
    return settings.home


def newsroom(home: Path) -> AbstractContextManager[Settings]:
    """Settings of the bundled newsroom below this folder, with its server running."""
    return cycle.newsroom_settings(Settings(home=home, host_interval_s=0))


@pytest.fixture
def newsroom_settings(tmp_path: Path) -> Iterator[Settings]:
    """A fresh home of the bundled newsroom, with its server running."""
    with newsroom(tmp_path) as settings:
        yield settings


@pytest.fixture
def server() -> Iterator[WebServer]:
    """A web server whose every answer the test decides."""
    with WebServer() as running:
        yield running


@pytest.fixture
def desk(server: WebServer, tmp_path: Path) -> Desk:
    """A desk that polls the feed of that server."""
    return Desk(server, tmp_path)
