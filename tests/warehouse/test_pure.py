"""Core follows from the ledger alone: nothing of what stood there before, of how it was cut up, or of chance."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path

import duckdb
import pytest

from tests.warehouse.articles.test_one_article import BODY
from tests.warehouse.builders import HAJIN, Attack, Said, Story, exactly
from tests.warehouse.test_two_times import filled
from tests.warehouse.voices import Voice, tell
from warehouse import derivation
from warehouse.checksum import table_checksums
from warehouse.connect import writer
from warehouse.derivation import rebuild
from warehouse.linkage.clusters import grow
from warehouse.linkage.rows import Judgement, Row


def test_a_rebuild_forgets_what_other_rules_made(loaded: duckdb.DuckDBPyConnection) -> None:
    expected = table_checksums(loaded)
    loaded.execute(
        """
        INSERT INTO core.incident_facts BY NAME
        SELECT * REPLACE (row_key + 1 AS row_key, row_key + 1 AS component, 'x' || row_id AS row_id)
        FROM core.incident_facts;
        INSERT INTO core.memberships BY NAME SELECT * REPLACE (row_key + 1 AS row_key) FROM core.memberships;
        INSERT INTO core.incident_keys SELECT key, row_key + 1 FROM core.incident_keys;
        UPDATE core.text_clauses SET clause = clause // 2;
        INSERT INTO core.event_redirects VALUES ('ev-old', 'ev-gone');
        """
    )
    rebuild(loaded)
    assert table_checksums(loaded) == expected


def named(number: int, hour: int) -> Story:
    """One of many reports that name one man, each of another attack."""
    day = dt.date(2018, 1, 1) + dt.timedelta(11 * number)
    return Story(
        f"named-{number:02}",
        f"Gunmen shot {3 + number} people in the square, and the judge Zorvan Quillet was told of case {number}.",
        title=f"Shooting number {number}",
        publisher=f"Outlet {number}",
        published=day.isoformat(),
        seen=f"2019-02-01T{hour:02}:00:00",
        said=(Said(f"{3 + number} people", exactly(3 + number)),),
        attacks=(Attack(day.isoformat(), (HAJIN,), (), "shooting", killed={"total": exactly(3 + number)}),),
    )


def test_how_many_articles_are_taken_at_once_changes_nothing(
    migrated: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = [named(number, (7 * number) % 24) for number in range(40)]
    with writer(filled(migrated, tmp_path, "whole", [told])) as connection:
        expected = table_checksums(connection)
        assert connection.execute("SELECT count(*) FROM core.incident_names WHERE NOT is_asked").fetchone() != (0,)
    monkeypatch.setattr(derivation, "ARTICLES_AT_ONCE", 7)
    with writer(filled(migrated, tmp_path, "cut", [told])) as connection:
        assert table_checksums(connection) == expected
        history = connection.execute("FROM core.event_history ORDER BY ALL").fetchall()
        rebuild(connection)
        assert table_checksums(connection) == expected
        assert connection.execute("FROM core.event_history ORDER BY ALL").fetchall() == history


def test_a_report_that_is_no_longer_among_the_first_has_its_keys_once(migrated: Path, tmp_path: Path) -> None:
    told = [named(number, 12) for number in range(30)]
    older = [named(number, 3) for number in range(30, 40)]
    again = [replace(story, raw_uri="fixture.warc.gz#9", seen="2019-02-03T00:00:00") for story in told]
    with (
        writer(filled(migrated, tmp_path, "once", [[*told, *older], again])) as one,
        writer(filled(migrated, tmp_path, "pieces", [told, [*older], again])) as other,
        writer(filled(migrated, tmp_path, "flipped", [told, again, older])) as third,
    ):
        assert table_checksums(one) == table_checksums(other) == table_checksums(third)


def test_an_original_without_incidents_that_comes_late_unites_its_copies(migrated: Path, tmp_path: Path) -> None:
    sentences = BODY.format(killed=12).split(". ")
    said = (Said("12 people", exactly(12)),)
    attacks = (Attack("2018-11-09", (HAJIN,), (), "shelling", killed={"total": exactly(12)}),)
    whole = Story(
        "wire",
        ". ".join(sentences) + " Traders of the whole valley sent food, blankets and tents to the people of the town.",
        title="Shells hit Hajin",
        publisher="The Wire",
        published="2018-11-09",
        seen="2018-11-09T08:00:00",
    )
    first_half = replace(
        whole, key="one", text=". ".join(sentences[:3]) + ".", publisher="Outlet One", seen="2018-11-09T10:00:00",
        said=said, attacks=attacks,
    )  # fmt: skip
    second_half = replace(
        first_half, key="other", text="In Hajin 12 people died. " + ". ".join(sentences[3:]), publisher="Outlet Two",
        seen="2018-11-09T11:00:00",
    )  # fmt: skip
    with (
        writer(filled(migrated, tmp_path, "once", [[whole, first_half, second_half]])) as at_once,
        writer(filled(migrated, tmp_path, "late", [[first_half, second_half], [whole]])) as late,
    ):
        figures = "SELECT articles, independent_sources FROM core.events"
        assert at_once.execute("SELECT count(*) FROM core.reprints").fetchone() == (2,)
        assert at_once.execute(figures).fetchall() == [(2, 1)]
        assert table_checksums(late) == table_checksums(at_once)


def test_of_two_judgements_of_one_moment_different_holds() -> None:
    rows = [Row(1, "a", "x", 1, 0, 99), Row(2, "b", "y", 2, 0, 99)]
    said = [Judgement(5, "a", "b", True), Judgement(5, "a", "b", False)]
    for order in (said, said[::-1]):
        assert {(stay.key, stay.founder) for stay in grow(rows, [(1, 2, 9000)], order).stays if stay.end == 99} == {
            (1, 1),
            (2, 2),
        }


def test_ucdp_counts_a_figure_once_however_it_is_hedged(connection: duckdb.DuckDBPyConnection) -> None:
    tell(
        connection, "ev-1",
        Voice({"total": (14, 14, 14)}, source="police"), Voice({"total": (14, 14, 14)}, source="police"),
        Voice({"total": (None, 14, None)}, source="police"),
        Voice({"total": (12, 12, 12)}, source="police"), Voice({"total": (12, 12, 12)}, source="police"),
    )  # fmt: skip
    assert connection.execute(
        "SELECT best FROM mart.event_figures_by(policy := 'ucdp') WHERE victim = 'total'"
    ).fetchall() == [(14,)]


def test_a_newcomer_is_scored_against_each_report_of_a_judged_event() -> None:
    """Two unlike reports that a person joined: who resembles one joins both, and stays with it later."""
    rows = [
        Row(1, "a", "x", 1, 0, 99),
        Row(2, "b", "y", 2, 0, 99),
        Row(3, "like a", "z", 3, 7, 99),
        Row(4, "like b", "x", 4, 8, 99),  # of an article that the event holds
    ]
    said = [Judgement(5, "a", "b", True), Judgement(20, "a", "b", None)]
    stays = grow(rows, [(1, 3, 6000), (2, 4, 6000)], said).stays
    found = [(stay.founder, stay.start, stay.end) for stay in sorted(stays, key=lambda stay: (stay.key, stay.start))]
    assert found == [
        (1, 0, 99),
        *((2, 0, 5), (1, 5, 20), (2, 20, 99)),
        (1, 7, 99),
        *((4, 8, 20), (2, 20, 99)),
    ]
