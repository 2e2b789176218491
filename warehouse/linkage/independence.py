"""Which articles of one event are sources of their own: reprints and one agency's reports count once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import Any, Final

import duckdb
import pyarrow as pa

_SOURCED: Final = pa.schema(
    [
        ("event_id", pa.string()),
        ("row_key", pa.uint64()),
        ("start_us", pa.int64()),
        ("end_us", pa.int64()),
        ("independent_source", pa.string()),
    ]
)


def independent_sources(
    articles: Iterable[tuple[str, str | None, str | None]], reprints: Iterable[tuple[str, str]]
) -> dict[str, str]:
    """For each article of one event the key of the source that it stands for.

    Args:
        articles: id, folded publisher, credited agency; in the order in which they became known.
        reprints: pairs of articles with nearly the same text.

    Returns:
        `agency:<key>` where the article or one of its reprints credits an agency, `text:<first article id>` for other
        reprints, else `publisher:<name>`, or `article:<id>` where not even the publisher is known.
    """
    known = list(dict.fromkeys(articles))
    place = {article: at for at, (article, _, _) in enumerate(known)}
    group = {article: article for article in place}

    def root(article: str) -> str:
        while group[article] != article:
            article = group[article]
        return article

    for a, b in reprints:
        first, later = sorted((root(a), root(b)), key=place.__getitem__)
        group[later] = first
    members = defaultdict(list)
    for article, _, agency in known:
        members[root(article)].append(agency)
    keys = {}
    for article, publisher, _ in known:
        agencies = [agency for agency in members[root(article)] if agency]
        if agencies:
            keys[article] = f"agency:{min(agencies)}"
        elif len(members[root(article)]) > 1:
            keys[article] = f"text:{root(article)}"
        else:
            keys[article] = f"publisher:{publisher}" if publisher else f"article:{article}"
    return keys


def source_stays(connection: duckdb.DuckDBPyConnection) -> None:
    """Write the temporary table sourced_stays: `stays` with the independent source of each, parted where it changes.

    Most events hold no reprints, so the source of an article is always the same. Where they do, a reprint may tell on a
    later day whose text an earlier article was.
    """
    connection.execute(
        """
        CREATE OR REPLACE TEMP TABLE sourced_stays AS
        SELECT event_id, row_key, start_us, end_us, CASE
                WHEN agency IS NOT NULL THEN 'agency:' || agency
                WHEN core.folded(publisher) <> '' THEN 'publisher:' || core.folded(publisher)
                ELSE 'article:' || article_id
            END AS independent_source
        FROM stays
        JOIN core.articles USING (article_id)
        ANTI JOIN reprints USING (event_id)
        """
    )
    reprints = _by_event(connection, "SELECT event_id, article_a, article_b FROM reprints ORDER BY ALL")
    members = _by_event(
        connection,
        """
        SELECT event_id, row_key, start_us, end_us, article_id, core.folded(publisher), agency
        FROM stays JOIN core.articles USING (article_id)
        SEMI JOIN reprints USING (event_id)
        ORDER BY event_id, start_us, article_id, row_key
        """,
    )
    rows = [(event, *stay) for event, stays in members.items() for stay in _parted(stays, reprints[event])]
    if rows:
        columns = [
            pa.array(column, field.type) for column, field in zip(zip(*rows, strict=True), _SOURCED, strict=True)
        ]
        found = pa.table(columns, schema=_SOURCED)  # noqa: F841  # read by name below; a table of that name would come first
        connection.execute("INSERT INTO sourced_stays BY NAME FROM found")


def _parted(stays: list[tuple[Any, ...]], reprints: list[tuple[str, str]]) -> Iterator[tuple[int, int, int, str]]:
    """The stays of one event (row, start, end, article, publisher, agency) with their source, moment by moment."""
    moments = sorted({at for _, start, end, *_ in stays for at in (start, end)})
    for begin, until in pairwise(moments):
        live = [stay for stay in stays if stay[1] <= begin and until <= stay[2]]
        known = {article for _, _, _, article, *_ in live}
        keys = independent_sources(
            ((article, publisher, agency) for _, _, _, article, publisher, agency in live),
            ((a, b) for a, b in reprints if a in known and b in known),
        )
        yield from ((row, begin, until, keys[article]) for row, _, _, article, *_ in live)


def _by_event(connection: duckdb.DuckDBPyConnection, query: str) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = defaultdict(list)
    for event, *row in connection.execute(query).fetchall():
        found[event].append(tuple(row))
    return found
