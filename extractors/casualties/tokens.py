"""Tokens with offsets: the alphabet of the cascade's automata.

A hyphenated compound is one token ("16-year-old", "Al-Shaafa"); a possessive 's is a token of its own.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

# The space before a token is matched with it: half as many starts to try. Plain words, most of all tokens, stand first.
_TOKEN = re.compile(
    r"""
    [ ]?(?:
      ( [A-Za-z]++(?![\w.'’‐‑-]) )
    | ( \d{1,3}(?:,\d{3})+(?![\d,]*\d) | \d{1,2}(?:,\d\d)+,\d{3}(?![\d,]*\d)
        | [1-9]\d{0,2}(?:[\u00a0\u2009\u202f'’_]\d{3}|[ ]000)+(?![\w.,'’]*\d)
        | \d+\.\d+(?![\w.]) | \d+(?![\w’']|-[^\W\d_]) )
    | ( (?:that|and|least|than|killing|wounding|killed|wounded|injured|leaving)(?=\d{1,6}[ ]) # "that14 people"
        | [A-Z]{3,}(?=-(?:One|Two|Three|Four|Five|Six|Seven|Eight|Nine|Ten|Dozens|At|A|An|The)\b) # "SANA-Three people"
        | (?:[A-Z]\.){2,} | [ap]\.m\.? | [^\W_]+(?:(?:[-‐‑]|['’](?!s\b))[^\W_]+)* )
    | ( ['’]s\b )
    | ( \S ) )
    """,
    re.VERBOSE,
)
_KINDS = ("", "w", "n", "w", "s", "p")  # by the group of the pattern that matched
_PLAIN = 1  # the group of plain words


@dataclass(slots=True)
class Token:
    """`start` and `end` are offsets in the document; `kind` is n(umber), w(ord), s (possessive) or p(unctuation).

    Not frozen, for every word of an article becomes one, and a frozen one takes three times as long to make.
    """

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
    tokens: list[Token] = []
    add = tokens.append
    for match in _TOKEN.finditer(text):
        group = match.lastindex or 0
        first, end = match.span(group)
        written = match[group]
        if group == _PLAIN:
            add(Token(first + start, end + start, written, written.lower(), "w"))
        else:
            add(Token(first + start, end + start, written, written.lower().replace("’", "'"), _KINDS[group]))
    return tokens
