"""One request at a time to each host, and some seconds between the starts of two, whichever process makes them."""

from __future__ import annotations

import asyncio
import time
from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager, nullcontext
from dataclasses import dataclass
from typing import Final

from extractors.articles.urls import host_of
from extractors.errors import FetchError
from extractors.feeds.stamps import Stamps

INVENTED: Final = ".example"
"""Hosts below this name exist nowhere (RFC 2606): they are the bundled newsroom's, and nobody is burdened."""

LONGEST_PAUSE_S: Final = 86_400.0
"""However long a server asks to be left alone."""


class DelayedError(FetchError):
    """The host is not to be asked now, so it was not asked: what was wanted of it waits."""


@dataclass(frozen=True, slots=True)
class Apart:
    """A page of a site that wants a delay between the starts of two (Crawl-delay): `stated_s`, taken for `delay_s`.

    It does not begin after `latest`, of `time.monotonic`.
    """

    delay_s: float
    stated_s: float
    latest: float


class HostPacer:
    """Hands out turns to speak to a host, first come, first served.

    Args:
        interval_s: seconds between the starts of two requests to one host.
        stamps: where the times of the hosts stand; by default known to this process alone.
    """

    def __init__(self, interval_s: float, stamps: Stamps | None = None) -> None:
        self._interval_s = interval_s
        self._stamps = stamps or Stamps()
        self._turns: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._free_from: dict[str, float] = {}
        self._slower: dict[str, float] = {}

    def slow_down(self, url: str, interval_s: float) -> None:
        """Keep at least so many seconds between two requests to this URL's host."""
        host = host_of(url)
        self._slower[host] = max(interval_s, self._slower.get(host, 0.0))

    @asynccontextmanager
    async def turn(
        self, url: str, place: AbstractAsyncContextManager[object] | None = None, apart: Apart | None = None
    ) -> AsyncIterator[None]:
        """Hold the host of this URL for one request.

        Args:
            url: what is asked.
            place: what the request needs besides. It is waited for in the host's turn; all pauses until the next
                request count from when it is held, for not before does this one start.
            apart: the delay that the host's pages keep. While it runs nobody is kept waiting: polls may pass.

        Raises:
            DelayedError: the delay leaves no time for the page.
        """
        place = place or nullcontext()
        host = host_of(url)
        interval_s = 0.0 if is_invented(host) else max(self._interval_s, self._slower.get(host, 0.0))
        while True:
            if apart:
                await self._until_over(url, apart)
            async with AsyncExitStack() as held:
                await held.enter_async_context(self._turns[host])
                stamp = None
                if interval_s:
                    stamp = await held.enter_async_context(self._stamps.held_when_over(host, interval_s))
                if apart and self._left_s(host, apart):
                    continue  # another process was faster: nobody begins a page while the host is held
                await held.enter_async_context(place)
                if apart:
                    await self._set(_pages_of(host))
                if stamp:
                    stamp.set()
                    self._free_from[host] = asyncio.get_running_loop().time() + interval_s
                yield
                return

    async def until_free(self, url: str) -> None:
        """Wait until this process may speak to the host again: who waits here holds up nobody else."""
        free_from = self._free_from.get(host_of(url), 0.0)
        await asyncio.sleep(max(0.0, free_from - asyncio.get_running_loop().time()))

    async def leave_alone(self, url: str, seconds: float) -> None:
        """Keep the host of this URL unasked for so long, by every process."""
        await self._set(_pause_of(host_of(url)), min(seconds, LONGEST_PAUSE_S))

    def left_alone_s(self, url: str) -> float:
        """Seconds for which the host of this URL is still to be left alone; 0 where it may be asked."""
        return min(self._stamps.wait_s(_pause_of(host_of(url)), 0.0), LONGEST_PAUSE_S)

    async def _until_over(self, url: str, apart: Apart) -> None:
        while wait_s := self._left_s(host_of(url), apart):
            if time.monotonic() + wait_s > apart.latest:
                raise DelayedError(
                    f"its Crawl-delay of {apart.stated_s:g} s leaves no time for the page now", where=url
                )
            await asyncio.sleep(wait_s)

    def _left_s(self, host: str, apart: Apart) -> float:
        """Seconds until a page may begin."""
        wait_s = self._stamps.wait_s(_pages_of(host), apart.delay_s)
        return wait_s if wait_s <= apart.delay_s else 0.0  # more means that the machine's clock was set back

    async def _set(self, key: str, after_s: float = 0.0) -> None:
        async with self._stamps.held(key) as stamp:
            stamp.set(after_s)


def is_invented(host: str) -> bool:
    """Whether nobody is burdened, however often the host is asked."""
    return host.endswith(INVENTED)


def _pages_of(host: str) -> str:
    return f"{host}#page"


def _pause_of(host: str) -> str:
    return f"{host}#pause"
