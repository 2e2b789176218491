"""Step 1, pull: feeds and article pages over HTTP -> the raw zone. The only step that touches the network."""

from __future__ import annotations

import asyncio
import datetime as dt
import multiprocessing
import os
import time
from collections.abc import AsyncIterator, Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import AsyncExitStack, asynccontextmanager, closing
from dataclasses import dataclass
from importlib import metadata
from typing import Final

from extractors.archives.leftovers import Leftovers
from extractors.archives.payloads import Payloads
from extractors.articles.urls import host_of
from extractors.feeds.catalog import Feed
from extractors.feeds.collect import Collector
from extractors.feeds.fetch import Fetcher, Limits, open_client
from extractors.feeds.pace import HostPacer
from extractors.feeds.result import FeedResult
from extractors.feeds.robots import Robots
from extractors.feeds.robots_kept import RobotsKept
from extractors.feeds.stamps import Stamps
from pipeline.settings import Settings
from pipeline.store import open_store

__all__ = ["FeedResult", "PullReport", "pull"]

NAME: Final = "Tollwatch"
"""Our product token: the first word of the User-Agent, and the name that robots.txt rules are looked up by."""

POLLS_AT_ONCE: Final = 64
FEEDS_AT_ONCE: Final = 256
"""Feeds whose pages are fetched at the same time. Most of them wait for their host's turn; each holds its list of
entries in memory, and two open files."""

MANY_FEEDS: Final = 200
"""From so many on, documents are read in processes of their own, which take a second to start."""
MOST_READERS: Final = 4

DONE, NONE_REACHED, IN_PART = 0, 1, 3


@dataclass(frozen=True, slots=True)
class PullReport:
    """What one pull did: a row for each feed, in the order of the feed list."""

    results: tuple[FeedResult, ...]

    @property
    def reached(self) -> bool:
        """Whether any feed gives answers that can be used: now, or at its last poll where it was not due."""
        return any(result.is_well for result in self.results)

    @property
    def complete(self) -> bool:
        """Whether all feeds do."""
        return all(result.is_well for result in self.results)

    @property
    def exit_code(self) -> int:
        """0 where all is well, 3 where some feeds are, 1 where none is."""
        return DONE if self.complete else IN_PART if self.reached else NONE_REACHED


def pull(
    settings: Settings,
    feeds: Sequence[Feed],
    *,
    now: dt.datetime | None = None,
    force: bool = False,
    on_result: Callable[[FeedResult], None] | None = None,
) -> PullReport:
    """Poll the feeds that are due and fetch the pages of their new and changed entries.

    A feed's answer goes into one WARC file below `settings.raw`, its pages into another; what is remembered of it into
    one JSON file below `settings.state`. What a server or a network does wrong is in the feed's row, and stops no other
    feed.

    Args:
        settings: where to write, and how to behave.
        feeds: each with an id of its own.
        now: stands for the present, aware; the clock goes on from there.
        force: ask feeds that are not due, too.
        on_result: told of each feed as it is done.

    Raises:
        OSError: the raw zone or the state cannot be written.
        FetchError: the object store does not answer; what was pulled stays here and is sent by a later pull.
    """
    report = asyncio.run(_pull(settings, feeds, _clock(now), force=force, on_result=on_result))
    if store := open_store(settings):
        store.send_raw(path for result in report.results for path in result.warcs)
        store.send_forgotten(settings.raw, settings.state / "sent")
    return report


@asynccontextmanager
async def open_fetcher(
    settings: Settings, clock: Callable[[], dt.datetime], pacer: HostPacer
) -> AsyncIterator[Fetcher]:
    """A fetcher that behaves as the settings say, with connections of its own."""
    limits = Limits(
        settings.connect_timeout_s, settings.read_timeout_s, settings.total_timeout_s, settings.max_redirects
    )
    user_agent = f"{software()} (+{settings.contact})"
    async with open_client(
        limits, user_agent=user_agent, proxy=settings.proxy, allow_private=settings.allow_private
    ) as client:
        yield Fetcher(client, pacer, limits, clock)


async def _pull(
    settings: Settings,
    feeds: Sequence[Feed],
    clock: Callable[[], dt.datetime],
    *,
    force: bool,
    on_result: Callable[[FeedResult], None] | None,
) -> PullReport:
    pacer = open_pacer(settings)
    for feed in feeds:
        pacer.slow_down(feed.url, feed.interval_s)
    async with AsyncExitStack() as stack:
        fetcher = await stack.enter_async_context(open_fetcher(settings, clock, pacer))
        collector = Collector(
            raw=settings.raw,
            states=settings.state / "feeds",
            leftovers=Leftovers(settings.raw),
            fetcher=fetcher,
            robots=open_robots(settings, fetcher, clock),
            clock=clock,
            software=software(),
            max_feed_bytes=settings.max_feed_bytes,
            max_page_bytes=settings.max_page_bytes,
            max_pages=settings.max_articles_per_feed,
            payloads=stack.enter_context(closing(Payloads(settings.payloads, settings.raw))),
            readers=stack.enter_context(_open_readers()) if len(feeds) >= MANY_FEEDS else None,
        )
        return PullReport(await _round(feeds, collector, pacer, force=force, on_result=on_result))


async def _round(
    feeds: Sequence[Feed],
    collector: Collector,
    pacer: HostPacer,
    *,
    force: bool,
    on_result: Callable[[FeedResult], None] | None,
) -> tuple[FeedResult, ...]:
    """Poll each feed once, the hosts side by side, and fetch its pages when it has been polled."""
    polls, pages = asyncio.Semaphore(POLLS_AT_ONCE), asyncio.Semaphore(FEEDS_AT_ONCE)
    results: dict[int, FeedResult] = {}

    async def of_one_host(places: list[int]) -> None:
        for place in places:
            await pacer.until_free(feeds[place].url)  # here, since whoever has a place must not only wait
            async with polls:
                results[place] = await collector.poll(feeds[place], force=force)
            group.create_task(after(feeds[place], results[place]))

    async def after(feed: Feed, result: FeedResult) -> None:
        if result.has_pages_due:
            async with pages:
                await collector.pages(feed, result)
        if on_result:
            on_result(result)

    try:
        async with asyncio.TaskGroup() as group:
            for places in by_host(feeds):
                group.create_task(of_one_host(places))
    except BaseExceptionGroup as several:
        # A full disk stops every feed; its first error says it all.
        raise several.exceptions[0] from several
    return tuple(results[place] for place in range(len(feeds)))


def _open_readers() -> ProcessPoolExecutor:
    """Processes that read feed documents while this one speaks to the hosts. They are started when first needed."""
    count = max(1, min((os.cpu_count() or 1) - 1, MOST_READERS))
    return ProcessPoolExecutor(count, mp_context=multiprocessing.get_context("spawn"))


def by_host(feeds: Sequence[Feed]) -> list[list[int]]:
    """The places of the feeds in the list, put together by host, in the order of the first of each."""
    groups: dict[str, list[int]] = {}
    for place, feed in enumerate(feeds):
        groups.setdefault(host_of(feed.url) or feed.url, []).append(place)
    return list(groups.values())


def open_pacer(settings: Settings) -> HostPacer:
    """A pacer that knows of the requests of all processes with the same home."""
    is_shared = settings.host_interval_s > 0
    return HostPacer(settings.host_interval_s, Stamps(settings.state / "hosts" if is_shared else None))


def open_robots(settings: Settings, fetcher: Fetcher, clock: Callable[[], dt.datetime]) -> Robots:
    """The rules of the sites, read at most once a day by all runs together."""
    return Robots(fetcher, NAME, clock, RobotsKept(settings.state / "robots"))


def _clock(now: dt.datetime | None) -> Callable[[], dt.datetime]:
    """The wall clock, or one that started at the given time and runs as fast."""
    if now is None:
        return lambda: dt.datetime.now(dt.UTC)
    start, began = now, time.monotonic()
    return lambda: start + dt.timedelta(seconds=time.monotonic() - began)


def software() -> str:
    try:
        return f"{NAME}/{metadata.version('tollwatch')}"
    except metadata.PackageNotFoundError:  # run from a bare checkout
        return f"{NAME}/0"
