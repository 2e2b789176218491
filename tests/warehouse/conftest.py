"""Databases for the tests of the warehouse."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Sequence
from itertools import count
from pathlib import Path

import duckdb
import pytest

from tests.warehouse.builders import Story, write_batch
from tests.warehouse.stories import ALL
from warehouse.connect import writer
from warehouse.load import LoadReport, load_batches

Load = Callable[..., LoadReport]


@pytest.fixture
def connection(migrated: Path, tmp_path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """An empty, migrated warehouse."""
    with writer(Path(shutil.copy(migrated, tmp_path / "warehouse.duckdb"))) as opened:
        yield opened


@pytest.fixture
def load(connection: duckdb.DuckDBPyConnection, tmp_path: Path) -> Load:
    """Loads stories, as one batch each time it is called."""
    numbers = count(1)

    def load_stories(*stories: Story, fetches: Sequence[dict[str, object]] = ()) -> LoadReport:
        batch = write_batch(tmp_path / "staged", f"batch-{next(numbers)}", stories, fetches)
        report = load_batches(connection, [batch])
        assert report.refused == []
        return report

    return load_stories


@pytest.fixture
def loaded(connection: duckdb.DuckDBPyConnection, load: Load) -> duckdb.DuckDBPyConnection:
    """A warehouse with all stories."""
    load(*ALL)
    return connection
