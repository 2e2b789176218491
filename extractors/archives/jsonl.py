"""JSON lines of documents (docs/format.md), plain or gzip."""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, Final, cast

from extractors.articles.article import Article
from extractors.documents import Document, one_line, parse_published, without_lone_surrogates
from extractors.errors import DocumentError, TollwatchError

MAX_LINE_BYTES: Final = 64_000_000
"""Longer lines are put aside: no article is that long."""

FIELDS: Final = ("id", "title", "text", "published", "publisher", "language", "url")
"""Of a document, docs/format.md."""

_BOM: Final = b"\xef\xbb\xbf"


@dataclass(frozen=True, slots=True)
class Line:
    """What line number `number` (0 is the first) gave, and how many bytes of the file had been read by then."""

    number: int
    items: tuple[Article | TollwatchError, ...]
    done: int


def read_jsonl(path: Path) -> Iterator[Article | TollwatchError]:
    """The documents of a file in order; in place of a bad line its DocumentError, with file and line.

    A broken date loses the date alone: its error comes first, then the document with `published` null.

    Raises:
        OSError: the file cannot be opened.
    """
    return (item for line in read_lines(path) for item in line.items)


def read_lines(path: Path, *, start: int = 0) -> Iterator[Line]:
    """The same line by line, from one on (0 is the first).

    Raises:
        OSError: the file cannot be opened.
    """
    has_lines = False
    with path.open("rb") as raw:
        stream = cast("BinaryIO", gzip.GzipFile(fileobj=raw)) if path.name.endswith(".gz") else raw
        for number, line in _lines(stream, path):
            is_error = isinstance(line, TollwatchError)
            if not is_error and not cast("bytes", line).strip():
                continue
            has_lines = True
            if number <= start:
                continue
            items = (line,) if isinstance(line, TollwatchError) else tuple(_read_line(line, path, number))
            yield Line(number - 1, items, raw.tell())
    if not has_lines:
        empty = DocumentError("the file is empty", where=str(path), hint="one JSON document a line is expected")
        yield Line(0, (empty,), 0)


def _lines(stream: BinaryIO, path: Path) -> Iterator[tuple[int, bytes | TollwatchError]]:
    number = 0
    while True:
        number += 1
        where = f"{path}:{number}"
        try:
            line = stream.readline(MAX_LINE_BYTES)
            if not line:
                return
            if len(line) == MAX_LINE_BYTES and not line.endswith(b"\n"):
                while (rest := stream.readline(MAX_LINE_BYTES)) and not rest.endswith(b"\n"):
                    pass
                yield number, DocumentError(f"the line is longer than {MAX_LINE_BYTES:,} bytes", where=where)
                continue
        except (EOFError, gzip.BadGzipFile, zlib.error) as error:
            yield number, DocumentError(f"the compressed file is damaged or cut off: {error}", where=where)
            return
        yield number, line.removeprefix(_BOM) if number == 1 else line


def _read_line(line: bytes, path: Path, number: int) -> Iterator[Article | TollwatchError]:
    where = f"{path}:{number}"
    try:
        row = _row(line, where)
    except DocumentError as error:
        yield error
        return
    yield from read_row(row, path, number)


def read_row(row: dict[str, Any], path: Path, number: int) -> Iterator[Article | TollwatchError]:
    """The article in one line or row of a file, or its error; the number is told with it."""
    where = f"{path}:{number}"
    try:
        document = _document(row, where)
    except DocumentError as error:
        yield error
        return
    notes: list[str] = []
    published = row.get("published")
    try:
        parse_published(published, where=where)
    except DocumentError as error:
        notes.append(f"published {published!r} is no date: left out")
        yield DocumentError(error.what, where=where, hint="the document was read without a date")
        published = None
    if unknown := sorted(set(row) - set(FIELDS)):
        notes.append(f"unknown fields left out: {', '.join(unknown)}")
    yield Article(
        document=Document(**{**document, "published": published or None}),
        raw_uri=f"{path.name}#{number}",
        notes=tuple(notes),
    )


def _row(line: bytes, where: str) -> dict[str, Any]:
    try:
        row = json.loads(line.decode("utf-8"))
    except UnicodeDecodeError as error:
        raise DocumentError(f"the line is not UTF-8: byte {error.start}", where=where) from error
    except json.JSONDecodeError as error:
        raise DocumentError(f"the line is no JSON: {error.msg} at character {error.pos + 1}", where=where) from error
    except (ValueError, RecursionError) as error:
        raise DocumentError(f"the line is no JSON that can be read: {error}", where=where) from error
    if not isinstance(row, dict):
        raise DocumentError(f"the line is no JSON object but {type(row).__name__}", where=where)
    return row


def _document(row: dict[str, Any], where: str) -> dict[str, Any]:
    fields = {name: row.get(name) for name in FIELDS}
    for name, value in fields.items():
        if value is not None and not isinstance(value, str):
            raise DocumentError(f"the field {name!r} is no text but {type(value).__name__}", where=where)
    missing = [name for name in ("id", "text") if fields[name] is None or (name == "id" and not fields[name])]
    if missing:
        raise DocumentError(f"the document has no {' and no '.join(missing)}", where=where)
    fields["title"] = fields["title"] or ""
    if not f"{fields['text']}{fields['title']}".strip():
        raise DocumentError("the document has neither text nor title", where=where)
    fields["publisher"] = one_line(fields["publisher"])
    return {name: without_lone_surrogates(value) if value else value for name, value in fields.items()}
