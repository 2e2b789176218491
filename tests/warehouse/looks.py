"""Feeds and requests for the tests of what was read, and days on which all outlets were."""

from __future__ import annotations

import datetime as dt
from typing import Any

import duckdb
import pyarrow as pa

from warehouse.feed_list import keep_feed_list
from warehouse.staging import FETCHES


def listed(feed_id: str, publisher: str, *, zone: str = "UTC", country: str = "CY") -> dict[str, Any]:
    return {
        "feed_id": feed_id,
        "publisher": publisher,
        "url": f"https://{feed_id}.example/rss",
        "country": country,
        "region": "levant",
        "language": "en",
        "zone": zone,
        "kind": "outlet",
        "is_state_run": False,
        "party": None,
    }


def poll(
    feed_id: str, at: str, outcome: str = "ok", *, new: int | None = 0, due: int | None = 0, name: str = ""
) -> dict[str, object]:
    """A request for a feed that lists ten entries and makes pages due; `name` orders requests of one moment."""
    is_ok = outcome == "ok"
    return _request(feed_id, "feed", at, outcome, f"{name}{at}") | {
        "entries": 10 if is_ok else None,
        "new_entries": new if is_ok else None,
        "new_pages": due if is_ok else None,
    }


def page(feed_id: str, at: str, outcome: str = "ok", *, path: str = "story") -> dict[str, object]:
    return _request(feed_id, "article", at, outcome, path)


def read_on(connection: duckdb.DuckDBPyConnection, *days: str) -> None:
    """All outlets of the warehouse, and one more, were looked at on these whole days; something was listed."""
    outlets = [
        row[0] for row in connection.execute("SELECT DISTINCT publisher FROM core.articles").fetchall() if row[0]
    ]
    feeds = [listed(f"feed-{number}", name, country="SY") for number, name in enumerate(sorted({*outlets, "A Reader"}))]
    keep_feed_list(connection, feeds)
    polls = []
    for feed in feeds:
        for day in days:
            next_day = dt.date.fromisoformat(day) + dt.timedelta(1)
            # what ends one day comes before what begins the next
            polls.append(poll(feed["feed_id"], f"{day}T00:00:00", new=10, name="begins "))
            polls.append(poll(feed["feed_id"], f"{next_day}T00:00:00", new=1, name="a "))
    rows = pa.Table.from_pylist(polls, FETCHES.remove_metadata())  # noqa: F841  # read by name below
    connection.execute(
        "INSERT INTO raw.fetches BY NAME SELECT * REPLACE (fetched_at AT TIME ZONE 'UTC' AS fetched_at) FROM rows"
    )


def _request(feed_id: str, kind: str, at: str, outcome: str, name: str) -> dict[str, object]:
    return {
        "fetch_id": f"{feed_id}-{kind}-{name}-{at}",
        "feed_id": feed_id,
        "kind": kind,
        "url": f"https://{feed_id}.example/{'rss' if kind == 'feed' else name}",
        "fetched_at": dt.datetime.fromisoformat(f"{at}+00:00"),
        "outcome": outcome,
    }
