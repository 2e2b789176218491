"""JSON Feed (jsonfeed.org, versions 1 and 1.1), which feedparser does not read."""

from __future__ import annotations

import json
from typing import Any

from extractors.errors import FeedError
from extractors.feeds.listing import Item
from extractors.feeds.plain import plain_text


def looks_like_json(body: bytes) -> bool:
    """Whether a document is JSON rather than XML or HTML."""
    return body.removeprefix(b"\xef\xbb\xbf").lstrip().startswith((b"{", b"["))


def json_items(body: bytes, *, url: str) -> tuple[str, list[Item]]:
    """The feed's title and items.

    Args:
        body: the document, JSON in UTF-8 (UTF-16 and UTF-32 are read too).
        url: where it came from, for the errors.

    Raises:
        FeedError: it is JSON, but no JSON Feed, or broken.
    """
    try:
        data = json.loads(body.removeprefix(b"\xef\xbb\xbf"))
    except (ValueError, RecursionError) as error:
        raise FeedError(f"the answer is broken JSON: {error}", where=url) from error
    version = data.get("version") if isinstance(data, dict) else None
    items = data.get("items") if isinstance(data, dict) else None
    if not isinstance(version, str) or "jsonfeed.org/version/" not in version or not isinstance(items, list):
        raise FeedError("the answer is JSON, but no JSON Feed", where=url)
    return plain_text(data.get("title")), [_item(item) for item in items if isinstance(item, dict)]


def _item(item: dict[str, Any]) -> Item:
    def text(*names: str) -> str | None:
        return next((item[name] for name in names if isinstance(item.get(name), str) and item[name].strip()), None)

    address = text("url", "external_url")
    if address is None and (text("id") or "").startswith(("http://", "https://")):
        address = text("id")
    return Item(
        url=address or "",
        title=text("title"),
        published=text("date_published", "date_modified"),
        summary=text("summary", "content_text", "content_html"),
        authors=tuple(_authors(item)),
    )


def _authors(item: dict[str, Any]) -> list[str]:
    several = item.get("authors")
    people = several if isinstance(several, list) else [item.get("author")]
    names = [person.get("name") for person in people if isinstance(person, dict)]
    return [name for name in names if isinstance(name, str)]
