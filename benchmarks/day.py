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

It says on stderr how far it is. Ctrl-C or `kill` end it, with all that it has started.
"""

from __future__ import annotations

import argparse
import contextlib
import datetime as dt
import os
import resource
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import duckdb
import httpx
import psutil
from rich.console import Console
from rich.table import Table

from benchmarks.costs import Costs, Watch
from benchmarks.day_server import write_feeds
from benchmarks.running_airflow import PROJECT, Airflow, running

_BEGAN: Final = time.monotonic()
_ASK_S: Final = 4.0
"""Between two questions to Airflow how far it is: it takes some hundredths of a second to answer each."""

_TELL_S: Final = 20.0
_IDLE_S: Final = 60.0
_START_S: Final = 900.0
_WAVE_S: Final = 7200.0

_CHAIN: Final = ("tollwatch_ingest", "tollwatch_load", "tollwatch_publish")

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


@contextmanager
def newsroom(feeds: int, articles: int, waves: int) -> Iterator[str]:
    """The day's server in a process of its own; gives its address as a proxy."""
    command = [sys.executable, "-m", "benchmarks.day_server", str(feeds), str(articles), str(waves)]
    with subprocess.Popen(  # noqa: S603 - our own command
        command, stdout=subprocess.PIPE, text=True, cwd=PROJECT, start_new_session=True
    ) as server:
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
    tell("Airflow starts")
    with running(folder, environment, within_s=_START_S) as airflow:
        airflow.unpause("tollwatch_ingest")
        tell("Airflow is up; the first run of the schedule, with nothing out yet")
        airflow.settle(within_s=_WAVE_S, step_s=_ASK_S, tell=Progress())
        idle_s = idle(airflow)
        before_s = airflow.cpu_s()
        with Watch(airflow.processes, costs):
            for wave in range(1, waves + 1):
                out = release(environment["TOLLWATCH_PROXY"], wave)
                began = dt.datetime.now(dt.UTC)
                run = airflow.ask("POST", "dags/tollwatch_ingest/dagRuns", logical_date=None, conf={"force": True})
                ended = wait_until_published(airflow, run["dag_run_id"])
                costs.lags_s.append((ended - began).total_seconds())
                costs.cpu_s = airflow.cpu_s() - before_s
                tell(f"Airflow, wave {wave} of {waves}: {out:,} articles out, {costs}")
        tell("Airflow stops")
    return costs, idle_s


class Progress:
    """Says now and then what is at work."""

    def __init__(self) -> None:
        self._told = time.monotonic()

    def __call__(self, at_work: str) -> None:
        """Hears it at each look."""
        if time.monotonic() - self._told > _TELL_S:
            tell(f"  {at_work or 'nothing at work'}")
            self._told = time.monotonic()


def chain(airflow: Airflow, run_id: str) -> list[dict[str, Any]]:
    """A run of `tollwatch_ingest`, the load that it started, and what that started, as far as they are made."""
    runs = [airflow.ask("GET", f"dags/{_CHAIN[0]}/dagRuns/{run_id}")]
    for dag_id in _CHAIN[1:]:
        if follower := airflow.follower(dag_id, runs[-1]):
            runs.append(follower)
        else:
            break
    return runs


def wait_until_published(airflow: Airflow, run_id: str) -> dt.datetime:
    """When what a run of `tollwatch_ingest` brought was in the snapshot.

    Raises:
        RuntimeError: it, or what follows from it, failed.
    """
    progress = Progress()
    runs: list[dict[str, Any]] = []

    def is_done() -> bool:
        nonlocal runs
        at_work = airflow.under_way()
        progress(at_work)
        runs = [] if at_work else chain(airflow, run_id)
        return len(runs) == len(_CHAIN) or any(run["state"] == "failed" for run in runs)

    airflow.wait_for("a wave in the snapshot", is_done, within_s=_WAVE_S, step_s=_ASK_S)
    if (states := {run["dag_id"]: run["state"] for run in runs}) and set(states.values()) != {"success"}:
        raise RuntimeError(f"a wave ended as {states}\n{airflow.log.read_text('utf-8')[-8000:]}")
    return dt.datetime.fromisoformat(runs[-1]["end_date"])


def idle(airflow: Airflow) -> float:
    """CPU seconds a minute while nothing is to do."""
    tell(f"nothing to do for {_IDLE_S:.0f} s")
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
            out = release(environment["TOLLWATCH_PROXY"], wave)
            began = time.perf_counter()
            run_whole(command, os.environ | environment)
            costs.lags_s.append(time.perf_counter() - began)
            costs.cpu_s = _children_cpu_s() - before_s
            tell(f"tollwatch run, wave {wave} of {waves}: {out:,} articles out, {costs}")
    return costs


def run_whole(command: list[str], environment: dict[str, str]) -> None:
    """Run a command; where we are stopped meanwhile, it ends with all that it has started.

    Raises:
        subprocess.CalledProcessError: it failed.
    """
    with subprocess.Popen(  # noqa: S603 - our own command
        command, env=environment, cwd=PROJECT, stdout=subprocess.DEVNULL, start_new_session=True
    ) as process:
        try:
            process.wait()
        except BaseException:
            os.killpg(process.pid, signal.SIGKILL)
            raise
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command)


def tell(line: str) -> None:
    """Say how far we are, and after how many seconds."""
    print(f"[{time.monotonic() - _BEGAN:6,.0f} s] {line}", file=sys.stderr, flush=True)


def stop_orderly(number: int, _: object) -> None:
    """End by an exception, so that all that was started is stopped; a second signal does not cut that short."""
    for ending in (signal.SIGINT, signal.SIGTERM):
        signal.signal(ending, signal.SIG_IGN)
    tell("stopped; all that was started is being stopped")
    raise SystemExit(128 + number)


def _children_cpu_s() -> float:
    """Of all processes that we started and that have ended."""
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def main() -> None:
    """Measure both ways and print."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--feeds", type=int, default=200)
    parser.add_argument("--articles", type=int, default=20_000)
    parser.add_argument("--waves", type=int, default=24)
    options = parser.parse_args()
    for ending in (signal.SIGINT, signal.SIGTERM):
        signal.signal(ending, stop_orderly)
    day = (options.feeds, options.articles, options.waves)
    console = Console()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_feeds(folder / "feeds.toml", options.feeds)
        ways: dict[str, Costs] = {}
        for way in ("tollwatch run", "Airflow"):
            with newsroom(*day) as proxy:
                tell(f"the newsroom is up; now {way}")
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
