"""The quick scan: does a text hold a word of death or injury at all? It runs before anything costly.

The words of the text are looked up in the word lists of the clauses; a pattern runs only where a phrase may begin.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from extractors.casualties.lexicon import lexicon

_FRAMES = frozenset(["transitive", "weak", "intransitive", "adjective", "noun", "suffer", "claim", "lose", "hit"])
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class _Harm:
    """What says that somebody came to harm: single words, and phrases."""

    words: frozenset[str]
    phrases: dict[str, re.Pattern[str]]  # by their first words


@cache
def _harm() -> _Harm:
    known = lexicon()
    told = {w for w, t in known.triggers.items() if t.frame in _FRAMES} | set(known.counted) | known.words["harm_cue"]
    told |= {" ".join(words) for phrases in known.phrases.values() for words, _ in phrases}
    told |= {"looking for", "hunting for", "fate of", "remains of"}
    told |= {f"{how} condition" for how in ("critical", "serious", "stable", "grave", "fair")}
    told |= {f"{who} {link}" for who in ("victim", "victims") for link in ("is", "are", "was", "were", "as")}
    words = frozenset(entry for entry in told if _WORD.fullmatch(entry))
    by_first: dict[str, list[str]] = {}
    for phrase in sorted(told - words):
        if opening := _WORD.match(phrase):
            by_first.setdefault(opening.group(), []).append(re.escape(phrase).replace(r"\ ", r"\s+"))
    return _Harm(words, {first: re.compile(rf"(?:{'|'.join(found)})\b") for first, found in by_first.items()})


def may_hold_claims(text: str) -> bool:
    """Whether the text holds a word of death or injury; false means that it holds no claim."""
    harm = _harm()
    lower = text.lower()
    words = _WORD.findall(lower)
    if not harm.words.isdisjoint(words):
        return True
    if harm.phrases.keys().isdisjoint(words):
        return False
    places = (match.span() for match in _WORD.finditer(lower))
    phrases = ((harm.phrases.get(lower[start:end]), start) for start, end in places)
    return any(pattern is not None and pattern.match(lower, start) for pattern, start in phrases)


_PARTS = re.compile(
    r"""\b(?: (?:of|among)\s+(?:them|those|whom|the\s+\w+)\b | (?:victims|casualties)\b | they\s+include
        | were\b )""",
    re.IGNORECASE | re.VERBOSE,
)


def may_hold_parts(text: str) -> bool:
    """Whether a text that names no harm may say who the victims told before it were: "six of them were women"."""
    return _PARTS.search(text) is not None
