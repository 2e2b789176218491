"""Progress bars over the steps of a cycle: shown on a terminal, silent elsewhere."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from pipeline.cli.app import err
from pipeline.pull import FeedResult


class Bars:
    """One bar a step; it is told of the steps as `pipeline.cycle.Watcher` describes."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self._bar = None if progress.disable else progress.add_task("start", total=None)
        self._articles: dict[Path, int] = {}

    def step(self, name: str, total: int | None) -> None:
        """A step begins."""
        if self._bar is not None:
            self._progress.reset(self._bar, total=total, description=name)
        self._articles.clear()

    def feed(self, result: FeedResult) -> None:
        """A feed has answered, or has not."""
        if self._bar is not None:
            self._progress.update(self._bar, advance=1, description=f"pull {result.feed_id}")

    def article(self, source: Path, count: int) -> None:
        """Another article has been read."""
        if self._bar is not None:
            self._articles[source] = count
            self._progress.update(self._bar, completed=sum(self._articles.values()), description="extract articles")


@contextmanager
def watching() -> Iterator[Bars]:
    """Bars on standard error while the block runs; none where it is not a terminal."""
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description:<32}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=err, disable=not err.is_terminal, transient=True) as progress:
        yield Bars(progress)
