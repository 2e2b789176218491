"""Which articles of one event are sources of their own: reprints and one agency's reports count once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

import duckdb
import pyarrow as pa


def independent_sources(
    articles: Iterable[tuple[str, str | None, str | None]], reprints: Iterable[tuple[str, str]]
) -> dict[str, str]:
    """For each article of one event the key of the source that it stands for.

    Args:
        articles: id, folded publisher, credited agency.
        reprints: pairs of articles with nearly the same text.

    Returns:
        `agency:<key>` where the article or one of its reprints credits an agency, `text:<least article id>` for other
        reprints, else `publisher:<name>`, or `article:<id>` where not even the publisher is known.
    """
    known = list(articles)
    group = {article: article for article, _, _ in known}

    def root(article: str) -> str:
        while group[article] != article:
            article = group[article]
        return article

    for a, b in reprints:
        low, high = sorted((root(a), root(b)))
        group[high] = low
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


def mark_independent(connection: duckdb.DuckDBPyConnection) -> None:
    """Write the temporary table `independent` (event_id, article_id, independent_source) for new_members."""
    articles, reprints = defaultdict(list), defaultdict(list)
    for event, *article in connection.execute(
        """
        SELECT DISTINCT event_id, article_id, core.folded(publisher), agency
        FROM new_members JOIN core.articles USING (article_id)
        """
    ).fetchall():
        articles[event].append(tuple(article))
    for event, a, b in connection.execute("SELECT event_id, article_a, article_b FROM reprints").fetchall():
        reprints[event].append((a, b))
    rows = [
        (event, article, key)
        for event, known in articles.items()
        for article, key in independent_sources(known, reprints[event]).items()
    ]
    names = ("event_id", "article_id", "independent_source")
    found = pa.table(  # noqa: F841  # read by name below; a table of the same name would come first
        {name: pa.array([row[at] for row in rows], pa.string()) for at, name in enumerate(names)}
    )
    connection.execute("CREATE OR REPLACE TEMP TABLE independent AS FROM found")
