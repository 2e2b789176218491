"""From the ledger to core: what rests on some articles is derived anew, some thousand articles in one transaction.

More than that at once breaks DuckDB at the commit, and would hold more memory than a load may. So what is more is
marked as due (core.due_articles) and derived portion by portion, in the order in which the articles became known. A
process that dies between two portions leaves the rest due: the next load, withdrawal or judgement goes on from there.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import duckdb

from warehouse.articles.derive import derive_articles
from warehouse.linkage.link import link
from warehouse.migrate import transaction
from warehouse.rules import follows_rules, note_rules
from warehouse.statements import run
from warehouse.states import derive_events

ARTICLES_AT_ONCE: Final = 20_000
"""Bounds what one transaction holds."""


def catch_up(connection: duckdb.DuckDBPyConnection) -> None:
    """Derive what is due, in transactions of its own; everything, where other rules derived what core holds."""
    if not follows_rules(connection):
        with transaction(connection):
            _mark_everything(connection)
    while _take_portion(connection):
        with transaction(connection):
            derive_articles(connection)
            # what linkage knows of these rows counts no longer, whatever it is
            connection.execute(
                "UPDATE core.incident_facts SET digest = NULL WHERE article_id IN (FROM affected_articles)"
            )
            _link(connection)
            connection.execute("DELETE FROM core.due_articles WHERE article_id IN (FROM affected_articles)")
            if _is_empty(connection, "core.due_articles"):
                run(connection, "caught_up")
                _note_history(connection)


def rebuild(connection: duckdb.DuckDBPyConnection) -> None:
    """Derive every table of core anew from the ledger."""
    with transaction(connection):
        _mark_everything(connection)
    catch_up(connection)


def _mark_everything(connection: duckdb.DuckDBPyConnection) -> None:
    """What copies are found by and where old names lead is forgotten at once: a false clause would never be missed."""
    connection.execute(
        """
        CREATE OR REPLACE TEMP TABLE affected_articles AS SELECT DISTINCT article_id FROM raw.sightings;
        DELETE FROM core.text_clauses;
        DELETE FROM core.event_redirects;
        """
    )
    run(connection, "due")
    note_rules(connection)


def _take_portion(connection: duckdb.DuckDBPyConnection) -> bool:
    """Write the articles that come next into affected_articles; whether there are any."""
    connection.execute(
        """
        CREATE OR REPLACE TEMP TABLE affected_articles AS
        SELECT article_id FROM core.due_articles ORDER BY known_from NULLS FIRST, article_id LIMIT ?
        """,
        [ARTICLES_AT_ONCE],
    )
    return not _is_empty(connection, "affected_articles")


def derive_touched(connection: duckdb.DuckDBPyConnection) -> None:
    """Derive what rests on affected_articles anew, inside the caller's transaction and after `catch_up`.

    More than one transaction takes is marked as due, for the next `catch_up`.
    """
    connection.execute("CREATE OR REPLACE TEMP TABLE affected_articles AS SELECT DISTINCT * FROM affected_articles")
    count = connection.execute("SELECT count(*) FROM affected_articles").fetchone()
    if count and count[0] > ARTICLES_AT_ONCE:
        run(connection, "due")
    elif count and count[0]:
        derive_articles(connection)
        _link(connection)
        _note_history(connection)


def derive_again(connection: duckdb.DuckDBPyConnection, articles: Sequence[str]) -> None:
    """The same for these articles, after something else than a batch was added to the ledger."""
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE affected_articles AS SELECT unnest(?::VARCHAR[]) AS article_id", [list(articles)]
    )
    derive_touched(connection)


def relink(connection: duckdb.DuckDBPyConnection) -> None:
    """Cluster anew what people judged, inside the caller's transaction and after `catch_up`."""
    connection.execute(
        """
        CREATE OR REPLACE TEMP TABLE affected_articles (article_id VARCHAR);
        CREATE OR REPLACE TEMP TABLE changed_reprints (article_id VARCHAR);
        CREATE OR REPLACE TEMP TABLE left_names (named VARCHAR);
        """
    )
    _link(connection)
    _note_history(connection)


def _link(connection: duckdb.DuckDBPyConnection) -> None:
    """From the incidents of affected_articles to events."""
    link(connection)
    derive_events(connection)
    run(connection, "redirects")


def _note_history(connection: duckdb.DuckDBPyConnection) -> None:
    """Tell what happened to affected_events since old_members and old_tolls."""
    connection.execute(
        """
        SET VARIABLE load_number = (SELECT coalesce(max(load_number), 0) + 1 FROM core.event_history);
        SET VARIABLE loaded_at = (now() AT TIME ZONE 'UTC');
        """
    )
    run(connection, "history")


def _is_empty(connection: duckdb.DuckDBPyConnection, table: str) -> bool:
    return connection.execute(f"SELECT 1 FROM {table} LIMIT 1").fetchone() is None  # noqa: S608  # names from above
