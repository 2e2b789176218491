"""What a backfill wants out of large archives: the hosts and the days, asked before anything costly is done."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final
from urllib.parse import urlsplit

from extractors.articles.article import Article
from extractors.articles.times import FUTURE_DAYS, day_of
from extractors.articles.urls import host_of
from extractors.documents import stable_id
from extractors.errors import DocumentError

_HOST: Final = re.compile(r"[a-z0-9_][a-z0-9_-]*(?:\.[a-z0-9_-]+)*|[0-9a-f:]+")

_SLACK: Final = dt.timedelta(days=FUTURE_DAYS)
"""A page may have been captured so long before the day that it gives itself: zones and clocks."""


class Fit(StrEnum):
    """Whether an article is one of those wanted, and if not, why."""

    WANTED = "wanted"
    OTHER_DAY = "other_day"
    UNDATED = "undated"


@dataclass(frozen=True, slots=True)
class Wanted:
    """Hosts (with all below them; none named stands for all) and days of publication, both ends included.

    `captured_by` leaves captures made after that day unread, which spares a large archive's later years.
    `keeps_undated` takes articles that have no date at all: no publication time, no time of capture.
    """

    first: dt.date | None = None
    last: dt.date | None = None
    hosts: tuple[str, ...] = ()
    captured_by: dt.date | None = None
    keeps_undated: bool = False

    @property
    def key(self) -> str:
        """The same for the same wishes."""
        parts = (self.first, self.last, *sorted(self.hosts), self.captured_by, self.keeps_undated)
        return stable_id(*(None if part is None else str(part) for part in parts))

    def takes_host(self, url: str) -> bool:
        """Whether an address lies on a wanted host."""
        if not self.hosts:
            return True
        host = host_of(url)
        return any(host == name or host.endswith(f".{name}") for name in self.hosts)

    def takes_capture(self, captured_on: dt.date | None) -> bool:
        """Whether what was captured on this day can hold a wanted article: none is captured before it is published."""
        if captured_on is None:
            return True
        if self.first and captured_on < self.first - _SLACK:
            return False
        return self.captured_by is None or captured_on <= self.captured_by

    def fit(self, article: Article) -> Fit:
        """Whether an article is wanted, by its day of publication in the outlet's zone, else by that of its capture."""
        try:
            published = article.document.published_at()
        except DocumentError:
            published = None
        day = day_of(published) if published else None
        if day is None and article.seen_at:
            day = article.seen_at.date()
        if day is None:
            return Fit.WANTED if self.keeps_undated or not (self.first or self.last) else Fit.UNDATED
        is_early, is_late = self.first and day < self.first, self.last and day > self.last
        return Fit.OTHER_DAY if is_early or is_late else Fit.WANTED


EVERYTHING: Final = Wanted()


def host_names(values: Iterable[str]) -> tuple[str, ...]:
    """Host names as people write them (`BBC.co.uk`, `https://www.bbc.co.uk/news`), in one form, each once.

    Raises:
        DocumentError: one is no host name.
    """
    found: dict[str, None] = {}
    for value in values:
        try:
            written = urlsplit(value.strip() if "//" in value else f"//{value.strip()}").hostname or ""
            host = written.encode("idna").decode("ascii").lower().rstrip(".")
        except ValueError:
            host = ""
        if not _HOST.fullmatch(host):
            raise DocumentError(f"no host name: {value!r}", hint="write it as in www.example.org, without wildcards")
        found[host] = None
    return tuple(sorted(found))
