"""Casualties over time, and by country, victim group and actor, as typed rows."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Final, Literal

import duckdb

from extractors.errors import WarehouseError
from warehouse.choices import check_choice, check_span, cut, nearest
from warehouse.exports.countries import countries
from warehouse.policies.lists import HOUSE_POLICY, policies
from warehouse.rows import select
from warehouse.tolls import VICTIMS

PERIODS: Final = ("day", "week", "month", "quarter", "year")
GROUPINGS: Final = ("country", "victim", "actor")

_CODE_LENGTH: Final = 3

Period = Literal["day", "week", "month", "quarter", "year"]
Grouping = Literal["country", "victim", "actor"]


@dataclass(frozen=True, slots=True)
class SeriesRow:
    """One period. `articles` were published in it, on any subject; `unread_days` are its days that were not read.

    A day is read where most of the outlets that report on the country were looked at for all of it. A figure is 0 where
    no event is known and every day was read, and null where no event gives one or a day was not read. The `_7_days` and
    `_30_days` columns are rolling sums, null but for days.
    """

    period: dt.date  # first day
    events: int
    articles: int
    unread_days: int
    killed_low: int | None
    killed_best: int | None
    killed_high: int | None
    injured_low: int | None
    injured_best: int | None
    injured_high: int | None
    killed_best_7_days: int | None
    killed_best_30_days: int | None
    injured_best_7_days: int | None
    injured_best_30_days: int | None


@dataclass(frozen=True, slots=True)
class GroupRow:
    """One country, victim group or actor; `key` is null where it is not known."""

    key: str | None
    events: int
    first_day: dt.date | None
    last_day: dt.date | None
    killed_low: int | None
    killed_best: int | None
    killed_high: int | None
    injured_low: int | None
    injured_best: int | None
    injured_high: int | None


def series(  # noqa: PLR0913  # each is one option of the command
    connection: duckdb.DuckDBPyConnection,
    *,
    by: str = "day",
    country: str | None = None,
    since: dt.date | None = None,
    until: dt.date | None = None,
    victim: str = "total",
    actor: str | None = None,
    policy: str = HOUSE_POLICY,
    known_at: dt.datetime | None = None,
) -> list[SeriesRow]:
    """Casualties by period from the first to the last one with an event (or `since` to `until`), gaps filled.

    Args:
        connection: from `connect.reader` or `connect.writer`.
        by: day, week, month, quarter or year.
        country: ISO 3166-1 alpha-2.
        since: first day.
        until: last day.
        victim: total, civilian, combatant, unknown, children or women.
        actor: as core.events names it; capitals and accents do not matter.
        policy: how claims become figures (docs/policies.md).
        known_at: UTC; as it was known then.

    Raises:
        WarehouseError: the period, country, victim group, actor or policy is not known; says which are. Or
            `since` comes after `until`.
    """
    check_span(since, until)
    check_choice("policy", policy, policies())
    check_choice("period", by, PERIODS)
    check_choice("victim group", victim, VICTIMS)
    wanted = {
        "by": by,
        "country": None if country is None else known_country(connection, country),
        "since": since,
        "until": until,
        "victim": victim,
        "actor": None if actor is None else _known_actor(connection, actor),
        "policy": policy,
        "known_at": known_at,
    }
    return select(
        connection,
        SeriesRow,
        """mart.casualties("by" := $by, country := $country, since := $since, until := $until, victim := $victim,
            actor := $actor, policy := $policy, known_at := $known_at) ORDER BY period""",
        wanted,
    )


def totals(connection: duckdb.DuckDBPyConnection, *, by: str) -> list[GroupRow]:
    """Casualties over all events by country, victim group or actor, most killed first.

    Raises:
        WarehouseError: `by` is none of these.
    """
    check_choice("grouping", by, GROUPINGS)
    return select(
        connection,
        GroupRow,
        f"(SELECT * RENAME ({by} AS key) FROM mart.casualties_by_{by}) ORDER BY killed_best DESC, key",  # noqa: S608
    )


def known_country(connection: duckdb.DuckDBPyConnection, country: str) -> str:
    """The code in capitals.

    Raises:
        WarehouseError: there is no such country, or no event lies in it; says which code may be meant, or in which
            countries there are events.
    """
    rows = connection.execute(
        "SELECT DISTINCT country FROM core.events WHERE country IS NOT NULL ORDER BY 1"
    ).fetchall()
    code, known = country.upper(), [row[0] for row in rows]
    if code in known:
        return code
    listed = countries()
    if code in listed:
        raise WarehouseError(
            f"no event lies in {code} ({listed[code].name})",
            hint=f"there are events in {', '.join(known) or 'none yet'}",
        )
    names = {name: entry.iso2 for entry in listed.values() for name in (entry.name, entry.gazetteer_name)}
    others = names | {entry.iso3: entry.iso2 for entry in listed.values()}
    exact = [other for other in others if other.casefold() == country.casefold()]
    # two letters or three are a mistyped code and no short name, and no code is a part of a name
    near = exact or (nearest(country, list(names)) if len(country) > _CODE_LENGTH else [])
    meant = dict.fromkeys(others[name] for name in near)
    if meant:
        raise WarehouseError(
            f"no country is called {cut(country)!r}",
            hint=f"did you mean {' or '.join(f'{found} ({listed[found].name})' for found in meant)}?",
        )
    check_choice("country", code, known)
    return code


def span_of_events(connection: duckdb.DuckDBPyConnection) -> tuple[dt.date, dt.date] | None:
    """The days of the first and the last event; null where none has a day."""
    row = connection.execute("SELECT min(date_start), max(date_start) FROM core.events").fetchone()
    return (row[0], row[1]) if row and row[0] else None


def _known_actor(connection: duckdb.DuckDBPyConnection, actor: str) -> str:
    rows = connection.execute(
        """
        SELECT actor, core.folded(actor) = core.folded($actor) AS is_it
        FROM (SELECT DISTINCT unnest(actors) AS actor FROM core.events)
        ORDER BY actor
        """,
        {"actor": actor},
    ).fetchall()
    for name, is_it in rows:
        if is_it:
            return str(name)
    check_choice("actor", actor, [name for name, _ in rows])
    return actor
