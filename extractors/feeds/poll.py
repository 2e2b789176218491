"""One poll of one feed: the conditional request, what the answer means, and when to come back."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Callable
from concurrent.futures import BrokenExecutor, Executor
from dataclasses import dataclass
from functools import partial
from typing import Final

from extractors.articles.urls import host_of
from extractors.errors import FeedError, TollwatchError
from extractors.feeds.catalog import Feed
from extractors.feeds.exchange import UNREACHED, Conditions, Fetch
from extractors.feeds.fetch import FEED_ACCEPT, Fetcher
from extractors.feeds.outcome import RATE_LIMITED, Outcome, Verdict, judge, was_reached
from extractors.feeds.pace import is_invented
from extractors.feeds.parse import ParsedFeed, parse_feed
from extractors.feeds.schedule import (
    DAILY,
    adapted_interval_s,
    backoff_s,
    cache_interval_s,
    poll_interval_s,
    retry_after_s,
    shortest_interval_s,
    spread_s,
)
from extractors.feeds.skips import after_skips
from extractors.feeds.state import FeedState

_UNSEEN: Final = dt.timedelta(seconds=DAILY)

_NOT_THERE: Final = (404, 410)
_LOST_AFTER: Final = 5
"""Failures in a row, over a quarter of an hour at least, after which a new address that is silent, say because its
domain is given up, counts as no longer there."""


@dataclass(frozen=True, slots=True)
class Poll:
    """What one poll gave. `parsed` is there where the outcome is ok.

    `is_fresh_look` says that the document was asked for without conditions because it had not come for a day.
    """

    fetch: Fetch
    verdict: Verdict
    parsed: ParsedFeed | None = None
    is_fresh_look: bool = False


def why_not_due(state: FeedState, now: dt.datetime) -> str | None:
    """Why the feed is not to be asked now; None where it is due."""
    if state.is_stopped:
        return f"gone: the server said so; polling has stopped ({state.detail})"
    if state.not_before and now < state.not_before:
        last = f"; the last poll: {state.detail or state.outcome}" if state.failures else ""
        return f"not due until {state.not_before.astimezone(dt.UTC):%Y-%m-%d %H:%M:%S} UTC{last}"
    if (until := after_skips(now, state.skip_hours, state.skip_days)) > now:
        return f"the feed asks to be left alone until {until:%Y-%m-%d %H:%M} UTC"
    return None


async def poll_feed(  # noqa: PLR0913 - each is a fact of one poll
    feed: Feed,
    state: FeedState,
    fetcher: Fetcher,
    now: dt.datetime,
    *,
    max_bytes: int,
    readers: Executor | None = None,
) -> Poll:
    """Ask a feed, with the validators of its last answer, and read what comes.

    Some servers send stale validators, and would answer "not modified" for ever: where the document itself has not come
    for a day, it is asked for without.

    Args:
        feed: the entry of the feed list.
        state: what is remembered of it.
        fetcher: asks.
        now: aware.
        max_bytes: the largest document.
        readers: processes that read documents; None for a thread of this one.
    """
    conditions = None
    is_fresh_look = bool(state.validators_url and state.read_at and now - state.read_at >= _UNSEEN)
    if state.validators_url and not is_fresh_look:
        conditions = Conditions(state.validators_url, state.etag, state.last_modified)
    url = state.moved_to or feed.url
    fetch = await fetcher.fetch(url, max_bytes=max_bytes, accept=FEED_ACCEPT, conditions=conditions, keep_open=False)
    verdict = judge(fetch, is_feed=True)
    if verdict.outcome is not Outcome.OK:
        return Poll(fetch, verdict)
    read = partial(
        parse_feed, fetch.body, url=fetch.final_url, headers=dict(fetch.headers), zone=feed.zone, now=fetch.started_at
    )
    try:
        parsed = await _elsewhere(read, readers)
    except FeedError as error:
        return Poll(fetch, Verdict(Outcome.NOT_A_FEED, error))
    return Poll(fetch, verdict, parsed, is_fresh_look)


async def _elsewhere(read: Callable[[], ParsedFeed], readers: Executor | None) -> ParsedFeed:
    """Read a document beside the event loop: a large feed takes a second, and other hosts should not wait for it."""
    try:
        return await asyncio.get_running_loop().run_in_executor(readers, read)
    except BrokenExecutor:  # the system took the process, for its memory perhaps
        return await asyncio.to_thread(read)


def settle(state: FeedState, poll: Poll, now: dt.datetime) -> None:
    """Write into the state what a poll taught about the address, the validators and the next time."""
    state.polled_at = now
    state.outcome, state.detail = poll.verdict.outcome.value, str(poll.verdict.error) if poll.verdict.error else None
    if poll.verdict.outcome in {Outcome.OK, Outcome.NOT_MODIFIED}:
        _settle_success(state, poll, now)
    else:
        _settle_failure(state, poll, now)


def settle_fault(state: FeedState, error: TollwatchError, now: dt.datetime) -> None:
    """Write into the state that a poll failed by a fault of our own: it stays away as from any other failure."""
    state.polled_at, state.outcome, state.detail = now, Outcome.FAILED.value, str(error)
    state.failures += 1
    wait_s = backoff_s(state.failures, was_reached=True)
    state.not_before = now + dt.timedelta(seconds=spread_s(wait_s, state.feed_id, state.failures))


def _settle_success(state: FeedState, poll: Poll, now: dt.datetime) -> None:
    fetch = poll.fetch
    state.failures, state.is_stopped = 0, False
    if fetch.permanent_url:
        state.moved_to = fetch.permanent_url
    answer = fetch.answer
    cache_s = cache_interval_s(fetch.headers, now)
    if poll.parsed:
        # A server that sends no validators any more must not be asked with the old ones.
        state.etag = (answer and answer.raw_header("etag")) or None
        state.last_modified = (answer and answer.raw_header("last-modified")) or None
        state.validators_url = fetch.final_url if state.etag or state.last_modified else None
        state.ttl_s, state.cache_s, state.read_at = poll.parsed.ttl_s, cache_s, now
        state.skip_hours, state.skip_days = list(poll.parsed.skips.hours), list(poll.parsed.skips.days)
    elif cache_s is not None:
        state.cache_s = cache_s  # a 304 may say anew how long it is fresh; where it does not, what was said holds
    shortest_s = shortest_interval_s(host_of(fetch.final_url), is_conditional=state.validators_url is not None)
    interval_s = poll_interval_s(ttl_s=state.ttl_s, cache_s=state.cache_s, shortest_s=shortest_s)
    if not is_invented(host_of(fetch.final_url)):
        interval_s = adapted_interval_s(interval_s, [known.first_seen for known in state.entries.values()], now)
    state.not_before = now + dt.timedelta(seconds=interval_s)


def _settle_failure(state: FeedState, poll: Poll, now: dt.datetime) -> None:
    fetch = poll.fetch
    state.failures += 1
    # Where a remembered move leads nowhere any more, the feed list's own address is asked again. A timeout says no such
    # thing: the old address may be silent for good by now.
    state.is_stopped = poll.verdict.outcome is Outcome.GONE and state.moved_to is None
    if fetch.status in _NOT_THERE or poll.verdict.outcome is Outcome.NOT_A_FEED or state.failures >= _LOST_AFTER:
        state.moved_to = None
    is_reached = was_reached(fetch) and fetch.failure not in UNREACHED
    wait_s = backoff_s(state.failures, was_reached=is_reached)
    if fetch.status in RATE_LIMITED:
        wait_s = max(wait_s, retry_after_s(fetch.headers.get("retry-after"), now) or 0.0)
    state.not_before = now + dt.timedelta(seconds=spread_s(wait_s, state.feed_id, state.failures))
