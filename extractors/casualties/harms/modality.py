"""How surely an effect word is told: as a fact, a fear, a denial, or as what may come."""

from __future__ import annotations

from typing import Literal

from extractors.casualties.harms.harms import Reading
from extractors.casualties.harms.subjects import AUXILIARY
from extractors.casualties.lexicon import lexicon
from extractors.casualties.model import Modality

_NEAR = 6  # chunks before a verb in which its auxiliaries stand
_MANNER = 4  # tokens after a verb in which its manner stands
_FORECASTING = frozenset(["would", "will", "shall"])
_FEARED = ("feared", "believed", "thought", "presumed")

Told = Modality | Literal["forecast"]
"""How surely an effect word is told: as a fact, a fear, a denial, or as what may come."""


def modality_of(s: Reading, at: int) -> Told | None:
    """How sure the effect word is; None where it is not told at all ("to kill", "should kill")."""
    words: list[str] = []
    here = at - 1
    while (
        s.kind(here) in AUXILIARY
        or s.is_adverb(here)
        or ((s.kind(here) in ("TO", "AND") or _is_verbal(s, here)) and at - here < _NEAR)
    ):
        if s.kind(here) == "AND" and not _is_verbal(s, here - 1):
            break
        if s.kind(here) == "TO":
            return _of_infinitive(s, at, here, words)
        words.append(s.low(here))
        here -= 1
    lists = lexicon().words
    if any(w in lists["negation"] for w in words):
        return "denied"
    if any(w in _FEARED for w in (*words, s.low(at - 1))):
        return "feared"
    return _of_modal(s, at, words)


def is_unachieved(s: Reading, at: int) -> bool:
    """As in "attempted | murder", "nearly | killed", "foiled the | killing": it was not done."""
    before = s.low(at - 1 - (s.low(at - 1) in lexicon().words["article"]))
    is_besides = "ing" in s.forms(at) and bool(s.harms)  # "shot two men, nearly killing a third": he was hurt
    return before in lexicon().words["undone"] or (s.low(at - 1) in lexicon().words["not_quite"] and not is_besides)


def _is_verbal(s: Reading, at: int) -> bool:
    """An effect word that may share its auxiliaries with the next: "may have been shot and | killed"."""
    return s.kind(at) == "TRIGGER" and s.frame(at) != "noun"


def _of_modal(s: Reading, at: int, words: list[str]) -> Told | None:
    """As in "may have killed" (feared) and "could kill" (a forecast); "must", "should" and "can" tell of nothing."""
    lists = lexicon().words
    if any(w in lists["feared_modal"] for w in words):
        is_state = "be" in words and not (s.is_verb(at) and _kills(s, at))
        return "feared" if "have" in words or is_state else "forecast"
    if any(w in _FORECASTING for w in words):
        return "forecast"
    if "be" in words and not any(w in lists["modal"] for w in words):
        return None  # "to see a child be killed"
    return None if any(w in lists["irrealis"] for w in words) else "asserted"


def _kills(s: Reading, at: int) -> bool:
    trigger = s.chunks[at].trigger
    return trigger is not None and trigger.effect == "killed"


def _of_infinitive(s: Reading, verb: int, at: int, words: list[str]) -> Modality | None:
    """As in "believed to have been killed", "used a pistol to kill" are told as facts; "wanted to kill" is not."""
    if s.low(at - 1) == "feared":
        return "feared"
    told = s.tokens[s.chunks[verb].first : s.chunks[verb].last + 1 + _MANNER]
    is_manner = any(t.low in lexicon().words["suicide"] for t in told)
    is_state = set(words) & {"been", "be"} or s.frame(verb) in ("intransitive", "adjective")
    if s.low(at - 1) in _FEARED and is_state and not is_manner:  # nor "believed to have died by suicide", but how
        return "feared"  # but "believed to have shot three" doubts who did it, not that it was done
    used = any(s.low(k) in ("used", "using") for k in range(max(0, at - 8), at)) or _is_achieved(s, verb, at)
    if s.low(at - 1) in lexicon().words["factual_infinitive"] or used or "been" in words or "have" in words:
        return "asserted"
    return None


def _is_achieved(s: Reading, verb: int, at: int) -> bool:
    """As in "operations that allowed them | to neutralise ten fighters": a figure tells that it was done."""
    after = verb + 1
    while s.is_adverb(after):
        after += 1
    if s.kind(after) != "GROUP" or s.group(after).kind != "counted" or s.group(after).value < 2:  # noqa: PLR2004
        return False
    near = range(max(0, at - _NEAR), at)
    enabling = next((k for k in near if s.low(k) in lexicon().words["enabling"]), None)
    if enabling is None or any(s.low(k) == "if" for k in range(enabling)):
        return False
    here = enabling - 1
    while s.is_adverb(here) or s.kind(here) == "HAVE":
        here -= 1
    return s.kind(here) not in ("MODAL", "NEG", "TO", "BE")
