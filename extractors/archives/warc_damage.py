"""Where records of a WARC file end and begin: what a reader needs to go on behind a damaged one."""

from __future__ import annotations

import re
import zlib
from pathlib import Path
from typing import BinaryIO, Final

GZIP_MAGIC: Final = b"\x1f\x8b"

_GZIP_START: Final = b"\x1f\x8b\x08"
_PLAIN_START: Final = re.compile(rb"WARC/\d\.\d\r?\n[A-Za-z-]+:")
_MARK: Final = b"WARC/"
_LENGTH: Final = re.compile(rb"^content-length:\s*(\d+)", re.IGNORECASE | re.MULTILINE)
_MAX_HEAD_BYTES: Final = 64 << 10
_RECORD_TAIL: Final = b"\r\n\r\n"
_MEMBER_WINDOW: Final = 16 + zlib.MAX_WBITS
_CHUNK: Final = 1 << 20
_LONGEST_MARK: Final = 64
"""Bytes that a sign of a beginning takes, so many are looked at again where two chunks meet."""
_TASTE: Final = 512
"""Compressed bytes that give the first word of a member for certain."""


def is_gzip(path: Path) -> bool:
    """Whether the file begins as a gzip file."""
    with path.open("rb") as stream:
        return stream.read(2) == GZIP_MAGIC


def begins_record(path: Path, offset: int) -> bool:
    """Whether a reader can begin at this offset: a record of its own gzip member, or a plain one."""
    with path.open("rb") as stream:
        stream.seek(offset)
        start = stream.read(_TASTE)
    return _is_member(start) or bool(_PLAIN_START.match(start))


def next_record(path: Path, offset: int) -> int | None:
    """The first offset from this one on at which a record begins; null where none does.

    The compressed bytes of a record may look like a member's beginning, so each is inflated until its first word.
    """
    is_compressed = is_gzip(path)
    with path.open("rb") as stream:
        stream.seek(offset)
        tail = b""
        at = offset
        while chunk := stream.read(_CHUNK):
            window = tail + chunk
            begin = at - len(tail)
            found = _member_in(stream, window, begin) if is_compressed else _plain_in(window, begin)
            if found is not None:
                return found
            at += len(chunk)
            stream.seek(at)
            tail = window[-_LONGEST_MARK:]
    return None


def record_end(path: Path, offset: int) -> int | None:
    """The offset after the record that begins there; null where it has no end."""
    return _member_end(path, offset) if is_gzip(path) else _plain_end(path, offset)


def _member_in(stream: BinaryIO, window: bytes, begin: int) -> int | None:
    place = window.find(_GZIP_START)
    while place >= 0:
        stream.seek(begin + place)
        if _is_member(stream.read(_TASTE)):
            return begin + place
        place = window.find(_GZIP_START, place + 1)
    return None


def _plain_in(window: bytes, begin: int) -> int | None:
    found = _PLAIN_START.search(window)
    return begin + found.start() if found else None


def _is_member(start: bytes) -> bool:
    if not start.startswith(_GZIP_START):
        return False
    try:
        return zlib.decompressobj(_MEMBER_WINDOW).decompress(start, len(_MARK)) == _MARK
    except zlib.error:
        return False


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
        if stream.read(2) != GZIP_MAGIC:
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
