"""What a snapshot keeps ready, that no question need make it: figures of every policy, counts of claims, days."""

from __future__ import annotations

import re
from importlib import resources
from typing import Final

import duckdb

from warehouse.definitions import comment_columns, definitions
from warehouse.policies.lists import policies

_REPLACES: Final = re.compile(r"^CREATE OR REPLACE (?:MACRO|VIEW) (core\.\w+)", re.MULTILINE)
"""What replaces a macro or view loses the comments on it."""

_EVENTS_AT_ONCE: Final = 100_000
"""So many events' claims are compared in memory at once."""

_MAKE_FIGURES: Final = """
    INSERT INTO core.kept_figures BY NAME
    SELECT $policy AS policy, figure.*, settled.settled_at
    FROM core.computed_figures($policy, NULL, NULL, NULL, NULL) AS figure
    LEFT JOIN core.settled_events AS settled ON settled.event_id = figure.event_id
    ORDER BY figure.effect, figure.victim, figure.date_start, figure.event_id
"""
"""In the order of questions: whom is asked for, then when. Blocks of rows that hold neither are not read."""

_MAKE_REMAINDERS: Final = """
    INSERT INTO core.kept_remainders BY NAME
    WITH pair AS (
        FROM core.event_parts_at(NULL)
    ),
    stated AS (
        SELECT kept.* FROM core.kept_figures AS kept
        SEMI JOIN (SELECT unnest([part_event_id, whole_event_id]) AS event_id FROM pair) AS of_pair USING (event_id)
        WHERE kept.policy = $policy
    )
    FROM core.remainders('stated', 'pair') ORDER BY effect, victim, date_start, event_id
"""

_COUNT_CLAIMS: Final = """
    INSERT INTO core.kept_claim_counts BY NAME
    SELECT counts.*, settled.settled_at
    FROM core.computed_claim_counts(NULL, NULL, NULL, NULL) AS counts
    LEFT JOIN core.settled_events AS settled ON settled.event_id = counts.event_id
"""


def keep_figures(connection: duckdb.DuckDBPyConnection) -> None:
    """Fill the tables core.kept_* of a fresh copy of the warehouse, and have its macros read them.

    Args:
        connection: in which the copy, and no other warehouse, is in use.
    """
    connection.execute("INSERT INTO core.settled_events BY NAME FROM core.last_changes ORDER BY event_id")
    connection.execute(_statements("sources"))
    voices = definitions()["core.voices"].made.replace("CREATE", "CREATE OR REPLACE", 1)
    counted = connection.execute("SELECT count(*) FROM core.events").fetchone()
    portions = 1 + (counted[0] if counted else 0) // _EVENTS_AT_ONCE
    for portion in range(portions):
        # all policies compute from the same voices, which cost most: they are made once for each portion
        connection.execute(voices)
        connection.execute(_statements("portion").format(portion=portion, portions=portions))
        for policy in policies():
            connection.execute(_MAKE_FIGURES, {"policy": policy})
        connection.execute(_COUNT_CLAIMS)
    connection.execute(voices)
    for policy in policies():
        connection.execute(_MAKE_REMAINDERS, {"policy": policy})
    connection.execute(_statements("days"))
    connection.execute(_statements("asked"))
    for statements in map(_statements, ("sources", "portion", "asked")):
        for name in _REPLACES.findall(statements):
            for comment in definitions()[name].comments:
                connection.execute(comment)
    comment_columns(connection)


def _statements(name: str) -> str:
    return (resources.files("warehouse.keep") / f"{name}.sql").read_text(encoding="utf-8")
