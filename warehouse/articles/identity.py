"""Which incident of one version of an article is which of another.

An edit that puts a new attack first, or tells two in another order, renames none. The extractor names incidents by
their order in the text. Here the versions of an article are walked in the order in which they became known, and each
incident is given the name under which the same attack was told before.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any, Final

import duckdb
import pyarrow as pa

_SAME_AT: Final = 1
"""Least likeness. Two incidents of which nothing is known but that both are their article's main one have just that."""


@dataclass(frozen=True, slots=True)
class Told:
    """What one reading of one version tells of one attack, as far as it helps to know it again."""

    article_id: str
    version_id: str
    reading_id: str
    incident_id: str  # as the extractor named it
    ordinal: int
    date_start: dt.date | None
    date_end: dt.date | None
    places: tuple[str, ...]  # folded
    method: str
    actors: frozenset[str]
    killed: int | None
    injured: int | None
    quotes: frozenset[str]


@dataclass(slots=True)
class _Attack:
    """One attack of an article under its lasting name, with every way in which it was told so far."""

    name: str
    told: list[Told] = field(default_factory=list)

    def likeness(self, other: Told) -> int:
        return max(likeness(one, other) for one in self.told)


def likeness(one: Told, other: Told) -> int:
    """How much speaks for one attack, less what speaks against it; whole numbers, so that no order changes a sum."""
    return (
        _days(one, other)
        + _places(one.places, other.places)
        + _method(one.method, other.method)
        + bool(one.actors & other.actors)
        + 2 * (one.killed is not None and one.killed == other.killed)
        + (one.injured is not None and one.injured == other.injured)
        + 3 * bool(one.quotes & other.quotes)
        + (one.ordinal == other.ordinal)
    )


def _days(one: Told, other: Told) -> int:
    if one.date_start is None or other.date_start is None:
        return 0
    if (one.date_start, one.date_end) == (other.date_start, other.date_end):
        return 3
    ends = one.date_end or one.date_start, other.date_end or other.date_start
    gap = (max(one.date_start, other.date_start) - min(ends)).days
    if gap <= 0:
        return 2
    return -1 if gap == 1 else -4  # a corrected day is a neighbour's


def _places(one: Sequence[str], other: Sequence[str]) -> int:
    if not one or not other:
        return 0
    if one[0] == other[0]:
        return 3
    return 2 if set(one) & set(other) else -2


def _method(one: str, other: str) -> int:
    if "unknown" in {one, other}:
        return 0
    return 1 if one == other else -1


def lasting_names(readings: Sequence[Sequence[Told]]) -> dict[tuple[str, str], str]:
    """For each (reading, incident) of one article the name of the attack.

    Args:
        readings: the incidents of each reading, in the order in which the versions became known. A name depends on
            what was known before, never on what came after.
    """
    attacks: list[_Attack] = []
    names: dict[tuple[str, str], str] = {}
    for reading in readings:
        found = _matched(reading, attacks)
        taken = {attack.name for attack in attacks}
        for told in reading:
            attack = found.get(told.incident_id)
            if attack is None:
                attack = _Attack(_free_name(told, taken))
                attacks.append(attack)
            attack.told.append(told)
            names[told.reading_id, told.incident_id] = attack.name
    return names


def _matched(reading: Sequence[Told], attacks: Sequence[_Attack]) -> dict[str, _Attack]:
    """The attack told before for each incident that tells of one; the likest pairs first, each attack once."""
    pairs = sorted(
        (-score, abs(told.ordinal - attack.told[-1].ordinal), told.ordinal, at, told.incident_id)
        for told in reading
        for at, attack in enumerate(attacks)
        if (score := attack.likeness(told)) >= _SAME_AT
    )
    found: dict[str, _Attack] = {}
    used: set[int] = set()
    for _, _, _, at, incident in pairs:
        if incident not in found and at not in used:
            found[incident] = attacks[at]
            used.add(at)
    return found


def _free_name(told: Told, taken: set[str]) -> str:
    """The extractor's name, or where another attack has it one that the version makes new."""
    if told.incident_id not in taken:
        return told.incident_id
    return hashlib.blake2b(f"{told.incident_id} {told.version_id}".encode(), digest_size=8).hexdigest()


def name_incidents(connection: duckdb.DuckDBPyConnection) -> None:
    """Write the temporary table lasting_names (reading_id, told_as, incident_id) for affected_articles.

    Only articles that were read more than once have rows there: of the others every incident keeps its name.
    """
    rows = connection.execute(
        """
        WITH reading AS (
            SELECT reading_id, version_id, story.article_id, newness, first_step
            FROM raw.readings
            JOIN core.extractor_order USING (extractor_version)
            JOIN (SELECT article_id, version_id, min(step) AS first_step FROM stretches GROUP BY ALL) AS story
                USING (version_id)
            QUALIFY count(*) OVER (PARTITION BY story.article_id) > 1
        ),
        said AS (
            SELECT reading_id, incident_id, list(DISTINCT effect || ' ' || quote) AS quotes
            FROM raw.claims SEMI JOIN reading USING (reading_id)
            WHERE incident_id IS NOT NULL
            GROUP BY ALL
        )
        SELECT reading.article_id, reading.version_id, reading_id, incident_id, ordinal, date_start, date_end,
            list_transform(places, lambda place: core.folded(place.name)), method,
            list_transform(actors, lambda actor: core.folded(actor)),
            coalesce(killed.total.best, killed.total.low), coalesce(injured.total.best, injured.total.low),
            coalesce(quotes, [])
        FROM reading
        JOIN raw.incidents USING (reading_id)
        LEFT JOIN said USING (reading_id, incident_id)
        ORDER BY reading.article_id, first_step, newness, reading_id, ordinal, incident_id
        """
    ).fetchall()
    told = [_told(row) for row in rows]
    names: dict[tuple[str, str], str] = {}
    for _, of_article in groupby(told, key=lambda one: one.article_id):
        names |= lasting_names([list(one) for _, one in groupby(of_article, key=lambda one: one.reading_id)])
    columns = zip(*names, strict=True) if names else ((), ())
    found = pa.table(  # noqa: F841  # read by name below
        [pa.array(column, pa.string()) for column in (*columns, names.values())],
        names=["reading_id", "told_as", "incident_id"],
    )
    connection.execute("CREATE OR REPLACE TEMP TABLE lasting_names AS FROM found")


def _told(row: Sequence[Any]) -> Told:
    article, version, reading, incident, ordinal, start, end, places, method, actors, killed, injured, quotes = row
    return Told(
        article, version, reading, incident, ordinal, start, end, tuple(places or ()), method,
        frozenset(actors or ()), killed, injured, frozenset(quotes),
    )  # fmt: skip
