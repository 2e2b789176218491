"""From a site's robots.txt through its sitemaps to the pages of a window of days, politely and within limits."""

from __future__ import annotations

import asyncio
import datetime as dt
import time
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import urljoin

from extractors.articles.urls import canonical_url, registrable_host
from extractors.errors import DocumentError, TollwatchError, TransientError
from extractors.faults import printable
from extractors.feeds.exchange import Fetch
from extractors.feeds.fetch import Fetcher
from extractors.feeds.outcome import RATE_LIMITED, judge
from extractors.feeds.pace import DelayedError
from extractors.feeds.robots import Robots
from extractors.sitemaps.choose import Chance, Window, chance_of_page, may_list
from extractors.sitemaps.parse import Listed, Sitemap, joined, parse_sitemap

ACCEPT: Final = "application/xml, text/xml, text/plain;q=0.8, */*;q=0.5"

USUAL: Final = ("/sitemap.xml", "/sitemap_index.xml")
"""Asked for where robots.txt names none."""

MAX_STRIKES: Final = 5
"""Sitemaps in a row that the server does not give, after which the site is left alone."""

LONGEST_DELAY_S: Final = 3600.0
"""Pause between two requests, as robots.txt asks, beyond which a site is left alone for this run."""

_LONGEST_TOLD: Final = 60
_MOST_TOLD: Final = 5
"""Entries of one sitemap that are put aside, of which each is told; of more their number."""


@dataclass(frozen=True, slots=True)
class WalkLimits:
    """What one walk may cost: a site may list itself without end. Sizes in bytes, after decompression."""

    max_sitemaps: int = 500
    max_depth: int = 4
    max_bytes: int = 60_000_000
    max_pages: int = 200_000


@dataclass(slots=True)
class Harvest:
    """What a walk found: pages by their key, with how likely each is of the window.

    `asked` counts the sitemaps that were asked for, `read` those that were read, `passed_over` those whose lastmod or
    address says that they hold nothing of it, `foreign` pages of other sites, `other_days` pages that their dates leave
    out. `problems` are for people; `is_cut_off` where a limit ended the walk. `is_whole` is false where a sitemap could
    not be had for now, and `is_stopped` where the server asked for a pause or failed so often that it is left alone.
    """

    pages: dict[str, tuple[Listed, Chance]] = field(default_factory=dict)
    asked: int = 0
    read: int = 0
    passed_over: int = 0
    foreign: int = 0
    other_days: int = 0
    problems: list[str] = field(default_factory=list)
    is_cut_off: bool = False
    is_whole: bool = True
    is_stopped: bool = False


async def walk(  # noqa: PLR0913 - each is a part of the visit
    site: str,
    roots: Sequence[str],
    window: Window,
    *,
    fetcher: Fetcher,
    robots: Robots,
    clock: Callable[[], dt.datetime],
    limits: WalkLimits,
    on_sitemap: Callable[[Harvest], None] | None = None,
) -> Harvest:
    """The pages of a site that may be of the window.

    Args:
        site: the address of its front page; pages of other owners' hosts are left out.
        roots: addresses of sitemaps that are known beside those that robots.txt names.
        window: the days.
        fetcher: fetches.
        robots: says what may be asked.
        clock: gives the present, aware.
        limits: of the walk.
        on_sitemap: told of each sitemap that was read.

    Raises:
        FetchError, DocumentError: no sitemap could be read at all.
    """
    named = await robots.sitemaps(site)
    visit = _Visit(site, window, fetcher, robots, clock, limits)
    first: list[str] = []
    for address in (*roots, *named):
        try:
            first.append(joined(site, address))
        except ValueError as error:  # as of "http://[::1"
            visit.harvest.problems.append(
                f"{site}: the sitemap {address[:100]!r} has no address that can be read: {error}"
            )
    is_guess = not first
    visit.queue.extend((url, 0) for url in first or (urljoin(site, path) for path in USUAL))
    while visit.queue and not visit.harvest.is_stopped:
        if visit.harvest.asked >= limits.max_sitemaps or len(visit.harvest.pages) >= limits.max_pages:
            visit.harvest.is_cut_off = True
            visit.harvest.problems.append(
                f"{site}: a limit ended the walk after {visit.harvest.asked:,} sitemaps and "
                f"{len(visit.harvest.pages):,} pages; a shorter window reads fewer"
            )
            break
        url, depth = visit.queue.popleft()
        await visit.one(url, depth)
        if on_sitemap:
            on_sitemap(visit.harvest)
        if is_guess and visit.harvest.read:
            is_guess = False
            visit.queue = deque(item for item in visit.queue if item[1])  # the first guess was right
    if not visit.harvest.read and not visit.harvest.passed_over:
        raise visit.error or DocumentError("no sitemap could be found", where=site, hint="name one with --sitemap-url")
    return visit.harvest


class _Visit:
    def __init__(  # noqa: PLR0913, PLR0917
        self,
        site: str,
        window: Window,
        fetcher: Fetcher,
        robots: Robots,
        clock: Callable[[], dt.datetime],
        limits: WalkLimits,
    ) -> None:
        self._site = site
        self._owner = registrable_host(site)
        self._window = window
        self._fetcher = fetcher
        self._robots = robots
        self._clock = clock
        self._limits = limits
        self._visited: set[str] = set()
        self.queue: deque[tuple[str, int]] = deque()
        self.harvest = Harvest()
        self.error: TollwatchError | None = None
        self._strikes = 0

    async def one(self, url: str, depth: int) -> None:
        """Read one sitemap and take in what it lists."""
        try:
            key = canonical_url(url)
            if key in self._visited:
                return
            self._visited.add(key)
            found = await self._fetch(url)
        except TollwatchError as error:
            self.error = self.error or error
            self.harvest.is_whole &= not isinstance(error, TransientError)
            self.harvest.problems.append(str(error))
            return
        self.harvest.read += 1
        for page in found.pages:
            self._take(page, found.problems)
        self.harvest.problems += found.problems[:_MOST_TOLD]
        if more := found.problems[_MOST_TOLD:]:
            self.harvest.problems.append(f"{url}: {len(more):,} more such problems")
        for sitemap in found.sitemaps:
            self._follow(sitemap, depth + 1)

    async def _fetch(self, url: str) -> Sitemap:
        permit = self._robots.page(time.monotonic() + LONGEST_DELAY_S)
        self.harvest.asked += 1
        fetch = await self._fetcher.fetch(url, max_bytes=self._limits.max_bytes, accept=ACCEPT, permit=permit)
        if error := judge(fetch, is_feed=False).error:
            self._strike(fetch, error)
            raise error
        self._strikes = 0
        return await asyncio.to_thread(
            parse_sitemap, fetch.body, fetch.final_url, max_bytes=self._limits.max_bytes, now=self._clock()
        )

    def _strike(self, fetch: Fetch, error: TollwatchError) -> None:
        """Leave the site alone where it asks for that, or gives nothing; what robots.txt forbids was not asked for."""
        if fetch.exchanges or isinstance(error, TransientError):
            self._strikes += 1
        why = f"{self._strikes} sitemaps in a row could not be had" if self._strikes >= MAX_STRIKES else ""
        if fetch.status in RATE_LIMITED:
            why = f"the server asks for a pause at {fetch.final_url}"
            if after := fetch.headers.get("Retry-After"):
                why += f" (Retry-After: {printable(after[:_LONGEST_TOLD])})"
        if isinstance(error, DelayedError):
            why = error.what
        if why:
            self.harvest.is_stopped, self.harvest.is_whole = True, False
            error.hint = error.hint or why
            self.harvest.problems.append(f"{self._site}: left alone for now: {why}; run it again later")

    def _follow(self, sitemap: Listed, depth: int) -> None:
        if not may_list(sitemap, self._window):
            self.harvest.passed_over += 1
        elif registrable_host(sitemap.url) != self._owner:
            self.harvest.problems.append(f"{sitemap.url}: a sitemap of another site is not read")
        elif depth > self._limits.max_depth:
            self.harvest.problems.append(f"{sitemap.url}: sitemaps lie deeper than {self._limits.max_depth}; not read")
        else:
            self.queue.append((sitemap.url, depth))

    def _take(self, page: Listed, problems: list[str]) -> None:
        try:
            key = canonical_url(page.url)
        except DocumentError as error:
            problems.append(f"put aside: {error}")
            return
        if registrable_host(page.url) != self._owner:
            self.harvest.foreign += 1
            return
        chance = chance_of_page(page, self._window, self._clock().date())
        if chance is Chance.NO:
            self.harvest.other_days += 1
            return
        known = self.harvest.pages.get(key)
        # What a news sitemap says outranks what a plain one does.
        if known is None or (page.published and not known[0].published):
            self.harvest.pages[key] = (page, chance)
