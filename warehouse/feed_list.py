"""The feed list in the warehouse: what each feed is, beside what came of asking it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

import duckdb
import pyarrow as pa

COLUMNS: Final = pa.schema(
    [
        *((name, pa.string()) for name in ("feed_id", "publisher", "url", "country")),
        *((name, pa.string()) for name in ("region", "language", "zone", "kind")),
        ("is_state_run", pa.bool_()),
        ("party", pa.string()),
    ]
)


def keep_feed_list(connection: duckdb.DuckDBPyConnection, feeds: Sequence[Mapping[str, Any]]) -> None:
    """Take over the feed list as it stands; feeds that have left it are marked so.

    Args:
        connection: of a writer.
        feeds: a row for each feed, with the fields of `COLUMNS`.
    """
    connection.register("listed_feeds", pa.Table.from_pylist([dict(feed) for feed in feeds], COLUMNS))
    try:
        connection.execute(
            """
            MERGE INTO raw.feeds USING (SELECT *, true AS is_listed FROM listed_feeds) AS listed USING (feed_id)
            WHEN MATCHED THEN UPDATE
            WHEN NOT MATCHED THEN INSERT
            WHEN NOT MATCHED BY SOURCE THEN UPDATE SET is_listed = false
            """
        )
    finally:
        connection.unregister("listed_feeds")
