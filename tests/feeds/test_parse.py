from __future__ import annotations

import contextlib
import datetime as dt
import json
import time
from html import escape

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractors.errors import FeedError
from extractors.feeds.entry import Entry
from extractors.feeds.parse import ParsedFeed, parse_feed
from extractors.feeds.plain import plain_text
from tests.feeds.documents import item, rss

NOW = dt.datetime(2026, 11, 22, 12, tzinfo=dt.UTC)
URL = "https://harbour-post.example/feeds/all.xml"


def _parse(body: bytes, *, zone: str = "UTC", content_type: str = "application/rss+xml") -> ParsedFeed:
    return parse_feed(body, url=URL, headers={"content-type": content_type}, zone=zone, now=NOW)


def _one(markup: str, **options: str) -> Entry:
    (entry,) = _parse(rss([markup]), **options).entries
    return entry


def test_an_rss_item_becomes_an_entry() -> None:
    entry = _one(
        item(
            "https://harbour-post.example/2026/harbour?at_medium=RSS",
            "Harbour <b>reopens</b> &amp; ships return",
            summary='<div class="adsense">Buy now</div><p>Two ships</p><p>came in.</p><script>track()</script>',
            date="Sat, 21 Nov 2026 09:30:00 +0300",
            raw="<dc:creator>Jo Marsh</dc:creator>",
        )
    )
    assert entry.url == "https://harbour-post.example/2026/harbour?at_medium=RSS"
    assert entry.key == "https://harbour-post.example/2026/harbour"
    assert entry.title == "Harbour reopens & ships return"
    assert entry.summary == "Two ships came in."
    assert entry.published == dt.datetime(2026, 11, 21, 6, 30, tzinfo=dt.UTC)
    assert isinstance(entry.published, dt.datetime)
    assert entry.published.utcoffset() == dt.timedelta(hours=3)
    assert entry.authors == ("Jo Marsh",)


@pytest.mark.parametrize(
    ("document", "version"),
    [
        (rss([item("/a")]), "rss20"),
        (b"<rss><channel><item><link>https://harbour-post.example/a</link></item></channel></rss>", "rss"),
        (
            b'<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/">'
            b'<channel rdf:about="https://harbour-post.example/"><title>Harbour Post</title></channel>'
            b'<item rdf:about="https://harbour-post.example/a"><link>https://harbour-post.example/a</link></item></rdf:RDF>',
            "rss10",
        ),
        (
            b'<feed xmlns="http://www.w3.org/2005/Atom"><title>Harbour Post</title><entry><id>tag:1</id>'
            b'<link rel="enclosure" href="/a.mp3"/><link rel="alternate" href="/a"/></entry></feed>',
            "atom10",
        ),
        (
            b'<feed version="0.3" xmlns="http://purl.org/atom/ns#"><title>Harbour Post</title><entry><title>A</title>'
            b'<link rel="alternate" type="text/html" href="/a"/></entry></feed>',
            "atom03",
        ),
        (b'<rss version="0.91"><channel><item><title>A</title><link>/a</link></item></channel></rss>', "rss091u"),
        (
            b'<?xml version="1.0"?><!-- news --><CHANNEL href="/"><ITEM href="/a"><TITLE>A</TITLE></ITEM></CHANNEL>',
            "cdf",
        ),
        (
            json.dumps({"version": "https://jsonfeed.org/version/1.1", "items": [{"id": "1", "url": "/a"}]}).encode(),
            "json",
        ),
    ],
)
def test_every_kind_of_feed_is_read(document: bytes, version: str) -> None:
    parsed = _parse(document)
    assert parsed.version == version
    assert [entry.key for entry in parsed.entries] == ["https://harbour-post.example/a"]


def test_a_json_feed_keeps_what_it_says() -> None:
    document = {
        "version": "https://jsonfeed.org/version/1",
        "title": "Harbour Post",
        "items": [
            {
                "id": "https://harbour-post.example/by-id",
                "title": "Harbour reopens",
                "content_html": "<p>Two <i>ships</i></p>",
                "date_published": "2026-11-21T09:30:00+03:00",
                "author": {"name": "Jo Marsh"},
            },
            {"id": "2", "external_url": "https://elsewhere.example/b", "authors": [{"name": "A"}, {"url": "x"}, 3]},
            {"id": 3, "title": ["no text"]},
            "no item",
        ],
    }
    parsed = _parse(b"\xef\xbb\xbf" + json.dumps(document).encode())
    first, second = parsed.entries
    assert (first.url, first.title, first.summary) == (
        "https://harbour-post.example/by-id",
        "Harbour reopens",
        "Two ships",
    )
    assert first.published == dt.datetime(2026, 11, 21, 6, 30, tzinfo=dt.UTC)
    assert first.authors == ("Jo Marsh",)
    assert (second.url, second.authors) == ("https://elsewhere.example/b", ("A",))
    assert parsed.problems == ("1 of 3 entries have no usable address",)


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b"", "empty"),
        (b" \n ", "empty"),
        (b"<html><head><title>Just a moment...</title></head><body>Checking</body></html>", "'Just a moment...'"),
        (b"<!doctype html><div id=app></div>", "no feed; it begins with"),
        (b"plain words", "no feed"),
        (b'{"error": "not found"}', "no JSON Feed"),
        (b'{"version": ', "broken JSON"),
        (b"[" * 100_000, "broken JSON"),
        (b'<?xml version="1.0"?><sitemapindex></sitemapindex>', "no feed"),
        (b"\x89PNG\r\n\x1a\n\0\0", "no feed"),
    ],
)
@pytest.mark.parametrize("content_type", ["text/html", "application/rss+xml"])
def test_what_is_no_feed_is_refused_with_what_it_is(body: bytes, said: str, content_type: str) -> None:
    with pytest.raises(FeedError, match=URL) as caught:
        _parse(body, content_type=content_type)
    assert said in caught.value.what


def test_a_feed_served_as_html_is_a_feed() -> None:
    parsed = _parse(rss([item("/a")]), content_type="text/html")
    assert len(parsed.entries) == 1
    assert not parsed.problems


@pytest.mark.parametrize(
    "body",
    [
        b"\n\n " + rss([item("/a"), item("/b", "Two")]),
        b"Warning: something on line 3\n" + rss([item("/a"), item("/b", "Two")]),
        rss([item("/a"), item("/b", "Two")]).replace(b"Harbour reopens", b"Harbour & town"),
        rss([item("/a"), item("/b", "Two")]).removesuffix(b"</channel></rss>"),
        rss([item("/a"), item("/b", "Two")]).replace(b"Two", b"Two\x0b"),
        rss([item("/a"), item("/b", "Two")]).replace(b"UTF-8", b"no-such-encoding"),
    ],
    ids=["blank lines", "words before", "bare ampersand", "cut off", "control character", "unknown encoding"],
)
def test_a_broken_document_gives_its_entries_all_the_same(body: bytes) -> None:
    assert [entry.key[-2:] for entry in _parse(body).entries] == ["/a", "/b"]


def test_a_wrongly_declared_encoding_is_survived() -> None:
    body = rss([item("/a", "Café “Süd”")]).replace(b"UTF-8", b"us-ascii")
    assert _parse(body, content_type="text/xml").entries[0].title == "Café “Süd”"


def test_relative_links_are_resolved_against_the_final_address() -> None:
    assert _one(item("../news/1")).url == "https://harbour-post.example/news/1"
    assert _one(item("/news/1?a=1&amp;b=2")).url == "https://harbour-post.example/news/1?a=1&b=2"


@pytest.mark.parametrize(
    ("guid", "address"),
    [
        ("<guid isPermaLink='true'>https://harbour-post.example/a</guid>", "https://harbour-post.example/a"),
        ("<guid>https://harbour-post.example/a?x=1&amp;y=2</guid>", "https://harbour-post.example/a?x=1&y=2"),
        ("<guid isPermaLink='false'>https://harbour-post.example/a</guid>", None),
        ("<guid>12345</guid>", None),
        ("<guid>tag:harbour-post.example,2026:1</guid>", None),
        ("", None),
    ],
)
def test_without_a_link_the_guid_counts_only_where_it_is_an_address(guid: str, address: str | None) -> None:
    parsed = _parse(rss([item(None, raw=guid), item("/other", "Other")]))
    assert [entry.url for entry in parsed.entries][:-1] == ([address] if address else [])
    assert bool(parsed.problems) is (address is None)


def test_unusable_addresses_are_counted_and_lose_nothing_else() -> None:
    parsed = _parse(
        rss([item("mailto:desk@harbour-post.example"), item("http://[bad"), item("/a"), item("javascript:x")])
    )
    assert [entry.key[-2:] for entry in parsed.entries] == ["/a"]
    assert parsed.problems == ("3 of 4 entries have no usable address",)


def test_feedburner_entries_lead_to_the_outlet() -> None:
    markup = item(
        "https://proxy.example/~r/1", raw="<feedburner:origLink>https://harbour-post.example/a</feedburner:origLink>"
    )
    assert _one(markup).url == "https://harbour-post.example/a"


def test_entries_are_one_by_address_or_by_content_not_by_guid() -> None:
    date = "Sat, 21 Nov 2026 09:30:00 GMT"
    parsed = _parse(
        rss(
            [
                item("/a?utm_source=rss", "Harbour", summary="Open", date=date, guid="same"),
                item("/a#0", "Harbour, edited", summary="Open", date=date, guid="other"),
                item("/b", "Town", summary="Quiet", guid="same"),
                item("/moved/a", "Harbour", summary="Open", date=date, guid="third"),
                item("/live/2", "Live", date=date),
                item("/live/1", "Live", date=date),
                item("/day/2", "Morning", summary="What to know", date=date),
                item("/day/1", "Morning", summary="What to know", date="Fri, 20 Nov 2026 09:30:00 GMT"),
            ]
        )
    )
    paths = [entry.key.removeprefix("https://harbour-post.example") for entry in parsed.entries]
    assert paths == ["/a", "/b", "/live/2", "/live/1", "/day/2", "/day/1"]
    assert parsed.listed == 8


def test_a_moved_date_is_no_change_and_an_edited_title_is_one() -> None:
    first = _one(item("/a", "Harbour", summary="Open", date="Sat, 21 Nov 2026 09:30:00 GMT"))
    moved = _one(item("/a", "Harbour", summary=" Open ", date="Sat, 21 Nov 2026 11:30:00 GMT"))
    edited = _one(item("/a", "Harbour reopens", summary="Open"))
    assert first.content_hash == moved.content_hash != edited.content_hash


@pytest.mark.parametrize(
    ("channel", "ttl_s"),
    [
        ("<ttl>15</ttl>", 900),
        ("<ttl>0</ttl>", 0),
        ("<ttl>soon</ttl>", None),
        ("", None),
        ("<sy:updatePeriod>hourly</sy:updatePeriod><sy:updateFrequency>2</sy:updateFrequency>", 1_800),
        ("<sy:updatePeriod>\n daily </sy:updatePeriod>", 86_400),
        ("<sy:updatePeriod>often</sy:updatePeriod>", None),
        (f"<sy:updatePeriod>daily</sy:updatePeriod><sy:updateFrequency>{'9' * 5_000}</sy:updateFrequency>", None),
        (f"<ttl>{'9' * 5_000}</ttl>", None),
    ],
)
def test_the_feeds_own_interval(channel: str, ttl_s: float | None) -> None:
    assert _parse(rss([item("/a")], channel=channel)).ttl_s == ttl_s


def test_an_entity_bomb_ends_at_once_and_small() -> None:
    levels = "".join(f'<!ENTITY {chr(c)} "{f"&{chr(c - 1)};" * 10}">' for c in range(98, 108))
    body = f'<!DOCTYPE r [<!ENTITY a "aaaaaaaaaa">{levels}]>'.encode() + rss([item("/a", "x")]).split(b"\n", 1)[1]
    parsed = _parse(body.replace(b"<title>x<", b"<title>&k;<"))
    assert all(len(entry.title) < 1_000 for entry in parsed.entries)


@pytest.mark.parametrize("piece", ["<!--", "<div>", "<a b='", "&#", "<![CDATA[", "<?", "</", "<"])
@pytest.mark.parametrize("is_escaped", [True, False])
def test_hostile_markup_takes_no_more_than_its_share_of_time(piece: str, *, is_escaped: bool) -> None:
    markup = piece * (200_000 if is_escaped else 15_000)
    inside = escape(markup) if is_escaped else markup
    body = rss([item("/a", raw=f"<description>{inside}</description>"), item("/b")])
    began = time.process_time()
    assert _parse(body).entries[0].key.endswith("/a")
    assert time.process_time() - began < 5


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("a < b and c > d", "a < b and c > d"),
        ("Fish &amp; chips", "Fish & chips"),
        ("AT&T &copy 2026", "AT&T &copy 2026"),
        ("one<br>two<p>three</p>", "one two three"),
        ("un<b>bold</b>ed", "unbolded"),
        ("<style>p{}</style><svg><title>x</title></svg>seen", "seen"),
        ("<div class='Adsense wide'><p>buy</p></div>kept", "kept"),
        ("zero\u200bwidth\x07 and \n lines", "zerowidth and lines"),
        ("<img class='ad' src=x>after", "after"),
        ("one<!-- not <b>this</b> -->two<!---->three<!-- nor this", "onetwothree"),
        ("half a \ud83d character", "half a \ufffd character"),
        (None, ""),
    ],
)
def test_plain_text(markup: object, text: str) -> None:
    assert plain_text(markup) == text


@given(st.binary(max_size=300))
def test_any_bytes_are_a_feed_or_a_clear_refusal(body: bytes) -> None:
    for before in (b"", rss([item("/a")])[:150], b'{"version":"https://jsonfeed.org/version/1","items":['):
        with contextlib.suppress(FeedError):
            assert _parse(before + body).version


@pytest.mark.parametrize("reference", ["&#xD800;", "&#55296;", "&#99999999999;", "&#x110000;", f"&#{'9' * 5_000};"])
def test_a_character_that_is_none_costs_its_headline_and_not_the_feed(reference: str) -> None:
    first, second = _parse(rss([item("/a", raw=f"<description>Hull{reference}</description>"), item("/b")])).entries
    assert first.summary.startswith("Hull")
    assert second.key.endswith("/b")


def test_an_address_that_is_none_costs_its_entry_and_not_the_feed() -> None:
    items = [{"url": "http://[x"}, {"url": "/b"}]
    parsed = _parse(json.dumps({"version": "https://jsonfeed.org/version/1.1", "items": items}).encode())
    assert [entry.key for entry in parsed.entries] == ["https://harbour-post.example/b"]
    assert parsed.problems == ("1 of 2 entries have no usable address",)


def test_an_encoding_that_nobody_knows_is_a_clear_refusal() -> None:
    with pytest.raises(FeedError, match="the document cannot be read: UnicodeError"):
        _parse(rss([item("/a")]).replace(b"UTF-8", b"undefined"))


_DOCUMENTS = (
    rss(
        [item("/a", "Harbour", summary="<p>Open</p>", date="Sat, 21 Nov 2026 09:30:00 GMT", guid="1"), item("/b")],
        channel="<ttl>60</ttl><sy:updatePeriod>hourly</sy:updatePeriod><skipHours><hour>1</hour></skipHours>",
    ),
    b'<?xml version="1.0" encoding="utf-8"?><feed xmlns="http://www.w3.org/2005/Atom"><title>Harbour Post</title>'
    b'<entry><id>tag:1</id><link href="/a"/><published>2026-11-21T09:30:00Z</published><author><name>Jo</name></author>'
    b'<content type="html">Open</content></entry></feed>',
    b'{"version":"https://jsonfeed.org/version/1.1","title":"Harbour Post","items":[{"id":"1","url":"/a",'
    b'"title":"Open","date_published":"2026-11-21T09:30:00Z","authors":[{"name":"Jo"}]}]}',
)
_HOSTILE = (
    *(
        b"&#xD800;",
        b"&#99999999999;",
        b"&#0;",
        b"\\ud83d",
        b"\xff\xfe",
        b"\x00",
        b"<![CDATA[",
        b"]]>",
        b"http://[",
        b"//[",
    ),
    *(b'encoding="undefined"', b'encoding="utf-7"', b'encoding="idna"', b"9" * 4_301, b"0000-00-00", b"9999-12-31"),
    *(b"<feed xmlns='http://www.w3.org/2005/Atom'>", b"<!DOCTYPE x [<!ENTITY e 'e'>]>", b"&e;", b"<item>", b"</item>"),
)


@settings(max_examples=300, deadline=None)
@given(
    st.sampled_from(_DOCUMENTS),
    st.lists(
        st.tuples(st.floats(0, 1), st.integers(0, 12), st.sampled_from(_HOSTILE) | st.binary(max_size=4)),
        min_size=1,
        max_size=4,
    ),
)
def test_any_damage_to_a_feed_is_a_feed_or_a_clear_refusal(
    body: bytes, damages: list[tuple[float, int, bytes]]
) -> None:
    for where, lost, put in damages:
        at = int(where * len(body))
        body = body[:at] + put + body[at + lost :]
    with contextlib.suppress(FeedError):
        assert _parse(body).version
