"""One fetched page to one version of an article."""

from __future__ import annotations

import datetime as dt
import logging
import re
from configparser import ConfigParser
from dataclasses import dataclass, replace
from functools import cache
from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import trafilatura
from lxml.etree import LxmlError
from lxml.html import HtmlElement, HTMLParser, document_fromstring
from trafilatura.settings import use_config

from extractors.articles.article import Article
from extractors.articles.encoding import decode_page
from extractors.articles.layout import normalise
from extractors.articles.metadata import PageMetadata, choose_time, read_metadata
from extractors.articles.outlets import outlets_of, strip_boxes
from extractors.articles.times import day_in_path, day_of, is_possible
from extractors.articles.urls import canonical_url
from extractors.articles.walls import wall_by_text, wall_by_title
from extractors.documents import Document, stable_id, without_lone_surrogates
from extractors.errors import ArticleError, DocumentError

SHORTEST_TEXT: Final = 50
"""Characters. A live-blog item is one sentence; less is a caption or a button."""
SHORT_TEXT: Final = 1200
"""Characters. Below this the page may be a wall with a few words of the article in front of it."""

_HTML_TYPES: Final = ("text/html", "application/xhtml+xml", "application/xml", "text/xml", "text/plain")
_INVISIBLE: Final = re.compile("[\u00ad\u200b\u2060\ufeff\x00-\x08\x0e-\x1f\x7f]")
_LIST_MARK: Final = re.compile(r"^[-•*·]\s+")

# The library reports pages without text on its own log; we raise ArticleError, once, with the reason.
logging.getLogger("trafilatura").setLevel(logging.CRITICAL)


@dataclass(frozen=True, slots=True)
class PageHints:
    """What the feed said before the page was read; the page's own word outranks it.

    `zone` is the outlet's IANA zone; `published` is ISO with an offset, or a day.
    """

    feed_id: str | None = None
    publisher: str | None = None
    language: str | None = None
    zone: str | None = None
    title: str | None = None
    published: str | None = None
    authors: tuple[str, ...] = ()

    def cleaned(self) -> PageHints:
        """The same, fit to be written: feeds may hold halves of surrogate pairs."""

        def clean(text: str | None) -> str | None:
            return without_lone_surrogates(text) if text else text

        return PageHints(
            feed_id=clean(self.feed_id),
            publisher=clean(self.publisher),
            language=clean(self.language),
            zone=clean(self.zone),
            title=clean(self.title),
            published=clean(self.published),
            authors=tuple(map(without_lone_surrogates, self.authors)),
        )


def read_page(  # noqa: PLR0913 - each is a fact of one fetch
    body: bytes,
    *,
    url: str,
    content_type: str | None = None,
    hints: PageHints | None = None,
    seen_at: dt.datetime | None = None,
    raw_uri: str | None = None,
    payload_digest: str | None = None,
) -> Article:
    """Reads an article out of an HTML page.

    Args:
        body: the page, content-encoding undone.
        url: its address after redirects.
        content_type: as the server sent it.
        hints: what the feed said of it.
        seen_at: when it was fetched (aware): a later publication time is impossible. Null where nobody knows; then no
            time is too late, for the present day is no property of the page.
        raw_uri: where the bytes lie.
        payload_digest: their digest, as in WARC.

    Raises:
        ArticleError: no HTML, a challenge, login, consent or error page, or no article text; it says what was seen.
        DocumentError: `url` is no http or https URL.
    """
    hints = (hints or PageHints()).cleaned()
    tree = _parse(body, url, content_type)
    if wall := wall_by_title(tree):
        raise ArticleError(f"{wall} instead of an article", where=url)
    strip_boxes(tree, url)
    metadata = _with_hints(read_metadata(tree, url, zone=_zone(hints.zone), seen_at=seen_at), url, hints, seen_at)
    text = _text(tree, url, metadata.title)
    if len(text) < SHORT_TEXT:
        is_empty = len(text) < SHORTEST_TEXT
        if wall := wall_by_text(_parse(body, url, content_type), is_empty=is_empty):
            raise ArticleError(f"{wall} instead of an article", where=url)
        if is_empty:
            seen = f"{len(text)} characters of text" + (
                f" under the title {metadata.title!r}" if metadata.title else ""
            )
            raise ArticleError(f"the page holds no article: {seen} in {len(body):,} bytes", where=url)
    return Article(
        document=_document(metadata, text),
        authors=metadata.authors,
        modified_at=metadata.modified_at,
        seen_at=seen_at,
        raw_uri=raw_uri,
        payload_digest=payload_digest,
        feed_id=hints.feed_id,
        notes=metadata.notes,
    )


def stated_url(body: bytes) -> str | None:
    """The address that a page gives itself (rel=canonical, og:url); null where it gives none. For saved pages."""
    tree = _parse(body, "", None)
    found = tree.xpath("//link[@rel='canonical']/@href | //meta[@property='og:url']/@content")
    for address in found:
        try:
            return canonical_url(address)
        except DocumentError:
            continue
    return None


def _document(metadata: PageMetadata, text: str) -> Document:
    return Document(
        id=stable_id(metadata.canonical),
        title=metadata.title or "",
        text=text,
        published=metadata.published.isoformat() if metadata.published else None,
        publisher=metadata.publisher,
        language=metadata.language,
        url=metadata.canonical,
    )


def _parse(body: bytes, url: str, content_type: str | None) -> HtmlElement:
    kind = (content_type or "text/html").partition(";")[0].strip().lower()
    if kind not in _HTML_TYPES:
        raise ArticleError(f"not a page but {kind}", where=url)
    source = _INVISIBLE.sub("", decode_page(body, content_type))
    if not source.strip():
        raise ArticleError("an empty page", where=url)
    # As bytes: lxml refuses characters whose XML declaration names an encoding.
    parser = HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)
    try:
        return document_fromstring(source.encode("utf-8", "replace"), parser=parser)
    except LxmlError as error:
        raise ArticleError(f"not readable as HTML: {error}", where=url) from error


def _with_hints(metadata: PageMetadata, url: str, hints: PageHints, seen_at: dt.datetime | None) -> PageMetadata:
    """Fills what the page does not say from the feed, and the day at last from the address."""
    notes = list(metadata.notes)
    fed = choose_time(iter([hints.published] if hints.published else []), _zone(hints.zone), seen_at, notes)
    published = metadata.published or fed
    if not isinstance(published, dt.datetime) and isinstance(fed, dt.datetime) and day_of(fed) == published:
        published = fed  # the page gives the day, the feed the hour of the same day
    if published is None:
        day = day_in_path(url)
        published = day if day and is_possible(day, seen_at) else None
    declared = next((outlet.publisher for outlet in outlets_of(url) if outlet.publisher), None)
    return replace(
        metadata,
        title=metadata.title or hints.title,
        published=published,
        authors=metadata.authors or hints.authors,
        publisher=declared or metadata.publisher or hints.publisher,
        language=metadata.language or hints.language,
        notes=tuple(notes),
    )


def _text(tree: HtmlElement, url: str, title: str | None) -> str:
    """The article's paragraphs, separated by blank lines, without a repetition of the title."""
    normalise(tree, url)
    # A paragraph of another story brings another incident's dead: precision first, recall only where it gave nothing.
    found = _extracted(tree, url, is_precise=True)
    if len(found) < SHORTEST_TEXT:
        found = _extracted(tree, url, is_precise=False)
    lines = (" ".join(_LIST_MARK.sub("", line.strip()).split()) for line in found.split("\n"))
    paragraphs = [line for line in lines if line]
    if paragraphs and title and paragraphs[0].casefold() == title.casefold():
        del paragraphs[0]
    return "\n\n".join(paragraphs)


def _extracted(tree: HtmlElement, url: str, *, is_precise: bool) -> str:
    found = trafilatura.extract(
        tree,
        url=url,
        favor_precision=is_precise,
        include_comments=False,
        include_tables=False,
        include_formatting=False,
        config=_trafilatura_config(),
    )
    return found or ""


@cache
def _trafilatura_config() -> ConfigParser:
    config = use_config()
    # Its rescue for short texts takes the whole page, other stories' figures included; our articles may be short.
    config.set("DEFAULT", "MIN_EXTRACTED_SIZE", str(SHORTEST_TEXT))
    return config


def _zone(name: str | None) -> ZoneInfo | None:
    try:
        return ZoneInfo(name) if name else None
    except (ZoneInfoNotFoundError, ValueError):
        return None  # the feed list's reader refuses unknown zones; an old archive may still hold one
