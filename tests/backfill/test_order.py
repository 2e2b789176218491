"""A backfill ordered by a form: refused at once where it cannot be meant, cut into portions, its changes told."""

from __future__ import annotations

import datetime as dt
import json
import os
import threading
import time
from pathlib import Path
from typing import Any

import pytest

from extractors.errors import DocumentError
from extractors.feeds.catalog import Feed
from extractors.sitemaps.choose import Window
from pipeline.backfill.order import Order, portions
from pipeline.backfill.plan import Errand
from pipeline.backfill.portion import stage_portion
from pipeline.backfill.siblings import alone_at, settled
from pipeline.cycle import newsroom_settings
from pipeline.settings import Settings

DAY = dt.date(2026, 10, 7)
FORM: dict[str, Any] = {
    "source": "sitemaps",
    "first": None,
    "last": None,
    "outlets": [],
    "wide": False,
    "max_pages": 10_000,
    "paths": [],
    "hosts": [],
    "undated": False,
    "again": False,
}


def ordered(**fields: Any) -> Order:
    return Order.of_form(FORM | fields, None if fields.get("first") else DAY)


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"first": "2026-10-09", "last": "2026-10-08"}, "last: .* lies behind"),
        ({"first": "2999-01-01", "last": None}, "first: .* in the future"),
        ({"first": "tomorrow"}, "first: no day: 'tomorrow'"),
        ({"source": "files"}, "paths: no files are named"),
        ({"source": "everything"}, r"source: .*known are sitemaps, files, raw"),
        ({"source": "raw", "outlets": ["bbc"]}, "outlets: belongs to the source 'sitemaps'"),
        ({"source": "raw", "undated": True}, "undated: belongs to the source 'files'"),
        ({"paths": ["/archive"]}, "paths: belongs to the source 'files'"),
        ({"source": "files", "paths": ["/archive"], "hosts": ["//"]}, "hosts: no host name"),
        ({"source": "files", "paths": "/archive"}, "paths: no list of names: '/archive'"),
        ({"source": "files", "paths": [""]}, r"paths: no list of names: \[''\]"),
        ({"outlets": "bbc"}, "outlets: no list of names: 'bbc'"),
        ({"first": "2026-W41-3"}, "first: no day: '2026-W41-3'"),
        ({"first": "2026-1-7"}, "first: no day: '2026-1-7'"),
        ({"first": 20261007}, "first: no day: 20261007"),
        ({"first": "0001-01-01"}, "first: .* lies before 1990-01-01"),
        ({"max_pages": -1}, "max_pages: no number of pages: -1"),
        ({"max_pages": "9"}, "max_pages: no number of pages: '9'"),
        ({"wide": "no"}, "wide: neither true nor false: 'no'"),
        ({"outlet": ["bbc"]}, r"outlet: there is no such field \(known are source, first, last, outlets, "),
    ],
)
def test_an_order_that_cannot_be_meant_is_refused_with_the_field(fields: dict[str, Any], message: str) -> None:
    with pytest.raises(DocumentError, match=message):
        ordered(**fields)


@pytest.mark.parametrize("field", FORM)
def test_a_field_that_is_missing_is_named(field: str) -> None:
    with pytest.raises(DocumentError, match=f"^{field}: the field is missing"):
        Order.of_form({name: value for name, value in FORM.items() if name != field}, DAY)


@pytest.mark.parametrize("path", ["/" + "x" * 5_000, "/proc/1/cwd/x", "/dev/null"])
def test_a_path_that_nobody_can_look_at_is_told(path: str) -> None:
    with pytest.raises(DocumentError, match=r"^paths: /"):
        portions(Settings(), ordered(source="files", paths=[path]))


def test_whoever_triggers_names_the_days_and_a_range_has_its_own() -> None:
    with pytest.raises(DocumentError, match="first: the first day is missing"):
        Order.of_form(FORM)
    with pytest.raises(DocumentError, match="last: each run of a range reads its own day"):
        Order.of_form(FORM | {"last": "2026-10-09"}, DAY)


def test_an_order_is_cut_into_outlets_and_weeks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with newsroom_settings(Settings(home=tmp_path)) as settings:
        cut = portions(settings, ordered(first="2026-09-28", last="2026-10-07", outlets=["northwire", "harbour-post"]))
        assert [portion["label"] for portion in cut] == [
            "harbour-post 2026-09-28 to 2026-10-04",
            "northwire 2026-09-28 to 2026-10-04",
            "harbour-post 2026-10-05 to 2026-10-07",
            "northwire 2026-10-05 to 2026-10-07",
        ]
        assert [portion["label"] for portion in portions(settings, ordered(source="raw"))] == ["raw zone 2026-10-07"]
        years = portions(settings, ordered(first="2010-01-01"))
        assert len(years) <= 200
        assert json.loads(json.dumps(years)) == years
        with pytest.raises(DocumentError, match=r"outlets: .*no-such"):
            portions(settings, ordered(outlets=["no-such"]))
        with pytest.raises(DocumentError, match="paths: /no/such/archive: there is no such file"):
            portions(settings, ordered(source="files", paths=["/no/such/archive"]))
        monkeypatch.setattr("pipeline.backfill.order.MOST_PORTIONS", 2)
        with pytest.raises(DocumentError, match="that makes 3 portions, and a run takes 2"):
            portions(settings, ordered())


def test_days_of_one_outlet_share_what_was_had(tmp_path: Path) -> None:
    """Each day wants the pages of the day before and after too: zones. They are asked for once."""
    with newsroom_settings(Settings(home=tmp_path)) as settings:
        results = []
        for day in ("2026-10-06", "2026-10-07", "2026-10-08"):
            (portion,) = portions(settings, ordered(first=day, last=day, outlets=["northwire"]))
            results.append(stage_portion(settings, portion))
        again = stage_portion(settings, portion)
    assert [len(result["batches"]) for result in results] == [1, 0, 1]  # of the 6th and, wanted by the 8th, of the 9th
    assert results[0]["changed"].startswith("read for the first time: 1 articles")
    assert (
        again["changed"] == results[2]["changed"].replace("read for the first time", "nothing changed") + ", as before"
    )
    assert not (tmp_path / "newsroom" / "state" / "feeds").exists()


def test_windows_of_one_outlet_take_turns(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    feed = Feed("harbour-post", "Harbour Post", "http://harbour-post.example/rss.xml", "CY", "en", "UTC", "outlet")
    errand, order = Errand(feed, Window(DAY, DAY)), []

    def second() -> None:
        with alone_at(errand, tmp_path):
            order.append("second")

    other = threading.Thread(target=second)
    with alone_at(errand, tmp_path):
        assert caplog.records == []  # nobody to wait for
        other.start()
        deadline = time.monotonic() + 30
        while not caplog.records and time.monotonic() < deadline:
            time.sleep(0.01)
        order.append("first")
    other.join()
    assert order == ["first", "second"]
    assert "another backfill of it is in work" in caplog.text


def documents(path: Path, *texts: str) -> None:
    rows = [
        {"id": f"http://harbour-post.example/{n}", "published": "2026-10-07", "title": "Blast", "text": text}
        for n, text in enumerate(texts)
    ]
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")


def test_what_a_reading_changed_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings, source = Settings(home=tmp_path / "home"), tmp_path / "news.jsonl"
    documents(source, "A blast in Aleppo killed five people on Tuesday.")
    (portion,) = portions(settings, ordered(source="files", paths=[str(source)]))

    def told() -> str:
        return str(stage_portion(settings, portion)["changed"])

    assert told() == "read for the first time: 1 articles, 1 claims, 1 incidents"
    assert told() == "nothing changed: 1 articles, 1 claims, 1 incidents, as before"
    documents(
        source, "A blast in Aleppo killed five people on Tuesday.", "A mine killed two farmers near Hama on Monday."
    )
    os.utime(source, (1, 1))
    assert told() == "other input: articles 1 -> 2, claims 1 -> 2, incidents 1 -> 2"
    monkeypatch.setattr("pipeline.backfill.portion.reading_version", lambda _: "cascade-99+0")
    assert "other code (cascade-" in told()


def test_nothing_that_could_be_read_is_an_error(tmp_path: Path) -> None:
    settings, source = Settings(home=tmp_path / "home"), tmp_path / "news.jsonl"
    documents(source, "A blast in Aleppo killed five people on Tuesday.")
    (portion,) = portions(settings, ordered(source="files", paths=[str(source)]))
    source.unlink()
    with pytest.raises(DocumentError, match=r"nothing could be read: .*news\.jsonl"):
        stage_portion(settings, portion)


@pytest.mark.parametrize("line", [{}, {"pages": None}, {"pages": ["a"]}, {"pages": {"a": "failed"}}])
def test_a_line_of_a_journal_that_tells_of_no_page_settles_none(line: dict[str, Any]) -> None:
    assert settled(line) == set()
