"""A backfill as a form or a schedule asks for it, cut into portions that may be read side by side in other processes.

A scheduler keeps what passes between the processes, so a portion is a small object of JSON: names, paths and days.
"""

from __future__ import annotations

import datetime as dt
import logging
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Literal, Self, cast, get_args

from extractors.archives.wanted import Wanted, host_names
from extractors.casualties import default_extractor
from extractors.documents import stable_id
from extractors.errors import DocumentError, TransientError
from extractors.sitemaps.choose import Window
from pipeline.backfill.files import check_path, file_key, files_in
from pipeline.backfill.plan import Errand
from pipeline.backfill.readings import COUNTS, Reading, changed, kept_at
from pipeline.backfill.run import DAYS_A_WINDOW, FAILED, BackfillReport, Request, stage_window, windows
from pipeline.feeds import choose_feeds
from pipeline.reading_version import reading_version
from pipeline.settings import Settings
from warehouse.account.words import counted

log = logging.getLogger(__name__)

Source = Literal["sitemaps", "files", "raw"]

MOST_PORTIONS: Final = 1_000
"""Airflow maps a task over 1,024 things at most (`core.max_map_length`)."""

_MANY: Final = 200
"""Portions from which on windows grow longer than a week."""

_MOST_TOLD: Final = 20

Portion = dict[str, Any]
"""`label` for people; `source`, `first`, `last`; `outlet` or `file`; and the options of the order."""


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be read: one source of news, for days of publication (of fetching, for the raw zone), both included.

    `outlets` are ids of the feed list (none stands for all), `paths` files and folders, `hosts` restrict these.
    """

    source: Source
    first: dt.date
    last: dt.date
    outlets: tuple[str, ...] = ()
    paths: tuple[Path, ...] = ()
    hosts: tuple[str, ...] = ()
    is_wide: bool = False
    keeps_undated: bool = False
    max_pages: int = 10_000
    again: bool = False

    @classmethod
    def of_form(cls, form: Mapping[str, Any], day: dt.date | None = None) -> Self:
        """What the fields of a form say; where they name no days it is this one.

        Raises:
            DocumentError: they contradict each other, or lack something.
        """
        source = form["source"]
        if source not in get_args(Source):
            raise DocumentError(f"no source: {source!r}", hint=f"known are {', '.join(get_args(Source))}")
        first, last = _day(form, "first") or day, _day(form, "last")
        if first is None:
            raise DocumentError("the first day is missing", hint="name it, and the last one where they are several")
        order = cls(
            cast("Source", source),
            first,
            last or first,
            tuple(form["outlets"]),
            tuple(Path(path) for path in form["paths"]),
            host_names(form["hosts"]),
            form["wide"],
            form["undated"],
            form["max_pages"],
            form["again"],
        )
        order.check()
        return order

    def check(self) -> None:
        """Refuse what cannot be meant.

        Raises:
            DocumentError: with what to do about it.
        """
        if self.first > self.last:
            raise DocumentError(f"the first day, {self.first}, lies behind the last one, {self.last}")
        if self.first > _today():
            raise DocumentError(f"the first day, {self.first}, lies in the future")
        if self.source == "files" and not self.paths:
            raise DocumentError("no files are named", hint="fill in the paths, or choose another source")
        belongs = {"outlets": "sitemaps", "is_wide": "sitemaps", "paths": "files", "hosts": "files"}
        for name, source in {**belongs, "keeps_undated": "files"}.items():
            if getattr(self, name) and self.source != source:
                field = name.removeprefix("is_").removeprefix("keeps_")
                raise DocumentError(
                    f"{field!r} belongs to the source {source!r}, and {self.source!r} is chosen",
                    hint="empty the field, or choose that source",
                )


def portions(settings: Settings, order: Order) -> list[Portion]:
    """The order cut into portions: an outlet and a week, a file, or a week of the raw zone.

    Where these would be very many, the windows of an outlet are longer. The weeks come one after the other and the
    outlets side by side within each, so that neighbours do not wait for the same host.

    Raises:
        DocumentError: an outlet or a path is not there, or they are more than a scheduler takes.
    """
    last = min(order.last, _today() + dt.timedelta(days=1))  # what is dated ahead of today is no news of days gone by
    options = {"hosts": [*order.hosts], "wide": order.is_wide, "undated": order.keeps_undated}
    options |= {"max_pages": order.max_pages, "again": order.again, "source": order.source}
    whole = {"first": f"{order.first}", "last": f"{last}"}
    if order.source == "files":
        files = files_in([*order.paths])
        for path in files:
            check_path(path)
        found = [options | whole | {"file": str(path), "label": f"{path.name} {_days(whole)}"} for path in files]
    else:
        names = [feed.id for feed in choose_feeds(settings, order.outlets)] if order.source == "sitemaps" else [None]
        days = (last - order.first).days + 1
        length = max(DAYS_A_WINDOW, math.ceil(days / max(1, _MANY // len(names))))
        found = []
        for first, end in windows(order.first, last, days=length):
            span = {"first": f"{first}", "last": f"{end}"}
            for name in names:
                found.append(options | span | {"outlet": name, "label": f"{name or 'raw zone'} {_days(span)}"})
    if len(found) > MOST_PORTIONS:
        raise DocumentError(
            f"that makes {len(found):,} portions, and a run takes {MOST_PORTIONS:,}",
            hint="choose fewer outlets or files, and make several runs",
        )
    return found


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


def _day(form: Mapping[str, Any], name: str) -> dt.date | None:
    value = form[name]
    try:
        return dt.date.fromisoformat(value) if value else None
    except ValueError as error:
        raise DocumentError(f"no day: {value!r}", where=name, hint="write it as in 2018-11-04") from error


def _days(span: Mapping[str, str]) -> str:
    return span["first"] if span["first"] == span["last"] else f"{span['first']} to {span['last']}"


def _today() -> dt.date:
    return dt.datetime.now(dt.UTC).date()
