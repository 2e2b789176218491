"""A whole backfill: every source that was named -> staged batches -> the warehouse -> the snapshot."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Protocol

import pyarrow.parquet as pq

from extractors.archives.survey import Survey, survey
from extractors.archives.wanted import Wanted
from extractors.errors import DocumentError, LockedError, TollwatchError, WarehouseError
from extractors.sitemaps.choose import Window
from pipeline.backfill.files import FileReport, check_path, size_of
from pipeline.backfill.outlet import OnPage, fetch_outlet
from pipeline.backfill.plan import Errand, OutletReport
from pipeline.backfill.side_by_side import backfill_files
from pipeline.batch_folder import Batch, sweep
from pipeline.load import load_pending
from pipeline.publish import publish
from pipeline.settings import Settings
from pipeline.stage import StageReport, pending_sources, send_staged, stage_zone, zone_sources
from pipeline.store import open_store
from warehouse.load import LoadReport

DONE, FAILED, IN_PART = 0, 1, 3

DAYS_A_WINDOW: Final = 7


class Watcher(Protocol):
    """What is told of a backfill while it runs."""

    def begin(self, what: str, total: int | None, *, is_bytes: bool = False) -> None:
        """Something begins that has so many bytes, pages or files."""

    def at(self, done: int, what: str = "") -> None:
        """How far it is."""


@dataclass(frozen=True, slots=True)
class Request:
    """What is to be filled in. `raw` re-extracts our own raw zone; its days are those of fetching."""

    first: dt.date
    last: dt.date
    wanted: Wanted
    files: tuple[Path, ...] = ()
    errands: tuple[Errand, ...] = ()
    raw: bool = False
    again: bool = False
    jobs: int = 1


@dataclass(slots=True)
class BackfillReport:
    """What a backfill did. `waits` says why what is staged is not loaded yet, or what is loaded not published."""

    files: list[FileReport] = field(default_factory=list)
    outlets: list[OutletReport] = field(default_factory=list)
    zone: StageReport = field(default_factory=StageReport)
    load: LoadReport | None = None
    waits: str | None = None

    @property
    def problems(self) -> list[str]:
        """All that was put aside or could not be had, by this run."""
        told = [p for outlet in self.outlets for p in (*outlet.problems, *_said(outlet.error))]
        told += [p for file in self.files for p in (*file.problems, *_said(file.error)) if p]
        told += self.zone.problems
        told += [str(error) for error in self.load.refused] if self.load else []
        return list(dict.fromkeys([*told, *_said(self.waits)]))

    @property
    def exit_code(self) -> int:
        """0 where all was done, 3 where something was put aside, 1 where nothing could be read."""
        put_aside = sum(file.count("put_aside") for file in self.files)
        if not self.problems and not put_aside:
            return DONE
        is_any = (
            any(file.count("articles") or not file.error for file in self.files)
            or any(outlet.warcs or not outlet.error for outlet in self.outlets)
            or self.zone.batches
        )
        return IN_PART if is_any else FAILED


def _said(what: object) -> list[str]:
    return [str(what)] if what else []


def windows(first: dt.date, last: dt.date, *, days: int = DAYS_A_WINDOW) -> Iterator[tuple[dt.date, dt.date]]:
    """The days cut into windows, for tasks that take one each."""
    while first <= last:
        end = min(last, first + dt.timedelta(days=days - 1))
        yield first, end
        first = end + dt.timedelta(days=1)


def zone_files(settings: Settings, first: dt.date, last: dt.date, *, again: bool = False) -> list[Path]:
    """WARC files of the raw zone, fetched on these days, that the present code has not staged yet; `again`: all."""
    files = zone_sources(settings) if again else pending_sources(settings)
    return [path for path in files if f"{first}" <= path.parent.name <= f"{last}"]


def stage_window(settings: Settings, request: Request, watch: Watcher) -> BackfillReport:
    """Fetch and stage all that a request names: one window of days in, batches out. The warehouse is not touched.

    What fails of one source is in its report and stops no other.

    Raises:
        LockedError: another process is at the same backfill.
        OSError: the disk cannot be written.
    """
    report = BackfillReport()
    if settings.staged.exists():
        sweep(settings.staged)
    for errand in request.errands:
        watch.begin(f"sitemaps of {errand.feed.id}", None)
        outlet = fetch_outlet(settings, errand, again=request.again, on_page=_pages(watch, errand))
        report.outlets.append(outlet)
    if store := open_store(settings):
        store.send_raw(path for outlet in report.outlets for path in outlet.warcs)
    zone = dict.fromkeys((path for outlet in report.outlets for path in outlet.warcs), False)
    if request.raw:
        found = zone_files(settings, request.first, request.last, again=request.again)
        zone |= dict.fromkeys(found, request.again)
    watch.begin("raw zone", len(zone))
    for number, (path, is_anew) in enumerate(zone.items(), 1):
        _add(report.zone, stage_zone(settings, [path], again=is_anew))
        watch.at(number, path.name)
    for errand, outlet in zip(request.errands, report.outlets, strict=True):
        outlet.strays = _strays([b for b in report.zone.batches if b.source in outlet.warcs], errand.window)
    watch.begin("files", sum(map(size_of, request.files)), is_bytes=True)
    if request.files:
        report.files = backfill_files(
            settings, request.files, request.wanted, again=request.again, jobs=request.jobs, on_bytes=watch.at
        )
    send_staged(settings)
    return report


def run_backfill(settings: Settings, request: Request, watch: Watcher) -> BackfillReport:
    """The same, then load and publish. Where another process holds the warehouse, what is staged waits for its turn."""
    report = stage_window(settings, request, watch)
    watch.begin("load", None)
    try:
        report.load = load_pending(settings)
        if report.load.loaded or not settings.snapshot.exists():
            watch.begin("publish", None)
            publish(settings)
    except LockedError as error:
        report.waits = f"staged and not loaded yet: {error}; then: tollwatch load, tollwatch publish"
    except WarehouseError as error:
        if report.load is None:
            raise
        report.waits = f"loaded and not published: {error}"
    return report


def _strays(batches: Sequence[Batch], window: Window) -> int | None:
    """Articles of other days; null where a batch is not here any more, but in the object store."""
    days: list[dt.date | None] = []
    for batch in batches:
        try:
            table = pq.read_table(batch.folder / "articles.parquet", columns=["published_on"])
        except FileNotFoundError:
            return None
        days += table["published_on"].to_pylist()
    return sum(day is not None and not window.first <= day <= window.last for day in days)


@dataclass(slots=True)
class Look:
    """What a dry run saw of one source: an archive or file, an outlet, or the raw zone. `pages` are by chance."""

    source: str
    bytes: int | None = None
    survey: Survey | None = None
    outlet: OutletReport | None = None
    files: int | None = None
    error: TollwatchError | None = None


def look(settings: Settings, request: Request, watch: Watcher) -> list[Look]:
    """What a backfill would read. Of the network robots.txt and sitemaps are asked, and nothing is remembered."""
    looks: list[Look] = []
    for errand in request.errands:
        watch.begin(f"sitemaps of {errand.feed.id}", None)
        outlet = fetch_outlet(settings, errand, is_dry=True)
        looks.append(Look(errand.feed.id, outlet=outlet, error=outlet.error))
    if request.raw:
        files = zone_files(settings, request.first, request.last, again=request.again)
        looks.append(Look("raw zone", bytes=_bytes(settings, files), files=len(files)))
    for path in request.files:
        size = size_of(path)
        watch.begin(path.name, size, is_bytes=True)
        seen = Look(str(path), bytes=size)
        try:
            check_path(path)
            for done, found in survey(path, request.wanted):
                seen.survey = found
                watch.at(done)
        except TollwatchError as error:
            seen.error = error
        except OSError as error:
            seen.error = DocumentError(f"the file cannot be read: {error.strerror or error}", where=str(path))
        looks.append(seen)
    return looks


def _bytes(settings: Settings, files: Sequence[Path]) -> int:
    """Of files of the raw zone; with an object store they need not be on this machine."""
    if store := open_store(settings):
        sizes = store.raw_sizes()
        return sum(sizes.get(f"{path.parent.name}/{path.name}", 0) for path in files)
    return sum(path.stat().st_size for path in files)


def _pages(watch: Watcher, errand: Errand) -> OnPage:
    is_begun = False

    def on_page(done: int, total: int) -> None:
        nonlocal is_begun
        if not is_begun:
            watch.begin(f"pages of {errand.feed.id}", total)
            is_begun = True
        watch.at(done)

    return on_page


def _add(whole: StageReport, part: StageReport) -> None:
    whole.batches += part.batches
    whole.failed += part.failed
