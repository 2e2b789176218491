"""What a noun phrase tells of the people it names: class, age, gender, and harm out of the noun and its modifiers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from extractors.casualties.lexicon import Noun, lexicon
from extractors.casualties.model import Age, Effect, Gender, VictimClass
from extractors.casualties.tokens import Token
from extractors.casualties.victims.years import ADULT_YEARS

HARMED: dict[str, Effect] = {
    "wounded": "injured",
    "injured": "injured",
    "killed": "killed",
    "dead": "killed",
    "slain": "killed",
    "deceased": "killed",
    "murdered": "killed",
    "missing": "missing",
    "fallen": "killed",
    "martyred": "killed",
}


@dataclass(slots=True)
class Phrase:
    """A noun phrase under way."""

    head: int
    last: int
    noun: Noun
    words: list[str]
    years: int | None = None
    effect: Effect | None = None
    kinds: int = 1  # how many nouns one number covers


@dataclass(frozen=True, slots=True)
class Traits:
    """What a noun phrase tells of the people it names."""

    victim: VictimClass
    age: Age | None
    gender: Gender | None
    harmed: Effect | None


_WOMEN = frozenset(["woman", "women"])  # "three women cadres"
_FEMALE = _WOMEN | {"female", "pregnant"}
_KEEPERS = frozenset(["guard", "guards"])  # a security guard may be a shop's
_KEPT = frozenset(["security", "guard", "guards", "armed"])
_ANYBODY = frozenset(["people", "men", "women", "man", "others"])


def traits_of(tokens: Sequence[Token], phrase: Phrase) -> Traits:
    """Class, age, gender and harm out of the noun and its modifiers."""
    words = set(phrase.words)
    noun = phrase.noun
    gender: Gender | None = "male" if "male" in words else ("female" if words & _FEMALE else noun.gender)
    age: Age | None = noun.age or ("adult" if words & _WOMEN else None)
    if phrase.years is not None:
        age = "child" if phrase.years < ADULT_YEARS else "adult"
    harms = {HARMED[w] for w in words if w in HARMED}
    harmed: Effect | None = "casualties" if {"killed", "injured"} <= harms else next(iter(harms), None)
    return Traits(_victim_of(tokens, phrase, words, age, gender), age, gender, harmed)


def _victim_of(
    tokens: Sequence[Token], phrase: Phrase, words: set[str], age: Age | None, gender: Gender | None
) -> VictimClass:
    noun = phrase.noun
    if words & {"civilian", "innocent", "unarmed"}:
        return "civilian"
    if noun.victim == "combatant" and words & {"retired", "former", "ex", "off-duty"}:
        return "unknown"
    armed = words & lexicon().words["armed_word"]
    if noun.victim == "unknown" and tokens[phrase.head].low in _KEEPERS:
        armed -= _KEPT
    if noun.victim == "unknown" and armed and noun.kind == "person" and tokens[phrase.head].low not in _ANYBODY:
        return "combatant"
    if phrase.years is not None and noun.victim != "combatant":
        if age == "child":
            return "civilian"
        if noun.age == "child":  # "a 19-year-old teenager"
            return "civilian" if gender == "female" else "unknown"
    return noun.victim
