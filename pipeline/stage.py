"""Step 2, extract: raw zone (or any WARC, JSON lines, HTML file) -> staged Parquet batches.

One source file gives one batch folder. The folder's name holds the source, its content and the version of all that
read it (reading_version.py), so the same bytes read by the same code are staged once, and other code stages them again
beside the old batch.
"""

from __future__ import annotations

import contextlib
import hashlib
import logging
import multiprocessing
import os
import shutil
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Final

import pyarrow as pa
import pyarrow.parquet as pq

from extractors.archives.sources import read_articles, read_fetches
from extractors.articles.article import Article
from extractors.casualties import Extractor, default_extractor
from extractors.casualties.model import Extraction
from extractors.documents import stable_id
from extractors.errors import DocumentError, TollwatchError
from extractors.faults import put_aside
from pipeline.batch import BatchWriter, read_not_read, sync
from pipeline.reading_version import reading_version
from pipeline.settings import Settings
from pipeline.store import open_store
from warehouse.staging import FILES

log = logging.getLogger(__name__)

UNFINISHED: Final = ".open-"
"""Begins the names of folders that are no batches yet."""

_PARQUET_END: Final = b"PAR1"
_PARQUET_TAIL: Final = 8
"""Bytes: the length of the footer and the mark, https://parquet.apache.org/docs/file-format/."""

_MANY: Final = 24
"""Files from which on several processes are worth the second that each takes to start."""

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


@dataclass(slots=True)
class StageReport:
    """What one run of the step did. `failed` are sources of which nothing could be read."""

    batches: list[Batch] = field(default_factory=list)
    failed: list[TollwatchError] = field(default_factory=list)

    @property
    def problems(self) -> list[str]:
        """Everything that was put aside, in the order in which it was met."""
        return [p for batch in self.batches for p in batch.problems] + [str(e) for e in self.failed]

    @property
    def not_read(self) -> Counter[str]:
        """Articles by language that nobody reads, in the batches that this run made."""
        return sum((batch.not_read for batch in self.batches if batch.is_new), Counter())

    def count(self, what: str) -> int:
        """Articles, claims or incidents in the batches that this run made."""
        return sum(getattr(batch, what) for batch in self.batches if batch.is_new)


def batch_name(source: Path, version: str, *, raw_zone: Path | None = None) -> str:
    """The folder name of a source's batch under this reading version.

    Files of the raw zone never change, so their name is enough; of any other file the content counts.
    """
    if raw_zone is not None and source.is_relative_to(raw_zone):
        key = stable_id(source.name)
    else:
        with source.open("rb") as stream:
            key = stable_id(hashlib.file_digest(stream, "sha256").hexdigest())
    return f"{source.name.split('.')[0]}-{key}.{version}"


def stage(  # noqa: PLR0913 - the last three are asked for by name, each by one way of use
    sources: Sequence[Path],
    staged: Path,
    *,
    extractor: Extractor = default_extractor,
    raw_zone: Path | None = None,
    on_progress: Callable[[Path, int], None] | None = None,
    jobs: int = 1,
) -> StageReport:
    """Extract each source file into a batch below `staged`.

    Args:
        sources: WARC, JSON lines or HTML files.
        staged: the folder of batches; made where it is missing.
        extractor: reads each article.
        raw_zone: the folder whose files never change.
        on_progress: called with the source and the articles read from it so far.
        jobs: processes that share the files where there are many; then progress is told file by file.
    """
    report = StageReport()
    staged.mkdir(parents=True, exist_ok=True)
    if jobs > 1 and len(sources) >= _MANY:
        done = _stage_side_by_side(sources, staged, extractor, raw_zone, jobs)
    else:
        done = (_batch_or_error(source, staged, extractor, raw_zone, on_progress) for source in sources)
    for source, made in zip(sources, done, strict=True):
        if isinstance(made, TollwatchError):
            report.failed.append(made)
            continue
        report.batches.append(made)
        if on_progress:
            on_progress(source, made.articles)
    return report


def _stage_side_by_side(
    sources: Sequence[Path], staged: Path, extractor: Extractor, raw_zone: Path | None, jobs: int
) -> Iterator[Batch | TollwatchError]:
    """In the order of the sources, whichever process is done first."""
    stage_one = partial(_batch_or_error, staged=staged, extractor=extractor, raw_zone=raw_zone)
    # A fork of a process with threads, as DuckDB and pyarrow have them, may hang.
    with ProcessPoolExecutor(jobs, mp_context=multiprocessing.get_context("spawn")) as pool:
        yield from pool.map(stage_one, sources)


def _batch_or_error(
    source: Path,
    staged: Path,
    extractor: Extractor,
    raw_zone: Path | None,
    on_progress: Callable[[Path, int], None] | None = None,
) -> Batch | TollwatchError:
    try:
        return _stage_one(source, staged, extractor, raw_zone, on_progress)
    except Exception as error:
        return _unreadable(error, source)


def pending_sources(settings: Settings) -> list[Path]:
    """WARC files of the raw zone of which the present code has no whole batch yet, oldest first.

    Of an object store the paths are those that the files have, or would have, on this machine.
    """
    version = reading_version(default_extractor)
    if store := open_store(settings):
        staged = store.batches()
        found = [settings.raw / name for name in store.raw_names()]
        return [path for path in found if batch_name(path, version, raw_zone=settings.raw) not in staged]
    files = sorted(settings.raw.rglob("*.warc.gz"), key=lambda path: (path.parent.name, path.name))
    return [
        source for source in files if not has_ends(settings.staged / batch_name(source, version, raw_zone=settings.raw))
    ]


def stage_pending(settings: Settings, *, on_progress: Callable[[Path, int], None] | None = None) -> StageReport:
    """Extract all that `pull` left in the raw zone and that is not staged yet."""
    if settings.staged.exists():
        sweep(settings.staged)
    return stage_zone(settings, pending_sources(settings), on_progress=on_progress, jobs=settings.jobs)


def stage_zone(
    settings: Settings,
    sources: Sequence[Path],
    *,
    on_progress: Callable[[Path, int], None] | None = None,
    jobs: int = 1,
) -> StageReport:
    """Extract these files of the raw zone; with an object store, bring each from there and send its batch.

    Raises:
        FetchError: the object store does not answer; what was sent before stays.
    """
    store = open_store(settings)
    if store is None:
        return stage(sources, settings.staged, raw_zone=settings.raw, on_progress=on_progress, jobs=jobs)
    report = StageReport()
    settings.home.mkdir(parents=True, exist_ok=True)
    sweep(settings.home)
    for source in sources:
        with tempfile.TemporaryDirectory(prefix=UNFINISHED, dir=settings.home) as workplace:
            zone, staged = Path(workplace, "raw"), Path(workplace, "staged")
            try:
                here = source if source.exists() else store.bring_raw(source, zone)
            except DocumentError as error:
                report.failed.append(error)
                continue
            done = stage([here], staged, raw_zone=here.parent.parent, on_progress=on_progress)
            for batch in done.batches:
                store.send_batch(batch.folder)
                report.batches.append(replace(batch, folder=settings.staged / batch.folder.name))
            report.failed += done.failed
    return report


def send_staged(settings: Settings) -> None:
    """Send the batches that lie here to the object store, where there is one."""
    if store := open_store(settings):
        for folder in settings.staged.glob("[!.]*"):
            if has_ends(folder):
                store.send_batch(folder)
                shutil.rmtree(folder)


def _stage_one(
    source: Path,
    staged: Path,
    extractor: Extractor,
    raw_zone: Path | None,
    on_progress: Callable[[Path, int], None] | None,
) -> Batch:
    version = reading_version(extractor)
    folder = staged / batch_name(source, version, raw_zone=raw_zone)
    if known := _existing(folder, source):
        return known

    def fill(writer: BatchWriter) -> bool:
        for item in read_articles(source):
            if isinstance(item, TollwatchError):
                writer.put_aside(item)
                continue
            writer.add(item)
            if on_progress:
                on_progress(source, writer.rows["articles.parquet"])
        for fetch in read_fetches(source):
            writer.add_fetch(fetch)
        return True

    batch = write_batch(folder, source, fill, extractor=extractor, version=version)
    assert batch is not None  # noqa: S101 - an empty batch says that its source was read
    return batch


def write_batch(
    folder: Path, source: Path, fill: Callable[[BatchWriter], bool], *, extractor: Extractor, version: str
) -> Batch | None:
    """Write a batch: whole under its name, or not there. The one that stands there already where there is one.

    Args:
        folder: the batch's own; its parent is there.
        source: what it is read from.
        fill: writes the articles, and says whether to keep the batch.
        extractor: reads them.
        version: of all that reads, `reading_version`.
    """
    # The temporary folder is a sibling, so that the rename is atomic; `sweep` removes what a killed run left.
    workplace = Path(tempfile.mkdtemp(prefix=UNFINISHED, dir=folder.parent))
    try:
        with BatchWriter(workplace, extractor, version) as writer:
            is_kept = fill(writer)
        if not is_kept:
            return None
        if known := _put_in_place(workplace, folder, source):
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


def _put_in_place(workplace: Path, folder: Path, source: Path) -> Batch | None:
    """Give the finished batch its name; the batch that stands there where another worker was faster."""
    try:
        workplace.rename(folder)
    except OSError:
        if not folder.exists():
            raise
        if known := _existing(folder, source):
            return known
        log.warning("%s: not whole, staged anew", folder)
        aside = Path(tempfile.mkdtemp(prefix=UNFINISHED, dir=folder.parent))
        folder.rename(aside / folder.name)
        workplace.rename(folder)
        shutil.rmtree(aside, ignore_errors=True)
    sync(folder.parent)
    return None


def _existing(folder: Path, source: Path) -> Batch | None:
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


def sweep(staged: Path) -> None:
    """Remove what killed runs left half-made: by its age, since another worker may be writing a younger one."""
    oldest = time.time() - LEFTOVER_AGE_S
    for folder in staged.glob(f"{UNFINISHED}*"):
        with contextlib.suppress(FileNotFoundError):  # its worker has just renamed it
            if folder.stat().st_mtime < oldest:
                shutil.rmtree(folder, ignore_errors=True)


def extract_files(paths: Iterable[Path]) -> Iterator[Extraction | TollwatchError]:
    """The extractions of all documents in these files, in order, with what could not be read in its place."""
    for path in paths:
        try:
            for item in read_articles(path):
                yield item if isinstance(item, TollwatchError) else _extraction(item)
        except Exception as error:
            yield _unreadable(error, path)


def _extraction(article: Article) -> Extraction | TollwatchError:
    try:
        return default_extractor(article.document)
    except Exception as error:
        return put_aside(error, "the article cannot be extracted", where=article.raw_uri or article.document.id)


def _unreadable(error: Exception, path: Path) -> TollwatchError:
    """What is said of a file of which nothing more can be read."""
    if isinstance(error, OSError):
        return DocumentError(f"cannot be read: {error.strerror or error}", where=str(path))
    return put_aside(error, "the file cannot be read", where=str(path))
