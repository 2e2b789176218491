"""Which addresses an unknown URL may lead to: those of the public Internet."""

from __future__ import annotations

import asyncio
import ipaddress
import socket
from urllib.parse import urlsplit

from extractors.errors import FetchError, FetchRefusedError


async def refuse_private(url: str) -> None:
    """Look the URL's host up and refuse it where any of its addresses is not of the public Internet.

    Asked before each request, redirected ones included, so that a public page cannot lead to a machine behind the
    firewall.

    Raises:
        FetchError: the name does not resolve.
        FetchRefusedError: an address is private, loopback, link-local, multicast or reserved.
    """
    host = urlsplit(url).hostname or ""
    try:
        found = await asyncio.get_running_loop().getaddrinfo(host, None, type=socket.SOCK_STREAM)
    except OSError as error:
        raise FetchError(f"the name {host} does not resolve: {error.strerror or error}", where=url) from error
    for *_, address in found:
        found_at = ipaddress.ip_address(str(address[0]).split("%")[0])
        if not found_at.is_global or found_at.is_multicast:
            raise FetchRefusedError(
                f"{host} is at {address[0]}, which is not an address of the public Internet",
                where=url,
                hint="add --allow-private, or set TOLLWATCH_ALLOW_PRIVATE=1, if you mean it",
            )
