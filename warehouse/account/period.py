"""An account of a period: everything that a digest or a report tells of it, asked of the warehouse in one go."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from importlib import resources
from typing import Final

import duckdb

from warehouse.account.coverage import Coverage, coverage
from warehouse.account.making import Making, making
from warehouse.exports.asked import Asked, Event, events, undated, without_country
from warehouse.rows import select
from warehouse.series import Period, SeriesRow, series

_MOST_DAYS: Final = 92
_MOST_WEEKS_IN_DAYS: Final = 800
_MOST_MONTHS_IN_DAYS: Final = 3700

MOST_EVENTS: Final = 500
"""Events told one by one; the others are in the sums."""


@dataclass(frozen=True, slots=True)
class Total:
    """A sum over events. `without_best` and `without_high` say how many of them entered it by another bound."""

    effect: str
    victim: str
    events: int
    low: int | None
    best: int | None
    high: int | None
    without_best: int
    without_high: int

    @property
    def upper_bound(self) -> int | None:
        """The sum of the greatest figures; null where an event among them has none."""
        return None if self.without_high else self.high


@dataclass(frozen=True, slots=True)
class GroupTotal:
    """Killed and injured of one country, or by one method; `key` is null where it is not known."""

    key: str | None
    events: int
    killed_low: int | None
    killed_best: int | None
    killed_high: int | None
    injured_low: int | None
    injured_best: int | None
    injured_high: int | None


@dataclass(frozen=True, slots=True)
class Disagreement:
    """Two independent sources that contradict each other about one event."""

    event_id: str
    effect: str
    least: int
    least_by: str
    most: int
    most_by: str
    sources: int


@dataclass(frozen=True, slots=True)
class RunningTotal:
    """A total that a source adds up itself: in no sum here."""

    published_on: dt.date | None
    source: str | None
    publisher: str | None
    url: str | None
    quote: str
    effect: str
    qualifier: str
    scope: str
    country: str | None
    date_start: dt.date | None
    date_end: dt.date | None


@dataclass(frozen=True, slots=True)
class Account:
    """An account of a period. `events` are the most deadly ones with their claims; `listed_of` says out of how many.

    Those `without_figure` have no number of killed or injured, and of those `told_in_parts` other events, which are
    part of them, leave nobody: both are in no sum and in no table of sums. With a date as precise as one of `exact` an
    event stands in the series.
    """

    asked: Asked
    since: dt.date | None
    until: dt.date | None
    by: Period
    series: list[SeriesRow]
    totals: list[Total]
    countries: list[GroupTotal]
    methods: list[GroupTotal]
    events: list[Event]
    listed_of: int
    undated: int
    without_country: int
    without_figure: frozenset[str]
    told_in_parts: frozenset[str]
    inexact: int
    exact: frozenset[str]
    without_coordinates: int
    disagreements: list[Disagreement]
    running_totals: list[RunningTotal]
    not_counted: list[tuple[str, int]]
    coverage: Coverage
    making: Making

    def total(self, effect: str, victim: str = "total") -> Total | None:
        """One of the sums; null where no event gives a figure."""
        return next((t for t in self.totals if (t.effect, t.victim) == (effect, victim)), None)


def account(connection: duckdb.DuckDBPyConnection, asked: Asked, *, most_events: int = MOST_EVENTS) -> Account:
    """An account of the days asked for, or of those of all dated events.

    Raises:
        WarehouseError: the policy or country is not known, or the days are in the wrong order.
    """
    asked = asked.checked(connection)
    since, until = _days(connection, asked)
    within = replace(asked, since=since, until=until)
    by = _by(since, until)
    listed_of, inexact, without_coordinates, exact = _counts(connection, within, by)
    without_figure, told_in_parts = _in_no_sum(connection, within)
    return Account(
        asked=asked,
        since=since,
        until=until,
        by=by,
        series=_series(connection, within, by),
        totals=select(connection, Total, f"({_sql('totals')})", within.values),
        countries=_groups(connection, within, "country"),
        methods=_groups(connection, within, "method"),
        events=list(events(connection, within, deadliest=most_events)),
        listed_of=listed_of,
        undated=undated(connection, within),
        without_country=without_country(connection, within),
        without_figure=without_figure,
        told_in_parts=told_in_parts,
        inexact=inexact,
        exact=exact,
        without_coordinates=without_coordinates,
        disagreements=select(connection, Disagreement, f"({_sql('disagreements')})", _less_policy(within)),
        running_totals=select(connection, RunningTotal, f"({_sql('running_totals')})", _less_policy(within)),
        not_counted=_not_counted(connection, within),
        coverage=coverage(connection, asked, within),
        making=making(connection, within),
    )


def _sql(name: str) -> str:
    return (resources.files("warehouse.account") / f"{name}.sql").read_text(encoding="utf-8")


def _less_policy(asked: Asked) -> dict[str, object]:
    return {name: value for name, value in asked.values.items() if name != "policy"}


def _days(connection: duckdb.DuckDBPyConnection, asked: Asked) -> tuple[dt.date | None, dt.date | None]:
    """The days asked for; where one is left open, that of the first or last event."""
    row = connection.execute(
        "SELECT min(date_start), max(date_start) FROM core.events_known_at($known_at, $country, $since, $until)",
        _less_policy(asked),
    ).fetchone()
    first, last = row or (None, None)
    # what is open ends with the events, but not on the wrong side of the day that was given
    since = asked.since or first or asked.until
    until = asked.until or last or asked.since
    return since, until


def _by(since: dt.date | None, until: dt.date | None) -> Period:
    days = (until - since).days + 1 if since and until else 1
    if days <= _MOST_DAYS:
        return "day"
    if days <= _MOST_WEEKS_IN_DAYS:
        return "week"
    return "month" if days <= _MOST_MONTHS_IN_DAYS else "year"


def _series(connection: duckdb.DuckDBPyConnection, asked: Asked, by: Period) -> list[SeriesRow]:
    if asked.since is None:
        return []
    return series(
        connection,
        by=by,
        country=asked.country,
        since=asked.since,
        until=asked.until,
        policy=asked.policy,
        known_at=asked.known_at,
    )


def _groups(connection: duckdb.DuckDBPyConnection, asked: Asked, by: str) -> list[GroupTotal]:
    return select(connection, GroupTotal, f"({_sql('groups').format(by=by)})", asked.values)


def _counts(connection: duckdb.DuckDBPyConnection, asked: Asked, by: Period) -> tuple[int, int, int, frozenset[str]]:
    """Events in all, those dated too roughly for the series, those without coordinates; and what is exact enough."""
    row = connection.execute(
        """
        SELECT count(*), count(*) FILTER (WHERE NOT core.is_within(date_precision, $by)),
            count(*) FILTER (WHERE lat IS NULL),
            list(DISTINCT date_precision) FILTER (WHERE core.is_within(date_precision, $by))
        FROM core.events_known_at($known_at, $country, $since, $until)
        """,
        _less_policy(asked) | {"by": by},
    ).fetchone()
    return (int(row[0]), int(row[1]), int(row[2]), frozenset(row[3] or ())) if row else (0, 0, 0, frozenset())


def _in_no_sum(connection: duckdb.DuckDBPyConnection, asked: Asked) -> tuple[frozenset[str], frozenset[str]]:
    """Events of which no number of killed or injured is known, and those of whom their parts leave nobody."""
    rows = connection.execute(
        """
        SELECT event.event_id, whole.event_id IS NOT NULL AS is_whole
        FROM core.events_known_at($known_at, $country, $since, $until) AS event
        ANTI JOIN (
            SELECT event_id
            FROM mart.event_figures_by(
                policy := $policy, known_at := $known_at, country := $country, since := $since, until := $until,
                less_parts := true
            )
            WHERE victim = 'total'
        ) AS figure ON figure.event_id = event.event_id
        LEFT JOIN (SELECT DISTINCT whole_event_id AS event_id FROM core.event_parts_at($known_at)) AS whole
            ON whole.event_id = event.event_id
        """,
        asked.values,
    ).fetchall()
    return (
        frozenset(event for event, is_whole in rows if not is_whole),
        frozenset(event for event, is_whole in rows if is_whole),
    )


def _not_counted(connection: duckdb.DuckDBPyConnection, asked: Asked) -> list[tuple[str, int]]:
    """Why claims about these events are in none of their figures, and how many."""
    rows = connection.execute(
        """
        SELECT why_not_counted, count(*) AS claims
        FROM mart.evidence(known_at := $known_at, country := $country, since := $since, until := $until)
        WHERE why_not_counted IS NOT NULL
        GROUP BY why_not_counted
        ORDER BY claims DESC, why_not_counted
        """,
        _less_policy(asked),
    ).fetchall()
    return [(str(why), int(claims)) for why, claims in rows]
