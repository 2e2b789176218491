"""Extract: what a batch holds, when it is made anew, and what is put aside."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass
from pathlib import Path

import pyarrow.parquet as pq

from extractors.casualties import default_extractor
from extractors.casualties.model import Extraction
from extractors.documents import Document
from pipeline.batch import PROBLEMS, incident_id
from pipeline.stage import stage
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


def test_two_texts_under_one_id_are_two_versions_of_one_article(tmp_path: Path) -> None:
    changed = {**ARTICLE, "text": ARTICLE["text"].replace("Three", "Five")}  # type: ignore[union-attr]
    source = write_lines(tmp_path / "versions.jsonl", ARTICLE, changed, ARTICLE)
    (batch,) = stage([source], tmp_path / "staged").batches
    articles = pq.read_table(batch.folder / "articles.parquet").to_pylist()
    assert len(articles) == 2
    assert len({article["article_id"] for article in articles}) == 1
    assert len({article["version_id"] for article in articles}) == 2
