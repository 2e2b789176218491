"""What researchers ask of mart, on rows whose answer is known; and a snapshot answers as the live database does."""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

import duckdb
import pytest

from extractors.casualties.model import Method
from tests.warehouse.looks import read_on
from tests.warehouse.voices import Claim, State, Voice, at_least, exactly, tell, vague
from warehouse.connect import reader, writer
from warehouse.exports.countries import countries
from warehouse.publish import publish

Rows = list[tuple[Any, ...]]


def place(connection: duckdb.DuckDBPyConnection, event_id: str, **columns: object) -> None:
    for column, value in columns.items():
        connection.execute(f"UPDATE core.event_states SET {column} = ? WHERE event_id = ?", [value, event_id])


def ask(connection: duckdb.DuckDBPyConnection, sql: str) -> Rows:
    return connection.execute(sql).fetchall()


@pytest.fixture(scope="module")
def told(migrated: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[duckdb.DuckDBPyConnection]:
    """Five attacks in two years, told by hand."""
    path = Path(shutil.copy(migrated, tmp_path_factory.mktemp("told") / "told.duckdb"))
    with writer(path) as connection:
        tell(
            connection,
            "ev-a",
            Voice({"total": exactly(3)}),
            day="2017-11-03",
            killed_low=3,
            killed_best=3,
            killed_high=3,
        )
        tell(
            connection, "ev-b",
            Voice({"total": exactly(14), "children": exactly(5)}, publisher="Meridian", actors=("Army",), claims=[
                Claim("total", exactly(14), "fourteen people"),
                Claim("children", exactly(5), "five children", subset_of="ev-b-0-0"),
                Claim("civilian", exactly(2), "two medics", subset_of="ev-b-0-0"),
                Claim("civilian", exactly(1), "a врача", subset_of="ev-b-0-0"),
            ]),
            Voice({"total": at_least(12)}, publisher="The Harbour Post"),
            Voice({"total": exactly(16)}, injured={"total": vague(24)}, publisher="Valley Wire"),
            day="2018-11-03", states=(
                State("2018-11-03 10:00", "2018-11-03 18:00", {"killed_low": 12, "killed_best": 12}),
                State("2018-11-03 18:00", "2018-11-04 10:00", {"killed_low": 12, "killed_best": 14, "killed_high": 14}),
                State("2018-11-04 10:00", "2018-11-05 10:00", {"killed_low": 12, "killed_best": 14, "killed_high": 14}),
                State("2018-11-05 10:00", None, {
                    "killed_low": 12, "killed_best": 14, "killed_high": 16, "killed_children_low": 5,
                    "killed_children_best": 5, "killed_children_high": 5, "injured_low": 24,
                }),
            ),
        )  # fmt: skip
        tell(connection, "ev-c", Voice({"total": vague(24)}), day="2018-11-06", killed_low=24)
        tell(connection, "ev-d", Voice({"total": exactly(2)}, actors=("Army", "Rebels")), day="2018-11-06",
             country="IQ",
             killed_low=2, killed_best=2, killed_high=2)  # fmt: skip
        tell(connection, "ev-e", Voice({"total": exactly(40)}), day="2018-11-01", country="IQ",
             killed_low=40, killed_best=40, killed_high=40)  # fmt: skip
        place(connection, "ev-a", lat=34.0, lon=40.0, place_precision="town", admin1="Homs", method="shelling")
        place(connection, "ev-b", lat=34.5, lon=40.0, place_precision="town", admin1="Deir ez-Zor")
        place(connection, "ev-c", lat=34.6, lon=40.0, place_precision="admin1", admin1="Deir ez-Zor")
        place(connection, "ev-e", date_precision="month")
        read_on(
            connection, "2017-11-03", "2018-11-01", "2018-11-02", "2018-11-03", "2018-11-04", "2018-11-05", "2018-11-06"
        )
        yield connection


def test_unread_days_are_counted_in_each_period_and_each_rolling_sum(told: duckdb.DuckDBPyConnection) -> None:
    # articles of the told events are of 4 November
    rows = ask(told, """
        SELECT day(period), killed_best, unread_days, killed_best_7_days, unread_7_days, unread_30_days
        FROM mart.casualties(by := 'day', since := '2018-11-02', until := '2018-11-08')
    """)  # fmt: skip
    assert rows == [
        (2, 0, 0, 0, 5, 28),
        (3, 14, 0, 14, 4, 27),
        (4, 0, 0, 14, 3, 26),
        (5, 0, 0, 14, 2, 25),
        (6, 26, 0, 40, 1, 24),
        (7, None, 1, 40, 1, 24),  # nobody read: no zero
        (8, None, 1, 40, 2, 24),
    ]
    assert ask(told, "SELECT killed_best, unread_days FROM mart.casualties('month', since := '2018-11-01')") == [
        (80, 24)
    ]
    cut = "FROM mart.casualties('month', since := '2018-11-03', until := '2018-11-07')"
    assert ask(told, f"SELECT killed_best, unread_days {cut}") == [(40, 1)]


def test_casualties_of_a_governorate_and_of_a_method(told: duckdb.DuckDBPyConnection) -> None:
    assert ask(told, "SELECT events, killed_best FROM mart.casualties('year', admin1 := 'Deir ez-Zor')") == [(2, 38)]
    assert ask(told, "SELECT killed_best FROM mart.casualties('year', method := 'shelling')") == [(3,)]
    assert ask(told, """
        SELECT killed_best
        FROM mart.casualties_as_of('2018-11-03 12:00', 'year', method := 'air_strike', country := 'SY')
    """) == [(36,)]  # fmt: skip


def test_rolling_sums_reach_back_and_say_what_was_not_read(told: duckdb.DuckDBPyConnection) -> None:
    rows = ask(told, """
        SELECT day(period), periods_summed, killed_best_rolling, unread_days
        FROM mart.rolling(3, since := '2018-11-05', until := '2018-11-07')
    """)  # fmt: skip
    assert rows == [(5, 3, 14, 0), (6, 3, 26, 0), (7, 3, 26, 1)]
    by_week = ask(told, "SELECT killed_best_rolling FROM mart.rolling(2, 'week', since := '2018-11-05')")
    assert by_week == [(40,)]


def test_cumulative_sums(told: duckdb.DuckDBPyConnection) -> None:
    rows = ask(
        told, "SELECT year(period), killed_best, killed_best_so_far, unread_days_so_far FROM mart.cumulative('year')"
    )
    assert rows == [(2017, 3, 3, 364), (2018, 80, 83, 723)]
    assert ask(told, "SELECT killed_best_so_far FROM mart.cumulative('year', country := 'IQ')") == [(42,)]


def test_year_on_year(told: duckdb.DuckDBPyConnection) -> None:
    rows = ask(told, """
        SELECT period, killed_best, killed_best_before, change, change_percent, unread_days, unread_days_before
        FROM mart.year_on_year('month', country := 'SY', since := '2018-11-01')
    """)  # fmt: skip
    assert rows == [(dt.date(2018, 11, 1), 38, 3, 35, 1166.7, 24, 29)]
    assert ask(told, "SELECT change FROM mart.year_on_year('year', country := 'IQ')") == [(None,)]  # 2017 is not known


@pytest.mark.parametrize(
    ("what", "answer"),
    [
        ("country", [("IQ", 2, 42), ("SY", 3, 41)]),
        ("admin1", [(None, 2, 42), ("Deir ez-Zor", 2, 38), ("Homs", 1, 3)]),
        ("actor", [(None, 3, 67), ("Army", 2, 16), ("Rebels", 1, 2)]),
        ("method", [("air_strike", 4, 80), ("shelling", 1, 3)]),
        ("victim", [("total", 5, 83), ("children", 1, 5)]),
        ("place", [("Hajin", 2, 42), ("Hajin", 2, 38), ("Hajin", 1, 3)]),
    ],
)
def test_casualties_by_what(told: duckdb.DuckDBPyConnection, what: str, answer: Rows) -> None:
    assert ask(told, f"SELECT key, events, killed_best FROM mart.casualties_by('{what}')") == answer


def test_the_deadliest_events(told: duckdb.DuckDBPyConnection) -> None:
    assert ask(told, "SELECT event_id, low, best FROM mart.deadliest(3)") == [
        ("ev-e", 40, 40), ("ev-c", 24, None), ("ev-b", 12, 14),
    ]  # fmt: skip
    assert ask(told, "SELECT event_id FROM mart.deadliest(victim := 'children')") == [("ev-b",)]
    known = "known_at := '2018-11-03 11:00', since := '2018-11-01', until := '2018-11-03'"
    assert ask(told, f"SELECT event_id, best FROM mart.deadliest(1, country := 'SY', {known})") == [("ev-b", 12)]


def test_events_near_a_point(told: duckdb.DuckDBPyConnection) -> None:
    near = "SELECT event_id, distance_km, killed_best, injured_low FROM mart.near(34.5, 40.01, km := {})"
    assert ask(told, near.format(60)) == [("ev-b", 0.9, 14, 24), ("ev-a", 55.6, 3, None)]  # ev-c is a province's middle
    assert ask(told, near.format(50)) == [("ev-b", 0.9, 14, 24)]


def test_what_each_source_gives_for_one_event(told: duckdb.DuckDBPyConnection) -> None:
    told.execute("INSERT INTO core.event_redirects BY NAME SELECT 'ev-old' AS old_event_id, 'ev-b' AS event_id")
    rows = ask(told, "SELECT publisher, effect, victim, low, best, high FROM mart.source_figures('ev-old')")
    assert rows == [
        ("Meridian", "killed", "total", 14, 14, 14),
        ("The Harbour Post", "killed", "total", 12, 12, None),
        ("Valley Wire", "killed", "total", 16, 16, 16),
        ("Meridian", "killed", "children", 5, 5, 5),
        ("Valley Wire", "injured", "total", 24, None, None),
    ]


def test_how_sources_differ(told: duckdb.DuckDBPyConnection) -> None:
    (row,) = ask(
        told,
        "SELECT event_id, sources, least, least_by, most, most_by, spread, ratio, is_contradiction "
        "FROM mart.disagreements()",
    )
    assert row == ("ev-b", 3, 12, "The Harbour Post", 16, "Valley Wire", 4, 1.33, True)
    assert ask(told, "FROM mart.disagreements(victim := 'children')") == []


def test_at_least_fourteen_does_not_contradict_twenty(connection: duckdb.DuckDBPyConnection) -> None:
    tell(connection, "ev-a", Voice({"total": at_least(14)}), Voice({"total": exactly(20)}))
    assert ask(connection, "SELECT spread, is_contradiction FROM mart.disagreements()") == [(6, False)]


def test_what_each_outlet_counts(told: duckdb.DuckDBPyConnection) -> None:
    rows = ask(told, """
        SELECT publisher, events, events_alone, figures_given, figures_of_events, below, "equal", above
        FROM mart.casualties_by_source()
    """)  # fmt: skip
    assert rows == [
        ("The Harbour Post", 5, 4, 81, 83, 1, 4, 0),
        ("Meridian", 1, 0, 14, 14, 0, 1, 0),
        ("Valley Wire", 1, 0, 16, 14, 0, 0, 1),
    ]


def test_from_the_first_figure_to_the_settled_one(told: duckdb.DuckDBPyConnection) -> None:
    (row, *_) = ask(
        told, "SELECT event_id, first_best, first_high, best, high, revisions, change, hours FROM mart.settling()"
    )
    assert row == ("ev-b", 12, None, 14, 16, 2, 2, 48.0)
    assert ask(told, "SELECT first_low, revisions, hours FROM mart.settling('injured')") == [(24, 0, 0.0)]


def test_of_whom_claims_tell(told: duckdb.DuckDBPyConnection) -> None:
    (row,) = ask(told, """
        SELECT events, claims, civilian, unknown, children, medics, civilian_percent, medics_percent
        FROM mart.claim_shares('year', since := '2018-11-03', until := '2018-11-03')
    """)  # fmt: skip
    assert row == (1, 6, 3, 3, 1, 2, 50.0, 33.3)


@pytest.mark.parametrize(
    ("question", "says"),
    [
        ("mart.casualties('dya')", "no period is called dya; known: day, week"),
        ("mart.casualties(country := 'Syria')", "no country is called Syria, did you mean SY[?]; a country is its ISO"),
        ("mart.casualties(victim := 'kids')", "no victim group is called kids; known: total"),
        ("mart.casualties(policy := 'who')", "no policy is called who; known: tollwatch"),
        ("mart.rolling(policy := 'who')", "no policy is called who"),
        ("mart.cumulative('yaer')", "no period is called yaer"),
        ("mart.year_on_year(country := 'sy')", "no country is called sy"),
        ("mart.casualties_by('actors')", "not told by actors; known: country"),
        ("mart.casualties_by('actor', policy := 'who')", "no policy is called who"),
        ("mart.deadliest(victim := 'kids')", "no victim group is called kids"),
        ("mart.near(134.5, 40)", "no point lies at latitude 134.5"),
        ("mart.disagreements('dead')", "no effect is called dead; known: killed, injured"),
        ("mart.casualties_by_source(policy := 'who')", "no policy is called who"),
        ("mart.settling('dead')", "no effect is called dead"),
        ("mart.claim_shares(effect := 'dead')", "no effect is called dead"),
        (
            "mart.casualties(actor := 'NoSuch')",
            "no event names the actor NoSuch; those that are named: SELECT key FROM",
        ),
        ("mart.casualties(admin1 := 'Idlip', country := 'SY')", "no event lies in the first division Idlip of SY"),
        ("mart.casualties(\"method\" := 'airstrike')", "no method is called airstrike, did you mean air_strike[?]"),
        ("mart.casualties(country := 'ZZ')", "no country is called ZZ; a country"),
        ("mart.casualties(country := repeat('Z', 1000000))", "no country is called Z{60}…; a country"),
        ("mart.events_as_of(NULL)", "as of which time[?]"),
        ("mart.casualties_as_of(NULL)", "as of which time[?]"),
        ("mart.events_by(country := 'SYR')", "no country is called SYR, did you mean SY[?]"),
        ("mart.event_figures_by(country := 'Ukrain')", "did you mean UA[?]"),
        ("mart.evidence(country := 'UK')", "no country is called UK; a country"),  # nearly UKR, and not that
        ("mart.declarations(country := 'sy')", "did you mean SY[?]"),
        ("mart.source_figures(country := 'ZZ')", "no country is called ZZ"),
        ("mart.reconciliation('dya')", "no period is called dya"),
        ("mart.claims_of_event('ev-none')", "no event has or had the id ev-none"),
        ("mart.trajectory('ev-none')", "no event has or had the id ev-none"),
        ("mart.rolling(actor := 'NoSuch')", "no event names the actor NoSuch"),
        ("mart.casualties_by('country', actor := 'NoSuch')", "no event names the actor NoSuch"),
        ("mart.deadliest(admin1 := 'Idlip')", "no event lies in the first division Idlip; those"),
    ],
)
def test_a_wrong_question_says_what_is_known(told: duckdb.DuckDBPyConnection, question: str, says: str) -> None:
    with pytest.raises(duckdb.Error, match=says):
        told.execute(f"FROM {question}").fetchall()


QUESTIONS = (
    "mart.event_figures_by(policy := '{policy}', known_at := {known_at})",
    "mart.events_by(policy := '{policy}', known_at := {known_at}, country := 'SY')",
    "mart.casualties(policy := '{policy}', known_at := {known_at}, until := '2018-11-05')",
    "mart.disagreements(known_at := {known_at})",
    "mart.casualties_by_source(policy := '{policy}', known_at := {known_at}, since := '2018-11-01')",
    "mart.source_figures(known_at := {known_at})",
    "core.days_read('SY', {known_at})",
    "mart.claim_shares('year', known_at := {known_at})",
)


def test_a_snapshot_answers_as_the_live_database_does(migrated: Path, tmp_path: Path) -> None:
    live = Path(shutil.copy(migrated, tmp_path / "live.duckdb"))
    moments = ("2018-11-03 10:00", "2018-11-04 10:00", "2018-11-05 10:00")
    with writer(live) as connection:
        tell(
            connection, "ev-moving",
            Voice({"total": exactly(12)}, known_from=moments[0], known_to=moments[2], article="one"),
            Voice({"total": exactly(15), "civilian": vague(9)}, known_from=moments[2], article="one"),
            Voice({"total": at_least(14), "combatant": exactly(3)}, source="army", known_from=moments[1],
                  actors=("army",)),
            states=(
                State(moments[0], moments[1], {"killed_low": 12, "killed_best": 12}),
                State(moments[1], moments[2], {"killed_low": 12, "killed_best": 14}),
                State(moments[2], None, {"killed_low": 14, "killed_best": 15}),
            ),
        )  # fmt: skip
        tell(connection, "ev-still", Voice({"total": exactly(4)}, known_from=moments[0]),
             states=(State(moments[0], None, {"killed_low": 4, "killed_best": 4}),))  # fmt: skip
        tell(connection, "ev-ended", Voice({"total": exactly(7)}, known_from=moments[0], known_to=moments[1]),
             states=(State(moments[0], moments[1], {"killed_low": 7, "killed_best": 7}),))  # fmt: skip
        tell(connection, "ev-undated", Voice({"total": exactly(5)}), killed_low=5, killed_best=5)
        place(connection, "ev-undated", date_start=None)
    snapshot = publish(live, tmp_path / "snapshot.duckdb")
    asked = 0
    with reader(live) as plain, reader(snapshot) as kept:
        assert ask(kept, "SELECT count(DISTINCT policy) FROM core.kept_figures") == [(5,)]
        for known_at in ("NULL", *(f"'{moment}'" for moment in moments[1:]), "'2018-11-04 22:00'", "'2030-01-01'"):
            for policy in ("tollwatch", "ucdp", "acled", "airwars", "ibc"):
                for question in QUESTIONS if policy == "tollwatch" else [q for q in QUESTIONS if "{policy}" in q]:
                    sql = f"FROM {question.format(policy=policy, known_at=known_at)} ORDER BY ALL"
                    found = ask(kept, sql)
                    assert found == ask(plain, sql), sql
                    asked += bool(found)
    assert asked > 80  # the questions have answers


def test_a_snapshot_knows_the_days_that_were_read(newsroom_home: Path) -> None:
    snapshot = newsroom_home / "published" / "tollwatch.duckdb"
    with reader(newsroom_home / "tollwatch.duckdb") as plain, reader(snapshot) as kept:
        for country in ("NULL", "'SY'", "'UA'", "'FR'"):
            for known_at in ("NULL", "'2030-01-01'"):
                sql = f"FROM core.days_read({country}, {known_at}) ORDER BY ALL"
                assert ask(kept, sql) == ask(plain, sql) != [], sql
        assert ask(kept, "SELECT count(DISTINCT country) > 4 FROM core.kept_days") == [(True,)]


def test_the_countries_that_sql_knows_are_those_of_the_list(told: duckdb.DuckDBPyConnection) -> None:
    letters = "unnest(list_transform(range(26), lambda place: chr(65 + place::INTEGER)))"
    known = ask(
        told, f"SELECT a || b FROM (SELECT {letters} AS a), (SELECT {letters} AS b) WHERE core.is_country(a || b)"
    )
    assert {code for (code,) in known} == set(countries())


def test_the_methods_that_sql_knows_are_those_of_claims(told: duckdb.DuckDBPyConnection) -> None:
    for method in get_args(Method):
        wrong = "core.wrong_question('ucdp', NULL, 'total', \"method\" := ?)"
        assert told.execute(f"SELECT {wrong}", [method]).fetchall() == [(None,)]
