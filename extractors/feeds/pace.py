"""One request at a time to each host, and some seconds between the starts of two, whichever process makes them."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext
from typing import Final

from extractors.articles.urls import host_of
from extractors.feeds.stamps import Stamps

INVENTED: Final = ".example"
"""Hosts below this name exist nowhere (RFC 2606): they are the bundled newsroom's, and nobody is burdened."""


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
    async def turn(self, url: str, place: AbstractAsyncContextManager[object] | None = None) -> AsyncIterator[None]:
        """Hold the host of this URL for one request.

        Args:
            url: what is asked.
            place: what the request needs besides. It is waited for in the host's turn; the pause until the next request
                counts from when it is held, for not before does this one start.
        """
        place = place or nullcontext()
        host = host_of(url)
        async with self._turns[host]:
            interval_s = max(self._interval_s, self._slower.get(host, 0.0))
            if is_invented(host) or not interval_s:
                async with place:
                    yield
                return
            async with self._stamps.held_when_over(host, interval_s) as stamp, place:
                stamp.set()
                self._free_from[host] = asyncio.get_running_loop().time() + interval_s
                yield

    async def until_free(self, url: str) -> None:
        """Wait until this process may speak to the host again: who waits here holds up nobody else."""
        free_from = self._free_from.get(host_of(url), 0.0)
        await asyncio.sleep(max(0.0, free_from - asyncio.get_running_loop().time()))

    async def reserve(self, key: str, delay_s: float, within_s: float) -> float | None:
        """Seconds until so long a delay after the last of these is over; None, and nothing is changed, if not in time.

        Args:
            key: what is done one after the other.
            delay_s: between two.
            within_s: the longest wait.
        """
        async with self._stamps.held(key) as stamp:
            wait_s = stamp.wait_s(delay_s)
            if wait_s > within_s:
                return None
            stamp.set(wait_s)
            return wait_s


def is_invented(host: str) -> bool:
    """Whether nobody is burdened, however often the host is asked."""
    return host.endswith(INVENTED)
