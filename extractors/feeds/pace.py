"""One request at a time to each host, and some seconds between the starts of two."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import urlsplit

INVENTED: Final = ".example"
"""Hosts below this name exist nowhere (RFC 2606): they are the bundled newsroom's, and nobody is burdened."""


@dataclass(slots=True)
class _Host:
    free_from: float = 0.0
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)


class HostPacer:
    """Hands out turns to speak to a host, first come, first served.

    Args:
        interval_s: seconds between the starts of two requests to one host.
    """

    def __init__(self, interval_s: float) -> None:
        self._interval_s = interval_s
        self._hosts: defaultdict[str, _Host] = defaultdict(_Host)

    @asynccontextmanager
    async def turn(self, url: str) -> AsyncIterator[None]:
        """Hold the host of this URL for one request."""
        name = host_of(url)
        host = self._hosts[name]
        async with host.lock:
            clock = asyncio.get_running_loop()
            await asyncio.sleep(max(0.0, host.free_from - clock.time()))
            if not name.endswith(INVENTED):
                host.free_from = clock.time() + self._interval_s
            yield


def host_of(url: str) -> str:
    """The host name of a URL in lower case; empty where it names none."""
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""
