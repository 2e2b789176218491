"""Why an event is one event: the links that hold it together, what almost joined it, and what people judged."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import duckdb

from warehouse.event_ids import resolve_event
from warehouse.linkage.clusters import UNCOMPARED_MILLIBITS
from warehouse.rows import select


@dataclass(frozen=True, slots=True)
class Member:
    """One incident of the event. `support` is the mean score of its links to the others, in bits."""

    incident_id: str
    article_id: str
    publisher: str | None
    title: str | None
    url: str | None
    known_from: dt.datetime | None  # UTC
    is_founder: bool
    support: float | None


@dataclass(frozen=True, slots=True)
class Comparison:
    """How one comparison of two incidents came out, and what that adds to their score, in bits."""

    comparison: str
    level: str
    bits: float


@dataclass(frozen=True, slots=True)
class Link:
    """Two incidents that were compared. `comparisons` are strongest first; they and the prior add up to `score`."""

    incident_a: str
    incident_b: str
    score: float
    prior: float
    comparisons: list[Comparison]


@dataclass(frozen=True, slots=True)
class Near:
    """Another event that came near this one.

    `score` is the mean over all pairs of the two events' incidents, in bits; they join above the threshold of 0.
    `kept_apart` says what forbids it whatever the score; `link` is their closest pair.
    """

    event_id: str
    place: str | None
    date_start: dt.date | None
    score: float
    kept_apart: str | None
    link: Link


@dataclass(frozen=True, slots=True)
class Judged:
    """What a person said of a pair in which the event has a part."""

    verdict: str
    incident_a: str
    incident_b: str
    author: str
    reason: str
    judged_at: dt.datetime


@dataclass(frozen=True, slots=True)
class Why:
    """What holds an event together and what stayed outside."""

    event_id: str
    members: list[Member]
    links: list[Link]
    near: list[Near]
    judged: list[Judged]


_MEMBERS = """(
    SELECT member.incident_id, member.article_id, article.publisher, article.title, article.url,
        fact.known_from, member.is_founder, support
    FROM core.event_members AS member
    JOIN core.articles AS article USING (article_id)
    JOIN core.incident_facts AS fact ON fact.incident_id = member.incident_id AND fact.is_current
    LEFT JOIN (
        SELECT incident_id, avg(score) AS support
        FROM (
            SELECT unnest([incident_a, incident_b]) AS incident_id, score FROM mart.links
            WHERE event_a = $event_id AND event_b = $event_id
        )
        GROUP BY incident_id
    ) AS held ON held.incident_id = member.incident_id
    WHERE member.event_id = $event_id
) ORDER BY known_from NULLS FIRST, incident_id"""

_NEAR = """
    WITH crossing AS (
        SELECT CASE event_a WHEN $event_id THEN event_b ELSE event_a END AS other, *
        FROM mart.links
        WHERE (event_a = $event_id) <> (event_b = $event_id)
    ),
    judged AS (
        SELECT incident_a, incident_b,
            arg_max(verdict, (judged_at, list_position(['open', 'same', 'different'], verdict))) AS verdict
        FROM raw.judgements
        GROUP BY ALL
    ),
    sizes AS (SELECT event_id, count(*) AS size FROM core.event_members GROUP BY event_id),
    summed AS (
        SELECT other, sum(score) AS total, count(*) AS links, max(score) AS best,
            arg_max({'a': incident_a, 'b': incident_b}, (score, incident_a, incident_b)) AS pair
        FROM crossing
        GROUP BY other
    )
    SELECT other, event.place, event.date_start,
        (total + $uncompared * (own.size * theirs.size - links)) / (own.size * theirs.size) AS mean,
        CASE
            WHEN EXISTS (
                SELECT 1 FROM core.event_members AS mine
                JOIN core.event_members AS their ON their.article_id = mine.article_id AND their.event_id = other
                WHERE mine.event_id = $event_id
            ) THEN 'one article tells of both'
            WHEN EXISTS (
                SELECT 1 FROM judged
                JOIN core.event_members AS a ON a.incident_id = incident_a
                JOIN core.event_members AS b ON b.incident_id = incident_b
                WHERE verdict = 'different' AND least(a.event_id, b.event_id) = least(other, $event_id)
                    AND greatest(a.event_id, b.event_id) = greatest(other, $event_id)
            ) THEN 'a person judged them different'
        END AS kept_apart,
        pair.a, pair.b
    FROM summed
    JOIN core.events AS event ON event.event_id = other
    JOIN sizes AS own ON own.event_id = $event_id
    JOIN sizes AS theirs ON theirs.event_id = other
    ORDER BY mean DESC, other
    LIMIT $most
"""


def why(connection: duckdb.DuckDBPyConnection, event_id: str, *, most: int = 5) -> Why:
    """What held an event together and the `most` events that came nearest.

    Raises:
        WarehouseError: no event has or had that id, or several begin so.
    """
    found = resolve_event(connection, event_id)
    key = {"event_id": found}
    weights = {
        (name, level): bits / 1000
        for name, level, bits in connection.execute(
            "SELECT comparison, level, millibits FROM core.link_weights"
        ).fetchall()
    }
    links = connection.execute(
        """
        SELECT incident_a, incident_b, score, levels FROM mart.links WHERE event_a = $event_id AND event_b = $event_id
        ORDER BY score DESC, incident_a, incident_b
        """,
        key,
    ).fetchall()
    near = connection.execute(_NEAR, key | {"most": most, "uncompared": UNCOMPARED_MILLIBITS / 1000}).fetchall()
    judged = select(
        connection,
        Judged,
        """raw.judgements
        WHERE incident_a IN (SELECT incident_id FROM core.event_members WHERE event_id = $event_id)
            OR incident_b IN (SELECT incident_id FROM core.event_members WHERE event_id = $event_id)
        ORDER BY judged_at, judgement_id""",
        key,
    )
    return Why(
        event_id=found,
        members=select(connection, Member, _MEMBERS, key),
        links=[_link(row, weights) for row in links],
        near=[
            Near(other, place, day, score, kept_apart, _link(_pair(connection, *pair), weights))
            for other, place, day, score, kept_apart, *pair in near
        ],
        judged=judged,
    )


def _pair(connection: duckdb.DuckDBPyConnection, a: str, b: str) -> tuple[str, str, float, dict[str, str]]:
    row = connection.execute(
        "SELECT incident_a, incident_b, score, levels FROM mart.links WHERE incident_a = ? AND incident_b = ?", [a, b]
    ).fetchone()
    assert row is not None  # noqa: S101  # it was just found
    return row[0], row[1], row[2], row[3]


def _link(row: tuple[str, str, float, dict[str, str]], weights: dict[tuple[str, str], float]) -> Link:
    a, b, score, levels = row
    comparisons = [Comparison(name, level, weights[name, level]) for name, level in levels.items()]
    comparisons.sort(key=lambda each: (-abs(each.bits), each.comparison))
    return Link(a, b, score, weights["prior", "prior"], comparisons)
