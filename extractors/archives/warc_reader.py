"""WARC files, ours and others', capture by capture at constant memory.

Our own files carry a metadata record with each fetch, which holds what the feed said of the page (docs/articles.md). Of
a file from elsewhere every HTML response is a page. A damaged record gives a WarcError with its offset, and reading
goes on behind it.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

from fastwarc.warc import WarcRecord, WarcRecordType

from extractors.archives.digests import agrees, is_known, payload_digest
from extractors.archives.http_message import HttpResponse, parse_response
from extractors.archives.revisits import Originals, is_identical
from extractors.archives.wanted import EVERYTHING, Wanted
from extractors.archives.warc_records import MAX_BODY_BYTES, Found, read_records
from extractors.errors import TollwatchError, WarcError
from extractors.faults import put_aside

__all__ = ["CAPTURES", "MAX_BODY_BYTES", "Capture", "Placed", "read_captures", "read_fetch_notes", "read_placed"]

CAPTURES: Final = WarcRecordType.response | WarcRecordType.resource | WarcRecordType.revisit
"""Records that hold, or refer to, what a server gave."""

_OK: Final = 200


@dataclass(frozen=True, slots=True)
class Capture:
    """One response with what we know of its fetch.

    `notes` is the JSON of our metadata record (`fetch`, `feed`, `entry`), null in files from elsewhere. `raw_uri` is
    `<file name>#<offset>`. Of a revisit the response is the one that it repeats, and all else its own.
    """

    url: str
    response: HttpResponse
    captured_at: dt.datetime
    raw_uri: str
    payload_digest: str
    record_id: str | None = None
    notes: dict[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Placed:
    """A capture, the error in its place, or neither where it is not wanted; reading may begin anew at `offset`."""

    offset: int
    item: Capture | TollwatchError | None


def read_captures(path: Path) -> Iterator[Capture | TollwatchError]:
    """The responses of a WARC file in order; in place of one that is damaged or too large, its error.

    Raises:
        OSError: the file cannot be opened.
    """
    return (placed.item for placed in read_placed(path) if placed.item is not None)


def read_placed(path: Path, *, start: int = 0, wanted: Wanted = EVERYTHING) -> Iterator[Placed]:
    """The captures from an offset on, each with its own.

    Args:
        path: plain or gzip.
        start: an offset that an earlier reading gave.
        wanted: decides by the headers of a record what of it is read.

    Raises:
        OSError: the file cannot be opened.
    """
    reader = _Reader(path, wanted)
    for found in read_records(path, CAPTURES | WarcRecordType.metadata, start=start, wants=reader.wants):
        item = reader.read(found)
        if isinstance(item, _Notes):
            if reader.waiting and item.concurrent_to == _id(reader.waiting):
                yield from reader.release(item.data)
            continue  # a fetch without an answer has notes without a response: they belong to none
        yield from reader.release()
        if isinstance(item, Capture):
            reader.waiting = Placed(found.offset, item)
        elif found.error or isinstance(item, TollwatchError) or found.record is None:
            yield Placed(found.offset, item)
    yield from reader.release()


def read_fetch_notes(path: Path) -> Iterator[dict[str, Any]]:
    """The `fetch` part of our metadata records, in order; none in files from elsewhere.

    What is damaged is passed over: `read_captures` reports it.
    """
    for found in read_records(path, WarcRecordType.metadata):
        if found.record is not None:
            item = _guarded(found.record, found.block, path, None)
            if isinstance(item, _Notes):
                yield item.data["fetch"]


@dataclass(frozen=True, slots=True)
class _Notes:
    data: dict[str, Any]
    concurrent_to: str | None


class _Reader:
    """What is remembered between the records of one file."""

    def __init__(self, path: Path, wanted: Wanted) -> None:
        self._path = path
        self._wanted = wanted
        self._originals = Originals(path)
        self.waiting: Placed | None = None

    def wants(self, record: WarcRecord) -> bool:
        """Whether to read a record's content, by its headers."""
        if record.record_type == WarcRecordType.metadata:
            return bool(self.waiting) and record.headers.get("WARC-Concurrent-To") == _id(self.waiting)
        if record.record_type == WarcRecordType.revisit and not is_identical(record):
            return False  # "not modified" repeats no payload that could be proved
        self._originals.note(record)
        if not self._wanted.takes_host(_target(record)):
            return False
        captured = record.record_date
        return self._wanted.takes_capture(captured.date() if captured else None)

    def read(self, found: Found) -> Capture | _Notes | TollwatchError | None:
        """What a record holds."""
        if found.record is None:
            return found.error
        return _guarded(found.record, found.block, self._path, self._originals)

    def release(self, notes: dict[str, Any] | None = None) -> Iterator[Placed]:
        """The capture that waited for its notes."""
        waiting, self.waiting = self.waiting, None
        if waiting and isinstance(waiting.item, Capture):
            yield Placed(waiting.offset, replace(waiting.item, notes=notes)) if notes else waiting


def _id(placed: Placed | None) -> str | None:
    return placed.item.record_id if placed and isinstance(placed.item, Capture) else None


def _guarded(
    record: WarcRecord, block: bytes, path: Path, originals: Originals | None
) -> Capture | _Notes | TollwatchError | None:
    where = f"{path}#{record.stream_pos}"
    try:
        if record.record_type == WarcRecordType.metadata:
            return _notes(record, block, where)
        return _capture(record, block, path, where, originals)
    except Exception as error:
        return put_aside(error, "the record cannot be read", where=where)


def _capture(record: WarcRecord, block: bytes, path: Path, where: str, originals: Originals | None) -> Capture | None:
    digest = record.headers.get("WARC-Payload-Digest")
    _check(record, "WARC-Block-Digest", where, block)
    if record.record_type == WarcRecordType.revisit:
        if originals is None or not digest:
            raise WarcError("a revisit that does not say of what", where=where)
        response = originals.find(record, where)
        _check(record, "WARC-Payload-Digest", where, response.payload, response.dechunked())
    elif record.record_type == WarcRecordType.resource:
        response = HttpResponse(_OK, {"content-type": record.headers.get("Content-Type") or ""}, block)
    elif not record.is_http:
        return None
    else:
        response = parse_response(block, where=where)
        if not is_known(record.headers.get("WARC-Block-Digest")):  # what holds the payload is whole, so it is too
            _check(record, "WARC-Payload-Digest", where, response.payload, response.dechunked())
    return Capture(
        url=_target(record),
        response=response,
        captured_at=record.record_date,
        raw_uri=f"{path.name}#{record.stream_pos}",
        payload_digest=digest or payload_digest(response.payload),
        record_id=record.record_id,
    )


def _check(record: WarcRecord, header: str, where: str, *candidates: bytes) -> None:
    stated = record.headers.get(header)
    if stated and not agrees(stated, *candidates):
        raise WarcError(
            f"the record at offset {record.stream_pos:,} does not have its {header}: it was changed or damaged",
            where=where,
        )


def _target(record: WarcRecord) -> str:
    return (record.headers.get("WARC-Target-URI") or "").strip("<>")


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
