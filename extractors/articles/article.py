"""Article: one version of one article, as read from a page or a file."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from extractors.documents import Document


@dataclass(frozen=True, slots=True)
class Article:
    """One version of an article with where it came from.

    `document.id` names the article: the stable id of its canonical URL, or the id that its file gave it.
    `seen_at` (aware) is when the bytes were fetched; null for files that do not say. `raw_uri` finds those bytes again:
    `<warc file name>#<offset>`, or the file's own name. `payload_digest` is `sha1:<base32>` as in WARC. `notes` say
    what was wrong with the input and therefore left out (a date in the future, say).
    """

    document: Document
    authors: tuple[str, ...] = ()
    modified_at: dt.datetime | None = None
    seen_at: dt.datetime | None = None
    raw_uri: str | None = None
    payload_digest: str | None = None
    feed_id: str | None = None
    notes: tuple[str, ...] = ()
