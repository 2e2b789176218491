"""One sitemap document: an index, a list of pages, a news sitemap, a text file or a feed (sitemaps.org, 0.9).

Read by lxml's incremental parser with entities, DTDs and the network shut off. A document with a DOCTYPE is refused: no
sitemap needs one, and XML bombs do.
"""

from __future__ import annotations

import datetime as dt
import gzip
import io
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import urljoin, urlsplit

from lxml import etree

from extractors.articles.times import parse_time
from extractors.errors import DocumentError, FeedError
from extractors.feeds.parse import parse_feed

MOST_ENTRIES: Final = 100_000
"""Twice what the protocol allows in one document; what lies beyond is not read."""

_GZIP: Final = b"\x1f\x8b"
_FEEDS: Final = ("rss", "feed", "rdf")
_START_BYTES: Final = 4_096
_UTF16: Final = ("utf-16-le", "utf-16-be")


@dataclass(frozen=True, slots=True)
class Listed:
    """A page or, in an index, another sitemap. `changed` is lastmod; `published` and the rest stand in news sitemaps.

    Times as `extractors.articles.times` reads them.
    """

    url: str
    changed: dt.datetime | dt.date | None = None
    published: dt.datetime | dt.date | None = None
    title: str | None = None
    language: str | None = None


@dataclass(slots=True)
class Sitemap:
    """What a document lists. `problems` say what of it could not be read."""

    sitemaps: list[Listed] = field(default_factory=list)
    pages: list[Listed] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)


def parse_sitemap(body: bytes, url: str, *, max_bytes: int, now: dt.datetime) -> Sitemap:
    """Read a document of any of the kinds.

    Args:
        body: as fetched, content-encoding undone; may be a gzip file.
        url: its address, for relative links and errors.
        max_bytes: the largest document after decompression.
        now: aware; a feed's dates must lie before it.

    Raises:
        DocumentError: no sitemap, one with a DOCTYPE, or one that is too large.
    """
    body = _unpacked(body, url, max_bytes)
    start = body[:_START_BYTES]
    if not body.strip(b"\x00 \t\r\n\xef\xbb\xbf"):
        raise DocumentError("the sitemap is empty", where=url)
    if _is_text(start):
        return _text(body, url)
    if _has_doctype(body):
        raise DocumentError("the document has a DOCTYPE: no sitemap, or a harmful one", where=url)
    found = Sitemap()
    kind = _read(body, url, found)
    if kind in _FEEDS:
        return _feed(body, url, now)
    if kind not in {"urlset", "sitemapindex"}:
        raise DocumentError(f"no sitemap but {kind or 'something unreadable'}", where=url)
    return found


def _read(body: bytes, url: str, found: Sitemap) -> str:
    """Fill in what an XML document lists; gives the name of its root."""
    parser = etree.iterparse(
        io.BytesIO(body),
        events=("start", "end"),
        recover=True,
        resolve_entities=False,
        load_dtd=False,
        no_network=True,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    root = ""
    count = 0
    try:
        for event, element in parser:
            name = _name(element)
            if event == "start":
                root = root or name
                if root not in {"urlset", "sitemapindex"}:
                    return root
                continue
            if name not in {"url", "sitemap"}:
                continue
            count += 1
            if count > MOST_ENTRIES:
                found.problems.append(f"{url}: more than {MOST_ENTRIES:,} entries; the rest is not read")
                break
            if entry := _entry(element, url, found.problems):
                (found.pages if name == "url" else found.sitemaps).append(entry)
            _forget(element)
    except etree.XMLSyntaxError as error:
        found.problems.append(f"{url}: the XML is broken: {error.msg}")
    else:
        if broken := [error for error in parser.error_log if error.level_name == "FATAL"]:
            found.problems.append(f"{url}: the XML is broken: {broken[0].message.strip()} (line {broken[0].line})")
    return root


def joined(base: str, address: str) -> str:
    """The address as seen from `base`.

    Raises:
        ValueError: it cannot be taken apart into host and path.
    """
    whole = urljoin(base, address)
    _ = urlsplit(whole).port  # a broken port is noticed no earlier
    return whole


def _entry(element: Any, base: str, problems: list[str]) -> Listed | None:
    told: dict[str, str] = {}
    for child in element:
        for part in (child, *child.iter()) if _name(child) == "news" else (child,):
            if part.text and part.text.strip():
                told.setdefault(_name(part), part.text.strip())
    address = told.get("loc")
    if not address:
        return None
    try:
        url = joined(base, address)
    except ValueError as error:  # as of "http://[::1"
        problems.append(f"{base}: {address[:100]!r} is no address that can be read: {error}")
        return None
    return Listed(
        url,
        changed=_time(told.get("lastmod")),
        published=_time(told.get("publication_date")),
        title=told.get("title"),
        language=told.get("language"),
    )


def _feed(body: bytes, url: str, now: dt.datetime) -> Sitemap:
    """Feeds serve as sitemaps too; of a site's newest pages only."""
    try:
        parsed = parse_feed(body, url=url, headers={}, zone="UTC", now=now)
    except FeedError as error:
        raise DocumentError(f"no sitemap: {error.what}", where=url) from error
    pages = [Listed(entry.url, published=entry.published, title=entry.title or None) for entry in parsed.entries]
    return Sitemap(pages=pages, problems=list(parsed.problems))


def _text(body: bytes, url: str) -> Sitemap:
    """One address a line."""
    found = Sitemap()
    for number, line in _lines(body):
        try:
            is_address = urlsplit(joined(url, line)).scheme in {"http", "https"} and "://" in line
        except ValueError as error:
            found.problems.append(f"{url}: line {number} is no address that can be read: {error}")
            continue
        if is_address:
            found.pages.append(Listed(line))
            if len(found.pages) == MOST_ENTRIES:
                found.problems.append(f"{url}: more than {MOST_ENTRIES:,} entries; the rest is not read")
                break
        elif not found.pages:
            raise DocumentError(f"no sitemap: it begins with {line[:60]!r}", where=url)
        else:
            found.problems.append(f"{url}: line {number} is no address: {line[:60]!r}")
    return found


def _lines(body: bytes) -> Iterator[tuple[int, str]]:
    for number, line in enumerate(body.decode("utf-8-sig", "replace").splitlines(), 1):
        if text := line.strip():
            yield number, text


def _unpacked(body: bytes, url: str, max_bytes: int) -> bytes:
    """The document inside a gzip file, also one that was compressed twice."""
    for _ in range(2):
        if body.startswith(_GZIP):
            body = _inflated(body, url, max_bytes)
    if len(body) > max_bytes:
        raise DocumentError(f"the sitemap is larger than {max_bytes:,} bytes", where=url)
    return body


def _inflated(body: bytes, url: str, max_bytes: int) -> bytes:
    """All members of a gzip file, or one byte more than is allowed."""
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(body)) as stream:
            return stream.read(max_bytes + 1)
    except EOFError as error:
        raise DocumentError("the gzip file is cut off", where=url) from error
    except (gzip.BadGzipFile, zlib.error) as error:
        raise DocumentError(f"the gzip file is damaged: {error}", where=url) from error


def _is_text(start: bytes) -> bool:
    """Whether this is no markup: no opening bracket begins it, in any encoding that XML may have."""
    return not start.lstrip(b"\xef\xbb\xbf\xff\xfe\x00 \t\r\n").startswith(b"<")


def _has_doctype(body: bytes) -> bool:
    words = [word.encode(code) for word in ("<!DOCTYPE", "<!ENTITY") for code in ("ascii", *_UTF16)]
    upper = body.upper()
    return any(word in upper for word in words)


def _time(value: str | None) -> dt.datetime | dt.date | None:
    return parse_time(value, None) if value else None


def _name(element: Any) -> str:
    tag = element.tag
    return etree.QName(tag).localname.lower() if isinstance(tag, str) else ""


def _forget(element: Any) -> None:
    """Free what has been read: memory does not grow with the document."""
    element.clear()
    while element.getprevious() is not None:
        del element.getparent()[0]
