"""Asking the warehouse: sql, series, events, show. All read the published snapshot and never hold the writer up."""

from __future__ import annotations

import datetime as dt
import json
import math
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any, Final, Literal

import duckdb
import typer

from extractors.errors import WarehouseError
from pipeline.cli import render
from pipeline.cli.answer import print_csv, print_table
from pipeline.cli.app import AsJson, Database, app, err, out
from pipeline.cli.plot import series_plot
from pipeline.settings import Settings
from warehouse import connect
from warehouse.account.words import counted
from warehouse.choices import cut
from warehouse.events import event_detail, list_events
from warehouse.exports.asked import Asked, first_known, without_country
from warehouse.moments import naive_utc
from warehouse.policies.lists import HOUSE_POLICY, policies
from warehouse.series import Period, span_of_events
from warehouse.series import series as casualties
from warehouse.sql import country_hint, run_query

QUESTIONS: Final = "Ask the warehouse"


def _day(first: str, second: str, what: str) -> Any:
    """An option for a day under both of its names: every question takes the same."""
    return typer.Option(first, second, formats=["%Y-%m-%d"], metavar="YYYY-MM-DD", help=what, show_default=False)


Since = Annotated[dt.datetime | None, _day("--from", "--since", "From this day on.")]
Until = Annotated[dt.datetime | None, _day("--to", "--until", "Until this day.")]
Country = Annotated[str | None, typer.Option(help="ISO 3166 code of two letters, as SY.", show_default=False)]

Policy = Annotated[
    str, typer.Option(help=f"How claims become figures: {', '.join(policies())} (docs/policies.md).", metavar="NAME")
]


def _moment(told: str) -> dt.datetime:
    try:
        return naive_utc(dt.datetime.fromisoformat(told))
    except (ValueError, OverflowError) as error:
        raise typer.BadParameter(f"{cut(told)!r} is no time, as 2018-11-05T12:00 or 2018-11-05T12:00+03:00") from error


AsOf = Annotated[
    dt.datetime | None,
    typer.Option(
        parser=_moment,
        metavar="TIME",
        help="As it was known at that time: 2018-11-05T12:00+03:00; in UTC where it has no offset, and a day is its "
        "beginning.",
        show_default=False,
    ),
]

Victim = Literal["total", "civilian", "combatant", "unknown", "children", "women"]


@contextmanager
def opened_live(db: Path | None) -> Iterator[duckdb.DuckDBPyConnection]:
    """The live database that the user named, or that of the settings, for writing down what a person decides.

    Raises:
        WarehouseError: there is none yet, or another process holds it.
    """
    settings = Settings()
    database, lake = db or settings.database, None if db else settings.lake
    if not lake and not database.exists():
        raise WarehouseError("there is no warehouse here", where=str(database), hint="make one with `tollwatch load`")
    with connect.writer(database, lake) as connection:
        yield connection


@contextmanager
def opened(db: Path | None) -> Iterator[duckdb.DuckDBPyConnection]:
    """The database that the user named, or the published snapshot.

    Raises:
        WarehouseError: there is none; says which command makes it, or where the newsroom's lies.
    """
    with connect.reader(Settings().asked(db)) as connection:
        yield connection


def tell_as_of(connection: duckdb.DuckDBPyConnection, as_of: dt.datetime | None) -> bool:
    """Say of what time the answer is, and whether anything was known by then: nothing before that is no finding."""
    if not as_of:
        return False
    first = first_known(connection)
    is_too_early = first is not None and as_of < first
    if first and is_too_early:
        told = f"nothing was known at {as_of:%Y-%m-%d %H:%M} UTC: the first report is of {first:%Y-%m-%d %H:%M}"
    else:
        told = f"as known at {as_of:%Y-%m-%d %H:%M} UTC"
    err.print(told, style=None if is_too_early else "dim", soft_wrap=True)
    return is_too_early


def print_json(rows: Iterable[Any]) -> None:
    """One JSON object a line; days and times in ISO form, what is no number as null."""
    for row in rows:
        sys.stdout.write(json.dumps(_plain(row), ensure_ascii=False, allow_nan=False) + "\n")


def _plain(value: object) -> object:
    """What JSON has a form for, in all depths."""
    if isinstance(value, dict):
        return {key if isinstance(key, str) else _key(key): _plain(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    if value is None or isinstance(value, str | int):
        return value
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    return value.isoformat() if isinstance(value, dt.date | dt.time) else str(value)


def _key(key: object) -> str:
    plain = _plain(key)
    return plain if isinstance(plain, str) else json.dumps(plain, ensure_ascii=False, allow_nan=False)


@app.command(rich_help_panel=QUESTIONS)
def sql(
    query: Annotated[str, typer.Argument(help="One SELECT; - reads it from standard input.")],
    db: Database = None,
    as_json: AsJson = False,
    as_csv: Annotated[bool, typer.Option("--csv", help="Comma-separated values, for spreadsheets.")] = False,
) -> None:
    """Ask in SQL. docs/sql.md lists the tables, views and macros.

    [dim]Example:[/] tollwatch sql "FROM mart.casualties_by_month"
    """
    if query == "-":
        query = sys.stdin.read()
    with opened(db) as connection:
        columns, rows = run_query(connection, query)
        if as_json:
            print_json(dict(zip(columns, row, strict=True)) for row in rows)
        elif as_csv:
            print_csv(columns, rows)
        else:
            print_table(columns, rows, hint=country_hint(query))


@app.command(rich_help_panel=QUESTIONS)
def series(  # noqa: PLR0913, PLR0917  # each is one option
    by: Annotated[Period, typer.Option(help="The length of a period.")] = "day",
    country: Country = None,
    victim: Annotated[Victim, typer.Option(help="Whom to count.")] = "total",
    actor: Annotated[str | None, typer.Option(help="Only what this actor did, as `events` names it.")] = None,
    since: Since = None,
    until: Until = None,
    policy: Policy = HOUSE_POLICY,
    as_of: AsOf = None,
    plot: Annotated[
        bool, typer.Option("--plot", help="Bars of those killed, low to high, instead of the table.")
    ] = False,
    db: Database = None,
    as_json: AsJson = False,
) -> None:
    """Casualties over time, gaps filled: a quiet day is told from a day that nobody read.

    [dim]Examples:[/] tollwatch series --country SY --by week --victim children --policy ucdp · … --by week --plot
    """
    with opened(db) as connection:
        rows = casualties(
            connection,
            by=by,
            country=country,
            since=since.date() if since else None,
            until=until.date() if until else None,
            victim=victim,
            actor=actor,
            policy=policy,
            known_at=as_of,
        )
        days = span_of_events(connection)
        is_too_early = tell_as_of(connection, as_of)
        asked = Asked(since.date() if since else None, until.date() if until else None, country, policy, as_of)
        elsewhere = without_country(connection, asked)
    if as_json:
        print_json(asdict(row) for row in rows)
    elif rows:
        out.print(series_plot(rows, by=by, width=out.width) if plot else render.days_table(rows, most=len(rows)))
        if elsewhere:
            err.print(f"{counted(elsewhere, 'event')} of no known country: not in it, wherever they were", style="dim")
    elif not is_too_early:
        told = f"events lie between {days[0]} and {days[1]}" if days else "no event has a day yet"
        out.print(f"Nothing to add up: {told}")


@app.command(rich_help_panel=QUESTIONS)
def events(  # noqa: PLR0913, PLR0917  # each is one option
    country: Country = None,
    since: Since = None,
    until: Until = None,
    least_killed: Annotated[int | None, typer.Option(help="Only events with at least that many killed.")] = None,
    limit: Annotated[int | None, typer.Option(min=1, help="At most that many, the latest first.")] = None,
    policy: Policy = HOUSE_POLICY,
    as_of: AsOf = None,
    db: Database = None,
    as_json: AsJson = False,
) -> None:
    """List events, the latest first.

    [dim]Example:[/] tollwatch events --country SY --since 2018-11-01 --least-killed 10 --policy acled
    """
    with opened(db) as connection:
        found = list_events(
            connection,
            country=country,
            since=since.date() if since else None,
            until=until.date() if until else None,
            least_killed=least_killed,
            limit=limit,
            policy=policy,
            known_at=as_of,
        )
        tell_as_of(connection, as_of)
    if as_json:
        print_json(asdict(event) for event in found)
    else:
        out.print(render.events_table(found))
        err.print(f"{counted(len(found), 'event')}; `tollwatch show EVENT` tells all of one", style="dim")


@app.command(rich_help_panel=QUESTIONS)
def show(
    event: Annotated[str, typer.Argument(help="An event's id, an id that it once had, or the first letters of one.")],
    policy: Policy = HOUSE_POLICY,
    db: Database = None,
    as_json: AsJson = False,
) -> None:
    """Everything about one event: each figure with its quote, the toll over time, the articles, the history.

    [dim]Example:[/] tollwatch show ev-1a2b3 --policy airwars
    """
    with opened(db) as connection:
        detail = event_detail(connection, event, policy=policy)
    if as_json:
        print_json([asdict(detail)])
    else:
        out.print(render.event_page(detail))
