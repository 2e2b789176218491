"""One GET over HTTP, with every limit in place and every byte kept for the archive."""

from __future__ import annotations

import asyncio
import datetime as dt
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from http.cookiejar import CookieJar, DefaultCookiePolicy
from typing import Final
from urllib.parse import urlsplit

import httpx

from extractors.articles.urls import canonical_url, host_of
from extractors.errors import DocumentError, FetchError, FetchRefusedError, TollwatchError
from extractors.feeds.addresses import Resolver
from extractors.feeds.encoding import OFFERED, BodyDecoder, TooLargeError
from extractors.feeds.exchange import REFUSED, Conditions, Exchange, Failure, Fetch
from extractors.feeds.faults import BrokenError, translated
from extractors.feeds.pace import Apart, DelayedError, HostPacer, is_invented
from extractors.feeds.schedule import DAILY, HOURLY, retry_after_s
from extractors.feeds.transport import HostTransport

FEED_ACCEPT: Final = (
    "application/atom+xml, application/rss+xml, application/rdf+xml, application/feed+json, "
    "application/xml;q=0.9, text/xml;q=0.9, */*;q=0.5"
)
PAGE_ACCEPT: Final = "text/html, application/xhtml+xml, */*;q=0.5"

_PERMANENT: Final = (301, 308)
_REDIRECTS: Final = (301, 302, 303, 307, 308)
_LONGEST_URL: Final = 8_000  # what common servers still take

REQUESTS_AT_ONCE: Final = 64
"""Answers on their way at the same time: with the limit on their size this bounds the memory."""

Permit = Callable[[str], Awaitable[Apart | None]]
"""Asked before each request, the redirected ones included: gives the delay to keep, raises TollwatchError to refuse."""

_LONGEST_PAUSES: Final = {429: DAILY, 503: HOURLY}
"""How long a Retry-After keeps all of the host unasked. 429 is said to us, 503 may be the state of one page alone."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What one fetch may cost. Times in seconds; waiting for the host's turn does not count."""

    connect_timeout_s: float = 10.0
    read_timeout_s: float = 30.0
    total_timeout_s: float = 120.0
    max_redirects: int = 5


def open_client(
    limits: Limits, *, user_agent: str, proxy: str | None = None, allow_private: bool = False
) -> httpx.AsyncClient:
    """The HTTP client: no cookies, no referrer, no redirects of its own, nothing taken from the environment.

    Args:
        limits: the timeouts count.
        user_agent: who we are.
        proxy: asked in place of the hosts; it decides which addresses may be asked.
        allow_private: whether addresses that are not of the public Internet may be asked.
    """
    return httpx.AsyncClient(
        headers={"User-Agent": user_agent, "Accept-Encoding": OFFERED},
        cookies=CookieJar(DefaultCookiePolicy(allowed_domains=[])),
        timeout=httpx.Timeout(limits.read_timeout_s, connect=limits.connect_timeout_s, pool=None),
        transport=HostTransport(proxy=proxy, resolver=Resolver(allow_private=allow_private)),
        follow_redirects=False,
        trust_env=False,
    )


class Fetcher:
    """Fetches within the limits, in the host's turn. It raises nothing for what a network or a server does.

    Args:
        client: from `open_client`.
        pacer: shared by all who speak to the same hosts.
        limits: of one fetch.
        clock: gives the present, aware.
    """

    def __init__(
        self,
        client: httpx.AsyncClient,
        pacer: HostPacer,
        limits: Limits,
        clock: Callable[[], dt.datetime],
    ) -> None:
        self._client = client
        self._pacer = pacer
        self._limits = limits
        self._clock = clock
        self._places = asyncio.Semaphore(REQUESTS_AT_ONCE)

    async def fetch(  # noqa: PLR0913 - each is a fact of one request
        self,
        url: str,
        *,
        max_bytes: int,
        accept: str = PAGE_ACCEPT,
        conditions: Conditions | None = None,
        permit: Permit | None = None,
        keep_open: bool = True,
    ) -> Fetch:
        """GET a URL, through its redirects.

        Args:
            url: http or https.
            max_bytes: the largest body, as received and after decompression.
            accept: the Accept header.
            conditions: sent to the URL that they came from, and to no other.
            permit: asked before each request.
            keep_open: whether the connection may serve the next request. A server that sends more bytes than it said
                spoils the next answer on it.
        """
        url = _normal(url)
        fetch = Fetch(url, self._clock(), url)
        fixed = {"Accept": accept.encode("ascii")} | ({} if keep_open else {"Connection": b"close"})
        try:
            await self._follow(fetch, max_bytes, fixed, conditions, permit)
        except BrokenError as broken:
            kind = FetchRefusedError if broken.failure in REFUSED else FetchError
            fetch.failure, fetch.error = broken.failure, kind(str(broken), where=fetch.final_url)
        except TollwatchError as error:
            error.where = error.where or fetch.final_url
            fetch.failure, fetch.error = Failure.NOT_PERMITTED, error
        return fetch

    async def _follow(
        self,
        fetch: Fetch,
        max_bytes: int,
        fixed: dict[str, bytes],
        conditions: Conditions | None,
        permit: Permit | None,
    ) -> None:
        budget_s = self._limits.total_timeout_s
        visited = {fetch.url}
        is_permanent = True
        while True:
            _check(fetch.final_url)
            self._heed_pause(fetch.final_url)
            apart = await permit(fetch.final_url) if permit else None
            asked = conditions.headers() if conditions and conditions.url == fetch.final_url else {}
            fetch.was_conditional = bool(asked)
            async with self._pacer.turn(fetch.final_url, self._place(fetch.final_url), apart):
                began = time.monotonic()
                await self._request(fetch, fixed | asked, max_bytes, budget_s)
                budget_s -= time.monotonic() - began
                await self._note_pause(fetch)  # before the next has its turn
            if fetch.status not in _REDIRECTS:
                return
            target = _target(fetch)
            is_permanent = is_permanent and fetch.status in _PERMANENT
            if target in visited:
                raise BrokenError(Failure.REDIRECT_LOOP, f"redirects in a loop, back to {target}")
            if len(visited) > self._limits.max_redirects:
                raise BrokenError(Failure.TOO_MANY_REDIRECTS, f"more than {self._limits.max_redirects} redirects")
            visited.add(target)
            fetch.final_url = target
            if is_permanent:
                fetch.permanent_url = target

    @asynccontextmanager
    async def _place(self, url: str) -> AsyncIterator[None]:
        """Room for one more answer. The request before, whose turn this one waited for, may have begun a pause."""
        async with self._places:
            self._heed_pause(url)
            yield

    def _heed_pause(self, url: str) -> None:
        if wait_s := self._pacer.left_alone_s(url):
            until = self._clock() + dt.timedelta(seconds=wait_s)
            raise DelayedError(f"its host asks to be left alone until {until:%Y-%m-%d %H:%M:%S} UTC", where=url)

    async def _note_pause(self, fetch: Fetch) -> None:
        """Remember a Retry-After for all that is asked of the host, by any process."""
        longest_s = _LONGEST_PAUSES.get(fetch.status or 0)
        if longest_s is None or is_invented(host_of(fetch.final_url)):
            return
        if pause_s := retry_after_s(fetch.headers.get("retry-after"), self._clock()):
            await self._pacer.leave_alone(fetch.final_url, min(pause_s, longest_s))

    async def _request(self, fetch: Fetch, headers: dict[str, bytes], max_bytes: int, budget_s: float) -> None:
        """One request; its answer, whole or not, is added to the fetch."""
        exchange: Exchange | None = None
        raw = [(name.encode("ascii"), value) for name, value in headers.items()]
        try:
            with translated():
                async with asyncio.timeout(max(budget_s, 0.0)):
                    async with self._client.stream("GET", fetch.final_url, headers=raw) as response:
                        exchange = _exchange(fetch.final_url, response, self._clock())
                        fetch.exchanges.append(exchange)
                        await _read(response, exchange, fetch, max_bytes)
        except BrokenError as broken:
            if exchange is None:
                raise
            exchange.truncated = _TRUNCATED.get(broken.failure, "disconnect")
            # The status says all that there is to say of an error or a redirect; only a good answer needs its body.
            if exchange.status == httpx.codes.OK:
                raise


_TRUNCATED: Final = {Failure.TOO_LARGE: "length", Failure.TIMEOUT: "time", Failure.BAD_ENCODING: "unspecified"}


async def _read(response: httpx.Response, exchange: Exchange, fetch: Fetch, max_bytes: int) -> None:
    """Read the body as it comes, whatever length it claims; what was had before a failure is kept."""
    received = bytearray()
    decoder = BodyDecoder(response.headers.get("content-encoding"), max_bytes)
    try:
        async for chunk in response.aiter_raw():
            room = max_bytes - len(received)
            received += chunk[:room]
            decoder.feed(chunk[:room])
            if len(chunk) > room:
                raise TooLargeError(f"the body is larger than {max_bytes:,} bytes")
        decoder.finish()
    finally:
        exchange.body, fetch.body = bytes(received), bytes(decoder.body)


def _normal(url: str) -> str:
    """The URL escaped as it goes over the wire; one that cannot be is left for `_check` to refuse."""
    try:
        return str(httpx.URL(url))
    except httpx.InvalidURL:
        return url


def _check(url: str, *, failure: Failure = Failure.BAD_URL) -> None:
    """Raises BrokenError where this is no http or https address: httpx itself lets odd ones pass."""
    try:
        canonical_url(url)
    except DocumentError as error:
        raise BrokenError(failure, error.what) from error
    if "@" in urlsplit(url).netloc:  # it would be sent along, and kept in the archive
        raise BrokenError(failure, "a URL with a user name or password")
    if len(url) > _LONGEST_URL:
        raise BrokenError(failure, f"a URL of {len(url):,} characters")


def _target(fetch: Fetch) -> str:
    """Where a redirect leads. Raises BrokenError where that is nowhere."""
    location = fetch.answer.raw_header("location") if fetch.answer else None
    if not location:
        raise BrokenError(Failure.BAD_REDIRECT, f"status {fetch.status} without a Location")
    try:
        # Servers send raw UTF-8 here; Latin-1 carried its bytes this far.
        location = location.encode("latin-1").decode("utf-8")
        target = str(httpx.URL(fetch.final_url).join(location).copy_with(fragment=None))
    except (httpx.InvalidURL, UnicodeError) as error:
        raise BrokenError(Failure.BAD_REDIRECT, f"redirects to an unusable address {location[:200]!r}") from error
    _check(target, failure=Failure.BAD_REDIRECT)
    return target


def _exchange(url: str, response: httpx.Response, at: dt.datetime) -> Exchange:
    request = response.request
    version: bytes = response.extensions.get("http_version", b"HTTP/1.1")
    reason: bytes = response.extensions.get("reason_phrase", b"")
    return Exchange(
        url=url,
        at=at,
        request_head=_head(b"GET " + request.url.raw_path + b" HTTP/1.1", request.headers.raw),
        response_head=_head(b"%s %d %s" % (version, response.status_code, reason), _stored(response.headers.raw)),
        status=response.status_code,
        headers=response.headers,
    )


def _stored(headers: list[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
    """The headers as they are archived: the body is kept without its transfer coding, so no header may claim one."""
    return [
        (b"X-Crawler-Transfer-Encoding" if name.lower() == b"transfer-encoding" else name, value)
        for name, value in headers
    ]


def _head(first: bytes, headers: list[tuple[bytes, bytes]]) -> bytes:
    return b"\r\n".join([first, *(name + b": " + value for name, value in headers), b"", b""])
