"""The bounds of an event's figures, whatever its sources say."""

from __future__ import annotations

from typing import Any

import duckdb
import pyarrow as pa
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from warehouse.staging import INCIDENTS
from warehouse.statements import run
from warehouse.states import derive_tolls
from warehouse.tolls import BOUNDS, VICTIMS

Figure = dict[str, int | None]
Toll = dict[str, Figure | None]
PARTS = tuple(victim for victim in VICTIMS if victim != "total")

bounds = st.lists(st.integers(0, 40), min_size=3, max_size=3).map(sorted)
figures = st.tuples(bounds, st.lists(st.booleans(), min_size=3, max_size=3)).map(
    lambda drawn: {bound: number if is_given else None for bound, number, is_given in zip(BOUNDS, *drawn, strict=True)}
)
tolls = st.fixed_dictionaries({victim: st.none() | figures for victim in VICTIMS})
events = st.lists(st.lists(tolls, min_size=1, max_size=4), min_size=1, max_size=20)


def toll(**figure: Any) -> Toll:
    return dict.fromkeys(VICTIMS) | {"total": dict.fromkeys(BOUNDS) | figure}


def derive(connection: duckdb.DuckDBPyConnection, told: list[list[Toll]]) -> dict[int, dict[str, Figure]]:
    """The figures of events by number, each told by one source a toll."""
    rows = [
        {
            "key": event,
            "start_us": 0,
            "end_us": 1,
            "effect": "killed",
            "independent_source": f"source-{source}",
            "reported_at": source,
            "toll": toll,
        }
        for event, sources in enumerate(told)
        for source, toll in enumerate(sources)
    ]
    schema = pa.schema(
        [
            *((name, pa.int64()) for name in ("key", "start_us", "end_us", "reported_at")),
            *((name, pa.string()) for name in ("effect", "independent_source")),
            ("toll", INCIDENTS.field("killed").type),
        ]
    )
    said = pa.Table.from_pylist(rows, schema=schema)  # noqa: F841  # read by name below
    run(connection, "spans")
    connection.execute(
        """
        CREATE OR REPLACE TEMP TABLE heard AS FROM said;
        CREATE OR REPLACE TEMP TABLE states AS SELECT * REPLACE (key AS stretch_no) FROM stretches_of('heard');
        """
    )
    derive_tolls(connection)
    columns = [name for name, *_ in connection.execute("DESCRIBE state_tolls").fetchall()]
    found = [dict(zip(columns, row, strict=True)) for row in connection.execute("FROM state_tolls").fetchall()]
    return {
        row["state_no"]: {victim: {bound: row[f"{victim}_{bound}"] for bound in BOUNDS} for victim in VICTIMS}
        for row in found
    }


def ordered(*numbers: int | None) -> bool:
    known = [number for number in numbers if number is not None]
    return known == sorted(known)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(told=events)
@example(told=[[toll(best=5), toll(low=8)]])
def test_figures_keep_their_bounds(connection: duckdb.DuckDBPyConnection, told: list[list[Toll]]) -> None:
    for event, figure in derive(connection, told).items():
        total = figure["total"]
        for victim in VICTIMS:
            said = [toll[victim] or dict.fromkeys(BOUNDS) for toll in told[event]]
            assert ordered(*figure[victim].values()), (victim, figure)
            for bound in ("low", "high"):
                if all(given[bound] is None for given in said):
                    assert figure[victim][bound] is None, (victim, bound, "nobody gave it")
        for part in PARTS:
            for bound in BOUNDS:
                assert ordered(figure[part][bound], total[bound]), (part, bound, figure)
        classes = [best for victim in ("civilian", "combatant") if (best := figure[victim]["best"]) is not None]
        if classes and total["best"] is not None:
            left = total["best"] - sum(classes)
            assert figure["unknown"]["best"] == (left if left > 0 else None)


@pytest.mark.parametrize("high", [None, 20])
def test_a_high_is_there_where_a_source_gives_it(connection: duckdb.DuckDBPyConnection, high: int | None) -> None:
    told: list[list[Toll]] = [
        [toll(low=14, best=14, high=high), toll(low=15, best=15, high=None)],
    ]
    assert derive(connection, told)[0]["total"] == {"low": 14, "best": 15, "high": high}
