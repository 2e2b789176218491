"""Publish: the warehouse as it is now, as a read-only snapshot for analysts.

Runs after each load. Copies the warehouse into a new file and puts it in the place of the old snapshot in one
step; whoever reads the old one reads on undisturbed.

First it holds the warehouse against all that must be true of it (`warehouse/checks.toml`). Where that fails a number
may be wrong: the task is red, nothing is published, and the old snapshot stays.

It is a DAG of its own, not the last task of *load*: a load that has committed stays a success when the copy fails
(a full disk), the copy can be run again alone, and whatever else changes the warehouse one day only has to emit
the same asset.

**Pool** `duckdb_writer`: the copy reads the live file, and a reader in another process would block the writer.

Then **open_snapshot** opens it through the hook of Airflow's DuckDB provider and asks it what it holds; where that
works it emits the asset `tollwatch_snapshot`, with the answer.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from typing import Any

from airflow.sdk import Metadata, dag, task

from dags.wiring import DUCKDB_WRITER, FOLLOWER, SNAPSHOT, WAREHOUSE


@dag(
    dag_id="tollwatch_publish",
    dag_display_name="Tollwatch: publish",
    description="The warehouse as a read-only snapshot for analysts",
    schedule=[WAREHOUSE],
    doc_md=__doc__,
    **FOLLOWER,
)
def publish() -> None:
    """Lay out the tasks."""

    @task(pool=DUCKDB_WRITER, execution_timeout=timedelta(minutes=30))
    def publish_snapshot() -> str:
        """Replace the snapshot; its path becomes the task's result."""
        from pipeline.publish import publish as publish_now
        from pipeline.settings import Settings

        return str(publish_now(Settings()))

    @task(outlets=[SNAPSHOT])
    def open_snapshot(path: Any) -> Iterator[Metadata]:
        """Open it as analysts do, through Airflow's own hook, and tell what it holds; fail where it does not answer."""
        from airflow.providers.duckdb.hooks.duckdb import DuckDBHook

        with closing(DuckDBHook(database=path, read_only=True).get_conn()) as connection:
            told = connection.execute("SELECT articles, claims, events FROM mart.snapshot").fetchall()
        yield Metadata(SNAPSHOT, dict(zip(("articles", "claims", "events"), told[0], strict=True)))

    open_snapshot(publish_snapshot())


publish()
