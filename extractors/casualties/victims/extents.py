"""How far a noun phrase goes on past its head: "soldiers, guards and staff", "members of the Army of the North"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from extractors.casualties.actors.names import actor_names
from extractors.casualties.lexicon import is_closed, lexicon
from extractors.casualties.model import VictimClass
from extractors.casualties.numbers.words import spelled, vague_floor
from extractors.casualties.tokens import Token
from extractors.casualties.victims.clause_starts import opens_clause
from extractors.casualties.victims.traits import Phrase
from extractors.gazetteer import fold

# Between "of" and the end of a name: "the so-called Army of the North", "Jund al-Aqsa".
_IN_NAMES = frozenset(
    [
        *("one", "single", "extended", "his", "her", "their"),
        *("the", "a", "an", "al", "its", "and", "so-called", "same", "armed", "terrorist", "security", "government"),
        *("group", "force", "forces", "faction", "army", "family"),
    ]
)
_ARTICLES = frozenset(["al-", "el-", "as-", "ash", "ad-", "an-", "ar-", "at-", "az-"])
_ARMED = frozenset(["jihadist", "rebel", "militia"])
_EVERYBODY = frozenset(["people", "persons", "others", "victims"])
_VERB_REACH = 6  # tokens from a verb to its object's noun: "killed at least another 34 people"
_MODIFIERS = 2  # words before the second noun of "paramedics and health workers"
_LONGEST_OF = 9  # tokens of what members belong to


def extend_list(tokens: Sequence[Token], phrase: Phrase, heads: list[int]) -> None:
    """As in "270 soldiers, guards and staff": one number for several kinds of people."""
    known = lexicon()
    last = phrase.head
    while last + 2 < len(tokens) and tokens[last + 1].low in (",", "and"):
        step = last + 2 + (tokens[last + 1].low == "," and tokens[last + 2].low == "and")
        step = _past_modifiers(tokens, step) if tokens[last + 1].low == "and" else step
        if step >= len(tokens) or tokens[step].low not in known.nouns or not known.nouns[tokens[step].low].is_plural:
            break
        if tokens[last + 1].low == "," and (tokens[phrase.head].low in _EVERYBODY or opens_clause(tokens, last + 2)):
            break  # "14 people, residents said"
        is_doer = step + 1 < len(tokens) and tokens[step + 1].low in known.triggers and opens_clause(tokens, step)
        if is_doer and tokens[last + 1].low == "and" and _is_object(tokens, heads[0]):
            break  # "shelling killed 34 people and gunmen shot dead five"
        last = step
        phrase.kinds += 1
    if last != phrase.head:
        nouns = [known.nouns[t.low] for t in tokens[heads[0] : last + 1] if t.low in known.nouns]
        nouns = [n for n in nouns if n.is_plural]  # of "Afghan policemen and soldiers" the nation tells no class
        classes, ages = {n.victim for n in nouns}, {n.age for n in nouns}
        phrase.last = last
        noun = phrase.noun
        victim: VictimClass = (
            noun.victim if len(classes) == 1 else ("civilian" if classes == {"civilian", "unknown"} else "unknown")
        )
        phrase.noun = replace(
            noun, victim=victim, age=noun.age if len(ages) == 1 else None, gender=None if len(ages) > 1 else noun.gender
        )


def _past_modifiers(tokens: Sequence[Token], at: int) -> int:
    """Of "94 paramedics and | health workers have died", "12 soldiers and | border guards.", the noun; else `at`."""
    known = lexicon()
    end = at
    while end < len(tokens) and end - at < _MODIFIERS and tokens[end].low not in known.nouns:
        token = tokens[end]
        is_count = spelled(tokens, end) is not None or vague_floor(tokens, end) is not None
        if token.kind != "w" or token.is_capitalised or is_closed(token.low) or token.low in known.triggers or is_count:
            return at
        end += 1
    noun = known.nouns.get(tokens[end].low) if end < len(tokens) else None
    after = tokens[end + 1] if end + 1 < len(tokens) else None
    is_people = noun is not None and noun.kind == "person" and noun.is_plural
    if after is None or not is_people:
        return end if is_people else at
    return end if after.kind == "p" or _is_harmed(tokens, end + 1) else at


def _is_harmed(tokens: Sequence[Token], at: int) -> bool:
    """Whether a verb of harm follows of which the words before are the subject: "| have been killed", "| dead"."""
    known = lexicon()
    while at < len(tokens) and (known.has("be", tokens[at].low) or known.has("have", tokens[at].low)):
        at += 1
    return at < len(tokens) and tokens[at].low in known.triggers


def _is_object(tokens: Sequence[Token], at: int) -> bool:
    """Whether a verb of harm stands shortly before the noun at `at`: "killed at least 34 | people"."""
    return any(t.low in lexicon().triggers for t in tokens[max(0, at - _VERB_REACH) : at])


def is_in_name(tokens: Sequence[Token], at: int) -> bool:
    """Whether a possessive makes the noun a part of a name: "the New | People's Liberation Army"."""
    noun = lexicon().nouns.get(tokens[at].low) if tokens[at].is_capitalised and at + 2 < len(tokens) else None
    if noun is None or not noun.is_plural:
        return False
    mark, after = tokens[at + 1], tokens[at + 2]
    return (
        (mark.kind == "s" or mark.text in ("'", "’"))
        and after.is_capitalised
        and at > 0
        and tokens[at].end == mark.start
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
            or tokens[end].low in _IN_NAMES
            or tokens[end].text[:3] in _ARTICLES
            or lexicon().has("armed_word", tokens[end].low)
            or (tokens[end].kind == "p" and tokens[end].text in "“\"'‘’”")
        )
    ):
        end += 1
    while end - 1 > phrase.last and (
        tokens[end - 1].low in ("the", "a", "an", "and", "its") or tokens[end - 1].kind == "p"
    ):
        end -= 1
    words = [t.low for t in tokens[phrase.last + 2 : end]]
    if any(lexicon().has("armed_word", w) for w in words) or _names_fighters(tokens[phrase.last + 2 : end]):
        phrase.noun = replace(phrase.noun, victim="combatant")
    elif "family" in words:
        phrase.noun = replace(phrase.noun, victim="civilian")
    if end - 1 > phrase.last + 1:
        phrase.last = end - 1


def _names_fighters(tokens: Sequence[Token]) -> bool:
    """Whether the words, or their last ones, name an armed group or force of the list: "the", "Ahrar", "al-Sham"."""
    words = fold(" ".join(t.text for t in tokens if t.kind == "w")).split()
    known = actor_names().by_key
    spans = (" ".join(words[at:end]) for at in range(len(words)) for end in range(at + 1, len(words) + 1))
    return any((name := known.get(span)) is not None and name.is_proper and name.kind in _ARMED for span in spans)
