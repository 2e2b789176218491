from __future__ import annotations

import datetime as dt

import pytest

from extractors.feeds.schedule import (
    DAILY,
    SHORTEST,
    adapted_interval_s,
    backoff_s,
    cache_interval_s,
    poll_interval_s,
    retry_after_s,
    shortest_interval_s,
    spread_s,
)

NOW = dt.datetime(2026, 11, 22, 12, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"cache-control": "public, max-age=600"}, 600),
        ({"cache-control": "MAX-AGE = 600"}, 600),
        ({"cache-control": 'max-age="600"'}, 600),
        ({"cache-control": "max-age=600", "age": "100"}, 500),
        ({"cache-control": "max-age=600", "age": "900"}, 0),
        ({"cache-control": "max-age=600", "expires": "Sun, 22 Nov 2026 12:01:00 GMT"}, 600),
        ({"cache-control": "s-maxage=600"}, None),
        ({"cache-control": "max-age=soon"}, None),
        ({"cache-control": "no-cache"}, None),
        ({"cache-control": "no-store, max-age=600"}, None),
        ({"cache-control": "max-age=0"}, 0),
        ({"expires": "Sun, 22 Nov 2026 12:30:00 GMT"}, 1_800),
        ({"expires": "Sun, 22 Nov 2026 12:30:00 GMT", "date": "Sun, 22 Nov 2026 12:20:00 GMT"}, 600),
        ({"expires": "Sun, 19 Nov 1978 05:00:00 GMT"}, None),
        ({"expires": "0"}, None),
        ({"expires": f"Thu, 01 Jan {'9' * 20} 00:00:00 GMT"}, None),
        ({"cache-control": f"max-age={'9' * 5_000}", "age": "9" * 5_000}, 0),
        ({"cache-control": f"max-age={'9' * 5_000}"}, 31_536_000),
        ({}, None),
    ],
)
def test_freshness_by_the_headers(headers: dict[str, str], seconds: float | None) -> None:
    assert cache_interval_s(headers, NOW) == seconds


@pytest.mark.parametrize(
    ("ttl_s", "cache_s", "seconds"),
    [
        (None, None, 3_600),
        (1_200, None, 1_200),
        (None, 1_000, 1_000),
        (1_200, 1_000, 1_200),
        (None, 300, 900),
        (0, 0, 900),
        (0, None, 900),
        (9e9, 0, 86_400),
    ],
)
def test_the_longer_wish_counts_and_an_hour_without_any(
    ttl_s: float | None, cache_s: float | None, seconds: float
) -> None:
    assert poll_interval_s(ttl_s=ttl_s, cache_s=cache_s, shortest_s=SHORTEST) == seconds
    assert poll_interval_s(ttl_s=ttl_s, cache_s=cache_s, shortest_s=DAILY) == DAILY


@pytest.mark.parametrize(
    ("hours", "base_s", "seconds"),
    [
        ([], 3_600, 3_600),  # never read
        ([5, 3, 1], 3_600, 3_600),  # watched for less than a day
        ([240], 3_600, 21_600),  # nothing new for ten days
        ([240, 100], 3_600, 21_600),  # one a week
        ([240, *range(0, 168, 8)], 3_600, 14_400),  # one in eight hours
        ([240, *range(168)], 900, 1_800),  # one an hour
        ([240, *range(168)], 3_600, 3_600),  # no sooner than allowed
        ([240], 86_400, 86_400),
        ([48, 47, 47], 3_600, 21_600),
    ],
)
def test_a_feed_is_asked_twice_as_often_as_it_lists_something_new(
    hours: list[int], base_s: float, seconds: float
) -> None:
    listed_at = [NOW - dt.timedelta(hours=hour) for hour in hours]
    assert adapted_interval_s(base_s, listed_at, NOW) == seconds


def test_whoever_must_send_the_whole_document_is_asked_once_a_day() -> None:
    assert shortest_interval_s("harbour-post.test", is_conditional=True) == SHORTEST
    assert shortest_interval_s("harbour-post.test", is_conditional=False) == DAILY
    assert shortest_interval_s("harbour-post.example", is_conditional=False) == 0


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("120", 120),
        (" 0 ", 0),
        ("999999999", 86_400),
        ("Sun, 22 Nov 2026 12:30:00 GMT", 1_800),
        ("Sun, 22 Nov 2026 11:30:00 GMT", 0),
        ("Sun, 22 Nov 2037 12:30:00 GMT", 86_400),
        ("-5", None),
        (f"Thu, 01 Jan {'9' * 20} 00:00:00 GMT", None),
        ("soon", None),
        ("", None),
        (None, None),
    ],
)
def test_retry_after(value: str | None, seconds: float | None) -> None:
    assert retry_after_s(value, NOW) == seconds


def test_backoff_doubles_up_to_a_day_or_an_hour() -> None:
    assert [backoff_s(n, was_reached=True) for n in (1, 2, 3)] == [900, 1_800, 3_600]
    assert backoff_s(30, was_reached=True) == backoff_s(10_000, was_reached=True) == 86_400
    assert [backoff_s(n, was_reached=False) for n in (1, 2, 30)] == [60, 120, 3_600]


def test_the_spread_is_never_early_small_and_always_the_same() -> None:
    spread = {feed: spread_s(1_000, feed, 1) for feed in ("a", "b", "c", "d")}
    assert all(1_000 <= value <= 1_100 for value in spread.values())
    assert len(set(spread.values())) == 4
    assert spread["a"] == spread_s(1_000, "a", 1)
