"""Calendar arithmetic: what a time expression means, seen from the day on which the article was written."""

from __future__ import annotations

import calendar as months
import datetime as dt
from dataclasses import dataclass

# A date without a year that lies this few days ahead of the anchor belongs to the anchor's year: datelines and
# time zones differ by a day or two, and announcements look a little ahead.
_AHEAD = dt.timedelta(days=7)
_EARLY_DAY, _LATE_DAY = 10, 21  # "early March" is 1 to 10, "late March" 21 to the end
_WEEK = 7


@dataclass(frozen=True, slots=True)
class Interval:
    """Days from `start` to `end`, inclusive; None where the words do not let them be known."""

    start: dt.date | None
    end: dt.date | None
    precision: str = "day"


UNKNOWN = Interval(None, None)


def day(value: dt.date | None) -> Interval:
    """One day."""
    return Interval(value, value)


def on_weekday(anchor: dt.date | None, weekday: int, *, shift: int = 0, future: bool = False) -> dt.date | None:
    """The last such weekday up to and including the anchor, moved `shift` weeks on; the next one where `future`."""
    if anchor is None:
        return None
    back = (anchor.weekday() - weekday) % _WEEK
    found = anchor - dt.timedelta(days=back)
    if future and found <= anchor:
        found += dt.timedelta(days=_WEEK)
    return found + dt.timedelta(days=_WEEK * shift)


def make_date(year: int, month: int, day_of_month: int) -> dt.date | None:
    """The date, or None where the calendar has no such day."""
    if not (1 <= month <= 12 and 1 <= day_of_month <= months.monthrange(year, month)[1]):  # noqa: PLR2004 (months)
        return None
    return dt.date(year, month, day_of_month)


def without_year(
    anchor: dt.date | None, month: int, day_of_month: int, *, weekday: int | None = None, future: bool = False
) -> dt.date | None:
    """The nearest past day of that name, or the next where `future`; where a weekday is named, one that fits it."""
    if anchor is None:
        return None
    candidates = [make_date(anchor.year + step, month, day_of_month) for step in range(1, -8, -1)]
    dates = [c for c in candidates if c is not None and (weekday is None or c.weekday() == weekday)]
    if future:
        ahead = [d for d in dates if d >= anchor]
        return min(ahead, default=None) or max(dates, default=None)
    return max((d for d in dates if d <= anchor + _AHEAD), default=None)


def month_of(year: int, month: int, part: str | None = None) -> Interval:
    """A calendar month, or its early, middle or late third (precision `days`)."""
    last = months.monthrange(year, month)[1]
    first, end, precision = 1, last, "month"
    if part in {"early", "beginning", "start"}:
        end, precision = _EARLY_DAY, "days"
    elif part in {"mid", "middle"}:
        first, end, precision = _EARLY_DAY + 1, _LATE_DAY - 1, "days"
    elif part in {"late", "end"}:
        first, precision = _LATE_DAY, "days"
    return Interval(dt.date(year, month, first), dt.date(year, month, end), precision)


def month_without_year(anchor: dt.date | None, month: int, part: str | None = None) -> Interval:
    """The latest such month that has begun by the anchor."""
    if anchor is None:
        return Interval(None, None, "month")
    return month_of(anchor.year if month <= anchor.month else anchor.year - 1, month, part)


def year_of(year: int, part: str | None = None) -> Interval:
    """A calendar year, or its early, middle or late third (precision `month`)."""
    first, last, precision = 1, 12, "year"
    if part in {"early", "beginning", "start"}:
        last, precision = 4, "month"
    elif part in {"mid", "middle"}:
        first, last, precision = 6, 8, "month"
    elif part in {"late", "end"}:
        first, precision = 9, "month"
    return Interval(dt.date(year, first, 1), dt.date(year, last, months.monthrange(year, last)[1]), precision)


def season_of(year: int, first: int, last: int) -> Interval:
    """A season; winter is that which begins in the year."""
    end_year = year + 1 if last < first else year
    end = dt.date(end_year, last, months.monthrange(end_year, last)[1])
    return Interval(dt.date(year, first, 1), end, "month")


def shift_months(value: dt.date, count: int) -> dt.date:
    """The same day `count` months on, or the last day of a shorter month."""
    year, month = divmod(value.year * 12 + value.month - 1 + count, 12)
    return dt.date(year, month + 1, min(value.day, months.monthrange(year, month + 1)[1]))


def ago(anchor: dt.date | None, count: int, unit: str) -> Interval:
    """`count` units before the anchor, as exact as the unit: "two weeks ago" is that calendar week."""
    if anchor is None:
        return UNKNOWN
    if unit == "hour":
        return Interval(anchor - dt.timedelta(days=-(-count // 24)) if count >= 12 else anchor, anchor)  # noqa: PLR2004
    if unit == "day":
        return day(anchor - dt.timedelta(days=count))
    return calendar_unit(anchor, unit, -count)


def past(anchor: dt.date | None, count: int, unit: str) -> Interval:
    """The span of `count` units that ends at the anchor: "in the past 24 hours" is yesterday and today."""
    if anchor is None:
        return Interval(None, None, "days")
    days = {"hour": -(-count // 24), "day": count, "week": _WEEK * count}.get(unit)
    if days is not None:
        return Interval(anchor - dt.timedelta(days=days), anchor, "week" if unit == "week" else "days")
    length = count * {"month": 1, "year": 12, "decade": 120}[unit]
    return Interval(shift_months(anchor, -length), anchor, "month" if unit == "month" else "year")


def calendar_unit(anchor: dt.date | None, unit: str, shift: int) -> Interval:
    """The calendar week (Monday first), month or year, `shift` units from the anchor's own."""
    precision = {"week": "week", "month": "month"}.get(unit, "year")
    if anchor is None:
        return Interval(None, None, precision)
    if unit == "week":
        monday = anchor - dt.timedelta(days=anchor.weekday() - _WEEK * shift)
        return Interval(monday, monday + dt.timedelta(days=_WEEK - 1), precision)
    if unit == "month":
        moved = shift_months(anchor.replace(day=1), shift)
        return month_of(moved.year, moved.month)
    if unit == "decade":
        first = (anchor.year // 10 + shift) * 10
        return Interval(dt.date(first, 1, 1), dt.date(first + 9, 12, 31), precision)
    return year_of(anchor.year + shift)


def up_to(interval: Interval, anchor: dt.date | None) -> Interval:
    """The interval without the days after the anchor: "this month" has not yet ended."""
    if anchor is None or interval.end is None or interval.start is None or interval.end <= anchor:
        return interval
    return Interval(min(interval.start, anchor), anchor, interval.precision)


def weekend(anchor: dt.date | None, *, shift: int = 0) -> Interval:
    """Saturday and Sunday: the latest weekend that has begun by the anchor, `shift` weeks further on."""
    saturday = on_weekday(anchor, 5, shift=shift)
    if saturday is None:
        return Interval(None, None, "days")
    return Interval(saturday, saturday + dt.timedelta(days=1), "days")


def nth_weekday(year: int, month: int, weekday: int, nth: int) -> dt.date:
    """The first, second, ... such weekday of a month; the last where `nth` is -1."""
    last = months.monthrange(year, month)[1]
    days = [d for d in range(1, last + 1) if dt.date(year, month, d).weekday() == weekday]
    return dt.date(year, month, days[nth - 1 if nth > 0 else nth])


def numeric(text: str, *, day_first: bool | None, weekday: int | None = None) -> dt.date | None:
    """A date in figures, or None where day and month cannot be told apart.

    Points and hyphens put the day first: of the locales of the Unicode CLDR only slashes go with the month first.
    """
    separator = next(c for c in text if not c.isdigit())
    first, second, year = (int(part) for part in text.split(separator))
    if year < 100:  # noqa: PLR2004 (two digits)
        year += 2000 if year < 70 else 1900  # noqa: PLR2004 (POSIX strptime)
    dmy, mdy = make_date(year, second, first), make_date(year, first, second)
    if separator != "/" or day_first:
        return dmy or mdy
    options = [d for d in (dmy, mdy) if d is not None and (weekday is None or d.weekday() == weekday)]
    if day_first is False:
        return mdy or dmy
    return options[0] if len(set(options)) == 1 else None
