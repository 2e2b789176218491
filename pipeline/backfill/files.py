"""Backfill from files: archives of many gigabytes, JSON lines, Parquet -> staged batches, a piece at a time.

A piece is so many articles, or so many bytes without any. Where it begins and ends depends on the file and on what is
wanted alone, so a backfill that was killed and run again makes the same batches as one that was not.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Final

from extractors.archives.sources import KNOWN, Read, can_begin, read_from
from extractors.archives.wanted import Fit, Wanted
from extractors.articles.article import Article
from extractors.casualties import default_extractor
from extractors.documents import stable_id
from extractors.errors import DocumentError, TollwatchError
from extractors.faults import put_aside
from pipeline.backfill.journal import Journal
from pipeline.batch import BatchWriter
from pipeline.batch_folder import write_batch
from pipeline.reading_version import reading_version
from pipeline.settings import Settings

PIECE_ARTICLES: Final = 500
"""Articles of one piece, some ten seconds' work: a kill loses no more."""

PIECE_BYTES: Final = 256_000_000
"""Bytes of a file after which a piece ends, however few articles were wanted."""

_ENDS_BYTES: Final = 1 << 20
_MOST_TOLD: Final = 100

OnProgress = Callable[[Path, int, int], None]
"""Told of a file, its bytes that have been read, and the articles taken."""


@dataclass(slots=True)
class Piece:
    """What one piece of a file gave. It goes from `place` to before `end`, which is null at the file's end.

    `batch` is null where nothing was wanted. `other_day` and `undated` count articles that were left out for that.
    """

    place: int
    end: int | None = None
    batch: str | None = None
    articles: int = 0
    claims: int = 0
    incidents: int = 0
    put_aside: int = 0
    other_day: int = 0
    undated: int = 0
    not_read: dict[str, int] = field(default_factory=dict)


@dataclass(slots=True)
class FileReport:
    """What the backfill of one file did, now and in earlier runs; `new` are the pieces of this one.

    `problems` are the first of what was put aside by this run. `error` says why the file could not be read to its end.
    """

    source: Path
    pieces: list[Piece] = field(default_factory=list)
    new: int = 0
    problems: list[str] = field(default_factory=list)
    error: TollwatchError | None = None

    def count(self, what: str) -> int:
        """Of all pieces: articles, claims, incidents, put_aside, other_day, undated."""
        return sum(getattr(piece, what) for piece in self.pieces)

    @property
    def not_read(self) -> Counter[str]:
        """Articles by language that nobody reads, in the pieces of this run."""
        return sum((Counter(piece.not_read) for piece in self.pieces[len(self.pieces) - self.new :]), Counter())


def files_in(paths: list[Path]) -> list[Path]:
    """The files that hold articles among these and in these folders, each once, in order.

    A path that gives none stands for itself: reading it says what is wrong with it, and stops no other.
    """
    found: dict[Path, None] = {}
    for path in paths:
        try:
            inside = sorted(p for p in path.rglob("*") if p.is_file()) if path.is_dir() else [path]
        except OSError:
            inside = []
        found |= dict.fromkeys([p for p in inside if p.name.lower().endswith(KNOWN)] or [path])
    return list(found)


def check_path(path: Path) -> None:
    """Say what is wrong with a path before anything of it is read.

    Raises:
        DocumentError: it is not there or out of reach, or no kind of file that is read, or a folder without any.
    """
    try:
        is_there, is_file = path.exists(), path.is_file()
    except OSError as error:
        raise DocumentError(f"it cannot be looked at: {error.strerror}", where=str(path)) from error
    if not is_there:
        raise DocumentError("there is no such file or folder", where=str(path))
    if not is_file or not path.name.lower().endswith(KNOWN):
        raise DocumentError("nothing here holds articles", where=str(path), hint=f"known are {', '.join(KNOWN)}")


def size_of(path: Path) -> int:
    """Bytes of a file; 0 where there is none that can be looked at."""
    try:
        return path.stat().st_size if path.is_file() else 0
    except OSError:
        return 0


def backfill_file(
    settings: Settings,
    source: Path,
    wanted: Wanted,
    *,
    again: bool = False,
    on_progress: OnProgress | None = None,
) -> FileReport:
    """Read what is wanted of a file into staged batches, and go on where an earlier run of the same code ended.

    Args:
        settings: where batches and journals lie.
        source: a file of a kind in `extractors.archives.sources.KNOWN`.
        wanted: hosts and days.
        again: read all of it anew; batches that stand there stay.
        on_progress: told now and then how far it is.

    Raises:
        LockedError: another process is at this backfill.
    """
    report = FileReport(source)
    version = reading_version(default_extractor)
    try:
        check_path(source)
        key = stable_id(file_key(source), wanted.key)
    except DocumentError as error:
        report.error = error
        return report
    except OSError as error:
        report.error = DocumentError(f"the file cannot be read: {error.strerror}", where=str(source))
        return report
    name = f"{source.name.split('.')[0]}-{key}"
    settings.staged.mkdir(parents=True, exist_ok=True)
    with Journal(settings.backfills / f"{name}.{version}.jsonl", again=again) as journal:
        report.pieces = [Piece(**line) for line in journal.lines]
        if report.pieces and report.pieces[-1].end is None:
            return report
        work = _Work(settings, source, wanted, version, name, report, on_progress)
        try:
            for piece in work.pieces():
                journal.add(asdict(piece))
                report.pieces.append(piece)
                report.new += 1
        except DocumentError as error:
            report.error = error
    return report


def file_key(path: Path) -> str:
    """Names a file's content: its size, its beginning and its end, for the whole of gigabytes takes minutes to digest.

    The time of its last change stands for the middle.
    """
    about = path.stat()
    with path.open("rb") as stream:
        digest = hashlib.sha256(stream.read(_ENDS_BYTES))
        stream.seek(max(0, about.st_size - _ENDS_BYTES))
        digest.update(stream.read(_ENDS_BYTES))
    return stable_id(path.name, about.st_size, about.st_mtime_ns, digest.hexdigest())


@dataclass(slots=True)
class _Work:
    """One file in work."""

    settings: Settings
    source: Path
    wanted: Wanted
    version: str
    name: str
    report: FileReport
    on_progress: OnProgress | None

    def pieces(self) -> Iterator[Piece]:
        """The pieces that are left, each when its batch has its name.

        Raises:
            DocumentError: the system cannot read the file now; what was read of the piece in work is forgotten.
        """
        place = (self.report.pieces[-1].end if self.report.pieces else 0) or 0
        reads = self._reads(place)
        first = next(reads, None)
        while True:
            piece = Piece(place)
            first = self._piece(piece, first, reads)
            piece.end = first.place if first else None
            yield piece
            if first is None:
                return
            place = first.place

    def _reads(self, place: int) -> Iterator[Read]:
        """What the file holds from a place on; damage that it breaks off with comes last, and stands in the report.

        Raises:
            DocumentError: the system failed, or our own code did: neither is the file's end.
        """
        last = place
        try:
            for read in read_from(self.source, place=place, wanted=self.wanted):
                last = read.place
                yield read
        except OSError as error:
            raise DocumentError(
                f"the file cannot be read: {error.strerror or error}", where=str(self.source)
            ) from error
        except Exception as error:
            told = put_aside(error, "the file cannot be read", where=str(self.source))
            if told is not error:
                raise told from error
            self.report.error = told
            yield Read(last, self.report.error, 0)

    def _piece(self, piece: Piece, first: Read | None, reads: Iterator[Read]) -> Read | None:
        """Make the batch of a piece; gives the first read of the next one."""
        following: Read | None = None

        def fill(writer: BatchWriter) -> bool:
            nonlocal following
            following = self._fill(piece, first, reads, writer)
            piece.put_aside = len(writer.problems)
            self.report.problems += writer.problems[: max(0, _MOST_TOLD - len(self.report.problems))]
            return bool(writer.rows["articles.parquet"] or writer.problems)

        folder = self.settings.staged / f"{self.name}-{piece.place}.{self.version}"
        batch = write_batch(folder, self.source, fill, extractor=default_extractor, version=self.version)
        if batch:
            piece.batch, piece.not_read = batch.folder.name, dict(batch.not_read)
            piece.articles, piece.claims, piece.incidents = batch.articles, batch.claims, batch.incidents
        return following

    def _fill(self, piece: Piece, first: Read | None, reads: Iterator[Read], writer: BatchWriter) -> Read | None:
        read, last = first, piece.place
        begun = read.done if read else 0
        while read is not None:
            is_full = writer.rows["articles.parquet"] >= PIECE_ARTICLES or read.done - begun >= PIECE_BYTES
            if is_full and read.place != last and can_begin(self.source, read.place):
                return read
            last = read.place
            self._take(read, piece, writer)
            read = next(reads, None)
        return None

    def _take(self, read: Read, piece: Piece, writer: BatchWriter) -> None:
        if isinstance(read.item, TollwatchError):
            writer.put_aside(read.item)
        elif isinstance(read.item, Article):
            fit = self.wanted.fit(read.item)
            if fit is Fit.WANTED:
                writer.add(read.item)
            piece.other_day += fit is Fit.OTHER_DAY
            piece.undated += fit is Fit.UNDATED
        if self.on_progress:
            self.on_progress(self.source, read.done, writer.rows["articles.parquet"])
