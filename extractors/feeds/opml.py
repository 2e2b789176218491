"""Feed lists as OPML 2.0, which other readers write and read.

What OPML has no attribute for stands in a namespace of ours, so that our own list comes back as it was.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from typing import Any, Final

from lxml import etree

from extractors.errors import DocumentError
from extractors.feeds.catalog import OPTIONAL, Feed

NAMESPACE: Final = "https://github.com/tollwatch/tollwatch/opml"
_OURS: Final = ("id", "country", "zone", "kind", "region", *OPTIONAL)
_SPACES: Final = re.compile(r"\s+")


def write_opml(feeds: Iterable[Feed]) -> bytes:
    """The feeds as an OPML document, grouped by region."""
    root = etree.Element("opml", version="2.0", nsmap={"tollwatch": NAMESPACE})
    etree.SubElement(etree.SubElement(root, "head"), "title").text = "Tollwatch"
    body = etree.SubElement(root, "body")
    groups: dict[str, Any] = {}
    for feed in feeds:
        if feed.region not in groups:
            groups[feed.region] = etree.SubElement(body, "outline", text=feed.region)
        common = {"type": "rss", "text": feed.publisher, "title": feed.publisher, "xmlUrl": feed.url}
        outline = etree.SubElement(groups[feed.region], "outline", {**common, "language": feed.language})
        for name in _OURS:
            if value := _written(getattr(feed, name)):
                outline.set(f"{{{NAMESPACE}}}{name}", value)
    document: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)
    return document


def read_opml(document: bytes, *, where: str) -> list[dict[str, Any]]:
    """The feeds that an OPML document lists, each with the fields of the feed list that it gives.

    Raises:
        DocumentError: it is no OPML, or lists no feed.
    """
    # No entities, no network, no endless tree: a list may come from anywhere.
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
    try:
        root = etree.fromstring(document.lstrip(b" \t\r\n"), parser)  # some programs write blank lines first
    except (etree.XMLSyntaxError, ValueError) as error:
        raise DocumentError(f"not readable as OPML: {error}", where=where) from error
    outlines = [outline for outline in root.iter("outline") if outline.get("xmlUrl", "").strip()]
    if root.tag != "opml" or not outlines:
        raise DocumentError("an OPML document with feeds is needed", where=where)
    return [_entry(outline) for outline in outlines]


def _entry(outline: Any) -> dict[str, Any]:
    entry: dict[str, Any] = {"url": outline.get("xmlUrl").strip()}
    if name := (outline.get("title") or outline.get("text") or "").strip():
        entry["publisher"] = _SPACES.sub(" ", name)
    if language := outline.get("language"):
        entry["language"] = language
    for name in _OURS:
        value = outline.get(f"{{{NAMESPACE}}}{name}")
        if value is not None:
            entry[name] = _read(name, value)
    return entry


def _written(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, tuple):
        return json.dumps(value, ensure_ascii=False) if value else ""  # a path may hold spaces
    return str(value) if value else ""


def _read(name: str, value: str) -> object:
    kind = OPTIONAL.get(name, str)
    if kind is bool:
        return value == "true"
    try:
        if kind is list:
            return json.loads(value) if value.startswith("[") else value.split()
        return value if kind is str else float(value)
    except ValueError:
        return value  # told with all that is wrong with the entry
