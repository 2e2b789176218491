"""Load: staged batches into the ledger, and from there everything that is derived, some thousand articles at once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import duckdb

from extractors.errors import StagingError
from warehouse import derivation
from warehouse.batches import Batch, check_batch
from warehouse.derivation import catch_up, derive_touched
from warehouse.migrate import code_version, transaction
from warehouse.statements import run

_COUNTED: Final = {
    "articles": "core.articles",
    "article_versions": "core.article_versions",
    "claims": "core.claims WHERE is_current",
    "events": "core.events",
}


@dataclass(frozen=True, slots=True)
class LoadReport:
    """What one load did. `new` counts rows after less rows before, by table; `total` counts rows after."""

    loaded: list[str] = field(default_factory=list)  # batch ids
    skipped: list[str] = field(default_factory=list)  # loaded before
    refused: list[StagingError] = field(default_factory=list)
    new: dict[str, int] = field(default_factory=dict)
    total: dict[str, int] = field(default_factory=dict)
    articles: dict[str, int] = field(default_factory=dict)  # by batch that was loaded: copies and versions, too


def load_batches(connection: duckdb.DuckDBPyConnection, batches: Sequence[Path]) -> LoadReport:
    """Load batch folders. Loading a batch again, or the same articles from another one, changes nothing.

    A batch that fails the checks is left out and reported. The others are loaded in transactions of some thousand
    articles each: a process that dies leaves the database as the last whole one left it, and whoever loads again goes
    on from there. What other rules derived, or a load that died left undone, is derived first.

    Raises:
        WarehouseError, LockedError: from `warehouse.connect`, before anything is written.
    """
    before = _counts(connection)
    ready, skipped, refused = _sorted_out(connection, batches)
    catch_up(connection)
    for portion in _portions(ready):
        with transaction(connection):
            _write(connection, portion)
        catch_up(connection)
    after = _counts(connection)
    return LoadReport(
        loaded=[batch.batch_id for batch in ready],
        skipped=skipped,
        refused=refused,
        new={name: count - before[name] for name, count in after.items()},
        total=after,
        articles={batch.batch_id: batch.counts[0] for batch in ready},
    )


def held_batches(connection: duckdb.DuckDBPyConnection) -> set[str]:
    """Ids of the batches that the warehouse holds."""
    return {batch_id for (batch_id,) in connection.execute("SELECT batch_id FROM raw.loaded_batches").fetchall()}


def _sorted_out(
    connection: duckdb.DuckDBPyConnection, folders: Sequence[Path]
) -> tuple[list[Batch], list[str], list[StagingError]]:
    known = held_batches(connection)
    ready: list[Batch] = []
    skipped: list[str] = []
    refused: list[StagingError] = []
    for folder in sorted(set(folders)):
        if folder.name in known:  # a batch is never changed once it has its name
            skipped.append(folder.name)
            continue
        try:
            ready.append(check_batch(connection, folder))
        except StagingError as error:
            refused.append(error)
    return ready, skipped, refused


def _portions(batches: Sequence[Batch]) -> Iterator[list[Batch]]:
    """Batches in their order, in portions of so many articles; a larger batch is one of its own."""
    portion: list[Batch] = []
    for batch in batches:
        if portion and sum(each.counts[0] for each in (*portion, batch)) > derivation.ARTICLES_AT_ONCE:
            yield portion
            portion = []
        portion.append(batch)
    if portion:
        yield portion


def _write(connection: duckdb.DuckDBPyConnection, batches: Sequence[Batch]) -> None:
    connection.execute("SET VARIABLE batches = ?::VARCHAR[]", [[str(batch.folder) for batch in batches]])
    run(connection, "stage")
    _note_batches(connection, batches)
    derive_touched(connection)


def _note_batches(connection: duckdb.DuckDBPyConnection, batches: Sequence[Batch]) -> None:
    """Record the batches; where one makes its extractor version older than another, readings count anew."""
    before = _extractor_order(connection)
    for batch in batches:
        connection.execute(
            """
            INSERT INTO raw.loaded_batches BY NAME
            SELECT ? AS batch_id, ? AS digest, ? AS articles, ? AS claims, ? AS incidents, ? AS fetches,
                now() AT TIME ZONE 'UTC' AS loaded_at, ? AS code_version, ? AS staged_at
            """,
            [batch.batch_id, batch.digest, *batch.counts, code_version(), batch.staged_at],
        )
    if [version for version in _extractor_order(connection) if version in before] != before:
        connection.execute(
            """
            INSERT INTO affected_articles
            SELECT article_id FROM raw.readings GROUP BY article_id HAVING count(DISTINCT extractor_version) > 1
            """
        )


def _extractor_order(connection: duckdb.DuckDBPyConnection) -> list[str]:
    rows = connection.execute("SELECT extractor_version FROM core.extractor_order ORDER BY newness").fetchall()
    return [version for (version,) in rows]


def _counts(connection: duckdb.DuckDBPyConnection) -> dict[str, int]:
    counts = {}
    for name, source in _COUNTED.items():
        row = connection.execute(f"SELECT count(*) FROM {source}").fetchone()  # noqa: S608  # names from above
        counts[name] = row[0] if row else 0
    return counts
