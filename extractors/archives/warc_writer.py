"""The raw zone: one gzip WARC 1.1 file for each poll, whole or not there.

Every request and answer is kept with its time and digests, as evidence. An answer whose body the zone holds already,
byte for byte, is a revisit record that refers to it. After the answers of a fetch stands one metadata record with its
line of the fetch log, the feed and the entry.
"""

from __future__ import annotations

import datetime as dt
import io
import json
import os
import re
import secrets
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, BinaryIO, Final, Self

from warcio.warcwriter import WARCWriter

from extractors.archives.digests import payload_digest
from extractors.archives.payloads import SMALLEST, Payloads, Stored
from extractors.archives.revisits import (
    DATE_HEADER,
    FILE_HEADER,
    IDENTICAL,
    NOT_MODIFIED,
    OFFSET_HEADER,
    PROFILE_HEADER,
    URL_HEADER,
)
from extractors.feeds.exchange import Exchange

OPEN: Final = ".open"
"""The ending of a file that is being written; a file without it is whole."""
_CONTROLS: Final = re.compile(r"[\x00-\x20\x7f]")
_OK: Final = 200
_UNCHANGED: Final = 304


class _Head:
    """HTTP head lines as they went over the wire, where warcio would put them together anew."""

    def __init__(self, head: bytes) -> None:
        self.headers_buff = head

    def compute_headers_buffer(self, header_filter: object = None) -> None:
        """Nothing to do: the bytes are there. warcio calls this before it writes."""

    def get_header(self, name: str, default: str | None = None) -> str | None:
        """No header is changed on the way into the archive."""
        return default


class WarcFile:
    """A WARC file being written. Left by an exception, or never committed, it leaves nothing behind.

    It grows by whole fetches: what `write_metadata` has not closed yet is not part of it.

    Args:
        raw: the raw zone; the file lies in a folder of its day below it.
        feed_id: a slug, the first part of the file's name.
        at: when the poll began, aware.
        software: the writer, for the warcinfo record.
        payloads: what the zone holds already; without it every answer is written in full.
    """

    def __init__(
        self, raw: Path, feed_id: str, *, at: dt.datetime, software: str, payloads: Payloads | None = None
    ) -> None:
        at = at.astimezone(dt.UTC)
        self._at = at
        self._payloads = payloads
        self._answers: list[Stored] = []
        name = f"{feed_id}-{at:%Y%m%dT%H%M%SZ}-{secrets.token_hex(4)}.warc.gz"
        self.path = raw / f"{at:%Y-%m-%d}" / name
        self._open_path = self.path.with_name(name + OPEN)
        self._software = software
        self._stream: BinaryIO | None = None
        self._whole = 0
        self.is_empty = True

    def __enter__(self) -> Self:
        self._open_path.parent.mkdir(parents=True, exist_ok=True)
        self._stream = self._open_path.open("xb")
        self._writer = WARCWriter(self._stream, gzip=True, warc_version="1.1")
        info = {
            "software": self._software,
            "format": "WARC File Format 1.1",
            "conformsTo": "http://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/",
        }
        self._writer.write_record(self._writer.create_warcinfo_record(self.path.name, info))
        self._whole = self._stream.tell()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._stream is not None:
            self._stream.close()
            self._open_path.unlink(missing_ok=True)

    def write_exchange(self, exchange: Exchange) -> str:
        """Write a request and its answer, as received; gives the id of the answer's record."""
        date = _iso(exchange.at)
        answer = self._revisit(exchange, date) or self._response(exchange, date)
        answer_id: str = answer.rec_headers.get_header("WARC-Record-ID")
        about = {"WARC-Date": date, "WARC-Concurrent-To": answer_id}
        self._writer.write_record(self._http("request", exchange.url, exchange.request_head, b"", about))
        place = self._opened().tell()
        self._writer.write_record(answer)
        if answer.rec_type == "response" and _can_be_referred_to(exchange):
            digest = answer.rec_headers.get_header("WARC-Payload-Digest")
            file = f"{self.path.parent.name}/{self.path.name}"
            self._answers.append(Stored(exchange.url, digest, date, answer_id, file, place))
        return answer_id

    def _response(self, exchange: Exchange, date: str) -> Any:
        headers = {"WARC-Date": date}
        if exchange.truncated:
            headers["WARC-Truncated"] = exchange.truncated
        return self._http("response", exchange.url, exchange.response_head, exchange.body, headers)

    def _revisit(self, exchange: Exchange, date: str) -> Any:
        """The record of an answer that says what the zone holds already; null where it says something new."""
        if self._payloads is None:
            return None
        stored, headers = None, {"WARC-Date": date}
        if exchange.status == _UNCHANGED:
            stored = self._payloads.last(exchange.url, at=exchange.at)
            headers[PROFILE_HEADER] = NOT_MODIFIED
        elif _can_be_referred_to(exchange):
            digest = payload_digest(exchange.body)
            stored = self._payloads.same(exchange.url, digest, at=exchange.at)
            headers |= {PROFILE_HEADER: IDENTICAL, "WARC-Payload-Digest": digest}
        if stored is None:
            return None
        headers |= {
            "WARC-Refers-To": stored.record_id,
            URL_HEADER: _one_line(stored.url),
            DATE_HEADER: stored.date,
            FILE_HEADER: Path(stored.file).name,
            OFFSET_HEADER: str(stored.place),
        }
        return self._http("revisit", exchange.url, exchange.response_head, b"", headers)

    def write_metadata(
        self, url: str, content: Mapping[str, Any], *, at: dt.datetime, response_id: str | None = None
    ) -> None:
        """Write a fetch's metadata record, directly after its last response, or alone where there was none.

        With it the fetch is whole.
        """
        headers = {"WARC-Date": _iso(at)}
        if response_id:
            headers["WARC-Concurrent-To"] = response_id
        body = json.dumps(content, ensure_ascii=False).encode("utf-8", "backslashreplace")
        record = self._writer.create_warc_record(
            _one_line(url),
            "metadata",
            payload=io.BytesIO(body),
            length=len(body),
            warc_content_type="application/json",
            warc_headers_dict=headers,
        )
        self._writer.write_record(record)
        self._opened().flush()  # whole fetches outlive the process
        self._whole, self.is_empty = self._opened().tell(), False

    def undo(self) -> None:
        """Take back what was written of a fetch that is not whole."""
        self._opened().seek(self._whole)
        self._opened().truncate()

    def commit(self) -> Path:
        """Close the file after its last whole fetch, make sure that it is on the disk, give it its final name."""
        self.undo()
        stream = self._opened()
        stream.flush()
        os.fsync(stream.fileno())
        stream.close()
        self._open_path.rename(self.path)
        self._stream = None
        if self._payloads is not None:
            # Those of a fetch that was taken back stand beyond the file's end.
            self._payloads.keep([answer for answer in self._answers if answer.place < self._whole], at=self._at)
        folder = os.open(self.path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
        return self.path

    def _opened(self) -> BinaryIO:
        if self._stream is None:
            raise ValueError("the file is not open")
        return self._stream

    def _http(self, kind: str, url: str, head: bytes, body: bytes, headers: dict[str, str]) -> Any:
        return self._writer.create_warc_record(
            _one_line(url),
            kind,
            payload=io.BytesIO(body),
            length=len(body),
            warc_headers_dict=headers,
            http_headers=_Head(head),
        )


def _can_be_referred_to(exchange: Exchange) -> bool:
    return exchange.status == _OK and not exchange.truncated and len(exchange.body) >= SMALLEST


def _one_line(url: str) -> str:
    """The URL as a WARC header can carry it: an address that was refused as unusable may hold anything."""
    return _CONTROLS.sub(lambda found: f"%{ord(found[0]):02X}", url)


def _iso(at: dt.datetime) -> str:
    return at.astimezone(dt.UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")
