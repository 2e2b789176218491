"""The invented news is the same each time, passes the warehouse's checks, and its truth is whole."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from itertools import islice, pairwise
from pathlib import Path
from typing import Any

import duckdb
import pyarrow.parquet as pq
import pytest

from benchmarks.synthetic.agreement import compare
from benchmarks.synthetic.attacks import attacks
from benchmarks.synthetic.batches import Written, write_batches
from benchmarks.synthetic.lists import noise_levels
from benchmarks.synthetic.news import editions
from warehouse.batches import check_batch
from warehouse.staging import FILES

SEED = 3


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> list[Written]:
    return list(write_batches(tmp_path_factory.mktemp("news"), [300, 200], seed=SEED, noise="high"))


def rows(files: list[Path]) -> list[dict[str, Any]]:
    return [row for file in files for row in pq.read_table(file).to_pylist()]


def test_the_same_seed_gives_the_same_news_in_one_batch_or_two(written: list[Written], tmp_path: Path) -> None:
    whole = next(write_batches(tmp_path, [500], seed=SEED, noise="high"))
    for file in FILES:
        assert rows([each.batch / file for each in written]) == rows([whole.batch / file])
    assert rows([each.truth for each in written]) == rows([whole.truth])


def test_batches_pass_the_checks_of_the_load(written: list[Written]) -> None:
    with duckdb.connect() as connection:
        for each in written:
            batch = check_batch(connection, each.batch)
            assert batch.incidents >= each.incidents >= 200
            assert batch.claims > 0


def test_every_quote_stands_where_it_says(written: list[Written]) -> None:
    for each in written:
        texts = {row["version_id"]: row["text"] for row in rows([each.batch / "articles.parquet"])}
        for claim in rows([each.batch / "claims.parquet"]):
            assert texts[claim["version_id"]][claim["span_start"] : claim["span_end"]] == claim["quote"]


def test_the_truth_knows_every_incident_once(written: list[Written]) -> None:
    known = Counter(row["incident_id"] for row in rows([each.truth for each in written]))
    told = {row["incident_id"] for row in rows([each.batch / "incidents.parquet" for each in written])}
    assert set(known) == told
    assert set(known.values()) == {1}


def test_articles_come_in_the_order_of_fetching_after_what_they_tell() -> None:
    found = list(islice(editions(SEED, noise_levels()["high"]), 800))
    assert all(a.seen <= b.seen for a, b in pairwise(found))
    for edition in found:
        assert edition.published < edition.seen
        assert all(told.attack.day <= edition.published.date() for told in edition.reports)


def test_a_longer_run_covers_more_days_and_is_no_denser() -> None:
    per_day = Counter(attack.day for attack in islice(attacks(SEED), 4000))
    days = sorted(per_day)[:-1]
    halves = [
        sum(per_day[day] for day in half) / len(half) for half in (days[: len(days) // 2], days[len(days) // 2 :])
    ]
    assert halves[0] == pytest.approx(halves[1], rel=0.25)
    assert days[-1] - days[0] == dt.timedelta(days=len(days) - 1)


def test_agreement_counts_as_the_definition_does(tmp_path: Path) -> None:
    with duckdb.connect() as connection:
        connection.execute(
            """
            COPY (FROM (VALUES ('1', 'a', 'x'), ('2', 'b', 'x'), ('3', 'c', 'x'), ('4', 'd', 'y'))
                AS t(incident_id, article_id, event)) TO $path (FORMAT parquet);
            """,
            {"path": str(tmp_path / "truth.parquet")},
        )
        connection.execute(
            "CREATE TABLE f AS FROM (VALUES ('1', 'p'), ('2', 'p'), ('3', 'q'), ('4', 'q')) AS t(incident_id, found)"
        )
        found = compare(connection, "f", [tmp_path / "truth.parquet"])
    assert (found.incidents, found.true_events, found.found_events) == (4, 2, 2)
    assert found.b_cubed.precision == pytest.approx((1 + 1 + 0.5 + 0.5) / 4)
    assert found.b_cubed.recall == pytest.approx((2 / 3 + 2 / 3 + 1 / 3 + 1) / 4)
    assert found.pairwise.precision == pytest.approx(1 / 2)
    assert found.pairwise.recall == pytest.approx(1 / 3)
