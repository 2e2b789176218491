"""Which pages and which further sitemaps a window of days needs, by what is known before they are asked for."""

from __future__ import annotations

import calendar
import datetime as dt
import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Final
from urllib.parse import urlsplit

from extractors.articles.times import day_in_path, day_of
from extractors.sitemaps.parse import Listed

_SLACK: Final = dt.timedelta(days=1)
"""A day in one zone is two in others."""

_LATE: Final = dt.timedelta(days=2)
"""Pages changed so soon after the window were most likely published in it: corrections and late updates."""

_MONTH: Final = re.compile(r"(?<!\d)(?P<year>(?:19|20)\d\d)[-_/.]?(?P<month>0[1-9]|1[0-2])(?!\d)")
_DAY: Final = re.compile(r"(?<!\d)(?P<year>(?:19|20)\d\d)[-_/.]?(?P<month>0[1-9]|1[0-2])[-_/.]?(?P<day>[0-3]\d)(?!\d)")
_YEAR: Final = re.compile(r"(?<!\d)(?P<year>(?:19|20)\d\d)(?!\d)")


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


def chance_of_page(page: Listed, window: Window) -> Chance:
    """How likely a page was published in the window."""
    day = day_of(page.published) if page.published else day_in_path(urlsplit(page.url).path)
    if day is not None:
        return Chance.SURE if window.meets(day, day) else Chance.NO
    span = _span(urlsplit(page.url).path, (_MONTH,))
    if span and not window.meets(*span):
        return Chance.NO
    if page.changed is None:
        return Chance.LIKELY if span else Chance.UNTOLD
    changed = day_of(page.changed)
    if changed + _SLACK < window.first:
        return Chance.NO  # whatever was changed last before the window was published before it
    return Chance.LIKELY if span or changed <= window.last + _LATE else Chance.UNTOLD


def may_list(sitemap: Listed, window: Window) -> bool:
    """Whether a sitemap of an index may list pages of the window, by its lastmod and the days in its address.

    `/sitemap/2018/11.xml`, `/news-2018-11-04.xml` and `/archive-2018.xml` say what they hold.
    """
    span = _span(_told(sitemap.url), (_DAY, _MONTH, _YEAR))
    if span and not window.meets(*span):
        return False
    return sitemap.changed is None or day_of(sitemap.changed) + _SLACK >= window.first


def _told(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.path}?{parts.query}"


def _span(text: str, patterns: tuple[re.Pattern[str], ...]) -> tuple[dt.date, dt.date] | None:
    """The days that an address names, as a day, a month or a year; null where it names none, or more than one such."""
    for pattern in patterns:
        found = {found.groups(): found.groupdict() for found in pattern.finditer(text)}
        if not found:
            continue
        if len(found) > 1:
            return None
        (named,) = found.values()
        return _days(named)
    return None


def _days(named: dict[str, str]) -> tuple[dt.date, dt.date] | None:
    year = int(named["year"])
    month = int(named.get("month") or 0)
    try:
        if "day" in named:
            day = dt.date(year, month, int(named["day"]))
            return day, day
        if month:
            return dt.date(year, month, 1), dt.date(year, month, calendar.monthrange(year, month)[1])
        return dt.date(year, 1, 1), dt.date(year, 12, 31)
    except ValueError:
        return None
