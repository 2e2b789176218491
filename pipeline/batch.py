"""One batch being written: articles with their extractions into the staged Parquet files, row group by row group."""

from __future__ import annotations

import datetime as dt
import json
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
from warehouse.staging import FILES

ROWS_AT_ONCE: Final = 1_000
"""Rows kept in memory before they are written: the memory of the step does not grow with its input."""

PROBLEMS: Final = "problems.jsonl"
"""What could not be read, a line each, beside the batch's Parquet files."""


class BatchWriter:
    """Writes the four Parquet files of a batch into a folder, and the problems beside them."""

    def __init__(self, folder: Path, extractor: Extractor) -> None:
        self.folder = folder
        self._extractor = extractor
        self.rows = dict.fromkeys(FILES, 0)
        self.problems: list[str] = []
        self._waiting: dict[str, list[dict[str, Any]]] = {name: [] for name in FILES}
        self._seen_versions: set[str] = set()
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

    def write(self, name: str, row: dict[str, Any]) -> None:
        """Add a row to one of the files, in the columns of its schema."""
        self._waiting[name].append(row)
        self.rows[name] += 1
        if len(self._waiting[name]) >= ROWS_AT_ONCE:
            self._flush(name)

    def _flush(self, name: str) -> None:
        if self._waiting[name]:
            self._writers[name].write_table(pa.Table.from_pylist(self._waiting[name], schema=FILES[name]))
            self._waiting[name].clear()

    def put_aside(self, error: TollwatchError) -> None:
        """Keep what could not be read, with the reason; the batch goes on."""
        self.problems.append(str(error))
        with (self.folder / PROBLEMS).open("a", encoding="utf-8") as lines:
            row = {"kind": type(error).__name__, "what": error.what, "where": error.where, "hint": error.hint}
            lines.write(json.dumps(row, ensure_ascii=False) + "\n")

    def add(self, article: Article) -> None:
        """Extract an article; a version that the batch holds already is not read twice."""
        document = article.document
        if document.version_id in self._seen_versions:
            return
        self._seen_versions.add(document.version_id)
        for note in article.notes:
            self.put_aside(ArticleError(note, where=article.raw_uri or document.id))
        try:
            published_on, published_at = publication(article)
        except DocumentError as error:
            # The article counts even where its date is broken: the day stays null.
            self.put_aside(error)
            article = replace(article, document=replace(document, published=None))
            document, published_on, published_at = article.document, None, None
        version = {
            "article_id": document.id,
            "version_id": document.version_id,
            "extractor_version": self._extractor.version,
        }
        self.write("articles.parquet", _article_row(article, published_on, published_at) | version)
        extraction = self._extractor(document)
        for claim in claim_rows(document.id, extraction):
            self.write("claims.parquet", claim | version)
        for incident in incident_rows(document.id, extraction):
            self.write("incidents.parquet", incident | version)


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
        row["places"], row["actors"] = list(row["places"]), list(row["actors"])
        yield row
