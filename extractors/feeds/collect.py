"""One feed from poll to archive: ask it, later fetch the pages that are due; keep every byte, and only then remember.

A poll and the pages after it are two pieces of work, each with a file and a save of its own: a poll is over in a
second, while pages take minutes, and of many feeds only few are held in memory at a time.

The order makes it safe to be killed anywhere: the WARC file gets its name when it is whole, and the state is saved
after that. A kill in between leads to the same requests again, and to nothing worse. A pull that is asked to stop
(Ctrl-C) keeps what came until then in the same way. What nobody foresaw in an answer is that feed's failure, or that
page's, and stops no other.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterable
from concurrent.futures import Executor
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Final

from extractors.archives.leftovers import Leftovers
from extractors.archives.payloads import Payloads
from extractors.archives.warc_writer import WarcFile
from extractors.articles.urls import host_of
from extractors.errors import FeedError, FetchError, LockedError, TollwatchError
from extractors.feeds.backlog import due_pages, note_page, take_in, waiting
from extractors.feeds.catalog import Feed
from extractors.feeds.entry import Entry
from extractors.feeds.exchange import Fetch
from extractors.feeds.fetch import Fetcher
from extractors.feeds.fetch_log import store
from extractors.feeds.outcome import RATE_LIMITED, Outcome, Verdict, judge
from extractors.feeds.pace import DelayedError
from extractors.feeds.poll import poll_feed, settle, settle_fault, why_not_due
from extractors.feeds.result import FeedResult
from extractors.feeds.robots import Robots
from extractors.feeds.schedule import retry_after_s
from extractors.feeds.state import FeedState, held, load_state, save_state

MAX_PAGES_S: Final = 900.0
"""Seconds spent on the pages of one feed in one pull; what is left waits for the next, and a kill loses no more."""

MAX_STRIKES: Final = 3
"""Passing failures in a row after which a host is left alone for this pull."""

_WELL_SPACED: Final = 2 / 3
"""Of a document, what may be new: with more, entries may have come and gone between two polls."""
_MOST_NEW: Final = 5
"""So few new entries are no sign of it, however short the feed."""

_REPORT: Final = "please report it with the address"
_ANSWERED: Final = (Outcome.OK, Outcome.NOT_MODIFIED)


@dataclass(frozen=True, slots=True)
class Collector:
    """What all feeds of one pull share. Sizes in bytes."""

    raw: Path
    states: Path
    leftovers: Leftovers
    fetcher: Fetcher
    robots: Robots
    clock: Callable[[], dt.datetime]
    software: str
    max_feed_bytes: int
    max_page_bytes: int
    max_pages: int
    payloads: Payloads | None = None
    readers: Executor | None = None

    def __post_init__(self) -> None:
        self.states.mkdir(parents=True, exist_ok=True)

    async def poll(self, feed: Feed, *, force: bool = False) -> FeedResult:
        """Ask a feed if it is due (or forced), and store what came; `has_pages_due` says whether `pages` has work.

        A pause that its host asked for holds for a forced poll too.
        """
        result = FeedResult(feed.id, feed.publisher, feed.url)
        path = self._path(feed)
        try:
            with held(path):
                await self._poll_held(feed, path, result, force=force)
        except LockedError as error:
            result.outcome, result.is_well = Outcome.BUSY, True
            result.notes.append(error.what)
        return result

    async def pages(self, feed: Feed, result: FeedResult) -> None:
        """Fetch the pages of a feed that wait, store them, and add to the result what came of it."""
        path = self._path(feed)
        try:
            with held(path):
                state, _ = load_state(path, feed.id, feed.url)
                async with self._job(feed, state, result) as job, self._put_aside(job):
                    await self._pages(job)
        except LockedError as error:
            result.notes.append(f"its pages wait: {error.what}")

    async def _poll_held(self, feed: Feed, path: Path, result: FeedResult, *, force: bool) -> None:
        state, warning = load_state(path, feed.id, feed.url)
        # A poll that was killed began after the last one that was saved.
        self.leftovers.sweep(feed.id, since=state.polled_at)
        if warning:
            result.notes.append(warning)
        why_not = None if force else why_not_due(state, self.clock())
        if why_not:
            result.outcome, result.is_well = Outcome.NOT_DUE, not state.failures
            result.notes.append(why_not)
        else:
            async with self._job(feed, state, result) as job, self._put_aside(job, is_poll=True):
                await self._poll(job)
        result.waiting = waiting(state)
        may_ask = result.outcome in {*_ANSWERED, Outcome.GONE} or (why_not and not state.failures)
        result.has_pages_due = bool(may_ask and feed.pages) and any(due_pages(state, self.clock()))

    def _path(self, feed: Feed) -> Path:
        return self.states / f"{feed.id}.json"

    @asynccontextmanager
    async def _job(self, feed: Feed, state: FeedState, result: FeedResult) -> AsyncIterator[_Job]:
        """Work on one feed; whatever came of it is kept, also of work that is broken off."""
        path = self._path(feed)
        at = self.clock()
        with WarcFile(self.raw, feed.id, at=at, software=self.software, payloads=self.payloads) as warc:
            job = _Job(feed, state, warc, result)
            try:
                yield job
            except asyncio.CancelledError:
                if not warc.is_empty:
                    job.keep(path)
                raise
            await _to_the_end(partial(job.keep, path))

    @asynccontextmanager
    async def _put_aside(self, job: _Job, *, is_poll: bool = False) -> AsyncIterator[None]:
        """Turn what nobody foresaw into this feed's failure; a poll that failed so stands in the fetch log, too."""
        try:
            yield
        except OSError:  # of the disk: every feed would meet it
            raise
        except Exception as error:
            fault = FeedError(_said(error), where=job.feed.url, hint=_REPORT)
            settle_fault(job.state, fault, self.clock())
            job.result.outcome, job.result.is_well = Outcome.FAILED, False
            job.result.notes.append(str(fault))
            if is_poll:
                job.log_fault(job.feed.url, fault, self.clock())

    async def _poll(self, job: _Job) -> None:
        result = job.result
        poll = await poll_feed(
            job.feed, job.state, self.fetcher, self.clock(), max_bytes=self.max_feed_bytes, readers=self.readers
        )
        if isinstance(poll.fetch.error, DelayedError) and not poll.fetch.exchanges:  # not asked, so due as it was
            result.outcome, result.is_well = Outcome.NOT_DUE, not job.state.failures
            result.notes.append(poll.fetch.error.what)
            return
        now = self.clock()
        settle(job.state, poll, now)
        result.outcome, result.http_status = poll.verdict.outcome, poll.fetch.status
        result.is_well = poll.verdict.outcome in _ANSWERED
        if poll.verdict.error:
            result.notes.append(poll.verdict.error.what)
        if result.is_well and poll.fetch.permanent_url:
            result.notes.append(f"moved for good to {poll.fetch.permanent_url}")
        counts: dict[str, int | None] = {}
        if poll.parsed:
            before = set(job.state.entries)
            new = take_in(job.state, poll.parsed.entries, now, wants=job.feed.wants)
            result.entries, result.new_entries = poll.parsed.listed, new
            counts = {
                "entries": poll.parsed.listed,
                "new_entries": new,
                "new_pages": waiting(job.state, but=before),
            }
            result.notes += poll.parsed.problems
            if not poll.parsed.listed:
                result.notes.append("the feed lists no entries")
            if new and poll.is_fresh_look:
                result.notes.append("new entries after a day of 'not modified': the server's validators may be stale")
            if before and new >= _MOST_NEW and new > len(poll.parsed.entries) * _WELL_SPACED:
                result.notes.append(
                    f"{new} of {poll.parsed.listed} entries are new: others may have come and gone unseen"
                )
        store(job.warc, job.feed, poll.fetch, poll.verdict, counts=counts)

    async def _pages(self, job: _Job) -> None:
        began = time.monotonic()
        strikes: Counter[str] = Counter()
        for entry in islice(_open_hosts(due_pages(job.state, self.clock()), strikes), self.max_pages):
            if time.monotonic() - began > MAX_PAGES_S:
                job.result.notes.append(f"{MAX_PAGES_S:.0f} s of pages are enough; the rest waits for the next pull")
                break
            try:
                await self._page(job, entry, strikes, began + MAX_PAGES_S)
            except OSError:
                raise
            except Exception as error:
                fault = FetchError(_said(error), where=entry.url, hint=_REPORT)
                note_page(job.state, entry.key, Verdict(Outcome.FAILED, fault), self.clock())
                job.count_failure(fault)
                job.log_fault(entry.url, fault, self.clock(), entry)
        alone = [host for host, count in strikes.items() if count >= MAX_STRIKES]
        job.result.notes += [f"{host} is left alone until the next pull" for host in alone]

    async def _page(self, job: _Job, entry: Entry, strikes: Counter[str], latest: float) -> None:
        permit = self.robots.page(latest)
        fetch = await self.fetcher.fetch(entry.url, max_bytes=self.max_page_bytes, permit=permit)
        host = host_of(entry.url)
        if isinstance(fetch.error, DelayedError):  # not asked, so nothing is known of it: it waits
            strikes[host] = MAX_STRIKES
            return
        verdict = judge(fetch, is_feed=False)
        now = self.clock()
        store(job.warc, job.feed, fetch, verdict, entry=entry)
        is_limited = fetch.status in RATE_LIMITED
        pause_s = (retry_after_s(fetch.headers.get("retry-after"), now) or 0.0) if is_limited else None
        note_page(job.state, entry.key, verdict, now, pause_s=pause_s)
        strikes[host] = strikes[host] + (MAX_STRIKES if is_limited else 1) if verdict.may_pass else 0
        if verdict.error:
            job.count_failure(verdict.error)
        else:
            job.result.pages += 1


@dataclass(frozen=True, slots=True)
class _Job:
    """One feed in work."""

    feed: Feed
    state: FeedState
    warc: WarcFile
    result: FeedResult

    def count_failure(self, error: TollwatchError) -> None:
        """Count a page that was not had."""
        self.result.page_failures += 1
        if self.result.page_failures == 1:
            self.result.notes.append(f"the first page that failed: {error}")

    def log_fault(self, url: str, fault: TollwatchError, at: dt.datetime, entry: Entry | None = None) -> None:
        """Write a line of the fetch log of what a fault of ours spoiled: it was looked at, and nothing is known."""
        fetch = Fetch(url, at, url, error=fault)
        try:
            store(self.warc, self.feed, fetch, Verdict(Outcome.FAILED, fault), entry=entry)
        except OSError:
            raise
        except Exception as error:  # the fault may be in writing itself
            self.result.notes.append(f"not in the fetch log: {_said(error)}")

    def keep(self, path: Path) -> None:
        """Close the archive and, after it, save the state."""
        if not self.warc.is_empty:
            self.result.warcs.append(self.warc.commit())
        save_state(path, self.state)
        self.result.waiting = waiting(self.state)


async def _to_the_end(step: Callable[[], None]) -> None:
    """Run a step in a thread, since the disk takes its time and other feeds need not wait; once begun, it is ended."""
    work = asyncio.create_task(asyncio.to_thread(step))
    try:
        await asyncio.shield(work)
    except asyncio.CancelledError:
        await work
        raise


def _said(error: Exception) -> str:
    return f"our own fault: {type(error).__name__}: {error}"


def _open_hosts(entries: Iterable[Entry], strikes: Counter[str]) -> Iterable[Entry]:
    """The entries of hosts that have not failed too often by the time that their turn comes."""
    return (entry for entry in entries if strikes[host_of(entry.url)] < MAX_STRIKES)
