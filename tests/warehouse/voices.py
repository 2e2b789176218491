"""Events told by hand, row by row, for the tests of policies: who gives which figure, in which words."""

from __future__ import annotations

import datetime as dt
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

import duckdb
import pyarrow as pa

Figure = tuple[int | None, int | None, int | None]


VICTIM_OF = {"civilian": "civilian", "combatant": "combatant", "children": "civilian", "women": "civilian"}


def exactly(number: int) -> Figure:
    return (number, number, number)


def at_least(number: int) -> Figure:
    return (number, number, None)


def vague(least: int) -> Figure:
    return (least, None, None)


@dataclass
class Claim:
    """One claim of an article; `group` is total, civilian, combatant, unknown, children or women."""

    group: str
    figure: Figure
    quote: str = "people"
    source: str | None = None
    qualifier: str = "exact"
    effect: str = "killed"
    subset_of: str | None = None


@dataclass
class Voice:
    """One independent source: its article and what it counts. Claims name no source unless they are told."""

    killed: Mapping[str, Figure] = field(default_factory=dict)
    injured: Mapping[str, Figure] = field(default_factory=dict)
    source: str | None = "a resident"
    publisher: str = "The Harbour Post"
    title: str = "A title"
    claims: Sequence[Claim] | None = None
    actors: Sequence[str] = ()
    qualifier: str = "exact"
    quote: str = "people"
    known_from: str | None = None
    known_to: str | None = None
    text: str | None = None  # must hold the quotes
    article: str | None = None  # shared by the versions of one article
    independent_source: str | None = None

    def said(self) -> list[Claim]:
        if self.claims is not None:
            return list(self.claims)
        return [
            Claim(group, figure, self.quote, self.source, self.qualifier, effect)
            for effect, groups in (("killed", self.killed), ("injured", self.injured))
            for group, figure in groups.items()
            if group != "total" or len(groups) == 1
        ]


@dataclass
class State:
    """A stretch of knowledge of an event, with columns of core.event_states."""

    known_from: str | None
    known_to: str | None
    figures: Mapping[str, int]


def tell(
    connection: duckdb.DuckDBPyConnection,
    event_id: str,
    *voices: Voice,
    day: str = "2018-11-03",
    country: str = "SY",
    states: Sequence[State] = (),
    **figures: int,
) -> None:
    """Write the rows of core from which policies are made; `figures` are columns of core.event_states."""
    for state in states or (State(None, None, figures),):
        _insert(connection, "event_states", {"event_id": event_id, "date_start": dt.date.fromisoformat(day)}
                | {"date_precision": "day", "country": country, "is_current": state.known_to is None, "place": "Hajin",
                   "actors": sorted({a for v in voices for a in v.actors}), "method": "air_strike",
                   "known_from": _time(state.known_from), "known_to": _time(state.known_to),
                   **state.figures})  # fmt: skip
    for effect in ("killed", "injured"):
        _tell_totals(connection, event_id, effect, states or (State(None, None, figures),))
    for number, voice in enumerate(voices):
        _tell_one(connection, event_id, f"{event_id}-{number}", voice)


def _tell_totals(connection: duckdb.DuckDBPyConnection, event_id: str, effect: str, states: Sequence[State]) -> None:
    """Rows of core.told_figures: states that follow each other with one figure are one."""
    bounds = ("low", "best", "high")
    for figure, alike in groupby(states, lambda state: [state.figures.get(f"{effect}_{bound}") for bound in bounds]):
        stretch = list(alike)
        told = {"told_from": _time(stretch[0].known_from), "told_to": _time(stretch[-1].known_to)}
        if any(figure):
            _insert(connection, "told_figures", {"event_id": event_id, "effect": effect, "victim": "total", **told}
                    | dict(zip(bounds, figure, strict=True)))  # fmt: skip


def add_claim(
    connection: duckdb.DuckDBPyConnection,
    article_id: str,
    day: dt.date,
    figure: int,
    *,
    qualifier: str = "exact",
    source: str = "health ministry",
    scope: str = "cumulative",
    country: str | None = None,
    age: str | None = None,
) -> None:
    """An article with nothing but one running or period total."""
    _insert(connection, "articles", {"article_id": article_id, "publisher": "The Harbour Post", "published_on": day})
    if country:
        place = {"name": "Somewhere", "country": country, "admin1": None, "lat": None, "lon": None, "precision": "town",
                 "geoname_id": None}  # fmt: skip
        _insert(connection, "incidents", {"article_id": article_id, "incident_id": article_id, "ordinal": 1,
                                          "is_current": True, "places": [place]})  # fmt: skip
    _insert(connection, "claims", {
        "row_id": article_id, "claim_id": article_id, "article_id": article_id, "quote": f"{figure:,} people",
        "effect": "killed", "low": figure, "best": figure, "high": None if qualifier == "more_than" else figure,
        "qualifier": qualifier, "victim": "unknown", "age": age, "scope": scope, "modality": "asserted",
        "source": source,        "is_current": True, "span_start": 0,
    })  # fmt: skip


def _tell_one(connection: duckdb.DuckDBPyConnection, event_id: str, name: str, voice: Voice) -> None:
    known = {
        "known_from": _time(voice.known_from),
        "known_to": _time(voice.known_to),
        "is_current": voice.known_to is None,
    }
    article = voice.article or name
    speaking = {"article_id": article, "publisher": voice.publisher}
    if not connection.execute("SELECT 1 FROM core.articles WHERE article_id = ?", [article]).fetchone():
        _insert(connection, "articles", {**speaking, "title": voice.title, "published_on": dt.date(2018, 11, 4),
                                         "url": f"https://post.example/{article}"})  # fmt: skip
    version = {"article_id": article, "version_id": name, "title": voice.title, "text": voice.text}
    _insert(connection, "article_versions", version | known)
    incident = {"article_id": article, "incident_id": article}
    tolls = {effect: _toll(groups) for effect, groups in (("killed", voice.killed), ("injured", voice.injured))}
    _insert(connection, "incidents", {**incident, "row_id": name, "actors": list(voice.actors), **tolls, **known})
    source = {"event_id": event_id, "independent_source": voice.independent_source or article}
    row = {**incident, "row_key": zlib.crc32(name.encode()), **known}
    _insert(connection, "incident_facts", {**row, "row_id": name})
    _insert(connection, "memberships", {**row, **source, "is_founder": True})
    for number, claim in enumerate(voice.said()):
        low, best, high = claim.figure
        start = voice.text.index(claim.quote) if voice.text else 0
        _insert(connection, "claims", {
            **known, **incident, "row_id": f"{name}-{number}", "claim_id": f"{name}-{number}", "version_id": name,
            "quote": claim.quote, "span_start": start, "span_end": start + len(claim.quote),
            "effect": claim.effect, "low": low, "best": best, "high": high,
            "qualifier": claim.qualifier, "scope": "incident", "modality": "asserted", "source": claim.source,
            "subset_of": claim.subset_of,
            "victim": VICTIM_OF.get(claim.group, "unknown"),
            "age": "child" if claim.group == "children" else None,
            "gender": "female" if claim.group == "women" else None,
        })  # fmt: skip
    for effect, groups in (("killed", voice.killed), ("injured", voice.injured)):
        for group, (low, best, high) in groups.items():
            _insert(connection, "source_figures", {
                **known, **speaking, **source, "effect": effect, "victim": group, "incident_id": article,
                "reported_at": dt.datetime(2018, 11, 4), "low": low, "best": best, "high": high,  # noqa: DTZ001
            })  # fmt: skip


def _toll(groups: Mapping[str, Figure]) -> dict[str, dict[str, int | None] | None]:
    return {
        group: dict(zip(("low", "best", "high"), groups[group], strict=True)) if group in groups else None
        for group in ("total", "civilian", "combatant", "unknown", "children", "women")
    }


def _time(text: str | None) -> dt.datetime | None:
    return dt.datetime.fromisoformat(text) if text else None


def _insert(connection: duckdb.DuckDBPyConnection, table: str, row: dict[str, Any]) -> None:
    rows = pa.Table.from_pylist([row])  # noqa: F841  # read by name below
    connection.execute(f"INSERT INTO core.{table} BY NAME FROM rows")
