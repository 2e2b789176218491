"""Step 3, load: staged Parquet -> DuckDB, by MERGE; then linkage. The one step that writes the warehouse."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from extractors.errors import DocumentError, StagingError
from extractors.feeds.catalog import load_feeds
from pipeline.settings import Settings
from pipeline.store import open_store
from warehouse import connect
from warehouse.feed_list import keep_feed_list
from warehouse.lake import Lake
from warehouse.load import LoadReport, held_batches, load_batches


def pending_batches(settings: Settings) -> list[Path]:
    """All whole batches, oldest name first. The warehouse knows which of them it holds already."""
    return sorted(p for p in settings.staged.glob("[!.]*") if p.is_dir())


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
    with connect.writer(database, lake) as connection, tempfile.TemporaryDirectory(dir=database.parent) as workplace:
        if listed := _listed(settings):
            keep_feed_list(connection, listed)
        brought, refused = _brought(settings, held_batches(connection), Path(workplace))
        report = load_batches(connection, pending_batches(settings) + brought)
        report.refused.extend(refused)
        return report


def _brought(settings: Settings, held: set[str], into: Path) -> tuple[list[Path], list[StagingError]]:
    """The batches of the object store that the warehouse does not hold, as folders, and those that are damaged."""
    folders, refused = [], []
    if store := open_store(settings):
        for name in sorted(store.batches() - held):
            try:
                folders.append(store.bring_batch(name, into))
            except StagingError as error:
                refused.append(error)
    return folders, refused


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
