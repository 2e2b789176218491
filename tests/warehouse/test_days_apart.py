"""Attacks on one town on successive days, told in the same words, stay apart; one attack told of two days does not."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import duckdb
import pytest

from tests.warehouse.builders import HAJIN, Attack, Said, Story, exactly
from tests.warehouse.conftest import Load
from warehouse.linkage.clusters import grow
from warehouse.linkage.rows import Row

FIRST_DAY = dt.date(2018, 1, 1)
OUTLETS = ("Harbour Post", "Meridian")


def told(number: int, outlet: str, *, hours: int = 0) -> Story:
    """The outlet's report on the attack of that day, a day later and in the words of the day before."""
    day = FIRST_DAY + dt.timedelta(days=number)
    seen = dt.datetime.combine(day, dt.time(8)) + dt.timedelta(days=1, hours=hours)
    return Story(
        f"{outlet} {number}",
        f"Planes bombed the town of Hajin on {day:%A}, killing five civilians, local doctors told the {outlet}. "
        "Rescuers were digging through the ruins.",
        title="Air strike kills five in Hajin",
        publisher=outlet,
        published=f"{seen:%Y-%m-%dT%H:%M:%S}",
        seen=f"{seen:%Y-%m-%dT%H:%M:%S}",
        said=(Said("five civilians", exactly(5), victim="civilian"),),
        attacks=(
            Attack(
                day.isoformat(),
                (HAJIN,),
                ("US-led coalition",),
                "air_strike",
                killed={"total": exactly(5), "civilian": exactly(5)},
            ),
        ),
    )


@pytest.mark.parametrize("hours", [0, 3], ids=["both outlets at once", "one outlet first"])
def test_an_attack_a_day_in_the_same_words(connection: duckdb.DuckDBPyConnection, load: Load, hours: int) -> None:
    load(*(told(number, outlet, hours=hours * at) for number in range(12) for at, outlet in enumerate(OUTLETS)))
    rows = connection.execute("SELECT date_start, articles FROM core.events ORDER BY date_start").fetchall()
    assert rows == [(FIRST_DAY + dt.timedelta(days=number), 2) for number in range(12)]


def test_what_stands_below_all_articles_of_an_outlet_joins_nothing(
    connection: duckdb.DuckDBPyConnection, load: Load
) -> None:
    footer = (
        "\n\nFollow our correspondents Jonathan Smith-Ferguson and Alexandra Petrossian. All rights reserved by the "
        "Harbour Publishing House of Latakia; letters to Ambassador Khaled Barzani, Corniche Avenue."
    )
    stories = [told(number, "Harbour Post") for number in range(8)]
    load(*(replace(story, text=story.text + footer) for story in stories))
    rows = connection.execute("SELECT max(date_end - date_start), max(articles) FROM core.events").fetchone()
    assert rows == (0, 1)


def row(key: int, day: int, reported: int, outlet: str, *, start: int = 0) -> Row:
    return Row(key, f"i{key}", f"a{key}", key, start, 99, day=day, reported=reported, outlet=outlet)


def groups(rows: list[Row], within: int = 9000, between: int = 1000) -> set[frozenset[int]]:
    """The clusters at the end, of rows whose score is `within` where they name one day and `between` where not."""
    links = [(a.key, b.key, within if a.day == b.day else between) for a in rows for b in rows if a.key < b.key]
    found: dict[int, set[int]] = {}
    for stay in grow(rows, links).stays:
        if stay.end == 99:
            found.setdefault(stay.founder, set()).add(stay.key)
    return {frozenset(group) for group in found.values()}


def test_a_later_report_of_the_second_day_parts_what_one_report_had_joined() -> None:
    first = [row(1, 5, 5, "a"), row(2, 5, 6, "b")]
    assert groups([*first, row(3, 6, 6, "a", start=1)]) == {frozenset((1, 2, 3))}
    assert groups([*first, row(3, 6, 6, "a", start=1), row(4, 6, 7, "c", start=2)]) == {
        frozenset((1, 2)),
        frozenset((3, 4)),
    }


def test_one_night_that_some_count_to_the_evening_and_others_to_the_morning_is_one_attack() -> None:
    rows = [row(1, 5, 6, "a"), row(2, 5, 6, "b"), row(3, 6, 6, "c"), row(4, 6, 6, "d")]
    assert groups(rows) == {frozenset((1, 2, 3, 4))}


def test_two_of_many_outlets_may_be_wrong_about_the_day() -> None:
    many = [row(number, 5, 5, f"o{number}") for number in range(1, 10)]
    few = [row(10, 6, 6, "x"), row(11, 6, 6, "y")]
    assert groups(many + few) == {frozenset(range(1, 12))}
    assert groups(many[:8] + few) == {frozenset(range(1, 9)), frozenset((10, 11))}
