"""robots.txt by RFC 9309: asked for once a day for each site, and conditionally from then on."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final
from urllib.parse import urlsplit

import httpx
from protego import Protego

from extractors.articles.urls import host_of
from extractors.errors import FetchError, FetchRefusedError, TollwatchError
from extractors.feeds.exchange import Failure, Fetch
from extractors.feeds.fetch import Fetcher, Permit
from extractors.feeds.pace import Apart, DelayedError, is_invented
from extractors.feeds.robots_kept import LONGEST_S, SHORTEST_S, RobotsKept, Rules
from extractors.feeds.schedule import cache_interval_s

MAX_BYTES: Final = 512_000
"""RFC 9309 asks for at least 500 KiB; what lies beyond is not read."""

LONGEST_DELAY_S: Final = 900.0
"""A longer Crawl-delay is taken for this, as long as the pages of one pull may take: then a pull asks for one page. A
site that wants none says so with Disallow."""

_TOO_MANY: Final = 429


@dataclass(frozen=True, slots=True)
class _Known:
    """A site's rules as they were read, and what they say; an error where they cannot be had, for an hour."""

    read: Rules
    rules: Protego | TollwatchError


class Robots:
    """What each site allows a reader of our name.

    Args:
        fetcher: fetches the files.
        name: the product token of our User-Agent.
        clock: gives the present, aware.
        kept: what earlier runs read; by default nothing is kept.
    """

    def __init__(
        self, fetcher: Fetcher, name: str, clock: Callable[[], dt.datetime], kept: RobotsKept | None = None
    ) -> None:
        self._fetcher = fetcher
        self._name = name
        self._clock = clock
        self._kept = kept or RobotsKept(None)
        self._known: dict[str, _Known] = {}
        self._locks: dict[str, asyncio.Lock] = {}

    def page(self, latest: float) -> Permit:
        """What is to be asked before each request for one page: the rules, and each site's Crawl-delay once.

        The page is given up for now, with DelayedError, where the delay would end after `latest` (`time.monotonic`).
        """
        visited = set[str]()

        async def permit(url: str) -> Apart | None:
            await self.permit(url)
            site = _site(url)
            is_first = site not in visited
            visited.add(site)
            return self._apart(url, site, latest) if is_first else None

        return permit

    async def sitemaps(self, url: str) -> list[str]:
        """The sitemaps that the robots.txt of this page's site names.

        Raises:
            FetchError: it cannot be had.
        """
        rules = await self._rules_of(_site(url))
        if isinstance(rules, TollwatchError):
            raise _not_now(rules, url)
        return list(rules.sitemaps)

    async def permit(self, url: str) -> None:
        """Let the request for this page pass.

        Raises:
            FetchRefusedError: the site's robots.txt disallows it.
            FetchError: robots.txt cannot be had, so nothing may be asked of the site now.
        """
        rules = await self._rules_of(_site(url))
        if isinstance(rules, TollwatchError):
            raise _not_now(rules, url)
        if not rules.can_fetch(url, self._name):
            raise FetchRefusedError("robots.txt disallows this page", where=url)

    async def _rules_of(self, site: str) -> Protego | TollwatchError:
        async with self._locks.setdefault(site, asyncio.Lock()):
            known = self._known.get(site)
            if known is None or not known.read.is_fresh(self._clock()):
                known = self._known[site] = await self._fetch(f"{site}/robots.txt")
        return known.rules

    async def _fetch(self, url: str) -> _Known:
        site = _site(url)
        before = self._kept.last(site)
        if before and before.is_fresh(self._clock()):
            return _Known(before, Protego.parse(before.text))
        fetch = await self._fetcher.fetch(
            url,
            max_bytes=MAX_BYTES,
            accept="text/plain, */*;q=0.5",
            conditions=before.conditions if before else None,
        )
        read = self._read(fetch, before)
        if isinstance(read, TollwatchError):
            # Where a pause kept it from being asked, nothing was learnt: the fetcher knows when the pause is over.
            fresh_s = 0.0 if isinstance(read, DelayedError) else SHORTEST_S
            return _Known(Rules(url, "", self._clock(), fresh_s), read)
        self._kept.keep(site, read)
        return _Known(read, Protego.parse(read.text))

    def _read(self, fetch: Fetch, before: Rules | None) -> Rules | TollwatchError:
        now = self._clock()
        stated_s = cache_interval_s(fetch.headers, now)
        fresh_s = LONGEST_S if stated_s is None else min(max(stated_s, SHORTEST_S), LONGEST_S)
        if before and fetch.was_conditional and fetch.status == httpx.codes.NOT_MODIFIED:
            return replace(before, read_at=now, fresh_s=fresh_s)
        text = _text(fetch)
        if isinstance(text, TollwatchError):
            return text
        answer = fetch.answer
        etag, last_modified = (answer and answer.raw_header(name) for name in ("etag", "last-modified"))
        return Rules(fetch.final_url, text, now, fresh_s, etag or None, last_modified or None)

    def _apart(self, url: str, site: str, latest: float) -> Apart | None:
        rules = self._known[site].rules
        delay_s = rules.crawl_delay(self._name) if isinstance(rules, Protego) else None
        if not delay_s or is_invented(host_of(url)):
            return None
        return Apart(min(float(delay_s), LONGEST_DELAY_S), float(delay_s), latest)


def _not_now(error: TollwatchError, url: str) -> FetchError:
    return (DelayedError if isinstance(error, DelayedError) else FetchError)(error.what, where=url)


def _site(url: str) -> str:
    return "{0.scheme}://{0.netloc}".format(urlsplit(url))


def _text(fetch: Fetch) -> str | TollwatchError:
    """The rules' text; empty where there are none; an error where they are not to be had (RFC 9309, 2.3.1)."""
    status = fetch.status or 0
    if fetch.failure in {None, Failure.TOO_LARGE} and status == httpx.codes.OK:
        return fetch.body.decode("utf-8-sig", "replace")
    if fetch.failure in {Failure.TOO_MANY_REDIRECTS, Failure.REDIRECT_LOOP, Failure.BAD_REDIRECT}:
        return ""
    if isinstance(fetch.error, DelayedError):
        return fetch.error
    if fetch.error is not None:
        return FetchError(f"robots.txt cannot be had: {fetch.error.what}", where=fetch.url)
    if status >= httpx.codes.INTERNAL_SERVER_ERROR or status == _TOO_MANY:
        return FetchError(f"robots.txt cannot be had: HTTP {status}", where=fetch.url)
    return ""
