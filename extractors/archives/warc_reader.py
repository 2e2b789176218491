"""WARC files, ours and others', record by record at constant memory (FastWARC).

Our own files carry a metadata record with each fetch, which holds what the feed said of the page (docs/articles.md). Of
a file from elsewhere every HTML response is a page. A damaged file gives its good records, then a WarcError with the
offset of the damage.
"""

from __future__ import annotations

import datetime as dt
import json
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

from fastwarc.warc import ArchiveIterator, WarcRecord, WarcRecordType

from extractors.archives.digests import agrees, payload_digest
from extractors.archives.http_message import HttpResponse, parse_response
from extractors.errors import ArticleError, TollwatchError, WarcError
from extractors.faults import put_aside

MAX_BODY_BYTES: Final = 20_000_000
"""Largest record read, and largest page after decompression: twice what `pull` takes."""

_GZIP_MAGIC: Final = b"\x1f\x8b"
_LENGTH: Final = re.compile(rb"^content-length:\s*(\d+)", re.IGNORECASE | re.MULTILINE)
_MAX_HEAD_BYTES: Final = 64 << 10
_RECORD_TAIL: Final = b"\r\n\r\n"
_LOST: Final = "the records before it were read; the rest is lost"
_MEMBER_WINDOW: Final = 16 + zlib.MAX_WBITS
_CHUNK: Final = 1 << 20
_READ: Final = WarcRecordType.response | WarcRecordType.metadata


@dataclass(frozen=True, slots=True)
class Capture:
    """One response with what we know of its fetch.

    `notes` is the JSON of our metadata record (`fetch`, `feed`, `entry`), null in files from elsewhere. `raw_uri` is
    `<file name>#<offset>`.
    """

    url: str
    response: HttpResponse
    captured_at: dt.datetime
    raw_uri: str
    payload_digest: str
    record_id: str | None = None
    notes: dict[str, Any] | None = None


def read_captures(path: Path) -> Iterator[Capture | TollwatchError]:
    """The responses of a WARC file in order; in place of one that is damaged or too large, its error.

    Raises:
        OSError: the file cannot be opened.
    """
    waiting: Capture | None = None
    for item in _records(path, _READ):
        if isinstance(item, _Notes):
            # A fetch without an answer has notes without a response: they belong to none.
            if waiting is not None and item.concurrent_to == waiting.record_id:
                yield replace(waiting, notes=item.data)
                waiting = None
            continue
        if waiting is not None:
            yield waiting
        waiting = None if isinstance(item, TollwatchError) else item
        if isinstance(item, TollwatchError):
            yield item
    if waiting is not None:
        yield waiting


def read_fetch_notes(path: Path) -> Iterator[dict[str, Any]]:
    """The `fetch` part of our metadata records, in order; none in files from elsewhere.

    It ends where the file is damaged: `read_captures` reports that.
    """
    for item in _records(path, WarcRecordType.metadata):
        if isinstance(item, _Notes):
            yield item.data["fetch"]


@dataclass(frozen=True, slots=True)
class _Notes:
    data: dict[str, Any]
    concurrent_to: str | None


def _records(path: Path, kinds: WarcRecordType) -> Iterator[Capture | _Notes | TollwatchError]:
    size = path.stat().st_size
    if not size:
        yield WarcError("the file is empty", where=str(path))
        return
    last = -1
    try:
        # All kinds are visited, so that damage in a record that nobody wants is seen too.
        for record in ArchiveIterator(str(path), parse_http=False):
            last = record.stream_pos
            if not record.record_type & kinds:
                continue
            length = _stated_length(record)
            if length is not None and length > MAX_BODY_BYTES:
                yield _too_large(length, f"{path}#{last}")
                continue
            block = record.reader.read(length or 0)
            if length is None or len(block) < length:
                yield _ends_early(path, last, size)
                return
            found = _read(record, block, path)
            if found is not None:
                yield found
    except OSError as error:
        if error.errno is not None:
            raise
        yield _damage(path, last, str(error))
        return
    if problem := _unread_end(path, last, size):
        yield problem


def _read(record: WarcRecord, block: bytes, path: Path) -> Capture | _Notes | TollwatchError | None:
    where = f"{path}#{record.stream_pos}"
    try:
        if record.record_type == WarcRecordType.metadata:
            return _notes(record, block, where)
        return _capture(record, block, path, where) if record.is_http else None
    except Exception as error:
        return put_aside(error, "the record cannot be read", where=where)


def _capture(record: WarcRecord, block: bytes, path: Path, where: str) -> Capture:
    response = parse_response(block, where=where)
    for header, candidates in (
        ("WARC-Block-Digest", (block,)),
        ("WARC-Payload-Digest", (response.payload, response.dechunked())),
    ):
        stated = record.headers.get(header)
        if stated and not agrees(stated, *candidates):
            raise WarcError(
                f"the record at offset {record.stream_pos:,} does not have its {header}: it was changed or damaged",
                where=where,
            )
    return Capture(
        url=(record.headers.get("WARC-Target-URI") or "").strip("<>"),
        response=response,
        captured_at=record.record_date,
        raw_uri=f"{path.name}#{record.stream_pos}",
        payload_digest=record.headers.get("WARC-Payload-Digest") or payload_digest(response.payload),
        record_id=record.record_id,
    )


def _notes(record: WarcRecord, block: bytes, where: str) -> _Notes | None:
    if not (record.headers.get("Content-Type") or "").startswith("application/json"):
        return None  # other crawlers write metadata records of other kinds
    try:
        data = json.loads(block)
    except ValueError as error:
        raise WarcError(f"a metadata record is no JSON: {error}", where=where) from error
    if not isinstance(data, dict) or not isinstance(data.get("fetch"), dict):
        return None
    return _Notes(data, record.headers.get("WARC-Concurrent-To"))


def _stated_length(record: WarcRecord) -> int | None:
    """The length in the record's header; FastWARC's own shrinks to what a cut-off file still holds.

    Null where the header was cut off before it, or is damaged: where the next record begins is then not known.
    """
    stated = (record.headers.get("Content-Length") or "").strip()
    return int(stated) if stated.isascii() and stated.isdigit() else None


def _too_large(length: int, where: str) -> ArticleError:
    return ArticleError(f"the record is too large: {length:,} bytes, read are {MAX_BODY_BYTES:,}", where=where)


def _damage(path: Path, last: int, what: str) -> WarcError:
    """The error for a record that cannot be read, with its offset as exactly as the file allows."""
    if last < 0:
        return WarcError(f"not a WARC file, or damaged from its beginning: {what}", where=f"{path}#0")
    offset = _record_end(path, last)
    place = f"at offset {offset:,}" if offset else f"after the record at offset {last:,}"
    return WarcError(f"the file is damaged {place}: {what}", where=f"{path}#{offset or last}", hint=_LOST)


def _ends_early(path: Path, offset: int, size: int) -> WarcError:
    return WarcError(
        f"the record at offset {offset:,} is damaged, or cut off where the file ends, at {size:,} bytes",
        where=f"{path}#{offset}",
        hint=_LOST,
    )


def _unread_end(path: Path, last: int, size: int) -> WarcError | None:
    """What FastWARC passes over in silence: a file that ends inside its last record."""
    if last < 0:
        return WarcError("no whole WARC record in the file", where=f"{path}#0")
    end = _record_end(path, last)
    if end is None or end > size:
        return _ends_early(path, last, size)
    return _ends_early(path, end, size) if end < size else None


def _record_end(path: Path, offset: int) -> int | None:
    """The offset after the record that begins there; null where it has no end."""
    with path.open("rb") as stream:
        is_gzip = stream.read(2) == _GZIP_MAGIC
    return _member_end(path, offset) if is_gzip else _plain_end(path, offset)


def _plain_end(path: Path, offset: int) -> int | None:
    with path.open("rb") as stream:
        stream.seek(offset)
        head, separator, _ = stream.read(_MAX_HEAD_BYTES).partition(b"\r\n\r\n")
    length = _LENGTH.search(head)
    if not separator or not length:
        return None
    return offset + len(head) + len(separator) + int(length[1]) + len(_RECORD_TAIL)


def _member_end(path: Path, offset: int) -> int | None:
    """The offset after the gzip member that begins there; null where it has no end or is none."""
    with path.open("rb") as stream:
        stream.seek(offset)
        if stream.read(2) != _GZIP_MAGIC:
            if offset == 0:
                return None
            offset = 0  # the whole file is one member, and its records have no offsets of their own
        stream.seek(offset)
        inflater = zlib.decompressobj(_MEMBER_WINDOW)
        fed = 0
        try:
            while not inflater.eof and (chunk := inflater.unconsumed_tail or stream.read(_CHUNK)):
                fed += 0 if inflater.unconsumed_tail else len(chunk)
                inflater.decompress(chunk, _CHUNK)
        except zlib.error:
            return None
    return offset + fed - len(inflater.unused_data) if inflater.eof else None
