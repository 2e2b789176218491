"""Events that hold others, in rows that people add up: each of the dead stands in one row alone."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any, Final

import duckdb

from warehouse.exports.asked import Asked, Event
from warehouse.exports.notes import Notes
from warehouse.tolls import BOUNDS, EFFECTS, column

_TOTALS: Final = tuple(column(effect, "total", bound) for effect in EFFECTS for bound in BOUNDS)

NOBODY_LEFT: Final = f"(len(parts) > 0 AND coalesce(greatest({', '.join(_TOTALS)}), 0) = 0)"
"""In SQL, of rows of `asked.events_query`."""


def holding(connection: duckdb.DuckDBPyConnection, asked: Asked) -> list[Event]:
    """Of the events asked for those that hold others, with what these leave of them."""
    rows = connection.execute(
        f"""
        SELECT event_id, {", ".join(_TOTALS)}
        FROM mart.events_by(
            policy := $policy, known_at := $known_at, country := $country, since := $since, until := $until,
            less_parts := true
        ) AS told
        SEMI JOIN core.event_parts_at($known_at) AS pair ON pair.whole_event_id = told.event_id
        ORDER BY event_id
        """,  # noqa: S608  # our own columns
        asked.values,
    ).fetchall()
    return [dict(zip(("parts", "event_id", *_TOTALS), (True, *row), strict=True)) for row in rows]


def left(events: Iterable[Event], notes: Notes) -> Iterator[Event]:
    """The events of which a row is written; of one that holds others the figures are those whom these leave."""
    for event in events:
        notes.read += 1
        if not event["parts"]:
            yield event
        elif any(event[total] for total in _TOTALS):
            notes.assume(
                "the event holds others that have rows of their own: its figures are those whom these leave",
                event["event_id"],
            )
            yield event
        else:
            notes.leave_out(
                "all of its casualties are in the rows of the events that are part of it", event["event_id"]
            )


def noted(
    events: Iterable[Event], notes: Notes, row_of: Callable[[Event, Notes], dict[str, Any] | None]
) -> Iterator[dict[str, Any]]:
    """The rows of those events that have one in a form, counted."""
    for event in left(events, notes):
        if row := row_of(event, notes):
            notes.written += 1
            yield row
