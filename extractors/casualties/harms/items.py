"""Items of a list under a line that tells what befell them: "• Ten civilians, including a child"."""

from __future__ import annotations

from collections.abc import Sequence

from extractors.casualties.harms.harms import Fate, Harm, Reading
from extractors.casualties.harms.including import read_parts
from extractors.casualties.harms.objects import take_objects
from extractors.casualties.harms.shares import UNHARMED
from extractors.casualties.model import Effect
from extractors.casualties.tokens import Token
from extractors.casualties.victims.groups import Group

_LABEL = 4  # chunks of "In the north:" before the people
_COUNTED = ("counted", "single", "list", "named")


def read_item(tokens: Sequence[Token], groups: Sequence[Group], effect: Effect) -> list[Harm]:
    """The people with whom the item opens, and those told as among them; of people who act or were freed, none."""
    s = Reading(tokens, groups, effect)
    at = next((k + 1 for k in range(min(_LABEL, len(s.chunks))) if s.low(k) == ":"), 0)
    if s.kind(at) != "GROUP" or s.group(at).kind not in _COUNTED:
        return []
    if s.kind(at + 1) in ("BE", "HAVE", "SAY") or any(t.low in UNHARMED for t in tokens):
        return []
    take_objects(s, at, Fate(effect, at, is_part=True, rank=2))
    s.harms = [h for h in s.harms if h.group.kind in _COUNTED]  # "42 members of X, the Y forces and others"
    read_parts(s)
    return s.in_order()
