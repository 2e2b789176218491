"""Connections: a few for each host, made to the very address that was looked up and allowed.

httpx keeps all connections in one pool and goes through the whole of it for each request, which is quadratic in the
hosts; and it looks names up once more for itself, so that a name server could answer our check with one address and
the connection with another. Here each host has a pool of its own, and its connections go to the address that was
checked, under the host's name (Host header, SNI and certificate).
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from types import TracebackType
from typing import Final, Self

import httpx

from extractors.feeds.addresses import Resolver

IDLE_HOSTS: Final = 64
"""Hosts whose connections are kept open for the next request; of others the least recently asked are closed."""

LOOKED_UP_S: Final = 300.0
"""How long a host's addresses are used before its name is looked up again."""


class _Host:
    """The connections of one host, and how many requests are on their way to it."""

    def __init__(self, transport: httpx.AsyncHTTPTransport) -> None:
        self.transport = transport
        self.addresses: Sequence[str] = ()
        self.looked_up_at = 0.0
        self.in_use = 0


class _Stream(httpx.AsyncByteStream):
    """A response's body, which says when it is done with."""

    def __init__(self, stream: httpx.AsyncByteStream, done: Callable[[], Awaitable[None]]) -> None:
        self._stream = stream
        self._done = done

    async def __aiter__(self) -> AsyncIterator[bytes]:
        async for chunk in self._stream:
            yield chunk

    async def aclose(self) -> None:
        try:
            await self._stream.aclose()
        finally:
            await self._done()


class HostTransport(httpx.AsyncBaseTransport):
    """A pool of connections for each host.

    Args:
        proxy: asked in place of the hosts; it is the proxy then that looks names up.
        resolver: looks them up otherwise.
    """

    def __init__(self, *, proxy: str | None, resolver: Resolver) -> None:
        self._proxy = proxy
        self._resolver = resolver
        self._tls = httpx.create_ssl_context(trust_env=False)
        self._hosts: dict[str, _Host] = {}  # the least recently asked first

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        exc_type: type[BaseException] | None = None,
        exc_value: BaseException | None = None,
        traceback: TracebackType | None = None,
    ) -> None:
        await self.aclose()

    async def aclose(self) -> None:
        """Close all connections."""
        for host in self._hosts.values():
            await host.transport.aclose()
        self._hosts.clear()
        self._resolver.close()

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send a request. Raises what httpx's own transport does, and FetchRefusedError for a forbidden address."""
        name = request.url.raw_host.decode("ascii")
        host = self._hosts.pop(name, None) or _Host(self._open())
        self._hosts[name] = host
        host.in_use += 1

        async def done() -> None:
            host.in_use -= 1
            await self._close_idle()

        try:
            response = await (self._ask(request, name, host) if not self._proxy else self._send(host, request))
        except BaseException:
            await done()
            raise
        assert isinstance(response.stream, httpx.AsyncByteStream)  # noqa: S101 - as httpx itself asserts
        response.stream = _Stream(response.stream, done)
        return response

    async def _ask(self, request: httpx.Request, name: str, host: _Host) -> httpx.Response:
        """Send a request to the first of the host's addresses that takes a connection."""
        if not host.addresses or time.monotonic() - host.looked_up_at > LOOKED_UP_S:
            host.addresses = await self._look_up(request, name)
            host.looked_up_at = time.monotonic()
        *others, last = host.addresses
        for address in others:
            try:
                return await self._send(host, _to(request, name, address))
            except (httpx.ConnectError, httpx.ConnectTimeout):
                continue
        return await self._send(host, _to(request, name, last))

    async def _look_up(self, request: httpx.Request, name: str) -> Sequence[str]:
        try:
            async with asyncio.timeout(request.extensions["timeout"]["connect"]):
                return await self._resolver.addresses(name)
        except TimeoutError as error:
            raise httpx.ConnectTimeout(f"the name {name} was not looked up in time", request=request) from error
        except OSError as error:
            raise httpx.ConnectError(str(error), request=request) from error

    @staticmethod
    async def _send(host: _Host, request: httpx.Request) -> httpx.Response:
        return await host.transport.handle_async_request(request)

    def _open(self) -> httpx.AsyncHTTPTransport:
        limits = httpx.Limits(max_connections=None, max_keepalive_connections=2)
        return httpx.AsyncHTTPTransport(verify=self._tls, trust_env=False, limits=limits, proxy=self._proxy)

    async def _close_idle(self) -> None:
        idle = [name for name, host in self._hosts.items() if not host.in_use]
        for name in idle[: max(0, len(idle) - IDLE_HOSTS)]:
            await self._hosts.pop(name).transport.aclose()


def _to(request: httpx.Request, name: str, address: str) -> httpx.Request:
    """The same request to an address of the host, in the host's name."""
    return httpx.Request(
        request.method,
        request.url.copy_with(host=address),
        headers=request.headers,
        stream=request.stream,
        extensions={**request.extensions, "sni_hostname": name},
    )
