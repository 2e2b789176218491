"""Which pages of a feed are still to be fetched: new entries, changed ones, and those that failed in passing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Container, Iterator, Sequence
from typing import Final

from extractors.errors import DocumentError
from extractors.feeds.entry import SAME_TIME, Entry
from extractors.feeds.outcome import Outcome, Verdict
from extractors.feeds.schedule import backoff_s
from extractors.feeds.state import FeedState, KnownEntry, PageStatus

MAX_TRIES: Final = 8
"""After so many passing failures a page is given up: that is sixteen hours at least, with the backoff between them."""

REMEMBERED: Final = dt.timedelta(days=60)
"""How long an entry is remembered after the feed last listed it: longer than feeds keep their entries."""


def take_in(
    state: FeedState, entries: Sequence[Entry], now: dt.datetime, *, wants: Callable[[str], bool] = bool
) -> int:
    """Note what a feed document lists, forget what has not been listed for long; gives how many were never listed.

    Args:
        state: changed in place.
        entries: of the document.
        now: aware.
        wants: whether the page at this address is to be fetched.
    """
    new = 0
    fetched = _fetched_by_content(state)
    for entry in entries:
        known = state.entries.get(entry.key)
        if known is None:
            new += 1
            state.entries[entry.key] = _skipped_or(_first_seen(entry, fetched, now), is_wanted=wants(entry.url))
            continue
        known.last_seen = now
        if known.content_hash != entry.content_hash:
            state.entries[entry.key] = _skipped_or(_changed(entry, known, now), is_wanted=wants(entry.url))
    listed = {entry.key for entry in entries}
    state.entries = {
        key: known
        for key, known in state.entries.items()
        if key in listed or known.status is PageStatus.WAITING or now - known.last_seen < REMEMBERED
    }
    return new


def due_pages(state: FeedState, now: dt.datetime) -> Iterator[Entry]:
    """The entries whose pages are to be fetched now, in the order in which they were first listed."""
    for key, known in list(state.entries.items()):
        if known.status is not PageStatus.WAITING or (known.not_before and now < known.not_before):
            continue
        try:
            yield Entry.from_dict(known.entry or {}, key=key)
        except (KeyError, TypeError, DocumentError) as error:
            known.status, known.reason = PageStatus.GIVEN_UP, f"the state file does not hold its entry: {error!r}"


def note_page(state: FeedState, key: str, verdict: Verdict, now: dt.datetime, *, pause_s: float | None = None) -> None:
    """Note what became of a page: done, to be tried again, or given up with the reason.

    Args:
        state: changed in place.
        key: of the entry.
        verdict: of the fetch.
        now: aware.
        pause_s: where the server asked for a pause: how long, 0 where it did not say.
    """
    known = state.entries[key]
    known.tries, known.asked, known.asked_at = known.tries + 1, known.asked + 1, now
    known.reason = str(verdict.error) if verdict.error else None
    known.not_before = None
    if verdict.outcome is Outcome.OK:
        known.status, known.entry, known.tries = PageStatus.FETCHED, None, 0
    elif not verdict.may_pass or known.tries >= MAX_TRIES:
        known.status, known.entry = PageStatus.GIVEN_UP, None
    elif pause_s is not None:
        wait_s = max(pause_s, backoff_s(known.tries, was_reached=True))
        known.not_before = now + dt.timedelta(seconds=wait_s)
    elif known.tries > 1:  # the first failure is often chance: the next pull may try at once
        known.not_before = now + dt.timedelta(seconds=backoff_s(known.tries - 1, was_reached=True))


def waiting(state: FeedState, *, but: Container[str] = ()) -> int:
    """How many pages are still to be fetched, now or later, but for the entries of these keys."""
    return sum(known.status is PageStatus.WAITING and key not in but for key, known in state.entries.items())


def _fetched_by_content(state: FeedState) -> dict[str, list[tuple[str, dt.datetime]]]:
    """Address and time of the entries whose pages we have, by their content: only of these another can be a repeat."""
    found: dict[str, list[tuple[str, dt.datetime]]] = {}
    for key, known in state.entries.items():
        if (when := _instant(known.published)) and known.status is PageStatus.FETCHED:
            found.setdefault(known.content_hash, []).append((key, when))
    return found


def _first_seen(entry: Entry, fetched: dict[str, list[tuple[str, dt.datetime]]], now: dt.datetime) -> KnownEntry:
    """A new address: its page is to be fetched, unless the story has only moved there."""
    known = _waiting(entry, now, now)
    when = _instant(known.published)
    if entry.summary and when:
        for key, other in fetched.get(entry.content_hash, ()):
            if abs(when - other) <= SAME_TIME:
                known.status, known.entry = PageStatus.REPEATS, None
                known.reason = f"the same title and summary, published at the same time, as {key}"
                break
    return known


def _skipped_or(known: KnownEntry, *, is_wanted: bool) -> KnownEntry:
    if not is_wanted:
        known.status, known.entry, known.reason = PageStatus.SKIPPED, None, "the feed list leaves this page out"
    return known


def _changed(entry: Entry, before: KnownEntry, now: dt.datetime) -> KnownEntry:
    """An edited entry: its page is to be fetched again, the later the more often it was asked for.

    Some feeds change a word of each summary at every poll: their pages are asked for again after a quarter of an hour,
    then after ever longer, in the end once a day.
    """
    known = _waiting(entry, before.first_seen, now)
    known.asked, known.asked_at = before.asked, before.asked_at
    known.tries = min(before.tries, MAX_TRIES - 1)
    known.not_before = before.not_before
    if before.status is not PageStatus.WAITING and before.asked_at:
        known.not_before = before.asked_at + dt.timedelta(seconds=backoff_s(before.asked, was_reached=True))
    return known


def _waiting(entry: Entry, first_seen: dt.datetime, now: dt.datetime) -> KnownEntry:
    data = entry.to_dict()
    return KnownEntry(entry.content_hash, first_seen, now, published=data["published"], entry=data)


def _instant(published: str | None) -> dt.datetime | None:
    when = dt.datetime.fromisoformat(published) if published and "T" in published else None
    return when if when and when.tzinfo else None
