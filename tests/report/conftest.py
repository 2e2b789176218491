"""Pages of the report: of the newsroom, of stories made to break it, of an empty warehouse."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import duckdb
import pytest

from report.page import page
from tests.report.browser import Page, browser, chromium
from tests.warehouse.builders import Story, write_batch
from warehouse.account.period import account
from warehouse.connect import reader, writer
from warehouse.exports.asked import Asked
from warehouse.load import load_batches

Told = Callable[..., str]


@pytest.fixture(scope="session")
def told(migrated: Path, tmp_path_factory: pytest.TempPathFactory) -> Told:
    """The page of some stories."""

    def tell(*stories: Story, asked: Asked | None = None) -> str:
        folder = tmp_path_factory.mktemp("told")
        with writer(Path(shutil.copy(migrated, folder / "warehouse.duckdb"))) as connection:
            if stories:
                assert load_batches(connection, [write_batch(folder, "batch", stories)]).refused == []
            return page_of(connection, asked)

    return tell


def page_of(connection: duckdb.DuckDBPyConnection, asked: Asked | None = None) -> str:
    return page(account(connection, asked or Asked()))


@pytest.fixture(scope="session")
def newsroom_page(newsroom_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:

    target = tmp_path_factory.mktemp("page") / "report.html"
    with reader(newsroom_home / "published" / "tollwatch.duckdb") as connection:
        target.write_text(page_of(connection), encoding="utf-8")
    return target


@pytest.fixture(scope="module")
def tab() -> Iterator[Page]:
    with browser(chromium()) as opened:
        yield opened
