"""Items of a list under a line that tells what befell them: "• Ten civilians, including a child"."""

from __future__ import annotations

from collections.abc import Sequence

from extractors.casualties.harms.harms import Fate, Harm, Reading
from extractors.casualties.harms.including import read_parts
from extractors.casualties.harms.objects import take_objects
from extractors.casualties.lexicon import lexicon
from extractors.casualties.model import Effect
from extractors.casualties.tokens import Token
from extractors.casualties.victims.groups import Group

_LABEL = 4  # chunks of "In the north:" before the people
_VERBAL = ("BE", "HAVE", "MODAL", "SAY", "TRIGGER", "NEG")
_COUNTED = ("counted", "single", "list", "named")


def read_item(tokens: Sequence[Token], groups: Sequence[Group], effect: Effect) -> list[Harm]:
    """The people with whom the item opens, and those told as among them; of people who act or were freed, none."""
    s = Reading(tokens, groups, effect)
    at = next((k + 1 for k in range(min(_LABEL, len(s.chunks))) if s.low(k) == ":"), 0)
    if s.kind(at) != "GROUP" or s.group(at).kind not in _COUNTED:
        return []
    known = lexicon().words
    is_in_care = effect == "killed" and any(t.low in known["in_care"] for t in tokens)
    if is_in_care or any(t.low in known["unharmed"] for t in tokens):
        return []
    take_objects(s, at, Fate(effect, at, is_part=True, rank=2))
    if any(_acts(s, k) for h in s.harms if (k := s.place_of(h.group)) is not None):
        return []
    s.harms = [h for h in s.harms if h.group.kind in _COUNTED]  # "42 members of X, the Y forces and others"
    read_parts(s)
    return s.in_order()


def _acts(s: Reading, at: int) -> bool:
    """As in "40 vendors | fled the market", "200 families | left homeless", "five men, | held": told of otherwise."""
    after = at + 1 + (s.kind(at + 1) == "COMMA")
    if s.kind(after) == "WORD" and after == at + 1:
        return s.low(after) not in lexicon().words["of_office"]
    is_past = s.low(after).endswith("ed") or s.low(after) in lexicon().words["irregular_past"]
    return s.kind(after) in _VERBAL or (s.kind(after) == "WORD" and is_past)
