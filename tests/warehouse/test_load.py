"""Loading: the ledger keeps everything, what follows from it does not depend on the order, bad batches stay out."""

from __future__ import annotations

import datetime as dt
import random
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests.warehouse import looks
from tests.warehouse.builders import HAJIN, Attack, Said, Story, at, exactly, write_batch
from tests.warehouse.conftest import Load
from tests.warehouse.stories import ALL, ELSEWHERE, FIRST, QUIET, REPRINT, SECOND, toll
from warehouse.checksum import checksum, table_checksums
from warehouse.connect import writer
from warehouse.derivation import rebuild
from warehouse.load import load_batches

EARLY = toll("shells", "2018-11-09T10:00:00", 12)
LATER = toll("shells", "2018-11-09T18:00:00", 15)


def claims(
    connection: duckdb.DuckDBPyConnection, columns: str = "quote, known_from, known_to, closed_because"
) -> list[Any]:
    return connection.execute(
        f"SELECT {columns} FROM core.claims ORDER BY known_from, quote, closed_because"
    ).fetchall()


def test_all_that_was_staged_is_there(loaded: duckdb.DuckDBPyConnection) -> None:
    assert loaded.execute("SELECT count(*) FROM core.articles").fetchone() == (len(ALL),)
    said = sum(len(story.said) for story in ALL)
    assert loaded.execute("SELECT count(*), count_if(is_current) FROM core.claims").fetchone() == (said, said)
    wrong = loaded.execute(
        """
        SELECT count(*) FROM core.claims JOIN core.article_versions USING (version_id)
        WHERE substr(text, span_start + 1, span_end - span_start) <> quote
        """
    ).fetchone()
    assert wrong == (0,)


def test_a_batch_is_loaded_once(connection: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    batch = write_batch(tmp_path, "batch", ALL)
    first = load_batches(connection, [batch])
    before = checksum(connection)
    again = load_batches(connection, [batch])
    assert (first.loaded, first.skipped) == (["batch"], [])
    assert (again.loaded, again.skipped) == ([], ["batch"])
    assert set(again.new.values()) == {0}
    assert checksum(connection) == before


def test_the_same_articles_in_another_batch_change_nothing(connection: duckdb.DuckDBPyConnection, load: Load) -> None:
    load(*ALL)
    before = table_checksums(connection)
    report = load(*ALL)
    assert report.loaded
    assert table_checksums(connection) == before


def test_any_order_and_any_division_into_batches_gives_the_same_tables(migrated: Path, tmp_path: Path) -> None:
    stories = [*ALL, LATER, replace(EARLY, extractor="1.1.0"), replace(FIRST, extractor="0.9.0", said=FIRST.said[:2])]
    chance = random.Random(7)
    sums = set()
    for round_, size in enumerate((1, 3, 4, len(stories))):
        chance.shuffle(stories)
        with writer(Path(shutil.copy(migrated, tmp_path / f"{round_}.duckdb"))) as connection:
            for number, part in enumerate(_parts(stories, size)):
                load_batches(connection, [write_batch(tmp_path / f"staged-{round_}", f"{number}", part)])
            sums.add(tuple(table_checksums(connection).items()))
    assert len(sums) == 1


def _parts(stories: list[Story], size: int) -> list[list[Story]]:
    return [stories[start : start + size] for start in range(0, len(stories), size)]


def test_a_rebuild_from_the_ledger_gives_the_same_tables(connection: duckdb.DuckDBPyConnection, load: Load) -> None:
    for story in (*ALL, LATER):
        load(story)
    before = table_checksums(connection)
    for table in before:
        if table != "article_versions":  # holds the texts, which no other table has
            connection.execute(f"DELETE FROM core.{table}")
    rebuild(connection)
    assert table_checksums(connection) == before


def test_a_newer_version_closes_what_it_no_longer_says(connection: duckdb.DuckDBPyConnection, load: Load) -> None:
    load(EARLY)
    load(LATER)
    ten, six = dt.datetime(2018, 11, 9, 10), dt.datetime(2018, 11, 9, 18)  # noqa: DTZ001  # DuckDB keeps UTC
    assert claims(connection) == [
        ("12 people", ten, six, "dropped"),
        ("15 people", six, None, None),
    ]
    assert connection.execute("SELECT killed_best, killed_low FROM core.events").fetchall() == [(15, 15)]


def test_an_older_version_that_comes_late_changes_no_figure(connection: duckdb.DuckDBPyConnection, load: Load) -> None:
    load(LATER)
    load(EARLY)
    assert connection.execute("SELECT quote FROM core.claims WHERE is_current").fetchall() == [("15 people",)]
    assert connection.execute("SELECT killed_best FROM core.events").fetchall() == [(15,)]


def test_a_claim_that_comes_back_has_two_lives(connection: duckdb.DuckDBPyConnection, load: Load) -> None:
    load(EARLY, LATER)
    load(replace(EARLY, seen="2018-11-10T09:00:00"))
    quotes = [(quote, known_to is None) for quote, _, known_to, _ in claims(connection)]
    assert quotes == [("12 people", False), ("15 people", False), ("12 people", True)]


def test_a_repeated_claim_stays_open(connection: duckdb.DuckDBPyConnection, load: Load) -> None:
    longer = replace(
        FIRST, text=FIRST.text + " More is to come.", seen="2018-11-05T00:00:00", published="2018-11-04T08:00:00"
    )
    load(FIRST)
    load(longer)
    rows = connection.execute(
        "SELECT count(*), count_if(is_current), count(DISTINCT known_from) FROM core.claims"
    ).fetchone()
    assert rows == (len(FIRST.said), len(FIRST.said), 1)


def test_a_newer_extractor_replaces_the_older_reading(connection: duckdb.DuckDBPyConnection, load: Load) -> None:
    newer = replace(
        EARLY, extractor="1.10.0", said=(Said("12 people", exactly(12), victim="civilian", source="the mayor"),)
    )
    load(replace(EARLY, extractor="1.9.0"))
    load(newer)
    rows = connection.execute(
        """SELECT victim, extractor_version, is_current, closed_because, known_to = known_from FROM core.claims
        ORDER BY victim"""
    ).fetchall()
    assert rows == [("civilian", "1.10.0", True, None, None), ("unknown", "1.9.0", False, "reread", True)]


def test_two_readings_by_one_extractor_version_never_mix(connection: duckdb.DuckDBPyConnection, load: Load) -> None:
    load(FIRST)
    load(replace(FIRST, said=FIRST.said[:2]))
    current = connection.execute("SELECT count(*) FROM core.claims WHERE is_current").fetchone()
    assert current in {(2,), (len(FIRST.said),)}


def test_a_reading_without_claims_closes_all(connection: duckdb.DuckDBPyConnection, load: Load) -> None:
    load(EARLY)
    load(replace(EARLY, extractor="2.0.0", said=(), attacks=()))
    assert connection.execute("SELECT count(*) FROM core.claims WHERE is_current").fetchone() == (0,)
    assert connection.execute("SELECT count(*) FROM core.events").fetchone() == (0,)


def test_an_article_without_any_time_is_kept(connection: duckdb.DuckDBPyConnection, load: Load) -> None:
    load(replace(ELSEWHERE, published=None))
    assert connection.execute("SELECT known_from, is_current FROM core.claims").fetchall() == [(None, True)] * 2
    assert connection.execute("SELECT killed_best, first_reported_at FROM core.events").fetchall() == [(3, None)]


def test_fetches_are_kept_once(connection: duckdb.DuckDBPyConnection, load: Load) -> None:
    fetch = {
        "fetch_id": "f1",
        "feed_id": "harbour",
        "kind": "feed",
        "url": "https://post.example/rss",
        "fetched_at": at("2018-11-04T09:00:00"),
        "http_status": 200,
        "outcome": "ok",
        "entries": 20,
        "new_entries": 3,
    }
    later = fetch | {
        "fetch_id": "f2",
        "fetched_at": at("2018-11-04T10:00:00"),
        "http_status": None,
        "outcome": "failed",
    }
    load(QUIET, fetches=[fetch])
    load(QUIET, fetches=[fetch, later])
    rows = connection.execute("SELECT feed_id, outcome, http_status, polls, new_entries FROM mart.feeds").fetchall()
    assert rows == [("harbour", "failed", None, 2, 6)]


def test_a_batch_of_an_earlier_release_says_nothing_of_pages_that_are_due(
    connection: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    polls = [looks.poll("post", f"2018-11-0{day}T09:00:00", new=1, due=1) for day in (1, 2)]
    older, newer = (write_batch(tmp_path, f"batch-{at}", [], [poll]) for at, poll in enumerate(polls))
    _damage(older, "fetches.parquet", lambda table: table.drop_columns(["new_pages"]))
    load_batches(connection, [older, newer])
    rows = connection.execute("SELECT new_entries, new_pages FROM raw.fetches ORDER BY fetched_at").fetchall()
    assert rows == [(1, None), (1, 1)]


def _damage(batch: Path, file: str, change: Any) -> None:
    table = pq.read_table(batch / file)
    pq.write_table(change(table), batch / file)


def _with(column: str, values: Any) -> Any:
    def change(table: pa.Table) -> pa.Table:
        return table.set_column(table.schema.get_field_index(column), table.schema.field(column), [values(table)])

    return change


@pytest.mark.parametrize(
    ("file", "change", "names"),
    [
        ("claims.parquet", lambda table: table.drop_columns(["quote"]), "column quote"),
        ("claims.parquet", lambda table: table.append_column("mood", pa.array(["?"] * len(table))), "column mood"),
        ("articles.parquet", lambda table: table.set_column(5, "title", pa.array([1] * len(table))), "column title"),
        ("claims.parquet", _with("effect", lambda table: pa.array(["maimed"] * len(table))), "column effect"),
        ("claims.parquet", _with("span_end", lambda table: pa.array([3] * len(table))), "column span_end"),
        ("claims.parquet", _with("claim_id", lambda table: pa.array(["one"] * len(table))), "claim_id"),
        ("claims.parquet", _with("incident_id", lambda table: pa.array(["none"] * len(table))), "column incident_id"),
        ("incidents.parquet", _with("version_id", lambda table: pa.array(["x"] * len(table))), "column version_id"),
        (
            "articles.parquet",
            lambda table: table.set_column(6, "text", pa.nulls(len(table), pa.string())),
            "column text",
        ),
    ],
)
def test_a_wrong_batch_is_refused_by_name_and_the_others_are_loaded(
    connection: duckdb.DuckDBPyConnection, tmp_path: Path, file: str, change: Any, names: str
) -> None:
    good = write_batch(tmp_path, "good", [ELSEWHERE])
    bad = write_batch(tmp_path, "bad", [FIRST])
    _damage(bad, file, change)
    report = load_batches(connection, [bad, good])
    assert report.loaded == ["good"]
    assert len(report.refused) == 1
    assert names in str(report.refused[0])
    assert file in str(report.refused[0])
    assert connection.execute("SELECT count(*) FROM core.articles").fetchone() == (1,)


def test_missing_and_unreadable_files_are_refused(connection: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    lacking = write_batch(tmp_path, "lacking", [FIRST])
    (lacking / "claims.parquet").unlink()
    cut = write_batch(tmp_path, "cut", [FIRST])
    whole = (cut / "articles.parquet").read_bytes()
    (cut / "articles.parquet").write_bytes(whole[: len(whole) // 2])
    report = load_batches(connection, [lacking, cut])
    assert [error.where for error in report.refused] == [str(cut / "articles.parquet"), str(lacking / "claims.parquet")]


def test_an_empty_batch_is_loaded(connection: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    report = load_batches(connection, [write_batch(tmp_path, "empty", [])])
    assert report.loaded == ["empty"]
    assert report.total == {"articles": 0, "article_versions": 0, "claims": 0, "events": 0}


def test_one_load_of_many_batches_is_the_same_as_one_of_each(migrated: Path, tmp_path: Path) -> None:
    batches = [write_batch(tmp_path, story.key, [story]) for story in (FIRST, SECOND, REPRINT)]
    with writer(Path(shutil.copy(migrated, tmp_path / "together.duckdb"))) as connection:
        load_batches(connection, batches)
        together = checksum(connection)
    with writer(Path(shutil.copy(migrated, tmp_path / "apart.duckdb"))) as connection:
        for batch in batches:
            load_batches(connection, [batch])
        assert checksum(connection) == together


@pytest.mark.parametrize("where", ["claims.parquet, column low", "incidents.parquet, column killed"])
def test_a_figure_that_counts_no_people_stops_its_own_batch_alone(
    connection: duckdb.DuckDBPyConnection, tmp_path: Path, where: str
) -> None:
    text = f"Bombs killed {2**62} people in Hajin."
    said = (Said(f"{2**62} people", exactly(2**62)),) if where.startswith("claims") else ()
    attack = Attack("2018-11-03", (HAJIN,), killed={"total": exactly(2**62), "civilian": exactly(2**62)})
    report = load_batches(
        connection,
        [
            write_batch(tmp_path, "huge", [Story("huge", text, said=said, attacks=(attack,))]),
            write_batch(tmp_path, "sound", [FIRST]),
        ],
    )
    assert report.loaded == ["sound"]
    (refused,) = report.refused
    assert where in str(refused)


def test_portions_end_as_one_load(
    connection: duckdb.DuckDBPyConnection, migrated: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    batches = [write_batch(tmp_path / "staged", f"batch-{at}", [story]) for at, story in enumerate(ALL)]
    load_batches(connection, batches)
    monkeypatch.setattr("warehouse.derivation.ARTICLES_AT_ONCE", 2)
    with writer(Path(shutil.copy(migrated, tmp_path / "portions.duckdb"))) as other:
        report = load_batches(other, batches)
        assert len(report.loaded) == len(ALL)
        assert other.execute("SELECT max(load_number) FROM core.event_history").fetchone() != (1,)
        assert table_checksums(other) == table_checksums(connection)
