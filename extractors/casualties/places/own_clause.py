"""Whether a place stands in the clause that tells the harm: not behind "hours after", "while", "and an envoy went"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from extractors.casualties.claims import Draft
from extractors.casualties.lexicon import lexicon
from extractors.casualties.methods import find_method
from extractors.casualties.places.weights import harm_at
from extractors.casualties.text import PlaceMention, Sentence
from extractors.casualties.tokens import Token

_TOOK_PLACE = re.compile(r"\b(?:took place|happened|occurred)\b")
_VERB = 6  # tokens of "and | a senior envoy of his arrived"


def is_beside_harm(place: PlaceMention, sentence: Sentence, claims: Sequence[Draft]) -> bool:
    """Whether the place is told of the sentence's first claim, or where it has none, of what it tells of an attack."""
    harm = _harm_of(sentence, claims)
    if harm is None:
        return False
    tokens = sentence.tokens
    for at, token in enumerate(tokens):
        if token.start >= harm[1]:
            if _passes_on(tokens, at, claims):
                return place.start < token.start
        elif token.end <= harm[0] and _opens_aside(tokens, at):
            end = _comma_after(tokens, at)
            if end < harm[0] and token.start < place.start < end:
                return False  # "hours after talks in Keld ended, an air strike killed 12"
    return True


def _harm_of(sentence: Sentence, claims: Sequence[Draft]) -> tuple[int, int] | None:
    """From where to where the first claim, or else the first word of harm, stands."""
    if claims:
        first = min(claims, key=lambda c: c.start)
        return min(first.start, first.trigger), max(first.end, first.trigger)
    at = harm_at(sentence.text)
    if at is None:
        found = _TOOK_PLACE.search(sentence.text)
        at = found.start() if found else None
    return None if at is None else (sentence.start + at, sentence.start + at)


def _passes_on(tokens: Sequence[Token], at: int, claims: Sequence[Draft]) -> bool:
    """Whether a clause of its own begins: one aside, or one beside it that has a verb."""
    if tokens[at].text != ";" and not lexicon().has("joining", tokens[at].low):
        return _opens_aside(tokens, at)
    behind = [c for c in claims if c.start > tokens[at].start]
    if behind:
        return all(c.trigger > tokens[at].start for c in behind)  # "killed 12 men, and a boy" goes on
    return any(_is_finite(token) for token in tokens[at + 1 : at + 1 + _VERB])


def _is_finite(token: Token) -> bool:
    known = lexicon()
    is_past = token.low.endswith("ed") and token.low not in known.nouns
    return (
        is_past or token.low in known.words["finite_past"] or known.has("be", token.low) or known.has("have", token.low)
    )


def _opens_aside(tokens: Sequence[Token], at: int) -> bool:
    """Whether a subordinate clause begins that tells of something else than how people came to harm."""
    known = lexicon()
    low, before = tokens[at].low, tokens[at - 1] if at else None
    after = tokens[at + 1].low if at + 1 < len(tokens) else ""
    if known.has("passing_on", low):
        return True
    is_adjective = low == "following" and before is not None and known.has("article", before.low)
    if not known.has("subordinating", low) or is_adjective or known.has("no_clause", after):
        return False
    is_apart = before is None or before.text == "," or known.has("unit_words", before.low)  # "a week | after"
    if is_apart or not known.has("telling_how", low):
        return True
    if after.endswith("ing") and low in ("when", "while"):
        return False  # "killed while queueing for bread in Keld"
    start = tokens[at].end
    end = _comma_after(tokens, at)
    return find_method(" ".join(t.text for t in tokens[at + 1 :] if start <= t.start < end)) == "unknown"


def _comma_after(tokens: Sequence[Token], at: int) -> int:
    return next((t.start for t in tokens[at:] if t.text in (",", ";")), tokens[-1].end)
