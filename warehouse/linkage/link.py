"""Linkage: what a load brings is compared with what could be the same attack, and only what it touches is clustered.

What is compared, what it scores, which components it joins and how their clusters grow depend on the ledger alone. So
the outcome is the same whether the ledger came in one load or in a hundred, in whatever order.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from importlib import resources
from itertools import groupby
from operator import itemgetter
from typing import Any, Final

import duckdb
import pyarrow as pa

from warehouse.linkage.clusters import Judgement, Row, Stay, stays
from warehouse.linkage.components import components
from warehouse.linkage.weights import Weights, load_weights
from warehouse.statements import run

_ARTICLES_AT_ONCE: Final = 20_000
"""Bounds what the comparisons of one load hold in memory."""

_ROWS_AT_ONCE: Final = 50_000

EVER_US: Final = 2**62
"""Microseconds: stands for no beginning (negative) and no end."""

_STAYS: Final = pa.schema(
    [("row_key", pa.uint64()), ("founder", pa.uint64()), ("start_us", pa.int64()), ("end_us", pa.int64())]
)


def link(connection: duckdb.DuckDBPyConnection, weights: Weights | None = None) -> None:
    """Compare and cluster the incidents of the articles in the temporary table affected_articles.

    Writes core.incident_facts, incident_keys, event_links and memberships, and the temporary tables affected_events,
    old_members and old_tolls.
    """
    weights = weights or load_weights()
    weights.install(connection)
    connection.execute(f"SET VARIABLE threshold = {weights.threshold}")
    connection.execute(
        """
        CREATE OR REPLACE TEMP TABLE touched_components (component UBIGINT);
        CREATE OR REPLACE TEMP TABLE all_changed (row_key UBIGINT);
        """
    )
    _load_background(connection)
    for _ in _chunks_of_articles(connection):
        run(connection, "facts")
        run(connection, "changed")
        run(connection, "compare")
        connection.execute("INSERT INTO all_changed SELECT row_key FROM changed_rows")
    run(connection, "touched")
    _mark_components(connection)
    _place(connection, weights)
    run(connection, "stays", ever=str(EVER_US))


def _load_background(connection: duckdb.DuckDBPyConnection) -> None:
    with resources.as_file(resources.files("warehouse.linkage") / "background.tsv") as path:
        connection.execute(
            """
            CREATE OR REPLACE TEMP TABLE background AS
            FROM read_csv(?, delim = '\t', quote = '', header = false,
                columns = {'word': 'VARCHAR', 'thirds': 'UTINYINT'})
            """,
            [str(path)],
        )


def _chunks_of_articles(connection: duckdb.DuckDBPyConnection) -> Iterator[None]:
    """Each time, the temporary table facts_of holds the next articles."""
    connection.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE numbered_articles AS
        SELECT article_id, (row_number() OVER (ORDER BY article_id) - 1) // {_ARTICLES_AT_ONCE} AS chunk
        FROM affected_articles
        """  # noqa: S608  # a constant
    )
    count = connection.execute("SELECT coalesce(max(chunk) + 1, 0) FROM numbered_articles").fetchone()
    for chunk in range(count[0] if count else 0):
        connection.execute(
            "CREATE OR REPLACE TEMP TABLE facts_of AS SELECT article_id FROM numbered_articles WHERE chunk = ?", [chunk]
        )
        yield


def _mark_components(connection: duckdb.DuckDBPyConnection) -> None:
    rows = connection.execute("SELECT row_key FROM touched_keys").fetchnumpy()["row_key"]
    links = connection.execute("SELECT row_a, row_b FROM joining_links").fetchnumpy()
    found = pa.table(  # noqa: F841  # read by name below
        {"row_key": rows, "component": components(rows, links["row_a"], links["row_b"])}
    )
    connection.execute("CREATE OR REPLACE TEMP TABLE marked AS FROM found")
    connection.execute(
        """
        MERGE INTO core.incident_facts AS fact USING marked USING (row_key)
        WHEN MATCHED AND fact.component IS DISTINCT FROM marked.component THEN UPDATE SET component = marked.component
        """
    )


def _place(connection: duckdb.DuckDBPyConnection, weights: Weights) -> None:
    """Write the temporary table found_stays (row_key, founder, start_us, end_us) for the rows in touched_keys."""
    run(connection, "ranked", ever=str(EVER_US))
    rows = connection.execute(
        """
        SELECT component, row_key, incident_id, article_id, rank, start_us, end_us, is_main, day, reported, outlet
        FROM ranked WHERE is_linked
        ORDER BY component, rank
        """
    ).to_arrow_table()
    # In two steps: the planner would join the rows of each component with each other first, the square of them.
    connection.execute(
        """
        CREATE OR REPLACE TEMP TABLE left_links AS
        SELECT component, row_a, row_b, millibits FROM core.event_links
        JOIN (SELECT component, row_key FROM ranked WHERE is_linked) ON row_key = row_a
        """
    )
    links = connection.execute(
        """
        SELECT component, row_a, row_b, millibits FROM left_links
        SEMI JOIN ranked ON ranked.row_key = row_b AND ranked.component = left_links.component
        ORDER BY component, row_a, row_b
        """
    ).to_arrow_table()
    judgements = _judgements(connection)
    links_of = _Lockstep(links)
    batches: list[pa.RecordBatch] = []
    found: list[Stay] = []
    for component, group in groupby(_tuples(rows), itemgetter(0)):
        members = [Row(*row[1:]) for row in group]
        judged = {judgement for row in members for judgement in judgements.get(row.incident, ())}
        found += stays(members, links_of(component), judged, threshold=weights.threshold)
        if len(found) >= _ROWS_AT_ONCE:
            batches.append(_batch(found))
            found = []
    batches.append(_batch(found))
    clustered = pa.Table.from_batches(batches, schema=_STAYS)  # noqa: F841  # read by name below
    connection.execute("INSERT INTO found_stays FROM clustered")


class _Lockstep:
    """Reads a table that is ordered by its first column, one value of it after the other."""

    def __init__(self, table: pa.Table) -> None:
        self._groups = groupby(_tuples(table), itemgetter(0))
        self._ahead = next(self._groups, None)

    def __call__(self, component: int) -> list[tuple[int, int, int]]:
        """The rest of the rows of this component; components are asked for in order."""
        if self._ahead is None or self._ahead[0] != component:
            return []
        found = [row[1:] for row in self._ahead[1]]
        self._ahead = next(self._groups, None)
        return found


def _tuples(table: pa.Table) -> Iterator[tuple[Any, ...]]:
    """Row by row, without making Python objects of the whole table at once."""
    for batch in table.to_batches(max_chunksize=_ROWS_AT_ONCE):
        yield from zip(*(column.to_pylist() for column in batch.columns), strict=True)


def _batch(found: Sequence[Stay]) -> pa.RecordBatch:
    columns = zip(*((stay.key, stay.founder, stay.start, stay.end) for stay in found), strict=True)
    arrays = [pa.array(column, kind) for column, kind in zip(columns, _STAYS.types, strict=True)] if found else []
    return pa.RecordBatch.from_arrays(arrays or [pa.array([], kind) for kind in _STAYS.types], schema=_STAYS)


def _judgements(connection: duckdb.DuckDBPyConnection) -> dict[str, list[Judgement]]:
    """What people judged, under each of the two incidents."""
    rows = connection.execute(
        """
        SELECT epoch_us(judged_at), incident_a, incident_b,
            CASE verdict WHEN 'same' THEN true WHEN 'different' THEN false END
        FROM raw.judgements
        ORDER BY ALL
        """
    ).fetchall()
    judgements: dict[str, list[Judgement]] = defaultdict(list)
    for row in rows:
        judgement = Judgement(*row)
        judgements[judgement.a].append(judgement)
        judgements[judgement.b].append(judgement)
    return judgements
