"""How the figures were made: by which rule, from what, by which code."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import duckdb

from warehouse.exports.asked import Asked
from warehouse.migrate import code_version
from warehouse.rows import select


@dataclass(frozen=True, slots=True)
class PolicyRule:
    """How claims become figures."""

    policy: str
    counts: str
    rule: str
    reference: str


@dataclass(frozen=True, slots=True)
class Making:
    """What someone needs who wants to make the same figures again. `published_at` is null for a live database."""

    rule: PolicyRule
    code_version: str
    published_at: dt.datetime | None
    extractor_versions: list[str]
    articles: int
    claims: int
    events: int

    @property
    def in_words(self) -> str:
        """As a line of a note."""
        snapshot = f"snapshot of {self.published_at:%Y-%m-%d %H:%M} UTC" if self.published_at else "the live database"
        return (
            f"{snapshot} ({self.articles:,} articles, {self.claims:,} claims, {self.events:,} events), "
            f"Tollwatch {self.code_version}"
        )


def making(connection: duckdb.DuckDBPyConnection, asked: Asked) -> Making:
    """Of the database that is open."""
    counts = connection.execute(
        """
        SELECT (SELECT max(published_at) FROM mart.snapshot), (SELECT count(*) FROM core.articles),
            (SELECT count(*) FROM core.claims WHERE is_current), (SELECT count(*) FROM core.events)
        """
    ).fetchone()
    assert counts is not None  # noqa: S101  # one row always
    versions = connection.execute(
        "SELECT DISTINCT extractor_version FROM core.claims WHERE is_current ORDER BY 1"
    ).fetchall()
    return Making(
        rule=select(connection, PolicyRule, "core.policies WHERE policy = $policy", {"policy": asked.policy})[0],
        code_version=code_version(),
        published_at=counts[0],
        extractor_versions=[row[0] for row in versions],
        articles=counts[1],
        claims=counts[2],
        events=counts[3],
    )
