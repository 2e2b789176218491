"""Passives: "were killed", "were found dead and wounded", "were shot at by gunmen and wounded"."""

from __future__ import annotations

from extractors.casualties.harms.harms import Reading

_NEAR = 6  # chunks before a verb in which its auxiliaries stand
_LONGEST_AGENT = 10  # chunks of "by | gunmen | in | the | town"
_AGENT = ("WORD", "PREP", "GROUP", "BY")
_ENDS = ("STOP", "COMMA", "PREP", "AND", "BY", "END")


def is_passive(s: Reading, at: int) -> bool:
    """Whether a form of "be" governs the participle at `at`, adverbs and joined participles between them."""
    here = at - 1
    while (
        s.kind(here) in ("NEG", "COMMA")
        or s.is_adverb(here)
        or s.low(here) in ("found", "left")
        or (s.kind(here) == "TRIGGER" and at - here < _NEAR)
        or (s.kind(here) == "AND" and s.kind(here - 1) in ("TRIGGER", "ADV"))
    ):
        here -= 1
    return s.kind(here) == "BE" or (here >= 0 and s.kind(at + 1) in _ENDS and _is_joined_to_passive(s, here))


def _is_joined_to_passive(s: Reading, at: int) -> bool:
    """As in "were | shot at by gunmen in Tano | and wounded": a deed without harm has the subject of the next."""
    if s.kind(at) != "AND":
        return False
    by = at - 1
    while s.kind(by) in _AGENT and s.kind(by) != "BY" and at - by < _LONGEST_AGENT:
        by -= 1
    is_deed = s.kind(by - 1) == "WORD" and s.low(by - 1).endswith(("ed", " at"))
    return s.kind(by) == "BY" and is_deed and s.kind(by - 2) == "BE"
