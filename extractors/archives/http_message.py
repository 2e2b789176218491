"""The HTTP response inside a WARC record: status, headers, and the body with its codings undone."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import Final

from fastwarc.stream_io import BrotliReader, ChunkedReader, ZstdReader

from extractors.errors import ArticleError, WarcError
from extractors.feeds.encoding import BodyDecoder, CodingError, TooLargeError

_GZIP_MAGIC: Final = b"\x1f\x8b"
_STREAMED: Final = {"br": BrotliReader, "zstd": ZstdReader}
_MARKUP: Final = (b"<html", b"<!doctype", b"<head", b"<body")


@dataclass(frozen=True, slots=True)
class HttpResponse:
    """A response as it was received. Header names are in lower case; `payload` still has its codings."""

    status: int
    headers: dict[str, str]
    payload: bytes

    @property
    def content_type(self) -> str | None:
        """As the server sent it."""
        return self.headers.get("content-type")

    def dechunked(self) -> bytes:
        """The payload without its transfer coding; archives differ in whether they keep it."""
        if "chunked" not in self.headers.get("transfer-encoding", "").lower():
            return self.payload
        try:
            return bytes(ChunkedReader(io.BytesIO(self.payload)).read())
        except OSError:
            return self.payload  # the archive undid the chunks and kept the header

    def body(self, limit: int, *, where: str) -> bytes:
        """The body with every coding undone.

        Args:
            limit: bytes that the decoded body may have.
            where: names the record in errors.

        Raises:
            ArticleError: the body passes the limit.
            WarcError: the body is not in the coding that its header names.
        """
        coded = self.dechunked()
        coding = self.headers.get("content-encoding", "").strip().lower()
        if _is_plain(coded, coding):
            coding = ""  # the archive undid the coding and kept the header
        try:
            if coding in _STREAMED:
                return _streamed(coded, coding, limit)
            decoder = BodyDecoder(coding, limit)
            decoder.feed(coded)
            decoder.finish()
        except TooLargeError as error:
            raise ArticleError(f"the page is too large: {error}", where=where) from error
        except (CodingError, OSError) as error:
            raise WarcError(f"the body cannot be decoded: {error}", where=where) from error
        return bytes(decoder.body)


def parse_response(block: bytes, *, where: str) -> HttpResponse:
    """Splits a record's block into status, headers and payload. Raises WarcError where it is no HTTP response."""
    head, separator, payload = block.partition(b"\r\n\r\n")
    if not separator:
        head, separator, payload = block.partition(b"\n\n")
    first, *lines = head.decode("latin-1").splitlines() or [""]
    version, _, rest = first.partition(" ")
    status = rest.strip()[:3]
    if not version.startswith("HTTP/") or not status.isdecimal():
        raise WarcError(f"the record holds no HTTP response but {first[:60]!r}", where=where)
    headers: dict[str, str] = {}
    for line in lines:
        name, colon, value = line.partition(":")
        if colon:
            headers[name.strip().lower()] = value.strip()
    return HttpResponse(int(status), headers, payload)


def _streamed(coded: bytes, coding: str, limit: int) -> bytes:
    body = bytearray()
    reader = _STREAMED[coding](io.BytesIO(coded))
    while piece := reader.read(min(limit - len(body) + 1, 1 << 20)):
        body += piece
        if len(body) > limit:
            raise TooLargeError(f"the body is larger than {limit:,} bytes")
    if coded and not body:
        raise CodingError(f"the body is no valid {coding}")
    return bytes(body)


def _is_plain(coded: bytes, coding: str) -> bool:
    if "gzip" in coding:
        return not coded.startswith(_GZIP_MAGIC)
    start = coded[:512].lstrip().lower()
    return bool(coding) and start.startswith(_MARKUP)
