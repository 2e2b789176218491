"""Times told by a count of units: "two weeks ago", "in the past 24 hours", "last month"."""

from __future__ import annotations

import datetime as dt

from extractors.casualties.dates import intervals as on
from extractors.casualties.dates.intervals import UNKNOWN, Interval
from extractors.casualties.dates.readings import Reading
from extractors.casualties.dates.words import calendar

_SUNDAY = 6


def _unit(r: Reading) -> str:
    return r.text("u").rstrip("s").replace("hr", "hour")


def _count(r: Reading) -> int | None:
    text = r.text("n")
    if text in {"a", "an", "", "couple"}:
        return 2 if text == "couple" else 1
    return None if text in {"few", "several", "some", "recent"} else r.value("n")


def ago(r: Reading) -> Interval | None:
    """Read "two days ago", "a week ago"; "a few days ago" has no dates."""
    count = 2 if r.text("n2") == "couple" else _count(r)
    if count is None or r.text("n2") in {"few"}:
        return Interval(None, None, "days")
    unit = _unit(r)
    return on.ago(r.anchor, 2 * count, "week") if unit == "fortnight" else on.ago(r.anchor, count, unit)


def and_a_half_ago(r: Reading) -> Interval | None:
    """Read "a year and a half ago", "two and a half months ago": the year or month in which that was."""
    unit = r.text("u" if r.word("u") else "u2").rstrip("s")
    count = _count(r)
    if count is None or r.anchor is None or unit not in {"month", "year", "decade"}:
        return Interval(None, None, unit if unit in {"week", "month", "year"} else "days")
    days = {"month": 30, "year": 365, "decade": 3652}[unit]
    return on.calendar_unit(r.anchor - dt.timedelta(days=days * (2 * count + 1) // 2), unit, 0)


def ago_on_day(r: Reading) -> Interval | None:
    """Read "two weeks ago Saturday", "a year ago today": that day, so many weeks, months or years back."""
    count, unit = _count(r), _unit(r)
    day = r.anchor
    if r.word("w") and r.text("w") in calendar()["weekdays"]:
        day = on.on_weekday(r.anchor, r.value("w") or 0)
    if day is None or count is None:
        return UNKNOWN
    months = {"month": 1, "year": 12, "decade": 120}
    if unit in months:
        return on.day(on.shift_months(day, -count * months[unit]))
    weeks = {"week": 1, "fortnight": 2}
    return on.day(day - dt.timedelta(weeks=count * weeks[unit])) if unit in weeks else None


def ago_on_date(r: Reading) -> Interval | None:
    """Read "one year ago on Feb. 24": that day of the year so many years back."""
    count, day = _count(r), r.anchor
    if _unit(r) != "year" or day is None or count is None:
        return None
    found = on.make_date(day.year - count, r.value("m") or 0, r.value("d") or 0)
    return on.day(found) if found else None


def been_since(r: Reading) -> Interval | None:
    """Read "it has been a week since": so long ago; of "in the week since" the time is not told."""
    before = r.words[r.match.start() - 1].low if r.match.start() else ""
    if before != "been":
        return None
    count, unit = _count(r), _unit(r)
    if unit != "week" or count is None or r.anchor is None:
        return ago(r)
    last = r.anchor - dt.timedelta(weeks=count)  # told on the day itself, or the day after
    return Interval(last - dt.timedelta(days=1), last, "days")


def day_earlier(r: Reading) -> Interval | None:
    """Read "the day before", "a day earlier", "the previous night": the grammar counts it from the day named before."""
    pieces = [word.low for word in r.words[r.match.start() : r.match.end()]]
    told = {("the", "day", "before"), ("a", "day", "earlier"), ("the", "previous", "day"), ("the", "preceding", "day")}
    is_part = pieces[1] in ("previous", "preceding") and r.words[r.match.end() - 1].letter == "K"
    return UNKNOWN if is_part or tuple(pieces) in told else None


def past(r: Reading) -> Interval | None:
    """Read "in the past 24 hours", "over the last three days"; "in recent days" has no dates."""
    count, unit = _count(r), _unit(r)
    if count is None:
        return Interval(None, None, "days")
    return on.past(r.anchor, 2 * count, "week") if unit == "fortnight" else on.past(r.anchor, count, unit)


def within(r: Reading) -> Interval | None:
    """Read "killed in 24 hours", "within two days": a period up to the day of writing."""
    if r.text("q") not in {"in", "within", "over"} or r.is_future or _unit(r) not in {"hour", "day", "week"}:
        return None
    return past(r)


def last_unit(r: Reading) -> Interval | None:
    """Read "last week", "last month": the calendar one."""
    unit = _unit(r)
    if unit == "hour":
        return None
    if unit == "day":
        return None if r.text("q") == "last" else UNKNOWN
    if unit == "fortnight":
        return on.past(r.anchor, 2, "week")
    whole = on.calendar_unit(r.anchor, unit, -1)
    if unit == "week" and r.anchor and r.anchor.weekday() == _SUNDAY:
        # On a Sunday the news means the week that ended yesterday.
        return Interval(r.anchor - dt.timedelta(days=7), r.anchor - dt.timedelta(days=1), whole.precision)
    return whole


def this_unit(r: Reading) -> Interval | None:
    """Read "this month": up to the anchor; "earlier this week": up to the day before."""
    unit = _unit(r)
    if unit not in {"week", "month", "year", "decade"}:
        return None
    whole = on.calendar_unit(r.anchor, unit, 0)
    if r.text("e") == "later" or r.anchor is None:
        return whole
    if r.text("e") in {"earlier", "early"}:
        return on.up_to(whole, max(r.anchor - dt.timedelta(days=1), whole.start or r.anchor))
    return on.up_to(whole, r.anchor)
