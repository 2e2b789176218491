"""Revisit records: what was fetched again and had not changed, resolved to the response that it repeats.

Ours name the file and the offset of that response, as Heritrix does; a file of the raw zone never gets another name.
Others' are looked for in the file before them, by the payload's digest.
"""

from __future__ import annotations

import datetime as dt
from collections import OrderedDict
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from fastwarc.warc import ArchiveIterator, WarcRecord, WarcRecordType

from extractors.archives.http_message import HttpResponse, parse_response
from extractors.errors import WarcError

PROFILE_HEADER: Final = "WARC-Profile"
FILE_HEADER: Final = "WARC-Refers-To-Filename"
OFFSET_HEADER: Final = "WARC-Refers-To-File-Offset"
URL_HEADER: Final = "WARC-Refers-To-Target-URI"
DATE_HEADER: Final = "WARC-Refers-To-Date"
PROFILES: Final = "http://netpreserve.org/warc/1.1/revisit/"
IDENTICAL: Final = f"{PROFILES}identical-payload-digest"
NOT_MODIFIED: Final = f"{PROFILES}server-not-modified"

_MOST_REMEMBERED: Final = 200_000
"""Responses of one file whose digests are kept, some tens of megabytes; of more the oldest are forgotten."""
_MOST_BYTES: Final = 20_000_000


def files_referred_to(path: Path) -> Iterator[tuple[tuple[str, ...], str]]:
    """The other files that the revisits of a file of the raw zone refer to: the days each may lie in, and its name.

    A damaged file gives what stands before the damage.
    """
    seen = set()
    try:
        for record in ArchiveIterator(str(path), parse_http=False, record_types=WarcRecordType.revisit):
            name = record.headers.get(FILE_HEADER)
            referred = (days_of(path.parent, record.headers.get(DATE_HEADER) or ""), name or "")
            if name and name != path.name and Path(name).name == name and referred not in seen:
                seen.add(referred)
                yield referred
    except OSError as error:
        if error.errno is not None:
            raise


def days_of(folder: Path, date: str) -> tuple[str, ...]:
    """Folders of the zone in which a file may lie: that of the file which refers to it, and by the date it gives."""
    try:
        day = dt.datetime.fromisoformat(date).date()
    except ValueError:
        return (folder.name,)
    # a file lies in the folder of the day on which it was begun
    return (folder.name, f"{day}", f"{day - dt.timedelta(days=1)}")


def is_identical(record: WarcRecord) -> bool:
    """Whether a revisit says that the payload was the same, byte for byte."""
    return (record.headers.get(PROFILE_HEADER) or "").strip("<> /").endswith("identical-payload-digest")


class Originals:
    """Finds the responses that the revisits of one file repeat, in bounded memory.

    Args:
        path: the file that holds the revisits.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._seen: OrderedDict[str, int] | None = None

    def note(self, record: WarcRecord) -> None:
        """Remember a response that later revisits may repeat; nothing is done before the first of these."""
        if self._seen is not None:
            _remember(self._seen, record)

    def find(self, record: WarcRecord, where: str) -> HttpResponse:
        """The response that a revisit repeats; its payload has yet to be checked against the digest.

        Raises:
            WarcError: there is none where the revisit says, or none before it in its file.
        """
        if name := record.headers.get(FILE_HEADER):
            offset = record.headers.get(OFFSET_HEADER) or ""
            path = self._zone_file(name, record.headers.get(DATE_HEADER) or "")
            if path is None or not offset.isdigit():
                raise WarcError(f"the page had not changed since {name}, which is not there", where=where)
            return _response(path, int(offset), where)
        digest = record.headers.get("WARC-Payload-Digest") or ""
        if self._seen is None:
            self._seen = self._before(record.stream_pos)
        if digest not in self._seen:
            raise WarcError("the page had not changed since a capture that is not in this file", where=where)
        return _response(self._path, self._seen[digest], where)

    def _zone_file(self, name: str, date: str) -> Path | None:
        """The file of that name, beside this one or in the folder of another day of the zone."""
        if Path(name).name != name:
            return None
        folders = [self._path.parent, *(self._path.parent.parent / day for day in days_of(self._path.parent, date))]
        return next((folder / name for folder in folders if (folder / name).is_file()), None)

    def _before(self, end: int) -> OrderedDict[str, int]:
        """The digests of the responses before an offset: a second look at the file, for headers alone."""
        seen: OrderedDict[str, int] = OrderedDict()
        try:
            for record in ArchiveIterator(str(self._path), parse_http=False):
                if record.stream_pos >= end:
                    break
                _remember(seen, record)
        except OSError as error:
            if error.errno is not None:
                raise
            # Damaged before this place: what stands before the damage can be found, and the damage is told elsewhere.
        return seen


def _remember(seen: OrderedDict[str, int], record: WarcRecord) -> None:
    digest = record.headers.get("WARC-Payload-Digest")
    if record.record_type != WarcRecordType.response or not digest:
        return
    seen[digest] = record.stream_pos
    if len(seen) > _MOST_REMEMBERED:
        seen.popitem(last=False)


def _response(path: Path, offset: int, where: str) -> HttpResponse:
    """The response record at an offset. Raises WarcError where there is none."""
    with path.open("rb") as stream:
        stream.seek(offset)
        try:
            record = next(iter(ArchiveIterator(stream, parse_http=False)), None)
            if record is None or record.record_type != WarcRecordType.response:
                raise WarcError(f"what the revisit repeats is no response, at {path.name}#{offset}", where=where)
            block = record.reader.read(_MOST_BYTES)
        except OSError as error:
            if error.errno is not None:
                raise
            raise WarcError(f"what the revisit repeats is damaged, at {path.name}#{offset}", where=where) from error
    return parse_response(block, where=where)
