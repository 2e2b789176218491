"""Heads of noun phrases that no list of people holds: where they end, and whether they may be people."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from functools import cache
from importlib import resources

from extractors.casualties.lexicon import Noun, is_closed, lexicon
from extractors.casualties.model import Age, Gender, VictimClass
from extractors.casualties.numbers.words import spelled, vague_floor
from extractors.casualties.tokens import Token

_LONGEST = 4  # words of the noun phrase, its head included
_PEOPLE_ENDINGS = ("men", "women", "folk", "people", "children", "persons")
_NO_PLURALS = ("ss", "us", "is", "ics", "ings")
_OCCUPATIONS = ("er", "or", "ist", "eer", "ee", "ian", "ant", "goer", "keeper", "maker", "ologist")
_VERBAL = ("ed", "ing", "ly")


@cache
def open_lists() -> dict[str, frozenset[str]]:
    """The lists of animals, things and verbs that tell people from what is none."""
    text = resources.files("extractors.casualties").joinpath("data", "open_nouns.toml").read_text(encoding="utf-8")
    return {name: frozenset(words.split()) for name, words in tomllib.loads(text).items()}


def head_of(tokens: Sequence[Token], at: int, *, is_plural: bool) -> int | None:
    """The last word of the run of plain words from `at`: a plural where a number stands before."""
    known = lexicon()
    here = at
    while here < len(tokens) and here - at < _LONGEST:
        token = tokens[here]
        if (
            token.kind != "w"
            or is_closed(token.low, token.text)
            or token.low in known.triggers
            or token.low in known.counted
            or spelled(tokens, here) is not None
            or vague_floor(tokens, here) is not None
        ):
            break
        here += 1
        if is_plural and _is_plural(token) and not (here < len(tokens) and _is_plural(tokens[here])):
            return here - 1
    if is_plural or here == at or here - at == _LONGEST:
        return None
    if here < len(tokens) and tokens[here].kind in "ns":
        return None  # "a record 30 people", "a farmer's house"
    head = here - 1
    is_name = tokens[head].is_capitalised and head > at and tokens[head - 1].is_capitalised
    is_verb = tokens[head].low.endswith("s") and not tokens[head].low.endswith(_NO_PLURALS)
    return None if is_name or is_verb else head  # "a Boulder Creek", "a Leeds woman appears"


def _is_plural(token: Token) -> bool:
    if token.kind != "w":
        return False
    if token.low.endswith(_PEOPLE_ENDINGS) or (token.is_capitalised and token.low in lexicon().words["armed_word"]):
        return True
    if token.text[:-1].isupper() and token.text.endswith("s"):
        return True  # "MPs"
    return len(token.low) > 3 and token.low.endswith("s") and not token.low.endswith(_NO_PLURALS)  # noqa: PLR2004


def may_be_people(token: Token) -> bool:
    """Whether the noun is no animal, thing, time or unit of the lists."""
    lists = open_lists()
    low = token.low
    known = lexicon()
    if token.is_capitalised and known.has("armed_word", low):
        return True  # "100 Tigers"
    if low in lists["animals"] or low in lists["things"] or low.endswith("day"):
        return False
    if known.has("month", low) or known.has("unit_words", low):
        return False
    parts = low.rsplit("-", 1)
    if "'" in low or any(c.isdigit() for c in low):
        return False
    return not (low.endswith(_VERBAL) or (len(parts) > 1 and parts[1] in lists["things"]))


def looks_like_people(token: Token) -> bool:
    """Whether the noun has a capital or the ending of a word for people, such as an occupation."""
    low = token.low
    stem = low.removesuffix("s")
    return token.is_capitalised or low.endswith(_PEOPLE_ENDINGS) or stem.endswith(_OCCUPATIONS)


def noun_of(token: Token, *, is_plural: bool) -> Noun:
    """Class, age and gender by the ending of the word: an occupation is a civilian's, a people's name anybody's."""
    low = token.low
    stem = low.removesuffix("s") if is_plural else low
    victim: VictimClass = "unknown"
    age: Age | None = None
    gender: Gender | None = None
    if low.endswith(("women", "woman")):
        victim, age, gender = "civilian", "adult", "female"
    elif (token.is_capitalised and low in lexicon().words["armed_word"]) or low in lexicon().words["rank_noun"]:
        victim = "combatant"
    elif not token.is_capitalised and stem.endswith(_OCCUPATIONS):
        victim = "civilian"
    return Noun(victim, "person", is_plural, not is_plural, age, gender)
