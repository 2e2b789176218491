"""Injuries told by the body: "broke his leg", "survived with burns", "battling for life", "was grazed"."""

from __future__ import annotations

from functools import cache

from extractors.casualties.harms.harms import Fate, Reading
from extractors.casualties.harms.joints import take_joined
from extractors.casualties.harms.subjects import find_subject, take_subject
from extractors.casualties.lexicon import lexicon

_BROKEN = frozenset(
    ["broke", "broken", "fractured", "lost", "shattered", "severed", "dislocated", "losing", "breaking"]
)
_STRUGGLE = frozenset(["fighting", "battling", "struggling", "fights", "fought", "battled"])
_OF_WHOM = frozenset(["his", "her", "their", "a", "an", "both", "one", "my", "the"])
_HAVING = frozenset(["suffered", "sustained", "suffering", "sustaining", "suffers", "with"])
_AHEAD = frozenset(["expected", "likely", "set", "sure", "going"])  # "is | expected | to survive"
_UNDERGOING = frozenset(["underwent", "undergone", "undergoing", "undergo", "undergoes"])
_CONVEYED = 12  # chunks of "flown by helicopter to Harris County's Ben Taub General"
CLINICS = frozenset(["hospital", "hospitals", "medical", "trauma", "clinic", "infirmary", "health"])
"""Words that end, or begin the end of, "was flown to Mercy Medical Center"."""
_NEAR = 8  # chunks between the verb and what it tells of the body


@cache
def _opening() -> frozenset[str]:
    """Words at which an injury may be read; of most words there is no question."""
    known = lexicon()
    return known.hurt_objects.union(known.words["limb"], known.words["vital"], known.words["bone"], ["life"])


def read_bodily(s: Reading, at: int) -> None:
    """Reads the injury that the word at `at` tells of by a part of the body, a wound, or a struggle for life."""
    word, words = s.low(at), lexicon().words
    if word not in _opening():
        return
    if word in words["limb"] or word in words["vital"] or word in words["bone"]:
        _read_broken(s, at)
    elif word in lexicon().hurt_objects and s.kind(at) != "GROUP":
        _read_with(s, at)
    elif word == "life" and s.low(at - 1) == "for" and s.low(at - 2) in _STRUGGLE:
        take_subject(s, at - 2, Fate("injured", at, rank=0))


def _read_broken(s: Reading, at: int) -> None:
    """As in "broke his leg", "lost both eyes", "suffered a broken pelvis"; no "leg of the race"."""
    if s.kind(at + 1) == "OF":
        return
    near = range(max(0, at - 4), at)
    broken = next((k for k in reversed(near) if s.low(k) in _BROKEN), None)
    if broken is None:
        return
    having = next((k for k in range(max(0, broken - 3), broken) if s.low(k) in _HAVING), None)
    if having is not None or s.low(broken + 1) in _OF_WHOM:
        take_subject(s, broken if having is None else having, Fate("injured", at, rank=0))


def _read_with(s: Reading, at: int) -> None:
    """As in "was rescued with serious injuries", "survived with burns"."""
    bearing = next((k for k in range(at - 1, max(-1, at - 4), -1) if s.low(k) in ("with", "have", "has", "had")), None)
    if bearing is None:
        return
    fate = Fate("injured", at, rank=0)
    if s.low(bearing) != "with":
        take_subject(s, bearing, fate)
        return
    if read_left_with(s, at):
        return
    verb = next(
        (k for k in range(bearing - 1, max(-1, bearing - _NEAR), -1) if s.low(k) in lexicon().words["lived"]), None
    )
    if verb is None:
        return
    is_object = s.kind(bearing - 1) == "GROUP" and verb + 1 == bearing - 1 and s.kind(verb - 1) != "BE"
    subject = bearing - 1 if is_object else find_subject(s, verb - 1, None)  # "doctors treated | a man | with burns"
    if subject is not None and s.harm_of(subject) is None:
        s.add(subject, fate)
        take_joined(s, subject, fate)


def read_left_with(s: Reading, at: int) -> bool:
    """As in "leaving 60 with burns", "left two of them with minor injuries"; false where nobody is left so."""
    bearing = next((k for k in range(at - 1, max(-1, at - 4), -1) if s.low(k) == "with"), None)
    if bearing is None or s.kind(bearing - 1) != "GROUP" or s.low(bearing - 2) not in lexicon().words["leaving"]:
        return False
    s.add(bearing - 1, Fate("injured", at, rank=0))
    return True


def read_not_made(s: Reading, at: int) -> None:
    """As in "My brother did not make it."; not "did not make it to the final"."""
    is_told = s.low(at - 1) == "make" and s.kind(at - 2) == "NEG"
    if is_told and s.kind(at + 1) in ("END", "STOP", "COMMA"):
        take_subject(s, at - 1, Fate("killed", at, rank=0))


def read_survival(s: Reading, at: int) -> None:
    """As in "The officer is expected to survive", "The boy survived": no claim, but it tells that they live."""
    is_ahead = s.kind(at - 1) == "TO" and s.low(at - 2) in _AHEAD
    opening = at - 2 if is_ahead else at
    near = range(max(0, opening - 3), opening)
    is_mending = s.low(at) == "recovering" and any(s.kind(k) == "BE" for k in near)
    is_told = is_ahead or is_mending or s.low(at - 1) == "will" or _is_alive(s, at)
    if not is_told or any(s.kind(k) == "NEG" or s.low(k) == "not" for k in near):
        return
    known = {id(h.group) for h in s.harms}
    opening = next((k for k in near if s.low(k) in _UNDERGOING), opening)
    take_subject(s, opening, Fate("injured", at, is_weak=True, rank=0, is_alive=True, is_open_of_one=True))
    new = [h for h in s.harms if id(h.group) not in known]
    s.harms = [h for h in s.harms if id(h.group) in known or (is_ahead and h.group.value > 1 and h.group.is_part)]
    s.asides += [h for h in new if h.group.low == h.group.high == 1]


def read_conveyed(s: Reading, at: int) -> None:
    """As in "Boyd was flown to hospital": no claim, but it tells of somebody hurt apart from those who died there."""
    if s.kind(at) == "GROUP":
        return
    taken = lexicon().words["taken_to_hospital"]
    verb = next((k for k in range(at - 1, max(-1, at - _CONVEYED), -1) if s.low(k) in taken), None)
    if verb is None or not any(s.kind(k) == "TO" or s.low(k) in ("at", "in") for k in range(verb + 1, at)):
        return
    if any(s.kind(k) in ("STOP", "SAY", "PRON", "REL") for k in range(verb + 1, at)):
        return
    told = list(s.harms)
    take_subject(s, verb, Fate("casualties", at, is_weak=True, rank=0))
    known = {id(h) for h in told}
    s.asides += [h for h in s.harms if id(h) not in known and h.group.low == h.group.high == 1]
    s.harms = told


def _is_alive(s: Reading, at: int) -> bool:
    """As in "survived", "underwent surgery"; not "is survived by two sons", "who had survived a stroke"."""
    before = s.low(at - 1)
    if s.low(at) == "survived":
        is_obituary = s.kind(at - 1) == "BE" or s.low(at + 1) in ("by", "a", "an", "another", "two")
        return not is_obituary and before not in ("who", "that", "have", "has", "had")
    return s.low(at) == "surgery" and any(s.low(k) in _UNDERGOING for k in range(max(0, at - 3), at))
