"""Extract: what a batch holds, when it is made anew, and what is put aside."""

from __future__ import annotations

import datetime as dt
import json
import os
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from extractors.archives.sources import read_articles
from extractors.articles.article import Article
from extractors.casualties import default_extractor
from extractors.casualties.model import Extraction, Incident, Place
from extractors.documents import Document
from extractors.errors import TollwatchError
from pipeline.batch import NOT_READ, PROBLEMS, incident_id, incident_rows
from pipeline.settings import Settings
from pipeline.stage import pending_sources, stage, stage_pending
from tests.archives.build import WarcBuilder, article_html, fetch_notes
from warehouse.staging import FILES

ARTICLE = {
    "id": "harbour-1",
    "title": "Strike on market",
    "text": "Three people were killed on Friday in an air strike on a market in Idlib, civil defence said.",
    "published": "2026-10-10T08:00:00+03:00",
    "publisher": "Harbour Post",
    "language": "en",
    "url": None,
}


def write_lines(path: Path, *rows: object) -> Path:
    path.write_text("".join((row if isinstance(row, str) else json.dumps(row)) + "\n" for row in rows), "utf-8")
    return path


def test_a_batch_has_the_columns_of_its_schema_and_the_claims_spans(tmp_path: Path) -> None:
    source = write_lines(tmp_path / "in.jsonl", ARTICLE)
    report = stage([source], tmp_path / "staged")
    (batch,) = report.batches
    for name, schema in FILES.items():
        assert pq.read_schema(batch.folder / name).equals(schema), name
    (article,) = pq.read_table(batch.folder / "articles.parquet").to_pylist()
    assert article["published_on"] == dt.date(2026, 10, 10)
    assert article["published_at"] == dt.datetime(2026, 10, 10, 5, tzinfo=dt.UTC)
    claims = pq.read_table(batch.folder / "claims.parquet").to_pylist()
    assert [claim["quote"] for claim in claims] == ["Three people"]
    assert all(article["text"][c["span_start"] : c["span_end"]] == c["quote"] for c in claims)
    assert claims[0]["incident_id"] == incident_id("harbour-1", 1)


def test_a_town_that_no_text_names_is_not_staged(tmp_path: Path) -> None:
    guessed, named = Place("Harlton", inferred_from="outlet"), Place("Mora", precision="town")
    extraction = Extraction("a", incidents=(Incident(1, places=(named, guessed)),))
    assert [[p["name"] for p in row["places"]] for row in incident_rows("a", extraction)] == [["Mora"]]


def test_the_same_bytes_are_staged_once_whatever_the_file_is_called(tmp_path: Path) -> None:
    first = stage([write_lines(tmp_path / "a.jsonl", ARTICLE)], tmp_path / "staged")
    folder = first.batches[0].folder
    before = {path: path.stat().st_mtime_ns for path in folder.iterdir()}
    again = stage([tmp_path / "a.jsonl"], tmp_path / "staged")
    assert not again.batches[0].is_new
    assert again.count("articles") == 0
    assert {path: path.stat().st_mtime_ns for path in folder.iterdir()} == before


def test_newer_code_stages_the_same_bytes_again(tmp_path: Path) -> None:
    @dataclass
    class Newer:
        version: str = "99.0"

        def __call__(self, document: Document) -> Extraction:
            return default_extractor(document)

    source = write_lines(tmp_path / "a.jsonl", ARTICLE)
    old, new = stage([source], tmp_path / "staged"), stage([source], tmp_path / "staged", extractor=Newer())
    assert new.batches[0].is_new
    assert new.batches[0].folder != old.batches[0].folder


def test_what_cannot_be_read_is_put_aside_and_the_rest_goes_on(tmp_path: Path) -> None:
    source = write_lines(
        tmp_path / "mixed.jsonl",
        ARTICLE,
        "{not json",
        {**ARTICLE, "id": "harbour-2", "published": "the day before yesterday"},
        {"title": "no id"},
        {**ARTICLE, "id": "harbour-3", "text": ""},
    )
    empty = write_lines(tmp_path / "empty.jsonl")
    report = stage([source, empty, tmp_path / "missing.jsonl"], tmp_path / "staged")
    articles = pq.read_table(report.batches[0].folder / "articles.parquet").to_pylist()
    assert {article["article_id"] for article in articles} >= {"harbour-1", "harbour-2"}
    (undated,) = [article for article in articles if article["article_id"] == "harbour-2"]
    assert undated["published_on"] is None
    told = "\n".join(report.problems)
    for place in ("mixed.jsonl:2", "the day before yesterday", "mixed.jsonl:4", "empty.jsonl", "missing.jsonl"):
        assert place in told
    kept = [json.loads(line) for line in (report.batches[0].folder / PROBLEMS).read_text("utf-8").splitlines()]
    assert len(kept) >= 3
    assert all(row["what"] and row["kind"] for row in kept)


HALF = "\ud83d"  # half of a surrogate pair, as json.dumps writes it


def test_an_article_that_nobody_reads_is_kept_and_counted(tmp_path: Path) -> None:
    swedish = "Minst fjorton personer dödades på lördagen i en attack mot en marknad i staden, uppger polisen."
    source = write_lines(tmp_path / "in.jsonl", ARTICLE, ARTICLE | {"id": "sv-1", "title": "", "text": swedish})
    first, again = (stage([source], tmp_path / "staged") for _ in range(2))
    (batch,) = first.batches
    assert (batch.articles, batch.claims, first.problems, first.not_read) == (2, 1, [], {"sv": 1})
    assert "in.jsonl#2" in (batch.folder / NOT_READ).read_text("utf-8")
    assert again.batches[0].not_read == {"sv": 1}


def test_an_article_that_the_code_fails_on_costs_itself_alone(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    @dataclass
    class Failing:
        version: str = "cascade-9"

        def __call__(self, document: Document) -> Extraction:
            if document.id == "harbour-2":
                raise RecursionError("too deep")
            found = default_extractor(document)
            if document.id == "harbour-3":  # what cannot be written is found out too late to be told from the others
                return replace(found, claims=(replace(found.claims[0], quote=f"Three {HALF}"), *found.claims[1:]))
            return found

    rows = [{**ARTICLE, "id": f"harbour-{number}"} for number in (1, 2, 3, 4)]
    source = write_lines(tmp_path / "in.jsonl", *rows)
    report = stage([source], tmp_path / "staged", extractor=Failing())
    (batch,) = report.batches
    staged = {name: pq.read_table(batch.folder / f"{name}.parquet").to_pylist() for name in ("articles", "claims")}
    for table in staged.values():
        assert [row["article_id"] for row in table] == ["harbour-1", "harbour-4"]
    assert (batch.articles, batch.claims) == (2, 2)
    problems = [json.loads(line) for line in (batch.folder / PROBLEMS).read_text("utf-8").splitlines()]
    assert [problem["where"] for problem in problems] == ["in.jsonl#2", "in.jsonl#3"]
    assert "RecursionError" in problems[0]["what"]
    assert "UnicodeEncodeError" in problems[1]["what"]
    assert "Traceback" in caplog.text


@pytest.mark.parametrize(
    "published", ["0001-01-01T00:00:00+05:00", "9999-12-31T23:00:00-05:00", "0001-01-01", "9999-12-31"]
)
def test_a_date_at_the_edge_of_the_calendar_costs_the_date_alone(tmp_path: Path, published: str) -> None:
    source = write_lines(tmp_path / "in.jsonl", {**ARTICLE, "published": published}, {**ARTICLE, "id": "harbour-2"})
    (batch,) = stage([source], tmp_path / "staged").batches
    first, second = pq.read_table(batch.folder / "articles.parquet").to_pylist()
    assert (first["article_id"], first["published_on"], first["published_at"]) == ("harbour-1", None, None)
    assert second["published_on"] == dt.date(2026, 10, 10)
    assert batch.claims == 2
    assert any(published in problem for problem in batch.problems)


def test_a_file_that_the_reader_fails_on_stops_no_other(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    bad, good = (write_lines(tmp_path / f"{name}.jsonl", {**ARTICLE, "id": name}) for name in ("bad", "good"))

    def read(path: Path) -> Iterator[Article | TollwatchError]:
        if path == bad:
            raise KeyError("foreseen by nobody")
        return read_articles(path)

    monkeypatch.setattr("pipeline.stage.read_articles", read)
    report = stage([bad, good], tmp_path / "staged")
    assert [batch.source for batch in report.batches] == [good]
    assert [(error.where, "KeyError" in error.what) for error in report.failed] == [(str(bad), True)]


def test_a_surrogate_in_json_ld_reaches_the_batch_as_a_replacement(tmp_path: Path) -> None:
    warc = WarcBuilder()
    head = b'<script type="application/ld+json">{"@type": "NewsArticle", "headline": "Ten killed \\ud83d"}</script>'
    page = article_html().replace(b"<body>", b"<head>" + head + b"</head><body>")
    for name, body in (("bad", page), ("good", article_html(7))):
        address = f"http://harbour-post.example/{name}"
        warc.metadata(address, fetch_notes(address) | {"fetch": {**fetch_notes(address)["fetch"], "fetch_id": name}},
                      warc.response(address, body))  # fmt: skip
    (batch,) = stage([warc.save(tmp_path / "a.warc.gz")], tmp_path / "staged").batches
    articles = pq.read_table(batch.folder / "articles.parquet").to_pylist()
    assert [article["title"] for article in articles] == ["Ten killed \ufffd", "Market shelled"]
    assert batch.problems == ()


def test_a_spoiled_line_of_the_fetch_log_costs_itself_alone(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    warc = WarcBuilder()
    for number, change in enumerate(({}, {"fetched_at": "soon"}, {"http_status": "two hundred"}, {"url": HALF})):
        address = f"http://harbour-post.example/{number}"
        fetch = {**fetch_notes(address)["fetch"], "fetch_id": str(number), **change}
        warc.metadata(address, {"fetch": fetch})
    (batch,) = stage([warc.save(tmp_path / "a.warc.gz")], tmp_path / "staged").batches
    fetches = pq.read_table(batch.folder / "fetches.parquet").to_pylist()
    assert [fetch["fetch_id"] for fetch in fetches] == ["0"]
    assert len(batch.problems) == 3
    f"{batch.problems} {caplog.text}".encode()  # fit to be printed


def test_a_fetched_page_without_text_is_told_in_the_fetch_log(tmp_path: Path) -> None:
    warc = WarcBuilder()
    pages = {
        "market": article_html(),
        "empty": b"<html><body></body></html>",
        "wall": b"<title>Just a moment...</title><p>Checking your browser</p>",
    }
    for name, body in pages.items():
        address = f"http://harbour-post.example/{name}"
        fetch = {**fetch_notes(address)["fetch"], "fetch_id": name, "url": f"{address}?from=feed"}
        warc.metadata(address, {"fetch": fetch}, warc.response(address, body))
    blocked = fetch_notes("http://harbour-post.example/empty", outcome="blocked")
    warc.metadata("http://harbour-post.example/empty", blocked)  # what the server said stays as it is
    (batch,) = stage([warc.save(tmp_path / "a.warc.gz")], tmp_path / "staged").batches
    fetches = pq.read_table(batch.folder / "fetches.parquet").to_pylist()
    assert [fetch["outcome"] for fetch in fetches] == ["ok", "no_text", "no_text", "blocked"]
    assert fetches[0]["detail"] is None
    assert "the page holds no article: 0 characters" in fetches[1]["detail"]
    assert "a challenge page" in fetches[2]["detail"]


@pytest.mark.parametrize("content", [b"", b"PAR1", b"PAR1 cut off in the middle"])
@pytest.mark.parametrize("name", ["claims.parquet", "fetches.parquet"])
def test_a_batch_that_is_not_whole_is_made_again(tmp_path: Path, name: str, content: bytes) -> None:
    source = tmp_path / "raw" / "2026-10-06" / "harbour-post-20261006T150000Z-00000000.warc.gz"
    source.parent.mkdir(parents=True)
    warc = WarcBuilder()
    warc.response("http://harbour-post.example/a", article_html())
    warc.save(source)
    settings = Settings(home=tmp_path)
    (batch,) = stage_pending(settings).batches
    assert pending_sources(settings) == []
    whole = (batch.folder / name).read_bytes()
    (batch.folder / name).write_bytes(content)
    (again,) = stage_pending(settings).batches
    assert (again.folder, again.is_new) == (batch.folder, True)
    assert (batch.folder / name).read_bytes() == whole
    assert list(settings.staged.iterdir()) == [batch.folder]  # and nothing is left of the broken one
    (batch.folder / name).unlink()
    assert stage([source], settings.staged, raw_zone=settings.raw).count("articles") == 1


def test_a_batch_is_on_the_disk_before_it_has_its_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    deeds: list[tuple[str, int]] = []
    fsync, rename = os.fsync, Path.rename

    def note_sync(handle: int) -> None:
        deeds.append(("sync", os.fstat(handle).st_ino))
        fsync(handle)

    def note_rename(self: Path, target: Path) -> Path:
        deeds.append(("rename", self.stat().st_ino))
        return rename(self, target)

    monkeypatch.setattr(os, "fsync", note_sync)
    monkeypatch.setattr(Path, "rename", note_rename)
    source = write_lines(tmp_path / "in.jsonl", ARTICLE, "{not json")
    (batch,) = stage([source], tmp_path / "staged").batches
    named = deeds.index(("rename", batch.folder.stat().st_ino))
    inside = {batch.folder.stat().st_ino, *(path.stat().st_ino for path in batch.folder.iterdir())}
    assert len(inside) == len(FILES) + 3  # the folder, what was put aside, and when it was staged
    assert {number for _, number in deeds[:named]} == inside
    assert deeds[named + 1 :] == [("sync", (tmp_path / "staged").stat().st_ino)]


def test_two_texts_under_one_id_are_two_versions_of_one_article(tmp_path: Path) -> None:
    changed = {**ARTICLE, "text": ARTICLE["text"].replace("Three", "Five")}  # type: ignore[union-attr]
    source = write_lines(tmp_path / "versions.jsonl", ARTICLE, changed, ARTICLE)
    (batch,) = stage([source], tmp_path / "staged").batches
    articles = pq.read_table(batch.folder / "articles.parquet").to_pylist()
    assert len(articles) == 2
    assert len({article["article_id"] for article in articles}) == 1
    assert len({article["version_id"] for article in articles}) == 2


def test_another_way_to_read_pages_stages_the_same_bytes_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source = tmp_path / "raw" / "2026-10-06" / "harbour-post-20261006T150000Z-00000000.warc.gz"
    source.parent.mkdir(parents=True)
    warc = WarcBuilder()
    warc.response("http://harbour-post.example/a", article_html())
    warc.save(source)
    settings = Settings(home=tmp_path)
    (first,) = stage_pending(settings).batches
    monkeypatch.setattr("pipeline.reading_version.code_digest", lambda: "0badc0de")
    assert pending_sources(settings) == [source]
    (second,) = stage_pending(settings).batches
    assert second.is_new
    version = f"{default_extractor.version}+0badc0de"
    assert second.folder.name == f"{first.folder.name.split('.')[0]}.{version}"
    for name in ("articles.parquet", "claims.parquet", "incidents.parquet"):
        assert pq.read_table(second.folder / name)["extractor_version"].unique().to_pylist() == [version]


def test_many_files_are_shared_by_processes_and_make_the_same_batches(tmp_path: Path) -> None:
    sources = [
        write_lines(tmp_path / f"{number:02}.jsonl", {**ARTICLE, "id": f"harbour-{number}"}) for number in range(30)
    ]
    sources[7].write_bytes(b"")
    sources[9].unlink()
    alone = stage(sources, tmp_path / "alone")
    told: list[Path] = []
    shared = stage(sources, tmp_path / "shared", jobs=2, on_progress=lambda source, _: told.append(source))
    assert [batch.source for batch in shared.batches] == [batch.source for batch in alone.batches]
    assert told == [batch.source for batch in shared.batches]
    assert list(map(str, shared.failed)) == list(map(str, alone.failed))
    assert len(shared.failed) == 1
    for one, other in zip(alone.batches, shared.batches, strict=True):
        assert one.folder.name == other.folder.name
        for name in FILES:
            assert pq.read_table(one.folder / name).equals(pq.read_table(other.folder / name)), name
