"""Which pages and which further sitemaps a window of days needs, by what is known before they are asked for."""

from __future__ import annotations

import calendar
import datetime as dt
import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Final
from urllib.parse import urlsplit

from extractors.articles.times import EARLIEST, day_of
from extractors.sitemaps.parse import Listed

_SLACK: Final = dt.timedelta(days=1)
"""A day in one zone is two in others."""

_LATE: Final = dt.timedelta(days=2)
"""Pages changed so soon after the window were most likely published in it: corrections and late updates."""

_DAY: Final = re.compile(
    r"(?<!\d)(?P<year>(?:19|20)\d\d)(?P<dash>[-_]?)(?P<month>0[1-9]|1[0-2])(?P=dash)(?P<day>[0-3]\d)(?!\d)"
)
_DAY_SEGMENTS: Final = re.compile(r"/(?P<year>(?:19|20)\d\d)/(?P<month>\d{1,2})/(?P<day>\d{1,2})(?=/|$)")
_MONTH_SEGMENTS: Final = re.compile(r"/(?P<year>(?:19|20)\d\d)/(?P<month>\d{1,2})(?=/|$)")

_FILE_END: Final = re.compile(r"(?:\.[a-z]+)+$")
_MONTH_OF_NAME: Final = re.compile(r"(?<!\d)(?P<year>(?:19|20)\d\d)[-_](?P<month>0[1-9]|1[0-2])(?!\d)")
_IN_QUERY: Final = re.compile(
    r"(?:^|&)(?:yyyy|year)=(?P<year>(?:19|20)\d\d)(?:&(?:mm|month)=(?P<month>\d\d?))?(?:&(?:dd|day)=(?P<day>\d\d?))?(?=&|$)"
)


class Chance(StrEnum):
    """How likely a page was published in the window.

    sure: its news date or its address says so. likely: it was last changed in the window or within two days of its
    end. untold: nothing says when it was published, and it was changed later or nobody says when. no: it was not.
    """

    SURE = "sure"
    LIKELY = "likely"
    UNTOLD = "untold"
    NO = "no"


@dataclass(frozen=True, slots=True)
class Window:
    """Days, both ends included."""

    first: dt.date
    last: dt.date

    def meets(self, first: dt.date, last: dt.date) -> bool:
        """Whether these days and the window's have one in common, in some zone."""
        return first - _SLACK <= self.last and last + _SLACK >= self.first


def chance_of_page(page: Listed, window: Window, today: dt.date) -> Chance:
    """How likely a page was published in the window.

    Of its address only a whole date counts, or year and month (and day) as whole segments: slugs and ids hold numbers
    that look like years and months. A day after the last change, or after today, is no date either.
    """
    changed = day_of(page.changed) if page.changed else None
    if told := _told(page, today):
        return Chance.SURE if window.meets(*told) else Chance.NO
    span = _span(urlsplit(page.url).path, (_MONTH_SEGMENTS,))
    if span and not window.meets(*span):
        return Chance.NO
    if changed is None:
        return Chance.LIKELY if span else Chance.UNTOLD
    if changed + _SLACK < window.first:
        return Chance.NO  # whatever was changed last before the window was published before it
    return Chance.LIKELY if span or changed <= window.last + _LATE else Chance.UNTOLD


def day_of_page(page: Listed, today: dt.date) -> dt.date | None:
    """The day by which a page is chosen: of its publication as it or its address says, else of its last change."""
    if told := _told(page, today):
        return told[0]
    return day_of(page.changed) if page.changed else None


def _told(page: Listed, today: dt.date) -> tuple[dt.date, dt.date] | None:
    """The days of publication that a page's news date names, or its address; null where neither does."""
    if page.published:
        day = day_of(page.published)
        return day, day
    latest = (day_of(page.changed) if page.changed else today) + _SLACK
    path = urlsplit(page.url).path
    return _span(path, (_DAY_SEGMENTS,)) or _span(path, (_DAY,), latest)


def may_list(sitemap: Listed, window: Window) -> bool:
    """Whether a sitemap of an index may list pages of the window, by its lastmod and the days in its address.

    `/sitemap/2018/11.xml`, `/news-2018-11.xml`, `/news-20181104.xml` and `/sitemap.xml?yyyy=2018&mm=11` say what they
    hold. `/sitemap-2018.xml`, `/sitemap-201811.xml` and `?page=2018` may be the two thousand and eighteenth of many.
    """
    parts = urlsplit(sitemap.url)
    path = _FILE_END.sub("", parts.path)
    span = (
        _span(path, (_DAY_SEGMENTS, _DAY, _MONTH_SEGMENTS, _MONTH_OF_NAME))
        or _span(parts.query, (_DAY, _IN_QUERY, _MONTH_OF_NAME))
    )  # fmt: skip
    if span and not window.meets(*span):
        return False
    return sitemap.changed is None or day_of(sitemap.changed) + _SLACK >= window.first


def _span(
    text: str, patterns: tuple[re.Pattern[str], ...], latest: dt.date | None = None
) -> tuple[dt.date, dt.date] | None:
    """The days that an address names, as a day, a month or a year; null where it names none, or more than one such."""
    for pattern in patterns:
        spans = {span for found in pattern.finditer(text) if (span := _days(found.groupdict()))}
        spans = {span for span in spans if span[0] >= EARLIEST and (latest is None or span[0] <= latest)}
        if spans:
            return spans.pop() if len(spans) == 1 else None
    return None


def _days(named: dict[str, str | None]) -> tuple[dt.date, dt.date] | None:
    year, month, day = (int(named.get(part) or 0) for part in ("year", "month", "day"))
    try:
        if day:
            return dt.date(year, month, day), dt.date(year, month, day)
        if month:
            return dt.date(year, month, 1), dt.date(year, month, calendar.monthrange(year, month)[1])
        return dt.date(year, 1, 1), dt.date(year, 12, 31)
    except ValueError:
        return None
