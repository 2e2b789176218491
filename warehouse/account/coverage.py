"""What was read in a period, and what was not: without it a quiet day cannot be told from an unread one."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import duckdb

from warehouse.exports.asked import Asked
from warehouse.rows import select


@dataclass(frozen=True, slots=True)
class Outlet:
    """One outlet's articles of the period."""

    publisher: str | None
    articles: int
    with_events: int


@dataclass(frozen=True, slots=True)
class FailingFeed:
    """A feed whose last request of the period brought nothing; `last_ok_at` is null where none of the period did."""

    feed_id: str
    outcome: str
    detail: str | None
    last_asked_at: dt.datetime
    last_ok_at: dt.datetime | None


@dataclass(frozen=True, slots=True)
class TakenBack:
    """An article of the period that was withdrawn or corrected."""

    known_at: dt.datetime | None
    kind: str
    publisher: str | None
    title: str | None
    url: str | None
    words: str | None


@dataclass(frozen=True, slots=True)
class Coverage:
    """Whose articles were read, which feeds fail, what was taken back.

    On `unread_days` not most of the outlets that report on the country asked for (on any, without one) were read: that
    no event is known of them is no zero.
    """

    articles: int
    outlets: list[Outlet]
    unread_days: list[dt.date]
    feeds: int
    failing: list[FailingFeed]
    taken_back: list[TakenBack]


_PUBLISHED = "coalesce(a.reported_on, a.published_on)"
_KNOWN = "($known_at IS NULL OR a.first_known_at IS NULL OR a.first_known_at <= $known_at)"
_ASKED = """($since IS NULL OR polled_at >= $since::DATE) AND ($until IS NULL OR polled_at < $until::DATE + 1)
    AND ($known_at IS NULL OR polled_at <= $known_at)"""
_OF_DAYS = f"""($since IS NULL OR {_PUBLISHED} >= $since::DATE) AND ($until IS NULL OR {_PUBLISHED} <= $until::DATE)
    AND {_KNOWN}"""


def coverage(connection: duckdb.DuckDBPyConnection, asked: Asked, within: Asked) -> Coverage:
    """Of the days asked for; a country narrows only the unread days: an article is read before its country is known.

    Args:
        connection: from `connect.reader` or `connect.writer`.
        asked: where it leaves days open, all that was read is told.
        within: the same with both days, those of the events where none are asked for; unread days lie between them.
    """
    days: dict[str, object] = {"since": asked.since, "until": asked.until, "known_at": asked.known_at}
    outlets = select(
        connection,
        Outlet,
        f"""(
            SELECT a.publisher, count(*) AS articles, count(*) FILTER (WHERE m.article_id IS NOT NULL) AS with_events
            FROM core.articles AS a
            LEFT JOIN (
                SELECT DISTINCT article_id FROM core.memberships
                WHERE core.stood_at(known_from, known_to, is_current, $known_at)
            ) AS m USING (article_id)
            WHERE {_OF_DAYS}
            GROUP BY a.publisher
        ) ORDER BY articles DESC, publisher NULLS LAST""",  # noqa: S608  # our own words
        days,
    )
    feeds = connection.execute(f"SELECT count(DISTINCT feed_id) FROM mart.polls WHERE {_ASKED}", days).fetchone()  # noqa: S608
    return Coverage(
        articles=sum(outlet.articles for outlet in outlets),
        outlets=outlets,
        unread_days=_unread_days(connection, within) if within.since else [],
        feeds=int(feeds[0]) if feeds else 0,
        failing=select(
            connection,
            FailingFeed,
            f"""(
                SELECT feed_id, max_by(outcome, (polled_at, fetch_id)) AS outcome,
                    max_by(detail, (polled_at, fetch_id)) AS detail, max(polled_at) AS last_asked_at,
                    max(polled_at) FILTER (WHERE is_read) AS last_ok_at
                FROM mart.polls
                WHERE {_ASKED}
                GROUP BY feed_id
                HAVING NOT max_by(is_read, (polled_at, fetch_id))
            ) ORDER BY last_ok_at NULLS FIRST, feed_id""",  # noqa: S608
            days,
        ),
        taken_back=select(
            connection,
            TakenBack,
            f"""(
                SELECT n.known_at, n.kind, a.publisher, a.title, a.url, n.words
                FROM core.article_notices AS n
                JOIN core.articles AS a USING (article_id)
                WHERE {_OF_DAYS} AND ($known_at IS NULL OR n.known_at <= $known_at)
            ) ORDER BY known_at NULLS FIRST, url, kind""",  # noqa: S608
            days,
        ),
    )


def _unread_days(connection: duckdb.DuckDBPyConnection, asked: Asked) -> list[dt.date]:
    rows = connection.execute(
        """
        SELECT day::DATE
        FROM (SELECT unnest(range($since::TIMESTAMP, $until::TIMESTAMP + INTERVAL 1 DAY, INTERVAL 1 DAY)) AS day)
        WHERE day::DATE NOT IN (SELECT read."day" FROM core.days_read($country, $known_at) AS read WHERE read.is_read)
        ORDER BY day
        """,
        {"since": asked.since, "until": asked.until, "country": asked.country, "known_at": asked.known_at},
    ).fetchall()
    return [row[0] for row in rows]
