"""Events as they are: cells that no spreadsheet runs, GeoJSON, evidence as of a time."""

from __future__ import annotations

import datetime as dt
import json

import duckdb
import pytest

from tests.warehouse.stories import FIRST, SECOND
from warehouse.account.period import account
from warehouse.exports import digest, flat
from warehouse.exports.asked import Asked, events
from warehouse.exports.cells import cell
from warehouse.exports.notes import Notes
from warehouse.exports.reports import reports


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (None, ""), (0, "0"), (-3, "-3"), (-33.45, "-33.45"), (True, "true"), (dt.date(2020, 1, 2), "2020-01-02"),
        ("Hajin", "Hajin"), ("=1+1", "'=1+1"), ("+963", "'+963"), ("-Coast", "'-Coast"), ("@here", "'@here"),
        ("\tx", "'\tx"), ("\rx", "'\rx"), (["=a", "b"], "'=a; b"), ([], ""), ("a=b", "a=b"),
        ("  =1+1", "'  =1+1"), ("\u00a0@here", "'\u00a0@here"), ("\uff1d1+1", "'\uff1d1+1"), ("\ufeff=1", "'\ufeff=1"),
        ("'Ain Issa", "'Ain Issa"), (" Hajin", " Hajin"),
    ],
)  # fmt: skip
def test_cells(value: object, expected: str) -> None:
    made = cell(value)
    assert made.text == expected
    assert made.is_escaped == (made.text != value and made.text.startswith("'"))


def test_geojson_keeps_to_its_standard(told: duckdb.DuckDBPyConnection) -> None:
    notes = Notes()
    text = "".join(flat.feature_collection(flat.features(events(told, Asked()), notes)))
    read = json.loads(text)
    assert set(read) == {"type", "features"}
    assert read["type"] == "FeatureCollection"
    for feature in read["features"]:
        assert feature["type"] == "Feature"
        assert feature["id"] == feature["properties"]["event_id"]
        geometry = feature["geometry"]
        if geometry is not None:
            lon, lat = geometry["coordinates"]
            assert geometry["type"] == "Point"
            assert -180 <= lon <= 180
            assert -90 <= lat <= 90
    by_place = {feature["properties"]["place"]: feature for feature in read["features"]}
    assert by_place["Hajin"]["geometry"]["coordinates"] == [40.831, 34.689]
    assert by_place["Oldport"]["geometry"] is None
    assert by_place["Oldport"]["properties"]["killed_best"] is None
    assert notes.written == len(read["features"])


def test_an_empty_collection_is_one_too() -> None:
    assert json.loads("".join(flat.feature_collection([]))) == {"type": "FeatureCollection", "features": []}


def test_words_stand_beside_the_figures(told: duckdb.DuckDBPyConnection) -> None:
    row = next(
        flat.flattened(e) for e in events(told, Asked()) if e["place"] == "Hajin" and e["killed_civilian_low"] == 14
    )
    assert "at least “14 civilians”" in row["killed_words"]
    assert list(row) == flat.header(told)


def test_evidence_of_today_is_that_of_the_events(told: duckdb.DuckDBPyConnection) -> None:
    columns = "event_id, claim_id, effect, quote, why_not_counted, independent_source, source, low, best, high"
    today = told.execute(f"SELECT {columns} FROM mart.evidence() ORDER BY ALL").fetchall()
    assert today
    assert today == told.execute(
        f"SELECT {columns} FROM mart.event_claims WHERE known_to IS NULL ORDER BY ALL"
    ).fetchall()  # fmt: skip


def test_a_report_bears_its_outlets_day(told: duckdb.DuckDBPyConnection) -> None:
    article = FIRST.article_id
    kept = told.execute(
        "SELECT published_on, published_at FROM core.articles WHERE article_id = ?", [article]
    ).fetchone()

    def shown(day: str | None, time: str | None) -> tuple[dt.date | None, str]:
        told.execute(
            "UPDATE core.articles SET published_on = ?, published_at = ? WHERE article_id = ?", [day, time, article]
        )
        event = next(e for e in events(told, Asked()) if article in {c["article_id"] for c in e["claims"]})
        page = "\n".join(digest.lines(account(told, Asked(), most_events=digest.MOST_EVENTS)))
        return next(r.published_on for r in reports(event) if r.article_id == article), page

    try:
        day, page = shown("2020-02-05", "2020-02-04T22:30:00")  # an outlet east of Greenwich, after midnight
        assert day == dt.date(2020, 2, 5)
        assert "5 February 2020" in page
        assert "4 February 2020" not in page
        day, page = shown(None, None)
        assert day is None
        assert told.execute(
            "SELECT DISTINCT published_at FROM mart.evidence() WHERE article_id = ?", [article]
        ).fetchall() == [(None,)]
    finally:
        shown(*map(str, kept or ()))


def test_evidence_is_what_was_known_then(told: duckdb.DuckDBPyConnection) -> None:
    def articles(asked: Asked) -> set[str]:
        return {claim["article_id"] for event in events(told, asked) for claim in event["claims"]}

    then = articles(Asked(known_at=dt.datetime.fromisoformat("2018-11-04T09:00")))
    assert FIRST.article_id in then
    assert SECOND.article_id not in then
    assert SECOND.article_id in articles(Asked())


def test_the_deadliest_come_first_and_each_has_its_claims(told: duckdb.DuckDBPyConnection) -> None:
    found = list(events(told, Asked(), deadliest=2))
    everything = list(events(told, Asked()))
    assert len(found) == 2 < len(everything)
    figures = sorted((event["killed_best"] or event["killed_low"] or 0 for event in everything), reverse=True)
    assert [event["killed_best"] or event["killed_low"] for event in found] == figures[:2]
    by_id = {event["event_id"]: event for event in everything}
    assert all(event == by_id[event["event_id"]] for event in found)
