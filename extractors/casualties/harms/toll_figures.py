"""The figure of a toll: what it says of the dead, whether it is a forecast, and that it is one."""

from __future__ import annotations

from dataclasses import replace

from extractors.casualties.harms.harms import Fate, Reading
from extractors.casualties.harms.objects import take_objects
from extractors.casualties.lexicon import lexicon
from extractors.casualties.model import Effect
from extractors.casualties.victims.groups import Group

_RISING_REACH = 4  # chunks before "toll" in which "bringing", "raises" stand
_OUTDATED = frozenset(["earlier", "previous", "initial", "preliminary", "prior", "old"])
_OPEN = frozenset(["may", "could", "might", "would", "will", "likely", "expected"])
COUNTABLE: dict[str, Effect] = {
    "deaths": "killed", "fatalities": "killed", "homicides": "killed", "killings": "killed", "murders": "killed",
    "drownings": "killed", "injuries": "injured", "casualties": "casualties",
}  # fmt: skip
KINDS_PUT: dict[str, Effect] = {
    "dead": "killed", "killed": "killed", "deaths": "killed", "fatalities": "killed", "wounded": "injured",
    "injured": "injured", "injuries": "injured", "missing": "missing",
}  # fmt: skip


def describe(s: Reading, at: int, noun: Group) -> None:
    """Gives the figure at `at` the class of the noun that it counts."""
    group = replace(s.group(at), victim=noun.victim, age=noun.age, gender=noun.gender, has_class=True)
    s.chunks[at] = replace(s.chunks[at], group=group)


def take(s: Reading, at: int, found: int, effect: Effect) -> None:
    """Takes the chunk `found` for the figure of the toll at `at`."""
    is_update = any(s.low(k) in _OUTDATED for k in range(max(0, at - 4), at))
    between = {s.low(k) for k in range(at, found) if s.kind(k) != "WORD" or s.low(k) != "may"}  # nor "in May"
    is_open = bool(between & _OPEN)
    is_feared = is_open and bool(between & {"have", "be"})  # "may have reached", "could be over 50"
    s.is_forecast = is_open and not is_feared
    s.add(found, Fate(effect, at, "feared" if is_feared else "asserted"), is_update=is_update)
    s.is_forecast = False
    if not is_open and not is_update:
        near = range(max(0, at - _RISING_REACH), found)
        s.mark_toll(found, is_rising=any(s.low(k) in lexicon().words["rising"] for k in near))
        _read_next(s, found)
        if s.kind(found + 1) != "COMMA":
            take_objects(s, found, Fate(effect, at))


def _read_next(s: Reading, found: int) -> None:
    """The figure told in the same way of another harm: "the number of dead at 5,000 | and wounded at 8,000"."""
    at = found + 1
    while s.kind(at) in ("AND", "COMMA") or s.low(at) in ("the", "those", "of", "number"):
        at += 1
    effect = KINDS_PUT.get(s.low(at))
    if at == found + 1 or effect is None or s.low(at + 1) not in ("at", "to"):
        return
    if s.kind(at + 2) == "GROUP" and s.group(at + 2).kind == "elided":
        s.add(at + 2, Fate(effect, at))
