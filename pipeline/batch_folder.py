"""The folder of a staged batch: whole under its name or not there, whenever its writer is killed."""

from __future__ import annotations

import contextlib
import logging
import os
import shutil
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import pyarrow as pa
import pyarrow.parquet as pq

from extractors.casualties import Extractor
from pipeline.batch import BatchWriter, read_not_read, sync
from warehouse.staging import FILES

log = logging.getLogger(__name__)

UNFINISHED: Final = ".open-"
"""Begins the names of folders that are no batches yet."""

_PARQUET_END: Final = b"PAR1"
_PARQUET_TAIL: Final = 8
"""Bytes: the length of the footer and the mark, https://parquet.apache.org/docs/file-format/."""

LEFTOVER_AGE_S: Final = 24 * 3600
"""No batch takes a day: a half-made folder older than that belongs to a killed run."""


@dataclass(frozen=True, slots=True)
class Batch:
    """One staged batch.

    `problems` are what was put aside, `not_read` the articles by language that nobody reads; `is_new` is false where
    the batch stood there before.
    """

    folder: Path
    source: Path
    articles: int = 0
    claims: int = 0
    incidents: int = 0
    problems: tuple[str, ...] = ()
    not_read: Counter[str] = field(default_factory=Counter)
    is_new: bool = True


def write_batch(  # noqa: PLR0913 - what a batch is made of
    folder: Path,
    source: Path,
    fill: Callable[[BatchWriter], bool],
    *,
    extractor: Extractor,
    version: str,
    is_anew: bool = False,
) -> Batch | None:
    """Write a batch: whole under its name, or not there. The one that stands there already where there is one.

    Args:
        folder: the batch's own; its parent is there.
        source: what it is read from.
        fill: writes the articles, and says whether to keep the batch.
        extractor: reads them.
        version: of all that reads, `reading_version`.
        is_anew: put it in the place of the one that stands there.
    """
    # The temporary folder is a sibling, so that the rename is atomic; `sweep` removes what a killed run left.
    workplace = Path(tempfile.mkdtemp(prefix=UNFINISHED, dir=folder.parent))
    try:
        with BatchWriter(workplace, extractor, version) as writer:
            is_kept = fill(writer)
        if not is_kept:
            return None
        if known := _put_in_place(workplace, folder, source, is_anew=is_anew):
            return known
    finally:
        shutil.rmtree(workplace, ignore_errors=True)
    return Batch(
        folder,
        source,
        articles=writer.rows["articles.parquet"],
        claims=writer.rows["claims.parquet"],
        incidents=writer.rows["incidents.parquet"],
        problems=tuple(writer.problems),
        not_read=writer.not_read,
    )


def _put_in_place(workplace: Path, folder: Path, source: Path, *, is_anew: bool) -> Batch | None:
    """Give the finished batch its name; the batch that stands there where another worker was faster."""
    try:
        workplace.rename(folder)
    except OSError:
        if not folder.exists():
            raise
        if known := existing(folder, source):
            if not is_anew:
                return known
            _replace_files(workplace, folder)
            return None
        log.warning("%s: not whole, staged anew", folder)
        aside = Path(tempfile.mkdtemp(prefix=UNFINISHED, dir=folder.parent))
        folder.rename(aside / folder.name)
        workplace.rename(folder)
        shutil.rmtree(aside, ignore_errors=True)
    sync(folder.parent)
    return None


def _replace_files(workplace: Path, folder: Path) -> None:
    """One file after the other, so that a loader always finds a whole batch: same bytes, same code, same rows."""
    new = {path.name for path in workplace.iterdir()}
    for name in sorted(new):
        (workplace / name).replace(folder / name)
    for path in folder.iterdir():
        if path.name not in new:
            path.unlink()
    sync(folder)


def existing(folder: Path, source: Path) -> Batch | None:
    """The batch that stands in this folder; null where there is none, or one that cannot be read."""
    try:
        rows = {name: int(pq.read_metadata(folder / name).num_rows) for name in FILES}
    except (pa.ArrowInvalid, OSError):
        return None
    return Batch(
        folder,
        source,
        articles=rows["articles.parquet"],
        claims=rows["claims.parquet"],
        incidents=rows["incidents.parquet"],
        not_read=read_not_read(folder),
        is_new=False,
    )


def has_ends(folder: Path) -> bool:
    """Whether each Parquet file of a batch ends as one does: cheap enough to ask of every batch there is."""
    try:
        for name in FILES:
            with (folder / name).open("rb") as stream:
                stream.seek(-_PARQUET_TAIL, os.SEEK_END)
                if not stream.read().endswith(_PARQUET_END):
                    return False
    except OSError:  # no such folder or file, or a file too short
        return False
    return True


def batches_below(staged: Path) -> list[Path]:
    """All batches with a name, oldest name first. The warehouse knows which of them it holds already."""
    return sorted(folder for folder in staged.glob("[!.]*") if folder.is_dir())


def sweep(staged: Path) -> None:
    """Remove what killed runs left half-made: by its age, since another worker may be writing a younger one."""
    oldest = time.time() - LEFTOVER_AGE_S
    for folder in staged.glob(f"{UNFINISHED}*"):
        with contextlib.suppress(FileNotFoundError):  # its worker has just renamed it
            if folder.stat().st_mtime < oldest:
                shutil.rmtree(folder, ignore_errors=True)
