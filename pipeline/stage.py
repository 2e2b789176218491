"""Step 2, extract: raw zone (or any WARC, JSON lines, HTML file) -> staged Parquet batches.

One source file gives one batch folder. The folder's name holds the source, its content and the extractor's version, so
the same bytes read by the same code are staged once, and newer code stages them again beside the old batch.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import hashlib
import shutil
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import pyarrow.parquet as pq

from extractors.archives.sources import read_articles, read_fetches
from extractors.casualties import Extractor, default_extractor
from extractors.casualties.model import Extraction
from extractors.documents import stable_id
from extractors.errors import DocumentError, TollwatchError
from pipeline.batch import BatchWriter
from pipeline.settings import Settings

LEFTOVER_AGE_S: Final = 24 * 3600
"""No batch takes a day: a half-made folder older than that belongs to a killed run."""


@dataclass(frozen=True, slots=True)
class Batch:
    """One staged batch. `problems` are what was put aside; `is_new` is false where the batch stood there before."""

    folder: Path
    source: Path
    articles: int = 0
    claims: int = 0
    incidents: int = 0
    problems: tuple[str, ...] = ()
    is_new: bool = True


@dataclass(slots=True)
class StageReport:
    """What one run of the step did. `failed` are sources of which nothing could be read."""

    batches: list[Batch] = field(default_factory=list)
    failed: list[TollwatchError] = field(default_factory=list)

    @property
    def problems(self) -> list[str]:
        """Everything that was put aside, in the order in which it was met."""
        return [p for batch in self.batches for p in batch.problems] + [str(e) for e in self.failed]

    def count(self, what: str) -> int:
        """Articles, claims or incidents in the batches that this run made."""
        return sum(getattr(batch, what) for batch in self.batches if batch.is_new)


def batch_name(source: Path, version: str, *, raw_zone: Path | None = None) -> str:
    """The folder name of a source's batch under this version of the extractor.

    Files of the raw zone never change, so their name is enough; of any other file the content counts.
    """
    if raw_zone is not None and source.is_relative_to(raw_zone):
        key = stable_id(source.name)
    else:
        with source.open("rb") as stream:
            key = stable_id(hashlib.file_digest(stream, "sha256").hexdigest())
    return f"{source.name.split('.')[0]}-{key}.{version}"


def stage(
    sources: Sequence[Path],
    staged: Path,
    *,
    extractor: Extractor = default_extractor,
    raw_zone: Path | None = None,
    on_progress: Callable[[Path, int], None] | None = None,
) -> StageReport:
    """Extract each source file into a batch below `staged`.

    Args:
        sources: WARC, JSON lines or HTML files.
        staged: the folder of batches; made where it is missing.
        extractor: reads each article.
        raw_zone: the folder whose files never change.
        on_progress: called with the source and the articles read from it so far.
    """
    report = StageReport()
    staged.mkdir(parents=True, exist_ok=True)
    for source in sources:
        try:
            report.batches.append(_stage_one(source, staged, extractor, raw_zone, on_progress))
        except (OSError, TollwatchError) as error:
            report.failed.append(_unreadable(error, source))
    return report


def pending_sources(settings: Settings) -> list[Path]:
    """WARC files of the raw zone that the present extractor has not staged yet, oldest first."""

    def folder(source: Path) -> Path:
        return settings.staged / batch_name(source, default_extractor.version, raw_zone=settings.raw)

    files = sorted(settings.raw.rglob("*.warc.gz"), key=lambda path: (path.parent.name, path.name))
    return [source for source in files if not folder(source).exists()]


def stage_pending(settings: Settings, *, on_progress: Callable[[Path, int], None] | None = None) -> StageReport:
    """Extract all that `pull` left in the raw zone and that is not staged yet."""
    if settings.staged.exists():
        sweep(settings.staged)
    return stage(pending_sources(settings), settings.staged, raw_zone=settings.raw, on_progress=on_progress)


def _stage_one(
    source: Path,
    staged: Path,
    extractor: Extractor,
    raw_zone: Path | None,
    on_progress: Callable[[Path, int], None] | None,
) -> Batch:
    folder = staged / batch_name(source, extractor.version, raw_zone=raw_zone)
    if folder.exists():
        return _existing(folder, source)
    # The temporary folder is a sibling, so that the rename is atomic; `sweep` removes what a killed run left.
    workplace = Path(tempfile.mkdtemp(prefix=".open-", dir=staged))
    try:
        with BatchWriter(workplace, extractor) as writer:
            for item in read_articles(source):
                if isinstance(item, TollwatchError):
                    writer.put_aside(item)
                    continue
                writer.add(item)
                if on_progress:
                    on_progress(source, writer.rows["articles.parquet"])
            for row in read_fetches(source):
                writer.write("fetches.parquet", {**row, "fetched_at": dt.datetime.fromisoformat(row["fetched_at"])})
        try:
            workplace.rename(folder)
        except OSError:
            if not folder.exists():
                raise
            return _existing(folder, source)  # another worker was faster with the same bytes
    finally:
        shutil.rmtree(workplace, ignore_errors=True)
    return Batch(
        folder,
        source,
        articles=writer.rows["articles.parquet"],
        claims=writer.rows["claims.parquet"],
        incidents=writer.rows["incidents.parquet"],
        problems=tuple(writer.problems),
    )


def _existing(folder: Path, source: Path) -> Batch:
    def rows(name: str) -> int:
        return int(pq.read_metadata(folder / f"{name}.parquet").num_rows)

    return Batch(folder, source, rows("articles"), rows("claims"), rows("incidents"), is_new=False)


def sweep(staged: Path) -> None:
    """Remove what killed runs left half-made: by its age, since another worker may be writing a younger one."""
    oldest = time.time() - LEFTOVER_AGE_S
    for folder in staged.glob(".open-*"):
        with contextlib.suppress(FileNotFoundError):  # its worker has just renamed it
            if folder.stat().st_mtime < oldest:
                shutil.rmtree(folder, ignore_errors=True)


def extract_files(paths: Iterable[Path]) -> Iterator[Extraction | TollwatchError]:
    """The extractions of all documents in these files, in order, with what could not be read in its place."""
    for path in paths:
        try:
            for item in read_articles(path):
                yield item if isinstance(item, TollwatchError) else default_extractor(item.document)
        except (OSError, TollwatchError) as error:
            yield _unreadable(error, path)


def _unreadable(error: OSError | TollwatchError, path: Path) -> TollwatchError:
    """What is said of a file of which nothing more can be read."""
    if isinstance(error, TollwatchError):
        return error
    return DocumentError(f"cannot be read: {error.strerror or error}", where=str(path))
