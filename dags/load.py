"""Load: staged Parquet batches into the DuckDB warehouse, then linkage into events.

Runs when an ingest run has staged something. One task opens the DuckDB file, merges **every** batch that it does
not hold yet, links incidents into events, and closes it. A batch is loaded once: running this again, or together
with `tollwatch load` on the command line, changes nothing.

- **Pool** `duckdb_writer` has one slot, shared with *publish*: DuckDB lets one process write.
- **fresh_enough** is red where no feed has answered for hours. What is published is right, but old.
- **no_batch_refused** is red where a batch does not have the schema that the warehouse expects: nothing of it was
  loaded, all others were. It stays red until somebody has looked at that folder.
- **Retried** where another process holds the file: the log names it.

What it loaded it emits as the asset `tollwatch_warehouse`, which starts *publish*: that holds the checks, by the
connection that copies, so nothing comes in between.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from airflow.sdk import dag, task

from dags import measures
from dags.wiring import DUCKDB_WRITER, FOLLOWER, STAGED, WAREHOUSE


@dag(
    dag_id="tollwatch_load",
    dag_display_name="Tollwatch: load",
    description="Staged batches into DuckDB, and linkage into events",
    schedule=[STAGED],
    doc_md=__doc__,
    **FOLLOWER,
)
def load() -> None:
    """Lay out the tasks."""

    @task(pool=DUCKDB_WRITER, execution_timeout=timedelta(hours=1), outlets=[WAREHOUSE])
    def load_batches() -> dict[str, Any]:
        """Merge all waiting batches; what changed becomes the task's result."""
        from pipeline.fan_out import load_waiting
        from pipeline.settings import Settings

        report = load_waiting(Settings())
        measures.loaded(report)
        return report

    @task(pool=DUCKDB_WRITER)
    def fresh_enough() -> None:
        """Fail where no feed has answered for long; what was loaded is published all the same."""
        from pipeline.checks import check_fresh, freshness
        from pipeline.settings import Settings

        settings = Settings()
        found = freshness(settings)
        measures.aged(found)
        check_fresh(settings, found)

    @task
    def no_batch_refused(report: Any) -> None:
        """Fail the run where batches were refused; what was loaded beside them is published all the same."""
        from pipeline.fan_out import check_refused

        check_refused(report["refused"])

    report = load_batches()
    no_batch_refused(report)
    report >> fresh_enough()


load()
