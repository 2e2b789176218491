"""Running totals as series, their slips, and how they compare with the incidents."""

from __future__ import annotations

import datetime as dt
from typing import Any

import duckdb
import pytest

from tests.warehouse.voices import Claim, State, Voice, add_claim, exactly, tell
from warehouse.events import event_detail

Rows = list[tuple[Any, ...]]


def totals(
    connection: duckdb.DuckDBPyConnection, *figures: int | tuple[int, str], first: str = "2018-11-01", **more: Any
) -> None:
    """One article a day, each with a running total of the health ministry."""
    for number, told in enumerate(figures):
        figure, qualifier = told if isinstance(told, tuple) else (told, "exact")
        day = dt.date.fromisoformat(first) + dt.timedelta(days=number)
        add_claim(connection, f"total-{first}-{number}-{more}", day, figure, qualifier=qualifier, **more)


def flagged(connection: duckdb.DuckDBPyConnection, flag: str) -> list[int]:
    rows = connection.execute(f"SELECT figure FROM mart.running_totals WHERE {flag} ORDER BY published_on").fetchall()
    return [figure for (figure,) in rows]


def test_a_series_has_previous_and_rise(connection: duckdb.DuckDBPyConnection) -> None:
    totals(connection, 100, 104, 104, 110)
    totals(connection, 900, source="the Observatory")
    totals(connection, 40, age="child")
    rows = connection.execute(
        "SELECT figure, previous, rise, is_repeat FROM mart.running_totals ORDER BY ALL"
    ).fetchall()
    assert rows == [
        (40, None, None, False),
        (100, None, None, False),
        (104, 100, 4, False),
        (104, 104, None, True),
        (110, 104, 6, False),
        (900, None, None, False),
    ]
    assert connection.execute("SELECT count(DISTINCT series_id) FROM mart.running_totals").fetchone() == (3,)


@pytest.mark.parametrize(
    ("figures", "flags"),
    [
        ([2300, 2314, 2330], {}),
        ([2300, 2296, 2330], {}),  # put right by four
        ([2300, 2100, 2330], {"falls": [2100]}),
        ([41212, (41000, "more_than"), 41300], {}),  # told in round numbers
        ([41212, (40000, "more_than"), 41300], {}),  # forty thousand, as one says it
        ([41212, 40900, 41300], {}),  # within two in a hundred
        ([5000, 30, 40, 50], {"restarts": [30]}),
        ([5000, 30], {"falls": [30]}),  # what comes next is not known
        ([2314, 2341, 2134], {"transposed_digits": [2134], "falls": [2134]}),
        ([1234, 1423, 1250], {"transposed_digits": [1423]}),
        ([45717, 54717, 45771], {"transposed_digits": [54717]}),  # the next has the same digits, and is no slip
        ([45717, 54717, 45771, 45802], {"transposed_digits": [54717]}),
        ([100, 190, 195], {"jump": [190]}),
        ([10, 19, 25], {}),  # few
        ([100, 90, 100, 104], {"falls": [90]}),  # an old figure again is a repeat
    ],
)
def test_what_cannot_be_is_flagged(
    connection: duckdb.DuckDBPyConnection, figures: list[Any], flags: dict[str, list[int]]
) -> None:
    totals(connection, *figures)
    found = {flag: flagged(connection, flag) for flag in ("falls", "restarts", "transposed_digits", "jump")}
    assert {flag: rows for flag, rows in found.items() if rows} == flags


def test_periods_rise_and_fall_as_they_like(connection: duckdb.DuckDBPyConnection) -> None:
    totals(connection, 100, 3, 200, scope="period")
    assert connection.execute(
        "SELECT count(rise) + count_if(falls OR restarts OR jump OR transposed_digits) FROM mart.running_totals"
    ).fetchone() == (0,)


def reconciled(connection: duckdb.DuckDBPyConnection, **asked: str) -> Rows:
    given = ", ".join(f'"{name}" := ${name}' for name in asked)
    return connection.execute(
        f"SELECT period::VARCHAR, official_rise, incidents, difference FROM mart.reconciliation({given})", asked
    ).fetchall()


def test_reconciliation_by_day_is_null_where_either_is_unknown(connection: duckdb.DuckDBPyConnection) -> None:
    for event, day, killed in (("ev-1", "2018-11-02", 3), ("ev-2", "2018-11-02", 4), ("ev-3", "2018-11-05", 1)):
        tell(connection, event, Voice({"total": exactly(killed)}), day=day, killed_best=killed, killed_low=killed)
    tell(connection, "ev-4", Voice({"total": exactly(50)}), day="2018-11-02", country="IQ", killed_best=50)
    totals(connection, 100, 110, 112, country="SY")
    totals(connection, 120, first="2018-11-05", country="SY")
    totals(connection, 7, 9, source="the mayor of nowhere")
    assert reconciled(connection, country="SY") == [
        ("2018-11-01", None, None, None),  # no event is known, and nobody looked: no zero
        ("2018-11-02", 10, 7, 3),
        ("2018-11-03", 2, None, None),
        ("2018-11-05", None, 1, None),
    ]
    assert reconciled(connection, by="month", country="SY") == [("2018-11-01", None, 8, None)]
    assert ("2018-11-02", 2, None, None) in reconciled(connection)
    with pytest.raises(duckdb.Error, match="known: tollwatch"):
        reconciled(connection, policy="house")


def test_a_part_larger_than_its_whole_is_flagged_and_enters_no_sum(connection: duckdb.DuckDBPyConnection) -> None:
    whole = Claim("total", exactly(14), "14 people", "police")
    tell(
        connection,
        "ev-1",
        Voice(
            {"total": exactly(14), "unknown": exactly(14), "children": exactly(20), "women": exactly(3)},
            claims=[
                whole,
                Claim("children", exactly(20), "20 children", "police", subset_of="ev-1-0-0"),
                Claim("women", exactly(3), "three women", "police", subset_of="ev-1-0-0"),
                Claim("civilian", (4, 4, None), "four medics", "police", subset_of="ev-1-0-0"),
            ],
        ),
        killed_low=14, killed_best=14, killed_high=14, killed_children_low=14, killed_children_best=14,
    )  # fmt: skip
    rows = connection.execute(
        "SELECT basis, part, excess FROM mart.subset_checks WHERE is_larger ORDER BY ALL"
    ).fetchall()
    assert rows == [("claims", "20 children", 6), ("figures", "children", 6)]
    assert connection.execute("SELECT count(*) FROM mart.subset_checks WHERE basis = 'claims'").fetchone() == (3,)
    for policy in ("tollwatch", "ucdp", "acled", "airwars", "ibc"):
        total, children = (
            connection.execute(
                "SELECT killed_high FROM mart.casualties(\"by\" := 'year', victim := $victim, policy := $policy)",
                {"policy": policy, "victim": victim},
            ).fetchone()
            for victim in ("total", "children")
        )
        assert total is not None
        assert total[0] in {14, 20}
        assert children is not None
        assert children[0] <= total[0], policy


def test_classes_of_different_sources_larger_than_the_whole_are_flagged(connection: duckdb.DuckDBPyConnection) -> None:
    nine = {
        f"killed{group}_{bound}": 9 for group in ("", "_civilian", "_combatant") for bound in ("low", "best", "high")
    }
    tell(
        connection,
        "ev-1",
        Voice({"civilian": exactly(9)}),
        Voice({"combatant": exactly(9)}),
        states=[State(None, None, nine)],
    )
    rows = connection.execute(
        "SELECT event_id, part, part_best, whole_best, excess FROM mart.subset_checks WHERE is_larger"
    ).fetchall()
    assert rows == [("ev-1", "civilian and combatant", 18, 9, 9)]
    assert event_detail(connection, "ev-1").classes_overlap
    assert not event_detail(connection, "ev-1", policy="acled").classes_overlap


def test_a_whole_without_upper_bound_holds_any_part(connection: duckdb.DuckDBPyConnection) -> None:
    tell(connection, "ev-1", Voice({"total": (14, 14, None), "children": exactly(20)}))
    assert connection.execute("SELECT is_larger FROM mart.subset_checks WHERE part = 'children'").fetchall() == [
        (None,)
    ]
