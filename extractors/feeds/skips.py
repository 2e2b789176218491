"""The hours and days at which a feed asks to be left alone: skipHours and skipDays of RSS 0.91 to 2.0, in UTC.

feedparser keeps the last of each, so they are read from the document.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

_HOUR: Final = re.compile(rb"<hour>\s*(\d{1,2})\s*</hour>")
_DAY: Final = re.compile(rb"<day>\s*([a-z]+)\s*</day>")
_DAYS: Final = (b"monday", b"tuesday", b"wednesday", b"thursday", b"friday", b"saturday", b"sunday")
_HOURS_A_DAY: Final = 24
_LONGEST: Final = 2_000
"""Bytes of either element that are read: all hours of a day need half of it."""


@dataclass(frozen=True, slots=True)
class Skips:
    """`hours` are 0 to 23, `days` 0 (Monday) to 6; both empty where the feed asks for nothing."""

    hours: tuple[int, ...] = ()
    days: tuple[int, ...] = ()


def read_skips(body: bytes) -> Skips:
    """What a feed document asks for; every hour, or every day, stands for none: nobody publishes to be read never."""
    text = body.lower()
    hours = {int(hour) % _HOURS_A_DAY for hour in _HOUR.findall(_inside(text, b"skiphours"))}  # 24 is midnight in 0.91
    days = {_DAYS.index(day) for day in _DAY.findall(_inside(text, b"skipdays")) if day in _DAYS}
    return Skips(
        tuple(sorted(hours)) if len(hours) < _HOURS_A_DAY else (),
        tuple(sorted(days)) if len(days) < len(_DAYS) else (),
    )


def after_skips(when: dt.datetime, hours: Collection[int], days: Collection[int]) -> dt.datetime:
    """The first time, from this one on, at which the feed may be asked."""
    when = when.astimezone(dt.UTC)
    for _ in range(_HOURS_A_DAY * (len(_DAYS) + 1)):
        if when.hour not in hours and when.weekday() not in days:
            break
        when = when.replace(minute=0, second=0, microsecond=0) + dt.timedelta(hours=1)
    return when


def _inside(text: bytes, name: bytes) -> bytes:
    start = text.find(b"<" + name)
    end = text.find(b"</" + name, start)
    return text[start : min(end, start + _LONGEST)] if 0 <= start < end else b""
