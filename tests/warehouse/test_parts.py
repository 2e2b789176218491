"""An event that is part of another, and sums in which nobody is counted twice for it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import permutations
from pathlib import Path
from typing import Any

import duckdb
import pytest

from tests.warehouse.builders import Attack, Said, Story, at_least, exactly, place, write_batch
from tests.warehouse.conftest import Load
from warehouse.checksum import checksum
from warehouse.connect import reader, writer
from warehouse.derivation import rebuild
from warehouse.exports import flat
from warehouse.exports.asked import Asked, events
from warehouse.exports.notes import Notes
from warehouse.load import load_batches
from warehouse.publish import publish

MILL = place("Mill", "SY", "Idlib", 35.9, 36.6)
QUARRY = place("Quarry", "SY", "Aleppo", 36.2, 37.2)
NORTH = place("Northern Syria", "SY", precision="region")


def killed(figure: dict[str, int | None]) -> dict[str, dict[str, int | None]]:
    return {"total": figure, "unknown": figure}


DAY = Story(
    "day",
    "At least 39 people were killed on Saturday in the north. Shells killed 27 people at Mill. "
    "Eleven people died at Quarry.",
    title="Dozens killed in the north",
    published="2018-11-04T08:00:00",
    said=(
        Said("39 people", at_least(39), qualifier="at_least"),
        Said("27 people", exactly(27), subset_of="39 people", incident=2),
        Said("Eleven people", exactly(11), subset_of="39 people", incident=3),
    ),
    attacks=(
        Attack("2018-11-02", (NORTH,), killed=killed(at_least(39)), last_day="2018-11-03", precision="days"),
        Attack("2018-11-03", (MILL,), method="shelling", killed=killed(exactly(27))),
        Attack("2018-11-02", (QUARRY,), method="air_strike", killed=killed(exactly(11))),
    ),
)
MILL_LATER = Story(
    "mill",
    "Shells on Mill killed 30 people on Saturday, doctors said.",
    title="Thirty dead at Mill",
    publisher="Meridian",
    published="2018-11-06T08:00:00",
    said=(Said("30 people", exactly(30), source="doctors"),),
    attacks=(Attack("2018-11-03", (MILL,), method="shelling", killed=killed(exactly(30))),),
)
UNTOLD = Story(
    "untold",
    "Shells fell on Mill on Saturday. They killed 27 people.",
    title="Shells on Mill",
    publisher="Valley News",
    published="2018-11-03T20:00:00",
    said=(Said("27 people", exactly(27)),),
    attacks=(Attack("2018-11-03", (MILL,), method="shelling", killed=killed(exactly(27))),),
)


def whole_of(number: int, parts: Sequence[tuple[int, dict[str, Any]]], where: dict[str, Any] = NORTH) -> Story:
    """A day's total that counts so many attacks, in one article."""
    told = ". ".join(f"{count} people died at {at['name']}" for count, at in parts)
    return Story(
        where["name"],
        f"{number} people were killed on Saturday. {told}.",
        title=f"{number} killed on Saturday",
        publisher=f"{where['name']} News",
        said=(
            Said(f"{number} people", exactly(number)),
            *(
                Said(f"{count} people", exactly(count), subset_of=f"{number} people", incident=at)
                for at, (count, _) in enumerate(parts, start=2)
            ),
        ),
        attacks=(
            Attack("2018-11-03", (where,), killed=killed(exactly(number))),
            *(Attack("2018-11-03", (at,), method="shelling", killed=killed(exactly(count))) for count, at in parts),
        ),
    )


def pairs(connection: duckdb.DuckDBPyConnection, known_at: str | None = None) -> list[tuple[str, str]]:
    """Quotes of parts with those of their wholes."""
    source = "mart.event_parts" if known_at is None else f"mart.event_parts_as_of('{known_at}')"
    return connection.execute(f"SELECT part_quote, whole_quote FROM {source} ORDER BY ALL").fetchall()


def total(connection: duckdb.DuckDBPyConnection, asked: str = "") -> tuple[int, int, int, int]:
    """Events, and killed: low, best, high, over all periods of a series."""
    row = connection.execute(
        f"""SELECT sum(events)::INT, sum(killed_low)::INT, sum(killed_best)::INT, sum(killed_high)::INT
        FROM mart.casualties("by" := 'month'{asked})"""
    ).fetchone()
    assert row is not None
    return row


def test_a_day_counts_whom_its_attacks_leave(connection: duckdb.DuckDBPyConnection, load: Load) -> None:
    load(DAY)
    assert pairs(connection) == [("27 people", "39 people"), ("Eleven people", "39 people")]
    assert total(connection) == (3, 39, 39, 39)
    assert total(connection, ", policy := 'ucdp'") == (3, 39, 39, 39)
    assert connection.execute("SELECT max(killed_best) FROM mart.events").fetchone() == (39,)
    for by, keyed in (("admin1", {"Idlib": 27, "Aleppo": 11, None: 1}), ("victim", {"total": 39, "unknown": 39})):
        rows = connection.execute(f"SELECT key, killed_best FROM mart.casualties_by('{by}')").fetchall()
        assert dict(rows) == keyed
    # a part that lies outside of what is asked for is taken off all the same
    day = ", since := DATE '2018-11-02', until := DATE '2018-11-02'"
    assert total(connection, day) == (2, 12, 12, 12)
    load(MILL_LATER)  # 27 or 30
    assert total(connection) == (3, 39, 42, 42)  # the article counted 27 of its 39 at Mill, and three more died there


def test_any_order_a_rebuild_and_the_snapshot_give_the_same_sums(migrated: Path, tmp_path: Path) -> None:
    stories = (DAY, MILL_LATER, UNTOLD)
    digests = set()
    for order, told in enumerate(permutations(stories)):
        database = tmp_path / f"{order}.duckdb"
        database.write_bytes(migrated.read_bytes())
        with writer(database) as connection:
            for at, story in enumerate(told):
                load_batches(connection, [write_batch(tmp_path / str(order), f"b{at}", [story])])
            digests.add(checksum(connection))
    assert len(digests) == 1
    with writer(database) as connection:
        rebuild(connection)
        assert checksum(connection) in digests
    snapshot = publish(database, tmp_path / "published.duckdb")
    # before anything, before the day's total, after it, after all
    times = (None, "2018-11-03", "2018-11-04", "2018-11-05", "2018-11-07")
    with reader(database) as live, reader(snapshot) as kept:
        sums = {}
        for policy in ("tollwatch", "ucdp", "acled", "airwars", "ibc"):
            for time in times:
                asked = f", policy := '{policy}'" + (f", known_at := '{time}'" if time else "")
                sums[policy, time] = total(live, asked)
                assert total(kept, asked) == sums[policy, time], (policy, time)
        by_time = [sums["tollwatch", time] for time in times]
    assert by_time == [(3, 39, 39, 42), (None,) * 4, (1, 27, 27, 27), (3, 39, 39, 39), (3, 39, 39, 42)]


def test_an_article_that_no_longer_tells_so_counts_both(connection: duckdb.DuckDBPyConnection, load: Load) -> None:
    first = replace(DAY, seen="2018-11-04T09:00:00")
    apart = tuple(replace(said, subset_of=None) for said in DAY.said)
    load(first, replace(first, text=first.text + " All of them were farmers.", seen="2018-11-05T09:00:00", said=apart))
    assert (pairs(connection), total(connection)[2]) == ([], 77)
    assert len(pairs(connection, "2018-11-04T12:00")) == 2
    assert total(connection, ", known_at := '2018-11-04T12:00'")[2] == 39


def test_what_is_told_of_other_days_is_no_part(connection: duckdb.DuckDBPyConnection, load: Load) -> None:
    load(replace(DAY, attacks=(*DAY.attacks[:2], replace(DAY.attacks[2], day="2018-10-02"))))
    assert (pairs(connection), total(connection)[2]) == ([("27 people", "39 people")], 50)


def test_a_part_larger_than_its_whole_leaves_it_alone(connection: duckdb.DuckDBPyConnection, load: Load) -> None:
    load(whole_of(39, [(60, MILL)]))
    assert (pairs(connection), total(connection)[2]) == ([], 99)


@pytest.mark.parametrize(
    ("part", "whole"),
    [
        # the story of a survivor: one of the dead of the day, in an attack that killed four
        (Said("one of them", exactly(1), subset_of="39 people", incident=2), DAY.said[0]),
        # a figure of the whole that stands in none of its tolls
        (DAY.said[1], Said("39 people", exactly(50))),
        # feared, not told
        (replace(DAY.said[1], modality="feared"), DAY.said[0]),
    ],
)
def test_where_the_figures_do_not_bear_it_out_both_count(
    connection: duckdb.DuckDBPyConnection, load: Load, part: Said, whole: Said
) -> None:
    text = DAY.text + " He lost one of them there."
    load(replace(DAY, text=text, said=(whole, part), attacks=DAY.attacks[:2]))
    assert (pairs(connection), total(connection)[2]) == ([], 66)


def test_parts_of_parts_and_of_two_wholes_are_taken_off_once(connection: duckdb.DuckDBPyConnection, load: Load) -> None:
    nested = whole_of(40, [(25, MILL), (20, place("Mill Bridge", "SY", "Idlib", 35.92, 36.62))])
    load(
        replace(
            nested,
            # the 20 are of the 25, and these of the 40
            said=(nested.said[0], nested.said[1], replace(nested.said[2], subset_of="25 people")),
        )
    )
    assert pairs(connection) == [("20 people", "25 people"), ("25 people", "40 people")]
    assert total(connection) == (3, 40, 40, 40)
    load(whole_of(90, [(25, MILL)], place("Hama", "SY", "Hama", precision="admin1")))
    assert total(connection)[2] == 40 + 90 - 25


def test_events_that_are_said_to_hold_each_other_both_count(connection: duckdb.DuckDBPyConnection, load: Load) -> None:
    load(whole_of(28, [(27, MILL)]))
    connection.execute(
        "INSERT INTO core.incident_parts BY NAME FROM core.incident_parts "
        "SELECT * RENAME (part_incident_id AS whole_incident_id, whole_incident_id AS part_incident_id)"
    )
    assert (pairs(connection), total(connection)[2]) == ([], 55)


def test_groups_are_left_as_far_as_the_whole_is(connection: duckdb.DuckDBPyConnection, load: Load) -> None:
    whole = {"total": at_least(39), "civilian": exactly(20), "unknown": at_least(19), "children": exactly(9)}
    soldiers = {"total": exactly(11), "civilian": exactly(9), "combatant": exactly(2), "children": exactly(9)}
    dozens = {"total": {"low": 24, "best": None, "high": None}}
    attacks = (
        Attack("2018-11-02", (NORTH,), killed=whole, injured=dozens, last_day="2018-11-03", precision="days"),
        Attack("2018-11-03", (MILL,), killed=killed(exactly(27)), injured=killed(exactly(50))),
        Attack("2018-11-02", (QUARRY,), killed=soldiers),
    )
    load(replace(DAY, attacks=attacks))
    left = connection.execute(
        """SELECT effect, victim, low, best, high FROM mart.event_figures_by(less_parts := true) AS left_over
        SEMI JOIN mart.event_parts AS pair ON pair.whole_event_id = left_over.event_id ORDER BY ALL"""
    ).fetchall()
    # one dead is left, who may be of the 11 civilians that the parts do not name; of the children none, and of the
    # wounded, and of those of whom nothing is said, as many as "dozens" and "at least" leave open
    assert left == [
        ("injured", "total", 0, None, None),
        ("killed", "children", 0, 0, 0),
        ("killed", "civilian", 1, 1, 11),
        ("killed", "total", 1, 1, None),
        ("killed", "unknown", 0, 0, None),
    ]


def test_children_told_of_the_whole_alone_are_counted(connection: duckdb.DuckDBPyConnection, load: Load) -> None:
    story = whole_of(39, [(37, MILL)])
    whole = {"total": exactly(39), "civilian": exactly(39), "children": exactly(9), "women": exactly(7)}
    load(replace(story, attacks=(replace(story.attacks[0], killed=whole), *story.attacks[1:])))
    sums = "SELECT killed_low, killed_best, killed_high FROM mart.casualties_by('victim') WHERE key = ?"
    groups = {
        group: connection.execute(sums, [group]).fetchone() for group in ("total", "children", "women", "civilian")
    }
    # of the 37 at Mill nothing is said, so that two of the 39 civilians are sure to be told of nowhere else
    assert groups == {"total": (39,) * 3, "children": (9,) * 3, "women": (7,) * 3, "civilian": (2, 2, 39)}


def test_what_a_part_has_risen_by_was_not_in_the_whole(connection: duckdb.DuckDBPyConnection, load: Load) -> None:
    risen = replace(
        MILL_LATER,
        text="Shells on Mill killed 45 people on Saturday, doctors said.",
        said=(Said("45 people", exactly(45), source="doctors"),),
        attacks=(Attack("2018-11-03", (MILL,), method="shelling", killed=killed(exactly(45))),),
    )
    load(whole_of(39, [(10, MILL)]), risen, replace(risen, key="mill-2", publisher="Levant Post"))
    assert connection.execute("SELECT max(killed_best) FROM mart.events").fetchone() == (45,)
    assert total(connection) == (2, 39, 29 + 45, 29 + 45)


def test_what_may_be_more_than_its_parts_stays_open(connection: duckdb.DuckDBPyConnection, load: Load) -> None:
    story = whole_of(39, [(27, MILL), (12, QUARRY)])
    load(replace(story, attacks=(replace(story.attacks[0], killed=killed(at_least(39))), *story.attacks[1:])))
    assert total(connection) == (3, 39, 39, 39)
    figures = "mart.event_figures_by(less_parts := true) WHERE victim = 'total' AND high IS NULL"
    assert connection.execute(f"SELECT low, best FROM {figures}").fetchall() == [(0, 0)]
    assert connection.execute("SELECT count(*) FROM mart.event_figures_by(less_parts := NULL)").fetchone() == (6,)
    # but no row of an export is of nobody
    assert len(list(flat.rows(events(connection, Asked()), Notes()))) == 2


@pytest.mark.parametrize(
    "town",
    [
        place("Deir ez-Zor", "SY", "Deir ez-Zor", 35.34, 40.14),
        place("Old Quarter", "SY", "Homs", precision="district"),  # of no known place on the map
    ],
)
def test_a_figure_of_one_town_holds_none_of_another_far_away(
    connection: duckdb.DuckDBPyConnection, load: Load, town: dict[str, Any]
) -> None:
    load(whole_of(39, [(27, MILL)], town))
    assert (pairs(connection), total(connection)[2]) == ([], 66)


def test_exported_rows_add_up_to_the_series(connection: duckdb.DuckDBPyConnection, load: Load, tmp_path: Path) -> None:
    load(DAY, whole_of(12, [(5, QUARRY), (7, MILL)], place("Hama", "SY", "Hama", precision="admin1")))
    notes = Notes()
    rows = list(flat.rows(events(connection, Asked()), notes))
    assert sum(row["killed_best"] for row in rows) == total(connection)[2]
    assert {row["killed_best"]: len(row["parts"]) for row in rows if row["parts"]} == {1: 2}
    (left_out,) = notes.left_out.values()
    assert (notes.read, notes.written, left_out.count) == (len(rows) + 1, len(rows), 1)
    flat.write_parquet(connection, Asked(), tmp_path / "events.parquet", again := Notes())
    assert (again.read, again.written, again.left_out) == (notes.read, notes.written, notes.left_out)
    # who reads of the deadliest reads what was told of them
    assert [event["killed_best"] for event in events(connection, Asked(), deadliest=1)] == [39]
