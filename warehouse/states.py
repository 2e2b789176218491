"""From members to events: what each event was known to be, from when to when."""

from __future__ import annotations

import duckdb

from warehouse.linkage.independence import source_stays
from warehouse.linkage.place import EVER_US
from warehouse.statements import run
from warehouse.tolls import bounded_parts, event_columns, part_highs, pivot_columns


def derive_events(connection: duckdb.DuckDBPyConnection) -> None:
    """Write core.memberships, event_states and source_figures for the events of the temporary table affected_events."""
    source_stays(connection)
    run(connection, "stretches", ever=str(EVER_US))
    run(connection, "members")
    run(connection, "spans")
    run(connection, "states", ever=str(EVER_US))
    derive_tolls(connection)
    run(connection, "events", event_columns=event_columns())


def derive_tolls(connection: duckdb.DuckDBPyConnection) -> None:
    """Write the temporary table state_tolls from the temporary tables heard and states."""
    run(connection, "tolls", columns=pivot_columns(), part_highs=part_highs(), bounded_parts=bounded_parts())
