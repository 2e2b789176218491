"""From members to events: what each event was known to be, from when to when."""

from __future__ import annotations

import duckdb

from warehouse.linkage.independence import source_stays
from warehouse.linkage.place import EVER_US
from warehouse.statements import run
from warehouse.tolls import bounded_parts, event_columns, figures, part_highs, pivot_columns


def derive_events(connection: duckdb.DuckDBPyConnection) -> None:
    """Write core.memberships, event_states, source_figures and told_figures for the events in affected_events.

    Twice from what reports say to figures: by the time at which each was known, and by the time at which it was told.
    """
    source_stays(connection)
    run(connection, "stretches", ever=str(EVER_US))
    run(connection, "members")
    run(connection, "spans")
    run(connection, "known", ever=str(EVER_US))
    run(connection, "heard")
    derive_tolls(connection)
    run(connection, "events", event_columns=event_columns())
    run(connection, "tellings", ever=str(EVER_US))
    run(connection, "heard")
    derive_tolls(connection)
    run(connection, "told_figures", ever=str(EVER_US), figures=figures())


def derive_tolls(connection: duckdb.DuckDBPyConnection) -> None:
    """Write the temporary table state_tolls from the temporary tables heard and states."""
    run(connection, "tolls", columns=pivot_columns(), part_highs=part_highs(), bounded_parts=bounded_parts())
