"""Uncompressed WARC files: nothing but the length that a record states says where the next one begins.

A wrong length swallows the records behind it. A reader that believes it takes their bytes for a part of the page.
"""

from __future__ import annotations

import mmap
import re
from types import TracebackType
from typing import BinaryIO, Final, Self

from fastwarc.warc import WarcRecord

from extractors.archives.digests import agrees, is_known
from extractors.archives.warc_damage import GZIP_MAGIC

_MAX_HEAD_BYTES: Final = 64 << 10
_HEAD_END: Final = re.compile(rb"\r?\n\r?\n")
_RECORD_END: Final = re.compile(rb"\r?\n\r?\n|[\r\n]*\Z")
_SWALLOWED: Final = re.compile(rb"\r\n\r\nWARC/\d\.\d\r\n(?:WARC-|Content-)")
_LARGEST_PROVED: Final = 100_000_000
"""Bytes of a record whose digest is computed to prove that it holds the text of a WARC file and has swallowed none."""


class PlainFile:
    """Says of the records of an uncompressed file whether they end where they say.

    Args:
        stream: of the file, which is not empty; of a compressed one nothing is said.
    """

    def __init__(self, stream: BinaryIO) -> None:
        self._map = mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ)
        self._is_plain = self._map[:2] != GZIP_MAGIC

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._map.close()

    def is_whole(self, record: WarcRecord, length: int | None) -> bool:
        """Whether a record's end stands where this one says, and no other record inside it.

        Args:
            record: as it was found.
            length: what it states; null where it states none. A record that the file's end cuts off counts as whole.
        """
        if not self._is_plain or length is None:
            return True
        offset = record.stream_pos
        head = _HEAD_END.search(self._map, offset, offset + _MAX_HEAD_BYTES)
        if head is None or head.end() + length > len(self._map):
            return True
        begin, end = head.end(), head.end() + length
        is_likely = _RECORD_END.match(self._map, end) and not _SWALLOWED.search(self._map, begin, end)
        return bool(is_likely) or self._is_proved(record, begin, end)

    def _is_proved(self, record: WarcRecord, begin: int, end: int) -> bool:
        """Whether its digest says that these bytes are the record: a page may quote a WARC file."""
        stated = record.headers.get("WARC-Block-Digest") or record.headers.get("WARC-Payload-Digest") or ""
        if not is_known(stated) or end - begin > _LARGEST_PROVED:
            return False
        block = self._map[begin:end]
        return agrees(stated, block, block.partition(b"\r\n\r\n")[2])
