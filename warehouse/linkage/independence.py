"""Which articles of one event are sources of their own: reprints and one agency's reports count once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import Any, Final

import duckdb
import pyarrow as pa

from warehouse.linkage.credits import UNNAMED
from warehouse.linkage.place import EVER_US

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
        `agency:<key>` where the article or one of its reprints credits an agency (where it names none, the first named
        one of the event: nobody knows that it is another), `text:<first article id>` for other reprints, else
        `publisher:<name>`, or `article:<id>` where not even the publisher is known.
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
    named = {agency for _, _, agency in known if agency and agency != UNNAMED}
    keys = {}
    for article, publisher, _ in known:
        agencies = {agency for agency in members[root(article)] if agency}
        if agencies:
            keys[article] = f"agency:{min(agencies - {UNNAMED} or named or agencies)}"
        elif len(members[root(article)]) > 1:
            keys[article] = f"text:{root(article)}"
        else:
            keys[article] = f"publisher:{publisher}" if publisher else f"article:{article}"
    return keys


def source_stays(connection: duckdb.DuckDBPyConnection) -> None:
    """Write the temporary table sourced_stays: `stays` with the independent source of each, parted where it changes.

    In most events the source of an article is always the same. Not where a reprint tells on a later day whose text an
    earlier article was, or a later version adds a credit.
    """
    connection.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE credits AS
        SELECT DISTINCT event_id, credit.article_id, credit.agency,
            coalesce(epoch_us(credit.known_from), -{EVER_US}) AS from_us,
            coalesce(epoch_us(credit.known_to), {EVER_US}) AS to_us
        FROM stays
        JOIN core.article_credits AS credit USING (article_id);

        CREATE OR REPLACE TEMP TABLE uneven_events AS
        SELECT event_id FROM reprints
        UNION
        SELECT event_id FROM credits GROUP BY event_id
        HAVING count(DISTINCT agency) > 1 AND bool_or(agency = '{UNNAMED}')
        UNION
        SELECT event_id FROM stays JOIN credits USING (event_id, article_id)
        WHERE from_us < end_us AND start_us < to_us AND NOT (from_us <= start_us AND end_us <= to_us);

        CREATE OR REPLACE TEMP TABLE sourced_stays AS
        SELECT stays.event_id, row_key, start_us, end_us, CASE
                WHEN credits.agency IS NOT NULL THEN 'agency:' || credits.agency
                WHEN core.folded(outlet) <> '' THEN 'publisher:' || core.folded(outlet)
                ELSE 'article:' || stays.article_id
            END AS independent_source
        FROM stays
        JOIN core.articles AS article ON article.article_id = stays.article_id
        LEFT JOIN credits ON credits.event_id = stays.event_id AND credits.article_id = stays.article_id
            AND from_us <= start_us AND end_us <= to_us
        ANTI JOIN uneven_events ON uneven_events.event_id = stays.event_id
        """  # noqa: S608  # a constant
    )
    reprints = _by_event(connection, "SELECT event_id, article_a, article_b FROM reprints ORDER BY ALL")
    credits_ = _by_event(
        connection,
        "SELECT event_id, article_id, from_us, to_us, agency FROM credits SEMI JOIN uneven_events USING (event_id)",
    )
    members = _by_event(
        connection,
        """
        SELECT event_id, row_key, start_us, end_us, article_id, core.folded(outlet)
        FROM stays JOIN core.articles USING (article_id)
        SEMI JOIN uneven_events USING (event_id)
        ORDER BY event_id, first_known_at NULLS FIRST, article_id, row_key, start_us
        """,
    )
    rows = [
        (event, *stay)
        for event, stays in members.items()
        for stay in _parted(stays, reprints.get(event, []), credits_.get(event, []))
    ]
    if rows:
        columns = [
            pa.array(column, field.type) for column, field in zip(zip(*rows, strict=True), _SOURCED, strict=True)
        ]
        found = pa.table(columns, schema=_SOURCED)  # noqa: F841  # read by name below; a table of that name would come first
        connection.execute("INSERT INTO sourced_stays BY NAME FROM found")


def _parted(
    stays: list[tuple[Any, ...]], reprints: list[tuple[str, str]], credits_: list[tuple[str, int, int, str]]
) -> Iterator[tuple[int, int, int, str]]:
    """The stays of one event (row, start, end, article, outlet) with their source, moment by moment."""
    ends = {at for _, start, end, *_ in stays for at in (start, end)}
    moments = sorted(ends | {at for _, start, end, _ in credits_ for at in (start, end)})
    for begin, until in pairwise(moments):
        live = [stay for stay in stays if stay[1] <= begin and until <= stay[2]]
        known = {article for _, _, _, article, _ in live}
        agencies = {article: agency for article, start, end, agency in credits_ if start <= begin and until <= end}
        keys = independent_sources(
            ((article, outlet, agencies.get(article)) for _, _, _, article, outlet in live),
            ((a, b) for a, b in reprints if a in known and b in known),
        )
        yield from ((row, begin, until, keys[article]) for row, _, _, article, _ in live)


def _by_event(connection: duckdb.DuckDBPyConnection, query: str) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = defaultdict(list)
    for event, *row in connection.execute(query).fetchall():
        found[event].append(tuple(row))
    return found
