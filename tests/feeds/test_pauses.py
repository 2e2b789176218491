"""Pauses between the requests to a host, within a process and across them."""

from __future__ import annotations

import asyncio
import datetime as dt
import multiprocessing
import threading
import time
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from extractors.feeds import fetch as fetching
from extractors.feeds.exchange import Fetch
from extractors.feeds.fetch import Fetcher, Limits, open_client
from extractors.feeds.pace import Apart, DelayedError, HostPacer
from extractors.feeds.stamps import Stamps
from tests.webserver import Answer, WebServer

PATIENT = Limits(connect_timeout_s=60, read_timeout_s=60, total_timeout_s=60, max_redirects=0)


def test_a_host_is_asked_one_request_at_a_time_with_pauses() -> None:
    async def run() -> list[tuple[float, float]]:
        pacer = HostPacer(0.05)
        turns: list[tuple[float, float]] = []

        async def one(number: int) -> None:
            async with pacer.turn(f"http://desk.invalid:{number}/"):
                began = time.monotonic()
                await asyncio.sleep(0.08 if number == 1 else 0)
                turns.append((began, time.monotonic()))

        await asyncio.gather(*map(one, range(5)))
        return turns

    turns = asyncio.run(run())
    for (began, ended), (next_began, _) in pairwise(turns):
        assert next_began - began > 0.049
        assert next_began >= ended


@pytest.mark.parametrize("is_shared", [False, True])
def test_the_pause_counts_from_the_start_of_a_request_that_waited_for_a_place(
    server: WebServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, is_shared: bool
) -> None:
    monkeypatch.setattr(fetching, "REQUESTS_AT_ONCE", 1)
    held = threading.Event()
    server.routes |= {"/held": Answer(hold=held), "/1": Answer(), "/2": Answer()}

    async def run() -> None:
        pacer = HostPacer(0.3, Stamps(tmp_path / "hosts" if is_shared else None))
        async with open_client(PATIENT, user_agent="Tollwatch", allow_private=True) as client:
            fetcher = Fetcher(client, pacer, PATIENT, lambda: dt.datetime.now(dt.UTC))
            other = asyncio.create_task(fetcher.fetch(server.url("/held", host="localhost"), max_bytes=10))
            while not server.asked("/held"):
                await asyncio.sleep(0.01)
            pages = [asyncio.create_task(fetcher.fetch(server.url(path), max_bytes=10)) for path in ("/1", "/2")]
            await asyncio.sleep(0.5)  # the one place is taken, for longer than the pause
            assert len(server.requests) == 1
            held.set()
            await asyncio.gather(other, *pages)

    asyncio.run(run())
    first, second = (server.asked(path)[0].at for path in ("/1", "/2"))
    assert second - first > 0.25


def _ask_often(folder: str, port: int, count: int) -> None:
    async def run() -> None:
        pacer = HostPacer(0.2, Stamps(Path(folder)))
        async with open_client(PATIENT, user_agent="Tollwatch", allow_private=True) as client:
            fetcher = Fetcher(client, pacer, PATIENT, lambda: dt.datetime.now(dt.UTC))
            for number in range(count):
                await fetcher.fetch(f"http://127.0.0.1:{port}/{number}", max_bytes=10)

    asyncio.run(run())


def test_the_pause_between_two_requests_to_a_host_holds_across_processes(server: WebServer, tmp_path: Path) -> None:
    context = multiprocessing.get_context("spawn")
    arguments = (str(tmp_path / "hosts"), server.port, 4)
    others = [context.Process(target=_ask_often, args=arguments) for _ in range(2)]
    for other in others:
        other.start()
    for other in others:
        other.join(120)
    times = sorted(request.at for request in server.requests)
    assert len(times) == 8
    assert times[-1] - times[0] > 1.2  # seven pauses, less what a busy machine shifts; each process alone takes 0.6


def _begin_pages(folder: str, begun: Any, count: int) -> None:
    async def run() -> None:
        pacer = HostPacer(0.01, Stamps(Path(folder)))
        for _ in range(count):
            async with pacer.turn("http://x.test/", apart=Apart(0.3, 0.3, time.monotonic() + 60)):
                begun.put(time.time())
                await asyncio.sleep(0.25)  # a slow answer: who waited for the delay waits for the host, too

    asyncio.run(run())


def test_a_crawl_delay_lies_between_the_true_starts_of_pages_of_many_processes(tmp_path: Path) -> None:
    context = multiprocessing.get_context("spawn")
    begun = context.Queue()
    others = [context.Process(target=_begin_pages, args=(str(tmp_path / "hosts"), begun, 3)) for _ in range(3)]
    for other in others:
        other.start()
    times = sorted(begun.get(timeout=60) for _ in range(9))
    for other in others:
        other.join(60)
    assert min(later - earlier for earlier, later in pairwise(times)) > 0.28


def test_a_page_without_time_for_its_delay_is_given_up_at_once(tmp_path: Path) -> None:
    async def begin(within_s: float) -> None:
        pacer = HostPacer(0, Stamps(tmp_path / "hosts"))
        async with pacer.turn("http://x.test/", apart=Apart(100, 100, time.monotonic() + within_s)):
            pass

    asyncio.run(begin(10))
    with pytest.raises(DelayedError, match="Crawl-delay of 100 s leaves no time"):
        asyncio.run(begin(10))


@pytest.mark.parametrize(("status", "longest"), [(429, 7200.0), (503, 3600.0)])
def test_a_retry_after_holds_for_all_of_the_host_and_for_other_processes(
    server: WebServer, tmp_path: Path, status: int, longest: float
) -> None:
    server.routes |= {"/1": Answer(status, headers={"Retry-After": "7200"}), "/2": Answer()}

    async def ask(path: str) -> Fetch:
        pacer = HostPacer(0.01, Stamps(tmp_path / "hosts"))
        async with open_client(PATIENT, user_agent="Tollwatch", allow_private=True) as client:
            fetcher = Fetcher(client, pacer, PATIENT, lambda: dt.datetime.now(dt.UTC))
            assert 0 <= pacer.left_alone_s(server.url(path)) <= longest
            return await fetcher.fetch(server.url(path), max_bytes=10)

    asyncio.run(ask("/1"))
    refused = asyncio.run(ask("/2"))
    assert isinstance(refused.error, DelayedError)
    assert "asks to be left alone until" in refused.error.what
    assert server.asked("/2") == []


def test_who_waits_for_a_hosts_turn_heeds_the_pause_that_the_answer_before_began(server: WebServer) -> None:
    server.routes |= {f"/{number}": Answer(429, headers={"Retry-After": "3600"}) for number in range(6)}

    async def run() -> list[Fetch]:
        async with open_client(PATIENT, user_agent="Tollwatch", allow_private=True) as client:
            fetcher = Fetcher(client, HostPacer(0.05), PATIENT, lambda: dt.datetime.now(dt.UTC))
            return await asyncio.gather(*(fetcher.fetch(server.url(f"/{n}"), max_bytes=10) for n in range(6)))

    first, *others = asyncio.run(run())
    assert first.status == 429
    assert all(isinstance(other.error, DelayedError) for other in others)
    assert len(server.requests) == 1


def test_a_host_may_be_slowed_down_by_its_feeds_rules() -> None:
    async def run() -> float:
        pacer = HostPacer(0)
        pacer.slow_down("http://x.test/feed", 0.3)
        began = time.monotonic()
        for _ in range(2):
            async with pacer.turn("http://x.test/news"):
                pass
        return time.monotonic() - began

    assert asyncio.run(run()) > 0.25


def test_invented_hosts_need_no_pause(server: WebServer) -> None:
    async def run() -> float:
        async with open_client(PATIENT, user_agent="Tollwatch", proxy=server.url()) as client:
            fetcher = Fetcher(client, HostPacer(5), PATIENT, lambda: dt.datetime.now(dt.UTC))
            began = time.monotonic()
            for number in range(3):
                await fetcher.fetch(f"http://north.example/{number}", max_bytes=10)
            return time.monotonic() - began

    assert asyncio.run(run()) < 3
    assert len(server.requests) == 3
