"""Zero is not silence: whether an outlet said nothing on a day, or nobody looked."""

from __future__ import annotations

import datetime as dt
from typing import Any

import duckdb
import pytest

from tests.warehouse.builders import HAJIN, Attack, Story, exactly
from tests.warehouse.conftest import Load
from tests.warehouse.looks import listed, page, poll
from warehouse.account.coverage import coverage as account_of
from warehouse.exports.asked import Asked
from warehouse.feed_list import keep_feed_list


@pytest.fixture
def polled(connection: duckdb.DuckDBPyConnection, load: Load) -> duckdb.DuckDBPyConnection:
    """An outlet of two feeds, polled at noon, with an outage; one that is never asked; one that is on no list."""
    keep_feed_list(
        connection, [listed("harbour", "Harbour Post"), listed("hills", "Harbour Post"), listed("n", "North")]
    )
    load(
        fetches=[
            *(poll(feed, "2018-11-01T12:00:00", new=10) for feed in ("harbour", "hills")),
            page("harbour", "2018-11-01T12:05:00"),
            *(poll(feed, "2018-11-02T12:00:00", new=2) for feed in ("harbour", "hills")),
            poll("harbour", "2018-11-03T12:00:00", "failed"),
            poll("hills", "2018-11-03T12:00:00", "blocked"),
            *(poll(feed, "2018-11-04T12:00:00", "not_modified") for feed in ("harbour", "hills")),
            # nobody asks for a day, and then nothing that is listed was listed before
            *(poll(feed, "2018-11-07T12:00:00", new=10) for feed in ("harbour", "hills")),
            poll("harbour", "2018-11-08T12:00:00", "failed"),
            poll("unlisted", "2018-11-08T12:00:00", "not_a_feed"),
        ]
    )
    return connection


def coverage(connection: duckdb.DuckDBPyConnection, publisher: str) -> list[tuple[Any, ...]]:
    return connection.execute(
        "SELECT day(day), coverage, polls, polls_read FROM mart.coverage WHERE publisher = ? ORDER BY day", [publisher]
    ).fetchall()


def test_silence_a_part_failure_and_no_look_are_told_apart(polled: duckdb.DuckDBPyConnection) -> None:
    assert coverage(polled, "Harbour Post") == [
        (1, "partly", 2, 2),  # who looks for the first time sees no reach
        (2, "read", 2, 2),
        (3, "silent", 2, 0),  # what failed is made good by the look that reaches back over it
        (4, "partly", 2, 2),  # until noon
        (5, "not looked", 0, 0),
        (6, "not looked", 0, 0),
        (7, "partly", 2, 2),
        (8, "failed", 1, 0),
    ]
    pages = polled.execute("SELECT pages_asked, pages_had FROM mart.coverage WHERE day = '2018-11-01' AND polls > 0")
    assert pages.fetchone() == (1, 1)


def test_as_of_a_day_only_what_was_asked_by_then_counts(polled: duckdb.DuckDBPyConnection) -> None:
    asked = (
        "SELECT day(day), coverage FROM core.coverage_at('2018-11-04') WHERE publisher = 'Harbour Post' ORDER BY ALL"
    )
    assert polled.execute(asked).fetchall() == [(1, "partly"), (2, "partly"), (3, "failed")]


def test_one_poll_at_midnight_is_no_silent_day(connection: duckdb.DuckDBPyConnection, load: Load) -> None:
    keep_feed_list(connection, [listed("post", "Post", zone="Asia/Nicosia")])
    load(fetches=[poll("post", "2018-11-01T22:00:00", new=10), poll("post", "2018-11-02T22:00:00")])
    # midnight in Nicosia
    assert coverage(connection, "Post") == [(2, "silent", 1, 1), (3, "partly", 1, 1)]


def test_a_feed_that_is_not_looked_at_leaves_the_day_in_part(connection: duckdb.DuckDBPyConnection, load: Load) -> None:
    keep_feed_list(connection, [listed("world", "Post"), listed("war", "Post")])
    load(
        fetches=[
            *(poll("world", f"2018-11-0{day}T00:00:00", new=10 if day == 1 else 1) for day in (1, 2, 3)),
            poll("war", "2018-11-01T00:00:00", new=10),
            poll("war", "2018-11-02T00:00:00", "blocked"),
        ]
    )
    columns = "day(day), coverage, feeds, feeds_whole"
    rows = connection.execute(f"SELECT {columns} FROM mart.coverage ORDER BY day").fetchall()
    assert rows == [(1, "partly", 2, 1), (2, "partly", 2, 1), (3, "partly", 2, 0)]


@pytest.mark.parametrize(
    ("outcomes", "expected"),
    [
        (["ok"], "read"),
        (["ok", "gone"], "read"),
        (["ok", "no_text"], "read"),
        (["no_text"], "partly"),
        (["ok", "blocked"], "partly"),
        (["blocked", "blocked"], "failed"),
        (["failed"], "failed"),
        (["refused"], "failed"),
    ],
)
def test_a_list_without_its_pages_is_not_read(
    connection: duckdb.DuckDBPyConnection, load: Load, outcomes: list[str], expected: str
) -> None:
    pages = [page("post", "2018-11-01T12:00:00", outcome, path=str(at)) for at, outcome in enumerate(outcomes)]
    keep_feed_list(connection, [listed("post", "Post")])
    load(fetches=[poll("post", "2018-11-01T00:00:00", new=10), poll("post", "2018-11-02T00:00:00", new=2), *pages])
    assert coverage(connection, "Post")[0][1] == expected


def test_a_page_had_at_the_second_try_is_not_lost_and_pages_alone_are_a_look(
    connection: duckdb.DuckDBPyConnection, load: Load
) -> None:
    keep_feed_list(connection, [listed("post", "Post")])
    load(
        fetches=[
            poll("post", "2018-11-01T00:00:00", new=10),
            page("post", "2018-11-01T12:00:00", "failed"),
            poll("post", "2018-11-02T00:00:00", new=2),
            page("post", "2018-11-05T12:00:00"),
        ]
    )
    assert [row[1] for row in coverage(connection, "Post")] == ["read", "partly", "not looked", "not looked", "partly"]


@pytest.mark.parametrize(
    ("due", "asked", "expected"),
    [
        (2, ["1", "2"], "read"),
        (2, ["1"], "partly"),
        (2, ["1", "1", "early"], "partly"),  # asked for again, or before: no new page
        (1, ["1"], "read"),  # the other new entry repeats one, or is not wanted
        (0, [], "read"),
        (None, ["1", "2"], "read"),
        (None, ["1"], "partly"),  # from before pulls said how many
    ],
)
def test_a_day_is_not_read_while_pages_of_its_news_wait(
    connection: duckdb.DuckDBPyConnection, load: Load, due: int | None, asked: list[str], expected: str
) -> None:
    keep_feed_list(connection, [listed("post", "Post")])
    load(
        fetches=[
            poll("post", "2018-11-01T00:00:00", new=10, due=1),
            page("post", "2018-11-01T00:05:00", path="early"),
            # the news of the first day, listed on the second
            poll("post", "2018-11-02T00:00:00", new=2, due=due),
            *(page("post", f"2018-11-02T00:0{at}:00", path=path) for at, path in enumerate(asked, 1)),
            # that of the second, asked for after midnight
            poll("post", "2018-11-02T23:59:00", new=1, due=1),
            page("post", "2018-11-03T00:01:00", path="late"),
            poll("post", "2018-11-03T00:30:00"),
        ]
    )
    assert [row[1] for row in coverage(connection, "Post")] == [expected, expected, "partly"]
    waiting = "SELECT pages_unasked FROM mart.coverage ORDER BY day"
    assert connection.execute(waiting).fetchall() == [(0,), (int(expected == "partly"),), (0,)]


def test_an_outlet_on_the_list_that_was_never_asked_is_not_silent(polled: duckdb.DuckDBPyConnection) -> None:
    assert [row[1] for row in coverage(polled, "North")] == ["not looked"] * 8
    assert coverage(polled, "unlisted") == [(8, "failed", 1, 0)]


def test_articles_of_a_day_cover_it_in_part_however_they_came(polled: duckdb.DuckDBPyConnection) -> None:
    polled.execute(
        "INSERT INTO core.articles (article_id, publisher, feed_id, published_on) "
        "VALUES ('a', 'Harbour Post', NULL, '2018-11-05'), ('b', 'Elsewhere', 'n', '2018-10-31')"
    )
    assert (5, "partly", 0, 0) in coverage(polled, "Harbour Post")
    assert coverage(polled, "North")[0] == (31, "partly", 0, 0)
    assert coverage(polled, "Elsewhere") == []


def attack(key: str, publisher: str, day: str, published: str) -> Story:
    told = Attack(day, places=[HAJIN], killed={"total": exactly(3)})
    return Story(
        key, f"Three died in Hajin, {publisher} says.", publisher=publisher, published=published, attacks=[told]
    )


def test_no_event_is_a_zero_where_most_outlets_that_report_on_the_country_were_read(
    connection: duckdb.DuckDBPyConnection, load: Load
) -> None:
    feeds = [("a", "Alpha", "FR"), ("b", "Beta", "FR"), ("c", "Gamma", "SY"), ("d", "Delta", "FR")]
    keep_feed_list(connection, [listed(feed, name, country=country) for feed, name, country in feeds])
    load(
        attack("1", "Alpha", "2018-11-01", "2018-11-01"),
        attack("2", "Beta", "2018-11-01", "2018-11-01"),
        fetches=[
            # Delta, which never told of Syria, is read on all days
            *(poll("d", f"2018-11-0{day}T00:00:00", new=10 if day == 1 else 1) for day in range(1, 7)),
            *(poll("a", f"2018-11-0{day}T00:00:00", new=10 if day == 1 else 1) for day in range(1, 5)),
            *(poll("b", f"2018-11-0{day}T00:00:00", new=10 if day == 1 else 1) for day in range(1, 4)),
            poll("c", "2018-11-01T00:00:00", "failed"),
        ],
    )
    asked = """SELECT day(period), killed_best, articles, unread_days
        FROM mart.casualties('day', since := '2018-11-01', until := '2018-11-05', {})"""
    assert connection.execute(asked.format("country := 'SY'")).fetchall() == [
        (1, 3, 2, 0),
        (2, 0, 0, 0),
        (3, None, 0, 1),  # one of three
        (4, None, 0, 1),
        (5, None, 0, 1),
    ]
    days = "SELECT day(day), outlets, outlets_read, is_read FROM core.days_read({}) ORDER BY day"
    assert connection.execute(days.format("'SY', NULL")).fetchall()[1:3] == [(2, 3, 2, True), (3, 3, 1, False)]
    assert connection.execute(days.format("NULL, NULL")).fetchall()[2] == (3, 4, 2, False)
    week = "SELECT killed_best, unread_days FROM mart.casualties('week', since := '{}', until := '{}', country := 'SY')"
    assert connection.execute(week.format("2018-11-02", "2018-11-02")).fetchall() == [(0, 0)]
    assert connection.execute(week.format("2018-11-02", "2018-11-03")).fetchall() == [(None, 1)]
    # as of the second day nobody had seen its end
    assert connection.execute(asked.format("country := 'SY', known_at := '2018-11-02 12:00'")).fetchall()[1] == (
        2,
        None,
        0,
        1,
    )


def test_every_poll_is_a_row_with_its_outlet(polled: duckdb.DuckDBPyConnection) -> None:
    rows = polled.execute("SELECT publisher, outcome, is_read FROM mart.polls ORDER BY polled_at, feed_id").fetchall()
    assert len(rows) == 12
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


def test_an_account_tells_the_feeds_that_failed_in_its_days_and_no_others(polled: duckdb.DuckDBPyConnection) -> None:
    def failing(first: int, last: int) -> tuple[int, list[tuple[str, str, bool]]]:
        asked = Asked(since=dt.date(2018, 11, first), until=dt.date(2018, 11, last))
        told = account_of(polled, asked, asked)
        return told.feeds, [(feed.feed_id, feed.outcome, feed.last_ok_at is None) for feed in told.failing]

    assert failing(1, 2) == (2, [])
    assert failing(1, 3) == (2, [("harbour", "failed", False), ("hills", "blocked", False)])
    assert failing(5, 6) == (0, [])
    assert failing(8, 8) == (2, [("harbour", "failed", True), ("unlisted", "not_a_feed", True)])
