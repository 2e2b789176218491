"""How well the events of a warehouse agree with the truth: B-cubed and pairwise, over incidents."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb


@dataclass(frozen=True, slots=True)
class Ratios:
    """Precision and recall, 0 to 1."""

    precision: float
    recall: float

    @property
    def f1(self) -> float:
        """The harmonic mean of both; 0 where both are 0."""
        total = self.precision + self.recall
        return 2 * self.precision * self.recall / total if total else 0.0


@dataclass(frozen=True, slots=True)
class Agreement:
    """Events found against true ones.

    B-cubed asks for each incident which share of its found event is truly of its attack (precision) and which share of
    its attack is in its found event (recall). Pairwise asks the same of all pairs, so large attacks weigh more.
    """

    incidents: int
    true_events: int
    found_events: int
    b_cubed: Ratios
    pairwise: Ratios


def agreement(connection: duckdb.DuckDBPyConnection, truth: Sequence[Path]) -> Agreement:
    """Compare core.event_members, as it stands now, with the truth of all batches that were loaded."""
    return compare(connection, "(SELECT incident_id, event_id AS found FROM core.event_members)", truth)


def compare(connection: duckdb.DuckDBPyConnection, found: str, truth: Sequence[Path]) -> Agreement:
    """The same for any relation (SQL) with the columns incident_id and found.

    An incident that `found` lacks stands alone.
    """
    row = connection.execute(
        f"""
        WITH placed AS (
            SELECT event, coalesce(found, 'alone ' || incident_id) AS found_event
            FROM read_parquet($truth) LEFT JOIN {found} USING (incident_id)
        ),
        cells AS (SELECT event, found_event, count(*) AS incidents FROM placed GROUP BY ALL),
        sized AS (
            SELECT incidents, sum(incidents) OVER (PARTITION BY found_event) AS in_found,
                sum(incidents) OVER (PARTITION BY event) AS in_true
            FROM cells
        ),
        pairs AS (
            SELECT sum(incidents * (incidents - 1)) AS agreed,
                (SELECT sum(n * (n - 1)) FROM (SELECT count(*) AS n FROM placed GROUP BY found_event)) AS joined,
                (SELECT sum(n * (n - 1)) FROM (SELECT count(*) AS n FROM placed GROUP BY event)) AS truly
            FROM cells
        )
        SELECT sum(incidents)::BIGINT, (SELECT count(DISTINCT event) FROM cells),
            (SELECT count(DISTINCT found_event) FROM cells),
            sum(incidents * incidents / in_found) / sum(incidents),
            sum(incidents * incidents / in_true) / sum(incidents),
            (SELECT coalesce(agreed / nullif(joined, 0), 1) FROM pairs),
            (SELECT coalesce(agreed / nullif(truly, 0), 1) FROM pairs)
        FROM sized
        """,
        {"truth": [str(path) for path in truth]},
    ).fetchone()
    assert row is not None  # noqa: S101  # an aggregate always gives a row
    incidents, true_events, found_events, *ratios = row
    b_precision, b_recall, precision, recall = map(float, ratios)
    return Agreement(incidents, true_events, found_events, Ratios(b_precision, b_recall), Ratios(precision, recall))


def copies(connection: duckdb.DuckDBPyConnection, truth: Sequence[Path]) -> Ratios:
    """How well core.reprints and core.article_aliases tell whose text an article has, over all pairs of one text."""
    row = connection.execute(
        """
        WITH placed AS (
            SELECT DISTINCT truth.article_id, truth.original AS truly,
                coalesce(reprint.original, alias.article_id, truth.article_id) AS found
            FROM read_parquet($truth) AS truth
            LEFT JOIN core.article_aliases AS alias ON alias_id = truth.article_id
            LEFT JOIN core.reprints AS reprint ON article_b = coalesce(alias.article_id, truth.article_id)
        ),
        pairs AS (
            SELECT (SELECT sum(n * (n - 1)) FROM (SELECT count(*) AS n FROM placed GROUP BY truly, found)) AS agreed,
                (SELECT sum(n * (n - 1)) FROM (SELECT count(*) AS n FROM placed GROUP BY found)) AS joined,
                (SELECT sum(n * (n - 1)) FROM (SELECT count(*) AS n FROM placed GROUP BY truly)) AS truly
        )
        SELECT coalesce(agreed / nullif(joined, 0), 1), coalesce(agreed / nullif(truly, 0), 1) FROM pairs
        """,
        {"truth": [str(path) for path in truth]},
    ).fetchone()
    assert row is not None  # noqa: S101  # an aggregate always gives a row
    return Ratios(*map(float, row))


def voices(connection: duckdb.DuckDBPyConnection, truth: Sequence[Path]) -> Ratios:
    """How well independent sources are told apart, over all pairs of articles of one event by different outlets.

    Found by their texts or by whom they credit. Two are truly one voice where both have one agency's text, retold or
    not.
    """
    row = connection.execute(
        """
        WITH told AS (
            SELECT DISTINCT event_id, article_id, independent_source, outlet, truth.original
            FROM core.event_members
            JOIN core.articles USING (article_id)
            JOIN read_parquet($truth) AS truth USING (article_id)
        ),
        pairs AS (
            SELECT a.independent_source = b.independent_source AS found, a.original = b.original AS truly
            FROM told AS a
            JOIN told AS b ON a.event_id = b.event_id AND a.article_id < b.article_id AND a.outlet <> b.outlet
        )
        SELECT coalesce(count_if(found AND truly) / nullif(count_if(found), 0), 1),
            coalesce(count_if(found AND truly) / nullif(count_if(truly), 0), 1)
        FROM pairs
        """,
        {"truth": [str(path) for path in truth]},
    ).fetchone()
    assert row is not None  # noqa: S101  # an aggregate always gives a row
    return Ratios(*map(float, row))
