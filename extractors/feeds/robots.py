"""robots.txt by RFC 9309, asked once for each site in a run."""

from __future__ import annotations

import asyncio
import time
from typing import Final
from urllib.parse import urlsplit

import httpx
from protego import Protego

from extractors.articles.urls import host_of
from extractors.errors import FetchError, FetchRefusedError, TollwatchError
from extractors.feeds.exchange import Failure, Fetch
from extractors.feeds.fetch import Fetcher, Permit
from extractors.feeds.pace import HostPacer, is_invented

MAX_BYTES: Final = 512_000
"""RFC 9309 asks for at least 500 KiB; what lies beyond is not read."""

LONGEST_DELAY_S: Final = 900.0
"""A longer Crawl-delay is taken for this, as long as the pages of one pull may take: then a pull asks for one page. A
site that wants none says so with Disallow."""

_TOO_MANY: Final = 429


class DelayedError(FetchError):
    """The site's Crawl-delay lets the page be asked for only after the time that there is."""


class Robots:
    """What each site allows a reader of our name.

    Args:
        fetcher: fetches the files.
        pacer: knows when a site's last page was asked for.
        name: the product token of our User-Agent.
    """

    def __init__(self, fetcher: Fetcher, pacer: HostPacer, name: str) -> None:
        self._fetcher = fetcher
        self._pacer = pacer
        self._name = name
        self._rules: dict[str, Protego | TollwatchError] = {}
        self._locks: dict[str, asyncio.Lock] = {}

    def page(self, latest: float) -> Permit:
        """What is to be asked before each request for one page: the rules, and each site's Crawl-delay once.

        The permit raises DelayedError, at once, where the delay would end after `latest` (of `time.monotonic`).
        """
        visited = set[str]()

        async def permit(url: str) -> None:
            await self.permit(url)
            site = _site(url)
            if site not in visited:
                visited.add(site)
                await self._pause(url, site, latest)

        return permit

    async def sitemaps(self, url: str) -> list[str]:
        """The sitemaps that the robots.txt of this page's site names.

        Raises:
            FetchError: it cannot be had.
        """
        rules = await self._rules_of(_site(url))
        if isinstance(rules, TollwatchError):
            raise FetchError(rules.what, where=url)
        return list(rules.sitemaps)

    async def permit(self, url: str) -> None:
        """Let the request for this page pass.

        Raises:
            FetchRefusedError: the site's robots.txt disallows it.
            FetchError: robots.txt cannot be had, so nothing may be asked of the site now.
        """
        rules = await self._rules_of(_site(url))
        if isinstance(rules, TollwatchError):
            raise FetchError(rules.what, where=url)
        if not rules.can_fetch(url, self._name):
            raise FetchRefusedError("robots.txt disallows this page", where=url)

    async def _rules_of(self, site: str) -> Protego | TollwatchError:
        async with self._locks.setdefault(site, asyncio.Lock()):
            if site not in self._rules:
                self._rules[site] = await self._fetch(f"{site}/robots.txt")
        return self._rules[site]

    async def _fetch(self, url: str) -> Protego | TollwatchError:
        fetch = await self._fetcher.fetch(url, max_bytes=MAX_BYTES, accept="text/plain, */*;q=0.5")
        text = _text(fetch)
        if isinstance(text, TollwatchError):
            return text
        return Protego.parse(text)

    async def _pause(self, url: str, site: str, latest: float) -> None:
        rules = self._rules[site]
        delay_s = rules.crawl_delay(self._name) if isinstance(rules, Protego) else None
        if not delay_s or is_invented(host_of(url)):
            return
        within_s = max(0.0, latest - time.monotonic())
        wait_s = await self._pacer.reserve(f"{site}#page", min(float(delay_s), LONGEST_DELAY_S), within_s)
        if wait_s is None:
            raise DelayedError(f"its Crawl-delay of {delay_s:g} s leaves no time for the page now", where=url)
        await asyncio.sleep(wait_s)


def _site(url: str) -> str:
    return "{0.scheme}://{0.netloc}".format(urlsplit(url))


def _text(fetch: Fetch) -> str | TollwatchError:
    """The rules' text; empty where there are none; an error where they are not to be had (RFC 9309, 2.3.1)."""
    status = fetch.status or 0
    if fetch.failure in {None, Failure.TOO_LARGE} and status == httpx.codes.OK:
        return fetch.body.decode("utf-8-sig", "replace")
    if fetch.failure in {Failure.TOO_MANY_REDIRECTS, Failure.REDIRECT_LOOP, Failure.BAD_REDIRECT}:
        return ""
    if fetch.error is not None:
        return FetchError(f"robots.txt cannot be had: {fetch.error.what}", where=fetch.url)
    if status >= httpx.codes.INTERNAL_SERVER_ERROR or status == _TOO_MANY:
        return FetchError(f"robots.txt cannot be had: HTTP {status}", where=fetch.url)
    return ""
