"""How fast feeds are polled: `pull` against plain httpx that asks for the same addresses, in one run.

usage: python -m benchmarks.pull [--feeds N] [--hosts N] [--latency-ms N]

A server in a process of its own answers for all hosts, each after the latency. Plain httpx only reads the bytes; `pull`
keeps two seconds between two requests to a host, reads the documents, archives every exchange with its digests and
remembers what it saw. CPU seconds are of this process and of those that it started.
"""

from __future__ import annotations

import argparse
import asyncio
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
from rich.console import Console
from rich.table import Table

from extractors.feeds.catalog import Feed
from pipeline.pull import POLLS_AT_ONCE, pull
from pipeline.settings import Settings


@dataclass(frozen=True, slots=True)
class Cost:
    """Of one way to ask for all feeds."""

    seconds: float
    cpu_s: float
    requests: int
    bytes: int


@contextmanager
def newsstand(latency_ms: int) -> Iterator[str]:
    """A running server; gives its address as a proxy."""
    command = [sys.executable, "-m", "benchmarks.feed_server", str(latency_ms)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:  # noqa: S603
        try:
            yield f"http://127.0.0.1:{int(server.stdout.readline() if server.stdout else 0)}"
        finally:
            server.kill()


def measured(proxy: str, work: Callable[[], object]) -> Cost:
    """Do it and say what it cost."""
    began, cpu_before = time.perf_counter(), _cpu_s()
    work()
    seconds, cpu_s = time.perf_counter() - began, _cpu_s() - cpu_before
    counts: dict[str, Any] = httpx.get("http://counts.test/", proxy=proxy).json()
    return Cost(seconds, cpu_s, counts["requests"], counts["bytes"])


async def plain(proxy: str, addresses: list[str]) -> None:
    """Read each address once, as many side by side as `pull` does."""
    places = asyncio.Semaphore(POLLS_AT_ONCE)
    async with httpx.AsyncClient(proxy=proxy, trust_env=False, limits=httpx.Limits(max_connections=None)) as client:

        async def read(address: str) -> None:
            async with places:
                (await client.get(address)).raise_for_status()

        await asyncio.gather(*map(read, addresses))


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--feeds", type=int, default=1_000)
    parser.add_argument("--hosts", type=int, default=500)
    parser.add_argument("--latency-ms", type=int, default=50)
    options = parser.parse_args()
    addresses = [f"http://host{n % options.hosts}.test/feed{n // options.hosts}.xml" for n in range(options.feeds)]
    feeds = [
        Feed(f"feed-{n}", "Harbour Post", address, "GB", "en", "UTC", "outlet", pages=False)
        for n, address in enumerate(addresses)
    ]
    with tempfile.TemporaryDirectory() as home, newsstand(options.latency_ms) as proxy:
        settings = Settings(home=Path(home), proxy=proxy)
        costs = {
            "plain httpx": measured(proxy, lambda: asyncio.run(plain(proxy, addresses))),
            "pull, first time": measured(proxy, lambda: pull(settings, feeds)),
            "pull, unchanged": measured(proxy, lambda: pull(settings, feeds, force=True)),
        }
    _print(costs, options)


def _print(costs: dict[str, Cost], options: argparse.Namespace) -> None:
    base = next(iter(costs.values()))
    title = f"{options.feeds} feeds on {options.hosts} hosts, {options.latency_ms} ms latency"
    table = Table("", "s", "ratio", "CPU s", "ratio", "requests", "MB", "bytes", box=None, title=title)
    for name, cost in costs.items():
        table.add_row(
            name,
            f"{cost.seconds:.1f}",
            f"{cost.seconds / base.seconds:.2f}",
            f"{cost.cpu_s:.1f}",
            f"{cost.cpu_s / base.cpu_s:.2f}",
            f"{cost.requests:,}",
            f"{cost.bytes / 1e6:.2f}",
            f"{cost.bytes / base.bytes:.1%}",
        )
    console = Console()
    console.print(table)
    console.print(f"peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")


def _cpu_s() -> float:
    own, others = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    return own.ru_utime + own.ru_stime + others.ru_utime + others.ru_stime


if __name__ == "__main__":
    main()
