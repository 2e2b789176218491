"""The toll of one event over time, as typed rows."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import duckdb

from warehouse.rows import select


@dataclass(frozen=True, slots=True)
class Step:
    """One change of one group's figures, with the claim that made it; null where no claim did.

    `change` is what happened among the reports: first report, another source, same source, article edited, report
    withdrawn. `reason` is what the text says around the figure (bodies found, died of wounds ...),
    null where it gives none; `reason_words` are the words that say so. `claim_id` is null where the figure rests on the
    headline alone: the quote is the headline. `at` is when the report appeared, which may be long before it was seen.
    """

    at: dt.datetime | None  # UTC, naive as DuckDB keeps it; null where the report is not dated: these come last
    effect: str
    victim: str
    low_before: int | None
    best_before: int | None
    high_before: int | None
    low: int | None
    best: int | None
    high: int | None
    change: str
    reason: str | None
    reason_words: str | None
    quote: str | None
    source: str | None
    publisher: str | None
    url: str | None
    claim_id: str | None
    article_id: str | None


def trajectory(connection: duckdb.DuckDBPyConnection, event_id: str) -> list[Step]:
    """The steps by which the figures of an event came to be what they are, oldest first (house policy)."""
    return select(connection, Step, "mart.trajectory($event_id)", {"event_id": event_id})
