"""Parquet files of documents: the columns of docs/format.md, read some hundred rows at a time."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import pyarrow as pa
import pyarrow.parquet as pq

from extractors.archives.jsonl import FIELDS, read_row
from extractors.articles.article import Article
from extractors.articles.urls import article_id
from extractors.errors import DocumentError, TollwatchError

_ROWS_AT_ONCE: Final = 256
_HINT: Final = f"expected are the columns {', '.join(FIELDS)}; text, and id or url, must be there"


@dataclass(frozen=True, slots=True)
class Row:
    """What row number `number` (0 is the first) gave."""

    number: int
    items: tuple[Article | TollwatchError, ...]


def rows_of(path: Path) -> int:
    """How many rows the file holds. Raises DocumentError where it is no Parquet file."""
    try:
        return int(pq.read_metadata(path).num_rows)
    except pa.ArrowInvalid as error:
        raise _unreadable(path, error) from error


def read_rows(path: Path, *, start: int = 0) -> Iterator[Row]:
    """The documents of a file from a row on; in place of a bad row its DocumentError, with file and row.

    Columns beside those of a document are not read. A row without an id has that of its address.

    Raises:
        DocumentError: the file is no Parquet file, or has not the columns of documents.
        OSError: it cannot be opened.
    """
    try:
        with pq.ParquetFile(path, pre_buffer=False) as file:
            columns = _columns(path, file)
            number = 0
            for group in range(file.num_row_groups):
                rows = file.metadata.row_group(group).num_rows
                if number + rows > start:
                    yield from _group(file, path, group, number, columns, start)
                number += rows
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError) as error:
        raise _unreadable(path, error) from error
    except OSError as error:
        if error.errno is not None:
            raise
        raise _unreadable(path, error) from error


def _group(  # noqa: PLR0913, PLR0917 - a place in a file
    file: pq.ParquetFile, path: Path, group: int, number: int, columns: list[str], start: int
) -> Iterator[Row]:
    """The rows of one row group, of which the first has this number."""
    for batch in file.iter_batches(_ROWS_AT_ONCE, row_groups=[group], columns=columns, use_threads=False):
        for row in _values(batch, path, number):
            if number >= start:
                items = (row,) if isinstance(row, DocumentError) else read_row(_as_json(row), path, number + 1)
                yield Row(number, tuple(items))
            number += 1


def _values(batch: pa.RecordBatch, path: Path, number: int) -> Iterator[Mapping[str, Any] | DocumentError]:
    """The rows, of which the first has this number; an error in place of one that holds a value that Python cannot."""
    batch = _in_microseconds(batch)
    try:
        yield from batch.to_pylist()
    except (ValueError, OverflowError, LookupError):  # a day after 9999, bytes that are no UTF-8, a zone that is none
        for at in range(batch.num_rows):
            try:
                yield from batch.slice(at, 1).to_pylist()
            except (ValueError, OverflowError, LookupError) as error:
                what = f"row {number + at + 1} holds a value that cannot be read: {str(error).splitlines()[0]}"
                yield DocumentError(what, where=str(path))


def _in_microseconds(batch: pa.RecordBatch) -> pa.RecordBatch:
    """As pandas writes times: in nanoseconds, of which Python's times hold none."""
    at = batch.schema.get_field_index("published")
    kind = batch.schema.field(at).type if at >= 0 else None
    if kind is None or not pa.types.is_timestamp(kind) or kind.unit != "ns":
        return batch
    coarser = batch.column(at).cast(pa.timestamp("us", kind.tz), safe=False)
    return batch.set_column(at, pa.field("published", coarser.type), coarser)


def _columns(path: Path, file: pq.ParquetFile) -> list[str]:
    """The columns to read. Raises DocumentError where those of a document are missing or of another kind.

    One that holds nothing may be of any kind: whoever wrote it had no value to tell its kind by.
    """
    schema = file.schema_arrow
    found = [name for name in FIELDS if name in schema.names]
    problems = [f"there is no column {name}" for name in ("text",) if name not in found]
    if twice := [name for name in found if schema.names.count(name) > 1]:
        raise DocumentError(f"several columns are named {', '.join(twice)}", where=str(path), hint=_HINT)
    if not {"id", "url"} & set(found):
        problems.append("there is neither a column id nor url")
    columns: list[str] = []
    for name in found:
        kind = schema.field(name).type
        is_text = pa.types.is_string(kind) or pa.types.is_large_string(kind) or pa.types.is_string_view(kind)
        is_text = is_text or pa.types.is_dictionary(kind)
        is_time = name == "published" and (pa.types.is_timestamp(kind) or pa.types.is_date(kind))
        if is_text or is_time:
            columns.append(name)
        elif not all(batch.column(0).null_count == batch.num_rows for batch in file.iter_batches(columns=[name])):
            problems.append(f"the column {name} is {kind}, not text")
    if problems:
        raise DocumentError("; ".join(problems), where=str(path), hint=_HINT)
    return columns


def _as_json(row: Mapping[str, Any]) -> dict[str, Any]:
    """A row as a line of JSON would hold it."""
    document = dict(row)
    published = document.get("published")
    if isinstance(published, dt.datetime):
        # A time without a zone is the outlet's local time of an outlet unknown: its day is what is known.
        document["published"] = (published if published.tzinfo else published.date()).isoformat()
    elif isinstance(published, dt.date):
        document["published"] = published.isoformat()
    if not document.get("id") and document.get("url"):
        try:
            document["id"] = article_id(document["url"])
        except DocumentError:
            document["id"] = None  # the row's own error says that it has no id
    return document


def _unreadable(path: Path, error: Exception) -> DocumentError:
    return DocumentError(f"no readable Parquet file: {str(error).splitlines()[0]}", where=str(path))
