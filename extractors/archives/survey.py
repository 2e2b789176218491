"""What a file holds, for a dry run: records, hosts and days, without reading what stands in an archive's records."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from fastwarc.warc import WarcRecord, WarcRecordType

from extractors.archives.sources import ARCHIVES, SUCCESS, is_page_type, read_from
from extractors.archives.wanted import Fit, Wanted
from extractors.archives.warc_reader import CAPTURES
from extractors.archives.warc_records import read_records
from extractors.articles.article import Article
from extractors.articles.times import day_of
from extractors.articles.urls import host_of
from extractors.errors import TollwatchError

_MOST_HOSTS: Final = 10_000


@dataclass(slots=True)
class Survey:
    """What is there and what of it would be read.

    `records` are captures of an archive or documents of another file; of an archive those of pages alone count further:
    feeds, pictures and errors stand in it too. Of those that would be read `hosts` counts the
    hosts and `days` the days: of capture in an archive, where the day of publication stands in pages that a dry run
    does not read; of publication elsewhere (null: none is known). `damaged` were met on the way.
    """

    records: int = 0
    wanted: int = 0
    damaged: int = 0
    hosts: Counter[str] = field(default_factory=Counter)
    days: Counter[dt.date | None] = field(default_factory=Counter)

    def take(self, url: str, day: dt.date | None) -> None:
        """Count something that would be read."""
        self.wanted += 1
        self.days[day] += 1
        host = host_of(url)
        if host in self.hosts or len(self.hosts) < _MOST_HOSTS:
            self.hosts[host] += 1


def survey(path: Path, wanted: Wanted) -> Iterator[tuple[int, Survey]]:
    """Look through a file: now and then the bytes seen so far and the survey, which is the same object all along.

    Raises:
        TollwatchError: a file of another kind, or one that cannot be read.
        OSError: it cannot be opened.
    """
    found = Survey()
    yield 0, found
    yield from (
        _archive(path, wanted, found) if path.name.lower().endswith(ARCHIVES) else _documents(path, wanted, found)
    )


def _archive(path: Path, wanted: Wanted, found: Survey) -> Iterator[tuple[int, Survey]]:
    def look(record: WarcRecord) -> bool:
        found.records += 1
        url = (record.headers.get("WARC-Target-URI") or "").strip("<>")
        day = record.record_date.date() if record.record_date else None
        if wanted.takes_host(url) and wanted.takes_capture(day) and _is_page(record):
            found.take(url, day)
        return False

    for record in read_records(path, CAPTURES, wants=look):
        found.damaged += record.error is not None
        yield record.offset, found


def _is_page(record: WarcRecord) -> bool:
    """Whether a capture holds a page, by its headers; one whose HTTP cannot be read is left to the reading."""
    if record.record_type == WarcRecordType.resource:
        return is_page_type(record.headers.get("Content-Type"))
    if not record.is_http:
        return False
    record.parse_http(strict_mode=False)
    about = record.http_headers
    if about is None or about.status_code is None:
        return True
    return about.status_code in SUCCESS and is_page_type(about.get("Content-Type"))


def _documents(path: Path, wanted: Wanted, found: Survey) -> Iterator[tuple[int, Survey]]:
    for read in read_from(path, wanted=wanted):
        if isinstance(read.item, TollwatchError):
            found.damaged += 1
        else:
            found.records += 1
            if isinstance(read.item, Article) and wanted.fit(read.item) is Fit.WANTED:
                published = read.item.document.published_at()
                found.take(read.item.document.url or "", day_of(published) if published else None)
        yield read.done, found
