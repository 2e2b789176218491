"""The fetch log: what the raw zone keeps of a fetch beside its bytes."""

from __future__ import annotations

import datetime as dt
from typing import Any

from extractors.archives.warc_writer import WarcFile
from extractors.documents import stable_id
from extractors.feeds.catalog import Feed
from extractors.feeds.entry import Entry
from extractors.feeds.exchange import Fetch
from extractors.feeds.outcome import Verdict


def store(  # noqa: PLR0913 - what is known of a fetch
    warc: WarcFile,
    feed: Feed,
    fetch: Fetch,
    verdict: Verdict,
    *,
    entry: Entry | None = None,
    counts: dict[str, int | None] | None = None,
) -> None:
    """Write a fetch into the archive: its exchanges and then its line of the fetch log, or nothing of it.

    Args:
        warc: the archive.
        feed: for which it was made.
        fetch: what came.
        verdict: what is thought of it.
        entry: of the page that was asked for; null where it was the feed.
        counts: columns of the line that the fetch does not say.
    """
    content = {
        "fetch": _line(feed, fetch, verdict, "article" if entry else "feed") | (counts or {}),
        "feed": {"id": feed.id, "publisher": feed.publisher, "language": feed.language, "zone": feed.zone},
        "entry": entry.to_dict() if entry else None,
    }
    try:
        ids = [warc.write_exchange(exchange) for exchange in fetch.exchanges]
        warc.write_metadata(fetch.url, content, at=fetch.started_at, response_id=ids[-1] if fetch.answer else None)
    except Exception:
        warc.undo()
        raise


def _line(feed: Feed, fetch: Fetch, verdict: Verdict, kind: str) -> dict[str, Any]:
    """The fetch as a row of `warehouse.staging.FETCHES`, times in ISO form, UTC."""
    fetched_at = fetch.started_at.astimezone(dt.UTC).isoformat()
    return {
        "fetch_id": stable_id(feed.id, kind, fetch.url, fetched_at),
        "feed_id": feed.id,
        "kind": kind,
        "url": fetch.url,
        "final_url": fetch.final_url if fetch.answer else None,
        "fetched_at": fetched_at,
        "http_status": fetch.status,
        "outcome": verdict.outcome.value,
        "detail": str(verdict.error) if verdict.error else None,
        "body_bytes": len(fetch.answer.body) if fetch.answer else None,
        "entries": None,
        "new_entries": None,
        "new_pages": None,
    }
