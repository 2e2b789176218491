"""A real article, read in place: from its text to an event that a journalist would trust."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from pipeline.load import load
from pipeline.stage import stage
from tests.pipeline.test_cli import tollwatch
from warehouse import connect
from warehouse.events import EventDetail, event_detail, list_events


@pytest.fixture(scope="module")
def database(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("mee")
    staged = stage([shared / "articles" / "middle-east-eye-2018-11-04.jsonl"], folder / "staged")
    assert staged.problems == []
    load(folder / "mee.duckdb", [batch.folder for batch in staged.batches])
    return folder / "mee.duckdb"


@pytest.fixture(scope="module")
def detail(database: Path) -> EventDetail:
    with connect.reader(database) as connection:
        (event,) = list_events(connection)
        return event_detail(connection, event.event_id)


def test_one_event_on_the_saturday_before(detail: EventDetail) -> None:
    event = detail.event
    assert str(event.date_start) == str(event.date_end) == "2018-11-03"
    assert (event.place, event.admin1, event.country) == ("Hajin", "Deir ez-Zor", "SY")
    assert event.lat == pytest.approx(34.69, abs=0.05)
    assert event.lon == pytest.approx(40.83, abs=0.05)
    assert event.actors == ["US-led coalition"]
    assert event.method == "air_strike"


def test_figures(detail: EventDetail) -> None:
    figures = {(f.effect, f.victim): (f.low, f.high) for f in detail.figures}
    assert figures["killed", "civilian"] == (14, 15)
    assert figures["killed", "children"] == (5, 5)
    assert figures["killed", "combatant"][0] == 9
    assert not any(figure and figure > 100 for pair in figures.values() for figure in pair)


def test_running_totals_are_in_no_sum(database: Path, detail: EventDetail) -> None:
    totals = {claim.low: claim for claim in detail.claims if claim.scope == "cumulative"}
    assert set(totals) == {1100, 3300}
    assert not any(claim.is_counted for claim in totals.values())
    with connect.reader(database) as connection:
        assert connection.execute("SELECT sum(killed_best) FROM mart.casualties_by_day").fetchone() == (23,)


def test_show_puts_each_figure_beside_its_quote_and_who_said_it(
    database: Path, detail: EventDetail, tmp_path: Path
) -> None:
    page = tollwatch("show", detail.event.event_id, "--db", database, home=tmp_path).stdout
    lines = page.splitlines()
    for quote, source in (
        ("“14 civilians”", "a monitor"),
        ("“Fourteen civilians”", "Syrian Observatory for Human Rights"),
        ("“five children”", "Syrian Observatory for Human Rights"),
        ("“9 IS militants”", "Rami Abdel Rahman"),
        ("“15 civilians”", "Al-Ikhbariya TV"),
    ):
        assert any(quote in line and source in line for line in lines), (quote, source)


def test_the_article_itself_as_extracted(shared: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.jsonl"
    source = shared / "articles" / "middle-east-eye-2018-11-04.jsonl"
    assert tollwatch("extract", source, "-o", out, home=tmp_path).returncode == 0
    text = json.loads(source.read_text("utf-8"))["text"]
    (extraction,) = [json.loads(line) for line in out.read_text("utf-8").splitlines()]
    for claim in extraction["claims"]:
        assert text[claim["start"] : claim["end"]] == claim["quote"]
    quotes = " | ".join(claim["quote"] for claim in extraction["claims"])
    assert "2,000" not in quotes
    assert "under the age" not in quotes
