"""What was known then is what a warehouse would have held then, however the ledger came to be filled."""

from __future__ import annotations

import datetime as dt
import random
import shutil
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import duckdb
import pytest

from tests.warehouse.builders import HAJIN, Attack, Said, Story, exactly, place, write_batch
from tests.warehouse.stories import FIRST, MARFA, SECOND
from warehouse.checksum import table_checksums
from warehouse.connect import writer
from warehouse.derivation import rebuild
from warehouse.load import load_batches

TOWNS = (HAJIN, MARFA, place("Hájín", "SY", "Deir ez-Zor"), place("Qasr Tell", "SY", "Aleppo", 36.31, 37.02))
POLICIES = ("tollwatch", "ucdp", "acled", "airwars", "ibc")
NAMES = ("Akira Waters", "Lumo Petrik", "Sanna Obrecht")


def story(random_: random.Random, number: int) -> list[Story]:
    """One article about one of a few attacks, in one to three versions, which differ in all that an outlet may edit."""
    attack = random_.randrange(6)
    where = TOWNS[attack % 4]
    day = dt.date(2018, 11, 1) + dt.timedelta(attack)
    published = dt.datetime.combine(day, dt.time(6)) + dt.timedelta(hours=random_.randrange(60))
    killed = random_.randrange(3, 7)
    versions = []
    outlet = f"Outlet {number % 4}"
    for version in range(random_.choice((1, 1, 2, 3))):
        dead = killed + 3 * version + random_.randrange(3)
        named = random_.choice(("", f" One of them was {NAMES[attack % 3]}."))
        same = random_.random() < 0.2  # a reprint of what others print
        credit = random_.choice(("", "", "\n\n(AFP)", "\n\n(Reuters)"))
        if version:  # what an edit may change
            outlet = random_.choice((outlet, outlet, f"Outlet {number % 3} News"))
            where = random_.choice((where, where, TOWNS[(attack + 1) % 4]))
            day += dt.timedelta(random_.choice((0, 0, 1)))
        dated = published - dt.timedelta(hours=random_.choice((0, 0, 30)) if version else 0)
        versions.append(
            Story(
                f"article-{number}",
                f"Rockets struck the {'market' if attack % 2 else 'bakery'} of {where['name']}, killing {dead} people, "
                f"{'a doctor' if same else f'witness {number}'} said.{named}{credit}",
                title=f"Strike on {where['name']}",
                publisher=outlet,
                published=dated.isoformat(),
                seen=(published + dt.timedelta(hours=7 * version, minutes=number)).isoformat(),
                said=(Said(f"{dead} people", exactly(dead)),),
                attacks=(
                    Attack(
                        day.isoformat() if random_.random() < 0.8 else None,
                        (where,),
                        (),
                        "missile",
                        killed={"total": exactly(dead), "unknown": exactly(dead)},
                    ),
                ),
            )
        )
    return versions


def stories(seed: int) -> list[Story]:
    random_ = random.Random(seed)
    return [version for number in range(12) for version in story(random_, number)]


def filled(migrated: Path, folder: Path, name: str, batches: Sequence[Sequence[Story]], *, threads: int = 1) -> Path:
    database = Path(shutil.copy(migrated, folder / f"{name}.duckdb"))
    with writer(database) as connection:
        connection.execute(f"SET threads = {threads}")
        for at, batch in enumerate(batches):
            report = load_batches(connection, [write_batch(folder / name, f"batch-{at}", batch)])
            assert report.refused == []
    return database


@pytest.mark.parametrize("seed", range(3))
def test_any_order_any_batches_and_a_rebuild_end_alike(migrated: Path, tmp_path: Path, seed: int) -> None:
    told = stories(seed)
    shuffled = random.Random(seed).sample(told, len(told))
    at_once = filled(migrated, tmp_path, "once", [told], threads=4)
    in_pieces = filled(migrated, tmp_path, "pieces", [shuffled[at : at + 4] for at in range(0, len(told), 4)])
    with writer(at_once) as one, writer(in_pieces) as other:
        assert one.execute("SELECT max(articles) > 1 FROM core.events").fetchone() == (True,)
        expected = table_checksums(one)
        assert table_checksums(other) == expected
        rebuild(other)
        assert table_checksums(other) == expected


@pytest.mark.parametrize("seed", range(3))
def test_events_as_of_are_those_of_a_warehouse_of_that_day(migrated: Path, tmp_path: Path, seed: int) -> None:
    told = stories(seed)
    times = sorted({each.seen for each in told if each.seen})
    asked = times[1 :: max(1, len(times) // 3)]
    with writer(filled(migrated, tmp_path, "all", [told])) as connection:
        columns = ", ".join(name for name, *_ in connection.execute("DESCRIBE core.events").fetchall())
        for at in asked:
            then = filled(
                migrated, tmp_path, f"until-{times.index(at)}", [[s for s in told if s.seen and s.seen <= at]]
            )
            with writer(then) as past:
                expected = past.execute(f"SELECT {columns} FROM core.events ORDER BY ALL").fetchall()
                query = "FROM mart.casualties(by := 'month', policy := '{}')"
                sums = [past.execute(query.format(name)).fetchall() for name in POLICIES]
            assert expected
            found = connection.execute(f"SELECT {columns} FROM mart.events_as_of(?) ORDER BY ALL", [at]).fetchall()
            assert found == expected
            assert sums == [
                connection.execute(f"FROM mart.casualties_as_of('{at}', by := 'month', policy := '{name}')").fetchall()
                for name in POLICIES
            ]


def test_a_credit_counts_from_the_version_that_adds_it(connection: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    first = replace(FIRST, seen="2018-11-04T09:00:00", authors=("AFP",))
    other = replace(SECOND, published="2018-11-04T08:00:00", seen="2018-11-04T10:00:00")
    edited = replace(other, text=other.text + "\n\n(AFP)", seen="2018-11-05T10:00:00", publisher="The Meridian")
    dropped = replace(edited, text=other.text + " More follows.", seen="2018-11-06T10:00:00", published="2018-11-01")
    load_batches(connection, [write_batch(tmp_path, "batch", [first, other, edited, dropped])])
    rows = connection.execute(
        """
        SELECT known_from::DATE::VARCHAR, independent_sources, publishers, first_reported_at::VARCHAR
        FROM core.event_states WHERE articles = 2 ORDER BY known_from
        """
    ).fetchall()
    since = "2018-11-04 08:00:00"
    assert rows == [("2018-11-04", 2, 2, since), ("2018-11-05", 1, 2, since), ("2018-11-06", 2, 2, since)]
    assert connection.execute(
        "SELECT publisher, outlet, agency FROM core.articles WHERE article_id = ?", [other.article_id]
    ).fetchone() == ("The Meridian", "Meridian", None)


def test_a_reprint_unites_sources_from_its_day_on(connection: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    copy = replace(FIRST, key="copy", publisher="Daily Copy", published="2018-11-06T12:00:00")
    load_batches(connection, [write_batch(tmp_path, "batch", [FIRST, SECOND, copy])])
    rows = connection.execute(
        """
        SELECT known_from, articles, independent_sources FROM core.event_states ORDER BY known_from
        """
    ).fetchall()
    assert [row[1:] for row in rows] == [(1, 1), (2, 2), (3, 2)]
