"""What a page says of its article in JSON-LD (schema.org)."""

from __future__ import annotations

import html
import json
from collections.abc import Iterator
from typing import Any, Final

from lxml.html import HtmlElement

from extractors.articles.urls import canonical_url
from extractors.documents import without_lone_surrogates
from extractors.errors import DocumentError

DEEPEST: Final = 20
"""Levels of nesting that are followed; pages have three or four. Deeper ones are broken, or meant to break readers."""
ARTICLE_TYPES: Final = frozenset(
    {
        "AnalysisNewsArticle",
        "Article",
        "AskPublicNewsArticle",
        "BackgroundNewsArticle",
        "BlogPosting",
        "LiveBlogPosting",
        "NewsArticle",
        "OpinionNewsArticle",
        "Report",
        "ReportageNewsArticle",
        "ReviewNewsArticle",
    }
)


def article_node(tree: HtmlElement, url: str) -> dict[str, Any]:
    """The node of the page's own article; empty where there is none.

    Pages list other articles too (related stories, the items of a live blog): the node that names this address wins,
    then the first at top level; nodes inside lists are other articles.
    """
    nodes = [node for block in _blocks(tree) for node in _top_level(block) if _types(node) & ARTICLE_TYPES]
    key = _key(url, url)
    for node in nodes:
        if key in {_key(address, url) for address in _addresses(node)}:
            return node
    return nodes[0] if nodes else {}


def names(value: Any, *, depth: int = 0) -> tuple[str, ...]:
    """The names in an author or publisher: a text, a node with a name, or a list of them."""
    if depth > DEEPEST:
        return ()
    if isinstance(value, list):
        return tuple(dict.fromkeys(name for item in value for name in names(item, depth=depth + 1)))
    if isinstance(value, dict):
        return names(value.get("name"), depth=depth + 1)
    found = text(value)
    return (found,) if found and not found.startswith(("http://", "https://")) else ()


def text(value: Any) -> str | None:
    """A text value with its white space folded and stray entities resolved; null for anything else."""
    if not isinstance(value, str):
        return None
    return " ".join(html.unescape(without_lone_surrogates(value)).split()) or None


def _blocks(tree: HtmlElement) -> Iterator[Any]:
    for script in tree.iterfind('.//script[@type="application/ld+json"]'):
        try:
            # Line breaks inside strings are frequent and harmless: strict=False lets them pass.
            yield json.loads(script.text or "", strict=False)
        except (ValueError, RecursionError):
            continue  # the page has other metadata; a spoiled block is no reason to lose the article


def _top_level(block: Any, depth: int = 0) -> Iterator[dict[str, Any]]:
    if depth > DEEPEST:
        return
    if isinstance(block, list):
        for item in block:
            yield from _top_level(item, depth + 1)
    elif isinstance(block, dict):
        yield block
        yield from _top_level(block.get("@graph"), depth + 1)
        yield from _top_level(block.get("mainEntity"), depth + 1)


def _types(node: dict[str, Any]) -> set[str]:
    kinds = node.get("@type")
    return {kind for kind in (kinds if isinstance(kinds, list) else [kinds]) if isinstance(kind, str)}


def _addresses(node: dict[str, Any]) -> Iterator[str]:
    page = node.get("mainEntityOfPage")
    for value in (node.get("url"), node.get("@id"), page, page.get("@id") if isinstance(page, dict) else None):
        if isinstance(value, str):
            yield value


def _key(address: str, base: str) -> str | None:
    try:
        return canonical_url(address, base=base)
    except DocumentError:
        return None
