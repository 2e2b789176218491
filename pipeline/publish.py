"""Step 4, publish: core tables -> the read-only snapshot that analysts open."""

from __future__ import annotations

from pathlib import Path

from pipeline.settings import Settings
from pipeline.store import open_store
from warehouse import publish as warehouse_publish


def publish(settings: Settings) -> Path:
    """Replace the snapshot by the warehouse as it is now; readers of the old one are not disturbed.

    Raises:
        LockedError: a loader holds the warehouse.
        WarehouseError: a check is broken (`warehouse.checks.hold_checks`), or a load has not come to its end. The
            old snapshot stays.
    """
    snapshot = warehouse_publish.publish(settings.database, settings.snapshot, settings.lake)
    if store := open_store(settings):
        store.send_snapshot(snapshot)
    return snapshot
