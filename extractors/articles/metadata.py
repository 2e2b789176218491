"""What a page says about its article: title, times, authors, publisher, language, address."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from lxml.html import HtmlElement

from extractors.articles import json_ld
from extractors.articles.times import day_of, is_possible, parse_time
from extractors.articles.urls import canonical_url, registrable_host
from extractors.errors import DocumentError

PUBLISHED_METAS: Final = (
    "article:published_time", "og:article:published_time", "datepublished", "parsely-pub-date", "sailthru.date",
    "dcterms.created", "dcterms.issued", "dc.date.issued", "dc.date", "pubdate",
    "publish-date", "publication_date", "date",
)  # fmt: skip
MODIFIED_METAS: Final = (
    "article:modified_time",
    "og:updated_time",
    "datemodified",
    "dcterms.modified",
    "last-modified",
)
TITLE_METAS: Final = ("og:title", "twitter:title", "headline")
AUTHOR_METAS: Final = ("author", "article:author", "parsely-author", "dc.creator", "byl")

_DATE_CLASS: Final = re.compile(
    r"publish|posted|submitted|dateline|timestamp|(?:^|[\s_-])date(?:$|[\s_-])", re.IGNORECASE
)
_BY: Final = re.compile(r"^by\s+", re.IGNORECASE)
_BYLINE: Final = re.compile(r"^by\s+([^·|•\d]+?)(?=\s+in\s|\s*[·|•\d]|$)", re.IGNORECASE)
_JOINED: Final = re.compile(r"\s*(?:[,;&]|\band\b)\s*")
_TITLE_SUFFIX: Final = re.compile(r"\s+[|–—·»-]\s+([^|–—·»]+)$")
_LONGEST_BYLINE: Final = 300
_LONGEST_NAME: Final = 100


@dataclass(frozen=True, slots=True)
class PageMetadata:
    """What the page itself says; null or empty where it says nothing that can be believed."""

    title: str | None
    published: dt.datetime | dt.date | None
    modified_at: dt.datetime | None
    authors: tuple[str, ...]
    publisher: str | None
    language: str | None
    canonical: str
    notes: tuple[str, ...]


def read_metadata(tree: HtmlElement, url: str, *, zone: ZoneInfo | None, seen_at: dt.datetime | None) -> PageMetadata:
    """Reads the metadata of a page whose boxes have been stripped (their dates are those of other articles).

    Args:
        tree: the page.
        url: where it was found, after redirects.
        zone: the outlet's zone, for times without an offset.
        seen_at: when it was fetched: later publication times are impossible; null where that is not known.
    """
    node = json_ld.article_node(tree, url)
    metas = _metas(tree)
    notes: list[str] = []
    publisher = _first(metas, ("og:site_name",)) or next(iter(json_ld.names(node.get("publisher"))), None)
    published = choose_time(_published_values(tree, node, metas), zone, seen_at, notes)
    modified = choose_time(_modified_values(node, metas), zone, seen_at, notes)
    return PageMetadata(
        title=_title(tree, node, metas, publisher),
        published=published,
        modified_at=modified if isinstance(modified, dt.datetime) else None,
        authors=_authors(tree, node, metas),
        publisher=publisher,
        language=_language(tree, node, metas),
        canonical=_canonical(tree, url),
        notes=tuple(notes),
    )


def choose_time(
    values: Iterator[str], zone: ZoneInfo | None, seen_at: dt.datetime | None, notes: list[str]
) -> dt.datetime | dt.date | None:
    """The first value that is a possible time; a bare day is made more exact by a later value on that day.

    What is no time, or an impossible one, goes into the notes.
    """
    day: dt.date | None = None
    for value in values:
        found = parse_time(value, zone)
        if found is None or not is_possible(found, seen_at):
            seen = f" seen on {seen_at:%Y-%m-%d}" if seen_at else ""
            reason = "is no time" if found is None else f"cannot be the time of an article{seen}"
            notes.append(f"{value[:80]!r} {reason}: left out")
        elif isinstance(found, dt.datetime):
            if day is None or day_of(found) == day:
                return found
        elif day is None:
            day = found
    return day


def _published_values(tree: HtmlElement, node: dict[str, Any], metas: dict[str, list[str]]) -> Iterator[str]:
    for key in ("datePublished", "dateCreated"):
        if value := json_ld.text(node.get(key)):
            yield value
    for name in PUBLISHED_METAS:
        yield from metas.get(name, [])
    yield from tree.xpath("//time[@itemprop='datePublished' or @pubdate]/@datetime")
    yield from tree.xpath("//*[@itemprop='datePublished']/@content")
    # Only the first: further ones belong to items and stories below.
    yield from tree.xpath("(//article//time | //main//time | //header//time | //h1/following::time)[1]/@datetime")
    yield from _written_dates(tree)


def _written_dates(tree: HtmlElement) -> Iterator[str]:
    for element in tree.xpath("//body//*[@class or self::time]"):
        if element.tag == "time" or _DATE_CLASS.search(element.get("class", "")):
            line = " ".join(element.text_content().split())
            if line and len(line) < _LONGEST_BYLINE and parse_time(line, None) is not None:
                yield line
                return


def _modified_values(node: dict[str, Any], metas: dict[str, list[str]]) -> Iterator[str]:
    if value := json_ld.text(node.get("dateModified")):
        yield value
    for name in MODIFIED_METAS:
        yield from metas.get(name, [])


def _metas(tree: HtmlElement) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for meta in tree.iterfind(".//meta[@content]"):
        name = meta.get("property") or meta.get("name") or meta.get("itemprop")
        content = json_ld.text(meta.get("content"))
        if name and content:
            found.setdefault(name.strip().lower(), []).append(content)
    return found


def _first(metas: dict[str, list[str]], wanted: tuple[str, ...]) -> str | None:
    return next((metas[name][0] for name in wanted if name in metas), None)


def _title(tree: HtmlElement, node: dict[str, Any], metas: dict[str, list[str]], publisher: str | None) -> str | None:
    headline = json_ld.text(node.get("headline")) or json_ld.text(node.get("name"))
    if headline:
        return headline
    heads = [" ".join(h.text_content().split()) for h in tree.iter("h1")]
    if len(heads) == 1 and heads[0]:
        return heads[0]
    title = _first(metas, TITLE_METAS) or json_ld.text(tree.findtext(".//title"))
    return _without_site(title, publisher) if title else next((head for head in heads if head), None)


def _without_site(title: str, publisher: str | None) -> str:
    """Drops the outlet's name from the end of a title; anything else behind a dash belongs to the title."""
    suffix = _TITLE_SUFFIX.search(title)
    if suffix and publisher and suffix[1].strip().casefold() == publisher.casefold():
        return title[: suffix.start()]
    return title


def _authors(tree: HtmlElement, node: dict[str, Any], metas: dict[str, list[str]]) -> tuple[str, ...]:
    found = json_ld.names(node.get("author"))
    for name in AUTHOR_METAS:
        found = found or tuple(v for v in metas.get(name, []) if not v.startswith(("http://", "https://")))
    found = found or tuple(
        " ".join(element.text_content().split()) for element in tree.xpath("//*[@rel='author' or @itemprop='author']")
    )
    found = found or tuple(_bylines(tree))
    cleaned = [name for line in found for name in _single_names(_BY.sub("", line).strip())]
    return tuple(dict.fromkeys(name for name in cleaned if 0 < len(name) < _LONGEST_NAME))


def _bylines(tree: HtmlElement) -> list[str]:
    """The name in the tightest element around a byline; wider ones hold the place and the time too."""
    found: list[str] = []
    for element in tree.xpath(
        "//*[contains(@class, 'author') or contains(@class, 'byline') or contains(@class, 'submitted')]"
    ):
        line = " ".join(element.text_content().split())
        if len(line) < _LONGEST_BYLINE and (byline := _BYLINE.match(line)):
            found.append(byline[1])
    return [min(found, key=len)] if found else []


def _single_names(line: str) -> list[str]:
    """Splits "Ann Roe and Bo Li"; leaves "Agencies and staff", whose parts are no names on their own."""
    parts = [part for part in _JOINED.split(line) if part]
    return parts if all(" " in part for part in parts) else [line]


def _language(tree: HtmlElement, node: dict[str, Any], metas: dict[str, list[str]]) -> str | None:
    stated = (
        tree.get("lang") or _first(metas, ("content-language", "og:locale")) or json_ld.text(node.get("inLanguage"))
    )
    found = re.match(r"[A-Za-z]{2,3}(?![A-Za-z])", stated or "")
    return found[0].lower() if found else None


def _canonical(tree: HtmlElement, url: str) -> str:
    """The page's own canonical address where it can be believed: the same owner's host, and not the front page."""
    own = canonical_url(url)
    for href in tree.xpath("//link[@rel='canonical']/@href"):
        try:
            stated = canonical_url(href, base=url)
        except DocumentError:
            continue
        if registrable_host(stated) == registrable_host(own) and urlsplit(stated).path != "/":
            return stated
    return own
