"""Nouns for people that no list holds: "five trekkers", "a jeweller", known by the verb of harm that takes them.

The language has no end of words for people. A number with a plural, or "a" with a noun, counts as people where it is
the subject of "were killed", "died", "was wounded", or the object of "killed", "shot ... dead", and is no animal or
thing.
"""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from functools import cache
from importlib import resources

from extractors.casualties.lexicon import Noun, lexicon
from extractors.casualties.model import Age, Gender, VictimClass
from extractors.casualties.numbers.words import spelled, vague_floor
from extractors.casualties.tokens import Token
from extractors.casualties.victims.phrases import is_closed
from extractors.casualties.victims.traits import Phrase

_LONGEST = 4  # words of the noun phrase, its head included
_REACH = 14  # tokens between a subject and its verb: "five trekkers from the village of ... were killed"
_NEAR = 4  # tokens between "were" and the participle
_PEOPLE_ENDINGS = ("men", "women", "folk", "people", "children", "persons")
_NO_PLURALS = ("ss", "us", "is", "ics", "ings")
_OCCUPATIONS = ("er", "or", "ist", "eer", "ee", "ian", "ant", "goer", "keeper", "maker", "ologist")
_VERBAL = ("ed", "ing", "ly")
_HARMED = frozenset(
    ["dead", "killed", "wounded", "injured", "hurt", "missing", "lifeless", "unaccounted", "hospitalised"]
)
_DEATHS_OWN = frozenset(["lost", "lose", "suffered", "sustained", "received"])


@cache
def _lists() -> dict[str, frozenset[str]]:
    text = resources.files("extractors.casualties").joinpath("data", "open_nouns.toml").read_text(encoding="utf-8")
    return {name: frozenset(words.split()) for name, words in tomllib.loads(text).items()}


def read_open(tokens: Sequence[Token], outer: int, at: int, *, is_plural: bool) -> Phrase | None:
    """The noun phrase of unknown people that starts at `at`, after the number or article from `outer` on.

    None where the head may be an animal or a thing, or where no verb of harm takes the phrase.
    """
    head = _head(tokens, at, is_plural=is_plural)
    if head is None or not _may_be_people(tokens[head]):
        return None
    if not (_is_object(tokens, outer, head, is_plural=is_plural) or _is_subject(tokens, outer, head)):
        return None
    words = [t.low for t in tokens[at:head]]
    return Phrase(head, head, _noun(tokens[head], is_plural=is_plural), words)


def _head(tokens: Sequence[Token], at: int, *, is_plural: bool) -> int | None:
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


def _may_be_people(token: Token) -> bool:
    lists = _lists()
    low = token.low
    known = lexicon()
    if low in lists["animals"] or low in lists["things"] or low.endswith("day"):
        return False
    if known.has("month", low) or known.has("unit_words", low):
        return False
    parts = low.rsplit("-", 1)
    if "'" in low or any(c.isdigit() for c in low):
        return False
    return not (low.endswith(_VERBAL) or (len(parts) > 1 and parts[1] in lists["things"]))


def _looks_like_people(token: Token) -> bool:
    low = token.low
    stem = low.removesuffix("s")
    return token.is_capitalised or low.endswith(_PEOPLE_ENDINGS) or stem.endswith(_OCCUPATIONS)


def _is_object(  # noqa: PLR0911 - a decision list
    tokens: Sequence[Token], outer: int, head: int, *, is_plural: bool
) -> bool:
    """Whether a verb of harm stands before: "killed five trekkers", "the deaths of two campers"."""
    at = outer - 1
    while at > 0 and (tokens[at].low.endswith("ly") or tokens[at].low in ("dead", "to", "death")):
        at -= 1  # "shot dead five trekkers", "beat to death"
    if at < 0:
        return False
    low, lists = tokens[at].low, _lists()
    if low == "of" and at:
        return tokens[at - 1].low in lists["of_nouns"]
    if low in lists["leave"]:
        return any(t.low in _HARMED for t in _clause(tokens, head + 1))
    trigger = lexicon().triggers.get(low)
    if low in ("and", ",") and at:
        return _is_joined(tokens, at, head)
    if trigger is None or trigger.frame not in ("transitive", "weak") or _is_passive(tokens, at):
        return _is_done_to_death(tokens, head)
    if low in lists["loose_verbs"]:
        return _looks_like_people(tokens[head])
    if trigger.frame == "weak" and not is_plural:
        return any(t.low in ("dead", "killed") for t in tokens[max(0, at - 2) : outer]) or _is_done_to_death(
            tokens, head
        )
    return True


def _is_done_to_death(tokens: Sequence[Token], head: int) -> bool:
    """As in "beat a jeweller to death", "shot a jeweller dead"."""
    after = [t.low for t in tokens[head + 1 : head + 3]]
    return after[:1] == ["dead"] or after == ["to", "death"]


def _is_joined(tokens: Sequence[Token], at: int, head: int) -> bool:
    """As in "killed a soldier and two trekkers", where the verb stands directly before the group joined."""
    if not _looks_like_people(tokens[head]):
        return False
    back = at - 1 - (tokens[at - 1].text == ",")
    for here in range(back, max(-1, back - 5), -1):
        token = tokens[here]
        trigger = lexicon().triggers.get(token.low)
        if trigger is not None:
            return trigger.frame == "transitive" and not _is_passive(tokens, here)
        if token.kind == "p" or (
            is_closed(token.low) and token.low not in ("a", "an", "the", "another", "his", "her", "their")
        ):
            return False
    return False


def _is_passive(tokens: Sequence[Token], at: int) -> bool:
    return any(lexicon().has("be", t.low) for t in tokens[max(0, at - 3) : at])


def _is_subject(  # noqa: PLR0911 - a decision list
    tokens: Sequence[Token], outer: int, head: int
) -> bool:
    """Whether the phrase is the subject of a verb of harm: "five trekkers from Kars were killed"."""
    before = tokens[outer - 1].low if outer else ""
    if before in ("of", "by", "to") or (lexicon().has("preposition", before) and before not in _CLAUSE_OPENERS):
        return False
    at = _after_phrase(tokens, head + 1, opens_clause=_opens_clause(tokens, outer))
    if at >= len(tokens):
        return False
    token, known = tokens[at], lexicon()
    if token.low in _DEATHS_OWN:
        near = {t.low for t in tokens[at + 1 : at + 6]}
        return bool(near & (known.hurt_objects | {"life", "lives"}))
    if known.has("be", token.low) or known.has("have", token.low) or token.low in ("went", "remain", "remained", "may"):
        return _is_harm_after(tokens, at + 1, is_sure=_looks_like_people(tokens[head]))
    trigger = known.triggers.get(token.low)
    if trigger is None:
        return False
    if trigger.frame == "intransitive" and "ing" not in trigger.forms:
        return True
    is_sure = trigger.effect != "missing" or _looks_like_people(tokens[head])
    bare = (trigger.frame == "adjective" and is_sure) or (
        trigger.frame == "transitive" and "participle" in trigger.forms
    )
    return bare and at == head + 1 and not _has_object(tokens, at + 1)


_CLAUSE_OPENERS = frozenset(["after", "before", "since", "as", "when", "while", "until", "following", "about", "like"])


def _has_object(tokens: Sequence[Token], at: int) -> bool:
    """Whether the verb that ends before `at` takes an object, so that its subject is not its victim."""
    if at >= len(tokens):
        return False
    token, words = tokens[at], lexicon().words
    if token.low in words["article"] or token.low in words["possessive"] or token.is_capitalised:
        return True
    return spelled(tokens, at) is not None or token.low in lexicon().nouns


def _is_harm_after(tokens: Sequence[Token], at: int, *, is_sure: bool) -> bool:
    """Whether a participle of harm follows the auxiliary: "were | instantly killed", "have | died".

    Things go missing too: `is_sure` says that the head looks like people.
    """
    known = lexicon()
    for here in range(at, min(at + _NEAR, len(tokens))):
        low = tokens[here].low
        trigger = known.triggers.get(low)
        if trigger is not None and trigger.frame in ("transitive", "weak", "intransitive", "adjective"):
            return "ing" not in trigger.forms and (trigger.effect != "missing" or is_sure)
        if tokens[here + 1 : here + 3] and [t.low for t in tokens[here + 1 : here + 3]] == ["to", "death"]:
            return True
        linked = known.has("be", low) or known.has("adverb", low) or known.has("verb_link", low) or low.endswith("ly")
        if not linked and low not in ("still", "not", "also", "declared", "pronounced"):
            return False
    return False


def _opens_clause(tokens: Sequence[Token], outer: int) -> bool:
    """Whether nothing before the phrase can be a verb that takes it: "seized | ten ... and three men were killed"."""
    if outer == 0:
        return True
    token, known = tokens[outer - 1], lexicon()
    return (
        token.kind == "p"
        or token.is_capitalised
        or known.has("subject_barrier", token.low)
        or known.has("conjunction", token.low)
        or token.low in _CLAUSE_OPENERS
        or token.low in ("that", "says", "night", "morning", "today", "yesterday")
    )


def _after_phrase(tokens: Sequence[Token], at: int, *, opens_clause: bool) -> int:
    """The token after the phrases with a preposition that follow a noun, and after a second group joined to it.

    Only at the opening of a clause is a second group joined to the first, and not the subject of a clause of its own.
    """
    known = lexicon()
    end = at
    inside = False
    while end < len(tokens) and end - at < _REACH:
        token = tokens[end]
        opens = (
            known.has("preposition", token.low)
            or token.low in ("who", "and", "of", "also", "alone")
            or token.text == ","
        )
        if known.has("be", token.low) or known.has("have", token.low) or token.low in _DEATHS_OWN:
            return end
        if (token.low in known.triggers and token.low not in known.counted) or token.low in (
            "went",
            "remain",
            "remained",
            "may",
        ):
            return end
        if known.has("subject_barrier", token.low) or (token.kind == "p" and token.text != ","):
            return len(tokens)
        if token.low in ("and", ",") and not opens_clause:
            return len(tokens)
        if opens:
            inside = True
        elif not inside:
            return end
        end += 1
    return end if end - at < _REACH else len(tokens)


def _clause(tokens: Sequence[Token], at: int) -> Sequence[Token]:
    """The tokens up to the end of the clause, a few at most."""
    end = at
    while end < len(tokens) and end - at < _REACH and tokens[end].text not in (".", ";", ":"):
        end += 1
    return tokens[at:end]


def _noun(token: Token, *, is_plural: bool) -> Noun:
    """Class, age and gender by the ending of the word: an occupation is a civilian's, a people's name anybody's."""
    low = token.low
    stem = low.removesuffix("s") if is_plural else low
    victim: VictimClass = "unknown"
    age: Age | None = None
    gender: Gender | None = None
    if low.endswith(("women", "woman")):
        victim, age, gender = "civilian", "adult", "female"
    elif token.is_capitalised and low in lexicon().words["armed_word"]:
        victim = "combatant"
    elif not token.is_capitalised and stem.endswith(_OCCUPATIONS):
        victim = "civilian"
    return Noun(victim, "person", is_plural, not is_plural, age, gender)
