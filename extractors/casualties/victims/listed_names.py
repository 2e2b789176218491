"""Names behind "identified as", "named as": whoever stands in that list is a person, however short the name."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from extractors.casualties.lexicon import lexicon
from extractors.casualties.tokens import Token

_REACH = 9  # tokens of "identified two of the three dead militants as"
_JOINTS = frozenset([",", ";", "and", "&"])
_AFTER = frozenset([*_JOINTS, ".", "(", ")", "-", "–", "of", "from", "aged", "who", "whose", "both", "all", "in", ":"])


def openings(tokens: Sequence[Token]) -> Iterator[int]:
    """The token after each "identified ... as", "named as:"."""
    for at, (mark, after) in enumerate(pairwise(tokens)):
        near = tokens[max(0, at - _REACH) : at]
        if mark.low == "as" and any(t.low in lexicon().words["naming"] for t in near):
            yield at + 1 + (after.text == ":")


def after_rank(tokens: Sequence[Token], at: int) -> int:
    """The token after "Major", "Sgt."."""
    while at < len(tokens) and (tokens[at].low in lexicon().words["title"] or tokens[at].text == "."):
        at += 1
    return at


def may_end(tokens: Sequence[Token], last: int) -> bool:
    """Whether a name may end there: "Kamran and Hilal", but not "Jaish | members"."""
    return last + 1 >= len(tokens) or tokens[last + 1].low in _AFTER


def next_name(tokens: Sequence[Token], at: int) -> int | None:
    """Where the next name of the list starts, past "of Jaish" and the joint before it; None where the list ends."""
    if at + 1 < len(tokens) and tokens[at].low in ("of", "from") and tokens[at + 1].is_capitalised:
        at += 1
        while at < len(tokens) and tokens[at].is_capitalised:
            at += 1
    start = at
    while at < len(tokens) and tokens[at].low in _JOINTS:
        at += 1
    return at if at > start and at < len(tokens) else None
