"""The steps cut into pieces that may run side by side in other processes: the feeds of one host, one WARC file.

A scheduler keeps what passes between the pieces, so they take and give ids and paths, never articles.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from extractors.errors import FeedError, StagingError
from pipeline.feeds import choose_feeds
from pipeline.load import load_pending
from pipeline.pull import FeedResult, pull
from pipeline.settings import Settings
from pipeline.stage import pending_sources, stage, sweep

log = logging.getLogger(__name__)


def feeds_by_host(settings: Settings, *, only: Sequence[str] = ()) -> list[list[str]]:
    """Ids of the feeds to poll, a list for each host, in the order of the feed list.

    The feeds of one host stay together so that the interval between two requests to it holds across processes.

    Args:
        settings: names the feed list.
        only: ids to restrict it to; empty for all.

    Raises:
        DocumentError: the feed list is wrong, or has not all of these ids.
    """
    groups: dict[str, list[str]] = {}
    for feed in choose_feeds(settings, only):
        groups.setdefault(urlsplit(feed.url).hostname or feed.url, []).append(feed.id)
    return list(groups.values())


def pull_feeds(settings: Settings, feed_ids: Sequence[str], *, force: bool = False) -> list[Path]:
    """Poll these feeds and return the WARC files that were written.

    Raises:
        FeedError: a feed gives no answer that can be used, now or at its last poll where it is not due; all others have
            been polled and stored. It is permanent to a scheduler: each feed keeps its own time of the next poll, so
            asking again at once is useless or impolite.
    """
    report = pull(settings, choose_feeds(settings, feed_ids), force=force)
    for result in report.results:
        log.info("%s", _line(result))
    if failed := [result for result in report.results if not result.is_well]:
        raise FeedError("; ".join(map(_line, failed)), hint="each keeps its own time of the next poll")
    return [result.warc for result in report.results if result.warc]


def unstaged(settings: Settings) -> list[Path]:
    """WARC files of the raw zone that this extractor version has not staged yet, oldest first."""
    if settings.staged.exists():
        sweep(settings.staged)
    return pending_sources(settings)


def stage_file(settings: Settings, source: Path) -> Path:
    """Extract one file of the raw zone and return its batch's folder.

    Raises:
        TollwatchError: nothing of the file could be read.
    """
    report = stage([source], settings.staged, raw_zone=settings.raw)
    for problem in report.problems:
        log.warning("put aside: %s", problem)
    if report.failed:
        raise report.failed[0]
    batch = report.batches[0]
    log.info("%s: %d articles, %d claims, %d incidents", source, batch.articles, batch.claims, batch.incidents)
    return batch.folder


def load_waiting(settings: Settings) -> dict[str, Any]:
    """Load all waiting batches and say what changed: new and total rows by table, and why batches were refused.

    Raises:
        LockedError: another process holds the warehouse.
    """
    report = load_pending(settings)
    log.info("loaded %d batches, %d were loaded before", len(report.loaded), len(report.skipped))
    return {
        "loaded": len(report.loaded),
        "new": report.new,
        "total": report.total,
        "refused": [str(error) for error in report.refused],
    }


def check_refused(refused: Sequence[str]) -> None:
    """Tell of batches that were refused, after all others have been loaded.

    Raises:
        StagingError: there are any; they stay where they are until somebody looks at them.
    """
    if refused:
        raise StagingError(
            f"{len(refused)} batches were refused: " + "; ".join(refused),
            hint="stage their sources anew, or take the folders away",
        )


def _line(result: FeedResult) -> str:
    return f"{result.feed_id}: {result.outcome.value}" + (f" ({result.detail})" if result.detail else "")
