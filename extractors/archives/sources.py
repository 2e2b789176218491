"""Articles out of any file that holds them: JSON lines, Parquet, HTML pages, WARC archives."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

from extractors.archives.digests import payload_digest
from extractors.archives.jsonl import read_lines
from extractors.archives.parquet import read_rows, rows_of
from extractors.archives.wanted import EVERYTHING, Wanted
from extractors.archives.warc_damage import begins_record
from extractors.archives.warc_reader import MAX_BODY_BYTES, Capture, read_fetch_notes, read_placed
from extractors.articles.article import Article
from extractors.articles.page import PageHints, read_page, stated_url
from extractors.documents import stable_id
from extractors.errors import ArticleError, DocumentError, TollwatchError
from extractors.faults import put_aside

JSON_LINES: Final = (".jsonl", ".jsonl.gz")
PAGES: Final = (".html", ".htm")
ARCHIVES: Final = (".warc", ".warc.gz")
TABLES: Final = (".parquet",)
KNOWN: Final = (*JSON_LINES, *PAGES, *ARCHIVES, *TABLES)
"""How the names of files end that hold articles."""

_UNKNOWN_ADDRESS: Final = "https://unknown.invalid/"
_PAGE_TYPES: Final = ("text/html", "application/xhtml+xml")
SUCCESS: Final = range(200, 300)


@dataclass(frozen=True, slots=True)
class Read:
    """An article, the error in its place, or neither: something that is not wanted.

    `place` is the number of a line or row, or an offset: reading may begin anew there. `done` counts the bytes of the
    file that had been read by then.
    """

    place: int
    item: Article | TollwatchError | None
    done: int


def read_articles(path: Path) -> Iterator[Article | TollwatchError]:
    """The articles of a file in order, and in the place of each that cannot be read its error.

    In an archive a page that was fetched twice with the same title and text comes once; with another text it comes
    again, under the same article id and another version id. A file of documents gives all of its documents.

    Args:
        path: one of `KNOWN`.

    Raises:
        DocumentError: a file of another kind, or a folder.
        OSError: the file cannot be opened.
    """
    seen: set[str] = set()
    is_archive = path.name.lower().endswith(ARCHIVES)
    for read in read_from(path):
        if is_archive and isinstance(read.item, Article):
            if read.item.document.version_id in seen:
                continue
            seen.add(read.item.document.version_id)
        if read.item is not None:
            yield read.item


def read_from(path: Path, *, place: int = 0, wanted: Wanted = EVERYTHING) -> Iterator[Read]:
    """All that a file holds from a place on, in order; what was captured twice comes twice.

    Of an archive, hosts and days of capture decide what is read at all; the day of an article's publication is for the
    caller to look at (`Wanted.fit`).

    Args:
        path: one of `KNOWN`.
        place: 0, or one that an earlier reading of the same file gave.
        wanted: hosts and days.

    Raises:
        DocumentError: a file of another kind, or a folder.
        OSError: the file cannot be opened.
    """
    name = path.name.lower()
    if path.is_dir():
        raise DocumentError(
            "a folder without files that hold articles", where=str(path), hint=f"known are {', '.join(KNOWN)}"
        )
    if name.endswith(ARCHIVES):
        return _read_warc(path, place, wanted)
    if name.endswith(JSON_LINES):
        lines = ((line.number, line.items, line.done) for line in read_lines(path, start=place))
        return _on_hosts(lines, wanted)
    if name.endswith(TABLES):
        return _on_hosts(_table(path, place), wanted)
    if name.endswith(PAGES):
        return (Read(0, item, path.stat().st_size) for item in _read_html(path))
    raise DocumentError(
        f"not a kind of file that holds articles: {path.suffix or path.name!r}",
        where=str(path),
        hint=f"known are {', '.join(KNOWN)}",
    )


def can_begin(path: Path, place: int) -> bool:
    """Whether `read_from` can begin at a place; it cannot inside an archive that was compressed in one piece."""
    return not path.name.lower().endswith(ARCHIVES) or begins_record(path, place)


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


def _table(path: Path, place: int) -> Iterator[tuple[int, tuple[Article | TollwatchError, ...], int]]:
    size, rows = path.stat().st_size, max(1, rows_of(path))
    for row in read_rows(path, start=place):
        yield row.number, row.items, size * row.number // rows


def _on_hosts(given: Iterator[tuple[int, tuple[Article | TollwatchError, ...], int]], wanted: Wanted) -> Iterator[Read]:
    """The documents of wanted hosts; where hosts are named, one without an address is of none of them."""
    for place, items, done in given:
        for item in items:
            is_other = isinstance(item, Article) and not wanted.takes_host(item.document.url or "")
            yield Read(place, None if is_other else item, done)


def _read_warc(path: Path, place: int, wanted: Wanted) -> Iterator[Read]:
    for placed in read_placed(path, start=place, wanted=wanted):
        item = placed.item
        if isinstance(item, Capture):
            yield Read(placed.offset, _article(item) if _is_page(item) else None, placed.offset)
        else:
            yield Read(placed.offset, item, placed.offset)


def _article(capture: Capture) -> Article | TollwatchError:
    try:
        return _page(capture)
    except Exception as error:
        return put_aside(error, "the page cannot be read", where=capture.raw_uri)


def _is_page(capture: Capture) -> bool:
    """Whether the capture should be read: our own word for it where we fetched it, its status and type otherwise."""
    if capture.notes is not None:
        fetch = capture.notes["fetch"]
        return bool(fetch.get("kind") == "article" and fetch.get("outcome") == "ok")
    return capture.response.status in SUCCESS and is_page_type(capture.response.content_type)


def is_page_type(content_type: str | None) -> bool:
    """Whether a Content-Type header is that of a page."""
    return (content_type or "").partition(";")[0].strip().lower() in _PAGE_TYPES


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
