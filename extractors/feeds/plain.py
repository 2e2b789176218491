"""Feed text without its markup: titles and summaries hold HTML, escaped HTML, adverts and stray white space."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import Final

LONGEST: Final = 5_000
"""Characters of a summary that are kept: some feeds put whole articles there."""
_LONGEST_MARKUP: Final = 50_000
"""Characters of markup that are read: the parser's time grows with the square of some hostile input."""

_VOID: Final = frozenset({"br", "hr", "img", "input", "meta", "link", "wbr", "source", "area", "col", "embed"})
_INLINE: Final = frozenset({"a", "abbr", "b", "em", "font", "i", "mark", "span", "strong", "sub", "sup", "u", "wbr"})
_UNREAD: Final = frozenset({"script", "style", "noscript", "iframe", "svg", "template"})
_ADVERTS: Final = frozenset({"adsense", "advert", "advertisement", "ad"})
_TAG: Final = re.compile(r"</?[a-zA-Z][^<>]*>|<!--|&(?:[a-zA-Z]+|#\d+|#x[0-9a-fA-F]+);")
_CONTROLS: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u200b\u2060\ufeff]")
_SURROGATES: Final = re.compile(r"[\ud800-\udfff]")
"""Halves of characters, which JSON can hold and UTF-8 cannot."""


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []
        self._unread: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in _INLINE:
            self.pieces.append(" ")
        classes = (dict(attrs).get("class") or "").lower().split()
        if tag not in _VOID and (self._unread or tag in _UNREAD or not _ADVERTS.isdisjoint(classes)):
            self._unread.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in self._unread:
            while self._unread.pop() != tag:
                pass
        if tag not in _INLINE:
            self.pieces.append(" ")

    def handle_data(self, data: str) -> None:
        if not self._unread:
            self.pieces.append(data)


def plain_text(markup: object) -> str:
    """The words of a title or a summary, on one line; empty where it is no text. `a < b` stays as it is."""
    text = markup[:_LONGEST_MARKUP] if isinstance(markup, str) else ""
    if _TAG.search(text):
        reader = _Reader()
        reader.feed(_without_comments(text))
        reader.close()
        text = "".join(reader.pieces)
    text = _SURROGATES.sub("\ufffd", _CONTROLS.sub("", text))
    return " ".join(text.split())[:LONGEST].rstrip()


def _without_comments(text: str) -> str:
    """Without what stands in comments, in linear time: an unclosed one, repeated, holds the HTML parser for seconds."""
    first, *rest = text.split("<!--")
    return first + "".join(part.partition("-->")[2] for part in rest)
