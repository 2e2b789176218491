"""The times that feeds write, in the forms that they really use. What is in doubt stays unknown.

feedparser knows more calendars, but it reads BST and EEST as UTC, a bare epoch as the year 1786, and loses `+03`,
`24:00:00`, `GMT+9` and `10/18/2024 - 11:17`; so its reading is not used.
"""

from __future__ import annotations

import datetime as dt
import re
import tomllib
from functools import cache
from importlib import resources
from typing import Final
from zoneinfo import ZoneInfo

EARLIEST: Final = dt.date(1990, 1, 1)
"""No outlet has dated an entry before the web existed; such a time is a default or a fault."""
FUTURE: Final = dt.timedelta(days=2)
"""How far ahead of the fetch an entry may be dated: zones and wrong clocks, no more."""

_MONTHS: Final = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_WEEKDAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")

_CLOCK: Final = (
    r"(?P<hour>\d{1,2}):(?P<minute>\d{1,2})(?::(?P<second>\d{1,2})(?:[.,]\d+)?)?\s*(?P<half>[AaPp]\.?[Mm]\b\.?)?"
)
_TAIL: Final = rf"(?:(?:\s*(?:,|-|–|at|\|)\s*|\s*T\s*|\s+){_CLOCK}(?:\s*(?P<zone>\(?[A-Za-z+\-−][\w:+\-−. ()]*))?)?"
_WEEKDAY: Final = r"(?:(?P<weekday>[A-Za-z]{3,9})(?:\.?\s*,\s*|\.?\s+))?"

_ISO: Final = re.compile(rf"(?P<year>\d{{4}})[-/](?P<month>\d{{1,2}})[-/](?P<day>\d{{1,2}}){_TAIL}")
_DAY_FIRST: Final = re.compile(
    rf"{_WEEKDAY}(?P<day>\d{{1,2}})[\s\-]+(?P<name>[A-Za-z]{{3,9}})\.?,?[\s\-]+(?P<year>\d{{4}}|\d{{2}}){_TAIL}"
)
_NAME_FIRST: Final = re.compile(
    rf"{_WEEKDAY}(?P<name>[A-Za-z]{{3,9}})\.?\s+(?P<day>\d{{1,2}}),?\s+(?P<year>\d{{4}}){_TAIL}"
)
_SLASHED: Final = re.compile(rf"{_WEEKDAY}(?P<first>\d{{1,2}})/(?P<second_part>\d{{1,2}})/(?P<year>\d{{4}}){_TAIL}")
_ASCTIME: Final = re.compile(
    rf"{_WEEKDAY}(?P<name>[A-Za-z]{{3}})\s+(?P<day>\d{{1,2}})\s+{_CLOCK}(?:\s+(?P<zone>[A-Z]{{1,5}}))?\s+(?P<year>\d{{4}})"
)
_COMPACT: Final = re.compile(
    r"(?P<year>\d{4})(?P<month>\d\d)(?P<day>\d\d)"
    r"(?:T?(?P<hour>\d\d)(?P<minute>\d\d)(?P<second>\d\d)?(?P<half>)(?P<zone>Z|[+-]\d{2}:?\d{2})?)?"
)
_PATTERNS: Final = (_ISO, _DAY_FIRST, _NAME_FIRST, _SLASHED, _ASCTIME, _COMPACT)
_EPOCH: Final = re.compile(r"\d{10}(?:\d{3})?")
_OFFSET: Final = re.compile(r"(?:GMT|UTC|UT)?\s*([+\-−])(\d{1,2})(?::?(\d{2}))?", re.IGNORECASE)
_LAST_HOUR: Final = 24
_NOON: Final = 12


def read_date(text: str | None, *, zone: str, now: dt.datetime) -> dt.datetime | dt.date | None:
    """The time that a feed wrote.

    Args:
        text: as the feed has it.
        zone: the outlet's IANA zone, for times that carry none, and to tell what BST or IST means there.
        now: aware; times well after it are refused.

    Returns:
        An aware time with the offset as written; a plain date where no time of day is given; None where the text is no
        date, or could be two.
    """
    text = " ".join((text or "").split())
    when = _epoch(text) if _EPOCH.fullmatch(text) else _written(text, ZoneInfo(zone))
    if when is None:
        return None
    day = when.date() if isinstance(when, dt.datetime) else when
    return when if EARLIEST <= day <= (now + FUTURE).date() else None


def _epoch(text: str) -> dt.datetime:
    return dt.datetime.fromtimestamp(int(text[:10]), dt.UTC)


def _written(text: str, zone: ZoneInfo) -> dt.datetime | dt.date | None:
    for pattern in _PATTERNS:
        if found := pattern.fullmatch(text):
            try:
                day = _day(found.groupdict())
                return _at_time(day, found, zone) if day else None
            except (ValueError, OverflowError):  # 31 February, 25:61
                return None
    return None


def _day(parts: dict[str, str | None]) -> dt.date | None:
    year = int(parts["year"] or 0)
    year += 2000 if len(parts["year"] or "") == len("24") else 0
    if parts.get("first"):
        return _slashed_day(year, int(parts["first"] or 0), int(parts["second_part"] or 0), parts["weekday"])
    if "name" in parts:
        month = _index(_MONTHS, parts["name"])
        return dt.date(year, month + 1, int(parts["day"] or 0)) if month is not None else None
    return dt.date(year, int(parts["month"] or 0), int(parts["day"] or 0))


def _slashed_day(year: int, first: int, second: int, weekday: str | None) -> dt.date | None:
    """04/10/2024 is April in America and October elsewhere: the weekday, or a number above 12, decides, or nothing."""
    readings = set()
    for month, day in ((first, second), (second, first)):
        try:
            readings.add(dt.date(year, month, day))
        except ValueError:
            continue
    if weekday:
        readings = {day for day in readings if day.weekday() == _index(_WEEKDAYS, weekday)}
    return readings.pop() if len(readings) == 1 else None


def _index(names: tuple[str, ...], word: str | None) -> int | None:
    start = (word or "")[:3].lower()
    return names.index(start) if start in names else None


def _at_time(day: dt.date, found: re.Match[str], zone: ZoneInfo) -> dt.datetime | dt.date | None:
    if found["hour"] is None:
        return day
    hour, minute, second = int(found["hour"]), int(found["minute"]), int(found["second"] or 0)
    if found["half"]:
        if not 1 <= hour <= _NOON:
            return None
        hour = hour % _NOON + (_NOON if found["half"][0] in "pP" else 0)
    if hour == _LAST_HOUR and not (minute or second):
        day, hour = day + dt.timedelta(days=1), 0
    local = dt.datetime.combine(day, dt.time(hour, minute, min(second, 59)))  # 60 is a leap second
    return _in_zone(local, (found["zone"] or "").strip(" ()."), zone)


def _in_zone(local: dt.datetime, name: str, zone: ZoneInfo) -> dt.datetime | None:
    at_home = local.replace(tzinfo=zone)
    if not name or name.upper() == at_home.tzname():
        return at_home.replace(tzinfo=dt.timezone(at_home.utcoffset() or dt.timedelta()))
    name = name.partition("(")[0].strip()  # +0300 (EEST)
    if found := _OFFSET.fullmatch(name):
        size = dt.timedelta(hours=int(found[2]), minutes=int(found[3] or 0))
        return local.replace(tzinfo=dt.timezone(size if found[1] == "+" else -size))
    hours = _offsets().get(name.upper())
    return local.replace(tzinfo=dt.timezone(dt.timedelta(hours=hours))) if hours is not None else None


@cache
def _offsets() -> dict[str, float]:
    data = tomllib.loads(resources.files(__package__).joinpath("zones.toml").read_text("utf-8"))
    return dict(data["offsets"])
