"""A dry run: what a backfill would read, told without touching anything."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

from extractors.archives.wanted import Wanted
from pipeline.backfill.run import Request, look
from pipeline.cli.backfill_tables import look_row, look_table
from pipeline.settings import Settings
from tests.archives.build import WarcBuilder, article_html
from tests.backfill.archives import URL, lines, november
from tests.backfill.die import NOVEMBER, run
from tests.backfill.quiet import Quiet, shown


def test_a_dry_run_says_what_would_be_read_and_changes_nothing(tmp_path: Path) -> None:
    archive, text = november(tmp_path / "a.warc.gz"), lines(tmp_path / "b.jsonl", ["2018-11-04", "2018-12-04"])
    settings = Settings(home=tmp_path / "home")
    wanted = Wanted(NOVEMBER.first, NOVEMBER.last, captured_by=dt.date(2018, 12, 1))
    request = Request(dt.date(2018, 11, 1), dt.date(2018, 11, 30), wanted, (archive, text), raw=True)
    zone, of_archive, of_lines = look(settings, request, Quiet())
    assert (zone.files, zone.bytes) == (0, 0)
    assert of_archive.survey is not None
    assert (of_archive.survey.records, of_archive.survey.wanted) == (10, 5)
    assert of_archive.survey.hosts == {"harbour-post.example": 5}
    assert min(day for day in of_archive.survey.days if day) == dt.date(2018, 11, 1)
    assert of_lines.survey is not None
    assert (of_lines.survey.records, of_lines.survey.days) == (2, {dt.date(2018, 11, 4): 1})
    assert not settings.home.exists() or not any(path.is_file() for path in settings.home.rglob("*"))


def test_a_dry_run_names_documents_without_an_address(tmp_path: Path) -> None:
    document = tmp_path / "of_nowhere.jsonl"
    document.write_text(
        json.dumps({"id": "a", "published": "2018-11-04", "text": "A blast killed five."}) + "\n", "utf-8"
    )
    request = Request(dt.date(2018, 11, 1), dt.date(2018, 11, 30), NOVEMBER, (document,))
    looks = look(Settings(home=tmp_path / "home"), request, Quiet())
    assert look_row(looks[0])["hosts"] == {"no address": 1}
    assert "hosts: no address 1; days: 2018-11-04 1" in shown(look_table(looks, Settings()))


def test_a_dry_run_counts_the_pages_that_a_run_would_read(tmp_path: Path) -> None:
    warc = WarcBuilder()
    date = "2018-11-05T10:00:00Z"
    warc.response(URL.format("rss"), b"<rss/>", headers={"Content-Type": "application/rss+xml"}, date=date)
    warc.response(URL.format("gone"), b"<html>gone</html>", status="404 Not Found", date=date)
    warc.response(URL.format("picture"), b"x", headers={"Content-Type": "image/png"}, date=date)
    warc.resource(URL.format("a.pdf"), b"%PDF", "application/pdf", date=date)
    warc.response(URL.format("1"), article_html(4), date=date)
    warc.revisit(URL.format("1"), article_html(4), date="2018-11-06T10:00:00Z")
    warc.resource(URL.format("2"), article_html(5), "text/html", date=date)
    archive = warc.save(tmp_path / "mixed.warc.gz")
    request = Request(dt.date(2018, 11, 1), dt.date(2018, 11, 30), NOVEMBER, (archive,))
    (seen,) = look(Settings(home=tmp_path / "home"), request, Quiet())
    assert seen.survey is not None
    assert (seen.survey.records, seen.survey.wanted) == (7, 3)
    assert seen.survey.days == {dt.date(2018, 11, 5): 2, dt.date(2018, 11, 6): 1}
    assert run(tmp_path / "home", archive).count("articles") == 2  # the revisit is of the same version
