"""Moments as DuckDB keeps them here: UTC, without an offset."""

from __future__ import annotations

import datetime as dt

from extractors.errors import WarehouseError


def naive_utc(moment: dt.datetime) -> dt.datetime:
    """The moment in UTC without its offset; what has none is in UTC, wherever the machine stands."""
    return (moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)).astimezone(dt.UTC).replace(tzinfo=None)


def decided_at(at: dt.datetime | None) -> dt.datetime:
    """From when on a person's decision holds: naive UTC, now where they name no time.

    Raises:
        WarehouseError: the moment is still to come. What core shows as current would not hold yet.
    """
    now = naive_utc(dt.datetime.now(dt.UTC))
    moment = naive_utc(at) if at else now
    if moment > now:
        raise WarehouseError(
            "this time is still to come",
            where=moment.isoformat(),
            hint="name a time that has passed, in UTC, or leave it out: then it holds from now on",
        )
    return moment
