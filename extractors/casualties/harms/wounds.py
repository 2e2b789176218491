"""Wounds: patterns that say that somebody was hurt and leave open whether they lived."""

from __future__ import annotations

from dataclasses import replace

from extractors.casualties.harms.harms import Fate, Reading
from extractors.casualties.harms.joints import is_oblique
from extractors.casualties.harms.objects import take_objects
from extractors.casualties.harms.subjects import find_subject, take_subject
from extractors.casualties.lexicon import lexicon

_LIMB_REACH = 12  # chunks from an effect word to the part of the body
_REACH = 16  # chunks between a person and the wound
_WEAPONS = frozenset(["gunshot", "stab", "shrapnel", "bullet", "gun", "knife", "shotgun", "gunshots"])
_STATES = frozenset(["critical", "serious", "stable", "grave", "fair", "good", "guarded"])
_BEDS = {"care": ("intensive",), "support": ("life",), "coma": ("a", "induced"), "icu": ("in", "the")}
BEDS = frozenset([*_BEDS, "critical"])
"""Words that end "in intensive care", "on life support", "are critical"."""
_BROUGHT = frozenset(["survived", "conveyed", "rescued", "escaped", "evacuated"])
_STATED = frozenset(
    ["intensive", "life", "stated", "described", "listed", "said", "remain", "remains", "remained", "a", "the"]
)
_GUNS = frozenset(["gun", "shotgun", "weapon", "rifle", "pistol", "handgun", "firearm", "it", "wound"])
_SENDING = frozenset(["sent", "sending", "sends", "landed", "landing"])
_OBJECTS = frozenset(["him", "her", "them"])
_SENT_REACH = 6  # chunks of a hospital's name
_TURNED = frozenset(["turned", "turning", "turn", "inflicted"])


def is_in_limb(s: Reading, at: int) -> bool:
    """Whether the words after `at` put the wound where one lives with it: "shot once in the left leg"."""
    words = lexicon().words
    limb = False
    for here in range(at + 1, min(at + _LIMB_REACH, len(s.chunks))):
        low = s.low(here)
        if low in words["vital"]:
            return False
        if s.kind(here) in ("STOP", "SAY", "TRIGGER", "REL", "GROUP"):
            break
        limb = limb or low in words["limb"]
    return limb


def read_wound(s: Reading, at: int) -> bool:
    """As in "a woman with a gunshot wound", "found suffering from a stab wound"; true where the word is such a noun."""
    near = {s.low(k) for k in range(max(0, at - 4), at + 1)}
    if not near & _WEAPONS:
        return False
    fate = Fate("injured", at, is_weak=not is_in_limb(s, at), rank=0)
    for here in range(at - 1, max(-1, at - _REACH), -1):
        if s.kind(here) in ("STOP", "TRIGGER") and s.frame(here) != "suffer":
            break
        if s.low(here) == "with":
            if s.kind(here - 1) == "GROUP" and s.group(here - 1).kind == "maybe" and is_oblique(s, here - 1):
                take_subject(s, here, fate)  # "a man from the state of | Uttar Pradesh | with a wound"
            elif s.kind(here - 1) == "GROUP":
                is_treated = s.low(here - 2) in ("treated", "treating", "treat") and s.group(here - 1).value > 1
                s.add(here - 1, replace(fate, is_weak=fate.is_weak and not is_treated))
            elif verb := next(
                (k for k in range(here - 1, max(-1, here - 8), -1) if s.low(k) in lexicon().words["bearing"]), None
            ):
                is_object = any(s.kind(k) == "GROUP" for k in range(verb, here))  # "found | a man at home | with"
                take_subject(s, here if is_object else verb, fate)
            break
        bears = s.low(here) in ("have", "has") and s.low(here + 1) in (*_WEAPONS, "a") and here >= at - 3
        if bears or s.frame(here) == "suffer" or s.low(here) == "had":  # not "have treated bullet wounds"
            take_subject(s, here, fate)
            break
    return True


def read_condition(s: Reading, at: int) -> None:
    """As in "was flown to a clinic in critical condition", "with injuries that are not life-threatening"."""
    near = range(max(0, at - 14), at)
    if s.low(at) == "condition" and not any(s.low(k) in _STATES for k in near):
        return
    if s.low(at) in ("injury", "injuries") and not any(s.low(k) == "with" for k in near):
        return
    taken_words = lexicon().words["taken_to_hospital"]
    taken = next((k for k in reversed(near) if s.low(k) in taken_words or s.low(k) in _BROUGHT), None)
    verb = taken if taken is not None else next((k for k in reversed(near) if _links(s, k)), None)
    fate = Fate("injured", at, is_weak=True, rank=0, is_alive=True, is_open_of_one=True)
    opening = next((k for k in reversed(near) if s.low(k) == "in"), at)
    if s.low(at) == "condition" and s.kind(opening - 1) == "GROUP" and _stands_alone(s, opening - 1):
        if (host := _hurt_before(s, opening - 1)) is not None and s.low(opening - 2) == "with":
            s.add_part(opening - 1, host)  # "eight were hurt, with | two | in serious condition"
        else:
            s.add(opening - 1, fate)  # "with a woman dead and | her husband | in critical condition"
    elif verb is not None and s.low(verb + 1) in _OBJECTS:
        s.add_pronoun(verb + 1, fate)  # "crews rushed | him | to hospital in critical condition"
    elif verb is not None:
        patient = _patient(s, verb)
        if patient is None:
            take_subject(s, verb, fate)
        elif s.group(patient).kind in ("counted", "elided", "single"):
            s.add(patient, fate)


def _patient(s: Reading, verb: int) -> int | None:
    """Whom others took there: "doctors hospitalised | a man | with injuries"."""
    helper = verb - 1
    while s.is_adverb(helper):
        helper -= 1
    is_active = s.kind(helper) not in ("BE", "HAVE") and s.low(verb) in lexicon().words["taken_to_hospital"]
    return verb + 1 if is_active and s.kind(verb + 1) == "GROUP" else None


def _stands_alone(s: Reading, at: int) -> bool:
    """Whether the state is all that is told of the group: one person, or a share as in "30 were hurt, | six in ..."."""
    is_of_hurt = any(h.effect == "injured" and h.group.last < s.chunks[at].first for h in s.harms)
    is_share = s.kind(at - 1) in ("COMMA", "AND") or (s.low(at - 1) == "with" and is_of_hurt)  # "hurt 60, with | ten"
    return s.group(at).value == 1 or (s.group(at).kind == "elided" and is_share)


def _hurt_before(s: Reading, at: int) -> int | None:
    """The harm, told before, of the hurt of whom the group may be a part."""
    first, count = s.chunks[at].first, s.group(at).value
    hurt = (k for k, h in enumerate(s.harms) if h.effect == "injured" and h.group.last < first)
    return next((k for k in hurt if s.harms[k].group.value > count), None) if s.group(at).kind == "elided" else None


def _links(s: Reading, at: int) -> bool:
    """As in "are in critical condition", "remain in serious condition"."""
    return s.kind(at) == "BE" or s.low(at) in ("remain", "remains", "remained")


def read_bed(s: Reading, at: int) -> None:
    """As in "put a fifth in intensive care", "three are critical": new to the text are only those whom it counts."""
    lead = _BEDS.get(s.low(at), ())
    if lead and not any(s.low(k) in lead for k in range(max(0, at - 2), at)):
        return
    here = at - 1
    while s.is_adverb(here) or s.kind(here) in ("BE", "TO", "PREP") or s.low(here) in _STATED:
        here -= 1
    subject = here if s.kind(here) == "GROUP" else find_subject(s, here, None)
    is_state = bool(lead) or (s.kind(at - 1) != "GROUP" and any(s.kind(k) == "BE" for k in range(here, at)))
    if subject is None or not is_state or s.is_possessor(subject) or s.kind(at + 1) in ("WORD", "GROUP", "OF"):
        return
    group = s.group(subject)
    if group.kind in ("counted", "elided") and (group.value > 1 or group.is_more):
        s.add(subject, Fate("injured", at, is_weak=True, rank=0, is_alive=True, is_open_of_one=True))


def read_treated(s: Reading, at: int) -> None:
    """As in "12 people were treated for burns"; "for shock" tells no wound."""
    treated = at + 1 if s.kind(at + 1) == "GROUP" else None  # "paramedics treated | nine people for burns"
    reason = at + 1 + (treated is not None)
    if s.low(reason) == "for" and any(s.low(k) in lexicon().hurt_objects for k in range(reason + 1, reason + 5)):
        if treated is None:
            take_subject(s, at, Fate("injured", at, rank=0))
        elif s.group(treated).kind in ("counted", "elided", "single"):
            take_objects(s, treated, Fate("injured", at, rank=0))


def read_sent(s: Reading, at: int) -> None:
    """As in "the crush sent three more to hospital with burns"; being in hospital alone tells no wound."""
    here = at - 1
    while s.kind(here) == "WORD" and s.low(here) not in _SENDING and at - here < _SENT_REACH:
        here -= 1
    is_sent = s.kind(here) == "TO" and s.kind(here - 1) == "GROUP" and s.low(here - 2) in _SENDING
    is_hurt = s.low(at + 1) == "with" and any(s.low(k) in lexicon().hurt_objects for k in range(at + 2, at + 6))
    if is_sent and is_hurt and s.group(here - 1).kind in ("counted", "elided"):
        take_objects(s, here - 1, Fate("injured", at, rank=0))


def read_alive(s: Reading, at: int) -> None:
    """As in "a landslide buried 11 miners alive"; "were burnt alive" is a phrase of its own."""
    if s.kind(at - 1) == "GROUP" and s.low(at - 2) in lexicon().words["buried_alive"]:
        take_objects(s, at - 1, Fate("killed", at))
    elif s.low(at - 1) == "found" and s.kind(at - 2 - s.is_adverb(at - 2)) == "BE":
        subject = find_subject(s, at - 3, None)
        s.harms = [h for h in s.harms if subject is None or h.group is not s.group(subject)]  # "believed dead | was"


def read_turned(s: Reading, at: int) -> None:
    """As in "turned the gun on himself", "who inflicted the wound on himself"."""
    near = {s.low(k) for k in range(max(0, at - 7), at)}
    if s.low(at - 1) == "on" and near & _GUNS and near & _TURNED:
        verb = next(k for k in range(at - 1, -1, -1) if s.low(k) in _TURNED)
        take_subject(s, verb, Fate("injured", at, is_weak=True, rank=1), is_own=True)
