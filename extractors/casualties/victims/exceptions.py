"""All but some: "all but three of the 45 passengers" counts 42."""

from __future__ import annotations

from collections.abc import Sequence

from extractors.casualties.numbers.find import Number, find_numbers
from extractors.casualties.tokens import Token
from extractors.casualties.victims.groups import Figures, Group
from extractors.casualties.victims.named import build
from extractors.casualties.victims.phrases import LONGEST_GAP, read_phrase


def excepts(tokens: Sequence[Token], number: Number) -> bool:
    """Whether the number only says who is left out: "all but | three"."""
    return [t.low for t in tokens[max(0, number.outer - 2) : number.outer]] == ["all", "but"]


def all_but(tokens: Sequence[Token], number: Number, at: int) -> Group | None:
    """As in "all but three of the 45 passengers": the others, where the words say how many there are."""
    near = [n for n in find_numbers(tokens[at : at + 3]) if n.first == 2]  # noqa: PLR2004 - "of the 45"
    if [t.low for t in tokens[at : at + 2]] != ["of", "the"] or not near or near[0].qualifier != "exact":
        return None
    whole = near[0]
    left = whole.value - number.value
    phrase = read_phrase(tokens, at + whole.last + 1, LONGEST_GAP)
    if phrase is None or left < 1 or number.qualifier != "exact":
        return None
    first = number.outer - 2
    return build(tokens, (first, first), phrase, Figures(left, left, left, "exact"), "counted")
