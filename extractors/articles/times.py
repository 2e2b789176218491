"""Publication times as pages and feeds write them."""

from __future__ import annotations

import datetime as dt
import re
from email.utils import parsedate_to_datetime
from typing import Final
from zoneinfo import ZoneInfo

EARLIEST: Final = dt.date(1990, 1, 1)
"""Before news stood on the web: an older date is a content management system's zero."""
FUTURE_DAYS: Final = 2
"""How far ahead of the fetch a publication time may lie: zones told wrongly, and clocks."""

_LOOSE_ISO: Final = re.compile(
    r"(\d{4}-\d\d-\d\d)[T ]+(\d\d?:\d\d(?::\d\d(?:[.,]\d+)?)?)\s*(Z|UTC|GMT|[+-]\d\d:?\d\d|[+-]\d\d)?"
)
_RFC2822: Final = re.compile(
    r"(?:[A-Za-z]{3,9},?\s+)?\d{1,2}[ -][A-Za-z]{3,9}[ -]\d{2,4}\s+"
    r"\d{1,2}:\d\d(?::\d\d)?(?:\s*(?:[A-Z]{1,5}|[+-]\d{4}))?"
)
_MONTHS: Final = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH: Final = rf"(?P<month>{'|'.join(_MONTHS)})[a-z]*\.?"
_CLOCK: Final = (
    r"(?:\D{0,6}(?P<hour>\d{1,2})[:.](?P<minute>\d\d)(?::\d\d)?\s*(?P<half>[ap]\.?m\b)?\s*(?P<utc>UTC|GMT)?)?"
)
_WRITTEN: Final = tuple(
    re.compile(pattern + _CLOCK, re.IGNORECASE)
    for pattern in (
        rf"\b(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\s+{_MONTH},?\s+(?P<year>\d{{4}})\b",
        rf"\b{_MONTH}\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<year>\d{{4}})\b",
    )
)
_IN_PATH: Final = re.compile(r"/(\d{4})[/-](\d{1,2})[/-](\d{1,2})(?=[/-]|$)")
_NOON: Final = 12


def parse_time(value: str, zone: ZoneInfo | None) -> dt.datetime | dt.date | None:
    """An aware time in the outlet's zone, a day where only the day is sure, or null where it is neither.

    ISO 8601 with its usual liberties, RFC 2822, and English dates in words; never 03/04/2018, which is two days.
    A time without an offset is the outlet's local time; without a zone only its day is known. Exactly midnight is how
    content management systems write a day.

    Args:
        value: as the page or the feed writes it.
        zone: the outlet's zone, null where it is not known.
    """
    text = value.strip()
    for read in (_iso, _rfc2822, _written):
        try:
            found = read(text)
        except (ValueError, OverflowError, TypeError):
            continue
        if found is not None:
            return _in_zone(found, zone)
    return None


def day_in_path(url: str) -> dt.date | None:
    """The day that many outlets write into their addresses (/2026/10/05/title)."""
    found = _IN_PATH.search(url)
    if not found:
        return None
    try:
        return dt.date(int(found[1]), int(found[2]), int(found[3]))
    except ValueError:
        return None


def is_possible(value: dt.datetime | dt.date, seen_at: dt.datetime | None) -> bool:
    """Whether an article seen then can have been published at this time; null where it is not known when it was."""
    day = day_of(value)
    return day >= EARLIEST and (seen_at is None or day - dt.timedelta(days=FUTURE_DAYS) <= seen_at.date())


def day_of(value: dt.datetime | dt.date) -> dt.date:
    """The day of a time, in the zone in which it stands."""
    return value.date() if isinstance(value, dt.datetime) else value


def _iso(text: str) -> dt.datetime | dt.date | None:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        pass
    found = _LOOSE_ISO.match(text)
    if found:
        offset = {"Z": "+00:00", "UTC": "+00:00", "GMT": "+00:00", None: ""}.get(found[3], found[3])
        return dt.datetime.fromisoformat(f"{found[1]}T{found[2]:0>5}{offset}".replace(",", "."))
    return dt.datetime.fromisoformat(text)


def _rfc2822(text: str) -> dt.datetime | None:
    # The library's parser passes over what it does not know ("a.m."), so it is given only what has the form.
    return parsedate_to_datetime(text) if _RFC2822.fullmatch(text) else None


def _written(text: str) -> dt.datetime | dt.date | None:
    found = next((m for m in (pattern.search(text) for pattern in _WRITTEN) if m), None)
    if not found:
        return None
    day = dt.date(int(found["year"]), _MONTHS.index(found["month"].lower()) + 1, int(found["day"]))
    if found["hour"] is None:
        return day
    hour = int(found["hour"])
    if found["half"]:
        hour = hour % _NOON + (_NOON if found["half"].lower().startswith("p") else 0)
    return dt.datetime.combine(day, dt.time(hour, int(found["minute"]), tzinfo=dt.UTC if found["utc"] else None))


def _in_zone(value: dt.datetime | dt.date, zone: ZoneInfo | None) -> dt.datetime | dt.date:
    if not isinstance(value, dt.datetime):
        return value
    if value.time() == dt.time():
        return value.date()
    if value.tzinfo is None:
        return value.replace(tzinfo=zone) if zone else value.date()
    return value.astimezone(zone) if zone else value
