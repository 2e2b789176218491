"""What analysts ask, on known rows."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import duckdb
import pytest

from extractors.errors import WarehouseError
from tests.warehouse.builders import Attack, Said, Story, exactly, place
from tests.warehouse.conftest import Load
from tests.warehouse.stories import MARFA
from warehouse.events import event_detail, list_events
from warehouse.series import series, totals
from warehouse.sql import run_query


def attack(
    number: int, day: str, killed: int, *, country: str = "SY", precision: str = "day", actor: str | None = None
) -> Story:
    where = MARFA if country == "SY" else place("Dar al-Bahr", country, "Coast")
    words = ("Quarry", "Mill", "Lighthouse", "Bridge", "School", "Orchard")
    return Story(
        f"attack-{number}",
        f"The {words[number]} was hit and {killed} people died, {words[number]} wardens said.",
        title=f"{words[number]} hit",
        published=day,
        attacks=(
            Attack(
                day,
                (where,),
                (actor,) if actor else (),
                killed={"total": exactly(killed), "civilian": exactly(killed)},
                precision=precision,
            ),
        ),
    )


@pytest.fixture
def attacks(connection: duckdb.DuckDBPyConnection, load: Load) -> duckdb.DuckDBPyConnection:
    load(
        attack(0, "2018-10-30", 2, actor="Army"),
        attack(1, "2018-11-02", 3, country="IQ", actor="Ármy of the Coast"),
        attack(2, "2018-11-10", 5),
        attack(3, "2018-11-01", 40, precision="month", country="IQ"),
        replace(attack(4, "2018-11-10", 7), attacks=()),
    )
    return connection


def test_days_that_no_article_names_enter_the_month_alone(connection: duckdb.DuckDBPyConnection, load: Load) -> None:
    load(attack(0, "2018-11-02", 3), attack(1, "2018-11-12", 5, country="IQ", precision="inferred"))
    assert [row.killed_best for row in series(connection, by="day") if row.events] == [3]
    assert [row.killed_best for row in series(connection, by="week") if row.events] == [3]
    assert [row.killed_best for row in series(connection, by="month")] == [8]


def test_days_are_filled_and_rolled(attacks: duckdb.DuckDBPyConnection) -> None:
    rows = series(attacks, by="day")
    assert [row.period for row in rows] == [dt.date(2018, 10, 30) + dt.timedelta(days) for days in range(12)]
    assert {row.period.day: row.killed_best for row in rows if row.events} == {30: 2, 2: 3, 10: 5}
    assert [row.killed_best_7_days for row in rows] == [2, 2, 2, 5, 5, 5, 5, 3, 3, 3, None, 5]
    assert rows[-1].killed_best_30_days == 10
    assert (rows[-1].events, rows[-1].articles) == (1, 2)
    assert (rows[1].events, rows[1].articles, rows[1].killed_best) == (0, 0, None)  # nobody read: no zero


def test_less_exact_dates_count_where_they_belong(attacks: duckdb.DuckDBPyConnection) -> None:
    assert [(row.period, row.killed_best) for row in series(attacks, by="month")] == [
        (dt.date(2018, 10, 1), 2),
        (dt.date(2018, 11, 1), 48),
    ]
    weeks = series(attacks, by="week")
    assert [(row.period, row.killed_best) for row in weeks] == [(dt.date(2018, 10, 29), 5), (dt.date(2018, 11, 5), 5)]
    assert weeks[0].killed_best_7_days is None


def test_a_series_is_cut_and_filtered(attacks: duckdb.DuckDBPyConnection) -> None:
    rows = series(attacks, by="day", country="iq", since=dt.date(2018, 11, 1), until=dt.date(2018, 11, 3))
    assert [(row.period.day, row.killed_best) for row in rows] == [(1, None), (2, 3), (3, None)]
    assert [row.killed_best for row in series(attacks, by="year", actor="army OF the coast")] == [3]
    assert [row.killed_best for row in series(attacks, by="year", victim="civilian")] == [50]
    assert series(attacks, by="year", victim="children") == []


@pytest.mark.parametrize(
    ("wanted", "hint"),
    [
        ({"by": "dya"}, "did you mean day"),
        ({"victim": "civilians"}, "did you mean civilian"),
        ({"country": "ZZ"}, "known: IQ, SY"),
        ({"actor": "Armie"}, "did you mean Army"),
    ],
)
def test_an_unknown_value_says_what_is_known(
    attacks: duckdb.DuckDBPyConnection, wanted: dict[str, str], hint: str
) -> None:
    with pytest.raises(WarehouseError) as caught:
        series(attacks, **wanted)  # type: ignore[arg-type]  # wrong on purpose
    assert hint in str(caught.value)


def test_an_empty_warehouse_has_an_empty_series(connection: duckdb.DuckDBPyConnection) -> None:
    assert series(connection, by="day") == []
    assert totals(connection, by="country") == []


def test_totals_by_country_victim_and_actor(attacks: duckdb.DuckDBPyConnection) -> None:
    assert [(row.key, row.events, row.killed_best) for row in totals(attacks, by="country")] == [
        ("IQ", 2, 43),
        ("SY", 2, 7),
    ]
    assert [(row.key, row.killed_best) for row in totals(attacks, by="victim")] == [("civilian", 50), ("total", 50)]
    by_actor = {row.key: row.killed_best for row in totals(attacks, by="actor")}
    assert by_actor == {None: 45, "Ármy of the Coast": 3, "Army": 2}


def test_running_totals_stand_apart(loaded: duckdb.DuckDBPyConnection) -> None:
    rows = loaded.execute(
        "SELECT source, quote, low, scope FROM mart.running_totals WHERE publisher = 'The Harbour Post'"
    )
    assert rows.fetchall() == [("The Harbour Post", "1,100 civilians", 1100, "cumulative")]
    assert loaded.execute("SELECT max(high) FROM mart.event_figures").fetchone() == (25,)


def test_free_sql_reads_only(loaded: duckdb.DuckDBPyConnection) -> None:
    columns, found = run_query(loaded, "SELECT place, killed_best FROM mart.events ORDER BY ALL LIMIT 1")
    assert (columns, list(found)) == (["place", "killed_best"], [("Hajin", 25)])
    assert run_query(loaded, "SELECT 1 AS a, 2 AS a_1, 3 AS a")[0] == ["a", "a_1", "a_2"]
    assert run_query(loaded, "FROM mart.casualties_by_week")[0][0] == "week"
    for forbidden in ("DELETE FROM core.claims", "COPY core.claims TO 'x.csv'", "SELECT 1; SELECT 2", "ATTACH 'x'", ""):
        with pytest.raises(WarehouseError):
            run_query(loaded, forbidden)
    with pytest.raises(WarehouseError, match="kiled_best") as caught:
        run_query(loaded, "SELECT kiled_best FROM mart.events")
    assert "^" in str(caught.value)


def test_rolling_sums_reach_back_before_the_first_day_asked_for(attacks: duckdb.DuckDBPyConnection) -> None:
    whole = {row.period: row for row in series(attacks, by="day")}
    since = dt.date(2018, 11, 3)
    rows = series(attacks, by="day", since=since)
    assert [row.period for row in rows] == [day for day in whole if day >= since]
    assert [row.killed_best_7_days for row in rows] == [whole[row.period].killed_best_7_days for row in rows]
    assert rows[0].killed_best_30_days == 5


def test_a_span_that_ends_before_it_begins_is_refused(attacks: duckdb.DuckDBPyConnection) -> None:
    with pytest.raises(WarehouseError, match="comes after the last"):
        series(attacks, since=dt.date(2018, 11, 3), until=dt.date(2018, 11, 2))
    with pytest.raises(WarehouseError, match="comes after the last"):
        list_events(attacks, since=dt.date(2018, 11, 3), until=dt.date(2018, 11, 2))


def test_events_and_series_take_a_policy(loaded: duckdb.DuckDBPyConnection) -> None:
    (hajin,) = list_events(loaded, policy="airwars", least_killed=20)
    assert (hajin.killed_low, hajin.killed_best, hajin.killed_high, hajin.grade) == (23, None, 24, "fair")
    detail = event_detail(loaded, hajin.event_id, policy="ibc")
    assert detail.event.grade == "corroborated"
    assert {figure.best for figure in detail.figures} == {None}
    assert [step.change for step in detail.trajectory if step.victim == "total"][:1] == ["first report"]
    assert sum(row.killed_best or 0 for row in series(loaded, policy="acled")) == 38
    for ask in (list_events, series):
        with pytest.raises(WarehouseError, match="did you mean ucdp"):
            ask(loaded, policy="ucpd")
    with pytest.raises(WarehouseError, match="known: tollwatch"):
        event_detail(loaded, hajin.event_id, policy="zzz")


def test_the_house_policy_by_name_is_what_events_hold(loaded: duckdb.DuckDBPyConnection) -> None:
    assert loaded.execute(
        """
        SELECT count(*) FROM (
            FROM (SELECT * EXCLUDE (grade) FROM mart.events_by(policy := 'tollwatch')) EXCEPT FROM mart.events
        )
        """
    ).fetchone() == (0,)
    assert loaded.execute("SELECT sum(sources) > 0 FROM mart.event_figures_by()").fetchone() == (True,)


def test_articles_that_tell_of_days_after_their_own_are_listed(
    connection: duckdb.DuckDBPyConnection, load: Load
) -> None:
    right = replace(attack(0, "2018-11-10", 2), said=(Said("2 people", exactly(2)),))
    wrong = replace(attack(1, "2018-11-10", 3), said=(Said("3 people", exactly(3)),), published="2018-11-05")
    load(right, wrong)
    connection.execute("UPDATE core.claims SET date_start = '2018-11-10', date_precision = 'day'")
    listed = connection.execute("SELECT article_id, tells_of, quote FROM mart.misdated_articles").fetchall()
    assert listed == [(wrong.article_id, dt.date(2018, 11, 10), "3 people")]
