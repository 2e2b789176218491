"""Backfills of one outlet for several windows of days: one asks at a time, and what one had no other asks for.

A page of the fourth is wanted by windows of the third, the fourth and the fifth, and a page of which only the month is
known by every day of that month.
"""

from __future__ import annotations

import fcntl
import logging
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from extractors.articles.urls import canonical_url, registrable_host
from extractors.errors import LockedError, WarehouseError
from extractors.feeds.outcome import Outcome
from extractors.feeds.state import PageStatus, load_state
from pipeline.backfill.journal import read_lines
from pipeline.backfill.plan import Errand
from pipeline.settings import Settings
from warehouse import connect

log = logging.getLogger(__name__)


@contextmanager
def alone_at(errand: Errand, folder: Path) -> Iterator[None]:
    """Hold the outlet; where another window of it is in work, wait: its host would give us no more at once."""
    with (folder / f"outlet-{errand.feed.id}.lock").open("w", encoding="utf-8") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            log.warning("%s: another backfill of it is in work; this one waits until it is done", errand.feed.id)
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def had_by_others(errand: Errand, folder: Path, *, again: bool = False) -> set[str]:
    """Keys of the pages that other windows of this outlet need not be asked for any more: had, refused or gone.

    Where all is asked for `again`, only those that the raw zone has.
    """
    name = re.compile(rf"backfill-{re.escape(errand.feed.id)}-\d{{8}}-\d{{8}}-[0-9a-f]+\.jsonl")
    had: set[str] = set()
    for path in folder.glob(f"backfill-{errand.feed.id}-*.jsonl"):
        if not name.fullmatch(path.name) or path.stem == errand.writer_id:
            continue
        for line in read_lines(path)[0]:
            had |= settled(line, again=again)
    return had


def noted_pages(line: Mapping[str, Any]) -> dict[str, str]:
    """Outcomes of the pages of one file by their keys; none where the journal's line tells of none."""
    pages = line.get("pages")
    return pages if isinstance(pages, dict) else {}


def settled(line: Mapping[str, Any], *, again: bool = False) -> set[str]:
    """Keys of its pages that are not asked for once more: had and, unless `again`, refused."""
    return {
        key
        for key, outcome in noted_pages(line).items()
        if outcome == Outcome.OK or (outcome != Outcome.FAILED and not again)
    }


def had_by_pulls(errand: Errand, settings: Settings) -> set[str]:
    """Keys of the pages of this outlet that live pulls have had: by its feed's state, and by the published fetch log.

    The log is that of the last publication; what is missing from both is asked for once more, and no more than that.
    """
    state, _ = load_state(settings.state / "feeds" / f"{errand.feed.id}.json", errand.feed.id, errand.feed.url)
    had = {key for key, known in state.entries.items() if known.status is PageStatus.FETCHED}
    if settings.snapshot.exists():
        try:
            with connect.reader(settings.snapshot) as connection:
                logged = connection.execute(_HAD, [registrable_host(errand.front)]).fetchall()
        except (LockedError, WarehouseError) as error:
            log.warning("pages of earlier pulls may be asked for again: %s", error)
        else:
            had |= {canonical_url(url) for (url,) in logged}
    return had


_HAD: Final = "SELECT DISTINCT url FROM raw.fetches WHERE kind = 'article' AND outcome = 'ok' AND contains(url, ?)"
