"""Events as typed rows: the list, and one event with everything that it rests on."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Final

import duckdb

from warehouse.choices import check_choice, check_span
from warehouse.event_ids import resolve_event
from warehouse.policies.lists import HOUSE_POLICY, policies
from warehouse.rows import select
from warehouse.series import known_country
from warehouse.trajectory import Step, trajectory


@dataclass(frozen=True, slots=True)
class Event:
    """The head of an event; the figures of all groups are in EventDetail.figures."""

    event_id: str
    date_start: dt.date | None
    date_end: dt.date | None
    date_precision: str | None
    place: str | None
    admin1: str | None
    country: str | None
    lat: float | None
    lon: float | None
    place_precision: str | None
    actors: list[str]
    method: str
    articles: int
    publishers: int
    independent_sources: int
    first_reported_at: dt.datetime | None  # UTC, naive as DuckDB keeps it
    last_reported_at: dt.datetime | None
    killed_low: int | None
    killed_best: int | None
    killed_high: int | None
    injured_low: int | None
    injured_best: int | None
    injured_high: int | None
    grade: str | None  # what the policy says of the evidence


@dataclass(frozen=True, slots=True)
class EventFigure:
    """One group of one effect: killed or injured; total, civilian, combatant, unknown, children or women."""

    effect: str
    victim: str
    low: int | None
    best: int | None
    high: int | None


@dataclass(frozen=True, slots=True)
class EventClaim:
    """One claim that bears on the event. Where no figure rests on it, `why_not_counted` says why.

    `claim_id` is null where a figure rests on the headline alone: the quote is the headline.
    """

    claim_id: str | None
    article_id: str
    publisher: str | None
    url: str | None
    title: str | None
    published_on: dt.date | None
    published_at: dt.datetime | None
    quote: str
    effect: str
    low: int | None
    best: int | None
    high: int | None
    qualifier: str
    victim: str
    age: str | None
    gender: str | None
    scope: str
    modality: str
    source: str | None
    via: str | None
    place: str | None
    actor: str | None
    date_start: dt.date | None
    date_end: dt.date | None
    known_from: dt.datetime | None
    known_to: dt.datetime | None
    is_counted: bool
    why_not_counted: str | None
    independent_source: str


@dataclass(frozen=True, slots=True)
class Report:
    """One article that tells of the event. `score` is in bits: how strongly it is linked to the others."""

    article_id: str
    incident_id: str
    publisher: str | None
    title: str | None
    url: str | None
    published_on: dt.date | None
    published_at: dt.datetime | None
    reported_at: dt.datetime | None
    independent_source: str
    is_heard: bool
    score: float | None


@dataclass(frozen=True, slots=True)
class Change:
    """One line of the event's history."""

    load_number: int
    recorded_at: dt.datetime
    event_id: str
    change: str
    incident_id: str | None
    related_event_id: str | None
    detail: str | None


@dataclass(frozen=True, slots=True)
class Part:
    """That one event is part of another, in the words of one article: sums take the part off the whole."""

    part_event_id: str
    whole_event_id: str
    article_id: str
    part_quote: str
    whole_quote: str


@dataclass(frozen=True, slots=True)
class EventDetail:
    """One event with its reports, claims and history. `asked_id` differs from the event's where it was redirected.

    Event and figures are by `policy`; the trajectory is by the house policy. Where `classes_overlap`, civilians of one
    source and combatants of another are together more than the total can be: some may be the same people.
    """

    asked_id: str
    policy: str
    event: Event
    figures: list[EventFigure]
    classes_overlap: bool
    reports: list[Report]
    claims: list[EventClaim]
    parts: list[Part]
    trajectory: list[Step]
    history: list[Change]


def list_events(  # noqa: PLR0913  # each is one option of the command
    connection: duckdb.DuckDBPyConnection,
    *,
    country: str | None = None,
    since: dt.date | None = None,
    until: dt.date | None = None,
    least_killed: int | None = None,
    limit: int | None = None,
    policy: str = HOUSE_POLICY,
    known_at: dt.datetime | None = None,
) -> list[Event]:
    """Events by day, latest first; those without a date come last.

    Args:
        connection: from `connect.reader` or `connect.writer`.
        country: ISO 3166-1 alpha-2.
        since: first day.
        until: last day.
        least_killed: only events with at least that many killed (best figure, or low where there is none).
        limit: at most that many.
        policy: how claims become figures (docs/policies.md).
        known_at: UTC; the events as they were known then.

    Raises:
        WarehouseError: no policy has that name, no event lies in that country, or `since` comes after `until`.
    """
    check_span(since, until)
    check_choice("policy", policy, policies())
    country = None if country is None else known_country(connection, country)
    return select(
        connection,
        Event,
        _events(policy, is_as_of=known_at is not None)
        + """
        WHERE ($country IS NULL OR country = $country)
            AND ($since IS NULL OR date_end >= $since::DATE)
            AND ($until IS NULL OR date_start <= $until::DATE)
            AND ($least_killed IS NULL OR coalesce(killed_best, killed_low, 0) >= $least_killed)
        ORDER BY date_start DESC NULLS LAST, coalesce(killed_best, killed_low) DESC NULLS LAST, event_id
        LIMIT coalesce($limit, 9223372036854775807)""",
        {"country": country, "since": since, "until": until, "least_killed": least_killed, "limit": limit}
        | ({"known_at": known_at} if known_at else {}),
    )


def _events(policy: str, narrowed: str = "", *, is_as_of: bool = False) -> str:
    """The events with the figures of a policy, as what follows FROM; those of the house policy are kept ready."""
    if policy == HOUSE_POLICY:
        relation = "events_as_of($known_at)" if is_as_of else "events"
        return f"(SELECT *, NULL::VARCHAR AS grade FROM mart.{relation})"  # noqa: S608  # our own words
    return f"mart.events_by(policy := '{policy}'{narrowed}{', known_at := $known_at' if is_as_of else ''})"


def event_detail(connection: duckdb.DuckDBPyConnection, event_id: str, *, policy: str = HOUSE_POLICY) -> EventDetail:
    """One event; an id of an event that was merged, or the first letters of an id, lead to it too.

    Raises:
        WarehouseError: no event has or had that id, or several begin so; says which come near.
            Or no policy has that name.
    """
    check_choice("policy", policy, policies())
    found = resolve_event(connection, event_id)
    key = {"event_id": found}
    event, figures, classes_overlap = _under(connection, found, policy)
    return EventDetail(
        asked_id=event_id,
        policy=policy,
        event=event,
        figures=figures,
        classes_overlap=classes_overlap,
        reports=select(
            connection,
            Report,
            f"{_OF_DAY.format('mart.reports')} WHERE event_id = $event_id "
            "ORDER BY published_at NULLS LAST, article_id, incident_id",
            key,
        ),
        claims=select(connection, EventClaim, f"{_OF_DAY.format('mart.claims_of_event($event_id)')} {_AS_HEARD}", key),
        parts=select(
            connection,
            Part,
            """mart.event_parts WHERE $event_id IN (part_event_id, whole_event_id)
            ORDER BY whole_event_id, part_event_id, article_id""",
            key,
        ),
        trajectory=trajectory(connection, found),
        history=select(
            connection,
            Change,
            "core.event_history WHERE event_id = $event_id OR related_event_id = $event_id ORDER BY load_number",
            key,
        ),
    )


_OF_DAY: Final = """(SELECT told.*, coalesce(article.published_on, article.published_at::DATE) AS published_on
    FROM {} AS told LEFT JOIN core.articles AS article USING (article_id))"""  # the day in the outlet's zone
_AS_HEARD: Final = "ORDER BY is_counted DESC, published_at, article_id, span_start, claim_id"

_AS_READ: Final = """
    ORDER BY effect <> 'killed', effect,
        list_position(['total', 'civilian', 'combatant', 'unknown', 'children', 'women'], victim)
"""


_OVERLAP: Final = """
    SELECT effect FROM {} GROUP BY effect
    HAVING core.excess_of(
        any_value(low) FILTER (WHERE victim = 'civilian') + any_value(low) FILTER (WHERE victim = 'combatant'),
        any_value(best) FILTER (WHERE victim = 'civilian') + any_value(best) FILTER (WHERE victim = 'combatant'),
        any_value(best) FILTER (WHERE victim = 'total'), any_value(high) FILTER (WHERE victim = 'total')
    ) > 0
"""


def _under(connection: duckdb.DuckDBPyConnection, event_id: str, policy: str) -> tuple[Event, list[EventFigure], bool]:
    """One event and its figures under a policy, and whether its classes overlap."""
    wanted = " WHERE event_id = $event_id"
    asked: dict[str, object] = {"event_id": event_id}
    figures = "mart.event_figures"
    head = select(connection, Event, _events(HOUSE_POLICY) + wanted, asked)[0]
    if policy != HOUSE_POLICY:
        # the figures of its country and day alone are made, not those of all events
        narrowed = ", country := $country, since := $day, until := $day"
        asked |= {"country": head.country, "day": head.date_start}
        figures = f"mart.event_figures_by(policy := '{policy}'{narrowed})"
        head = select(connection, Event, _events(policy, narrowed) + wanted, asked)[0]
    overlapping = connection.execute(_OVERLAP.format(figures + wanted), asked).fetchone()
    return head, select(connection, EventFigure, f"{figures}{wanted}{_AS_READ}", asked), overlapping is not None
