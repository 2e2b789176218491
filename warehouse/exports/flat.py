"""Events as they are, a row each: CSV for spreadsheets, Parquet (with the claims in each row), GeoJSON for maps."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, Final

import duckdb

from warehouse.exports.asked import Asked, Event, events_query
from warehouse.exports.notes import Notes
from warehouse.exports.reports import counted, joined, quoted, reports
from warehouse.exports.wholes import NOBODY_LEFT, holding, left

_ADDED: Final = ("parts", "part_of", "killed_words", "injured_words", "sources", "outlets", "urls")
"""Behind the event's own columns: the events that are part of it, and of which it is part; the words of the claims on
which its figures rest, who said them, and where."""


def rows(events: Iterable[Event], notes: Notes) -> Iterator[dict[str, Any]]:
    """Each event with the words of its claims and its sources in place of the claims themselves."""
    for event in left(events, notes):
        notes.written += 1
        yield flattened(event)


def header(connection: duckdb.DuckDBPyConnection) -> list[str]:
    """The columns of a flat event, also where there is none."""
    columns = connection.execute("DESCRIBE FROM mart.events_by()").fetchall()
    return [name for name, *_ in columns] + list(_ADDED)


def flattened(event: Event) -> dict[str, Any]:
    """One event without nested values but its actors."""
    head = {name: value for name, value in event.items() if name != "claims"}
    said = counted(event)
    told = reports(event)
    return head | {
        **{f"{effect}_words": joined((quoted(c) for c in said if c["effect"] == effect), by="; ")
           for effect in ("killed", "injured")},
        "sources": joined((claim["source"] for claim in said), by="; "),
        "outlets": joined((report.publisher for report in told), by="; "),
        "urls": joined((report.url for report in told), by=" "),
    }  # fmt: skip


def features(events: Iterable[Event], notes: Notes) -> Iterator[dict[str, Any]]:
    """Each event as a GeoJSON feature (RFC 7946); without coordinates its geometry is null."""
    for event in left(events, notes):
        notes.written += 1
        lat, lon = event["lat"], event["lon"]
        if lat is None:
            notes.leave_blank("no coordinates are known: the geometry is null", event["event_id"])
        elif event["place_precision"] not in {"site", "town"}:
            notes.assume("the point is the middle of more than a town: see place_precision", event["event_id"])
        properties = flattened(event)
        yield {
            "type": "Feature",
            "id": event["event_id"],
            "geometry": None if lat is None else {"type": "Point", "coordinates": [round(lon, 6), round(lat, 6)]},
            "properties": {name: value for name, value in properties.items() if name not in {"lat", "lon"}},
        }


def feature_collection(found: Iterable[dict[str, Any]]) -> Iterator[str]:
    """The text of a FeatureCollection, a feature a line, so that it is never held whole."""
    yield '{"type": "FeatureCollection", "features": '
    yield from json_list(found)
    yield "}\n"


def json_list(values: Iterable[object]) -> Iterator[str]:
    """The text of a JSON list, a value a line."""
    yield "["
    for at, value in enumerate(values):
        yield (",\n" if at else "\n") + as_json(value)
    yield "\n]\n"


def as_json(value: object) -> str:
    """JSON with days and times in ISO form."""
    return json.dumps(value, ensure_ascii=False, allow_nan=False, default=_plain)


def _plain(value: object) -> str:
    if isinstance(value, dt.date):
        return value.isoformat()
    raise TypeError(f"{value!r} is no value of a database")


def write_parquet(connection: duckdb.DuckDBPyConnection, asked: Asked, path: Path, notes: Notes) -> None:
    """Write the events with their claims, as DuckDB streams them."""
    target = str(path).replace("'", "''")
    count = connection.execute(
        f"COPY (FROM ({events_query()}) WHERE NOT {NOBODY_LEFT}) "  # our own words
        f"TO '{target}' (FORMAT parquet, COMPRESSION zstd)",
        asked.values | {"most": None},
    ).fetchone()
    notes.written = int(count[0]) if count else 0
    wholes = list(left(holding(connection, asked), notes))
    notes.read += notes.written - len(wholes)
