"""Staged batches as they reach the warehouse: found, checked against the schema, never trusted."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from extractors.errors import StagingError
from warehouse.moments import naive_utc
from warehouse.staging import FILES, GROUPS, SINCE, STAGED

_REDO: Final = "stage its input again"

_KEYS: Final = {
    "articles.parquet": ("version_id", "extractor_version", "raw_uri", "seen_at"),
    "claims.parquet": ("version_id", "extractor_version", "claim_id"),
    "incidents.parquet": ("version_id", "extractor_version", "incident_id"),
    "fetches.parquet": ("fetch_id",),
}

_VALUES: Final = {
    ("claims.parquet", "effect"): ("killed", "injured", "missing", "casualties"),
    ("claims.parquet", "qualifier"): ("exact", "at_least", "more_than", "at_most", "about", "range", "vague"),
    ("claims.parquet", "victim"): ("civilian", "combatant", "unknown"),
    ("claims.parquet", "scope"): ("incident", "period", "cumulative", "other"),
    ("claims.parquet", "modality"): ("asserted", "feared", "denied"),
    ("fetches.parquet", "kind"): ("feed", "article"),
}

_MOST_PEOPLE: Final = 10_000_000_000
"""More than there are. A figure beyond counts no people, and sums of such would overflow and stop the whole load."""


def _is_few_enough(toll: str) -> str:
    figures = [f"{toll}.{group}.{bound}" for group in GROUPS for bound in ("low", "best", "high")]
    return f"coalesce(greatest({', '.join(figures)}), 0) <= {_MOST_PEOPLE}"  # greatest passes over nulls


_RULES: Final = {
    ("claims.parquet", "span_end"): "span_end - span_start = length(quote) AND span_start >= 0",
    ("claims.parquet", "low"): f"low IS NULL OR low BETWEEN 0 AND {_MOST_PEOPLE}",
    ("claims.parquet", "best"): f"best IS NULL OR best BETWEEN 0 AND {_MOST_PEOPLE}",
    ("claims.parquet", "high"): (
        f"high IS NULL OR high BETWEEN greatest(coalesce(low, 0), coalesce(best, 0)) AND {_MOST_PEOPLE}"
    ),
    ("claims.parquet", "date_end"): "date_end IS NULL OR date_end >= date_start",
    ("incidents.parquet", "killed"): _is_few_enough("killed"),
    ("incidents.parquet", "injured"): _is_few_enough("injured"),
    ("incidents.parquet", "ordinal"): "ordinal >= 1",
    ("incidents.parquet", "date_end"): "date_end IS NULL OR date_end >= date_start",
}


@dataclass(frozen=True, slots=True)
class Batch:
    """A staged batch that passed the checks."""

    folder: Path
    digest: str
    articles: int
    claims: int
    incidents: int
    fetches: int
    staged_at: dt.datetime | None = None  # UTC, naive as DuckDB keeps it; null in batches that do not say

    @property
    def counts(self) -> tuple[int, int, int, int]:
        """Rows of articles, claims, incidents and fetches."""
        return self.articles, self.claims, self.incidents, self.fetches

    @property
    def batch_id(self) -> str:
        """Name of the folder."""
        return self.folder.name


def check_batch(connection: duckdb.DuckDBPyConnection, folder: Path) -> Batch:
    """Check one batch folder: files, schema, values, keys and references.

    Raises:
        StagingError: naming the file and the column that is wrong.
    """
    rows = {name.removesuffix(".parquet"): _check_schema(folder / name, schema) for name, schema in FILES.items()}
    try:
        for name, schema in FILES.items():
            _check_rows(connection, folder / name, schema)
        _check_references(connection, folder)
    except duckdb.Error as error:
        raise StagingError(
            f"a file cannot be read: {str(error).splitlines()[0]}", where=str(folder), hint=_REDO
        ) from error
    return Batch(folder, _digest(folder), **rows, staged_at=_staged_at(folder))


def _staged_at(folder: Path) -> dt.datetime | None:
    file = folder / STAGED
    if not file.exists():
        return None
    try:
        told = dt.datetime.fromisoformat(json.loads(file.read_text("utf-8"))["staged_at"])
    except (ValueError, KeyError, TypeError) as error:
        raise StagingError(
            f"it does not say when the batch was staged: {error}", where=str(file), hint=_REDO
        ) from error
    return naive_utc(told)


def _digest(folder: Path) -> str:
    whole = hashlib.sha256()
    for name in FILES:
        with (folder / name).open("rb") as file:
            whole.update(hashlib.file_digest(file, "sha256").digest())
    return whole.hexdigest()


def _check_schema(file: Path, expected: pa.Schema) -> int:
    if not file.exists():
        raise StagingError("the batch lacks this file", where=str(file), hint=_REDO)
    try:
        footer = pq.read_metadata(file)
        found = footer.schema.to_arrow_schema()
    except (pa.ArrowInvalid, OSError) as error:
        raise StagingError(f"no readable Parquet file: {error}", where=str(file), hint=_REDO) from error
    for column in expected:
        where = f"{file}, column {column.name}"
        if column.name not in found.names:
            if (file.name, column.name) in SINCE:
                continue
            raise StagingError("the column is missing", where=where, hint=_REDO)
        kind = found.field(column.name).type
        if not _same_type(kind, column.type):
            raise StagingError(f"the column is {kind}, expected {column.type}", where=where, hint=_REDO)
    if extra := [name for name in found.names if name not in expected.names]:
        raise StagingError("the column is not in the schema", where=f"{file}, column {extra[0]}", hint=_REDO)
    return int(footer.num_rows)


def _same_type(found: pa.DataType, expected: pa.DataType) -> bool:
    """Parquet renames the items of lists and may widen strings; neither matters here."""
    if pa.types.is_list(expected):
        return pa.types.is_list(found) and _same_type(found.value_type, expected.value_type)
    if pa.types.is_struct(expected):
        return (
            pa.types.is_struct(found)
            and found.num_fields == expected.num_fields
            and all(
                found.field(at).name == expected.field(at).name
                and _same_type(found.field(at).type, expected.field(at).type)
                for at in range(expected.num_fields)
            )
        )
    if pa.types.is_string(expected):
        return bool(pa.types.is_string(found) or pa.types.is_large_string(found))
    return bool(found.equals(expected))


def _check_rows(connection: duckdb.DuckDBPyConnection, file: Path, schema: pa.Schema) -> None:
    checks = {column.name: f'"{column.name}" IS NOT NULL' for column in schema if not column.nullable}
    for (name, column), values in _VALUES.items():
        if name == file.name:
            checks[column] = f'"{column}" IN {values!r}'
    checks |= {column: rule for (name, column), rule in _RULES.items() if name == file.name}
    # One pass: the first row that breaks each rule, as a count
    counts = ", ".join(f"count(*) FILTER (WHERE ({rule}) IS NOT TRUE)" for rule in checks.values())
    broken = connection.execute(f"SELECT {counts} FROM read_parquet(?)", [str(file)]).fetchone()  # noqa: S608
    assert broken is not None  # noqa: S101  # an aggregate always gives a row
    for column, count in zip(checks, broken, strict=True):
        if count:
            raise StagingError(
                f"{count} rows break the rule: {checks[column]}", where=f"{file}, column {column}", hint=_REDO
            )
    key = ", ".join(f'"{column}"' for column in _KEYS[file.name])
    double = connection.execute(
        f"SELECT count(*) FROM (SELECT 1 FROM read_parquet(?) GROUP BY {key} HAVING count(*) > 1)",  # noqa: S608
        [str(file)],
    ).fetchone()
    if double and double[0]:
        raise StagingError(f"{double[0]} keys occur more than once", where=f"{file}, columns {key}", hint=_REDO)


def _check_references(connection: duckdb.DuckDBPyConnection, folder: Path) -> None:
    for name in ("claims.parquet", "incidents.parquet"):
        orphans = connection.execute(
            """
            SELECT count(*) FROM read_parquet(?)
            ANTI JOIN read_parquet(?) USING (article_id, version_id, extractor_version)
            """,
            [str(folder / name), str(folder / "articles.parquet")],
        ).fetchone()
        if orphans and orphans[0]:
            raise StagingError(
                f"{orphans[0]} rows are of no article in the batch",
                where=f"{folder / name}, column version_id",
                hint=_REDO,
            )
    loose = connection.execute(
        """
        SELECT count(*) FROM read_parquet(?) AS claim
        ANTI JOIN read_parquet(?) AS incident
            ON claim.incident_id = incident.incident_id AND claim.version_id = incident.version_id
        WHERE claim.incident_id IS NOT NULL
        """,
        [str(folder / "claims.parquet"), str(folder / "incidents.parquet")],
    ).fetchone()
    if loose and loose[0]:
        raise StagingError(
            f"{loose[0]} claims are of no incident in the batch",
            where=f"{folder / 'claims.parquet'}, column incident_id",
            hint=_REDO,
        )
