"""Metrics, sent wherever Airflow sends its own (`[metrics]`: StatsD or OpenTelemetry; nowhere by default).

All names begin with `tollwatch.`; docs/airflow.md lists them. The kind of outcome is part of the name, since StatsD
knows no tags.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from airflow.sdk.observability import stats

if TYPE_CHECKING:
    from extractors.feeds.result import FeedResult
    from pipeline.checks import Freshness


def polled(result: FeedResult) -> None:
    """Count a feed's poll by what came of it."""
    stats.incr(f"tollwatch.polls.{result.outcome.value}")


def loaded(report: dict[str, Any]) -> None:
    """Count what a load brought, and tell what the warehouse holds now."""
    for table, count in report["new"].items():
        # a correction may take more away than a load brings, and a counter never falls
        stats.incr(f"tollwatch.loaded.{table}", max(0, count))
    for table, count in report["total"].items():
        stats.gauge(f"tollwatch.rows.{table}", count)
    stats.gauge("tollwatch.batches_refused", len(report["refused"]))


def aged(found: Freshness) -> None:
    """Tell how old what the warehouse knows is; what is not known is not told."""
    for name in ("polled_s", "lag_median_s", "lag_p95_s"):
        if (value := getattr(found, name)) is not None:
            stats.gauge(f"tollwatch.{name}", value)
