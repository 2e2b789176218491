"""The steps cut into pieces that may run side by side in other processes: the feeds of some hosts, some WARC files.

There are `settings.tasks` of them where that suffices: a process takes some seconds of a processor before it begins to
work, which is more than most hosts or files take. A scheduler keeps what passes between the pieces, so they take and
give ids and paths, never articles.
"""

from __future__ import annotations

import logging
import math
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Final

from extractors.errors import DocumentError, FeedError, StagingError
from pipeline.batch import told_not_read
from pipeline.batch_folder import sweep
from pipeline.feeds import choose_feeds
from pipeline.load import load_pending
from pipeline.pull import FeedResult, by_host, pull
from pipeline.settings import Settings
from pipeline.stage import pending_sources, stage_zone
from warehouse.account.words import counted

log = logging.getLogger(__name__)

MOST_PIECES: Final = 200
"""Pieces that one run is cut into. Of a list longer than 1,024 (`core.max_map_length`) Airflow would run nothing."""

MOST_FILES: Final = 200
"""WARC files in one piece, some minutes' work; what is over waits for the next run."""


def feeds_by_host(settings: Settings, *, only: Sequence[str] = ()) -> list[list[str]]:
    """Ids of the feeds to poll, a list for each host, or for several where there are more hosts than `settings.tasks`.

    The feeds of one host stay together: processes that poll it side by side would only wait for each other. The hosts
    are dealt out in turn: those that stand side by side in the list (one country's, say) are often slow alike.

    Args:
        settings: names the feed list, and says how many lists there may be.
        only: ids to restrict it to; empty for all.

    Raises:
        DocumentError: the feed list is wrong, or has not all of these ids.
    """
    feeds = choose_feeds(settings, only)
    hosts = by_host(feeds)
    return [
        [feeds[place].id for host in hosts[turn :: settings.tasks] for place in host]
        for turn in range(min(settings.tasks, len(hosts)))
    ]


def pull_feeds(
    settings: Settings,
    feed_ids: Sequence[str],
    *,
    force: bool = False,
    on_result: Callable[[FeedResult], None] | None = None,
) -> list[Path]:
    """Poll these feeds and return the WARC files that were written; `on_result` is told of each feed.

    Raises:
        FeedError: a feed gives no answer that can be used, now or at its last poll where it is not due; all others have
            been polled and stored. It is permanent to a scheduler: each feed keeps its own time of the next poll, so
            asking again at once is useless or impolite.
    """
    report = pull(settings, choose_feeds(settings, feed_ids), force=force, on_result=on_result)
    for result in report.results:
        log.info("%s", _line(result))
    if failed := [result for result in report.results if not result.is_well]:
        raise FeedError("; ".join(map(_line, failed)), hint="each keeps its own time of the next poll")
    return [path for result in report.results for path in result.warcs]


def unstaged(settings: Settings) -> list[list[Path]]:
    """WARC files of the raw zone that this code has not staged yet, oldest first, cut into pieces of about one size.

    A piece is one file where few wait. More than `settings.tasks` pieces are made of more than `MOST_FILES` for each of
    these only, and where very many wait, the oldest 40,000 are given.
    """
    if settings.staged.exists():
        sweep(settings.staged)
    waiting = pending_sources(settings)
    if len(waiting) > MOST_PIECES * MOST_FILES:
        log.warning("%d files wait, more than one run takes: the next one goes on", len(waiting))
        del waiting[MOST_PIECES * MOST_FILES :]
    pieces = min(max(settings.tasks, math.ceil(len(waiting) / MOST_FILES)), MOST_PIECES)
    size = math.ceil(len(waiting) / pieces)
    return [waiting[start : start + size] for start in range(0, len(waiting), size or 1)]


def stage_files(settings: Settings, sources: Sequence[Path]) -> list[Path]:
    """Extract these files of the raw zone and return the folders of their batches.

    Raises:
        DocumentError: of some files nothing could be read; all others have been staged.
    """
    report = stage_zone(settings, sources)
    for problem in report.problems:
        log.warning("put aside: %s", problem)
    if told := told_not_read(report.not_read):
        log.warning("%s", told)
    for batch in report.batches:
        log.info(
            "%s: %d articles, %d claims, %d incidents", batch.source, batch.articles, batch.claims, batch.incidents
        )
    if report.failed:
        raise DocumentError("; ".join(map(str, report.failed)))
    return [batch.folder for batch in report.batches]


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
            f"{counted(len(refused), 'batch was', 'batches were')} refused: " + "; ".join(refused),
            hint="take the folders away; the next extract stages their sources again",
        )


def _line(result: FeedResult) -> str:
    return f"{result.feed_id}: {result.outcome.value}" + (f" ({result.detail})" if result.detail else "")
