"""Sums without a toll's words: "In all, 21 people lost their lives", "estimates enemy losses at 1,150 personnel"."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

from extractors.casualties.harms.harms import Fate, Reading

_SUM_REACH = 4  # tokens before a figure in which "in all", "altogether" stand
_SUMS = frozenset([("in", "all"), ("all", "told"), ("in", "total")])
_LOSSES_REACH = 8
_FORCES = frozenset(["personnel", "troops", "soldiers", "servicemen", "men", "fighters", "occupiers", "invaders"])


def mark_sums(s: Reading) -> None:
    """Marks figures that the words tell to be the sum of all told before: "In all, 21 people lost their lives"."""
    for known, harm in enumerate(s.harms):
        words = [t.low for t in s.tokens[max(0, harm.group.outer - _SUM_REACH) : harm.group.outer]]
        pairs = {*pairwise(words)}
        if harm.group.value > 1 and not harm.is_part and ("altogether" in words or pairs & _SUMS):
            s.harms[known] = replace(harm, is_toll=True, is_rising=True)


def read_losses(s: Reading, at: int) -> None:
    """As in "estimates enemy losses at 1,150 personnel": dead and wounded of a force, as armies count them."""
    for here in range(at + 1, min(at + _LOSSES_REACH, len(s.chunks))):
        if s.kind(here) == "GROUP" and s.low(here) in _FORCES and s.group(here).kind == "counted":
            s.add(here, Fate("casualties", at))
            return
        if s.kind(here) in ("STOP", "SAY", "TRIGGER", "REL", "GROUP"):
            return
