"""How far a noun phrase goes on past its head: "soldiers, guards and staff", "members of the Army of the North"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from extractors.casualties.lexicon import lexicon
from extractors.casualties.model import VictimClass
from extractors.casualties.tokens import Token
from extractors.casualties.victims.clause_starts import opens_clause
from extractors.casualties.victims.traits import Phrase

_EVERYBODY = frozenset(["people", "persons", "others", "victims"])
_LONGEST_OF = 9  # tokens of what members belong to


def extend_list(tokens: Sequence[Token], phrase: Phrase, heads: list[int]) -> None:
    """As in "270 soldiers, guards and staff": one number for several kinds of people."""
    known = lexicon()
    last = phrase.head
    while last + 2 < len(tokens) and tokens[last + 1].low in (",", "and"):
        step = last + 2 + (tokens[last + 1].low == "," and tokens[last + 2].low == "and")
        if step >= len(tokens) or tokens[step].low not in known.nouns or not known.nouns[tokens[step].low].is_plural:
            break
        if tokens[last + 1].low == "," and (tokens[phrase.head].low in _EVERYBODY or opens_clause(tokens, last + 2)):
            break  # "14 people, residents said"
        last = step
        phrase.kinds += 1
    if last != phrase.head:
        classes = {known.nouns[t.low].victim for t in tokens[heads[0] : last + 1] if t.low in known.nouns}
        ages = {known.nouns[t.low].age for t in tokens[heads[0] : last + 1] if t.low in known.nouns}
        phrase.last = last
        noun = phrase.noun
        victim: VictimClass = (
            noun.victim if len(classes) == 1 else ("civilian" if classes == {"civilian", "unknown"} else "unknown")
        )
        phrase.noun = replace(
            noun, victim=victim, age=noun.age if len(ages) == 1 else None, gender=None if len(ages) > 1 else noun.gender
        )


def extend_of(tokens: Sequence[Token], phrase: Phrase) -> None:
    """As in "members of the so-called Army of the North": what the members belong to tells their class."""
    if (
        tokens[phrase.last].low not in ("members", "member", "personnel", "leaders", "leader", "commanders")
        or phrase.last + 1 >= len(tokens)
        or tokens[phrase.last + 1].low != "of"
    ):
        return
    end = phrase.last + 2
    while (
        end < len(tokens)
        and end - phrase.last < _LONGEST_OF
        and (
            tokens[end].is_capitalised
            or tokens[end].low
            in (
                "the",
                "a",
                "an",
                "so-called",
                "al",
                "group",
                "force",
                "forces",
                "terrorist",
                "armed",
                "same",
                "security",
                "pro-regime",
                "pro-government",
                "family",
                "its",
                "and",
                "militia",
                "army",
            )
            or (tokens[end].kind == "p" and tokens[end].text in "“\"'‘’”")
        )
    ):
        end += 1
    while end - 1 > phrase.last and (
        tokens[end - 1].low in ("the", "a", "an", "and", "its") or tokens[end - 1].kind == "p"
    ):
        end -= 1
    words = [t.low for t in tokens[phrase.last + 2 : end]]
    if any(lexicon().has("armed_word", w) for w in words):
        phrase.noun = replace(phrase.noun, victim="combatant")
    elif "family" in words:
        phrase.noun = replace(phrase.noun, victim="civilian")
    if end - 1 > phrase.last + 1:
        phrase.last = end - 1
