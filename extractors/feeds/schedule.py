"""When a feed may be asked again: what it says itself, and how long we stay away after a failure."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from email.utils import parsedate_to_datetime
from typing import Final

from extractors.documents import stable_id

HOURLY: Final = 3_600.0
DAILY: Final = 86_400.0

_FIRST_BACKOFF: Final = 900.0
_FIRST_UNREACHED: Final = 60.0
_DIRECTIVE: Final = re.compile(r'([a-z-]+)(?:\s*=\s*"?([^",\s]*)"?)?', re.IGNORECASE)


def cache_interval_s(headers: Mapping[str, str], now: dt.datetime) -> float | None:
    """How long the answer stays fresh by its own headers (RFC 9111), in seconds; None where they do not say.

    Cache-Control outranks Expires. An Expires that is no date means that the answer is stale already.
    """
    directives = {m[1].lower(): m[2] or "" for m in _DIRECTIVE.finditer(headers.get("cache-control", ""))}
    if "no-cache" in directives or "no-store" in directives:
        return 0.0
    max_age = directives.get("max-age", "")
    if max_age.isdecimal():
        age = headers.get("age", "")
        return max(0.0, float(max_age) - (float(age) if age.isdecimal() else 0.0))
    if "expires" in headers:
        sent_at = http_date(headers.get("date")) or now
        expires_at = http_date(headers["expires"])
        return max(0.0, (expires_at - sent_at).total_seconds()) if expires_at else 0.0
    return None


def poll_interval_s(*, ttl_s: float | None, cache_s: float | None) -> float:
    """Seconds until the next poll of a feed that answered: the longer of what feed and headers say, else an hour."""
    stated = [value for value in (ttl_s, cache_s) if value is not None]
    return min(max(stated), DAILY) if stated else HOURLY


def retry_after_s(value: str | None, now: dt.datetime) -> float | None:
    """A Retry-After header (seconds or an HTTP date) as seconds from now, at most a day; None where it says nothing."""
    text = (value or "").strip()
    if text.isdecimal():
        return min(float(text), DAILY)
    when = http_date(text)
    return min(max(0.0, (when - now).total_seconds()), DAILY) if when else None


def backoff_s(failures: int, *, was_reached: bool) -> float:
    """Seconds to stay away after so many failures in a row, doubling each time.

    From a quarter of an hour up to a day; where no server was reached nobody was burdened, and the fault is often our
    own network: then from a minute up to an hour.
    """
    first, longest = (_FIRST_BACKOFF, DAILY) if was_reached else (_FIRST_UNREACHED, HOURLY)
    return min(first * 2.0 ** min(failures - 1, 20), longest)


def spread_s(seconds: float, *key: str | int) -> float:
    """Up to a tenth longer, never shorter: the same for the same key, so that feeds do not all come back at once."""
    return seconds * (1 + int(stable_id(*key)[:4], 16) / 0xFFFF / 10)


def http_date(value: str | None) -> dt.datetime | None:
    """An HTTP date; None where it is none."""
    try:
        when = parsedate_to_datetime(value) if value else None
    except (ValueError, TypeError, IndexError, OverflowError):  # the year of a date may have any number of digits
        return None
    # HTTP dates are GMT whatever they say; only the odd server leaves it out.
    return when.replace(tzinfo=dt.UTC) if when and when.tzinfo is None else when
