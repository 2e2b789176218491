"""Articles out of any file that holds them: JSON lines, HTML pages, WARC archives."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from extractors.archives.digests import payload_digest
from extractors.archives.jsonl import read_jsonl
from extractors.archives.warc_reader import MAX_BODY_BYTES, Capture, read_captures, read_fetch_notes
from extractors.articles.article import Article
from extractors.articles.page import PageHints, read_page, stated_url
from extractors.documents import stable_id
from extractors.errors import ArticleError, DocumentError, TollwatchError
from extractors.faults import put_aside

JSON_LINES: Final = (".jsonl", ".jsonl.gz")
PAGES: Final = (".html", ".htm")
ARCHIVES: Final = (".warc", ".warc.gz")

_UNKNOWN_ADDRESS: Final = "https://unknown.invalid/"
_PAGE_TYPES: Final = ("text/html", "application/xhtml+xml")
_SUCCESS: Final = range(200, 300)


def read_articles(path: Path) -> Iterator[Article | TollwatchError]:
    """The articles of a file in order, and in the place of each that cannot be read its error.

    In an archive a page that was fetched twice with the same title and text comes once; with another text it comes
    again, under the same article id and another version id. A file of documents gives all of its documents.

    Args:
        path: `.jsonl`, `.jsonl.gz`, `.html`, `.htm`, `.warc` or `.warc.gz`.

    Raises:
        DocumentError: a file of another kind, or a folder.
        OSError: the file cannot be opened.
    """
    name = path.name.lower()
    if path.is_dir():
        raise DocumentError("a folder, not a file", where=str(path), hint="name the files in it")
    if name.endswith(JSON_LINES):
        yield from read_jsonl(path)
    elif name.endswith(PAGES):
        yield from _read_html(path)
    elif name.endswith(ARCHIVES):
        yield from _read_warc(path)
    else:
        known = ", ".join((*JSON_LINES, *PAGES, *ARCHIVES))
        raise DocumentError(
            f"not a kind of file that holds articles: {path.suffix or path.name!r}",
            where=str(path),
            hint=f"known are {known}",
        )


def read_fetches(path: Path) -> Iterator[dict[str, Any]]:
    """The fetch log in one of our WARC files, as rows of the staged fetches with times in ISO; none in other files."""
    if path.name.lower().endswith(ARCHIVES):
        yield from read_fetch_notes(path)


def _read_html(path: Path) -> Iterator[Article | TollwatchError]:
    size = path.stat().st_size
    if size > MAX_BODY_BYTES:
        yield ArticleError(f"the page is too large: {size:,} bytes, read are {MAX_BODY_BYTES:,}", where=str(path))
        return
    body = path.read_bytes()
    try:
        url = stated_url(body)
        article = read_page(body, url=url or _UNKNOWN_ADDRESS, raw_uri=path.name, payload_digest=payload_digest(body))
    except Exception as error:
        told = put_aside(error, "the page cannot be read", where=str(path))
        yield type(told)(told.what, where=str(path), hint=told.hint)
        return
    if url is None:
        # Without an address the file's name is all that tells the article from others.
        article = replace(article, document=replace(article.document, id=stable_id(path.name), url=None))
    yield article


def _read_warc(path: Path) -> Iterator[Article | TollwatchError]:
    seen: set[str] = set()
    for item in read_captures(path):
        if isinstance(item, TollwatchError):
            yield item
            continue
        if not _is_page(item):
            continue
        try:
            article = _page(item)
        except Exception as error:
            yield put_aside(error, "the page cannot be read", where=item.raw_uri)
            continue
        if article.document.version_id not in seen:
            seen.add(article.document.version_id)
            yield article


def _is_page(capture: Capture) -> bool:
    """Whether the capture should be read: our own word for it where we fetched it, its status and type otherwise."""
    if capture.notes is not None:
        fetch = capture.notes["fetch"]
        return bool(fetch.get("kind") == "article" and fetch.get("outcome") == "ok")
    kind = (capture.response.content_type or "").partition(";")[0].strip().lower()
    return capture.response.status in _SUCCESS and kind in _PAGE_TYPES


def _page(capture: Capture) -> Article:
    notes = capture.notes or {}
    fetch: dict[str, Any] = notes.get("fetch") or {}
    return read_page(
        capture.response.body(MAX_BODY_BYTES, where=capture.url),
        url=fetch.get("final_url") or capture.url,
        content_type=capture.response.content_type,
        hints=_hints(notes),
        seen_at=_time(fetch.get("fetched_at")) or capture.captured_at,
        raw_uri=capture.raw_uri,
        payload_digest=capture.payload_digest,
    )


def _hints(notes: dict[str, Any]) -> PageHints:
    feed: dict[str, Any] = notes.get("feed") or {}
    entry: dict[str, Any] = notes.get("entry") or {}
    return PageHints(
        feed_id=_said(feed.get("id")),
        publisher=_said(feed.get("publisher")),
        language=_said(feed.get("language")),
        zone=_said(feed.get("zone")),
        title=_said(entry.get("title")),
        published=_said(entry.get("published")),
        authors=tuple(name for value in entry.get("authors") or () if (name := _said(value))),
    )


def _said(value: Any) -> str | None:
    """A text out of JSON; null for anything else."""
    return value if isinstance(value, str) else None


def _time(value: str | None) -> dt.datetime | None:
    if not value:
        return None
    found = dt.datetime.fromisoformat(value)
    return found if found.tzinfo else found.replace(tzinfo=dt.UTC)
