"""Tokens of any script, each with the form under which the word lists know it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

# Vowel marks of Arabic and Hebrew, tatweel, marks of direction, joiners: writers set them or not, words are the same.
UNSEEN = (
    "\u0610-\u061a\u0640\u064b-\u065f\u0670\u06d6-\u06ed\u0591-\u05bd\u05bf-\u05c7"
    "\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff"
)
_DIRECTIONS = "\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff"
_UNSEEN = re.compile(f"[{UNSEEN}]")
_LETTERS = str.maketrans(
    {"أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ى": "ي", "ی": "ي", "ې": "ي", "ک": "ك", "ة": "ه", "ۀ": "ه", "ё": "е",
     "’": "'", "ʼ": "'", "´": "'", "״": '"', "”": '"', "׳": "'"}
)  # fmt: skip
_SPACE = "\u00a0\u202f\u2009"
_SUFFIX_HYPHEN = 2


@dataclass(frozen=True, slots=True)
class Word:
    """One token. `key`: its form in the word lists; `kind`: n(umber), w(ord) or p(unctuation).

    `is_definite`: it carries an article of its language ("القتلى"), which the key lacks.
    """

    start: int
    end: int
    text: str
    key: str
    kind: str
    is_definite: bool = False


@lru_cache(maxsize=20_000)
def key_of(text: str, language: str) -> str:
    """The form under which the word lists know a word: lower case, one spelling a letter, without vowel marks."""
    if language == "tr":
        text = text.replace("İ", "i").replace("I", "ı")
    text = unicodedata.normalize("NFC", _UNSEEN.sub("", text)).casefold()
    return text.translate(_LETTERS)


class Tokenizer:
    """Cuts the text of one language into tokens.

    Args:
        language: ISO 639 code.
        joins: marks that stand inside words ("п'ять", "צה"ל").
        thousands: what stands between groups of three digits; a space is any space.
        decimal: what stands before a fraction.
    """

    def __init__(self, language: str, *, joins: str, thousands: str, decimal: str) -> None:
        self._language = language
        marks = thousands.replace(" ", " " + _SPACE)
        inner = f"|[{re.escape(joins)}](?=[^\\W\\d_])" if joins else ""
        self._pattern = re.compile(
            rf"""(?P<n> (?<!\d)\d{{1,3}}(?:[{re.escape(marks)}]\d{{3}})+(?![\d]) | \d+[{re.escape(decimal)}]\d+ | \d+ )
              | (?P<w> [^\W\d_](?:[^\W\d_]|[{UNSEEN}\u0300-\u036f]{inner})* )
              | (?P<p> [^\s{UNSEEN}] )""".replace("\n", ""),
            re.VERBOSE,
        )
        self._marks = re.compile(f"[{re.escape(marks)}]")

    def cut(self, text: str, start: int = 0) -> list[Word]:
        """The tokens in order; `start` is added to all offsets."""
        words: list[Word] = []
        for match in self._pattern.finditer(text):
            kind, piece = match.lastgroup or "p", match.group()
            if kind == "n":
                key = self._marks.sub("", piece) if len(piece) > len("999") else piece
                kind = "p" if _is_part_of_name(text, match.start()) else "n"
            else:
                key = key_of(piece, self._language)
            piece = piece.rstrip(_DIRECTIONS)
            words.append(Word(match.start() + start, match.start() + len(piece) + start, piece, key, kind))
        return words


def _is_part_of_name(text: str, at: int) -> bool:
    """As in "S-300" or "F16": the figure counts nothing. Arabic glues words to figures ("و30")."""
    before = text[max(0, at - _SUFFIX_HYPHEN) : at]
    return bool(re.search(r"[A-Za-zА-Яа-яІіЇїЄєÀ-ÿ][-‐‑]?\Z", before))


def cut_prefix(word: Word, size: int) -> tuple[int, int]:
    """How many characters of the text the first `size` letters of a key take, marks of theirs included."""
    seen = at = 0
    while at < len(word.text) and seen < size:
        seen += not _UNSEEN.match(word.text[at])
        at += 1
    while at < len(word.text) and _UNSEEN.match(word.text[at]):
        at += 1
    return word.start + at, at


def keys(words: Sequence[Word]) -> tuple[str, ...]:
    """The keys of the words."""
    return tuple(word.key for word in words)
