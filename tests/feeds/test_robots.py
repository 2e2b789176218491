from __future__ import annotations

import asyncio
import datetime as dt
import json
import time
from pathlib import Path

import pytest

from extractors.errors import FetchError, FetchRefusedError, TollwatchError
from extractors.feeds import collect, robots
from extractors.feeds.fetch import Fetcher, Limits, open_client
from extractors.feeds.pace import DelayedError, HostPacer
from extractors.feeds.robots import Robots
from extractors.feeds.robots_kept import RobotsKept
from tests.webserver import Answer, WebServer

LIMITS = Limits(2, 0.4, 1, 5)


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


def _ask(server: WebServer, *paths: str) -> list[TollwatchError | None]:
    """What robots.txt says of each path: nothing, or the refusal."""

    async def run() -> list[TollwatchError | None]:
        async with open_client(LIMITS, user_agent="Tollwatch", allow_private=True) as client:
            robots = Robots(Fetcher(client, HostPacer(0), LIMITS, _now), "Tollwatch", _now)

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


def _ask_in_a_new_run(server: WebServer, folder: Path, now: dt.datetime) -> TollwatchError | None:
    async def run() -> TollwatchError | None:
        async with open_client(LIMITS, user_agent="Tollwatch", allow_private=True) as client:
            fetcher = Fetcher(client, HostPacer(0), LIMITS, lambda: now)
            try:
                await Robots(fetcher, "Tollwatch", lambda: now, RobotsKept(folder)).permit(server.url("/private"))
            except TollwatchError as error:
                return error
        return None

    return asyncio.run(run())


def test_rules_are_kept_for_a_day_across_runs_and_then_asked_for_with_their_validators(
    server: WebServer, tmp_path: Path
) -> None:
    rules = Answer(body=b"User-agent: *\nDisallow: /private\n", headers={"ETag": '"7"'})
    server.routes["/robots.txt"] = lambda request: (
        Answer(304) if request.headers.get("if-none-match") == '"7"' else rules
    )
    began = dt.datetime(2026, 11, 22, 12, tzinfo=dt.UTC)
    for hours in (0, 5, 23, 25, 47):
        refusal = _ask_in_a_new_run(server, tmp_path, began + dt.timedelta(hours=hours))
        assert isinstance(refusal, FetchRefusedError), hours
    asked = [request.headers.get("if-none-match") for request in server.asked("/robots.txt")]
    assert asked == [None, '"7"']


def test_a_site_without_rules_is_not_asked_again_and_one_that_fails_is(server: WebServer, tmp_path: Path) -> None:
    began = dt.datetime(2026, 11, 22, 12, tzinfo=dt.UTC)
    server.routes["/robots.txt"] = Answer(503)
    assert isinstance(_ask_in_a_new_run(server, tmp_path, began), FetchError)
    server.routes["/robots.txt"] = Answer(404)
    for minutes in (1, 60):
        assert _ask_in_a_new_run(server, tmp_path, began + dt.timedelta(minutes=minutes)) is None
    assert len(server.asked("/robots.txt")) == 2
    server.routes["/robots.txt"] = Answer(500)  # a day later the old word counts no more
    assert isinstance(_ask_in_a_new_run(server, tmp_path, began + dt.timedelta(days=2)), FetchError)


def test_a_long_run_asks_anew_when_the_rules_are_old_and_an_hour_after_an_error(server: WebServer) -> None:
    now = dt.datetime(2026, 11, 22, 12, tzinfo=dt.UTC)

    async def run() -> list[type[TollwatchError] | None]:
        nonlocal now
        said: list[type[TollwatchError] | None] = []
        async with open_client(LIMITS, user_agent="Tollwatch", allow_private=True) as client:
            robots = Robots(Fetcher(client, HostPacer(0), LIMITS, lambda: now), "Tollwatch", lambda: now)
            for hours, answer in ((0, shut), (23, free), (2, Answer(503)), (0.5, free), (1, free)):
                now += dt.timedelta(hours=hours)
                server.routes["/robots.txt"] = answer
                try:
                    await robots.permit(server.url("/private"))
                    said.append(None)
                except TollwatchError as error:
                    said.append(type(error))
        return said

    shut, free = Answer(body=b"User-agent: *\nDisallow: /private\n"), Answer(404)
    assert asyncio.run(run()) == [FetchRefusedError, FetchRefusedError, FetchError, FetchError, None]
    assert len(server.asked("/robots.txt")) == 3


def test_a_damaged_copy_is_as_none(server: WebServer, tmp_path: Path) -> None:
    server.routes["/robots.txt"] = Answer(body=b"User-agent: *\nDisallow: /private\n")
    _ask_in_a_new_run(server, tmp_path, _now())
    (kept,) = tmp_path.iterdir()
    whole = json.loads(kept.read_bytes())
    odd = [{"etag": 7}, {"etag": "a\nb"}, {"last_modified": ["x"]}, {"text": None}, {"url": 3}, {"fresh_s": "soon"}]
    damaged = ['{"site":', "[" * 100_000, "[]", "7", *(json.dumps(whole | fields) for fields in odd)]
    for times, content in enumerate(damaged, 2):
        kept.write_text(content, "utf-8")
        old = _now() + dt.timedelta(days=2)  # its validators would be sent
        assert isinstance(_ask_in_a_new_run(server, tmp_path, old), FetchRefusedError), content[:40]
        assert len(server.asked("/robots.txt")) == times
        assert not {"if-none-match", "if-modified-since"} & server.requests[-1].headers.keys()


def _visit(server: WebServer, delay: str, *paths: str, within_s: float) -> list[TollwatchError | None]:
    """Ask for these pages, one after the other; what went wrong with each."""
    server.routes["/robots.txt"] = Answer(body=f"User-agent: *\nCrawl-delay: {delay}\nDisallow:\n".encode())

    async def run() -> list[TollwatchError | None]:
        async with open_client(LIMITS, user_agent="Tollwatch", allow_private=True) as client:
            fetcher = Fetcher(client, HostPacer(0), LIMITS, _now)
            rules = Robots(fetcher, "Tollwatch", _now)
            latest = time.monotonic() + within_s
            return [
                (await fetcher.fetch(server.url(path), max_bytes=10, permit=rules.page(latest))).error for path in paths
            ]

    return asyncio.run(run())


def _times(server: WebServer, *paths: str) -> list[float]:
    return [request.at for request in server.requests if request.path in paths]


def test_the_crawl_delay_lies_between_pages_and_not_within_one(server: WebServer) -> None:
    server.routes |= {"/1": Answer(302, headers={"Location": "/2"}), "/2": Answer(), "/3": Answer()}
    assert _visit(server, "0.6", "/1", "/3", within_s=60) == [None, None]
    first, redirected, second = _times(server, "/1", "/2", "/3")
    assert redirected - first < 0.3
    assert second - first >= 0.55


def test_a_crawl_delay_without_time_for_it_is_not_waited_for(server: WebServer) -> None:
    server.routes |= {"/1": Answer(), "/2": Answer(), "/3": Answer()}
    began = time.monotonic()
    first, *others = _visit(server, "86400", "/1", "/2", "/3", within_s=60)
    assert time.monotonic() - began < 5
    assert first is None
    assert all(isinstance(error, DelayedError) for error in others)
    assert "Crawl-delay of 86400 s leaves no time" in str(others[0])
    assert server.asked("/2") == server.asked("/3") == []


def test_a_crawl_delay_counts_up_to_the_longest(server: WebServer, monkeypatch: pytest.MonkeyPatch) -> None:
    assert robots.LONGEST_DELAY_S <= collect.MAX_PAGES_S
    monkeypatch.setattr(robots, "LONGEST_DELAY_S", 0.4)
    server.routes |= {"/1": Answer(), "/2": Answer()}
    assert _visit(server, "86400", "/1", "/2", within_s=60) == [None, None]
    first, second = _times(server, "/1", "/2")
    assert 0.35 <= second - first < 5


@pytest.mark.parametrize("delay", ["0", "-5", "nan", "inf", "1e400", "soon"])
def test_a_crawl_delay_that_is_none_delays_nothing(server: WebServer, delay: str) -> None:
    server.routes |= {"/1": Answer(), "/2": Answer()}
    assert _visit(server, delay, "/1", "/2", within_s=0) == [None, None]
