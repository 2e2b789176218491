"""One sitemap document of each kind, and what is none."""

from __future__ import annotations

import datetime as dt
import gzip
import time
from typing import Final

import pytest

from extractors.errors import DocumentError
from extractors.sitemaps.choose import Chance, Window, chance_of_page, may_list
from extractors.sitemaps.parse import Listed, Sitemap, parse_sitemap

NS: Final = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
NEWS: Final = 'xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"'
IMAGES: Final = 'xmlns:image="http://www.google.com/schemas/sitemap-image/1.1"'
URL: Final = "http://harbour-post.example/sitemap.xml"
NOW: Final = dt.datetime(2026, 11, 22, 12, tzinfo=dt.UTC)


def parse(body: bytes | str, *, max_bytes: int = 1_000_000) -> Sitemap:
    return parse_sitemap(body.encode() if isinstance(body, str) else body, URL, max_bytes=max_bytes, now=NOW)


def urlset(*entries: str) -> str:
    return f"<?xml version='1.0'?><urlset {NS} {NEWS} {IMAGES}>{''.join(entries)}</urlset>"


def url(loc: str, rest: str = "") -> str:
    return f"<url><loc>{loc}</loc>{rest}</url>"


def test_pages_with_their_times() -> None:
    found = parse(
        urlset(
            url(" http://a.example/1?x=1&amp;y=2\n", "<lastmod>2018-11-04</lastmod>"),
            url("/2", "<lastmod>2018-11-04T10:00:00+02:00</lastmod>"),
            url("http://a.example/3", "<image:image><image:loc>http://a.example/i.png</image:loc></image:image>"),
            url("http://a.example/4", "<lastmod>not a day</lastmod>"),
            "<url><lastmod>2018-11-04</lastmod></url>",
        )
    )
    assert not found.problems
    assert [page.url for page in found.pages] == [
        "http://a.example/1?x=1&y=2",
        "http://harbour-post.example/2",
        "http://a.example/3",
        "http://a.example/4",
    ]
    assert found.pages[0].changed == dt.date(2018, 11, 4)
    assert found.pages[1].changed == dt.datetime(2018, 11, 4, 8, tzinfo=dt.UTC)
    assert [page.changed for page in found.pages[2:]] == [None, None]


def test_news_say_when_they_were_published() -> None:
    news = (
        "<news:news><news:publication><news:name>Harbour Post</news:name><news:language>en</news:language>"
        "</news:publication><news:publication_date>2018-11-04T10:00:00Z</news:publication_date>"
        "<news:title>Market shelled &amp; burnt</news:title></news:news>"
    )
    (page,) = parse(urlset(url("http://a.example/1", news))).pages
    assert page.published == dt.datetime(2018, 11, 4, 10, tzinfo=dt.UTC)
    assert (page.title, page.language) == ("Market shelled & burnt", "en")


def test_an_address_that_cannot_be_read_costs_itself_alone() -> None:
    broken = ("http://[::1", "http://a.example:99999/")
    found = parse(urlset(url("/1"), *map(url, broken), url("/2")))
    assert [page.url for page in found.pages] == ["http://harbour-post.example/1", "http://harbour-post.example/2"]
    assert len(found.problems) == 2
    lines = parse("\n".join(["http://a.example/1", *broken, "http://a.example/2"]))
    assert [page.url for page in lines.pages] == ["http://a.example/1", "http://a.example/2"]
    assert len(lines.problems) == 2


def test_an_index_in_any_dress() -> None:
    index = f"<sitemapindex {NS}><sitemap><loc>http://a.example/s.xml</loc><lastmod>2018-11</lastmod></sitemap></sitemapindex>"
    for body in (
        index.encode(),
        b"\xef\xbb\xbf  \n" + index.encode(),
        gzip.compress(index.encode()),
        gzip.compress(gzip.compress(index.encode())),
        index.encode("utf-16"),
        index.replace(f" {NS}", "").encode(),
        index.replace("<s", "<S").replace("</s", "</S").encode(),
    ):
        assert [s.url for s in parse(body).sitemaps] == ["http://a.example/s.xml"], body[:40]


def test_text_and_feeds() -> None:
    text = "\ufeffhttp://a.example/1\r\n\r\n http://a.example/2\nnonsense\n"
    found = parse(text)
    assert [page.url for page in found.pages] == ["http://a.example/1", "http://a.example/2"]
    assert found.problems == ["http://harbour-post.example/sitemap.xml: line 4 is no address: 'nonsense'"]
    rss = (
        "<rss version='2.0'><channel><title>x</title><item><title>One</title><link>http://a.example/1</link>"
        "<pubDate>Sun, 04 Nov 2018 10:00:00 GMT</pubDate></item></channel></rss>"
    )
    (page,) = parse(rss).pages
    assert (page.url, page.published) == ("http://a.example/1", dt.datetime(2018, 11, 4, 10, tzinfo=dt.UTC))


def test_broken_xml_gives_what_stands_before_and_says_so() -> None:
    whole = urlset(*(url(f"http://a.example/{n}") for n in range(50)))
    found = parse(whole[: len(whole) // 2])
    assert 10 < len(found.pages) < 50
    assert "the XML is broken" in found.problems[0]
    assert len(parse(urlset(url("http://a.example/?a=1&b=2"), url("http://a.example/2"))).pages) == 2


LAUGHS = "<!DOCTYPE urlset [<!ENTITY a 'ha'>" + "".join(
    f"<!ENTITY {chr(98 + n)} '{f'&{chr(97 + n)};' * 10}'>" for n in range(12)
)


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"", "empty"),
        (b" \n\t", "empty"),
        (b"<html><body>Please log in</body></html>", "no sitemap but html"),
        (b"<!doctype html><html></html>", "DOCTYPE"),
        ((LAUGHS + f"]><urlset {NS}><url><loc>http://a.example/&m;</loc></url></urlset>").encode(), "DOCTYPE"),
        ((LAUGHS + f"]><urlset {NS}><url><loc>&m;</loc></url></urlset>").encode("utf-16"), "DOCTYPE"),
        (b"<?xml version='1.0'?><!DOCTYPE x SYSTEM 'file:///etc/passwd'><urlset/>", "DOCTYPE"),
        (gzip.compress(b"<urlset>" + b" " * 3_000_000, mtime=0), "larger than 1,000,000 bytes"),
        (gzip.compress(b"<urlset></urlset>", mtime=0)[:-12], "cut off|damaged"),
        (b"\x1f\x8b\x08junk" * 5, "damaged|cut off"),
        (b"Just some words\nhttp://a.example/1\n", "it begins with"),
        (b"<<<<", "no sitemap but something unreadable"),
        (b"\x00\x01\x02\xff" * 100, "it begins with|unreadable"),
    ],
)
def test_what_is_no_sitemap_is_told_in_time(body: bytes, reason: str) -> None:
    began = time.process_time()
    with pytest.raises(DocumentError, match=reason):
        parse(body)
    assert time.process_time() - began < 2


NOVEMBER = Window(dt.date(2018, 11, 1), dt.date(2018, 11, 30))


@pytest.mark.parametrize(
    ("page", "expected"),
    [
        (Listed("http://a.example/x", published=dt.date(2018, 11, 4)), Chance.SURE),
        (Listed("http://a.example/x", published=dt.datetime(2018, 12, 1, 3, tzinfo=dt.UTC)), Chance.SURE),
        (Listed("http://a.example/x", published=dt.date(2018, 12, 5)), Chance.NO),
        (Listed("http://a.example/2018/11/04/x", changed=dt.date(2024, 1, 1)), Chance.SURE),
        (Listed("http://a.example/2018/12/24/x", changed=dt.date(2018, 11, 5)), Chance.NO),
        (Listed("http://a.example/2018/11/x"), Chance.LIKELY),
        (Listed("http://a.example/2017/11/x", changed=dt.date(2018, 11, 5)), Chance.NO),
        (Listed("http://a.example/x", changed=dt.date(2018, 11, 5)), Chance.LIKELY),
        (Listed("http://a.example/x", changed=dt.date(2018, 10, 5)), Chance.NO),
        (Listed("http://a.example/x", changed=dt.date(2024, 1, 1)), Chance.UNTOLD),
        (Listed("http://a.example/x"), Chance.UNTOLD),
        (Listed("http://a.example/id/20181199887766"), Chance.UNTOLD),  # a number, no day
        (Listed("http://a.example/n/market-shelled-2011-12", changed=dt.date(2018, 11, 5)), Chance.LIKELY),
        (Listed("http://a.example/n/201112", changed=dt.date(2018, 11, 5)), Chance.LIKELY),
        (Listed("http://a.example/n/201112"), Chance.UNTOLD),
        (Listed("http://a.example/2018/11/12-killed-in-harlton"), Chance.LIKELY),  # twelve dead, not the twelfth
        (Listed("http://a.example/2018-11-04-market-shelled", changed=dt.date(2024, 1, 1)), Chance.SURE),
        (Listed("http://a.example/n/20181104", changed=dt.date(2024, 1, 1)), Chance.SURE),
        (Listed("http://a.example/n/20171104", changed=dt.date(2024, 1, 1)), Chance.NO),
        (Listed("http://a.example/n/20201104", changed=dt.date(2018, 11, 5)), Chance.LIKELY),  # after its last change
        (Listed("http://a.example/n/20660104"), Chance.UNTOLD),
    ],
)
def test_how_likely_a_page_is_of_the_window(page: Listed, expected: Chance) -> None:
    assert chance_of_page(page, NOVEMBER, NOW.date()) is expected


@pytest.mark.parametrize(
    ("address", "changed", "expected"),
    [
        ("sitemap-2018-11.xml", None, True),
        ("sitemap-2018-10.xml", dt.date(2018, 11, 20), True),  # the first of November in some zone
        ("sitemap-2018-09.xml", dt.date(2018, 11, 20), False),
        ("2018/11/04.xml", None, True),
        ("sitemap.xml?date=2018-11-04", None, True),
        ("sitemap.xml?yyyy=2018&mm=11", None, True),
        ("archive-2018.xml", None, True),
        ("archive-2017.xml", None, True),  # or the 2017th of many
        ("sitemap-2001.xml", None, True),
        ("sitemap-200112.xml", None, True),
        ("sitemap.xml?page=1999", None, True),
        ("2017/11.xml", None, False),
        ("2018/12/24.xml", None, False),
        ("sitemap-20181224.xml.gz", None, False),
        ("sitemap.xml?yyyy=2018&mm=12&dd=24", None, False),
        ("sitemap.xml?yyyy=2017&mm=11", None, False),
        ("from-2015-01-to-2019-12.xml", None, True),
        ("page-17.xml", dt.date(2018, 10, 1), False),
        ("page-17.xml", dt.date(2024, 10, 1), True),
        ("page-201811223344.xml", None, True),
    ],
)
def test_which_sitemaps_of_an_index_are_read(address: str, changed: dt.date | None, expected: bool) -> None:
    assert may_list(Listed(f"http://a.example/{address}", changed), NOVEMBER) is expected


def test_a_gzip_file_of_several_members_is_read_whole() -> None:
    text = urlset(url("http://a.example/1"), url("http://a.example/2")).encode()
    members = gzip.compress(text[:60]) + gzip.compress(text[60:200]) + gzip.compress(text[200:])
    assert [page.url for page in parse(members).pages] == ["http://a.example/1", "http://a.example/2"]
    assert len(parse(members + b"\x00" * 512).pages) == 2  # padded, as gzip allows
    with pytest.raises(DocumentError, match="cut off"):
        parse(members[:-12])
    with pytest.raises(DocumentError, match="larger than 250 bytes"):
        parse(gzip.compress(b"<urlset>" + b" " * 200) * 100, max_bytes=250)
