"""JSON lines of documents (docs/format.md), plain or gzip."""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO, Final, cast

from extractors.articles.article import Article
from extractors.documents import Document, parse_published, without_lone_surrogates
from extractors.errors import DocumentError, TollwatchError

MAX_LINE_BYTES: Final = 64_000_000
"""Longer lines are put aside: no article is that long."""

_FIELDS: Final = ("id", "title", "text", "published", "publisher", "language", "url")
_BOM: Final = b"\xef\xbb\xbf"


def read_jsonl(path: Path) -> Iterator[Article | TollwatchError]:
    """The documents of a file in order; in place of a bad line its DocumentError, with file and line.

    A broken date loses the date alone: its error comes first, then the document with `published` null.

    Raises:
        OSError: the file cannot be opened.
    """
    has_lines = False
    with _open(path) as stream:
        for number, line in _lines(stream, path):
            if isinstance(line, TollwatchError):
                has_lines = True
                yield line
            elif line.strip():
                has_lines = True
                yield from _read_line(line, path, number)
    if not has_lines:
        yield DocumentError("the file is empty", where=str(path), hint="one JSON document a line is expected")


def _open(path: Path) -> BinaryIO:
    return cast("BinaryIO", gzip.open(path)) if path.name.endswith(".gz") else path.open("rb")


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
    if unknown := sorted(set(row) - set(_FIELDS)):
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
    fields = {name: row.get(name) for name in _FIELDS}
    for name, value in fields.items():
        if value is not None and not isinstance(value, str):
            raise DocumentError(f"the field {name!r} is no text but {type(value).__name__}", where=where)
    missing = [name for name in ("id", "text") if fields[name] is None or (name == "id" and not fields[name])]
    if missing:
        raise DocumentError(f"the document has no {' and no '.join(missing)}", where=where)
    fields["title"] = fields["title"] or ""
    if not f"{fields['text']}{fields['title']}".strip():
        raise DocumentError("the document has neither text nor title", where=where)
    return {name: without_lone_surrogates(value) if value else value for name, value in fields.items()}
