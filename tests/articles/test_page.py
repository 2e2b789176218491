"""What is read from a page, and what is refused. Whole pages stand in tests/golden."""

from __future__ import annotations

import datetime as dt
import html
import json
import pickle
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractors.articles.article import Article
from extractors.articles.page import PageHints, read_page, stated_url
from extractors.articles.urls import article_id
from extractors.errors import ArticleError, DocumentError, TollwatchError

URL = "http://harbour-post.example/news/market"
SEEN = dt.datetime(2026, 10, 20, 12, tzinfo=dt.UTC)
BODY = (
    "At least 12 people were killed in the market, the health ministry said on Tuesday.",
    "Three children were among the dead, and more than 30 people were wounded, the ministry added.",
)


def page(*, head: str = "", before: str = "", body: tuple[str, ...] = BODY, lang: str = "en") -> bytes:
    paragraphs = "".join(f"<p>{html.escape(p)}</p>" for p in body)
    return (
        f'<!DOCTYPE html><html lang="{lang}"><head><meta charset="utf-8">{head}</head>'
        f"<body><h1>Market shelled</h1>{before}<div>{paragraphs}</div></body></html>"
    ).encode()


def json_ld(**fields: Any) -> str:
    node = {"@context": "https://schema.org", "@type": "NewsArticle", **fields}
    return f'<script type="application/ld+json">{json.dumps(node)}</script>'


def read(body: bytes, url: str = URL, **known: Any) -> Article:
    return read_page(body, url=url, seen_at=SEEN, **known)


def test_paragraphs_are_separated_by_blank_lines() -> None:
    assert read(page()).document.text == "\n\n".join(BODY)


def test_provenance_is_kept() -> None:
    article = read(page(), raw_uri="a.warc.gz#17", payload_digest="sha1:ABC", hints=PageHints(feed_id="harbour-post"))
    assert (article.raw_uri, article.payload_digest, article.feed_id) == ("a.warc.gz#17", "sha1:ABC", "harbour-post")
    assert article.seen_at == SEEN


def test_changed_page_is_another_version_of_the_same_article() -> None:
    first = read(page()).document
    same = read(page(before="<nav>another menu</nav>"), url=URL + "?utm_source=rss").document
    changed = read(page(body=("At least 15 people were killed in the market, the ministry said.", BODY[1]))).document
    assert first.id == same.id == changed.id == article_id(URL)
    assert first.version_id == same.version_id != changed.version_id


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        ('<link rel="canonical" href="https://www.harbour-post.example/2026/market/">', "2026/market"),
        ('<link rel="canonical" href="/2026/market">', "2026/market"),
        ('<link rel="canonical" href="https://harbour-post.example/">', "news/market"),  # the front page is no article
        ('<link rel="canonical" href="https://northwire.example/market">', "news/market"),  # another owner's page
        ('<link rel="canonical" href="javascript:void(0)">', "news/market"),
        ('<link rel="canonical" href="">', "news/market"),
        ("", "news/market"),
    ],
)
def test_canonical_url_is_believed_on_the_owners_host_only(head: str, expected: str) -> None:
    url = read(page(head=head)).document.url
    assert url is not None
    assert url.removeprefix("https://").removeprefix("www.") == f"harbour-post.example/{expected}"


META = '<meta property="article:published_time" content="{}">'


@pytest.mark.parametrize(
    ("head", "fed", "expected"),
    [
        (json_ld(datePublished="2026-10-06T14:20:00Z"), None, "2026-10-06T17:20:00+03:00"),
        (META.format("2026-10-06T14:20:00"), None, "2026-10-06T14:20:00+03:00"),
        ('<meta name="date" content="2026-10-06">', None, "2026-10-06"),
        # The page outranks the feed, and JSON-LD the meta elements.
        (META.format("2026-10-06T14:20:00"), "2026-10-09T01:00:00+00:00", "2026-10-06T14:20:00+03:00"),
        (json_ld(datePublished="2026-10-05T10:00:00Z") + META.format("2026-10-06"), None, "2026-10-05T13:00:00+03:00"),
        # A day is made more exact by a time on that day, and by no other.
        (json_ld(datePublished="2026-10-06") + META.format("2026-10-06T14:20:00"), None, "2026-10-06T14:20:00+03:00"),
        (META.format("2026-10-06"), "2026-10-06T11:20:00+00:00", "2026-10-06T14:20:00+03:00"),
        (META.format("2026-10-06"), "2026-10-07T11:20:00+00:00", "2026-10-06"),
        # Without a word of the page the feed counts.
        ("", "2026-10-06T11:20:00+00:00", "2026-10-06T14:20:00+03:00"),
        ("", "2026-10-06", "2026-10-06"),
        ("", None, None),
    ],
)  # fmt: skip
def test_publication_time(head: str, fed: str | None, expected: str | None) -> None:
    article = read(page(head=head), hints=PageHints(zone="Asia/Beirut", published=fed))
    assert article.document.published == expected
    assert article.notes == ()


@pytest.mark.parametrize("written", ["2026-10-23T10:00:00Z", "1970-01-01T00:00:01Z", "soon"])
def test_impossible_time_is_left_out_with_a_note(written: str) -> None:
    alone = read(page(head=META.format(written)))
    assert alone.document.published is None
    assert len(alone.notes) == 1
    assert written in alone.notes[0]
    beside_feed = read(page(head=META.format(written)), hints=PageHints(published="2026-10-06T11:20:00+00:00"))
    assert beside_feed.document.published == "2026-10-06T11:20:00+00:00"


def test_two_days_ahead_is_a_clock_and_stays() -> None:
    assert read(page(head=META.format("2026-10-22T10:00:00Z"))).document.published == "2026-10-22T10:00:00+00:00"


def test_day_in_the_address_is_the_last_resort() -> None:
    assert read(page(), url="http://harbour-post.example/2026/10/06/market").document.published == "2026-10-06"


def test_time_of_a_related_story_is_not_the_articles() -> None:
    box = '<aside><article><h3>Other</h3><time datetime="2026-01-01T10:00:00Z">1 Jan</time></article></aside>'
    assert read(page(before=box)).document.published is None


def test_unknown_zone_gives_the_day_alone() -> None:
    article = read(page(head=META.format("2026-10-06T23:50:00")), hints=PageHints(zone="Mars/Olympus"))
    assert article.document.published == "2026-10-06"


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        (json_ld(headline="Market &amp; mosque shelled"), "Market & mosque shelled"),
        ('<meta property="og:title" content="Another title">', "Market shelled"),
        ("<title>Ignored - Harbour Post</title>", "Market shelled"),
    ],
)
def test_title(head: str, expected: str) -> None:
    assert read(page(head=head)).document.title == expected


def test_title_without_a_headline_loses_the_outlets_name_and_nothing_else() -> None:
    head = '<meta property="og:site_name" content="Harbour Post"><title>Aleppo - a city in ruins | Harbour Post</title>'
    body = page(head=head).replace(b"<h1>Market shelled</h1>", b"")
    assert read(body).document.title == "Aleppo - a city in ruins"


@pytest.mark.parametrize(
    ("head", "before", "expected"),
    [
        (json_ld(author=[{"name": "Rana Khoury"}, {"name": "Peter Lund"}]), "", ("Rana Khoury", "Peter Lund")),
        (json_ld(author="By Rana Khoury and Peter Lund"), "", ("Rana Khoury", "Peter Lund")),
        (json_ld(author={"name": "https://harbour-post.example/rana"}), "", ("Feed Author",)),
        ('<meta name="author" content="Agencies and staff">', "", ("Agencies and staff",)),
        ("", '<span class="byline">By Rana Khoury in Beirut</span>', ("Rana Khoury",)),
        ("", '<a rel="author" href="/r">Rana Khoury</a>', ("Rana Khoury",)),
        ("", "", ("Feed Author",)),
    ],
)  # fmt: skip
def test_authors(head: str, before: str, expected: tuple[str, ...]) -> None:
    article = read(page(head=head, before=before), hints=PageHints(authors=("Feed Author",)))
    assert article.authors == expected


def test_publisher_and_language_come_from_the_page_before_the_feed() -> None:
    hints = PageHints(publisher="Feed Name", language="en")
    named = read(page(head='<meta property="og:site_name" content="Harbour Post">', lang="fr-FR"), hints=hints).document
    assert (named.publisher, named.language) == ("Harbour Post", "fr")
    by_json = read(page(head=json_ld(publisher={"name": "The Harbour Post"}), lang=""), hints=hints).document
    assert (by_json.publisher, by_json.language) == ("The Harbour Post", "en")
    assert read(page(), hints=hints).document.publisher == "Feed Name"


def test_modified_time() -> None:
    assert read(page(head=json_ld(dateModified="2026-10-07T08:00:00Z"))).modified_at == dt.datetime(
        2026, 10, 7, 8, tzinfo=dt.UTC
    )
    assert read(page(head=json_ld(dateModified="2026-10-07"))).modified_at is None


def test_spoiled_json_ld_loses_itself_alone() -> None:
    head = '<script type="application/ld+json">{"@type": "NewsArticle", </script>' + META.format("2026-10-06T14:20:00Z")
    nested = '<script type="application/ld+json">' + "[" * 100_000 + "</script>"
    assert read(page(head=head + nested)).document.published == "2026-10-06T14:20:00+00:00"


def test_half_of_a_surrogate_pair_is_replaced_wherever_the_page_or_the_feed_says_it() -> None:
    half = "\ud83d"
    head = json_ld(headline=f"Ten killed {half}", author=f"Rana {half} Khoury", publisher={"name": f"Post {half}"})
    by_page = read(page(head=head))
    assert by_page.document.title == "Ten killed \ufffd"
    hints = PageHints(title=f"Ten {half}", authors=(f"Bo {half} Li",), publisher=f"Feed {half}", feed_id=f"a{half}")
    by_feed = read(page().replace(b"<h1>Market shelled</h1>", b""), hints=hints)
    for article in (by_page, by_feed):
        document = article.document
        for text in (document.title, document.publisher or "", *article.authors, article.feed_id or ""):
            assert "\ud83d" not in text
            text.encode("utf-8")


@pytest.mark.parametrize("depth", [21, 700, 900])
def test_metadata_nested_too_deep_is_not_followed(depth: int) -> None:
    author = "[" * depth + '"Rana Khoury"' + "]" * depth
    node = f'{{"@type": "NewsArticle", "headline": "Ten killed", "author": {author}}}'
    blocks = "[" * depth + node + "]" * depth
    for block, title in ((node, "Ten killed"), (blocks, "Market shelled")):
        article = read(page(head=f'<script type="application/ld+json">{block}</script>'))
        assert (article.document.title, article.authors) == (title, ())


def test_a_page_that_nobody_dated_is_read_alike_on_any_day() -> None:
    """Without the time of the fetch no time is too late: today is no property of the page."""
    article = read_page(page(head=META.format("2096-10-23T10:00:00Z")), url=URL)
    assert article.document.published == "2096-10-23T10:00:00+00:00"
    assert (article.seen_at, article.notes) == (None, ())
    early = read_page(page(head=META.format("1970-01-01T00:00:01Z")), url=URL)
    assert early.document.published is None
    assert early.notes[0].endswith("cannot be the time of an article: left out")


def test_invisible_characters_and_entities_leave_plain_text() -> None:
    text = read(
        page(body=("Twenty\u00ad-one people\u200b were\u00a0killed in the strike on the harbour.", BODY[1]))
    ).document.text
    assert text.startswith("Twenty-one people were killed in the strike on the harbour.")


CHALLENGE = b"""<html><head><title>Just a moment...</title></head><body><h1>Checking your browser before accessing
harbour-post.example</h1><p>Enable JavaScript and cookies to continue. Ray ID: 7d1</p></body></html>"""
LOGIN = b"""<html><head><title>Market shelled</title></head><body><h1>Market shelled</h1><p>At least 12 people were
killed in the market on Tuesday, the health ministry said, and more were hurt.</p><div class="wall"><p>Already with us?
Log in to continue reading this article.</p></div></body></html>"""
ERROR = (
    b"<html><head><title>404 - Page not found</title></head><body><p>"
    + b"Look at our other stories. " * 40
    + b"</p></body></html>"
)
FRONT = b"""<html><head><title>Harbour Post</title></head><body><ul><li><a href=/a>One</a></li><li><a href=/b>Two</a>
</li></ul></body></html>"""


@pytest.mark.parametrize(
    ("body", "content_type", "seen"),
    [
        (CHALLENGE, "text/html", "a challenge page ('Just a moment...')"),
        (LOGIN, "text/html", "a login or subscription wall ('log in to continue reading')"),
        (ERROR, "text/html", "an error page ('404 - Page not found')"),
        (FRONT, "text/html", "holds no article"),
        (b"", "text/html", "an empty page"),
        (b"  \n\x00 ", "text/html", "an empty page"),
        (b"%PDF-1.7", "application/pdf", "not a page but application/pdf"),
        (b"<?xml version='1.0'?><rss><channel/></rss>", "application/rss+xml", "not a page but application/rss+xml"),
        (b"<p>Sign in</p><form><input type='password'></form>", "text/html", "a login form"),
        (b"<html></html>", None, "0 characters of text"),
    ],
)  # fmt: skip
def test_what_is_no_article_is_refused_with_what_was_seen(body: bytes, content_type: str | None, seen: str) -> None:
    with pytest.raises(ArticleError) as caught:
        read(body, content_type=content_type)
    assert seen in caught.value.what
    assert caught.value.where == URL
    assert str(pickle.loads(pickle.dumps(caught.value))) == str(caught.value)  # noqa: S301 - our own bytes


def test_headline_with_an_error_number_is_an_article() -> None:
    body = page(head="<title>404 killed as quake hits province - Harbour Post</title>")
    assert read(body).document.text.startswith("At least 12")


def test_article_about_subscriptions_is_an_article() -> None:
    long = tuple(f"{p} {'The paper asks readers to subscribe to continue reading its work. ' * 10}" for p in BODY)
    assert read(page(body=long)).document.text.startswith("At least 12")


def test_short_article_beside_a_login_form_is_an_article() -> None:
    form = "<form action='/login'><p>Already a subscriber?</p><input type='password' name='p'></form>"
    assert read(page(before=form)).document.text == "\n\n".join(BODY)


def test_address_that_is_none_is_a_document_error() -> None:
    with pytest.raises(DocumentError):
        read(page(), url="file:///news/a.html")


def test_stated_url() -> None:
    assert stated_url(page(head='<link rel="canonical" href="http://harbour-post.example/a/?utm_source=x">')) == (
        "https://harbour-post.example/a"
    )
    assert stated_url(page(head='<link rel="canonical" href="/a">')) is None


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet="<>/&;=\"' \n\x00apdivhtml123[]{}\ud800é", max_size=300))
def test_any_page_gives_an_article_or_one_of_our_errors(source: str) -> None:
    try:
        article = read(b"<html><body>" + source.encode("utf-8", "surrogatepass"))
    except TollwatchError:
        return
    assert article.document.text
    article.document.text.encode("utf-8")
