"""WARC files for the tests, written by warcio: another implementation than the reader's."""

from __future__ import annotations

import io
import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from extractors.archives.digests import payload_digest

TEXT = "At least {count} people were killed in the market of the town, the health ministry said on Tuesday."


def article_html(count: int = 12, *, title: str = "Market shelled") -> bytes:
    return f'<html lang="en"><body><h1>{title}</h1><p>{TEXT.format(count=count)}</p></body></html>'.encode()


@dataclass
class WarcBuilder:
    """Collects records in memory; `offsets` are where each response begins."""

    is_gzip: bool = True
    offsets: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._out = io.BytesIO()
        self._writer = WARCWriter(self._out, gzip=self.is_gzip, warc_version="1.1")

    def response(
        self,
        url: str,
        body: bytes,
        *,
        status: str = "200 OK",
        headers: dict[str, str] | None = None,
        date: str = "2026-10-06T15:00:00Z",
    ) -> str:
        self.offsets.append(self._out.tell())
        lines = [*({"Content-Type": "text/html; charset=utf-8"} | (headers or {})).items()]
        record = self._writer.create_warc_record(
            url,
            "response",
            payload=io.BytesIO(body),
            length=len(body),  # without it warcio leaves a temporary file open
            http_headers=StatusAndHeaders(status, lines, protocol="HTTP/1.1"),
            warc_headers_dict={"WARC-Date": date},
        )
        self._writer.write_record(record)
        return str(record.rec_headers.get_header("WARC-Record-ID"))

    def resource(self, url: str, body: bytes, kind: str, *, date: str = "2026-10-06T15:00:00Z") -> None:
        """A file as it was had, without HTTP."""
        self.offsets.append(self._out.tell())
        headers = {"WARC-Date": date}
        record = self._writer.create_warc_record(
            url,
            "resource",
            payload=io.BytesIO(body),
            length=len(body),
            warc_content_type=kind,
            warc_headers_dict=headers,
        )
        self._writer.write_record(record)

    def revisit(self, url: str, payload: bytes, *, date: str = "2026-10-07T15:00:00Z", **headers: str) -> None:
        """A page that had not changed; `headers` with underscores for hyphens."""
        self.offsets.append(self._out.tell())
        record = self._writer.create_revisit_record(
            url,
            payload_digest(payload),
            url,
            "2026-10-06T15:00:00Z",
            http_headers=StatusAndHeaders("200 OK", [("Content-Type", "text/html")], protocol="HTTP/1.1"),
            warc_headers_dict={"WARC-Date": date} | {name.replace("_", "-"): value for name, value in headers.items()},
        )
        self._writer.write_record(record)

    def metadata(self, url: str, data: dict[str, Any] | bytes, concurrent_to: str | None = None) -> None:
        body = data if isinstance(data, bytes) else json.dumps(data).encode()
        record = self._writer.create_warc_record(
            url,
            "metadata",
            payload=io.BytesIO(body),
            length=len(body),
            warc_content_type="application/json",
            warc_headers_dict={"WARC-Concurrent-To": concurrent_to} if concurrent_to else {},
        )
        self._writer.write_record(record)

    def end(self) -> int:
        return self._out.tell()

    def save(self, path: Path) -> Path:
        path.write_bytes(self._out.getvalue())
        return path


def fetch_notes(
    url: str, *, outcome: str = "ok", kind: str = "article", entry: dict[str, Any] | None = None
) -> dict[str, Any]:
    """The JSON of our own metadata records."""
    return {
        "fetch": {
            "fetch_id": "f" * 16,
            "feed_id": "harbour-post",
            "kind": kind,
            "url": url,
            "final_url": url,
            "fetched_at": "2026-10-06T15:00:01+00:00",
            "http_status": 200,
            "outcome": outcome,
            "detail": None,
            "body_bytes": 100,
            "entries": None,
            "new_entries": None,
            "new_pages": None,
        },
        "feed": {"id": "harbour-post", "publisher": "Harbour Post", "language": "en", "zone": "Asia/Beirut"},
        "entry": entry,
    }
