"""Which pages of a feed are still to be fetched: new entries, changed ones, and those that failed in passing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from extractors.errors import DocumentError
from extractors.feeds.entry import SAME_TIME, Entry
from extractors.feeds.outcome import Outcome, Verdict
from extractors.feeds.schedule import backoff_s
from extractors.feeds.state import FeedState, KnownEntry, PageStatus

MAX_TRIES: Final = 8
"""After so many passing failures a page is given up: that is a day and a half with the backoff between them."""

REMEMBERED: Final = dt.timedelta(days=60)
"""How long an entry is remembered after the feed last listed it: longer than feeds keep their entries."""


@dataclass(frozen=True, slots=True)
class News:
    """How many entries a document brought that were never listed before, and how many whose text has changed."""

    new: int
    changed: int


def take_in(state: FeedState, entries: Sequence[Entry], now: dt.datetime) -> News:
    """Note what a feed document lists, and forget what has not been listed for long."""
    new = changed = 0
    by_content = _published_by_content(state)
    for entry in entries:
        known = state.entries.get(entry.key)
        if known is None:
            new += 1
            state.entries[entry.key] = _first_seen(entry, by_content, now)
            continue
        known.last_seen = now
        if known.content_hash != entry.content_hash:
            changed += 1
            state.entries[entry.key] = _waiting(entry, known.first_seen, now)
    listed = {entry.key for entry in entries}
    state.entries = {
        key: known
        for key, known in state.entries.items()
        if key in listed or known.status is PageStatus.WAITING or now - known.last_seen < REMEMBERED
    }
    return News(new, changed)


def due_pages(state: FeedState, now: dt.datetime) -> Iterator[Entry]:
    """The entries whose pages are to be fetched now, in the order in which they were first listed."""
    for key, known in list(state.entries.items()):
        if known.status is not PageStatus.WAITING or (known.not_before and now < known.not_before):
            continue
        try:
            yield Entry.from_dict(known.entry or {}, key=key)
        except (KeyError, TypeError, DocumentError) as error:
            known.status, known.reason = PageStatus.GIVEN_UP, f"the state file does not hold its entry: {error!r}"


def note_page(state: FeedState, key: str, verdict: Verdict, now: dt.datetime, *, retry_after_s: float | None) -> None:
    """Note what became of a page: done, to be tried again, or given up with the reason."""
    known = state.entries[key]
    known.tries += 1
    known.reason = str(verdict.error) if verdict.error else None
    known.not_before = None
    if verdict.outcome is Outcome.OK:
        known.status, known.entry = PageStatus.FETCHED, None
    elif not verdict.may_pass or known.tries >= MAX_TRIES:
        known.status, known.entry = PageStatus.GIVEN_UP, None
    else:
        # The first failure is often chance: the next pull may try at once.
        wait_s = retry_after_s or (backoff_s(known.tries - 1, was_reached=True) if known.tries > 1 else 0.0)
        known.not_before = now + dt.timedelta(seconds=wait_s)


def waiting(state: FeedState) -> int:
    """How many pages are still to be fetched, now or later."""
    return sum(known.status is PageStatus.WAITING for known in state.entries.values())


def _published_by_content(state: FeedState) -> dict[str, list[tuple[str, dt.datetime]]]:
    found: dict[str, list[tuple[str, dt.datetime]]] = {}
    for key, known in state.entries.items():
        if (when := _instant(known.published)) and known.status is not PageStatus.GIVEN_UP:
            found.setdefault(known.content_hash, []).append((key, when))
    return found


def _first_seen(entry: Entry, by_content: dict[str, list[tuple[str, dt.datetime]]], now: dt.datetime) -> KnownEntry:
    """A new address: its page is to be fetched, unless the story has only moved there."""
    known = _waiting(entry, now, now)
    when = _instant(known.published)
    if entry.summary and when:
        for key, other in by_content.get(entry.content_hash, ()):
            if abs(when - other) <= SAME_TIME:
                known.status, known.entry = PageStatus.REPEATS, None
                known.reason = f"the same title and summary, published at the same time, as {key}"
                break
    return known


def _waiting(entry: Entry, first_seen: dt.datetime, now: dt.datetime) -> KnownEntry:
    data = entry.to_dict()
    return KnownEntry(entry.content_hash, first_seen, now, published=data["published"], entry=data)


def _instant(published: str | None) -> dt.datetime | None:
    when = dt.datetime.fromisoformat(published) if published and "T" in published else None
    return when if when and when.tzinfo else None
