"""What each form of time expression means: the readings to which the grammar (grammar.py) hands its tokens."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass

from extractors.casualties.dates import intervals as on
from extractors.casualties.dates.intervals import UNKNOWN, Interval
from extractors.casualties.dates.words import Word, calendar

_LEAP_YEAR = 2000  # has every day that a month may have


@dataclass(frozen=True, slots=True)
class Reading:
    """What a reading sees: the named tokens of its pattern, the tokens around, and the anchor."""

    match: re.Match[str]
    words: Sequence[Word]
    anchor: dt.date | None
    is_future: bool
    day_first: bool | None

    def word(self, name: str) -> Word | None:
        """The first token that the group took, if it took any."""
        if name not in self.match.re.groupindex:
            return None
        at = self.match.start(name)
        return self.words[at] if at >= 0 and self.match.end(name) > at else None

    def text(self, name: str) -> str:
        """The group's token in lower case, empty where it took none."""
        word = self.word(name)
        return word.low if word else ""

    def value(self, name: str) -> int | None:
        """The number that the group's token stands for."""
        word = self.word(name)
        return word.value if word else None


def day_of_month(r: Reading) -> Interval | None:
    """Read "3 June", "June 3rd, 2021", "Thursday, June 3": the nearest past one where no year is named."""
    month, day, year, weekday = r.value("m") or 0, r.value("d") or 0, r.value("y"), r.value("w")
    if not on.make_date(_LEAP_YEAR, month, day):
        return None
    if year:
        found = on.make_date(year, month, day)
        return on.day(found) if found else None
    return on.day(on.without_year(r.anchor, month, day, weekday=weekday, future=r.is_future))


def days_of_month(r: Reading) -> Interval | None:
    """Read "3-5 June", "between 3 and 5 June", "June 3 and 4"; "3 and 5 June" are two days and no range."""
    month, first, last, year = r.value("m") or 0, r.value("d1") or 0, r.value("d2") or 0, r.value("y")
    is_pair = r.text("c") == "and" and r.text("b") != "between" and last - first > 1
    if is_pair or first >= last or not on.make_date(_LEAP_YEAR, month, last):
        return None
    end = on.make_date(year, month, last) if year else on.without_year(r.anchor, month, last, future=r.is_future)
    return Interval(end.replace(day=first) if end else None, end, "days")


def figures(r: Reading) -> Interval | None:
    """Read "3/6/2021": null dates where day and month cannot be told apart, no date where the calendar has none."""
    if not any(on.numeric(r.text("n"), day_first=order) for order in (True, False)):
        return None
    return on.day(on.numeric(r.text("n"), day_first=r.day_first, weekday=r.value("w")))


def iso(r: Reading) -> Interval | None:
    """Read "2021-06-03"."""
    year_, month_, day_ = (int(part) for part in r.text("n").split("-"))
    found = on.make_date(year_, month_, day_)
    return on.day(found) if found else None


def month(r: Reading) -> Interval | None:
    """Read "April 2020", "early May", "last December": the latest one that has begun where no year is named."""
    month, year, which = r.value("m") or 0, r.value("y"), r.text("q")
    if year:
        return on.month_of(year, month, r.text("e"))
    if r.anchor is None:
        return Interval(None, None, "month")
    if which == "next" or r.is_future:
        ahead = r.anchor.year if month > r.anchor.month else r.anchor.year + 1
        return on.month_of(ahead, month, r.text("e"))
    if which and which != "this" and month == r.anchor.month:
        return on.month_of(r.anchor.year - 1, month)
    return on.month_without_year(r.anchor, month, r.text("e"))


def _may_be_name(r: Reading) -> bool:
    """Whether "April" or "June" may be a first name: a surname follows, and no "in" or "since" goes before."""
    first, after = r.match.start() - 1, r.match.end()
    is_followed = after < len(r.words) and r.words[after].letter == "x" and r.words[after].text[:1].isupper()
    is_led = first >= 0 and r.words[first].letter in "is"
    return is_followed and not is_led and r.text("m") not in calendar()["months_alone"]["words"]


def month_after_word(r: Reading) -> Interval | None:
    """Read "in April", "since May": but not the first name of "and June Smith"."""
    return None if r.value("y") is None and _may_be_name(r) else month(r)


def month_alone(r: Reading) -> Interval | None:
    """Read "September was the deadliest month": only months whose names are nothing else."""
    after = r.words[r.match.end()].letter if r.match.end() < len(r.words) else ""
    is_whole = r.text("m") in calendar()["months_alone"]["words"] and after not in {"D", "O"}
    return month(r) if is_whole else None


def month_of_last_year(r: Reading) -> Interval | None:
    """Read "June last year", "June of last year"."""
    if r.words[r.match.end() - 1].text.lower() != "year":
        return None
    return on.month_of(r.anchor.year - 1, r.value("m") or 0) if r.anchor else Interval(None, None, "month")


def week_of_month(r: Reading) -> Interval | None:
    """Read "the first week of May" is 1 to 7, "the last week of May" its last seven days."""
    whole, nth = month(r), r.value("d") or 0
    if whole is None or whole.start is None or whole.end is None:
        return whole
    if r.text("d") == "last":
        return Interval(whole.end - dt.timedelta(days=6), whole.end, "week")
    if not 1 <= nth <= 4:  # noqa: PLR2004 (weeks of a month)
        return None
    start = whole.start + dt.timedelta(days=7 * (nth - 1))
    return Interval(start, start + dt.timedelta(days=6), "week")


def is_that(r: Reading) -> bool:
    """As in "that Friday night", "one Christmas Day": a day that the story has reached, whenever it was."""
    first = r.match.start()
    return first > 0 and r.words[first - 1].low in {"that", "one"}


def weekday(r: Reading) -> Interval | None:
    """Read "Saturday": that day or the last one before; "last Saturday" on a Saturday is a week earlier."""
    which, number = r.text("q"), r.value("w") or 0
    if is_that(r):
        return UNKNOWN
    if which in {"last", "past", "previous"} and r.anchor and r.anchor.weekday() == number:
        return on.day(on.on_weekday(r.anchor, number, shift=-1))
    return on.day(on.on_weekday(r.anchor, number, future=r.is_future or which in {"next", "coming"}))


def weekday_of_week(r: Reading) -> Interval | None:
    """Read "Tuesday of last week"."""
    week = on.calendar_unit(r.anchor, "week", -1 if r.text("q") != "this" else 0)
    if week.start is None:
        return UNKNOWN
    return on.day(week.start + dt.timedelta(days=r.value("w") or 0))


def weekdays(r: Reading) -> Interval | None:
    """Read "from Friday to Sunday", "Sunday and Monday"; "Monday and Friday" are two days and no range."""
    last = on.on_weekday(r.anchor, r.value("w2") or 0, future=r.is_future)
    if last is None:
        return Interval(None, None, "days")
    first = on.on_weekday(last, r.value("w1") or 0) or last
    is_pair = r.text("c") == "and" and r.text("b") != "between" and (last - first).days > 1
    return None if is_pair or first == last else Interval(first, last, "days")


def overnight_weekday(r: Reading) -> Interval | None:
    """Read "overnight Monday": Monday and Tuesday; on a Monday the night that has just ended."""
    first = on.on_weekday(r.anchor, r.value("w") or 0)
    if first is None or r.anchor is None:
        return Interval(None, None, "days")
    if first == r.anchor:
        return Interval(first - dt.timedelta(days=1), first, "days")
    return Interval(first, first + dt.timedelta(days=1), "days")


def relative(r: Reading) -> Interval | None:
    """Read "today", "yesterday evening", "overnight" (yesterday and today), "this morning", "last night"."""
    if r.anchor is None:
        return UNKNOWN
    one = dt.timedelta(days=1)
    words = {
        "today": on.day(r.anchor),
        "tonight": on.day(r.anchor),
        "this": on.day(r.anchor),
        "yesterday": on.day(r.anchor - one),
        "last": on.day(r.anchor - one),
        "tomorrow": on.day(r.anchor + one),
        "overnight": Interval(r.anchor - one, r.anchor, "days"),
    }
    return words.get(r.text("r"))


def day_before(r: Reading) -> Interval | None:
    """Read "the day before yesterday"; "the week before yesterday" is nothing."""
    first = r.match.start()
    if [r.words[i].low for i in range(first + 1, first + 4)] != ["day", "before", "yesterday"]:
        return None
    return on.day(r.anchor - dt.timedelta(days=2) if r.anchor else None)


def day_alone(r: Reading) -> Interval | None:
    """Read "on the 5th": the latest such day of a month."""
    word = r.word("d")
    if word is None or word.text.isdigit():
        return None  # "on the 5 buses"
    if r.anchor is None:
        return UNKNOWN
    months = (on.shift_months(r.anchor.replace(day=1), -back) for back in range(3))
    days = (on.make_date(month.year, month.month, word.value) for month in months)
    return on.day(next((d for d in days if d and d <= r.anchor), None))


def midnight(r: Reading) -> Interval | None:
    """Read "around midnight Saturday": that day or the next; "before" and "after midnight" leave the day as it is."""
    first, weekday_ = r.match.start(), r.value("w") if r.word("w") else r.value("w2")
    if "midnight" not in {r.text("k"), r.text("k2")} or r.words[first - 1].low in {"before", "after", "past"}:
        return None
    found = on.on_weekday(r.anchor, weekday_ or 0, future=r.is_future)
    if found is None or found == r.anchor:
        return on.day(found)
    return Interval(found, found + dt.timedelta(days=1), "days")


def weekend(r: Reading) -> Interval | None:
    """Read "over the weekend", "last weekend"."""
    which = r.text("q")
    if which in {"next", "coming"} or r.is_future:
        return on.weekend(r.anchor, shift=1)
    is_running = r.anchor is not None and r.anchor.weekday() >= 5  # noqa: PLR2004 (Saturday)
    return on.weekend(r.anchor, shift=-1 if which in {"last", "past"} and is_running else 0)


def year(r: Reading) -> Interval | None:
    """Read "2013", "early 2013": but no figure that counts or numbers something."""
    after = r.match.end()
    if after < len(r.words) and r.words[after].low in calendar()["cues"]["counted"]:
        return None  # "in 2000 homes", "the 1900 block of Fennel Street"
    return on.year_of(r.value("y") or 0, r.text("e"))


def years(r: Reading) -> Interval | None:
    """Read "between 2011 and 2014", "1975-1990"."""
    first, last = r.value("y1") or 0, r.value("y2") or 0
    if first >= last:
        return None
    return Interval(dt.date(first, 1, 1), dt.date(last, 12, 31), "year")


def season(r: Reading) -> Interval | None:
    """Read "the spring of 2015", "last summer"."""
    first, last = calendar()["seasons"][r.text("z")]
    if named := r.value("y"):
        return on.season_of(named, first, last)
    if r.anchor is None:
        return Interval(None, None, "month")
    latest = on.season_of(r.anchor.year if first <= r.anchor.month else r.anchor.year - 1, first, last)
    is_running = latest.start is not None and latest.end is not None and latest.end >= r.anchor
    if r.text("q") == "last" and is_running and latest.start:
        return on.season_of(latest.start.year - 1, first, last)
    return latest


def decade(r: Reading) -> Interval | None:
    """Read "the 1990s"."""
    first = int(r.text("n")[:4])
    return Interval(dt.date(first, 1, 1), dt.date(first + 9, 12, 31), "year")
