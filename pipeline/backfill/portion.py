"""A portion of a backfill, read by itself: an outlet and a week, a file, or a week of the raw zone.

A scheduler keeps what passes between the processes, so a portion is a small object of JSON: names, paths and days.
"""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from extractors.archives.wanted import Wanted
from extractors.casualties import default_extractor
from extractors.documents import stable_id
from extractors.errors import DocumentError, TransientError
from extractors.sitemaps.choose import Window
from pipeline.backfill.files import file_key
from pipeline.backfill.order import Portion
from pipeline.backfill.plan import Errand
from pipeline.backfill.readings import COUNTS, Reading, changed, kept_at
from pipeline.backfill.run import FAILED, BackfillReport, Request, stage_window
from pipeline.feeds import choose_feeds
from pipeline.reading_version import reading_version
from pipeline.settings import Settings
from warehouse.account.words import counted

log = logging.getLogger(__name__)

_MOST_TOLD: Final = 20


def stage_portion(settings: Settings, portion: Portion) -> dict[str, Any]:
    """Fetch and stage a portion; the warehouse is not touched.

    Returns:
        `label` as it was given. `batches`: folders of all its batches, also those of earlier runs. `changed`: a
        sentence on what this run changed. `problems`: the first of what was put aside or could not be had.

    Raises:
        TransientError: nothing could be read, for now.
        DocumentError: nothing could be read.
        LockedError: another process is at the same portion.
    """
    request = _request(settings, portion)
    report = stage_window(settings, request, _Log())
    for problem in report.problems:
        log.warning("%s", problem)
    if report.exit_code == FAILED:
        raise _why(report)
    told = _told_of_zone(report) if request.raw else changed(_kept(settings, portion), _reading(report))
    log.info("%s: %s", portion["label"], told)
    batches = _batches(settings, report)
    return {"label": portion["label"], "batches": batches, "changed": told, "problems": report.problems[:_MOST_TOLD]}


def check_whole(results: Sequence[Mapping[str, Any]]) -> None:
    """Tell of what could not be had, after all else has been staged.

    Raises:
        DocumentError: there is something; the same order again goes on from there.
    """
    if short := [f"{result['label']}: {result['problems'][0]}" for result in results if result["problems"]]:
        raise DocumentError(
            f"{len(short)} of {len(results)} portions are not whole: {'; '.join(short)}",
            hint="run them again later: what was had is not asked for again",
        )


def _request(settings: Settings, portion: Portion) -> Request:
    first, last = dt.date.fromisoformat(portion["first"]), dt.date.fromisoformat(portion["last"])
    wanted = Wanted(first, last, tuple(portion["hosts"]), keeps_undated=portion["undated"])
    errands: tuple[Errand, ...] = ()
    if outlet := portion.get("outlet"):
        (feed,) = choose_feeds(settings, [outlet])
        errands = (Errand(feed, Window(first, last), is_wide=portion["wide"], max_pages=portion["max_pages"]),)
    return Request(
        first,
        last,
        wanted,
        files=(Path(portion["file"]),) if "file" in portion else (),
        errands=errands,
        raw=portion["source"] == "raw",
        again=portion["again"],
    )


def _kept(settings: Settings, portion: Portion) -> Path:
    wish = [portion.get(name) for name in ("source", "first", "last", "outlet", "file")]
    options = [f"{portion[name]}" for name in ("hosts", "wide", "undated", "max_pages")]
    return kept_at(settings.backfills, *wish, *options)


def _reading(report: BackfillReport) -> Reading:
    """Of a portion, so of one source."""
    files, zone = report.files, report.zone.batches
    counts = {
        name: sum(file.count(name) for file in files) + sum(getattr(batch, name) for batch in zone) for name in COUNTS
    }
    keys = [file_key(file.source) for file in files] + sorted(batch.source.name for batch in zone)
    return Reading(stable_id(*keys), reading_version(default_extractor), **counts)


def _told_of_zone(report: BackfillReport) -> str:
    """Of the raw zone only what the present code has not read yet is looked at."""
    zone = report.zone
    if not zone.batches:
        return "nothing changed: the present code has read all that was fetched on these days"
    counts = ", ".join(f"{zone.count(name):,} {name}" for name in COUNTS)
    return f"{counted(len(zone.batches), 'file')} that the present code had not read: {counts}"


def _batches(settings: Settings, report: BackfillReport) -> list[str]:
    names = [piece.batch for file in report.files for piece in file.pieces if piece.batch]
    return [str(settings.staged / name) for name in names] + [str(batch.folder) for batch in report.zone.batches]


def _why(report: BackfillReport) -> Exception:
    """Why nothing could be read: worth another try where that may pass."""
    errors = [outlet.error for outlet in report.outlets] + [file.error for file in report.files]
    if transient := next((error for error in errors if isinstance(error, TransientError)), None):
        return transient
    return DocumentError("nothing could be read: " + "; ".join(report.problems))


class _Log:
    """Says in the log how far it is, now and then."""

    def __init__(self) -> None:
        self._what = ""
        self._told = 0

    def begin(self, what: str, total: int | None, *, is_bytes: bool = False) -> None:
        """Something begins."""
        self._what, self._told = what, 0
        log.info("%s%s", what, f": {total:,} {'bytes' if is_bytes else 'to do'}" if total else "")

    def at(self, done: int, what: str = "") -> None:
        """How far it is: told at each doubling."""
        if done >= 2 * self._told:
            self._told = max(1, done)
            log.info("%s: %s %s", self._what, f"{done:,}", what)
