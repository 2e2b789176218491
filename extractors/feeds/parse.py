"""Feed documents (RSS 0.9x to 2.0, RDF, Atom, JSON Feed) into entries, whatever is wrong with them."""

from __future__ import annotations

import datetime as dt
import html
import io
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import urljoin
from xml.sax import SAXException

import feedparser

from extractors.articles.urls import canonical_url
from extractors.errors import DocumentError, FeedError
from extractors.feeds.dates import read_date
from extractors.feeds.entry import Entry, distinct
from extractors.feeds.jsonfeed import json_items, looks_like_json
from extractors.feeds.listing import Item
from extractors.feeds.plain import plain_text
from extractors.feeds.skips import Skips, read_skips

_MOST_DIGITS: Final = 9
"""Of a number in a feed: longer ones mean nothing, and Python reads no more than 4,300."""
_LAST_CHARACTER: Final = 0x10FFFF
_SURROGATES: Final = range(0xD800, 0xE000)
_PERIODS_S: Final = {"hourly": 3_600, "daily": 86_400, "weekly": 604_800, "monthly": 2_592_000, "yearly": 31_536_000}
"""The values of sy:updatePeriod (RSS 1.0 syndication module)."""
_CHARACTER: Final = re.compile(rb"&#(?:[xX]([0-9a-fA-F]+)|([0-9]+));")
_ENOUGH: Final = 4_000
_CDF: Final = re.compile(rb"\s*(?:<[?!][^>]*>\s*)*<channel[\s>]", re.IGNORECASE)
"""Microsoft's Channel Definition Format, whose version feedparser does not tell."""
_HTML_TITLE: Final = re.compile(rb"<title[^>]*>(.{0,200}?)</title", re.IGNORECASE | re.DOTALL)


@dataclass(frozen=True, slots=True)
class ParsedFeed:
    """A feed document as read.

    `entries` are distinct, in the document's order; `listed` counts them before. `ttl_s` is how long the feed asks to
    be left alone, in seconds, `skips` at which hours and days. `problems` say what was wrong with the document or with
    entries that were put aside.
    """

    entries: tuple[Entry, ...]
    listed: int
    title: str = ""
    version: str = ""
    ttl_s: float | None = None
    skips: Skips = field(default_factory=Skips)
    problems: tuple[str, ...] = ()


def parse_feed(body: bytes, *, url: str, headers: Mapping[str, str], zone: str, now: dt.datetime) -> ParsedFeed:
    """Read a feed document.

    Args:
        body: decoded from its content coding, not from its character encoding.
        url: where it finally came from: relative links are resolved against it.
        headers: of the answer; Content-Type counts for the character encoding.
        zone: the outlet's IANA zone, for times without one.
        now: when it was fetched, aware.

    Raises:
        FeedError: the document is no feed: empty, an HTML page, or neither XML nor JSON Feed.
    """
    if not body.strip():
        raise FeedError("the answer is empty, not a feed", where=url)
    if looks_like_json(body):
        title, items = json_items(body, url=url)
        version, ttl_s, problems = "json", None, list[str]()
    else:
        title, version, ttl_s, items, problems = _with_feedparser(body, url, headers)
    entries = [entry for item in items if (entry := _entry(item, url, zone, now))]
    if len(entries) < len(items):
        problems.append(f"{len(items) - len(entries)} of {len(items)} entries have no usable address")
    return ParsedFeed(tuple(distinct(entries)), len(items), title, version, ttl_s, read_skips(body), tuple(problems))


def _entry(item: Item, base: str, zone: str, now: dt.datetime) -> Entry | None:
    """The entry that an item stands for; None where it has no address that can be fetched."""
    try:
        url = urljoin(base, item.url.strip().replace("&amp;", "&")) if item.url.strip() else ""
        key = canonical_url(url)
    except (DocumentError, ValueError):
        return None
    return Entry(
        url=url,
        key=key,
        title=plain_text(item.title),
        published=read_date(item.published, zone=zone, now=now),
        authors=tuple(dict.fromkeys(filter(None, map(plain_text, item.authors)))),
        summary=plain_text(item.summary),
    )


def _with_feedparser(
    body: bytes, url: str, headers: Mapping[str, str]
) -> tuple[str, str, float | None, list[Item], list[str]]:
    given = {"content-type": headers.get("content-type", "application/xml"), "content-location": url}
    # Only a stream: a plain string or bytes would be taken for a URL or a file name.
    # It need not clean the markup: `plain_text` drops all of it, and hostile markup costs feedparser minutes.
    stream = io.BytesIO(_CHARACTER.sub(_character, body.lstrip()))
    try:
        parsed = feedparser.parse(stream, response_headers=given, sanitize_html=False, resolve_relative_uris=False)
    except Exception as error:
        # It documents no exception; bytes that no newsroom writes raise a dozen kinds from below it.
        raise FeedError(f"the document cannot be read: {type(error).__name__}: {error}", where=url) from error
    version = dict.get(parsed, "version") or ("cdf" if _CDF.match(body[:_ENOUGH]) else "")
    if not version:
        raise FeedError(_what_it_is(body), where=url, hint="open the address in a browser; the feed may have moved")
    problems = []
    if parsed.bozo and not isinstance(parsed.bozo_exception, feedparser.NonXMLContentType):
        what = f"the document is not well formed: {parsed.bozo_exception}"
        if not parsed.entries and isinstance(parsed.bozo_exception, SAXException):
            # Taken for an empty feed it would be "not modified" from now on, and its entries never seen.
            raise FeedError(f"{what}; nothing of it can be read", where=url)
        problems.append(what)
    items = [_item(entry, body) for entry in parsed.entries]
    return plain_text(parsed.feed.get("title")), version, _ttl_s(parsed.feed), items, problems


def _character(reference: re.Match[bytes]) -> bytes:
    """The reference, or U+FFFD where it names half a character or none: one headline must not cost the whole feed."""
    digits, radix = (reference[1], 16) if reference[1] else (reference[2], 10)
    code = int(digits, radix) if len(digits) <= _MOST_DIGITS else _LAST_CHARACTER + 1
    return reference[0] if code <= _LAST_CHARACTER and code not in _SURROGATES else b"&#xFFFD;"


def _what_it_is(body: bytes) -> str:
    if title := _HTML_TITLE.search(body):
        return f"the answer is a page titled {plain_text(title[1].decode('utf-8', 'replace'))!r}, not a feed"
    return f"the answer is no feed; it begins with {body.strip()[:60].decode('utf-8', 'replace')!r}"


def _item(entry: dict[str, Any], body: bytes) -> Item:
    def first(*names: str) -> Any:
        # Past feedparser's own lookup, which gives one field for another, with a warning.
        return next((value for name in names if (value := dict.get(entry, name))), None)

    content = first("content")
    return Item(
        url=_address(first("feedburner_origlink"), first("link"), first("id"), body),
        title=first("title"),
        published=first("published", "created", "updated"),
        summary=first("summary") or (content[0].get("value") if content else None),
        authors=tuple(_names(first("authors") or ())) or ((first("author"),) if first("author") else ()),
    )


def _names(authors: Iterable[Mapping[str, Any]]) -> Iterable[str]:
    return (author["name"] for author in authors if author.get("name"))


def _address(original: str | None, link: str | None, guid: str | None, body: bytes) -> str:
    """The entry's own address, else its guid where that is one.

    feedparser makes an address of any guid ("12345" under the feed's folder); a real one stands in the document.
    """
    if original and original.startswith(("http://", "https://")):
        return original
    if link and link == guid and html.escape(link, quote=False).encode() not in body and link.encode() not in body:
        return ""
    return link or ""


def _ttl_s(channel: Mapping[str, Any]) -> float | None:
    ttl_min = _count(channel.get("ttl"))
    if ttl_min is not None:
        return ttl_min * 60
    period_s = _PERIODS_S.get(str(channel.get("sy_updateperiod") or "").strip().lower())
    times = _count(channel.get("sy_updatefrequency") or "1")
    return period_s / max(times, 1) if period_s and times is not None else None


def _count(written: object) -> float | None:
    text = str(written or "").strip()
    return float(text) if text.isdecimal() and len(text) <= _MOST_DIGITS else None
