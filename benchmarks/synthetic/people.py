"""Invented people, and words to fill a sentence with: few are common, most are seldom met."""

from __future__ import annotations

from random import Random
from typing import Final

from benchmarks.synthetic.lists import read, vocabulary

_RARE_FAMILIES: Final = 0.5
_WORDS_A_FRAME: Final = 6


def person(rng: Random, people: str) -> str:
    """Given and family name; half of the families have a rare one, made of two others."""
    names = read("names.toml")[people]
    given, family = _common(rng, names["given"]), _common(rng, names["family"])
    if rng.random() < _RARE_FAMILIES:
        other = rng.choice(names["family"])
        family = family[: (len(family) + 1) // 2] + other[len(other) // 2 :].lower()
    return f"{given} {family}"


def words(rng: Random) -> dict[str, str]:
    """Words for the slots w1, w2, ... of a frame."""
    return {f"w{slot}": _common(rng, vocabulary()) for slot in range(1, _WORDS_A_FRAME + 1)}


def _common(rng: Random, choices: list[str]) -> str:
    """One of the list, its first entries more often (by half as often at four times the rank)."""
    return choices[int(len(choices) * rng.random() ** 2)]
