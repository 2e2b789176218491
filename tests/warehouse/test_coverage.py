"""Zero is not silence: whether an outlet said nothing on a day, or nobody looked."""

from __future__ import annotations

import datetime as dt
from typing import Any

import duckdb
import pytest

from tests.warehouse.conftest import Load
from warehouse.feed_list import keep_feed_list


def listed(feed_id: str, publisher: str) -> dict[str, Any]:
    return {
        "feed_id": feed_id,
        "publisher": publisher,
        "url": f"https://{feed_id}.example/rss",
        "country": "CY",
        "region": "levant",
        "language": "en",
        "zone": "Asia/Nicosia",
        "kind": "outlet",
        "is_state_run": False,
        "party": None,
    }


def request(
    feed_id: str, at: str, outcome: str = "ok", new: int | None = None, kind: str = "feed"
) -> dict[str, object]:
    return {
        "fetch_id": f"{feed_id}-{at}-{kind}",
        "feed_id": feed_id,
        "kind": kind,
        "url": f"https://{feed_id}.example/{kind}",
        "fetched_at": dt.datetime.fromisoformat(f"{at}+00:00"),
        "outcome": outcome,
        "new_entries": new,
    }


@pytest.fixture
def polled(connection: duckdb.DuckDBPyConnection, load: Load) -> duckdb.DuckDBPyConnection:
    keep_feed_list(
        connection, [listed("harbour", "Harbour Post"), listed("hills", "Harbour Post"), listed("n", "North")]
    )
    load(
        fetches=[
            request("harbour", "2018-11-01T10:00:00", new=3),
            request("harbour", "2018-11-01T11:00:00", kind="article"),
            request("harbour", "2018-11-01T12:00:00", "failed", kind="article"),
            request("harbour", "2018-11-02T10:00:00", "not_modified"),
            request("harbour", "2018-11-03T10:00:00", "failed"),
            request("hills", "2018-11-03T10:00:00", "blocked"),
            request("harbour", "2018-11-05T10:00:00", "failed"),
            request("hills", "2018-11-05T10:00:00", new=0),
            request("unlisted", "2018-11-05T10:00:00", "not_a_feed"),
        ]
    )
    return connection


def coverage(connection: duckdb.DuckDBPyConnection, publisher: str) -> list[tuple[Any, ...]]:
    return connection.execute(
        "SELECT day::VARCHAR, coverage, polls, polls_read FROM mart.coverage WHERE publisher = ? ORDER BY day",
        [publisher],
    ).fetchall()


def test_silence_failure_and_no_look_are_told_apart(polled: duckdb.DuckDBPyConnection) -> None:
    assert coverage(polled, "Harbour Post") == [
        ("2018-11-01", "read", 1, 1),
        ("2018-11-02", "silent", 1, 1),
        ("2018-11-03", "failed", 2, 0),
        ("2018-11-04", "not looked", 0, 0),
        ("2018-11-05", "silent", 2, 1),
    ]
    pages = polled.execute("SELECT pages_asked, pages_had FROM mart.coverage WHERE day = '2018-11-01' AND polls > 0")
    assert pages.fetchone() == (2, 1)


def test_an_outlet_on_the_list_that_was_never_asked_is_not_silent(polled: duckdb.DuckDBPyConnection) -> None:
    assert {row[1] for row in coverage(polled, "North")} == {"not looked"}
    assert len(coverage(polled, "North")) == 5
    assert coverage(polled, "unlisted") == [("2018-11-05", "failed", 1, 0)]


def test_articles_of_a_day_cover_it_however_they_came(polled: duckdb.DuckDBPyConnection, load: Load) -> None:
    polled.execute(
        "INSERT INTO core.articles (article_id, publisher, feed_id, published_on) "
        "VALUES ('a', 'Harbour Post', NULL, '2018-11-04'), ('b', 'Elsewhere', 'n', '2018-10-31')"
    )
    assert ("2018-11-04", "read", 0, 0) in coverage(polled, "Harbour Post")
    assert coverage(polled, "North")[0] == ("2018-10-31", "read", 0, 0)
    assert coverage(polled, "Elsewhere") == []


def test_every_poll_is_a_row_with_its_outlet(polled: duckdb.DuckDBPyConnection) -> None:
    rows = polled.execute("SELECT publisher, outcome, is_read FROM mart.polls ORDER BY polled_at, feed_id").fetchall()
    assert len(rows) == 7
    assert rows[0] == ("Harbour Post", "ok", True)
    assert rows[-1] == ("unlisted", "not_a_feed", False)


def test_a_feed_that_leaves_the_list_keeps_its_name_and_taking_the_list_twice_changes_nothing(
    polled: duckdb.DuckDBPyConnection,
) -> None:
    asked = "SELECT feed_id, publisher, is_listed FROM raw.feeds ORDER BY feed_id"
    for _ in range(2):
        keep_feed_list(polled, [listed("harbour", "Harbour Post"), listed("new", "New")])
        assert polled.execute(asked).fetchall() == [
            ("harbour", "Harbour Post", True),
            ("hills", "Harbour Post", False),
            ("n", "North", False),
            ("new", "New", True),
        ]
    assert coverage(polled, "North") == []
