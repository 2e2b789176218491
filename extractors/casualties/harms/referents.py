"""Whom "he" and "she" stand for within a sentence."""

from __future__ import annotations

from extractors.casualties.harms.harms import Reading
from extractors.casualties.harms.joints import is_oblique
from extractors.casualties.lexicon import lexicon
from extractors.casualties.model import Gender

_REFLEXIVES: dict[str, Gender] = {"himself": "male", "herself": "female"}
_REFLEXIVE_REACH = 8  # chunks from a verb to "himself"
_MALE, _FEMALE = frozenset(("he", "him")), frozenset(("she", "her"))


def referent(s: Reading, at: int, but: int | None = None) -> int | None:
    """Whom "he" or "she" at `at` stands for, where the sentence itself names them before; never the group `but`."""
    word = s.low(at)
    if word not in _MALE | _FEMALE:
        return None
    gender = "male" if word in _MALE else "female"
    fit = [
        k
        for k in range(at)
        if k != but and s.kind(k) == "GROUP" and s.group(k).kind in ("single", "named") and not s.group(k).is_plural
        and s.group(k).gender in (None, gender) and not s.is_possessor(k)
        and (not lexicon().has("speaks", s.low(k + 1)) or lexicon().has("tells_of_itself", s.low(k)))
    ]  # fmt: skip
    opening = next((k for k in range(at) if s.kind(k) == "PRON" and s.low(k) in ("he", "she")), None)
    if not fit or (opening is not None and opening < fit[0]):
        return None  # the sentence opens with a pronoun: its people are named before it
    subjects = [k for k in fit if not is_oblique(s, k)]
    is_near = word in ("him", "her") or s.low(at - 1) == "where"  # "..., and X was flown to a clinic, where she died"
    return (subjects or fit)[-1 if is_near else 0]


def fits_reflexive(s: Reading, head: int, at: int) -> bool:
    """Of "a gun in the car that his aunt drove, and shot himself", not the aunt."""
    own = next((_REFLEXIVES[s.low(k)] for k in range(at, at + _REFLEXIVE_REACH) if s.low(k) in _REFLEXIVES), None)
    return own is None or s.group(head).gender in (None, own)
