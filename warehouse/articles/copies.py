"""Which texts are copies: one article at two addresses, and other outlets' reprints and rewrites."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Final, NamedTuple

import duckdb
import pyarrow as pa

from warehouse.articles.same import Edition, same_article
from warehouse.statements import run

SHORTEST_CLAUSE: Final = 24
"""Characters. Shorter ones ("the ministry said on Monday") are everybody's."""
COPY_DAYS: Final = 4
"""Agency text is reprinted within days; what is found again later is the outlet's background, but for whole texts."""
SAME_DAYS: Final = 30
"""For so long after it was seen an article is looked for under other addresses, whole in other outlets."""
STANDING: Final = 3
"""Of so many earlier articles of the outlet a clause belongs to none. One article seldom has as many addresses."""
REPRINT: Final = 0.8
REWRITE: Final = 0.45
"""Least share of the shorter text, by runs of four words. Two desks that report one attack share under a fifth: of 294
pairs of labelled US articles by two outlets six lie between 0.2 and 0.45 (the same lines of the police), five above.
At 0.4 one in twenty pairs of invented articles that are found is none; at 0.45 none is."""
FEWEST_RUNS: Final = 12
FEWEST_RUNS_OF_LATER: Final = 60
"""In the shorter text where it is found again after COPY_DAYS: less may be a standing notice."""

_DAY_US: Final = 86_400_000_000
_FOUND: Final = pa.schema(
    [
        ("article_id", pa.string()),
        ("other_id", pa.string()),
        ("relation", pa.string()),
        ("likeness", pa.float64()),
        ("known_from", pa.timestamp("us")),
    ]
)


class _Compared(NamedTuple):
    """Two texts side by side: `article_id` was seen later; what it is compared with comes first seen first."""

    article_id: str
    other_id: str
    is_same_outlet: bool
    is_soon_after: bool
    likeness: float
    shorter: int  # runs of four words in the shorter text
    known_from: dt.datetime | None
    edition: Edition | None
    other_edition: Edition | None


class _Likeness(NamedTuple):
    """A row of core.likenesses."""

    article_id: str
    other_id: str
    relation: str
    likeness: float
    known_from: dt.datetime | None


def find_copies(connection: duckdb.DuckDBPyConnection) -> None:
    """Compare what affected_articles brings with what was known before it.

    Writes core.likenesses and from it core.article_aliases and core.reprints; then the temporary table stories
    (address_id, article_id). affected_articles grows to all addresses of the articles that it touches.
    """
    windows = {"window_us": str(SAME_DAYS * _DAY_US), "copy_window_us": str(COPY_DAYS * _DAY_US)}
    name_clauses(connection)
    run(connection, "clauses", window_us=windows["window_us"])
    run(connection, "births", articles="decided_articles")
    run(connection, "candidates", window_us=windows["window_us"])
    run(connection, "births", articles="holding_articles")
    run(connection, "pairs", enough=str(STANDING), **windows)
    rows = list(decided(_compared(connection)))
    found = pa.Table.from_pylist([row._asdict() for row in rows], schema=_FOUND)  # noqa: F841  # read by name below
    connection.execute(
        """
        MERGE INTO core.likenesses AS kept USING found AS derived USING (article_id)
        WHEN MATCHED AND (kept.other_id, kept.relation, kept.likeness, kept.known_from)
            IS DISTINCT FROM (derived.other_id, derived.relation, derived.likeness, derived.known_from)
        THEN UPDATE SET other_id = derived.other_id, relation = derived.relation, likeness = derived.likeness,
            known_from = derived.known_from
        WHEN NOT MATCHED BY TARGET THEN INSERT BY NAME
        WHEN NOT MATCHED BY SOURCE AND kept.article_id IN (FROM decided_articles) THEN DELETE
        """
    )
    run(connection, "stories")


def name_clauses(connection: duckdb.DuckDBPyConnection) -> None:
    """Make the macros by which texts are divided into clauses."""
    run(connection, "clause_words", shortest=str(SHORTEST_CLAUSE))


def decided(compared: Iterable[_Compared]) -> Iterable[_Likeness]:
    """At most one likeness for each article: the first text of its own outlet that it is, else the first it copies.

    A whole reprint comes before a rewrite.
    """
    found: dict[str, tuple[int, _Likeness]] = {}
    for pair in compared:
        relation = _relation(pair)
        if relation is None:
            continue
        rank = ("same", "reprint", "rewrite").index(relation)
        if pair.article_id not in found or rank < found[pair.article_id][0]:
            row = _Likeness(pair.article_id, pair.other_id, relation, pair.likeness, pair.known_from)
            found[pair.article_id] = rank, row
    return (row for _, row in found.values())


def _relation(pair: _Compared) -> str | None:
    if pair.is_same_outlet:
        one, other = pair.other_edition, pair.edition
        return "same" if one and other and same_article(one, other) else None
    if pair.shorter < (FEWEST_RUNS if pair.is_soon_after else FEWEST_RUNS_OF_LATER):
        return None
    if pair.likeness >= REPRINT:
        return "reprint"
    return "rewrite" if pair.likeness >= REWRITE and pair.is_soon_after else None


def _compared(connection: duckdb.DuckDBPyConnection) -> Iterable[_Compared]:
    """All pairs that may be copies, what was seen first before the rest.

    Those of one outlet with their texts: one and the same text whole, others without what stands again and again in the
    outlet's articles.
    """
    rows = connection.execute(
        """
        SELECT pair.article_id, other_id, is_same_outlet, is_soon_after, likeness, shorter, birth.known_from,
            CASE WHEN is_same_outlet THEN [own_text.title, without_clauses(own_text.text, standing.clauses)] END,
            own.day,
            CASE WHEN is_same_outlet THEN [other_text.title, without_clauses(other_text.text, standing.clauses)] END,
            other.day
        FROM compared_texts AS pair
        JOIN births AS birth ON birth.article_id = pair.article_id
        JOIN births AS other_birth ON other_birth.article_id = other_id
        JOIN first_sightings AS own ON own.version_id = pair.version_id
        JOIN first_sightings AS other ON other.version_id = other_version_id
        JOIN paired_texts AS own_text ON own_text.version_id = pair.version_id
        JOIN paired_texts AS other_text ON other_text.version_id = other_version_id
        LEFT JOIN standing_before AS standing ON standing.version_id = pair.version_id
            AND is_same_outlet AND clause_of(own_text.text) <> clause_of(other_text.text)
        WHERE likeness >= ?
        ORDER BY pair.article_id, other_birth.place, other.place
        """,
        [REWRITE],
    )
    while batch := rows.fetchmany(1000):
        for row in batch:
            texts = [_edition(*of_one) for of_one in (row[7:9], row[9:11])]
            yield _Compared(*row[:7], *texts)


def _edition(text: list[str] | None, day: dt.date | None) -> Edition | None:
    return Edition(text[0], text[1], day) if text else None
