"""Which events an export is asked for, and those events, one at a time."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, replace
from importlib import resources
from typing import Any, Final

import duckdb

from warehouse.choices import check_choice, check_span
from warehouse.policies.lists import HOUSE_POLICY, policies
from warehouse.series import known_country

Event = dict[str, Any]
"""A row of mart.events_by with the ids of its `parts` and of what it is `part_of`, and under `claims`
those of mart.evidence, those first on which the house figures rest."""

_PORTION: Final = 1000
"""Events taken from the database at a time."""


@dataclass(frozen=True, slots=True)
class Asked:
    """Of which days (of the events' first days), country, policy and time of knowledge (UTC; without it, now)."""

    since: dt.date | None = None
    until: dt.date | None = None
    country: str | None = None
    policy: str = HOUSE_POLICY
    known_at: dt.datetime | None = None

    def checked(self, connection: duckdb.DuckDBPyConnection) -> Asked:
        """The same with the country's code in capitals.

        Raises:
            WarehouseError: the policy or country is not known; says which are. Or `since` comes after `until`.
        """
        check_span(self.since, self.until)
        check_choice("policy", self.policy, policies())
        return self if self.country is None else replace(self, country=known_country(connection, self.country))

    @property
    def values(self) -> dict[str, object]:
        """For the $places of a query."""
        return {
            "since": self.since,
            "until": self.until,
            "country": self.country,
            "policy": self.policy,
            "known_at": self.known_at,
        }

    @property
    def in_words(self) -> str:
        """As a line of a note."""
        days = f"{self.since or 'the first day'} to {self.until or 'the last'}"
        known = f"as known at {self.known_at:%Y-%m-%d %H:%M} UTC" if self.known_at else "as known today"
        return f"{days}, {self.country or 'all countries'}, policy {self.policy}, {known}"


_BY_DAY: Final = "date_start NULLS LAST, event_id"
_DEADLIEST: Final = """coalesce(killed_best, killed_low, killed_high) DESC NULLS LAST,
    coalesce(injured_best, injured_low, injured_high) DESC NULLS LAST, date_start NULLS LAST, event_id"""


def events(connection: duckdb.DuckDBPyConnection, asked: Asked, *, deadliest: int | None = None) -> Iterator[Event]:
    """The events with their claims, never all of them in memory: by day and id, or so many of the deadliest."""
    answer = connection.cursor().execute(events_query(deadliest=deadliest), asked.values | {"most": deadliest})
    columns = [column[0] for column in answer.description or ()]
    while portion := answer.fetchmany(_PORTION):
        for row in portion:
            yield dict(zip(columns, row, strict=True))


def events_query(*, deadliest: int | None = None) -> str:
    """The SQL of `events`; its $places are those of `Asked.values`, and $most.

    Rows of all events are added up: one that holds others has those whom these leave. The deadliest have what is told.
    """
    query = (resources.files("warehouse.exports") / "events.sql").read_text(encoding="utf-8")
    return query.format(order=_BY_DAY if deadliest is None else _DEADLIEST, less_parts=deadliest is None)


def undated(connection: duckdb.DuckDBPyConnection, asked: Asked) -> int:
    """How many events no day is known of: where days are asked for, they are left out."""
    if asked.since is None and asked.until is None:
        return 0
    row = connection.execute(
        "SELECT count(*) FROM core.events_known_at($known_at, $country, NULL, NULL) WHERE date_start IS NULL",
        {"known_at": asked.known_at, "country": asked.country},
    ).fetchone()
    return int(row[0]) if row else 0


def without_country(connection: duckdb.DuckDBPyConnection, asked: Asked) -> int:
    """How many events no country is known of: where one is asked for, they are left out."""
    if asked.country is None:
        return 0
    row = connection.execute(
        "SELECT count(*) FROM core.events_known_at($known_at, NULL, $since, $until) WHERE country IS NULL",
        {"known_at": asked.known_at, "since": asked.since, "until": asked.until},
    ).fetchone()
    return int(row[0]) if row else 0


def first_known(connection: duckdb.DuckDBPyConnection) -> dt.datetime | None:
    """When the first event was known (UTC); null where none is, or one always was."""
    row = connection.execute(
        "SELECT CASE WHEN count(*) = count(known_from) THEN min(known_from) END FROM core.event_states"
    ).fetchone()
    return row[0] if row else None
