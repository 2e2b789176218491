"""What people decide of an article: that it counts no longer, or counts again."""

from __future__ import annotations

import datetime as dt
import hashlib
from typing import Literal

import duckdb

from extractors.errors import WarehouseError
from warehouse.derivation import catch_up, derive_again
from warehouse.migrate import transaction
from warehouse.moments import decided_at, naive_utc

Verdict = Literal["withdrawn", "restored"]


def resolve_article(connection: duckdb.DuckDBPyConnection, *names: str) -> str:
    """The article that the first of these ids and addresses names, as last seen; the last of them, where none does."""
    for name in names:
        row = connection.execute(
            """
            SELECT arg_max(article_id, (known_at, article_id)) FROM raw.sightings
            WHERE article_id = $name OR url = $name
            """,
            {"name": name},
        ).fetchone()
        if row and row[0]:
            return str(row[0])
    return names[-1]


def decide(  # noqa: PLR0913  # one for each column
    connection: duckdb.DuckDBPyConnection,
    article_id: str,
    verdict: Verdict,
    *,
    author: str,
    reason: str,
    at: dt.datetime | None = None,
) -> int:
    """Write down that an article is withdrawn, or restored, and derive anew what rests on it.

    Args:
        connection: the live database.
        article_id: the article, by any of its addresses.
        verdict: whether it counts no longer or counts again.
        author: who decides.
        reason: why.
        at: from when it holds, with an offset; now where it is not given.

    Returns:
        How many of the article's claims stand now.

    Raises:
        WarehouseError: no such article is known, or the time is still to come.
    """
    known = connection.execute("SELECT 1 FROM raw.sightings WHERE article_id = ?", [article_id]).fetchone()
    if not known:
        raise WarehouseError(
            "no such article is known",
            where=article_id,
            hint="give its address or its id, as `tollwatch show EVENT` or core.articles has it",
        )
    row = [article_id, verdict, reason, author, decided_at(at), naive_utc(dt.datetime.now(dt.UTC))]
    name = hashlib.blake2b(repr(row).encode(), digest_size=8).hexdigest()
    catch_up(connection)
    with transaction(connection):
        connection.execute("INSERT INTO raw.withdrawals VALUES (?, ?, ?, ?, ?, ?, ?)", [name, *row])
        derive_again(connection, [article_id])
    standing = connection.execute(
        """
        SELECT count(*) FROM core.claims WHERE is_current AND article_id = coalesce(
            (SELECT article_id FROM core.article_aliases WHERE alias_id = $article), $article
        )
        """,
        {"article": article_id},
    ).fetchone()
    return standing[0] if standing else 0
