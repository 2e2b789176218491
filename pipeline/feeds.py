"""The feed list as its keeper looks at it: how each feed answered last, and whether an address is a feed at all."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from extractors.errors import DocumentError
from extractors.feeds.catalog import Feed, load_feeds
from extractors.feeds.fetch import FEED_ACCEPT
from extractors.feeds.outcome import judge
from extractors.feeds.pace import HostPacer
from extractors.feeds.parse import ParsedFeed, parse_feed
from extractors.feeds.state import load_state
from pipeline.pull import open_fetcher
from pipeline.settings import Settings


@dataclass(frozen=True, slots=True)
class FeedStatus:
    """A feed and what is remembered of it; null where it was never asked."""

    feed_id: str
    publisher: str
    kind: str
    url: str
    outcome: str | None
    polled_at: dt.datetime | None
    not_before: dt.datetime | None
    failures: int
    entries_known: int | None
    detail: str | None


def choose_feeds(settings: Settings, only: Sequence[str] = ()) -> list[Feed]:
    """The feeds of the settings' list, or those of them with these ids.

    Raises:
        DocumentError: the list is wrong, or has not all of these ids.
    """
    feeds = load_feeds(settings.feeds)
    if unknown := sorted(set(only) - {feed.id for feed in feeds}):
        raise DocumentError(
            f"no feed has the id {', '.join(unknown)}", where=str(settings.feeds), hint="tollwatch feeds lists them"
        )
    return [feed for feed in feeds if not only or feed.id in only]


def last_answers(settings: Settings, feeds: Sequence[Feed]) -> list[FeedStatus]:
    """A row for each feed, in the order of the list."""
    return [_status(settings, feed) for feed in feeds]


def _status(settings: Settings, feed: Feed) -> FeedStatus:
    state, warning = load_state(settings.state / "feeds" / f"{feed.id}.json", feed.id, feed.url)
    return FeedStatus(
        feed.id,
        feed.publisher,
        feed.kind,
        feed.url,
        state.outcome,
        state.polled_at,
        state.not_before,
        state.failures,
        len(state.entries) if state.polled_at else None,
        warning or state.detail,
    )


def check_feed(settings: Settings, url: str, *, allow_private: bool = False) -> ParsedFeed:
    """Ask for a feed once; nothing is stored or remembered.

    Args:
        settings: how to behave on the network.
        url: http or https.
        allow_private: also ask addresses that are private, link-local or of this machine.

    Raises:
        FetchError, FetchRefusedError: no answer, or one that says no.
        FeedError: the answer is no feed.
    """
    allowed = settings.allow_private or allow_private
    return asyncio.run(_check(settings.model_copy(update={"allow_private": allowed}), url))


async def _check(settings: Settings, url: str) -> ParsedFeed:
    async with open_fetcher(settings, lambda: dt.datetime.now(dt.UTC), HostPacer(settings.host_interval_s)) as fetcher:
        fetch = await fetcher.fetch(url, max_bytes=settings.max_feed_bytes, accept=FEED_ACCEPT)
    if error := judge(fetch, is_feed=True).error:
        raise error
    return parse_feed(
        fetch.body, url=fetch.final_url, headers=dict(fetch.headers), zone="UTC", now=dt.datetime.now(dt.UTC)
    )
