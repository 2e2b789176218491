"""Figures told by another: "killed five and injured as many", "an equal number", "double that number"."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from extractors.casualties.tokens import Token

_SAME: dict[str, tuple[tuple[str, ...], ...]] = {
    "as": (("as", "many"),),
    "an": (("an", "equal", "number"), ("an", "identical", "number")),
    "equal": (("equal", "number"), ("equal", "numbers")),
    "the": (("the", "same", "number"),),
    "that": (("that", "number"), ("that", "many")),
}
_TIMES: dict[str, int | Fraction] = {"twice": 2, "double": 2, "thrice": 3, "triple": 3, "half": Fraction(1, 2)}
OPENERS = frozenset([*_SAME, *_TIMES])
"""The words with which such a figure may start."""


def compared(tokens: Sequence[Token], at: int) -> tuple[Fraction, int] | None:
    """By what the figure told before is multiplied, and the last token of the words that say so.

    None where something else is compared: "as many as 20", "as many of the wounded", "that number".
    """
    times = _TIMES.get(tokens[at].low)
    start = at + (times is not None)
    last = _same(tokens, start) if start < len(tokens) else None
    if last is None or (times is None and tokens[start].low == "that"):
        return None
    after = tokens[last + 1].low if last + 1 < len(tokens) else ""
    is_share = after == "of" and tokens[last].low == "many"  # "as many of the wounded are critical"
    return None if after in ("as", "times") or is_share else (Fraction(times or 1), last)


def _same(tokens: Sequence[Token], at: int) -> int | None:
    for words in _SAME.get(tokens[at].low, ()):
        last = at + len(words) - 1
        if tuple(t.low for t in tokens[at : last + 1]) == words:
            is_of = last + 1 < len(tokens) and tokens[last + 1].low == "of"
            return last + (is_of and words[-1] == "number")  # "an equal number of women"
    return None
