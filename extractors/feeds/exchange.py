"""What one GET gave: the exchanges with the servers, and how it ended."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

import httpx

from extractors.errors import TollwatchError


class Failure(StrEnum):
    """Why no complete answer was had."""

    DNS = "dns"
    CONNECT = "connect"
    TLS = "tls"
    TIMEOUT = "timeout"
    RESET = "reset"
    PROTOCOL = "protocol"
    BAD_ENCODING = "bad_encoding"
    TOO_LARGE = "too_large"
    REDIRECT_LOOP = "redirect_loop"
    TOO_MANY_REDIRECTS = "too_many_redirects"
    BAD_REDIRECT = "bad_redirect"
    BAD_URL = "bad_url"
    NOT_PERMITTED = "not_permitted"


REFUSED: Final = frozenset(
    {Failure.TOO_LARGE, Failure.REDIRECT_LOOP, Failure.TOO_MANY_REDIRECTS, Failure.BAD_REDIRECT, Failure.BAD_URL}
)
"""Failures of the address, or by our own limits: the same request would fail in the same way again."""

UNREACHED: Final = frozenset({Failure.DNS, Failure.CONNECT, Failure.TLS})
"""Failures before any server of the outlet had to do work."""


@dataclass(frozen=True, slots=True)
class Conditions:
    """The validators of an earlier answer, byte for byte (as Latin-1), and the URL that gave them."""

    url: str
    etag: str | None = None
    last_modified: str | None = None

    def headers(self) -> dict[str, bytes]:
        """The request headers that ask whether anything has changed."""
        pairs = (("If-None-Match", self.etag), ("If-Modified-Since", self.last_modified))
        return {name: value.encode("latin-1") for name, value in pairs if value}


@dataclass(slots=True)
class Exchange:
    """One request and its answer, as an archive keeps them.

    `body` is as received but for the transfer coding; `truncated` is WARC's reason (length, time, disconnect,
    unspecified) where it is not the whole body.
    """

    url: str
    at: dt.datetime
    request_head: bytes
    response_head: bytes
    status: int
    headers: httpx.Headers
    body: bytes = b""
    truncated: str | None = None

    def raw_header(self, name: str) -> str | None:
        """A header's value byte for byte, as Latin-1."""
        wanted = name.lower().encode("ascii")
        values = [value for key, value in self.headers.raw if key.lower() == wanted]
        return values[0].decode("latin-1") if values else None


@dataclass(slots=True)
class Fetch:
    """What became of one GET, through all of its redirects.

    `body` is decoded, and a part of the whole where `failure` says so. `permanent_url` is where permanent redirects
    led before any temporary one. `error` and `failure` are set together, where no complete answer was had.
    """

    url: str
    started_at: dt.datetime
    final_url: str
    exchanges: list[Exchange] = field(default_factory=list)
    body: bytes = b""
    failure: Failure | None = None
    error: TollwatchError | None = None
    permanent_url: str | None = None
    was_conditional: bool = False

    @property
    def answer(self) -> Exchange | None:
        """The answer to the last request, where there was one."""
        last = self.exchanges[-1] if self.exchanges else None
        return last if last and last.url == self.final_url else None

    @property
    def status(self) -> int | None:
        """The last answer's status."""
        return self.answer.status if self.answer else None

    @property
    def headers(self) -> httpx.Headers:
        """The last answer's headers; empty where there was none."""
        return self.answer.headers if self.answer else httpx.Headers()
