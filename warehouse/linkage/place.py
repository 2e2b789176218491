"""Places rows in clusters: those that a load touches and whoever they have to do with, not all that links connect.

Links chain: in a war each report resembles one of the day before, and so most of a year may hang together by single
links. Few of these could ever have made two clusters one. A component (core.incident_facts.component) holds the rows
that had to do with each other as the clusters grew, and grows alike whatever else there is, until something new has to
do with it as well. So what is placed anew are the components that a load touches, beside the components that links
lead to; where one of these turns out to have to do with the first, it is taken in, and what links lead to from there
stands beside them, until nothing is taken in any more.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import groupby
from operator import itemgetter
from typing import Any, Final

import duckdb
import pyarrow as pa

from warehouse.linkage.clusters import grow
from warehouse.linkage.connected import connected
from warehouse.linkage.rows import Judgement, Row
from warehouse.linkage.weights import Weights
from warehouse.statements import run

_ROWS_AT_ONCE: Final = 50_000

EVER_US: Final = 2**62
"""Microseconds: stands for no beginning (negative) and no end."""

_STAYS: Final = pa.schema(
    [("row_key", pa.uint64()), ("founder", pa.uint64()), ("start_us", pa.int64()), ("end_us", pa.int64())]
)
_COMPONENTS: Final = pa.schema([("row_key", pa.uint64()), ("component", pa.uint64())])


def place(connection: duckdb.DuckDBPyConnection, weights: Weights) -> None:
    """Write the temporary table found_stays (row_key, founder, start_us, end_us) for the rows in touched_keys.

    touched_keys grows by the rows of components that are taken in. Writes core.incident_facts.component.
    """
    connection.execute(
        """
        CREATE OR REPLACE TEMP TABLE work_keys AS FROM touched_keys;
        CREATE OR REPLACE TEMP TABLE found_stays (row_key UBIGINT, founder UBIGINT, start_us BIGINT, end_us BIGINT);
        """
    )
    judgements = _judgements(connection)
    while _is_left(connection):
        run(connection, "region")
        _mark_groups(connection)
        run(connection, "ranked", ever=str(EVER_US))
        _grow(connection, weights, judgements)
        run(connection, "settled")


def _is_left(connection: duckdb.DuckDBPyConnection) -> bool:
    return connection.execute("SELECT 1 FROM work_keys LIMIT 1").fetchone() is not None


def _mark_groups(connection: duckdb.DuckDBPyConnection) -> None:
    """Write the temporary table grouped (row_key, group_key): what links connect is grown together."""
    rows = connection.execute("SELECT row_key FROM region").fetchnumpy()["row_key"]
    links = connection.execute("SELECT row_a, row_b FROM joining_links").fetchnumpy()
    found = pa.table(  # noqa: F841  # read by name below
        {"row_key": rows, "group_key": connected(rows, links["row_a"], links["row_b"])}
    )
    connection.execute("CREATE OR REPLACE TEMP TABLE grouped AS FROM found")


def _grow(connection: duckdb.DuckDBPyConnection, weights: Weights, judgements: dict[str, list[Judgement]]) -> None:
    """Write the temporary tables grown_stays and grown_components of the rows in ranked that links connect."""
    rows = connection.execute(
        """
        SELECT group_key, row_key, incident_id, article_id, rank, start_us, end_us, is_main, day, reported, outlet
        FROM ranked WHERE is_linked
        ORDER BY group_key, rank
        """
    ).to_arrow_table()
    # In two steps: the planner would join the rows of each group with each other first, the square of them.
    connection.execute(
        """
        CREATE OR REPLACE TEMP TABLE left_links AS
        SELECT group_key, row_a, row_b, millibits FROM core.event_links
        JOIN (SELECT group_key, row_key FROM ranked WHERE is_linked) ON row_key = row_a
        """
    )
    links = connection.execute(
        """
        SELECT group_key, row_a, row_b, millibits FROM left_links
        SEMI JOIN ranked ON ranked.row_key = row_b AND ranked.group_key = left_links.group_key
        ORDER BY group_key, row_a, row_b
        """
    ).to_arrow_table()
    links_of = _Lockstep(links)
    stays, components = _Columns(_STAYS), _Columns(_COMPONENTS)
    for group_key, group in groupby(_tuples(rows), itemgetter(0)):
        members = [Row(*row[1:]) for row in group]
        judged = {judgement for row in members for judgement in judgements.get(row.incident, ())}
        grown = grow(members, links_of(group_key), judged, threshold=weights.threshold)
        stays.add((stay.key, stay.founder, stay.start, stay.end) for stay in grown.stays)
        components.add(grown.components.items())
    stay_rows, component_rows = stays.table(), components.table()  # noqa: F841  # read by name below
    connection.execute(
        """
        CREATE OR REPLACE TEMP TABLE grown_stays AS FROM stay_rows;
        CREATE OR REPLACE TEMP TABLE grown_components AS FROM component_rows;
        """
    )


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


class _Columns:
    """Rows as Arrow, some thousands at a time: as Python objects they would take many times the memory."""

    def __init__(self, schema: pa.Schema) -> None:
        self._schema = schema
        self._rows: list[tuple[Any, ...]] = []
        self._batches: list[pa.RecordBatch] = []

    def add(self, rows: Iterable[tuple[Any, ...]]) -> None:
        """Append rows."""
        self._rows.extend(rows)
        if len(self._rows) >= _ROWS_AT_ONCE:
            self._close_batch()

    def table(self) -> pa.Table:
        """All rows."""
        self._close_batch()
        return pa.Table.from_batches(self._batches, schema=self._schema)

    def _close_batch(self) -> None:
        if self._rows:
            columns = zip(*self._rows, strict=True)
            arrays = [pa.array(column, kind) for column, kind in zip(columns, self._schema.types, strict=True)]
            self._batches.append(pa.RecordBatch.from_arrays(arrays, schema=self._schema))
            self._rows = []


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
