"""The quick scan: does a text hold a word of death or injury at all? It runs before anything costly.

The words of the text are looked up in the word lists of the clauses; a pattern runs only where a phrase may begin.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from extractors.casualties.lexicon import Lexicon, lexicon
from extractors.casualties.text import Sentence, runs

_WORD = re.compile(r"\w+")
_FRAMES = frozenset(["transitive", "weak", "intransitive", "adjective", "noun", "claim", "lose"])


@dataclass(frozen=True, slots=True)
class _Harm:
    """What says that somebody came to harm: single words, everyday words with others beside them, and phrases."""

    words: frozenset[str]
    pairs: tuple[tuple[frozenset[str], frozenset[str]], ...]  # "struck" and "bullet", "received" and "burns"
    phrases: dict[str, re.Pattern[str]]  # by their first words, with which each pattern begins: such a search is quick


@cache
def _harm() -> _Harm:
    known = lexicon()
    told = {w for w, t in known.triggers.items() if t.frame in _FRAMES} | set(known.counted) | known.words["harm_cue"]
    told |= {" ".join(words) for phrases in known.phrases.values() for words, _ in phrases} | known.told
    words = frozenset(entry for entry in told if _WORD.fullmatch(entry))
    by_first: dict[str, list[str]] = {}
    for phrase in sorted(told - words):
        if opening := _WORD.match(phrase):
            rest = re.escape(phrase[opening.end() :]).replace(r"\ ", r"\s+")
            by_first.setdefault(opening.group(), []).append(rest)
    patterns = {f: re.compile(rf"{f}(?<!\w{f})(?:{'|'.join(rests)})\b") for f, rests in by_first.items()}
    return _Harm(words, tuple(_pairs(known)), patterns)


def _pairs(known: Lexicon) -> Iterator[tuple[frozenset[str], frozenset[str]]]:
    """The words of everyday frames, each with those without which harms/nominals.py reads no harm in them."""
    flesh = known.words["limb"] | known.words["vital"]
    needed = {
        "suffer": known.hurt_objects | flesh,
        "hit": known.words["hit_by"]
        | known.words["fatal_adverb"]
        | known.words["gas"]
        | known.words["of_flesh"]
        | flesh,
    }
    for frame, others in needed.items():
        yield frozenset(w for w, t in known.triggers.items() if t.frame == frame), others


def may_hold_claims(text: str) -> bool:
    """Whether the text holds a word of death or injury; false means that it holds no claim."""
    return _tells_harm(text, frozenset(runs(text)))


def sentence_may_hold_claims(sentence: Sentence) -> bool:
    """As `may_hold_claims`, of a sentence whose words may be known already."""
    return _tells_harm(sentence.text, sentence.runs)


def _tells_harm(text: str, words: frozenset[str]) -> bool:
    harm = _harm()
    if not harm.words.isdisjoint(words):
        return True
    if any(not told.isdisjoint(words) and not others.isdisjoint(words) for told, others in harm.pairs):
        return True
    return any(harm.phrases[first].search(text.lower()) for first in harm.phrases.keys() & words)


_PARTS_BEGIN = frozenset(
    {
        "by",
        "up",
        "breakup",
        "breakdown",
        "of",
        "among",
        "victims",
        "casualties",
        "they",
        "were",
        "put",
        "puts",
        "estimates",
        "identified",
        "named",
    }
)
_PARTS = re.compile(
    r"""\b(?: (?:of|among)\s+(?:them|those|whom|the\s+\w+)\b | (?:victims|casualties)\b | they\s+include
        | (?:by|break-?(?:up|down))\b[^:.]*: | were\b | puts?\s+(?:it|the\s+\w+)\s+at\b | figure\s+of\b | estimates\b
        | (?:identified|named)\b[^.]*?\bas\b
    )""",
    re.IGNORECASE | re.VERBOSE,
)


def may_hold_parts(sentence: Sentence) -> bool:
    """Whether one that names no harm may say who the victims told before it were: "six of them were women"."""
    return not _PARTS_BEGIN.isdisjoint(sentence.runs) and _PARTS.search(sentence.text) is not None
