"""When a feed may be asked again: what it says itself, and how long we stay away after a failure."""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Mapping, Sequence
from email.utils import parsedate_to_datetime
from typing import Final

from extractors.documents import stable_id
from extractors.feeds.pace import is_invented

HOURLY: Final = 3_600.0
DAILY: Final = 86_400.0

SHORTEST: Final = 900.0
"""Between two polls of one feed. A quarter of an hour loses no entry, whatever `max-age=0` and `ttl` 0 allow."""

LONGEST_ADAPTED: Final = 21_600.0
"""Between two polls of a feed that lists nothing new for days, where it allows to be asked sooner."""
_WATCHED_S: Final = 7 * DAILY
"""What counts of the past: a week has all of a newsroom's days in it."""

_FIRST_BACKOFF: Final = 900.0
_FIRST_UNREACHED: Final = 60.0
_LONGEST: Final = 31_536_000.0
"""A year: RFC 9111 knows no longer freshness."""
_DIRECTIVE: Final = re.compile(r'([a-z-]+)(?:\s*=\s*"?([^",\s]*)"?)?', re.IGNORECASE)


def cache_interval_s(headers: Mapping[str, str], now: dt.datetime) -> float | None:
    """How long the answer stays fresh by its own headers (RFC 9111), in seconds; None where they do not say.

    Cache-Control outranks Expires. `no-cache`, `no-store` and an Expires that lies in the past forbid to use a stored
    answer unasked; they do not say how often to ask.
    """
    directives = {m[1].lower(): m[2] or "" for m in _DIRECTIVE.finditer(headers.get("cache-control", ""))}
    if "no-cache" in directives or "no-store" in directives:
        return None
    max_age = directives.get("max-age", "")
    if max_age.isdecimal():
        age = headers.get("age", "")
        return max(0.0, _seconds(max_age) - (_seconds(age) if age.isdecimal() else 0.0))
    if expires_at := http_date(headers.get("expires")):
        sent_at = http_date(headers.get("date")) or now
        return (expires_at - sent_at).total_seconds() if expires_at > sent_at else None
    return None


def poll_interval_s(*, ttl_s: float | None, cache_s: float | None, shortest_s: float) -> float:
    """Seconds until the next poll of a feed that answered: the longer of what feed and headers say, else an hour.

    Args:
        ttl_s: what the feed says, if it does.
        cache_s: what the headers say, if they do.
        shortest_s: no poll comes sooner.
    """
    stated = [value for value in (ttl_s, cache_s) if value is not None]
    return min(max(*stated, shortest_s) if stated else max(HOURLY, shortest_s), DAILY)


def adapted_interval_s(base_s: float, listed_at: Sequence[dt.datetime], now: dt.datetime) -> float:
    """Seconds until the next poll of a feed by how often it lists something new: twice as often as that, on average.

    Never sooner than it allows, and never later than a quarter of a day by this rule: what is new should be known soon.

    Args:
        base_s: the soonest that feed and headers allow.
        listed_at: when each of its entries was first listed, in any order; those of its first poll tell nothing.
        now: aware.
    """
    first = min(listed_at, default=now)
    watched_s = min((now - first).total_seconds(), _WATCHED_S)
    if watched_s < DAILY:
        return base_s
    since = now - dt.timedelta(seconds=watched_s)
    new = sum(when > max(first, since) for when in listed_at)
    between_s = watched_s / new if new else math.inf
    return max(base_s, min(between_s / 2, LONGEST_ADAPTED))


def shortest_interval_s(host: str, *, is_conditional: bool) -> float:
    """The shortest time between two polls in seconds, whatever feed and headers say.

    A poll without validators makes the server send the whole document: that is a day. The bundled newsroom may be asked
    at any time.
    """
    if is_invented(host):
        return 0.0
    return SHORTEST if is_conditional else DAILY


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


def _seconds(digits: str) -> float:
    return min(float(digits), _LONGEST)


def http_date(value: str | None) -> dt.datetime | None:
    """An HTTP date; None where it is none."""
    try:
        when = parsedate_to_datetime(value) if value else None
    except (ValueError, TypeError, IndexError, OverflowError):  # the year of a date may have any number of digits
        return None
    # HTTP dates are GMT whatever they say; only the odd server leaves it out.
    return when.replace(tzinfo=dt.UTC) if when and when.tzinfo is None else when
