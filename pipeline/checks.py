"""After a load: how old the news of the warehouse is."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Final

from extractors.errors import WarehouseError
from pipeline.settings import Settings
from warehouse import connect

_FRESHNESS: Final = """
    WITH loads AS (SELECT DISTINCT loaded_at FROM raw.loaded_batches ORDER BY loaded_at DESC LIMIT 2),
    lags AS (
        SELECT epoch((SELECT max(loaded_at) FROM loads) - published_at) AS lag_s
        FROM core.articles
        WHERE first_known_at > coalesce((SELECT min(loaded_at) FROM loads HAVING count(*) = 2), '-infinity'::TIMESTAMP)
    )
    SELECT EXISTS (FROM raw.fetches WHERE kind = 'feed'),
        epoch($now - (
            SELECT max(fetched_at) FROM raw.fetches WHERE kind = 'feed' AND outcome IN ('ok', 'not_modified')
        )),
        (SELECT median(lag_s) FROM lags), (SELECT quantile_cont(lag_s, 0.95) FROM lags)
"""


@dataclass(frozen=True, slots=True)
class Freshness:
    """How old what the warehouse knows is. Ages are seconds; null where nothing of the kind is known."""

    is_polled: bool  # whether any feed was ever asked
    polled_s: float | None  # since a feed last gave an answer that can be used
    lag_median_s: float | None  # from publication to warehouse, over the articles that the last load was first to bring
    lag_p95_s: float | None


def freshness(settings: Settings, *, now: dt.datetime | None = None) -> Freshness:
    """How old what the live warehouse knows is; `now` is aware, and the clock's if not given.

    Raises:
        LockedError: a loader holds the file.
    """
    present = (now or dt.datetime.now(dt.UTC)).astimezone(dt.UTC).replace(tzinfo=None)
    with connect.reader(settings.database, settings.lake) as connection:
        row = connection.execute(_FRESHNESS, {"now": present}).fetchone()
    return Freshness(*(row or (False, None, None, None)))


def check_fresh(settings: Settings, found: Freshness) -> None:
    """Tell where the news is too old: no feed gave an answer that can be used within `settings.stale_after_h`.

    What only backfills have filled is as old as it was meant to be: nothing was asked that could be stale.

    Raises:
        WarehouseError: it is. What is published is right, but old.
    """
    if not found.is_polled or (found.polled_s is not None and found.polled_s <= settings.stale_after_h * 3600):
        return
    what = "no feed has ever answered"
    if found.polled_s is not None:
        what = f"no feed has answered for {found.polled_s / 3600:.0f} hours"
    raise WarehouseError(
        f"{what} (TOLLWATCH_STALE_AFTER_H={settings.stale_after_h:g})",
        hint="tollwatch feeds shows which ones fail; see docs/runbook.md, The news is stale",
    )
