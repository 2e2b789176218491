"""Days that go by the name of a holiday."""

from __future__ import annotations

import datetime as dt

from extractors.casualties.dates import intervals as on
from extractors.casualties.dates.intervals import UNKNOWN, Interval
from extractors.casualties.dates.readings import Reading, is_that
from extractors.casualties.dates.words import calendar

_MONDAY = 0


def _holiday_of(name: str, year: int) -> dt.date:
    fixed, moving = calendar()["holidays"].get(name), calendar()["moving_holidays"].get(name)
    return dt.date(year, *fixed) if fixed else on.nth_weekday(year, *moving)


def day(r: Reading) -> Interval:
    """Read "Christmas Eve", "on Thanksgiving", "New Year's Day 2016": the latest one where no year is named."""
    name, year = r.text("h") or r.text("c"), r.value("y")
    if year:
        return on.day(_holiday_of(name, year))
    if r.anchor is None or is_that(r):
        return UNKNOWN
    days = [_holiday_of(name, r.anchor.year + step) for step in (-1, 0, 1)]
    if r.text("q") == "this":
        return on.day(_holiday_of(name, r.anchor.year))
    if r.is_future:
        return on.day(next(d for d in days if d >= r.anchor))
    return on.day(max(d for d in days if d <= r.anchor))


def weekend(r: Reading) -> Interval | None:
    """Read "Labor Day weekend": the days from Saturday to a Monday that is the holiday; of others it is not known."""
    monday = day(r).start
    if monday is None:
        return Interval(None, None, "days")
    if monday.weekday() != _MONDAY:
        return None
    return Interval(monday - dt.timedelta(days=2), monday, "days")
