"""Which article tells of which event: eval/FORMAT.md's event links."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypedDict

import duckdb


class DocumentLink(TypedDict):
    """One line of the export."""

    id: str
    event: str | None


def document_links(connection: duckdb.DuckDBPyConnection) -> Iterator[DocumentLink]:
    """For each article its id and the event of its main incident; null where it tells of none. Ordered by id."""
    rows = connection.execute(
        """
        SELECT article.article_id, member.event_id
        FROM core.articles AS article
        LEFT JOIN core.incidents AS incident
            ON incident.article_id = article.article_id AND incident.ordinal = 1 AND incident.is_current
        LEFT JOIN core.event_members AS member USING (incident_id)
        ORDER BY article.article_id
        """
    )
    while batch := rows.fetchmany(10_000):
        for article_id, event_id in batch:
            yield {"id": article_id, "event": event_id}
