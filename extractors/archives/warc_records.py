"""The records of a WARC file one after the other, at constant memory (FastWARC), and on behind what is damaged."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from fastwarc.warc import ArchiveIterator, WarcRecord, WarcRecordType

from extractors.archives.warc_damage import begins_record, next_record, record_end
from extractors.archives.warc_plain import PlainFile
from extractors.errors import ArticleError, TollwatchError, WarcError

MAX_BODY_BYTES: Final = 20_000_000
"""Largest record read, and largest page after decompression: twice what `pull` takes."""

Wants = Callable[[WarcRecord], bool]
"""Asked with a record's headers alone, before its content is read."""


@dataclass(frozen=True, slots=True)
class Found:
    """What stands at an offset: a record with its block, or the error in its place, or neither: one nobody wanted."""

    offset: int
    record: WarcRecord | None = None
    block: bytes = b""
    error: TollwatchError | None = None


def read_records(path: Path, kinds: WarcRecordType, *, start: int = 0, wants: Wants | None = None) -> Iterator[Found]:
    """The records of these kinds in order; in place of one that is damaged or too large, its error.

    Behind damage the next record is looked for, and reading goes on there.

    Args:
        path: plain or gzip.
        kinds: which types of record to read.
        start: the offset of a record to begin at.
        wants: leaves records unread.

    Raises:
        OSError: the file cannot be opened or read.
    """
    size = path.stat().st_size
    if not size:
        yield Found(0, error=WarcError("the file is empty", where=str(path)))
        return
    begin: int | None = start
    while begin is not None and begin < size:
        damage = yield from _stretch(path, kinds, begin, size, wants)
        if damage is None:
            return
        begin = next_record(path, damage.search_from)
        yield Found(damage.offset, error=_told(damage, path, begin))


@dataclass(frozen=True, slots=True)
class _Damage:
    """`search_from` is where the next record may begin: never where one was read before."""

    offset: int
    what: str
    search_from: int


def _stretch(
    path: Path, kinds: WarcRecordType, begin: int, size: int, wants: Wants | None
) -> Generator[Found, None, _Damage | None]:
    """The records from an offset on, up to the file's end or the first damage, which is returned."""
    last = -1
    try:
        with path.open("rb") as stream, PlainFile(stream) as plain:
            stream.seek(begin)
            # All kinds are visited, so that damage in a record that nobody wants is seen too.
            for record in ArchiveIterator(stream, parse_http=False):
                last = record.stream_pos
                if not plain.is_whole(record, stated_length(record)):
                    return _lies(last)
                if not record.record_type & kinds:
                    continue
                if wants and not wants(record):
                    if record.record_type != WarcRecordType.metadata:  # that belongs to another record
                        yield Found(last)
                    continue
                length = stated_length(record)
                if length is not None and length > MAX_BODY_BYTES:
                    yield Found(last, error=_too_large(length, f"{path}#{last}"))
                    continue
                block = record.reader.read(length or 0)
                if length is None or len(block) < length:
                    return _ends_early(last, size)
                yield Found(last, record, block)
    except OSError as error:
        if error.errno is not None:
            raise
        return _damage(path, begin, last, str(error))
    return _unread_end(path, begin, last, size)


def stated_length(record: WarcRecord) -> int | None:
    """The length in the record's header; FastWARC's own shrinks to what a cut-off file still holds.

    Null where the header was cut off before it, or is damaged: where the next record begins is then not known.
    """
    stated = (record.headers.get("Content-Length") or "").strip()
    return int(stated) if stated.isascii() and stated.isdigit() else None


def _too_large(length: int, where: str) -> ArticleError:
    return ArticleError(f"the record is too large: {length:,} bytes, read are {MAX_BODY_BYTES:,}", where=where)


def _told(damage: _Damage, path: Path, resumes: int | None) -> WarcError:
    hint = (
        "the records before it were read; the rest is lost" if resumes is None else f"read on from offset {resumes:,}"
    )
    return WarcError(damage.what, where=f"{path}#{damage.offset}", hint=hint)


def _damage(path: Path, begin: int, last: int, what: str) -> _Damage:
    """A record that cannot be read, with its offset as exactly as the file allows."""
    if last < 0:
        if begin:
            return _Damage(begin, f"the file is damaged at offset {begin:,}: {what}", begin + 1)
        return _Damage(0, f"not a WARC file, or damaged from its beginning: {what}", 1)
    offset = record_end(path, last)
    place = f"at offset {offset:,}" if offset else f"after the record at offset {last:,}"
    return _Damage(offset or last, f"the file is damaged {place}: {what}", _search_from(path, offset or last, last))


def _search_from(path: Path, offset: int, last: int) -> int:
    """The damaged place itself where a whole record stands there, which only rubbish before it hid; else behind it."""
    is_hidden = offset != last and begins_record(path, offset) and record_end(path, offset) is not None
    return offset if is_hidden else offset + 1


def _lies(offset: int) -> _Damage:
    what = f"the record at offset {offset:,} does not end where its Content-Length says: nothing of it is read"
    return _Damage(offset, what, offset + 1)


def _ends_early(offset: int, size: int) -> _Damage:
    what = f"the record at offset {offset:,} is damaged, or cut off where the file ends, at {size:,} bytes"
    return _Damage(offset, what, offset + 1)


def _unread_end(path: Path, begin: int, last: int, size: int) -> _Damage | None:
    """What FastWARC passes over in silence: a file that ends inside its last record."""
    if last < 0:
        what = "no whole WARC record from here on" if begin else "no whole WARC record in the file"
        return _Damage(begin, what, begin + 1)
    end = record_end(path, last)
    if end is None or end > size:
        return _ends_early(last, size)
    return _ends_early(end, size) if end < size else None
