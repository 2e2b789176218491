"""What the DAGs have in common: their assets, the names of their pools, and what is tried again.

The pools themselves stand in `pools.json`, which the starters (`make airflow`, the init service of
docker-compose.yml) import into Airflow.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any, Final

from airflow.sdk import Asset, ExceptionRetryPolicy, RetryAction, RetryRule

from dags.alarm import Alarm

STAGED: Final = Asset(name="tollwatch_staged", uri="tollwatch://staged/", group="tollwatch")
"""Staged Parquet batches: a new event says that at least one batch waits to be loaded."""

WAREHOUSE: Final = Asset(name="tollwatch_warehouse", uri="tollwatch://warehouse/", group="tollwatch")
"""The live DuckDB file: a new event says that a load has committed."""

SNAPSHOT: Final = Asset(name="tollwatch_snapshot", uri="tollwatch://snapshot/", group="tollwatch")
"""The published read-only copy: what analysts, reports and exports may wait for."""

FETCHES: Final = "fetches"
"""Pool of the tasks that ask other people's servers."""

BACKFILLS: Final = "backfills"
"""Pool of what is read of days gone by; small, so that the live feeds never wait for it."""

DUCKDB_WRITER: Final = "duckdb_writer"
"""Pool with one slot: DuckDB lets one process open the live file, and a reader in it blocks the writer."""

EXTRACT: Final = "extract"
"""Queue of the tasks that any machine may run (docs/scaling.md); an executor without queues runs them like others."""

PERMANENT_FAILS: Final = ExceptionRetryPolicy(
    rules=[
        # By its path, because a worker resolves it only when a task has failed; see extractors/errors.py.
        RetryRule(
            exception="extractors.errors.PermanentError",
            action=RetryAction.FAIL,
            reason="never succeeds on the same input",
        ),
    ],
)
"""What never succeeds fails at once; all else (TransientError, a killed process) is retried with backoff."""

TASK_DEFAULTS: Final[dict[str, Any]] = {
    "owner": "tollwatch",
    "retries": 3,
    "retry_delay": timedelta(seconds=30),
    "retry_exponential_backoff": 2.0,  # 30 s, 1 min, 2 min
    "max_retry_delay": timedelta(minutes=15),
    "retry_policy": PERMANENT_FAILS,
    "execution_timeout": timedelta(minutes=10),
    "on_failure_callback": [Alarm()],  # when the last try has failed
}

FOLLOWER: Final[dict[str, Any]] = {
    "catchup": False,
    "max_active_runs": 1,
    "is_paused_upon_creation": False,  # it only follows what ingest does, and ingest starts paused
    "default_args": TASK_DEFAULTS,
    "tags": ["tollwatch"],
}
"""What the DAGs have in common that wait for an asset."""
