"""The hurt told by the care they need: "sent two others to hospital", "three are on ventilators".

Being in hospital is no wound by itself, nor is treatment. Where the text has just told of an attack or an accident,
people whom it newly counts and who were taken there from it are its wounded.
"""

from __future__ import annotations

from extractors.casualties.harms.harms import Fate, Reading
from extractors.casualties.harms.objects import take_objects
from extractors.casualties.harms.subjects import AUXILIARY, find_subject
from extractors.casualties.lexicon import lexicon

_REACH = 7  # chunks from "taken" to "hospital"
_TAKING = frozenset(
    ["sent", "sending", "sends", "evacuated", "rushed", "took", "airlifted", "ferried", "landed", "put"]
)
_HOSPITALS = frozenset(["hospital", "hospitals", "clinic", "clinics", "icu", "infirmary"])
_BREATHING = frozenset(["ventilator", "ventilators", "ventilation", "oxygen"])
_HELP = frozenset(["attention", "assistance", "help", "care", "treatment"])
_STAYS = frozenset(["remain", "remains", "remained"])
_ONE = frozenset(["a", "an", "one", "another", "his", "her"])
CARE = _HOSPITALS | _BREATHING | _HELP | {"outpatients"}
"""Words at which care may be read."""


def read_care(s: Reading, at: int) -> None:
    """Reads whom the word at `at` tells to be in the care of doctors; only of people whom the sentence counts."""
    if s.told is None and not s.harms and not _is_of_event(s):
        return
    word = s.low(at)
    if word in _BREATHING and any(s.low(k) == "on" for k in range(at - 2, at)):
        _take_subject_of(s, at, frozenset(["on"]), 3)
    elif word in _HELP and s.low(at - 1) in ("medical", "hospital"):
        _take_subject_of(s, at, lexicon().words["asked_care"], 4)
    elif word == "outpatients":
        _take_subject_of(s, at, frozenset(["treated"]), 3)
    elif word in _HOSPITALS:
        _read_taken(s, at)


def _read_taken(s: Reading, at: int) -> None:
    """As in "six were rushed to the hospital", "sent two others to hospital"."""
    for here in range(at - 1, max(-1, at - _REACH), -1):
        is_reduced = s.kind(here - 1) == "GROUP" and s.kind(here - 2) in ("AND", "COMMA")  # "... and a third | taken"
        if lexicon().has("conveyed", s.low(here)) and (s.kind(here - 1) in AUXILIARY or is_reduced):
            _take(s, here, at, is_new=True)
            return
        if s.low(here) == "treated" and s.low(here - 1) == "being" and s.low(here + 1) == "in":
            _take(s, here - 1, at, is_new=True)
            return
        if (s.kind(here) == "BE" or s.low(here) in _STAYS) and s.low(here + 1) == "in":
            _take(s, here + 1, at, is_new=True)
            return
        if s.kind(here) in ("STOP", "SAY", "COMMA", "TRIGGER", "REL"):
            return
        if s.kind(here) == "GROUP":
            if s.low(here - 1) in _TAKING and s.kind(here - 2) not in ("BE", "HAVE") and _is_new(s, here):
                take_objects(s, here, _fate(at))
            return


def _is_of_event(s: Reading) -> bool:
    """Whether the sentence itself tells what sent them there: "after a shooting"."""
    return any(lexicon().has("harming_event", c.low) and c.kind != "GROUP" for c in s.chunks)


def _take_subject_of(s: Reading, at: int, verbs: frozenset[str], reach: int) -> None:
    verb = next((k for k in range(at - 1, max(-1, at - 1 - reach), -1) if s.low(k) in verbs), None)
    if verb is not None:
        _take(s, verb, at)


def _take(s: Reading, verb: int, at: int, *, is_new: bool = False) -> None:
    here = verb - 1
    while s.kind(here) in AUXILIARY or s.is_adverb(here) or s.low(here) in ("being", "still", "remain", "currently"):
        here -= 1
    subject = here if s.kind(here) == "GROUP" else find_subject(s, here, None)
    fits = subject is not None and (_is_new if is_new else _is_counted)(s, subject)
    if subject is not None and fits and s.harm_of(subject) is None:
        s.add(subject, _fate(at))


def _fate(at: int) -> Fate:
    return Fate("injured", at, is_weak=True, rank=0, is_alive=True, is_open_of_one=True)


def _is_counted(s: Reading, at: int) -> bool:
    """Whether the words count new people: one person is told of elsewhere by what befell them."""
    group = s.group(at)
    return (group.kind in ("counted", "elided") and group.value > 1) or group.is_more


def _is_new(s: Reading, at: int) -> bool:
    """As in "two others", "six more people", "a shooting sent a man ...": who were not counted before."""
    group = s.group(at)
    if s.told is None and _is_of_event(s):
        return group.kind in ("counted", "elided") or (group.kind == "single" and s.tokens[group.first].low in _ONE)
    return _is_counted(s, at) and group.is_more
