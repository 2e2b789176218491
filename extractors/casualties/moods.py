"""What the words around a figure make of it: denied, feared, withdrawn, long past, or about nobody who lives.

Cues govern what follows in their clause ("denied that 30 civilians were killed"); a relative clause or an event that is
taken for granted ("denied carrying out the attack that killed 30") is out of their reach.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from extractors.casualties.claims import Draft
from extractors.casualties.lexicon import load
from extractors.casualties.screened import Screened
from extractors.casualties.text import Sentence

_IN_RELATIVE = re.compile(r"\b(?:who|which)\s+(?:\w+\s+){0,2}$")
_OF_NOBODY = ("invented", "unspecific", "prevented", "asked", "unreported")
_REACH = 160  # characters from a cue to the claims that it governs


@dataclass(frozen=True, slots=True)
class _Mood:
    name: str
    before: Screened
    block: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class _Cues:
    moods: tuple[_Mood, ...]
    around: Screened
    around_end: Screened
    past: re.Pattern[str]
    figurative: re.Pattern[str]


@cache
def _cues() -> _Cues:
    data = load("moods.toml")

    def spelled(pattern: str) -> str:
        for name, meaning in data["words"].items():
            pattern = pattern.replace("{" + name + "}", meaning)
        return pattern

    names = (*_OF_NOBODY, "withdrawn", "revised", "averted", "past", "denied", "feared")
    return _Cues(
        tuple(
            _Mood(n, Screened(spelled(rf"\b(?:{'|'.join(data[n]['before'])})")), re.compile(spelled(data[n]["block"])))
            for n in names
        ),
        Screened(spelled(data["around"]["before"])),
        Screened(spelled(data["around"]["after"])),
        re.compile(spelled(data["after"]["past"])),
        re.compile(spelled(data["after"]["figurative"])),
    )


def told(sentence: Sentence, claims: Sequence[Draft]) -> list[Draft]:
    """The claims of the sentence with what its words make of them; without those that count nobody who lives."""
    if not claims:
        return []
    text = sentence.text.lower()
    if len(text) != len(sentence.text):
        return list(claims)  # lower case moved the offsets
    found = [(m, [c.span() for c in m.before.finditer(text)]) for m in _cues().moods]
    moods = [_mood_of(claim, sentence, text, found) for claim in claims]
    for claim, mood in zip(claims, moods, strict=True):
        if mood == "unspecific":
            _free(claims, claim)
    nobody = {id(c) for c, mood in zip(claims, moods, strict=True) if mood in _OF_NOBODY}
    kept = [(c, m) for c, m in zip(claims, moods, strict=True) if id(c) not in nobody and id(c.host) not in nobody]
    for claim, mood in kept:
        if mood in ("withdrawn", "averted", "past"):
            claim.is_other = True
        elif mood == "revised":
            claim.is_update = True  # told of this event, and counted in no sum
        elif mood == "denied":
            claim.modality = "denied"
        elif mood == "feared" and claim.modality == "asserted":
            claim.modality = "feared"
    return [claim for claim, _ in kept]


def _free(claims: Sequence[Draft], whole: Draft) -> None:
    """Of "an end to the killing of civilians, of whom | 30 died on Monday" the 30 are nobody's part."""
    for claim in claims:
        if claim.host is whole and _is_counted(claim):
            claim.host, claim.is_part, claim.is_told_part = None, False, False


def _is_counted(claim: Draft) -> bool:
    return claim.best is not None and claim.value > 1


def _mood_of(
    claim: Draft, sentence: Sentence, text: str, found: Sequence[tuple[_Mood, list[tuple[int, int]]]]
) -> str | None:
    start, end, trigger = (at - sentence.start for at in (claim.start, claim.end, claim.trigger))
    if _cues().figurative.match(text, trigger):
        return "invented"
    for mood, spans in found:
        for cue, cue_end in spans:
            if mood.name == "unspecific" and _is_counted(claim):
                continue  # "called for a halt to the massacre of | 60 civilians"
            if not cue_end <= start <= cue_end + _REACH or mood.block.search(text, cue_end, start):
                continue
            if not (_IN_RELATIVE.search(text, max(0, cue - _REACH), cue) and "," in text[cue_end:start]):
                return mood.name  # "the man, who denied that he was there, killed 14" tells of 14 dead
    if _cues().past.match(text, end):
        return "past"
    return "denied" if _is_called_false(text, start, end) else None


def _is_called_false(text: str, start: int, end: int) -> bool:
    """As in "Reports that 30 people died are false"."""
    opened = _cues().around.search(text, max(0, start - _REACH), start)
    closed = _cues().around_end.search(text, end, end + _REACH)
    return opened is not None and closed is not None and "." not in text[end : closed.start()]
