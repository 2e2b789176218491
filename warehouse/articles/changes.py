"""The log of what changed in what articles say, as typed rows."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import duckdb

from warehouse.rows import select


@dataclass(frozen=True, slots=True)
class Change:
    """A line of mart.changes: a claim opened, closed, or changed from one figure to another."""

    known_at: dt.datetime | None  # UTC, naive as DuckDB keeps it
    article_id: str
    publisher: str | None
    url: str | None
    title: str | None
    what: str
    incident_id: str | None
    effect: str
    old_low: int | None
    old_best: int | None
    old_high: int | None
    new_low: int | None
    new_best: int | None
    new_high: int | None
    reason: str | None
    old_quote: str | None
    new_quote: str | None


def list_changes(
    connection: duckdb.DuckDBPyConnection,
    *,
    since: dt.date | None = None,
    until: dt.date | None = None,
    event: str | None = None,
    article: str | None = None,
) -> list[Change]:
    """What changed, oldest first; of these days (both inclusive), of the event with this id, or of this article."""
    return select(
        connection,
        Change,
        """
        mart.changes
        WHERE ($since IS NULL OR known_at >= $since::DATE)
            AND ($until IS NULL OR known_at < $until::DATE + 1)
            AND ($event IS NULL OR incident_id IN (SELECT incident_id FROM core.memberships WHERE event_id = $event))
            AND ($article IS NULL OR article_id = coalesce(
                (SELECT alias.article_id FROM core.article_aliases AS alias WHERE alias_id = $article), $article
            ))
        ORDER BY known_at NULLS FIRST, article_id, what DESC, old_quote, new_quote, old_claim_id, new_claim_id
        """,
        {"since": since, "until": until, "event": event, "article": article},
    )
