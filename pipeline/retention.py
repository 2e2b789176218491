"""How long the raw zone is kept: what is loaded, and older than nothing refers to, may be dropped where that is wished.

By default nothing is: the raw zone is the evidence, and what newer code reads anew.
"""

from __future__ import annotations

import contextlib
import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from extractors.archives.payloads import HORIZON
from extractors.documents import stable_id
from pipeline.settings import Settings
from pipeline.store import open_store
from warehouse import connect

_GB: Final = 1_000_000_000


@dataclass(slots=True)
class TidyReport:
    """What was dropped, or would be. `not_loaded` are old files that stay because no warehouse holds what they say.

    `over` are the bytes by which the zone is still larger than the settings wish. Nothing was to be dropped where
    `older_than` is null. `leftovers` are files in the object store that no batch names.
    """

    dropped: list[Path] = field(default_factory=list)
    bytes: int = 0
    kept: int = 0
    kept_bytes: int = 0
    not_loaded: list[Path] = field(default_factory=list)
    older_than: dt.date | None = None
    over: int = 0
    leftovers: int = 0
    leftover_bytes: int = 0


def tidy(settings: Settings, *, today: dt.date | None = None, is_dry: bool = False) -> TidyReport:
    """Drop WARC files of the raw zone, the oldest first, as far as the settings allow.

    A file goes only where it is older than the time that later files may refer back to it, and `raw_keep_days` more
    where they are set, and where the warehouse holds a batch of it; with `raw_max_gb` only until the zone is as small.
    Of an object store only what no batch names goes: its WARC files are for a lifecycle rule of the bucket.

    Args:
        settings: with neither set everything is kept.
        today: the present day, UTC.
        is_dry: say what would be dropped.

    Raises:
        LockedError: another process holds the warehouse.
        OSError: a file cannot be removed.
        FetchError: the object store does not answer.
    """
    report = TidyReport()
    if store := open_store(settings):
        report.leftovers, report.leftover_bytes = store.drop_leftovers(is_dry=is_dry)
    files = [(path, path.stat().st_size) for path in sorted(settings.raw.glob("*/*.warc.gz"))]
    size = sum(each for _, each in files)
    most = 0 if settings.raw_max_gb is None else int(settings.raw_max_gb * _GB)
    if settings.raw_keep_days is not None or settings.raw_max_gb is not None:
        today = today or dt.datetime.now(dt.UTC).date()
        report.older_than = today - dt.timedelta(days=settings.raw_keep_days or 0) - HORIZON
        loaded = _loaded_sources(settings)
        for path, each in files:
            if size <= most or path.parent.name >= f"{report.older_than}":
                break
            if _source(path) not in loaded:
                report.not_loaded.append(path)
                continue
            if not is_dry:
                _drop(path)
            report.dropped.append(path)
            report.bytes += each
            size -= each
    report.over = max(0, size - most) if most else 0
    report.kept, report.kept_bytes = len(files) - len(report.dropped), size
    return report


def _drop(path: Path) -> None:
    path.unlink(missing_ok=True)
    with contextlib.suppress(OSError):  # the folder of a day that still holds others
        path.parent.rmdir()


def _source(path: Path) -> str:
    """What the batches of a file of the raw zone are named after (`pipeline.stage.batch_name`)."""
    return f"{path.name.split('.')[0]}-{stable_id(path.name)}"


def _loaded_sources(settings: Settings) -> frozenset[str]:
    return frozenset(_batches(settings))


def _batches(settings: Settings) -> Iterator[str]:
    if not settings.lake and not settings.database.exists():
        return
    with connect.reader(settings.database, settings.lake) as connection:
        for (batch_id,) in connection.execute("SELECT batch_id FROM raw.loaded_batches").fetchall():
            yield str(batch_id).partition(".")[0]
