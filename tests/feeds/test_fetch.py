"""Fetching against a server that really does what servers do wrong."""

from __future__ import annotations

import asyncio
import datetime as dt
import gzip
import socket
import threading
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from extractors.errors import FetchError, FetchRefusedError
from extractors.feeds.addresses import Resolver
from extractors.feeds.exchange import Conditions, Failure, Fetch
from extractors.feeds.fetch import Fetcher, Limits, open_client
from extractors.feeds.pace import HostPacer
from tests.certificates import self_signed
from tests.webserver import Answer, Request, WebServer

LIMITS = Limits(connect_timeout_s=2, read_timeout_s=0.4, total_timeout_s=1.2, max_redirects=3)


def _fetch(
    url: str,
    *,
    limits: Limits = LIMITS,
    max_bytes: int = 100_000,
    conditions: Conditions | None = None,
    proxy: str | None = None,
) -> Fetch:
    async def run() -> Fetch:
        user_agent = "Tollwatch/1 (+https://desk.example)"
        async with open_client(limits, user_agent=user_agent, proxy=proxy, allow_private=True) as client:
            fetcher = Fetcher(client, HostPacer(0), limits, lambda: dt.datetime.now(dt.UTC))
            return await fetcher.fetch(url, max_bytes=max_bytes, conditions=conditions)

    return asyncio.run(run())


def test_a_good_answer_is_kept_as_received_and_decoded(server: WebServer) -> None:
    body = b"<rss>" + b"x" * 5_000
    packed = gzip.compress(body)
    server.routes["/feed"] = Answer(body=packed, headers={"Content-Encoding": "gzip", "X-Odd": "Caf\xe9"}, length="")
    fetch = _fetch(server.url("/feed"))
    assert (fetch.failure, fetch.error, fetch.status) == (None, None, 200)
    assert fetch.body == body
    (exchange,) = fetch.exchanges
    assert exchange.body == packed
    assert exchange.truncated is None
    assert exchange.response_head.startswith(b"HTTP/1.1 200 OK\r\n")
    assert b"X-Odd: Caf\xe9\r\n" in exchange.response_head
    assert b"\r\nX-Crawler-Transfer-Encoding: chunked\r\n" in exchange.response_head
    assert exchange.request_head.startswith(b"GET /feed HTTP/1.1\r\nHost: ")


def test_the_request_is_honest_and_bare(server: WebServer) -> None:
    server.routes["/one"] = Answer(302, headers={"Location": "/two", "Set-Cookie": "id=1; Path=/"})
    server.routes["/two"] = Answer(body=b"x", headers={"Set-Cookie": "id=2"})
    _fetch(server.url("/one"))
    assert [request.target for request in server.requests] == ["/one", "/two"]
    for request in server.requests:
        assert request.headers["user-agent"] == "Tollwatch/1 (+https://desk.example)"
        assert request.headers["accept-encoding"] == "gzip, deflate"
        assert not {"cookie", "referer", "if-none-match", "if-modified-since"} & request.headers.keys()


def test_validators_go_back_byte_for_byte_and_only_where_they_came_from(server: WebServer) -> None:
    server.routes["/old"] = Answer(302, headers={"Location": "/new"})
    server.routes["/new"] = Answer(304)
    etag, modified = 'W/"Caf\xe9 -gzip"', "Sat,21 nov 2026 9:30:00 +0000"
    fetch = _fetch(server.url("/old"), conditions=Conditions(server.url("/new"), etag, modified))
    assert (fetch.status, fetch.was_conditional, fetch.error) == (304, True, None)
    assert "if-none-match" not in server.asked("/old")[0].headers
    assert server.asked("/new")[0].headers["if-none-match"] == etag
    assert server.asked("/new")[0].headers["if-modified-since"] == modified


@pytest.mark.parametrize(
    ("statuses", "permanent"),
    [((301, 308), "/2"), ((301, 302, 301), "/1"), ((302, 301), None), ((307,), None), ((303,), None)],
)
def test_only_permanent_redirects_before_any_other_move_the_address(
    server: WebServer, statuses: tuple[int, ...], permanent: str | None
) -> None:
    for number, status in enumerate(statuses):
        server.routes[f"/{number}"] = Answer(status, headers={"Location": f"/{number + 1}#part"})
    server.routes[f"/{len(statuses)}"] = Answer(body=b"here")
    fetch = _fetch(server.url("/0"))
    assert fetch.body == b"here"
    assert fetch.final_url == server.url(f"/{len(statuses)}")
    assert fetch.permanent_url == (server.url(permanent) if permanent else None)
    assert [exchange.status for exchange in fetch.exchanges] == [*statuses, 200]


@pytest.mark.parametrize(
    ("location", "failure"),
    [
        ("/loop", Failure.REDIRECT_LOOP),
        ("file:///etc/passwd", Failure.BAD_REDIRECT),
        ("ftp://desk.example/", Failure.BAD_REDIRECT),
        ("http://[bad", Failure.BAD_REDIRECT),
        ("", Failure.BAD_REDIRECT),
    ],
)
def test_a_redirect_that_leads_nowhere_is_refused(server: WebServer, location: str, failure: Failure) -> None:
    server.routes["/loop"] = Answer(302, headers={"Location": location})
    fetch = _fetch(server.url("/loop"))
    assert fetch.failure is failure
    assert isinstance(fetch.error, FetchRefusedError)
    assert len(server.requests) == 1


def test_endless_redirects_end(server: WebServer) -> None:
    def onward(request: Request) -> Answer:
        return Answer(302, headers={"Location": f"/{int(request.path[1:]) + 1}"})

    server.routes |= {f"/{number}": onward for number in range(20)}
    fetch = _fetch(server.url("/0"))
    assert fetch.failure is Failure.TOO_MANY_REDIRECTS
    assert len(server.requests) == LIMITS.max_redirects + 1


def test_a_redirect_target_in_raw_utf8_is_understood(server: WebServer) -> None:
    location = "/caf\u00e9".encode().decode("latin-1")
    server.routes["/one"] = Answer(301, headers={"Location": location})
    server.routes["/caf%C3%A9"] = Answer(body=b"here")
    assert _fetch(server.url("/one")).body == b"here"


@pytest.mark.parametrize(
    ("answer", "failure", "truncated"),
    [
        (Answer(body=b"x" * 200_000), Failure.TOO_LARGE, "length"),
        (Answer(body=b"x" * 200_000, length=""), Failure.TOO_LARGE, "length"),
        (
            Answer(body=gzip.compress(b"\0" * 9_000_000), headers={"Content-Encoding": "gzip"}),
            Failure.TOO_LARGE,
            "length",
        ),
        (Answer(body=b"not packed", headers={"Content-Encoding": "gzip"}), Failure.BAD_ENCODING, "unspecified"),
        (
            Answer(body=gzip.compress(b"x")[:-5], headers={"Content-Encoding": "gzip"}),
            Failure.BAD_ENCODING,
            "unspecified",
        ),
        (Answer(body=b"x", headers={"Content-Encoding": "zstd"}), Failure.BAD_ENCODING, "unspecified"),
        (Answer(body=b"half", length="99", cut=True), Failure.RESET, "disconnect"),
        (Answer(body=b"half", length="", cut=True), Failure.RESET, "disconnect"),
        (Answer(body=b"x" * 100, drip_s=0.05), Failure.TIMEOUT, "time"),
    ],
    ids=["declared", "undeclared", "bomb", "no gzip", "short gzip", "unknown", "cut", "cut chunks", "drip"],
)
def test_a_body_that_fails_is_told_and_what_came_is_kept(
    server: WebServer, answer: Answer, failure: Failure, truncated: str
) -> None:
    server.routes["/feed"] = answer
    began = time.monotonic()
    fetch = _fetch(server.url("/feed"))
    assert time.monotonic() - began < 3
    assert fetch.failure is failure
    assert isinstance(fetch.error, FetchRefusedError if failure is Failure.TOO_LARGE else FetchError)
    assert fetch.error.where == server.url("/feed")
    assert fetch.exchanges[0].truncated == truncated
    assert len(fetch.body) <= 100_000
    assert len(fetch.exchanges[0].body) <= 100_000


def test_the_status_of_an_error_counts_whatever_its_body(server: WebServer) -> None:
    server.routes["/feed"] = Answer(503, b"no gzip", headers={"Content-Encoding": "gzip", "Retry-After": "9"})
    fetch = _fetch(server.url("/feed"))
    assert (fetch.status, fetch.failure, fetch.headers["retry-after"]) == (503, None, "9")


@pytest.mark.parametrize(
    ("raw", "failure"),
    [
        (b"", Failure.RESET),
        (b"HTTP/1.1 200 OK\r\nContent-Le", Failure.RESET),
        (b"SSH-2.0-OpenSSH_9\r\n\r\n", Failure.PROTOCOL),
        (b"HTTP/1.1 200 OK\r\n" + b"X-Pad: 0\r\n" * 60_000 + b"\r\n", Failure.PROTOCOL),
    ],
    ids=["nothing", "half a head", "not HTTP", "endless head"],
)
def test_an_answer_that_is_none(server: WebServer, raw: bytes, failure: Failure) -> None:
    server.routes["/feed"] = Answer(raw=raw)
    fetch = _fetch(server.url("/feed"))
    assert (fetch.failure, fetch.status, fetch.exchanges) == (failure, None, [])
    assert isinstance(fetch.error, FetchError)


def test_silence_ends_in_time(server: WebServer) -> None:
    done = threading.Event()
    server.routes["/feed"] = Answer(hold=done)
    fetch = _fetch(server.url("/feed"))
    done.set()
    assert fetch.failure is Failure.TIMEOUT
    assert "in time" in str(fetch.error)


def test_no_server_and_no_name() -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        port = closed.getsockname()[1]
    refused = _fetch(f"http://127.0.0.1:{port}/feed")
    assert (refused.failure, refused.exchanges) == (Failure.CONNECT, [])
    unknown = _fetch("http://no-such-name.invalid/feed")
    assert unknown.failure is Failure.DNS
    assert "does not resolve" in str(unknown.error)


def test_the_address_that_was_checked_is_the_one_that_is_asked(
    server: WebServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A name server may answer the check with one address and the connection with another."""
    asked: list[str] = []
    look_up = socket.getaddrinfo

    def rebinding(host: str | None, *rest: Any, **options: Any) -> Any:
        if host != "rebind.test":
            return look_up(host, *rest, **options)
        asked.append(host)
        return look_up("127.0.0.1" if len(asked) == 1 else "127.0.0.2", *rest, **options)

    monkeypatch.setattr(socket, "getaddrinfo", rebinding)
    server.routes["/feed"] = Answer(body=b"here")
    fetch = _fetch(server.url("/feed", host="rebind.test"))
    assert (fetch.body, fetch.error) == (b"here", None)
    assert asked == ["rebind.test"]
    assert server.requests[0].headers["host"] == f"rebind.test:{server.port}"
    assert b"Host: rebind.test:" in fetch.exchanges[0].request_head


def test_the_next_address_of_a_host_is_tried(server: WebServer, monkeypatch: pytest.MonkeyPatch) -> None:
    async def two(self: Resolver, host: str) -> list[str]:
        return ["127.255.255.254", "127.0.0.1"]

    monkeypatch.setattr(Resolver, "addresses", two)
    server.routes["/feed"] = Answer(body=b"here")
    assert _fetch(server.url("/feed", host="two.test")).body == b"here"


def test_a_host_whose_every_address_is_not_public_is_refused(
    server: WebServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    mixed = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (ip, 0)) for ip in ("93.184.215.14", "10.0.0.1")]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: mixed)
    with pytest.raises(FetchRefusedError, match=r"mixed.test is at 10\.0\.0\.1"):
        asyncio.run(Resolver(allow_private=False).addresses("mixed.test"))


@pytest.mark.parametrize(
    "address",
    [
        "64:ff9b::10.0.0.1",  # NAT64
        "64:ff9b:1::8.8.8.8",  # NAT64 of one network
        "2002:7f00:1::1",  # 6to4 of 127.0.0.1
        "2002:a9fe:a9fe::",  # 6to4 of 169.254.169.254
        "2001:0:4136:e378:8000:63bf:80ff:fffe",  # Teredo of 127.0.0.1
        "::127.0.0.1",
        "::ffff:127.0.0.1",
        "::ffff:0:127.0.0.1",
        "::",
        "::1",
        "fec0::1",  # site-local
        "fe80::1%1",
        "fd00::1",
        "ff0e::1",
        "192.0.0.9",
        "192.0.0.170",
        "100.64.0.1",
        "224.0.0.1",
        "0.1.2.3",
    ],
)
def test_an_address_that_leads_inside_is_refused_however_it_is_written(
    monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    found = [(socket.AF_INET6, socket.SOCK_STREAM, 6, "", (address, 0))]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: found)
    with pytest.raises(FetchRefusedError):
        asyncio.run(Resolver(allow_private=False).addresses("inside.test"))


@pytest.mark.parametrize(
    "address", ["93.184.215.14", "2606:2800:21f:cb07::1", "64:ff9b::8.8.8.8", "::ffff:8.8.8.8", "2002:808:808::1"]
)
def test_an_address_of_the_public_internet_is_given(monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    found = [(socket.AF_INET6, socket.SOCK_STREAM, 6, "", (address, 0))]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: found)
    assert asyncio.run(Resolver(allow_private=False).addresses("public.test")) == [address]


def test_no_secure_connection(server: WebServer, tmp_path: Path) -> None:
    plain = _fetch(server.url("/feed").replace("http:", "https:"))
    assert plain.failure is Failure.TLS
    with WebServer(tls=self_signed(tmp_path)) as untrusted:
        fetch = _fetch(untrusted.url("/feed"))
    assert fetch.failure is Failure.TLS
    assert "certificate is not valid" in str(fetch.error)


@pytest.mark.parametrize(
    "url", ["ftp://desk.example/", "http://", "nonsense", "http://desk.example:99999/", "http://[x/"]
)
def test_what_is_no_web_address_is_refused(url: str) -> None:
    fetch = _fetch(url)
    assert fetch.failure is Failure.BAD_URL
    assert isinstance(fetch.error, FetchRefusedError)


def test_through_a_proxy_hosts_keep_their_names(server: WebServer) -> None:
    server.routes["http://north.example/feed?x=1"] = Answer(body=b"north")
    fetch = _fetch("http://north.example/feed?x=1", proxy=server.url())
    assert fetch.body == b"north"
    assert fetch.exchanges[0].request_head.startswith(b"GET /feed?x=1 HTTP/1.1\r\nHost: north.example\r\n")


def test_the_total_time_covers_all_redirects(server: WebServer) -> None:
    def slow(request: Request) -> Answer:
        time.sleep(0.3)
        return Answer(302, headers={"Location": f"{request.path}x"})

    server.routes |= {"/" + "x" * number: slow for number in range(30)}
    fetch = _fetch(server.url("/x"), limits=replace(LIMITS, max_redirects=20))
    assert fetch.failure is Failure.TIMEOUT
    assert len(server.requests) <= 6
