"""What stands when is what a plain join says, however spans begin, end, overlap and repeat."""

from __future__ import annotations

from collections.abc import Iterator

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from warehouse.statements import run

spans = st.tuples(st.sampled_from("ab"), st.integers(0, 30), st.integers(1, 30), st.sampled_from("xyz"),
    st.integers(0, 4), st.none() | st.integers(0, 9), st.integers(0, 9))  # fmt: skip


@pytest.fixture(scope="module")
def spanned() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as connection:
        run(connection, "spans")
        yield connection


PLAIN = """
SELECT stretch_no, option, count(DISTINCT voter), min(rank), max(rank), min(grade)
FROM line
JOIN ballots ON ballots.key = line.key AND ballots.start_us <= line.start_us AND line.end_us <= ballots.end_us
GROUP BY ALL ORDER BY ALL
"""


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=st.lists(spans, min_size=1, max_size=60))
def test_standing_is_a_plain_join(spanned: duckdb.DuckDBPyConnection, rows: list[tuple[object, ...]]) -> None:
    spanned.execute(
        """
        CREATE OR REPLACE TABLE told (
            key VARCHAR, start_us BIGINT, length BIGINT, option VARCHAR, voter BIGINT, rank BIGINT, grade BIGINT
        )
        """
    )
    spanned.executemany("INSERT INTO told VALUES (?, ?, ?, ?, ?, ?, ?)", rows)
    spanned.execute(
        """
        CREATE OR REPLACE TABLE ballots AS SELECT * EXCLUDE (length), start_us + length AS end_us FROM told;
        CREATE OR REPLACE TABLE line AS FROM stretches_of('ballots');
        """
    )
    plain = spanned.execute(PLAIN).fetchall()
    assert spanned.execute("FROM standing('ballots', 'line') ORDER BY ALL").fetchall() == plain


@pytest.mark.parametrize("seed", range(4))
def test_a_voter_of_many_ballots_with_one_span_counts_once(spanned: duckdb.DuckDBPyConnection, seed: int) -> None:
    """Of so many rows DuckDB sorts those that are equal in another order each time."""
    spanned.execute(
        f"""
        CREATE OR REPLACE TABLE ballots AS
        SELECT hash(i, {seed}) % 30 AS key, (hash(i, {seed}, 1) % 4)::BIGINT AS start_us,
            10 - (hash(i, {seed}, 2) % 2)::BIGINT AS end_us, 'x' AS option, i % 5 AS voter, i AS rank, 0 AS grade
        FROM range(756) AS rows(i);
        CREATE OR REPLACE TABLE line AS FROM stretches_of('ballots');
        """
    )
    plain = spanned.execute(PLAIN).fetchall()
    assert spanned.execute("FROM standing('ballots', 'line') ORDER BY ALL").fetchall() == plain
