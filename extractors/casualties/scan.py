"""The quick scan: does a text hold a word of death or injury at all? It runs before anything costly.

One compiled pattern over the lower-case text, built from the same word lists as the clauses.
"""

from __future__ import annotations

import re
from functools import cache

from extractors.casualties.lexicon import lexicon


@cache
def _pattern() -> re.Pattern[str]:
    """Stems of every word that says somebody came to harm; a word starts at its stem."""
    known = lexicon()
    harm = {
        w for w, t in known.triggers.items() if t.frame in ("transitive", "weak", "intransitive", "adjective", "noun")
    }
    harm |= set(known.counted) | known.words["harm_cue"]
    harm |= {w for w, t in known.triggers.items() if t.frame in ("suffer", "claim", "lose", "hit")}
    harm |= {" ".join(words) for phrases in known.phrases.values() for words, _ in phrases}
    by_initial: dict[str, list[str]] = {}
    for word in harm:
        by_initial.setdefault(word[0], []).append(re.escape(word[1:]))
    alternatives = "|".join(
        f"{c}(?:{'|'.join(sorted(tails, key=len, reverse=True))})" for c, tails in sorted(by_initial.items())
    )
    return re.compile(
        rf"\b(?:{alternatives}|(?:looking|hunting)\s+for|fate\s+of|victims?\s+(?:is|are|was|were|as)|(?:critical|serious|stable|grave|fair)\s+condition)\b",
        re.IGNORECASE,
    )


def may_hold_claims(text: str) -> bool:
    """Whether the text holds a word of death or injury; false means that it holds no claim."""
    return _pattern().search(text) is not None


_PARTS = re.compile(
    r"""\b(?: (?:of|among)\s+(?:them|those|whom|the\s+\w+)\b | (?:victims|casualties)\b | they\s+include
        | were\b )""",
    re.IGNORECASE | re.VERBOSE,
)


def may_hold_parts(text: str) -> bool:
    """Whether a text that names no harm may say who the victims told before it were: "six of them were women"."""
    return _PARTS.search(text) is not None
