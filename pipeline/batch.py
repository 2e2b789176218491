"""One batch being written: articles with their extractions into the staged Parquet files, row group by row group."""

from __future__ import annotations

import datetime as dt
import json
import os
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, replace
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self

import pyarrow as pa
import pyarrow.parquet as pq

from extractors.articles.article import Article
from extractors.casualties import Extractor
from extractors.casualties.model import Extraction
from extractors.documents import stable_id
from extractors.errors import ArticleError, DocumentError, TollwatchError
from extractors.faults import printable, put_aside
from warehouse.staging import FILES, STAGED

ROWS_AT_ONCE: Final = 1_000
"""Rows kept in memory before they are written: the memory of the step does not grow with its input."""

PROBLEMS: Final = "problems.jsonl"
"""What could not be read, a line each, beside the batch's Parquet files."""

NOT_READ: Final = "not_read.jsonl"
"""The articles in languages that no reader reads, a line each. They are staged as articles and hold no claims."""


class BatchWriter:
    """Writes the four Parquet files of a batch into a folder, and beside them the problems and what was not read.

    Whatever one article or one line of the fetch log fails on is put aside: nothing of it is written, all else is. On
    leaving without an error everything is on the disk, so that a rename may follow.

    Args:
        folder: empty, and nobody else's.
        extractor: reads each article.
        version: stands in every row as its `extractor_version`.
    """

    def __init__(self, folder: Path, extractor: Extractor, version: str) -> None:
        self.folder = folder
        self._extractor = extractor
        self._version = version
        self._begun = dt.datetime.now(dt.UTC)
        self.rows = dict.fromkeys(FILES, 0)
        self.problems: list[str] = []
        self.not_read: Counter[str] = Counter()
        self._waiting: dict[str, list[pa.Table]] = {name: [] for name in FILES}
        self._waiting_rows = dict.fromkeys(FILES, 0)
        self._seen_versions: set[str] = set()
        self._without_text: dict[str, str] = {}
        self._writers: dict[str, pq.ParquetWriter] = {}

    def __enter__(self) -> Self:
        self._writers = {
            name: pq.ParquetWriter(self.folder / name, schema, compression="zstd") for name, schema in FILES.items()
        }
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for name, writer in self._writers.items():
            if kind is None:
                self._flush(name)
            writer.close()
        if kind is None:
            (self.folder / STAGED).write_text(json.dumps({"staged_at": self._begun.isoformat()}), "utf-8")
            for path in (*self.folder.iterdir(), self.folder):
                sync(path)

    def put_aside(self, error: TollwatchError) -> None:
        """Keep what could not be read, with the reason; the batch goes on."""
        if isinstance(error, ArticleError) and error.where:
            self._without_text[error.where] = error.what
        self.problems.append(printable(str(error)))
        with (self.folder / PROBLEMS).open("a", encoding="utf-8", errors="backslashreplace") as lines:
            row = {"kind": type(error).__name__, "what": error.what, "where": error.where, "hint": error.hint}
            lines.write(json.dumps(row, ensure_ascii=False) + "\n")

    def add(self, article: Article) -> None:
        """Extract an article; a version that the batch holds already is not read twice.

        Raises:
            OSError: the batch cannot be written.
        """
        document = article.document
        place = article.raw_uri or document.id
        try:
            if document.version_id in self._seen_versions:
                return
            tables, language = self._read(article, place)
        except Exception as error:
            self.put_aside(put_aside(error, "the article cannot be extracted", where=place))
            return
        self._seen_versions.add(document.version_id)
        if language is not None:
            self._note_not_read(language, place)
        for name, table in tables.items():
            self._write(name, table)

    def add_fetch(self, fetch: dict[str, Any]) -> None:
        """Add a line of the fetch log, as `read_fetches` gives it, after the articles of the same file.

        A page that was fetched and gave no article has the outcome `no_text`, with what was seen instead.

        Raises:
            OSError: the batch cannot be written.
        """
        place = str(fetch.get("url"))
        try:
            row = {**fetch, "fetched_at": dt.datetime.fromisoformat(fetch["fetched_at"])}
            seen = self._without_text.get(fetch["final_url"] or fetch["url"])
            if seen and (row["kind"], row["outcome"]) == ("article", "ok"):
                row |= {"outcome": "no_text", "detail": seen}
            table = _table("fetches.parquet", [row])
        except Exception as error:
            self.put_aside(put_aside(error, "the line of the fetch log cannot be read", where=place))
            return
        self._write("fetches.parquet", table)

    def _note_not_read(self, language: str, place: str) -> None:
        self.not_read[language] += 1
        with (self.folder / NOT_READ).open("a", encoding="utf-8", errors="backslashreplace") as lines:
            lines.write(json.dumps({"language": language, "where": place}, ensure_ascii=False) + "\n")

    def _read(self, article: Article, place: str) -> tuple[dict[str, pa.Table], str | None]:
        """The rows of one article, as they will be written: what cannot be written is found out here.

        With them the language of a text that nobody reads, else null.
        """
        for note in article.notes:
            self.put_aside(ArticleError(note, where=place))
        try:
            published_on, published_at = publication(article)
        except DocumentError as error:
            # The article counts even where its date is broken: the day stays null.
            self.put_aside(error)
            article = replace(article, document=replace(article.document, published=None))
            published_on, published_at = None, None
        document = article.document
        version = {"article_id": document.id, "version_id": document.version_id, "extractor_version": self._version}
        extraction = self._extractor(document)
        rows = {
            "articles.parquet": [_article_row(article, published_on, published_at)],
            "claims.parquet": list(claim_rows(document.id, extraction)),
            "incidents.parquet": list(incident_rows(document.id, extraction)),
        }
        tables = {name: _table(name, [row | version for row in these]) for name, these in rows.items()}
        return tables, extraction.not_read

    def _write(self, name: str, table: pa.Table) -> None:
        if not table.num_rows:
            return
        self._waiting[name].append(table)
        self._waiting_rows[name] += table.num_rows
        self.rows[name] += table.num_rows
        if self._waiting_rows[name] >= ROWS_AT_ONCE:
            self._flush(name)

    def _flush(self, name: str) -> None:
        if self._waiting[name]:
            self._writers[name].write_table(pa.concat_tables(self._waiting[name]).combine_chunks())
            self._waiting[name].clear()
            self._waiting_rows[name] = 0


def read_not_read(folder: Path) -> Counter[str]:
    """How many articles of a batch nobody could read, by language."""
    path = folder / NOT_READ
    if not path.exists():
        return Counter()
    return Counter(json.loads(line)["language"] for line in path.read_text("utf-8").splitlines())


def told_not_read(languages: Counter[str]) -> str:
    """As in "3 articles not read: 2 sv, 1 ja"; empty where all were read."""
    if not languages:
        return ""
    total = languages.total()
    listed = ", ".join(f"{count:,} {code}" for code, count in languages.most_common())
    return f"{total:,} {'article' if total == 1 else 'articles'} not read, in a language without a reader: {listed}"


def sync(path: Path) -> None:
    """Wait until a file, or the names in a folder, are on the disk: a rename may reach it before the content does."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _table(name: str, rows: list[dict[str, Any]]) -> pa.Table:
    """Rows in the columns of a staged file."""
    return pa.Table.from_pylist(rows, schema=FILES[name])


def publication(article: Article) -> tuple[dt.date | None, dt.datetime | None]:
    """The day in the outlet's zone, and the instant where it is known (a time without a zone is no instant).

    Raises:
        DocumentError: the date is no ISO date.
    """
    when = article.document.published_at()
    if isinstance(when, dt.datetime):
        return when.date(), when.astimezone(dt.UTC) if when.tzinfo else None
    return when, None


def _article_row(article: Article, published_on: dt.date | None, published_at: dt.datetime | None) -> dict[str, Any]:
    document = article.document
    return {
        "url": document.url,
        "publisher": document.publisher,
        "feed_id": article.feed_id,
        "title": document.title,
        "text": document.text,
        "language": document.language,
        "authors": list(article.authors),
        "published_on": published_on,
        "published_at": published_at,
        "modified_at": article.modified_at,
        "seen_at": article.seen_at,
        "raw_uri": article.raw_uri,
        "payload_digest": article.payload_digest,
    }


def _day(value: str | None) -> dt.date | None:
    return dt.date.fromisoformat(value) if value else None


def incident_id(article_id: str, ordinal: int) -> str | None:
    """The id of an article's incident; 0 stands for no incident."""
    return stable_id(article_id, ordinal) if ordinal else None


def claim_rows(article_id: str, extraction: Extraction) -> Iterator[dict[str, Any]]:
    """Rows of `warehouse.staging.CLAIMS`, but for the version's columns."""
    for claim in extraction.claims:
        row = asdict(claim)
        row["span_start"], row["span_end"] = row.pop("start"), row.pop("end")
        row["incident_id"] = incident_id(article_id, row.pop("incident"))
        row["date_start"], row["date_end"] = _day(claim.date_start), _day(claim.date_end)
        yield row


def incident_rows(article_id: str, extraction: Extraction) -> Iterator[dict[str, Any]]:
    """Rows of `warehouse.staging.INCIDENTS`, but for the version's columns."""
    for incident in extraction.incidents:
        row = asdict(incident)
        row["ordinal"] = row.pop("incident")
        row["incident_id"] = incident_id(article_id, incident.incident)
        row["date_start"], row["date_end"] = _day(incident.date_start), _day(incident.date_end)
        # The ledger keeps what texts say: a town that only the outlet or the county lets us guess at stays outside.
        row["places"] = [asdict(p) for p in incident.places if p.inferred_from is None]
        row["actors"] = list(row["actors"])
        yield row
