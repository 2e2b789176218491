"""Articles out of any file that holds them."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import pytest

from extractors.archives.sources import read_articles, read_fetches
from extractors.archives.warc_writer import WarcFile
from extractors.articles.article import Article
from extractors.articles.urls import article_id
from extractors.documents import stable_id
from extractors.errors import ArticleError, DocumentError, TollwatchError, WarcError
from tests.archives.build import TEXT, WarcBuilder, article_html, fetch_notes

URL = "http://harbour-post.example/{}"


def split(path: Path) -> tuple[list[Article], list[TollwatchError]]:
    items = list(read_articles(path))
    return [i for i in items if isinstance(i, Article)], [i for i in items if isinstance(i, TollwatchError)]


def test_our_archive_gives_articles_with_what_the_feed_said(tmp_path: Path) -> None:
    entry = {
        "url": URL.format("a"),
        "title": "Feed title",
        "published": "2026-10-06T17:00:00+03:00",
        "authors": ["Rana"],
        "summary": "",
    }
    warc = WarcBuilder()
    warc.metadata(
        URL.format("rss"), fetch_notes(URL.format("rss"), kind="feed"), warc.response(URL.format("rss"), b"<rss/>")
    )
    answer = warc.response(URL.format("a?utm_source=rss"), article_html())
    warc.metadata(URL.format("a?utm_source=rss"), fetch_notes(URL.format("a?utm_source=rss"), entry=entry), answer)
    [article], errors = split(warc.save(tmp_path / "a.warc.gz"))
    assert not errors
    document = article.document
    assert document.id == article_id(URL.format("a"))
    assert (document.publisher, document.language) == ("Harbour Post", "en")
    assert document.published == "2026-10-06T17:00:00+03:00"
    assert (article.authors, article.feed_id) == (("Rana",), "harbour-post")
    assert article.seen_at == dt.datetime(2026, 10, 6, 15, 0, 1, tzinfo=dt.UTC)
    assert article.raw_uri == f"a.warc.gz#{warc.offsets[1]}"
    assert [f["kind"] for f in read_fetches(tmp_path / "a.warc.gz")] == ["feed", "article"]


def test_fetches_that_brought_no_page_are_passed_over(tmp_path: Path) -> None:
    warc = WarcBuilder()
    answer = warc.response(URL.format("a"), article_html(), status="403 Forbidden")
    warc.metadata(URL.format("a"), fetch_notes(URL.format("a"), outcome="blocked"), answer)
    warc.metadata(URL.format("b"), fetch_notes(URL.format("b"), outcome="failed"))
    path = warc.save(tmp_path / "a.warc.gz")
    assert split(path) == ([], [])
    assert [f["outcome"] for f in read_fetches(path)] == ["blocked", "failed"]


@pytest.mark.parametrize(
    "spoiled",
    [
        {"fetch": {**fetch_notes(URL.format("a"))["fetch"], "fetched_at": 7}},  # no time
        {"feed": ["not", "a", "node"]},
        {"entry": {"authors": 5}},
    ],
)
def test_what_the_reader_fails_on_costs_one_page_and_is_told(
    tmp_path: Path, spoiled: dict[str, object], caplog: pytest.LogCaptureFixture
) -> None:
    warc = WarcBuilder()
    for name, change in (("a", spoiled), ("b", {})):
        address = URL.format(name)
        warc.metadata(address, fetch_notes(address) | change, warc.response(address, article_html()))
    articles, [error] = split(warc.save(tmp_path / "a.warc.gz"))
    assert [article.document.url for article in articles] == ["https://harbour-post.example/b"]
    assert error.where == f"a.warc.gz#{warc.offsets[0]}"
    assert "the page cannot be read" in error.what
    assert "Traceback" in caplog.text


def test_a_feed_entry_of_odd_values_is_read_without_them(tmp_path: Path) -> None:
    warc = WarcBuilder()
    entry = {"title": 5, "published": ["2026"], "authors": ["Rana \ud83d", None, 7]}
    warc.metadata(
        URL.format("a"), fetch_notes(URL.format("a"), entry=entry), warc.response(URL.format("a"), article_html())
    )
    [article], errors = split(warc.save(tmp_path / "a.warc.gz"))
    assert not errors
    assert (article.authors, article.document.published) == (("Rana \ufffd",), None)


def test_archive_from_elsewhere_gives_its_html_pages(tmp_path: Path) -> None:
    warc = WarcBuilder()
    warc.response(URL.format("a"), article_html())
    warc.response(URL.format("logo"), b"\x89PNG", headers={"Content-Type": "image/png"})
    warc.response(URL.format("gone"), article_html(), status="404 Not Found")
    warc.response(URL.format("empty"), b"<html></html>")
    path = warc.save(tmp_path / "a.warc.gz")
    [article], errors = split(path)
    assert article.document.url == "https://harbour-post.example/a"
    assert article.seen_at == dt.datetime(2026, 10, 6, 15, tzinfo=dt.UTC)
    assert [(type(e), e.where) for e in errors] == [(ArticleError, URL.format("empty"))]
    assert list(read_fetches(path)) == []


def test_same_text_twice_is_one_version_and_a_change_is_another(tmp_path: Path) -> None:
    warc = WarcBuilder()
    for count in (12, 12, 15, 12):
        warc.response(URL.format("a"), article_html(count))
    articles, _ = split(warc.save(tmp_path / "a.warc.gz"))
    assert [a.document.text for a in articles] == [TEXT.format(count=12), TEXT.format(count=15)]
    assert len({a.document.id for a in articles}) == 1
    assert len({a.document.version_id for a in articles}) == 2


def test_damaged_archive_gives_what_is_good(tmp_path: Path) -> None:
    warc = WarcBuilder()
    for number in range(3):
        warc.response(URL.format(number), article_html(number + 2))
    path = warc.save(tmp_path / "a.warc.gz")
    path.write_bytes(path.read_bytes()[: warc.offsets[2] + 50])
    articles, errors = split(path)
    assert len(articles) == 2
    assert [type(e) for e in errors] == [WarcError]
    assert list(read_fetches(path)) == []


def test_what_our_writer_writes_is_read(tmp_path: Path) -> None:
    """The writer's own exchanges are tested with `pull`; here only that its metadata records are ours to read."""
    with WarcFile(tmp_path, "harbour-post", at=dt.datetime(2026, 10, 6, 15, tzinfo=dt.UTC), software="test") as warc:
        warc.write_metadata(
            URL.format("a"),
            fetch_notes(URL.format("a"), outcome="failed"),
            at=dt.datetime(2026, 10, 6, 15, tzinfo=dt.UTC),
        )
        path = warc.commit()
    assert split(path) == ([], [])
    assert [f["url"] for f in read_fetches(path)] == [URL.format("a")]


def test_saved_page_with_an_address(tmp_path: Path) -> None:
    path = tmp_path / "saved.html"
    head = '<head><link rel="canonical" href="https://harbour-post.example/a/"></head><body>'
    path.write_bytes(article_html().replace(b"<body>", head.encode()))
    [article], errors = split(path)
    assert not errors
    assert (article.document.id, article.document.url) == (
        article_id(URL.format("a")),
        "https://harbour-post.example/a",
    )
    assert article.raw_uri == "saved.html"


def test_saved_page_without_an_address_is_named_after_its_file(tmp_path: Path) -> None:
    path = tmp_path / "saved.htm"
    path.write_bytes(article_html())
    [article], _ = split(path)
    assert (article.document.id, article.document.url) == (stable_id("saved.htm"), None)
    assert article.document.title == "Market shelled"


@pytest.mark.parametrize("content", [b"", b"<html><body></body></html>"])
def test_saved_page_without_text_is_one_error_with_its_file(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "saved.html"
    path.write_bytes(content)
    articles, errors = split(path)
    assert not articles
    assert [(type(e), e.where) for e in errors] == [(ArticleError, str(path))]


def test_documents_are_all_given(tmp_path: Path) -> None:
    path = tmp_path / "docs.jsonl"
    path.write_text(2 * (json.dumps({"id": "a", "text": "Two people were killed."}) + "\n"))
    articles, _ = split(path)
    assert len(articles) == 2  # one extraction a line is promised


@pytest.mark.parametrize("name", ["news.pdf", "news", "news.warc.bz2"])
def test_other_files_are_refused_with_what_is_known(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(b"x")
    with pytest.raises(DocumentError, match="known are"):
        list(read_articles(tmp_path / name))


def test_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DocumentError, match="a folder"):
        list(read_articles(tmp_path))


def test_given_article(shared: Path) -> None:
    [article], errors = split(shared / "articles" / "middle-east-eye-2018-11-04.jsonl")
    assert not errors
    assert article.document.id == "mee-2018-11-04"
    assert article.document.text.startswith("At least 14 civilians")
