"""Tokens with offsets: the alphabet of the cascade's automata.

A hyphenated compound is one token ("16-year-old", "Al-Shaafa"); a possessive 's is a token of its own.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_TOKEN = re.compile(
    r"""
    (?P<number> \d{1,3}(?:,\d{3})+(?![\d,]*\d) | \d+\.\d+(?![\w.]) | \d+(?![\w’']|-[^\W\d_]) )
  | (?P<word> (?:[A-Z]\.){2,} | [ap]\.m\.? | [^\W_]+(?:(?:[-‐‑]|['’](?!s\b))[^\W_]+)* )
  | (?P<possessive> ['’]s\b )
  | (?P<mark> \S )
    """,
    re.VERBOSE,
)
_KINDS = {"number": "n", "word": "w", "possessive": "s", "mark": "p"}


@dataclass(frozen=True, slots=True)
class Token:
    """`start` and `end` are offsets in the document; `kind` is n(umber), w(ord), s (possessive) or p(unctuation)."""

    start: int
    end: int
    text: str
    low: str
    kind: str

    @property
    def is_capitalised(self) -> bool:
        """A word that starts with a capital letter."""
        return self.kind == "w" and self.text[0].isupper()


def tokenize(text: str, start: int = 0) -> list[Token]:
    """The tokens of the text; `start` is added to all offsets."""
    return [
        Token(
            m.start() + start,
            m.end() + start,
            m.group(),
            m.group().lower().replace("’", "'"),
            _KINDS[m.lastgroup or "mark"],
        )
        for m in _TOKEN.finditer(text)
    ]
