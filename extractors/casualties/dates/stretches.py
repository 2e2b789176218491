"""Stretches of a year: "the first half of 2026", "between January and June", "the ten days to 2 July"."""

from __future__ import annotations

import datetime as dt
from functools import cache

from extractors.casualties.dates import intervals as on
from extractors.casualties.dates.intervals import UNKNOWN, Interval
from extractors.casualties.dates.readings import Reading
from extractors.casualties.lexicon import load

_PARTS = {"half": 2, "quarter": 4}
_MONTHS = 12
_NEAR = 4  # tokens after a year in which its event stands: "a 2015 magnitude 7.8 quake"
_BEFORE = 3  # tokens before it in which an article stands: "the deadly 2015 floods"
_DETERMINERS = frozenset({"a", "an", "the", "its", "their", "his", "her", "our", "another", "that"})


def days_up_to(r: Reading) -> Interval | None:
    """Read "in the ten days to 2 July", "in the week to 10 August"."""
    month, day, year, unit = r.value("m") or 0, r.value("d") or 0, r.value("y"), r.text("u").rstrip("s")
    days = {"day": 1, "week": 7, "fortnight": 14, "month": 30}.get(unit)
    if days is None:
        return None
    end = on.make_date(year, month, day) if year else on.without_year(r.anchor, month, day)
    if end is None:
        return UNKNOWN if r.anchor is None else None
    count = (r.value("n") or 1) if r.word("n") else 1
    return Interval(end - dt.timedelta(days=days * count - 1), end, "days")


def share_of_year(r: Reading) -> Interval | None:
    """Read "the first half of 2026", "the last quarter of last year", "the first six months of the year"."""
    if r.word("w") and r.text("w") != "year":
        return None
    unit, count = r.text("u").rstrip("s"), r.value("n") if r.word("n") else None
    months = _MONTHS // _PARTS[unit] if unit in _PARTS else (count or 1)
    if (unit not in _PARTS and unit != "month") or not 1 <= months <= _MONTHS:
        return None
    nth = _MONTHS // months if r.text("d") not in {"first", "second", "third", "fourth"} else r.value("d") or 1
    if nth * months > _MONTHS:
        return None
    if not r.word("y") and r.anchor is None:
        return Interval(None, None, "month")
    year = r.value("y") or (r.anchor.year if r.anchor else 0) - bool(r.text("q") and r.text("q") != "this")
    last = nth * months if r.text("d") not in {"last", "past"} else _MONTHS
    return _of_months(year, last - months + 1, year, last)


def months(r: Reading) -> Interval | None:
    """Read "between January and June", "from November 2024 to February 2025"."""
    first, last = r.value("m1") or 0, r.value("m2") or 0
    year = r.value("y2") or r.value("y1")
    if year is None and r.anchor is None:
        return Interval(None, None, "month")
    if year is None and r.anchor is not None:
        year = r.anchor.year - (last > r.anchor.month)
    year = year or 0
    begun = (r.value("y1") or year) if r.word("y1") else year - (first > last)
    if r.word("y1") and not r.word("y2"):
        year = begun + (first > last)
    return _of_months(begun, first, year, last) if (begun, first) < (year, last) else None


def _of_months(begun: int, first: int, ended: int, last: int) -> Interval | None:
    return Interval(on.month_of(begun, first).start, on.month_of(ended, last).end, "month")


def year_of_event(r: Reading) -> Interval | None:
    """Read "a 2015 quake", "Nepal's 2015 earthquake", "the 2008 market bombings": a past year before its event."""
    at, year = r.match.start(), r.value("y") or 0
    if r.anchor is not None and year >= r.anchor.year:
        return None
    before = r.words[max(0, at - _BEFORE) : at]
    if not any(w.low in _DETERMINERS or w.text.endswith(("'s", "’s", "s'", "s’")) for w in before):
        return None
    following: list[str] = []
    for word in r.words[at + 1 : at + 1 + _NEAR]:
        if word.letter in ",.()":
            break
        following.append(word.low)
    is_event = any(word in _events() for word in following)
    return Interval(dt.date(year, 1, 1), dt.date(year, 12, 31), "year") if is_event else None


@cache
def _events() -> frozenset[str]:
    data = load("incidents.toml")
    return frozenset(noun.strip() for name in ("attack", "disaster") for noun in data[name].split("|"))
