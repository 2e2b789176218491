from __future__ import annotations

import asyncio
import datetime as dt
import time
from collections.abc import Iterator

import pytest

from extractors.errors import FetchError, FetchRefusedError, TollwatchError
from extractors.feeds.fetch import Fetcher, Limits, open_client
from extractors.feeds.pace import HostPacer
from extractors.feeds.robots import Robots
from tests.webserver import Answer, WebServer

LIMITS = Limits(2, 0.4, 1, 5)


@pytest.fixture
def server() -> Iterator[WebServer]:
    with WebServer() as running:
        yield running


def _ask(server: WebServer, *paths: str) -> list[TollwatchError | None]:
    """What robots.txt says of each path: nothing, or the refusal."""

    async def run() -> list[TollwatchError | None]:
        pacer = HostPacer(0)
        async with open_client(LIMITS, user_agent="Tollwatch") as client:
            robots = Robots(Fetcher(client, pacer, LIMITS, lambda: dt.datetime.now(dt.UTC)), pacer, "Tollwatch")

            async def one(path: str) -> TollwatchError | None:
                try:
                    await robots.permit(server.url(path))
                except TollwatchError as error:
                    return error
                return None

            return list(await asyncio.gather(*map(one, paths)))

    return asyncio.run(run())


def test_rules_for_us_go_before_rules_for_all_and_the_longest_match_decides(server: WebServer) -> None:
    server.routes["/robots.txt"] = Answer(
        body=b"\xef\xbb\xbfUser-agent: *\nDisallow: /\n\n"
        b"User-agent: tollwatch\nDisallow: /private\nAllow: /private/*.html$\n"
    )
    free, shut, open_again = _ask(server, "/news/1", "/private/1", "/private/1.html")
    assert free is None
    assert isinstance(shut, FetchRefusedError)
    assert str(shut) == f"{server.url('/private/1')}: robots.txt disallows this page"
    assert open_again is None


def test_it_is_asked_once_however_many_pages_want_to_know(server: WebServer) -> None:
    server.routes["/robots.txt"] = Answer(body=b"User-agent: *\nDisallow:\n")
    assert _ask(server, *(f"/{n}" for n in range(20))) == [None] * 20
    assert len(server.asked("/robots.txt")) == 1


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410])
def test_no_rules_are_no_hindrance(server: WebServer, status: int) -> None:
    server.routes["/robots.txt"] = Answer(status, b"User-agent: *\nDisallow: /\n")
    assert _ask(server, "/news/1") == [None]


@pytest.mark.parametrize(
    "answer",
    [Answer(500), Answer(503), Answer(429), Answer(body=b"x" * 99, drip_s=0.1), Answer(raw=b"")],
    ids=["500", "503", "429", "drip", "reset"],
)
def test_rules_that_cannot_be_had_shut_the_site_for_now(server: WebServer, answer: Answer) -> None:
    server.routes["/robots.txt"] = answer
    (refusal,) = _ask(server, "/news/1")
    assert isinstance(refusal, FetchError)
    assert "robots.txt cannot be had" in refusal.what


def test_redirected_rules_are_followed(server: WebServer) -> None:
    server.routes["/robots.txt"] = Answer(301, headers={"Location": "/rules"})
    server.routes["/rules"] = Answer(body=b"User-agent: *\nDisallow: /private\n")
    free, shut = _ask(server, "/a", "/private")
    assert free is None
    assert isinstance(shut, FetchRefusedError)


def test_endless_redirects_are_no_rules(server: WebServer) -> None:
    server.routes["/robots.txt"] = Answer(301, headers={"Location": "/robots.txt"})
    assert _ask(server, "/a") == [None]


def test_of_a_huge_file_the_beginning_counts(server: WebServer) -> None:
    server.routes["/robots.txt"] = Answer(body=b"User-agent: *\nDisallow: /private\n" + b"# pad\n" * 200_000)
    free, shut = _ask(server, "/a", "/private")
    assert free is None
    assert isinstance(shut, FetchRefusedError)


def test_the_crawl_delay_slows_the_host_down(server: WebServer) -> None:
    server.routes["/robots.txt"] = Answer(body=b"User-agent: *\nCrawl-delay: 0.3\nDisallow:\n")

    async def run() -> None:
        pacer = HostPacer(0)
        async with open_client(LIMITS, user_agent="Tollwatch") as client:
            fetcher = Fetcher(client, pacer, LIMITS, lambda: dt.datetime.now(dt.UTC))
            robots = Robots(fetcher, pacer, "Tollwatch")
            for number in range(3):
                await fetcher.fetch(server.url(f"/{number}"), max_bytes=10, permit=robots.permit)

    began = time.monotonic()
    asyncio.run(run())
    assert time.monotonic() - began >= 0.6
