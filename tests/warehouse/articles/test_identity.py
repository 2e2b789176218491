"""An incident keeps its name while its article is edited."""

from __future__ import annotations

import random
import shutil
from dataclasses import replace
from pathlib import Path

import duckdb

from tests.warehouse.builders import HAJIN, Attack, Said, Story, exactly, place, write_batch
from tests.warehouse.conftest import Load
from warehouse.checksum import table_checksums
from warehouse.connect import writer
from warehouse.derivation import rebuild
from warehouse.load import load_batches

MORA = place("Mora", "SY", "Homs", 34.5, 37.9)
TALIN = place("Talin", "SY", "Homs", 35.1, 38.2)


def told(name: dict[str, object], day: str, killed: int) -> tuple[str, Said, Attack]:
    quote = f"{killed} people in {name['name']}"
    figures = {"total": exactly(killed), "unknown": exactly(killed)}
    return (
        f"Shells killed {quote} on that day, doctors said.",
        Said(quote, exactly(killed)),
        Attack(day, (name,), (), "shelling", killed=figures),
    )


def version(seen: str, *attacks: tuple[str, Said, Attack], extractor: str = "1.0.0") -> Story:
    return Story(
        "front",
        " ".join(text for text, _, _ in attacks),
        seen=seen,
        said=[replace(said, incident=number) for number, (_, said, _) in enumerate(attacks, start=1)],
        attacks=[attack for _, _, attack in attacks],
        extractor=extractor,
    )


HAJIN_12, HAJIN_15 = told(HAJIN, "2018-11-03", 12), told(HAJIN, "2018-11-03", 15)
MORA_4 = told(MORA, "2018-11-02", 4)
TALIN_7 = told(TALIN, "2018-11-04", 7)

FIRST = version("2018-11-04T08:00:00", HAJIN_12, MORA_4)
SWAPPED = version("2018-11-04T12:00:00", MORA_4, HAJIN_15)
THIRD_IN_FRONT = version("2018-11-05T08:00:00", TALIN_7, MORA_4, HAJIN_15)


def names(connection: duckdb.DuckDBPyConnection) -> dict[str, str]:
    rows = connection.execute("SELECT DISTINCT places[1].name, incident_id FROM core.incidents ORDER BY ALL").fetchall()
    assert len(rows) == len(dict(rows)), f"an attack has two names: {rows}"
    return dict(rows)


def test_order_tolls_and_a_new_attack_rename_no_incident(connection: duckdb.DuckDBPyConnection, load: Load) -> None:
    load(FIRST)
    first = names(connection)
    events = dict(connection.execute("SELECT place, event_id FROM core.events").fetchall())
    load(SWAPPED)
    assert names(connection) == first
    load(THIRD_IN_FRONT)
    after = names(connection)
    assert {name: after[name] for name in first} == first
    assert len(set(after.values())) == 3
    now = connection.execute("SELECT place, event_id, killed_best FROM core.events ORDER BY ALL").fetchall()
    assert {name: event for name, event, _ in now if name in events} == events
    assert [(name, killed) for name, _, killed in now] == [("Hajin", 15), ("Mora", 4), ("Talin", 7)]


def test_a_swap_changes_no_claim(connection: duckdb.DuckDBPyConnection, load: Load) -> None:
    load(FIRST)
    load(version("2018-11-04T12:00:00", MORA_4, HAJIN_12))
    assert connection.execute("SELECT count(*), count_if(is_current) FROM core.claims").fetchone() == (2, 2)


def test_claims_stay_with_their_attack(connection: duckdb.DuckDBPyConnection, load: Load) -> None:
    load(FIRST, SWAPPED, THIRD_IN_FRONT)
    rows = connection.execute(
        """
        SELECT quote, places[1].name FROM core.claims AS claim JOIN core.incidents AS incident USING (incident_id)
        WHERE claim.is_current AND incident.is_current ORDER BY ALL
        """
    ).fetchall()
    assert rows == [("15 people in Hajin", "Hajin"), ("4 people in Mora", "Mora"), ("7 people in Talin", "Talin")]


def test_a_newer_extractor_that_finds_an_attack_before_the_others_renames_none(
    connection: duckdb.DuckDBPyConnection, load: Load
) -> None:
    load(replace(THIRD_IN_FRONT, said=(), attacks=(HAJIN_15[2],), extractor="0.9.0"))
    first = names(connection)
    load(THIRD_IN_FRONT)
    assert names(connection)["Hajin"] == first["Hajin"]


def test_what_an_article_tells_instead_is_another_attack(connection: duckdb.DuckDBPyConnection, load: Load) -> None:
    load(version("2018-11-04T08:00:00", told(HAJIN, "2018-11-03", 12)))
    load(version("2018-11-20T08:00:00", told(MORA, "2018-11-19", 5)))
    assert len(names(connection)) == 2


def test_a_corrected_place_is_the_same_attack(connection: duckdb.DuckDBPyConnection, load: Load) -> None:
    load(version("2018-11-04T08:00:00", told(HAJIN, "2018-11-03", 12)))
    load(version("2018-11-04T20:00:00", told(MORA, "2018-11-03", 12)))
    assert connection.execute("SELECT count(DISTINCT incident_id) FROM core.incidents").fetchone() == (1,)


def test_names_do_not_depend_on_the_order_of_loading(migrated: Path, tmp_path: Path) -> None:
    versions = [FIRST, SWAPPED, THIRD_IN_FRONT, replace(SWAPPED, extractor="0.9.0", attacks=SWAPPED.attacks[:1],
                                                        said=SWAPPED.said[:1])]  # fmt: skip
    chance = random.Random(3)
    sums = set()
    for round_ in range(4):
        chance.shuffle(versions)
        with writer(Path(shutil.copy(migrated, tmp_path / f"{round_}.duckdb"))) as connection:
            for number, one in enumerate(versions):
                load_batches(connection, [write_batch(tmp_path / f"staged-{round_}", f"{number}", [one])])
            sums.add(tuple(table_checksums(connection).items()))
    assert len(sums) == 1


def test_a_name_that_stood_only_between_two_loads_leads_nowhere(
    connection: duckdb.DuckDBPyConnection, load: Load
) -> None:
    """Hajin's attack follows Talin's and is dropped, until an older version turns up that told of it first."""
    older = version("2018-11-04T08:00:00", HAJIN_12)
    talin = version("2018-11-04T12:00:00", TALIN_7)
    hajin = version("2018-11-04T16:00:00", HAJIN_15)
    load(talin, hajin, replace(version("2018-11-04T20:00:00"), text="There is nothing to tell."))
    between = leads(connection)
    load(older)
    live = leads(connection)
    rebuild(connection)
    assert leads(connection) == live
    assert len(between - live) == 1
    assert {event for _, event in live} == {None}


def leads(connection: duckdb.DuckDBPyConnection) -> set[tuple[str, str | None]]:
    return set(connection.execute("FROM core.event_redirects").fetchall())
