"""Shares of a figure told by a number alone: "Of the injured, 11 are critical and 16 were discharged"."""

from __future__ import annotations

from dataclasses import replace

from extractors.casualties.harms.harms import Fate, Reading
from extractors.casualties.lexicon import lexicon
from extractors.casualties.model import Effect

_WHOLES: dict[str, Effect] = {
    "killed": "killed", "dead": "killed", "deceased": "killed", "deaths": "killed", "fatalities": "killed",
    "slain": "killed", "died": "killed", "wounded": "injured", "injured": "injured", "hurt": "injured",
    "injuries": "injured", "missing": "missing",
}  # fmt: skip
_OPENING = 7  # chunks of "Of the people injured in the blast,"
_JOINTS = ("COMMA", "AND", "STOP", "SAY")


def read_shares(s: Reading) -> None:
    """Gives each number alone behind "Of the dead," the fate of those whom it takes a part of."""
    told = _opening(s)
    if told is None:
        return
    effect, start = told
    for at in range(start, len(s.chunks)):
        if s.kind(at) != "GROUP" or s.group(at).kind != "elided":
            continue
        if (known := s.harm_of(at)) is not None:
            s.harms[known] = replace(s.harms[known], is_part=True)
            continue
        opens = s.kind(at - 1) in _JOINTS or s.low(at - 1) in ("remaining", "other", "the")
        if opens and not any(lexicon().has("unharmed", s.low(k)) for k in range(at + 1, min(at + 4, len(s.chunks)))):
            s.add(at, Fate(effect, at, is_part=True, rank=2))


def _opening(s: Reading) -> tuple[Effect, int] | None:
    """What befell those of whom the sentence opens to tell, and the chunk after them."""
    start = 0 if s.kind(0) == "OF" else 1
    if s.kind(start) != "OF" and s.low(start) not in ("among", "amongst"):
        return None
    effect: Effect | None = None
    for here in range(start + 1, min(start + _OPENING, len(s.chunks))):
        if s.kind(here) == "COMMA":
            return (effect, here + 1) if effect is not None else None
        group, trigger = s.chunks[here].group, s.chunks[here].trigger
        if trigger is not None and trigger.frame in ("transitive", "intransitive"):
            effect = effect or trigger.effect  # "Out of a total of 38 murdered"
        effect = effect or _WHOLES.get(s.low(here)) or (group and (group.harmed or group.effect)) or None
        if effect is None and group is not None and s.low(here) in ("victims", "them", "those"):
            effect = s.told
    return None
