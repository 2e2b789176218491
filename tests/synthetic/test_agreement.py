"""Linkage on invented news whose truth is known, and how its weights are learnt."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from benchmarks.discounts import LabelledPairs, discounted, pooled
from benchmarks.learn_weights import toml
from benchmarks.linkage import SCORED_SEED, measure


def test_events_are_found_at_moderate_noise(tmp_path: Path) -> None:
    found, copies, voices, _ = measure(tmp_path, "moderate", incidents=2500, seed=SCORED_SEED)
    assert found.b_cubed.f1 >= 0.95
    assert found.pairwise.f1 >= 0.93
    assert copies.precision >= 0.95
    assert copies.recall >= 0.9
    assert voices.precision >= 0.95
    assert voices.recall >= 0.95


OUTCOMES = {"day": ["same", "other"], "place": ["same", "other"], "echo": ["same", "other"]}


@pytest.fixture
def pairs(tmp_path: Path) -> LabelledPairs:
    """A thousand pairs, a tenth of them true: day and place err independently, echo repeats what place says."""
    path = tmp_path / "pairs.parquet"
    duckdb.sql(
        f"""
        COPY (
            WITH drawn AS (
                SELECT number < 100 AS is_same,
                    number % 10 < (CASE WHEN number < 100 THEN 9 ELSE 1 END) AS same_day,
                    number // 10 % 10 < (CASE WHEN number < 100 THEN 8 ELSE 2 END) AS same_place
                FROM range(1000) AS numbers(number)
            )
            SELECT is_same, if(same_day, 'same', 'other') AS day, if(same_place, 'same', 'other') AS place,
                place AS echo
            FROM drawn
        ) TO '{path}' (FORMAT parquet)
        """
    )
    place_m, place_u = {"same": 0.8, "other": 0.2}, {"same": 0.2, "other": 0.8}
    m = {"day": {"same": 0.9, "other": 0.1}, "place": place_m, "echo": place_m}
    u = {"day": {"same": 0.1, "other": 0.9}, "place": place_u, "echo": place_u}
    return LabelledPairs("drawn", str(path), {"m": m, "u": u}, 1.0)


def test_a_comparison_that_repeats_another_is_not_heard_twice(pairs: LabelledPairs) -> None:
    weights = pooled([pairs], OUTCOMES)
    assert weights["place"] == {"same": pytest.approx(2.0), "other": pytest.approx(-2.0)}
    bits, prior, factors = discounted([pairs], weights)
    assert factors["day"] == pytest.approx(1.0, abs=0.05)
    assert factors["place"] == pytest.approx(factors["echo"]) == pytest.approx(0.5, abs=0.05)
    assert bits["echo"]["same"] == pytest.approx(1.0, abs=0.1)
    assert prior == pytest.approx(-3.17, abs=0.1)  # log2 of 100 to 900


def test_what_no_pair_shows_weighs_nothing(pairs: LabelledPairs) -> None:
    weights = pooled([pairs], {"day": ["same", "other", "unknown"], "place": ["same", "other"]})
    assert weights["day"]["unknown"] == 0.0


def test_what_is_impossible_stays_so_whatever_the_labels_say() -> None:
    text = toml({"place": {"far": -1.0, "same": 2.04}}, -3.0, {"place": 1.0})
    assert "far = -16.0" in text
    assert "same = 2.0" in text
