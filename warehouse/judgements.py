"""What people judge of two incidents: one attack or two. It outranks every score and is kept in the ledger."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from typing import Final, Literal

import duckdb

from extractors.errors import WarehouseError
from warehouse.choices import cut
from warehouse.derivation import catch_up, relink
from warehouse.migrate import transaction
from warehouse.moments import decided_at

Verdict = Literal["same", "different", "open"]

_NAMED: Final = """
    SELECT incident_id FROM core.event_members WHERE is_founder AND event_id = $name
    UNION ALL
    SELECT member.incident_id FROM core.event_redirects AS redirect
    JOIN core.event_members AS member ON member.event_id = redirect.event_id AND member.is_founder
    WHERE redirect.old_event_id = $name
    UNION ALL
    SELECT incident_id FROM core.incidents WHERE incident_id = $name AND is_current
    UNION ALL
    SELECT incident_id FROM core.incidents
    WHERE is_current AND ordinal = 1 AND article_id IN (
        SELECT article_id FROM core.articles WHERE article_id = $name OR url = $name
    )
    LIMIT 1
"""


def judge(  # noqa: PLR0913  # each is a column of the ledger
    connection: duckdb.DuckDBPyConnection,
    verdict: Verdict,
    a: str,
    b: str,
    *,
    author: str,
    reason: str,
    at: dt.datetime | None = None,
) -> str:
    """Record a judgement, cluster anew what it touches, and return its id.

    Args:
        connection: from `connect.writer`.
        verdict: `same` (one attack), `different`, or `open` to take an earlier judgement back.
        a: an event (its founding incident is meant), an incident, or an article by id or address (its main incident).
        b: the other.
        author: who judges.
        reason: why, for those who come after.
        at: from when on it holds, UTC; now, where it is left out.

    Raises:
        WarehouseError: one of the two is not known, both are one incident, or the time is still to come.
    """
    catch_up(connection)
    first, second = sorted((_incident(connection, a), _incident(connection, b)))
    if first == second:
        raise WarehouseError(
            "both names lead to the same incident",
            where=f"{a}, {b}",
            hint="to part an event, name two of its articles or incidents: `tollwatch why EVENT` lists them"
            if verdict != "open"
            else "joined, they bear one name: take the judgement back by its own id, ju-…, from `raw.judgements`",
        )
    row = (verdict, first, second, author, reason, decided_at(at))
    judgement_id = "ju-" + hashlib.sha256(json.dumps(row, default=str).encode()).hexdigest()[:14]
    with transaction(connection):
        connection.execute(
            """
            MERGE INTO raw.judgements USING (SELECT ? AS judgement_id, ? AS verdict, ? AS incident_a, ? AS incident_b,
                ? AS author, ? AS reason, ?::TIMESTAMP AS judged_at) AS said USING (judgement_id)
            WHEN NOT MATCHED THEN INSERT BY NAME
            """,
            [judgement_id, *row],
        )
        relink(connection)
    return judgement_id


def judged(connection: duckdb.DuckDBPyConnection, judgement_id: str) -> tuple[str, str]:
    """The two incidents of a judgement: by these it can be taken back, when no event tells them apart any more.

    Raises:
        WarehouseError: there is no such judgement.
    """
    pair = connection.execute(
        "SELECT incident_a, incident_b FROM raw.judgements WHERE judgement_id = ?", [judgement_id.strip()]
    ).fetchone()
    if pair is None:
        raise WarehouseError(
            "no judgement has this id",
            where=cut(judgement_id),
            hint='name two reports; `tollwatch sql "FROM raw.judgements"` lists the judgements',
        )
    first, second = pair
    return str(first), str(second)


def _incident(connection: duckdb.DuckDBPyConnection, name: str) -> str:
    found = connection.execute(_NAMED, {"name": name.strip()}).fetchone()
    if found:
        return str(found[0])
    raise WarehouseError(
        "no event, incident or article has this id or address",
        where=cut(name),
        hint="`tollwatch events` lists events, `tollwatch why EVENT` the incidents and articles of one",
    )
