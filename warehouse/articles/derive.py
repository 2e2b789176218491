"""From the ledger to what articles say and said, each with the time for which it stood."""

from __future__ import annotations

from typing import Final

import duckdb
import pyarrow as pa

from warehouse.articles.copies import find_copies
from warehouse.articles.identity import name_incidents
from warehouse.articles.notices import set_patterns
from warehouse.linkage.credits import credited_agency
from warehouse.statements import run

# What is said of an article, the columns that name it, and those that may differ though the same is said
_SAID: Final = (
    ("claims", "claim_id", "reading_id, version_id, extractor_version, span_start, span_end, confidence"),
    ("incidents", "incident_id", "reading_id, version_id, extractor_version"),
)


def derive_articles(connection: duckdb.DuckDBPyConnection) -> None:
    """Write core.article_versions, claims, incidents, incident_parts and articles for affected_articles.

    Before that find_copies says which of them are one article at several addresses.

    A pure function of the ledger: whatever the order in which it was filled, the outcome is the same.
    """
    find_copies(connection)
    run(connection, "births", articles="affected_articles")
    set_patterns(connection)
    run(connection, "timeline")
    name_incidents(connection)
    run(connection, "named")
    for table, key, not_content in _SAID:
        run(connection, "derive_said", table=table, key=key, not_content=not_content)
    run(connection, "parts")
    _find_agencies(connection)
    run(connection, "derive_articles")


def _find_agencies(connection: duckdb.DuckDBPyConnection) -> None:
    """Write the temporary table credited_agencies (version_id, agency), by each version as it was first seen."""
    rows = connection.execute(
        """
        SELECT version.version_id, version.text, sighting.outlet, sighting.authors
        FROM (
            FROM core.article_versions WHERE rowid IN (
                SELECT rowid FROM core.article_versions SEMI JOIN affected_articles USING (article_id)
            )
        ) AS version
        JOIN (
            SELECT version_id, coalesce(core.outlet_of(publisher), core.url_host(url)) AS outlet, authors
            FROM raw.sightings
            SEMI JOIN affected_articles USING (article_id)
            QUALIFY known_at IS NOT DISTINCT FROM min(known_at) OVER (PARTITION BY version_id)
        ) AS sighting USING (version_id)
        ORDER BY ALL
        """
    ).fetchall()
    found = {
        version: agency for version, text, outlet, authors in rows if (agency := credited_agency(outlet, authors, text))
    }
    credited = pa.table(  # noqa: F841  # read by name below
        {
            "version_id": pa.array(found.keys(), pa.string()),
            "agency": pa.array(found.values(), pa.string()),
        }
    )
    connection.execute("CREATE OR REPLACE TEMP TABLE credited_agencies AS FROM credited")
