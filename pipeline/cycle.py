"""One full cycle: pull -> extract -> load -> publish, over the real feeds or over the bundled newsroom."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from pipeline import newsroom
from pipeline.feeds import choose_feeds
from pipeline.load import load_pending
from pipeline.publish import publish
from pipeline.pull import FeedResult, PullReport, pull
from pipeline.settings import Settings
from pipeline.stage import StageReport, stage_pending
from warehouse.load import LoadReport


class Watcher(Protocol):
    """What is told of a cycle while it runs."""

    def step(self, name: str, total: int | None) -> None:
        """A step begins; `total` is the number of things that it will go through, where that is known."""

    def feed(self, result: FeedResult) -> None:
        """A feed has answered, or has not."""

    def article(self, source: Path, count: int) -> None:
        """Another article of this source has been read."""


@dataclass(frozen=True, slots=True)
class CycleReport:
    """What each step did, and where the result lies."""

    pull: PullReport
    stage: StageReport
    load: LoadReport
    snapshot: Path

    @property
    def problems(self) -> list[str]:
        """All that was put aside on the way."""
        return self.stage.problems + [str(error) for error in self.load.refused]


@contextmanager
def newsroom_settings(settings: Settings) -> Iterator[Settings]:
    """Settings under which the bundled newsroom is pulled: its own feeds, its own database, its server as the proxy."""
    with newsroom.serve() as proxy:
        yield settings.model_copy(
            update={"home": settings.newsroom, "feeds": newsroom.FOLDER / "feeds.toml", "proxy": proxy}
        )


def run_cycle(settings: Settings, watch: Watcher, *, pulled: PullReport | None = None) -> CycleReport:
    """Run the four steps, one after the other; `pulled` stands for the first one where it has just run.

    Raises:
        LockedError: another process writes the warehouse; nothing is lost, the next cycle goes on from there.
    """
    report = pulled or pull_all(settings, watch)
    watch.step("extract", None)
    staged = stage_pending(settings, on_progress=watch.article)
    watch.step("load", None)
    loaded = load_pending(settings)
    watch.step("publish", None)
    return CycleReport(report, staged, loaded, publish(settings))


def pull_all(settings: Settings, watch: Watcher) -> PullReport:
    """The first step, over every feed of the settings' list."""
    feeds = choose_feeds(settings)
    watch.step("pull", len(feeds))
    return pull(settings, feeds, on_result=watch.feed)
