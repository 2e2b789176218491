"""A day of news through Airflow, and the same day through `tollwatch run`, on this machine.

usage: python -m benchmarks.day [--feeds 200] [--articles 20000] [--waves 24]

The day's articles come out in waves. At each the feeds are polled, and the next wave comes when what the last one
brought is in the snapshot: so the sum over the waves is the work of a day without the waiting between two polls. The
invented outlets are on loopback and nobody pauses between two requests to them.

- **lag**: seconds from the release of a wave until its articles are in the snapshot. A schedule adds the wait for the
  next poll, 15 minutes in the mean for one of 30.
- **memory**: the largest sum over all processes (PSS, so what forks share counts once), looked at each two seconds. The
  newsroom's server is not counted.
- **idle**: seconds of CPU a minute that Airflow takes while no run is due.
"""

from __future__ import annotations

import argparse
import contextlib
import datetime as dt
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import duckdb
import httpx
import psutil
from rich.console import Console
from rich.table import Table

from benchmarks.day_server import host_of
from benchmarks.running_airflow import PROJECT, Airflow, running

_LOOK_S: Final = 2.0
_IDLE_S: Final = 60.0
_WAVE_S: Final = 7200.0

_CYCLE: Final = """
from pipeline.cli.watch import watching
from pipeline.cycle import run_cycle
from pipeline.feeds import choose_feeds
from pipeline.pull import pull
from pipeline.settings import Settings
settings = Settings()
with watching() as bars:
    run_cycle(settings, bars, pulled=pull(settings, choose_feeds(settings), force=True))
"""


@dataclass
class Costs:
    """Of one way through the day."""

    lags_s: list[float] = field(default_factory=list)
    cpu_s: float = 0.0
    peak_bytes: int = 0
    events: int = 0
    articles: int = 0

    @property
    def wall_s(self) -> float:
        """Of all waves."""
        return sum(self.lags_s)


class Watch:
    """Looks at the memory of processes while a way through the day is under way."""

    def __init__(self, processes: Callable[[], list[psutil.Process]], costs: Costs) -> None:
        self._processes, self._costs = processes, costs
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)

    def __enter__(self) -> None:
        self._thread.start()

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._over.wait(_LOOK_S):
            memory = 0
            for process in self._processes():
                with contextlib.suppress(psutil.Error, OSError):
                    memory += process.memory_full_info().pss
            self._costs.peak_bytes = max(self._costs.peak_bytes, memory)


@contextmanager
def newsroom(feeds: int, articles: int, waves: int) -> Iterator[str]:
    """The day's server in a process of its own; gives its address as a proxy."""
    command = [sys.executable, "-m", "benchmarks.day_server", str(feeds), str(articles), str(waves)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=PROJECT) as server:  # noqa: S603
        try:
            yield f"http://127.0.0.1:{int(server.stdout.readline() if server.stdout else 0)}"
        finally:
            server.kill()


def release(proxy: str, wave: int) -> int:
    """Let a wave out; gives the articles that are out by then."""
    return int(httpx.get(f"http://waves.example/{wave}", proxy=proxy, timeout=60).text)


def published(snapshot: Path) -> tuple[int, int]:
    """Articles and events of a snapshot; none where there is none yet."""
    if not snapshot.exists():
        return 0, 0
    with duckdb.connect(snapshot, read_only=True) as connection:
        row = connection.execute("SELECT (SELECT count(*) FROM core.articles), (SELECT count(*) FROM mart.events)")
        articles, events = row.fetchall()[0]
        return int(articles), int(events)


def through_airflow(folder: Path, environment: dict[str, str], waves: int) -> tuple[Costs, float]:
    """The day, each wave by a run of `tollwatch_ingest` and what follows; and the idle cost in CPU seconds a minute."""
    costs = Costs()
    with running(folder, environment, within_s=600) as airflow:
        idle_s = idle(airflow)
        airflow.unpause("tollwatch_ingest")
        airflow.settle(within_s=_WAVE_S)  # the run of the schedule: nothing is out yet
        before_s = airflow.cpu_s()
        with Watch(airflow.processes, costs):
            for wave in range(1, waves + 1):
                release(environment["TOLLWATCH_PROXY"], wave)
                began = dt.datetime.now(dt.UTC)
                airflow.ask("POST", "dags/tollwatch_ingest/dagRuns", logical_date=None, conf={"force": True})
                airflow.settle(within_s=_WAVE_S)
                ended = dt.datetime.fromisoformat(airflow.runs("tollwatch_publish")[-1]["end_date"])
                costs.lags_s.append((ended - began).total_seconds())
        costs.cpu_s = airflow.cpu_s() - before_s
    return costs, idle_s


def idle(airflow: Airflow) -> float:
    """CPU seconds a minute while nothing is to do."""
    time.sleep(10)  # what the start left to do
    before_s = airflow.cpu_s()
    time.sleep(_IDLE_S)
    return (airflow.cpu_s() - before_s) * 60 / _IDLE_S


def by_hand(environment: dict[str, str], waves: int) -> Costs:
    """The day, each wave by what `tollwatch run` does, in a process of its own, with every feed due."""
    costs = Costs()
    home = environment["TOLLWATCH_HOME"]

    def processes() -> list[psutil.Process]:
        found = []
        for process in psutil.process_iter():
            with contextlib.suppress(psutil.Error):
                if process.environ().get("TOLLWATCH_HOME") == home:
                    found.append(process)
        return found

    command = [sys.executable, "-c", _CYCLE]
    before_s = _children_cpu_s()
    with Watch(processes, costs):
        for wave in range(1, waves + 1):
            release(environment["TOLLWATCH_PROXY"], wave)
            began = time.perf_counter()
            subprocess.run(  # noqa: S603 - our own command
                command, env=os.environ | environment, cwd=PROJECT, check=True, stdout=subprocess.DEVNULL
            )
            costs.lags_s.append(time.perf_counter() - began)
    costs.cpu_s = _children_cpu_s() - before_s
    return costs


def _children_cpu_s() -> float:
    """Of all processes that we started and that have ended."""
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def write_feeds(path: Path, feeds: int) -> None:
    """The feed list of the invented outlets."""
    path.write_text(
        "".join(
            f'[[feeds]]\nid = "outlet-{n}"\npublisher = "Outlet {n}"\nurl = "http://{host_of(n)}/feed.xml"\n'
            f'country = "GB"\nlanguage = "en"\nzone = "UTC"\nkind = "outlet"\nregion = "world"\n\n'
            for n in range(feeds)
        ),
        "utf-8",
    )


def main() -> None:
    """Measure both ways and print."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--feeds", type=int, default=200)
    parser.add_argument("--articles", type=int, default=20_000)
    parser.add_argument("--waves", type=int, default=24)
    options = parser.parse_args()
    day = (options.feeds, options.articles, options.waves)
    console = Console()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_feeds(folder / "feeds.toml", options.feeds)
        ways: dict[str, Costs] = {}
        for way in ("tollwatch run", "Airflow"):
            with newsroom(*day) as proxy:
                home = folder / way.replace(" ", "-")
                environment = {
                    "TOLLWATCH_PROXY": proxy,
                    "TOLLWATCH_FEEDS": str(folder / "feeds.toml"),
                    "TOLLWATCH_HOME": str(home),
                }
                if way == "Airflow":
                    ways[way], idle_s = through_airflow(folder / "airflow", environment, options.waves)
                else:
                    ways[way] = by_hand(environment, options.waves)
                ways[way].articles, ways[way].events = published(home / "published" / "tollwatch.duckdb")
    _print(console, ways, f"{options.feeds} feeds, {options.articles:,} articles in {options.waves} waves")
    console.print(f"Airflow while nothing is to do: {idle_s:.1f} s of CPU a minute")


def _print(console: Console, ways: dict[str, Costs], title: str) -> None:
    base = next(iter(ways.values()))
    names = ("wall s", "ratio", "CPU s", "ratio", "peak MB", "lag median s", "lag worst s", "articles", "events")
    table = Table("", *names, box=None, title=title)
    for name, costs in ways.items():
        table.add_row(
            name,
            f"{costs.wall_s:,.0f}",
            f"{costs.wall_s / base.wall_s:.2f}",
            f"{costs.cpu_s:,.0f}",
            f"{costs.cpu_s / base.cpu_s:.2f}",
            f"{costs.peak_bytes / 1e6:,.0f}",
            f"{statistics.median(costs.lags_s):.0f}",
            f"{max(costs.lags_s):.0f}",
            f"{costs.articles:,}",
            f"{costs.events:,}",
        )
    console.print(table)


if __name__ == "__main__":
    main()
