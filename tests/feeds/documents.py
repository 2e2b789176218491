"""Feed documents for tests, written as a newsroom's software would."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from extractors.feeds.catalog import Feed


def feed(url: str, feed_id: str = "harbour-post", *, zone: str = "UTC") -> Feed:
    """An entry of the feed list."""
    return Feed(feed_id, "Harbour Post", url, "GB", "en", zone, "outlet")


def item(
    link: str | None,
    title: str = "Harbour reopens",
    *,
    summary: str = "",
    date: str = "",
    guid: str = "",
    raw: str = "",
) -> str:
    """One RSS item; `raw` is further markup."""
    parts = [
        f"<title>{escape(title)}</title>",
        f"<link>{escape(link)}</link>" if link else "",
        f"<description>{escape(summary)}</description>" if summary else "",
        f"<pubDate>{date}</pubDate>" if date else "",
        f"<guid isPermaLink='false'>{guid}</guid>" if guid else "",
        raw,
    ]
    return f"<item>{''.join(parts)}</item>"


def rss(items: Sequence[str] = (), *, channel: str = "") -> bytes:
    """An RSS 2.0 document; `channel` is further markup of the channel."""
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<rss version="2.0" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:sy="http://purl.org/rss/1.0/modules/syndication/" '
        'xmlns:feedburner="http://rssnamespace.org/feedburner/ext/1.0">'
        f"<channel><title>Harbour Post</title><link>/</link>{channel}{''.join(items)}</channel></rss>"
    ).encode()


PAGE = b"<html><head><title>Harbour reopens</title></head><body><p>The harbour has reopened.</p></body></html>"
