"""Documents in Parquet: bad rows cost themselves alone, a wrong file says what is wrong with it."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from extractors.archives.parquet import read_rows, rows_of
from extractors.archives.sources import read_articles, read_from
from extractors.archives.wanted import Fit, Wanted, host_names
from extractors.articles.article import Article
from extractors.articles.urls import article_id
from extractors.errors import DocumentError, TollwatchError

GOOD = {"id": "a", "title": "T", "text": "Two people were killed.", "published": "2026-10-06", "url": None}


def write(path: Path, rows: list[dict[str, Any]], *, group: int = 1000, schema: pa.Schema | None = None) -> Path:
    pq.write_table(pa.Table.from_pylist(rows, schema=schema), path, row_group_size=group)
    return path


def split(path: Path) -> tuple[list[Article], list[TollwatchError]]:
    items = list(read_articles(path))
    return [i for i in items if isinstance(i, Article)], [i for i in items if isinstance(i, TollwatchError)]


@pytest.mark.parametrize(
    ("published", "expected"),
    [
        ("2026-10-06T17:00:00+03:00", "2026-10-06T17:00:00+03:00"),
        (dt.date(2026, 10, 6), "2026-10-06"),
        (dt.datetime(2026, 10, 6, 14, tzinfo=dt.UTC), "2026-10-06T14:00:00+00:00"),
        (dt.datetime(2026, 10, 6, 23), "2026-10-06"),  # noqa: DTZ001 - of a zone that nobody knows: the day alone
        (None, None),
    ],
)
def test_publication_in_each_form(tmp_path: Path, published: object, expected: str | None) -> None:
    [article], errors = split(write(tmp_path / "a.parquet", [{**GOOD, "published": published, "further": 1}]))
    assert not errors
    assert article.document.published == expected
    assert (article.document.text, article.raw_uri) == (GOOD["text"], "a.parquet#1")


def test_bad_rows_are_put_aside_with_their_number(tmp_path: Path) -> None:
    rows = [GOOD, {**GOOD, "id": None}, {**GOOD, "text": None}, {**GOOD, "id": "d", "published": "soon"}]
    articles, errors = split(write(tmp_path / "a.parquet", rows))
    assert [a.document.id for a in articles] == ["a", "d"]
    assert [e.where for e in errors] == [f"{tmp_path / 'a.parquet'}:{n}" for n in (2, 3, 4)]


def test_a_row_without_an_id_is_named_after_its_address(tmp_path: Path) -> None:
    url = "https://harbour-post.example/a"
    [article], errors = split(write(tmp_path / "a.parquet", [{"url": url, "text": "Two people were killed."}]))
    assert not errors
    assert article.document.id == article_id(url)


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ({"id": "a", "body": "x"}, "no column text"),
        ({"text": "x"}, "neither a column id nor url"),
        ({"id": 7, "text": "x"}, "the column id is int64, not text"),
        ({"id": "a", "text": ["x"]}, "the column text is list"),
        ({"id": "a", "text": "x", "published": 20261006}, "the column published is int64"),
    ],
)
def test_wrong_columns_are_told_with_what_is_expected(tmp_path: Path, row: dict[str, Any], reason: str) -> None:
    with pytest.raises(DocumentError, match=reason) as caught:
        split(write(tmp_path / "a.parquet", [row]))
    assert "expected are the columns id, title" in (caught.value.hint or "")


@pytest.mark.parametrize("content", [b"", b"PAR1", b"not parquet at all" * 50, None])
def test_what_is_no_parquet_is_told(tmp_path: Path, content: bytes | None) -> None:
    path = write(tmp_path / "a.parquet", [GOOD])
    path.write_bytes(path.read_bytes()[:-20] if content is None else content)
    with pytest.raises(DocumentError, match="no readable Parquet file"):
        split(path)


def test_reading_begins_anew_at_any_row(tmp_path: Path) -> None:
    path = write(tmp_path / "a.parquet", [{**GOOD, "id": str(n)} for n in range(700)], group=300)
    assert rows_of(path) == 700
    whole = list(read_from(path))
    assert [read.place for read in whole] == list(range(700))
    for start in (0, 1, 255, 256, 299, 300, 301, 599, 699, 700):
        assert list(read_from(path, place=start)) == whole[start:]
        assert [row.number for row in read_rows(path, start=start)] == list(range(start, 700))


def test_days_and_hosts(tmp_path: Path) -> None:
    november = Wanted(dt.date(2018, 11, 1), dt.date(2018, 11, 30), hosts=("harbour-post.example",))
    days = ["2018-10-31T23:59:00+00:00", "2018-11-01", "2018-11-30T23:59:00-05:00", "2018-12-01", None, "2200-01-01"]
    rows = [{**GOOD, "id": str(n), "url": "http://harbour-post.example/a", "published": d} for n, d in enumerate(days)]
    rows.append({**GOOD, "id": "other", "published": "2018-11-05", "url": "http://other.example/a"})
    items = [read.item for read in read_from(write(tmp_path / "a.parquet", rows), wanted=november)]
    assert items.pop() is None
    fits = [november.fit(item) for item in items if isinstance(item, Article)]
    assert fits == [Fit.OTHER_DAY, Fit.WANTED, Fit.WANTED, Fit.OTHER_DAY, Fit.UNDATED, Fit.OTHER_DAY]
    assert host_names(["https://WWW.Harbour-Post.example/x", "www.harbour-post.example."]) == (
        "www.harbour-post.example",
    )
    assert host_names([" harbour-post.example "]) == ("harbour-post.example",)


@pytest.mark.parametrize("written", ["http://", "*.example", "a b", "-", "..example"])
def test_a_host_that_is_none_is_refused_and_filters_nothing_out(written: str) -> None:
    with pytest.raises(DocumentError, match="no host name"):
        host_names([written])


def test_nanoseconds_are_read_and_a_day_that_python_has_not_costs_its_row(tmp_path: Path) -> None:
    texts = pa.array([f"Text {number}." for number in range(3)])
    ids = pa.array(["a", "b", "c"])
    fine = pa.array([1_541_332_800_000_000_001] * 3, pa.timestamp("ns", "UTC"))
    pq.write_table(pa.table({"id": ids, "text": texts, "published": fine}), tmp_path / "ns.parquet")
    articles, errors = split(tmp_path / "ns.parquet")
    assert [article.document.published for article in articles] == ["2018-11-04T12:00:00+00:00"] * 3
    assert errors == []
    far = pa.array([0, 2**60, 0], pa.timestamp("us", "UTC"))
    pq.write_table(pa.table({"id": ids, "text": texts, "published": far}), tmp_path / "far.parquet")
    articles, errors = split(tmp_path / "far.parquet")
    assert [article.document.id for article in articles] == ["a", "c"]
    assert [str(error).partition("row 2 holds a value that cannot be read")[1] != "" for error in errors] == [True]


def test_columns_of_one_name_are_told(tmp_path: Path) -> None:
    columns = [pa.array(["a"]), pa.array(["x"]), pa.array(["y"])]
    pq.write_table(pa.table(columns, names=["id", "text", "text"]), tmp_path / "twice.parquet")
    with pytest.raises(DocumentError, match="several columns are named text"):
        list(read_rows(tmp_path / "twice.parquet"))


def test_a_column_without_any_value_may_be_of_any_kind(tmp_path: Path) -> None:
    schema = pa.schema([("id", pa.string()), ("text", pa.string()), ("url", pa.float64()), ("language", pa.int32())])
    rows = [{"id": name, "text": "Two people were killed."} for name in "ab"]
    articles, errors = split(write(tmp_path / "a.parquet", rows, schema=schema))
    assert ([article.document.id for article in articles], errors) == (["a", "b"], [])
    with pytest.raises(DocumentError, match="the column url is double, not text"):
        split(write(tmp_path / "b.parquet", [*rows, {"id": "c", "text": "x", "url": 1.5}], schema=schema))
