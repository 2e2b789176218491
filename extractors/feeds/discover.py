"""The feed of a site: at the address itself, named by its page, or at one of the usual places."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Final
from urllib.parse import urljoin, urlsplit, urlunsplit

from lxml.etree import LxmlError
from lxml.html import document_fromstring

from extractors.errors import FeedError, TollwatchError
from extractors.feeds.exchange import Fetch
from extractors.feeds.fetch import FEED_ACCEPT, Fetcher
from extractors.feeds.outcome import RATE_LIMITED, judge
from extractors.feeds.pace import DelayedError
from extractors.feeds.parse import ParsedFeed, parse_feed
from extractors.feeds.schedule import retry_after_s

USUAL: Final = ("/feed", "/rss", "/rss.xml", "/feed.xml", "/atom.xml", "/index.xml", "/feed.json")
"""Paths at which sites keep their feed where their page does not name it."""

_LANGUAGE: Final = re.compile(rb"<(?:dc:)?language>\s*([A-Za-z]{2,3}(?:-[A-Za-z]{2})?)\s*</")
_MOST_LINKS: Final = 5
_TYPES: Final = ("rss+xml", "atom+xml", "rdf+xml", "feed+json")


@dataclass(frozen=True, slots=True)
class Found:
    """A feed: its address after redirects that are for good, what it holds, and the language that it says it is in.

    `others` are the feeds that the site names besides, by their addresses: nobody asked for them.
    """

    url: str
    parsed: ParsedFeed
    language: str | None
    others: tuple[str, ...] = ()


async def read_feed(fetcher: Fetcher, url: str, *, max_bytes: int) -> Found:
    """Ask for a feed once.

    Raises:
        FetchError, FetchRefusedError: no answer, or one that says no.
        FeedError: the answer is no feed.
    """
    return _read(await _ask(fetcher, url, max_bytes))


async def find_feed(fetcher: Fetcher, url: str, *, max_bytes: int) -> Found:
    """The feed of a site, by the address of the feed or of any of its pages.

    Raises:
        FetchError, FetchRefusedError: the site gives no answer, or one that says no.
        FeedError: no feed was found.
        DelayedError: the server asks for a pause.
    """
    fetch = await _ask(fetcher, url, max_bytes)
    try:
        return _read(fetch)
    except FeedError:
        named = list(_named(fetch.body, fetch.final_url))
    tried = list(dict.fromkeys([*named[:_MOST_LINKS], *(urljoin(fetch.final_url, path) for path in USUAL)]))
    for address in tried:
        try:
            found = await read_feed(fetcher, address, max_bytes=max_bytes)
        except DelayedError:
            raise
        except TollwatchError:
            continue
        if found.parsed.entries:
            return replace(found, others=tuple(other for other in named if other != address))
    raise FeedError(
        f"no feed was found here, nor at {', '.join(_shown(address, fetch.final_url) for address in tried)}",
        where=url,
        hint="look for the feed's address on the site, and give that",
    )


def _shown(address: str, page: str) -> str:
    """An address of the page's own site by its path."""
    site, other = urlsplit(page), urlsplit(address)
    is_here = (site.scheme, site.netloc) == (other.scheme, other.netloc)
    return urlunsplit(other._replace(scheme="", netloc="")) if is_here else address


async def _ask(fetcher: Fetcher, url: str, max_bytes: int) -> Fetch:
    fetch = await fetcher.fetch(url, max_bytes=max_bytes, accept=FEED_ACCEPT)
    if error := judge(fetch, is_feed=True).error:
        if fetch.status in RATE_LIMITED:
            raise DelayedError(f"{error.what}: the server asks for a pause", where=fetch.final_url, hint=_pause(fetch))
        raise error
    return fetch


def _pause(fetch: Fetch) -> str:
    pause_s = retry_after_s(fetch.headers.get("retry-after"), fetch.started_at)
    return f"in {pause_s:,.0f} s at the earliest" if pause_s else "try again later"


def _read(fetch: Fetch) -> Found:
    now = dt.datetime.now(dt.UTC)
    parsed = parse_feed(fetch.body, url=fetch.final_url, headers=dict(fetch.headers), zone="UTC", now=now)
    stated = _LANGUAGE.search(fetch.body)
    return Found(fetch.permanent_url or fetch.url, parsed, stated[1].decode("ascii") if stated else None)


def _named(body: bytes, base: str) -> Iterator[str]:
    """The feeds that a page names, the first ones first: sites list the feed of all news before those of comments."""
    try:
        tree = document_fromstring(body)
    except (LxmlError, ValueError):
        return
    links = tree.xpath("//link[contains(concat(' ', normalize-space(@rel), ' '), ' alternate ')][@href]")
    feeds = [link for link in links if any(kind in (link.get("type") or "").lower() for kind in _TYPES)]
    for link in feeds:
        with suppress(ValueError):  # as of "http://[::1"
            yield urljoin(base, link.get("href").strip())
