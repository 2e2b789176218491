"""Text that tells no name by a capital: all small letters, or all capitals.

There a name is what the gazetteer knows and the words beside it make a place ("in khost province", "IN KHOST
PROVINCE"); it is given its capitals, letter by letter, and read on like any other text.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from extractors.casualties.places.words import place_words
from extractors.casualties.text import Sentence
from extractors.gazetteer import Gazetteer, Hit

_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_FEW = 0.04  # of the words: a name or an agency that kept its capitals
_SHORTEST = 4  # words that make it plain how a text is written
_LONGEST = 3  # words of a name
_MOST_BETWEEN = 8  # words between a preposition and its name
_LEAST = 3  # letters
_KNOWN = 300_000  # inhabitants of a city that is named without a cue
_SMALL = frozenset(
    {"in", "of", "at", "near", "on", "and", "the", "by", "for", "to", "from", "after", "as", "is", "are", "with", "a"}
)
_BEYOND = frozenset(
    {"the", "a", "northern", "southern", "eastern", "western", "central", "north", "south", "east", "west"}
)


def with_capitals(sentences: Sequence[Sentence], gazetteer: Gazetteer) -> list[Sentence]:
    """The sentences with names of places capitalised where the text has no capitals of its own; offsets are kept."""
    is_small = _is_small(sentences)
    return [
        replace(s, text=_Reader(s.text.lower(), gazetteer).text())
        if (is_small or _is_loud(s.text)) and len(s.text.lower()) == len(s.text)
        else s
        for s in sentences
    ]


def _is_small(sentences: Sequence[Sentence]) -> bool:
    most = _FEW * sum(len(s.text) + 1 for s in sentences) / 2  # a word takes two characters at least
    words = capitals = 0
    for sentence in sentences:
        found = _WORD.findall(sentence.text)
        words += len(found)
        capitals += sum(1 for word in found if word[0].isupper())
        if capitals > most:
            return False
    return words >= _SHORTEST and capitals <= _FEW * words


def _is_loud(text: str) -> bool:
    """Whether a sentence of some words is in capitals; a dateline's town and state ("GRANITE FALLS, N.C.") are none."""
    words = _WORD.findall(text.lower()) if text.isupper() else []
    return len(words) >= _SHORTEST and not _SMALL.isdisjoint(words)


class _Reader:
    """Capitalises the names of one sentence, from left to right, the longest first."""

    def __init__(self, text: str, gazetteer: Gazetteer) -> None:
        self.raw = text
        self.gazetteer = gazetteer
        self.tokens = list(_WORD.finditer(text))
        self.words = place_words()

    def text(self) -> str:
        """The sentence with its names' capitals."""
        letters = list(self.raw)
        at, last = 0, -1
        while at < len(self.tokens):
            stop = self._name(at, is_listed=self._is_listed(at, last))
            for token in self.tokens[at:stop]:
                for start in self._initials(token):
                    letters[start] = letters[start].upper()
            last = stop if stop > at else last
            at = max(stop, at + 1)
        return "".join(letters)

    def _initials(self, token: re.Match[str]) -> list[int]:
        """Where capitals stand: no article takes one ("deir ez-Zor")."""
        parts = re.finditer(r"[^\W\d_]+", token.group())
        return [token.start() + p.start() for p in parts if p.group() not in self.words.inner]

    def _name(self, at: int, *, is_listed: bool) -> int:
        """Where the name that begins here ends; `at` itself where none does."""
        is_cued = self._is_cued(at)
        for stop in range(min(at + _LONGEST, len(self.tokens)), at, -1):
            name = self.raw[self.tokens[at].start() : self.tokens[stop - 1].end()]
            if len(name) < _LEAST or "," in name or "." in name:
                continue
            name = re.sub(r"['’]s$", "", name)
            if self._is_name(at, stop, name, is_cued=is_cued or is_listed):
                return stop
        return at

    def _is_name(self, at: int, stop: int, name: str, *, is_cued: bool) -> bool:
        has_unit = stop < len(self.tokens) and self.words.settlement.get(self._word(stop), "site") != "site"
        is_word = stop - at == 1 and (name in self.words.english or name in self.words.never)
        if self.gazetteer.demonym(name) is not None:
            return not is_word
        if stop - at > 1 and (self._word(stop - 1) in self.words.settlement or self._word(at) in _BEYOND):
            return False
        hits = [hit for hit in self.gazetteer.find(name) if hit.match == "name"]
        if is_word and not has_unit:
            return self._word(at - 1) == "in" and any(hit.entry.kind == "country" for hit in hits)  # "in turkey"
        return bool(hits) and (
            is_cued or has_unit or (not is_word and name not in self.words.personal and _is_world_known(hits))
        )

    def _word(self, at: int) -> str:
        return self.tokens[at].group() if 0 <= at < len(self.tokens) else ""

    def _is_listed(self, at: int, last: int) -> bool:
        """Whether a name stands right before it, with a comma, a bracket or "and" between."""
        if last == at - 1 > 0:
            return self._word(last) in ("and", "or")
        return last == at > 0 and self.raw[self.tokens[at - 1].end() : self.tokens[at].start()].strip() in (",", "(")

    def _is_cued(self, at: int) -> bool:
        """Whether a preposition or a kind of place stands before it, adjectives between."""
        before = at - 1
        least = max(0, before - _MOST_BETWEEN)
        while before > least and self._word(before) in _BEYOND:
            before -= 1
        word = self._word(before)
        if word == "of":
            head = self._word(before - 1)
            return head in self.words.settlement or head in self.words.beside_of or head in self.words.part_of
        words = self.words
        if word in words.locative or word in words.nearby or word in words.struck or word in words.settlement:
            return True
        return word == "on" and self._word(before - 1) in words.strikes


def _is_world_known(hits: Sequence[Hit]) -> bool:
    """Whether a country or a large city bears the name."""
    return any(h.entry.kind == "country" or h.entry.population > _KNOWN for h in hits)
