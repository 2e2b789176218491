"""Files of one backfill read by several processes, a file each: the batches are the same however many there are."""

from __future__ import annotations

import multiprocessing
import queue
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from pathlib import Path
from typing import Any, Final

from extractors.archives.wanted import Wanted
from pipeline.backfill.files import FileReport, backfill_file
from pipeline.settings import Settings

_TELL_S: Final = 1.0
"""Seconds between two words of a process on how far it is."""

_words: Any = None
"""In a worker: the queue that takes them."""


def backfill_files(  # noqa: PLR0913 - each is the user's choice
    settings: Settings,
    sources: Sequence[Path],
    wanted: Wanted,
    *,
    again: bool,
    jobs: int,
    on_bytes: Callable[[int, str], None],
) -> list[FileReport]:
    """The reports of all files, in their order.

    Args:
        settings: where batches and journals lie.
        sources: files of any kind that is read.
        wanted: hosts and days.
        again: read all of it anew.
        jobs: processes at work at the same time.
        on_bytes: told how many bytes of all files have been read, and which file was read last.

    Raises:
        LockedError: another process is at one of these backfills.
    """
    sizes = {source: source.stat().st_size if source.exists() else 0 for source in sources}
    done = dict.fromkeys(sources, 0)

    def tell(source: Path, place: int) -> None:
        done[source] = place
        on_bytes(sum(done.values()), source.name)

    if jobs == 1 or len(sources) == 1:
        reports = []
        for source in sources:
            reports.append(
                backfill_file(
                    settings, source, wanted, again=again, on_progress=lambda path, place, _: tell(path, place)
                )
            )
            tell(source, sizes[source])
        return reports
    context = multiprocessing.get_context("spawn")
    words: Any = context.Queue()
    with ProcessPoolExecutor(min(jobs, len(sources)), context, initializer=_listen, initargs=(words,)) as pool:
        futures = [pool.submit(_one, settings, source, wanted, again) for source in sources]
        for source, place in _heard(futures, words):
            tell(source, place)
        for source in sources:
            tell(source, sizes[source])
        return [future.result() for future in futures]


def _heard(futures: Sequence[Future[FileReport]], words: Any) -> Iterator[tuple[Path, int]]:
    while not all(future.done() for future in futures):
        try:
            yield words.get(timeout=_TELL_S)
        except queue.Empty:
            continue


def _listen(words: Any) -> None:
    global _words  # noqa: PLW0603 - a worker has one queue for its life
    _words = words


def _one(settings: Settings, source: Path, wanted: Wanted, again: bool) -> FileReport:  # noqa: FBT001 - a call to another process
    last = 0.0

    def on_progress(path: Path, place: int, _: int) -> None:
        nonlocal last
        if time.monotonic() - last >= _TELL_S:
            last = time.monotonic()
            _words.put((path, place))

    return backfill_file(settings, source, wanted, again=again, on_progress=on_progress)
