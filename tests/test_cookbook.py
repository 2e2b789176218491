"""Every question of docs/analysis.md gives the answer that stands there.

`python -m tests.test_cookbook` writes what the newsroom tells now into examples/newsroom.jsonl and the page.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import duckdb
import pytest
from rich.console import Console

from pipeline import cycle
from pipeline.cli.answer import rows_table
from pipeline.cli.watch import watching
from pipeline.files import json_line
from pipeline.load import load
from pipeline.settings import Settings
from pipeline.stage import stage
from tests.conftest import PROJECT
from warehouse.connect import reader

PAGE: Final = PROJECT / "docs" / "analysis.md"
DOCUMENTS: Final = PROJECT / "examples" / "newsroom.jsonl"
QUESTIONS: Final = 25

_QUESTION: Final = re.compile(
    r"(?P<asked>^### (?P<number>\d+)\. [^\n]+\n(?:(?!^#).)*?^```sql\n(?P<sql>.*?)^```\n)"
    r"(?:\n```text\n(?P<answer>.*?)^```\n)?",
    re.MULTILINE | re.DOTALL,
)
_WIDTH: Final = 200


@contextmanager
def cookbook_file(database: Path) -> Iterator[Path]:
    """The database that the page tells how to make, for as long as the context lasts."""
    with TemporaryDirectory() as folder:
        staged = stage([DOCUMENTS], Path(folder))
        assert not staged.problems
        load(database, [batch.folder for batch in staged.batches])
        yield database


@contextmanager
def cookbook() -> Iterator[duckdb.DuckDBPyConnection]:
    """The same, opened."""
    with (
        TemporaryDirectory() as folder,
        cookbook_file(Path(folder) / "newsroom.duckdb") as database,
        reader(database) as connection,
    ):
        yield connection


@pytest.fixture(scope="module")
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    with cookbook() as opened:
        yield opened


def answer(connection: duckdb.DuckDBPyConnection, sql: str) -> str:
    """The table as `tollwatch sql` prints it on a wide screen."""
    result = connection.execute(sql)
    columns = [name for name, *_ in result.description or ()]
    page = io.StringIO()
    Console(file=page, width=_WIDTH, highlight=False, markup=False, emoji=False).print(
        rows_table(columns, result.fetchall())
    )
    return "".join(f"{line.rstrip()}\n" for line in page.getvalue().splitlines())


def questions() -> dict[int, re.Match[str]]:
    return {int(found["number"]): found for found in _QUESTION.finditer(PAGE.read_text("utf-8"))}


@pytest.mark.parametrize("number", range(1, QUESTIONS + 1))
def test_the_page_holds_the_answer(connection: duckdb.DuckDBPyConnection, number: int) -> None:
    asked = questions()[number]
    assert answer(connection, asked["sql"]) == asked["answer"], "it is another now: python -m tests.test_cookbook"


def documents(snapshot: Path) -> str:
    """The articles of the newsroom as documents, with the hours of publication that its feeds give."""
    with reader(snapshot) as connection:
        result = connection.execute(
            """
            SELECT article.article_id AS id, version.title, version.text,
                strftime(article.published_at, '%Y-%m-%dT%H:%M:%S+00:00') AS published, article.publisher,
                article.language, article.url
            FROM core.articles AS article
            JOIN core.article_versions AS version ON version.version_id = article.current_version_id
            ORDER BY article.published_at, article.article_id
            """
        )
        columns = [name for name, *_ in result.description or ()]
        return "".join(json_line(dict(zip(columns, row, strict=True))) for row in result.fetchall())


def test_the_documents_are_the_articles_of_the_newsroom(newsroom_home: Path) -> None:
    found = documents(newsroom_home / "published" / "tollwatch.duckdb")
    assert found == DOCUMENTS.read_text("utf-8"), "they are others now: python -m tests.test_cookbook"


def test_the_documents_make_the_events_of_the_newsroom(
    connection: duckdb.DuckDBPyConnection, newsroom_home: Path
) -> None:
    asked = "SELECT COLUMNS(* EXCLUDE (first_reported_at, last_reported_at)) FROM mart.events ORDER BY event_id"
    with reader(newsroom_home / "published" / "tollwatch.duckdb") as newsroom:
        assert connection.execute(asked).fetchall() == newsroom.execute(asked).fetchall()


def update() -> None:
    with TemporaryDirectory() as folder, cycle.newsroom_settings(Settings(home=Path(folder))) as settings:
        with watching() as watch:
            report = cycle.run_cycle(settings, watch)
        DOCUMENTS.write_text(documents(report.snapshot), "utf-8")
    with cookbook() as opened:
        page = _QUESTION.sub(
            lambda found: f"{found['asked']}\n```text\n{answer(opened, found['sql'])}```\n", PAGE.read_text("utf-8")
        )
    PAGE.write_text(page, "utf-8")


if __name__ == "__main__":
    update()
