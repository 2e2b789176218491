"""Step 3, load: staged Parquet -> DuckDB, by MERGE; then linkage. The one step that writes the warehouse."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import duckdb

from extractors.errors import DocumentError, StagingError
from extractors.feeds.catalog import load_feeds
from pipeline.batch_folder import UNFINISHED, sweep
from pipeline.settings import Settings
from pipeline.stage import send_staged
from pipeline.store import Store, open_store
from warehouse import connect
from warehouse.feed_list import keep_feed_list
from warehouse.lake_access import Lake
from warehouse.load import LoadReport, held_batches, load_batches

_AT_ONCE: Final = 200
"""Batches that are brought from the object store before they are loaded: a backlog need not fit on the disk."""


def load(database: Path, batches: Sequence[Path], lake: Lake | None = None) -> LoadReport:
    """Load these batches into that database; it is made where it is missing.

    A batch that has not the expected schema is left out and stands in the report's `refused`; the others are loaded.

    Raises:
        LockedError: another process writes to it.
    """
    database.parent.mkdir(parents=True, exist_ok=True)
    with connect.writer(database, lake) as connection:
        return load_batches(connection, batches)


def load_pending(settings: Settings, database: Path | None = None) -> LoadReport:
    """Load the feed list, and all that `extract` staged and the warehouse does not hold yet; into another database too.

    Raises:
        LockedError: another process writes to the warehouse.
    """
    lake = None if database else settings.lake
    database = database or settings.database
    database.parent.mkdir(parents=True, exist_ok=True)
    settings.home.mkdir(parents=True, exist_ok=True)
    sweep(settings.home)
    here = send_staged(settings)
    with connect.writer(database, lake) as connection:
        if listed := _listed(settings):
            keep_feed_list(connection, listed)
        report = load_batches(connection, here)
        if store := open_store(settings):
            waiting = sorted(store.batches() - held_batches(connection))
            for start in range(0, len(waiting), _AT_ONCE):
                _add(report, _load_from(store, waiting[start : start + _AT_ONCE], connection, settings.home))
        return report


def _load_from(store: Store, names: Sequence[str], connection: duckdb.DuckDBPyConnection, home: Path) -> LoadReport:
    """Bring these batches of the object store and load them."""
    with tempfile.TemporaryDirectory(prefix=UNFINISHED, dir=home) as workplace:
        folders, refused = _brought(store, names, Path(workplace))
        report = load_batches(connection, folders)
    report.refused.extend(refused)
    return report


def _brought(store: Store, names: Sequence[str], into: Path) -> tuple[list[Path], list[StagingError]]:
    """These batches as folders, and those that are damaged."""
    folders, refused = [], []
    for name in names:
        try:
            folders.append(store.bring_batch(name, into))
        except StagingError as error:
            refused.append(error)
    return folders, refused


def _add(whole: LoadReport, part: LoadReport) -> None:
    whole.loaded.extend(part.loaded)
    whole.skipped.extend(part.skipped)
    whole.refused.extend(part.refused)
    whole.new.update({name: whole.new[name] + count for name, count in part.new.items()})
    whole.total.update(part.total)
    whole.articles.update(part.articles)


def _listed(settings: Settings) -> list[dict[str, Any]]:
    """The feed list as the warehouse keeps it; empty where it cannot be read: whoever pulls is told."""
    try:
        feeds = load_feeds(settings.feeds)
    except DocumentError:
        return []
    return [
        {
            "feed_id": feed.id,
            "publisher": feed.publisher,
            "url": feed.url,
            "country": feed.country,
            "region": feed.region,
            "language": feed.language,
            "zone": feed.zone,
            "kind": feed.kind,
            "is_state_run": feed.state_run,
            "party": feed.party,
        }
        for feed in feeds
    ]
