"""robots.txt by RFC 9309, asked once for each site in a run."""

from __future__ import annotations

import asyncio
from typing import Final
from urllib.parse import urlsplit

import httpx
from protego import Protego

from extractors.errors import FetchError, FetchRefusedError, TollwatchError
from extractors.feeds.exchange import Failure, Fetch
from extractors.feeds.fetch import Fetcher
from extractors.feeds.pace import INVENTED, HostPacer, host_of

MAX_BYTES: Final = 512_000
"""RFC 9309 asks for at least 500 KiB; what lies beyond is not read."""

_TOO_MANY: Final = 429


class Robots:
    """What each site allows a reader of our name.

    Args:
        fetcher: fetches the files.
        pacer: is slowed down to a site's Crawl-delay.
        name: the product token of our User-Agent.
    """

    def __init__(self, fetcher: Fetcher, pacer: HostPacer, name: str) -> None:
        self._fetcher = fetcher
        self._pacer = pacer
        self._name = name
        self._rules: dict[str, Protego | TollwatchError] = {}
        self._locks: dict[str, asyncio.Lock] = {}

    async def permit(self, url: str) -> None:
        """Let the request for this page pass.

        Raises:
            FetchRefusedError: the site's robots.txt disallows it.
            FetchError: robots.txt cannot be had, so nothing may be asked of the site now.
        """
        site = "{0.scheme}://{0.netloc}".format(urlsplit(url))
        async with self._locks.setdefault(site, asyncio.Lock()):
            if site not in self._rules:
                self._rules[site] = await self._fetch(f"{site}/robots.txt")
        rules = self._rules[site]
        if isinstance(rules, TollwatchError):
            raise FetchError(rules.what, where=url)
        if not rules.can_fetch(url, self._name):
            raise FetchRefusedError("robots.txt disallows this page", where=url)

    async def _fetch(self, url: str) -> Protego | TollwatchError:
        fetch = await self._fetcher.fetch(url, max_bytes=MAX_BYTES, accept="text/plain, */*;q=0.5")
        text = _text(fetch)
        if isinstance(text, TollwatchError):
            return text
        rules = Protego.parse(text)
        delay_s = rules.crawl_delay(self._name)
        if delay_s and not host_of(url).endswith(INVENTED):
            self._pacer.slow_down(url, float(delay_s))
        return rules


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
