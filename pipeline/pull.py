"""Step 1, pull: feeds and article pages over HTTP -> the raw zone. The only step that touches the network."""

from __future__ import annotations

import asyncio
import datetime as dt
import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from importlib import metadata
from typing import Final

from extractors.archives.payloads import Payloads
from extractors.feeds.addresses import refuse_private
from extractors.feeds.catalog import Feed
from extractors.feeds.collect import Collector, FeedResult
from extractors.feeds.fetch import Fetcher, Limits, open_client
from extractors.feeds.pace import HostPacer
from extractors.feeds.robots import Robots
from pipeline.settings import Settings

__all__ = ["FeedResult", "PullReport", "pull"]

NAME: Final = "Tollwatch"
"""Our product token: the first word of the User-Agent, and the name that robots.txt rules are looked up by."""

FEEDS_AT_ONCE: Final = 32
"""Feeds in work at the same time; hosts are asked one request at a time whatever this is."""

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

    Each feed's answers go into one WARC file below `settings.raw`; what is remembered of it into one JSON file below
    `settings.state`. What a server or a network does wrong is in the feed's row, and stops no other feed.

    Args:
        settings: where to write, and how to behave.
        feeds: each with an id of its own.
        now: stands for the present, aware; the clock goes on from there.
        force: ask feeds that are not due, too.
        on_result: told of each feed as it is done.

    Raises:
        OSError: the raw zone or the state cannot be written.
    """
    return asyncio.run(_pull(settings, feeds, _clock(now), force=force, on_result=on_result))


@asynccontextmanager
async def open_fetcher(settings: Settings, clock: Callable[[], dt.datetime]) -> AsyncIterator[Fetcher]:
    """A fetcher that behaves as the settings say, with connections of its own."""
    # Behind a proxy it is the proxy that looks names up and asks.
    guard = None if settings.allow_private or settings.proxy else refuse_private
    limits = Limits(
        settings.connect_timeout_s, settings.read_timeout_s, settings.total_timeout_s, settings.max_redirects
    )
    user_agent = f"{_software()} (+{settings.contact})"
    async with open_client(limits, user_agent=user_agent, proxy=settings.proxy) as client:
        yield Fetcher(client, HostPacer(settings.host_interval_s), limits, clock, guard)


async def _pull(
    settings: Settings,
    feeds: Sequence[Feed],
    clock: Callable[[], dt.datetime],
    *,
    force: bool,
    on_result: Callable[[FeedResult], None] | None,
) -> PullReport:
    places = asyncio.Semaphore(FEEDS_AT_ONCE)
    async with open_fetcher(settings, clock) as fetcher:
        collector = Collector(
            raw=settings.raw,
            states=settings.state / "feeds",
            fetcher=fetcher,
            robots=Robots(fetcher, NAME),
            clock=clock,
            software=_software(),
            max_feed_bytes=settings.max_feed_bytes,
            max_page_bytes=settings.max_page_bytes,
            max_pages=settings.max_articles_per_feed,
            payloads=Payloads(settings.payloads, settings.raw),
        )

        async def one(feed: Feed) -> FeedResult:
            async with places:
                result = await collector.collect(feed, force=force)
            if on_result:
                on_result(result)
            return result

        try:
            async with asyncio.TaskGroup() as group:
                tasks = [group.create_task(one(feed)) for feed in feeds]
        except BaseExceptionGroup as several:
            # A full disk stops every feed; its first error says it all.
            raise several.exceptions[0] from several
    return PullReport(tuple(task.result() for task in tasks))


def _clock(now: dt.datetime | None) -> Callable[[], dt.datetime]:
    """The wall clock, or one that started at the given time and runs as fast."""
    if now is None:
        return lambda: dt.datetime.now(dt.UTC)
    start, began = now, time.monotonic()
    return lambda: start + dt.timedelta(seconds=time.monotonic() - began)


def _software() -> str:
    try:
        return f"{NAME}/{metadata.version('tollwatch')}"
    except metadata.PackageNotFoundError:  # run from a bare checkout
        return f"{NAME}/0"
