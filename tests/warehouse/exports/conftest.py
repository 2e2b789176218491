"""One warehouse for all tests of exports, which only read."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from tests.warehouse.builders import write_batch
from tests.warehouse.exports.hard import HARD
from tests.warehouse.stories import ALL
from warehouse.connect import writer
from warehouse.load import load_batches


@pytest.fixture(scope="package")
def told(migrated: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[duckdb.DuckDBPyConnection]:
    """All stories, also those that are hard to put into a form."""
    folder = tmp_path_factory.mktemp("told")
    with writer(Path(shutil.copy(migrated, folder / "warehouse.duckdb"))) as connection:
        assert load_batches(connection, [write_batch(folder, "batch", [*ALL, *HARD])]).refused == []
        yield connection
