"""Figures whose verb is left out: "Four died in Harl, two in Novi", "The first blast killed nine, the second 14"."""

from __future__ import annotations

from dataclasses import replace

from extractors.casualties.harms.harms import Harm, Reading
from extractors.casualties.harms.wounds import is_in_limb
from extractors.casualties.lexicon import lexicon
from extractors.casualties.numbers.words import spelled

_JOINTS = ("AND", "COMMA", "STOP", "SAY")
_ENDS = ("END", "COMMA", "STOP", "AND", "PREP", "SAY")
_WHO = frozenset(["single", "named", "elided", "counted", "maybe"])
_BODILY = 5  # chunks of "in the upper left leg"
_LONGEST_CAUSE = 12  # chunks of "in a strike on a house in X"
_STATES = frozenset(
    [
        "condition",
        "conditions",
        "care",
        "coma",
        "stable",
        "custody",
        "all",
        "total",
        "danger",
        "shock",
        "wounds",
        "injuries",
        "burns",
    ]
)
_VERBAL = ("TRIGGER", "BE", "HAVE", "MODAL", "GROUP", "PRON", "REL", "NEG", "TO", "INCL", "MOST")
_DEATHBEDS = frozenset(
    [
        "treatment",
        "arrival",
        "route",
        "hospital",
        "hospitals",
        "spot",
        "scene",
        "clinic",
        "surgery",
        "custody",
        "way",
        "ambulance",
    ]
)
_NEXT = frozenset(["second", "third", "fourth", "fifth", "other", "latter", "next", "last"])
_FIRST = frozenset(["first", "one", "former"])


def read_gaps(s: Reading) -> None:
    """Gives figures without a verb the fate of the figure before them, where the words around both run parallel."""
    for at in range(1, len(s.chunks)):
        _read_wound(s, at)
        is_bare = s.kind(at) == "GROUP" and (s.group(at).kind == "elided" or s.low(at) == "others")
        if not is_bare or s.group(at).is_part or s.harm_of(at) is not None:
            continue
        whole = _before(s, at)
        if whole is not None and (_in_another_place(s, at, whole) or _of_another_cause(s, at)):
            is_share = whole.is_part or s.told == whole.effect  # "31 people died. Twelve of cold in Harl, nine in Novi"
            known = s.harms.index(whole)
            s.harms[known] = replace(whole, is_part=is_share)
            is_share = is_share or _sums_places(s, whole, at)
            s.harms.append(
                replace(whole, group=s.group(at), is_part=is_share, is_toll=False, is_rising=False, host=None)
            )


def _sums_places(s: Reading, whole: Harm, at: int) -> bool:
    """As in "12 people died in four districts: | seven in Harl": the figure before holds those of all of them."""
    between = range(whole.group.last + 1, s.chunks[at].first - 1)
    nouns = lexicon().words["place_noun"]
    return any(spelled(s.tokens, k) is not None and s.tokens[k + 1].low in nouns for k in between)


def _read_wound(s: Reading, at: int) -> None:
    """As in "A man was shot in the chest and | a woman in the foot", where the figure before has a wound as well."""
    if s.kind(at) != "GROUP" or s.harm_of(at) is not None or s.kind(at - 1) not in _JOINTS:
        return
    whole = _before(s, at)
    if whole is None or whole.effect != "injured" or not (_is_in_body(s, at + 1) and s.group(at).kind in _WHO):
        return
    told = next((k for k, c in enumerate(s.chunks) if c.first > whole.trigger and c.kind == "PREP"), at)
    if told < at and _is_in_body(s, told):
        s.harms.append(replace(whole, group=s.group(at), is_weak=not is_in_limb(s, at)))


def _is_in_body(s: Reading, at: int) -> bool:
    """Whether "in the left leg" stands at `at`."""
    words = lexicon().words
    near = {s.low(k) for k in range(at + 1, at + _BODILY)}
    return s.kind(at) == "PREP" and s.low(at) in ("in", "to") and not near.isdisjoint(words["limb"] | words["vital"])


def _before(s: Reading, at: int) -> Harm | None:
    """The harm told last before `at` that is no part of another."""
    token = s.chunks[at].first
    before = [h for h in s.harms if h.group.last < token and h.host is None]
    return max(before, key=lambda h: h.group.last, default=None)


def _in_another_place(s: Reading, at: int, whole: Harm) -> bool:
    """As in "... in Harl, | two in Novi", "... on Friday and | one on Saturday"; "in Harl four died, | in Novi two"."""
    if s.kind(at - 1) in _JOINTS and _is_at_bedside(s, at + 1):
        return whole.effect == "killed"
    if s.kind(at - 1) in _JOINTS and s.low(at + 1) == "elsewhere":
        return any(c.kind == "PREP" and whole.group.last < c.first < s.chunks[at].first for c in s.chunks)
    where = at + 1 + (s.low(at + 1) == "each")  # "and three | each in Harl and Novi"
    if s.kind(at - 1) in _JOINTS and is_placed(s, where):
        return _is_told_of_place(s, s.low(where), whole.group.last, s.chunks[at].first)
    opening = at - 1
    while s.kind(opening) == "WORD" and s.tokens[s.chunks[opening].first].is_capitalised:
        opening -= 1
    if (
        opening == at - 1
        or s.kind(opening) != "PREP"
        or s.kind(opening - 1) not in _JOINTS
        or s.kind(at + 1) not in _ENDS
    ):
        return False
    return _is_told_of_place(s, s.low(opening), -1, whole.group.first)


def _is_at_bedside(s: Reading, at: int) -> bool:
    """As in "38 people died on the spot and 12 | in hospital"."""
    if s.low(at) in ("while", "during", "instantly", "later", "en"):
        return s.low(at) != "later" or s.kind(at + 1) in _ENDS
    noun = at + 1 + (s.low(at + 1) in ("the", "a", "their"))
    return s.kind(at) == "PREP" and s.low(noun) in _DEATHBEDS


def is_placed(s: Reading, at: int) -> bool:
    """Whether a preposition with a name or a day stands at `at`, and nothing else up to the end of the clause."""
    if s.kind(at) != "PREP":
        return False
    names = 0
    for here in range(at + 1, min(at + _LONGEST_CAUSE, len(s.chunks))):
        if s.tokens[s.chunks[here].first].is_capitalised:
            names += 1
            continue
        if s.kind(here) in ("COMMA", "STOP", "AND", "SAY"):
            return names > 0
        if (s.kind(here) in _VERBAL and s.frame(here) != "noun") or s.low(here) in _STATES:
            return False
    return names > 0 and at + _LONGEST_CAUSE >= len(s.chunks)


def _is_told_of_place(s: Reading, preposition: str, after: int, before: int) -> bool:
    """Whether the same preposition stands with the figure told before."""
    return any(c.kind == "PREP" and c.low == preposition and after < c.first < before for c in s.chunks)


def _of_another_cause(s: Reading, at: int) -> bool:
    """As in "The first blast killed nine, | the second 14"."""
    if s.low(at - 1) not in _NEXT or s.low(at - 2) != "the" or s.kind(at - 3) not in _JOINTS:
        return False
    return (
        s.kind(at + 1) in _ENDS
        and any(s.low(k) in _FIRST for k in range(at - 3))
        and not lexicon().triggers.get(s.low(at + 1))
    )
