"""Step 2, extract: raw zone (or any WARC, JSON lines, HTML file) -> staged Parquet batches.

One source file gives one batch folder. The folder's name holds the source, its content and the version of all that
read it (reading_version.py), so the same bytes read by the same code are staged once, and other code stages them again
beside the old batch.
"""

from __future__ import annotations

import fcntl
import hashlib
import shutil
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

from extractors.archives.sources import read_articles, read_fetches
from extractors.articles.article import Article
from extractors.casualties import Extractor, default_extractor
from extractors.casualties.model import Extraction
from extractors.documents import stable_id
from extractors.errors import DocumentError, TollwatchError
from extractors.faults import put_aside
from pipeline.batch import BatchWriter
from pipeline.batch_folder import UNFINISHED, Batch, batches_below, existing, has_ends, sweep, write_batch
from pipeline.files import FULL
from pipeline.reading_version import reading_version
from pipeline.settings import Settings
from pipeline.store import open_store
from pipeline.workers import Tell, side_by_side

_MANY: Final = 24
"""Files from which on several processes are worth the second that each takes to start."""


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
    again: bool = False,
) -> StageReport:
    """Extract each source file into a batch below `staged`.

    Args:
        sources: WARC, JSON lines or HTML files.
        staged: the folder of batches; made where it is missing.
        extractor: reads each article.
        raw_zone: the folder whose files never change.
        on_progress: called with the source and the articles read from it so far.
        jobs: processes that share the files where there are many; then progress is told file by file.
        again: read files too whose batches are there, and replace these.

    Raises:
        OSError: the disk is full.
    """
    report = StageReport()
    staged.mkdir(parents=True, exist_ok=True)
    step = _Step(staged, extractor, raw_zone, is_anew=again)
    done: Iterable[Batch | TollwatchError]
    if jobs > 1 and len(sources) >= _MANY:
        done = side_by_side(step.elsewhere, sources, jobs)
    else:
        done = (step.batch(source, on_progress) for source in sources)
    for source, made in zip(sources, done, strict=True):
        if isinstance(made, TollwatchError):
            report.failed.append(made)
            continue
        report.batches.append(made)
        if on_progress:
            on_progress(source, made.articles)
    return report


def pending_sources(settings: Settings) -> list[Path]:
    """WARC files of the raw zone of which the present code has no whole batch yet, oldest first."""
    version = reading_version(default_extractor)
    names = {source: batch_name(source, version, raw_zone=settings.raw) for source in zone_sources(settings)}
    if store := open_store(settings):
        staged = store.batches()
        return [source for source, name in names.items() if name not in staged]
    return [source for source, name in names.items() if not has_ends(settings.staged / name)]


def zone_sources(settings: Settings) -> list[Path]:
    """All WARC files of the raw zone, oldest first; those of an object store as they are, or would be, called here."""
    if store := open_store(settings):
        return [settings.raw / name for name in store.raw_names()]
    return sorted(settings.raw.rglob("*.warc.gz"), key=lambda path: (path.parent.name, path.name))


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
    again: bool = False,
) -> StageReport:
    """Extract these files of the raw zone; with an object store, bring each from there and send its batch.

    Raises:
        FetchError: the object store does not answer; what was sent before stays.
    """
    store = open_store(settings)
    if store is None:
        return stage(sources, settings.staged, raw_zone=settings.raw, on_progress=on_progress, jobs=jobs, again=again)
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
                store.send_batch(batch.folder, again=again)
                report.batches.append(replace(batch, folder=settings.staged / batch.folder.name))
            report.failed += done.failed
    return report


def send_staged(settings: Settings) -> list[Path]:
    """Send the batches that lie here to the object store, where there is one; gives those that stay.

    They are all where there is no store, and otherwise those that are not whole. Portions of backfills send side by
    side with each other and with a load: they take turns, so that no batch goes away under who reads it.

    Raises:
        FetchError: the object store does not answer; what was not sent stays, and is sent the next time.
    """
    store = open_store(settings)
    if store is None:
        return batches_below(settings.staged)
    settings.state.mkdir(parents=True, exist_ok=True)
    stay = []
    with (settings.state / "sending.lock").open("w", encoding="utf-8") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        for folder in batches_below(settings.staged):
            if not has_ends(folder):
                stay.append(folder)
                continue
            store.send_batch(folder)
            sent = Path(tempfile.mkdtemp(prefix=UNFINISHED, dir=settings.staged))
            folder.rename(sent / folder.name)  # killed in between, it leaves nothing that is taken for a batch
            shutil.rmtree(sent)
    return stay


@dataclass(frozen=True, slots=True)
class _Step:
    """What the batches of one run have in common."""

    staged: Path
    extractor: Extractor
    raw_zone: Path | None
    is_anew: bool

    def elsewhere(self, source: Path, _: Tell) -> Batch | TollwatchError:
        """The same in another process."""
        return self.batch(source)

    def batch(self, source: Path, on_progress: Callable[[Path, int], None] | None = None) -> Batch | TollwatchError:
        """The batch of a source, or why nothing of it could be read."""
        try:
            return self._batch(source, on_progress)
        except Exception as error:
            if isinstance(error, OSError) and error.errno in FULL:  # every source would meet it
                raise
            return _unreadable(error, source)

    def _batch(self, source: Path, on_progress: Callable[[Path, int], None] | None) -> Batch:
        version = reading_version(self.extractor)
        folder = self.staged / batch_name(source, version, raw_zone=self.raw_zone)
        if not self.is_anew and (known := existing(folder, source)):
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

        batch = write_batch(folder, source, fill, extractor=self.extractor, version=version, is_anew=self.is_anew)
        assert batch is not None  # noqa: S101 - an empty batch says that its source was read
        return batch


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
