"""Files of one backfill read by several processes, a file each: the batches are the same however many there are."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Final

from extractors.archives.wanted import Wanted
from extractors.errors import DocumentError
from pipeline.backfill.files import FileReport, backfill_file, size_of
from pipeline.settings import Settings
from pipeline.workers import Tell, side_by_side

_TELL_S: Final = 1.0
"""Seconds between two words of a process on how far it is."""


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
    sizes = {source: size_of(source) for source in sources}
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
    work = partial(_one, settings=settings, wanted=wanted, again=again)
    reports = []
    for source, made in zip(sources, side_by_side(work, sources, jobs, on_word=tell), strict=True):
        reports.append(FileReport(source, error=made) if isinstance(made, DocumentError) else made)
        tell(source, sizes[source])
    return reports


def _one(source: Path, say: Tell, *, settings: Settings, wanted: Wanted, again: bool) -> FileReport:
    last = 0.0

    def on_progress(_: Path, place: int, __: int) -> None:
        nonlocal last
        if time.monotonic() - last >= _TELL_S:
            last = time.monotonic()
            say(place)

    return backfill_file(settings, source, wanted, again=again, on_progress=on_progress)
