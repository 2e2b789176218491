"""Which event an id names: as it stands, as it once stood, or by how it begins."""

from __future__ import annotations

import duckdb

from extractors.errors import WarehouseError
from warehouse.choices import cut


def resolve_event(connection: duckdb.DuckDBPyConnection, event_id: str) -> str:
    """The event that this id names, once named, or begins.

    Raises:
        WarehouseError: no event has or had that id, or several begin so; says which come near.
    """
    event_id = event_id.strip()
    rows = connection.execute(
        """
        SELECT event_id, 0 AS place FROM core.events WHERE event_id = $asked
        UNION ALL
        SELECT event_id, 1 FROM core.event_redirects WHERE old_event_id = $asked
        UNION ALL
        SELECT event_id, 2 FROM core.events WHERE length($asked) >= 5 AND starts_with(event_id, $asked)
        ORDER BY place, event_id
        """,
        {"asked": event_id},
    ).fetchall()
    if rows and rows[0][1] < 2 and rows[0][0] is None:  # noqa: PLR2004  # the places of the query above
        raise WarehouseError(
            "this event has ended: its articles no longer tell of it",
            where=cut(event_id),
            hint="core.event_history has its past",
        )
    if rows and (rows[0][1] < 2 or len(rows) == 1):  # noqa: PLR2004
        return str(rows[0][0])
    near = connection.execute(
        """
        SELECT event_id, date_start, place FROM core.events
        ORDER BY damerau_levenshtein(event_id, $asked), event_id
        LIMIT 3
        """,
        {"asked": event_id},
    ).fetchall()
    listed = "; ".join(f"{near_id} ({day or 'no day'}, {place or 'no place'})" for near_id, day, place in near)
    raise WarehouseError(
        "several events begin so" if rows else "no event has this id",
        where=cut(event_id),
        hint=f"nearest: {listed}" if listed else "there are no events yet: load some articles first",
    )
