"""Content codings, undone as the bytes arrive, so that a bomb is stopped before it has grown."""

from __future__ import annotations

import zlib
from typing import Final

OFFERED: Final = "gzip, deflate"
"""What `BodyDecoder` can read, as Accept-Encoding says it."""

_GZIP: Final = 16 + zlib.MAX_WBITS
_GZIP_MAGIC: Final = b"\x1f\x8b"
_ZLIB_METHOD: Final = 8
_RAW: Final = -zlib.MAX_WBITS


class CodingError(Exception):
    """The body is not in the coding that its header names."""


class TooLargeError(Exception):
    """The decoded body passes the limit."""


class BodyDecoder:
    """Undoes one response's Content-Encoding (identity, gzip, deflate), chunk by chunk.

    Args:
        coding: the header's value; none, or empty, is identity.
        limit: the most decoded bytes that may come out.

    Raises:
        CodingError: a coding that we never offered, or two at once.
    """

    def __init__(self, coding: str | None, limit: int) -> None:
        self._coding = (coding or "").strip().lower().removeprefix("x-") or "identity"
        if self._coding not in {"identity", "gzip", "deflate"}:
            raise CodingError(f"unknown content-encoding {coding!r}")
        self._limit = limit
        self._inflater: zlib._Decompress | None = None
        self._is_done = False
        self.body = bytearray()

    def feed(self, chunk: bytes) -> None:
        """Take the next bytes as received.

        Raises:
            CodingError: the bytes are not in that coding.
            TooLargeError: the decoded body passes the limit; `body` holds what came before.
        """
        if self._coding == "identity":
            self._add(chunk)
            return
        while chunk and not self._is_done:
            if self._inflater is None:
                self._inflater = zlib.decompressobj(self._window(chunk))
            try:
                # One byte past the limit is enough to know, whatever the bomb would have become.
                self._add(self._inflater.decompress(chunk, self._limit - len(self.body) + 1))
            except zlib.error as error:
                raise CodingError(f"the body is no valid {self._coding}: {error}") from error
            chunk = self._inflater.unconsumed_tail or self._next_member()

    def finish(self) -> None:
        """Say that no more bytes come.

        Raises:
            CodingError: the compressed body is not complete.
        """
        if self._inflater is not None and not self._inflater.eof:
            raise CodingError(f"the {self._coding} body ends early")

    def _next_member(self) -> bytes:
        """A gzip body may be several members in a row; padding after the last one is common, and is no member."""
        if self._inflater is None or not self._inflater.eof:
            return b""
        rest = self._inflater.unused_data
        if self._coding == "gzip" and rest.startswith(_GZIP_MAGIC):
            self._inflater = None
            return rest
        self._is_done = bool(rest)
        return b""

    def _window(self, start: bytes) -> int:
        if self._coding == "gzip":
            return _GZIP
        # "deflate" means zlib by the standard, but some servers send it bare.
        return zlib.MAX_WBITS if start[0] & 0x0F == _ZLIB_METHOD else _RAW

    def _add(self, piece: bytes) -> None:
        room = self._limit - len(self.body)
        self.body += piece[:room]
        if len(piece) > room:
            raise TooLargeError(f"the body is larger than {self._limit:,} bytes")
