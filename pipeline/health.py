"""What can be wrong with an installation, part by part: each finding says what it is and the next step."""

from __future__ import annotations

import json
import shutil
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final, Literal

from extractors.errors import LockedError, TollwatchError
from extractors.feeds.catalog import load_feeds
from pipeline.batch import PROBLEMS, read_not_read, told_not_read
from pipeline.batch_folder import batches_below
from pipeline.feeds import Condition, FeedStatus, alike, last_answers
from pipeline.settings import Settings
from pipeline.stage import pending_sources
from pipeline.store import open_store
from warehouse import connect
from warehouse.account.words import counted

RECENT_S: Final = 7 * 24 * 3600
"""What was put aside longer ago has been told often enough."""

LEAST_FREE_BYTES: Final = 1_000_000_000
"""Below this much free disk a load may fail half-way."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at."""

    state: Literal["ok", "warning", "error"]
    part: str
    what: str
    hint: str | None = None


def examine(settings: Settings) -> list[Finding]:
    """Look at every part; a part that cannot be looked at is itself a finding."""
    parts: tuple[tuple[str, Callable[[Settings], Iterator[Finding]]], ...] = (
        ("store", _store),
        ("disk", _disk),
        ("feeds", _feeds),
        ("raw zone", _raw),
        ("batches", _batches),
        ("warehouse", _warehouse),
    )
    findings: list[Finding] = []
    for part, look in parts:
        try:
            findings += look(settings)
        except LockedError as error:
            findings.append(Finding("warning", part, error.what, error.hint))
        except (TollwatchError, OSError) as error:
            findings.append(Finding("error", part, str(error)))
    return findings


def _store(settings: Settings) -> Iterator[Finding]:
    """Who reads the other findings has to know that there are machines of which they do not speak."""
    if store := open_store(settings):
        batches = counted(len(store.batches()), "batch", "batches")
        what = f"{store.url} answers, with {batches}. All else here is of this machine only"
        yield Finding("ok", "store", what, "on each other machine: tollwatch doctor")


def _disk(settings: Settings) -> Iterator[Finding]:
    folder = settings.home if settings.home.exists() else settings.home.parent
    free = shutil.disk_usage(folder).free
    what = f"{free / 1e9:.1f} GB free where {folder.name}/ lies"
    if free < LEAST_FREE_BYTES:
        yield Finding("error", "disk", what, "free some space before the next run")
    else:
        yield Finding("ok", "disk", what)


def _feeds(settings: Settings) -> Iterator[Finding]:
    answers = last_answers(settings, load_feeds(settings.feeds))
    asked = [row for row in answers if row.polled_at]
    well = [row for row in asked if row.condition is Condition.WELL]
    what = f"{len(answers)} on the list, {len(asked)} asked so far, {len(well)} well"
    yield Finding("ok", "feeds", what, None if asked else "tollwatch pull")
    for row, number in alike([row for row in asked if row not in well], _illness):
        state: Literal["warning", "error"] = "error" if row.condition is Condition.DEAD else "warning"
        if number == 1:
            yield Finding(state, "feeds", told(row), f"tollwatch feeds check {row.url}")
        else:
            yield Finding(state, "feeds", f"{counted(number, 'feed')}: {_illness(row)}", "tollwatch feeds status")


def told(row: FeedStatus) -> str:
    """What is to be said of a feed that is not well."""
    return f"{row.feed_id}: {_illness(row)}"


def _illness(row: FeedStatus) -> str:
    if row.condition is Condition.STALE:
        since = f"since {row.newest_at:%Y-%m-%d}" if row.newest_at else "at all"
        return f"stale, it answers and has listed nothing new {since}"
    times = f", {row.failures} times in a row" if row.failures > 1 else ""
    detail = (row.detail or "").removeprefix(f"{row.url}: ")
    return f"{row.condition}{times}; {detail}".rstrip("; ")


def _raw(settings: Settings) -> Iterator[Finding]:
    waiting = len(pending_sources(settings)) if settings.raw.exists() else 0
    if waiting:
        what = f"{counted(waiting, 'WARC file waits', 'WARC files wait')} to be extracted"
        yield Finding("warning", "raw zone", what, "tollwatch extract")
    else:
        yield Finding("ok", "raw zone", "all is extracted")
    size = sum(path.stat().st_size for path in settings.raw.glob("*/*.warc.gz"))
    if settings.raw_max_gb is not None and size > settings.raw_max_gb * 1e9:
        what = f"{size / 1e9:,.2f} GB, of which TOLLWATCH_RAW_MAX_GB allows {settings.raw_max_gb:g}"
        yield Finding("warning", "raw zone", what, "tollwatch tidy")


def _batches(settings: Settings) -> Iterator[Finding]:
    kinds: Counter[str] = Counter()
    not_read: Counter[str] = Counter()
    batches = batches_below(settings.staged)
    oldest = time.time() - RECENT_S
    for batch in batches:
        not_read += read_not_read(batch)
        path = batch / PROBLEMS
        if path.exists() and path.stat().st_mtime >= oldest:
            kinds.update(json.loads(line)["kind"] for line in path.read_text("utf-8").splitlines())
    if kinds:
        listed = ", ".join(f"{count} {kind}" for kind, count in kinds.most_common())
        hint = f"each is told in {PROBLEMS} in its batch below {settings.staged.name}/; told here for a week"
        yield Finding("warning", "batches", f"put aside while extracting: {listed}", hint)
    else:
        staged = counted(len(batches), "batch", "batches")
        yield Finding("ok", "batches", f"{staged}, nothing put aside in the last week")
    if told := told_not_read(not_read):
        yield Finding("ok", "batches", f"{told}; they are kept, and staged again by code that reads them")


def _warehouse(settings: Settings) -> Iterator[Finding]:
    if not settings.snapshot.exists():
        hint = "tollwatch publish" if settings.database.exists() else "tollwatch run"
        yield Finding("warning", "warehouse", "nothing is published yet", hint)
        return
    # The snapshot, since a reader of the live file would hold a loader up.
    with connect.reader(settings.snapshot) as connection:
        loaded = {row[0] for row in connection.execute("SELECT batch_id FROM raw.loaded_batches").fetchall()}
        counts = connection.execute(
            "SELECT (SELECT count(*) FROM core.articles), (SELECT count(*) FROM core.events)"
        ).fetchone() or (0, 0)
    yield Finding("ok", "warehouse", f"{counted(counts[0], 'article')}, {counted(counts[1], 'event')} published")
    waiting = [batch for batch in batches_below(settings.staged) if batch.name not in loaded]
    if waiting:
        what = f"{counted(len(waiting), 'batch is', 'batches are')} staged and not published yet"
        yield Finding("warning", "warehouse", what, "tollwatch load, then tollwatch publish")
