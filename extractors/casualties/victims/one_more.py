"""One more person without a noun: "another was wounded", "a fourth died", "another critically injured"."""

from __future__ import annotations

from collections.abc import Sequence

from extractors.casualties.lexicon import lexicon
from extractors.casualties.tokens import Token
from extractors.casualties.victims.groups import Group

_ORDINALS = {
    "second": 2, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8, "ninth": 9, "tenth": 10,
    "eleventh": 11, "twelfth": 12, "thirteenth": 13, "fourteenth": 14, "fifteenth": 15, "sixteenth": 16,
    "seventeenth": 17, "eighteenth": 18, "nineteenth": 19, "twentieth": 20,
}  # fmt: skip
_KINDS = frozenset(["grader", "degree", "lieutenant", "cousin", "year", "generation", "class", "mate"])
_SHARES = frozenset(["nearly", "almost", "about", "over", "than", "roughly", "around", "only"])
_VERBAL_FRAMES = frozenset(["transitive", "weak", "intransitive", "adjective", "suffer", "hit"])


def one_more(tokens: Sequence[Token], at: int) -> Group | None:
    """The person whom "another" or "a fourth" at `at` counts; None where a noun follows, or where it is a share."""
    last = at
    if tokens[at].low in ("a", "an") and at + 1 < len(tokens) and tokens[at + 1].low in _ORDINALS:
        if at and tokens[at - 1].low in _SHARES:
            return None  # "nearly a third died"
        last = at + 1
    elif tokens[at].low != "another":
        return None
    here, known = last + 1, lexicon()
    while here < len(tokens) and (tokens[here].low.endswith("ly") or known.has("adverb", tokens[here].low)):
        here += 1
    if here >= len(tokens):
        return None
    low = tokens[here].low
    trigger = known.triggers.get(low)
    is_verb = known.has("be", low) or known.has("have", low) or low in ("remains", "remained")
    if not is_verb and (trigger is None or trigger.frame not in _VERBAL_FRAMES):
        return None
    return Group(
        at, last, at, last, 1, 1, 1, "exact", "elided", tokens[last].low, is_plural=False, is_more=True, has_class=False
    )


def ordinal(words: Sequence[str]) -> int | None:
    """Which victim "a seventh person", "a fourth" is; None of "a third grader" and of all others."""
    if len(words) < 2 or words[0] not in ("a", "an") or (len(words) > 2 and words[2] in _KINDS):  # noqa: PLR2004
        return None
    return _ORDINALS.get(words[1])
